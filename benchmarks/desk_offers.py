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
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

import planner
from benchmarks.generate import clinic_tables
from planner import Appointment, Clinic, Horizon, Patient, Plan, Problem
from planner.clinic.appointments import BOOKED
from planner.desk import Answers, Diary, broken, course_offers, offers
from planner.desk.checking import patient_of

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


@dataclass(frozen=True)
class Timing:
    """One call: milliseconds by the clock on the wall and of the processor, and the answer."""

    wall: float
    processor: float
    answer: object


def timed(call: Callable[..., object], things: Iterable[tuple[Any, ...]]) -> list[Timing]:
    """A call for each of some arguments."""
    found = []
    for each in things:
        wall, processor = perf_counter(), process_time()
        answer = call(*each)
        found.append(Timing(1000 * (perf_counter() - wall), 1000 * (process_time() - processor), answer))
    return found


def measured(diary: Diary, plans: list[str]) -> Iterator[tuple[str, list[Timing]]]:
    """One clinic: the calls of each kind."""
    each_plan = [(plan,) for plan in plans]
    first, *singles = timed(lambda plan: offers(diary, plan, today=TODAY), each_plan)
    yield "first offer, the year laid out", [first]
    yield "offers for one session", singles
    yield (
        "offers for a course",
        timed(lambda plan: course_offers(diary, plan, today=TODAY), each_plan),
    )
    shown = [offer.rows for each in singles for offer in each.answer]  # type: ignore[attr-defined]
    given = [(diary.book_of(patient_of(diary.clinic, rows)), diary.others(rows), rows) for rows in shown]
    checks = timed(lambda book, others, rows: broken(diary.clinic, book, others, rows, TODAY), given)
    assert not any(each.answer for each in checks), "an offer breaks a rule"
    yield "check of an offer", checks
    rows = [(row,) for day in range(YEAR) for row in diary.on(TODAY + day * DAY)]
    yield "a row out of the diary and in", timed(lambda row: diary.put(diary.remove(row.id)), rows[:2000])


def figures(name: str, times: list[Timing]) -> list[str]:
    """How many calls of a kind were answered, and how long they took."""
    asked = [each.answer for each in times if isinstance(each.answer, Answers)]
    answered = f"{sum(map(bool, asked)) / len(asked):.0%}" if asked else ""
    wall, processor = ([getattr(each, clock) for each in times] for clock in ("wall", "processor"))
    shown = [*np.percentile(wall, (50, 95, 100)), np.percentile(processor, 95)]
    return [name, f"{len(times):,}", answered, *(f"{number:.2f}" for number in shown)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_offers", description="Time the desk's offers.")
    parser.add_argument("--practitioners", type=int, default=20)
    parser.add_argument("--full", type=float, default=0.85, help="how much of the shifts is attended, 0 to 1")
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    for name, variety in (("the whole contract", True), ("courses alone", False)):
        clinic = clinic_of(given.practitioners, variety, given.seed)
        plans = Random(given.seed).sample(sorted(clinic.plans), min(given.calls, len(clinic.plans)))
        diary = booked_ahead(clinic, given.full, given.seed)
        title = f"{name}: {given.practitioners} practitioners, {len(diary):,} rows booked ahead; milliseconds a call"
        table = Table(title=title)
        for column in ("call", "calls", "answered", "median", "p95", "most", "p95 of the processor"):
            table.add_column(column, justify="left" if column == "call" else "right")
        for what, times in measured(diary, plans):
            table.add_row(*figures(what, times))
        Console(width=120).print(table)


if __name__ == "__main__":
    main()
