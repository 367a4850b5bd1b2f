"""Appointment/$find (ITI-115): the places that a patient's next session could have."""

from __future__ import annotations

from collections.abc import Iterator

from planner.clinic import Clinic, Plan, Span
from planner.clinic.appointments import PLANNED
from planner.desk import Desk
from planner.errors import Nonsense
from planner.fhir.elements import Element
from planner.fhir.names import PATIENT, PLAN, PRACTITIONER, ROOM, SERVICE, own
from planner.fhir.operations.answer import appointment, found, outcome
from planner.fhir.operations.proposal import id_of_rows
from planner.fhir.operations.references import identified, known_patient, meant
from planner.fhir.operations.request import MOST, Asked
from planner.fhir.release import R4, Release

USED = (
    *("start", "end", "patient-reference", "patient-resource", "practitioner", "location-reference", "visit-type"),
    *("referral-identifier", "_count", "_format"),
)
"""Other parameters of the profile choose nothing here: one clinic, whose plans say what is done."""


def find(desk: Desk, asked: Asked, base: str = "", release: Release = R4, *, portal: bool = False) -> Element:
    """Proposed Appointments within the period asked for, best first; none that is held or booked is among them.

    The patient is needed, by `patient-reference` or as a resource with an identifier: planner offers places for the
    sessions of a plan. `visit-type` or `referral-identifier` say of which, where there are several. With `portal` what
    the clinic's rules of booking keep from one is not proposed.
    """
    clinic = desk.clinic()
    start, end = asked.moment("start", clinic.timezone), asked.moment("end", clinic.timezone, last=True)
    if start is None or end is None or end <= start:
        raise Nonsense("give start and end, of which the end is later")
    period, count = Span(start, end), asked.count
    plans = list(_plans(clinic, asked))
    who = [meant(clinic, PRACTITIONER, each) for each in asked.texts("practitioner")]
    rooms = [meant(clinic, ROOM, each) for each in asked.texts("location-reference")]
    proposed: list[tuple[float, Element]] = []
    why = "" if plans else "the patient has no plan that asks for this"
    for plan in plans:
        day = clinic.day(start)
        many = min(4 * count, MOST) or 1
        given = desk.offers(plan.id, k=many, near=day, not_before=day, prefer=tuple(who), portal=portal)
        why = why or given.why
        for offer in given:
            inside = all(period.start <= row.start and row.end <= period.end for row in offer.rows)
            wanted = all(not who or row.practitioner in who for row in offer.rows)
            there = all(not rooms or row.room in rooms for row in offer.rows)
            id = id_of_rows(offer.rows)
            if inside and wanted and there and id:
                proposed.append((offer.price, appointment(clinic, offer.rows, id, PLANNED, period, None, release)))
    best = [each for _, each in sorted(proposed, key=lambda pair: pair[0])][:count]
    passed = [name for name in asked.values if name not in USED]
    words = f"{len(best)} found" if best else why or "none of the places free then is as asked for"
    words += f"; not looked at: {', '.join(passed)}" if passed else ""
    return found(best, outcome("information", "informational", words), base, len(proposed))


def _plans(clinic: Clinic, asked: Asked) -> Iterator[Plan]:
    """The patient's plans, those of a visit type or a referral alone where one is given."""
    patient = _patient(clinic, asked)
    types = [_service(clinic, each) for each in asked.texts("visit-type")]
    referral = asked.text("referral-identifier")
    only = meant(clinic, PLAN, referral) if referral else None
    for plan in clinic.plans_of[patient]:
        services = {id for phase in clinic.protocol_of(plan).phases for id in phase.all_services}
        if only in (None, plan.id) and (not types or services & set(types)):
            yield plan


def _patient(clinic: Clinic, asked: Asked) -> str:
    if reference := asked.text("patient-reference"):
        return meant(clinic, PATIENT, reference)
    if given := asked.resource("patient-resource", "Patient"):
        return known_patient(clinic, given)
    raise Nonsense("give the patient, as patient-reference or as patient-resource with an identifier")


def _service(clinic: Clinic, token: str) -> str:
    """The service of a visit type, as system|code."""
    id = identified(clinic, SERVICE, token)
    if id is None or id not in clinic.services:
        raise Nonsense(f"there is no service {token}; those of the clinic have the system {own(SERVICE)}")
    return id
