"""What stands in a cell, an attribute or a DataFrame where nobody expects it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

TEXTS = (
    *("", " ", "-", "0", "-1", "1.5", "1e9", "1e999", "nan", "inf", "007", "7", "１２", "9" * 400, "0x10", "true"),
    *("none", "nothing", "p1", "P1", "ana", "ana;ben", ";", ";;", "=1+1", '"', "'", ",", "a,b", "<&>", "💙" * 3),
    *("2026-13-01", "2026-12-07", "2026-12-07 00:00:00", "9999-12-31", "0001-01-01", "12/31/26", "46357", "0.5"),
    *("24:00", "00:00", "25:00", "9:5", "99999:59", "noon", "mon", "Mo", "tue 11:00", "2026-12-01T09:00+99:00"),
    *("\x1b[31m", "\x00", "\x07", "\ufffe", "\ufdd0", "\u202e", "\u200b", "é", "e\u0301", "a\nb", "a\tb", "a\r"),
    "x" * 70_000,
)

NUMBERS = ("1e308", "-1", "1e999", "NaN", "2958466", "99999999999999", "0.5", "1", "", "x", "-0", "1E5", "60")
"""What a numeric cell of a workbook may say."""

REFERENCES = ("XFD1048576", "A1048576", "b1", "A0", "1A", "ZZZZ9", "A99999999999", "", "Ä1", "$A$1", "XFE1", "A1:B2")

VALUES: tuple[Any, ...] = (
    *(Decimal("sNaN"), Decimal("NaN"), Decimal("3.0"), Decimal("1E+400"), Fraction(1, 3), 10**5000, -(10**50)),
    *(float("inf"), float("nan"), 1e308, 2.5, True, None, pd.NA, pd.NaT, np.float32(3), np.int8(-1), np.bool_(True)),
    *(pd.Timestamp("2026-12-07"), pd.Timestamp("2026-12-07 09:00", tz="UTC"), pd.Timedelta("9h"), pd.Timedelta("-1D")),
    *(datetime(9999, 12, 31, 23, 59, 59, 999_999), datetime(1, 1, 1), date(1, 1, 1), time(9, 0, 1), timedelta.max),
    *(b"\xff", b"ana", "\udc80", object, len, (), ["ana", None], {"ana"}, {"ana": 1}, [["ana"]], 1j, range(3)),
    *(np.array([1, 2]), np.array("ana"), pd.Series(["ana"]), pd.Interval(0, 1), np.datetime64("2026-12-07T09:00")),
)

TOML = (
    *("1", "-1", "1.5", "1e999", "nan", "inf", "true", '""', '"x"', "[]", "{}", "[1]", "[[]]", "[{}]", "2026-12-07"),
    *("2026-12-07T09:00:00Z", "09:00:00", '"\\u001b[31m"', '"\\ufffe"', "{ a = { b = {} } }", "9" * 30, '["a", 1]'),
    *("[" * 300, '"' + "x" * 70_000 + '"', "'''", "= =", "{ least = 9, ideal = 1, most = 5 }"),
)
