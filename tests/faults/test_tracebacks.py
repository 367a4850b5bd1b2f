"""What once ended in a traceback is a finding like any other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import numpy as np
import pandas as pd
import pytest

from planner.cli.main import write_what_can_be
from planner.cli.output import show_json
from planner.clinic import Entry
from planner.clinic.texts import LONGEST_ID
from planner.desk.desk import Desk
from planner.desk.idempotency import LONGEST_KEY
from planner.errors import FaultyClinic, Nonsense
from planner.files import reading
from planner.files.reading.sources.frames import written
from tests.desk.worlds import clinic as small
from tests.desk.worlds import place
from tests.files.reading.sheets import Sheets, faults_of
from tests.files.reading.worlds import Folder
from tests.worlds import at, patient, plan

PLANNER = [sys.executable, "-m", "planner"]


# --- workbooks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1e15, -1e15, 1e300, 2_958_466 * 30])
@pytest.mark.parametrize("form", ["[h]:mm", "yyyy-mm-dd", "hh:mm", "yyyy-mm-dd hh:mm"])
def test_a_number_beyond_every_calendar_is_named_by_its_cell(tmp_path: Path, value: float, form: str) -> None:
    sheets = Sheets(tmp_path)
    column = sheets.column("shifts", "end")

    def overflow(book: Any) -> None:
        book.get_worksheet_by_name("shifts").write_number(2, column, value, book.add_format({"num_format": form}))

    (fault,) = faults_of(sheets.save(overflow))
    assert fault.startswith(f"sheet shifts, row 3, {'ABCDEFGH'[column]}: ")


@pytest.mark.parametrize("form", ["#,##0", '[Red]0.0"h"', "General", "@", "0%", "[Magenta]0"])
def test_a_large_number_that_is_no_date_is_a_number(tmp_path: Path, form: str) -> None:
    sheets = Sheets(tmp_path)
    column = sheets.column("plans", "priority")

    def large(book: Any) -> None:
        book.get_worksheet_by_name("plans").write_number(1, column, 1e11, book.add_format({"num_format": form}))

    assert "sheet plans, row 2, priority: " in "".join(faults_of(sheets.save(large)))


def parts_of(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(path: Path, parts: dict[str, bytes], how: int = ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", how) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path


@pytest.mark.parametrize("reference", [b"b1", b"B1", b"1B", b"", b"ZZZZ1", b"B9999999"])
def test_any_reference_of_a_formulas_cell_is_read_or_refused(tmp_path: Path, reference: bytes) -> None:
    parts = parts_of(path := Sheets(tmp_path).path)
    name = next(name for name, part in parts.items() if name.startswith("xl/worksheets/sheet") and b'r="B1"' in part)
    parts[name] = parts[name].replace(b'<c r="B1"', b'<c r="%s"><f>1+1</f></c><c r="B1"' % reference, 1)
    assert faults_of(packed(path, parts))


@pytest.mark.parametrize("how", [ZIP_LZMA, ZIP_BZIP2, ZIP_DEFLATED])
def test_a_damaged_part_is_said_to_be(tmp_path: Path, how: int) -> None:
    path = packed((sheets := Sheets(tmp_path)).path, parts_of(sheets.path), how)
    whole = path.read_bytes()
    for middle in range(60, len(whole) // 2, len(whole) // 40):
        path.write_bytes(whole[:middle] + b"\xff\x00\xff\x13" + whole[middle + 4 :])
        for fault in faults_of(path):
            assert fault


# --- DataFrames -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("sNaN"), ""),
        (Decimal("NaN"), ""),
        (Decimal("3.0"), "3.0"),
        (Fraction(6, 3), "2"),
        (np.int64(7), "7"),
        (float("inf"), "inf"),
    ],
)
def test_numbers_of_every_kind_are_written(value: Any, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(
    "value",
    [10**5000, -(10**5000), "\ud800", timedelta.max, datetime(9999, 12, 31, 23, 59, 59, 999999), b"\xff", 1j, [[[]]]],
    ids=lambda value: type(value).__name__,
)
def test_a_value_of_any_kind_is_a_finding(value: Any) -> None:
    frames = {
        "plans": pd.DataFrame({"plan": [value], "priority": [value], "start": [value], "usual": [value]}, dtype=object)
    }
    with pytest.raises(FaultyClinic) as refused:
        reading.load_tables({"clinic": 'name = "x"\ntimezone = "UTC"\n', **frames})
    str(refused.value).encode()


# --- a desk -----------------------------------------------------------------------------------------------------------

LONG = "x" * 3000


@pytest.mark.parametrize(
    "call",
    [
        lambda desk: desk.book([place("a1", 0)], key=LONG),
        lambda desk: desk.add(patient(LONG)),
        lambda desk: desk.add(plan(LONG, "course")),
        lambda desk: desk.publish([Entry(LONG, "a", 1, "booked", at(0, "9:00"), "mai", "one")]),
        lambda desk: desk.answered("book", LONG, ()),
    ],
    ids=["key", "patient", "plan", "entry", "answered"],
)
def test_an_id_longer_than_a_database_keeps_is_refused(url: str, call: Callable[[Desk], object]) -> None:
    desk = Desk.open(url)
    desk.load(small())
    with pytest.raises(Nonsense, match=r"letters|no id"):
        call(desk)
    assert desk.clinic() == small()
    desk.close()


def test_the_longest_ids_and_keys_are_kept(url: str) -> None:
    """Of four bytes a letter, and unlike any that packs well."""
    long = "".join(chr(0x20000 + 7919 * n % 40_000) for n in range(LONGEST_ID))
    there = small()
    odd = replace(there, plans={long: replace(there.plans["a"], id=long)})
    desk = Desk.open(url)
    desk.load(odd)
    row = replace(place("a1", 0), plan=long)
    desk.book([row], key=long + long + long[: LONGEST_KEY - 2 * LONGEST_ID])
    assert desk.clinic().book[0].plan == long
    desk.close()


def test_a_table_refuses_what_no_desk_keeps(folder: Folder) -> None:
    folder.swap("clinic.toml", "[protocols.checkup]", f"[protocols.{LONG}]")
    folder.add("patients.csv", f"{LONG},Cy,,,,,,")
    assert {each.file for each in folder.refused().faults} >= {"clinic.toml", "patients.csv"}


# --- terminals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_a_document_can_be_read_again_in_any_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    stream = TextIOWrapper(BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    write_what_can_be()
    show_json({"name": (said := "Mía 💙 →")})
    stream.flush()
    assert json.loads(stream.buffer.getvalue().decode(encoding)) == {"name": said}  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", [["policy"], ["validate", "nowhere → \udcff"]])
def test_a_terminal_of_any_encoding_is_written_to(words: list[str]) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*PLANNER, *words], capture_output=True, env=environment, check=False)
    assert done.returncode == (0 if words == ["policy"] else 2)
    assert b"Traceback" not in done.stderr
    assert done.stdout.isascii()
