"""Who and what comes together in Appointments, given beside them where a search asks with `_include`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from planner.clinic import Entry
from planner.fhir.elements import Element
from planner.fhir.names import logical_id
from planner.fhir.operations.request import Asked
from planner.fhir.resources.patients import of_patients
from planner.fhir.resources.places import of_places
from planner.fhir.resources.practitioners import of_practitioners
from planner.fhir.writer import Writer

INCLUDE = "_include"
TYPES: Mapping[str, tuple[str, ...]] = {
    **{"Appointment:patient": ("Patient",), "Appointment:practitioner": ("Practitioner",)},
    **{"Appointment:location": ("Location",)},
    **dict.fromkeys(("Appointment:actor", "*", "Appointment:*"), ("Patient", "Practitioner", "Location")),
}
"""What each value gives."""


def companions(writer: Writer, page: Iterable[Entry], asked: Asked, base: str) -> Iterator[Element]:
    """The entries of a Bundle beside the Appointments of a page; what else is asked for is not there to give."""
    types = {type for value in asked.texts(INCLUDE) for type in TYPES.get(value, ())}
    rows = [*page] if types else []
    patients = {writer.clinic.plans[entry.plan].patient for entry in rows}
    ids: Mapping[str, Collection[str | None]] = {
        "Patient": {*patients},
        "Practitioner": {entry.practitioner for entry in rows},
        "Location": {entry.room for entry in rows},
    }
    wanted = {(type, logical_id(id)) for type in types for id in ids[type] if id is not None}
    there = [*of_patients(writer, patients), *of_practitioners(writer), *of_places(writer)] if wanted else []
    for each in there:
        if (each["resourceType"], each["id"]) in wanted:
            url = f"{base}/{each['resourceType']}/{each['id']}"
            yield {"fullUrl": url, "resource": each, "search": {"mode": "include"}}
