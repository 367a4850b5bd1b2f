"""The model: variables with prices and rows over them. Rules add rows, goals add prices; it knows neither by name.

The variables come in this order: one an assignment, one a start (how many of its group come then), one a session and
day (1 when the session is placed that day), and what rules and goals add. A roster is a choice of placements; every
other variable follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.clinic import Problem, Session
from planner.model.auxiliaries import Floor, Reserves, Term
from planner.model.clock import Ints
from planner.model.placements import Placements
from planner.model.rows import FREE, Block, Matrix, Uses, shared, stack
from planner.model.settlement import Settlement

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rooms:
    """Where sessions may lodge: for each start the first of its room variables and how many, 0 without a choice.

    The room variables begin at `begin`; `pools` gives the pool of each.
    """

    first: Ints
    count: Ints
    begin: int
    pools: Ints


class Model:
    """Variables from 0 to `upper`, their prices, and rows. The score is `constant` + prices · variables."""

    def __init__(self, problem: Problem, placements: Placements) -> None:
        self.problem, self.placements = problem, placements
        self.sessions: tuple[Session, ...] = placements.sessions
        self.index = {session.key: number for number, session in enumerate(self.sessions)}
        self.constant = 0.0
        self.blocks: list[Block] = []
        self._upper: list[Ints] = []
        self._wanted: list[Ints] = []
        self._price: list[Floats] = []
        self._size = 0
        self.floors: list[Floor] = []
        self._settled = Settlement([], 0)
        self.reserves: list[Reserves] = []
        p = placements
        self.assigned = self.variables(len(p.assignments))
        of_group = np.bincount(p.assignments.group, minlength=len(p.example))
        busy = p.of_start(lambda part: part.service.attended != ()) > 0
        wanted = of_group[p.starts.group]
        self.started = self.variables(len(p.starts), np.where(busy, 1, wanted), wanted)
        self.choices = self._size
        """Variables from here on follow from the placements chosen."""
        self.taker = np.where(p.starts.joins, -1, self.started)
        """The variable that takes a start's resources: its own, one it shares with another plan, or −1, none."""
        self.rooms = Rooms(
            np.zeros(len(p.starts), np.int64), np.zeros(len(p.starts), np.int64), 0, np.zeros(0, np.int64)
        )
        self._link_days()
        self.plain = self._size
        """Variables from here on are rooms, shared sessions and what goals add."""
        self._link_starts()

    # --- building -------------------------------------------------------------------------------------------------

    def variables(self, count: int, upper: int | Ints = 1, wanted: int | Ints | None = None) -> Ints:
        """New variables from 0 to `upper`; `wanted` is what placements could bring each to if no row held them back."""
        self._upper.append(np.broadcast_to(upper, count).astype(np.int64))
        self._wanted.append(np.broadcast_to(upper if wanted is None else wanted, count).astype(np.int64))
        self._price.append(np.zeros(count))
        self._size += count
        return np.arange(self._size - count, self._size)

    def charge(self, variables: Ints, amounts: Floats | float) -> None:
        """Add to the prices of variables."""
        np.add.at(self.price, variables, amounts)

    def add(self, block: Block) -> None:
        if len(block):
            self.blocks.append(block)

    def at_most(
        self, rule: str, rows: Sequence[Ints], upper: int = 1, subject: Callable[[int], str] = lambda row: ""
    ) -> None:
        """Of each row's variables, at most `upper` are chosen."""
        self.signed(rule, rows, [np.ones(len(row), dtype=np.int64) for row in rows], upper, subject)

    def signed(
        self,
        rule: str,
        columns: Sequence[Ints],
        coefficients: Sequence[Ints],
        upper: int = 0,
        subject: Callable[[int], str] = lambda row: "",
        follows: bool = False,
    ) -> None:
        """Rows Σ coefficient · column ≤ `upper`; `follows` as in Block."""
        none = np.zeros(0, dtype=np.int64)
        self.add(
            Block(
                rule,
                np.repeat(np.arange(len(columns)), [len(row) for row in columns]),
                np.concatenate([none, *columns]),
                np.concatenate([none, *coefficients]),
                np.full(len(columns), -FREE),
                np.full(len(columns), upper),
                subject,
                follows=follows,
            )
        )

    def floor(self, rule: str, variables: Ints, terms: Sequence[Term]) -> None:
        """Raise variables to what their rows ask: each term is (index into `variables`, columns, coefficients, minus).

        The variable is at least Σ coefficient · column − minus; with a price it will be no more.
        """
        if terms:
            self.floors.append(Floor.of(variables, terms))
            self.add(self.floors[-1].rows(rule))

    def reserve(self, rule: str, group: Ints, start: Ints, end: Ints, uses: Uses, names: Sequence[str]) -> None:
        """Of each group of stretches of time, sorted by group and start, keep one free of what variables use of it.

        `uses` have the group as their resource; `names` says of each group what it is about.
        """
        reserves = Reserves.among(group, start, end, uses)
        if len(reserves):
            reserves = reserves.placed(self._size)
            self.variables(len(reserves.start))
            self.reserves.append(reserves)
            self.add(reserves.kept(rule, lambda row: names[reserves.of[row]]))
            self.add(reserves.clear(rule, uses, self.wanted, names))

    @property
    def raised(self) -> list[Floor]:
        """Everything that is raised by what is chosen, in the order of its raising: floors, and stretches taken."""
        return [*self.floors, *(reserves.floor() for reserves in self.reserves)]

    def _link_days(self) -> None:
        """A variable for each session and day it can be placed on; each of its services is placed on just that day."""
        p, days = self.placements, len(self.problem.horizon.days)
        part_of, day_of = p.assignments.part, p.assignments.day
        offered = np.zeros((len(p.parts), days), dtype=bool)
        offered[part_of, day_of] = True
        possible = np.ones((len(self.sessions), days), dtype=bool)
        for number, part in enumerate(p.parts):
            possible[part.session] &= offered[number]
        possible[[s for s in range(len(self.sessions)) if not self.sessions[s].services]] = False
        self.day: Ints = np.full((len(self.sessions), days), -1, dtype=np.int64)
        self.day[possible] = self.variables(int(possible.sum()))
        links, row = np.unique(part_of * days + day_of, return_inverse=True)
        part, day = links // days, links % days
        of_day = self.day[np.array([each.session for each in p.parts], dtype=np.int64)[part], day]
        self._equal("whole visit", len(links), row, self.assigned, np.flatnonzero(of_day >= 0), of_day[of_day >= 0])

    def _link_starts(self) -> None:
        """Of each group as many start as are assigned."""
        p = self.placements
        self._equal("starts", len(p.example), p.assignments.group, self.assigned, p.starts.group, self.started)

    def _equal(self, rule: str, count: int, row: Ints, columns: Ints, other_row: Ints, other: Ints) -> None:
        """Rows in which some variables come to as many as others."""
        self.add(
            Block(
                rule,
                np.concatenate([row, other_row]),
                np.concatenate([columns, other]),
                np.concatenate([np.ones(len(row), np.int64), np.full(len(other_row), -1)]),
                np.zeros(count, dtype=np.int64),
                np.zeros(count, dtype=np.int64),
                follows=True,
            )
        )

    def lodge(self, rule: str, starts: Ints, place: Ints, pools: Ints, first: Ints) -> Ints:
        """Variables for how many of some starts' sessions lodge in which pool of rooms; they come to as many.

        `place` counts, for each start, a place from 0: a need of rooms at a moment; `pools[first[i] : first[i + 1]]`
        are the pools open to place i. Returns one variable a pool of a place, in that order.
        """
        sizes = np.array([pool.places for pool in self.placements.pools], dtype=np.int64)
        of_place = np.repeat(np.arange(len(first) - 1), np.diff(first))
        taking = np.unique(np.stack([place, self.taker[starts]], axis=1), axis=0)
        wanted = np.bincount(taking[:, 0], self.wanted[taking[:, 1]], len(first) - 1).astype(np.int64)
        variables = self.variables(len(pools), sizes[pools], wanted[of_place])
        self._equal(rule, len(first) - 1, taking[:, 0], taking[:, 1], of_place, variables)
        begin = int(variables[0]) if len(variables) else self._size
        self.rooms.first[starts] = begin + first[place]
        self.rooms.count[starts] = np.diff(first)[place]
        self.rooms = Rooms(self.rooms.first, self.rooms.count, begin, pools)
        return variables

    def days_of(self, session: Session) -> tuple[Ints, Ints]:
        """The days (counted from 0) a session can be placed on, and their variables."""
        variables = self.day[self.index[session.key]]
        days = np.flatnonzero(variables >= 0)
        return days, variables[days]

    # --- reading --------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return self._size

    @property
    def price(self) -> Floats:
        if len(self._price) > 1:
            self._price = [np.concatenate(self._price)]
        return self._price[0]

    @property
    def cheapest(self) -> Floats:
        """What each assignment costs at its cheapest start, its day apart."""
        p = self.placements
        earliest = np.full(len(p.example), np.inf)
        np.minimum.at(earliest, p.starts.group, self.price[self.started])
        return np.asarray(self.price[self.assigned] + earliest[p.assignments.group])

    @property
    def upper(self) -> Ints:
        return np.concatenate(self._upper)

    @property
    def wanted(self) -> Ints:
        """What each variable comes to at most where no row holds it back: at one start, as many as its group has."""
        return np.concatenate(self._wanted)

    @cached_property
    def matrix(self) -> Matrix:
        """All rows; ask for it once the model is complete."""
        matrix = stack(self.blocks, self._size)
        self.blocks = shared(self.blocks, matrix)  # else every entry would be held twice
        return matrix

    def complete(self, chosen: Ints) -> Ints:
        """The whole vector that follows from the chosen placements: rows of (assignment, start, room).

        `room` is the variable of the pool it lodges in, −1 where there is no choice of pools.
        """
        vector = np.zeros(self._size, dtype=np.int64)
        seats = chosen.reshape(-1, 3)
        for columns in self._counted(vector, seats):
            np.add.at(vector, columns, 1)
        vector[self._marked(seats)] = 1
        self._settling.settle(vector)
        for reserves in self.reserves:
            reserves.settle(vector)
        return vector

    def choose(self, vector: Ints, chosen: Ints) -> tuple[Ints, Ints]:
        """Choose placements too, as `complete` takes them, in a whole vector, where their days, sessions and shared
        places may be taken already. Returns the variables that this may have changed, and what they were."""
        counted, marked = self._counted(vector, chosen), self._marked(chosen)
        reserves = [each.variables for each in self.reserves]
        own = np.unique(np.concatenate([*counted, marked]))
        before = vector[own]
        for columns in counted:
            np.add.at(vector, columns, 1)
        vector[marked] = 1
        raised, were = self._settling.settle_above(own, vector)
        kept = [vector[variables] for variables in reserves]
        for each in self.reserves:
            each.settle(vector)
        return np.concatenate([own, raised, *reserves]), np.concatenate([before, were, *kept])

    @property
    def _settling(self) -> Settlement:
        if self._settled.count != len(self.floors):
            self._settled = Settlement(self.floors, self._size)
        return self._settled

    def _marked(self, seats: Ints) -> Ints:
        """The variables of placements that are 1, however many of them want it: assignments, days, shared places."""
        p, (assignment, start, _) = self.placements, seats.T
        days = self.day[p.session[assignment], p.assignments.day[assignment]]
        takers = self.taker[start]
        return np.concatenate([assignment, days[days >= 0], takers[takers >= self.choices]])

    def _counted(self, vector: Ints, seats: Ints) -> tuple[Ints, ...]:
        """The variables that each placement raises by one: starts and rooms, a room once for all who share a place."""
        _, start, room = seats.T
        lodged = np.stack([self.taker[start], room], axis=1)[room >= 0]
        alone = lodged[:, 0] < self.choices
        shared = np.unique(lodged[~alone], axis=0)
        return self.started[start], lodged[alone, 1], shared[vector[shared[:, 0]] == 0, 1]

    def chosen(self, vector: Ints) -> Ints:
        """The placements of a vector, as `complete` takes them: of each group the first assigned comes first."""
        p = self.placements
        assignments = np.flatnonzero(vector[self.assigned])
        assignments = assignments[np.argsort(p.assignments.group[assignments], kind="stable")]
        starts = np.repeat(np.arange(len(p.starts)), vector[self.started])
        return np.stack([assignments, starts, self._lodged(vector, starts)], axis=1)

    def _lodged(self, vector: Ints, starts: Ints) -> Ints:
        """The room variable of each start: of a place's sessions the first gets its first pool, a shared one once."""
        lodged = np.full(len(starts), -1, dtype=np.int64)
        takers = self.taker[starts]
        choosy = np.flatnonzero((self.rooms.count[starts] > 0) & (takers >= 0))
        takers = takers[choosy]
        each = np.where(takers >= self.choices, takers, self._size + np.arange(len(choosy)))
        _, one, again = np.unique(each, return_index=True, return_inverse=True)
        lodging = np.arange(self.rooms.begin, self.rooms.begin + len(self.rooms.pools))
        given = np.zeros(len(one), dtype=np.int64)
        given[np.argsort(self.rooms.first[starts[choosy[one]]], kind="stable")] = np.repeat(lodging, vector[lodging])
        lodged[choosy] = given[again]
        return lodged

    def pool_of(self, start: int, room: int) -> int:
        """The pool in which a session lodges: that of its room variable, or the only one open to it; −1 for none."""
        if room >= 0:
            return int(self.rooms.pools[room - self.rooms.begin])
        p = self.placements
        fits = p.fits[p.parts[p.part[start]].service.id][p.practitioner[start]]
        return int(fits.pools[fits.first[p.starts.slot[start]]]) if fits else -1

    def score(self, vector: Ints) -> float:
        """The score of a vector of variables."""
        return float(self.constant + self.price @ vector)
