"""Long work done by the workers of a real cluster, of which one is killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

import planner
from planner.desk.store.server import jobs
from planner.http.door import Settings
from tests.cluster.clusters import Cluster, two_workers, workers_of
from tests.cluster.worlds import kill
from tests.cluster.worlds import wait_until as wait
from tests.files.worlds import busy_folder
from tests.http.worlds import Client, Served


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with two_workers() as cluster:
        yield cluster


@pytest.fixture
def served(serve: Callable[..., Served], tmp_path: Path, cluster: Cluster) -> Served:
    """A clinic whose best roster takes long to be proved."""
    clinic = planner.read(busy_folder(tmp_path, 200))
    return serve(clinic, settings=Settings(scheduler=cluster.scheduler_address))


def begun(client: Client, **limits: Any) -> str:
    asked = client.post("/v1/rosters", {"month": "2026-12", **limits})
    assert asked.status_code == 202, asked.text
    return str(asked.headers["location"])


def told(client: Client, job: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(job).json()
    return found


def stored(served: Served, job: str) -> jobs.Job:
    with served.desk.store.reading() as connection:
        found = jobs.whole(connection, job.rpartition("/")[2])
    assert found is not None
    return found


def at_work(worker: int) -> list[int]:
    """The processes in which a worker does jobs of a server."""
    children = psutil.Process(worker).children() if psutil.pid_exists(worker) else []
    return [each.pid for each in children if "planner.http.jobs.work" in each.cmdline()]


def test_a_job_is_done_by_a_worker_and_when_that_is_killed_by_another_until_it_is_stopped_with_its_best(
    served: Served, cluster: Cluster
) -> None:
    staff = served.client()
    job = begun(staff, seconds=600)
    wait(lambda: stored(served, job).best, "its best so far is kept")
    [(worker, [process])] = [(pid, at_work(pid)) for pid in workers_of(cluster) if at_work(pid)]
    kill(worker)
    wait(lambda: not psutil.pid_exists(process), "its process ends with the worker")
    wait(lambda: any(at_work(pid) for pid in workers_of(cluster) if pid != worker), "another has it")
    staff.delete(job)
    wait(lambda: told(staff, job)["status"] != "running", "it is stopped")
    assert told(staff, job)["status"] == "done"
    assert staff.get(told(staff, job)["result"]).json()["rows"]


def test_a_job_goes_on_when_its_server_ends(served: Served, cluster: Cluster) -> None:
    job = begun(served.client(), effort=3)
    wait(lambda: any(map(at_work, workers_of(cluster))), "a worker has it")
    served.server.should_exit = True
    served.thread.join(20)
    assert any(map(at_work, workers_of(cluster)))
    wait(lambda: stored(served, job).status != "running", "it ends")
    assert stored(served, job).status == "done"
