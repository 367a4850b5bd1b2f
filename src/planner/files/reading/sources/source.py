"""What a clinic is read from, wherever it was found: rows of text with their numbers, and clinic.toml's content."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from planner.errors import Fault
from planner.files.reading.findings import Findings

LARGEST = 100 * 2**20
"""Bytes of a file, and of a workbook unpacked; no clinic's tables are larger."""


@dataclass
class Row:
    """One row: its number, as a spreadsheet shows it, and its cells by column, blanks around them dropped."""

    number: int
    cells: Mapping[str, str]

    @classmethod
    def of(cls, number: int, columns: Iterable[str], cells: Iterable[str]) -> Row:
        """The cells under their columns; of two columns with one name, the first."""
        pairs = list(zip(columns, cells, strict=False))
        return cls(number, dict(reversed(pairs)))


@dataclass
class Sheet:
    """One table as found; `whole` unless some of it could not be read."""

    file: str
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    whole: bool = True
    header: int = 1
    """The number of its header row."""


@dataclass(frozen=True)
class Place:
    """A row of a workbook's settings: the column it is about as a whole, and the columns of keys named otherwise."""

    table: str
    row: int
    column: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Source:
    """All that was found, and what a table is called in messages (`names`).

    `settings` is None where clinic.toml could not be read; `strays` are tables under names that are none. `places`
    tells where in a workbook's sheets each place of clinic.toml stands, such as `services.facial`.
    """

    settings_file: str
    names: str = "{}"
    settings: Mapping[str, Any] | None = None
    sheets: dict[str, Sheet] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)
    places: Mapping[str, Place] = field(default_factory=dict)

    def named(self, table: str) -> str:
        """What the table is called in messages."""
        return self.names.format(table)

    def located(self, fault: Fault) -> Fault:
        """A fault of the settings, where it stands in a workbook; any other as it is."""
        if fault.file != self.settings_file or not self.places:
            return fault
        parts = re.findall(r"[^.\[]+|\[\d+\]", fault.column or "")
        for size in range(len(parts), 0, -1):
            stands = self.places.get("".join(p if p[0] == "[" else f".{p}" for p in parts[:size]).removeprefix("."))
            if stands:
                rest = stands.columns.get(parts[size], parts[size]) if parts[size:] else stands.column
                return replace(fault, file=self.named(stands.table), row=stands.row, column=rest)
        return fault


def settings_from(content: str, file: str, findings: Findings) -> Mapping[str, Any] | None:
    """The content of clinic.toml, or None where it is no TOML."""
    try:
        return tomllib.loads(content)
    except RecursionError:
        findings.fault(file, None, None, "the brackets are nested too deeply", "use plain lists and tables")
    except ValueError as why:  # TOMLDecodeError is one, and so is a number of a thousand digits
        wrong, _, place = str(why).partition(" (at ")
        line = re.match(r"line (\d+)", place)
        row = int(line[1]) if line else content.count("\n") + 1 if place else None
        findings.fault(file, row, None, f"this is not TOML: {wrong}", "mend this line, or the one before it")
    return None
