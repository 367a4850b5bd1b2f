"""The roster as a calendar on the wall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from planner.clinic import Appointment, Problem
from planner.errors import Nonsense
from planner.roster.tables.columns import days, texts
from planner.roster.tables.details import SessionDetails, shown

OWNERS = ("practitioner", "room", "patient")
VIEWS = ("day", "week", "month")
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def calendar(problem: Problem, placed: Iterable[Appointment], by: str, view: str) -> pd.DataFrame:
    """The appointments of each practitioner, room or patient (`by`, the owner's id), in one of three shapes.

    `day`: rows (owner, day), one a session in order of time; columns `start, end` (`09:00`), then
    `patient, service, practitioner, room` without the owner's own.
    `week`: rows (owner, week, time), `week` its Monday and `time` a clock time at which something starts; columns
    Mon … Sun, cells such as `Ann Lee · Facial acupuncture (Room 2)`, with the practitioner where `by` is the patient.
    `month`: rows (owner, week), columns Mon … Sun, a line such as `09:00 Ann Lee · Facial acupuncture` a session.

    Days are datetime64[us], everything else is text, empty where nothing is. Names stand where the clinic has them,
    ids where not. A session that two plans share is shown once; one without a room is in no room's calendar.
    Raises Nonsense for another `by` or `view`.
    """
    _one_of("by", by, OWNERS)
    _one_of("view", view, VIEWS)
    owned = [(owner, row) for row in shown(problem, placed) if (owner := row.owner[by])]
    owned.sort(key=lambda pair: (pair[0], pair[1].day))  # within a day they are in order of time already
    if view == "day":
        return _by_day(owned, by)
    return _by_week(owned, by, with_time=view == "week")


def _monday(row: SessionDetails) -> date:
    return row.day - timedelta(days=row.day.weekday())


def _cell(row: SessionDetails, by: str) -> str:
    """Who, what and where, without the owner."""
    who, what = (row.service, row.practitioner) if by == "patient" else (row.patient, row.service)
    where = row.practitioner if by == "room" else row.room
    return f"{who} · {what}" + (f" ({where})" if where else "")


def _line(row: SessionDetails, by: str) -> str:
    """When, who and what, without the owner."""
    who, what = (row.service, row.practitioner) if by == "patient" else (row.patient, row.service)
    return f"{row.start:%H:%M} {who} · {what}"


def _by_day(owned: list[tuple[str, SessionDetails]], by: str) -> pd.DataFrame:
    rows = [row for _, row in owned]
    columns = {
        "start": texts([f"{row.start:%H:%M}" for row in rows]),
        "end": texts([f"{row.end:%H:%M}" for row in rows]),
    }
    for column in ("patient", "service", "practitioner", "room"):
        if column != by:
            columns[column] = texts([getattr(row, column) for row in rows])
    index = {by: texts([owner for owner, _ in owned]), "day": days([row.day for row in rows])}
    return pd.DataFrame(columns, index=pd.MultiIndex.from_arrays(list(index.values()), names=list(index)))


def _by_week(owned: list[tuple[str, SessionDetails]], by: str, with_time: bool) -> pd.DataFrame:
    cells: dict[tuple[str, date, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for owner, row in owned:
        texts_of_day = cells[owner, _monday(row), f"{row.start:%H:%M}" if with_time else ""][row.day.weekday()]
        texts_of_day.append(_cell(row, by) if with_time else _line(row, by))
    keys = sorted(cells)
    levels: list[Any] = [texts([owner for owner, _, _ in keys]), days([monday for _, monday, _ in keys])]
    headings: list[Hashable] = [by, "week"]
    if with_time:
        levels.append(texts([clock for _, _, clock in keys]))
        headings.append("time")
    columns = {
        label: texts(["\n".join(cells[key].get(weekday, ())) for key in keys]) for weekday, label in enumerate(WEEK)
    }
    return pd.DataFrame(columns, index=pd.MultiIndex.from_arrays(levels, names=headings))


def _one_of(what: str, given: str, choices: tuple[str, ...]) -> None:
    if given not in choices:
        raise Nonsense(f"a calendar has no {what} {given!r}; use one of {', '.join(choices)}")
