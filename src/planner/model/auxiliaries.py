"""Variables that follow from the placements chosen: floors, and stretches that are kept free."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.model.clock import Ints, Mask
from planner.model.rows import FREE, Block, Uses, capacity_rows, spread

Term = tuple[int, Ints, Ints | int, int]
"""Which variable, columns, their coefficients, and what is taken from their sum."""


@dataclass(frozen=True)
class Floor:
    """Variables that are as small as their rows let them: at least 0 and at least Σ coefficient · variable − minus."""

    variables: Ints
    row: Ints
    column: Ints
    coefficient: Ints
    minus: Ints

    @classmethod
    def of(cls, variables: Ints, terms: Sequence[Term]) -> Floor:
        columns = np.concatenate([columns for _, columns, _, _ in terms])
        signs = np.concatenate([np.broadcast_to(signs, len(columns)) for _, columns, signs, _ in terms])
        return cls(
            np.array([variables[index] for index, *_ in terms], dtype=np.int64),
            np.repeat(np.arange(len(terms)), [len(columns) for _, columns, _, _ in terms]),
            columns,
            signs.astype(np.int64),
            np.array([minus for *_, minus in terms], dtype=np.int64),
        )

    def rows(self, rule: str) -> Block:
        count = len(self.minus)
        return Block(
            rule,
            np.concatenate([self.row, np.arange(count)]),
            np.concatenate([self.column, self.variables]),
            np.concatenate([self.coefficient, np.full(count, -1)]),
            np.full(count, -FREE),
            self.minus,
            follows=True,
        )

    def settle(self, vector: Ints) -> None:
        """Raise the variables to what the others ask."""
        weights = self.coefficient * vector[self.column]
        needs = np.bincount(self.row, weights=weights, minlength=len(self.minus)).astype(np.int64)
        np.maximum.at(vector, self.variables, needs - self.minus)


def at_once(floors: Sequence[Floor], size: int) -> list[Floor]:
    """The same floors, few and long: those settled at the same time are one. `size` is the number of variables."""
    written, read = np.full(size, -1), np.zeros(size, dtype=np.int64)
    turns: list[list[Floor]] = []
    for floor in floors:  # after those that raise what it reads, and not before those that read what it raises
        turn = max(int(written[floor.column].max(initial=-1)) + 1, int(read[floor.variables].max(initial=0)))
        written[floor.variables] = np.maximum(written[floor.variables], turn)
        read[floor.column] = np.maximum(read[floor.column], turn)
        turns += [[] for _ in range(turn + 1 - len(turns))]
        turns[turn].append(floor)
    return [_joined(turn) for turn in turns if turn]


def _joined(floors: Sequence[Floor]) -> Floor:
    before = np.cumsum([0, *(len(floor.minus) for floor in floors)])
    return Floor(
        np.concatenate([floor.variables for floor in floors]),
        np.concatenate([floor.row + at for floor, at in zip(floors, before, strict=False)]),
        np.concatenate([floor.column for floor in floors]),
        np.concatenate([floor.coefficient for floor in floors]),
        np.concatenate([floor.minus for floor in floors]),
    )


@dataclass(frozen=True)
class Reserves:
    """Groups of stretches, of each of which one is kept free; `of` names what a group is about.

    Those of group g are first[g]..first[g + 1], by their start. A use, of `variable` in `group`, takes the stretches
    low..high; those of one variable and group never overlap. A stretch has a variable, from `begin` on, that is 0 for
    the one kept free. So whatever takes a stretch raises its variable, as it raises others that follow.
    """

    of: Ints
    first: Ints
    start: Ints
    end: Ints
    variable: Ints
    group: Ints
    low: Ints
    high: Ints
    begin: int = 0

    @classmethod
    def among(cls, group: Ints, start: Ints, end: Ints, uses: Uses) -> Reserves:
        """From stretches sorted by group and start, as long as one another within a group, and from what variables use
        of each group (their `resource`). A group with a stretch that nothing takes has no more to say and is left out.
        """
        span = int(max(end.max(initial=0), uses.end.max(initial=0))) + 1
        low = np.searchsorted(group * span + end, uses.resource * span + uses.start, side="right")
        high = np.searchsorted(group * span + start, uses.resource * span + uses.end, side="left")
        some = low < high
        low, high, of, variable = low[some], high[some], uses.resource[some], uses.column[some]
        count = len(group)
        taken = np.cumsum(np.bincount(low, minlength=count + 1) - np.bincount(high, minlength=count + 1))[:count]
        safe = np.zeros(int(group.max(initial=-1)) + 1, dtype=bool)
        safe[group[taken == 0]] = True
        number, keep, mine = np.cumsum(~safe) - 1, ~safe[group], ~safe[of]
        before = np.concatenate([[0], np.cumsum(keep)])
        low, high, of, variable = before[low[mine]], before[high[mine]], number[of[mine]], variable[mine]
        order = np.lexsort((low, of, variable))
        low, high, of, variable = low[order], high[order], of[order], variable[order]
        again = np.flatnonzero((variable[1:] == variable[:-1]) & (of[1:] == of[:-1])) + 1
        low[again] = np.maximum(low[again], high[again - 1])
        first = np.searchsorted(number[group[keep]], np.arange(int((~safe).sum()) + 1))
        return cls(np.flatnonzero(~safe), first, start[keep], end[keep], variable, of, low, high)

    def __len__(self) -> int:
        return len(self.of)

    @property
    def variables(self) -> Ints:
        """Of each stretch."""
        return self.begin + np.arange(len(self.start))

    def placed(self, begin: int) -> Reserves:
        """The same with its variables from `begin` on."""
        return replace(self, begin=begin)

    def floor(self) -> Floor:
        """What raises each stretch's variable: whatever takes that stretch. It says what `clear` says, one by one."""
        counts = self.high - self.low
        use = np.repeat(np.arange(len(counts)), counts)
        stretch = np.arange(len(use)) - np.repeat(np.cumsum(counts) - counts, counts) + self.low[use]
        rows = np.arange(len(use))
        ones = np.ones(len(use), dtype=np.int64)
        return Floor(self.begin + stretch, rows, self.variable[use], ones, np.zeros(len(use), dtype=np.int64))

    def kept(self, rule: str, subject: Callable[[int], str]) -> Block:
        """A row a group: one of its stretches is kept free."""
        sizes = np.diff(self.first)
        return Block(
            rule,
            np.repeat(np.arange(len(self)), sizes),
            self.variables,
            np.full(len(self.start), -1),
            1 - sizes,
            np.full(len(self), FREE),
            subject,
        )

    def clear(self, rule: str, uses: Uses, wanted: Ints, names: Sequence[str]) -> Block:
        """At each moment: what is used, and the stretch kept free if it is one of those then, come to one at most.

        `uses` are those that it was made of.
        """
        number = np.full(int(max(self.of.max(initial=-1), uses.resource.max(initial=-1))) + 1, -1)
        number[self.of] = np.arange(len(self))
        mine = number[uses.resource] >= 0
        owner = np.repeat(np.arange(len(self)), np.diff(self.first))
        both = Uses(number[uses.resource[mine]], uses.column[mine], uses.start[mine], uses.end[mine])
        both += Uses(owner, self.variables, self.start, self.end)
        block = capacity_rows(rule, both, np.ones(len(self), dtype=np.int64), [names[of] for of in self.of], wanted)
        ours = (block.column >= self.begin) & (block.column < self.begin + len(self.start))
        many = np.bincount(block.row, ours, len(block)).astype(np.int64)
        chosen = np.flatnonzero(many)  # without a stretch there is nothing to say
        mine, row = many[block.row] > 0, np.cumsum(many > 0) - 1
        return replace(
            block,
            row=row[block.row[mine]],
            column=block.column[mine],
            coefficient=np.where(ours[mine], -1, block.coefficient[mine]),
            lower=block.lower[chosen],
            upper=block.upper[chosen] - many[chosen],
            follows=True,
            subject=lambda row: block.subject(int(chosen[row])),
            resource=None,  # a stretch kept free is none of the starts that a resource's rows are about
            minutes=None,
        )

    def taken(self, vector: Ints) -> Mask:
        """Which stretches a roster's variables take."""
        count = np.zeros(len(self.start) + 1, dtype=np.int64)
        np.add.at(count, self.low, vector[self.variable])
        np.add.at(count, self.high, -vector[self.variable])
        return np.asarray(np.cumsum(count)[:-1] > 0)

    def settle(self, vector: Ints) -> None:
        """Keep the first stretch free that nothing takes, of each group."""
        vector[self.variables] = 1
        free = np.flatnonzero(~self.taken(vector))
        _, one = np.unique(np.searchsorted(self.first, free, side="right"), return_index=True)
        vector[self.begin + free[one]] = 0


