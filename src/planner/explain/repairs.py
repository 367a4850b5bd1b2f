"""What would help: the changes of a clinic that place more of what its roster leaves out, each with its proof."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from planner.clinic import Clinic, Key
from planner.engine.local.fix import with_follow_ups
from planner.engine.local.reoptimise import around
from planner.errors import Nonsense
from planner.explain.baseline import Standing
from planner.explain.candidates import Candidate, candidates
from planner.explain.changes import MoreHours, OtherTimes, Swap
from planner.explain.repair import Repair, Repairs, proved
from planner.roster.check import Appointments

SECONDS = 60.0
MOST = 10
"""How many repairs are given back, unless told."""
NEAR = 40
"""At most so many placed sessions of other plans may move for one repair."""
TOGETHER = 12
"""At most so many sessions left out are tried at once."""
A_TRY = 4.0
"""Seconds for one candidate, at most."""


def repairs(clinic: Clinic, roster: Appointments, *, seconds: float = SECONDS, most: int = MOST) -> Repairs:
    """The changes of a clinic that place more of what its roster leaves out, by score gained for what they cost.

    Candidates come from the places that a change would open to a session left out. Each is solved with that change and
    the roster adopted, first with the plans of those sessions free to move, then with what is placed near them too,
    until the seconds are over; none is begun with after them. What comes out is checked by every rule of the changed
    clinic and measured by every goal. Of repairs of one kind that place the same sessions only the best is kept, and
    none whose sessions find places by moves alone as cheaply; among the `most` given back is the best of each kind. A
    Ctrl-C ends the search and keeps what is proved.

    Raises Nonsense for a roster that breaks a rule or limits that are not above 0, and what reading the roster raises.
    """
    for name, value in (("seconds", seconds), ("most", most)):
        if not value > 0:
            raise Nonsense(f"{name} is {value}; use more than 0")
    began = time.monotonic()
    standing, offered = Standing.of(clinic, roster), list[Candidate]()
    found: dict[tuple[str, frozenset[Key]], Repair] = {}
    solved = 0
    try:
        offered = candidates(standing, began + seconds)
        for repair in _solved(standing, offered, began + seconds):
            solved += 1
            if repair is not None:
                same = repair.change.kind, frozenset(session.key for session in repair.placed)
                found[same] = max(found.get(same, repair), repair, key=_order)
    except KeyboardInterrupt:
        pass  # what is proved so far is the answer
    best, gone = _best(_needed(list(found.values())), most), time.monotonic() - began
    tried = min(solved, len(offered))
    return Repairs(clinic, standing.score, standing.left_out, standing.hopeless, best, len(offered), tried, gone)


def _solved(standing: Standing, offered: Sequence[Candidate], until: float) -> Iterator[Repair | None]:
    """Each candidate solved, and those that could bring more solved again with more free to move."""
    done: set[int] = set()
    for near in (0, NEAR):
        for number, candidate in enumerate(offered):
            left = until - time.monotonic()
            if left <= 0:
                return
            if number not in done:
                repair = _try(standing, candidate, near, min(left, A_TRY))
                if repair and candidate.opens <= {session.key for session in repair.placed} and not repair.moved:
                    done.add(number)
                yield repair


def _try(standing: Standing, candidate: Candidate, near: int, seconds: float) -> Repair | None:
    """The candidate solved, trimmed to what its roster uses, and proved; None where it places no more."""
    clinic, change = standing.clinic, candidate.change
    problem = replace(standing.problem, clinic=change.made(clinic))  # the proof unrolls it afresh
    free = _free(standing, candidate, near)
    rows = around(problem, standing.rows, free, seconds, clinic.repair_prices.move).rows
    if {row.key for row in rows} <= standing.answer.visits.keys():
        return None
    before = set(standing.rows)
    used = change.trimmed(clinic, [row for row in rows if row not in before])
    return proved(standing, used, rows) if used else None


def _free(standing: Standing, candidate: Candidate, near: int) -> frozenset[Key]:
    """The sessions left out that it may place, their plans, and so many others placed in their reach.

    The nearest come first: to the day of the change or, without one, to the sessions' ideal days.
    """
    problem, change = standing.problem, candidate.change
    wanted = sorted((s for s in standing.wanted if s.key in candidate.opens), key=lambda s: -standing.worth(s))
    wanted = wanted[:TOGETHER]
    plans = {session.plan for session in wanted}
    day = change.stretch.day if isinstance(change, MoreHours | OtherTimes) else None
    theirs, far = set[Key](), dict[Key, int]()
    for key, rows in standing.answer.visits.items():
        at = standing.answer.day(rows[0])
        if problem.by_key[key].fixed:
            continue
        if key[0] in plans:
            theirs.add(key)
        elif near and (days := [day or s.ideal or at for s in wanted if s.reach and at in s.reach]):
            far[key] = min(abs((at - each).days) for each in days)
    free = {session.key for session in wanted} | theirs | {*sorted(far, key=far.__getitem__)[:near]}
    return with_follow_ups(problem, standing.answer.known, free)


def _needed(found: Sequence[Repair]) -> list[Repair]:
    """Those that bring something moves alone do not bring as cheaply."""
    swaps = [each for each in found if isinstance(each.change, Swap)]
    return [
        each
        for each in found
        if not any(
            swap is not each
            and set(swap.placed) >= set(each.placed)
            and swap.gain >= each.gain
            and swap.cost <= each.cost
            for swap in swaps
        )
    ]


def _best(found: Sequence[Repair], most: int) -> tuple[Repair, ...]:
    """The best of each kind, and of the others as many as are asked for beside them; the best rate first."""
    ranked = sorted(found, key=lambda each: (_order(each), each.words), reverse=True)
    places = list(range(len(ranked)))
    first = {ranked[place].change.kind: place for place in reversed(places)}.values()
    chosen = sorted(places, key=lambda place: (place not in first, place))[:most]
    return tuple(ranked[place] for place in sorted(chosen))


def _order(repair: Repair) -> tuple[float, float]:
    return repair.rate, repair.gain
