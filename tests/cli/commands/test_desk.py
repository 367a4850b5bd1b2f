"""planner desk, as a receptionist types it, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.engine import front_desk
from tests.cli.worlds import Said, asked, desk, held, swap

pytestmark = pytest.mark.usefixtures("morning")


# --- the store --------------------------------------------------------------------------------------------------------


def test_what_is_loaded_comes_out_again(clinic: Path, store: Path, tmp_path: Path) -> None:
    assert desk("dump", store, tmp_path / "out").status == 0
    assert planner.read(tmp_path / "out") == planner.read(clinic)


def test_a_store_is_filled_once(clinic: Path, store: Path) -> None:
    said = desk("load", store, clinic)
    assert (said.status, "the store has a clinic already" in said.err) == (2, True)


@pytest.mark.parametrize("url", ["", "sqlite:///"])
def test_a_store_that_is_not_there_is_not_made_by_asking(tmp_path: Path, url: str) -> None:
    said = desk("offers", f"{url}{tmp_path / 'none.db'}", "--plan", "c1")
    assert said.status == 2
    assert f"planner desk load {tmp_path / 'none.db'} CLINIC" in said.err
    assert not (tmp_path / "none.db").exists()


def test_publishing_books_in_the_store_what_it_would_book_in_the_folder(
    clinic: Path, store: Path, tmp_path: Path
) -> None:
    planner.write(front_desk(planner.read(clinic), "2026-12"), tmp_path / "roster")
    assert "Published: 10 booked" in desk("publish", store, tmp_path / "roster").out
    assert Said("publish", clinic, tmp_path / "roster").status == 0
    assert desk("dump", store, tmp_path / "out").status == 0
    assert planner.read(tmp_path / "out") == planner.read(clinic)
    assert "nothing changed" in desk("publish", store, tmp_path / "roster").out


def test_a_month_is_published_where_many_take_turns_at_one_device(clinic: Path, tmp_path: Path) -> None:
    swap(clinic / "clinic.toml", 'acts = ["needling:face", "needling:body"]', 'acts = ["light"]\nequipment = ["lamp"]')
    (clinic / "equipment.csv").write_text("equipment,units\nlamp,1\n", encoding="utf-8")
    assert desk("load", tmp_path / "clinic.db", clinic).status == 0
    planner.write(front_desk(planner.read(clinic), "2026-12"), tmp_path / "roster")
    said = desk("publish", tmp_path / "clinic.db", tmp_path / "roster")
    assert (said.status, said.err) == (0, "")


def test_a_roster_that_breaks_a_rule_is_not_published(clinic: Path, store: Path, tmp_path: Path) -> None:
    planner.write(front_desk(planner.read(clinic), "2026-12"), tmp_path / "roster")
    swap(tmp_path / "roster" / "appointments.csv", "2026-12-08T09:00:00", "2026-12-08T09:10:00")
    before = asked("journal", store)
    said = desk("publish", store, tmp_path / "roster")
    assert (said.status, said.err.startswith("A rule forbids this; nothing was changed. ")) == (1, True)
    assert asked("journal", store) == before


def test_the_book_of_before_is_shown_and_written(clinic: Path, store: Path, tmp_path: Path) -> None:
    assert desk("cancel", store, "a2", "--reason", "patient-cancel").status == 0
    assert desk("as-of", store, "2", "--to", tmp_path / "before").status == 0
    assert planner.read(tmp_path / "before") == planner.read(clinic)
    assert "2 cancelled" in desk("as-of", store, "2026-12-01").out
    said = desk("as-of", store, "2026-11-01")
    assert (said.status, "had no clinic yet" in said.err) == (2, True)


# --- from an offer to an appointment ----------------------------------------------------------------------------------


def test_the_offer_held_is_the_one_that_was_shown(store: Path) -> None:
    question = ["--plan", "c1", "--not-before", "2026-12-03", "--prefer", "ben", "--most", "4"]
    shown = asked("offers", store, *question)["offers"]
    assert len(shown) == 4
    kept = asked("hold", store, *question, "--offer", "2")
    assert [row["start"] for row in kept["rows"]] == [row["start"] for row in shown[1]["rows"]]
    assert kept["until"] == "2026-12-01T08:10:00-07:00"


def test_a_hold_is_booked_and_shown_on_its_day(store: Path) -> None:
    hold = held(store)
    booked = desk("book", store, hold, "--who", "Mia", "--why", "asked by telephone")
    assert booked.status == 0
    assert booked.out.startswith("Booked; entry 4 of the journal. Mia, facial (c1, session 1), booked")
    assert "booked c1-1" in desk("day", store).out
    assert "Mia book c1-1 asked by telephone" in desk("journal", store, "--after", "3").out


def test_a_course_is_held_whole(store: Path) -> None:
    shown = asked("course", store, "--plan", "c1")["offers"]
    kept = asked("hold", store, "--plan", "c1", "--course", "2")
    assert [row["start"] for row in kept["rows"]] == [row["start"] for row in shown[1]["rows"]]
    assert len(kept["rows"]) == 6
    assert desk("drop", store, kept["hold"]).status == 0
    assert asked("course", store, "--plan", "c1")["offers"] == shown


def test_a_hold_that_has_ended_is_a_lost_race(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = held(store)
    monkeypatch.setenv("PLANNER_NOW", "2026-12-01T08:11-07:00")
    said = desk("book", store, hold)
    assert said.status == 1
    assert said.err == (
        f"The hold {hold!r} has ended, or was booked or given up; ask for offers again. Nothing was changed."
    )


def test_the_same_key_books_once(store: Path) -> None:
    hold = held(store)
    first = asked("book", store, hold, "--key", "order-1")
    assert asked("book", store, hold, "--key", "order-1") == first
    said = desk("drop", store, hold, "--key", "order-1")
    assert (said.status, "used for another request" in said.err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ["hold", "--plan", "c1", "--offer", "1"],
        ["hold", "--plan", "c1", "--course", "1"],
        ["move", "a2", "--offer", "1"],
        ["refill", "a3", "--hold", "1"],
        ["repair", "--since", "3", "--hold"],
        ["replan", "--until", "2026-12-12", "--seconds", "1", "--accept"],
    ],
)
def test_a_command_asked_again_under_its_key_is_answered_as_it_was(store: Path, words: list[str]) -> None:
    command, *rest = words
    absent = ["--practitioner", "ana", "--from", "2026-12-01", "--until", "2026-12-01"]
    assert desk("absent", store, *absent).status == 0
    assert desk("cancel", store, "a3", "--reason", "patient-cancel").status == 0
    first = desk(command, store, *rest, "--key", "order-1")
    before = asked("journal", store)
    again = desk(command, store, *rest, "--key", "order-1")
    assert (first.status, again.status) == (0, 0)
    assert again.out.split()[-6:] == first.out.split()[-6:]
    assert asked("journal", store) == before


def test_a_key_stands_for_what_was_asked(store: Path) -> None:
    held(store, "c1", "--key", "order-1")
    said = desk("hold", store, "--plan", "c1", "--offer", "2", "--key", "order-1")
    assert (said.status, "used for another request" in said.err) == (2, True)


@pytest.mark.parametrize("words", [["hold", "--plan", "c1", "--offer", "1"], ["cancel", "a2", "--reason", "personal"]])
def test_an_empty_key_is_none(store: Path, words: list[str]) -> None:
    command, *rest = words
    said = desk(command, store, *rest, "--key", "")
    assert (said.status, "the key is empty" in said.err) == (2, True)


def test_an_offer_that_is_not_there_brings_those_that_are(store: Path) -> None:
    said = desk("hold", store, "--plan", "c1", "--offer", "6")
    assert said.status == 1
    assert "There is no offer 6 for c1: there are 5, ask for more of them." in said.err
    assert "What is free now 1 Tue 1 Dec 2026" in said.out


def test_a_visit_is_moved_to_an_offer(store: Path) -> None:
    shown = asked("offers", store, "--plan", "c2", "--number", "2")["offers"]
    moved = asked("move", store, "a2", "--offer", "1")
    assert [(row["appointment"], row["start"]) for row in moved["rows"]] == [("a2", shown[0]["rows"][0]["start"])]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["cancel", "a2", "--reason", "patient-cancel"], "Cancelled"),
        (["attended", "a2"], "Attended"),
        (["no-show", "a2"], "Did not come"),
    ],
)
def test_what_became_of_a_visit_is_written_once(store: Path, words: list[str], says: str) -> None:
    command, *rest = words
    said = desk(command, store, *rest)
    assert said.out.startswith(f"{says}; entry 3 of the journal.")
    again = desk(command, store, *rest)
    assert (again.status, "so it is too late for" in again.err) == (1, True)


def test_a_course_ends_or_goes_on_after_the_review(store: Path) -> None:
    assert "has 8 sessions" in desk("extend", store, "--plan", "c1", "--sessions", "8").out
    said = desk("finish", store, "--plan", "c2")
    assert said.out.startswith("The course of c2 is over; entry 4")
    assert said.out.count("withdrawn") == 2


# --- what happens meanwhile -------------------------------------------------------------------------------------------


def test_an_event_says_what_it_closes_and_who_says_so(store: Path) -> None:
    said = desk("record", store, "--patient", "p2", "--kind", "botox", "--on", "2026-12-01")
    assert said.status == 0
    assert "Closed by it 2 appointments, still booked Noa, facial (c2, session 2)" in said.out
    assert "botox on Tue 1 Dec 2026 (4 weeks) closes Tue 1 Dec 2026 to Mon 28 Dec 2026 Red Leaf Wellness" in said.out
    assert f"planner desk repair {store} --since 3" in said.out


def test_an_absence_closes_the_days_from_the_first_to_the_last(store: Path) -> None:
    away = ["--practitioner", "ana", "--from", "2026-12-02"]
    assert asked("absent", store, *away, "--until", "2026-12-07")["closed"] == []
    closed = asked("absent", store, *away, "--until", "2026-12-08", "--why", "ill")["closed"]
    assert [(each["appointment"], each["rule"]) for each in closed] == [("a3", "absence")]


def test_what_is_closed_is_healed_by_a_hold_that_is_booked(store: Path) -> None:
    closed = asked("absent", store, "--practitioner", "ana", "--from", "2026-12-01", "--until", "2026-12-01")
    assert [each["appointment"] for each in closed["closed"]] == ["a2"]
    said = desk("repair", store, "--since", closed["entry"], "--hold")
    assert said.status == 0
    assert "Noa, facial (c2, session 2) Tue 1 Dec 2026 09:00 with Ana Diaz in Room one →" in said.out
    assert desk("book", store, said.out.split()[-1]).status == 0
    assert desk("repair", store, "--since", closed["entry"]).out == "Nothing is closed."


def test_a_freed_place_goes_to_who_waits_for_it(store: Path) -> None:
    assert desk("cancel", store, "a2", "--reason", "patient-cancel").status == 0
    said = desk("refill", store, "a2", "--hold", "1")
    assert said.status == 0
    assert "no place yet" in said.out
    assert desk("book", store, said.out.split()[-1]).status == 0


def test_days_planned_anew_change_the_book_only_when_accepted(store: Path) -> None:
    anew = ["--until", "2026-12-12", "--frozen-until", "2026-12-05", "--seconds", "1"]
    before = asked("journal", store)
    assert desk("replan", store, *anew).status == 0
    assert asked("journal", store) == before
    assert "Accepted; entry 3" in desk("replan", store, *anew, "--accept").out


def test_no_entry_is_shown_where_there_is_none(store: Path) -> None:
    assert desk("journal", store, "--after", "999").out == "Nothing was changed after entry 999."
    for words in (["as-of", store, "999"], ["repair", store, "--since", "999"]):
        said = desk(*words)
        assert (said.status, "the journal has no entry 999" in said.err) == (2, True)


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("offers", "--plan", "c9"), "no plan 'c9'; there are c1, c2, v1"),
        (("offers", "--plan", "c1", "--prefer", "cleo"), "no practitioner or part of the day 'cleo'"),
        (("offers", "--plan", "c1", "--number", "7"), "plan 'c1' asks for no session 7"),
        (("hold", "--plan", "c1"), "one of --offer N and --course N"),
        (("hold", "--plan", "c1", "--course", "1", "--near", "2026-12-08"), "are for one session"),
        (("hold", "--plan", "c1", "--offer", "1", "--minutes", "0"), "`minutes` must be more than 0"),
        (("cancel", "a2", "--reason", "ill"), "planner desk reasons lists them"),
        (("cancel", "a9", "--reason", "patient-cancel"), "no appointment 'a9'"),
        (("move", "a9", "--offer", "1"), "no appointment 'a9'; desk.appointments() lists all ids"),
        (("record", "--patient", "p2", "--kind", "botx", "--on", "2026-12-01"), "did you mean 'botox'?"),
        (("record", "--patient", "p9", "--kind", "botox", "--on", "2026-12-01"), "'p9'"),
        (("absent", "--practitioner", "anna", "--from", "2026-12-02", "--until", "2026-12-02"), "did you mean 'ana'?"),
        (("absent", "--practitioner", "ana", "--from", "2026-12-02", "--until", "2026-12-01"), "is before the first"),
        (("finish", "--plan", "c1"), "may end after 1 session, and 0 took place"),
    ],
)
def test_what_cannot_be_is_refused_with_the_mend(store: Path, words: tuple[str, ...], message: str) -> None:
    command, *rest = words
    said = desk(command, store, *rest)
    assert (said.status, said.out) == (2, "")
    assert message in said.err


def test_the_clock_given_says_where_it_is(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_NOW", "2026-12-01T08:00")
    said = desk("offers", store, "--plan", "c1")
    assert (said.status, "has no offset" in said.err) == (2, True)


def test_the_reasons_are_listed() -> None:
    assert "personal Provider Personal Reason" in desk("reasons").out


# --- facts and wishes -------------------------------------------------------------------------------------------------


def test_a_folder_that_was_edited_is_taken_over(clinic: Path, store: Path, tmp_path: Path) -> None:
    with (clinic / "patients.csv").open("a", encoding="utf-8") as file:
        file.write("p4,Dora\n")
    before = asked("day", store, "--on", "2026-12-08")
    said = desk("update", store, clinic, "--who", "manager")
    assert (said.status, "Recorded; entry" in said.out) == (0, True)
    assert asked("day", store, "--on", "2026-12-08") == before
    assert desk("dump", store, tmp_path / "out").status == 0
    assert planner.read(tmp_path / "out") == planner.read(clinic)
    again = desk("update", store, clinic)
    assert (again.status, "nothing to change" in again.err) == (2, True)


def test_a_room_out_of_order_closes_what_is_booked_there(store: Path) -> None:
    day = ["--from", "2026-12-01", "--until", "2026-12-01"]
    assert [row["appointment"] for row in asked("out-of-order", store, "--what", "one", *day)["closed"]] == ["a2"]
    said = desk("out-of-order", store, "--what", "nowhere", *day)
    assert (said.status, "no room or equipment 'nowhere'" in said.err) == (2, True)


def test_a_month_that_is_over_is_history(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_NOW", "2027-01-04T08:00-07:00")
    assert "2 appointments are history now" in desk("roll", store).out
    assert "attended a2" in desk("day", store, "--on", "2026-12-01").out


def test_a_wish_is_kept_listed_and_taken_back(store: Path) -> None:
    about = ["--plan", "c2", "--number", "2"]
    assert "Kept; entry" in desk("wish", store, *about, "--earlier", "--weekday", "mon", "--weekday", "fri").out
    assert "on an earlier day, on mon or fri" in desk("wishes", store).out
    assert "Taken back" in desk("wish", store, *about, "--back").out
    assert "none" in desk("wishes", store).out
    said = desk("wish", store, *about, "--back")
    assert (said.status, "no wish is kept" in said.err) == (2, True)
    assert desk("wish", store, *about, "--weekday", "someday").status == 2
