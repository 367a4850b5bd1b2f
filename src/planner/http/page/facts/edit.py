"""One row of a table changed, with the rows that are parts of it: from what a form says to the clinic that would be."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from planner.errors import Fault, FaultyClinic, Nonsense
from planner.files.reading import Reading
from planner.files.reading.rows import EMPTY
from planner.files.reading.tables import Table
from planner.files.sheets import HEADER, Cells, Sheets
from planner.files.starting.workbooks import EVERY
from planner.http.page.facts.kinds import PARTS

At = tuple[str, int]
"""A row of the form: its table, and its number among the form's rows of that table."""


@dataclass(frozen=True)
class Refused:
    """What is wrong with a form: by the cells of its rows, and elsewhere in the clinic."""

    cells: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    elsewhere: Sequence[str] = ()


@dataclass(frozen=True)
class Edit:
    """`key` names the row that is changed, as `key_of` does; None for a new one. Empty `rows` take it out."""

    table: Table
    key: str | None
    rows: Mapping[str, Sequence[Cells]]

    @classmethod
    def said(cls, table: Table, key: str | None, fields: Mapping[str, str]) -> Self:
        """What a form says, whose fields are called like `steps.2.minutes`; rows that are empty but for whose part
        they are do not count."""
        found: defaultdict[str, defaultdict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for name, value in fields.items():
            of, _, rest = name.partition(".")
            number, _, column = rest.partition(".")
            if of in (table.name, *PARTS.get(table.name, ())) and number.isdecimal():
                found[of][int(number)][column] = value.strip()
        rows = {of: [_only(EVERY[of], numbers[n]) for n in sorted(numbers)] for of, numbers in found.items()}
        parts = {of: [row for row in those if any(row.values())] for of, those in rows.items() if of != table.name}
        return cls(table, key, {table.name: rows.get(table.name, [{}])[:1], **parts})

    @classmethod
    def there(cls, sheets: Sheets, table: Table, key: str) -> Self:
        """A row as it stands, with its parts. Raises Nonsense where it is no more."""
        row = sheets.rows[table.name][_index(sheets, table, key)]
        owner = row[table.key]
        parts = {
            of: [each for each in sheets.rows[of] if each[EVERY[of].key] == owner] for of in PARTS.get(table.name, ())
        }
        return cls(table, key, {table.name: [row], **parts})

    def laid_over(self, sheets: Sheets) -> tuple[Sheets, Mapping[At, At]]:
        """The sheets with this in them, and which row of the form each of their rows is."""
        name, after = self.table.name, sheets
        index = len(sheets.rows[name]) if self.key is None else _index(sheets, self.table, self.key)
        old, new = sheets.rows[name], list(self.rows[name])
        after = after.with_(name, [*old[:index], *new, *old[index + 1 :]])
        places = {(name, HEADER + 1 + index): (name, 0)} if new else {}
        owner = new[0].get(self.table.key, "") if new else ""
        was = old[index][self.table.key] if self.key is not None else owner
        for of in PARTS.get(name, ()):
            key, there = EVERY[of].key, sheets.rows[of]
            first = next((n for n, row in enumerate(there) if row[key] == was), len(there))
            parts = [{**row, key: owner} for row in self.rows.get(of, ())] if new else []
            rest = [row for row in there[first:] if row[key] != was]
            after = after.with_(of, [*there[:first], *parts, *rest])
            places |= {(of, HEADER + 1 + first + n): (of, n) for n in range(len(parts))}
        return after, places

    def reading(self, sheets: Sheets) -> Reading | Refused:
        """The clinic that would be, or what is wrong."""
        after, places = self.laid_over(sheets)
        try:
            return after.clinic()
        except FaultyClinic as faulty:
            return _refused(faulty.faults, places)


def key_of(table: Table, row: Cells) -> str:
    """What a row is found by: its id, or else all that it says."""
    if table.identified:
        return row[table.key]
    return sha256(json.dumps([row[column.name] for column in table.columns]).encode()).hexdigest()[:16]


def said(fault: Fault) -> str:
    """A fault as it is said at a field, which is no cell."""
    if fault.wrong == EMPTY:
        return "This must be given."
    words = f"{fault.wrong}: {fault.mend}" if fault.mend else fault.wrong
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith(("?", ".")) else ".")


def _index(sheets: Sheets, table: Table, key: str) -> int:
    found = (n for n, row in enumerate(sheets.rows[table.name]) if key_of(table, row) == key)
    if (index := next(found, None)) is None:
        raise Nonsense("this row is no more: somebody has changed it, or taken it out; look at the list again")
    return index


def _only(table: Table, cells: Mapping[str, str]) -> Cells:
    return {column.name: cells.get(column.name, "") for column in table.columns}


def _refused(faults: Sequence[Fault], places: Mapping[At, At]) -> Refused:
    cells: dict[tuple[str, int, str], str] = {}
    elsewhere = []
    for fault in faults:
        at = places.get((fault.file, fault.row or 0))
        column = fault.column if fault.column in {each.name for each in EVERY.get(fault.file, _NONE).columns} else None
        if at and column:
            cells.setdefault((*at, column), said(fault))
        else:
            elsewhere.append(str(fault))
    return Refused(cells, elsewhere)


_NONE = Table("", ())
