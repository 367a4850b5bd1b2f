"""What every export tells: visits, of whom, of which kind, with whom, when, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from planner.errors import Nonsense
from planner.files.reading.findings import Findings

BOOKED, CANCELLED, MISSED = "booked", "cancelled", "no-show"


@dataclass(frozen=True)
class Named:
    """A patient, practitioner or kind of visit as the other system names it: by an id, and for people."""

    id: str
    name: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""


@dataclass(frozen=True)
class Visit:
    """One visit; `place` is where in the file it stands, such as `[3]`."""

    id: str
    patient: Named
    kind: Named
    practitioner: Named | None
    start: datetime
    status: str
    place: str
    room: str = ""


@dataclass
class Export:
    """All that a file tells; patients too who have no visit."""

    visits: list[Visit] = field(default_factory=list)
    patients: list[Named] = field(default_factory=list)


def read_json(name: str, content: bytes, findings: Findings) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        findings.fault(name, None, None, "this is no JSON", "give the answer of the system's API as it came")
        return None


def refuse_unknown(name: str, rows: Iterable[Any], known: Mapping[str, str], findings: Findings) -> None:
    """Tell each column once that is not known: a newer export may say something of weight."""
    columns = dict.fromkeys(key for row in rows if isinstance(row, Mapping) for key in row)
    for column in columns:
        if column not in known:
            findings.warn(name, None, str(column), "this column is not known here, and not used")


def needed(row: Mapping[str, Any], column: str) -> Any:
    """A value that a row must have. Raises Nonsense."""
    value = row.get(column)
    if value in (None, ""):
        raise Nonsense(f"{column} is missing")
    return value


def moment(text: Any) -> datetime:
    """A moment with its offset, in UTC. Raises Nonsense."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        raise Nonsense(f"{text!r} is no moment") from None
    if at.tzinfo is None:
        raise Nonsense(f"{text!r} has no offset")
    return at
