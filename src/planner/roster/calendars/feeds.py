"""What one calendar holds, and the names its file and its events go by."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from unicodedata import category, normalize
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from icalendar import Event

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that Windows keeps for devices."""
LONGEST, LONGEST_NAME = 150, 80
"""Of an id as a file's name, and of a name: bytes."""
FORBIDDEN = '<>:"/\\|?*%'
OWNER = "X-PLANNER-OWNER"
"""Whose a calendar is, so that it is known again under whatever name its file has."""
SESSION = "X-PLANNER-SESSION"
"""Which session an event is of, alike in every calendar, whoever it is with and wherever; several if plans share it."""


@dataclass(frozen=True)
class Feed:
    """One calendar: its name for people, its events by UID, and its file, such as `rooms/Room 2.ics`.

    `other` is the file's name where that is another calendar's already.
    """

    name: str
    events: Mapping[str, Event]
    file: str = ""
    other: str = ""


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
    names = event.get(SESSION, [])
    return frozenset(str(each) for each in (names if isinstance(names, list) else [names]))


def uid(*parts: str | int) -> str:
    """The same for the same parts, and no other's; it tells nothing of them (RFC 7986, section 5.3)."""
    return str(uuid5(NAMESPACE_URL, json.dumps(["treatment-planner", *parts], ensure_ascii=False)))


def owner_key(kind: str, owner: str) -> str:
    """Whose calendar it is, whatever its file is called: kind and id, of which it tells nothing."""
    return uid(kind, owner)


def file_names(owners: Mapping[str, str]) -> Mapping[str, str]:
    """The files' names of owners, without their ending, by id: their names, with the id where two would be one file's.

    Letters and digits of every language stay. What some system forbids does not, and one that does not tell capitals
    from small letters still sees as many files.
    """
    names = {id: spoken(name) or file_name(id) for id, name in owners.items()}
    while alike := [id for id, count in _alike(names).items() if count > 1 and names[id] != with_id(owners[id], id)]:
        names |= {id: with_id(owners[id], id) for id in alike}
    return names


def with_id(name: str, id: str) -> str:
    """A file's name that no other owner has, for people too."""
    return f"{spoken(name)} ({file_name(id)})".strip() if spoken(name) else file_name(id)


def spoken(name: str) -> str:
    """A name as a file's: without what some system forbids, cut short; empty where nothing of it can stay."""
    kept = (" " if letter in FORBIDDEN or category(letter)[0] in "CZ" else letter for letter in normalize("NFC", name))
    short = " ".join("".join(kept).split()).encode()[:LONGEST_NAME].decode(errors="ignore").strip(" .")
    return "" if short.split(".")[0].strip().lower() in RESERVED else short


def _alike(names: Mapping[str, str]) -> Mapping[str, int]:
    counts = Counter(name.casefold() for name in names.values())
    return {id: counts[name.casefold()] for id, name in names.items()}


def file_name(id: str) -> str:
    """An id as a file's name, without its ending: one that every system allows, and no other id's.

    Small letters, digits, `-`, `_`, `~` and `.` stay, all else is percent-encoded as in addresses (RFC 3986), and
    capitals too, for some systems do not tell them from small letters.
    """
    name = "".join(f"%{ord(letter):02X}" if "A" <= letter <= "Z" else quote(letter, safe="") for letter in id)
    if name.split(".")[0].lower() in RESERVED or name.startswith("."):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    if len(name) > LONGEST:
        name = f"{name[: LONGEST - 17]}-{sha256(id.encode()).hexdigest()[:16]}"
    return name
