"""planner why, as a manager types it, and what it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

import planner
from planner.cli.terminal.elements import points
from planner.cli.terminal.why import show_why
from planner.clinic import Wait
from tests.cli.worlds import QUICK, Said, flat, shown, swap
from tests.explain.worlds import ask, two
from tests.files.worlds import small_folder
from tests.worlds import day, entry, patient, plan, practitioner, room, service, world


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_folder(tmp_path_factory.mktemp("why"))


@pytest.fixture(scope="module")
def made(clinic: Path) -> Path:
    assert Said("roster", clinic, *QUICK, "--out", clinic.parent / "roster").status == 0
    return clinic.parent / "roster"


def asked(clinic: Path, made: Path, *words: object) -> Said:
    return Said("why", clinic, made, "--seconds", "3", *words)


# --- the command ------------------------------------------------------------------------------------------------------


def test_a_placed_session_is_said_to_be_placed(clinic: Path, made: Path) -> None:
    said = asked(clinic, made, "--plan", "c2", "--number", "2")
    assert said.status == 0
    (row,) = [row for row in planner.read_roster(planner.read(clinic), made).placed if row.key == ("c2", 2)]
    local = planner.read(clinic).local(row.start)
    here = planner.read(clinic)
    who, where = here.practitioners[row.practitioner].name, here.rooms[row.room].name
    placed = f"{local:%a %Y-%m-%d %H:%M} with {who} in {where}"
    assert said.out.startswith(f"c2, session 2 Noa, facial Placed on {placed}.")
    assert "leaving it out would cost 2,000." in said.out


def test_a_wish_is_held_against_every_rule(clinic: Path, made: Path) -> None:
    said = asked(
        clinic, made, "--plan", "c2", "--number", "2", "--on", "2026-12-01", "--at", "11:30", "--practitioner", "ben"
    )
    assert said.status == 0
    assert "On Tue 2026-12-01 at 11:30 2 places tried, 0 free" in said.out
    assert "in any room: ✗ shift: 30 minutes outside any one shift of Ben Roy with Ben Roy in" in said.out
    assert "Proved: this by itself leaves no place." in said.out
    assert "Proved: nothing that a roster could move would make a place for it there." in said.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--plan", "c9", "--number", "1"), "no plan 'c9'"),
        (("--plan", "c2", "--number", "1"), "session 1 of c2 was attended on 2026-11-24"),
        (("--plan", "c2", "--number", "2", "--on", "2027-06-01"), "2027-06-01 is none of the roster's days"),
        (("--plan", "c2", "--number", "2", "--practitioner", "anna"), "did you mean 'ana'?"),
        (("--plan", "c2", "--number", "2", "--at", "25:00"), "use 00:00 to 24:00"),
        (("--plan", "c2", "--number", "2", "--on", "1.12.2026"), "write 2026-12-01"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_mend(
    clinic: Path, made: Path, words: tuple[str, ...], message: str
) -> None:
    said = asked(clinic, made, *words)
    assert said.status == 2
    assert message in said.err.replace("│ ", "")


def test_a_folder_without_a_roster_is_refused(clinic: Path, tmp_path: Path) -> None:
    said = asked(clinic, tmp_path / "none", "--plan", "c2", "--number", "2")
    assert (said.status, said.err) == (2, f"there is no roster at {tmp_path / 'none'}")


def test_a_roster_spoiled_by_hand_is_explained_and_not_searched(tmp_path: Path) -> None:
    clinic = small_folder(tmp_path)
    assert Said("roster", clinic, *QUICK, "--out", tmp_path / "roster").status == 0
    swap(tmp_path / "roster" / "appointments.csv", "2026-12-08T09:00:00", "2026-12-08T09:10:00")
    said = asked(clinic, tmp_path / "roster", "--plan", "c2", "--number", "2", "--on", "2026-12-02")
    assert said.status == 0
    assert "Not tried: this roster breaks rules itself" in said.out


# --- what it shows ----------------------------------------------------------------------------------------------------


def test_what_is_proved_and_what_was_found_are_told_apart() -> None:
    text = flat(shown(show_why, ask(two(), ("z1", 0))))
    assert "Proved: these 2 together leave no place, and none of them can be missed for that." in text
    assert "Zoe, z, session 1, Mon 2026-06-01 09:00 with Mai in One: Mai attends" in text
    assert "Found: a roster that has it on Mon 2026-06-01 09:00 with Mai in One." in text
    assert "Its score is 1,000, 3,000 less than this one's: place −3,000." in text
    assert "Proved: with all sessions free to move, no roster that has it scores less than 1,000." in text
    assert "dropped Zoe z, session 1 Mon 2026-06-01 09:00 with Mai" in text


def test_what_is_not_proved_is_not_said_to_be() -> None:
    text = flat(shown(show_why, replace(ask(two(), ("z1", 0), seconds=0, effort=None), proved=False)))
    assert "Not proved: the independent search found a place beside these." in text
    assert "Proved:" not in text


def test_its_own_place_in_another_room_is_no_other_place() -> None:
    found = ask(world(rooms=[room("one"), room("two")]), ("a1", 0, "9:00", "mai", "two"))
    assert found.free
    assert found.free.rows[0].start == found.at[0].start
    elsewhere = replace(found.free, rows=tuple(replace(each, room="one") for each in found.free.rows))
    assert "No open place is cheaper than the one it has (proved)." in flat(
        shown(show_why, replace(found, free=elsewhere))
    )


@pytest.mark.parametrize(("price", "said"), [(0.001, "0.001"), (-0.0, "0"), (1234.5, "1,234.5"), (4000.0, "4,000")])
def test_a_price_is_not_rounded_away(price: float, said: str) -> None:
    assert points(price) == said


def test_a_dearer_place_is_not_called_impossible() -> None:
    """To leave Ann out costs nothing here, and Noa, whom she prefers, does not work."""
    ann, free = patient("ann", preferred_practitioners=("noa",)), planner.Prices({3: 0, 2: 0, 1: 0})
    text = flat(shown(show_why, ask(world(patients=[ann], prices=free))))
    assert "It costs 8 more than leaving it out: preferred +8." in text
    assert "So it is not impossible, only dearer; no open place costs less (proved)." in text
    assert "keeps it out" not in text


def test_a_roster_that_leaves_out_what_has_room_can_be_improved() -> None:
    text = flat(shown(show_why, ask(world(), effort=None, seconds=0)))
    assert "It would save 2,000 against leaving it out: place −2,000." in text
    assert "Nothing stands in its way: the roster can be improved." in text
    assert "What it would take" not in text


def test_many_obstacles_fit_on_a_page() -> None:
    people = [practitioner(f"p{number}") for number in range(20)]
    text = flat(shown(show_why, ask(world(practitioners=people, closed=frozenset()), on=day(0), at=time(13)), width=72))
    assert "p9 is off shift" not in text.split("What keeps it out")[1]
    assert "and 8 more" in text
    assert "20 places tried, 0 free" in text
    assert "and 8 more places, which break as much or more" in text


def test_history_in_the_way_is_called_that() -> None:
    clinic = world([service(), service("peel")], plans=[plan("a"), plan("b", "peel", start=-1)],
                   book=[entry("b1", -1, status="attended")], waits=(Wait("peel", 3, service="needling"),))  # fmt: skip
    text = flat(shown(show_why, ask(clinic)))
    assert "wait: an appointment Ann, b, session 1, Sun 2026-05-31 09:00 with Mai in One, attended: 1 day after" in text
