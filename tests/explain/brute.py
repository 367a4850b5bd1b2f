"""A second reading of an irreducible set: every place of a session is held against the check, with no model."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import product

from planner.clinic import Absence, Appointment, Span
from planner.clinic.appointments import PLANNED
from planner.engine.local.openings import Hindrance, Openings
from planner.rules import RULES, Violation, violations

Rows = tuple[Appointment, ...]
EQUIPMENT = "equipment"
ALONE = (EQUIPMENT, "daily limit", "weekly limit", "break")
"""Rules of capacity that one appointment can break by itself."""


class Brute:
    """Places of a session of one service, or of a visit of several, and which of some hindrances close each."""

    def __init__(self, openings: Openings) -> None:
        self.openings, self.problem, self.session = openings, openings.problem, openings.session
        self.ways = list(self._ways())

    def open(self, present: Collection[Hindrance]) -> bool:
        """Whether some place breaks nothing of what is present."""
        causes = {(each.rule, each.why) for each in present if each.why}
        keys = {key for each in present for key in each.keys}
        laws = {each.rule for each in present if each.rule and not each.why}
        rows = tuple(row for row in self.openings.rows if row.key in keys)
        history = tuple(row for row in self.openings.history if row.key in keys)
        kept = {row.key for row in rows} | {self.session.key}
        clinic = self.problem.clinic
        closed = tuple(c for c in clinic.closures if c.of in clinic.rooms or (EQUIPMENT, _unit(c)) in causes)
        world = replace(
            self.problem,
            clinic=replace(clinic, closures=closed),
            sessions=tuple(replace(s, booked=()) for s in self.problem.sessions if s.key in kept),
            history=history,
        )
        before = set(violations(world, rows))
        for way in self.ways:
            if any(self._closed(row, causes) for row in way):
                continue
            new = [v for v in violations(world, (*rows, *way)) if v not in before and set(v.rows) & set(way)]
            if not any(v.rule in laws and _counts(v, way) for v in new):
                return True
        return False

    def _closed(self, row: Appointment, causes: Collection[tuple[str, str]]) -> bool:
        clinic, service = self.problem.clinic, self.problem.clinic.services[row.service]
        bare = replace(self.problem, sessions=(self.session,), history=())
        taken = Span(row.start, row.end + service.reset)
        for rule in RULES:
            for closed in rule.closed(bare, self.session, service, row.practitioner or ""):
                if (rule.name, closed.why) in causes and closed.span.overlaps(row.span):
                    return True
            for closed in rule.room_closed_to(bare, row.practitioner or "", row.room) if row.room else ():
                if (rule.name, closed.why) in causes and closed.span.overlaps(row.span):
                    return True
            for closed in rule.room_closed(bare, service, row.room) if row.room else ():
                if (rule.name, closed.why) in causes and closed.span.overlaps(taken):
                    return True
        return any(cause in causes and span.overlaps(row.span) for cause, span in self.openings.unfollowed) or (
            clinic.day(row.start) not in self.openings.days
        )

    def _ways(self) -> Iterator[Rows]:
        """Every place of the days asked about that ends on its day, fitting or not."""
        clinic = self.problem.clinic
        for day in self.openings.days:
            parts = []
            for service in self.session.services:
                given = clinic.services[service]
                rooms = [None] if given.room is None else list(clinic.rooms)
                parts.append(
                    [
                        Appointment(
                            f"x-{service}", *self.session.key, service, who, room, start, start + given.length, PLANNED
                        )
                        for start, who, room in product(clinic.grid(day), clinic.practitioners, rooms)
                        if clinic.day(start + given.length) == day
                    ]
                )
            yield from product(*parts)


def _counts(broken: Violation, way: Rows) -> bool:
    """Whether a violation is of capacity or of another appointment; what closes spans is read from the causes."""
    alone = set(broken.rows) <= set(way)
    return not alone or len(broken.rows) > 1 or broken.rule in ALONE


def _unit(closure: Absence) -> str:
    return f"a unit of {closure.of} is closed" + (f" ({closure.reason})" if closure.reason else "")
