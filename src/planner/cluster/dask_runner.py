"""Work on Dask's distributed. It carries paths and figures only, and keeps nothing that a rerun would miss."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from importlib.util import find_spec
from itertools import count
from typing import Any, Self
from uuid import uuid4

from planner.cluster.work import Killed
from planner.errors import ClusterFault, NotInstalled

try:
    import dask
    from distributed import Client, KilledWorker, LocalCluster
except ModuleNotFoundError as lacking:
    raise NotInstalled(f"a cluster needs Dask ({lacking}): pip install 'treatment-planner[cluster]'") from None

RESOURCE = "solver"
"""A solver thread, as the workers offer it and jobs ask for it."""
TOGETHER = 4
"""Solver threads a worker on this machine, so that a large clinic can have several; a worker only waits for solvers."""
PATIENCE = 60.0
"""Seconds without any worker, after which none is waited for."""
LOOK = 1.0
"""Seconds from one question to the scheduler who its workers are to the next: each costs it more than a job does."""
GONE = "the scheduler is gone; what is finished is kept: run the same command again"
START = "dask worker ADDRESS --nthreads 8 --resources solver=8 --memory-limit 0"
SETTINGS = {
    "distributed.scheduler.work-stealing": False,  # jobs are long, and moved ones are lost without trace: issue 7523
    "distributed.scheduler.worker-ttl": None,  # a worker that is waited for is no dead one
    "distributed.worker.profile.enabled": False,  # it would look a hundred times a second at a worker that waits
    "distributed.admin.tick.limit": "1h",  # a busy machine is none that has to be warned of
    "distributed.admin.tick.interval": "1s",  # each look takes processors that are the solvers'
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.scheduler.active-memory-manager.start": False,  # there is nothing in their memory
}


class DaskRunner:
    """A runner on a scheduler, or on a cluster of its own on this machine."""

    def __init__(self, scheduler: str | None = None, workers: int | None = None) -> None:
        self._run, self._numbers = uuid4().hex[:8], count(1)
        self._missed: float | None = None
        self._seen: list[dict[str, Any]] = []
        self._seen_at = -LOOK
        for name in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said by outcomes and ClusterFault
        self._cluster = None if scheduler else _local(workers or os.cpu_count() or 1)
        try:
            self._client = Client(scheduler or self._cluster, timeout="30s", set_as_default=False)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as failed:
            self.__exit__()
            words = f"no worker can be had at {scheduler}: {failed}. Start a scheduler, and workers by `{START}`"
            raise ClusterFault(words) from None
        self._executor = self._client.get_executor(pure=False)
        try:
            self._offered()
        except ClusterFault:
            self.__exit__()
            raise

    @property
    def slots(self) -> int:
        return sum(self._offered())

    @property
    def widest(self) -> int:
        return max(self._offered())

    @property
    def dashboard(self) -> str:
        return str(self._client.dashboard_link) if self._cluster is None or _has_dashboard() else ""

    def submit(self, do: Callable[[Any], Any], work: Any) -> Future[Any]:
        """The key names the work on the dashboard; it is another at each try, since results alone tell what is done."""
        title = re.sub(r"[^\w.]+", "-", work.title).strip("-")
        key = f"{title}-{self._run}-{next(self._numbers)}"
        ours: Future[Any] = Future()
        theirs = self._executor.submit(do, work, key=key, resources={RESOURCE: work.threads})
        ours.set_running_or_notify_cancel()
        theirs.add_done_callback(lambda done: _settle(work.title, done, ours))
        return ours

    def look(self) -> None:
        if self._client.status != "running":
            raise ClusterFault(GONE)
        if self._workers():
            self._missed = None
            return
        self._missed = self._missed or time.monotonic()
        if time.monotonic() - self._missed > PATIENCE:
            raise ClusterFault("all workers are gone; what is finished is kept: run the same command again")

    def _offered(self) -> list[int]:
        """The solver threads of each worker. Raises ClusterFault where no worker offers any."""
        there = self._workers()
        offered = [int(worker["resources"].get(RESOURCE, 0)) for worker in there]
        if there and not any(offered):
            raise ClusterFault(f"no worker offers the resource {RESOURCE}; start workers by `{START}`")
        return [each for each in offered if each] or [1]

    def _workers(self) -> list[dict[str, Any]]:
        """What each says of itself, or did a moment ago. Raises ClusterFault where the scheduler is gone."""
        if time.monotonic() - self._seen_at >= LOOK:
            try:
                told = self._client.scheduler_info(n_workers=-1)
            except OSError:
                raise ClusterFault(GONE) from None
            self._seen, self._seen_at = list(told["workers"].values()), time.monotonic()
        return self._seen

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if client := getattr(self, "_client", None):
            client.close(timeout=5)
        if self._cluster is not None:
            self._cluster.close(timeout=10)


def _local(slots: int) -> Any:
    workers = next(number for number in range(max(1, slots // TOGETHER), 0, -1) if slots % number == 0)
    each = slots // workers
    dask.config.set(SETTINGS)
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=each,
        resources={RESOURCE: each},
        memory_limit=0,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0" if _has_dashboard() else None,
        silence_logs=logging.CRITICAL,
    )


def _has_dashboard() -> bool:
    return find_spec("bokeh") is not None


def _settle(title: str, theirs: Future[Any], ours: Future[Any]) -> None:
    try:
        ours.set_result(theirs.result())
    except KilledWorker:
        ours.set_exception(Killed("the workers that had it were ended, several times over"))
    except CancelledError:
        ours.set_exception(ClusterFault(GONE))
    except BaseException as failed:
        ours.set_exception(ClusterFault(f"the cluster failed at {title} ({type(failed).__name__}: {failed})"))
