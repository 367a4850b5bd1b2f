"""The journal, what it undoes, and the book as it was."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from planner.desk.booking.lines import lines_of
from planner.desk.store.journal import PIECE
from planner.documents.appointments import of_rows
from planner.documents.receipts import of_entry, of_receipt
from planner.errors import Nonsense
from planner.http.access.scopes import PUBLISH
from planner.http.answers import Answer, answer, clinic_of, written
from planner.http.dependencies import Recording, Seeing, TheDesk
from planner.http.problems.refusals import not_allowed
from planner.http.schemas import documents
from planner.http.schemas.cursors import Limit
from planner.http.schemas.fields import Instant, Said

router = APIRouter(tags=["history"])
EntryNumber = Annotated[int, Path(ge=1, le=2**63 - 1, description="Its number in the journal.")]
AtOnce = Annotated[int, Query(ge=1, le=PIECE, description="How many at most; the next mark leads to the rest.")]
After = Annotated[int, Query(ge=0, le=2**63 - 1, description="Only what came after this entry.")]


@router.get("/journal", operation_id="journal", response_model=documents.Entries)
def journal(desk: TheDesk, caller: Seeing, after: After = 0, limit: Limit = 100) -> Answer:
    """Every change: its number, when, who, what and why; the earliest first."""
    entries = desk.journal(after, limit)
    more = entries[-1].seq if len(entries) == limit else None
    return answer(desk, {"entries": [of_entry(clinic_of(desk), each) for each in entries], "next": more})


@router.post("/journal/{entry}/undo", operation_id="undo", response_model=documents.Receipt)
def undo(entry: EntryNumber, desk: TheDesk, said: Recording, body: Said | None = None) -> Answer:
    """All that an entry changed, as it was before; only the caller's own, unless they may publish."""
    made = next((each.who for each in desk.journal(entry - 1, 1) if each.seq == entry), said.caller.name)
    if made != said.caller.name and not said.caller.may(PUBLISH):
        raise not_allowed(f"entry {entry} is {made or 'somebody'}'s; whoever made it, or a manager, may undo it")
    done = desk.undo(entry, **said.unversioned(body.why if body else ""))
    return written(desk, done, of_receipt(clinic_of(desk), done))


@router.get("/changes", operation_id="changes", response_model=documents.Entries)
def changes(desk: TheDesk, caller: Seeing, mark: After = 0, limit: AtOnce = PIECE) -> Answer:
    """What is new since a mark, and the next mark: for a program that follows. An entry may come twice.

    Where there are more than `limit`, the first of them come; ask again with the next mark.
    """
    entries, mark = desk.changes(mark, limit)
    return answer(desk, {"entries": [of_entry(clinic_of(desk), each) for each in entries], "mark": mark})


@router.get("/book", operation_id="asOf", response_model=documents.Rows)
def as_of(
    desk: TheDesk,
    caller: Seeing,
    entry: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="After this entry of the journal.")] = None,
    moment: Annotated[Instant | None, Query(description="At this moment, with its offset.")] = None,
) -> Answer:
    """All rows of the book as it was after an entry of the journal, or at a moment; cancelled ones too."""
    if (asked := entry or moment) is None or (entry and moment):
        raise Nonsense("say when, one of `entry` and `moment`")
    then = desk.as_of(asked)
    rows = (line.appointment(then) for line in lines_of(then, then.book))
    return answer(desk, {"rows": of_rows(then, rows)})
