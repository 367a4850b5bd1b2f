"""Who does a server's jobs: this machine, or the workers of a cluster."""

from __future__ import annotations

import logging
import subprocess
from threading import Event, Lock
from typing import Protocol

from planner.cluster.runner import Runner, open_runner
from planner.cluster.work import Killed
from planner.desk.store import urls
from planner.desk.store.server import jobs
from planner.desk.store.server.jobs import Job
from planner.desk.store.store import Store, utc_now
from planner.engine.limits import MOST_WORKERS
from planner.errors import ClusterFault, StoreFault
from planner.http.jobs.attempt import LOST, Attempt, perform

STOPPING = 10
"""Seconds that a process has to end, when the server does."""
BEAT = 2.0
"""How often, in seconds, a job that the cluster has is said to be somebody's."""
DIED = 1
"""The exit status of a process of which nobody knows more."""
log = logging.getLogger("planner.http.jobs")


class Crew(Protocol):
    @property
    def size(self) -> int:
        """How many jobs it does at a time. Raises ClusterFault where it cannot be had."""

    def done(self, job: Job, over: Event) -> int | None:
        """The exit status of the job's process; None where it goes on, though the server is over."""

    def close(self) -> None: ...


class Here:
    """A job at a time, in a process that ends with the server."""

    size = 1

    def __init__(self, url: str) -> None:
        self._url = url

    def done(self, job: Job, over: Event) -> int | None:
        process = Attempt(self._url, job.id, job.fence).begin()
        while (status := _waited(process)) is None:
            if over.is_set():
                process.terminate()
                status = _waited(process, STOPPING)
                if status is None:
                    process.kill()
                    status = process.wait()
        return status

    def close(self) -> None:
        """There is nothing to close."""


class Workers:
    """Those of a scheduler, as many jobs at a time as they have solver threads. What they have begun they finish,
    whatever becomes of the server; the job of a worker that is lost is begun again by another, from its best so far."""

    def __init__(self, store: Store, url: str, scheduler: str) -> None:
        self._store, self._url, self._scheduler = store, urls.absolute(url), scheduler
        self._runner: Runner | None = None
        self._lock = Lock()

    @property
    def size(self) -> int:
        return self._there().slots

    def done(self, job: Job, over: Event) -> int | None:
        try:
            return self._done(job, over)
        except (Killed, ClusterFault):
            log.error("job %s waits: its workers or their scheduler were lost", job.id)
            return DIED

    def close(self) -> None:
        if self._lock.acquire(timeout=BEAT):  # whoever waits for a scheduler has it, and nothing that is to be closed
            if self._runner is not None:
                self._runner.__exit__()
            self._lock.release()

    def _done(self, job: Job, over: Event) -> int | None:
        runner = self._there()
        threads = _threads(job, runner.widest)
        future = runner.submit(perform, Attempt(self._url, job.id, job.fence, threads, tied=True))
        while not over.is_set():
            try:
                return future.result(BEAT)
            except TimeoutError:
                if not self._is_ours(job):
                    return LOST
                runner.look()
        return None

    def _there(self) -> Runner:
        """Connected, and again where the scheduler was lost."""
        with self._lock:
            if self._runner is not None:
                try:
                    self._runner.look()
                except ClusterFault:
                    self._runner.__exit__()
                    self._runner = None
            if self._runner is None:
                self._runner = open_runner(self._scheduler)
            return self._runner

    def _is_ours(self, job: Job) -> bool:
        """Whether nobody else has it; its lease lasts while it waits for a worker."""
        try:
            with self._store.beside() as connection:
                return jobs.beat(connection, job, utc_now()) is not None
        except StoreFault:  # it is said again, while the lease lasts
            return True


def _threads(job: Job, widest: int) -> int:
    """Solver threads, as `Limits.asked` would have them on a machine that is as wide."""
    limits = job.asked["limits"]
    return min(widest, limits["workers"] or (1 if limits["effort"] is not None else MOST_WORKERS))


def _waited(process: subprocess.Popen[bytes], seconds: float = 0.2) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
