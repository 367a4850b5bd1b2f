"""Frames and figures as the text of files."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

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
    "book",
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
