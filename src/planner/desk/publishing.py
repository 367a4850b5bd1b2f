"""A whole book put in the place of the one that stands, as when a roster's month is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from planner.clinic import Entry
from planner.desk import loading
from planner.desk.store import journal, lines
from planner.desk.store.calls import Call, Receipt
from planner.desk.store.lines import HELD
from planner.desk.store.store import Store
from planner.desk.store.writing import expect
from planner.errors import Conflict, Nonsense


def publish(store: Store, book: Sequence[Entry], call: Call, request: str | None) -> Receipt:
    """Entries that differ from the book are written, all or none; `expected` is the journal's number they rest on.

    The rules are the caller's to check, since a roster is checked whole. Raises Conflict where something was booked
    since or is held, Nonsense for a book that lacks what stands.
    """
    with store.writing(alone=True) as writing:
        expect("the book", call.get("expected"), journal.last(writing.connection))
        there = {line.id: line for line in lines.all_lines(writing.connection)}
        clinic = replace(writing.clinic, book=tuple(book))
        wanted = {line.id: line for line in loading.lines_of(clinic, book)}
        lacking = [line.id for line in there.values() if line.status != HELD and line.id not in wanted]
        if lacking:
            raise Nonsense(f"the book lacks {', '.join(lacking)}; an entry is cancelled, never left out")
        pairs = [(there[id], line) for id, line in wanted.items() if id in there and there[id].entry() != line.entry()]
        added = [replace(line, checked=writing.facts.version) for id, line in wanted.items() if id not in there]
        changed = [(old, replace(line, reason=old.reason, checked=writing.facts.version)) for old, line in pairs]
        for old, _ in changed:
            if old.takes:
                writing.release(old)
        try:
            if changed:
                writing.update(changed)
            if added:
                writing.insert(added)
            after = [*(new for _, new in changed), *added]
            writing.claim([line for line in after if line.takes], there.values())
        except IntegrityError as taken:
            raise Conflict(
                "a place of this book is held or booked otherwise; ask what stands and plan again"
            ) from taken
        return writing.done("publish", call, request, after)
