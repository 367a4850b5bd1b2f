"""The desk's book taken back, printed, rolled and forgotten, as a receptionist types it."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.engine import front_desk
from tests.cli.worlds import asked, desk, held

pytestmark = pytest.mark.usefixtures("morning")


def test_an_entry_is_undone_and_an_older_one_that_it_rests_on_is_not(store: Path) -> None:
    desk("book", store, held(store))
    booked = asked("journal", store)[-1]["entry"]
    assert desk("cancel", store, "c1-1", "--reason", "patient-cancel").status == 0
    said = desk("undo", store, booked)
    assert (said.status, f"entry {booked + 1} (cancelled) rests on it" in said.err) == (1, True)
    assert desk("undo", store, booked + 1, "--why", "the wrong one").status == 0
    assert desk("undo", store, booked).status == 0
    assert "c1-1" not in desk("day", store, "--on", "2026-12-01").out
    assert asked("journal", store)[-2]["why"] == f"undoes entry {booked + 1}: the wrong one"


def test_closed_visits_are_marked_and_asked_about(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk("absent", store, "--practitioner", "ana", "--from", "2026-12-01", "--until", "2026-12-01").status == 0
    assert "closed: " in desk("day", store).out
    assert "closed: " in desk("find", store, "c2").out
    assert [row["appointment"] for row in asked("day", store) if "closed" in row] == ["a2"]
    monkeypatch.setenv("PLANNER_NOW", "2026-12-02T08:00-07:00")
    said = desk("roll", store)
    assert (said.status, "1 closed visit" in said.err) == (1, True)
    assert desk("roll", store, "--closed").status == 0
    assert asked("day", store, "--on", "2026-12-01")[0]["status"] == "attended"


@pytest.mark.parametrize("name", ["book.xlsx", "book.html", "book", "book.svg"])
def test_the_book_is_printed(store: Path, tmp_path: Path, name: str) -> None:
    more = ["--week", "2026-12-01"] if name.endswith(".svg") else []
    held(store)
    said = desk("export", store, "--month", "2026-12", *more, "--to", tmp_path / name)
    assert (said.status, said.err) == (0, "")
    assert (tmp_path / name).exists()
    assert desk("export", store, "--month", "2026-12", "--utilisation", "--to", tmp_path / "x.html").status == 2


@pytest.mark.parametrize(("name", "status"), [("day.xlsx", 0), ("day.html", 0), ("day.pdf", 0), ("day.txt", 2)])
def test_a_day_is_printed(store: Path, tmp_path: Path, name: str, status: int) -> None:
    assert desk("day", store, "--on", "2026-12-01", "--to", tmp_path / name).status == status
    assert (tmp_path / name).exists() == (status == 0)


def test_a_hold_is_prolonged_and_taken_in_part(store: Path) -> None:
    course = asked("hold", store, "--plan", "c1", "--course", "1")
    first, *rest = [row["appointment"] for row in course["rows"]]
    assert desk("prolong", store, course["hold"], "--minutes", "60").status == 0
    assert desk("book", store, course["hold"], "--part", first).status == 0
    assert desk("drop", store, course["hold"]).status == 0
    assert rest
    assert [row["appointment"] for row in asked("find", store, "c1")[0]["rows"]] == [first]


def test_a_patient_is_forgotten(store: Path) -> None:
    assert desk("patient", store, "p9", "--name", "Ann Lee").status == 0
    assert desk("forget", store, "p9").status == 0
    assert desk("find", store, "Ann Lee").out == "No patient on record matches 'Ann Lee'."


def test_what_would_be_published_is_a_document(clinic: Path, store: Path, tmp_path: Path) -> None:

    planner.write(front_desk(planner.read(clinic), "2026-12"), tmp_path / "roster")
    before = asked("journal", store)
    tried = asked("publish", store, tmp_path / "roster", "--dry-run")
    assert (len(tried["booked"]), tried["withdrawn"], asked("journal", store)) == (10, [], before)


def test_the_future_is_not_counted_as_past_while_the_stores_clock_is_ahead(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_NOW", "2027-01-04T08:00-07:00")
    assert desk("patient", store, "p9", "--name", "Ann Lee").status == 0  # a machine whose clock is ahead
    monkeypatch.setenv("PLANNER_NOW", "2026-12-01T08:00-07:00")
    for command in (["roll", store], ["attended", store, "a3"], ["no-show", store, "a3"]):
        said = desk(*command)
        assert (said.status, "planner desk set-clock" in said.err) == (2, True)
    assert desk("set-clock", store).status == 0
    assert desk("roll", store).status == 0
    assert asked("day", store, "--on", "2026-12-08")[0]["status"] == "booked"
