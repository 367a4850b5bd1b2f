"""How many sessions a second many clients book at one store.

    python -m benchmarks.desk_bookings [--clients 16] [--seconds 8]

A clinic of 20 practitioners, and a patient with a weekly course for each place of its days: the clients go through the
days together, so that they meet on each practitioner's day. `hold, book` are two calls a booking, `book` is one. The
clients are threads of a process for each processor, which share its desk as in a booking system's workers, or each is a
process of its own. The stores, an SQLite file and a PostgreSQL server made in temporary folders, put each commit on the
disk.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, count, cycle, islice, product
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from time import perf_counter, process_time

from benchmarks.processor import seconds, server_of
from benchmarks.stores import stores
from planner.clinic import Appointment, Clinic, Gap, Patient, Phase, Plan, Practitioner, Protocol, Room, Service, Step
from planner.clinic.clinic import UTC
from planner.clinic.spans import DAY, WeeklyHours
from planner.desk.answers import Call
from planner.desk.desk import Desk

PRACTITIONERS, DAYS = 20, 60
A_DAY = 8 * PRACTITIONERS
"""The places of a day, eight with each practitioner."""
FIRST = date(2027, 1, 4)
Lengths = list[float]
"""How long each booking of a client took, in seconds."""


def clinic() -> Clinic:
    """Each practitioner has a room, and a patient for each of 8 places on each of 60 days."""
    needling = Service(
        "needling",
        "Needling",
        steps=(
            Step("needling", timedelta(minutes=15), attended=True),
            Step("rest", timedelta(minutes=25), attended=False),
            Step("needles out", timedelta(minutes=15), attended=True),
        ),
        reset=timedelta(minutes=5),
    )
    weekly = Phase("course", ("needling",), Gap(5, 7, 9), sessions=8)
    shifts = tuple(WeeklyHours(weekday, time(9), time(17)) for weekday in range(7))
    staff = [f"practitioner-{n}" for n in range(PRACTITIONERS)]
    plans = [Plan(f"plan-{n}", f"patient-{n}", "weekly", FIRST + n // A_DAY * DAY) for n in range(A_DAY * DAYS)]
    return Clinic(
        "Measured",
        UTC,
        services={"needling": needling},
        protocols={"weekly": Protocol("weekly", "Weekly", (weekly,))},
        practitioners={id: Practitioner(id, id, shifts=shifts) for id in staff},
        patients={plan.patient: Patient(plan.patient, plan.patient) for plan in plans},
        plans={plan.id: plan for plan in plans},
        rooms={f"room-{n}": Room(f"room-{n}", f"Room {n}") for n in range(PRACTITIONERS)},
    )


def places(client: int, clients: int) -> Iterator[Appointment]:
    """The places of one client: every so many of the clinic's, in the order of the days."""
    for n in range(client, A_DAY * DAYS, clients):
        hour, who = divmod(n % A_DAY, PRACTITIONERS)
        start = datetime.combine(FIRST + n // A_DAY * DAY, time(9 + hour), UTC)
        yield Appointment("", f"plan-{n}", 1, "needling", f"practitioner-{who}", f"room-{who}", start, start)


@dataclass(frozen=True)
class Measured:
    a_second: float
    slowest: float
    """The 95th percentile of a booking, in milliseconds."""
    clients: float = 0
    """What the clients' processors worked for a booking, in milliseconds; in process that is the desk's work too."""
    server: float = 0
    """The same of the server over HTTP."""
    database: float = 0
    """The same of the database's server."""


@dataclass(frozen=True)
class Clients:
    """How many there are, in how many processes."""

    number: int
    processes: int
    calls: str
    seconds: float
    keyed: bool = False
    """Whether each call has a name and a key of its own, as over HTTP."""


def measure(url: str, clients: Clients) -> Measured:
    desk = Desk.open(url)
    desk.load(clinic())
    desk.close()
    spawned = multiprocessing.get_context("spawn")
    barrier, results = spawned.Barrier(clients.number + 1), spawned.Queue()
    started = [
        spawned.Process(target=_process, args=(url, clients, number, barrier, results))
        for number in range(clients.processes)
    ]
    for process in started:
        process.start()
    barrier.wait()
    database = server_of(url)
    worked = seconds(database)
    found = [results.get() for _ in started]
    worked = seconds(database) - worked
    for process in started:
        process.join()
    lengths = sorted(chain.from_iterable(lengths for lengths, _ in found))
    return measured(clients, lengths, clients=sum(mine for _, mine in found), database=worked)


def measured(asked: Clients, lengths: Lengths, /, **worked: float) -> Measured:
    """What these sorted lengths of bookings come to, and the seconds that processors worked for them."""
    each = {whose: 1000 * seconds / len(lengths) for whose, seconds in worked.items()}
    return Measured(len(lengths) / asked.seconds, 1000 * lengths[int(0.95 * len(lengths))], **each)


def _process(url: str, clients: Clients, number: int, barrier: Barrier, results: Queue[tuple[Lengths, float]]) -> None:
    """Its share of the clients, at one desk."""
    desk, mine, ready = Desk.open(url), range(number, clients.number, clients.processes), list[float]()
    with ThreadPoolExecutor(len(mine)) as threads:
        asked = [threads.submit(_client, desk, clients, client, barrier, ready) for client in mine]
    worked = process_time() - min(ready)
    results.put((Lengths(chain.from_iterable(each.result() for each in asked)), worked))


def _client(desk: Desk, clients: Clients, client: int, barrier: Barrier, ready: list[float]) -> Lengths:
    mine, lengths, number = places(client, clients.number), Lengths(), count()

    def said() -> Call:
        return {"who": f"client {client}", "key": f"client {client}:{next(number)}"} if clients.keyed else {}

    for row in islice(mine, 3):  # statements are compiled and prepared
        desk.book(desk.hold([row], **said()), **said())
    barrier.wait()
    ready.append(process_time())
    until = perf_counter() + clients.seconds
    for row in mine:
        begun = perf_counter()
        if begun > until:
            break
        if clients.calls == "book":
            desk.book([row], **said())
        else:
            desk.book(desk.hold([row], **said()), **said())
        lengths.append(perf_counter() - begun)
    else:
        print("The clients ran out of places, so they were quicker than this says; ask for fewer --seconds.")
    return lengths


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=8)
    given = parser.parse_args()
    ways = dict.fromkeys(product(("hold, book", "book"), (os.cpu_count() or 1, given.clients)))
    print("| store | clients | calls | bookings a second | 95 % within |\n| --- | --- | --- | --- | --- |")
    with ExitStack() as stack:
        names = [f"store_{number}" for number in range(len(ways))]
        for (store, _, url), (calls, processes) in zip(stores(stack, *names), cycle(ways)):
            found = measure(url, Clients(given.clients, processes, calls, given.seconds))
            arranged = f"{given.clients} in {processes} processes"
            print(f"| {store} | {arranged} | {calls} | {found.a_second:.0f} | {found.slowest:.0f} ms |", flush=True)


if __name__ == "__main__":
    main()
