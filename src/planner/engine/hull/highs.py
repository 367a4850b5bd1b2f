"""HiGHS at work in a process of its own, from here: questions to it, and its end when the search ends."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

Halt = Callable[[Callable[[], None]], Callable[[], None]]
"""Registers a way to stop a running solve; returns how to forget it."""


PROGRAM = Path(__file__).with_name("highs_process.py")


class Gone(Exception):
    """The process has ended, because the search has or by itself."""


class Highs:
    """One process; its answers are awaited."""

    def __init__(self, halt: Halt) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._forget = halt(self._stop)

    def ask(self, verb: str, *given: Any) -> Any:
        """What `highs_process.Program` answers."""
        pipe, answers = self._process.stdin, self._process.stdout
        assert pipe is not None
        assert answers is not None
        try:
            pickle.dump((verb, given), pipe, protocol=pickle.HIGHEST_PROTOCOL)
            pipe.flush()
            return pickle.load(answers)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
            raise Gone("HiGHS ended before its answer") from None

    def _stop(self) -> None:
        """End the process; whoever awaits an answer finds it gone."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process and forget it."""
        self._forget()
        self._stop()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
