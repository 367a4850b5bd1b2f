"""Which appointments their patients have agreed to, one by one: booked, or moved, after the roster was published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planner.clinic.appointments import BOOKED
from planner.desk.store.journal import LINES, Entry

AT_ONCE = ("load", "publish")
"""What books many at once, of whom nobody was asked; whoever it moves is phoned."""


def agreed(journal: Iterable[Entry]) -> set[str]:
    """The ids of booked appointments that have their place by another act of the journal than publishing, or by a move.

    A patient is told of each of these. The journal is given whole, from its first entry on.
    """
    found = set[str]()
    for entry in journal:
        for kind, id, before, after in entry.changes:
            if kind != LINES:
                continue
            if after is None or after["status"] != BOOKED:
                found.discard(id)
            elif before is None or before["status"] != BOOKED:
                (found.discard if entry.action in AT_ONCE else found.add)(id)
            elif _place(before) != _place(after):
                found.add(id)
    return found


def _place(line: Any) -> tuple[Any, ...]:
    """A change of room is nothing that a patient is told."""
    return line["start"], line["practitioner"]
