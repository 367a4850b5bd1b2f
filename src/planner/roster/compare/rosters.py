"""Two rosters beside each other: what moved, what is new, what was dropped; they say it all, no clinic is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from typing import Literal

import pandas as pd

from planner.clinic import Clinic
from planner.clinic.names import name
from planner.roster.compare.snapshot import Key, Place, Side, side
from planner.roster.roster import Roster
from planner.roster.tables.columns import flags, maybe_numbers, names, numbers, texts

MOVED, PRACTITIONER, ROOM, NEW, DROPPED, OVER = "moved", "other practitioner", "other room", "new", "dropped", "over"
KINDS = (MOVED, PRACTITIONER, ROOM, NEW, DROPPED, OVER)
"""What can happen to a session, in the order it is told: `over` is one that the newer roster does not ask for."""


@dataclass(frozen=True)
class Change:
    """One session's row (one a service) that is not where it was; `reason` is the roster's that leaves it out."""

    kind: str
    patient: str
    plan: str
    number: int
    service: str
    before: Place | None
    after: Place | None
    reason: str = ""
    booked: bool = False
    """Whether the patient has it on paper: an appointment of the clinic's book."""
    draft: bool = False
    """Whether it was or is only planned ahead of the days asked for, and nobody was told of it."""

    @property
    def to_phone(self) -> bool:
        """Whether the patient is to be told: a promised visit is elsewhere, or is no more."""
        return self.booked and self.kind in (MOVED, PRACTITIONER, DROPPED, OVER)

    @property
    def days(self) -> int | None:
        """By how many days it moved, to later ones above 0; None where it has no two places."""
        return (self.after.day - self.before.day).days if self.before and self.after else None

    @property
    def practitioners(self) -> tuple[str, ...]:
        """All whom it concerns: whoever had it, and whoever has it now."""
        return tuple(dict.fromkeys(place.practitioner for place in (self.before, self.after) if place))

    def named(self, clinic: Clinic) -> Change:
        """The same with services, practitioners and rooms by the names that people know them by."""
        before, after = (place and place.named(clinic) for place in (self.before, self.after))
        return replace(self, service=name(clinic.services, self.service), before=before, after=after)

    def __str__(self) -> str:
        what = f"{self.plan}, session {self.number}" + (f" ({self.service})" if self.service else "")
        why = f": {self.reason}" if self.reason else ""
        if self.kind == NEW:
            return f"{what}: new, {self.after}" + (f"; left out before{why}" if why else "")
        if self.kind == DROPPED:
            return f"{what}: dropped, was {self.before}{why}"
        if self.kind == OVER:
            return f"{what}: no longer asked for, was {self.before}"
        return f"{what}: {self.kind}, {self.before} → {self.after}"


@dataclass(frozen=True)
class Differences:
    """What a newer roster changes, and both scores (None where a roster says none).

    Rows on days that only one of the two answers for are not compared; `outside` counts them.
    """

    changes: tuple[Change, ...]
    scores: tuple[float | None, float | None]
    same: int
    outside: int

    def of(self, kind: str) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)

    @property
    def to_phone(self) -> tuple[Change, ...]:
        """Promised visits that are elsewhere, or are no more."""
        return tuple(change for change in self.changes if change.to_phone)

    @property
    def drafts(self) -> tuple[Change, ...]:
        """What changes among the drafts, of which nobody was told."""
        return tuple(change for change in self.changes if change.draft and not change.to_phone)

    def by(self, whose: Literal["patient", "practitioner"]) -> dict[str, list[Change]]:
        """The changes by patient, or by practitioner: a session that changes hands stands under both."""
        groups: dict[str, list[Change]] = {}
        for change in self.changes:
            for owner in (change.patient,) if whose == "patient" else change.practitioners:
                groups.setdefault(owner, []).append(change)
        return dict(sorted(groups.items()))

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a change.

        Columns: `change, patient, plan, number, service, start_before, practitioner_before, room_before, start,
        practitioner, room, days, reason, to_phone, draft`. Starts are the clinic's wall clock, datetime64[s], NaT where
        there is none.
        """
        befores = [change.before for change in self.changes]
        afters = [change.after for change in self.changes]
        return pd.DataFrame(
            {
                "change": names([change.kind for change in self.changes]),
                "patient": names([change.patient for change in self.changes]),
                "plan": names([change.plan for change in self.changes]),
                "number": numbers([change.number for change in self.changes]),
                "service": names([change.service for change in self.changes]),
                "start_before": _starts(befores),
                "practitioner_before": names([place.practitioner if place else None for place in befores]),
                "room_before": names([place.room or None if place else None for place in befores]),
                "start": _starts(afters),
                "practitioner": names([place.practitioner if place else None for place in afters]),
                "room": names([place.room or None if place else None for place in afters]),
                "days": maybe_numbers([change.days for change in self.changes]),
                "reason": texts([change.reason for change in self.changes]),
                "to_phone": flags([change.to_phone for change in self.changes]),
                "draft": flags([change.draft for change in self.changes]),
            }
        )


def diff(before: Roster | str | PathLike[str], after: Roster | str | PathLike[str]) -> Differences:
    """What `after` changes of `before`: rosters, or the folders they were written into, or a CSV of appointments.

    Sessions are told apart by plan, number and service. Raises Nonsense where there is no roster, FaultyClinic with
    every fault of its rows.
    """
    a, b = side(before), side(after)
    changes = sorted(_changes(a, b), key=lambda change: (change.patient, change.plan, change.number, change.service))
    same = sum(key in b.places and not _kind(a, b, key, place, b.places[key])[0] for key, place in a.places.items())
    compared = len(a.places.keys() | b.places.keys())
    return Differences(tuple(changes), (a.score, b.score), same, compared - same - len(changes))


def _changes(a: Side, b: Side) -> Iterator[Change]:
    for key in a.places.keys() | b.places.keys():
        old, new = a.places.get(key), b.places.get(key)
        kind, reason = _kind(a, b, key, old, new)
        if kind:
            plan, number, service = key
            whose = b.patients.get(plan) or a.patients.get(plan, "")
            booked = key in b.booked if new else key in a.booked or key[:2] in b.booked_out
            draft = not booked and (key in b.drafts or (key in a.drafts and not new))
            yield Change(kind, whose, plan, number, service, old, new, reason, booked, draft)


def _kind(a: Side, b: Side, key: Key, old: Place | None, new: Place | None) -> tuple[str | None, str]:
    """What happened, and the reason given for leaving the session out; nothing where the two cannot be compared."""
    session = key[:2]
    if old and new:
        if not old.begins_with(new):
            return MOVED, ""
        if old.practitioner != new.practitioner:
            return PRACTITIONER, ""
        return (ROOM if old.room != new.room else None), ""
    if new:
        return (NEW if session in a.left_out or a.answers_for(new) else None), a.left_out.get(session, "")
    if old and session in b.left_out:
        return DROPPED, b.left_out[session]
    return (OVER if old and b.answers_for(old) else None), ""


def _starts(places: Iterable[Place | None]) -> pd.DatetimeIndex:
    """Wall-clock times without a zone, since each roster may say only its own offsets."""
    return pd.DatetimeIndex([place.start.replace(tzinfo=None) if place else pd.NaT for place in places]).as_unit("s")
