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
PLACED, LEFT_OUT, TOUCHED, DAYS, BROKEN, BETTER, WORK, TIGHT, PRICED, GUIDED = range(10)
"""What is counted: sessions placed and left out, sessions and days that a move touched, how far signed rows are broken,
how often the best was bettered, and what was read; whether a move chooses tightly, whether the rows have prices, and
whether a move is guided by them."""
NOW, BEST = range(2)
"""Which costs are kept: the present one, and the least with every row kept."""
MOST_DAYS = 8


class Board(NamedTuple):
    """What never changes, and then what does."""

    # how many there are; the first variables of starts, and of all that follows from the placements
    sessions: int
    days: int
    shifts: int
    visits: int
    offers: int
    starts: int
    started: int
    choices: int
    # sessions, their parts, and the days they can be placed on
    part_first: Int32
    session: Int32
    visit_first: Int32
    visit_variable: Int32
    visit_key: Int32
    visit_session: Int32
    visit_on: Int32
    visit_least: Floats
    plan_before: Int32
    plan_after: Int32
    turn: Floats
    # assignments and starts; what is read of an offer in one place
    cell_first: Int32
    offer_first: Int32
    offer: Int32
    offer_key: Int32
    offer_price: Floats
    offer_from: Int32
    offer_to: Int32
    shift: Int32
    day: Int32
    start_first: Int32
    minute: Int32
    taker: Int32
    room_first: Int32
    room_count: Int32
    # twice, by costs and by the rows' prices, as these are told: visits and the starts of a group in order of rank
    visit_rank: Floats
    visit_turn: Int32
    visit_alike: Int32
    day_rank: Floats
    offer_rank: Floats
    start: Int32
    start_price: Floats
    start_rank: Floats
    start_key: Int32
    # variables: prices, keys, entries in the terms of floors, and whether one more may lower a floor or raise several
    price: Floats
    key: Int32
    entry_first: Int32
    entry_row: Int32
    entry_size: Ints
    tangled: Int32
    # keys: what they shut, their counted rows, how many starts have them, and the visits that hold them
    clash_first: Ints
    clash: Int32
    row_first: Int32
    row: Int32
    row_size: Ints
    member_first: Int32
    member: Int32
    member_size: Ints
    largest: Ints
    weight: Int32
    holder_first: Int32
    holder: Int32
    # floors: the floor of each term, its terms, its price, and the variable it is, if any
    floor_of: Int32
    term_first: Int32
    floor_price: Floats
    floor_variable: Int32
    # counts and costs, and the state of chance
    counted: Ints
    cost: Floats
    seed: Seeds
    # the sessions placed and then those left out; and those that this move took out or placed
    roll: Int32
    roll_at: Int32
    touched: Int32
    touched_at: Int32
    # seats of parts: now, in the best roster, before this move, and three more to choose from
    assignment: Int32
    at: Int32
    room: Int32
    best_assignment: Int32
    best_at: Int32
    best_room: Int32
    old_assignment: Int32
    old_at: Int32
    old_room: Int32
    pick_assignment: Int32
    pick_at: Int32
    pick_room: Int32
    try_assignment: Int32
    try_at: Int32
    try_room: Int32
    way_assignment: Int32
    way_at: Int32
    way_room: Int32
    # the parts of each shift, linked
    head: Int32
    before: Int32
    after: Int32
    # how often each key is blocked, what is left of counted rows, who uses a shared start and in which room
    blocked: Int32
    slack: Ints
    users: Int32
    lodged: Int32
    # what terms and floors come to
    value: Ints
    level: Ints
    # scratch
    stack: Ints
    order: Int32
    found: Ints
    line: Int32
    rank: Floats
    touched_day: Int32
