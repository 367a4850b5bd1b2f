"""The day sheets for the front desk: rooms across and one time scale down; a page a day, or more days on a page.

Where the clinic has few rooms, days stand side by side; where it has many, a day goes on over several pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from planner.clinic.spans import Span, cut
from planner.roster.format.dates import label, long_label, period
from planner.roster.format.lanes import lanes
from planner.roster.tables.details import SessionDetails, clock, name
from planner.roster.workbook import timeline
from planner.roster.workbook.book import Book
from planner.roster.workbook.paper import HEIGHT, NOTE, TITLE, points_of, print_on_a4, write_head
from planner.roster.workbook.scale import Scale
from planner.roster.workbook.timeline import Day, Lane, Room
from planner.rules.readings import in_brackets

ACROSS = 8
"""Lanes side by side on a page."""
SAFE = 0.96
"""The part of a page's height that is used: programs round the heights of rows each in its own way."""
MINUTE = timedelta(minutes=1)
OfDay = Mapping[str, Sequence[SessionDetails]]
"""The sessions of a day by room."""


def write(book: Book) -> None:
    problem = book.roster.problem
    of: dict[date, dict[str, list[SessionDetails]]] = defaultdict(lambda: defaultdict(list))
    for row in book.sessions:
        of[row.day][row.owner["room"] or ""].append(row)
    sheet, title = book.sheet("Rooms by day"), "Rooms by day"
    note = "A block is as tall as its session lasts; its edge is hatched while the patient rests."
    write_head(book, sheet, f"{title} · {period(problem.horizon)}", note if of else "No session is placed.")
    groups = _groups(_sizes(book, of))
    pages = _pages(book, of, groups)
    lanes_across = max((day.lanes for page in pages for day in page), default=1)
    days_across = max((len(page) for page in pages), default=1)
    widths = timeline.widths(days_across, lanes_across)
    for place, characters in enumerate(widths):
        sheet.set_column(place, place, characters)
    starts, ends = ([_minute(row.day, getattr(row, end)) for row in book.sessions] for end in ("start", "end"))
    scale = Scale.of(starts, ends, SAFE * HEIGHT - TITLE - NOTE - timeline.ABOVE - timeline.AFTER)
    at, firsts = 2, []
    for page in pages:
        firsts.append(at)
        at = timeline.write_days(book, sheet, at, page, scale, points_of(widths[2]))
    sheet.freeze_panes(2, 1)
    sheet.set_h_pagebreaks(firsts[1:])
    print_on_a4(book, sheet, title, at, len(widths), repeat=(0, 0))


# --- pages ------------------------------------------------------------------------------------------------------------


def _sizes(book: Book, of: Mapping[date, OfDay]) -> dict[str, int]:
    """How many lanes each room needs, by its id: as many as it has sessions side by side on any day."""
    known = book.roster.problem.clinic.rooms
    used = {room for rows in of.values() for room in rows}
    rooms = [*known, *sorted(used - {*known, ""}), *([""] if "" in used else [])]
    return {room: max((len(_lanes(rows[room])) for rows in of.values() if room in rows), default=1) for room in rooms}


def _groups(sizes: Mapping[str, int]) -> list[dict[str, range]]:
    """The lanes of each room in as few groups of like size as fit across."""
    every = [(room, lane) for room, count in sizes.items() for lane in range(count)]
    parts = -(-len(every) // ACROSS)
    size = -(-len(every) // parts) if parts else 1
    groups = []
    for first in range(0, len(every), size):
        of_room = groupby(every[first : first + size], key=lambda each: each[0])
        lanes_by_room = {room: [lane for _, lane in lanes_of] for room, lanes_of in of_room}
        groups.append({room: range(numbers[0], numbers[-1] + 1) for room, numbers in lanes_by_room.items()})
    return groups


def _pages(book: Book, of: Mapping[date, OfDay], groups: Sequence[Mapping[str, range]]) -> list[list[Day]]:
    """The days page by page: several of one week side by side, or one in several groups of rooms."""
    last = book.roster.problem.horizon.last
    if len(groups) > 1:
        days = [(day, group) for day in sorted(of) for group in groups if any(of[day].get(room) for room in group)]
        return [[_day(book, day, of[day], group, alone=True)] for day, group in days]
    most = max(1, ACROSS // sum(len(numbers) for group in groups for numbers in group.values())) if groups else 1
    pages = []
    for _, week in groupby(sorted(of), key=lambda day: (day.isocalendar()[:2], day > last)):
        days_of = list(week)
        size = -(-len(days_of) // -(-len(days_of) // most))
        for first in range(0, len(days_of), size):
            page = days_of[first : first + size]
            pages.append([_day(book, day, of[day], groups[0], alone=most == 1) for day in page])
    return pages


# --- days -------------------------------------------------------------------------------------------------------------


def _day(book: Book, day: date, of: OfDay, group: Mapping[str, range], alone: bool) -> Day:
    draft = day > book.roster.problem.horizon.last
    heading = (long_label(day) if alone else label(day)) + (" · draft" if draft else "")
    return Day(heading, [_room(book, day, room, of.get(room, ()), numbers) for room, numbers in group.items()], draft)


def _room(book: Book, day: date, room: str, rows: Sequence[SessionDetails], numbers: range) -> Room:
    clinic = book.roster.problem.clinic
    whole = clinic.whole_day(day)
    closures = sorted(
        (each for each in clinic.closures_of.get(room, ()) if each.span.overlaps(whole)), key=lambda each: each.span
    )
    closed = [(*_ends(book, day, each.span), f"closed{in_brackets(each.reason)}") for each in closures]
    if room in clinic.rooms and clinic.rooms[room].hours:
        closed += [(*_ends(book, day, span), "") for span in cut(whole, clinic.hours_on(day, clinic.rooms[room].hours))]
    under = ", ".join(f"closed {_within(book, each.span, whole)}" for each in closures)
    every = _lanes(rows)
    lanes = [_lane(book, day, every[n] if n < len(every) else [], closed) for n in numbers]
    more = f" ({numbers[0] + 1}–{numbers[-1] + 1})" if numbers[0] else ""
    return Room(f"{name(clinic.rooms, room) or 'Without a room'}{more}", under, lanes)


def _lane(book: Book, day: date, rows: Sequence[SessionDetails], closed: Sequence[tuple[int, int, str]]) -> Lane:
    sessions = [(_minute(day, row.start), _minute(day, row.end), row) for row in rows]
    resets = [(end, end + _reset(book, row)) for _, end, row in sessions]
    return Lane(sessions, resets, closed)


def _lanes(rows: Sequence[SessionDetails]) -> list[list[SessionDetails]]:
    return lanes(rows, lambda row: row.start, lambda row: row.end)


def _minute(day: date, moment: datetime) -> int:
    return 24 * 60 * (moment.date() - day).days + 60 * moment.hour + moment.minute


def _reset(book: Book, row: SessionDetails) -> int:
    service = book.roster.problem.clinic.services.get(row.service_id)
    return service.reset // MINUTE if service and row.owner["room"] else 0


def _ends(book: Book, day: date, span: Span) -> tuple[int, int]:
    clinic = book.roster.problem.clinic
    whole = clinic.whole_day(day)
    start, end = clinic.local(max(span.start, whole.start)), clinic.local(min(span.end, whole.end))
    return _minute(day, start), _minute(day, end)


def _within(book: Book, span: Span, whole: Span) -> str:
    clinic = book.roster.problem.clinic
    if span.holds(whole):
        return "all day"
    return clock(clinic.local(max(span.start, whole.start)), clinic.local(min(span.end, whole.end)))
