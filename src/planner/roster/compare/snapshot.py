"""A roster as a comparison sees it: who is where when, and who is left out, read without a clinic."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from os import PathLike
from pathlib import Path

from planner.clinic import Clinic, Horizon
from planner.clinic.appointments import PLANNED
from planner.clinic.names import name
from planner.errors import Fault, FaultyClinic, Nonsense
from planner.files import appointments_csv
from planner.roster.files import APPOINTMENTS, QUALITY, left_out_rows, read_horizon, read_score
from planner.roster.roster import Roster
from planner.roster.tables.identity import patient

Key = tuple[str, int, str]
"""Plan, number and service."""


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

    def named(self, clinic: Clinic) -> Place:
        """The same with the practitioner and the room by their names."""
        return Place(self.start, name(clinic.practitioners, self.practitioner), name(clinic.rooms, self.room))

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
    booked: set[Key] = field(default_factory=set)
    """What the patients were promised: rows of the clinic's book."""
    booked_out: set[tuple[str, int]] = field(default_factory=set)
    """Booked visits, by plan and number, that are left out."""
    drafts: set[Key] = field(default_factory=set)
    """What is only planned ahead of the days asked for."""
    horizon: Horizon | None = None
    score: float | None = None

    def answers_for(self, place: Place) -> bool:
        """Whether the roster's days hold this one, so that it could have had the session there."""
        return self.horizon is None or place.day in self.horizon


def side(roster: Roster | str | PathLike[str]) -> Side:
    """A roster, or one read from its folder or CSV.

    Raises Nonsense where there is none, FaultyClinic with every fault of its files.
    """
    return _made(roster) if isinstance(roster, Roster) else _written(Path(roster))


def _made(roster: Roster) -> Side:
    problem = roster.problem
    side = Side(horizon=problem.horizon, score=roster.figures.score)
    for row in roster.placed:
        start = problem.clinic.local(row.start)
        side.places[row.plan, row.number, row.service] = Place(start, row.practitioner or "", row.room or "")
        side.patients[row.plan] = patient(problem, row)
        _sort(side, (row.plan, row.number, row.service), row.status, problem.day(row) > problem.horizon.last)
    for session in (each.session for each in roster.left_out):
        side.patients.setdefault(session.plan, session.patient)
    side.left_out = {each.session.key: each.reason for each in roster.left_out}
    side.booked_out = {each.session.key for each in roster.left_out if each.session.booked}
    return side


def _sort(side: Side, key: Key, status: str, draft: bool) -> None:
    """A row among the promises, or among the drafts, or neither."""
    if status not in ("", PLANNED):
        side.booked.add(key)
    elif draft:
        side.drafts.add(key)


def _written(path: Path) -> Side:
    rows = path / APPOINTMENTS if path.is_dir() else path
    if not rows.is_file():
        raise Nonsense(f"there is no roster at {path}; name the --out of `planner roster`, or a CSV of appointments")
    side = Side(horizon=read_horizon(path), score=read_score(path))
    faults: list[Fault] = []
    sheet = appointments_csv.sheet_of(rows)
    for number, row in appointments_csv.records(appointments_csv.COMPARED, sheet):
        key = (row["plan"], row["number"], row["service"])
        if key in side.places:
            wrong = f"{key[0]}, session {key[1]} stands here twice"
            faults.append(Fault(sheet.file, number, "number", wrong, "keep one"))
        side.places[key] = Place(row["start"], row["practitioner"], row["room"])
        side.patients[key[0]] = row["patient"]
        _sort(side, key, row["status"], row["draft"])
    if faults:
        raise FaultyClinic(faults)
    for left in left_out_rows(rows.parent) if rows.with_name(QUALITY).is_file() else ():
        side.left_out[left["plan"], left["number"]] = left["reason"]
        side.patients.setdefault(left["plan"], left["patient"])
        if left["booked"]:
            side.booked_out.add((left["plan"], left["number"]))
    return side
