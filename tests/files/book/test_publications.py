"""A clinic's book published and put back: kept beside it, noted, and only while nothing rests on it."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from planner.errors import Nonsense
from planner.files.book.publications import backup_of, book_of, log_of
from planner.files.reading import load
from planner.files.starting.workbooks import new_workbook
from planner.roster.publishing import publish, undo
from tests.files.worlds import small_folder
from tests.worlds import ZONE

DAY = date(2026, 12, 1)
EVENING = datetime(2026, 12, 1, 20, tzinfo=ZONE)


@pytest.fixture(params=["folder", "workbook"])
def clinic(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = small_folder(tmp_path)
    if request.param == "folder":
        return folder
    new_workbook(tmp_path / "clinic.xlsx", folder)
    return tmp_path / "clinic.xlsx"


def log(clinic: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(log_of(clinic).read_text(encoding="utf-8").splitlines()))


def test_what_was_published_is_put_back_to_the_byte(clinic: Path) -> None:
    before, mode = book_of(clinic).read_bytes(), book_of(clinic).stat().st_mode
    assert publish(clinic, attended=DAY, now=EVENING).attended
    assert backup_of(clinic).read_bytes() == before
    assert undo(clinic, EVENING)["attended"] == "1"
    assert book_of(clinic).read_bytes() == before
    assert [(row["did"], row["at"]) for row in log(clinic)] == [
        ("published", "2026-12-01T20:00:00-07:00"),
        ("undone", "2026-12-01T20:00:00-07:00"),
    ]
    assert log_of(clinic).stat().st_mode == mode
    with pytest.raises(Nonsense, match="no publication to undo"):
        undo(clinic, EVENING)


def test_what_something_rests_on_is_not_put_back(clinic: Path, tmp_path: Path) -> None:
    publish(clinic, attended=DAY, now=EVENING)
    published = book_of(clinic).read_bytes()
    publish(clinic, attended=DAY, now=EVENING)  # the book says so already
    if clinic.is_dir():
        book_of(clinic).write_bytes(published + b"\n")
    else:
        new_workbook(tmp_path / "other.xlsx", tmp_path / "clinic")
        book_of(clinic).write_bytes((tmp_path / "other.xlsx").read_bytes())
    with pytest.raises(Nonsense, match="has been changed since"):
        undo(clinic, EVENING)
    assert backup_of(clinic).exists()


def test_a_book_that_was_not_there_is_not_there_again(tmp_path: Path) -> None:
    clinic = small_folder(tmp_path)
    book_of(clinic).unlink()
    roster = tmp_path / "roster"
    roster.mkdir()
    rows = "appointment,plan,number,service,practitioner,room,start\nc1-1,c1,1,facial,ben,two,2026-12-01T09:00\n"
    (roster / "appointments.csv").write_text(rows, encoding="utf-8")
    days = '{"first": "2026-12-01", "last": "2026-12-31", "end": "2026-12-31"}'
    (roster / "quality.json").write_text(days, encoding="utf-8")
    assert publish(clinic, roster, now=EVENING).booked
    undo(clinic, EVENING)
    assert not book_of(clinic).exists()
    assert load(clinic).clinic.book == ()


def test_a_dry_run_writes_nothing(clinic: Path) -> None:
    before = {path: path.read_bytes() for path in book_of(clinic).parent.iterdir() if path.is_file()}
    assert publish(clinic, attended=DAY, now=EVENING, dry_run=True).attended
    assert {path: path.read_bytes() for path in book_of(clinic).parent.iterdir() if path.is_file()} == before


def test_the_future_is_not_counted_as_past(clinic: Path) -> None:
    before = book_of(clinic).read_bytes()
    for dry_run in (True, False):
        with pytest.raises(Nonsense, match="is not all past; today is 2026-12-01"):
            publish(clinic, attended=date(2026, 12, 2), now=EVENING, dry_run=dry_run)
    assert book_of(clinic).read_bytes() == before
