"""Takes jobs up, one at a time, each done by a process of its own, so that requests are answered meanwhile."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from threading import Event, Thread

from planner.desk.store.server import jobs
from planner.desk.store.server.jobs import FAILED, WAITING, Job
from planner.desk.store.store import Store, utc_now
from planner.errors import StoreFault
from planner.http.jobs.work import ASKED, LOST

LOOK = 0.5
"""How often, in seconds, it looks for a job."""
MOST = 5
"""So often is a job begun whose process dies, before it is given up."""
STOPPING = 10
"""Seconds that a process has to end, when the server does."""
log = logging.getLogger("planner.http.jobs")


class Worker:
    """A thread that looks for jobs while its server runs."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.url = store.engine.url.render_as_string(hide_password=False)
        self._over, self._wake = Event(), Event()
        self._thread = Thread(target=self._run, daemon=True, name="jobs")

    def __enter__(self) -> Worker:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """The job at work waits for another server, which begins from its best so far."""
        self._over.set()
        self._wake.set()
        self._thread.join()

    def wake(self) -> None:
        """Look at once."""
        self._wake.set()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                if job := self._take():
                    self._do(job)
                    continue
            except StoreFault as gone:
                log.error("jobs wait: %s", gone)
            self._wake.wait(LOOK)
            self._wake.clear()

    def _take(self) -> Job | None:
        with self.store.reading() as connection:
            if not jobs.anything_to_take(connection, utc_now()):
                return None
        with self.store.beside() as connection:
            return jobs.take(connection, utc_now())

    def _do(self, job: Job) -> None:
        errand = json.dumps({"url": self.url, "job": job.id, "fence": job.fence})
        command = [sys.executable, "-m", "planner.http.jobs.work"]
        # in a session of its own, so that a Ctrl-C is for the server alone
        process = subprocess.Popen(command, env=os.environ | {ASKED: errand}, start_new_session=True)
        while (status := _waited(process)) is None:
            if self._over.is_set():
                process.terminate()
                status = _waited(process, STOPPING)
                if status is None:
                    process.kill()
                    status = process.wait()
        if status not in (0, LOST):
            log.error("the process of job %s ended with %s", job.id, status)
            self._give_back(job)

    def _give_back(self, job: Job) -> None:
        """A job whose process died waits for another, unless that has happened too often."""
        died = {"error": "StoppedWork", "message": f"its process died {MOST} times"}
        failed = {"status": FAILED, "problem": died, "ended": utc_now()}
        again = {"status": WAITING, "lease": None}
        with self.store.beside() as connection:
            jobs.write(connection, job, **(failed if job.fence >= MOST else again))


def _waited(process: subprocess.Popen[bytes], seconds: float = 0.2) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
