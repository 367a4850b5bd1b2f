"""Frames and figures as the text of files, and a CSV's text as rows."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from planner.errors import Fault, FaultyClinic
from planner.files.appointments_csv import Numbered

ORDER = (
    "score",
    "bound",
    "gap",
    "first",
    "last",
    "end",
    "status",
    "left_out",
    "goals",
    "placed",
    "due",
    "seconds",
    "seed",
)
"""The fields of quality.json."""


def as_csv(frame: pd.DataFrame) -> str:
    """The frame as CSV text: days and moments in ISO, flags as yes and no, what is missing empty."""
    shown = io.StringIO()
    writer = csv.writer(shown, lineterminator="\n")
    writer.writerow(frame.columns)
    days = [name for name in frame.columns if pd.api.types.is_dtype_equal(frame[name].dtype, "datetime64[us]")]
    frame = frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in days})
    columns = [[as_cell(value) for value in frame[name].tolist()] for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return shown.getvalue()


def as_cell(value: Any) -> str:
    """One value as text: yes and no, moments in ISO with their offset, whole numbers as such, missing ones empty."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.strip()
    if pd.isna(value):
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of quality.json: whole numbers as such, dates in ISO, a number that is none as null."""
    rounded = {**fields, "gap": round(fields["gap"], 6), "seconds": round(fields["seconds"], 3)}
    return {name: _plain(rounded[name]) for name in ORDER}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def records(text: str, file: str) -> tuple[list[str], list[Numbered]]:
    """The header and the rows of a CSV with their spreadsheet numbers; rows without any text are passed over."""
    first = text.lstrip().split("\n", 1)[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as broken:
        raise FaultyClinic([Fault(file, None, None, f"is no CSV: {broken}", "save it as CSV UTF-8")]) from None
    stripped = [[cell.strip() for cell in cells] for cells in lines]
    found = [(number, cells) for number, cells in enumerate(stripped, start=1) if any(cells)]
    if not found:
        raise FaultyClinic([Fault(file, None, None, "is empty", "give it a header and rows")])
    header = [name.lower() for name in found[0][1]]
    wide = [
        Fault(file, number, None, f"has {len(cells)} cells under {len(header)} columns", "quote cells that hold commas")
        for number, cells in found[1:]
        if any(cells[len(header) :])
    ]
    if wide:
        raise FaultyClinic(wide)
    return header, [(number, dict(zip(header, cells, strict=False))) for number, cells in found[1:]]
