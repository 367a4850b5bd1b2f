"""One job done, in a process of its own: `python -m planner.http.jobs.work`, told by the environment which.

While it runs, its lease is made longer, its progress told, and the best so far kept; who takes it over begins there.
"""

from __future__ import annotations

import math
import os
import sys
from _thread import interrupt_main
from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Event, Thread
from typing import Any

from planner.clinic import Appointment
from planner.desk import Desk
from planner.desk.store.server import jobs
from planner.desk.store.server.jobs import DONE, FAILED, STOPPED, Job
from planner.desk.store.store import utc_now
from planner.documents.appointments import of_rows, read_rows
from planner.documents.refusals import of_refusal
from planner.engine.limits import Progress
from planner.errors import PlannerError, StoreFault
from planner.http.jobs.attempt import LOST, Attempt
from planner.http.jobs.end import end
from planner.http.jobs.kinds import KINDS

BEAT, KEPT = 2.0, 6.0
"""How often, in seconds, it says that it is at work, and keeps the best so far."""


class Work:
    """A job at work."""

    def __init__(self, desk: Desk, job: Job) -> None:
        self.desk, self.job = desk, job
        self.over = Event()
        self.told: Progress | None = None
        self.kept = math.inf

    def do(self) -> None:
        """The job from its best on, and what came of it written down."""
        start = read_rows(self.job.best or ())
        heart = Thread(target=self._beat, daemon=True)
        heart.start()
        try:
            said = self._done(self.job.asked, start)
        except KeyboardInterrupt:  # while nothing was searched: before, or after
            best = self.told.placed() if self.told else start
            said = self._done(self._at_once, best) if self.told or best else {"status": STOPPED}
        except PlannerError as refused:
            said = {"status": FAILED, "problem": of_refusal(refused)}
        finally:
            self.over.set()
            heart.join()
        if self.told:
            said["progress"] = _document(self.told)
        end(self.desk.store, self.job, **said)

    def _done(self, asked: Mapping[str, Any], start: Sequence[Appointment]) -> dict[str, Any]:
        result = KINDS[self.job.kind](self.desk, asked, start, self._tell)
        return {"status": DONE, "result": result, "best": None}

    @property
    def _at_once(self) -> Mapping[str, Any]:
        """What was asked, with no time to look for anything better."""
        limits = {name: each for name, each in self.job.asked["limits"].items() if name not in ("seconds", "effort")}
        return {**self.job.asked, "limits": {**limits, "seconds": 0.1}}

    def _tell(self, progress: Progress) -> None:
        self.told = progress

    def _beat(self) -> None:
        """Every other second, until the job is over or somebody else's; a first request to stop ends the search."""
        written: Progress | None = None
        since, asked = 0.0, False
        while not self.over.wait(BEAT):
            told, since = self.told, since + BEAT
            new = {} if told is None or told is written else {"progress": _document(told)}
            if told is not None and since >= KEPT and told.score < self.kept:
                new, since = new | self._best(told), 0.0
            try:
                stop = self._say(new)
            except StoreFault:  # it is said again, while the lease lasts
                continue
            written = told
            if stop and not asked:
                asked = True
                interrupt_main()

    def _say(self, new: Mapping[str, Any]) -> bool:
        """That it is at work, and what is new; whether somebody asked to stop. Ends the process of a job taken over."""
        with self.desk.store.beside() as connection:
            stop = jobs.beat(connection, self.job, utc_now())
            if stop is not None and new:
                jobs.write(connection, self.job, **new)
        if stop is None:
            os._exit(LOST)
        return stop

    def _best(self, told: Progress) -> dict[str, Any]:
        self.kept = told.score
        return {"best": of_rows(self.desk.store.last_known.clinic, told.placed())}


def _document(told: Progress) -> dict[str, Any]:
    bound = told.bound if math.isfinite(told.bound) else None
    gap = None if bound is None else told.gap
    return {
        "score": told.score,
        "bound": bound,
        "gap": gap,
        "seconds": round(told.seconds, 1),
        "seconds_left": told.seconds_left,
    }


def main() -> None:
    os.nice(5)  # so that requests are answered first
    attempt = Attempt.from_environment()
    if attempt.tied:
        Thread(target=_end_with_whoever_began_it, daemon=True).start()
    with Desk.open(attempt.url) as desk:
        with desk.store.reading() as connection:
            job = jobs.whole(connection, attempt.job)
        if job is None or job.fence != attempt.fence:
            sys.exit(LOST)
        if attempt.threads:
            limits = {**job.asked["limits"], "workers": attempt.threads}
            job = replace(job, asked={**job.asked, "limits": limits})
        Work(desk, job).do()


def _end_with_whoever_began_it() -> None:
    """Nothing is ever written to standard input, which ends when that process does."""
    sys.stdin.buffer.read()
    os._exit(LOST)


if __name__ == "__main__":
    main()
