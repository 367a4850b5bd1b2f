"""What a calendar says laid beside the absences that it said before: what is new, and what is no more so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from planner.clinic import Absence, Clinic, Span
from planner.clinic.spans import union
from planner.errors import UnknownName
from planner.jobs.calendars.calendar import Taken

REASON = "busy in their calendar"


@dataclass(frozen=True)
class Difference:
    """The absences to add, and those on record that the calendar does not say any more."""

    add: tuple[Absence, ...]
    remove: tuple[Absence, ...]

    def laid_over(self, clinic: Clinic, of: str) -> Clinic:
        """The clinic with what changed."""
        field = field_of(clinic, of)
        gone = set(self.remove)
        kept = (each for each in getattr(clinic, field) if each not in gone)
        changed: dict[str, Any] = {field: (*kept, *self.add)}
        return replace(clinic, **changed)


def difference(clinic: Clinic, of: str, source: str, taken: Iterable[Taken], window: Span, titles: bool) -> Difference:
    """`source` names the calendar; only its own absences that reach into the window are looked at.

    Times that touch are one absence, but with `titles`, which says what each is. One that began before the window is
    as before up to there. Raises UnknownName for somebody the clinic does not have.
    """
    there = [each for each in getattr(clinic, field_of(clinic, of)) if each.of == of and each.source == source]
    concerned = [each for each in there if each.span.overlaps(window)]
    if titles:
        now = [Absence(of, each.span, each.title or REASON, source) for each in taken]
    else:
        now = [Absence(of, span, REASON, source) for span in union(each.span for each in taken)]
    past = [
        replace(each, span=Span(each.span.start, window.start)) for each in concerned if each.span.start < window.start
    ]
    wanted = list(dict.fromkeys(_joined(past, now)))
    return Difference(
        add=tuple(each for each in wanted if each not in concerned),
        remove=tuple(each for each in concerned if each not in wanted),
    )


def _joined(past: list[Absence], now: list[Absence]) -> Iterable[Absence]:
    """What goes on across the window's start stays one absence."""
    for each in now:
        before = next((p for p in past if p.span.end == each.span.start and p.reason == each.reason), None)
        if before:
            past.remove(before)
            each = replace(each, span=Span(before.span.start, each.span.end))
        yield each
    yield from past


def field_of(clinic: Clinic, of: str) -> str:
    """Where the clinic keeps the absences of a practitioner, or the closures of a room or an equipment."""
    if of in clinic.practitioners:
        return "absences"
    if of in clinic.rooms or of in clinic.equipment:
        return "closures"
    raise UnknownName("practitioner, room or equipment", of, [*clinic.practitioners, *clinic.rooms, *clinic.equipment])
