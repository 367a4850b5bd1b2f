"""Which changes of a clinic are worth a proof: those that open a place to a session left out, the best first."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import zip_longest

from planner.clinic import Clinic, Key, Session, WeeklyHours
from planner.engine.local.reoptimise import Opening, openings
from planner.explain.baseline import Standing
from planner.explain.changes import (
    HOUR,
    WHOLE_DAY,
    AnotherRoom,
    AnotherUnit,
    Change,
    MoreHours,
    OtherTimes,
    Stretch,
    Swap,
    minute,
    minutes_of,
    weekly,
)

LONGEST = 4 * HOUR
"""The longest stretch of a practitioner's day that one change opens."""
ALIKE = 4
"""Of the candidates of one kind that open places to the same sessions, at most so many."""


@dataclass(frozen=True)
class Candidate:
    """A change, the sessions left out that it seems to open a place to, and what it may gain: a guess, no proof."""

    change: Change
    opens: frozenset[Key]
    gain: float
    cost: float

    @property
    def promise(self) -> float:
        return self.gain / max(self.cost, 1.0)


def candidates(standing: Standing, until: float = math.inf) -> list[Candidate]:
    """All that seem to help, each kind in turn, the most promising first; no kind is begun with after `until`."""
    kinds = (_swaps, _hours, _times, _units, _rooms)
    turns = [_in_turn(kind(standing)) for kind in kinds if time.monotonic() < until]
    return [candidate for turn in zip_longest(*turns) for candidate in turn if candidate is not None]


def _in_turn(kind: Iterable[Candidate]) -> list[Candidate]:
    """The most promising for each set of sessions first, then the second of each; few of one set."""
    seen: Counter[frozenset[Key]] = Counter()
    turns: list[list[Candidate]] = [[] for _ in range(ALIKE)]
    for each in sorted(kind, key=lambda each: -each.promise):
        if seen[each.opens] < ALIKE:
            turns[seen[each.opens]].append(each)
            seen[each.opens] += 1
    return [each for turn in turns for each in turn]


def _swaps(standing: Standing) -> Iterator[Candidate]:
    """For each session left out, and for all of them together."""
    wanted, price = standing.wanted, standing.clinic.repair_prices.move
    for sessions in dict.fromkeys([wanted, *((session,) for session in wanted)] if wanted else []):
        gain = sum(map(standing.worth, sessions))
        yield Candidate(Swap(), frozenset(session.key for session in sessions), gain, price * len(sessions))


def _units(standing: Standing) -> Iterator[Candidate]:
    clinic = standing.clinic
    for id in clinic.equipment:
        theirs = [s for s in standing.wanted if any(id in clinic.services[service].equipment for service in s.services)]
        if theirs:
            yield _whole(standing, AnotherUnit(id), theirs)


def _rooms(standing: Standing) -> Iterator[Candidate]:
    clinic = standing.clinic
    alike: dict[frozenset[str], str] = {}
    for room in clinic.rooms.values():
        alike.setdefault(room.features, room.id)
    for features, id in alike.items():
        theirs = [s for s in standing.wanted if _takes(clinic, s, features)]
        if theirs:
            yield _whole(standing, AnotherRoom(id), theirs)


def _takes(clinic: Clinic, session: Session, features: frozenset[str]) -> bool:
    wants = [clinic.services[service].room for service in session.services]
    return any(want is not None and want <= features for want in wants)


def _whole(standing: Standing, change: Change, sessions: Sequence[Session]) -> Candidate:
    gain = sum(standing.worth(session) for session in sessions)
    return Candidate(change, frozenset(session.key for session in sessions), gain, change.cost(standing.clinic))


