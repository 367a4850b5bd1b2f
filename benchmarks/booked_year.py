"""A clinic with a year of bookings from the coming Monday on; its patients are invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

from benchmarks.families import WEEK
from benchmarks.generate import TREES
from planner.clinic import (
    Clinic,
    Entry,
    Gap,
    Patient,
    Phase,
    Plan,
    Practitioner,
    Protocol,
    Room,
    Service,
    Step,
    WeeklyHours,
)
from planner.clinic.appointments import BOOKED

MONDAY = date.today() + timedelta(days=7 - date.today().weekday())
"""To come, since nothing closes what is past, and PostgreSQL goes by its server's clock."""
WEEKS, COURSE = 52, 8
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)


def booked_year(practitioners: int, free: int, seed: int = 1) -> Clinic:
    """A clinic with a year of bookings from Monday on, of which so many courses in a hundred are left open."""
    bare, rng = _without_patients(practitioners), Random(seed)
    patients: dict[str, Patient] = {}
    plans: dict[str, Plan] = {}
    book: list[Entry] = []
    for hand, weekday in product(range(practitioners), range(5)):
        for room, minute in _places(weekday):
            for week in range(-rng.randrange(COURSE), WEEKS, COURSE):  # the first course has some weeks behind it
                if rng.randrange(100) < free:
                    continue
                id, who = f"P{len(plans) + 1:05}", list(bare.practitioners)[hand]
                start = MONDAY + (7 * max(week, 0) + weekday) * DAY
                patients[id] = Patient(id, f"Patient {id}", preferred_practitioners=(who,))
                plans[id] = Plan(id, id, "rejuvenation", start, sessions=COURSE + min(week, 0))
                book += _course(bare, plans[id], who, f"room-{2 * hand + room + 1}", minute)
    return replace(bare, patients=patients, plans=plans, book=tuple(book))


def _without_patients(practitioners: int) -> Clinic:
    """The staff on the families' weekly hours, and two rooms for each."""
    staff = [f"{name.lower()}{again or ''}" for again in (0, 1) for name in TREES.split()][:practitioners]
    shifts = [
        WeeklyHours(weekday, time(*divmod(start, 60)), time(*divmod(end, 60)))
        for weekday, rows in enumerate(WEEK[True])
        for start, end in rows
    ]
    rooms = [f"room-{number}" for number in range(1, 2 * practitioners + 1)]
    steps = (Step("needling", QUARTER, True), Step("rest", 2 * QUARTER, False), Step("needles out", QUARTER, True))
    acts = ("needling:face", "needling:body")
    facial = Service("facial", "Facial acupuncture", steps, reset=QUARTER / 3, acts=acts)
    course = Phase("course", ("facial",), Gap(5, 7, 9), sessions=COURSE)
    return Clinic(
        name="A year booked",
        timezone=ZoneInfo("America/Edmonton"),
        services={"facial": facial},
        protocols={"rejuvenation": Protocol("rejuvenation", "Rejuvenation", (course,))},
        practitioners={id: Practitioner(id, id.title(), shifts=tuple(shifts)) for id in staff},
        patients={},
        plans={},
        rooms={id: Room(id, id) for id in rooms},
    )


def _places(weekday: int) -> list[tuple[int, int]]:
    """Which of a practitioner's two rooms, and from which minute of the day on."""
    rows = WEEK[True][weekday]
    return [(room, at) for start, end in rows for room in (0, 1) for at in range(start + 15 * room, end - 59, 75)]


def _course(clinic: Clinic, plan: Plan, who: str, room: str, minute: int) -> Iterator[Entry]:
    for number in range(1, (plan.sessions or COURSE) + 1):
        start = clinic.moment(plan.start + 7 * (number - 1) * DAY, time(*divmod(minute, 60)))
        yield Entry(f"{plan.id}-{number}", plan.id, number, BOOKED, start, who, room, "course", "facial")
