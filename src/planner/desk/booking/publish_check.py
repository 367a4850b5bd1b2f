"""The check of a book that is put in the place of another: every rule reads what it adds or changes of each patient.

As at a booking, what was broken before is not named again, and what is fixed stands whatever it breaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from planner.clinic import Clinic, Horizon, Key, Problem
from planner.clinic.appointments import BOOKED, WITHDRAWN
from planner.clinic.sessions import MOVE_DAYS
from planner.clinic.spans import DAY, monday
from planner.desk.check import Rows, around, beside, breaks, reaches_back
from planner.desk.diary.diary import Diary
from planner.desk.store.appointments import StoredAppointment
from planner.rules import Violation


def broken_by(
    clinic: Clinic, there: Mapping[str, StoredAppointment], changed: Sequence[StoredAppointment], first: date
) -> list[Violation]:
    """What the lines `changed` break, each in the place of the one of its id `there`, or new.

    Nothing is due before `first`, so ideal days and windows begin there, or on the first of a patient's days changed.
    """
    days = [clinic.day(line.start) for line in changed if _is_read(line)]
    if not days:
        return []
    begin, end = clinic.moment(monday(min(days)) - DAY), clinic.moment(monday(max(days)) + 9 * DAY)  # whole weeks
    after = {**there, **{line.id: line for line in changed}}.values()
    diary = Diary(clinic, [line.appointment(clinic) for line in after if line.stands and begin <= line.start < end])
    were, are = _by_patient(there.values()), _by_patient(changed)
    violations = (
        broken for patient in are for broken in _broken_of(diary, patient, were[patient], are[patient], first)
    )
    return list(dict.fromkeys(violations))


def _broken_of(
    diary: Diary, patient: str, were: Sequence[StoredAppointment], changed: Sequence[StoredAppointment], first: date
) -> Iterable[Violation]:
    """The same of one patient: the lines that were, and those changed; the diary has everything as it is then."""
    clinic, rows = diary.clinic, [line.appointment(diary.clinic) for line in changed if _is_read(line)]
    if not rows:
        return []
    days = {row.key: clinic.day(row.start) for row in rows}
    first = min(first, *days.values())
    before = list(_asked_of(clinic, were, changed, days, first))
    last = max([*days.values(), *(clinic.day(line.start) for line in before if line.visit in days)])
    look_ahead = max(reaches_back(clinic, clinic.plans[row.plan]) for row in rows)
    horizon = Horizon.between(first, last, look_ahead)
    problem = beside(clinic, patient, [line.entry() for line in before], diary.others(rows), horizon)
    return breaks(around(_without(problem, changed, rows), rows), rows)


def _is_read(line: StoredAppointment) -> bool:
    return line.status == BOOKED and not line.fixed


def _by_patient(lines: Iterable[StoredAppointment]) -> Mapping[str, list[StoredAppointment]]:
    found: defaultdict[str, list[StoredAppointment]] = defaultdict(list)
    for line in lines:
        found[line.patient].append(line)
    return found


def _asked_of(
    clinic: Clinic,
    were: Sequence[StoredAppointment],
    changed: Sequence[StoredAppointment],
    days: Mapping[Key, date],
    first: date,
) -> Iterator[StoredAppointment]:
    """The book of which the changed rows are asked: they stand where they were, if they may be moved from there.

    What is withdrawn is there too, as a roster that leaves it out was asked of it.
    """
    now = {line.id: line for line in changed}
    yield from (line for line in changed if not _is_read(line))
    for old in were:
        if old.id not in now:
            yield old
        elif old.status == BOOKED and (_is_read(now[old.id]) or now[old.id].status == WITHDRAWN):
            day = clinic.day(old.start)
            if day >= first and abs((days.get(old.visit, day) - day).days) <= MOVE_DAYS:
                yield replace(old, fixed=False)


def _without(problem: Problem, changed: Sequence[StoredAppointment], rows: Rows) -> Problem:
    """The problem, its sessions as they were asked for, without the places that are given up."""
    kept, gone = {(row.key, row.service) for row in rows}, {line.id for line in changed if not line.fixed}
    sessions = [
        replace(
            session,
            booked=tuple(row for row in session.booked if (row.key, row.service) in kept or row.id not in gone),
        )
        for session in problem.sessions
    ]
    return replace(problem, sessions=tuple(sessions))
