"""A past that cannot be, or that was forgotten: by the clinic's own book, so that a clinic does not age on a shelf."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from planner.clinic.appointments import ATTENDED, BOOKED
from planner.files.reading.warnings.rows import Rows

LONG_BEGUN = timedelta(days=60)
"""A plan that began so long before the day the book has come to should have a history."""
LONG_PAST = timedelta(days=366)


def attended_yet_to_come(rows: Rows) -> None:
    """Sessions that were attended in time to come."""
    clinic, today = rows.clinic, rows.today
    attended = [(row, entry) for row, entry in rows.made("appointments") if entry.status == ATTENDED]
    ahead = [row for row, entry in attended if clinic.day(entry.start) > today]
    if ahead:
        wrong = f"this was attended after today, {today}, which cannot be"
        rows.warn_alike("appointments", ahead, "start", wrong, "mend the day, or the status: booked")
    for row, plan in rows.made("plans"):
        if plan.last_attended and plan.last_attended > today:
            wrong = f"this was attended after today, {today}, which cannot be"
            rows.warn("plans", row, "last_attended", wrong, "mend the day")


def begun_without_history(rows: Rows) -> None:
    """Plans that began long ago, and of which the book has nothing."""
    now = _come_to(rows)
    if now is None:
        return
    known = {entry.plan for entry in rows.clinic.book}
    long = [
        row
        for row, plan in rows.made("plans")
        if plan.id not in known and not plan.attended and plan.start < now - LONG_BEGUN
    ]
    if long:
        wrong = f"this plan began long before {now}, to which the book has come, and has no history"
        mend = "say in `attended` and `last_attended` what took place; else all of its sessions are asked for"
        rows.warn_alike("plans", long, "start", wrong, mend)


def long_past(rows: Rows) -> None:
    """Absences, closures and journeys that ended over a year ago."""
    now = _come_to(rows)
    if now is None:
        return
    for table in ("absences", "closures", "away"):
        over = [row for row, absence in rows.made(table) if rows.clinic.day(absence.span.end) < now - LONG_PAST]
        if over:
            wrong = f"this ended over a year before {now}, to which the book has come"
            rows.warn_alike(table, over, "end", wrong, "mend the year if it is a later one; else leave the row out")


def _come_to(rows: Rows) -> date | None:
    """The day the book has come to: that of the last session attended, or else of the first one booked."""
    days = defaultdict(list)
    for entry in rows.clinic.book:
        day = rows.clinic.day(entry.start)
        if entry.status != ATTENDED or day <= rows.today:
            days[entry.status].append(day)
    past = days[ATTENDED] + [plan.last_attended for plan in rows.clinic.plans.values() if plan.last_attended]
    return max(past) if past else min(days[BOOKED], default=None)
