"""A job done in a process of its own, from whatever thread asks for it."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from planner.cluster.job import CLAIMED, CRASHED, MEASURED, SOLVED, Job, Outcome
from planner.cluster.results import Results
from planner.errors import PlannerError

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Of the libraries beneath numpy: a job's threads are its solver's."""


def perform(job: Job) -> Outcome:
    """Do a job in a process of its own, and note what went wrong in the manifest; what went well is noted by itself."""
    outcome = _run(job)
    if outcome.what not in (SOLVED, MEASURED, CLAIMED):
        with contextlib.suppress(OSError, PlannerError):  # a full disk, or one not seen from here, is the outcome then
            Results.there(Path(job.out)).note(job, outcome)
    return outcome


def end_all() -> None:
    """End the solvers of this process, and the one that they are forked from."""
    global _nursery
    with _lock:
        if _nursery is not None:
            _nursery.end()
        _nursery = None


class _Nursery:
    """The other end of `planner.cluster.nursery`, started on first use."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="planner-nursery-")
        self._address = str(Path(self._folder) / "socket")
        command = [sys.executable, "-m", "planner.cluster.nursery", self._address]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env=os.environ | ONE_THREAD, **pipes)  # type: ignore[call-overload]
        self._links: set[socket.socket] = set()
        if self._process.stdout.readline() != b"ready\n":
            raise OSError(f"{' '.join(command)} does not start; run it by hand to see why")

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def ask(self, line: str) -> bytes:
        """A job's outcome as it is told; nothing where its keeper ended without a word."""
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(self._address)
            self._links.add(link)
            try:
                link.sendall(line.encode() + b"\n")
                with link.makefile("rb") as answer:
                    return answer.readline()
            finally:
                self._links.discard(link)

    def end(self) -> None:
        for link in tuple(self._links):
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
        self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


_lock = threading.Lock()
_nursery: _Nursery | None = None
atexit.register(end_all)


def _run(job: Job) -> Outcome:
    global _nursery
    try:
        with _lock:
            if _nursery is None or not _nursery.lives:
                _nursery = _Nursery()
            nursery = _nursery
        answer = nursery.ask(job.as_json())
    except OSError as failed:
        return Outcome(job.digest, CRASHED, why=f"it could not be started: {failed}", again=True)
    if not answer.endswith(b"\n"):
        return Outcome(job.digest, CRASHED, why="its processes were ended from outside", again=True)
    return Outcome.from_json(answer)
