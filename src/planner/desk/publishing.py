"""A whole book put in the place of the one that stands, as when a roster's month is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from planner.clinic import Entry
from planner.desk import loading
from planner.desk.store import journal, lines
from planner.desk.store.calls import Call, Receipt
from planner.desk.store.lines import HELD, Line
from planner.desk.store.store import Store
from planner.desk.store.writing import Writing, expect
from planner.errors import Conflict, Nonsense


def publish(store: Store, book: Sequence[Entry], action: str, call: Call, request: str | None) -> Receipt:
    """Entries that differ from the book are written, all or none; `expected` is the journal's number they rest on.

    The rules are the caller's to check, since a roster is checked whole. Raises Conflict where something was booked
    since or is held, Nonsense for a book that lacks what stands.
    """
    with store.writing(alone=True) as writing:
        _refuse_changed(writing, call)
        everything = lines.all_lines(writing.connection)
        there = {line.id: line for line in everything if line.status != HELD}
        clinic = replace(writing.clinic, book=tuple(book))
        wanted = {line.id: line for line in loading.lines_of(clinic, book)}
        lacking = [line.id for line in there.values() if line.id not in wanted]
        if lacking:
            raise Nonsense(f"the book lacks {', '.join(lacking)}; an entry is cancelled, never left out")
        _refuse_held(everything, [line for id, line in wanted.items() if id not in there])
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
            writing.claim([line for line in after if line.takes], everything)
        except IntegrityError as taken:
            raise Conflict(
                "a place of this book is held or booked otherwise; ask what stands and plan again"
            ) from taken
        return writing.done(action, call, request, after)


def _refuse_changed(writing: Writing, call: Call) -> None:
    """What was only held meanwhile changes no book."""
    seen = call.get("expected")
    since = () if seen is None else journal.since(writing.connection, seen)
    last = max((entry.seq for entry in since if entry.changes_book), default=seen)
    expect("the book", seen, last or 0)


def _refuse_held(there: Iterable[Line], added: Iterable[Line]) -> None:
    held = {line.visit for line in there if line.status == HELD}
    if names := [line.name for line in added if line.visit in held]:
        raise Conflict(f"somebody holds a place for {', '.join(names)}; wait until it is booked or ends", taken=names)
