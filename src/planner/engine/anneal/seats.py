"""Taking and giving back, compiled: what a placement shuts, and what it costs."""

from __future__ import annotations

from planner.engine.anneal.board import NONE, WORK, Board
from planner.engine.anneal.compiler import compiled
from planner.engine.anneal.floors import meter

FULL = -2
"""In place of a room's variable: none is free."""


@compiled
def shut(b: Board, key: int, sign: int) -> None:
    """A key is taken (1) or given back (−1): what it shuts is blocked once more, or once less."""
    b.counted[WORK] += b.clash_first[key + 1] - b.clash_first[key]
    for at in range(b.clash_first[key], b.clash_first[key + 1]):
        b.blocked[b.clash[at]] += sign
    for at in range(b.row_first[key], b.row_first[key + 1]):
        row = b.row[at]
        before = b.slack[row]
        after = before - sign * b.row_size[at]
        b.slack[row] = after
        low, high = min(before, after), max(before, after)
        if low < b.largest[row]:
            for each in range(b.member_first[row], b.member_first[row + 1]):
                if low < b.member_size[each] <= high:
                    b.blocked[b.member[each]] += sign


@compiled
def put(b: Board, variable: int, sign: int) -> float:
    """A variable is raised or lowered by one; returns what that costs."""
    shut(b, b.key[variable], sign)
    return sign * b.price[variable] + meter(b, variable, sign)


@compiled
def lodging(b: Board, start: int) -> int:
    """The room variable that a start would take: NONE without a choice of rooms, FULL if there is no room."""
    taker = b.taker[start]
    if taker < 0:
        return NONE
    if taker >= b.choices:
        if b.users[taker - b.choices] > 0:
            return b.lodged[taker - b.choices]
        if b.blocked[b.key[taker]] > 0:
            return FULL
    if b.room_count[start] == 0:
        return NONE
    for room in range(b.room_first[start], b.room_first[start] + b.room_count[start]):
        if b.blocked[b.key[room]] == 0:
            return room
    return FULL


@compiled
def fits(b: Board, assignment: int, start: int, room: int) -> bool:
    """Whether a seat is free."""
    if b.blocked[b.key[assignment]] > 0 or b.blocked[b.key[b.started + start]] > 0:
        return False
    taker = b.taker[start]
    if taker >= b.choices:
        if b.users[taker - b.choices] > 0:
            return room == b.lodged[taker - b.choices]
        if b.blocked[b.key[taker]] > 0:
            return False
    return room < 0 or b.blocked[b.key[room]] == 0


@compiled
def sit(b: Board, assignment: int, start: int, room: int, sign: int) -> float:
    """A seat is taken or given back: an assignment, its start and its room, once for all who share it."""
    cost = put(b, assignment, sign) + put(b, b.started + start, sign)
    taker = b.taker[start]
    if taker >= b.choices:
        at = taker - b.choices
        b.users[at] += sign
        if b.users[at] != (1 if sign > 0 else 0):
            return cost
        b.lodged[at] = room
        cost += put(b, taker, sign)
    if room >= 0:
        cost += put(b, room, sign)
    return cost
