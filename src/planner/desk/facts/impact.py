"""What a change of facts closes: the booked appointments that break a rule now and broke none before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from planner.clinic import Clinic, Entry, Horizon
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.clinic.changes import ALWAYS, ClinicChange, coming
from planner.clinic.spans import DAY, monday
from planner.clinic.subproblem import booked_of, of_patients, part_of
from planner.desk.answers import ClosedAppointment
from planner.roster.current_book import closed_one
from planner.rules import RULES, Answer, Rule, Violation


def closed_by(before: Clinic, after: Clinic, today: date) -> list[ClosedAppointment]:
    """The appointments booked from `today` on that a change of facts closes, by start; what was closed before is not.

    The book read is that of `after`, and of it only what the change can concern: the books of the patients touched,
    and of those who meet a practitioner, room or equipment when it is told differently. Fixed appointments are named
    too. A change of services, protocols, waits, follow-ups or the grid may concern anybody, and reads the whole book.
    """
    touched = ClinicChange(before, after)
    given = [entry for entry in after.book if entry.status == ATTENDED] if touched.counting else []
    met = touched.patients([*coming(after.book, after.moment(today)), *given])
    return closed_of(touched, met, after.book, today)


def closed_of(
    touched: ClinicChange, patients: Collection[str], book: tuple[Entry, ...], today: date
) -> list[ClosedAppointment]:
    """The same, of some patients alone, of whom `book` has all; no more of it is read than theirs."""
    after = replace(touched.after, book=book)
    now = of_patients(after, patients)
    horizon = _horizon(touched, now, today)
    if horizon is None:
        return []
    broken_now = _broken(now, horizon, patients, RULES)
    broken = [rule for rule in RULES if any(rule.name == name for name, _ in broken_now)]
    known = (
        _broken(of_patients(_with_book(touched.before, after), patients), horizon, patients, broken)
        if broken_now
        else {}
    )
    closed = [each for what, each in broken_now.items() if what not in known]
    return sorted(closed, key=lambda each: (each.row.start, each.row.id))


def _horizon(touched: ClinicChange, now: Clinic, today: date) -> Horizon | None:
    """The days on which something may be closed, whole visits and the day before them; None where there is none.

    The day before, since what began then may last past midnight.
    """
    entries = coming(now.book, now.moment(today))
    visits = {(entry.plan, entry.number) for entry in entries if touched.when.start < entry.start < touched.when.end}
    days = [now.day(entry.start) for entry in entries if (entry.plan, entry.number) in visits]
    if not days:
        return None
    first = today if touched.when == ALWAYS else max(today, min(days) - DAY)
    return Horizon.between(first, max(days), look_ahead=0)


def closed_between(clinic: Clinic, first: date, last: date) -> list[ClosedAppointment]:
    """The appointments booked on these days that cannot stand as the facts are now, by start, each once.

    Whole weeks are read, since a practitioner's may be limited.
    """
    begin, end = monday(first), monday(last) + 6 * DAY
    start, over = clinic.moment(begin), clinic.moment(end + DAY)
    booked = [entry for entry in clinic.book if entry.status == BOOKED and start <= entry.start < over]
    patients = {clinic.plans[entry.plan].patient for entry in booked}
    broken = _broken(clinic, Horizon.between(begin, end, look_ahead=0), patients, RULES) if patients else {}
    once = {
        (each.row.id, each.row.service): each for each in reversed(list(broken.values())) if first <= each.day <= last
    }
    return sorted(once.values(), key=lambda each: (each.row.start, each.row.id))


What = tuple[str, frozenset[tuple[str, str]]]
"""A rule, and the rows it is broken by: their ids and services."""


def _with_book(before: Clinic, after: Clinic) -> Clinic:
    """A clinic as it was, with the book of now, and with what that names and the clinic did not have yet."""
    return replace(
        before,
        book=after.book,
        plans={**after.plans, **before.plans},
        patients={**after.patients, **before.patients},
        protocols={**after.protocols, **before.protocols},
        services={**after.services, **before.services},
        practitioners={**after.practitioners, **before.practitioners},
        rooms={**after.rooms, **before.rooms},
        equipment={**after.equipment, **before.equipment},
    )


def _broken(
    clinic: Clinic, horizon: Horizon, patients: Collection[str], rules: Iterable[Rule]
) -> Mapping[What, ClosedAppointment]:
    """Which of some rules the booked rows of these patients break; whom they meet is among them, so nobody else is
    looked at."""
    problem = part_of(clinic, horizon, patients, days=())
    answer = Answer(problem, booked_of(problem))
    found: dict[What, ClosedAppointment] = {}
    for rule in rules:
        for violation in rule.violations(answer):
            for closed in _closed(answer, rule, violation):
                found.setdefault((violation.rule, frozenset((row.id, row.service) for row in violation.rows)), closed)
    return found


def _closed(answer: Answer, rule: Rule, violation: Violation) -> Iterator[ClosedAppointment]:
    """The appointment that a violation names; none where all are history."""
    problem = answer.problem
    if found := closed_one(answer, rule, violation):
        whose, day = problem.patient_of(found.row), problem.day(found.row)
        yield ClosedAppointment(found.row, whose, day, violation.rule, violation.how, found.source, found.beside)
