"""Reasons proved again: each set of obstacles held against clinics that have nothing else.

    python -m benchmarks.why_sample CLINIC_FOLDER ROSTER [--count 100] [--seed 1]

The sample takes sessions that the roster left out, then placed ones, asked about on another day. `planner why` leaves
causes out of account inside a model. Here the clinic itself is changed: each fact that closes something and each
appointment that is not named is taken out of it, and the model of that clinic goes to CP-SAT through its own interface.
With all that is named there must be no place; without any one member, one.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from ortools.sat.python import cp_model
from rich.console import Console
from rich.table import Table

import planner
from planner.clinic import Appointment, Clinic, Days, Patient, Plan, Practitioner, Problem, Room, Session, WeeklyHours
from planner.clinic.names import day_name, spoken
from planner.clinic.spans import MIDNIGHT
from planner.engine.local.fix import Wish, keep
from planner.engine.local.openings import Hindrance, Openings
from planner.explain.obstacles import irreducible
from planner.explain.question import days_asked
from planner.model import Model, enumerate_placements
from planner.roster.files import read_roster
from planner.rules import RULES, RuleClosures

ALWAYS = tuple(WeeklyHours(weekday, MIDNIGHT, MIDNIGHT) for weekday in range(7))
UNASKED = ("asked", "follow-up")
"""Rules whose rows are not about one session's place: that it is placed once, and what follows it."""
PROVED, MEMBERS, OPEN, SKIPPED, FAILED = "proved again", "members", "open, only dearer", "not asked again", "failed"
Rows = tuple[Appointment, ...]


class Changed:
    """A clinic with those facts alone that the named causes come from."""

    def __init__(self, problem: Problem, session: Session, named: Collection[Hindrance]) -> None:
        self.problem, self.clinic, self.session = problem, problem.clinic, session
        self.causes = {(each.rule, each.why) for each in named}

    def made(self) -> Clinic:
        clinic, patient, plan = self.clinic, self._patient(), self._plan()
        shut = {day: why for day in self.problem.horizon.days if (why := clinic.why_closed(day))}
        return replace(
            clinic,
            practitioners={id: self._practitioner(person) for id, person in clinic.practitioners.items()},
            rooms={id: self._room(room) for id, room in clinic.rooms.items()},
            patients={**clinic.patients, patient.id: patient},
            plans={**clinic.plans, plan.id: plan},
            absences=tuple(a for a in clinic.absences if self._kept("absence", f"{a.of} is absent{_in(a.reason)}")),
            closures=tuple(
                c
                for c in clinic.closures
                if self._kept("room", f"{c.of} is closed{_in(c.reason)}")
                or self._kept("equipment", f"a unit of {c.of} is closed{_in(c.reason)}")
            ),
            events=tuple(e for e in clinic.events if self._kept("eligible", f"{spoken(e.kind)} on {day_name(e.on)}")),
            closed=frozenset(day for day, why in shut.items() if self._kept("clinic closed", why)),
            open=frozenset(),
            holidays=None,
        )

    def _kept(self, rule: str, why: str) -> bool:
        return (rule, why) in self.causes

    def _practitioner(self, person: Practitioner) -> Practitioner:
        needs = frozenset[str]().union(*(self.clinic.services[service].needs for service in self.session.services))
        lacking = ", ".join(sorted(needs - person.qualifications))
        until = person.licensed_until
        return replace(
            person,
            shifts=person.shifts if self._kept("shift", f"{person.id} is off shift") else ALWAYS,
            licensed_until=until
            if self._kept("licensed", f"{person.id} is licensed until {until and day_name(until)}")
            else None,
            qualifications=person.qualifications
            | (frozenset() if self._kept("qualified", f"{person.id} lacks {lacking}") else needs),
        )

    def _room(self, room: Room) -> Room:
        asked = frozenset[str]().union(*(self.clinic.services[each].room or () for each in self.session.services))
        lacking = ", ".join(sorted(asked - room.features))
        return room if self._kept("room fits", f"{room.id} lacks {lacking}") else replace(room, features=asked)

    def _patient(self) -> Patient:
        patient = self.clinic.patients[self.session.patient]
        return patient if self._kept("patient's times", f"{patient.id} cannot come") else replace(patient, times=())

    def _plan(self) -> Plan:
        plan = self.clinic.plans[self.session.plan]
        finish = (
            plan.finish_by
            if self._kept("finish by", f"the plan is to finish by {plan.finish_by and day_name(plan.finish_by)}")
            else None
        )
        one = plan.practitioner if self._kept("qualified", f"the plan names {plan.practitioner}") else None
        return replace(plan, finish_by=finish, practitioner=one)


