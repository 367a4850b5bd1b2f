"""What is worked out of a store's clinic and its book as they stand: rosters, replannings, calendars, windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from pathlib import Path

from planner.clinic import LOOK_AHEAD, Appointment, ClosedDays, Horizon, Problem, closed_to
from planner.clinic.spans import DAY
from planner.clinic.subproblem import booked_of
from planner.desk import Desk, Replanning
from planner.engine.limits import OnProgress, silent
from planner.engine.planning import plan
from planner.explain.baseline import Standing
from planner.explain.why import Why, why
from planner.explain.window import Window, window
from planner.jobs.roster import SearchLimits
from planner.roster.calendars.files import one_calendar, write_calendars
from planner.roster.roster import Roster


def plan_book(
    desk: Desk,
    month: str | None,
    limits: SearchLimits,
    on_progress: OnProgress = silent,
    *,
    first: date | None = None,
    last: date | None = None,
    look_ahead: int = LOOK_AHEAD,
    start: Iterable[Appointment] = (),
) -> tuple[Roster, int]:
    """A roster of the store's clinic as it stands, and the journal's number of that. As `planner.plan`.

    `start` are rows to begin from, such as the best of a search that was lost.
    """
    rests_on, rows = desk.settled(), tuple(start)
    roster = plan(
        desk.clinic(),
        month,
        first=first,
        last=last,
        look_ahead=look_ahead,
        start=rows or None,
        on_progress=on_progress,
        **limits,
    )
    return roster, rests_on


def replan_book(
    desk: Desk,
    last: date,
    limits: SearchLimits,
    on_progress: OnProgress = silent,
    *,
    frozen_until: date | None = None,
    budget_per_patient: int = 1,
    look_ahead: int = LOOK_AHEAD,
    keep_agreed: bool = False,
    start: Iterable[Appointment] = (),
) -> Replanning:
    """The days up to `last` planned anew. As `Desk.replan`; `start` as for `plan_book`."""
    return desk.replan(
        last,
        frozen_until,
        budget_per_patient=budget_per_patient,
        look_ahead=look_ahead,
        keep_agreed=keep_agreed,
        drafts=tuple(start),
        on_progress=on_progress,
        seconds=limits.get("seconds"),
        effort=limits.get("effort"),
        seed=limits.get("seed", 1),
    )


def calendar_of(desk: Desk, kind: str, id: str) -> bytes:
    """What is booked from a month ago on for one of the `practitioners` or `patients`, as an iCalendar."""
    clinic, today = desk.clinic(), desk.today()
    problem = Problem.of(clinic, Horizon.between(today - 31 * DAY, today + 366 * DAY, 0))
    return one_calendar(Standing(problem, booked_of(problem)).roster, kind, id)


def write_book_calendars(desk: Desk, folder: Path) -> None:
    """The calendars of everybody and of all rooms, of what is booked from a month ago on, as files in a folder."""
    clinic, today = desk.clinic(), desk.today()
    problem = Problem.of(clinic, Horizon.between(today - 31 * DAY, today + 366 * DAY, 0))
    write_calendars(Standing(problem, booked_of(problem)).roster, folder)


def why_in_book(
    desk: Desk, plan: str, number: int, on: date | None, at: time | None, practitioner: str | None, seconds: float
) -> Why:
    """What keeps a session out of the book as it stands, or from a wished day, time or practitioner; as `planner.why`.

    The days looked at are those from today to the wished one, or of the next three months.
    """
    clinic, today = desk.clinic(), desk.today()
    problem = Problem.of(clinic, Horizon.asked(first=today, last=max(on or today + 92 * DAY, today), look_ahead=0))
    roster = Standing(problem, booked_of(problem)).roster
    return why(clinic, roster, plan, number, on=on, at=at, practitioner=practitioner, seconds=seconds)


def closed_days(desk: Desk, patient: str) -> Mapping[str, Sequence[ClosedDays]]:
    """The days closed to each service of a patient's plans. Raises UnknownName for a patient that is not there."""
    clinic = desk.facts()
    clinic.patient(patient)
    phases = [phase for plan in clinic.plans_of.get(patient, ()) for phase in clinic.protocol_of(plan).phases]
    services = dict.fromkeys(service for phase in phases for service in phase.all_services)
    return {service: closed_to(clinic, patient, (service,)) for service in services}


def procedure_window(desk: Desk, patient: str, procedure: str, until: date | None = None) -> Window:
    """When a patient can have a procedure beside what is booked; as `planner.window`."""
    clinic, today = desk.clinic(), desk.today()
    problem = Problem.of(clinic, Horizon.between(today, today + 366 * DAY, 0))
    return window(clinic, Standing(problem, booked_of(problem)).roster, patient, procedure, until=until)
