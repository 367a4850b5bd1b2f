"""The compiled functions, made once a process, beside whatever else goes on.

The first time after an installation they take some seconds to compile, later a fraction of one to read from numba's
cache. Meanwhile rosters are searched without them.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from planner.engine.anneal import compiler
from planner.engine.anneal.board import Board
from planner.engine.anneal.clashes import Pairs, pairs
from planner.engine.anneal.walk import walk


@dataclass(frozen=True)
class Machine:
    """The functions that are called from outside."""

    pairs: Callable[..., int]
    walk: Callable[..., int]


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
            self.machine = Machine(
                compiler.machine_code(pairs, Pairs, int, int),
                compiler.machine_code(walk, Board, int, int, float),
            )
        except Exception as error:  # whatever a version of numba cannot do, rosters are found without it
            warnings.warn(f"numba gave up, so rosters are searched without annealing: {error}", stacklevel=2)


_workshop = _Workshop()


def machine(wait: bool = False) -> Machine | None:
    """The machine, as soon as it is made; None till then, or where there is no numba."""
    if not compiler.available():
        return None
    thread = _workshop.begin()
    if wait:
        thread.join()
    return _workshop.machine
