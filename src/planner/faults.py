"""One thing wrong in what was given, and how many of them are said: alike ones together, long texts shortened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 60
"""Letters of a quoted text."""
SENTENCE = 400
"""Letters of what is wrong, and of its mend."""
SHOWN = 3
"""How many of a group are said in full; one more is said too, rather than that there is one."""


def quoted(text: str) -> str:
    """The text as quoted in a message, shortened."""
    return repr(text if len(text) <= LONGEST else text[: LONGEST - 3] + "…")


def sayable(text: str) -> str:
    """The text as it may reach a terminal or a log: on one line, control characters written out."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the tables: where it is, what is wrong and what would be right."""

    file: str
    row: int | None
    column: str | None
    wrong: str
    mend: str = ""

    def __str__(self) -> str:
        place = _cut(self.file, LONGEST * 2)
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", {_cut(self.column, LONGEST * 2)}"
        wrong, mend = _cut(self.wrong, SENTENCE), _cut(self.mend, SENTENCE)
        return sayable(f"{place}: {wrong}" + (f" → {mend}" if mend else ""))


def grouped(faults: Iterable[object]) -> Iterator[str]:
    """Each in its own words, of many alike the first ones; anything but a Fault is alike to nothing."""
    groups: dict[object, list[object]] = {}
    for number, fault in enumerate(faults):
        groups.setdefault(_kind(fault) if isinstance(fault, Fault) else number, []).append(fault)
    for group in groups.values():
        shown = group if len(group) <= SHOWN + 1 else group[:SHOWN]
        yield from map(str, shown)
        if left := group[len(shown) :]:
            yield f"… and {len(left)} like it{_rows(left)}"


def _kind(fault: Fault) -> object:
    """What faults have in common that differ in what they are about: their file, their column, their words."""
    column = re.sub(r"(?<=\.)[^.\[]+(?=[.\[]|$)|\[\d+\]", "…", fault.column or "", count=2)
    return fault.file, column, re.sub(r"'[^']*'|\"[^\"]*\"|[\d:-]*\d", "…", fault.wrong)


def _rows(faults: Iterable[object]) -> str:
    rows = sorted(fault.row for fault in faults if isinstance(fault, Fault) and fault.row is not None)
    if not rows or rows[0] == rows[-1]:
        return ""
    return f", in rows {rows[0]} to {rows[-1]}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
