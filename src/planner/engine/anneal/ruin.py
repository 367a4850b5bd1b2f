"""Ruining, compiled: strings of sessions near each other in time, and what belongs to them, are taken out.

Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle", 2000; strings as in
Christiaens and Vanden Berghe, "Slack induction by string removals for vehicle routing problems", 2020.
"""

from __future__ import annotations

from planner.engine.anneal.board import DAYS, LEFT_OUT, MOST_DAYS, NONE, PLACED, TOUCHED, Board
from planner.engine.anneal.chance import below, unit
from planner.engine.anneal.compiler import compiled
from planner.engine.anneal.roll import take_out

LENGTH, STRINGS, REACH = 5, 3, 6
"""At most so many sessions to a string, and so many further strings, on days at most so far away."""
CAREFUL = 4
"""Of so many places for a session left out the one that least stands in the way of is cleared."""


@compiled
def ruin(b: Board) -> int:
    """Take out some sessions, around one that was left out or one that is placed; returns the one left out, or NONE."""
    placed = b.counted[PLACED]
    left_out = b.counted[LEFT_OUT]
    if left_out > 0 and (placed == 0 or unit(b) < 0.5):
        lead = b.roll[placed + below(b, left_out)]
        _aim(b, lead)
        if unit(b) < 0.5:
            _clear_day(b, lead)
    else:
        lead = NONE
        first = b.roll[below(b, placed)]
        part = b.part_first[first] + below(b, b.part_first[first + 1] - b.part_first[first])
        b.found[0], b.found[1] = b.assignment[part], b.at[part]
        _widen(b, first)
    shift, minute = b.shift[b.found[0]], b.minute[b.found[1]]
    _string(b, shift, minute, 1 + below(b, LENGTH))
    for _ in range(below(b, STRINGS + 1)):
        _string(b, _another(b, shift), minute, 1 + below(b, LENGTH))
    for at in range(b.counted[TOUCHED]):
        if unit(b) < 0.3:
            session = b.touched[at]
            other = b.plan_before[session] if unit(b) < 0.5 else b.plan_after[session]
            if other != NONE:
                take_out(b, other)
    return lead


@compiled
def _aim(b: Board, session: int) -> None:
    """Choose a place for a session left out: of a few the one that least stands in the way of."""
    least = 1 << 30
    for _ in range(CAREFUL):
        first, last = b.visit_first[session], b.visit_first[session + 1]
        visit = first + below(b, last - first)
        part = b.part_first[session] + below(b, b.part_first[session + 1] - b.part_first[session])
        cell = b.cell_first[part] + visit - first
        offers = b.offer_first[cell + 1] - b.offer_first[cell]
        at = b.offer_first[cell] + below(b, offers)
        assignment, begin, end = b.offer[at], b.offer_from[at], b.offer_to[at]
        start = b.start[begin + below(b, end - begin)]
        blocked = b.blocked[b.visit_key[visit]] + b.blocked[b.offer_key[at]]
        blocked += b.blocked[b.key[b.started + start]]
        if blocked < least:
            least = blocked
            b.found[0], b.found[1], b.found[2] = assignment, start, visit


@compiled
def _clear_day(b: Board, session: int) -> None:
    """Take out whoever is on a day that the session's day shuts: of its plan, or where one must wait for the other."""
    key = b.visit_key[b.found[2]]
    for at in range(b.clash_first[key], b.clash_first[key + 1]):
        other = b.clash[at]
        for each in range(b.holder_first[other], b.holder_first[other + 1]):
            visit = b.holder[each]
            holder = b.visit_session[visit]
            placed = b.assignment[b.part_first[holder]]
            if placed != NONE and b.visit_on[holder * b.days + b.day[placed]] == visit:
                take_out(b, holder)


@compiled
def _widen(b: Board, first: int) -> None:
    """Take out a session and now and then the rest of its plan, with what stands some days on, or any others."""
    part = b.part_first[first]
    shift, minute = b.shift[b.assignment[part]], b.minute[b.at[part]]
    take_out(b, first)
    kind = unit(b)
    if kind < 0.45:
        by = (1 + below(b, 3)) * (1 if unit(b) < 0.5 else -1)
        session = first
        while b.plan_after[session] != NONE:
            session = b.plan_after[session]
            part = b.part_first[session]
            if b.assignment[part] == NONE:
                continue
            shift, minute = b.shift[b.assignment[part]], b.minute[b.at[part]]
            take_out(b, session)
            if kind > 0.25 and 0 <= shift % b.days + by < b.days:
                _string(b, shift + by, minute, 1 + below(b, 2))
    elif kind < 0.55:
        for _ in range(1 + below(b, LENGTH)):
            if b.counted[PLACED] > 0:
                take_out(b, b.roll[below(b, b.counted[PLACED])])


@compiled
def _another(b: Board, shift: int) -> int:
    """A shift some days before or after, often of the same practitioner."""
    day = shift % b.days + below(b, 2 * REACH + 1) - REACH
    day = min(max(day, 0), b.days - 1)
    if unit(b) < 0.6:
        return shift - shift % b.days + day
    return below(b, b.shifts // b.days) * b.days + day


@compiled
def _string(b: Board, shift: int, minute: int, length: int) -> None:
    """Take out so many sessions of a shift, the nearest in time first."""
    if b.counted[DAYS] < MOST_DAYS:
        b.touched_day[b.counted[DAYS]] = shift % b.days
        b.counted[DAYS] += 1
    for _ in range(length):
        nearest, distance = NONE, 1 << 30
        part = b.head[shift]
        while part != NONE:
            away = abs(b.minute[b.at[part]] - minute)
            if away < distance:
                nearest, distance = part, away
            part = b.after[part]
        if nearest == NONE:
            return
        take_out(b, b.session[nearest])
