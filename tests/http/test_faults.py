"""Many clients race through a server that is killed every few seconds; and its memory over many requests.

`SOAK=1` runs them, for as long as `PLANNER_RACE_SECONDS` says on each database, five minutes unless told.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from planner.desk.desk import Desk
from planner.http.access.tokens import Tokens
from tests.http import audit
from tests.http.racing import Client, Server, afternoons
from tests.http.worlds import free_port

SECONDS = float(os.environ.get("PLANNER_RACE_SECONDS", "300"))
CLIENTS = 64
KILLED_WITHIN = (2.0, 6.0)
"""Seconds that a server lives."""
REQUESTS = 10_000
soak = pytest.mark.skipif(not os.environ.get("SOAK"), reason="long: make soak")


def tokens(url: str, number: int) -> list[str]:
    with Desk.open(url) as desk:
        desk.load(afternoons(number))
        made = Tokens(desk.store, desk.store.clock)
        return [made.make(f"client {n}", ["offer", "book", "facts"], "the tests")[1] for n in range(number)]


@soak
def test_no_answered_booking_is_lost_and_none_is_twice(url: str, tmp_path: Path) -> None:
    secrets, port, over = tokens(url, CLIENTS), free_port(), Event()
    server = Server(url, port, workers=1 if url.startswith("sqlite") else 2)
    server.start()
    clients = [Client(n, port, secret) for n, secret in enumerate(secrets)]
    rng, until = random.Random(1), monotonic() + SECONDS
    with ThreadPoolExecutor(CLIENTS) as threads:
        running = [threads.submit(client.run, over) for client in clients]
        while monotonic() < until:
            sleep(rng.uniform(*KILLED_WITHIN))
            server.kill()
            server.start()
        over.set()
        for each in running:
            each.result()
    server.kill()
    subprocess.run([sys.executable, "-m", "planner", "desk", "dump", url, tmp_path / "dump"], check=True)
    booked = audit.booked_in(tmp_path / "dump")
    told = {id: place for client in clients for id, place in client.booked.items()}
    counts = sum((client.counts for client in clients), Counter({"kills": server.kills}))
    print(f"\n{url.partition(':')[0]}, {SECONDS:.0f} s: {dict(counts)}; {len(booked)} stand at the end")
    assert audit.doubles(booked, audit.patients_in(tmp_path / "dump")) == []
    assert booked == {id: (_on_the_clock(at), *where) for id, (at, *where) in told.items()}
    assert counts["booked"]
    assert counts["answered again"]


def _on_the_clock(moment: str) -> str:
    """As the table has it: the answer's own offset is the clinic's."""
    return moment[:16].replace("T", " ")


@soak
def test_memory_is_flat_over_many_requests(tmp_path: Path) -> None:
    """After a first thousand, ten thousand more of every kind leave the server as large as it was."""
    url = f"sqlite:///{tmp_path / 'clinic.db'}"
    secrets, port = tokens(url, 8), free_port()
    server = Server(url, port, workers=1)
    server.start()
    clients = [Client(n, port, secret) for n, secret in enumerate(secrets)]
    assert server.process is not None
    sizes = []
    try:
        for asked in range(0, REQUESTS + 2000, 1000):
            with ThreadPoolExecutor(len(clients)) as threads:
                list(threads.map(lambda client: client.look_around(1000 // len(clients)), clients))
            sizes.append((asked + 1000, _megabytes(server.process.pid)))
    finally:
        server.kill()
    print("\nrequests, MiB:", ", ".join(f"{asked} {size:.1f}" for asked, size in sizes))
    warm = sizes[1][1]
    assert sizes[-1][1] < 1.05 * warm


def _megabytes(pid: int) -> float:
    """What a process alone has in memory."""
    kept = Path(f"/proc/{pid}/smaps_rollup").read_text().split("\n")
    return sum(int(line.split()[1]) for line in kept if line.startswith("Private_")) / 1024
