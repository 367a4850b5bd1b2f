"""A calendar from elsewhere, as the absences that it makes of a clinic now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from planner.clinic import Clinic, Span
from planner.clinic.spans import DAY
from planner.errors import FaultyClinic
from planner.files.atomic import put_in_place
from planner.files.reading import load
from planner.files.writing.losses import losses
from planner.files.writing.tables import csv_files
from planner.jobs.calendars.absences import Difference, difference, field_of
from planner.jobs.calendars.address import is_address, shown
from planner.jobs.calendars.calendar import read_calendar
from planner.jobs.calendars.own import own_uids


@dataclass(frozen=True)
class Refreshed:
    """What a calendar changes, and what of it could not be read."""

    difference: Difference
    wrong: tuple[str, ...]


def window_of(clinic: Clinic, today: date, days: int) -> Span:
    """From the first moment of today on, for so many days."""
    return Span(clinic.moment(today), clinic.moment(today + days * DAY))


def refreshed(clinic: Clinic, of: str, source: str, content: bytes, window: Span, titles: bool = False) -> Refreshed:
    """What the calendar of a practitioner, a room or an equipment says within the window, laid over its absences.

    Raises Nonsense for what is no calendar, UnknownName for somebody the clinic does not have.
    """
    field_of(clinic, of)
    read = read_calendar(content, window, clinic.timezone, own_uids(clinic, of))
    return Refreshed(difference(clinic, of, source, read.taken, window, titles), tuple(read.wrong))


def source_of(place: str) -> str:
    """A name for the calendar of a file or an address, which does not tell the address."""
    if not is_address(place):
        return Path(place).name
    return f"{shown(place).partition('://')[2].partition('/')[0]} {sha256(place.encode()).hexdigest()[:6]}"


def write_absences(clinic: Clinic, folder: Path, of: str) -> None:
    """The folder's absences, or closures, as the clinic has them. Raises FaultyClinic; then all is as before."""
    name = f"{field_of(clinic, of)}.csv"
    place = folder / name
    before = place.read_bytes() if place.exists() else None
    put_in_place({place: csv_files(clinic)[name].encode()})
    try:
        if lost := losses(clinic, load(folder).clinic):
            raise FaultyClinic(lost)
    except FaultyClinic:
        if before is None:
            place.unlink()
        else:
            put_in_place({place: before})
        raise
