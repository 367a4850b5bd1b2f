"""The clinic itself: an Organization. What only planner asks of it is in extensions: its clock, policy, prices."""

from __future__ import annotations

from planner.clinic import Clinic
from planner.fhir.draft import Draft
from planner.fhir.elements import Element, identifier, resource
from planner.fhir.extensions import of_fact, read_fields
from planner.fhir.names import CLINIC, own
from planner.fhir.node import Node
from planner.fhir.writer import Writer

ID = "clinic"
ELSEWHERE = (
    *("name", "services", "protocols", "practitioners", "patients", "plans", "rooms", "equipment", "absences"),
    *("closures", "events", "clearances", "book", "away", "identifiers"),
)
"""The fields of a clinic that are other resources, or parts of them."""


def of_clinic(writer: Writer) -> Element:
    clinic = writer.clinic
    return resource(
        "Organization",
        ID,
        extension=of_fact(CLINIC, clinic, ELSEWHERE),
        identifier=[identifier(own(CLINIC), clinic.name or ID)],
        active=True,
        name=clinic.name,
    )


def read(node: Node, draft: Draft) -> None:
    """Only the clinic's own: others, such as insurers, are no facts of it."""
    if not node.extensions(own(CLINIC)):
        return node.skip("this is not the clinic, and planner has no place for others")
    node.passed("identifier", "active", "type")
    said = {"name": node.text("name") or "", **read_fields(node, CLINIC, Clinic)}
    if node.sound:
        draft.clinic |= said
        draft.know_codes()
    node.close()
