"""The board that annealing plays on: a model as flat arrays, and where every session sits.

`x_first[n] : x_first[n + 1]` are thing n's entries of array x. A *visit* is a session on a day it can be placed on, a
*cell* a part on such a day, an *offer* an assignment of a cell, a *shift* a practitioner's day. A *seat* is an
assignment, a start and a room variable, −1 without a choice of rooms.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.model.clock import Ints
from planner.model.model import Floats

Int32 = NDArray[np.int32]
Seeds = NDArray[np.uint64]

NONE = -1
PLACED, LEFT_OUT, TOUCHED, DAYS, BROKEN, BETTER, WORK = range(7)
"""What is counted: sessions placed and left out, sessions and days that a move touched, how far signed rows are broken,
how often the best was bettered, and what was read."""
NOW, BEST = range(2)
"""Which costs are kept: the present one, and the least with every row kept."""
MOST_DAYS = 8


class Board(NamedTuple):
    """What never changes, and then what does."""

    # how many there are; the first variables of starts, and of all that follows from the placements
    sessions: int
    days: int
    shifts: int
    started: int
    choices: int
    # sessions, their parts, and the days they can be placed on
    part_first: Ints
    session: Ints
    visit_first: Ints
    visit_variable: Ints
    visit_session: Ints
    visit_on: Ints
    visit_least: Floats
    plan_before: Ints
    plan_after: Ints
    turn: Floats
    # assignments and starts; those of a group stand by their prices
    cell_first: Ints
    offer_first: Ints
    offer: Ints
    group: Ints
    shift: Ints
    day: Ints
    start_first: Ints
    start: Ints
    start_price: Floats
    start_key: Ints
    minute: Ints
    taker: Ints
    room_first: Ints
    room_count: Ints
    # variables: prices, keys, entries in the terms of floors, and whether one more may lower a floor or raise several
    price: Floats
    key: Ints
    entry_first: Ints
    entry_row: Ints
    entry_size: Ints
    tangled: Ints
    # keys: what they shut, their counted rows, how many starts have them, and the visits that hold them
    clash_first: Ints
    clash: Int32
    row_first: Ints
    row: Ints
    row_size: Ints
    member_first: Ints
    member: Ints
    member_size: Ints
    largest: Ints
    weight: Int32
    holder_first: Ints
    holder: Ints
    # floors: the floor of each term, its terms, its price, and the variable it is, if any
    floor_of: Ints
    term_first: Ints
    floor_price: Floats
    floor_variable: Ints
    # counts and costs, and the state of chance
    counted: Ints
    cost: Floats
    seed: Seeds
    # the sessions placed and then those left out; and those that this move took out or placed
    roll: Ints
    roll_at: Ints
    touched: Ints
    touched_at: Ints
    # seats of parts: now, in the best roster, before this move, and three more to choose from
    assignment: Ints
    at: Ints
    room: Ints
    best_assignment: Ints
    best_at: Ints
    best_room: Ints
    old_assignment: Ints
    old_at: Ints
    old_room: Ints
    pick_assignment: Ints
    pick_at: Ints
    pick_room: Ints
    try_assignment: Ints
    try_at: Ints
    try_room: Ints
    way_assignment: Ints
    way_at: Ints
    way_room: Ints
    # the parts of each shift, linked
    head: Ints
    before: Ints
    after: Ints
    # how often each key is blocked, what is left of counted rows, who uses a shared start and in which room
    blocked: Int32
    slack: Ints
    users: Ints
    lodged: Ints
    # what terms and floors come to
    value: Ints
    level: Ints
    # scratch
    stack: Ints
    option: Ints
    bound: Floats
    order: Ints
    found: Ints
    line: Ints
    rank: Floats
    touched_day: Ints
