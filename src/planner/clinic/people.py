"""Practitioners, patients and their plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from itertools import combinations

from planner.clinic.spans import Span, WeeklyHours
from planner.errors import Nonsense, UnknownName

PARTS_OF_DAY = {
    "morning": (time(0), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(0)),
}
"""From and until, by a session's start on the wall clock; midnight ends the evening."""


@dataclass(frozen=True)
class Absence:
    """A span in which a practitioner is away, or a room or one unit of an equipment is closed."""

    of: str
    span: Span
    reason: str = ""

    def __post_init__(self) -> None:
        if self.span.end <= self.span.start:
            raise Nonsense(f"the absence of {self.of!r} ends before it begins")


@dataclass(frozen=True)
class Practitioner:
    """Who treats. FHIR's Practitioner. `licensed_until` is the last licensed day."""

    id: str
    name: str
    qualifications: frozenset[str] = frozenset()
    licensed_until: date | None = None
    max_sessions_per_day: int | None = None
    shifts: tuple[WeeklyHours, ...] = ()

    def __post_init__(self) -> None:
        if self.max_sessions_per_day is not None and self.max_sessions_per_day < 0:
            raise Nonsense(f"practitioner {self.id!r} has a daily limit below 0")
        _refuse_overlaps(f"the shifts of practitioner {self.id!r}", self.shifts)


@dataclass(frozen=True)
class Patient:
    """Who is treated. `times` empty: any time; `prefers` holds names of PARTS_OF_DAY."""

    id: str
    name: str
    preferred_practitioner: str | None = None
    prefers: tuple[str, ...] = ()
    times: tuple[WeeklyHours, ...] = ()

    def __post_init__(self) -> None:
        _refuse_overlaps(f"the times of patient {self.id!r}", self.times)
        for part in self.prefers:
            if part not in PARTS_OF_DAY:
                raise UnknownName("part of the day", part, PARTS_OF_DAY)

    def likes(self, clock: time) -> bool:
        """Whether a start at this wall-clock time suits the patient's preferred time of day."""
        spans = [PARTS_OF_DAY[part] for part in self.prefers]
        return not spans or any(start <= clock and (clock < end or end == time(0)) for start, end in spans)


@dataclass(frozen=True)
class Plan:
    """One patient on one protocol. FHIR's CarePlan.

    `sessions` overrides the course's number; `practitioner` admits only that one; `finish_by` is the last day for
    sessions of counted phases. Priority 3 is the highest.
    """

    id: str
    patient: str
    protocol: str
    start: date
    priority: int = 2
    sessions: int | None = None
    practitioner: str | None = None
    finish_by: date | None = None

    def __post_init__(self) -> None:
        if self.priority not in (1, 2, 3):
            raise Nonsense(f"plan {self.id!r} has priority {self.priority}; use 1, 2 or 3 (the highest)")
        if self.sessions is not None and self.sessions < 1:
            raise Nonsense(f"plan {self.id!r} has {self.sessions} sessions; use 1 or more")
        if self.finish_by and self.finish_by < self.start:
            raise Nonsense(f"plan {self.id!r} must finish by {self.finish_by}, before its start {self.start}")


def _refuse_overlaps(whose: str, rows: tuple[WeeklyHours, ...]) -> None:
    """A session lies inside one row, so rows that overlap would say two things at once."""
    for a, b in combinations(rows, 2):
        if a.clashes(b):
            raise Nonsense(f"{whose} overlap: {a.start:%H:%M}–{a.end:%H:%M} and {b.start:%H:%M}–{b.end:%H:%M}")