def has_place(problem: Problem, session: Session, named: Collection[Hindrance], rows: Rows) -> bool:
    """Whether the session has a place in the changed clinic, with the named appointments where they stand."""
    keys = {key for each in named for key in each.keys}
    history = tuple(row for row in problem.history if row.key in keys)
    small = keep(problem, [row for row in rows if row.key in keys], {session.key}, history)
    small = replace(small, clinic=Changed(problem, session, named).made())
    model = Model(small, enumerate_placements(small, RuleClosures(small)))
    for rule in RULES:
        if rule.name not in UNASKED:
            rule.rows(model)
    mine = [int(variable) for variable in model.day[model.index[session.key]] if variable >= 0]
    return bool(mine) and _most(model, mine) > 0


def _most(model: Model, mine: list[int]) -> int:
    """The most of these variables that can be 1 at once, proved."""
    cp, matrix = cp_model.CpModel(), model.matrix
    variables = [cp.new_int_var(0, most, "") for most in model.upper.tolist()]
    for row, (low, high) in enumerate(zip(matrix.lower.tolist(), matrix.upper.tolist(), strict=True)):
        at = slice(int(matrix.first[row]), int(matrix.first[row + 1]))
        pairs = zip(matrix.columns[at].tolist(), matrix.coefficients[at].tolist(), strict=True)
        total = sum(coefficient * variables[column] for column, coefficient in pairs)
        cp.add_linear_constraint(total, max(low, -(2**40)), min(high, 2**40))
    cp.maximize(sum(variables[variable] for variable in mine))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(cp)
    assert status == cp_model.OPTIMAL, solver.status_name(status)
    return round(solver.objective_value)


@dataclass
class Sample:
    """What came of a sample: sessions by kind and verdict, members counted too, and each claim that does not hold."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def ask(self, problem: Problem, rows: Rows, session: Session, wish: Wish, kind: str) -> None:
        """Find a session's obstacles, and prove them again."""
        started = time.monotonic()
        openings = Openings(problem, rows, session, days_asked(problem, session, wish), wish)
        found = irreducible(openings)
        self.seconds += time.monotonic() - started
        if found is None:
            self.counts[kind, OPEN] += 1
        elif any(each.rule in ("window", *UNASKED) or (each.rule and not each.why) for each in found):
            self.counts[kind, SKIPPED] += 1  # not a fact of the clinic's: the plan's days, a limit, what others add
        else:
            wrong = list(self._wrong(problem, openings, found, wish))
            self.counts[kind, FAILED if wrong else PROVED] += 1
            self.counts[kind, MEMBERS] += len(found)
            self.wrong += wrong

    def _wrong(self, problem: Problem, openings: Openings, found: Collection[Hindrance], wish: Wish) -> Iterator[str]:
        reach = Days(wish.on, wish.on) if wish.on else openings.session.reach
        target = replace(openings.session, reach=reach)
        small = replace(problem, sessions=tuple(target if s.key == target.key else s for s in problem.sessions))
        if has_place(small, target, found, openings.rows):
            yield f"{target.name}: a place is open beside all that is named"
        for each in found:
            if not has_place(small, target, set(found) - {each}, openings.rows):
                yield f"{target.name}: can do without {each}"


def sample(clinic: Clinic, folder: Path, count: int, seed: int) -> Sample:
    """So many sessions of a written roster: those left out first, then placed ones on a day that is not theirs."""
    roster, random, found = read_roster(clinic, folder), Random(seed), Sample()
    problem, rows = roster.problem, roster.placed
    out = [each.session for each in roster.left_out]
    for session in random.sample(out, min(count, len(out))):
        found.ask(problem, rows, session, Wish(), "due, left out" if session.due else "not due, left out")
    mine = {row.key: problem.day(row) for row in rows}
    placed = [session for session in problem.choices if session.key in mine]
    for session in random.sample(placed, min(max(0, count - len(out)), len(placed))):
        days = [day for day in days_asked(problem, session, Wish()) if day != mine[session.key]]
        if days:
            found.ask(problem, rows, session, Wish(random.choice(days)), "placed, on another day")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.why_sample", description="Prove reasons again.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("roster", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = sample(planner.read(given.folder), given.roster, given.count, given.seed)
    verdicts = (PROVED, MEMBERS, OPEN, SKIPPED, FAILED)
    table = Table("session", *verdicts)
    for kind in dict.fromkeys(kind for kind, _ in found.counts):
        table.add_row(kind, *(str(found.counts[kind, verdict]) for verdict in verdicts))
    Console().print(table)
    total = sum(count for (_, verdict), count in found.counts.items() if verdict != MEMBERS)
    print(f"{total} sessions, {found.seconds / max(1, total):.2f} s each to find what keeps it out")
    for words in found.wrong:
        print(words)
    raise SystemExit(bool(found.wrong))


def _in(reason: str) -> str:
    return f" ({reason})" if reason else ""


if __name__ == "__main__":
    main()
