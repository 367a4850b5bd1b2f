"""A practitioner's or a room's own calendar, as absences: calendar."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from planner.cli.commands.options import clinic_in, clock
from planner.cli.output import show_line
from planner.cli.terminal.elements import item
from planner.clinic import Absence, Clinic, Span
from planner.errors import Nonsense
from planner.files.reading.sources.workbooks import is_workbook
from planner.jobs.calendars.absences import field_of
from planner.jobs.calendars.address import content_of, is_address
from planner.jobs.calendars.refresh import Refreshed, refreshed, source_of, window_of, write_absences

PASSWORD = "PLANNER_CALDAV_PASSWORD"
YEAR = 365


def calendar(
    place: Annotated[str, typer.Argument(metavar="CLINIC", help="The clinic's folder, or a desk's store.")],
    of: Annotated[str, typer.Argument(metavar="ID", help="The practitioner, room or equipment whose calendar it is.")],
    address: Annotated[
        str, typer.Argument(metavar="CALENDAR", help="A file .ics, or the address at which it is published.")
    ],
    days: Annotated[
        int, typer.Option(metavar="DAYS", min=1, max=10 * YEAR, help="Days looked at, from today on.")
    ] = YEAR,
    titles: Annotated[
        bool, typer.Option("--titles", help="Keep what each event is called as the reason, private ones apart.")
    ] = False,
    user: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=f"Pull by CalDAV as this user; the password is in {PASSWORD}."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What the calendar is called here; made of its address unless said."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
    who: Annotated[str, typer.Option(metavar="NAME", help="Who asks, for a store's journal.")] = "planner calendar",
) -> None:
    """Take the times that a calendar says are taken as absences, and take back what it does not say any more.

    Recurring events, their exceptions, whole days and VAVAILABILITY are read; what is free, cancelled or planner's own
    is passed over. Run it again, as from cron, whenever the calendar may have changed.
    """
    source = name or source_of(address)
    if not _is_store(place):
        clinic, today = clinic_in(Path(place)), clock()()
        refreshed = _refreshed(clinic, of, source, address, window_of(clinic, clinic.day(today), days), titles, user)
        _show(clinic, of, refreshed)
        if not dry_run and _changes(refreshed):
            write_absences(refreshed.difference.laid_over(clinic, of), Path(place), of)
        return
    from planner.cli.commands.desk.options import at_desk  # its packages only a store needs
    from planner.cli.terminal.desk_changes import show_closed

    with at_desk(place) as desk:
        clinic = desk.clinic()
        refreshed = _refreshed(clinic, of, source, address, window_of(clinic, desk.today(), days), titles, user)
        _show(clinic, of, refreshed)
        if not dry_run and _changes(refreshed):
            call: dict[str, Any] = {"who": who, "why": f"the calendar {source}"}
            found = refreshed.difference
            done = desk.change(*found.add, remove=found.remove, kind=field_of(clinic, of), **call)
            show_closed(Console(), desk.clinic(), place, done)


def _refreshed(
    clinic: Clinic, of: str, source: str, address: str, window: Span, titles: bool, user: str | None
) -> Refreshed:
    if user is None:
        content = content_of(address)
    elif not is_address(address):
        raise Nonsense(f"{address} is no address of a CalDAV server; write it like https://host/user/calendar/")
    else:
        from planner.jobs.calendars.caldav import pulled  # only who pulls needs it

        content = pulled(address, user, os.environ.get(PASSWORD, ""), window)
    return refreshed(clinic, of, source, content, window, titles)


def _changes(found: Refreshed) -> bool:
    return bool(found.difference.add or found.difference.remove)


def _show(clinic: Clinic, of: str, found: Refreshed) -> None:
    console = Console()
    for wrong in found.wrong:
        console.print(item(f"not taken: {wrong}", "yellow"))
    for sign, absences in (("+", found.difference.add), ("−", found.difference.remove)):
        for absence in absences:
            console.print(Text(f"  {sign} {_said(clinic, absence)}"))
    new, gone = len(found.difference.add), len(found.difference.remove)
    show_line(f"{of}: {new} new, {gone} no more." if new or gone else f"{of}: nothing has changed.")


def _said(clinic: Clinic, absence: Absence) -> str:
    start, end = clinic.local(absence.span.start), clinic.local(absence.span.end)
    last: date = end.date()
    until = f"{end:%H:%M}" if last == start.date() else f"{end:%a %d %b %Y %H:%M}"
    return f"{start:%a %d %b %Y %H:%M} to {until}, {absence.reason}"


def _is_store(place: str) -> bool:
    if is_workbook(Path(place)):
        raise Nonsense(f"{place} is a workbook, into which no calendar is read; name a folder or a store")
    return "://" in place or Path(place).is_file()
