"""How long the desk takes to make an offer: 20 practitioners, a year booked ahead, and bookings going on.

    python -m benchmarks.desk_offers [--practitioners 20] [--full 0.85] [--calls 300] [--seed 7]

Two clinics of benchmarks/generate.py for the coming month, one with the whole contract and one with courses alone.
Further patients are booked into the year from today on, each on a weekday and at a time of their own, until
practitioners attend for so much of their shifts as `--full` says. Each clinic is loaded into an SQLite file and a
PostgreSQL database. Then plans of the clinic are asked about, one after another, in random order: the five best places
for the next session, the three best courses. Between two calls another client books the best of the answer, so that
the desk has news to read. The first call of a desk, which reads the book and lays out the year, is told apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from time import perf_counter, process_time
from typing import Any, TypeVar

import numpy as np
import pandas as pd

import planner
from benchmarks.generate import clinic_tables
from benchmarks.stores import stores
from planner import Appointment, Clinic, Entry, Horizon, Patient, Plan, Problem
from planner.clinic.appointments import BOOKED
from planner.desk import Desk, Diary, Offers

TODAY, DAY = date.today(), timedelta(days=1)
MONTH = f"{TODAY.replace(day=1) + 31 * DAY:%Y-%m}"
"""The coming one, since PostgreSQL goes by its server's clock."""
YEAR = 365
COURSE = 8
FURTHER = "year-"
"""Before the plans of the further patients, who are not asked about."""
Answer = TypeVar("Answer")


def clinic_of(practitioners: int, variety: bool, seed: int) -> Clinic:
    tables, toml = clinic_tables(practitioners, 0.9, seed, month=MONTH, variety=variety)
    return planner.from_tables({"clinic": toml, **{name: pd.DataFrame(rows) for name, rows in tables.items() if rows}})


def booked_ahead(clinic: Clinic, full: float, seed: int) -> Clinic:
    """The clinic with its own book, and with courses of further patients throughout the year."""
    most = 1000 * len(clinic.practitioners)
    plans = [Plan(f"{FURTHER}{n}", f"Y{n}", "rejuvenation", TODAY) for n in range(most)]
    wider = _with(clinic, plans, ())
    problem = Problem.of(wider, Horizon.between(TODAY, TODAY + YEAR * DAY, 0))
    diary = Diary(wider, [*problem.history, *(row for session in problem.sessions for row in session.booked)])
    filling = _Filling(diary, Random(seed))
    for plan in plans:
        if filling.share >= full:
            break
        for row in filling.course(plan.id):
            diary.put(row)
    booked = [plan for plan in plans if diary.of_plan(plan.id)]
    return _with(clinic, booked, [entry for plan in booked for entry in diary.book_of(plan.patient)])


def _with(clinic: Clinic, plans: Sequence[Plan], book: Iterable[Entry]) -> Clinic:
    """The clinic with further plans, each of a patient of its own, and what is booked for them."""
    return replace(
        clinic,
        plans={**clinic.plans, **{plan.id: plan for plan in plans}},
        patients={**clinic.patients, **{plan.patient: Patient(plan.patient, plan.patient) for plan in plans}},
        book=(*clinic.book, *book),
    )


