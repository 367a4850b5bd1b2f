"""Practitioners, patients and their plans."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from planner.clinic.spans import DAY, MIDNIGHT, WEEKDAYS, Span, WeeklyHours
from planner.errors import Nonsense, UnknownName

PARTS_OF_DAY = {
    "morning": (time(0), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(0)),
}
"""From and until, by a session's start on the wall clock; midnight ends the evening."""


@dataclass(frozen=True)
class Absence:
    """A span in which a practitioner or a patient is away, or a room or one unit of an equipment is closed.

    `source` is the calendar that said so, which may take it back; empty where a person wrote it.
    """

    of: str
    span: Span
    reason: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.span.end <= self.span.start:
            raise Nonsense(f"the absence of {self.of!r} ends before it begins")


@dataclass(frozen=True, slots=True)
class Break:
    """On each such weekday with an attended step: so long without one, in one piece, somewhere from `start` to `end`.

    `weekday` 0 = Monday; an `end` of 00:00 is the day's end.
    """

    weekday: int
    start: time
    end: time
    length: timedelta

    def __post_init__(self) -> None:
        span = since_midnight(self.end) - since_midnight(self.start)
        if self.end == MIDNIGHT:
            span += DAY
        if span <= timedelta(0):
            raise Nonsense(f"the break's span ends at {self.end:%H:%M}, not after its start {self.start:%H:%M}")
        if not timedelta(0) < self.length <= span:
            minutes, most = self.length / timedelta(minutes=1), span / timedelta(minutes=1)
            raise Nonsense(f"a break of {minutes:g} minutes does not fit its span; use more than 0, at most {most:g}")


@dataclass(frozen=True, slots=True)
class Usual:
    """When the patient of a plan usually comes: `weekday` 0 = Monday, and a time of day."""

    weekday: int
    at: time

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"


@dataclass(frozen=True)
class Practitioner:
    """Who treats. FHIR's Practitioner. `licensed_until` is the last licensed day; weeks are Monday to Sunday."""

    id: str
    name: str
    qualifications: frozenset[str] = frozenset()
    licensed_until: date | None = None
    max_sessions_per_day: int | None = None
    shifts: tuple[WeeklyHours, ...] = ()
    max_sessions_per_week: int | None = None
    breaks: tuple[Break, ...] = ()

    def __post_init__(self) -> None:
        if self.max_sessions_per_day is not None and self.max_sessions_per_day < 0:
            raise Nonsense(f"practitioner {self.id!r} has a daily limit below 0")
        if self.max_sessions_per_week is not None and self.max_sessions_per_week < 0:
            raise Nonsense(f"practitioner {self.id!r} has a weekly limit below 0")


CONTACTS = ("phone", "email", "note")
"""The fields of a patient that only the clinic's own people see."""


@dataclass(frozen=True)
class Patient:
    """Who is treated. `times` empty: any time; `prefers` holds names of PARTS_OF_DAY.

    Each of `preferred_practitioners` is as good as the others; those of `not_with` are never chosen. `phone`, `email`
    and `note`, the CONTACTS, are for the clinic's own people: never in calendars, messages or a store's journal.
    """

    id: str
    name: str
    preferred_practitioners: tuple[str, ...] = ()
    prefers: tuple[str, ...] = ()
    times: tuple[WeeklyHours, ...] = ()
    not_with: tuple[str, ...] = ()
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    note: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        for both in set(self.preferred_practitioners) & set(self.not_with):
            raise Nonsense(f"patient {self.id!r} prefers {both!r} and is not to be with {both!r}; keep one of the two")
        for part in self.prefers:
            if part not in PARTS_OF_DAY:
                raise UnknownName("part of the day", part, PARTS_OF_DAY)

    @property
    def contact(self) -> str:
        """How to reach the patient and what to know, in a line; empty where nothing is said."""
        return " · ".join(part for part in (self.phone, self.email, self.note) if part)

    @property
    def without_contacts(self) -> Patient:
        """What is known of the patient less the CONTACTS."""
        return replace(self, phone="", email="", note="") if self.contact else self

    def likes(self, clock: time) -> bool:
        """Whether a start at this wall-clock time suits the patient's preferred time of day."""
        spans = [PARTS_OF_DAY[part] for part in self.prefers]
        return not spans or any(start <= clock and (clock < end or end == time(0)) for start, end in spans)


@dataclass(frozen=True)
class Plan:
    """One patient on one protocol. FHIR's CarePlan.

    `sessions` overrides the course's number; `practitioner` admits only that one; `finish_by` is the last day for
    sessions of counted phases. Priority 3 is the highest. `attended` sessions took place before the book begins, the
    last of them on `last_attended`.
    """

    id: str
    patient: str
    protocol: str
    start: date
    priority: int = 2
    sessions: int | None = None
    practitioner: str | None = None
    finish_by: date | None = None
    usual: Usual | None = None
    attended: int = 0
    last_attended: date | None = None

    def __post_init__(self) -> None:
        if self.priority not in (1, 2, 3):
            raise Nonsense(f"plan {self.id!r} has priority {self.priority}; use 1, 2 or 3 (the highest)")
        if self.sessions is not None and self.sessions < 1:
            raise Nonsense(f"plan {self.id!r} has {self.sessions} sessions; use 1 or more")
        if self.finish_by and self.finish_by < self.start:
            raise Nonsense(f"plan {self.id!r} must finish by {self.finish_by}, before its start {self.start}")
        if self.attended < 0:
            raise Nonsense(f"plan {self.id!r} has {self.attended} attended sessions; use 0 or more")
        if self.attended and self.last_attended is None:
            raise Nonsense(f"plan {self.id!r} has {self.attended} attended sessions; say the day of the last one")
        if self.last_attended and not self.attended:
            raise Nonsense(f"plan {self.id!r} was last attended on {self.last_attended}; say how many sessions were")


def since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)
