"""Taking and giving back, compiled: what a placement shuts, and what it costs."""

from __future__ import annotations

from planner.engine.anneal.board import BROKEN, LEFT_OUT, NONE, NOW, PLACED, TOUCHED, WORK, Board
from planner.engine.anneal.compiled import compiled

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
    if b.entry_first[variable] == b.entry_first[variable + 1]:
        return 0.0
    if b.tangled[variable]:
        cost = meter(b, variable, 1)
        meter(b, variable, -1)
        return cost
    total, at, last = 0.0, b.entry_first[variable], b.entry_first[variable + 1]
    while at < last:
        floor = b.floor_of[b.entry_row[at]]
        risen = b.level[floor]
        while at < last and b.floor_of[b.entry_row[at]] == floor:
            risen = max(risen, b.value[b.entry_row[at]] + b.entry_size[at])
            at += 1
        total += (risen - b.level[floor]) * b.floor_price[floor]
    return total


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
