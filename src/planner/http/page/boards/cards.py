"""An appointment as a card of the board: where it is on the scale, what is said of it, and how it is told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from planner.clinic import Appointment, Clinic, Span
from planner.clinic.appointments import BOOKED
from planner.clinic.spans import cut
from planner.http.page.boards.marks import Marks
from planner.http.page.boards.scale import Scale
from planner.roster.format.colours import PALETTE, letters
from planner.roster.tables.details import clock, name, title
from planner.roster.tables.use import attended_spans

STATUS = {
    "booked": "booked",
    "attended": "came",
    "held": "held",
    "planned": "draft",
    "no-show": "missed",
    "cancelled": "cancelled",
    "closed": "cannot stand",
}


@dataclass(frozen=True)
class Piece:
    """A part of a lane or of a card: `kind` such as off, absent, attended, resting or reset, and its classes."""

    kind: str
    classes: str
    words: str = ""


@dataclass(frozen=True)
class Card:
    """An appointment on the board; `closed` is why it cannot stand, `late` by how many days it is after its days."""

    row: Appointment
    patient: str
    service: str
    letter: str
    colour: int
    times: str
    where: str
    status: str
    classes: str
    line: int
    pieces: Sequence[Piece]
    movable: bool
    closed: str = ""
    late: int = 0
    later: int = 0
    """How many later visits of its course are booked."""
    begins: str = ""
    """When, by the clinic's clock."""
    left: timedelta | None = None
    """How long its hold still runs, of one that is held."""

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What it is beside booked: the class that shows it, and the words."""
        found = [("closed", "cannot stand")] if self.closed else []
        found += [("late", f"late by {self.late} day{'s' if self.late > 1 else ''}")] if self.late else []
        found += [(self.row.status, self.status)] if self.row.status != BOOKED else []
        return found + ([("fixed", "fixed")] if self.row.fixed else [])

    @property
    def kinds(self) -> str:
        """Its classes, which say more than its colour."""
        return " ".join(f"is-{kind}" for kind in dict.fromkeys([self.row.status, *(kind for kind, _ in self.marks)]))

    @property
    def words(self) -> str:
        """All of it, for who hears it."""
        said = [words for _, words in self.marks] or [self.status]
        return (
            f"{self.times} {self.patient}, {self.service}, {', '.join([self.where, *said] if self.where else said)}"
            + (f": {self.closed}" if self.closed else "")
        )

    @classmethod
    def of(cls, clinic: Clinic, row: Appointment, scale: Scale, without: str, marks: Marks, line: int = 0) -> Card:
        """A row's; where it is leaves out what its lane says already."""
        people = {"practitioner": name(clinic.practitioners, row.practitioner), "room": name(clinic.rooms, row.room)}
        attended = attended_spans(clinic, row)
        spans: list[tuple[str, Span]] = [("attended", span) for span in attended]
        spans += [("resting", span) for span in cut(row.span, attended)]
        inside, part = Scale(row.start, scale.hours), (row.id, row.service)
        return cls(
            row=row,
            patient=name(clinic.patients, clinic.plans[row.plan].patient),
            service=title(clinic, row.service),
            letter=letters(clinic)[row.service],
            colour=list(clinic.services).index(row.service) % len(PALETTE),
            times=clock(clinic.local(row.start), clinic.local(row.end)),
            where=", ".join(text for kind, text in people.items() if text and kind != without),
            status=STATUS.get(row.status, row.status),
            classes=scale.classes(row.start, row.end) or "at-0 for-1",
            line=line,
            pieces=[Piece(kind, inside.classes(span.start, span.end) or "") for kind, span in spans],
            movable=row.status == BOOKED and not row.fixed,
            closed=marks.closed.get(part, ""),
            late=marks.late.get(part, 0),
            later=marks.later.get(row.id, 0),
            begins=clinic.local(row.start).isoformat(),
            left=marks.left.get(row.id),
        )
