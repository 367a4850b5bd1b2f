"""Takes jobs up, as many at a time as its crew does, so that requests are answered meanwhile."""

from __future__ import annotations

import logging
from threading import Event, Thread

from planner.desk.store.server import jobs
from planner.desk.store.server.jobs import FAILED, WAITING, Job
from planner.desk.store.store import Store, utc_now
from planner.errors import ClusterFault, StoreFault
from planner.http.jobs.attempt import LOST
from planner.http.jobs.crew import STOPPING, Crew
from planner.http.jobs.end import end

LOOK = 0.5
"""How often, in seconds, it looks for a job."""
MOST = 5
"""So often is a job begun whose process dies, before it is given up."""
log = logging.getLogger("planner.http.jobs")


class Worker:
    """A thread that looks for jobs while its server runs, and one for each job at work."""

    def __init__(self, store: Store, crew: Crew) -> None:
        self.store, self.crew = store, crew
        self._over, self._wake = Event(), Event()
        self._thread = Thread(target=self._run, daemon=True, name="jobs")
        self._at_work: list[Thread] = []

    def __enter__(self) -> Worker:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """A job at work here waits for another server, which begins from its best so far."""
        self._over.set()
        self._wake.set()
        self._thread.join(2 * STOPPING)  # a scheduler that does not answer is waited for longer than that
        for thread in self._at_work:
            thread.join()
        self.crew.close()

    def wake(self) -> None:
        """Look at once."""
        self._wake.set()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                if job := self._take():
                    thread = Thread(target=self._do, args=(job,), daemon=True, name=job.id)
                    self._at_work.append(thread)
                    thread.start()
                    continue
            except (StoreFault, ClusterFault) as gone:
                log.error("jobs wait: %s", gone)
            self._wake.wait(LOOK)
            self._wake.clear()

    def _take(self) -> Job | None:
        """A job, where there is one and somebody who can do it now."""
        self._at_work = [thread for thread in self._at_work if thread.is_alive()]
        with self.store.reading() as connection:
            if not jobs.anything_to_take(connection, utc_now()):
                return None
        if len(self._at_work) >= self.crew.size:
            return None
        with self.store.beside() as connection:
            return jobs.take(connection, utc_now())

    def _do(self, job: Job) -> None:
        try:
            status = self.crew.done(job, self._over)
            if status not in (None, 0, LOST):
                log.error("the process of job %s ended with %s", job.id, status)
                self._give_back(job)
        except StoreFault as gone:
            log.error("job %s waits for its lease to end: %s", job.id, gone)
        self.wake()

    def _give_back(self, job: Job) -> None:
        """A job whose process died waits for another, unless that has happened too often."""
        if job.fence >= MOST:
            died = {"error": "StoppedWork", "message": f"its process died {MOST} times"}
            end(self.store, job, FAILED, problem=died)
            return
        with self.store.beside() as connection:
            jobs.write(connection, job, status=WAITING, lease=None)
