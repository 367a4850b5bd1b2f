"""The workbook's sheets in their order."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from planner.files.atomic import put_in_place
from planner.files.ownership import refuse_foreign
from planner.roster.roster import Roster
from planner.roster.workbook import legend, practitioners, rooms, sessions, summary, supplies, unplaced, use, use_by_day
from planner.roster.workbook.book import Book

SHEETS = (
    summary.write,  # how good the roster is
    practitioners.write,  # a sheet each: the month as a calendar
    rooms.write,  # a page a day, for the front desk
    sessions.write,  # all of them, to filter
    unplaced.write,  # what has no place, and why
    use.write,  # of practitioners and rooms, with charts
    use_by_day.write,
    supplies.write,
    legend.write,
)


def write_workbook(roster: Roster, path: str | Path) -> None:
    """Write the roster as an .xlsx workbook, put in place whole.

    Text is written as text: no name or reason becomes a formula or a link. Raises OSError with the path where it
    cannot be written, Nonsense for a workbook that planner did not make; what stood there stays.
    """
    refuse_foreign(Path(path))
    content = BytesIO()
    with Book(content, roster) as book:
        for write in SHEETS:
            write(book)
    put_in_place({Path(path): content.getvalue()})
