"""What calls may say beside what they ask for, and what they answer: receipts, holds, closed ones, wishes, finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol, TypedDict, runtime_checkable

from planner.clinic import Appointment, Clinic, Days, Key, Patient, Plan
from planner.clinic.spans import WEEKDAYS
from planner.roster.publishing import Published


class Said(TypedDict, total=False):
    """Keywords of every call that changes something."""

    who: str
    """Who asks, as the journal shall name them."""
    why: str
    """In words, for the journal."""
    key: str
    """The caller's own name for this call: asked twice under one key, it is done once and answered alike."""
    portal: bool
    """Whether a patient asks by themselves, and so is bound by the clinic's rules of booking."""
    question: Sequence[object]
    """What the key stands for where a question chose the offer, as it may be answered otherwise the second time."""
    trace: str
    """The trace that it is part of, as W3C's `traceparent`, for the journal and whatever follows from it."""


class Call(Said, total=False):
    """Those of a call about something that has a version."""

    expected: int
    """The version of the plan, or of the facts, that the caller has seen; a newer one is a Conflict."""


@runtime_checkable
class Placed(Protocol):
    """An offer, a course offer, a hold, a repair: anything with rows to place."""

    @property
    def rows(self) -> Sequence[Appointment]: ...


Rows = Placed | Iterable[Appointment]


def rows_of(offer: Rows) -> tuple[Appointment, ...]:
    return tuple(offer) if isinstance(offer, Iterable) else tuple(offer.rows)


@dataclass(frozen=True)
class ClosedAppointment:
    """A booked appointment that cannot stand: the rule, how it is broken, and the policy's source where it has one.

    `beside` holds the others of the book that the same reason concerns, when it would do that one of them all goes.
    """

    row: Appointment
    patient: str
    day: date
    rule: str
    reason: str
    source: str = ""
    beside: tuple[Appointment, ...] = ()

    def __str__(self) -> str:
        text = f"{self.row.plan}, session {self.row.number} ({self.row.service}) on {self.day}: {self.reason}"
        return text + (f" [{self.source}]" if self.source else "")


@dataclass(frozen=True)
class Wish:
    """A booked session that its patient would rather have elsewhere. What is left open, any place meets.

    `earlier` asks for a day before the booked one, `days` for one of these spans, `weekdays` for one of these (0 is
    Monday); `practitioner` for this one.
    """

    plan: str
    number: int
    earlier: bool = False
    days: tuple[Days, ...] = ()
    weekdays: frozenset[int] = frozenset()
    practitioner: str | None = None

    @property
    def key(self) -> Key:
        return self.plan, self.number

    def __str__(self) -> str:
        parts = ["on an earlier day"] if self.earlier else []
        parts += [" or ".join(map(str, self.days))] if self.days else []
        parts += ["on " + " or ".join(WEEKDAYS[day] for day in sorted(self.weekdays))] if self.weekdays else []
        parts += [f"with {self.practitioner}"] if self.practitioner else []
        return ", ".join(parts) or "anywhere else"

    def met(self, clinic: Clinic, booked: Appointment, row: Appointment) -> bool:
        """Whether a row is what is wished for in place of the booked one."""
        day = clinic.day(row.start)
        return (
            (not self.earlier or day < clinic.day(booked.start))
            and (not self.days or any(day in days for days in self.days))
            and (not self.weekdays or day.weekday() in self.weekdays)
            and self.practitioner in (None, row.practitioner)
        )


@dataclass(frozen=True)
class Receipt:
    """What a call did: its place in the journal, the appointments as they stand now, and versions.

    `versions` has those of the plans concerned, such as `plan:p1`, and of the facts, `facts`, where they changed;
    `closed` what of the book a change of facts has closed, which stays booked until somebody moves or cancels it;
    `again` says that it was done before, under the same key.
    """

    seq: int
    at: datetime
    rows: tuple[Appointment, ...]
    versions: Mapping[str, int]
    closed: tuple[ClosedAppointment, ...] = field(default=(), kw_only=True)
    left: tuple[str, ...] = field(default=(), kw_only=True, compare=False)
    """What was left out, as it collided, and why; empty where it is answered again under its key."""
    again: bool = field(default=False, kw_only=True, compare=False)


@dataclass(frozen=True)
class Hold(Receipt):
    """Places kept for somebody until a moment, all of them or none.

    `words` are those of the offer, where the call chose it; empty where it is answered again under its key.
    """

    id: str
    until: datetime
    words: str = field(default="", kw_only=True, compare=False)


@dataclass(frozen=True)
class RunningHold:
    """Places that are kept for somebody at this moment; `left` is for how long still, by the store's time.

    `leaving` are appointments that it cancels when it is booked, `by` who made it, empty where nobody was named.
    """

    id: str
    rows: tuple[Appointment, ...]
    leaving: tuple[Appointment, ...]
    until: datetime
    left: timedelta
    by: str = ""


@dataclass(frozen=True)
class Publication:
    """What publishing a roster did.

    `published` has the book before and after; it is None where the call is answered again under its key. `receipt` is
    None where the book said so already, or in a dry run, and nothing was written.
    """

    receipt: Receipt | None
    published: Published | None

    @property
    def left(self) -> tuple[str, ...]:
        """What was left out, as it collided, and why: with the book as it was read, then with what came meanwhile."""
        return (*(self.published.left if self.published else ()), *(self.receipt.left if self.receipt else ()))


@dataclass(frozen=True)
class Reached:
    """How far a reader of a long list has come: the start and the id of the last appointment told."""

    start: datetime
    id: str


@dataclass(frozen=True)
class Found:
    """A patient that was looked for, the plans meant, and their appointments from today on, by start."""

    patient: Patient
    plans: tuple[Plan, ...]
    rows: tuple[Appointment, ...]
