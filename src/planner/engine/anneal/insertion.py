"""Recreating, compiled: a session goes where it costs least, and there to where it shuts least; or, where it is tight,
to the seat of a day that shuts least.

With blinks, as Christiaens and Vanden Berghe have them in "Slack induction by string removals for vehicle routing
problems", 2020.
"""

from __future__ import annotations

from planner.engine.anneal.board import NONE, TIGHT, WORK, Board
from planner.engine.anneal.chance import below, unit
from planner.engine.anneal.compiler import compiled
from planner.engine.anneal.floors import glance
from planner.engine.anneal.roll import enter, touch
from planner.engine.anneal.seats import FULL, lodging, sit

BLINK = 0.02
"""How often an assignment is not seen, so that it is not always the cheapest that is taken."""
ORDERS = 6
"""So many orders of a visit's parts are tried on a day, at most."""
NEAR = 1e-7
"""Costs that differ by less are equal."""
MUCH = 1e18
MOST = 1 << 60


@compiled
def insert(b: Board, session: int, limit: float) -> bool:
    """Place a session where it costs least, if that is less than the limit and than leaving it out."""
    least, chosen = min(limit, 0.0) - NEAR, NONE
    at, last = b.visit_first[session], b.visit_first[session + 1]
    while at < last and b.visit_least[b.visit_turn[at]] < least - NEAR:
        count = b.visit_alike[at]
        offset = below(b, count)
        for turn in range(count):
            visit = b.visit_turn[at + (turn + offset if turn + offset < count else turn + offset - count)]
            if b.blocked[b.key[b.visit_variable[visit]]] > 0 or b.visit_least[visit] >= least - NEAR:
                continue
            cost = _seek_visit(b, session, visit, least)
            if cost < least - NEAR:
                least, chosen = cost, visit
                for part in range(b.part_first[session], b.part_first[session + 1]):
                    b.pick_assignment[part], b.pick_at[part], b.pick_room[part] = (
                        b.try_assignment[part],
                        b.try_at[part],
                        b.try_room[part],
                    )
        at += count
    if chosen == NONE:
        return False
    touch(b, session)
    return enter(b, session, chosen)


@compiled
def _seek_visit(b: Board, session: int, visit: int, limit: float) -> float:
    """The cost of the cheapest way found to place a session on a day, its seats in `try_…`; MUCH if not below limit."""
    day, first, last = b.visit_variable[visit], b.part_first[session], b.part_first[session + 1]
    start = b.price[day] + glance(b, day)
    if start + b.visit_least[visit] - b.price[day] >= limit:
        return MUCH
    cell = visit - b.visit_first[session]
    if last - first == 1:
        cost = start + _seek(b, b.cell_first[first] + cell, limit - start)
        b.try_assignment[first], b.try_at[first], b.try_room[first] = b.found[0], b.found[1], b.found[2]
        return cost
    best = MUCH
    for part in range(first, last):
        b.order[part - first] = part
    for turn in range(min(ORDERS, 2 if last - first == 2 else ORDERS)):
        _shuffle(b, last - first, turn)
        best = min(best, _seek_parts(b, last - first, cell, start, min(best, limit), first))
    return best


@compiled
def _seek_parts(b: Board, count: int, cell: int, cost: float, limit: float, first: int) -> float:
    """The parts of a visit one after the other, each where it costs least; all are given back."""
    done = 0
    while done < count:
        part = b.order[done]
        if _seek(b, b.cell_first[part] + cell, limit - cost) >= MUCH:
            break
        b.way_assignment[part], b.way_at[part], b.way_room[part] = b.found[0], b.found[1], b.found[2]
        cost += sit(b, b.found[0], b.found[1], b.found[2], 1)
        done += 1
    for back in range(done):
        part = b.order[back]
        sit(b, b.way_assignment[part], b.way_at[part], b.way_room[part], -1)
    if done < count or cost >= limit - NEAR:
        return MUCH
    for part in range(first, first + count):
        b.try_assignment[part], b.try_at[part] = b.way_assignment[part], b.way_at[part]
        b.try_room[part] = b.way_room[part]
    return cost


@compiled
def _shuffle(b: Board, count: int, turn: int) -> None:
    """A first order by chance; of two the other one next."""
    if count == 2 and turn == 1:
        b.order[0], b.order[1] = b.order[1], b.order[0]
        return
    for at in range(count - 1, 0, -1):
        other = below(b, at + 1)
        b.order[at], b.order[other] = b.order[other], b.order[at]


@compiled
def _seek(b: Board, cell: int, limit: float) -> float:
    """The cost of a part's cheapest free seat on a day, or where it is tight of what shuts least; the seat is in
    `found`. MUCH if none is below the limit."""
    best, shuts, any_found = limit, MOST, False
    tight = b.counted[TIGHT] > 0
    for at in range(b.offer_first[cell], b.offer_first[cell + 1]):
        assignment = b.offer[at]
        if b.blocked[b.key[assignment]] > 0 or unit(b) < BLINK:
            continue
        group = b.group[assignment]
        base = b.price[assignment] + glance(b, assignment)
        for place in range(b.start_first[group], b.start_first[group + 1]):
            cost = base + b.start_price[place]
            if cost > (limit if tight else best) + NEAR:
                break
            b.counted[WORK] += 1
            if b.blocked[b.start_key[place]] > 0:
                continue
            start = b.start[place]
            variable = b.started + start
            room = lodging(b, start)
            if room == FULL:
                continue
            cost += glance(b, variable)
            if room >= 0:
                cost += b.price[room]
            cheaper = cost < best - NEAR
            if cost >= limit - NEAR or not (cheaper or tight or cost <= best + NEAR):
                continue
            shutting = _shutting(b, b.start_key[place], MOST if cheaper and not tight else shuts + 1)
            if shutting < shuts or (cheaper and (shutting == shuts or not tight)):
                best, shuts, any_found = cost, shutting, True
                b.found[0], b.found[1], b.found[2] = assignment, start, room
    return best if any_found else MUCH


@compiled
def _shutting(b: Board, key: int, limit: int) -> int:
    """How many starts that are free a key would shut; no more are counted than the limit."""
    total, at = 0, b.clash_first[key]
    while at < b.clash_first[key + 1] and total < limit:
        other = b.clash[at]
        if b.blocked[other] == 0:
            total += b.weight[other]
        at += 1
    b.counted[WORK] += at - b.clash_first[key]
    return total
