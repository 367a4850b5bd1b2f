"""The cheapest path of every day's diagram at once, in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from planner.engine.hull.diagrams import WAIT, Diagram
from planner.engine.look import Look, unhurried
from planner.model.clock import Ints
from planner.model.model import Floats

NEVER = np.iinfo(np.int64).max // 4
"""More than any path costs."""


class Paths:
    """The arcs of many diagrams side by side; the kinds of each are numbered from its `first` on.

    A node's height is the most arcs that a path from it takes to the end of its day. All nodes of a height are weighed
    in one go: the lowest first when looking ahead, the highest first when looking back.
    """

    def __init__(self, diagrams: Sequence[Diagram], first: Sequence[int]) -> None:
        sizes = np.array([len(each) for each in diagrams], dtype=np.int64)
        self.size = int(sizes.sum())
        self.ends, self.begins = np.cumsum(sizes) - sizes, np.cumsum(sizes) - 1
        known = {id(each): _table(each) for each in diagrams}
        tables = [known[id(each)] for each in diagrams]
        counts = [table.shape[1] for table in tables]
        tail, head, kind, height = np.concatenate([np.zeros((4, 0), dtype=np.int64), *tables], axis=1)
        tail, head = tail + np.repeat(self.ends, counts), head + np.repeat(self.ends, counts)
        order = np.lexsort((tail, height))
        self.tail, self.head = tail[order], head[order]
        self.kind = np.where(kind == WAIT, WAIT, kind + np.repeat(np.array(first, dtype=np.int64), counts))[order]
        begins = np.flatnonzero(np.diff(self.tail, prepend=-1))
        self.nodes = self.tail[begins]
        """The nodes with arcs, lowest first; `first` says where each one's arcs begin, `heights` where each height."""
        self.first = np.append(begins, len(order))
        self.heights = np.append(np.flatnonzero(np.diff(height[order][begins], prepend=0)), len(begins)).tolist()

    def ahead(self, cost: Ints) -> Ints:
        """The least cost from each node to the end of its day, by the arcs' costs."""
        least = np.zeros(self.size, dtype=np.int64)
        for low, high in pairwise(self.heights):
            arcs = slice(self.first[low], self.first[high])
            total = cost[arcs] + least[self.head[arcs]]
            least[self.nodes[low:high]] = np.minimum.reduceat(total, self.first[low:high] - self.first[low])
        return least

    def behind(self, cost: Ints) -> Ints:
        """The least cost from the beginning of its day to each node."""
        least = np.full(self.size, NEVER)
        least[self.begins] = 0
        for low, high in reversed(list(pairwise(self.heights))):
            arcs = slice(self.first[low], self.first[high])
            np.minimum.at(least, self.head[arcs], least[self.tail[arcs]] + cost[arcs])
        return least

    def soft(self, cost: Floats, heat: float, look: Look = unhurried) -> tuple[float, Floats]:
        """The soft least cost of all days, −heat · log Σ exp(−cost of a path / heat), and what flows on each arc."""
        look()
        least, flow, weight = np.zeros(self.size), np.zeros(self.size), np.empty(len(cost))
        for low, high in pairwise(self.heights):
            arcs = slice(self.first[low], self.first[high])
            first, node = self.first[low:high] - self.first[low], self.node[arcs] - low
            total = cost[arcs] + least[self.head[arcs]]
            best = np.minimum.reduceat(total, first)
            shares = np.exp((best[node] - total) / heat)
            summed = np.add.reduceat(shares, first)
            least[self.nodes[low:high]] = best - heat * np.log(summed)
            weight[arcs] = shares / summed[node]
        look()
        flow[self.begins] = 1.0
        for low, high in reversed(list(pairwise(self.heights))):
            arcs = slice(self.first[low], self.first[high])
            weight[arcs] *= flow[self.tail[arcs]]
            np.add.at(flow, self.head[arcs], weight[arcs])
        return float(least[self.begins].sum()), weight

    @cached_property
    def node(self) -> Ints:
        """The place of each arc's tail among the nodes with arcs."""
        return np.repeat(np.arange(len(self.nodes)), np.diff(self.first))

    @cached_property
    def day(self) -> Ints:
        """The diagram of each node."""
        return np.repeat(np.arange(len(self.ends)), self.begins - self.ends + 1)


def _table(diagram: Diagram) -> Ints:
    """Tail, head and kind of each arc, and the height of its tail."""
    height = [0] * len(diagram)
    rows = []
    for node, arcs in enumerate(diagram.arcs):
        height[node] = 1 + max((height[head] for _, head in arcs), default=-1)
        rows += [(node, head, kind, height[node]) for kind, head in arcs]
    return np.array(rows, dtype=np.int64).reshape(-1, 4).T
