"""What a week's picture shows: its days as panels, each with rows of people or rooms; and the room these take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, floor
from typing import Any

from planner.clinic import Absence, Appointment, Problem, Span
from planner.clinic.spans import union
from planner.roster.format.lanes import lanes
from planner.roster.pictures.paper import named
from planner.roster.tables.use import room_spans, shift_spans
from planner.rules.readings import in_brackets

LANE, HEAD, GAP = 5.4, 5.5, 2.0
"""Millimetres: a lane's height, a bar's with the white around it; above a panel for its day; between panels."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Row:
    """A practitioner's or room's day: when they are there, and their sessions in as many lanes as run side by side.

    `closed` are the stretches of a room's closures and of a practitioner's absences, each with its words.
    """

    name: str
    open: Sequence[Span]
    lanes: Sequence[Sequence[Appointment]]
    closed: Sequence[tuple[Span, str]] = ()


@dataclass(frozen=True)
class Panel:
    """A day, or as much of it as goes on one page."""

    day: date
    closed: str
    rows: Sequence[Row]

    @property
    def lanes(self) -> int:
        return sum(len(row.lanes) for row in self.rows)


def panel_of(problem: Problem, day: date, by: str, rows: Sequence[Appointment]) -> Panel:
    """The day of everybody who is there, absent or has a session; or of every room, closed ones too.

    On a day on which the clinic is closed, only of those with a session.
    """
    clinic, whole = problem.clinic, problem.clinic.whole_day(day)
    known: Mapping[str, Any] = clinic.practitioners if by == "practitioner" else clinic.rooms
    hours = {who: shift_spans(clinic, each, day) for who, each in clinic.practitioners.items()}
    away: Mapping[str, Sequence[Absence]] = clinic.absences_of if by == "practitioner" else clinic.closures_of
    word = "absent" if by == "practitioner" else "closed"
    staffed = union(span for spans in hours.values() for span in spans)
    if by == "room":
        hours = dict(room_spans(clinic, day))
    here = {owner: [row for row in rows if getattr(row, by) == owner and problem.day(row) == day] for owner in known}
    why_closed = clinic.why_closed(day) or ""
    lines = []
    for owner, each in known.items():
        expected = staffed if by == "room" else any(row.applies(day) for row in each.shifts)
        if here[owner] or hours[owner] or (expected and not why_closed):
            spans = [] if why_closed else [a for a in away.get(owner, ()) if a.span.overlaps(whole)]
            closed = [(a.span, f"{word}{in_brackets(a.reason)}") for a in spans]
            side_by_side = lanes(here[owner], lambda row: row.start, lambda row: row.end)
            lines.append(Row(named(known, owner), hours[owner], side_by_side, closed))
    return Panel(day, why_closed, lines)


def hours_of(problem: Problem, panels: Sequence[Panel]) -> tuple[int, int]:
    """The clock hours that hold everything on the panels."""
    ends: list[float] = []
    for panel in panels:
        for row in panel.rows:
            ends += [clock(problem, panel.day, moment) for span in row.open for moment in (span.start, span.end)]
            for session in (each for lane in row.lanes for each in lane):
                start = clock(problem, panel.day, session.start)
                ends += [start, start + (session.end - session.start) / HOUR]
    return (floor(min(ends)), ceil(max(ends))) if ends else (8, 18)


def clock(problem: Problem, day: date, moment: datetime) -> float:
    """What the clinic's clock shows, in hours from the day's midnight on."""
    local = problem.clinic.local(moment)
    return local.hour + local.minute / 60 + 24 * (local.date() - day).days


def needed(panels: Sequence[Panel]) -> float:
    """How many millimetres high the panels are."""
    return sum(HEAD + panel.lanes * LANE + GAP for panel in panels)


def pages_of(panels: Sequence[Panel], room: float) -> list[list[Panel]]:
    """The panels on A4 pages; a day that fills more than a page goes on over several."""
    pages: list[list[Panel]] = [[]]
    for piece in (piece for panel in panels for piece in _pieces(panel, room)):
        if pages[-1] and needed([*pages[-1], piece]) > room:
            pages.append([])
        pages[-1].append(piece)
    return pages


def _pieces(panel: Panel, room: float) -> Iterator[Panel]:
    rows: list[Row] = []
    for row in panel.rows:
        if rows and needed([Panel(panel.day, panel.closed, [*rows, row])]) > room:
            yield Panel(panel.day, panel.closed, rows)
            rows = []
        rows.append(row)
    yield Panel(panel.day, panel.closed, rows)
