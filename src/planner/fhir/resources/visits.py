"""Appointments of other systems, which follow no plan of the clinic: of which protocol they are, and their plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planner.clinic import Protocol
from planner.errors import Nonsense
from planner.fhir.draft import Draft
from planner.fhir.names import PROTOCOL, SERVICE, own
from planner.fhir.node import Node
from planner.jobs.imports.courses import Courses


def kind_of(node: Node, draft: Draft, patient: str | None) -> tuple[str, str] | None:
    """The patient and the protocol of a visit; None, and the visit not taken, where nothing says them.

    `serviceType`, `appointmentType` or a participant says the protocol, by identifiers.csv; or a service: then it is a
    single visit of it, or of the only protocol that begins with it.
    """
    if patient is None:
        node.skip("it follows no plan, and names no patient of the clinic")
        return None
    protocols = _protocols(draft)
    said = list(_said(node, draft))
    services = {id for kind, id in said if kind == SERVICE}
    fitting = [id for kind, id in said if kind == PROTOCOL and id in protocols][:1]
    fitting = fitting or _beginning_with(services, protocols.values())
    if len(fitting) == 1:
        return patient, fitting[0]
    why = f"{len(fitting)} protocols begin with {', '.join(services)}" if services else "nothing says what is done"
    node.skip(f"it follows no plan, and {why}; name its serviceType in identifiers.csv, as a protocol's")
    return None


def _beginning_with(services: set[str], protocols: Iterable[Protocol]) -> list[str]:
    """The protocols that begin with one of these services; the single visit alone, if there is one."""
    found = [each for each in protocols if services & {*each.phases[0].services}]
    single = [each for each in found if [phase.sessions for phase in each.phases] == [1]]
    return [each.id for each in (single if len(single) == 1 else found)]


def _protocols(draft: Draft) -> Mapping[str, Protocol]:
    return {**(draft.base.protocols if draft.base else {}), **draft.protocols}


def _said(node: Node, draft: Draft) -> Iterator[tuple[str, str]]:
    """The protocols and services that codes and references mean."""
    kind = node.part("appointmentType")
    for each in (*node.each("serviceType"), *([kind] if kind else [])):
        reference = each.part("reference")
        for code in (each.part("concept") or each).each("coding"):
            system, value = code.text("system") or "", code.text("code") or ""
            for what in (PROTOCOL, SERVICE):
                known = value if system == own(what) else draft.index.by_identifier.get((what, system, value))
                if known:
                    yield what, known
        if reference and (means := draft.index.look(reference)):
            yield means
    for participant in node.each("participant"):
        actor = participant.part("actor")
        if actor and (means := draft.index.look(actor)):
            yield means


def into_courses(draft: Draft) -> None:
    """Visits that follow no plan become sessions of plans, numbered by their starts."""
    base = draft.base
    plans = {**(base.plans if base else {}), **draft.plans}
    there = set(plans)
    rows = (*(base.book if base else ()), *draft.book)
    for node, visit in draft.visits[:1]:
        try:
            draft.book += Courses(plans, _protocols(draft), rows, node.reader.zone).numbered(
                visit for _, visit in draft.visits
            )
        except Nonsense as why:
            node.fault("", str(why), "say the plan, in basedOn")
    draft.plans |= {id: plan for id, plan in plans.items() if id not in there}
