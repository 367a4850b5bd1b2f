"""The check of a few new rows of one patient: every rule reads them beside what stands around them.

A roster is read as a whole, since its rows may break what others need. Of a booking only the patient's own plans and
the rows that share a day's practitioner, room or equipment can be concerned, so only these are unrolled and read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from planner.clinic import Appointment, Clinic, Entry, Horizon, Plan, Problem
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.clinic.spans import DAY, monday
from planner.clinic.subproblem import small
from planner.errors import Nonsense
from planner.rules import Violation, newly_broken

Rows = Sequence[Appointment]


def broken(
    clinic: Clinic, book: Sequence[Entry], others: Rows, rows: Rows, today: date | None = None
) -> list[Violation]:
    """What new `rows` of one patient break; empty when they can be booked.

    `book` is the patient's whole book, of all plans; `clinic.book` is not looked at. `others` are rows of other
    patients that stand on the practitioner-days, or weeks where these are limited, in the rooms and at the equipment
    concerned; held ones count as booked. A row whose plan and number stand in `book` as booked is that appointment
    moved. What was broken before is not named again. Nothing is due before `today`, so ideal days and windows begin
    there; None is the first day of these rows and of what is booked. A follow-up is asked for when its last day has
    come by the last of the rows.

    Raises UnknownName for a plan or service the clinic does not have, Nonsense for rows of several patients.
    """
    if not rows:
        return []
    patient = patient_of(clinic, rows)
    keys, days = {row.key for row in rows}, [clinic.day(row.start) for row in rows]
    booked = {(entry.plan, entry.number): clinic.day(entry.start) for entry in book if entry.status == BOOKED}
    first = today or min([*days, *booked.values()])
    last = max(first, *days, *(day for key, day in booked.items() if key in keys))
    look_ahead = max(reaches_back(clinic, clinic.plan(row.plan)) for row in rows)
    problem = beside(clinic, patient, book, others, Horizon.between(first, last, look_ahead))
    return breaks(around(problem, rows), rows)


def patient_of(clinic: Clinic, rows: Rows) -> str:
    """The one patient whose rows these are."""
    patients = sorted({clinic.plan(row.plan).patient for row in rows})
    for row in rows:
        clinic.service(row.service)
    if len(patients) > 1:
        raise Nonsense(f"the rows are of {', '.join(patients)}: book each patient by itself")
    return patients[0]


def reaches_back(clinic: Clinic, plan: Plan) -> int:
    """The most days by which a session of the plan may lie before its ideal day, and then some for it to be named."""
    return max(phase.step + phase.tolerance for phase in clinic.protocol_of(plan).phases)


def beside(
    clinic: Clinic, patient: str, book: Sequence[Entry], others: Iterable[Appointment], days: Horizon
) -> Problem:
    """The small problem: one patient's plans unrolled over these days, and others' rows as what stands."""
    alone = replace(
        clinic,
        plans={plan.id: plan for plan in clinic.plans_of[patient]},
        patients={patient: clinic.patients[patient]},
        events=tuple(clinic.events_of[patient]),
        clearances=tuple(clinic.clearances_of[patient]),
        book=tuple(book),
    )
    return small(clinic, alone, days, map(standing, others))


def limited_week(clinic: Clinic, row: Appointment) -> list[date]:
    """The days of the row's week, if its practitioner may have only so many sessions in one."""
    person = clinic.practitioners.get(row.practitioner or "")
    if person is None or person.max_sessions_per_week is None:
        return []
    return [monday(clinic.day(row.start)) + number * DAY for number in range(7)]


def standing(row: Appointment) -> Appointment:
    """A row of somebody else as it counts: attended or booked, held ones too."""
    return row if row.status in (ATTENDED, BOOKED) else replace(row, status=BOOKED)


def around(problem: Problem, rows: Rows) -> Problem:
    """The problem on the days of these rows alone, and of where they were; its sessions stay as they are.

    The day before is looked at too, since what began there may last past midnight.
    """
    clinic = problem.clinic
    before = [row for key in {row.key for row in rows} if key in problem.by_key for row in problem.by_key[key].booked]
    first = min(problem.day(row) for row in (*rows, *before))
    last = max(clinic.day(row.end + clinic.services[row.service].reset) for row in (*rows, *before))
    return replace(problem, horizon=Horizon.between(first - DAY, last, 0))


def breaks(problem: Problem, rows: Collection[Appointment]) -> list[Violation]:
    """What rows break beside everything that stands or is booked in a problem, and that is not broken without them."""
    placed = {(row.key, row.service) for row in rows}
    booked = [row for session in problem.sessions for row in session.booked]
    return newly_broken(problem, [*(row for row in booked if (row.key, row.service) not in placed), *rows], booked)
