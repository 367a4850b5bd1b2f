"""The model: variables with prices and rows over them. Rules add rows, goals add prices; it knows neither by name.

The variables come in this order: one a placement, one a session and day (1 when the session is placed that day), and
what rules and goals add. A roster is a choice of placements; every other variable follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.clinic import Problem, Session
from planner.model.placements import Ints, Placements
from planner.model.rows import FREE, Block, Matrix, stack

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Floor:
    """Variables that are as small as their rows let them: at least 0 and at least Σ coefficient · variable − minus."""

    variables: Ints
    row: Ints
    column: Ints
    coefficient: Ints
    minus: Ints


class Model:
    """Variables from 0 to `upper`, their prices, and rows. The score is `constant` + prices · variables."""

    def __init__(self, problem: Problem, placements: Placements) -> None:
        self.problem, self.placements = problem, placements
        self.sessions: tuple[Session, ...] = placements.sessions
        self.index = {session.key: number for number, session in enumerate(self.sessions)}
        self.constant = 0.0
        self.blocks: list[Block] = []
        self._upper: list[Ints] = [np.ones(len(placements), dtype=np.int64)]
        self._price: list[Floats] = [np.zeros(len(placements))]
        self._size = len(placements)
        self._floors: list[_Floor] = []
        self._link_days()

    # --- building -------------------------------------------------------------------------------------------------

    def variables(self, count: int, upper: int = 1) -> Ints:
        """New variables from 0 to `upper`."""
        self._upper.append(np.full(count, upper, dtype=np.int64))
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
    ) -> None:
        """Rows Σ coefficient · column ≤ `upper`."""
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
            )
        )

    def floor(self, rule: str, variables: Ints, terms: Sequence[tuple[int, Ints, Ints | int, int]]) -> None:
        """Raise variables to what their rows ask: each term is (index into `variables`, columns, coefficients, minus).

        The variable is at least Σ coefficient · column − minus; with a price it will be no more.
        """
        if not terms:
            return
        of = np.array([variables[index] for index, *_ in terms], dtype=np.int64)
        row = np.repeat(np.arange(len(terms)), [len(columns) for _, columns, _, _ in terms])
        column = np.concatenate([columns for _, columns, _, _ in terms])
        coefficient = np.concatenate([np.broadcast_to(c, len(columns)) for _, columns, c, _ in terms]).astype(np.int64)
        minus = np.array([m for *_, m in terms], dtype=np.int64)
        self._floors.append(_Floor(of, row, column, coefficient, minus))
        count = len(terms)
        self.add(
            Block(
                rule,
                np.concatenate([row, np.arange(count)]),
                np.concatenate([column, of]),
                np.concatenate([coefficient, np.full(count, -1)]),
                np.full(count, -FREE),
                minus,
            )
        )

    def _link_days(self) -> None:
        """A variable for each session and day it can be placed on; each of its services is placed on just that day."""
        p, days = self.placements, len(self.problem.horizon.days)
        offered = np.zeros((len(p.parts), days), dtype=bool)
        offered[p.part, p.day] = True
        possible = np.ones((len(self.sessions), days), dtype=bool)
        for number, part in enumerate(p.parts):
            possible[part.session] &= offered[number]
        possible[[s for s in range(len(self.sessions)) if not self.sessions[s].services]] = False
        self.day: Ints = np.full((len(self.sessions), days), -1, dtype=np.int64)
        self.day[possible] = self.variables(int(possible.sum()))
        key = p.part * days + p.day
        links, row = np.unique(key, return_inverse=True)
        part, day = links // days, links % days
        of_day = self.day[np.array([p.parts[i].session for i in part], dtype=np.int64), day] if len(links) else links
        linked = of_day >= 0
        count = len(links)
        self.add(
            Block(
                "whole visit",
                np.concatenate([row, np.arange(count)[linked]]),
                np.concatenate([np.arange(len(p)), of_day[linked]]),
                np.concatenate([np.ones(len(p), np.int64), np.full(int(linked.sum()), -1)]),
                np.zeros(count, dtype=np.int64),
                np.zeros(count, dtype=np.int64),
            )
        )
        self.taker: Ints = np.arange(len(p))
        """The variable that takes a placement's resources: itself, one it shares with another plan, or −1, none."""
        self.taker[p.joins] = -1

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
    def upper(self) -> Ints:
        return np.concatenate(self._upper)

    @cached_property
    def matrix(self) -> Matrix:
        """All rows; ask for it once the model is complete."""
        return stack(self.blocks)

    def complete(self, chosen: Ints) -> Ints:
        """The whole vector that follows from the chosen placements."""
        vector = np.zeros(self._size, dtype=np.int64)
        p = self.placements
        vector[chosen] = 1
        days = self.day[p.session[chosen], p.day[chosen]]
        vector[days[days >= 0]] = 1
        takers = self.taker[chosen]
        vector[takers[takers >= 0]] = 1
        for floor in self._floors:
            needs = np.bincount(
                floor.row, weights=floor.coefficient * vector[floor.column], minlength=len(floor.minus)
            ).astype(np.int64)
            np.maximum.at(vector, floor.variables, needs - floor.minus)
        return vector

    def score(self, vector: Ints) -> float:
        """The score of a vector of variables."""
        return float(self.constant + self.price @ vector)
