"""Floors, compiled: they follow the variables below them, and cost what they come to."""

from __future__ import annotations

from planner.engine.anneal.board import BROKEN, NONE, Board
from planner.engine.anneal.compiler import compiled


@compiled
def meter(b: Board, variable: int, change: int) -> float:
    """A variable changes: every floor above it follows, and the floors above those. Returns what that costs."""
    if b.entry_first[variable] == b.entry_first[variable + 1]:
        return 0.0
    total, waiting = 0.0, 1
    b.stack[0], b.stack[1] = variable, change
    while waiting > 0:
        waiting -= 1
        now, by = b.stack[2 * waiting], b.stack[2 * waiting + 1]
        at, last = b.entry_first[now], b.entry_first[now + 1]
        while at < last:
            floor = b.floor_of[b.entry_row[at]]
            level = b.level[floor]
            at, risen = _terms(b, at, last, by)
            if risen == level:
                continue
            b.level[floor] = risen
            total += (risen - level) * b.floor_price[floor]
            raised = b.floor_variable[floor]
            if raised == NONE:
                b.counted[BROKEN] += risen - level
            elif b.entry_first[raised] < b.entry_first[raised + 1]:
                b.stack[2 * waiting], b.stack[2 * waiting + 1] = raised, risen - level
                waiting += 1
    return total


@compiled
def _terms(b: Board, at: int, last: int, by: int) -> tuple[int, int]:
    """One floor's terms follow a variable, whose entries begin here; where they end, and what the floor comes to."""
    floor = b.floor_of[b.entry_row[at]]
    level = b.level[floor]
    risen, fell = level, False
    while at < last and b.floor_of[b.entry_row[at]] == floor:
        row = b.entry_row[at]
        was = b.value[row]
        b.value[row] = was + b.entry_size[at] * by
        risen = max(risen, b.value[row])
        fell = fell or (was == level and b.value[row] < was)
        at += 1
    if fell and risen == level:  # perhaps nothing else holds the floor where it was
        risen = 0
        for term in range(b.term_first[floor], b.term_first[floor + 1]):
            risen = max(risen, b.value[term])
    return at, risen


@compiled
def glance(b: Board, variable: int) -> float:
    """What the floors would cost more with one more of a variable."""
    total, at, last = 0.0, b.entry_first[variable], b.entry_first[variable + 1]
    if at < last and b.tangled[variable]:
        total = meter(b, variable, 1)
        meter(b, variable, -1)
        return total
    while at < last:
        floor, begin, fell = b.floor_of[b.entry_row[at]], at, False
        level = risen = b.level[floor]
        while at < last and b.floor_of[b.entry_row[at]] == floor:
            value = b.value[b.entry_row[at]]
            risen = max(risen, value + b.entry_size[at])
            fell = fell or (value == level and b.entry_size[at] < 0)
            at += 1
        if fell and risen == level:
            risen = _without(b, floor, begin, at)
        total += (risen - level) * b.floor_price[floor]
    return total


@compiled
def _without(b: Board, floor: int, entry: int, last: int) -> int:
    """What a floor would come to with one more of a variable, whose entries in its terms these are."""
    risen = 0
    for term in range(b.term_first[floor], b.term_first[floor + 1]):
        value = b.value[term]
        while entry < last and b.entry_row[entry] == term:
            value += b.entry_size[entry]
            entry += 1
        risen = max(risen, value)
    return risen
