"""The smallest clinic and roster that break a rule, and the neighbouring roster that does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from planner.clinic import Appointment, Problem
from planner.rules import violations, warnings
from tests.worlds import row

Placed = Callable[[Problem], Appointment]


def place(*args: Any, **more: Any) -> Placed:
    """A row of the roster, such as place("a1", 0, "9:30")."""
    return lambda problem: row(problem, *args, **more)


@dataclass(frozen=True)
class Breach:
    """A roster (beside the fixed rows), all that it breaks, in words, and its neighbour that breaks nothing."""

    problem: Problem
    bad: Sequence[Placed]
    says: str
    good: Sequence[Placed] = ()

    def rows(self, placed: Sequence[Placed]) -> list[Appointment]:
        return [*self.problem.fixed, *(make(self.problem) for make in placed)]

    def check(self) -> None:
        assert [str(found) for found in violations(self.problem, self.rows(self.bad))] == self.says.splitlines()
        assert violations(self.problem, self.rows(self.good)) == []

    def check_warning(self) -> None:
        """What is broken is the fixed rows' own doing."""
        assert violations(self.problem, self.rows(self.good)) == []
        assert [str(found) for found in warnings(self.problem, self.rows(self.good))] == self.says.splitlines()