def _hours(standing: Standing) -> Iterator[Candidate]:
    """Stretches between the earliest and the latest hour worked in a week, on days on which somebody works."""
    clinic, days = standing.clinic, standing.problem.horizon.days
    shifts = [row for person in clinic.practitioners.values() for row in person.shifts]
    rows = [row for row in shifts if (row.first or days[-1]) <= days[-1] and (row.last or days[0]) >= days[0]]
    if not rows or not standing.wanted:
        return
    start, end = min(minute(row.start) for row in rows), max(minute(row.end) or WHOLE_DAY for row in rows)
    all_week = tuple(weekly(weekday, start, end) for weekday in range(7))
    longer = {id: replace(person, shifts=all_week) for id, person in clinic.practitioners.items()}
    openings = _openings(standing, replace(clinic, practitioners=longer))

    staffed = {day for day in days if any(row.applies(day) for row in rows)}

    def pieces(who: str, day: date) -> list[Stretch]:
        if day not in staffed:
            return []
        gaps = _gaps(clinic.practitioners[who].shifts, Stretch(day, start, end))
        return [piece for gap in gaps for piece in gap.cut(LONGEST)]

    yield from _stretches(standing, openings, lambda each: each.row.practitioner or "", pieces, MoreHours)


def _times(standing: Standing) -> Iterator[Candidate]:
    """Stretches outside the times that a patient gave."""
    clinic = standing.clinic
    choosy = {s.patient: clinic.patients[s.patient] for s in standing.wanted if clinic.patients[s.patient].times}
    if not choosy:
        return
    freer = {id: replace(person, times=()) for id, person in choosy.items()}
    openings = [
        each
        for each in _openings(standing, replace(clinic, patients=dict(clinic.patients) | freer))
        if clinic.plans[each.session[0]].patient in choosy
    ]

    def gaps(patient: str, day: date) -> list[Stretch]:
        return _gaps(choosy[patient].times, Stretch(day, 0, WHOLE_DAY))

    yield from _stretches(standing, openings, lambda each: clinic.plans[each.session[0]].patient, gaps, OtherTimes)


def _openings(standing: Standing, clinic: Clinic) -> list[Opening]:
    return openings(replace(standing.problem, clinic=clinic), standing.rows, [s.key for s in standing.wanted])


def _stretches(
    standing: Standing,
    found: Iterable[Opening],
    owner: Callable[[Opening], str],
    pieces: Callable[[str, date], list[Stretch]],
    change: Callable[[str, Stretch], Change],
) -> Iterator[Candidate]:
    """A candidate for each piece of a day that the openings of its owner (a practitioner, a patient) reach into."""
    clinic, known, clocks = standing.clinic, cache(pieces), dict[tuple[datetime, datetime], tuple[date, int, int]]()
    best: dict[tuple[str, Stretch], dict[Key, Opening]] = {}
    for each in found:
        who, length = owner(each), (each.row.start, each.row.end)
        if length not in clocks:
            clocks[length] = clinic.day(each.row.start), *minutes_of(clinic, each.row)
        day, start, end = clocks[length]
        reached = [piece for piece in known(who, day) if start < piece.end and piece.start < end]
        if len(reached) == 1 and each.worth > 0:
            mine = best.setdefault((who, reached[0]), {})
            if each.session not in mine or each.worth > mine[each.session].worth:
                mine[each.session] = each
    for (who, piece), mine in best.items():
        used = piece.hull(clinic, [each.row for each in mine.values()]) or piece
        gain, cost = sum(each.worth for each in mine.values()), change(who, used).cost(clinic)
        yield Candidate(change(who, piece), frozenset(mine), gain, cost)


def _gaps(rows: Sequence[WeeklyHours], within: Stretch) -> list[Stretch]:
    """What is left of a stretch between the rows of its day."""
    left, start = [], within.start
    for row in sorted((row for row in rows if row.applies(within.day)), key=lambda row: row.start):
        if minute(row.start) > start:
            left.append(Stretch(within.day, start, min(minute(row.start), within.end)))
        start = max(start, minute(row.end) or WHOLE_DAY)
    return [*left, Stretch(within.day, start, within.end)] if start < within.end else left
