"""Who did and who read what, as AuditEvents: the journal's changes, and the log of reads.

Their shape is that of IHE's basic audit (BALP) and of its Scheduling profile, but for network addresses of callers,
which are not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from planner.clinic import Clinic
from planner.desk.store.journal import LINES, Entry
from planner.desk.store.server.reads import Kept
from planner.fhir.elements import Element, concept, element, reference, resource
from planner.fhir.names import HOLD, own
from planner.fhir.resources import organization
from planner.fhir.writer import Writer

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
TYPE = (f"{TERMINOLOGY}audit-event-type", "rest")
TRANSACTION, INTERACTION = "urn:ihe:event-type-code", "http://hl7.org/fhir/restful-interaction"
BOOK = "ITI-117"
CHANGES: Mapping[str, str] = {"hold": "ITI-116", **dict.fromkeys(("book", "move", "cancel", "drop"), BOOK)}
"""IHE's transactions, by what the journal calls a change."""
READS: Mapping[str, tuple[str, str, str]] = {
    "/Appointment/$find": ("ITI-115", "operation", "E"),
    "/Appointment": ("ITI-118", "search-type", "E"),
    "/Appointment/_search": ("ITI-118", "search-type", "E"),
    "/Appointment/{id}": ("ITI-118", "read", "R"),
}
"""And by the end of the address at which something was read, with the interaction of FHIR, and what that does."""
OUTCOME = (f"{TERMINOLOGY}audit-event-outcome", "0")
"""It was done: what is refused is neither in the journal nor in the log of reads."""
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
CLIENT, SERVER = "110153", "110152"
PERSON, THING = ("1", "1"), ("2", "4")
"""The type and the role of an entity: a person who is the patient, and a resource."""
URI = "5"
"""What is given as a network address."""


def of_change(writer: Writer, entry: Entry, base: str = "") -> Element:
    """An entry of the journal, with the appointments that it changed, and whose they are; `base` is the server's."""
    entities = [_entity(writer, "Appointment", id, THING) for id in _appointments(writer.clinic, entry)]
    entities += [_entity(writer, "Patient", id, PERSON) for id in sorted(patients_of(writer.clinic, entry))]
    code = CHANGES.get(entry.action)
    # IHE's profiles of $hold and $book have both made something, whatever $book did
    what = [(TRANSACTION, code), (INTERACTION, "create")] if code else [(own("action"), entry.action)]
    does = "C" if code else "U"
    return _event(writer, f"journal-{entry.seq}", what, does, entry.at, entry.who, entities, base)


def of_read(writer: Writer, read: Kept, base: str = "") -> Element:
    """A read of a patient's data, or of all patients'."""
    known = (said for end, said in READS.items() if "/fhir/" in read.what and read.what.endswith(end))
    code, interaction, does = next(known, ("", "", "R"))
    what = [(TRANSACTION, code), (INTERACTION, interaction)] if code else [(own("address"), read.what)]
    entities = [_entity(writer, "Patient", read.patient, PERSON)] if read.patient in writer.clinic.patients else []
    return _event(writer, f"read-{read.number}", what, does, read.at, read.who, entities, base)


def patients_of(clinic: Clinic, entry: Entry) -> set[str]:
    """Whose appointments an entry of the journal changed, of the patients whom the clinic has still."""
    return {line["patient"] for _, line in _lines(entry) if line["patient"] in clinic.patients}


def _lines(entry: Entry) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The documents of what it changed of the book, as they were after it; of what it took away, before."""
    for kind, id, before, after in entry.changes:
        if kind == LINES:
            yield id, after or before


def _appointments(clinic: Clinic, entry: Entry) -> Iterable[str]:
    """Their ids as the operations give them: of a hold, its own."""
    known = clinic.ids_in_book
    held = entry.action in ("hold", "drop")
    said = (f"{HOLD}{line['hold']}" if held else id for id, line in _lines(entry) if held or id in known)
    return dict.fromkeys(said)


def _event(
    writer: Writer,
    id: str,
    what: list[tuple[str, str]],
    action: str,
    at: datetime,
    who: str,
    entities: Iterable[Element],
    base: str,
) -> Element:
    observer = reference("Organization", organization.ID)
    kind, recorded = concept(*TYPE), writer.moment(at)
    codings = [coding for each in what for coding in concept(*each).get("coding", [])]
    if writer.release.by_concept:
        said = element(category=[kind], code={"coding": codings}, action=action, recorded=recorded)
        said["outcome"] = {"code": concept(*OUTCOME)["coding"][0]}
        network: Element = {"networkUri": base} if base else {}
    else:
        said = element(type=kind["coding"][0], subtype=codings, action=action, recorded=recorded)
        said["outcome"] = OUTCOME[1]
        network = {"network": {"address": base, "type": URI}} if base else {}
    client = {"type": concept(DICOM, CLIENT), "who": {"display": who or "unknown"}, "requestor": True}
    server = {"type": concept(DICOM, SERVER), "who": observer, "requestor": False, **network}
    return resource("AuditEvent", id, **said, agent=[client, server], source={"observer": observer}, entity=[*entities])


def _entity(writer: Writer, type: str, id: str, kind: tuple[str, str]) -> Element:
    what = {"what": reference(type, id)}
    role = concept(f"{TERMINOLOGY}object-role", kind[1])
    if writer.release.by_concept:
        return {**what, "role": role}
    return {**what, "type": concept(f"{TERMINOLOGY}audit-entity-type", kind[0])["coding"][0], "role": role["coding"][0]}
