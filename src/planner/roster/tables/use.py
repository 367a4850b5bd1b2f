"""How the clinic's hours, rooms and supplies are used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from planner.clinic import Appointment, Clinic, Practitioner, Problem, Room, Span
from planner.clinic.spans import cut, outside, union
from planner.roster.tables.columns import days, lengths, names, numbers
from planner.roster.tables.identity import once

NONE = timedelta(0)
PRACTITIONER, ROOM = "practitioner", "room"
Shift = tuple[Span, str | None]
"""A stretch on shift, and its site."""


@dataclass(frozen=True)
class _Use:
    """One practitioner's or room's day."""

    kind: str
    id: str
    day: date
    on_shift: timedelta
    attended: timedelta
    resting: timedelta
    sessions: int

    @property
    def idle(self) -> timedelta:
        return max(NONE, self.on_shift - self.attended - self.resting)


def utilisation(problem: Problem, placed: Iterable[Appointment]) -> pd.DataFrame:
    """One row for every practitioner, then every room, and each day of the horizon, by id and day.

    Columns: `kind` (practitioner or room) and `id` categorical, `day` datetime64[us], `on_shift, attended, resting,
    idle` as timedelta64[us], `sessions` int64. For a practitioner `on_shift` is the shifts less the absences,
    `attended` the time with a patient, `resting` the time in which patients rest and they attend nobody. For a room
    `on_shift` is the time it is open and anybody is on shift at its site, less its closures, `attended` the time it is
    taken, resets included; both count each of its places. `idle` is what is left of `on_shift`, never below nothing. A
    session that two plans share counts once.
    """
    clinic = problem.clinic
    at: dict[tuple[str, str | None, date], list[Appointment]] = defaultdict(list)
    for row in once(problem, placed):
        at[PRACTITIONER, row.practitioner, problem.day(row)].append(row)
        at[ROOM, row.room, problem.day(row)].append(row)
    uses = []
    for who, practitioner in sorted(clinic.practitioners.items()):
        for day in problem.horizon.days:
            rows = at[PRACTITIONER, who, day]
            taken = union([row.span for row in rows])
            attended = union([span for row in rows for span in attended_spans(clinic, row)])
            resting = [left for span in taken for left in cut(span, attended)]
            on_shift = _length(shift_spans(clinic, practitioner, day))
            uses.append(_Use(PRACTITIONER, who, day, on_shift, _length(attended), _length(resting), len(rows)))
    usable = {day: room_spans(clinic, day) for day in problem.horizon.days}
    for id, room in sorted(clinic.rooms.items()):
        for day in problem.horizon.days:
            rows = at[ROOM, id, day]
            open_for = room.places * _length(usable[day][id])
            used = _used([_with_reset(clinic, row) for row in rows], room.places)
            uses.append(_Use(ROOM, id, day, open_for, used, NONE, len(rows)))
    return pd.DataFrame(
        {
            "kind": names([use.kind for use in uses]),
            "id": names([use.id for use in uses]),
            "day": days([use.day for use in uses]),
            "on_shift": lengths([use.on_shift for use in uses]),
            "attended": lengths([use.attended for use in uses]),
            "resting": lengths([use.resting for use in uses]),
            "idle": lengths([use.idle for use in uses]),
            "sessions": numbers([use.sessions for use in uses]),
        }
    )


def supplies(problem: Problem, placed: Iterable[Appointment]) -> pd.DataFrame:
    """What the placed sessions consume, by day and item; a session that two plans share counts once.

    Columns: `day` datetime64[us], `item` categorical, `quantity` float64 in the item's own unit.
    """
    total: dict[tuple[date, str], float] = defaultdict(float)
    for row in once(problem, placed):
        service = problem.clinic.services.get(row.service)
        for item, quantity in (service.supplies if service else {}).items():
            total[problem.day(row), item] += quantity
    rows = sorted(total)
    return pd.DataFrame(
        {
            "day": days([day for day, _ in rows]),
            "item": names([item for _, item in rows]),
            "quantity": pd.Series([total[row] for row in rows], dtype="float64"),
        }
    )


def shift_spans(clinic: Clinic, practitioner: Practitioner, day: date) -> list[Span]:
    """The practitioner's hours of the day less absences; none on a day the clinic is closed."""
    return union(span for span, _ in _shifts(clinic, practitioner, day))


def room_spans(clinic: Clinic, day: date) -> Mapping[str, list[Span]]:
    """When each room can be used that day: it is open, not closed, and somebody is on shift at its site."""
    shifts = [shift for practitioner in clinic.practitioners.values() for shift in _shifts(clinic, practitioner, day)]
    staffed = {
        site: union(span for span, where in shifts if site is None or where in (None, site))
        for site in {room.site for room in clinic.rooms.values()}
    }
    return {id: _open(clinic, room, day, staffed[room.site]) for id, room in clinic.rooms.items()}


def _shifts(clinic: Clinic, practitioner: Practitioner, day: date) -> list[Shift]:
    """The same with the site of each."""
    if clinic.why_closed(day):
        return []
    absences = [absence.span for absence in clinic.absences_of.get(practitioner.id, ())]
    shifts = clinic.shifts_on(day, practitioner)
    return [(left, site) for span, site in shifts for left in cut(span, absences)]


def _open(clinic: Clinic, room: Room, day: date, staffed: Iterable[Span]) -> list[Span]:
    """What of some spans of a day a room is open."""
    whole, closures = clinic.whole_day(day), [closure.span for closure in clinic.closures_of.get(room.id, ())]
    hours = clinic.hours_on(day, room.hours) if room.hours else [whole]
    return [left for span in staffed for left in cut(span, [*closures, *outside(whole, hours)])]


def _used(spans: Sequence[Span], places: int) -> timedelta:
    """How long so many places are taken in all by sessions side by side."""
    moments = sorted({moment for span in spans for moment in (span.start, span.end)})
    pieces = [Span(*piece) for piece in pairwise(moments)]
    return sum((min(places, sum(map(piece.overlaps, spans))) * (piece.end - piece.start) for piece in pieces), NONE)


def attended_spans(clinic: Clinic, row: Appointment) -> list[Span]:
    """When the practitioner is with the patient; all the time in a service the clinic does not have."""
    service = clinic.services.get(row.service)
    if service is None:
        return [row.span]
    return [Span(row.start + start, row.start + until) for start, until in service.attended]


def _with_reset(clinic: Clinic, row: Appointment) -> Span:
    service = clinic.services.get(row.service)
    return Span(row.start, row.end + (service.reset if service else NONE))


def _length(spans: Sequence[Span]) -> timedelta:
    return sum((span.end - span.start for span in spans), NONE)
