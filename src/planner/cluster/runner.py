"""Where jobs are done: one after the other here, or by the workers of a Dask cluster.

A runner is what an Executor of `concurrent.futures` is, for jobs alone: `submit` answers at once with a future of the
job's outcome. Whoever has a clinic to plan can use one, as a server's jobs do where a scheduler is named:

    with open_runner("tcp://scheduler:8786") as runner:
        outcome = runner.submit(job).result()
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, Self

from planner.cluster.job import Job, Outcome
from planner.cluster.process import end_all, perform


class Runner(Protocol):
    """`slots` solver threads run at once, at most `widest` of them for one job.

    A job's outcome says whatever goes wrong with it. Its future raises ClusterFault where nobody can say what became of
    it: the scheduler was lost, or every worker. Closing a runner ends what it still does on this machine; what a
    cluster has begun, it finishes.
    """

    @property
    def slots(self) -> int: ...

    @property
    def widest(self) -> int: ...

    @property
    def dashboard(self) -> str:
        """Where a browser sees the cluster; empty where there is nothing to see."""

    def submit(self, job: Job) -> Future[Outcome]: ...

    def look(self) -> None:
        """Raises ClusterFault where there is nobody any more who could do a job."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...


class Serial:
    """One job after the other, each in a process of its own."""

    slots, widest, dashboard = 1, os.cpu_count() or 1, ""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)

    def submit(self, job: Job) -> Future[Outcome]:
        return self._thread.submit(perform, job)

    def look(self) -> None:
        """It is always there."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        end_all()


def open_runner(scheduler: str | None = None, workers: int | None = None) -> Runner:
    """The workers of a scheduler, such as `tcp://host:8786`, or without one a cluster on this machine with so many
    solver threads, one a processor unless said.

    Raises NotInstalled without Dask's distributed, ClusterFault where the scheduler or its workers are not to be had.
    """
    from planner.cluster.dask_runner import DaskRunner  # loads Dask

    return DaskRunner(scheduler, workers)
