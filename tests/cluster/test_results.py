"""Claims, results and the manifest, whoever else is at them and whatever ends in the middle."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from planner.cluster.manifest import Manifest
from planner.cluster.results import Results
from planner.cluster.solver import outcome_of
from planner.errors import Nonsense
from tests.cluster.worlds import counted, job_of, kill, small_clinic

PROCESSES = multiprocessing.get_context("spawn")


def claim(out: Path, digest: str, claimed: object) -> None:
    with Results(out).claimed(digest) as mine:
        assert mine
        claimed.set()  # type: ignore[attr-defined]
        PROCESSES.Event().wait()


def test_a_claim_is_held_by_one_and_ends_with_its_process(tmp_path: Path) -> None:
    results, claimed = Results.make(tmp_path), PROCESSES.Event()
    holder = PROCESSES.Process(target=claim, args=(tmp_path, "d", claimed))
    holder.start()
    assert claimed.wait(60)
    with results.claimed("d") as mine, results.claimed("e") as other:
        assert (mine, other) == (False, True)
    kill(holder.pid)
    holder.join()
    with results.claimed("d") as mine:
        assert mine


def test_one_that_is_claimed_is_not_solved(tmp_path: Path) -> None:
    job = job_of(small_clinic(tmp_path, "a"), tmp_path / "out")
    with Results(tmp_path / "out").claimed(job.digest):
        assert outcome_of(job).what == "claimed"
    assert counted(tmp_path / "out", "begun") == {}


def write_half(results: Results) -> None:
    with results.place("d") as new:
        (new / "appointments.csv").write_text("half", encoding="utf-8")
        raise ZeroDivisionError


def test_a_result_is_whole_or_not_there(tmp_path: Path) -> None:
    results = Results.make(tmp_path)
    with pytest.raises(ZeroDivisionError):
        write_half(results)
    left = tmp_path / "results" / ".d.killed" / "new"
    left.mkdir(parents=True)
    with results.place("d") as new:
        (new / "appointments.csv").write_text("whole", encoding="utf-8")
    assert [each.name for each in (tmp_path / "results").iterdir()] == ["d"]
    assert results.outcome("d") is None  # nothing says that it is a result


def test_a_result_whose_line_was_lost_is_noted_and_not_made_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    job = job_of(small_clinic(tmp_path, "a"), out)
    first = outcome_of(job)
    (out / "manifest.jsonl").write_bytes(b"")
    again = outcome_of(job)
    assert (first.what, first.found, again.found, again.score) == ("solved", False, True, first.score)
    assert (counted(out, "begun"), counted(out, "solved")) == ({}, {"a": 1})


def test_half_a_line_of_the_manifest_spoils_no_other(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path / "manifest.jsonl")
    manifest.path.write_bytes(b'{"what": "solved", "digest": "a"}\n{"what": "sol')
    manifest.add("solved", "b", {})
    assert [line["digest"] for line in manifest.lines()] == ["a", "b"]


def test_a_clinics_own_folder_takes_no_results(tmp_path: Path) -> None:
    with pytest.raises(Nonsense, match="holds a clinic"):
        Results.make(small_clinic(tmp_path, "a"))


def test_tables_that_changed_since_they_were_told_are_not_solved_under_that_name(tmp_path: Path) -> None:
    folder = small_clinic(tmp_path, "a")
    job = job_of(folder, tmp_path / "out")
    (folder / "rooms.csv").write_text("room\none\n", encoding="utf-8")
    assert outcome_of(job).what == "changed"
    assert list((tmp_path / "out" / "results").iterdir()) == []
