"""The annealing itself, compiled: ruin, recreate, and keep what is better, or a little worse while it is warm.

Kirkpatrick, Gelatt and Vecchi, "Optimization by simulated annealing", 1983.
"""

from __future__ import annotations

from math import log

from planner.engine.anneal.board import (
    BEST,
    BETTER,
    BROKEN,
    DAYS,
    GUIDED,
    LEFT_OUT,
    NONE,
    NOW,
    PLACED,
    PRICED,
    TIGHT,
    TOUCHED,
    Board,
)
from planner.engine.anneal.chance import below, unit
from planner.engine.anneal.compiler import compiled
from planner.engine.anneal.insertion import NEAR, insert
from planner.engine.anneal.roll import enter, leave
from planner.engine.anneal.ruin import ruin

SLACK = 1e-6
"""What costs so much more than may be is not yet given up: sums of prices are not exact."""
GUIDED_BY_PRICES = 0.6
"""How often a move is guided by the rows' prices, once there are any."""
TIGHT_FOR_ONE = 0.5
"""How often seats are chosen tightly, where room is made for a session that was left out."""
LOOKS, EXTRA = 8, 4
"""Of so many sessions left out at most so many are tried too, if they can come on a day that was touched."""


def walk(b: Board, adopting: int, moves: int, heat: float) -> int:
    """So many moves at a heat, from the seats of the best roster if these are to be adopted; compiled."""
    if adopting > 0:
        _adopt(b)
    if b.counted[PLACED] + b.counted[LEFT_OUT] == 0:  # no session pays
        return 0
    for _ in range(moves):
        _move(b, heat)
    return b.counted[BETTER]


@compiled
def _adopt(b: Board) -> None:
    """Take the seats of the best roster, as far as they are free."""
    while b.counted[PLACED] > 0:
        leave(b, b.roll[0])
    for session in range(b.sessions):
        first = b.part_first[session]
        if b.roll_at[session] == NONE or b.best_assignment[first] == NONE:
            continue
        for part in range(first, b.part_first[session + 1]):
            b.pick_assignment[part], b.pick_at[part] = b.best_assignment[part], b.best_at[part]
            b.pick_room[part] = b.best_room[part]
        enter(b, session, b.visit_on[session * b.days + b.day[b.best_assignment[first]]])


@compiled
def _move(b: Board, heat: float) -> None:
    """Ruin, recreate, and decide."""
    before = b.cost[NOW]
    most = before - heat * log(1.0 - unit(b))
    lead = ruin(b)
    b.counted[GUIDED] = 1 if b.counted[PRICED] > 0 and unit(b) < GUIDED_BY_PRICES else 0
    b.counted[TIGHT] = 1 if lead != NONE and b.counted[GUIDED] == 0 and unit(b) < TIGHT_FOR_ONE else 0
    if not _recreate(b, lead, most) or b.cost[NOW] > most + NEAR:
        _undo(b)
        b.cost[NOW] = before
    elif b.cost[NOW] < b.cost[BEST] - NEAR and b.counted[BROKEN] == 0:
        b.cost[BEST] = b.cost[NOW]
        b.counted[BETTER] += 1
        for part in range(b.part_first[b.sessions]):
            b.best_assignment[part], b.best_at[part] = b.assignment[part], b.at[part]
            b.best_room[part] = b.room[part]
    for at in range(b.counted[TOUCHED]):
        b.touched_at[b.touched[at]] = NONE
    b.counted[TOUCHED], b.counted[DAYS] = 0, 0


@compiled
def _recreate(b: Board, lead: int, most: float) -> bool:
    """Try to place what was taken out, the one left out, and a few others left out, in one order of several.

    Given up as soon as it is bound to cost more than `most`: each session to come, at its cheapest place, included.
    """
    count = 0
    for at in range(b.counted[TOUCHED]):
        b.line[count] = b.touched[at]
        count += 1
    if lead != NONE and b.touched_at[lead] == NONE:
        b.line[count] = lead
        count += 1
    count = _others(b, lead, count)
    _sort(b, lead, count)
    rest = 0.0
    for at in range(count):
        rest += b.turn[b.line[at]]
    for at in range(count):
        session = b.line[at]
        rest -= b.turn[session]
        limit = most + SLACK - rest - b.cost[NOW]
        if b.assignment[b.part_first[session]] == NONE and not insert(b, session, limit) and limit < 0:
            return False
    return True


@compiled
def _others(b: Board, lead: int, count: int) -> int:
    """Add a few sessions that were left out before, and can come on a day that was touched."""
    if b.counted[LEFT_OUT] == 0:
        return count
    own = count
    for _ in range(LOOKS):
        session = b.roll[b.counted[PLACED] + below(b, b.counted[LEFT_OUT])]
        known = session == lead or b.touched_at[session] != NONE
        for at in range(own, count):
            known = known or b.line[at] == session
        comes = False
        for at in range(b.counted[DAYS]):
            comes = comes or b.visit_on[session * b.days + b.touched_day[at]] != NONE
        if comes and not known:
            b.line[count] = session
            count += 1
            if count == own + EXTRA:
                break
    return count


@compiled
def _sort(b: Board, lead: int, count: int) -> None:
    """Put the line in an order by chance: random, by worth, by choices, by what they shut, by their cheapest day."""
    kind = unit(b)
    order = 0 if kind < 0.2 else 1 if kind < 0.4 else 2 if kind < 0.55 else 3 if kind < 0.65 else 4
    ahead = lead if unit(b) < 0.5 else NONE
    for at in range(count):
        session = b.line[at]
        rank = unit(b) if order == 4 else b.turn[order * b.sessions + session]
        if session == ahead:
            rank = -1e18
        to = at
        while to > 0 and b.rank[to - 1] > rank:
            b.rank[to], b.line[to] = b.rank[to - 1], b.line[to - 1]
            to -= 1
        b.rank[to], b.line[to] = rank, session


@compiled
def _undo(b: Board) -> None:
    """Put every session touched back to where it was."""
    for at in range(b.counted[TOUCHED]):
        session = b.touched[at]
        first, last = b.part_first[session], b.part_first[session + 1]
        same = True
        for part in range(first, last):
            same = same and b.assignment[part] == b.old_assignment[part] and b.at[part] == b.old_at[part]
            same = same and b.room[part] == b.old_room[part]
        if b.assignment[first] != NONE and not same:
            leave(b, session)
    for at in range(b.counted[TOUCHED]):
        session = b.touched[at]
        first, last = b.part_first[session], b.part_first[session + 1]
        if b.assignment[first] == NONE and b.old_assignment[first] != NONE:
            for part in range(first, last):
                b.pick_assignment[part], b.pick_at[part] = b.old_assignment[part], b.old_at[part]
                b.pick_room[part] = b.old_room[part]
            enter(b, session, b.visit_on[session * b.days + b.day[b.old_assignment[first]]])
