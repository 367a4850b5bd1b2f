"""A roster's days as the weeks of a wall calendar, and what stands over each day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from planner.clinic import Clinic, Horizon, Practitioner
from planner.clinic.spans import DAY
from planner.roster.tables.shown import Shown
from planner.roster.tables.use import shift_spans

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weeks(horizon: Horizon) -> list[date]:
    """The Monday of every week that has a day of the horizon."""
    monday = horizon.first - timedelta(days=horizon.first.weekday())
    return [monday + 7 * number * DAY for number in range((horizon.end - monday).days // 7 + 1)]


def open_weekdays(clinic: Clinic, horizon: Horizon, rows: Iterable[Shown]) -> list[int]:
    """The weekdays, Monday being 0, on which anybody works or a session lies; Monday to Friday if there are none."""
    used = {row.day.weekday() for row in rows}
    for practitioner in clinic.practitioners.values():
        used |= {day.weekday() for day in horizon.days if any(row.applies(day) for row in practitioner.shifts)}
    return sorted(used) or list(range(5))


def label(day: date) -> str:
    """Such as `Tue 1 Dec`."""
    return f"{day:%a} {day.day} {day:%b}"


def long_label(day: date) -> str:
    """Such as `Tuesday, 1 December 2026`."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {day:%B} {day.year}"


def between(first: date, last: date) -> str:
    """Such as `1–31 December 2026`, saying month and year no more often than needed."""
    if first == last:
        return f"{last.day} {last:%B} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%B} {last.year}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%B}{year} – {last.day} {last:%B} {last.year}"


def period(horizon: Horizon) -> str:
    """The days asked for as people call them: `December 2026` for a whole month."""
    whole = horizon.first.day == 1 and (horizon.last + DAY).day == 1
    if whole and (horizon.first.year, horizon.first.month) == (horizon.last.year, horizon.last.month):
        return f"{horizon.first:%B} {horizon.first.year}"
    return between(horizon.first, horizon.last)


def hours(clinic: Clinic, practitioner: Practitioner | None, day: date) -> str:
    """When the practitioner works that day, or in a word why not."""
    closed = clinic.why_closed(day)
    if closed:
        return f"closed: {closed.removeprefix('closed ')}" if closed.startswith("closed ") else f"closed: {closed}"
    if practitioner is None:
        return ""
    spans = shift_spans(clinic, practitioner, day)
    if spans:
        return ", ".join(f"{clinic.local(span.start):%H:%M}–{clinic.local(span.end):%H:%M}" for span in spans)
    if not any(row.applies(day) for row in practitioner.shifts):
        return "off"
    whole = clinic.whole_day(day)
    reasons = [a.reason for a in clinic.absences_of.get(practitioner.id, ()) if a.reason and a.span.overlaps(whole)]
    return f"absent: {reasons[0]}" if reasons else "absent"
