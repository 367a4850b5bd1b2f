"""Who did and who read what, as AuditEvents: the journal's changes, and the log of reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from planner.desk.store.journal import Entry
from planner.desk.store.server.reads import Kept
from planner.fhir.elements import Element, concept, element, reference, resource
from planner.fhir.names import own
from planner.fhir.resources import organization
from planner.fhir.writer import Writer

TYPE = ("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest")
TRANSACTION = "urn:ihe:event-type-code"
CHANGES: Mapping[str, str] = {"hold": "ITI-116", **dict.fromkeys(("book", "move", "cancel"), "ITI-117")}
"""IHE's transactions, by what the journal calls a change."""
READS: Mapping[str, str] = {"/Appointment/$find": "ITI-115", "/Appointment": "ITI-118", "/Appointment/{id}": "ITI-118"}
"""And by the end of the address at which something was read."""
OUTCOME = ("http://terminology.hl7.org/CodeSystem/audit-event-outcome", "0")
"""It was done: what is refused is neither in the journal nor in the log of reads."""


def of_change(writer: Writer, entry: Entry) -> Element:
    """An entry of the journal, with the appointments that it changed, and whose they are."""
    lines = [(id, line) for id, line in entry.lines if id in writer.clinic.ids_in_book]
    plans = dict.fromkeys(line.plan for _, line in lines if line and line.plan in writer.clinic.plans)
    entities = [_entity(writer, "Appointment", id) for id, _ in lines]
    entities += [_entity(writer, "Patient", writer.clinic.plans[plan].patient) for plan in plans]
    code = CHANGES.get(entry.action)
    what = concept(TRANSACTION, code) if code else concept(own("action"), entry.action)
    return _event(writer, f"journal-{entry.seq}", what, "U", entry.at, entry.who, entities)


def of_read(writer: Writer, read: Kept) -> Element:
    """A read of a patient's data, or of all patients'."""
    code = next((code for end, code in READS.items() if "/fhir/" in read.what and read.what.endswith(end)), None)
    what = concept(TRANSACTION, code) if code else concept(own("address"), read.what)
    entities = [_entity(writer, "Patient", read.patient)] if read.patient in writer.clinic.patients else []
    return _event(writer, f"read-{read.number}", what, "R", read.at, read.who, entities)


def _event(
    writer: Writer, id: str, what: Element, action: str, at: datetime, who: str, entities: Iterable[Element]
) -> Element:
    source = {"observer": reference("Organization", organization.ID)}
    agent = [{"who": {"display": who or "unknown"}, "requestor": True}]
    kind, recorded = concept(*TYPE), writer.moment(at)
    if writer.release.by_concept:
        said = element(category=[kind], code=what, action=action, recorded=recorded)
        said["outcome"] = {"code": concept(*OUTCOME)["coding"][0]}
    else:
        said = element(type=kind["coding"][0], subtype=what.get("coding"), action=action, recorded=recorded)
        said["outcome"] = OUTCOME[1]
    return resource("AuditEvent", id, **said, agent=agent, source=source, entity=[*entities])


def _entity(writer: Writer, type: str, id: str) -> Element:
    return {"what": reference(type, id)}
