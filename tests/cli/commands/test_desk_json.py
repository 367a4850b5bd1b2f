"""planner desk … --json, as a booking system reads it: one shape of document, refusals included."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

import planner
from planner.cli.commands.desk.table import COMMANDS
from planner.engine import front_desk
from tests.cli.worlds import asked, desk, held, swap

pytestmark = pytest.mark.usefixtures("morning")


ROW = {"appointment", "plan", "number", "service", "practitioner", "room", "start", "end", "status"}
RECEIPT = {"entry", "at", "versions", "rows"}
ABSENT = ["--practitioner", "ana", "--from", "2026-12-01", "--until", "2026-12-01"]


def refused(*words: object) -> tuple[int, dict[str, object]]:
    """The status of a command that refuses, and its document; nothing is on stderr."""
    said = desk(*words, "--json")
    assert said.err == ""
    return said.status, json.loads(said.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_a_program(command: object) -> None:
    assert "as_json" in inspect.signature(command).parameters  # type: ignore[arg-type]


# --- answers ----------------------------------------------------------------------------------------------------------


def test_a_store_is_filled_rolled_and_written_out(clinic: Path, tmp_path: Path) -> None:
    store = tmp_path / "clinic.db"
    loaded = asked("load", store, clinic)
    counts = {"patients": 3, "plans": 3, "appointments": {"attended": 1, "booked": 2, "cancelled": 1}}
    assert loaded.keys() == RECEIPT | counts.keys()
    assert {name: loaded[name] for name in counts} == counts
    assert asked("dump", store, tmp_path / "out") == {"wrote": str(tmp_path / "out")}
    assert asked("roll", store, "--before", "2026-12-01").keys() == RECEIPT


def test_a_month_published_is_a_receipt_the_second_time_too(clinic: Path, store: Path, tmp_path: Path) -> None:
    planner.write(front_desk(planner.read(clinic), "2026-12"), tmp_path / "roster")
    publish = ["publish", store, tmp_path / "roster"]
    done = asked(*publish, "--key", "december")
    assert (done.keys(), len(done["rows"]), done["rows"][0].keys()) == (RECEIPT, 11, ROW)
    assert asked(*publish, "--key", "december") == done
    assert asked(*publish) == {"entry": None, "at": None, "versions": {}, "rows": []}


def test_the_book_of_before_has_the_rows_of_a_day(store: Path, tmp_path: Path) -> None:
    before = asked("day", store, "--on", "2026-12-01")
    desk("cancel", store, "a2", "--reason", "patient-cancel")
    past = asked("as-of", store, "2", "--to", tmp_path / "before")
    assert (past["as_of"], past["wrote"]) == ("2", str(tmp_path / "before"))
    assert [row for row in past["rows"] if row["appointment"] == "a2"] == before
    assert (asked("as-of", store, "2026-12-01")["wrote"], len(past["rows"])) == (None, 4)


def test_what_is_held_is_given_up(store: Path) -> None:
    assert asked("drop", store, held(store)).keys() == RECEIPT


def test_a_repair_is_proposed_or_held(store: Path) -> None:
    since = ["repair", store, "--since", asked("absent", store, *ABSENT)["entry"]]
    proposed = asked(*since)
    assert (proposed["hold"], proposed["left"], len(proposed["alternatives"])) == (None, [], 1)
    assert [row["appointment"] for row in proposed["before"]] == ["a2"]
    hold = asked(*since, "--hold", "--key", "k")
    assert [row["start"] for row in hold["rows"]] == [row["start"] for row in proposed["after"]]
    assert asked(*since, "--hold", "--key", "k") == hold
    assert asked("book", store, hold["hold"])["rows"][0]["appointment"] == "a2"
    assert asked(*since, "--hold")["hold"] is None


def test_a_replanning_is_proposed_or_accepted(store: Path) -> None:
    anew = ["replan", store, "--until", "2026-12-12", "--frozen-until", "2026-12-05", "--seconds", "1"]
    proposed = asked(*anew)
    assert (proposed["entry"], proposed["score"] <= proposed["score_before"]) == (None, True)
    assert {"kind", "plan", "before", "after"} - proposed["changes"][0].keys() == {"kind"}
    accepted = asked(*anew, "--accept", "--key", "k")
    assert (accepted.keys(), accepted["entry"]) == (RECEIPT, 3)
    assert asked(*anew, "--accept", "--key", "k") == accepted


def test_a_freed_place_is_told_or_held(store: Path) -> None:
    desk("cancel", store, "a2", "--reason", "patient-cancel")
    (first, *_) = asked("refill", store, "a2")["refills"]
    assert (first["refill"], first["gain"] > 0, first["rows"][0].keys()) == (1, True, ROW)
    hold = asked("refill", store, "a2", "--hold", "1", "--key", "k")
    assert [row["start"] for row in hold["rows"]] == [row["start"] for row in first["rows"]]
    assert asked("refill", store, "a2", "--hold", "1", "--key", "k") == hold


def test_a_wish_is_kept_listed_and_taken_back(store: Path) -> None:
    about = ["--plan", "c2", "--number", "2"]
    days = ["--earlier", "--weekday", "fri", "--weekday", "mon", "--from", "2026-12-02"]
    assert asked("wish", store, *about, *days).keys() == RECEIPT
    (wish,) = asked("wishes", store)
    assert (wish["plan"], wish["number"], wish["earlier"], wish["weekdays"]) == ("c2", 2, True, ["mon", "fri"])
    assert wish["days"] == [{"from": "2026-12-02", "until": None}]
    back = asked("wish", store, *about, "--back", "--key", "k")
    assert asked("wish", store, *about, "--back", "--key", "k") == back
    assert asked("wishes", store) == []


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        (["offers", "STORE", "--plan", "c9"], "UnknownName", "no plan 'c9'"),
        (["hold", "STORE", "--plan", "c1"], "Nonsense", "say which to hold"),
        (["repair", "STORE", "--since", "999"], "Nonsense", "the journal has no entry 999"),
        (["as-of", "STORE", "someday"], "Nonsense", "'someday'"),
        (["day", "STORE", "--on", "2026-02-30"], "Nonsense", "Invalid value for '--on'"),
        (["wishes", "none.db"], "Nonsense", "there is no store at none.db"),
        (["load", "new.db", "nowhere"], "FaultyClinic", "nowhere"),
        (["dump", "STORE", "STORE"], "NotADirectoryError", "clinic.db"),
    ],
)
def test_what_cannot_be_is_refused_as_a_document(store: Path, words: list[str], error: str, message: str) -> None:
    status, said = refused(*(store if word == "STORE" else word for word in words))
    assert (status, said["error"]) == (2, error)
    assert message in str(said["message"])


def test_a_faulty_folder_names_each_fault(clinic: Path, store: Path) -> None:
    swap(clinic / "patients.csv", "p1", "")
    status, said = refused("update", store, clinic)
    assert (status, said["error"]) == (2, "FaultyClinic")
    (fault, *_) = said["faults"]  # type: ignore[misc]
    assert (fault["file"], fault["row"], fault["column"]) == ("patients.csv", 2, "patient")


def test_a_broken_rule_names_the_appointments(clinic: Path, store: Path, tmp_path: Path) -> None:
    planner.write(front_desk(planner.read(clinic), "2026-12"), tmp_path / "roster")
    swap(tmp_path / "roster" / "appointments.csv", "2026-12-08T09:00:00", "2026-12-08T09:10:00")
    status, said = refused("publish", store, tmp_path / "roster")
    assert (status, said["error"]) == (1, "Forbidden")
    violations = said["violations"]
    assert "a3" in {id for each in violations for id in each["appointments"]}  # type: ignore[attr-defined]
    assert {each["when"] for each in violations} == {"2026-12-08"}  # type: ignore[attr-defined]


def test_a_lost_race_brings_the_offers_of_now(store: Path) -> None:
    status, lost = refused("hold", store, "--plan", "c1", "--offer", "6")
    assert (status, lost["error"], lost["taken"]) == (1, "Conflict", [])
    assert str(lost["message"]).startswith("there is no offer 6 for c1")
    assert lost["offers"] == asked("offers", store, "--plan", "c1")["offers"]
