"""The front desk's way: each session, by priority and ideal day, takes the cheapest place that is free."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import numpy as np

from planner.clinic import Session
from planner.model import Model
from planner.model.auxiliaries import Keeping
from planner.model.clock import Ints, Mask
from planner.model.model import Floats
from planner.model.rows import spread

Seat = tuple[int, int, int]
"""A placement chosen: its assignment, its start, and its room variable or −1."""


class PartialRoster:
    """A roster in the making: what is chosen, and how much of each packing row it uses."""

    def __init__(self, model: Model) -> None:
        self.model = model
        matrix = model.matrix
        self.rows, self.first = matrix.packing
        self.left = matrix.upper.copy()
        self.keeping = [Keeping(reserves, len(model)) for reserves in model.reserves]
        self._first_kept = [matrix.row_of[np.argmax(matrix.columns == each.begin)] for each in model.reserves]
        self.price = model.price
        self.chosen: dict[int, list[Seat]] = {}
        self.shared: dict[int, int] = {}
        """The shared variables in use, and the room of each."""
        p = model.placements
        bounds = np.searchsorted(p.assignments.part, np.arange(len(p.parts) + 1))
        self.parts: dict[int, list[Ints]] = {}
        for number, part in enumerate(p.parts):
            self.parts.setdefault(part.session, []).append(np.arange(bounds[number], bounds[number + 1]))

    def fill(self) -> None:
        """Place every session that is due and has none, where a place is free."""
        for number in sorted(range(len(self.model.sessions)), key=self._turn):
            if self.model.sessions[number].due and number not in self.chosen:
                self.place(number)
        self._drop_unfollowed()

    def adopt(self, vector: Ints) -> None:
        """Start from a roster's variables."""
        model, p, chosen = self.model, self.model.placements, self.model.chosen(vector)
        visits: dict[int, list[Seat]] = {}
        for number, seat in zip(p.session[chosen[:, 0]].tolist(), chosen.tolist(), strict=True):
            visits.setdefault(number, []).append((seat[0], seat[1], seat[2]))
        shared = set(p.session[chosen[model.taker[chosen[:, 1]] >= model.choices, 0]].tolist())
        taken: list[int] = []
        for number, seats in visits.items():
            if number in shared:
                self.take(number, seats)
            else:  # all at once
                self.chosen[number] = seats
                taken.append(int(model.day[number, p.assignments.day[seats[0][0]]]))
                taken += [variable for seat in seats for variable in self._takes(seat)]
        _, rows = self._rows_of(np.array(taken, dtype=np.int64))
        self.left -= np.bincount(rows, minlength=len(self.left))
        for keeping in self.keeping:
            for variable in taken:
                keeping.use(variable, 1)

    def full_rows(self, variables: Ints) -> tuple[Ints, Ints]:
        """The rows with no room left that these variables are in: which of the variables, and which row."""
        owner, rows = self._rows_of(variables)
        full = self.left[rows] < 1
        owner, rows = owner[full], rows[full]
        for keeping, first_row in zip(self.keeping, self._first_kept, strict=True):
            more, group = keeping.without(variables)
            owner, rows = np.concatenate([owner, more]), np.concatenate([rows, first_row + group])
        return owner, rows

    @property
    def sound(self) -> bool:
        """Whether no packing row is overfull, and of all that is to be kept free enough is."""
        return bool(self.left.min(initial=0) >= 0) and all(keeping.sound for keeping in self.keeping)

    def vector(self) -> Ints:
        """The model's variables for what is chosen."""
        return self.model.complete(np.array([seat for seats in self.chosen.values() for seat in seats], dtype=np.int64))

    def place(self, number: int, below: float = 0.0) -> bool:
        """Give a session its cheapest free place, if there is one that costs less than `below`."""
        model, a = self.model, self.model.placements.assignments
        days = np.flatnonzero(model.day[number] >= 0)
        days = days[self.fits(model.day[number][days])]
        if len(self.parts[number]) == 1:
            mine = self.parts[number][0]
            seats = self.free(*model.placements.starts_of(mine[np.isin(a.day[mine], days)]))
            found = [[as_seat(seats[at])] for at in np.lexsort((a.day[seats[:, 0]], self.prices(seats)))[:1]]
        else:
            found = [visit for day in days.tolist() if (visit := self.cheapest_visit(number, day))]
        visit = min(found, key=self._total, default=None)
        if visit is None or self._total(visit) >= below:
            return False
        self.take(number, visit)
        return True

    def prices(self, seats: Ints) -> Floats:
        """The prices of placements with that of their day."""
        model = self.model
        day = model.day[model.placements.session[seats[:, 0]], model.placements.assignments.day[seats[:, 0]]]
        return np.asarray(self.price[seats[:, 0]] + self.price[model.started[seats[:, 1]]] + self.price[day])

    def _total(self, visit: list[Seat]) -> float:
        model, (first, *others) = self.model, np.array(visit, dtype=np.int64)
        rest = sum(self.price[seat[0]] + self.price[model.started[seat[1]]] for seat in others)
        return float(self.prices(first.reshape(1, 3))[0] + rest)

    def remove(self, number: int) -> None:
        """Take a session's place away."""
        self._take(number, self.chosen[number], -1)

    def take(self, number: int, seats: list[Seat]) -> None:
        """Give a session these placements, which must be free."""
        self._take(number, seats, 1)

    def _turn(self, number: int) -> tuple[object, ...]:
        session: Session = self.model.sessions[number]
        return (-session.priority, session.ideal or date.max, session.plan, session.number)

    def cheapest_visit(self, number: int, day: int) -> list[Seat] | None:
        """The cheapest free placement of each part on a day, the parts taken in the first order that works."""
        parts = self.parts[number]
        for order in permutations(range(len(parts))):
            found: dict[int, Seat] = {}
            for index in order:
                mine = parts[index][self.model.placements.assignments.day[parts[index]] == day]
                seats = self.free(*self.model.placements.starts_of(mine))
                if not len(seats):
                    break
                prices = self.price[seats[:, 0]] + self.price[self.model.started[seats[:, 1]]]
                found[index] = as_seat(seats[np.argmin(prices)])
                self.use(found[index], 1)
            whole = len(found) == len(parts)
            for seat in found.values():
                self.use(seat, -1)
            if whole:
                return [found[index] for index in range(len(parts))]
        return None

    def free(self, assignments: Ints, starts: Ints) -> Ints:
        """Those of these placements that are free, in themselves and in what they take, with their first free rooms."""
        model = self.model
        takers = model.taker[starts]
        free = self.fits(assignments) & self.fits(model.started[starts])
        lodged = np.isin(takers, list(self.shared)) if self.shared else np.zeros(len(takers), dtype=bool)
        fresh = (takers >= 0) & ~lodged
        other = np.flatnonzero(fresh & (takers >= model.choices))
        free[other] &= self.fits(takers[other])
        rooms = np.full(len(takers), -1, dtype=np.int64)
        rooms[lodged] = [self.shared[taker] for taker in takers[lodged].tolist()]
        choosy = np.flatnonzero(free & fresh & (model.rooms.count[starts] > 0))
        rooms[choosy] = self._first_rooms(starts[choosy])
        free[choosy] &= rooms[choosy] >= 0
        return np.stack([assignments, starts, rooms], axis=1)[free]

    def wanted_by(self, starts: Ints) -> tuple[Ints, Ints]:
        """What each of these starts must have: which of them, and the variable; its rooms only where none is free."""
        rooms, every = self.model.rooms, np.arange(len(starts))
        takers = np.maximum(self.model.taker[starts], self.model.started[starts])
        without = np.flatnonzero((rooms.count[starts] > 0) & (self._first_rooms(starts) < 0))
        lodgings = [rooms.first[starts[n]] + np.arange(rooms.count[starts[n]]) for n in without]
        of = np.concatenate([every, every, np.repeat(without, rooms.count[starts[without]])])
        return of, np.concatenate([self.model.started[starts], takers, *lodgings])

    def _first_rooms(self, starts: Ints) -> Ints:
        """The first room variable of each start that has a room left, −1 where none has."""
        first, count = self.model.rooms.first[starts], self.model.rooms.count[starts]
        found = np.full(len(starts), -1, dtype=np.int64)
        for turn in range(int(count.max(initial=0)) - 1, -1, -1):
            some = np.flatnonzero(turn < count)
            open_ = some[self.fits(first[some] + turn)]
            found[open_] = first[open_] + turn
        return found

    def fits(self, variables: Ints) -> Mask:
        """Which variables have room left in every packing row of theirs."""
        owner, _ = self.full_rows(variables)
        return np.asarray(np.bincount(owner, minlength=len(variables)) == 0)

    def _rows_of(self, variables: Ints) -> tuple[Ints, Ints]:
        owner, entries = spread(self.first, variables)
        return owner, self.rows[entries]

    def _takes(self, seat: Seat) -> list[int]:
        """The variables that choosing a placement raises, but for a shared one in use already."""
        assignment, start, room = seat
        own, taker = int(self.model.started[start]), int(self.model.taker[start])
        if taker in self.shared:
            return [assignment, own]
        return [assignment, own, *([taker] if taker not in (-1, own) else []), *([room] if room >= 0 else [])]

    def use(self, seat: Seat, sign: int) -> None:
        """Take up what a placement takes of its rows (1), or give it back (−1)."""
        self._use(self._takes(seat), sign)

    def _use(self, variables: list[int], sign: int) -> None:
        for variable in variables:
            self.left[self.rows[self.first[variable] : self.first[variable + 1]]] -= sign
            for keeping in self.keeping:
                keeping.use(variable, sign)

    def _take(self, number: int, seats: list[Seat], sign: int) -> None:
        if sign > 0:
            self.chosen[number] = seats
        else:
            del self.chosen[number]
        model = self.model
        self._use([int(model.day[number, model.placements.assignments.day[seats[0][0]]])], sign)
        for seat in seats:
            taker = int(model.taker[seat[1]])
            if taker < model.choices:
                self.use(seat, sign)
            elif sign > 0:
                self.use(seat, sign)
                self.shared.setdefault(taker, seat[2])
            else:
                others = (int(model.taker[each[1]]) for seats in self.chosen.values() for each in seats)
                if taker not in others:
                    del self.shared[taker]
                self.use(seat, sign)

    def _drop_unfollowed(self) -> None:
        """Take out sessions until no row is broken: those that want a follow-up that found no place."""
        days, matrix = self.model.day, self.model.matrix
        while len(broken := matrix.broken(self.vector())):
            at = slice(matrix.first[broken[0]], matrix.first[broken[0] + 1])
            columns, signs = matrix.columns[at], matrix.coefficients[at]
            owners = [n for n in self.chosen if np.isin(columns[signs > 0], days[n]).any()]
            self.remove(owners[-1])


def as_seat(row: Ints) -> Seat:
    """A row of `Model.chosen`."""
    assignment, start, room = row.tolist()
    return assignment, start, room


def greedy(model: Model) -> Ints:
    """The front desk's roster as a vector of the model's variables; the starting point of every search."""
    desk = PartialRoster(model)
    desk.fill()
    return desk.vector()
