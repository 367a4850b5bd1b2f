"""Clients in processes of their own, for tests that race them, kill them, or take the server from under them."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from contextlib import suppress
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from planner.clinic import Clinic
from planner.desk.desk import Desk
from planner.desk.store import claims, lines
from planner.desk.store.lines import TAKING
from planner.desk.store.tables import claims as claims_table
from planner.errors import Conflict, Forbidden, StoreFault
from tests.desk.test_desk import place
from tests.worlds import patient, phase, plan, practitioner, protocol, room, service, world
from sqlalchemy import select

PROCESSES = multiprocessing.get_context("spawn")
STARTS = [f"{hour}:{minute:02}" for hour in range(13, 17) for minute in (0, 30)]
"""The places of one afternoon."""


def afternoon(patients: int) -> Clinic:
    """Two practitioners and two rooms, one afternoon a day, and more patients than there are places."""
    plans = [plan(f"p{n}", "course", f"patient{n}") for n in range(patients)]
    staff = [practitioner(id, "13:00-17:00") for id in ("mai", "tom")]
    course = protocol("course", phase(sessions=3, gap=(1, 1, 3)))
    return world([service()], [course], staff, plans=plans, rooms=[room("one"), room("two")])


def race(url: str, clients: int, processes: int) -> list[tuple[str, str]]:
    """What each client was told: its plan, and `booked`, `Conflict` or `Forbidden`."""
    barrier, told = PROCESSES.Barrier(processes), PROCESSES.Queue()
    each = clients // processes
    started = [
        PROCESSES.Process(target=_racers, args=(url, range(n * each, (n + 1) * each), barrier, told))
        for n in range(processes)
    ]
    for process in started:
        process.start()
    found = [told.get(timeout=120) for _ in range(clients)]
    for process in started:
        process.join()
    return found


def _racers(url: str, mine: range, barrier: Barrier, told: Queue[tuple[str, str]]) -> None:
    desk = Desk.open(url)
    desk.clinic()
    barrier.wait()
    for n in mine:
        told.put((f"p{n}", _one_place(desk, n)))
    desk.close()


def _one_place(desk: Desk, n: int) -> str:
    """Any place of the afternoon, tried from a random one on until one is free."""
    places = [(clock, who) for clock in STARTS for who in ("mai", "tom")]
    random.Random(n).shuffle(places)
    answer = "none asked"
    for clock, who in places:
        try:
            row = place(f"p{n}1", 0, clock, practitioner=who, room="one" if who == "mai" else "two")
            desk.book(desk.hold([row], key=f"hold {n} {clock} {who}"))
            return "booked"
        except (Conflict, Forbidden) as lost:
            answer = type(lost).__name__
    return answer


def busy(url: str, seed: int, acknowledged: Queue[str]) -> None:
    """A client that holds courses, books, cancels and moves until it is killed; it says what was answered."""
    desk, rng = Desk.open(url), random.Random(seed)
    plans = list(desk.clinic().plans)
    while True:
        id, first = rng.choice(plans), rng.randrange(0, 40)
        who = rng.choice(("mai", "tom"))
        room = "one" if who == "mai" else "two"
        clock = rng.choice(STARTS)
        with suppress(Conflict, Forbidden):
            course = [place(f"{id}{k + 1}", first + k, clock, practitioner=who, room=room) for k in range(3)]
            booked = desk.book(desk.hold(course))
            acknowledged.put(booked.rows[0].id)
            if rng.random() < 0.5:
                for row in reversed(booked.rows):
                    desk.cancel(row.id, "other")
        with suppress(StoreFault):
            time.sleep(0)


def whole(desk: Desk) -> None:
    """Asserts that the store is consistent: claims are those of its lines, and no session or course stands half."""
    with desk.store.reading(whole=True) as connection:
        facts, tick = desk.store.known(connection)
        there = lines.all_lines(connection)
        found = {(row.resource, row.tick): row.appointment for row in connection.execute(select(claims_table))}
    taking = [line for line in there if line.status in TAKING]
    wanted = [(claim, line.id) for line in taking for claim in claims.claimed(facts.clinic, line, tick)]
    assert len(dict(wanted)) == len(wanted), "something is taken twice"
    assert dict(wanted) == found
    holds: dict[str, int] = {}
    for line in there:
        if line.hold is not None:
            holds[line.hold] = holds.get(line.hold, 0) + 1
    assert set(holds.values()) <= {3}, "a course is held half"
    past = journal_lines(desk)
    assert {line.id: line for line in there} == past
