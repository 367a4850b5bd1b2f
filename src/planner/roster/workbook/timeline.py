"""Days side by side on one time scale, a column a lane: sessions as blocks as long as they last.

Tuesday, 1 December 2026                        the day
      Room 1                  Room 2            its rooms
      closed 12:00–14:00                        what stands under them
09:00 ▌09:00–10:00  Ann Lee
      ▒Facial acupuncture                       the rail: hatched while the patient rests
      ▌Willow
10:00
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.worksheet import Worksheet

from planner.roster.tables.details import SessionDetails
from planner.roster.workbook.blocks import SIZE, fill, write_block
from planner.roster.workbook.book import GREY, INK, PALE, Book
from planner.roster.workbook.paper import FULL, points_of
from planner.roster.workbook.scale import Scale
from planner.roster.workbook.text import clipped

DAY, HEADING, UNDER, AFTER = 20.0, 15.0, 12.0, 6.0
"""Heights of rows in points: the day's name, its rooms' names, what stands under them, and after it all."""
ABOVE = DAY + HEADING + UNDER
CLOCK, RAIL, GAP, NARROWEST = 6.0, 1.0, 1.0, 8.0
"""Characters of the hours' column, of a lane's rail, between two days, and of a lane's blocks at least."""
READY, RULE = "#E2E2E2", "#D9D9D9"


@dataclass(frozen=True)
class Lane:
    """One column of a day. `closed` are stretches from minute to minute with their words, `made_ready` those after
    sessions."""

    sessions: Sequence[tuple[int, int, SessionDetails]] = ()
    made_ready: Sequence[tuple[int, int]] = ()
    closed: Sequence[tuple[int, int, str]] = ()


@dataclass(frozen=True)
class Room:
    """One room's lanes on a day, as many as have sessions side by side."""

    name: str
    under: str
    lanes: Sequence[Lane]


@dataclass(frozen=True)
class Day:
    """A day's rooms, or as many of them as stand on one page."""

    name: str
    rooms: Sequence[Room] = field(default=())
    draft: bool = False

    @property
    def lanes(self) -> int:
        return sum(len(room.lanes) for room in self.rooms)


def widths(days: int, lanes: int) -> list[float]:
    """Characters of the columns for so many days across, each of so many lanes, as wide as the page together."""
    day = [RAIL, NARROWEST] * lanes
    columns = [CLOCK, *day, *(width for _ in range(days - 1) for width in (GAP, *day))]
    spare = (FULL - sum(map(points_of, columns))) / 0.75 / 7 / (days * lanes)
    return [width + max(0.0, spare) if width == NARROWEST else width for width in columns]


def write_days(book: Book, sheet: Worksheet, at: int, days: Sequence[Day], scale: Scale, block: float) -> int:
    """Write days side by side from this row on, their blocks so many points wide; returns the row after them."""
    for row, points in enumerate((DAY, HEADING, UNDER, *[scale.points] * scale.rows, AFTER), at):
        sheet.set_row(row, points)
    top, place = at + 3, 1
    for minute in scale.hours:
        hour = book.style(font_size=8, font_color=GREY, valign="top", align="right", top=1, top_color=RULE)
        first, last = top + scale.row(minute), top + scale.row(minute + 60)
        fill(sheet, first, last, 0, 0, hour, f"{minute // 60 % 24:02d}:00")
    for day in days:
        name = book.style(bold=True, font_size=13, font_color=INK, italic=day.draft)
        sheet.write_string(at, place if len(days) > 1 else 0, day.name, name)
        for room in day.rooms:
            _write_room_name(book, sheet, at + 1, place, room, day.draft)
            for lane in room.lanes:
                _write_lane(book, sheet, top, place, lane, scale, block)
                place += 2
        place += 1
    return top + scale.rows + 1


def _write_room_name(book: Book, sheet: Worksheet, at: int, place: int, room: Room, draft: bool) -> None:
    look: dict[str, Any] = {"bg_color": "#DCE4EC", "font_color": INK, "left": 1, "left_color": "#FFFFFF"}
    if draft:
        look |= {"bg_color": "#FFFFFF", "italic": True, "border": 3, "border_color": GREY, "left": 3}
    last = place + 2 * len(room.lanes) - 1
    fill(
        sheet, at, at + 1, place, last, book.style(bold=True, shrink=True, indent=1, **look | {"bottom": 0}), room.name
    )
    under = book.style(font_size=8, shrink=True, indent=1, **look | {"top": 0})
    fill(sheet, at + 1, at + 2, place, last, under, room.under)


def _write_lane(book: Book, sheet: Worksheet, top: int, place: int, lane: Lane, scale: Scale, block: float) -> None:
    taken: set[int] = set()

    def rows(first: int, until: int) -> list[range]:
        """Those of these rows that nothing has taken yet, in runs."""
        free = [row for row in range(first, until) if row not in taken]
        taken.update(free)
        return list(_runs(free))

    for start, end, details in lane.sessions:
        for run in rows(scale.row(start), max(scale.until(end), scale.row(start) + 1))[:1]:
            write_block(book, sheet, top, place, run, details, start, scale, block)
    for start, end in lane.made_ready:
        for run in rows(scale.until(start), scale.row(end)):
            fill(sheet, top + run.start, top + run.stop, place, place + 1, book.style(bg_color=READY))
    for start, end, words in lane.closed:
        for number, run in enumerate(rows(scale.row(start), scale.row(end))):
            look = book.style(bg_color=PALE, font_color=GREY, italic=True, font_size=8, valign="top", indent=1)
            text = "" if number else clipped(words, block, SIZE)
            fill(sheet, top + run.start, top + run.stop, place, place + 1, look, text)
    ruled = book.style(top=1, top_color=RULE)
    for minute in scale.hours:
        if scale.row(minute) not in taken:
            for column in (place, place + 1):
                sheet.write_blank(top + scale.row(minute), column, None, ruled)


def _runs(rows: Iterable[int]) -> Iterable[range]:
    found: list[range] = []
    for row in rows:
        if found and found[-1].stop == row:
            found[-1] = range(found[-1].start, row + 1)
        else:
            found.append(range(row, row + 1))
    return found
