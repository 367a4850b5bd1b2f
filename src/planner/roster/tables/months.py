"""The month of each practitioner as a wall calendar: weeks down, days across."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from planner.clinic import Clinic, Horizon, Practitioner
from planner.clinic.spans import DAY
from planner.roster.format.dates import between
from planner.roster.roster import Roster
from planner.roster.tables.details import SessionDetails, name
from planner.roster.tables.use import PRACTITIONER, shift_spans


@dataclass(frozen=True)
class Day:
    """One day of a practitioner.

    `hours` says when they work, or in a word why not, `works` whether they do. `draft` is a day beyond those asked
    for; one that is not `inside` belongs to the week, not to the roster, and is empty.
    """

    day: date
    hours: str
    works: bool
    draft: bool
    inside: bool
    sessions: Sequence[SessionDetails]


@dataclass(frozen=True)
class Month:
    """One practitioner's weeks, each of the days of `weekdays`, Monday being 0; `note` says how much work they are."""

    name: str
    note: str
    weekdays: Sequence[int]
    weeks: Sequence[Sequence[Day]]


def months(roster: Roster, sessions: Iterable[SessionDetails]) -> list[Month]:
    """A month for every practitioner of the clinic, and for any other that a session names."""
    clinic, horizon = roster.problem.clinic, roster.problem.horizon
    sessions = list(sessions)
    of: dict[str, dict[date, list[SessionDetails]]] = defaultdict(lambda: defaultdict(list))
    for row in sessions:
        of[row.owner["practitioner"] or ""][row.day].append(row)
    strangers = [Practitioner(id, id) for id in sorted(set(of) - {*clinic.practitioners, ""})]
    of_everybody = []
    for each in [*clinic.practitioners.values(), *strangers]:
        weekdays = _weekdays(each, horizon, of[each.id])
        weeks = _weeks(roster, each, of[each.id], weekdays)
        of_everybody.append(
            Month(name(clinic.practitioners, each.id), _note(roster, each, of[each.id]), weekdays, weeks)
        )
    return of_everybody


def _weekdays(practitioner: Practitioner, horizon: Horizon, used: Iterable[date]) -> list[int]:
    """The weekdays on which a practitioner works or has a session; Monday to Friday if there are none."""
    works = (day for day in horizon.days if any(row.applies(day) for row in practitioner.shifts))
    return sorted({day.weekday() for day in (*works, *used)}) or list(range(5))


def _weeks(
    roster: Roster, practitioner: Practitioner, of_day: Mapping[date, Sequence[SessionDetails]], weekdays: Sequence[int]
) -> list[list[Day]]:
    """Every week of which a day is inside the horizon."""
    horizon = roster.problem.horizon
    monday = horizon.first - timedelta(days=horizon.first.weekday())
    weeks = []
    while monday <= horizon.end:
        days = [_day(roster, practitioner, monday + weekday * DAY, of_day) for weekday in weekdays]
        weeks += [days] if any(day.inside for day in days) else []
        monday += 7 * DAY
    while len(weeks) > 1 and not any(day.sessions or (day.inside and not day.draft) for day in weeks[-1]):
        del weeks[-1]  # of a draft, with nothing in it
    return weeks


def _day(roster: Roster, practitioner: Practitioner, day: date, of_day: Mapping[date, Sequence[SessionDetails]]) -> Day:
    clinic, horizon = roster.problem.clinic, roster.problem.horizon
    if day not in horizon:
        return Day(day, "", works=False, draft=False, inside=False, sessions=())
    spans = shift_spans(clinic, practitioner, day)
    hours = ", ".join(f"{clinic.local(span.start):%H:%M}–{clinic.local(span.end):%H:%M}" for span in spans)
    words = hours or _why_not(clinic, practitioner, day)
    return Day(day, words, bool(spans), day > horizon.last, inside=True, sessions=tuple(of_day.get(day, ())))


def _why_not(clinic: Clinic, practitioner: Practitioner, day: date) -> str:
    closed = clinic.why_closed(day)
    if closed:
        return closed if closed.startswith("closed") else f"closed: {closed}"
    if not any(row.applies(day) for row in practitioner.shifts):
        return "off"
    whole = clinic.whole_day(day)
    reasons = [a.reason for a in clinic.absences_of.get(practitioner.id, ()) if a.reason and a.span.overlaps(whole)]
    return f"absent: {reasons[0]}" if reasons else "absent"


def _note(roster: Roster, practitioner: Practitioner, of_day: Mapping[date, Sequence[SessionDetails]]) -> str:
    """How much work the days asked for are, and how much is drafted after them."""
    horizon, use = roster.problem.horizon, roster.utilisation
    mine = use[(use["kind"] == PRACTITIONER) & (use["id"] == practitioner.id)]
    mine = mine[mine["day"] <= pd.Timestamp(horizon.last)]
    asked = sum(len(rows) for day, rows in of_day.items() if day <= horizon.last)
    note = "1 session" if asked == 1 else f"{asked} sessions"
    note += f" · {_hours(mine['attended'])} with patients, {_hours(mine['on_shift'])} on shift"
    if horizon.end > horizon.last:
        drafted = sum(len(rows) for day, rows in of_day.items() if day > horizon.last)
        note += f" · {drafted} more in the draft, {between(horizon.last + DAY, horizon.end)}"
    return note


def _hours(lengths: Any) -> str:
    return f"{lengths.sum() / timedelta(hours=1):,.1f} h"
