"""A form made of a table's columns, and of those of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from planner.clinic import Clinic
from planner.clinic.names import capital, spoken
from planner.files.reading.tables import Table
from planner.files.sheets import Cells, Sheets
from planner.files.starting.workbooks import EVERY
from planner.http.page.facts.edit import Edit, Refused, key_of
from planner.http.page.facts.fields import HIDDEN, Choice, Field, cells, field, lists, name_of
from planner.http.page.facts.kinds import GIVEN, GROUPS, PARTS, POLICY, SAID, one, price_unless_told, title

MOST = 200
"""Rows that a list shows; of more, one looks for some."""


@dataclass(frozen=True)
class Part:
    """Rows that belong to the form's row; `blank` is what a further one begins with."""

    table: Table
    title: str
    rows: Sequence[Sequence[Field]]
    blank: Sequence[Field]


@dataclass(frozen=True)
class Form:
    edit: Edit
    fields: Sequence[Field]
    parts: Sequence[Part]
    lists: Mapping[str, Sequence[Choice]]
    elsewhere: Sequence[str]

    @classmethod
    def of(cls, clinic: Clinic, edit: Edit, refused: Refused | None = None) -> Form:
        """The fields with what the edit says, and what is wrong at each."""
        refused, table, row = refused or Refused(), edit.table, edit.rows[edit.table.name][0]
        given = edit.key is not None or (table.name == POLICY and row.get(table.key) in clinic.policy.kinds)
        fields = [
            field(
                clinic,
                f"{table.name}.0.{column.name}",
                column,
                row.get(column.name, ""),
                refused.cells.get((table.name, 0, column.name), ""),
                fixed=given and table.identified and column.name == table.key,
            )
            for column in table.columns
        ]
        if table.name in (*GIVEN, POLICY):  # the heading says which row it is
            usual = price_unless_told(table.name, row.get(table.key, ""))
            fields = [replace(each, kind=HIDDEN) if each.fixed else replace(each, like=usual) for each in fields]
        parts = [_part(clinic, EVERY[of], edit.rows.get(of, ()), refused) for of in PARTS.get(table.name, ())]
        columns = [*table.columns, *chain.from_iterable(part.table.columns for part in parts)]
        return cls(edit, fields, parts, lists(clinic, columns), refused.elsewhere)


def _part(clinic: Clinic, table: Table, rows: Sequence[Cells], refused: Refused) -> Part:
    def fields(number: int | str, row: Cells) -> list[Field]:
        return [
            field(
                clinic,
                f"{table.name}.{number}.{column.name}",
                column,
                row.get(column.name, ""),
                refused.cells.get((table.name, number, column.name), "") if isinstance(number, int) else "",
            )
            for column in table.columns[1:]
        ]

    return Part(table, title(table.name), [fields(n, row) for n, row in enumerate(rows)], fields("NEW", {}))


@dataclass(frozen=True)
class Listing:
    """The rows of a table as people read them, each with the key of its row; `left` are not shown."""

    table: Table
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    count: int
    left: int

    @classmethod
    def of(cls, clinic: Clinic, sheets: Sheets, table: Table, find: str = "") -> Listing:
        """Those in which each word looked for stands; columns that are empty throughout are left out."""
        rows = [(key_of(table, row), row) for row in sheets.rows[table.name]]
        given = table.name in GIVEN
        used = [each for each in table.columns if each.needed or given or any(row[each.name] for _, row in rows)]
        names = [spoken(column.name) for column in used]
        shown = [(key, [_or_usual(table, key, cell) for cell in _some(clinic, table, row, names)]) for key, row in rows]
        words = find.casefold().split()
        found = [
            (key, cells)
            for (key, cells), (_, row) in zip(shown, rows, strict=True)
            if all(word in " ".join((*cells, *row.values())).casefold() for word in words)
        ]
        return cls(table, names, found[:MOST], len(rows), max(0, len(found) - MOST))


def related(clinic: Clinic, sheets: Sheets, table: Table, id: str) -> list[tuple[str, Listing]]:
    """Rows of other tables that refer to a row, each list with the column that does."""
    found = []
    for name in (name for names in GROUPS.values() for name in names if name not in GIVEN):
        columns = [c.name for c in EVERY[name].columns if table.name in c.refers.split(" or ")]
        if name == table.name or not columns or name in PARTS.get(table.name, ()):
            continue
        mine = [row for row in sheets.rows[name] if id in (part.strip() for part in row[columns[0]].split(";"))]
        found.append((columns[0], Listing.of(clinic, sheets.with_(name, mine), EVERY[name])))
    return found


def _some(clinic: Clinic, table: Table, row: Cells, names: Sequence[str]) -> list[str]:
    told = cells(clinic, table, row)
    return [told[each] for each in names]


def _or_usual(table: Table, key: str, cell: str) -> str:
    """A cell of a given table, or what holds while it is empty."""
    if cell or table.name not in GIVEN:
        return cell
    usual = price_unless_told(table.name, key)
    return f"{usual}, by default" if usual else "–"


def heading(clinic: Clinic, table: Table, key: str | None) -> str:
    """What a row is called, such as `Practitioner Ash`; a new one what it is, such as `Absence`."""
    kind = one(table.name).capitalize()
    if not key or not table.identified:
        return kind
    if said := SAID.get(table.name, {}).get(key):
        return capital(said)
    known = name_of(clinic, table.name, key)
    return known if known != key else f"{kind} {spoken(key) if table.name == POLICY else key}"
