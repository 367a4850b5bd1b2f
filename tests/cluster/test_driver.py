"""A whole run on a real cluster: every clinic that can have a roster has one, the same as alone, and made once."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import planner
from planner.cluster.clinics import find
from planner.cluster.dask_runner import DaskRunner
from planner.cluster.driver import Care, many
from planner.cluster.job import Asked
from planner.cluster.progress import Progress
from planner.cluster.rows import Row
from planner.cluster.runner import Runner, Serial
from tests.cli.worlds import swap
from tests.cluster.clusters import Cluster, workers_of
from tests.cluster.worlds import ASKED, busy_clinic, counted, faulty_clinic, kill, small_clinic
from tests.cluster.worlds import wait_until as wait


class Watch:
    """What a run tells."""

    def __init__(self) -> None:
        self.said: list[Progress] = []
        self.rows: list[Row] = []

    def progress(self, progress: Progress) -> None:
        self.said.append(progress)

    def row(self, row: Row) -> None:
        self.rows.append(row)


def run(runner: Runner, root: Path, out: Path, asked: Asked = ASKED, **more: object) -> dict[str, Row]:
    rows: Sequence[Row] = many(find([str(root)]), out, asked, runner, **more)  # type: ignore[arg-type]
    return {row.clinic.name: row for row in rows}


def rosters(rows: dict[str, Row]) -> dict[str, bytes]:
    return {name: (row.roster / "appointments.csv").read_bytes() for name, row in rows.items() if row.roster}


def test_good_clinics_have_their_rosters_whatever_is_among_them(tmp_path: Path, runner: DaskRunner) -> None:
    root, out = tmp_path / "clinics", tmp_path / "out"
    good = [f"good{n}" for n in range(3)]
    for name in good:
        small_clinic(root, name)
    faulty_clinic(root, "faulty")
    busy_clinic(root, "endless", 5000)  # nobody builds its model in that time
    rows = run(runner, root, out, care=Care(wall=3.0))
    assert {name: row.outcome.what for name, row in rows.items()} == {
        **dict.fromkeys(good, "solved"),
        "faulty": "faulty",
        "endless": "late",
    }
    for name in good:
        planner.run_clinic(root / name, "2026-12", tmp_path / name, {"effort": 0.1})
        assert rosters(rows)[name] == (tmp_path / name / "appointments.csv").read_bytes()
    assert counted(out, "solved") == dict.fromkeys(good, 1)
    assert counted(out, "begun") == dict.fromkeys(rows, 1)

    shutil.rmtree(root / "endless")  # and none of the good ones is solved again
    small_clinic(root, "endless")
    again = run(runner, root, out)
    assert {name for name, row in again.items() if row.before} == set(good)
    assert again["endless"].outcome.what == "solved"
    assert counted(out, "solved") == dict.fromkeys([*good, "endless"], 1)
    assert all(counted(out, "begun")[name] == 1 for name in good)
    assert rosters(again) == rosters(again) | rosters(rows)


def test_it_is_the_same_one_after_the_other(tmp_path: Path, runner: DaskRunner, serial: Serial) -> None:
    for n in range(3):
        small_clinic(tmp_path / "clinics", f"c{n}")
    here = run(serial, tmp_path / "clinics", tmp_path / "here")
    there = run(runner, tmp_path / "clinics", tmp_path / "there")
    assert rosters(here) == rosters(there)
    assert len(rosters(here)) == 3


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path, runner: DaskRunner, cluster: Cluster) -> None:
    root, out = tmp_path / "clinics", tmp_path / "out"
    for n in range(4):
        busy_clinic(root, f"c{n}", 12)
    asked = replace(ASKED, effort=0.3)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, runner, root, out, asked)
        wait(lambda: counted(out, "begun") if (out / "manifest.jsonl").exists() else False, "it begins")
        kill(workers_of(cluster)[0])
        rows = running.result()
    assert all(row.solved for row in rows.values())
    assert counted(out, "solved") == {f"c{n}": 1 for n in range(4)}
    planner.run_clinic(root / "c0", "2026-12", tmp_path / "alone", {"effort": 0.3})
    assert rosters(rows)["c0"] == (tmp_path / "alone" / "appointments.csv").read_bytes()


def test_two_runs_at_once_do_no_work_twice(tmp_path: Path, runner: DaskRunner, serial: Serial) -> None:
    root, out = tmp_path / "clinics", tmp_path / "out"
    for n in range(4):
        small_clinic(root, f"c{n}")
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(lambda each: run(each, root, out), (runner, serial))
    assert rosters(one) == rosters(two)
    assert counted(out, "begun") == counted(out, "solved") == {f"c{n}": 1 for n in range(4)}
    assert all(one[name].before != two[name].before for name in one)


def test_the_longest_are_begun_first_and_large_ones_have_more_threads(tmp_path: Path) -> None:
    class Noting(Serial):
        widest = 3
        jobs: list[tuple[str, str, int]] = []  # noqa: RUF012

        def submit(self, do, work):  # type: ignore[no-untyped-def]
            self.jobs.append((work.step, work.name, work.threads))
            return super().submit(do, replace(work, threads=1, asked=replace(work.asked, effort=0.05)))

    small_clinic(tmp_path / "clinics", "a")
    busy_clinic(tmp_path / "clinics", "b", 300)
    with Noting() as noting:
        run(noting, tmp_path / "clinics", tmp_path / "out", replace(ASKED, effort=None, seconds=20.0), care=Care(1.0))
        assert noting.jobs[2:] == [("solve", "b", 2), ("solve", "a", 1)]
        noting.jobs.clear()
        run(noting, tmp_path / "clinics", tmp_path / "again", care=Care(1.0))
        assert noting.jobs == [("solve", "b", 1), ("solve", "a", 1)]  # not read before


def test_clinics_of_one_content_are_solved_once_and_another_seed_anew(tmp_path: Path, serial: Serial) -> None:
    root, out = tmp_path / "clinics", tmp_path / "out"
    for name in ("a", "b"):
        small_clinic(root, name)
    swap(root / "b" / "clinic.toml", "Clinic b", "Clinic a")
    rows = run(serial, root, out)
    assert rows["a"].roster == rows["b"].roster is not None
    assert sum(counted(out, "solved").values()) == 1
    assert run(serial, root, out, replace(ASKED, seed=2))["a"].roster != rows["a"].roster
    assert sum(counted(out, "solved").values()) == 2


def test_who_watches_hears_of_each_clinic_once_and_how_far_it_is(tmp_path: Path, serial: Serial) -> None:
    root, out = tmp_path / "clinics", tmp_path / "out"
    small_clinic(root, "a")
    faulty_clinic(root, "b")
    run(serial, root, out, watch=(watch := Watch()))
    assert sorted(row.clinic.name for row in watch.rows) == ["a", "b"]
    last = watch.said[-1]
    assert (last.clinics, last.done, last.failed, last.running, last.waiting) == (2, 1, 1, 0, 0)
    assert any(each.running for each in watch.said)


def test_the_report_is_for_programs_and_people(tmp_path: Path, serial: Serial) -> None:
    root, out = tmp_path / "clinics", tmp_path / "out"
    small_clinic(root, "a")
    faulty_clinic(root, "b").rename(root / "<b>")
    row = run(serial, root, out)["a"]
    with (out / "report.csv").open(encoding="utf-8", newline="") as file:
        table = {each["clinic"]: each for each in csv.DictReader(file)}
    quality = json.loads((row.roster / "quality.json").read_text(encoding="utf-8"))
    assert float(table["a"]["gap"]) == quality["gap"]
    assert (table["a"]["left_out"], table["a"]["due"]) == ("0", str(quality["due"]))
    assert (table["<b>"]["what"], table["<b>"]["faults"], table["<b>"]["roster"]) == ("faulty", "1", "")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert f'href="results/{row.outcome.digest}/"' in page


def test_a_place_that_is_not_there_is_a_row(tmp_path: Path, serial: Serial) -> None:
    small_clinic(tmp_path, "a")
    (tmp_path / "list.txt").write_text("a\ngone\n", encoding="utf-8")
    rows = run(serial, tmp_path / "list.txt", tmp_path / "out")
    assert {name: row.outcome.what for name, row in rows.items()} == {"a": "solved", "gone": "failed"}
