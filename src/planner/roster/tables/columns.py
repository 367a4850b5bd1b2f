"""Columns of one dtype each, the same for an empty table as for a full one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd


def names(values: Sequence[str | None]) -> pd.Categorical:
    """Ids and words, categorical; None is missing."""
    return pd.Categorical(pd.array(list(values), dtype="str"))


def texts(values: Sequence[str]) -> Any:
    """Sentences, as pandas' own str."""
    return pd.array(list(values), dtype="str")


def numbers(values: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.array(values, dtype="int64")


def maybe_numbers(values: Sequence[int | None]) -> Any:
    """Whole numbers as Int64; None is NA."""
    return pd.array(list(values), dtype="Int64")


def flags(values: Sequence[bool]) -> npt.NDArray[np.bool_]:
    return np.array(values, dtype="bool")


def days(values: Sequence[date | None]) -> npt.NDArray[np.datetime64]:
    """Calendar days as datetime64 without a zone; None is NaT."""
    return np.array(values, dtype="datetime64[D]").astype("datetime64[us]")


def moments(values: Sequence[datetime | None], zone: ZoneInfo) -> pd.DatetimeIndex:
    """Moments on the clinic's wall clock, datetime64[us, zone]; None is NaT."""
    return (
        pd.DatetimeIndex(pd.to_datetime(pd.Series(list(values), dtype="object"), utc=True))
        .as_unit("us")
        .tz_convert(zone)
    )


def lengths(values: Sequence[timedelta]) -> npt.NDArray[np.timedelta64]:
    return np.array(values, dtype="timedelta64[us]")
