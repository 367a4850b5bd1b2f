"""Sessions entering and leaving the roster, compiled, and the lists that say who is in it."""

from __future__ import annotations

from planner.engine.anneal.board import LEFT_OUT, NONE, NOW, PLACED, TOUCHED, Board
from planner.engine.anneal.compiler import compiled
from planner.engine.anneal.seats import fits, put, sit


@compiled
def enter(b: Board, session: int, visit: int) -> bool:
    """Place a session on a day at the seats picked for its parts, if they are still free together."""
    day = b.visit_variable[visit]
    if b.blocked[b.key[day]] > 0:
        return False
    cost = put(b, day, 1)
    first, last = b.part_first[session], b.part_first[session + 1]
    for part in range(first, last):
        if not fits(b, b.pick_assignment[part], b.pick_at[part], b.pick_room[part]):
            for back in range(first, part):
                sit(b, b.pick_assignment[back], b.pick_at[back], b.pick_room[back], -1)
            put(b, day, -1)
            return False
        cost += sit(b, b.pick_assignment[part], b.pick_at[part], b.pick_room[part], 1)
    for part in range(first, last):
        b.assignment[part], b.at[part], b.room[part] = (
            b.pick_assignment[part],
            b.pick_at[part],
            b.pick_room[part],
        )
        _line_up(b, part)
    b.cost[NOW] += cost
    _trade(b, session, b.counted[PLACED])
    b.counted[PLACED] += 1
    b.counted[LEFT_OUT] -= 1
    return True


@compiled
def leave(b: Board, session: int) -> None:
    """Take a session out."""
    first, last = b.part_first[session], b.part_first[session + 1]
    day = b.day[b.assignment[first]]
    cost = put(b, b.visit_variable[b.visit_on[session * b.days + day]], -1)
    for part in range(first, last):
        cost += sit(b, b.assignment[part], b.at[part], b.room[part], -1)
        _step_out(b, part)
        b.assignment[part] = NONE
    b.cost[NOW] += cost
    b.counted[PLACED] -= 1
    b.counted[LEFT_OUT] += 1
    _trade(b, session, b.counted[PLACED])


@compiled
def touch(b: Board, session: int) -> None:
    """Remember where a session is, so that what comes now can be undone."""
    if b.touched_at[session] == NONE:
        b.touched_at[session] = b.counted[TOUCHED]
        b.touched[b.counted[TOUCHED]] = session
        b.counted[TOUCHED] += 1
        for part in range(b.part_first[session], b.part_first[session + 1]):
            b.old_assignment[part], b.old_at[part], b.old_room[part] = b.assignment[part], b.at[part], b.room[part]


@compiled
def take_out(b: Board, session: int) -> None:
    """Ruin a session, if it is placed."""
    if b.assignment[b.part_first[session]] != NONE:
        touch(b, session)
        leave(b, session)


@compiled
def _line_up(b: Board, part: int) -> None:
    """Add a part to what its practitioner has that day."""
    shift = b.shift[b.assignment[part]]
    head = b.head[shift]
    b.after[part], b.before[part], b.head[shift] = head, NONE, part
    if head != NONE:
        b.before[head] = part


@compiled
def _step_out(b: Board, part: int) -> None:
    """Take a part from what its practitioner has that day."""
    before, after = b.before[part], b.after[part]
    if before == NONE:
        b.head[b.shift[b.assignment[part]]] = after
    else:
        b.after[before] = after
    if after != NONE:
        b.before[after] = before


@compiled
def _trade(b: Board, session: int, at: int) -> None:
    """Move a session to a place of the roll, where those placed come before those left out."""
    other, was = b.roll[at], b.roll_at[session]
    b.roll[at], b.roll[was] = session, other
    b.roll_at[session], b.roll_at[other] = at, was
