"""What every call may say beside what it asks for, and what it answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from planner.clinic import Appointment
from planner.desk.facts.impact import ClosedAppointment
from planner.desk.store.documents import converter
from planner.errors import Nonsense


class Said(TypedDict, total=False):
    """Keywords of every call that changes something."""

    who: str
    """Who asks, as the journal shall name them."""
    why: str
    """In words, for the journal."""
    key: str
    """The caller's own name for this call: asked twice under one key, it is done once and answered alike."""
    question: Sequence[object]
    """What the key stands for where a question chose the offer, as it may be answered otherwise the second time."""


class Call(Said, total=False):
    """Those of a call about something that has a version."""

    expected: int
    """The version of the plan, or of the facts, that the caller has seen; a newer one is a Conflict."""


@dataclass(frozen=True)
class Receipt:
    """What a call did: its place in the journal, the appointments as they stand now, and versions.

    `versions` has those of the plans concerned, such as `plan:p1`, and of the facts, `facts`, where they changed;
    `closed` what of the book a change of facts has closed, which stays booked until somebody moves or cancels it.
    """

    seq: int
    at: datetime
    rows: tuple[Appointment, ...]
    versions: Mapping[str, int]
    closed: tuple[ClosedAppointment, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Hold(Receipt):
    """Places kept for somebody until a moment, all of them or none."""

    id: str
    until: datetime


def digest(action: str, *asked: object) -> str:
    """What was asked, shortened: alike for the same request, whichever process asks and in whatever time zone."""
    try:
        document = json.dumps(converter.unstructure([action, *asked]))
    except TypeError as wrong:
        raise Nonsense(f"what is asked cannot be written down, and so not asked again: {wrong}") from None
    return hashlib.sha256(document.encode()).hexdigest()
