"""What a repair, a replanning or a course moved would change, plan by plan: old and new places, and what to book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from planner.clinic import Appointment, Clinic, Key
from planner.clinic.appointments import WITHDRAWN
from planner.documents.appointments import of_rows
from planner.documents.fields import Document
from planner.http.page import labels
from planner.roster.compare.moves import place
from planner.roster.format.plain import plan_name
from planner.roster.tables.details import name, title

NOWHERE = "no place: waits for one"
Pair = tuple[Appointment | None, Appointment | None]
"""A row before and after."""


@dataclass(frozen=True)
class VisitChange:
    """A service of a visit with its old and new place; `before` is empty where it had none."""

    number: int
    service: str
    before: str
    after: str


@dataclass(frozen=True)
class Proposed:
    """What changes of a plan, which is taken or left as a whole: `rows` are what to hold or book for it."""

    plan: str
    course: str
    patient: str
    phone: str
    lines: Sequence[VisitChange]
    rows: Sequence[Document]


@dataclass(frozen=True)
class Calls:
    """Whom to phone: so many patients, about so many visits, of which so many were `moved` or lost their place."""

    patients: int
    visits: int
    moved: int

    @classmethod
    def about(cls, clinic: Clinic, moved: Iterable[Key], new: Iterable[Key] = ()) -> Calls:
        moved = set(moved)
        keys = moved | set(new)
        return cls(len({clinic.plans[plan].patient for plan, _ in keys}), len(keys), len(moved))

    @classmethod
    def of(cls, clinic: Clinic, changes: Iterable[Proposed]) -> Calls:
        """About the visits that are elsewhere."""
        lines = [((each.plan, line.number), line) for each in changes for line in each.lines]
        return cls.about(clinic, (key for key, line in lines if line.before), (key for key, _ in lines))


def proposed(clinic: Clinic, before: Iterable[Appointment], after: Iterable[Appointment]) -> list[Proposed]:
    """Each plan of which a visit is elsewhere, by the first place that it leaves or gets.

    A visit that keeps its place and goes on by another number is among the rows alone: nobody is to be told of it.
    """
    old, new = {(row.id, row.service): row for row in before}, {(row.id, row.service): row for row in after}
    plans: dict[str, list[Pair]] = {}
    for part in dict.fromkeys([*old, *new]):
        pair = old.get(part), new.get(part)
        if not _same(*pair):
            plans.setdefault(_either(pair).plan, []).append(pair)
    elsewhere = {plan: [pair for pair in pairs if _elsewhere(pair)] for plan, pairs in plans.items()}
    order = sorted(plans, key=lambda plan: min(_either(pair).start for pair in elsewhere[plan] or plans[plan]))
    return [_proposed(clinic, plan, plans[plan], elsewhere[plan]) for plan in order]


def place_words(clinic: Clinic, row: Appointment) -> str:
    """Such as `Tue 1 Dec, 09:00, Ash`."""
    return labels.place(clinic, row)[1]


def _either(pair: Pair) -> Appointment:
    row = pair[0] or pair[1]
    assert row is not None
    return row


def _same(before: Appointment | None, after: Appointment | None) -> bool:
    """Whether a row is as it was; a proposal may say of one that it is fixed."""
    if before is None or after is None:
        return False
    return replace(after, status=before.status, fixed=before.fixed) == before


def _elsewhere(pair: Pair) -> bool:
    before, after = pair
    return before is None or after is None or place(before) != place(after)


def _proposed(clinic: Clinic, plan: str, pairs: Sequence[Pair], elsewhere: Sequence[Pair]) -> Proposed:
    patient = clinic.patients[clinic.plans[plan].patient]
    rows = [after or replace(_either((before, after)), status=WITHDRAWN) for before, after in pairs]
    lines = [_line(clinic, pair) for pair in sorted(elsewhere, key=lambda pair: _either(pair).start)]
    return Proposed(
        plan,
        plan_name(clinic, plan),
        name(clinic.patients, patient.id),
        patient.phone or "",
        lines,
        of_rows(clinic, rows),
    )


def _line(clinic: Clinic, pair: Pair) -> VisitChange:
    before, after = pair
    row = after or _either(pair)
    return VisitChange(
        row.number,
        title(clinic, row.service),
        place_words(clinic, before) if before else "",
        place_words(clinic, after) if after else NOWHERE,
    )
