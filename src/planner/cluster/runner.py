"""Where work is done: a piece after the other here, or by the workers of a Dask cluster.

A runner is what an Executor of `concurrent.futures` is: `submit` answers at once with a future. A run over many clinics
uses one, and so do a server's jobs where a scheduler is named:

    with open_runner("tcp://scheduler:8786") as runner:
        outcome = runner.submit(perform, job).result()
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, Self, TypeVar

from planner.cluster.process import end_all
from planner.cluster.work import Work

Any_work = TypeVar("Any_work", bound=Work)
Result = TypeVar("Result")


class Runner(Protocol):
    """`slots` solver threads run at once, at most `widest` of them for one piece of work.

    A future raises Killed where the workers that had it were ended again and again, and ClusterFault where nobody can
    say what became of it: the scheduler was lost, or every worker. Closing a runner ends what it still does on this
    machine; what a cluster has begun, it finishes.
    """

    @property
    def slots(self) -> int: ...

    @property
    def widest(self) -> int: ...

    @property
    def dashboard(self) -> str:
        """Where a browser sees the cluster; empty where there is nothing to see."""

    def submit(self, do: Callable[[Any_work], Result], work: Any_work) -> Future[Result]: ...

    def look(self) -> None:
        """Raises ClusterFault where there is nobody any more who could do anything."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...


class Serial:
    """A piece of work after the other."""

    slots, widest, dashboard = 1, os.cpu_count() or 1, ""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)

    def submit(self, do: Callable[[Any_work], Result], work: Any_work) -> Future[Result]:
        return self._thread.submit(do, work)

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