class _Filling:
    """Weekly courses on a weekday and at a time of their own, wherever practitioner and room are free."""

    def __init__(self, diary: Diary, rng: Random) -> None:
        self.diary, self.clinic, self.rng = diary, diary.clinic, rng
        self.timetable, self.taken = diary.days(TODAY, TODAY + YEAR * DAY)
        self.session = Problem.of(self.clinic, Horizon.between(TODAY, TODAY, 0)).sessions[0]
        self.service = self.clinic.services["facial"]
        self.people = [id for id, who in self.clinic.practitioners.items() if self.service.needs <= who.qualifications]
        self.open = {who: self.timetable.open(self.session, self.service, who) for who in self.people}
        self.rooms = [id for id, room in self.clinic.rooms.items() if (self.service.room or set()) <= room.features]
        on_shift = sum(int(mask.sum()) for mask in self.open.values()) * self.clinic.start_every
        self.shifts = on_shift * YEAR / len(self.timetable.days)
        self.attended = timedelta(0)

    @property
    def share(self) -> float:
        """How much of the shifts is attended, about."""
        return self.attended / self.shifts

    def course(self, plan: str) -> Iterator[Appointment]:
        """The sessions of one course that are free in their weeks."""
        who = self.rng.choice(self.people)
        first = self.rng.randrange(YEAR - 7 * COURSE)
        begin, end = self.timetable.first_start[first : first + 2] if first else self.timetable.first_start[:2]
        slots = np.flatnonzero(self.open[who][begin:end])
        if not len(slots):
            return
        clock = self.clinic.local(self.timetable.clock.moments[int(begin) + self.rng.choice(slots.tolist())]).time()
        for number in range(1, COURSE + 1):
            start = self.clinic.moment(self.timetable.days[first] + 7 * (number - 1) * DAY, clock)
            row = self._free(plan, number, who, start)
            if row:
                self.attended += sum((until - after for after, until in self.service.attended), timedelta(0))
                yield row

    def _free(self, plan: str, number: int, who: str, start: datetime) -> Appointment | None:
        at = int(np.searchsorted(self.timetable.clock.starts, self.timetable.clock.minute(start)))
        if not self.open[who][at]:
            return None
        id, end = f"{plan}-{number}", start + self.service.length
        for room in self.rng.sample(self.rooms, len(self.rooms)):
            row = Appointment(id, plan, number, self.service.id, who, room, start, end, BOOKED)
            if not any(self.taken.counts[which, a:b].any() for which, a, b in self.taken.claims(row)):
                return row
        return None


@dataclass
class Timings:
    """Calls of a kind: milliseconds by the clock on the wall and of the client's processor, and what was answered."""

    walls: list[float] = field(default_factory=list)
    processors: list[float] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    def take(self, call: Callable[[], Answer]) -> Answer:
        wall, processor = perf_counter(), process_time()
        answer = call()
        self.walls.append(1000 * (perf_counter() - wall))
        self.processors.append(1000 * (process_time() - processor))
        self.answers.append(answer)
        return answer

    def figures(self) -> list[str]:
        """How many calls were answered, and how long they took."""
        asked = [each for each in self.answers if isinstance(each, Offers)]
        answered = f"{sum(map(bool, asked)) / len(asked):.0%}" if asked else ""
        times = [*np.percentile(self.walls, (50, 95, 100)), np.percentile(self.processors, 95)]
        return [f"{len(self.walls):,}", answered, *(f"{time:.1f}" for time in times)]


def measured(url: str, clinic: Clinic, plans: list[str]) -> Iterator[tuple[str, Timings]]:
    """One clinic in one store: the calls of each kind."""
    load, first, singles, courses = Timings(), Timings(), Timings(), Timings()
    with closing(Desk.open(url)) as other, closing(Desk.open(url)) as desk:
        load.take(lambda: other.load(clinic))
        yield "load", load
        for plan in plans:
            offered = (singles if first.walls else first).take(partial(desk.offers, plan))
            if offered:
                other.book(offered[0])
        yield "first offer of a desk", first
        yield "offers for one session", singles
        for plan in plans:
            if offered := courses.take(partial(desk.course_offers, plan)):
                other.book(offered[0])
        yield "offers for a course", courses


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_offers", description="Time the desk's offers.")
    parser.add_argument("--practitioners", type=int, default=20)
    parser.add_argument("--full", type=float, default=0.85, help="how much of the shifts is attended, 0 to 1")
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    clinics = {
        name: booked_ahead(clinic_of(given.practitioners, name == "whole_contract", given.seed), given.full, given.seed)
        for name in ("whole_contract", "courses_alone")
    }
    _row("clinic", "store", "call", "calls", "answered", "median", "p95", "most", "p95 of the processor")
    _row(*["---"] * 9)
    with ExitStack() as stack:
        for database, name, url in stores(stack, *clinics):
            plans = sorted(plan for plan in clinics[name].plans if not plan.startswith(FURTHER))
            asked = Random(given.seed).sample(plans, min(given.calls, len(plans)))
            for call, times in measured(url, clinics[name], asked):
                _row(name.replace("_", " "), database, call, *times.figures())
    rows = " and ".join(f"{len(clinic.book):,}" for clinic in clinics.values())
    print(f"\n{given.practitioners} practitioners, {rows} rows in the book; milliseconds a call.")


def _row(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    main()
