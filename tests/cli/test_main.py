"""Every command, as a manager types it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

import planner
from planner.cli.progress import figures, watched
from planner.errors import BrokenRoster
from planner.files.reading import load
from tests.cli.worlds import DECEMBER, QUICK, Said, swap
from tests.files.worlds import busy_folder, small_folder
from tests.pages import ROOT

MAPLE = ROOT / "examples" / "maple-street"
PLANNER = [sys.executable, "-c", "from planner.cli.main import main; main()"]


FILES = ["appointments.csv", "quality.json", "unplaced.csv"]


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return small_folder(tmp_path)


@pytest.fixture
def made(clinic: Path, tmp_path: Path) -> Path:
    """A roster's folder."""
    assert Said("roster", clinic, *QUICK, "--out", tmp_path / "roster").status == 0
    return tmp_path / "roster"


def trace(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


# --- validate ---------------------------------------------------------------------------------------------------------


def test_a_sound_clinic_is_counted(clinic: Path) -> None:
    said = Said("validate", clinic)
    assert said.status == 0
    assert said.out.startswith("Corner Clinic: 3 patients, 3 plans, 2 practitioners, 2 rooms, 2 services, 4 app")
    assert said.out.endswith("no faults.")


def test_faults_go_to_stderr_and_warnings_do_not(clinic: Path) -> None:
    swap(clinic / "plans.csv", "c1,p1", "c1,p9")
    swap(clinic / "rooms.csv", "room,name", "room,nmae")
    said = Said("validate", clinic)
    assert said.status == 2
    assert "plans.csv, row 2, patient" in said.err
    assert "nmae" in said.out
    assert "nmae" not in said.err


def test_the_other_commands_only_mention_that_there_are_warnings(clinic: Path) -> None:
    swap(clinic / "rooms.csv", "room,name", "room,nmae")
    said = Said("sessions", clinic, *DECEMBER)
    assert (said.status, said.err) == (0, f"1 warning in the tables: planner validate {clinic}")


# --- roster -----------------------------------------------------------------------------------------------------------


def test_a_roster_is_written_and_shown(clinic: Path, tmp_path: Path) -> None:
    said = Said("roster", clinic, *QUICK, "--out", tmp_path / "deep" / "down")
    assert said.status == 0
    assert sorted(path.name for path in (tmp_path / "deep" / "down").iterdir()) == FILES
    for words in (str(tmp_path / "deep" / "down"), "planner publish", "Quality", "proved no less than"):
        assert words in said.out
    assert "Week of" not in said.out
    assert "score" in said.err


def test_the_week_is_shown_on_request(clinic: Path, tmp_path: Path) -> None:
    assert "Week of" in Said("roster", clinic, *QUICK, "--out", tmp_path / "roster", "--week").out


@pytest.mark.parametrize(
    ("now", "refused"),
    [("2026-12-31T23:59-07:00", False), ("2027-01-01T07:30+01:00", False), ("2027-01-01T00:01-07:00", True)],
)
def test_a_month_that_is_over_at_the_clinic_is_refused(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: str, refused: bool
) -> None:
    """Nothing is searched, and nothing written."""
    monkeypatch.setenv("PLANNER_NOW", now)
    said = Said("roster", clinic, *QUICK, "--out", tmp_path / "roster")
    assert (said.status == 2, "December 2026 is over, today is 1 January 2027" in said.err) == (refused, refused)
    assert (tmp_path / "roster").exists() != refused


def test_the_log_falls_to_the_score_and_rises_to_the_bound(clinic: Path, tmp_path: Path) -> None:
    out, log = tmp_path / "roster", tmp_path / "log.csv"
    assert Said("roster", clinic, *QUICK, "--out", out, "--log", log).status == 0
    lines, quality = trace(log), json.loads((out / "quality.json").read_text(encoding="utf-8"))
    assert list(lines[0]) == ["seconds", "score", "bound", "gap"]
    scores, bounds = [float(line["score"]) for line in lines], [float(line["bound"]) for line in lines if line["bound"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == pytest.approx(quality["score"])
    assert bounds == sorted(bounds)
    assert min(bounds[-1], scores[-1]) == pytest.approx(quality["bound"])


def test_a_log_that_cannot_be_written_is_refused(clinic: Path, tmp_path: Path) -> None:
    said = Said("roster", clinic, *QUICK, "--out", tmp_path / "roster", "--log", tmp_path / "none" / "log.csv")
    assert said.status == 2
    assert "give --log a file that can" in said.err
    assert not (tmp_path / "roster").exists()


def test_a_search_may_start_from_a_roster(clinic: Path, made: Path, tmp_path: Path) -> None:
    out = tmp_path / "again"
    hardly = [*DECEMBER, "--effort", "1e-9", "--workers", "1"]
    assert Said("roster", clinic, *hardly, "--out", out, "--start", made).status == 0
    scores = [json.loads((each / "quality.json").read_text(encoding="utf-8"))["score"] for each in (made, out)]
    assert scores[1] <= scores[0]


def test_a_start_that_is_no_roster_is_refused(clinic: Path, tmp_path: Path) -> None:
    said = Said("roster", clinic, *QUICK, "--out", tmp_path / "roster", "--start", tmp_path / "none")
    assert said.status == 2
    assert "none" in said.err


def test_days_may_be_given_in_place_of_a_month(clinic: Path, tmp_path: Path) -> None:
    days = ["--from", "2026-12-07", "--until", "2026-12-13", "--look-ahead", "0", "--effort", "0.2"]
    assert Said("roster", clinic, *days, "--out", tmp_path / "r").status == 0
    quality = json.loads((tmp_path / "r" / "quality.json").read_text(encoding="utf-8"))
    assert (quality["first"], quality["last"], quality["end"]) == ("2026-12-07", "2026-12-13", "2026-12-13")


def test_the_same_effort_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    clinic = busy_folder(tmp_path, patients=12)
    limits = [*DECEMBER, "--effort", "2", "--workers", "1", "--seed", "3"]
    for name in ("one", "two"):
        assert Said("roster", clinic, *limits, "--out", tmp_path / name).status == 0
    one, two = ((tmp_path / name / "appointments.csv").read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_roster_replaces_the_one_before(clinic: Path, made: Path) -> None:
    before = (made / "appointments.csv").read_bytes()
    (made / "appointments.csv").write_text("rubbish" * 9999, encoding="utf-8")
    assert Said("roster", clinic, *QUICK, "--out", made).status == 0
    assert (made / "appointments.csv").read_bytes() == before
    assert sorted(path.name for path in made.iterdir()) == FILES


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--month", "2026-13"],
        ["--month", "9999-12"],
        ["--month", "2026-12", "--until", "2026-12-31"],
        ["--from", "2026-12-01"],
        ["--from", "2026-12-32", "--until", "2027-01-31"],
        ["--from", "2026-12-31", "--until", "2026-12-01"],
        [*DECEMBER, "--look-ahead", "-1"],
        [*DECEMBER, "--look-ahead", "999999999"],
        [*DECEMBER, "--seconds", "0"],
        [*DECEMBER, "--seconds", "nan"],
        [*DECEMBER, "--effort", "-1"],
        [*DECEMBER, "--workers", "0"],
        [*DECEMBER, "--seed", "-1"],
    ],
)
def test_nonsense_is_refused_in_words_and_nothing_is_written(clinic: Path, tmp_path: Path, words: list[str]) -> None:
    said = Said("roster", clinic, *words, "--out", tmp_path / "r")
    assert said.status == 2
    assert said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "r").exists()


def test_a_clinic_with_faults_is_refused(clinic: Path, tmp_path: Path) -> None:
    swap(clinic / "plans.csv", "c1,p1", "c1,p9")
    said = Said("roster", clinic, *QUICK, "--out", tmp_path / "r")
    assert (said.status, (tmp_path / "r").exists()) == (2, False)
    assert "1 fault: plans.csv, row 2" in said.err


def test_a_clinic_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert Said("roster", tmp_path / "nowhere", *QUICK, "--out", tmp_path / "r").status == 2


def test_a_place_that_cannot_be_written_is_refused_before_the_search(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.jobs.roster.plan", lambda *given, **more: pytest.fail("searched"))
    for place in (clinic / "clinic.toml", clinic / "clinic.toml" / "below"):
        said = Said("roster", clinic, *QUICK, "--out", place)
        assert (said.status, said.err) == (2, f"This is a file, not a folder: {clinic / 'clinic.toml'}")
    monkeypatch.setattr("planner.roster.files.os.access", lambda path, mode: not mode & os.W_OK)
    said = Said("roster", clinic, *QUICK, "--out", clinic / "r")
    assert (said.status, said.err) == (2, f"This folder may not be written into: {clinic}")


def test_a_full_disk_is_one_clear_line(clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "r"))

    monkeypatch.setattr("planner.roster.files.write", full)
    said = Said("roster", clinic, *QUICK, "--out", tmp_path / "r")
    assert said.status == 2
    assert said.err.endswith(f"No space left on device: {tmp_path / 'r'}")


def test_a_roster_that_breaks_a_rule_is_a_loud_bug(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **more: object) -> None:
        raise BrokenRoster(["room: two in one"])

    monkeypatch.setattr(planner, "run_clinic", broken)
    said = Said("roster", clinic, *QUICK, "--out", tmp_path / "r")
    assert said.status == 3
    for words in ("internal error", "room: two in one", "bug in planner", "Nothing was written"):
        assert words in said.err


def test_ctrl_c_before_there_is_a_roster_ends_without_one(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(planner, "run_clinic", stopped)
    said = Said("roster", clinic, *QUICK, "--out", tmp_path / "r")
    assert (said.status, said.err) == (130, "Stopped; nothing was written.")


def test_ctrl_c_keeps_the_best_roster(tmp_path: Path) -> None:
    out = tmp_path / "r"
    words = ["roster", MAPLE, *DECEMBER, "--seconds", "300", "--out", out]  # no search of seconds ends there
    running = subprocess.Popen([*PLANNER, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stderr
    assert "score" in running.stderr.readline()
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    shown, complaints = running.communicate(timeout=120)
    assert running.returncode == 0, complaints
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert "Quality" in shown
    assert Said("check", MAPLE, out).status == 0


# --- progress ---------------------------------------------------------------------------------------------------------


def progress(left: float | None = 48.2, bound: float = 1100.0) -> planner.Progress:
    return planner.Progress(score=1234.0, bound=bound, seconds=11.8, seconds_left=left)


def test_progress_says_score_bound_gap_and_time_left() -> None:
    assert figures(progress()) == "score 1,234, proved no less than 1,100, gap 10.9%, 49 s left"
    assert figures(progress(), since=10) == "score 1,234, proved no less than 1,100, gap 10.9%, 39 s left"
    assert figures(progress(left=0)).endswith("closing up")
    assert figures(progress(left=None)).endswith("12 s gone")
    assert figures(progress(bound=-float("inf"))) == "score 1,234, no bound proved yet, 49 s left"


def test_a_log_has_a_line_at_most_every_five_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    with watched(Console(stderr=True, force_terminal=False)) as report:
        for _ in range(1000):
            report(progress())
    assert capsys.readouterr().err.count("\n") == 1


def test_a_terminal_has_one_live_line_that_goes_away(capsys: pytest.CaptureFixture[str]) -> None:
    with watched(Console(stderr=True, force_terminal=True, width=80)) as report:
        report(progress())
    shown = capsys.readouterr().err
    assert "score 1,234" in shown
    assert shown.endswith("\x1b[2K")


# --- check ------------------------------------------------------------------------------------------------------------


def test_a_good_roster_passes(clinic: Path, made: Path) -> None:
    said = Said("check", clinic, made)
    assert (said.status, said.out) == (0, "No rule is broken.")


def test_a_broken_roster_does_not(clinic: Path, made: Path) -> None:
    swap(made / "appointments.csv", "T09:00:00-07:00", "T09:07:00-07:00")
    said = Said("check", clinic, made)
    assert said.status == 1
    assert "grid:" in said.out


def test_the_days_to_check_may_be_given(clinic: Path, made: Path) -> None:
    (made / "quality.json").unlink()
    assert Said("check", clinic, made).status == 2
    assert Said("check", clinic, made, *DECEMBER).status == 0
    assert Said("check", clinic, made, "--from", "2026-12-01", "--until", "2026-12-31").status == 0
    assert Said("check", clinic, made, *DECEMBER, "--look-ahead", "0").status == 1


def test_rows_alone_are_held_against_their_days(clinic: Path, made: Path) -> None:
    swap(made / "appointments.csv", "T09:00:00-07:00", "T09:07:00-07:00")
    said = Said("check", clinic, made / "appointments.csv")
    assert (said.status, "grid:" in said.out) == (1, True)


def test_what_stands_wrongly_is_a_warning(clinic: Path, made: Path) -> None:
    swap(clinic / "shifts.csv", "ana,tue,09:00", "ana,tue,10:00")
    said = Said("check", clinic, made)
    assert "1 warning: shift: c2, session 3" in said.out


# --- publish ----------------------------------------------------------------------------------------------------------


def test_a_published_month_reads_plans_and_checks(clinic: Path, made: Path, tmp_path: Path) -> None:
    said = Said("publish", clinic, made)
    assert said.status == 0
    assert said.out.startswith("Published: 10 booked, ")
    assert ", 0 withdrawn, 0 attended." in said.out
    assert Said("validate", clinic).out.endswith("no faults.")
    assert Said("check", clinic, made).status == 0
    booked = {entry.id: entry for entry in load(clinic).clinic.book if entry.status == "booked"}
    assert Said("roster", clinic, *QUICK, "--out", tmp_path / "again").status == 0
    again = planner.check(load(clinic).clinic, tmp_path / "again")
    assert again == []
    kept = (tmp_path / "again" / "appointments.csv").read_text(encoding="utf-8").splitlines()
    for id, entry in booked.items():
        local = entry.start.astimezone(load(clinic).clinic.timezone).isoformat()
        assert any(line.startswith(f"{id},") and local in line and entry.practitioner in line for line in kept), id


def test_publishing_twice_says_that_nothing_changed(clinic: Path, made: Path) -> None:
    Said("publish", clinic, made)
    before = (clinic / "appointments.csv").read_bytes()
    said = Said("publish", clinic, made)
    assert (said.status, said.out) == (0, "The book has all of it already; nothing changed.")
    assert (clinic / "appointments.csv").read_bytes() == before


def test_who_is_moved_or_withdrawn_is_named(clinic: Path, made: Path) -> None:
    content = (made / "appointments.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (made / "appointments.csv").write_text("".join(x for x in content if not x.startswith("a2,")), encoding="utf-8")
    (made / "unplaced.csv").write_text("plan,number\nc2,2\n", encoding="utf-8")
    said = Said("publish", clinic, made)
    assert "Withdrawn Noa (c2, session 2): Tue 2026-12-01 09:00 with ana" in said.out


def test_a_broken_roster_is_not_published(clinic: Path, made: Path) -> None:
    swap(made / "appointments.csv", "T09:00:00-07:00", "T09:07:00-07:00")
    before = (clinic / "appointments.csv").read_bytes()
    said = Said("publish", clinic, made)
    assert said.status == 1
    assert "grid:" in said.out
    assert said.err == "Nothing was published."
    assert (clinic / "appointments.csv").read_bytes() == before


def test_attended_days_are_marked_alone_or_with_a_month(
    clinic: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_NOW", "2026-12-01T20:00-07:00")
    assert "0 booked, 0 moved, 0 withdrawn, 1 attended" in Said("publish", clinic, "--attended", "2026-12-01").out
    assert Said("publish", clinic).status == 2
    assert Said("publish", clinic, "--attended", "yesterday").status == 2
    assert Said("publish", clinic, clinic).status == 2


# --- the others -------------------------------------------------------------------------------------------------------


def test_sessions_are_listed(clinic: Path) -> None:
    said = Said("sessions", clinic, "--from", "2026-12-01", "--until", "2026-12-31", "--look-ahead", "0")
    assert said.status == 0
    assert "11 sessions" in said.out


def test_eligibility_is_shown(clinic: Path) -> None:
    (clinic / "events.csv").write_text("patient,kind,on\np1,botox,2026-12-01\n", encoding="utf-8")
    assert "2026-12-01 to 2026-12-28 botox" in Said("eligibility", clinic, "--patient", "p1").out
    said = Said("eligibility", clinic, "--patient", "p0")
    assert (said.status, said.err) == (2, "no patient 'p0'; there are p1, p2, p3")


def test_the_policy_is_shown_with_a_clinics_own_changes(clinic: Path) -> None:
    assert "pregnancy" in Said("policy").out
    with (clinic / "clinic.toml").open("a", encoding="utf-8") as file:
        file.write('[policy.pregnancy]\noff = true\nreason = "seen elsewhere"\n')
    assert "turned off by the clinic Reason: seen elsewhere" in Said("policy", clinic).out
    assert "turned off" not in Said("policy").out


def test_help_names_every_command() -> None:
    said = Said("--help")
    for command in ("validate", "roster", "check", "publish", "sessions", "eligibility", "policy"):
        assert command in said.out
        assert Said(command, "--help").status == 0
    assert Said("--version").out == f"planner {planner.__version__}"


def test_the_console_script_runs(clinic: Path) -> None:
    script = shutil.which("planner", path=os.path.dirname(sys.executable))
    assert script
    done = subprocess.run([script, "validate", str(clinic)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run([script, "validate", str(clinic / "no")], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_seen_enough_is_no_error(clinic: Path) -> None:
    command = subprocess.Popen([*PLANNER, "policy"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert command.stdout
    command.stdout.close()
    assert command.stderr
    assert "Traceback" not in command.stderr.read()
    command.wait(timeout=60)
