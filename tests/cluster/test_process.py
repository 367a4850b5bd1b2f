"""Whatever a clinic's own process does, whoever asked for it hears how it ended, and the next is solved."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner.cluster.job import Job
from planner.cluster.process import end_all, perform
from tests.cluster.worlds import ASKED, busy_clinic, counted, endless_clinic, faulty_clinic, job_of, kill, small_clinic
from tests.cluster.worlds import wait_until as wait


@pytest.fixture(scope="module", autouse=True)
def _ended() -> object:
    yield
    end_all()


def solver_of(job: Job) -> list[int]:
    """The processes that have claimed the job."""
    claim, found = os.path.join(job.out, "claims", job.digest), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            opened = [os.readlink(each) for each in (process / "fd").iterdir()]
        except OSError:
            continue
        if claim in opened:
            found.append(int(process.name))
    return found


def test_a_roster_is_the_same_as_by_hand(tmp_path: Path) -> None:
    folder, out = small_clinic(tmp_path, "a"), tmp_path / "out"
    outcome = perform(job_of(folder, out))
    planner.run_clinic(folder, "2026-12", tmp_path / "hand", {"effort": 0.1})
    for name in ("appointments.csv", "unplaced.csv"):
        made = out / "results" / outcome.digest / name
        assert made.read_bytes() == (tmp_path / "hand" / name).read_bytes()
    assert (outcome.what, outcome.due, counted(out, "solved")) == ("solved", 12, {"a": 1})
    assert outcome.memory > 10


def test_faults_are_told_by_their_place_without_what_stands_there(tmp_path: Path) -> None:
    outcome = perform(job_of(faulty_clinic(tmp_path, "a"), tmp_path / "out"))
    assert (outcome.what, outcome.faults) == ("faulty", ("plans.csv, row 2, patient",))
    assert "nobody" not in outcome.as_json()
    assert counted(tmp_path / "out", "faulty") == {"a": 1}


def test_a_clinic_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    folder = endless_clinic(tmp_path, "a")
    outcome = perform(job_of(folder, tmp_path / "out", step="measure", wall=1.0))
    assert (outcome.what, outcome.again) == ("late", False)


def test_a_clinic_that_wants_too_much_memory_harms_no_other(tmp_path: Path) -> None:
    poison, good = busy_clinic(tmp_path, "poison", 2000), small_clinic(tmp_path, "good")
    jobs = [job_of(each, tmp_path / "out", memory=400) for each in (poison, good)]
    with ThreadPoolExecutor(2) as pool:
        assert [each.what for each in pool.map(perform, jobs)] == ["crashed", "solved"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells who has a file open")
def test_one_that_is_killed_may_be_tried_again_and_leaves_nothing(tmp_path: Path) -> None:
    job = job_of(busy_clinic(tmp_path, "a"), tmp_path / "out", replace(ASKED, effort=100.0))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(perform, job)
        wait(lambda: counted(tmp_path / "out", "begun"), "it begins")
        for pid in solver_of(job):
            kill(pid)
        outcome = asked.result()
        assert (outcome.what, outcome.again) == ("crashed", True)
        assert "SIGKILL" in outcome.why
        assert perform(replace(job, asked=ASKED)).what == "solved"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells who has a file open")
def test_no_solver_outlives_the_process_that_asked(tmp_path: Path) -> None:
    job = job_of(busy_clinic(tmp_path, "a"), tmp_path / "out", replace(ASKED, effort=100.0))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(perform, job)
        wait(lambda: counted(tmp_path / "out", "begun"), "it begins")
        end_all()
        assert asked.result().again
    wait(lambda: not solver_of(job), "its solver ends")


def test_a_disk_that_is_full_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit of a file's size stands in for the disk: the nursery that is started under it hands it on."""
    job = job_of(small_clinic(tmp_path, "a"), tmp_path / "out")
    end_all()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, hard))
        outcome = perform(job)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        end_all()
    assert outcome.what == "failed"
    assert list((tmp_path / "out" / "results").iterdir()) == []
    assert perform(job).what == "solved"


def test_workers_of_another_version_solve_nothing(tmp_path: Path) -> None:
    asked = replace(ASKED, versions={**ASKED.versions, "ortools": "1.0"})
    outcome = perform(job_of(small_clinic(tmp_path, "a"), tmp_path / "out", asked))
    assert outcome.what == "refused"
    assert "ortools 1.0" in outcome.why


def test_a_worker_that_does_not_see_the_results_says_so(tmp_path: Path) -> None:
    job = replace(job_of(small_clinic(tmp_path, "a"), tmp_path / "out"), out=str(tmp_path / "elsewhere"))
    assert perform(job).what == "refused"
    assert not (tmp_path / "elsewhere").exists()


def test_what_waits_for_solvers_loads_none() -> None:
    loaded = "import planner.cluster.process, sys; print(sorted({'ortools', 'pandas', 'numba'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True).stdout == "[]\n"
