"""Clients in processes of their own, for tests that race them, kill them, or take the server from under them."""

from __future__ import annotations

import multiprocessing
import os
import random
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

from sqlalchemy import select

from planner.clinic import Appointment, Clinic, Prices
from planner.clinic.appointments import BOOKED
from planner.desk.desk import Desk
from planner.desk.store import appointments, claims, journal
from planner.desk.store.appointments import HELD
from planner.desk.store.tables import claims as claims_table
from planner.errors import Conflict, Forbidden, StoreFault
from tests.desk.worlds import FAR, place
from tests.worlds import entry, patient, phase, plan, practitioner, protocol, room, service, world

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.desk.racing"])
SOAK = bool(os.environ.get("SOAK"))
"""Whether the faults are tried as often as the clinic's owner may ask, or as often as a quick test allows."""
ROOMS = {"mai": "one", "tom": "two"}
CLOCKS = [f"{hour}:{minute}" for hour in range(13, 17) for minute in ("00", "30")]
"""The places of one afternoon, with either practitioner."""
SESSIONS = 3


def afternoons(patients: int) -> Clinic:
    """Two practitioners and two rooms, open every afternoon; each patient wants a course of three days running."""
    plans = [plan(f"p{n}-", "course", f"patient{n}") for n in range(patients)]
    staff = [practitioner(id, "13:00-17:00") for id in ROOMS]
    course = protocol("course", phase(sessions=SESSIONS, gap=(1, 1, 3)), start_within=60)
    return world([service()], [course], staff, plans=plans, rooms=[room(id) for id in ROOMS.values()])


def wanted(n: int, number: int, day: int, clock: str, who: str) -> Appointment:
    return place(f"p{n}-{number}", day, clock, practitioner=who, room=ROOMS[who])


# --- a race for one afternoon -------------------------------------------------------------------------------------


def race(url: str, processes: int, threads: int) -> dict[int, str]:
    """What each client was told in the end: `booked`, or the name of what was raised."""
    barrier = PROCESSES.Barrier(processes)
    with PROCESSES.Pool(processes, _meet, (barrier,)) as pool:
        found = pool.starmap(_racers, [(url, n * threads, threads) for n in range(processes)], chunksize=1)
    return {n: told for each in found for n, told in each.items()}


_barrier: list[Barrier] = []


def _meet(barrier: Barrier) -> None:
    _barrier.append(barrier)


def _racers(url: str, first: int, threads: int) -> dict[int, str]:
    desks = [Desk.open(url) for _ in range(threads)]
    for desk in desks:
        desk.clinic()
    _barrier[0].wait()
    with ThreadPoolExecutor(threads) as pool:
        told = list(pool.map(_any_place, desks, range(first, first + threads)))
    for desk in desks:
        desk.close()
    return dict(enumerate(told, start=first))


def _any_place(desk: Desk, n: int) -> str:
    """Places of the first afternoon are tried in a random order until one is free."""
    places = [(clock, who) for clock in CLOCKS for who in ROOMS]
    random.Random(n).shuffle(places)
    told = ""
    for clock, who in places:
        try:
            desk.book(desk.hold([wanted(n, 1, 0, clock, who)]))
            return "booked"
        except (Conflict, Forbidden) as lost:
            told = type(lost).__name__
    return told


# --- clients that are killed, or whose server goes -----------------------------------------------------------------


