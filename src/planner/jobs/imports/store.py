"""A clinic that an import has made, into a store: its facts, then its book, or neither."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from planner.clinic import Clinic
from planner.desk import Desk, Receipt
from planner.desk.store.store import Settled


def lay_into(desk: Desk, seen: Settled, clinic: Clinic, who: str, why: str) -> Receipt | None:
    """Change the facts and the book to those of a clinic that was made of the desk's own as it was seen; what the facts
    close.

    They are an entry of the journal each; None where the facts stay as they were. Where both change they are tried on a
    copy first, so that a book that breaks a rule leaves the facts as they were. Raises as `Desk.take_over` and
    `publish`: Conflict where somebody has changed facts since, or the same visits. Then the facts may be in, and the
    import run again does the rest; what others have booked since is kept.
    """
    before = seen.clinic
    facts = replace(clinic, book=()) != replace(before, book=())
    book = clinic.book != before.book
    if facts and book:
        _try(before, clinic)
    taken = desk.take_over(clinic, expected=seen.facts, who=who, why=why) if facts else None
    if book:
        desk.publish(clinic.book, expected=seen.entry, who=who, why=why)
    return taken


def _try(before: Clinic, clinic: Clinic) -> None:
    with TemporaryDirectory() as folder, Desk.open(f"sqlite:///{Path(folder) / 'copy.db'}") as copy:
        copy.load(before)
        copy.take_over(clinic)
        copy.publish(clinic.book)
