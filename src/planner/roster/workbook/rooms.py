"""The day sheet: a page a day, more where it has many rooms, these across; for the front desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from planner.clinic.spans import Span
from planner.roster.format.dates import long_label, period
from planner.roster.tables.details import SessionDetails, clock, name
from planner.roster.workbook import bands
from planner.roster.workbook.book import Book
from planner.roster.workbook.paper import breaks, print_on_a4

ACROSS = 7
"""Rooms side by side; more go below one another on the day's page."""
DAY = 20.0
TITLE, NOTE = 24.0, 15.0
Columns = Sequence[bands.Column]


def write(book: Book) -> None:
    problem = book.roster.problem
    of: dict[date, dict[str, list[SessionDetails]]] = defaultdict(lambda: defaultdict(list))
    for row in book.sessions:
        of[row.day][row.owner["room"] or ""].append(row)
    used = {room for rows in of.values() for room in rows}
    rooms = [*problem.clinic.rooms, *sorted(used - {*problem.clinic.rooms, ""}), *([""] if "" in used else [])]
    groups = _groups(rooms)
    sheet, title = book.sheet("Rooms by day"), "Rooms by day"
    across = max((len(group) for group in groups), default=1)
    widths = [2.0, *[bands.width(book.sessions, "room")] * across]
    for place, characters in enumerate(widths):
        sheet.set_column(place, place, characters)
    sheet.set_row(0, TITLE)
    sheet.write_string(0, 0, f"{title} · {period(problem.horizon)}", book.title)
    sheet.set_row(1, NOTE)
    note = "A page a day; the days of the draft share theirs. In each room the sessions stand in order of time."
    sheet.write_string(1, 0, note if of else "No session is placed.", book.note)
    at, parts = 2, []
    for day in sorted(of):
        groups_of_day = [[_column(book, day, room, of[day][room]) for room in group] for group in groups]
        busy = [columns for columns in groups_of_day if any(column.blocks for column in columns)]
        for page in _pages(busy, widths):
            parts.append((day, at, DAY + sum(bands.height(columns) for columns in page)))
            at = _write_day(book, sheet, at, day, page)
    sheet.freeze_panes(2, 1)
    asked = [first for day, first, _ in parts if day <= problem.horizon.last]
    draft = [(first, points) for day, first, points in parts if day > problem.horizon.last]  # not for hanging up yet
    sheet.set_h_pagebreaks([*asked[1:], *[first for first, _ in draft[:1] if asked], *breaks(draft, widths, TITLE)])
    print_on_a4(book, sheet, title, at, across + 1, repeat=(0, 0))


def _write_day(book: Book, sheet: Worksheet, at: int, day: date, rows: Sequence[Columns]) -> int:
    """The day's name and rooms of it below; returns the row after them."""
    sheet.set_row(at, DAY)
    draft = " · draft" if day > book.roster.problem.horizon.last else ""
    sheet.write_string(at, 0, long_label(day) + draft, book.style(bold=True, font_size=13))
    at += 1
    for columns in rows:
        at = bands.write_band(book, sheet, at, "", columns, "room")
    return at


def _pages(busy: Sequence[Columns], widths: Sequence[float]) -> list[Sequence[Columns]]:
    """A day's bands, page by page, so that each page says its day and each block stands below its room."""
    heights = [(place, bands.height(columns)) for place, columns in enumerate(busy)]
    ends = [0, *breaks(heights, widths, TITLE + DAY), len(busy)]
    return [busy[first:last] for first, last in pairwise(ends)]


def _groups(rooms: Sequence[str]) -> list[Sequence[str]]:
    """The rooms in as few groups of like size as fit across."""
    parts = -(-len(rooms) // ACROSS)
    size = -(-len(rooms) // parts) if parts else 0
    return [rooms[first : first + size] for first in range(0, len(rooms), size)] if size else []


def _column(book: Book, day: date, room: str, rows: Sequence[SessionDetails]) -> bands.Column:
    clinic = book.roster.problem.clinic
    whole = clinic.whole_day(day)
    closed = sorted(closure.span for closure in clinic.closures_of.get(room, ()) if closure.span.overlaps(whole))
    all_day = any(span.holds(whole) for span in closed)
    said = "closed" if all_day else ", ".join(f"closed {_within(book, span, whole)}" for span in closed)
    return bands.Column(name(clinic.rooms, room) or "Without a room", said, rows, closed=all_day)


def _within(book: Book, span: Span, whole: Span) -> str:
    clinic = book.roster.problem.clinic
    return clock(clinic.local(max(span.start, whole.start)), clinic.local(min(span.end, whole.end)))
