"""The hull of every practitioner's day, read from the model's rows that are moments of a resource and nothing else.

A cell is a practitioner's day. Its kinds are the variables that take the same resources at the same moment, together
with the room variable they lodge in where there is a choice; its diagram says which kinds may come together. Days that
are alike share a diagram.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.engine.hull.diagrams import Diagram, Kind, diagram
from planner.engine.look import Look, unhurried
from planner.model import Model
from planner.model.clock import Ints
from planner.model.rows import FREE

MOST = 60_000
"""Steps of the walk through one day, at most. Beyond, the resources that fewest ask for are left to the model's rows,
which only loosens the hull."""
NO_ROOM = -1


@dataclass(frozen=True)
class Cell:
    """A practitioner's day: its diagram, where its kinds begin among all cells', and the rows it minds."""

    practitioner: int
    day: int
    diagram: Diagram
    first: int
    rows: frozenset[int]


@dataclass(frozen=True)
class Hull:
    """All cells. `column` and `kind` pair every variable that takes resources with its kinds, one for each room
    variable it may lodge in; `room` is the room variable of each kind, or −1."""

    cells: tuple[Cell, ...]
    column: Ints
    kind: Ints
    room: Ints


def hull(model: Model, look: Look = unhurried, most: int = MOST) -> Hull:
    """The cells of a model, with so many steps to a walk through a day at most."""
    look()
    reading = _Reading(model)
    drawing = _Drawing(reading, most, look)
    cells: list[Cell] = []
    pairs: list[tuple[int, int]] = []
    rooms: list[int] = []
    for who, day, starts in _days(model):
        look()
        found = drawing.cell(list(reading.options(starts)))
        if found:
            kinds, rows, mine = found
            cells.append(Cell(who, day, mine, len(rooms), rows))
            pairs += [(column, len(rooms) + n) for n, of in enumerate(kinds.values()) for column in of]
            rooms += [room for _, _, room in kinds]
    column, kind = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Hull(tuple(cells), column, kind, np.array(rooms, dtype=np.int64))


def rests(model: Model) -> bool:
    """Whether something takes a resource at moments that are not all next to each other, as a practitioner whose
    patient rests does. Where nothing does, stretches of time are all there is, and no hull of one resource is tighter
    than its rows, whose matrix is one of intervals and thus totally unimodular (Fulkerson and Gross 1965)."""
    resource, matrix = _resources(model), model.matrix
    moments = np.flatnonzero(resource >= 0)
    order = moments[np.argsort(resource[moments], kind="stable")]
    rank = np.zeros(len(resource), dtype=np.int64)
    rank[order] = np.arange(len(order))
    entries = np.flatnonzero(resource[matrix.row_of] >= 0)
    column, row = matrix.columns[entries], matrix.row_of[entries]
    order = np.lexsort((rank[row], resource[row], column))
    column, row = column[order], row[order]
    same = (column[1:] == column[:-1]) & (resource[row[1:]] == resource[row[:-1]])
    return bool((same & (rank[row[1:]] != rank[row[:-1]] + 1)).any())


def others(model: Model) -> int:
    """Entries of rows that are no moment of a resource, which no diagram takes the place of."""
    return int((_resources(model)[model.matrix.row_of] < 0).sum())


class _Drawing:
    """Draws one day after another; days that are alike share a diagram."""

    def __init__(self, reading: _Reading, most: int, look: Look) -> None:
        self.reading, self.most, self.look = reading, most, look
        self.known: dict[object, Diagram | None] = {}
        self.enough: int | None = None  # what more than so many resources take is not tried

    def cell(self, options: Sequence[_Option]) -> tuple[Kinds, frozenset[int], Diagram] | None:
        """The kinds of a day, the rows it minds and its diagram: with all resources that it could run short of, or the
        half that most ask for, or the half of these, and so on, until its walk has at most so many steps. Days are much
        alike: more than twice as many as one that could not mind all of its own are not tried on the days after it."""
        reading = self.reading
        scarce = reading.scarce(options)
        asked = reading.resources(options, scarce)
        resources = asked[: self.enough]
        while resources:
            rows = frozenset(row for row in scarce if reading.resource[row] in resources)
            kinds = _kinds(options, rows)
            found = self._diagram(kinds)
            if found:
                if len(resources) < len(asked):
                    self.enough = 2 * len(resources)
                return kinds, rows, found
            resources = resources[: len(resources) // 2]
        return None

    def _diagram(self, kinds: Kinds) -> Diagram | None:
        shape = _shape(kinds, self.reading.limit)
        if shape not in self.known:
            self.look()
            self.known[shape] = diagram(*shape, self.most, self.look)
        return self.known[shape]


def _days(model: Model) -> Iterator[tuple[int, int, Ints]]:
    """Each practitioner and day, with one start by the clock for each variable that takes resources there."""
    p = model.placements
    taking = np.flatnonzero(model.taker >= 0)
    starts = taking[np.unique(model.taker[taking], return_index=True)[1]]
    starts = starts[np.lexsort((p.start[starts], p.day[starts], p.practitioner[starts]))]
    who, day = p.practitioner[starts], p.day[starts]
    ends = np.flatnonzero(np.append((np.diff(who) != 0) | (np.diff(day) != 0), len(starts) > 0)) + 1
    first = 0
    for end in ends.tolist():
        yield int(who[first]), int(day[first]), starts[first:end]
        first = end


Takes = tuple[tuple[int, int], ...]
"""Rows, and how much of each is taken."""


@dataclass(frozen=True)
class _Option:
    """A variable that takes resources from a moment on, up to `upper` times, in a room of one room variable's."""

    column: int
    upper: int
    moment: int
    room: int
    takes: Takes
    lodges: Takes


