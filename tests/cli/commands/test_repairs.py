"""planner repairs and planner window, as a manager types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.clinic import Horizon, Problem
from planner.explain.baseline import Standing
from planner.files.reading import load
from planner.roster.files import write
from tests.cli.worlds import Said, swap
from tests.files.worlds import small_folder
from tests.roster.worlds import at


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Ana alone, for an hour on 8 December and two on the 31st; Mia and Noa want one hour each, Noa before the 20th."""
    folder = small_folder(tmp_path)
    (folder / "practitioners.csv").write_text("practitioner,name\nana,Ana Diaz\n", encoding="utf-8")
    (folder / "shifts.csv").write_text(
        "practitioner,weekday,start,end,from,until\nana,tue,09:00,10:00,2026-12-08,2026-12-08\n"
        "ana,thu,09:00,11:00,2026-12-31,2026-12-31\n",
        encoding="utf-8",
    )
    (folder / "plans.csv").write_text(
        "plan,patient,protocol,start,sessions,finish_by\nc1,p1,course,2026-12-08,1,\n"
        "c2,p2,course,2026-12-08,1,2026-12-20\n",
        encoding="utf-8",
    )
    (folder / "appointments.csv").unlink()
    return folder


@pytest.fixture
def made(clinic: Path, tmp_path: Path) -> Path:
    """A roster in which Mia has the only hour in reach."""
    problem = Problem.of(load(clinic).clinic, Horizon.month("2026-12"))
    row = at("c11", "2026-12-08 09:00", "ana")
    write(Standing(problem, [row]).roster, tmp_path / "roster")
    return tmp_path / "roster"


# --- repairs ----------------------------------------------------------------------------------------------------------


def test_a_repair_says_what_to_do_for_whom_and_for_how_much(clinic: Path, made: Path) -> None:
    """A quarter of an hour more is enough: Noa begins while Mia rests."""
    said = Said("repairs", clinic, made, "--seconds", 3)
    assert said.status == 0
    for words in (
        "1 due session left out, score 2,000",
        "Open Tue 2026-12-08 10:00–10:15 with Ana Diaz: 1 more session.",
        "Score 2,000 lower, for 50 points.",
        "+ Noa (c2, session 1): Tue 2026-12-08 09:15 with Ana Diaz",
        "Each repair is proved",
    ):
        assert words in said.out


def test_the_prices_are_the_clinics(clinic: Path, made: Path) -> None:
    swap(clinic / "clinic.toml", "[services.facial]", "[repairs]\nhour = 60\n[services.facial]")
    assert "Score 2,000 lower, for 15 points." in Said("repairs", clinic, made, "--seconds", 3).out


def test_the_help_says_where_they_stand() -> None:
    assert "The table repairs of clinic.toml says what each kind costs." in Said("repairs", "--help").out


def test_a_price_that_is_none_is_refused(clinic: Path, made: Path) -> None:
    swap(clinic / "clinic.toml", "[services.facial]", "[repairs]\nhour = -1\nours = 3\n[services.facial]")
    said = Said("repairs", clinic, made)
    assert said.status == 2
    assert "clinic.toml, repairs.hour: -1 is out of range" in said.err
    assert "clinic.toml, repairs.ours: no key has this name" in said.err


def test_a_full_roster_says_so(clinic: Path, made: Path) -> None:
    swap(clinic / "plans.csv", "c2,p2,course,2026-12-08,1,2026-12-20\n", "")
    assert Said("repairs", clinic, made).out == "Every due session has a place; there is nothing to repair."


def test_that_nothing_helps_is_said(clinic: Path, made: Path) -> None:
    (clinic / "shifts.csv").write_text(
        "practitioner,weekday,start,end,from,until\nana,tue,09:00,10:00,2026-12-08,2026-12-08\n", encoding="utf-8"
    )
    assert "Nothing that was tried places more." in Said("repairs", clinic, made, "--seconds", 3).out


def test_whom_no_change_can_help_is_said(clinic: Path, made: Path) -> None:
    """Noa's first open day is the 28th, after the 20th."""
    (clinic / "events.csv").write_text("patient,kind,on\np2,botox,2026-11-30\n", encoding="utf-8")
    said = Said("repairs", clinic, made, "--seconds", 3).out
    assert "No change of these kinds can help c2, session 1: no day is open to them." in said


def test_a_broken_roster_is_refused(clinic: Path, made: Path) -> None:
    swap(made / "appointments.csv", "09:00", "09:30")
    said = Said("repairs", clinic, made)
    assert said.status == 2
    assert "make a new one" in said.err


# --- window -----------------------------------------------------------------------------------------------------------


def test_a_window_names_the_safe_days_and_the_source(clinic: Path, made: Path) -> None:
    said = Said("window", clinic, made, "--patient", "p1", "--procedure", "botox")
    assert said.status == 0
    for words in (
        "Mia botox, closes 4 weeks",
        "Safe up to Tue 2026-11-10 and from Wed 2026-12-09 on; on other days it closes some of these:",
        "Tue 2026-12-08 09:00 facial (c1, session 1)",
        "Have had Botox or other injectables in the last 4 weeks",
        "no medical advice",
    ):
        assert words in said.out


def test_a_day_says_what_it_displaces_and_where_that_could_go(clinic: Path, made: Path) -> None:
    said = Said("window", clinic, made, "--patient", "p1", "--procedure", "botox", "--on", "2026-11-30")
    assert "On Mon 2026-11-30 displaces 1 appointment" in said.out
    assert "Tue 2026-12-08 09:00 facial (c1, session 1): closed 2026-11-30 to 2026-12-27" in said.out
    assert "→ Thu 2026-12-31 09:00 with Ana Diaz" in said.out


def test_a_safe_day_displaces_nothing(clinic: Path, made: Path) -> None:
    said = Said("window", clinic, made, "--patient", "p1", "--procedure", "botox", "--on", "2026-12-10")
    assert "On Thu 2026-12-10 displaces nothing" in said.out


def test_a_patient_without_sessions_is_safe_on_any_day(clinic: Path, made: Path) -> None:
    said = Said("window", clinic, made, "--patient", "p3", "--procedure", "botox")
    assert "Safe on any day: it closes no appointment of this roster." in said.out


def test_a_rule_that_the_clinic_turned_off_says_so(clinic: Path, made: Path) -> None:
    swap(clinic / "clinic.toml", "[services.facial]", '[policy.botox]\noff = true\nreason = "ours"\n[services.facial]')
    said = Said("window", clinic, made, "--patient", "p1", "--procedure", "botox")
    assert "Safe on any day: the clinic has turned this rule off (ours)." in said.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--patient", "p9", "--procedure", "botox"), "no patient 'p9'"),
        (("--patient", "p1", "--procedure", "botx"), "no procedure 'botx'; did you mean 'botox'?"),
        (("--patient", "p1", "--procedure", "filler"), "say until when (--until), the first day open again"),
        (("--patient", "p1", "--procedure", "filler", "--until", "31.12."), "'31.12.'"),
    ],
)
def test_what_cannot_be_is_refused(clinic: Path, made: Path, options: tuple[str, ...], words: str) -> None:
    said = Said("window", clinic, made, *options)
    assert said.status == 2
    assert words in said.err


def test_a_folder_without_a_roster_is_refused(clinic: Path, tmp_path: Path) -> None:
    said = Said("window", clinic, tmp_path, "--patient", "p1", "--procedure", "botox")
    assert (said.status, "there is no roster in" in said.err) == (2, True)
