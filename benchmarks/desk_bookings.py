"""How many sessions a second many clients book at one store.

    python -m benchmarks.desk_bookings [URL …] [--clients 16] [--seconds 20]

A clinic of 20 practitioners, and a patient with a weekly course for each place of its days: the clients go through the
days together, so that they meet on each practitioner's day. `hold, book` are two calls a booking, `book` is one. A URL
must be that of an empty store; without any, an SQLite file and a PostgreSQL server are made in temporary folders, both
of which put each commit on the disk.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, text

from planner.clinic import Appointment, Clinic, Gap, Patient, Phase, Plan, Practitioner, Protocol, Room, Service, Step
from planner.clinic.clinic import UTC
from planner.clinic.spans import WeeklyHours
from planner.desk.desk import Desk
from tests.desk.postgres import Server, binaries

PRACTITIONERS, A_DAY, DAYS = 20, 8, 60
FIRST = date(2027, 1, 4)
HOUR = timedelta(hours=1)


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
    shifts = tuple(
        WeeklyHours(weekday, datetime.min.time().replace(9), datetime.min.time().replace(17)) for weekday in range(7)
    )
    staff = [f"practitioner-{n}" for n in range(PRACTITIONERS)]
    plans = [
        Plan(f"plan-{n}", f"patient-{n}", "weekly", FIRST + timedelta(days=n // (PRACTITIONERS * A_DAY)))
        for n in range(PRACTITIONERS * A_DAY * DAYS)
    ]
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
    for n in range(client, PRACTITIONERS * A_DAY * DAYS, clients):
        day, slot, who = n // (PRACTITIONERS * A_DAY), n // PRACTITIONERS % A_DAY, n % PRACTITIONERS
        start = datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=day, hours=9 + slot)
        yield Appointment("", f"plan-{n}", 1, "needling", f"practitioner-{who}", f"room-{who}", start, start + HOUR)


@dataclass(frozen=True)
class Measured:
    store: str
    calls: str
    bookings: int
    seconds: float
    slowest: float
    """The 95th percentile of a booking, in milliseconds."""


def measure(url: str, calls: str, clients: int, seconds: float) -> Measured:
    desk = Desk.open(url)
    desk.load(clinic())
    desk.close()
    processes = multiprocessing.get_context("spawn")
    barrier, results = processes.Barrier(clients), processes.Queue()
    started = [
        processes.Process(target=_client, args=(url, calls, client, clients, seconds, barrier, results))
        for client in range(clients)
    ]
    for process in started:
        process.start()
    lengths = [length for _ in started for length in results.get()]
    for process in started:
        process.join()
    lengths.sort()
    return Measured(
        url.split("+")[0].split(":")[0], calls, len(lengths), seconds, 1000 * lengths[int(0.95 * len(lengths))]
    )


def _client(
    url: str,
    calls: str,
    client: int,
    clients: int,
    seconds: float,
    barrier: Barrier,
    results: multiprocessing.Queue[list[float]],
) -> None:
    desk, mine, lengths = Desk.open(url), places(client, clients), []
    for row in islice(mine, 3):  # statements are compiled and prepared
        desk.book(desk.hold([row]))
    barrier.wait()
    until = time.perf_counter() + seconds
    for row in mine:
        begun = time.perf_counter()
        if begun > until:
            break
        if calls == "book":
            desk.book([row])
        else:
            desk.book(desk.hold([row]))
        lengths.append(time.perf_counter() - begun)
    results.put(lengths)


def _own_stores(stack: ExitStack) -> Iterator[str]:
    folder = Path(stack.enter_context(TemporaryDirectory()))
    yield from (f"sqlite:///{folder / name}.db" for name in ("held", "booked"))
    if found := binaries():
        server = Server(found, durable=True)
        stack.callback(server.delete)
        engine = create_engine(server.url(), isolation_level="AUTOCOMMIT")
        for name in ("held", "booked"):
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            yield server.url(name)
        engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("urls", nargs="*")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    print("| store | calls | clients | bookings a second | 95 % within |\n| --- | --- | --- | --- | --- |")
    with ExitStack() as stack:
        for number, url in enumerate(given.urls or _own_stores(stack)):
            found = measure(url, ("hold, book", "book")[number % 2], given.clients, given.seconds)
            rate = found.bookings / found.seconds
            print(
                f"| {found.store} | {found.calls} | {given.clients} | {rate:.0f} | {found.slowest:.0f} ms |", flush=True
            )


if __name__ == "__main__":
    main()
