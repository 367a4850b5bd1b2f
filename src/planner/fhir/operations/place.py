"""Appointment/$hold (ITI-116) and $book (ITI-117): a proposed place kept, booked, moved or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import BOOKED, CANCELLED
from planner.clinic.subproblem import appointments_of
from planner.desk import Desk
from planner.errors import Conflict, Nonsense, UnknownName
from planner.fhir.elements import Element
from planner.fhir.moments import read_moment
from planner.fhir.names import HOLD, PRACTITIONER, logical_id
from planner.fhir.operations.answer import appointment, found, outcome
from planner.fhir.operations.proposal import rows_of_id
from planner.fhir.operations.reasons import reason_of
from planner.fhir.operations.references import known_patient, meant
from planner.fhir.operations.request import Asked, id_of
from planner.fhir.release import R4, Release

MANY = 60
"""Offers that are looked through for the place a change asks for."""


def hold(desk: Desk, asked: Asked, call: Mapping[str, Any], base: str = "", release: Release = R4) -> Element:
    """Keep a proposed place; until when, an extension says."""
    clinic = desk.clinic()
    rows = rows_of_id(clinic, _reference(asked))
    held = desk.hold(rows, **call)
    pending = appointment(clinic, held.rows, f"{HOLD}{held.id}", "held", None, held.until, release)
    words = f"held until {clinic.local(held.until):%Y-%m-%d %H:%M}"
    return found([pending], outcome("information", "informational", words), base)


def book(desk: Desk, asked: Asked, call: Mapping[str, Any], base: str = "", release: Release = R4) -> Element:
    """Book a proposed or held place; by `appointment-resource` change or cancel a booked visit, or give a hold up."""
    clinic = desk.clinic()
    given = asked.resource("appointment-resource", "Appointment")
    comment = asked.text("comment")
    said = {**call, "why": comment} if comment else dict(call)
    if given is None:
        return _booked(desk, clinic, asked, _reference(asked), said, base, release)
    id, status = str(given.get("id", "")), given.get("status")
    visit = _visit(clinic, id)
    if status == "cancelled":
        if id.startswith(HOLD) and not visit:
            return _dropped(desk, id, said, base, release)
        if not visit:
            raise UnknownName("booked appointment", id, ())
        done = desk.cancel(visit[0].id, reason_of(given), **said)
        return _answer(desk, done.rows or visit, CANCELLED, "cancelled", base, release)
    if visit:
        return _moved(desk, clinic, visit, given, said, base, release)
    return _booked(desk, clinic, asked, id, said, base, release)


def _reference(asked: Asked) -> str:
    text = asked.text("appointment-reference")
    id = id_of(text, "Appointment") if text else None
    if not id:
        raise Nonsense("give appointment-reference, such as Appointment/ID of a proposed one")
    return id


def _booked(
    desk: Desk, clinic: Clinic, asked: Asked, id: str, call: Mapping[str, Any], base: str, release: Release
) -> Element:
    held = id.startswith(HOLD)
    rows: tuple[Appointment, ...] = () if held else rows_of_id(clinic, id)
    patient = asked.resource("patient-resource", "Patient")
    if patient and not held and known_patient(clinic, patient) != clinic.plan(rows[0].plan).patient:
        raise Nonsense("this place was proposed to another patient")
    done = desk.book(id.removeprefix(HOLD) if held else rows, **call)
    return _answer(desk, done.rows, BOOKED, "booked", base, release)


def _dropped(desk: Desk, id: str, call: Mapping[str, Any], base: str, release: Release) -> Element:
    """A held place given up. One that has ended is refused by the desk."""
    hold = id.removeprefix(HOLD)
    rows = next((each.rows for each in desk.holds() if each.id == hold), ())
    desk.drop(hold, **call)
    done = [appointment(desk.clinic(), rows, id, CANCELLED, None, None, release)] if rows else []
    return found(done, outcome("information", "informational", "given up"), base)


def _moved(
    desk: Desk,
    clinic: Clinic,
    visit: list[Appointment],
    given: Element,
    call: Mapping[str, Any],
    base: str,
    release: Release,
) -> Element:
    """The visit at the start, and with the practitioner, that the resource says now, where it can be had."""
    start, who = _start(given), _practitioner(clinic, given)
    first = visit[0]
    if start == min(row.start for row in visit) and who in (None, first.practitioner):
        return _answer(desk, tuple(visit), BOOKED, "nothing has changed", base, release)
    day = clinic.day(start)
    prefer, portal = (who,) if who else (), bool(call.get("portal"))
    offers = desk.offers(first.plan, first.number, k=MANY, near=day, not_before=day, prefer=prefer, portal=portal)
    for offer in offers:
        if min(row.start for row in offer.rows) == start and who in (None, offer.rows[0].practitioner):
            done = desk.move(first.id, offer.rows, **call)
            return _answer(desk, done.rows, BOOKED, "moved", base, release)
    raise Conflict("this place cannot be had", offers=lambda: offers)


def _start(given: Element) -> datetime:
    text = given.get("start")
    if not isinstance(text, str):
        raise Nonsense("the Appointment has no start")
    return read_moment(text)


def _practitioner(clinic: Clinic, given: Element) -> str | None:
    people: Any = given.get("participant") or []
    for each in people if isinstance(people, list) else [people]:
        actor = each.get("actor") if isinstance(each, Mapping) else None
        text = actor.get("reference") if isinstance(actor, Mapping) else None
        if isinstance(text, str) and id_of(text, "Practitioner") and "Practitioner/" in text:
            return meant(clinic, PRACTITIONER, text)
    return None


def _visit(clinic: Clinic, id: str) -> list[Appointment]:
    """The rows of a booked visit, one a service, by the id of any of them as FHIR has it."""
    entry = next((e for e in clinic.book if logical_id(e.id) == id and e.status == BOOKED), None)
    if entry is None:
        return []
    same = [e for e in clinic.book if (e.plan, e.number, e.status) == (entry.plan, entry.number, BOOKED)]
    return appointments_of(clinic, same)


def _answer(
    desk: Desk, rows: tuple[Appointment, ...] | list[Appointment], status: str, words: str, base: str, release: Release
) -> Element:
    done = appointment(desk.clinic(), rows, rows[0].id, status, None, None, release)
    return found([done], outcome("information", "informational", words), base)