class Keeping:
    """Of some reserves, what a roster in the making leaves of each group."""

    def __init__(self, reserves: Reserves, size: int) -> None:
        """`size` is the number of the model's variables."""
        self.reserves = reserves
        self.first_use = np.searchsorted(reserves.variable, np.arange(size + 1))
        self.taken = np.zeros(len(reserves.start), dtype=np.int64)
        self._free: Ints | None = None

    def use(self, variable: int, sign: int) -> None:
        """Take what a variable takes (1), or give it back (−1)."""
        reserves = self.reserves
        for at in range(self.first_use[variable], self.first_use[variable + 1]):
            self.taken[reserves.low[at] : reserves.high[at]] += sign
            self._free = None

    def without(self, variables: Ints) -> tuple[Ints, Ints]:
        """Where a variable would leave nothing of a group: which of the variables, and the group."""
        reserves, free = self.reserves, self.free
        owner, at = spread(self.first_use, variables)
        cells, of = np.unique(owner * (len(reserves) + 1) + reserves.group[at], return_inverse=True)
        takes = np.bincount(of.reshape(-1), free[reserves.high[at]] - free[reserves.low[at]], len(cells))
        owner, group = cells // (len(reserves) + 1), cells % (len(reserves) + 1)
        none = takes >= free[reserves.first[group + 1]] - free[reserves.first[group]]
        return owner[none], group[none]

    @property
    def sound(self) -> bool:
        """Whether every group has a stretch that is free."""
        return bool((np.diff(self.free[self.reserves.first]) > 0).all())

    @property
    def free(self) -> Ints:
        """How many free stretches come before each."""
        if self._free is None:
            self._free = np.concatenate([[0], np.cumsum(self.taken == 0)])
        return self._free
