"""A roster, or the book as it stands, for the hand: export."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.commands.options import Folder, From, Maybe, Month, Until, clinic_in
from planner.cli.output import show_line
from planner.clinic import Clinic, Horizon
from planner.errors import Nonsense
from planner.roster.book_since import refuse_changed
from planner.roster.current_book import standing, with_closed
from planner.roster.files import read_roster
from planner.roster.roster import Roster

ENDINGS = (".xlsx", ".html", "")
"""Of --to: a workbook, a page, and a folder for calendars."""
To = Annotated[
    Path, typer.Option(metavar="PATH", help="A workbook .xlsx, a page .html, or a folder for calendars .ics.")
]
Since = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="The roster sent out before, for calendars: what it had is moved or cancelled."),
]


def export(
    folder: Folder,
    to: To,
    written: Maybe = None,
    month: Month = None,
    first: From = None,
    last: Until = None,
    since: Since = None,
) -> None:
    """Write a roster as a workbook, as a page, or as calendars for practitioners, rooms and patients.

    Without a roster it is the appointment book of the days asked for, as it stands. A roster that is older than the
    book is refused: it would show as today's what was cancelled or moved since.
    """
    _refuse_ending(to, since is not None)
    clinic = clinic_in(folder)
    if (to.exists() and to.samefile(folder)) or (to / "clinic.toml").exists():
        raise Nonsense(f"{to} is the clinic itself, or another; name another place")
    roster = roster_of(clinic, written, month, first, last)
    write_as(roster, to, read_roster(clinic, since) if since else None)
    show_line(f"Wrote {to}")


def roster_of(clinic: Clinic, written: Path | None, month: str | None, first: date | None, last: date | None) -> Roster:
    """A written roster, or the clinic's book as it stands; what a rule forbids by now is closed in either.

    Raises Conflict for a roster that is older than the book.
    """
    days = month is not None or first is not None or last is not None
    if (written is not None) == days:
        raise Nonsense(
            "name the folder of a roster, or days (--month, or --from and --until) for the book as it stands"
        )
    if written is None:
        return standing(clinic, Horizon.asked(month, first, last, 0))
    roster = read_roster(clinic, written)
    refuse_changed(clinic, written)
    return with_closed(roster)


def write_as(roster: Roster, to: Path, since: Roster | None = None) -> None:
    """What the ending of a path says: a workbook, a page, or a folder of calendars."""
    from planner.roster.calendars import write_calendars  # only here, as the desk's other commands need none of them
    from planner.roster.page import write_page
    from planner.roster.workbook import write_workbook

    _refuse_ending(to, since is not None)
    if to.suffix.lower() == ".xlsx":
        write_workbook(roster, to)
    elif to.suffix.lower() == ".html":
        write_page(roster, to)
    else:
        write_calendars(roster, to, since)


def _refuse_ending(to: Path, since: bool) -> None:
    if to.suffix.lower() not in ENDINGS:
        raise Nonsense(f"{to} ends in {to.suffix}; end it in .xlsx or .html, or name a folder for calendars")
    if since and to.suffix:
        raise Nonsense("--since is for calendars; name a folder in --to")


def write_sheet(roster: Roster, to: Path, day: date) -> None:
    """A day to print: as a workbook, as a page, or as its picture on paper."""
    if to.suffix.lower() == ".pdf":
        from planner.roster import pictures  # only here, since they want an extra

        pictures.save(pictures.draw_week(roster, day, "room", paged=True), to)
    elif to.suffix.lower() in (".xlsx", ".html"):
        write_as(roster, to)
    else:
        raise Nonsense(f"{to} is no sheet; end it in .xlsx, .html or .pdf")
