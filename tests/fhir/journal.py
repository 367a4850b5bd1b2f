"""A line of a journal, as a desk answers it."""

from __future__ import annotations

from planner.desk.store.journal import Entry
from tests.worlds import at


def entry_of_the_journal(why: str = "the patient's wish") -> Entry:
    return Entry(3, at(0, "9:00"), "front desk", why, "book", None, None, (), {})
