"""What anneals a model: its board, and the way between the model's vectors and the seats."""

from __future__ import annotations

import numpy as np

from planner.engine.anneal.board import BEST, BETTER, NONE, PRICED, WORK
from planner.engine.anneal.ground import Visits, taken
from planner.engine.anneal.heat import heats
from planner.engine.anneal.keys import Keys, keys_of
from planner.engine.anneal.machine import Machine
from planner.engine.anneal.meters import Meters, meters_of
from planner.engine.anneal.ranks import by_prices, ranked
from planner.engine.anneal.state import empty_board
from planner.engine.anneal.tuples import table_of
from planner.engine.look import Look, unhurried
from planner.engine.prices import Prices
from planner.model import Model
from planner.model.clock import Ints


class Annealer:
    """Moves a roster of a model about; `keys` and `meters` are as nothing placed leaves them."""

    def __init__(
        self, machine: Machine, model: Model, keys: Keys, meters: Meters, seed: int, look: Look = unhurried
    ) -> None:
        self.machine, self.model, self.keys, self.meters = machine, model, keys, meters
        self.visits = Visits(model)
        look()
        self.board = empty_board(model, keys, meters, self.visits, seed, look)
        look()
        self.hot, self.cold = heats(self.board)
        self._table = table_of(self.board)
        self.adopting = False

    @classmethod
    def of(cls, machine: Machine, model: Model, seed: int, look: Look = unhurried) -> Annealer | None:
        """The annealer of a model; None when the model says something that it could not keep."""
        meters = meters_of(model, look)
        if meters is None or not len(model.assigned):
            return None
        keys = keys_of(machine.pairs, model.matrix, meters.apart, taken(model), len(model), look)
        return cls(machine, model, keys, meters, seed, look)

    def run(self, moves: int, heat: float) -> bool:
        """So many moves at a heat; whether the best was bettered."""
        self.board.counted[BETTER] = 0
        self.machine.walk(self._table, int(self.adopting), moves, heat)
        self.adopting = False
        return bool(self.board.counted[BETTER])

    def guide(self, prices: Prices) -> None:
        """Let moves be guided by these prices of the rows from now on."""
        rank = by_prices(self.model, prices)
        for name, values in ranked(self.model, self.keys, self.visits, self.meters.relief, rank).items():
            getattr(self.board, name)[len(values) :] = values
        self.board.counted[PRICED] = 1

    def adopt(self, vector: Ints) -> None:
        """Go on from a roster's variables."""
        b, p = self.board, self.model.placements
        for seats in (b.best_assignment, b.best_at, b.best_room):
            seats[:] = NONE
        assignment, start, room = self.model.chosen(vector).T
        part = p.assignments.part[assignment]
        b.best_assignment[part], b.best_at[part], b.best_room[part] = assignment, start, room
        b.cost[BEST] = self.model.score(vector)
        self.adopting = True

    @property
    def work(self) -> int:
        """How much was read so far: the same for the same moves."""
        return int(self.board.counted[WORK])

    @property
    def best(self) -> Ints:
        """The variables of the best roster."""
        b = self.board
        seats = np.stack([b.best_assignment, b.best_at, b.best_room], axis=1)
        return self.model.complete(seats[seats[:, 0] != NONE])
