"""A process that has loaded the solver once, and forks one for each job: `python -m planner.cluster.nursery SOCKET`.

Each job has a keeper, which ends its solver when it takes too long or when whoever asked has gone, and tells how it
ended: a solver that crashes, or eats all the memory it may have, takes nobody along. The nursery ends when its standard
input does, which is when the process that started it has ended, however that was.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import select
import signal
import socketserver
import sys
import time
from typing import Any

from planner.cluster.job import CRASHED, LATE, Job, Outcome
from planner.cluster.solver import UNIT, outcome_of
from planner.engine.anneal.machine import machine

MIB = 2**20


class Keeper(socketserver.StreamRequestHandler):
    """One job: a line of JSON comes in, and goes out."""

    rbufsize = 0  # what comes after the line is to be seen by `select`

    def handle(self) -> None:
        line = self.rfile.readline()
        if not line:
            return
        job, began = Job.from_json(line), time.monotonic()
        reading, writing = os.pipe()
        solver = os.fork()
        if solver == 0:
            _solve(job, writing)
        os.close(writing)
        said, ended = self._said(job, reading, began + job.wall)
        if ended:
            os.kill(solver, signal.SIGKILL)
        _, status, used = os.wait4(solver, 0)
        outcome = Outcome.from_json(said) if said and not ended else _lost(job, ended, status)
        if not outcome.seconds:
            memory = used.ru_maxrss * UNIT // MIB
            figures = {"seconds": time.monotonic() - began, "cpu": used.ru_utime + used.ru_stime, "memory": memory}
            outcome = Outcome.of({**vars(outcome), **figures})
        with contextlib.suppress(OSError):
            self.wfile.write(outcome.as_json().encode() + b"\n")

    def _said(self, job: Job, reading: int, until: float) -> tuple[bytes, str]:
        """All that the solver says until it ends, or why it is to be ended."""
        said = b""
        while True:
            ready, _, _ = select.select([reading, self.connection], [], [], max(0.0, until - time.monotonic()))
            if reading in ready:
                part = os.read(reading, 1 << 16)
                if not part:
                    return said, ""
                said += part
            elif self.connection in ready:
                return b"", "whoever asked for it has gone"
            elif time.monotonic() >= until:
                return b"", f"it was not ready after {job.wall:.0f} s"


def _lost(job: Job, ended: str, status: int) -> Outcome:
    if ended:
        return Outcome(job.digest, LATE, why=ended)
    code = os.waitstatus_to_exitcode(status)
    how = signal.Signals(-code).name if code < 0 else f"status {code}"
    why = f"its process ended with {how}; it may have wanted more memory than there is"
    return Outcome(job.digest, CRASHED, why=why, again=code == -signal.SIGKILL)


def _solve(job: Job, writing: int) -> None:
    """The solver: it never returns."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C would end its search early, with half a result
        limit = (job.memory or _share(job.threads)) * MIB
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with os.fdopen(writing, "wb") as out:
            out.write(outcome_of(job).as_json().encode())
        status = 0
    finally:
        os._exit(status)


def _share(threads: int) -> int:
    """The MiB of the machine for so many of its processors."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    return max(1024, whole * threads // (os.cpu_count() or 1))


class Nursery(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    max_children = 1024
    request_queue_size = 128

    def service_actions(self) -> None:
        super().service_actions()
        if select.select([sys.stdin], [], [], 0)[0]:
            os._exit(0)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A keeper that fails says nothing; whoever asked sees its connection end."""


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    machine(wait=True)  # every solver has it then
    gc.freeze()  # else the first collection of each solver would copy all that it shares with the others
    with Nursery(sys.argv[1], Keeper) as nursery:
        print("ready", flush=True)
        nursery.serve_forever(poll_interval=0.5)


if __name__ == "__main__":
    main()
