"""Ctrl-C, answered at once: the first ends a search and keeps what it has found, the next one discards it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

AGAIN = "(Ctrl-C again to discard it)"


class Discarded(BaseException):
    """The second Ctrl-C; no KeyboardInterrupt, which a search takes for the wish to keep what it has."""


@contextmanager
def answered(found: Callable[[], bool], tell: Callable[[], None]) -> Iterator[None]:
    """While the block runs, the first Ctrl-C is told, if anything was found, and then raises KeyboardInterrupt.

    The next one raises Discarded. Elsewhere than in the main thread, which alone may do so, nothing is changed.
    """
    pressed = 0

    def stop(*_: Any) -> None:
        nonlocal pressed
        pressed += 1
        if pressed > 1:
            raise Discarded
        if found():
            tell()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
