"""The suite: its plan fits its time, a run that stopped is taken up again, and a process is measured and ended."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks import given, process, suite
from benchmarks.timetable import LIMITS, MINUTES, NCD_LIMIT, PEERS, SPARE, TENFOLD, Job, jobs, upper_sum

NCD = [f"instance-{number}" for number in range(60)]


def test_the_whole_plan_fits_its_time() -> None:
    assert upper_sum(jobs(full=True, ncd=NCD)) < 60 * MINUTES
    assert upper_sum(jobs(full=False)) < 5 * 60


def test_the_plan_holds_every_run_once() -> None:
    plan = jobs(full=True, ncd=NCD)
    assert len(set(plan)) == len(plan)
    assert len({job.instance for job in plan if job.solver == "planner" and not job.ncd}) == 20
    assert sum(job.ncd for job in plan) == len(NCD)
    assert {job.seconds for job in plan if job.ncd} == {NCD_LIMIT}
    for instance, limit in TENFOLD.items():
        size = int(instance[:2])
        assert Job(instance, "planner", limit, size) in plan
        assert {Job(instance, peer, 10 * limit, size) for peer in PEERS} <= set(plan)
    assert set(LIMITS) == set(SPARE)


def test_without_peers_and_instances_planner_is_left() -> None:
    assert {job.solver for job in jobs(full=True, peers=())} == {"planner", "front-desk"}


def test_given_clinics_run_by_size_seed_after_seed_and_the_peers_on_one_of_each_trade() -> None:
    clinics = {"facial-01": 1, "facial-c1": 1, "facial-05": 5, "laser-02": 2, "laser-more": 3, "laser-20": 20}
    plan = [job for job in jobs(full=True, given=clinics, seeds=2, factor=0.5) if job.given]
    ours = [(job.instance, job.seconds, job.seed) for job in plan if job.solver == "planner"]
    names = ("facial-01", "facial-c1", "laser-02", "laser-more", "facial-05", "laser-20")
    limits = (30, 30, 30, 60, 60, 150)
    assert ours == [(f"given/{n}", limit, seed) for seed in (1, 2) for n, limit in zip(names, limits, strict=True)]
    peers = {(job.instance, job.solver) for job in plan if job.solver != "planner"}
    assert peers == {(f"given/{name}", peer) for name in ("facial-01", "laser-02") for peer in PEERS}


def line(job: Job) -> dict[str, object]:
    return {"failed": None, "broke_off": False, "left_out": [0, 0, 0], "total": 1.0, "peak": 100.0}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The runs that were made in place of a real suite's; the second ends the suite the first time."""
    ran: list[Job] = []

    def measure(self: suite.Suite, job: Job) -> dict[str, object]:
        ran.append(job)
        if len(ran) == 2:
            raise KeyboardInterrupt
        return line(job)

    monkeypatch.setattr(suite.Suite, "_measure", measure)
    monkeypatch.setattr(suite.Suite, "_write_clinics", lambda self, plan: None)
    for job in PLAN:
        (tmp_path / "clinics" / job.instance).mkdir(parents=True, exist_ok=True)
    return ran


PLAN = [Job("01-single-60", "planner", 1), Job("01-single-100", "planner", 1), Job("03-single-60", "front-desk", 0)]


def test_a_seed_is_a_run_of_its_own(tmp_path: Path, made: list[Job]) -> None:
    folder = tmp_path / "given" / "facial-01"
    folder.mkdir(parents=True)
    (folder / "practitioners.csv").write_text("practitioner,name\na,A\n", encoding="utf-8")
    assert given.sizes(tmp_path / "given") == {"facial-01": 1}
    one, other = (Job("given/facial-01", "planner", 1, 1, seed) for seed in (1, 7))
    measured = suite.Suite(tmp_path, clinics=tmp_path / "given")
    measured.run([one])
    made.append(other)  # the fixture ends the second run
    measured.run([one, other])
    assert made == [one, other, other]
    assert {each["seed"] for each in suite.read_lines(measured.results)} == {1, 7}


def test_a_run_that_stopped_is_taken_up_again(
    tmp_path: Path, made: list[Job], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        suite.Suite(tmp_path).run(PLAN)
    with (tmp_path / "results.jsonl").open("a") as file:
        file.write('{"instance": "01-single-100", "solv')  # cut short
    assert suite.Suite(tmp_path).run(PLAN) == 0
    assert made == [PLAN[0], PLAN[1], PLAN[1], PLAN[2]]
    assert "01-single-60  planner  1 s: reused" in capsys.readouterr().out
    assert [each["instance"] for each in suite.read_lines(tmp_path / "results.jsonl")] == [job.instance for job in PLAN]


def test_other_code_is_measured_anew(tmp_path: Path, made: list[Job]) -> None:
    first = suite.Suite(tmp_path)
    first.run(PLAN[:1])
    made.clear()
    first.code = {True: "other", False: "other"}
    first.run(PLAN[:1])
    assert made == PLAN[:1]


def test_what_could_end_too_late_is_left(tmp_path: Path, made: list[Job]) -> None:
    assert suite.Suite(tmp_path).run(PLAN, minutes=0) == len(PLAN)
    assert made == []


def test_a_process_is_measured() -> None:
    ended = process.run([sys.executable, "-c", "x = bytearray(80_000_000); print('done')"], 60)
    assert (ended.status, ended.word) == (0, "done")
    assert ended.peak > 75


def test_a_process_that_takes_too_long_is_ended() -> None:
    ended = process.run([sys.executable, "-c", "import time; time.sleep(60)"], 0.2)
    assert ended.status != 0
    assert ended.word == "ended after 0 s"


def test_a_run_is_judged_from_its_files(tmp_path: Path) -> None:
    """The front desk's run, as the suite makes it: written, read back and judged."""
    plan = [Job("01-single-60", "front-desk", 0)]
    suite.Suite(tmp_path).run(plan)
    (found,) = suite.read_lines(tmp_path / "results.jsonl")
    assert found["failed"] is None
    assert found["violations"] == 0
    assert found["score"] == found["claimed"] == sum(found["goals"].values())
    assert found["due"] == found["placed"] + sum(found["left_out"])
    assert json.dumps(found["host"])
