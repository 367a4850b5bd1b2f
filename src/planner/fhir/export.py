"""A clinic as resources of FHIR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from planner.clinic import Appointment, Clinic, Days
from planner.errors import FaultyClinic, Nonsense
from planner.fhir.bundle import bundle, encoded
from planner.fhir.elements import Element
from planner.fhir.intake import read_clinic
from planner.fhir.release import R4, Release
from planner.fhir.resources import (
    appointments,
    events,
    journal,
    organization,
    patients,
    places,
    plans,
    practitioners,
    protocols,
    services,
    slots,
)
from planner.fhir.writer import Writer
from planner.files.writing.losses import losses

WRITERS: tuple[Callable[[Writer], Iterator[Element]], ...] = (
    practitioners.of_practitioners,
    places.of_places,
    services.of_services,
    protocols.of_protocols,
    patients.of_patients,
    plans.of_plans,
    appointments.of_book,
    events.of_events,
    events.of_clearances,
)


def resources_of(
    clinic: Clinic,
    release: Release = R4,
    days: Days | None = None,
    entries: Iterable[Any] = (),
    held: Iterable[Appointment] = (),
) -> list[Element]:
    """All that the clinic holds; with `days` its Schedules and Slots, and a Provenance for each of a journal's entries.

    `held` are places on hold, of which Slots alone tell.

    Raises Nonsense where two facts would be one resource.
    """
    writer = Writer(clinic, release)
    found = [organization.of_clinic(writer)]
    for write in WRITERS:
        found += write(writer)
    found += slots.of_days(writer, days, held) if days else ()
    found += journal.of_journal(writer, entries)
    twice = [name for name, n in Counter((each["resourceType"], each["id"]) for each in found).items() if n > 1]
    if twice:
        type, id = twice[0]
        raise Nonsense(f"two facts of the clinic would both be {type}/{id}; give one of them another id")
    return found


def refuse_losses(clinic: Clinic, resources: Iterable[Element]) -> None:
    """Read what is to be sent again. Raises FaultyClinic with all that it would not say as the clinic has it."""
    found = read_clinic({"the export": encoded(bundle(resources))}).clinic
    if lost := losses(clinic, found):
        raise FaultyClinic(lost)
