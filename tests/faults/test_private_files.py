"""What names patients is its owner's alone from its first byte on; who shares it keeps on sharing it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from stat import S_IMODE

import pytest

import planner
from planner.desk.desk import Desk
from planner.files import atomic
from planner.files.atomic import file_in_place, folder_in_place, put_in_place
from planner.files.starting.folders import new_folder
from planner.files.starting.workbooks import new_workbook
from planner.roster.calendars import write_calendars
from planner.roster.pictures import save
from planner.roster.roster import Roster
from tests.desk.worlds import clinic as small
from tests.desk.worlds import place

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def readable(folder: Path) -> list[str]:
    """What others may read in a folder."""
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if S_IMODE(each.stat().st_mode) & 0o077)


def test_a_store_and_the_files_beside_it(tmp_path: Path) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    desk.load(small())
    desk.book([place("a1", 0)])
    assert {"clinic.db", "clinic.db-wal", "clinic.db-shm"} <= {path.name for path in tmp_path.iterdir()}
    assert readable(tmp_path) == []
    desk.close()


def test_a_store_that_is_shared_stays_shared(tmp_path: Path) -> None:
    Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}").close()
    (tmp_path / "clinic.db").chmod(0o660)
    Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}").close()
    assert S_IMODE((tmp_path / "clinic.db").stat().st_mode) == 0o660


def test_all_that_is_exported(roster: Roster, clinic: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(0o700)
    planner.write(roster, out / "roster")
    planner.write_workbook(roster, out / "roster.xlsx")
    planner.write_page(roster, out / "roster.html")
    save(planner.draw_week(roster, date(2026, 12, 7)), out / "week.svg")
    write_calendars(roster, out / "calendars")
    planner.write_clinic(planner.read(clinic), out / "clinic")
    new_folder(out / "new")
    new_workbook(out / "new.xlsx")
    assert readable(out) == []


def test_while_they_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[str]()

    def looked(part: Path, path: Path) -> None:
        seen.extend(readable(tmp_path))
        finished(part, path)

    finished = atomic._finish
    monkeypatch.setattr(atomic, "_finish", looked)
    put_in_place({tmp_path / "a": b"1", tmp_path / "deep" / "b": b"2"})
    with file_in_place(tmp_path / "c") as part:
        part.write_bytes(b"3")
    with folder_in_place(tmp_path / "d") as new:
        (new / "e").touch(0o600)
        seen.extend(readable(tmp_path))
    assert seen == []


def test_what_is_shared_stays_shared(roster: Roster, tmp_path: Path) -> None:
    planner.write_page(roster, tmp_path / "roster.html")
    (tmp_path / "roster.html").chmod(0o644)
    planner.write_page(roster, tmp_path / "roster.html")
    assert S_IMODE((tmp_path / "roster.html").stat().st_mode) == 0o644
