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
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from time import perf_counter

from sqlalchemy.engine import make_url

from benchmarks.stores import stores
from planner.clinic import Appointment, Clinic, Gap, Patient, Phase, Plan, Practitioner, Protocol, Room, Service, Step
from planner.clinic.clinic import UTC
from planner.clinic.spans import DAY, WeeklyHours
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
    shares = [(url, calls, client, clients, seconds, barrier, results) for client in range(clients)]
    started = [processes.Process(target=_client, args=share) for share in shares]
    for process in started:
        process.start()
    lengths = sorted(length for _ in started for length in results.get())
    for process in started:
        process.join()
    store = make_url(url).get_backend_name()
    return Measured(store, calls, len(lengths), seconds, 1000 * lengths[int(0.95 * len(lengths))])


def _client(
    url: str, calls: str, client: int, clients: int, seconds: float, barrier: Barrier, results: Queue[Lengths]
) -> None:
    desk, mine, lengths = Desk.open(url), places(client, clients), Lengths()
    for row in islice(mine, 3):  # statements are compiled and prepared
        desk.book(desk.hold([row]))
    barrier.wait()
    until = perf_counter() + seconds
    for row in mine:
        begun = perf_counter()
        if begun > until:
            break
        if calls == "book":
            desk.book([row])
        else:
            desk.book(desk.hold([row]))
        lengths.append(perf_counter() - begun)
    results.put(lengths)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("urls", nargs="*")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    print("| store | calls | clients | bookings a second | 95 % within |\n| --- | --- | --- | --- | --- |")
    with ExitStack() as stack:
        for number, url in enumerate(given.urls or (url for _, _, url in stores(stack, "held", "booked"))):
            found = measure(url, ("hold, book", "book")[number % 2], given.clients, given.seconds)
            rate, slow = found.bookings / found.seconds, found.slowest
            print(f"| {found.store} | {found.calls} | {given.clients} | {rate:.0f} | {slow:.0f} ms |", flush=True)


if __name__ == "__main__":
    main()
