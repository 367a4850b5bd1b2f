"""An id is what the sheet shows, and ids that look alike are pointed out with what tells them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.files import reading
from tests.files.reading.sheets import Sheets
from tests.files.reading.worlds import Folder


def numbered(path: Path, form: str) -> reading.Reading:
    """The sample with a patient whose id is the number 7, shown in a format wherever it stands."""
    sheets = Sheets(path)
    old = sheets.rows["patients"][1][0]
    places = [
        (name, at, row.index(old)) for name, rows in sheets.rows.items() for at, row in enumerate(rows) if old in row
    ]

    def as_number(book: object) -> None:
        shown = book.add_format({"num_format": form})  # type: ignore[attr-defined]
        for name, row, column in places:
            book.get_worksheet_by_name(name).write_number(row, column, 7, shown)  # type: ignore[attr-defined]

    return reading.load(sheets.save(as_number))


@pytest.mark.parametrize(("form", "id"), [("000", "007"), ("00000", "00007"), ("0", "7"), ("General", "7")])
def test_a_number_is_the_id_that_its_cell_shows(tmp_path: Path, form: str, id: str) -> None:
    clinic = numbered(tmp_path, form).clinic
    assert id in clinic.patients
    assert id in {plan.patient for plan in clinic.plans.values()}


@pytest.mark.parametrize(
    ("other", "differ"),
    [("P1", "upper and lower case"), ("p1\u200b", "an invisible character"), ("ｐ1", "form of their characters")],
)
def test_ids_that_look_alike_are_pointed_out(folder: Folder, other: str, differ: str) -> None:
    folder.add("patients.csv", f"{other},Cy,,,,,,")
    folder.add("plans.csv", f"r2,{other},rejuvenation,2026-12-01,,,,,,,")
    assert any(differ in each.wrong for each in folder.load().warnings)


def test_an_id_that_points_nowhere_is_told_from_its_look_alike(folder: Folder) -> None:
    folder.swap("patients.csv", "p2,Noa", "007,Noa")
    for name in ("plans.csv", "events.csv"):
        folder.swap(name, "p2", "7")
    assert all("leading zeros" in each.mend for each in folder.refused().faults)
