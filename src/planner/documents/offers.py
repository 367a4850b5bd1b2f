"""Offers, of single sessions and of whole courses, as documents, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from planner.clinic import Clinic
from planner.clinic.spans import WEEKDAYS
from planner.desk.offers.course_problem import CourseOffer
from planner.desk.offers.request import Offers
from planner.desk.offers.session import Offer
from planner.documents.appointments import of_rows, read_rows
from planner.documents.fields import Document, Fields, Thing


def of_offers(clinic: Clinic, found: Offers[Offer] | Offers[CourseOffer]) -> Document:
    """All that is offered, numbered as `hold_offer` takes them; `why` says why there is nothing."""
    return {"offers": of_each(clinic, found), "why": found.why}


def of_each(clinic: Clinic, found: Iterable[Offer | CourseOffer]) -> list[Document]:
    return [of_offer(clinic, number, offer) for number, offer in enumerate(found, 1)]


def of_offer(clinic: Clinic, number: int, offer: Offer | CourseOffer) -> Document:
    """An offer of a number; a course offer says when it ends, who gives it and on which weekday too."""
    document: Document = {
        "offer": number,
        "words": offer.words,
        "price": offer.price,
        "goals": dict(offer.goals),
        "rows": of_rows(clinic, offer.rows),
    }
    if isinstance(offer, CourseOffer):
        document |= {
            "finish": offer.finish.isoformat(),
            "practitioners": list(offer.practitioners),
            "weekday": None if offer.weekday is None else WEEKDAYS[offer.weekday],
        }
    return document


def read_offer(document: object) -> Offer:
    """The offer of a document. Raises Nonsense naming the field that is not as it should be."""
    fields = Fields.of(document)
    rows = read_rows(fields.parts("rows"))
    return Offer(rows, fields.number("price"), fields.numbers("goals"), fields.text("words"))


def read_course_offer(document: object) -> CourseOffer:
    """The course offer of a document; as `read_offer`."""
    fields = Fields.of(document)
    offer, days = read_offer(fields), {name: number for number, name in enumerate(WEEKDAYS)}
    return CourseOffer(
        rows=offer.rows,
        price=offer.price,
        goals=offer.goals,
        finish=fields.day("finish"),
        practitioners=fields.texts("practitioners"),
        weekday=fields.maybe("weekday", lambda key: fields.one_of(key, days)),
        words=offer.words,
    )


def read_offers(document: object, read: Callable[[object], Thing]) -> Offers[Thing]:
    """All offers of a document, each as `read_offer` or `read_course_offer` reads it."""
    fields = Fields(document)
    return Offers(map(read, fields.parts("offers")), fields.text("why"))
