"""Tiny clinics by hand. Day 0 is Monday, 1 June 2026; unless told, Mai works 9 to 12 every day, and room is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.clinic import (
    Absence,
    Appointment,
    Break,
    Clinic,
    Entry,
    Event,
    Gap,
    Horizon,
    Patient,
    Phase,
    Plan,
    Policy,
    PolicyRule,
    Practitioner,
    Problem,
    Protocol,
    Room,
    Service,
    Span,
    Step,
    Usual,
    WeeklyHours,
)
from planner.clinic.appointments import ATTENDED, BOOKED, PLANNED

ZONE = ZoneInfo("America/Edmonton")
UTC = ZoneInfo("UTC")
MONDAY = date(2026, 6, 1)
PEEL = PolicyRule("peel", "The skin heals.", ("skin:*",), days=3, clearable=True)
FEVER = PolicyRule("fever", "The patient is ill.", ("*",))
POLICY = Policy({rule.trigger: rule for rule in (PEEL, FEVER)})


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def at(number: int, clock: str) -> datetime:
    """The moment at which the clinic's wall clock shows this on a day; 24:00 is its end."""
    if clock == "24:00":
        return at(number + 1, "00:00")
    return datetime.combine(day(number), time.fromisoformat(clock.zfill(5)), ZONE).astimezone(UTC)


def span(number: int, clocks: str) -> Span:
    """A span of one day, such as span(0, "9:00-10:30")."""
    start, end = clocks.split("-")
    return Span(at(number, start), at(number, end))


def hours(
    *rows: str, days: Iterable[int] = range(7), first: int | None = None, last: int | None = None, **more: Any
) -> Any:
    """Weekly hours, such as hours("9:00-12:00", "13:00-17:00"), on these weekdays."""
    clocks = [[time.fromisoformat(clock.replace("24:00", "00:00").zfill(5)) for clock in r.split("-")] for r in rows]
    limits = [None if limit is None else day(limit) for limit in (first, last)]
    return tuple(WeeklyHours(weekday, *row, *limits, **more) for weekday in days for row in clocks)


def service(id: str = "needling", *steps: int, reset: int = 0, **more: Any) -> Service:
    """A service by the minutes of its steps, those of a rest below 0; 30 attended minutes unless told."""
    parts = tuple(Step(f"step {n}", minutes(abs(m)), attended=m > 0) for n, m in enumerate(steps or (30,), 1))
    return Service(id, id.title(), parts, reset=minutes(reset), **more)


def phase(*services: str, gap: tuple[int, int, int] | None = (1, 2, 3), name: str = "course", **more: Any) -> Phase:
    return Phase(name, services or ("needling",), None if gap is None or "every" in more else Gap(*gap), **more)


def protocol(id: str, *phases: Phase, **more: Any) -> Protocol:
    return Protocol(id, id.title(), phases, **more)


def practitioner(id: str = "mai", *rows: str, **more: Any) -> Practitioner:
    """Works these hours every day, 9 to 12 unless told."""
    return Practitioner(id, id.title(), **{"shifts": hours(*rows or ("9:00-12:00",)), **more})


def patient(id: str = "ann", **more: Any) -> Patient:
    return Patient(id, id.title(), **more)


def room(id: str = "one", *features: str, **more: Any) -> Room:
    return Room(id, id.title(), frozenset(features), **more)


def rest(clocks: str, length: int, days: Iterable[int] = range(7)) -> tuple[Break, ...]:
    """A break of so many minutes on these weekdays, such as rest("11:00-14:00", 30)."""
    start, end = (time.fromisoformat(clock.replace("24:00", "00:00").zfill(5)) for clock in clocks.split("-"))
    return tuple(Break(weekday, start, end, minutes(length)) for weekday in days)


def usual(weekday: int, clock: str) -> Usual:
    return Usual(weekday, time.fromisoformat(clock.zfill(5)))


def plan(id: str = "a", protocol: str = "needling", patient: str = "ann", start: int = 0, **more: Any) -> Plan:
    return Plan(id, patient, protocol, day(start), **more)


def absence(of: str, number: int, clocks: str = "00:00-24:00") -> Absence:
    """An absence, or the closure of a room or a unit, on one day."""
    return Absence(of, span(number, clocks))


def event(kind: str, on: int, patient: str = "ann", until: int | None = None) -> Event:
    return Event(patient, kind, day(on), None if until is None else day(until))


def entry(
    key: str,
    number: int,
    clock: str = "9:00",
    status: str = BOOKED,
    practitioner: str | None = "mai",
    room: str | None = "one",
    **more: Any,
) -> Entry:
    """A line of the book, such as entry("a1", 0): plan a, session 1, on day 0 at nine."""
    id = f"{key}-{more.get('service', '')}-{number}"
    return Entry(id, key[:-1], int(key[-1]), status, at(number, clock), practitioner, room, **more)


def fixed(key: str, number: int, clock: str = "9:00", **more: Any) -> Entry:
    return entry(key, number, clock, fixed=True, **more)


def attended(key: str, number: int, clock: str = "9:00", **more: Any) -> Entry:
    return entry(key, number, clock, status=ATTENDED, **more)


def world(
    services: Iterable[Service] | None = None,
    protocols: Iterable[Protocol] = (),
    practitioners: Iterable[Practitioner] | None = None,
    patients: Iterable[Patient] = (),
    plans: Iterable[Plan] | None = None,
    rooms: Iterable[Room] | None = None,
    equipment: Iterable[Any] = (),
    **more: Any,
) -> Clinic:
    """A clinic of these. Each service has a protocol of its name for a single visit; plain patients need no naming."""
    services = [service()] if services is None else list(services)
    single = [protocol(each.id, phase(each.id, gap=None, sessions=1)) for each in services]
    plans = [plan(protocol=services[0].id)] if plans is None else list(plans)
    people = [patient(each.patient) for each in plans]
    return Clinic(
        "Maple Street",
        ZONE,
        services=_by_id(services),
        protocols=_by_id([*single, *protocols]),
        practitioners=_by_id([practitioner()] if practitioners is None else practitioners),
        patients=_by_id([*people, *patients]),
        plans=_by_id(plans),
        rooms=_by_id([room()] if rooms is None else rooms),
        equipment=_by_id(equipment),
        **{"policy": POLICY, "start_every": minutes(30), **more},
    )


def asked(clinic: Clinic, days: int = 7, look_ahead: int = 0, first: int = 0) -> Problem:
    """What the clinic is asked for: so many days from the first on, and the look-ahead after them."""
    return Problem.of(clinic, Horizon.between(day(first), day(first + days - 1), look_ahead))


def row(
    problem: Problem,
    key: str,
    number: int,
    clock: str = "9:00",
    practitioner: str | None = "mai",
    room: str | None = "one",
    service: str | None = None,
    **more: Any,
) -> Appointment:
    """An appointment, such as row(problem, "a1", 0): plan a, session 1, on day 0 at nine."""
    session = problem.by_key[key[:-1], int(key[-1])]
    given = service or session.services[0]
    start = at(number, clock)
    found = Appointment(
        id=f"{session.plan}-{session.number}-{given}",
        plan=session.plan,
        number=session.number,
        service=given,
        practitioner=practitioner,
        room=room,
        start=start,
        end=start + problem.clinic.services[given].length,
        status=BOOKED if session.booked else PLANNED,
    )
    return replace(found, **more)


def _by_id(things: Iterable[Any]) -> dict[str, Any]:
    return {thing.id: thing for thing in things}
