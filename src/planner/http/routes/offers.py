"""Offers: the best places for a session, or for a whole course; and what stands against a place."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from planner.desk import Desk
from planner.desk.offers.course_problem import CourseOffer
from planner.desk.offers.request import Offers
from planner.desk.offers.session import Offer
from planner.documents.appointments import read_rows
from planner.documents.offers import of_offers
from planner.documents.refusals import of_violations
from planner.http.access.caller import Caller
from planner.http.answers import Answer, answer, clinic_of
from planner.http.dependencies import Offering, TheDesk
from planner.http.problems.redaction import redacted
from planner.http.schemas import documents
from planner.http.schemas.appointments import Places, documents_of
from planner.http.schemas.questions import Asked, Number
from planner.roster.format.plain import why_left_out

router = APIRouter(tags=["offers"])


@router.get("/plans/{plan}/offers", operation_id="offers", response_model=documents.Offers)
def offers(plan: str, desk: TheDesk, caller: Offering, asked: Asked, number: Number = None) -> Answer:
    """The best places for one session, best first; `why` when there is none."""
    return _answered(desk, desk.offers(plan, number, **asked, portal=caller.portal), caller)


@router.get("/plans/{plan}/course-offers", operation_id="courseOffers", response_model=documents.Offers)
def course_offers(plan: str, desk: TheDesk, caller: Offering, k: Annotated[int, Query(ge=1, le=10)] = 3) -> Answer:
    """Whole courses of different kinds: places for all sessions of a plan that have none."""
    return _answered(desk, desk.course_offers(plan, k=k, portal=caller.portal), caller)


def _answered(desk: Desk, offered: Offers[Offer] | Offers[CourseOffer], caller: Caller) -> Answer:
    """Who looks at a page knows whose session it is about, and is told why there is nothing by name."""
    clinic = clinic_of(desk)
    document = of_offers(clinic, offered)
    if caller.reads_names:
        document["why"] = why_left_out(clinic, offered.alone)
    return answer(desk, document)


@router.post("/check", operation_id="check", response_model=documents.Violations)
def check(body: Places, desk: TheDesk, caller: Offering) -> Answer:
    """Everything that stands against holding or booking these rows, of every rule; nothing is written."""
    violations = desk.check(read_rows(documents_of(body.rows)))
    document = {"violations": of_violations(violations, clinic_of(desk))}
    return answer(desk, redacted(document) if caller.portal else document)
