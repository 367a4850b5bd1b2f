"""The processes of a server share its connections out: one that has more of them than another lets it go first.

They listen on one socket, and left alone whoever is quickest takes what has come: often one process all of it, while
the others' processors rest for as long as those connections are kept.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EMFILE, ENFILE, ENOBUFS, ENOMEM
from fcntl import LOCK_EX, LOCK_UN, flock
from mmap import mmap
from pathlib import Path
from typing import Any

from planner.http.transport.heads import Punctual

LOOK, PATIENCE = 0.001, 0.003
"""Seconds from one look at the others to the next; and those for which they may go first: who is not quicker than that
is busier than it seems."""
START = 20.0
"""Seconds for which the first to be ready waits for the others: all that have waited at the door would be its own."""
PAUSE = 1.0
"""Seconds without a new connection where the system has no more to give."""
MOST = 1024
"""Processes that are counted."""
_FULL = (EMFILE, ENFILE, ENOBUFS, ENOMEM)
Protocol = Callable[[], asyncio.BaseProtocol]


class Shares:
    """How many connections each process has: its id and their number, side by side in a file that all of them map."""

    def __init__(self, file: Path, processes: int) -> None:
        self.processes = processes
        self._file = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, 8 * MOST)
        self._table = memoryview(mmap(self._file, 8 * MOST)).cast("i")
        self._row = 0

    def join(self) -> None:
        """Be one of those who take connections from now on."""
        with self._alone():
            self._row = next(row for row in range(0, 2 * MOST, 2) if not _lives(self._table[row]))
            self.count(0)
            self._table[self._row] = os.getpid()

    def count(self, connections: int) -> None:
        """This process has so many by now."""
        self._table[self._row + 1] = connections

    @property
    def mine(self) -> int:
        return self._table[self._row + 1]

    def has_more(self) -> bool:
        """Whether this process has more than another."""
        for row in range(0, 2 * MOST, 2):
            if not (process := self._table[row]):  # rows are given away from the first on
                return False
            if self._table[row + 1] < self.mine and _lives(process):
                return True
        return False

    def complete(self) -> bool:
        """Whether as many processes as there are to be have joined, be it that they left since."""
        return all(self._table[row] for row in range(0, 2 * self.processes, 2))

    def leave(self) -> None:
        """Be waited for no more."""
        self._table[self._row] = -1

    @contextmanager
    def _alone(self) -> Iterator[None]:
        flock(self._file, LOCK_EX)
        try:
            yield
        finally:
            flock(self._file, LOCK_UN)


class Sharing(asyncio.SelectorEventLoop):
    """A loop of one of several processes, whose servers share connections out with those of the others."""

    def __init__(self, shares: Shares) -> None:
        super().__init__()
        self.shares = shares

    async def create_server(self, protocol_factory: Protocol, *_: Any, sock: socket.socket, **__: Any) -> Accepting:  # type: ignore[override]
        return Accepting(self, protocol_factory, sock)


class Accepting:
    """As much of an asyncio server as uvicorn asks for, which takes connections one at a time."""

    def __init__(self, loop: Sharing, protocol: Protocol, listening: socket.socket) -> None:
        self._loop, self._protocol, self._listening = loop, protocol, listening
        self._later: asyncio.TimerHandle | None = None
        self._tasks = set[asyncio.Task[Any]]()
        listening.setblocking(False)
        loop.shares.join()
        self._begin(loop.time() + START)

    def close(self) -> None:
        self._loop.shares.leave()
        self._loop.remove_reader(self._listening)
        if self._later is not None:
            self._later.cancel()

    async def wait_closed(self) -> None:
        """Nothing is waited for: a connection has its own end."""

    def _begin(self, latest: float) -> None:
        if self._loop.shares.complete() or self._loop.time() > latest:
            self._wait()
        else:
            self._later = self._loop.call_later(LOOK, self._begin, latest)

    def _wait(self) -> None:
        self._loop.add_reader(self._listening, self._come)

    def _come(self) -> None:
        """Somebody is at the door."""
        self._loop.remove_reader(self._listening)
        self._after_others(self._loop.time() + PATIENCE)

    def _after_others(self, latest: float) -> None:
        if self._loop.shares.has_more() and self._loop.time() < latest:
            self._later = self._loop.call_later(LOOK, self._after_others, latest)
        else:
            self._take()

    def _take(self) -> None:
        """One that is still there, if any is."""
        self._wait()
        try:
            connection, _ = self._listening.accept()
        except OSError as failed:  # mostly because another process was quicker, or the client went away
            if failed.errno in _FULL:
                self._loop.remove_reader(self._listening)
                self._later = self._loop.call_later(PAUSE, self._wait)
            return
        self._loop.shares.count(self._loop.shares.mine + 1)
        task = self._loop.create_task(self._loop.connect_accepted_socket(self._protocol, connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class Counted(Punctual):
    """A connection that is counted, at a `Sharing` loop."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._count()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._count()

    def _count(self) -> None:
        self.loop.shares.count(len(self.connections))  # type: ignore[attr-defined]


def _lives(process: int) -> bool:
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's by now
        return False
    return True