class _Reading:
    """The model's rows of resources, by column."""

    def __init__(self, model: Model) -> None:
        self.model, matrix = model, model.matrix
        resource = _resources(model)
        order, first = matrix.by_column
        row = matrix.row_of[order]
        counts = resource[row] >= 0
        self.first = np.concatenate([[0], np.cumsum(counts)])[first].tolist()
        self.rows, self.amounts = row[counts].tolist(), matrix.coefficients[order][counts].tolist()
        self.resource, self.limit, self.upper = resource.tolist(), matrix.upper.tolist(), model.upper.tolist()

    def options(self, starts: Ints) -> Iterator[_Option]:
        """The ways to take each start."""
        model, p = self.model, self.model.placements
        counts, columns = model.rooms.count[starts].tolist(), model.taker[starts].tolist()
        for column, moment, first, count in zip(
            columns, p.start[starts].tolist(), model.rooms.first[starts].tolist(), counts, strict=True
        ):
            takes, upper = self._takes(column), self.upper[column]
            if not count:
                yield _Option(column, upper, moment, NO_ROOM, takes, ())
            for room in range(first, first + count):
                yield _Option(column, upper, moment, room, takes, self._takes(room))

    def _takes(self, column: int) -> Takes:
        at = slice(self.first[column], self.first[column + 1])
        return tuple(zip(self.rows[at], self.amounts[at], strict=True))

    def resources(self, options: Sequence[_Option], rows: set[int]) -> list[int]:
        """The resources whose moments these rows are, the one that most of these ask for first."""
        asked = Counter(
            {(o.column, self.resource[row]) for o in options for row, _ in o.takes + o.lodges if row in rows}
        )
        count = Counter(resource for _, resource in asked)
        return sorted(count, key=lambda each: (-count[each], each))

    def scarce(self, options: Sequence[_Option]) -> set[int]:
        """The rows that these could break by themselves."""
        most = {(row, o.column): amount * o.upper for o in options for row, amount in o.takes + o.lodges}
        asked = Counter[int]()
        for (row, _), amount in most.items():
            asked[row] += amount
        return {row for row, amount in asked.items() if amount > self.limit[row]}


Kinds = dict[tuple[int, Takes, int], dict[int, int]]
"""Of each kind, by its moment, what it takes and its room variable: the variables, and how often each may come."""


def _kinds(options: Sequence[_Option], rows: frozenset[int]) -> Kinds:
    """The kinds by what they take of these rows, by the clock; what takes nothing of them in any room is none."""
    choosing = any(row in rows for option in options for row, _ in option.lodges)
    taking = {option.column for option in options for row, _ in option.takes + option.lodges if row in rows}
    kinds: Kinds = {}
    for option in options:
        if option.column in taking:
            takes = tuple((row, amount) for row, amount in option.takes + option.lodges if row in rows)
            kind = option.moment, takes, option.room if choosing else NO_ROOM
            kinds.setdefault(kind, {})[option.column] = option.upper
    return kinds


def _shape(kinds: Kinds, limit: list[int]) -> tuple[tuple[Kind, ...], tuple[int, ...]]:
    """Kinds and limits as a diagram reads them, alike for days that are alike: moments and rows are numbered.

    Where no row keeps variables from coming more often than they may, in whatever rooms, one of their own does.
    """
    shared: dict[tuple[int, ...], set[tuple[int, int]]] = {}
    for (_, takes, _), columns in kinds.items():
        shared.setdefault(tuple(columns), set(takes)).intersection_update(takes)
    numbers: dict[object, int] = {}
    limits: list[int] = []

    def number(row: object, most: int) -> int:
        if row not in numbers:
            numbers[row] = len(limits)
            limits.append(most)
        return numbers[row]

    moments: dict[int, int] = {}
    named = []
    for (moment, takes, _), columns in kinds.items():
        mine = [(number(row, limit[row]), amount) for row, amount in takes]
        if not any(2 * amount > limit[row] for row, amount in shared[tuple(columns)]):
            mine.append((number(tuple(columns), sum(columns.values())), 1))
        named.append(Kind(moments.setdefault(moment, len(moments)), tuple(mine)))
    return tuple(named), tuple(limits)


def _resources(model: Model) -> Ints:
    """The resource of each row, numbered over all blocks; −1 for a row that is no moment of one."""
    found, beyond = [], 0
    for block in model.blocks:
        mine = np.full(len(block), -1) if block.resource is None else block.resource + beyond
        low, least = block.lower > -FREE, np.ones(len(block), dtype=np.int64)
        np.minimum.at(least, block.row, block.coefficient)
        found.append(np.where(low | (least < 1), -1, mine))
        beyond = max(beyond, int(mine.max(initial=-1)) + 1)
    return np.concatenate([np.zeros(0, dtype=np.int64), *found])
