"""`SOAK=1`: whatever can be killed under load is killed; after a rerun every roster is there, made once, as alone."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dask
import pytest

import planner
from planner.cluster.clinics import find
from planner.cluster.dask_runner import DaskRunner
from planner.cluster.driver import Care, many
from planner.cluster.results import Results
from planner.cluster.runner import Runner
from planner.errors import ClusterFault
from tests.cluster.clusters import daemons, two_workers, workers_of
from tests.cluster.worlds import ASKED, SOAK, busy_clinic, counted, faulty_clinic, kill, small_clinic
from tests.cluster.worlds import wait_until as wait

pytestmark = pytest.mark.skipif(not SOAK, reason="takes minutes; SOAK=1 runs it")

EFFORT = 0.3
WORLD = replace(ASKED, effort=EFFORT)
NAMES = [f"c{n}" for n in range(12)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for n, name in enumerate(NAMES):
        (busy_clinic if n % 2 else small_clinic)(tmp_path / "clinics", name)
    return tmp_path / "clinics"


def whole(runner: Runner, root: Path, out: Path) -> None:
    """Run to the end; every roster is there then, made once, and as it is made alone."""
    rows = many(find([str(root)]), out, WORLD, runner)
    assert [row.outcome.what for row in rows] == ["solved"] * len(NAMES)
    assert counted(out, "solved") == dict.fromkeys(NAMES, 1)
    assert not any(process_at(out, row.outcome.digest) for row in rows)
    for row in rows:
        planner.run_clinic(root / row.clinic.name, "2026-12", out / "alone" / row.clinic.name, {"effort": EFFORT})
        alone = out / "alone" / row.clinic.name / "appointments.csv"
        assert (row.roster / "appointments.csv").read_bytes() == alone.read_bytes()


def process_at(out: Path, digest: str) -> bool:
    """Whether somebody has this clinic in hand."""
    with Results(out).claimed(digest) as mine:
        return not mine


def begun(out: Path, most: int) -> None:
    wait(lambda: (out / "manifest.jsonl").exists() and len(counted(out, "solved")) >= most, f"{most} are solved")


def driver(root: Path, out: Path, *words: str, file_size: int | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "planner", "many", str(root), "--month", "2026-12", "--out", str(out)]

    def limit() -> None:
        if file_size:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, "preexec_fn": limit}
    return subprocess.Popen([*command, "--effort", str(EFFORT), *words], **quiet)  # type: ignore[call-overload]


@contextmanager
def local() -> Iterator[DaskRunner]:
    with two_workers() as cluster, DaskRunner(cluster.scheduler_address) as runner:
        yield runner


def test_workers_are_killed_again_and_again(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with two_workers() as cluster, DaskRunner(cluster.scheduler_address) as runner, ThreadPoolExecutor(1) as pool:
        running = pool.submit(whole, runner, root, out)
        for n in range(dask.config.get("distributed.scheduler.allowed-failures")):
            begun(out, n)
            kill(workers_of(cluster)[n % len(workers_of(cluster))])
            time.sleep(1)
        running.result()


def test_the_scheduler_is_killed(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with daemons(tmp_path) as started, DaskRunner(started.address) as runner, ThreadPoolExecutor(1) as pool:
        running = pool.submit(many, find([str(root)]), out, WORLD, runner)
        begun(out, 2)
        started.scheduler.kill()
        with pytest.raises(ClusterFault, match="run the same command again"):
            running.result()
    assert "open" in (out / "report.csv").read_text(encoding="utf-8")
    with local() as runner:
        whole(runner, root, out)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_the_driver_is_ended(how: signal.Signals, root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with driver(root, out, "--workers", "2") as running:
        begun(out, 2)
        os.kill(running.pid, how)
        running.communicate()
    wait(lambda: not any(process_at(out, each.name) for each in (out / "claims").iterdir()), "its solvers end with it")
    with local() as runner:
        whole(runner, root, out)


def test_files_may_not_be_large(root: Path, tmp_path: Path) -> None:
    """As on a disk that is full for the rosters of the large clinics."""
    out = tmp_path / "out"
    with driver(root, out, "--workers", "2", file_size=6000) as running:
        said = running.communicate()[1]
    assert running.returncode == 2, said
    assert [each.name for each in (out / "results").iterdir() if each.name.startswith(".")] == []
    with local() as runner:
        whole(runner, root, out)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 100 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "planner", place], capture_output=True).returncode:
        pytest.skip("only root may mount a disk")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def test_the_disk_is_full(root: Path, disk: Path) -> None:
    out = disk / "out"
    with driver(root, out, "--workers", "2") as running:
        said = running.communicate()[1]
    assert running.returncode == 2
    assert "No space left on device" in said
    assert 0 < len(counted(out, "solved")) < len(NAMES)
    subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
    with local() as runner:
        whole(runner, root, out)


def test_poison_among_them(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    faulty_clinic(root, "faulty")
    busy_clinic(root, "hungry", 3000)
    with local() as runner:
        rows = many(find([str(root)]), out, WORLD, runner, Care(memory=500))
        failed = {row.clinic.name: row.outcome.what for row in rows if row.failed}
        assert failed == {"faulty": "faulty", "hungry": "crashed"}
        for name in failed:
            shutil.rmtree(root / name)
        whole(runner, root, out)


def test_two_drivers_at_once(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with driver(root, out, "--workers", "2") as one, driver(root, out, "--workers", "1") as two:
        assert [each.communicate()[1] and each.returncode for each in (one, two)] == [0, 0]
    assert counted(out, "begun") == counted(out, "solved") == dict.fromkeys(NAMES, 1)
    with local() as runner:
        whole(runner, root, out)
