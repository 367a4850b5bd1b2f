"""What the way over HTTP costs: bookings a second of many clients, and offers, beside the desk in process.

    python -m benchmarks.http [--clients 16] [--seconds 8] [--offers 300]

The clinic and the places are those of benchmarks/desk_bookings.py, a booking is a hold and its booking. In process the
clients are threads of a process for each processor; over HTTP they are threads of one process that keep their
connections, and the server has one process on SQLite and one for each processor on PostgreSQL. Servers, clients and
database share the machine; the last columns are what a booking has their processors work. Offers are asked
one after another, each plan in process and over HTTP, after a booking by another client.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from statistics import median
from threading import Barrier
from time import perf_counter, process_time
from typing import Any

from benchmarks.desk_bookings import Clients, Lengths, Measured, clinic, measure, measured, places
from benchmarks.processor import seconds, server_of
from benchmarks.stores import stores
from planner.clinic import Appointment
from planner.desk import Desk
from planner.documents.appointments import of_rows
from planner.http.access.tokens import Tokens

CLINIC = clinic()
LENGTH = re.compile(rb"(?i)content-length: (\d+)")
PROCESSORS = len(os.sched_getaffinity(0))


class Connection:
    """One client's connection, which is kept; it works as little as can be, since it takes that from the server."""

    def __init__(self, address: str, token: str) -> None:
        host, _, port = address.removeprefix("http://").partition(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.said = f"Host: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        self.asked = 0

    def get(self, path: str) -> Any:
        return self._ask(f"GET /v1{path} HTTP/1.1\r\n{self.said}\r\n")

    def post(self, path: str, body: object) -> Any:
        self.asked += 1
        text = json.dumps(body)
        more = f"Idempotency-Key: {self.asked}\r\nContent-Length: {len(text)}\r\n"
        return self._ask(f"POST /v1{path} HTTP/1.1\r\n{self.said}{more}\r\n{text}")

    def _ask(self, request: str) -> Any:
        self.socket.sendall(request.encode())
        head, found, body = b"", b"", b""
        while not found:
            head, found, body = (head + self._more()).partition(b"\r\n\r\n")
        length = int(LENGTH.search(head)[1])  # type: ignore[index]  # the server always says it
        while len(body) < length:
            body += self._more()
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(body.decode())
        return json.loads(body)

    def _more(self) -> bytes:
        came = self.socket.recv(65536)
        if not came:
            raise RuntimeError("the server hung up")
        return came


@contextmanager
def serving(url: str, workers: int) -> Iterator[tuple[str, int]]:
    """The address of a server on a store, and its process."""
    command = [sys.executable, "-m", "planner", "serve", url, "--port", "0", "--workers", str(workers)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    address = re.search(r"http://\S+?(?=/ )", process.stdout.readline())
    assert address, "the server did not start"
    try:
        yield address[0], process.pid
    finally:
        process.terminate()
        process.wait(60)


def tokens(url: str, number: int) -> list[str]:
    with Desk.open(url) as desk:
        return [
            Tokens(desk.store, desk.store.clock).make(f"client {n}", ["offer", "book", "facts"], "benchmark")[1]
            for n in range(number)
        ]


def over_http(url: str, clients: Clients, workers: int) -> Measured:
    """The bookings of many clients at a server."""
    with Desk.open(url) as desk:
        desk.load(CLINIC)
    secrets, database = tokens(url, clients.number), server_of(url)
    with serving(url, workers) as (address, server), ThreadPoolExecutor(clients.number) as threads:
        barrier = Barrier(clients.number + 1)
        asked = [
            threads.submit(_client, Connection(address, secrets[n]), clients, n, barrier) for n in range(clients.number)
        ]
        barrier.wait()
        began = process_time(), seconds(server), seconds(database)
        lengths = sorted(chain.from_iterable(each.result() for each in asked))
        ended = process_time(), seconds(server), seconds(database)
    worked = [after - before for before, after in zip(began, ended, strict=True)]
    return measured(clients, lengths, clients=worked[0], server=worked[1], database=worked[2])


def _client(connection: Connection, clients: Clients, client: int, barrier: Barrier) -> Lengths:
    mine, lengths = (_document(row) for row in places(client, clients.number)), Lengths()
    for row in islice(mine, 3):
        _book(connection, row)
    barrier.wait()
    until = perf_counter() + clients.seconds
    for row in mine:
        begun = perf_counter()
        if begun > until:
            break
        _book(connection, row)
        lengths.append(perf_counter() - begun)
    return lengths


def _book(connection: Connection, row: Any) -> None:
    connection.post("/bookings", {"hold": connection.post("/holds", {"rows": [row]})["hold"]})


def _document(row: Appointment) -> Any:
    (document,) = of_rows(CLINIC, [row])
    return document


def offers(url: str, number: int) -> tuple[Lengths, Lengths]:
    """How long each of so many questions takes in process, and over HTTP."""
    here, there = Lengths(), Lengths()
    (token,) = tokens(url, 1)
    with Desk.open(url) as desk, Desk.open(url) as other, serving(url, 1) as (address, _):
        connection, rows = Connection(address, token), places(0, 7)
        for n, row in enumerate(islice(rows, number + 5)):
            other.book([row])
            plan = f"plan-{7 * n + 1}"
            begun = perf_counter()
            desk.offers(plan)
            between = perf_counter()
            connection.get(f"/plans/{plan}/offers")
            if n >= 5:  # the first ones read the book
                here.append(1000 * (between - begun))
                there.append(1000 * (perf_counter() - between))
    return sorted(here), sorted(there)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--offers", type=int, default=300)
    given = parser.parse_args()
    print(f"| database | {given.clients} clients | bookings a second | part | p95 | clients | server | database |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with ExitStack() as stack:
        there = list(stores(stack, "desk", "http", "offers"))
        urls = {(database, name): url for database, name, url in there}
        for database in dict.fromkeys(database for database, _, _ in there):
            workers = 1 if database == "SQLite" else PROCESSORS
            asked = Clients(given.clients, PROCESSORS, "hold, book", given.seconds, keyed=True)
            desk = measure(urls[database, "desk"], asked)
            http = over_http(urls[database, "http"], asked, workers)
            for way, found in (("in process", desk), ("over HTTP", http)):
                worked = " | ".join(f"{each:.2f} ms" for each in (found.clients, found.server, found.database))
                part = f"{found.a_second:.0f} | {found.a_second / desk.a_second:.0%}"
                print(f"| {database} | {way} | {part} | {found.slowest:.0f} ms | {worked} |", flush=True)
        print("\n| database | offers, p50 | p95 | over HTTP, p50 | p95 |\n| --- | --- | --- | --- | --- |")
        for database in dict.fromkeys(database for database, _, _ in there):
            url = urls[database, "offers"]
            with Desk.open(url) as desk:
                desk.load(CLINIC)
            here, far = offers(url, given.offers)
            row = [f"{value:.1f} ms" for each in (here, far) for value in (median(each), each[int(0.95 * len(each))])]
            print(f"| {database} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
