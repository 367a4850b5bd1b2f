"""The journal of a store: a Provenance an entry, which says who did what, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from planner.fhir.elements import Element, concept, reference, resource
from planner.fhir.names import own
from planner.fhir.resources import organization
from planner.fhir.writer import Writer


def of_journal(writer: Writer, entries: Iterable[Any]) -> Iterator[Element]:
    """Of appointments, or of the clinic where an entry changes facts alone. It is told, and never read back."""
    known = writer.clinic.ids_in_book
    for entry in entries:
        there = [reference("Appointment", id) for id, _ in entry.lines if id in known]
        yield resource(
            "Provenance",
            f"journal-{entry.seq}",
            target=there or [reference("Organization", organization.ID)],
            recorded=writer.moment(entry.at),
            **_why(writer, entry.why),
            activity=concept(own("action"), entry.action),
            agent=[{"who": {"display": entry.who or "unknown"}}],
        )


def _why(writer: Writer, why: str) -> Element:
    """R4 has `reason` before `activity`, R5 `authorization`, both for words too."""
    if not why:
        return {}
    return {writer.release.reason: [{"concept": {"text": why}} if writer.release.by_concept else {"text": why}]}
