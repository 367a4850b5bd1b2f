"""A day as a board: a lane for each practitioner, room or patient, with what stands there, on one time scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from planner.clinic import Appointment, Clinic, Span
from planner.clinic.appointments import BOOKED
from planner.clinic.spans import cut
from planner.http.page.scale import HOUR, Scale
from planner.roster.format.colours import PALETTE, letters
from planner.roster.tables.details import clock, name, title
from planner.roster.tables.use import attended_spans, room_spans, shift_spans

PRACTITIONER, ROOM, PATIENT = "practitioner", "room", "patient"
VIEWS = (PRACTITIONER, ROOM, PATIENT)
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
    """A part of a lane or of a card: `kind` such as off, attended, resting or reset, and its classes on the scale."""

    kind: str
    classes: str


@dataclass(frozen=True)
class Card:
    """An appointment on the board."""

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

    @property
    def words(self) -> str:
        """All of it, for who hears it."""
        fixed = ", fixed" if self.row.fixed else ""
        return f"{self.times} {self.patient}, {self.service}, {self.where}, {self.status}{fixed}"


@dataclass(frozen=True)
class Lane:
    id: str
    title: str
    pieces: Sequence[Piece]
    cards: Sequence[Card]

    @property
    def lines(self) -> int:
        return 1 + max((card.line for card in self.cards), default=0)


@dataclass(frozen=True)
class Board:
    day: date
    by: str
    scale: Scale
    lanes: Sequence[Lane]
    closed: str | None
    """Why the clinic is closed; None when it is open."""

    @classmethod
    def of(cls, clinic: Clinic, day: date, rows: Sequence[Appointment], by: str, only: str | None = None) -> Board:
        """What stands on a day, by practitioner, room or patient; of one of them only, where one is named."""
        shifts = {id: shift_spans(clinic, who, day) for id, who in clinic.practitioners.items()}
        scale = Scale.of(
            clinic.whole_day(day), [*(span for spans in shifts.values() for span in spans), *(row.span for row in rows)]
        )
        drawing = _Drawing(clinic, scale)
        patients = {clinic.plans[row.plan].patient for row in rows}
        lanes: dict[str, tuple[Mapping[str, Any], Mapping[str, Sequence[Span]]]] = {
            PRACTITIONER: (clinic.practitioners, shifts),
            ROOM: (clinic.rooms, room_spans(clinic, day)),
        }
        names, hours = lanes.get(by, ({id: clinic.patients[id] for id in sorted(patients)}, {}))
        rows_of: dict[str | None, list[Appointment]] = defaultdict(list)
        for row in rows:
            rows_of[owner_of(clinic, row, by)].append(row)
        drawn = [
            drawing.lane(id, name(names, id), by, hours.get(id), rows_of[id]) for id in names if only in (None, id)
        ]
        return cls(day, by, scale, drawn, clinic.why_closed(day))


def owner_of(clinic: Clinic, row: Appointment, by: str) -> str | None:
    """In whose lane an appointment stands."""
    return {PRACTITIONER: row.practitioner, ROOM: row.room}.get(by, clinic.plans[row.plan].patient)


@dataclass(frozen=True)
class _Drawing:
    clinic: Clinic
    scale: Scale

    def lane(self, id: str, called: str, by: str, hours: Sequence[Span] | None, rows: Sequence[Appointment]) -> Lane:
        rows = sorted(rows, key=lambda row: (row.start, row.id))
        whole = Span(self.scale.start, self.scale.start + self.scale.hours * HOUR)
        shut = [] if hours is None else cut(whole, list(hours))
        pieces = self._pieces([("off", span) for span in shut])
        if by == ROOM:
            services = self.clinic.services
            resets = [(row.end, row.end + services[row.service].reset) for row in rows if row.service in services]
            pieces += self._pieces([("reset", Span(start, end)) for start, end in resets if end > start])
        lines = _lines([row.span for row in rows])
        return Lane(id, called, pieces, [self._card(row, line, by) for row, line in zip(rows, lines, strict=True)])

    def _pieces(self, spans: Iterable[tuple[str, Span]]) -> list[Piece]:
        found = ((kind, self.scale.classes(span.start, span.end)) for kind, span in spans)
        return [Piece(kind, classes) for kind, classes in found if classes]

    def _card(self, row: Appointment, line: int, by: str) -> Card:
        clinic = self.clinic
        people = {PRACTITIONER: name(clinic.practitioners, row.practitioner), ROOM: name(clinic.rooms, row.room)}
        attended = attended_spans(clinic, row)
        spans = [("attended", span) for span in attended] + [("resting", span) for span in cut(row.span, attended)]
        inside = Scale(row.start, self.scale.hours)
        return Card(
            row=row,
            patient=name(clinic.patients, clinic.plans[row.plan].patient),
            service=title(clinic, row.service),
            letter=letters(clinic)[row.service],
            colour=list(clinic.services).index(row.service) % len(PALETTE),
            times=clock(clinic.local(row.start), clinic.local(row.end)),
            where=", ".join(text for kind, text in people.items() if text and kind != by),
            status=STATUS.get(row.status, row.status),
            classes=self.scale.classes(row.start, row.end) or "at-0 for-1",
            line=line,
            pieces=[Piece(kind, inside.classes(span.start, span.end) or "") for kind, span in spans],
            movable=row.status == BOOKED and not row.fixed,
        )


def _lines(spans: Sequence[Span]) -> list[int]:
    """For each span, in order of start, the first line that is free: so that none covers another."""
    ends: list[datetime] = []
    lines = []
    for span in spans:
        line = next((number for number, end in enumerate(ends) if end <= span.start), len(ends))
        ends[line : line + 1] = [span.end]
        lines.append(line)
    return lines
