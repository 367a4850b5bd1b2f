"""The front desk's way: each session, by priority and ideal day, takes the cheapest place that is free."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import numpy as np

from planner.clinic import Session
from planner.model import Model
from planner.model.placements import Ints, Mask
from planner.model.rows import FREE


class FrontDesk:
    """A roster in the making: what is chosen, and how much of each packing row it uses."""

    def __init__(self, model: Model) -> None:
        self.model = model
        matrix = model.matrix
        packing = np.ones(len(matrix.upper), dtype=bool)
        row_of = np.repeat(np.arange(len(matrix.upper)), np.diff(matrix.first))
        packing[row_of[matrix.coefficients < 0]] = False
        packing &= matrix.lower <= -FREE
        keep = packing[row_of]
        order = np.argsort(matrix.columns[keep], kind="stable")
        self.rows = row_of[keep][order]
        self.first = np.searchsorted(matrix.columns[keep][order], np.arange(len(model) + 1))
        self.left = matrix.upper.copy()
        self.price = model.price
        self.chosen: dict[int, list[int]] = {}
        self.in_use: set[int] = set()
        bounds = np.searchsorted(model.placements.part, np.arange(len(model.placements.parts) + 1))
        self.parts: dict[int, list[Ints]] = {}
        for number, part in enumerate(model.placements.parts):
            self.parts.setdefault(part.session, []).append(np.arange(bounds[number], bounds[number + 1]))

    def fill(self) -> None:
        """Place every session that is due and has none, where a place is free."""
        for number in sorted(range(len(self.model.sessions)), key=self._turn):
            if self.model.sessions[number].due and number not in self.chosen:
                self.place(number)
        self._drop_unfollowed()

    def adopt(self, vector: Ints) -> None:
        """Start from a roster's variables."""
        p = self.model.placements
        visits: dict[int, list[int]] = {}
        for x in np.flatnonzero(vector[: len(p)]).tolist():
            visits.setdefault(int(p.session[x]), []).append(x)
        for number, placements in visits.items():
            self.take(number, placements)

    def full_rows(self, variables: Ints) -> tuple[Ints, Ints]:
        """The rows with no room left that these variables are in: which of the variables, and which row."""
        owner, rows = self._rows_of(variables)
        full = self.left[rows] < 1
        return owner[full], rows[full]

    def vector(self) -> Ints:
        """The model's variables for what is chosen."""
        return self.model.complete(np.array(sorted(x for xs in self.chosen.values() for x in xs), dtype=np.int64))

    def place(self, number: int) -> bool:
        """Give a session its cheapest free place, if there is one that is worth it."""
        best: tuple[float, list[int]] | None = None
        days = np.flatnonzero(self.model.day[number] >= 0)
        prices = self.price[self.model.day[number][days]]
        for day, price in sorted(zip(days.tolist(), prices.tolist(), strict=True), key=lambda pair: (pair[1], pair[0])):
            if best and price >= best[0]:
                break
            if price < 0 and self._fits(np.array([self.model.day[number][day]]))[0]:
                found = self.cheapest_visit(number, day)
                total = price + sum(self.price[x] for x in found) if found else 0.0
                if found and total < 0 and (best is None or total < best[0]):
                    best = (total, found)
        if best:
            self.take(number, best[1])
        return best is not None

    def remove(self, number: int) -> None:
        """Take a session's place away."""
        self._take(number, self.chosen[number], -1)

    def take(self, number: int, placements: list[int]) -> None:
        """Give a session these placements, which must be free."""
        self._take(number, placements, 1)

    def _turn(self, number: int) -> tuple[object, ...]:
        session: Session = self.model.sessions[number]
        return (-session.priority, session.ideal or date.max, session.plan, session.number)

    def cheapest_visit(self, number: int, day: int) -> list[int] | None:
        """The cheapest free placement of each part on a day, the parts taken in the first order that works."""
        parts = self.parts[number]
        for order in permutations(range(len(parts))):
            found: dict[int, int] = {}
            for index in order:
                mine = parts[index][self.model.placements.day[parts[index]] == day]
                free = mine[self.free(mine)]
                if not len(free):
                    break
                found[index] = int(free[np.argmin(self.price[free])])
                self._use(self._takers(found[index]), 1)
            whole = len(found) == len(parts)
            for x in found.values():
                self._use(self._takers(x), -1)
            if whole:
                return [found[index] for index in range(len(parts))]
        return None

    def free(self, placements: Ints) -> Mask:
        """Which placements are free, themselves and in what they take."""
        takers = self.model.taker[placements]
        own = takers == placements
        free = self._fits(placements)
        other = np.flatnonzero(~own & (takers >= 0))
        fresh = np.array([int(t) not in self.in_use for t in takers[other]], dtype=bool)
        free[other[fresh]] &= self._fits(takers[other[fresh]])
        return free

    def _fits(self, variables: Ints) -> Mask:
        """Which variables have room left in every packing row of theirs."""
        owner, _ = self.full_rows(variables)
        return np.asarray(np.bincount(owner, minlength=len(variables)) == 0)

    def _rows_of(self, variables: Ints) -> tuple[Ints, Ints]:
        counts = self.first[variables + 1] - self.first[variables]
        owner = np.repeat(np.arange(len(variables)), counts)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return owner, self.rows[np.repeat(self.first[variables], counts) + within]

    def _takers(self, placement: int) -> list[int]:
        """The variables that choosing a placement sets, and that are not set yet."""
        taker = int(self.model.taker[placement])
        return [placement] if taker in (-1, placement) else [placement, taker]

    def _use(self, variables: list[int], sign: int) -> None:
        for variable in variables:
            self.left[self.rows[self.first[variable] : self.first[variable + 1]]] -= sign

    def _take(self, number: int, placements: list[int], sign: int) -> None:
        if sign > 0:
            self.chosen[number] = placements
        else:
            del self.chosen[number]
        p = self.model.placements
        self._use([int(self.model.day[number, p.day[placements[0]]])], sign)
        for x in placements:
            taker = int(self.model.taker[x])
            self._use([x], sign)
            if taker in (-1, x):
                continue
            shared = any(int(self.model.taker[y]) == taker for ys in self.chosen.values() for y in ys if y != x)
            if not shared:
                self._use([taker], sign)
                (self.in_use.add if sign > 0 else self.in_use.discard)(taker)

    def _drop_unfollowed(self) -> None:
        """Take out sessions until no row is broken: those that want a follow-up that found no place."""
        days = self.model.day
        while len(broken := self.model.matrix.broken(self.vector())):
            matrix = self.model.matrix
            columns = matrix.columns[matrix.first[broken[0]] : matrix.first[broken[0] + 1]]
            signs = matrix.coefficients[matrix.first[broken[0]] : matrix.first[broken[0] + 1]]
            owners = [n for n in self.chosen if np.isin(columns[signs > 0], days[n]).any()]
            self.remove(owners[-1])


def greedy(model: Model) -> Ints:
    """The front desk's roster as a vector of the model's variables; the starting point of every search."""
    desk = FrontDesk(model)
    desk.fill()
    return desk.vector()
