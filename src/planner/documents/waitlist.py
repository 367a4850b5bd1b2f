"""Refills of a freed place, and wishes, as documents, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from planner.clinic import Clinic, Days
from planner.clinic.appointments import PLANNED
from planner.clinic.spans import WEEKDAYS
from planner.desk.answers import Wish
from planner.desk.repair.waitlist import Refill
from planner.documents.appointments import of_rows, read_rows
from planner.documents.fields import Document, Fields
from planner.errors import Nonsense


def of_refills(clinic: Clinic, found: Iterable[Refill]) -> Document:
    """Who gains most, numbered as `hold_refill` takes them; nothing is held."""
    return {"hold": None, "refills": [of_refill(clinic, number, each) for number, each in enumerate(found, 1)]}


def of_refill(clinic: Clinic, number: int, refill: Refill) -> Document:
    return {
        "refill": number,
        "words": refill.words,
        "gain": refill.gain,
        "days_left": refill.days_left,
        "rows": of_rows(clinic, refill.rows),
        "before": of_rows(clinic, refill.before),
    }


def read_refill(document: object) -> Refill:
    """The refill of a document, to be held. Raises Nonsense naming the field that is not as it should be."""
    fields = Fields.of(document)
    places = tuple(replace(row, status=PLANNED) for row in read_rows(fields.parts("rows")))
    before = read_rows(fields.parts("before"))
    return Refill(places, before, fields.number("gain"), fields.maybe("days_left", fields.whole), fields.text("words"))


def of_wishes(wishes: Sequence[Wish]) -> list[Document]:
    return [of_wish(wish) for wish in wishes]


def of_wish(wish: Wish) -> Document:
    return {
        "plan": wish.plan,
        "number": wish.number,
        "earlier": wish.earlier,
        "days": [
            {"from": days.first.isoformat(), "until": days.last.isoformat() if days.last else None}
            for days in wish.days
        ],
        "weekdays": [WEEKDAYS[day] for day in sorted(wish.weekdays)],
        "practitioner": wish.practitioner,
        "words": str(wish),
    }


def read_wish(document: object) -> Wish:
    """The wish of a document. Raises Nonsense naming the field that is not as it should be."""
    fields = Fields.of(document)
    for at, name in enumerate(weekdays := fields.texts("weekdays")):
        if name not in WEEKDAYS:
            raise Nonsense(f"weekdays[{at}] is {name!r}; give one of {', '.join(WEEKDAYS)}")
    return Wish(
        plan=fields.text("plan"),
        number=fields.whole("number"),
        earlier=fields.yes("earlier"),
        days=tuple(Days(each.day("from"), each.maybe("until", each.day)) for each in fields.parts("days")),
        weekdays=frozenset(map(WEEKDAYS.index, weekdays)),
        practitioner=fields.maybe("practitioner", fields.text),
    )
