"""A day as a board: a lane for each practitioner, room or patient, with what stands there, on one time scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from planner.clinic import Absence, Appointment, Clinic, Span
from planner.clinic.people import Break
from planner.clinic.spans import cut
from planner.http.page.boards.cards import Card, Piece
from planner.http.page.boards.marks import Marks
from planner.http.page.boards.scale import HOUR, Scale
from planner.roster.tables.details import clock, name
from planner.roster.tables.use import room_spans, shift_spans
from planner.rules.limits import span_of

PRACTITIONER, ROOM, PATIENT = "practitioner", "room", "patient"
VIEWS = (PRACTITIONER, ROOM, PATIENT)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Lane:
    """What is in a lane; `notes` are its absences and breaks in words."""

    id: str
    title: str
    pieces: Sequence[Piece]
    cards: Sequence[Card]
    notes: Sequence[str] = ()

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
    def of(
        cls,
        clinic: Clinic,
        day: date,
        rows: Sequence[Appointment],
        by: str,
        only: str | None = None,
        marks: Marks | None = None,
    ) -> Board:
        """What stands on a day, by practitioner, room or patient; of one of them only, where one is named."""
        shifts = {id: shift_spans(clinic, who, day) for id, who in clinic.practitioners.items()}
        scale = Scale.of(
            clinic.whole_day(day), [*(span for spans in shifts.values() for span in spans), *(row.span for row in rows)]
        )
        drawing = _Drawing(clinic, day, scale, by, marks or Marks())
        patients = {clinic.plans[row.plan].patient for row in rows}
        lanes: dict[str, tuple[Mapping[str, Any], Mapping[str, Sequence[Span]]]] = {
            PRACTITIONER: (clinic.practitioners, shifts),
            ROOM: (clinic.rooms, room_spans(clinic, day)),
        }
        names, hours = lanes.get(by, ({id: clinic.patients[id] for id in sorted(patients)}, {}))
        rows_of: dict[str | None, list[Appointment]] = defaultdict(list)
        for row in rows:
            rows_of[owner_of(clinic, row, by)].append(row)
        drawn = [drawing.lane(id, name(names, id), hours.get(id), rows_of[id]) for id in names if only in (None, id)]
        return cls(day, by, scale, drawn, clinic.why_closed(day))


def owner_of(clinic: Clinic, row: Appointment, by: str) -> str | None:
    """In whose lane an appointment stands."""
    return {PRACTITIONER: row.practitioner, ROOM: row.room}.get(by, clinic.plans[row.plan].patient)


@dataclass(frozen=True)
class _Drawing:
    clinic: Clinic
    day: date
    scale: Scale
    by: str
    marks: Marks

    def lane(self, id: str, called: str, hours: Sequence[Span] | None, rows: Sequence[Appointment]) -> Lane:
        rows = sorted(rows, key=lambda row: (row.start, row.id))
        whole = Span(self.scale.start, self.scale.start + self.scale.hours * HOUR)
        away, rests = self._away(id, whole), self._rests(id) if hours else []
        shut = [] if hours is None else cut(whole, [*hours, *(absence.span for absence in away)])
        pieces = [self._piece("off", span) for span in shut]
        pieces += [self._piece("absent", absence.span, absence.reason or "away") for absence in away]
        pieces += [self._piece("break", span, f"{rest.length // MINUTE} min") for rest, span in rests]
        if self.by == ROOM:
            pieces += [self._piece("reset", span) for span in self._resets(rows)]
        lines = _lines([row.span for row in rows])
        cards = [
            Card.of(self.clinic, row, self.scale, self.by, self.marks, line)
            for row, line in zip(rows, lines, strict=True)
        ]
        notes = [self._absence_words(absence) for absence in away]
        notes += [f"break of {rest.length // MINUTE} min, {self._clock(span)}" for rest, span in rests]
        return Lane(id, called, [piece for piece in pieces if piece.classes], cards, notes)

    def _piece(self, kind: str, span: Span, words: str = "") -> Piece:
        return Piece(kind, self.scale.classes(span.start, span.end) or "", words)

    def _away(self, id: str, whole: Span) -> list[Absence]:
        """What of a lane's owner is away or closed while the clinic is open."""
        there = {PRACTITIONER: self.clinic.absences_of, ROOM: self.clinic.closures_of}.get(self.by, {})
        return [each for each in there.get(id, ()) if each.span.overlaps(whole)]

    def _rests(self, id: str) -> list[tuple[Break, Span]]:
        """The breaks of a practitioner's day, each with the stretch somewhere in which it falls."""
        if self.by != PRACTITIONER:
            return []
        mine = [rest for rest in self.clinic.practitioners[id].breaks if rest.weekday == self.day.weekday()]
        return [(rest, span_of(self.clinic, self.day, rest)) for rest in mine]

    def _resets(self, rows: Iterable[Appointment]) -> Iterable[Span]:
        for row in rows:
            service = self.clinic.services.get(row.service)
            if service and service.reset:
                yield Span(row.end, row.end + service.reset)

    def _absence_words(self, absence: Absence) -> str:
        whole = self.clinic.whole_day(self.day)
        inside = Span(max(absence.span.start, whole.start), min(absence.span.end, whole.end))
        when = "all day" if (inside.start, inside.end) == (whole.start, whole.end) else self._clock(inside)
        return f"{'away' if self.by == PRACTITIONER else 'closed'} {when}" + (
            f": {absence.reason}" * bool(absence.reason)
        )

    def _clock(self, span: Span) -> str:
        return clock(self.clinic.local(span.start), self.clinic.local(span.end))


def _lines(spans: Sequence[Span]) -> list[int]:
    """For each span, in order of start, the first line that is free: so that none covers another."""
    ends: list[datetime] = []
    lines = []
    for span in spans:
        line = next((number for number, end in enumerate(ends) if end <= span.start), len(ends))
        ends[line : line + 1] = [span.end]
        lines.append(line)
    return lines
