"""Reading a clinic: from a folder of clinic.toml and CSV tables, from a workbook, or from pandas DataFrames.

Everything wrong in all tables comes out at once, as FaultyClinic. A fault's row is the one a spreadsheet shows, the
header being row 1; of a DataFrame, it is the row's position counted from 1. Places in clinic.toml are dotted, lists
counted from 1: `protocols.facial.phases[2].gap`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from warnings import warn

from planner.clinic import Clinic
from planner.errors import FaultyClinic, PlannerWarning
from planner.faults import grouped
from planner.files.reading.assembly import Reading, assemble
from planner.files.reading.findings import Findings
from planner.files.reading.policies import read_policy
from planner.files.reading.sources import folders, frames, workbooks
from planner.files.reading.tables import TABLES

__all__ = ["Reading", "from_tables", "load", "load_tables", "read", "read_policy"]

NAMES = [table.name for table in TABLES]


def load(folder: str | Path, now: datetime | None = None) -> Reading:
    """The clinic of a folder or of a workbook, and the warnings. Raises FaultyClinic with every fault there is.

    With `now`, a moment in UTC, what is said to have been attended after it is warned of too.
    """
    findings, path = Findings(), Path(folder)
    find = workbooks.find if workbooks.is_workbook(path) else folders.find
    source = find(path, NAMES, findings)
    if source is None:
        raise FaultyClinic(findings.faults)
    return assemble(source, findings, now)


def read(folder: str | Path) -> Clinic:
    """The clinic of a folder or of a workbook; warnings are issued as PlannerWarnings. Raises FaultyClinic."""
    return _warned(load(folder, datetime.now(UTC)))


def load_tables(tables: Mapping[str, Any], now: datetime | None = None) -> Reading:
    """The clinic of DataFrames by table name, with clinic.toml's content (a mapping or TOML) under "clinic".

    Cells may be text, Timestamps, dates, times, numbers, lists, and NaN, NaT or None for an empty one. An absence or
    closure from one midnight Timestamp to another is of whole days, the last one included. `now` as for `load`.
    """
    findings = Findings()
    return assemble(frames.find(tables, NAMES, findings), findings, now)


def from_tables(tables: Mapping[str, Any]) -> Clinic:
    """As `load_tables`; each warning is issued as a PlannerWarning."""
    return _warned(load_tables(tables, datetime.now(UTC)))


def _warned(reading: Reading) -> Clinic:
    for said in grouped(reading.warnings):
        warn(said, PlannerWarning, stacklevel=3)
    return reading.clinic
