"""A roster as a comparison sees it: who is where when, and who is left out, read without a clinic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from os import PathLike
from pathlib import Path

from planner.clinic import Horizon
from planner.errors import Fault, FaultyClinic, Nonsense
from planner.roster.files import APPOINTMENTS, QUALITY, UNPLACED, left_out_rows, read_horizon, read_score
from planner.roster.roster import Roster
from planner.roster.text import as_csv, records

Key = tuple[str, int, str]
"""Plan, number and service."""
NEEDED = ("plan", "number", "practitioner", "start")


@dataclass(frozen=True)
class Place:
    """When, with whom and where; the start is on the clinic's wall clock, with its offset where the roster says it."""

    start: datetime
    practitioner: str
    room: str = ""

    @property
    def day(self) -> date:
        """The clinic's calendar day."""
        return self.start.date()

    def begins_with(self, other: Place) -> bool:
        """Whether both begin at once; by the wall clock alone where one says no offset."""
        if self.start.tzinfo and other.start.tzinfo:
            return self.start == other.start
        return self.start.replace(tzinfo=None) == other.start.replace(tzinfo=None)

    def __str__(self) -> str:
        return f"{self.start:%a %Y-%m-%d %H:%M} with {self.practitioner or 'nobody'}" + (
            f", {self.room}" if self.room else ""
        )


@dataclass
class Side:
    """One roster; `horizon` and `score` are None for rows that come without a quality.json."""

    places: dict[Key, Place] = field(default_factory=dict)
    patients: dict[str, str] = field(default_factory=dict)
    left_out: dict[tuple[str, int], str] = field(default_factory=dict)
    horizon: Horizon | None = None
    score: float | None = None

    def answers_for(self, place: Place) -> bool:
        """Whether the roster's days hold this one, so that it could have had the session there."""
        return self.horizon is None or place.day in self.horizon


def side(roster: Roster | str | PathLike[str]) -> Side:
    """A roster, or one read from its folder or CSV."""
    if isinstance(roster, Roster):
        found = Side(horizon=roster.problem.horizon, score=roster.figures.score)
        _fill(found, as_csv(roster.appointments), as_csv(roster.unplaced), "frame")
        return found
    path = Path(roster)
    rows = path / APPOINTMENTS if path.is_dir() else path
    if not rows.is_file():
        raise Nonsense(f"there is no roster at {path}; name the --out of `planner roster`, or a CSV of appointments")
    found = Side(horizon=read_horizon(path), score=read_score(path))
    left_out = rows.with_name(UNPLACED) if (rows.with_name(QUALITY)).is_file() else None
    _fill(found, _text(rows), _text(left_out) if left_out and left_out.is_file() else "", str(rows))
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FaultyClinic([Fault(str(path), None, None, "is not UTF-8", "save it as CSV UTF-8")]) from None


def _fill(side: Side, appointments: str, unplaced: str, file: str) -> None:
    header, rows = records(appointments, file)
    faults = [
        Fault(file, 1, column, "the column is missing", f"needed: {', '.join(NEEDED)}")
        for column in NEEDED
        if column not in header
    ]
    for number, cells in rows if not faults else ():
        place, key = _place(file, number, cells, faults), _key(file, number, cells, faults)
        if key in side.places:
            faults.append(Fault(file, number, "number", f"{key[0]}, session {key[1]} stands here twice", "keep one"))
        elif place and key:
            side.places[key] = place
            side.patients[key[0]] = cells.get("patient", "")
    if faults:
        raise FaultyClinic(faults)
    for (plan, session), cells in left_out_rows(unplaced).items() if unplaced else ():
        side.left_out[plan, session] = cells.get("reason", "")
        side.patients.setdefault(plan, cells.get("patient", ""))


def _key(file: str, number: int, cells: Mapping[str, str], faults: list[Fault]) -> Key | None:
    if not cells.get("plan") or not cells.get("number", "").isdecimal():
        column = "number" if cells.get("plan") else "plan"
        faults.append(Fault(file, number, column, f"{cells.get(column, '')!r} is none", "say which session this is"))
        return None
    return cells["plan"], int(cells["number"]), cells.get("service", "")


def _place(file: str, number: int, cells: Mapping[str, str], faults: list[Fault]) -> Place | None:
    try:
        start = datetime.fromisoformat(cells.get("start", ""))
    except ValueError:
        wrong = f"{cells.get('start', '')!r} is no moment"
        faults.append(Fault(file, number, "start", wrong, "write it like 2026-12-01T09:30-07:00"))
        return None
    return Place(start, cells.get("practitioner", ""), cells.get("room", ""))
