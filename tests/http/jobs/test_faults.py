"""`SOAK=1`: the scheduler of a server is lost, on both databases; the job is done once another is there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

import planner
from planner.http.door import Settings
from planner.http.jobs.crew import BEAT
from tests.cluster.clusters import daemons
from tests.cluster.worlds import SOAK, wait_until
from tests.files.worlds import busy_folder
from tests.http.worlds import Served

pytestmark = pytest.mark.skipif(not SOAK, reason="takes a minute; SOAK=1 runs it")


def test_a_job_outlives_its_scheduler(serve: Callable[..., Served], url: str, tmp_path: Path) -> None:
    clinic = planner.read(busy_folder(tmp_path, 60))
    with daemons(tmp_path) as first:
        staff = serve(clinic, url, settings=Settings(scheduler=first.address)).client()
        job = staff.post("/v1/rosters", {"month": "2026-12", "effort": 3}).headers["location"]
        wait_until(lambda: staff.get(job).json()["status"] == "running", "it is begun")
        first.scheduler.kill()
        first.worker.kill()
        time.sleep(3 * BEAT)
        assert staff.get("/readyz").status_code == 200
        assert staff.get(job).json()["status"] in ("waiting", "running")
    with daemons(tmp_path, first.port):
        wait_until(lambda: staff.get(job).json()["status"] not in ("waiting", "running"), "another has it")
    assert staff.get(job).json()["status"] == "done"
    assert staff.get(staff.get(job).json()["result"]).json()["rows"]
