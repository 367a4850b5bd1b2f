"""One cell's text made a value, or refused with what would be right. Dates and times: see moments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from planner.clinic.spans import WEEKDAYS
from planner.errors import Nonsense, did_you_mean
from planner.faults import quoted

A_CENTURY = 36_525
"""Days; no number of days, sessions or units is larger."""


class Unreadable(Nonsense):
    """A text that is not what its place asks for; `mend` says what would be right, `column` where, if not here."""

    def __init__(self, wrong: str, mend: str, column: str | None = None) -> None:
        self.wrong, self.mend, self.column = wrong, mend, column
        super().__init__(f"{wrong}; {mend}")


def text(cell: str) -> str:
    return cell


def items(cell: str) -> tuple[str, ...]:
    """A list inside a cell."""
    return tuple(item for item in map(str.strip, cell.split(";")) if item)


def acts(cell: str) -> tuple[str, ...]:
    """A list of acts; `none` says that there is none on purpose."""
    return () if cell.lower() == "none" else items(cell)


class OneOf:
    """One of these names, however its letters are written."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def __call__(self, cell: str) -> str:
        if cell.lower() not in self.names:
            raise Unreadable(f"{quoted(cell)} is none of {', '.join(self.names)}", _choice(cell, self.names))
        return cell.lower()


def some_of(*names: str) -> Callable[[str], tuple[str, ...]]:
    one = OneOf(*names)
    return lambda cell: tuple(dict.fromkeys(one(item) for item in items(cell)))


def number(cell: str) -> int | float:
    """A number, whole where it is; whether its size can be is for its reader to say."""
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]+)?", cell):
        raise Unreadable(f"{quoted(cell)} is no number", "write a number, like 15 or 2.5")
    return int(float(cell)) if float(cell).is_integer() else float(cell)


def whole(least: int = 0, most: int = A_CENTURY) -> Callable[[str], int]:
    def read(cell: str) -> int:
        match = re.fullmatch(r"([+-]?[0-9]{1,12})(\.0*)?", cell)
        if not match:
            raise Unreadable(f"{quoted(cell)} is no whole number", f"write a whole number from {least} to {most}")
        if not least <= int(match[1]) <= most:
            raise Unreadable(f"{match[1]} is out of range", f"write a whole number from {least} to {most}")
        return int(match[1])

    return read


def yes_no(cell: str) -> bool:
    answer = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(cell.lower())
    if answer is None:
        raise Unreadable(f"{quoted(cell)} is neither yes nor no", "write yes or no")
    return answer


def weekday(cell: str) -> int:
    """0 for Monday; short or full English names."""
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for names in (WEEKDAYS, full):
        if cell.lower() in names:
            return names.index(cell.lower())
    raise Unreadable(f"{quoted(cell)} is no weekday", _choice(cell, WEEKDAYS))


def _choice(cell: str, names: Iterable[str]) -> str:
    near = did_you_mean(cell.lower(), names)
    return near.removeprefix("; ") if "did you mean" in near else f"write one of {', '.join(names)}"