def work(url: str, seed: int, answers: Path, begun: Event) -> None:
    """Hold, book and cancel whole courses until killed; a line of `answers` for each booking that was answered.

    `begun` is set once one was: how soon depends on the machine. Half of the courses booked before are cancelled first,
    or a quick machine would soon have booked everybody.
    """
    rng = random.Random(seed)
    desk = Desk.open(url)
    before = desk.clinic()
    patients = len(before.plans)
    given_up = set(rng.sample(sorted(before.plans), patients // 2))
    for line in sorted(before.book, key=lambda line: line.start, reverse=True):
        if line.status == BOOKED and line.plan in given_up:
            desk.cancel(line.id, "other")
    out = os.open(answers, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    while True:
        n, first, clock, who = rng.randrange(patients), rng.randrange(40), rng.choice(CLOCKS), rng.choice(list(ROOMS))
        course = [wanted(n, number, first + number, clock, who) for number in range(1, SESSIONS + 1)]
        with suppress(Conflict, Forbidden):
            booked = desk.book(desk.hold(course))
            os.write(out, f"{booked.seq}\n".encode())
            begun.set()
            for row in reversed(booked.rows if rng.random() < 0.5 else ()):
                desk.cancel(row.id, "other")


def book_all(desk: Desk, mine: range) -> Counter[str]:
    """Book a course for each patient, asking again under the same key after a fault; counts faults by their name."""
    faults: Counter[str] = Counter()
    for n in mine:
        clock, who = CLOCKS[n % 8], list(ROOMS)[n // 8 % 2]
        course = [wanted(n, number, 3 * (n // 16) + number, clock, who) for number in range(1, SESSIONS + 1)]
        while True:
            try:
                hold = desk.hold(course, key=f"hold {n}")
                desk.book(hold, key=f"book {n}")
                break
            except StoreFault as failed:
                faults[type(failed).__name__] += 1
    return faults


# --- clients that book all the while --------------------------------------------------------------------------------


def busy(clients: int, later: int) -> Clinic:
    """Ann would rather have afternoons, and each client books and gives up a visit of a patient of its own.

    These visits are asked for so many days `later` than hers.
    """
    staff = [practitioner(id, "9:00-10:00", "13:00-17:00") for id in ROOMS]
    plans = [plan(id, start=FAR) for id in "abc"] + [
        plan(f"x{n}-", patient=f"p{n}", start=FAR + later) for n in range(clients)
    ]
    book = (entry("a1", FAR), entry("b1", FAR + 1))
    ann = patient(prefers=("afternoon",))
    rooms = [room(id) for id in ROOMS.values()]
    prices = Prices(moved=0.5, moved_hour=0)
    return world([service()], (), staff, [ann], plans, rooms, prices=prices, book=book)


def keep_booking(url: str, first: int, threads: int, later: int, ready: Barrier, over: Event, answers: Path) -> None:
    """Each thread gives up what its patient has and books another place, until it is over; a line each booked.

    SQLite may tell a client that another has been writing for too long; then it asks again.
    """
    ready.wait()
    out = os.open(answers, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def book(n: int) -> None:
        rng = random.Random(n)
        with Desk.open(url) as desk:
            while not over.is_set():
                who = rng.choice(list(ROOMS))
                asked = place(
                    f"x{n}-1", FAR + later + rng.randrange(7), rng.choice(CLOCKS), practitioner=who, room=ROOMS[who]
                )
                with suppress(Conflict, Forbidden, StoreFault):
                    for row in (row for row in desk.appointments() if row.plan == asked.plan):
                        desk.cancel(row.id, "staff-cancel")
                    os.write(out, f"{desk.book([asked]).rows[0].id}\n".encode())

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(book, range(first, first + threads)))


# --- what must hold afterwards ------------------------------------------------------------------------------------


def assert_claimed(desk: Desk) -> None:
    """What lines take is claimed by one of them, and nothing else is; equipment by any unit.

    Two take the same only as one session, or where one is to make place for a hold.
    """
    with desk.store.reading(whole=True) as connection:
        facts, tick = desk.store.known(connection)
        taking = [line for line in appointments.all_lines(connection) if line.takes]
        claimed = {(row.resource, row.tick): row.appointment for row in connection.execute(select(claims_table))}
    taken: defaultdict[claims.Claim, list[appointments.StoredAppointment]] = defaultdict(list)
    units: defaultdict[claims.Claim, list[appointments.StoredAppointment]] = defaultdict(list)
    for line in taking:
        for claim in claims.claimed(facts.clinic, line, tick):
            taken[claim].append(line)
        for claim in chain.from_iterable(alike for _, alike in claims.choices(facts.clinic, line, tick)):
            units[claim].append(line)
    assert {claim for claim in claimed if claim not in units} == set(taken)
    for claim, owner in claimed.items():
        assert owner in {line.id for line in (*taken[claim], *units[claim])}
    sessions: defaultdict[object, list[appointments.StoredAppointment]] = defaultdict(list)
    for line in taking:
        sessions[claims.session(facts.clinic, line)].append(line)
    for together in sessions.values():
        ids = {line.id for line in together}
        for _, alike in claims.choices(facts.clinic, together[0], tick) if not together[0].moves else ():
            assert len([claim for claim in alike if claimed.get(claim) in ids]) == 1
    leaving = {line.moves for line in taking}
    for there in filter(None, taken.values()):
        first, *others = [line for line in there if line.id not in leaving] or there
        assert all(claims.shared(facts.clinic, first, other) for other in others)


def assert_whole(desk: Desk) -> None:
    """Claims are those of the lines, nothing is taken twice, no course is held half, and the journal tells it all."""
    assert_claimed(desk)
    with desk.store.reading(whole=True) as connection:
        there = appointments.all_lines(connection)
        past = journal.fold(journal.since(connection, 0))
    assert set(Counter(line.hold for line in there if line.status == HELD).values()) <= {1, SESSIONS}
    assert {line.id: line for line in there} == {line.id: line for line in past.lines_then}
