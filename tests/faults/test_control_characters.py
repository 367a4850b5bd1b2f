"""Control characters and what is no character are let in by no door; tabs and line breaks are."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from planner.clinic import Event, Patient
from planner.desk.desk import Desk
from planner.errors import FaultyClinic, Nonsense
from planner.files import reading
from tests.desk.worlds import clinic as small
from tests.files.reading.sheets import Sheets
from tests.files.reading.worlds import CSVS, TOML, Folder
from tests.worlds import patient

STRAY = ["\x1b", "\0", "\x07", "\x7f", "\x9b", "\ufffe", "\ufdd0", "\U0010ffff"]
LET_IN = ["\t", "\n", "é", "💙", "\u200d"]


def code(letter: str) -> str:
    return f"U+{ord(letter):04X}"


@pytest.mark.parametrize("letter", STRAY)
def test_a_folder_refuses_them_in_tables_and_settings(folder: Folder, letter: str) -> None:
    folder.swap("patients.csv", "Mia", f"M{letter}ia")
    folder.swap("rooms.csv", "one,Room", f'"o{letter}ne",Room')
    escaped = f"\\U{ord(letter):08X}"
    folder.swap("clinic.toml", "Maple Street", f"Maple{escaped}Street")
    folder.swap("clinic.toml", "[services.call]", f'[services."c{escaped}all"]')
    faults = folder.refused().faults
    said = {(each.file, each.row, each.column) for each in faults if code(letter) in each.wrong}
    places = {("patients.csv", 2, "name"), ("rooms.csv", 2, "room"), ("clinic.toml", None, "name")}
    assert places < said
    assert ("clinic.toml", None, "services") in said
    assert "ia" not in next(each.wrong for each in faults if each.column == "name" and each.row)
    assert str(folder.refused()).replace("\n", "").isprintable()


@pytest.mark.parametrize("letter", LET_IN)
def test_others_are_let_in(folder: Folder, letter: str) -> None:
    folder.swap("patients.csv", "Mia", f'"M{letter}ia"')
    assert folder.clinic().patients["p1"].name == f"M{letter}ia"


def test_frames_and_workbooks_refuse_them(tmp_path: Path) -> None:
    frames = {name.removesuffix(".csv"): pd.read_csv(io.StringIO(text)) for name, text in CSVS.items()}
    frames["patients"] = frames["patients"].assign(name=["M\x1bia", "No\ud800a"])
    with pytest.raises(FaultyClinic) as refused:
        reading.load_tables({"clinic": TOML, **frames})
    assert [each.row for each in refused.value.faults] == [1, 2]
    sheets = Sheets(tmp_path)
    sheets.put("patients", 2, "name", "M\x07ia")  # XlsxWriter writes it as _x0007_, as Excel does
    assert "U+0007" in "".join(sheets.faults())


def test_a_name_that_no_table_has_reaches_no_terminal_raw(folder: Folder) -> None:
    folder.write("\x1b[31m.csv", "a\n1\n")
    folder.swap("plans.csv", "last_attended", "last_attended,\x1b[31m")
    assert all(str(warning).isprintable() for warning in folder.load().warnings)


@pytest.mark.parametrize("letter", STRAY)
def test_a_desk_refuses_them(tmp_path: Path, letter: str) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    there = small()
    for odd in (
        replace(there, patients={**there.patients, "ann": Patient("ann", f"A{letter}nn")}),
        replace(there, name=f"Maple{letter}"),
        replace(there, events=(Event("ann", "peel", date(2026, 6, 1), note=f"{letter}"),)),
    ):
        with pytest.raises(Nonsense, match=code(letter).replace("+", r"\+")):
            desk.load(odd)
    desk.load(there)
    calls = (
        lambda: desk.add(Patient("cy", f"C{letter}y")),
        lambda: desk.change(patient("ann", note=f"tea{letter}")),
        lambda: desk.hold_offer("a", 1, who=f"{letter}front desk"),
        lambda: desk.find(letter),
    )
    for call in calls:
        with pytest.raises(Nonsense, match=code(letter).replace("+", r"\+")) as refused:
            call()
        assert letter not in str(refused.value)
    assert desk.clinic() == there
    desk.close()
