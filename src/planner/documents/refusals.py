"""Refusals and broken rules as documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from planner.clinic import Clinic
from planner.documents.appointments import of_rows, read_rows
from planner.documents.fields import Document, Fields
from planner.errors import Conflict, FaultyClinic, Forbidden, kind_of
from planner.rules import Violation


def of_refusal(refused: Exception) -> Document:
    """Which error, in words, and what it carries; the offers of a Conflict are for who has the desk at hand.

    `error` is the branch of the tree in planner.errors, `code` the exception's own name.
    """
    kind = kind_of(refused)
    document: Document = {"error": kind, "code": type(refused).__name__, "message": str(refused)}
    if isinstance(refused, Forbidden):
        document["violations"] = of_violations(each for each in refused.violations if isinstance(each, Violation))
    if isinstance(refused, Conflict):
        document |= {"taken": refused.taken, "offers": []}
    if isinstance(refused, FaultyClinic):
        document["faults"] = [asdict(fault) for fault in refused.faults]
    return document


def of_violations(found: Iterable[Violation], clinic: Clinic | None = None) -> list[Document]:
    """Broken rules; with the clinic, whose clock they are on, the rows concerned too."""
    return [
        {
            "rule": each.rule,
            "who": each.who,
            "when": each.when.isoformat(),
            "how": each.how,
            "appointments": [row.id for row in each.rows],
            **({"rows": of_rows(clinic, each.rows)} if clinic else {}),
        }
        for each in found
    ]


def read_violation(document: object) -> Violation:
    """A broken rule; without rows where the document has none."""
    fields = Fields.of(document)
    rows = read_rows(fields.parts("rows")) if "rows" in fields.document else ()
    return Violation(fields.text("rule"), fields.text("who"), fields.day("when"), fields.text("how"), rows)
