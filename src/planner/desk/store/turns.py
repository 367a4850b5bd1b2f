"""Turns to write: the threads of a process come to an SQLite file one after the other, whoever came first first.

SQLite lets one client write at a time, and has the others look again and again until they may; whoever has just come
looks most often, so that one who has waited long waits on. Beside many who book, a large change would not come through.
Processes still meet each other in SQLite's own way, each with one thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary


class TooLong(Exception):
    """One's turn did not come."""


class Turns:
    """A queue for one place."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def one(self, seconds: float) -> Iterator[None]:
        """Raises TooLong where it does not come in so many seconds."""
        self._take(seconds)
        try:
            yield
        finally:
            self._pass_on()

    def _take(self, seconds: float) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        try:
            if mine.acquire(timeout=seconds):
                return
        except BaseException:  # a Ctrl-C
            self._leave(mine)
            raise
        self._leave(mine)
        raise TooLong

    def _leave(self, mine: Lock) -> None:
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return
        self._pass_on()  # it came in the very moment of leaving

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_by_file: WeakValueDictionary[str, Turns] = WeakValueDictionary()
_looking_up = Lock()


def turns_at(file: str) -> Turns:
    """Those of a file, the same for whoever in this process has it open; keep them as long as it is."""
    with _looking_up:
        return _by_file.setdefault(file, Turns())
