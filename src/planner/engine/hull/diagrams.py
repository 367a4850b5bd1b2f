"""What a practitioner's day can hold, exactly: a decision diagram whose paths are the sets of starts its rows admit.

Walking through the moments of a day, a node knows how much of each resource is taken where it still matters; an arc
waits for the next moment or lets one more session start. Nodes with the same future are one. The paths' convex hull is
the hull of the day's whole rosters, so a flow through the diagram, or its cheapest path, says all that the rows can.
See Bergman, Cire, van Hoeve, Hooker, "Decision Diagrams for Optimization" (Springer 2016).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from planner.engine.look import Look, unhurried

WAIT = -1
"""The kind of an arc on which nothing starts."""
Arc = tuple[int, int]
"""A kind, or WAIT, and the node it leads to."""


@dataclass(frozen=True)
class Kind:
    """Starts of one moment that take the same: so much of each of some rows, of one at least."""

    moment: int
    takes: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Diagram:
    """The arcs out of each node, all to lower nodes. Node 0 is the end of the day, the last its beginning."""

    arcs: tuple[tuple[Arc, ...], ...]

    def __len__(self) -> int:
        return len(self.arcs)

    def paths(self, node: int = -1) -> Iterator[tuple[int, ...]]:
        """The kinds of every path from a node to the end, in order."""
        if not self.arcs[node]:
            yield ()
        for kind, head in self.arcs[node]:
            for rest in self.paths(head):
                yield rest if kind == WAIT else (kind, *rest)


def diagram(kinds: Sequence[Kind], upper: Sequence[int], most: int, look: Look = unhurried) -> Diagram | None:
    """The diagram of kinds, given by moment, under rows Σ taken ≤ `upper`; None if it takes more than `most` steps."""
    walk = _Walk(kinds, upper)
    stages = walk.stages(most, look)
    return None if stages is None else _reduced(stages)


State = int
"""What is taken of each row, in bits side by side; a row that takes too much sets the bit above its own."""
Step = tuple[int, int, State]
"""A kind or WAIT, and the stage and state it leads to."""
Stages = list[dict[State, list[Step]]]
"""For each place in the walk the states there, and the steps out of them."""


class _Walk:
    """The walk through a day. Stage by stage: at each moment first any kind may start, then those not before the last
    one that did, so that every set of starts comes once."""

    def __init__(self, kinds: Sequence[Kind], upper: Sequence[int]) -> None:
        at, self.guards, self.begin, fields = 0, 0, 0, []
        for limit in upper:
            width = limit.bit_length() + 1
            fields.append((at, ((1 << width) - 1) << at))
            self.begin |= ((1 << (width - 1)) - 1 - limit) << at
            self.guards |= 1 << (at + width - 1)
            at += width
        possible = [n for n, kind in enumerate(kinds) if all(amount <= upper[row] for row, amount in kind.takes)]
        self.moments = [list(those) for _, those in groupby(possible, lambda n: kinds[n].moment)]
        self.adds = {n: sum(amount << fields[row][0] for row, amount in kinds[n].takes) for n in possible}
        self.keeps, keep = [0] * len(self.moments), 0
        for moment in reversed(range(len(self.moments))):
            self.keeps[moment] = keep
            for row in {row for n in self.moments[moment] for row, _ in kinds[n].takes}:
                keep |= fields[row][1]

    def stages(self, most: int, look: Look) -> Stages | None:
        """All states that can be reached; None if that takes too many steps."""
        first = [0]
        for those in self.moments:
            first.append(first[-1] + 1 + len(those))
        stages: Stages = [{} for _ in range(first[-1] + 1)]
        stages[0][self.begin if self.moments else 0] = []
        for moment, those in enumerate(self.moments):
            look()
            for place in range(1 + len(those)):
                most -= self._leave(stages, moment, first[moment], place, most)
                if most < 0:
                    return None
        return stages

    def _leave(self, stages: Stages, moment: int, first: int, place: int, most: int) -> int:
        """The steps out of each state of a stage; after `place` kinds of the moment only the last of them and later.
        Returns how many, and ends once they are too many."""
        those, keep, guards = self.moments[moment], self.keeps[moment], self.guards
        here, after = stages[first + place], first + 1 + len(those)
        states, count = list(here), 0
        for state in states:  # grows while a kind may come again
            steps = here[state]
            steps.append((WAIT, after, state & keep))
            for n in range(max(place - 1, 0), len(those)):
                taken = state + self.adds[those[n]]
                if taken & guards:
                    continue
                more = any(not (taken + self.adds[other]) & guards for other in those[n:])
                to = (first + 1 + n, taken) if more else (after, taken & keep)
                steps.append((those[n], *to))
                if more and to[0] == first + place and taken not in here:
                    states.append(taken)
                stages[to[0]].setdefault(to[1], [])
            stages[after].setdefault(state & keep, [])
            count += len(steps)
            if count > most:
                break
        return count


def _reduced(stages: Stages) -> Diagram:
    """From the end backwards: nodes with the same arcs are one, and one that can only wait is the one it waits for."""
    arcs: list[tuple[Arc, ...]] = [()]
    known: dict[tuple[Arc, ...], int] = {}
    nodes: list[dict[State, int]] = [{} for _ in stages]
    nodes[-1] = dict.fromkeys(stages[-1], 0)
    for stage in reversed(range(len(stages) - 1)):
        for state in sorted(stages[stage], reverse=True):
            mine = tuple(sorted({(kind, nodes[to][head]) for kind, to, head in stages[stage][state]}))
            if len(mine) == 1 and mine[0][0] == WAIT:
                nodes[stage][state] = mine[0][1]
                continue
            if mine not in known:
                known[mine] = len(arcs)
                arcs.append(mine)
            nodes[stage][state] = known[mine]
    root = nodes[0][next(iter(stages[0]))]
    return Diagram(tuple(arcs[: root + 1]))
