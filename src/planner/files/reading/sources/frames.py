"""A clinic's tables as pandas DataFrames, made rows of the text that a CSV file would hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import timedelta
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import pandas as pd
from pandas.api.types import is_list_like

from planner.files.reading.findings import Findings, nearest
from planner.files.reading.sources import Row, Sheet, Source, settings_from

SETTINGS = "clinic"
"""The name of what is no table."""


def find(given: Mapping[str, Any], tables: Iterable[str], findings: Findings) -> Source:
    """Tables by name and, as `clinic`, the content of clinic.toml, as text or as tomllib gives it."""
    source, known = Source(SETTINGS), [*tables]
    for name, content in given.items():
        if name == SETTINGS:
            if isinstance(content, Mapping):
                source.settings = content
            elif isinstance(content, str):
                source.settings = settings_from(content, SETTINGS, findings)
            else:
                findings.fault(SETTINGS, None, None, f"this is a {type(content).__name__}", "give a mapping or TOML")
        elif name not in known:
            source.strays.append(str(name))
            mend = nearest(str(name), known, f"the tables are {', '.join(known)}")
            findings.warn(str(name), None, None, "no table has this name, it is not used", mend)
        elif isinstance(content, pd.DataFrame):
            source.sheets[name] = frame_sheet(name, content)
        else:
            findings.fault(name, None, None, f"this is a {type(content).__name__}", "give a pandas DataFrame")
            source.sheets[name] = Sheet(name, whole=False)
    if SETTINGS not in given:
        findings.fault(SETTINGS, None, None, "the content of clinic.toml is missing", "give it under this key")
    return source


def frame_sheet(name: str, frame: pd.DataFrame) -> Sheet:
    """A DataFrame's rows, counted from 1, as those of a CSV file; empty ones are passed over."""
    sheet = Sheet(name, tuple(map(written, frame.columns)))
    for number, values in enumerate(frame.itertuples(index=False, name=None), start=1):
        cells = [written(value) for value in values]
        if any(cells):
            sheet.rows.append(Row.of(number, sheet.columns, cells))
    return sheet


def written(value: Any) -> str:
    """A DataFrame's value as a cell of a CSV file would hold it."""
    if is_list_like(value):
        return ";".join(sorted(map(written, value)) if isinstance(value, Set) else map(written, value))
    if isinstance(value, Decimal):  # of which some are numbers that nothing may be asked of
        return "" if value.is_nan() else str(value)
    if pd.isna(value):
        return ""
    if isinstance(value, Integral) and abs(int(value)) > 10**40:
        return "a number this large"
    if isinstance(value, Real) and not isinstance(value, Integral):  # an integer column with gaps holds 3.0
        return str(int(value)) if value % 1 == 0 else str(value)  # type: ignore[call-overload]
    if isinstance(value, timedelta):  # Excel's times of day
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return str(value).strip()
