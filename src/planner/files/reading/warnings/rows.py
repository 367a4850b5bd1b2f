"""The finished clinic beside the rows that it was made of, and warnings that say where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from planner.clinic import Clinic
from planner.files.reading.findings import Findings
from planner.files.reading.rows import Listing
from planner.files.reading.sources.source import Source

Listings = Mapping[str, Listing]
SHOWN = 8
"""How many rows alike are named in one warning."""


@dataclass(frozen=True)
class Rows:
    """`now` is the moment after which nothing can have been attended, None where nobody knows it."""

    clinic: Clinic
    listings: Listings
    source: Source
    findings: Findings
    now: datetime | None

    @property
    def today(self) -> date:
        """The latest day it may be; a computer's clock need not be in the clinic's zone."""
        return max(self.clinic.day(self.now), self.now.date()) if self.now else date.max

    def made(self, table: str) -> list[tuple[int, Any]]:
        """The facts of a table with their rows."""
        return [(record.row, fact) for record, fact in self.listings[table].made()]

    def row_of(self, table: str, id: str) -> int | None:
        """The first row of an id, or of what belongs to it."""
        listing = self.listings[table]
        return next((record.row for record in listing.records if record.values.get(listing.table.key) == id), None)

    def warn(self, table: str, row: int | None, column: str | None, wrong: str, mend: str) -> None:
        self.findings.warn(self.listings[table].file, row, column, wrong, mend)

    def warn_alike(self, table: str, rows: Iterable[int], column: str | None, wrong: str, mend: str) -> None:
        """One warning for rows that are alike: at the first, the others named."""
        first, *others = sorted(rows)
        if others:
            named = ", ".join(map(str, others[:SHOWN]))
            more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
            wrong += f"; likewise in row{'s' if len(others) > 1 else ''} {named}{more}"
        self.warn(table, first, column, wrong, mend)

    def warn_settings(self, place: str, wrong: str, mend: str) -> None:
        """A warning about a place of clinic.toml."""
        self.findings.warn(self.source.settings_file, None, place, wrong, mend)
