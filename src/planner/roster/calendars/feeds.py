"""What one calendar holds, and the names its file and its events go by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from unicodedata import category
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from icalendar import Event

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that Windows keeps for devices."""
LONGEST = 150
SESSION = "X-PLANNER-SESSION"
"""Which session an event is of, alike in every calendar, whoever it is with and wherever; several if plans share it."""


@dataclass(frozen=True)
class Feed:
    """One calendar: its name for people, and its events by UID."""

    name: str
    events: Mapping[str, Event]


def plain(text: str) -> str:
    """The text without the control characters that RFC 5545 has no place for (section 3.3.11)."""
    return "".join(letter for letter in text if letter in "\t\n" or category(letter) != "Cc")


def start_of(event: Event) -> datetime:
    """The moment at which an event starts. Raises ValueError for one that has none."""
    start = event.start
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise ValueError(f"{event.uid} starts at no moment")
    return start


def sessions_of(event: Event) -> frozenset[str]:
    """Which sessions an event is of."""
    found = event.get(SESSION, [])
    return frozenset(str(each) for each in (found if isinstance(found, list) else [found]))


def uid(*parts: str | int) -> str:
    """The same for the same parts, and no other's; it tells nothing of them (RFC 7986, section 5.3)."""
    return str(uuid5(NAMESPACE_URL, json.dumps(["treatment-planner", *parts], ensure_ascii=False)))


def file_name(id: str) -> str:
    """A file's name, without its ending: one that every system allows, and no other id's.

    Small letters, digits, `-`, `_`, `~` and `.` stay, all else is percent-encoded as in addresses (RFC 3986), and
    capitals too, for some systems do not tell them from small letters.
    """
    name = "".join(f"%{ord(letter):02X}" if "A" <= letter <= "Z" else quote(letter, safe="") for letter in id)
    if name.split(".")[0].lower() in RESERVED or name.startswith("."):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    if len(name) > LONGEST:
        name = f"{name[: LONGEST - 17]}-{sha256(id.encode()).hexdigest()[:16]}"
    return name
