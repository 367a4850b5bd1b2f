"""The clinics that are measured on: alike in everything but size, load, and whether patients rest.

    python -m benchmarks.families 05-resting-100 --out DIR      # writes DIR/05-resting-100

Five practitioners, resting patients, fully loaded. Every practitioner works the same week, and patient 17 is the same
person in every clinic, so that figures can be laid beside each other. Weekly courses and maintenance, patients anywhere
in theirs, health events that let windows slide. The first patients are admitted whose due sessions, as `planner
sessions` counts them, add up to so many a practitioner; at full load a few percent more than the week has room for.

The goals that no peer knows (UNKNOWN_GOALS of `benchmarks.peers.question`) cost nothing here: planner and the peers are
asked the same.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pandas as pd

import planner
from benchmarks.diary import WEEKDAYS, clock
from benchmarks.generate import BIRDS, TREES, Row, Tables, write
from benchmarks.timetable import LOADS, MONTH, SIZES

FIRST, DAY = date.fromisoformat(f"{MONTH}-01"), timedelta(days=1)
DUE = {True: 202, False: 84}
"""Due sessions a practitioner at full load, with resting patients and without."""
ROOMS = {True: 2, False: 1}
"""Rooms a practitioner, all in one pool."""
SPLIT, WHOLE = [(540, 720), (780, 900)], [(600, 840)]
WEEK = {True: [SPLIT, WHOLE, SPLIT, WHOLE, SPLIT], False: [SPLIT[:1], WHOLE, SPLIT[:1], WHOLE, SPLIT[:1]]}
"""Monday to Friday: shift rows in minutes after midnight. In its own rooms a practitioner fits six sessions into a day
with resting patients; without, two into 180 minutes and three into 240: 198 and 80 in the 33 days."""

TOML = """\
name = "Family {name}"
timezone = "America/Edmonton"
start_every = 15

[goals]
rhythm = 0
usual = 0
moved = {{ hour = 0 }}

[services.first]
title = "Consultation and facial acupuncture"
steps = [{first}]
reset = 5
acts = ["needling:face", "needling:body"]

[services.facial]
title = "Facial acupuncture"
steps = [{facial}]
reset = 5
acts = ["needling:face", "needling:body"]

[protocols.rejuvenation]
[[protocols.rejuvenation.phases]]
name = "course"
service = "facial"
first = "first"
sessions = 8
gap = {{ least = 5, ideal = 7, most = 9 }}
[[protocols.rejuvenation.phases]]
name = "maintenance"
service = "facial"
gap = {{ least = 60, ideal = 75, most = 90 }}
for_days = 365
"""


@dataclass(frozen=True)
class Family:
    """One clinic of the families; `load` is what is asked for over what a fully loaded clinic is asked for."""

    practitioners: int
    resting: bool
    load: float

    @property
    def name(self) -> str:
        return f"{self.practitioners:02}-{'resting' if self.resting else 'single'}-{round(100 * self.load)}"

    @property
    def due(self) -> int:
        """Due sessions."""
        return round(DUE[self.resting] * self.practitioners * self.load)


FAMILIES = {
    family.name: family
    for family in (Family(size, resting, load) for resting in (True, False) for load in LOADS for size in SIZES)
}


def tables_of(family: Family, seed: int = 1) -> tuple[Tables, str]:
    """The tables of a clinic by name, and the text of its clinic.toml; the same for the same seed."""
    staff = [f"{name.lower()}{again or ''}" for again in (0, 1) for name in TREES.split()][: family.practitioners]
    rooms = [f"room-{number}" for number in range(1, ROOMS[family.resting] * len(staff) + 1)]
    tables: Tables = {
        "practitioners": [{"practitioner": id, "name": f"Practitioner {id.capitalize()}"} for id in staff],
        "shifts": [
            {"practitioner": id, "weekday": weekday, "start": clock(start), "end": clock(end)}
            for id in staff
            for weekday, rows in zip(WEEKDAYS, WEEK[family.resting], strict=False)
            for start, end in rows
        ],
        "rooms": [{"room": room, "name": room.replace("room-", "Room ")} for room in rooms],
    }
    toml = TOML.format(name=family.name, first=_steps(family.resting, 15), facial=_steps(family.resting, 0))
    crowd = _Crowd(staff, family.resting, seed)
    patients = {number: crowd.patient(number) for number in range(1, DUE[family.resting] * len(staff) // 2)}
    admitted = _admitted(tables | _joined(patients.values()), toml, family.due)
    return tables | _joined(patients[number] for number in admitted), toml


def _steps(resting: bool, consultation: int) -> str:
    """A session's steps: an hour, and so many minutes more for a consultation."""

    def attended(do: str, minutes: int) -> str:
        return f'{{ do = "{do}", minutes = {minutes}, with = "practitioner" }}'

    if not resting:
        return attended("treatment", 60 + consultation)
    rest = '{ do = "rest", minutes = 30 }'
    return ", ".join([attended("needling", 15 + consultation), rest, attended("needles out", 15)])


