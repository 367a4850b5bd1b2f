"""Repairs of the book as documents, and back."""

from __future__ import annotations

from dataclasses import asdict

from planner.clinic import Clinic
from planner.desk.repair.repair import Alternative, BookRepair, Unrepaired
from planner.documents.appointments import of_row, of_rows, read_row, read_rows
from planner.documents.fields import Document, Fields
from planner.errors import Nonsense


def of_repair(clinic: Clinic, repair: BookRepair) -> Document:
    """A repair proposed, of which nothing is held; `chosen` is the number of the alternative proposed, from 1."""
    return {
        "hold": None,
        "words": repair.proof,
        "rows": of_rows(clinic, repair.rows),
        "before": of_rows(clinic, repair.before),
        "after": of_rows(clinic, repair.after),
        "moved": list(repair.moved),
        "left": [{"reason": each.reason, **of_row(clinic, each.row)} for each in repair.left],
        "chosen": None if repair.chosen is None else 1 + repair.alternatives.index(repair.chosen),
        "alternatives": [asdict(each) for each in repair.alternatives],
    }


def read_repair(document: object) -> BookRepair:
    """The repair of a document, to be held. Raises Nonsense naming the field that is not as it should be."""
    fields = Fields(document)
    alternatives = tuple(map(_read_alternative, fields.parts("alternatives")))
    chosen = fields.maybe("chosen", fields.whole)
    if chosen is not None and not 1 <= chosen <= len(alternatives):
        raise Nonsense(f"chosen is {chosen}; give the number of one of the {len(alternatives)} alternatives")
    return BookRepair(
        before=read_rows(fields.parts("before")),
        after=read_rows(fields.parts("after")),
        left=tuple(Unrepaired(read_row(each), each.text("reason")) for each in fields.parts("left")),
        moved=fields.texts("moved"),
        chosen=None if chosen is None else alternatives[chosen - 1],
        alternatives=alternatives,
    )


def _read_alternative(fields: Fields) -> Alternative:
    return Alternative(
        fields.text("words"), fields.whole("left"), fields.whole("moved"), fields.number("price"), fields.yes("proved")
    )
