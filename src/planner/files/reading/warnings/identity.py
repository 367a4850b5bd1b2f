"""Ids that a reader takes for one another, and different people or things of one name."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from planner.clinic.alike import difference, folded
from planner.files.reading.warnings.rows import Rows

IDENTIFIED = ("practitioners", "rooms", "equipment", "patients", "plans", "appointments")
NAMED = {"practitioners": "practitioners", "rooms": "rooms", "equipment": "kinds of equipment", "patients": "patients"}


def look_alikes(rows: Rows) -> None:
    """Two ids that differ in what nobody sees: a fact about one is none about the other."""
    for table in IDENTIFIED:
        alike: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for row, fact in rows.made(table):
            alike[folded(fact.id)].append((row, fact.id))
        for group in alike.values():
            for (before, one), (row, other) in pairwise(group):
                wrong = f"{other!r} and {one!r} (row {before}) are two ids: they differ in {difference(one, other)}"
                mend = "write it the same way everywhere, if they are one; else give one of them another id"
                rows.warn(table, row, rows.listings[table].table.key, wrong, mend)


def namesakes(rows: Rows) -> None:
    """Two of one name, whom sheets tell apart by their ids alone."""
    for table, called in NAMED.items():
        alike: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for row, fact in rows.made(table):
            if fact.name != fact.id:
                alike[folded(fact.name)].append((row, fact.id, fact.name))
        for group in alike.values():
            if len(group) > 1:
                where = " and ".join(f"{id} (row {row})" for row, id, _ in group)
                wrong = f"{len(group)} {called} are called {group[0][2]!r}: {where}"
                mend = (
                    "add to each name what tells them apart, such as the year of birth"
                    if table == "patients"
                    else ("add to each name what tells them apart")
                )
                rows.warn(table, group[1][0], "name", wrong, mend)
