"""What a change of facts closes and how it is healed, beside a year of bookings.

    python -m benchmarks.desk_repairs --practitioners 20 --count 20

The clinic is made here, its patients invented: each practitioner gives six sessions a day in two rooms, and each weekly
hour is a chain of courses of eight. Of every hundred courses so many are left unbooked (`--free`), which is all the
space there is. Facts are changed one at a time; each change is read (`record`), healed (`repair`) and forgotten again.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import product
from random import Random
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from benchmarks.families import WEEK
from benchmarks.generate import TREES
from planner.clinic import (
    Absence,
    Clinic,
    Entry,
    Event,
    Gap,
    Patient,
    Phase,
    Plan,
    Practitioner,
    Protocol,
    Room,
    Service,
    Span,
    Step,
    WeeklyHours,
)
from planner.clinic.appointments import BOOKED
from planner.desk.closing import closed_by
from planner.desk.healing import repair

MONDAY = date(2026, 1, 5)
WEEKS, COURSE = 52, 8
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
Draw = Callable[[Clinic, Random], Clinic]
"""Changes one fact of a clinic."""


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
                patients[id] = Patient(id, f"Patient {id}", preferred_practitioner=who)
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


def _a_health_event(kind: str) -> Draw:
    def draw(clinic: Clinic, rng: Random) -> Clinic:
        entry = rng.choice(clinic.book)
        return replace(clinic, events=(Event(clinic.plans[entry.plan].patient, kind, clinic.day(entry.start)),))

    return draw


def _away(clinic: Clinic, rng: Random, days: int) -> Span:
    day = clinic.day(rng.choice(clinic.book).start)
    return Span(clinic.moment(day), clinic.moment(day + days * DAY))


def _an_absence(days: int) -> Draw:
    def draw(clinic: Clinic, rng: Random) -> Clinic:
        return replace(
            clinic, absences=(Absence(rng.choice(list(clinic.practitioners)), _away(clinic, rng, days), "away"),)
        )

    return draw


def _a_room(clinic: Clinic, rng: Random) -> Clinic:
    return replace(clinic, closures=(Absence(rng.choice(list(clinic.rooms)), _away(clinic, rng, 1), "repair"),))


KINDS: dict[str, Draw] = {
    "health event, 28 days": _a_health_event("botox"),
    "health event, 14 days": _a_health_event("microdermabrasion"),
    "practitioner away, a day": _an_absence(1),
    "practitioner away, a week": _an_absence(7),
    "room out of order, a day": _a_room,
}


@dataclass
class Measured:
    """What the changes of one kind took, in seconds of a clock, and what became of what they closed."""

    clock: Callable[[], float]
    reading: list[float] = field(default_factory=list)
    healing: list[float] = field(default_factory=list)
    closed: int = 0
    healed: int = 0
    moved: int = 0
    proved: int = 0

    def take(self, before: Clinic, after: Clinic) -> None:
        began = self.clock()
        closed = closed_by(before, after, MONDAY)
        self.reading.append(self.clock() - began)
        if not closed:
            return
        began = self.clock()
        found = repair(after, closed, min(each.day for each in closed) - DAY)
        self.healing.append(self.clock() - began)
        self.closed += len(closed)
        self.healed += len(closed) - len(found.left)
        self.moved += len(found.moved)
        self.proved += found.chosen is not None and found.chosen.proved


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_repairs", description=__doc__.splitlines()[0])
    parser.add_argument("--practitioners", type=int, default=20)
    parser.add_argument("--free", type=int, default=10, help="courses in a hundred that are left unbooked")
    parser.add_argument("--count", type=int, default=20, help="changes of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processor", action="store_true", help="count processor time, where the machine is busy")
    given = parser.parse_args()
    clinic = booked_year(given.practitioners, given.free, given.seed)
    staff, patients = len(clinic.practitioners), len(clinic.patients)
    print(f"{staff} practitioners, {patients} patients, {len(clinic.book)} appointments booked; milliseconds\n")
    print("| change | closed | healed | others moved | proved least | record p50 | p95 | repair p50 | p95 | longest |")
    print("| --- " * 10 + "|")
    for name, draw in KINDS.items():
        rng, found = Random(given.seed), Measured(process_time if given.processor else perf_counter)
        for _ in range(given.count):
            found.take(clinic, draw(clinic, rng))
        times = [*_spread(found.reading)[:2], *_spread(found.healing)]
        counts = [found.closed, found.healed, found.moved, f"{found.proved} of {len(found.healing)}"]
        print("| " + " | ".join([name, *map(str, counts), *(f"{1000 * each:.0f}" for each in times)]) + " |")


def _spread(seconds: list[float]) -> tuple[float, float, float]:
    """The median, the time that 95 of a hundred keep, and the longest."""
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2], ordered[math.ceil(0.95 * len(ordered)) - 1], ordered[-1]


if __name__ == "__main__":
    main()
