"""planner many: as a person types it, and as a program reads it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from planner.cluster import runner
from planner.cluster.process import end_all
from planner.errors import NotInstalled
from tests.cli.worlds import Said, swap
from tests.cluster.worlds import busy_clinic, counted, faulty_clinic, small_clinic
from tests.cluster.worlds import wait_until as wait

MANY = ["--month", "2026-12", "--effort", "0.1"]


@pytest.fixture
def _without_dask(monkeypatch: pytest.MonkeyPatch) -> object:
    def lacking(*_: object) -> None:
        raise NotInstalled("a cluster needs Dask: pip install 'treatment-planner[cluster]'")

    monkeypatch.setattr(runner, "open_runner", lacking)
    yield
    end_all()


@pytest.mark.usefixtures("_without_dask")
def test_without_dask_it_is_one_after_the_other(tmp_path: Path) -> None:
    small_clinic(tmp_path / "clinics", "a")
    faulty_clinic(tmp_path / "clinics", "b")
    said = Said("many", tmp_path / "clinics", *MANY, "--out", tmp_path / "out")
    assert said.status == 2
    assert "pip install 'treatment-planner[cluster]'" in said.err
    assert "b: faulty, 1 fault in its tables; planner validate" in said.out
    assert "1 with a roster, 1 to look at" in said.out
    swap(tmp_path / "clinics" / "b" / "plans.csv", "c1,nobody", "c1,p1")
    said = Said("many", tmp_path / "clinics", *MANY, "--out", tmp_path / "out", "--json")
    lines = [json.loads(line) for line in said.out.replace("} {", "}\n{").splitlines()]
    clinics = {line["clinic"]: line for line in lines if line["event"] == "clinic"}
    assert said.status == 0
    assert {name: (line["what"], line["before"]) for name, line in clinics.items()} == {
        "a": ("solved", True),
        "b": ("solved", False),
    }
    last = [line for line in lines if line["event"] == "progress"][-1]
    assert (last["done"], last["before"], last["failed"], last["waiting"]) == (2, 1, 0, 0)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ([], "say which days"),
        (["--month", "2026-12", "--effort", "0"], "effort is 0"),
        ([*MANY, "--scheduler", "tcp://x:1", "--workers", "2"], "give one of them"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_made(words: list[str], wrong: str, tmp_path: Path) -> None:
    said = Said("many", small_clinic(tmp_path, "a"), *words, "--out", tmp_path / "out")
    assert (said.status, wrong in said.err) == (2, True)
    assert not (tmp_path / "out").exists()


def test_sigterm_keeps_what_is_finished_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """On a cluster of its own, as its user starts it."""
    root, out = tmp_path / "clinics", tmp_path / "out"
    small_clinic(root, "a")
    busy_clinic(root, "b", 200)  # for which a proof takes much longer
    words = [sys.executable, "-m", "planner", "many", str(root), "--month", "2026-12", "--out", str(out), "--workers"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*words, "2", "--effort", "1000"], **quiet) as run:  # type: ignore[call-overload]
        wait(lambda: out.exists() and counted(out, "solved").get("a") and counted(out, "begun").get("b"), "a is solved")
        os.kill(run.pid, signal.SIGTERM)
        said = run.communicate()[1]
    assert run.returncode == 130
    assert "the same command goes on from there" in said
    assert counted(out, "solved") == {"a": 1}
    with (out / "report.csv").open(encoding="utf-8", newline="") as file:
        assert {row["clinic"]: row["what"] for row in csv.DictReader(file)} == {"a": "solved", "b": "open"}
