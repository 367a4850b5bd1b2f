"""What the desk's tests have in common: small clinics, places in them, and what another client does meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from planner.clinic import Appointment, Clinic, Entry, Prices
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.desk import Diary
from planner.desk.desk import Desk
from tests.worlds import (
    MONDAY,
    POLICY,
    at,
    day,
    entry,
    hours,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    service,
    world,
)

COURSE = protocol("course", phase(sessions=4, at_least=2))


def clinic(**more: object) -> Clinic:
    """Ann has a course, Ben another; Mai treats both in room one."""
    plans = [plan("a", "course"), plan("b", "course", "ben")]
    return world([service()], [COURSE], plans=plans, **more)  # type: ignore[arg-type]


def place(key: str, number: int, clock: str = "9:00", **more: object) -> Appointment:
    """A place for a session, such as place("a1", 0): plan a, session 1, on day 0 at nine."""
    start = at(number, clock)
    row = Appointment("offer", key[:-1], int(key[-1]), "needling", "mai", "one", start, start + timedelta(minutes=30))
    return replace(row, **more)  # type: ignore[arg-type]


FAR = 700 * (2 + (date.today() - MONDAY).days // 700)
"""A Monday to come, two to four years ahead: PostgreSQL counts time by the server's clock."""


PEEL = replace(POLICY.rules["peel"], source="House rules, page 3")


def far(**more: object) -> Clinic:
    """Ann and Ben have courses, and are booked on three days, Ann at nine and Ben at half past."""
    days = enumerate((FAR, FAR + 2, FAR + 4), start=1)
    book = [row for n, on in days for row in (entry(f"a{n}", on), entry(f"b{n}", on, "9:30"))]
    given = {
        "plans": [plan("a", "course", start=FAR), plan("b", "course", "ben", FAR)],
        "policy": replace(POLICY, rules={**POLICY.rules, "peel": PEEL}),
        "book": tuple(book),
    }
    return world([service(acts=("skin:peel",))], [COURSE], **{**given, **more})  # type: ignore[arg-type]


def mornings() -> Clinic:
    """Ann likes afternoons and is booked on two mornings, each a plan of its own."""
    return world(
        practitioners=[practitioner(shifts=hours("9:00-10:00", "15:00-16:00"))],
        patients=[patient(prefers=("afternoon",))],
        plans=[plan(id, start=FAR) for id in "abc"],
        prices=Prices(moved=0.5, moved_hour=0),
        book=(entry("a1", FAR), entry("b1", FAR + 1)),
    )


def meanwhile(desk: Desk, act: Callable[[], object]) -> None:
    """What another client does after this one has looked, and before it writes."""
    store, read = desk.store, desk.store.read

    def and_then(connection: Any, names: Any = (), lines: Any = None) -> Any:
        found = read(connection, names, lines)
        if lines is not None:
            store.read = read  # type: ignore[method-assign]
            act()
        return found

    store.read = and_then  # type: ignore[method-assign]


def with_rows(desk: Desk, *rows: Entry) -> tuple[Entry, ...]:
    return (*desk.clinic().book, *rows)


def published(desk: Desk, *rows: Entry) -> None:
    desk.publish(with_rows(desk, *rows), day(0))


def diary_of(clinic: Clinic) -> Diary:
    """The book in memory: an attended row of a number goes before a booked one."""
    attended = {(line.plan, line.number) for line in clinic.book if line.status == ATTENDED}
    rows = []
    for line in clinic.book:
        if line.status != BOOKED or (line.plan, line.number) not in attended:
            rows.append(line.appointment(clinic.services[line.service or next(iter(clinic.services))]))
    return Diary(clinic, rows)
