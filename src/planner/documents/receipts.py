"""What calls did: receipts, holds, what a change closed, and entries of the journal."""

from __future__ import annotations

from collections.abc import Sequence

from planner.clinic import Clinic
from planner.desk.answers import ClosedAppointment, Hold, Receipt
from planner.desk.store.journal import Entry
from planner.documents.appointments import of_row, of_rows, read_row, read_rows
from planner.documents.fields import Document, Fields


def of_receipt(clinic: Clinic, done: Receipt | None, left: Sequence[str] = ()) -> Document:
    """None is a call that found nothing to write: it has no entry in the journal.

    `left` is what was left out, where that is more than the receipt tells; it is there only where something was.
    """
    document: Document = {"entry": None, "at": None, "versions": {}, "rows": []}
    if done is not None:
        document["entry"], document["at"] = done.seq, clinic.local(done.at).isoformat()
        document["versions"], document["rows"] = dict(done.versions), of_rows(clinic, done.rows)
        left = left or done.left
    return document | {"left": list(left)} if left else document


def of_closed(clinic: Clinic, done: Receipt) -> Document:
    """A receipt, and what the change closed."""
    return {**of_receipt(clinic, done), "closed": [of_closed_row(clinic, each) for each in done.closed]}


def of_closed_row(clinic: Clinic, closed: ClosedAppointment) -> Document:
    """A closed appointment: its row, and why it cannot stand."""
    return {
        "rule": closed.rule,
        "reason": closed.reason,
        "source": closed.source,
        "patient": closed.patient,
        "day": closed.day.isoformat(),
        "beside": of_rows(clinic, closed.beside),
        **of_row(clinic, closed.row),
    }


def of_hold(clinic: Clinic, held: Hold) -> Document:
    return {"hold": held.id, "until": clinic.local(held.until).isoformat(), **of_receipt(clinic, held)}


def of_entry(clinic: Clinic, entry: Entry) -> Document:
    """A line of the journal."""
    return {
        "entry": entry.seq,
        "at": clinic.local(entry.at).isoformat(),
        "who": entry.who,
        "why": entry.why,
        "action": entry.action,
        "key": entry.key,
        "appointments": [id for id, _ in entry.lines],
        "trace": entry.trace,
    }


def read_receipt(document: object) -> Receipt | None:
    """The receipt of a document, a hold's too; None where nothing was written.

    Raises Nonsense naming the field that is not as it should be.
    """
    fields = Fields(document)
    if fields.given("entry") is None:
        return None
    closed = tuple(map(read_closed_row, fields.parts("closed"))) if "closed" in fields.document else ()
    left = fields.texts("left") if "left" in fields.document else ()
    done = (fields.whole("entry"), fields.moment("at"), read_rows(fields.parts("rows")), fields.wholes("versions"))
    if "hold" in fields.document:
        return Hold(*done, fields.text("hold"), fields.moment("until"), closed=closed, left=left)
    return Receipt(*done, closed=closed, left=left)


def read_hold(document: object) -> Hold:
    """The hold of a document; as `read_receipt`."""
    Fields(document).text("hold")
    Fields(document).whole("entry")
    done = read_receipt(document)
    assert isinstance(done, Hold)
    return done


def read_closed_row(document: object) -> ClosedAppointment:
    """The closed appointment of a document; as `read_receipt`."""
    fields = Fields.of(document)
    return ClosedAppointment(
        row=read_row(fields),
        patient=fields.text("patient"),
        day=fields.day("day"),
        rule=fields.text("rule"),
        reason=fields.text("reason"),
        source=fields.text("source"),
        beside=read_rows(fields.parts("beside")),
    )
