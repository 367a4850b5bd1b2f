"""Jobs handed to a runner, never many more than it can do, and again where that may help."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait

from planner.cluster.job import CLAIMED, CRASHED, Job, Outcome
from planner.cluster.process import perform
from planner.cluster.runner import Runner
from planner.cluster.work import Killed

TRIES = 2
TICK = 1.0
"""Seconds between two looks, at most."""
AHEAD = 2
"""Jobs a slot that are handed over at a time: one that runs, and one that waits on the spot."""


def done(jobs: Iterable[Job], runner: Runner, tick: Callable[[int], None]) -> Iterator[tuple[Job, Outcome]]:
    """Each job with its outcome, in the order in which they end; they are begun in the order given.

    One that another run is at is asked for again until it is there, or until that run has given it up. `tick` is told
    now and then how many are running. Raises ClusterFault where the runner is lost.
    """
    waiting, elsewhere = deque(jobs), deque[tuple[float, Job]]()
    running: dict[Future[Outcome], Job] = {}
    tries: Counter[str] = Counter()
    while waiting or elsewhere or running:
        while elsewhere and elsewhere[0][0] <= time.monotonic():
            waiting.append(elsewhere.popleft()[1])
        slots = runner.slots
        while waiting and len(running) < AHEAD * slots:
            job = waiting.popleft()
            running[runner.submit(perform, job)] = job
        tick(min(len(running), slots))
        if not running:
            time.sleep(TICK)
        for future in wait(running, TICK, FIRST_COMPLETED).done:
            job = running.pop(future)
            outcome = _outcome(job, future)
            tries[job.digest] += outcome.what != CLAIMED
            if outcome.what == CLAIMED:
                elsewhere.append((time.monotonic() + TICK, job))
            elif outcome.again and tries[job.digest] < TRIES:
                waiting.appendleft(job)
            else:
                yield job, outcome
        runner.look()


def _outcome(job: Job, future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except Killed as killed:
        return Outcome(job.digest, CRASHED, why=str(killed))
