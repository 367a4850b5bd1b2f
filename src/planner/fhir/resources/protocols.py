"""Protocols: a PlanDefinition, an action a phase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planner.clinic import Phase, Protocol
from planner.errors import Nonsense
from planner.fhir.draft import Draft
from planner.fhir.elements import Element, concept, element, quantity, resource
from planner.fhir.extensions import of_fact, read_fields
from planner.fhir.names import PROTOCOL, SERVICE, canonical, own
from planner.fhir.node import Node
from planner.fhir.resources.timing import of_phase_timing, read_timing
from planner.fhir.writer import Writer

TOLD = ("id", "title", "phases")
PHASE = "phase"
PHASE_TOLD = ("name", "services", "gap", "sessions", "for_days", "every")
IDEAL = "ideal-gap"
TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"


def of_protocols(writer: Writer) -> Iterator[Element]:
    for protocol in writer.clinic.protocols.values():
        yield resource(
            "PlanDefinition",
            protocol.id,
            extension=of_fact(PROTOCOL, protocol, TOLD),
            url=canonical(PROTOCOL, protocol.id),
            identifier=writer.identifiers(PROTOCOL, protocol.id),
            title=protocol.title,
            type=concept(TYPES, "clinical-protocol"),
            status="active",
            action=[_action(writer, protocol, number) for number in range(1, len(protocol.phases) + 1)],
        )


def _action(writer: Writer, protocol: Protocol, number: int) -> Element:
    phase = protocol.phases[number - 1]
    one = len(phase.services) == 1
    ideal = [{"url": own(IDEAL), "valueInteger": phase.gap.ideal}] if phase.gap else []
    before = {writer.release.target: f"phase-{number - 1}", "relationship": "after-end", **_offset(phase)}
    return element(
        id=f"phase-{number}",
        extension=[*of_fact(PHASE, phase, PHASE_TOLD), *ideal],
        title=phase.name,
        relatedAction=[before] if number > 1 else [],
        timingTiming=of_phase_timing(phase, phase.sessions),
        groupingBehavior="" if one else "logical-group",
        selectionBehavior="" if one else "all",
        definitionCanonical=canonical(SERVICE, phase.services[0]) if one else "",
        action=[] if one else [{"definitionCanonical": canonical(SERVICE, id)} for id in phase.services],
    )


def _offset(phase: Phase) -> Element:
    """The days from the last session of the phase before to the first of this one."""
    if phase.gap is None:
        return {"offsetDuration": quantity(phase.every)} if phase.every else {}
    return {"offsetRange": {"low": quantity(phase.gap.least), "high": quantity(phase.gap.most)}}


def read(node: Node, draft: Draft, id: str) -> None:
    said: dict[str, Any] = {"title": node.text("title") or id, **read_fields(node, PROTOCOL, Protocol)}
    phases = [phase for each in node.each("action") if (phase := _phase(each, draft))]
    node.passed("url", "status", "type", "name", "version", "date", "experimental")
    if not phases and node.sound:
        return node.skip("none of its actions is a service of the clinic")
    draft.identify(node, PROTOCOL, id)
    node.close()
    if node.sound:
        draft.protocols[id] = Protocol(id, phases=tuple(phases), **said)


def _phase(node: Node, draft: Draft) -> Phase | None:
    services = [service for each in (node, *node.each("action")) if (service := _service(each, draft))]
    node.passed("id", "relatedAction", "groupingBehavior", "selectionBehavior", "description")
    said = read_fields(node, PHASE, Phase)
    ideal = next((each.whole("valueInteger") for each in node.extensions(own(IDEAL))), None)
    timing = node.part("timingTiming")
    said |= read_timing(timing, ideal) if timing else {}
    name = node.text("title") or node.text("id") or "phase"
    if not services:
        node.leave("", "this is no service of the clinic")
        return None
    if not timing and not said.get("sessions"):
        said["sessions"] = 1
    try:
        return Phase(name, tuple(services), **said)
    except Nonsense as why:
        node.fault("", str(why), "mend the timing")
    return None


def _service(node: Node, draft: Draft) -> str | None:
    url = node.text("definitionCanonical")
    if url is None:
        return None
    found = draft.index.by_address.get(url.partition("|")[0])
    if found and found[0] == SERVICE:
        return found[1]
    node.fault("definitionCanonical", f"there is no ActivityDefinition {url}", "add it, or take the action out")
    return None
