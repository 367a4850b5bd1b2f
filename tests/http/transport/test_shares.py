"""Connections shared out among the processes of a server."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from planner.http.transport import shares
from planner.http.transport.shares import Shares, Sharing


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "connections"


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


def joined(file: Path, connections: int = 0) -> Shares:
    found = Shares(file, 2)
    found.join()
    found.count(connections)
    return found


def test_a_process_with_more_connections_than_another_lets_it_go_first(file: Path) -> None:
    one, other = joined(file, 1), joined(file, 1)
    assert not one.has_more()
    one.count(2)
    assert one.has_more()
    assert not other.has_more()


def test_nobody_waits_for_a_process_that_has_left_or_died(file: Path) -> None:
    one, other = joined(file, 1), joined(file)
    other.leave()
    assert not one.has_more()
    died = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], stdout=subprocess.PIPE, check=True)
    other._table[other._row] = int(died.stdout)
    assert not one.has_more()
    assert joined(file)._row == other._row  # which whoever is begun in its place takes
    assert one.has_more()


def test_the_first_process_waits_until_all_have_come_once(file: Path) -> None:
    one = joined(file)
    assert not one.complete()
    other = joined(file)
    assert one.complete()
    other.leave()
    assert one.complete()


class Kept(asyncio.Protocol):
    """A connection that stays."""

    def __init__(self, mine: list[Kept], of: Shares) -> None:
        self.mine, self.of = mine, of

    def connection_made(self, _: asyncio.BaseTransport) -> None:
        self.mine.append(self)
        self.of.count(len(self.mine))


def accepting(file: Path, listening: socket.socket, mine: list[Kept]) -> tuple[Sharing, Thread]:
    """A process that takes connections; here a thread with a loop of its own."""
    loop = Sharing(Shares(file, 2))

    async def serve() -> None:
        server = await loop.create_server(lambda: Kept(mine, loop.shares), sock=listening)
        loop.call_later(60, loop.stop)
        del server

    loop.create_task(serve())
    thread = Thread(target=loop.run_forever, daemon=True)
    return loop, thread


def test_connections_that_stay_are_shared_evenly(
    file: Path, listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "PATIENCE", 60.0)  # however busy the other is meanwhile
    one, other = list[Kept](), list[Kept]()
    clients = [socket.create_connection(listening.getsockname()) for _ in range(6)]  # all wait before anybody is there
    there = [accepting(file, listening, one), accepting(file, socket.socket(fileno=os.dup(listening.fileno())), other)]
    for _, thread in there:
        thread.start()
    while len(one) + len(other) < len(clients):
        sleep(0.01)
    assert len(one) == len(other)
    for loop, thread in there:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
    for client in clients:
        client.close()