def _admitted(tables: Tables, toml: str, due: int) -> list[int]:
    """The patients to admit, first come first served: those who ask for no more than is left of the due sessions."""
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items() if rows}
    clinic = planner.from_tables({"clinic": toml, **frames})
    problem = planner.Problem.of(clinic, planner.Horizon.month(MONTH))
    asked = Counter(session.patient for session in problem.sessions if session.due)
    admitted: list[int] = []
    for number, patient in enumerate(clinic.patients, 1):
        if due and asked[patient] <= due:
            due -= asked[patient]
            admitted.append(number)
    if due:
        raise ValueError("too few patients for the load")
    return admitted


class _Crowd:
    """Patients, each drawn by a number of its own; what they have behind them fills the book's past."""

    def __init__(self, staff: list[str], resting: bool, seed: int) -> None:
        self.staff, self.resting, self.seed = staff, resting, seed
        self.taken: Counter[tuple[str, date]] = Counter()

    def patient(self, number: int) -> Tables:
        """The rows of one patient in every table."""
        rng = Random(f"{self.seed} {number}")
        id, plan, sessions = f"P{number:04}", f"P{number:04}-a", rng.randint(6, 8)
        in_course = rng.random() < 0.75  # or between the course and its first maintenance
        behind = rng.randint(-38, 7 * sessions - 7) if in_course else rng.randint(31, 75) + 7 * sessions - 7
        usual = self.staff[int(rng.random() * len(self.staff))]
        preferred, prefers = rng.random() < 0.5, rng.choice(["", "", "morning", "afternoon"])
        times = _times(rng) if rng.random() < 0.3 else []
        kind = rng.choice(["botox", "laser-resurfacing", "chemical-peel", "microdermabrasion"])
        treated, on, priority = rng.random() < 0.15, FIRST + rng.randint(-20, 25) * DAY, rng.choice("12223")
        start = FIRST - behind * DAY
        book = [
            {"plan": plan, "number": str(n), "phase": "course", "status": "attended"} | place
            for n, place in enumerate(self._attended(rng, start, sessions, usual), 1)
        ]
        last = date.fromisoformat(book[-1]["start"][:10]) if book else on
        return {
            "patients": [
                {"patient": id, "name": f"Patient {rng.choice(BIRDS.split())} {number}", "prefers": prefers}
                | {"preferred_practitioner": usual if preferred else ""}
            ],
            "times": [{"patient": id} | row for row in times],
            "plans": [
                {"plan": plan, "patient": id, "protocol": "rejuvenation", "start": str(start)}
                | {"priority": priority, "sessions": str(sessions)}
            ],
            "events": [{"patient": id, "kind": kind, "on": str(max(on, last))}] if treated else [],
            "appointments": book,
        }

    def _attended(self, rng: Random, day: date, sessions: int, usual: str) -> Iterator[Row]:
        """Where and when the course's sessions before the month took place."""
        for _ in range(sessions):
            while len(places := self._places(day)) <= self.taken[usual, day]:
                day += DAY
            if day >= FIRST:
                return
            room, start = places[self.taken[usual, day]]
            self.taken[usual, day] += 1
            room += ROOMS[self.resting] * self.staff.index(usual) + 1
            yield {"practitioner": usual, "room": f"room-{room}", "start": f"{day} {clock(start)}"}
            day += rng.choice([6, 7, 7, 7, 8]) * DAY

    def _places(self, day: date) -> list[tuple[int, int]]:
        """Where a practitioner's sessions of a day go one after the other: which of the rooms, and the start."""
        rows = WEEK[self.resting][day.weekday()] if day.weekday() < 5 else []
        rooms = range(ROOMS[self.resting])
        return [(room, at) for start, end in rows for room in rooms for at in range(start + 15 * room, end - 59, 75)]


def _times(rng: Random) -> list[Row]:
    """When a patient can come: two to four weekdays, all day or a part of it."""
    start, end = rng.choice([("08:00", "18:00"), ("08:00", "13:00"), ("11:00", "18:00")])
    return [{"weekday": day, "start": start, "end": end} for day in sorted(rng.sample(WEEKDAYS[:5], rng.randint(2, 4)))]


def _joined(patients: Iterable[Tables]) -> Tables:
    """The patients' rows as tables, the book in order of time."""
    tables: Tables = {"patients": [], "times": [], "plans": [], "events": [], "appointments": []}
    for each in patients:
        for name, rows in each.items():
            tables[name] += rows
    book = sorted(tables["appointments"], key=lambda row: (row["start"], row["room"]))
    tables["appointments"] = [{"appointment": f"A{number:05}"} | row for number, row in enumerate(book, 1)]
    return tables


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.families", description="Write clinics of the families.")
    parser.add_argument("names", nargs="+", metavar="NAME", help=f"any of {', '.join(FAMILIES)}")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write each clinic's folder into")
    given = parser.parse_args()
    for name in given.names:
        if name not in FAMILIES:
            parser.error(f"no clinic {name}")
        tables, toml = tables_of(FAMILIES[name])
        write(given.out / name, {table: rows for table, rows in tables.items() if rows}, toml)
        print(f"{given.out / name}: {FAMILIES[name].due} due sessions, {len(tables['patients'])} patients")


if __name__ == "__main__":
    main()
