"""Rosters are booked once, and a run after that knows the clinics again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import planner
from planner.clinic.appointments import BOOKED
from planner.cluster.clinics import Clinic, content_of, find
from planner.cluster.driver import many
from planner.cluster.publication import publish
from planner.cluster.results import Results
from planner.cluster.rows import Row
from planner.cluster.runner import Serial
from planner.desk import Desk
from tests.cluster.worlds import ASKED, counted, small_clinic


def run(serial: Serial, place: str, out: Path) -> Row:
    [row] = many(find([place]), out, ASKED, serial, to_publish=True)
    return row


@pytest.fixture
def store(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    with Desk.open(url) as desk:
        desk.load(planner.read(small_clinic(tmp_path, "a")))
    return url


def booked(url: str) -> int:
    with Desk.open(url) as desk:
        return sum(entry.status == BOOKED for entry in desk.clinic().book)


def test_a_folder_is_booked_once_and_not_planned_anew_after_it(tmp_path: Path, serial: Serial) -> None:
    folder, out = small_clinic(tmp_path, "a"), tmp_path / "out"
    before = len(planner.read(folder).book)
    first = run(serial, str(folder), out)
    content = content_of(folder)
    assert (first.published, first.before) == ("yes", False)
    assert len(planner.read(folder).book) > before
    second = run(serial, str(folder), out)
    assert (second.published, second.before, second.roster) == ("before", True, first.roster)
    assert content_of(folder) == content
    assert counted(out, "solved") == counted(out, "published") == {"a": 1}


def test_a_store_is_planned_and_booked_once_under_a_key(tmp_path: Path, store: str, serial: Serial) -> None:
    out, before = tmp_path / "out", booked(store)
    first = run(serial, store, out)
    assert (first.published, first.outcome.due) == ("yes", 12)
    there = booked(store)
    assert there > before
    with Desk.open(store) as desk:
        entries = len(desk.journal())
    assert run(serial, store, out).published == "before"
    again = publish(Clinic("a", store), first.outcome.digest, ASKED.digest, Results(out))  # its line was lost
    with Desk.open(store) as desk:
        assert (again, len(desk.journal())) == ("yes", entries)
    assert booked(store) == there


def test_a_book_that_changed_meanwhile_takes_no_roster_and_harms_no_other(tmp_path: Path, serial: Serial) -> None:
    folder, out = small_clinic(tmp_path, "a"), tmp_path / "out"
    [row] = many(find([str(folder)]), out, ASKED, serial)
    assert row.published == ""
    appointments = folder / "appointments.csv"
    appointments.write_text(appointments.read_text() + "a9,c1,1,course,ben,two,2026-12-02T11:00,booked,yes\n")
    content = content_of(folder)
    said = publish(row.clinic, row.outcome.digest, ASKED.digest, Results(out))
    assert "run again" in said
    assert content_of(folder) == content


def test_no_password_is_written_down(tmp_path: Path, serial: Serial) -> None:
    row = run(serial, "postgresql+psycopg://me:secret@localhost:1/none", tmp_path / "out")
    assert row.outcome.what == "refused"
    assert "secret" not in json.dumps(row.as_dict())
    assert "secret" not in (tmp_path / "out" / "report.csv").read_text(encoding="utf-8")


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path, serial: Serial) -> None:
    assert run(serial, f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "out").outcome.what == "refused"
    assert not (tmp_path / "none.db").exists()
