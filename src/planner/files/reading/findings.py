"""What is found wrong while a clinic is read: kept, so that everything comes out at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from planner.clinic.alike import difference, folded
from planner.errors import Fault, Nonsense, did_you_mean
from planner.faults import quoted
from planner.files.reading.cells import Unreadable


class Findings:
    """Faults, of which one is enough to refuse the clinic, and warnings, which only point something out."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def fault(self, file: str, row: int | None, column: str | None, wrong: str, mend: str) -> None:
        self.faults.append(Fault(file, row, column, wrong, mend))

    def warn(self, file: str, row: int | None, column: str | None, wrong: str, mend: str = "") -> None:
        self.warnings.append(Fault(file, row, column, wrong, mend))

    def settle(self, located: Callable[[Fault], Fault]) -> None:
        """Say of each where else it stands, and of each cell only the first fault: what comes after follows from it."""
        first: dict[object, Fault] = {}
        for fault in map(located, self.faults):
            cell = (fault.file, fault.row, fault.column) if fault.row and fault.column else len(first)
            first.setdefault(cell, fault)
        self.faults = list(first.values())
        self.warnings = [located(warning) for warning in self.warnings]

    def refused(
        self, file: str, row: int | None, column: str | None, nonsense: Nonsense, otherwise: str = "mend it"
    ) -> None:
        """A fault from a sentence of refusal; what follows its semicolon is the mend, or else `otherwise`."""
        if isinstance(nonsense, Unreadable):
            self.fault(file, row, nonsense.column or column, nonsense.wrong, nonsense.mend)
        else:
            wrong, _, mend = str(nonsense).partition("; ")
            self.fault(file, row, column, wrong, mend or otherwise)


def nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    """The mend of a name that points nowhere: the nearest known one, the few there are, or `otherwise`."""
    known = list(known)
    for each in known:
        if folded(each) == folded(name):
            return f"did you mean {quoted(each)}? The two differ in {difference(name, each)}"
    return did_you_mean(name, known).removeprefix("; ") or otherwise
