"""Recreating, compiled: a session goes where it ranks first, and there to where it shuts least; or, where it is tight,
to the seat of a day that shuts least.

With blinks, as Christiaens and Vanden Berghe have them in "Slack induction by string removals for vehicle routing
problems", 2020.
"""

from __future__ import annotations

from planner.engine.anneal.board import GUIDED, NONE, TIGHT, WORK, Board
from planner.engine.anneal.chance import below, unit
from planner.engine.anneal.compiler import compiled
from planner.engine.anneal.floors import glance
from planner.engine.anneal.ranks import SHARE
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
    """Place a session where it ranks first, of all places that cost less than the limit and than leaving it out."""
    most, chosen = min(limit, 0.0) - NEAR, NONE
    best = MUCH if b.counted[GUIDED] > 0 else most  # where a rank is a cost, none beyond the limit need be looked at
    side = b.counted[GUIDED] * b.visits
    at, last = side + b.visit_first[session], side + b.visit_first[session + 1]
    while at < last and b.visit_rank[side + b.visit_turn[at]] < best - NEAR:
        count = b.visit_alike[at]
        offset = below(b, count)
        for turn in range(count):
            visit = b.visit_turn[at + (turn + offset if turn + offset < count else turn + offset - count)]
            if b.blocked[b.visit_key[visit]] > 0 or b.visit_least[visit] >= most:
                continue
            rank = _seek_visit(b, session, visit, most, best)
            if rank < best - NEAR:
                best, chosen = rank, visit
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
def _seek_visit(b: Board, session: int, visit: int, limit: float, most: float) -> float:
    """The rank of the first way found to place a session on a day that costs less than a limit, its seats in `try_…`;
    MUCH if there is none that ranks before `most`."""
    day, first, last = b.visit_variable[visit], b.part_first[session], b.part_first[session + 1]
    beside = glance(b, day)
    start, rank = b.price[day] + beside, b.day_rank[b.counted[GUIDED] * b.visits + visit] + _of_floors(b) * beside
    if beside + b.visit_least[visit] >= limit:
        return MUCH
    cell = visit - b.visit_first[session]
    if last - first == 1:
        found = _seek(b, b.cell_first[first] + cell, limit - start, most - rank)
        b.try_assignment[first], b.try_at[first], b.try_room[first] = b.found[0], b.found[1], b.found[2]
        return rank + found if found < MUCH else MUCH
    best, any_found = most - rank, False
    for part in range(first, last):
        b.order[part - first] = part
    for turn in range(min(ORDERS, 2 if last - first == 2 else ORDERS)):
        _shuffle(b, last - first, turn)
        found = _seek_parts(b, last - first, cell, limit - start, best, first)
        if found < MUCH:
            best, any_found = found, True
    return rank + best if any_found else MUCH


@compiled
def _seek_parts(b: Board, count: int, cell: int, limit: float, most: float, first: int) -> float:
    """The parts of a visit one after the other, each where it ranks first; all are given back."""
    done, cost, total = 0, 0.0, 0.0
    while done < count:
        part = b.order[done]
        rank = _seek(b, b.cell_first[part] + cell, limit - cost, most - total)
        if rank >= MUCH:
            break
        total += rank
        b.way_assignment[part], b.way_at[part], b.way_room[part] = b.found[0], b.found[1], b.found[2]
        cost += sit(b, b.found[0], b.found[1], b.found[2], 1)
        done += 1
    for back in range(done):
        part = b.order[back]
        sit(b, b.way_assignment[part], b.way_at[part], b.way_room[part], -1)
    if done < count or cost >= limit - NEAR or total >= most - NEAR:
        return MUCH
    for part in range(first, first + count):
        b.try_assignment[part], b.try_at[part] = b.way_assignment[part], b.way_at[part]
        b.try_room[part] = b.way_room[part]
    return total


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
def _seek(b: Board, cell: int, limit: float, most: float) -> float:
    """The rank of a part's first free seat on a day that costs less than a limit, or where it is tight of the one that
    shuts least; the seat is in `found`. MUCH if none ranks before `most`."""
    best, shuts, place_found = most, NONE, NONE
    tight, floors, even = b.counted[TIGHT] > 0, _of_floors(b), NEAR if b.counted[GUIDED] == 0 else -NEAR
    offers, starts = b.counted[GUIDED] * b.offers, b.counted[GUIDED] * b.starts
    for at in range(b.offer_first[cell], b.offer_first[cell + 1]):
        if b.blocked[b.offer_key[at]] > 0 or unit(b) < BLINK:
            continue
        assignment = b.offer[at]
        beside = glance(b, assignment)
        for place in range(starts + b.offer_from[at], starts + b.offer_to[at]):
            rank = b.offer_rank[offers + at] + b.start_rank[place] + floors * beside
            if rank > (most if tight else best + even):
                break
            b.counted[WORK] += 1
            if b.blocked[b.start_key[place]] > 0:
                continue
            start = b.start[place]
            room = lodging(b, start)
            if room == FULL:
                continue
            more = glance(b, b.started + start)
            if room >= 0:
                more += b.price[room]
            rank += floors * more
            cost = b.offer_price[at] + b.start_price[place] + beside + more
            cheaper = rank < best - NEAR
            if cost >= limit - NEAR or rank >= most - NEAR or not (tight or rank <= best + even):
                continue
            if place_found != NONE and (tight or not cheaper):
                if shuts == NONE:
                    shuts = _shutting(b, b.start_key[place_found], MOST)
                shutting = _shutting(b, b.start_key[place], shuts + 1)
                if shutting > shuts or (shutting == shuts and not cheaper):
                    continue
                shuts = shutting
            else:
                shuts = NONE
            best, place_found = rank, place
            b.found[0], b.found[1], b.found[2] = assignment, start, room
    return best if place_found != NONE else MUCH


@compiled
def _of_floors(b: Board) -> float:
    """The part of a floor's cost that enters a rank."""
    return 1.0 if b.counted[GUIDED] == 0 else 1 - SHARE


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
