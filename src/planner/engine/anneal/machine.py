"""The compiled functions, made once a process, beside whatever else goes on.

    python -m planner.engine.anneal.machine

compiles them into numba's cache, from which they are read in a fraction of a second. Where that was not done before,
the first search has it done by a process of its own, for ten to twenty seconds; meanwhile rosters are searched without
them, and whoever is done before need not wait.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from planner.engine.anneal.board import Board
from planner.engine.anneal.clashes import Pairs, pairs

COMPILING = 120.0
"""Seconds that the process which compiles is waited for."""
LOOK = 0.05
"""Seconds from one look whether it is done to the next."""


@dataclass(frozen=True)
class Machine:
    """The functions that are called from outside."""

    pairs: Callable[..., int]
    walk: Callable[..., int]

    @classmethod
    def made(cls, cached: bool = False) -> Machine:
        """Raises Uncached where only what is `cached` is wanted and something is not."""
        from planner.engine.anneal import compiler  # only here: it loads numba, and most questions need none
        from planner.engine.anneal.walk import walk

        return cls(
            compiler.machine_code(pairs, Pairs, int, int, int, int, cached=cached),
            compiler.machine_code(walk, Board, int, int, float, cached=cached),
        )


class _Workshop:
    """Where the machine is made, by the first who asks for it, in a thread of its own."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.machine: Machine | None = None

    def begin(self) -> threading.Thread:
        with self.lock:
            if self.thread is None:
                # not a daemon: a process that ends while LLVM is at work may crash
                self.thread = threading.Thread(target=self._make, name="compiling")
                self.thread.start()
            return self.thread

    def _make(self) -> None:
        try:
            self.machine = self._found()
        except Exception as error:  # whatever a version of numba cannot do, rosters are found without it
            warnings.warn(f"numba gave up, so rosters are searched without annealing: {error}", stacklevel=2)

    def _found(self) -> Machine | None:
        """The machine from the cache, once a process of its own has put it there if need be; compiled here where there
        is no cache. None when this process ends before, and where numba cannot be loaded."""
        from planner.engine.anneal.compiler import Uncached, available

        if not available():
            return None
        try:
            return Machine.made(cached=True)
        except Uncached:
            return Machine.made() if self._compiled_apart() else None
        except Exception:
            return Machine.made()

    def _compiled_apart(self) -> bool:
        """Have the machine compiled by a process of its own, which goes on when this one ends; whether it was seen to
        the end."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        nothing = subprocess.DEVNULL
        process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            env=environment,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,  # a Ctrl-C is not meant for it
        )
        until = time.monotonic() + COMPILING
        while process.poll() is None and time.monotonic() < until:
            time.sleep(LOOK)
            if not threading.main_thread().is_alive():
                return False
        return True


_workshop = _Workshop()


def installed() -> bool:
    """Whether there is a numba to compile with."""
    return find_spec("numba") is not None


def machine(wait: bool = False) -> Machine | None:
    """The machine, as soon as it is made; None till then, or where there is no numba."""
    if not installed():
        return None
    thread = _workshop.begin()
    if wait:
        thread.join()
    return _workshop.machine


if __name__ == "__main__":
    if installed():
        Machine.made()
