"""What becomes of a booked visit: cancelled, attended, missed. A visit of several services changes as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from planner.clinic.appointments import ATTENDED, BOOKED, NO_SHOW
from planner.clinic.names import spoken
from planner.desk.answers import Call, Receipt
from planner.desk.store import appointments
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.claims import EPOCH
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.desk.store.transaction import Writing
from planner.desk.store.versions import names_of
from planner.errors import Conflict, UnknownName

CANCELLATION_REASONS = {
    "abnormal-results": "Laboratory Test Results Out of Acceptable Range",
    "cms-auth": "CMS Therapy Cap Service Not Authorized",
    "deceased": "Patient Deceased",
    "discharged": "Patient Discharged",
    "disgruntled": "Patient Unhappy",
    "equip-unavail": "Equipment Not Available",
    "financial": "Other Financial",
    "hospitalized": "Patient Hospitalized",
    "improper-iv": "Improper IV Access/Infiltrate IV",
    "improved": "Patient Feeling Better",
    "interpreter-unavail": "Interpreter Not Available",
    "meeting": "Provider: Education or Meeting",
    "moved": "Patient Moved",
    "needs-tests": "Patient Needs Tests",
    "new-provider": "Patient Changed Provider",
    "no-show": "Patient No Show",
    "other": "Other",
    "patient-cancel": "Patient Cancel",
    "personal": "Provider Personal Reason",
    "plan-changes": "Treatment Plan Changes",
    "pregnant": "Patient Pregnant",
    "prep-incomplete": "Preparatory Requirements or Medications Incomplete",
    "prep-unavail": "Preparatory Requirements or Medication or Test Results Unavailable",
    "refused": "Patient Refused Procedure",
    "room-unavial": "Room or Location Not Available",  # so spelt there
    "scheduling-error": "Scheduling Error",
    "staff-cancel": "Staff Cancel",
    "terminated": "Patient Member Terminated",
    "transportation": "Patient Lacked Transportation",
    "wait-list": "Patient Scheduled from Wait List",
    "walk-in-error": "Silent Walk In Error",
    "weather": "Weather",
}
"""IHE's codes for why an appointment has its status, with the code system's own words:
https://profiles.ihe.net/ITI/Scheduling/CodeSystem/status-reason (version 1.0.0)"""
WHY_CANCELLED = {
    **{"patient-cancel": "the patient cancelled", "no-show": "the patient did not come", "weather": "the weather"},
    **{"transportation": "the patient had no way to come", "financial": "the patient cannot pay"},
    **{"improved": "the patient feels better", "pregnant": "the patient is pregnant", "other": "another reason"},
    **{"staff-cancel": "the clinic cancelled", "personal": "the practitioner cannot be there"},
    **{"meeting": "the practitioner has a meeting or a training", "room-unavial": "no room is to be had"},
    **{"equip-unavail": "the equipment is not to be had", "scheduling-error": "it was booked by mistake"},
    **{"plan-changes": "the plan was changed", "refused": "the patient refused the treatment"},
    **{"hospitalized": "the patient is in hospital", "disgruntled": "the patient is unhappy"},
    **{"new-provider": "the patient goes to somebody else", "moved": "the patient has moved away"},
    **{"discharged": "the patient was discharged", "terminated": "the patient is no longer a member"},
    **{"deceased": "the patient has died", "needs-tests": "the patient needs tests first"},
    **{"abnormal-results": "test results are out of range", "prep-incomplete": "the preparation is not complete"},
    **{"prep-unavail": "the preparation or its results are not to be had", "improper-iv": "the infusion failed"},
    **{"interpreter-unavail": "no interpreter is to be had", "cms-auth": "the insurance did not agree"},
    **{"wait-list": "the patient came in from the waitlist", "walk-in-error": "a walk-in was entered by mistake"},
}
"""The same for people, those first that are said most."""
BY_CLINIC = (
    *("cms-auth", "equip-unavail", "interpreter-unavail", "meeting", "personal", "plan-changes", "prep-unavail"),
    *("room-unavial", "scheduling-error", "staff-cancel", "wait-list", "walk-in-error", "weather"),
)
"""Those that are not the patient's, to whom the same hour may be offered again: the visit is withdrawn."""

HOW_TO_FIND = "desk.appointments() lists all ids, planner desk day those of one day"


def reason_words(code: str) -> str:
    """A reason as people say it."""
    return WHY_CANCELLED.get(code, spoken(code))


def changed(
    store: Store, appointment: str, action: str, status: str, reason: str | None, call: Call, request: str | None
) -> Receipt:
    """A booked visit with another status; its places are free again. Raises Conflict for one that is not booked."""
    with store.reading() as connection:
        facts, _ = store.known(connection)
        booked = booked_visit(connection, appointment, action)
    with store.writing(names_of(facts.clinic, booked)) as writing:
        writing.expect_plan(call)
        if booked_visit(writing.connection, appointment, action) != booked:
            raise Conflict(f"the appointment {appointment!r} has changed meanwhile; ask for it again", [appointment])
        if status in (ATTENDED, NO_SHOW):
            _refuse_to_come(writing, booked)
        after = become(writing, booked, lambda line: replace(line, status=status, fixed=False, reason=reason))
        return writing.done(action, call, request, after)


def _refuse_to_come(writing: Writing, booked: Sequence[StoredAppointment]) -> None:
    """Nobody can tell before its day whether a visit takes place, and its places are its own until then."""
    day = min(writing.clinic.day(line.start) for line in booked)
    writing.refuse_to_come(day, f"{booked[0].name} is on {day}, so say on its day whether it took place")


def roll(store: Store, today: date, call: Call, request: str | None) -> Receipt:
    """All that is booked before a day is attended. Raises Nonsense for a day to come."""
    with store.writing(alone=True) as writing:
        writing.refuse_to_come(today, f"what is booked before {today} is not all past")
        past = appointments.booked_between(writing.connection, EPOCH, writing.clinic.moment(today))
        writing.raise_versions(names_of(writing.clinic, past))
        after = become(writing, past, lambda line: replace(line, status=ATTENDED, fixed=False))
        return writing.done("roll", call, request, after)


def become(
    writing: Writing, booked: Sequence[StoredAppointment], other: Callable[[StoredAppointment], StoredAppointment]
) -> list[StoredAppointment]:
    """Booked lines as history, which claims nothing; a hold that would move one of them ends, as a whole."""
    ids = {line.id for line in booked}
    writing.end_holds(lambda line: line.moves in ids)
    writing.release(booked)
    pairs = [(line, other(line)) for line in booked]
    if pairs:
        writing.update(pairs)
    return [after for _, after in pairs]


def booked_visit(connection: Connection, appointment: str, action: str) -> list[StoredAppointment]:
    """The booked lines of the visit that an appointment belongs to.

    Raises UnknownName for an id that the book does not have, Conflict when it is not booked.
    """
    lines = appointments.by_id(connection, [appointment])
    if not lines:
        raise UnknownName("appointment", appointment, (), HOW_TO_FIND)
    (line,) = lines
    if line.status == HELD:
        raise Conflict(f"{line.name} is only held; book its hold, or drop it", taken=[appointment])
    if line.status != BOOKED:
        raise Conflict(f"{line.name} is {line.status}, so it is too late for {action!r}", taken=[appointment])
    there = appointments.of_plan(connection, line.plan)
    return [other for other in there if other.number == line.number and other.status == BOOKED]
