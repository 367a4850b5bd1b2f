"""How long the desk takes to make an offer: 20 practitioners, a year booked ahead.

    python -m benchmarks.desk_offers [--practitioners 20] [--full 0.85] [--calls 300] [--seed 7]

Two clinics of benchmarks/generate.py, one with the whole contract and one with courses alone. Further patients are
booked into the year after the month, each on a weekday and at a time of their own, until practitioners attend for so
much of their shifts as `--full` says. Then plans of the clinic are asked about, one after another, in random order: the
five best places for the next session, the three best courses. Every offer is checked by all rules before it is shown;
that is part of the time. The first call, which lays out the year, is told apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from time import perf_counter

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

import planner
from benchmarks.generate import clinic_tables
from planner import Appointment, Clinic, Horizon, Patient, Plan, Problem
from planner.clinic.appointments import BOOKED
from planner.desk import Diary, broken, course_offers, offers
from planner.desk.checking import patient_of
from planner.errors import Nonsense

MONTH, TODAY, DAY = "2026-12", date(2026, 12, 1), timedelta(days=1)
YEAR = 365
COURSE = 8


def clinic_of(practitioners: int, variety: bool, seed: int) -> Clinic:
    tables, toml = clinic_tables(practitioners, 0.9, seed, month=MONTH, variety=variety)
    return planner.from_tables({"clinic": toml, **{name: pd.DataFrame(rows) for name, rows in tables.items() if rows}})


def booked_ahead(clinic: Clinic, full: float, seed: int) -> Diary:
    """The clinic's own book, and courses of further patients throughout the year."""
    rng = Random(seed)
    plans = {
        f"year-{n}": Plan(f"year-{n}", f"Y{n}", "rejuvenation", TODAY) for n in range(1000 * len(clinic.practitioners))
    }
    people = {each.patient: Patient(each.patient, f"Patient {each.patient}") for each in plans.values()}
    clinic = replace(clinic, plans={**clinic.plans, **plans}, patients={**clinic.patients, **people})
    problem = Problem.of(clinic, Horizon.between(TODAY, TODAY + YEAR * DAY, 0))
    diary = Diary(clinic, [*problem.history, *(row for session in problem.sessions for row in session.booked)])
    filling = _Filling(diary, rng)
    for plan in plans:
        if filling.share >= full:
            break
        for row in filling.course(plan):
            diary.put(row)
    return diary


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


def timed(call: Callable[[str], object], plans: Iterable[str]) -> list[tuple[float, object]]:
    """Milliseconds of each call, with its answer; a plan that asks for nothing is passed over."""
    found = []
    for plan in plans:
        begun = perf_counter()
        try:
            answer = call(plan)
        except Nonsense:
            continue
        found.append(((perf_counter() - begun) * 1000, answer))
    return found


def rows_of(table: Table, name: str, diary: Diary, plans: list[str]) -> None:
    """Measure one clinic, a row of the table for each kind of call."""
    first, *singles = timed(lambda plan: offers(diary, plan, today=TODAY), plans)
    courses = timed(lambda plan: course_offers(diary, plan, today=TODAY), plans)
    shown = [offer.rows for _, answer in singles for offer in answer]  # type: ignore[attr-defined]
    checks = []
    for rows in shown:
        patient, others = patient_of(diary.clinic, rows), diary.others(rows)
        book, begun = diary.book_of(patient), perf_counter()
        assert not broken(diary.clinic, book, others, rows, TODAY)
        checks.append(((perf_counter() - begun) * 1000, rows))
    changes = []
    for row in [row for day in range(YEAR) for row in diary.on(TODAY + day * DAY)][:2000]:
        begun = perf_counter()
        diary.remove(row.id)
        diary.put(row)
        changes.append(((perf_counter() - begun) * 1000, row))
    for what, times in (
        ("first offer, the year laid out", [first]),
        ("offers for one session", singles),
        ("offers for a course", courses),
        ("check of an offer", checks),
        ("a row out and in", changes),
    ):
        numbers = [milliseconds for milliseconds, _ in times]
        given = [answer for _, answer in times if isinstance(answer, list)]
        share = f"{sum(map(bool, given)) / len(given):.0%}" if given else ""
        figures = [f"{np.percentile(numbers, share):.2f}" for share in (50, 95, 100)]
        table.add_row(name, f"{len(diary):,}", what, f"{len(numbers):,}", share, *figures)
        name = ""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_offers", description="Time the desk's offers.")
    parser.add_argument("--practitioners", type=int, default=20)
    parser.add_argument("--full", type=float, default=0.85, help="how much of the shifts is attended, 0 to 1")
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    table = Table(title=f"{given.practitioners} practitioners, a year booked ahead, milliseconds a call")
    for column in ("clinic", "rows", "call", "calls", "answered", "median", "p95", "most"):
        table.add_column(column, justify="left" if column in ("clinic", "call") else "right")
    for name, variety in (("the whole contract", True), ("courses", False)):
        clinic = clinic_of(given.practitioners, variety, given.seed)
        plans = Random(given.seed).sample(sorted(clinic.plans), min(given.calls, len(clinic.plans)))
        rows_of(table, name, booked_ahead(clinic, given.full, given.seed), plans)
    Console().print(table)


if __name__ == "__main__":
    main()
