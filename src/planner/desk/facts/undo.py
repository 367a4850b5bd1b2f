"""One entry of the journal undone as a whole, while nothing rests on it; the undoing is an entry of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner.clinic import Patient
from planner.clinic.appointments import BOOKED
from planner.desk.answers import Call, Receipt
from planner.desk.booking.holds_around import holds_kept
from planner.desk.booking.publish_check import broken_by
from planner.desk.facts.change import apply
from planner.desk.facts.impact_query import closed_since
from planner.desk.store import appointments, facts, journal
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.documents import PERSONAL, journalled
from planner.desk.store.facts import Name
from planner.desk.store.faults import Collision
from planner.desk.store.store import Store
from planner.desk.store.transaction import Writing
from planner.desk.store.versions import names_of
from planner.errors import Conflict, Forbidden, Nonsense, PlaceTaken
from planner.rules import Violation

FOR_GOOD = {
    "load": "it filled the store",
    "forget": "what was forgotten is nowhere to be had",
    "prolong": "drop the hold, or let it end by itself",
    "end": "a hold's time was over",
    "set-clock": "it changed no appointment and no fact",
}
"""What cannot be undone, and why."""


@dataclass(frozen=True)
class Step:
    """A line as the entry left it, as it is now, and as it was before the entry; None where it was not there."""

    id: str
    left: StoredAppointment | None
    now: StoredAppointment | None
    then: StoredAppointment | None


def why_not(done: journal.Entry, later: Sequence[journal.Entry]) -> str:
    """Why an entry cannot be undone, as far as the journal says; empty where it may be tried.

    `later` are the entries after it. An undoing itself asks what stands, and reads the rules, too.
    """
    if done.action in FOR_GOOD:
        return FOR_GOOD[done.action]
    if not done.changes:
        return "it changed nothing"
    if all(map(_let_go, done.changes)):
        return "no place is held anew"
    mine = {str(_named(each)) for each in done.changes}
    by = [entry for entry in later if any(str(_named(each)) in mine for each in entry.changes)]
    return (
        f"{', '.join(f'{entry.seq} ({journal.did(entry.action)})' for entry in by)} rests on it; undo that first"
        if by
        else ""
    )


def undo(store: Store, number: int, call: Call, request: str | None) -> Receipt:
    """The appointments and facts that an entry of the journal changed, as they were before it; all or none.

    What it held, or booked from a hold, is free again: no place is held anew. Raises Nonsense for an entry that cannot
    be undone, Conflict where something rests on it by now, and Forbidden where a rule forbids what would come back.
    """
    with store.writing(alone=True) as writing:
        done = _entry(writing, number)
        there = writing.end_over(appointments.all_lines(writing.connection))
        steps, changed = list(_steps(done, there)), _facts(writing, done)
        if not steps and not changed:
            raise Nonsense(f"entry {number} ({journal.did(done.action)}) left nothing that could be undone")
        _refuse_rested(writing, done, steps, changed, there)
        lines = [line for step in steps for line in (step.now, step.then) if line is not None]
        names, mine = names_of(writing.clinic, lines), {step.id for step in steps}
        writing.raise_versions(names)
        others = [line for line in there if line.id not in mine]
        with holds_kept(store, writing, others, writing.clinic, names):
            after = _put_back(writing, done, steps, changed, others, call)
        _refuse_broken(writing, done, others, after)
        why = ": ".join(part for part in (f"undoes entry {number}", call.get("why", "")) if part)
        return writing.done("redo" if done.action == "undo" else "undo", {**call, "why": why}, request, after)


def _entry(writing: Writing, number: int) -> journal.Entry:
    done = journal.numbered(writing.connection, number)
    if done is None:
        raise Nonsense(f"the journal has no entry {number}; its last is {journal.last(writing.connection)}")
    if done.action in FOR_GOOD:
        raise Nonsense(f"entry {number} ({journal.did(done.action)}) cannot be undone: {FOR_GOOD[done.action]}")
    return done


def _steps(done: journal.Entry, there: Sequence[StoredAppointment]) -> Iterator[Step]:
    """What is to be put back of the book; a hold that has ended since is as good as undone."""
    was: dict[str, StoredAppointment | None] = {}
    left: dict[str, StoredAppointment | None] = {}
    for kind, id, before, after in done.changes:
        if kind == journal.LINES:
            was.setdefault(id, before and StoredAppointment.of(before))
            left[id] = after and StoredAppointment.of(after)
    now = {line.id: line for line in there}
    for id, before in was.items():
        then, after = None if before is None or before.status == HELD else before, left[id]
        ended = after is not None and after.status == HELD and id not in now
        if not ended and now.get(id) != then:
            yield Step(id, after, now.get(id), then)


def _facts(writing: Writing, done: journal.Entry) -> dict[Name, tuple[Any, Any]]:
    """The facts that the entry changed, each as the document before it and the one that it left."""
    found: dict[Name, tuple[Any, Any]] = {}
    for kind, id, before, after in done.changes:
        if kind == journal.FACTS:
            name = (id[0], id[1])
            found[name] = (found[name][0] if name in found else before, after)
    return found


def _refuse_rested(
    writing: Writing,
    done: journal.Entry,
    steps: Sequence[Step],
    changed: Mapping[Name, tuple[Any, Any]],
    there: Sequence[StoredAppointment],
) -> None:
    """Raises Conflict where what the entry left is otherwise by now, or somebody holds another place for it."""
    rested: list[object] = [step.id for step in steps if step.now != step.left]
    rested += [name for name, (_, left) in changed.items() if _document(writing, name) != left]
    if rested:
        later = journal.since(writing.connection, done.seq)
        by = [entry for entry in later if any(_named(each) in rested for each in entry.changes)]
        entries = ", ".join(f"{entry.seq} ({journal.did(entry.action)})" for entry in by) or "what was done since"
        what = f"entry {done.seq} ({journal.did(done.action)})"
        words = f"{what} cannot be undone: entry {entries} rests on it; undo that first"
        raise Conflict(words, taken=[" ".join(each) if isinstance(each, tuple) else str(each) for each in rested])
    ids = {step.id for step in steps}
    if held := [line.name for line in there if line.moves in ids]:
        raise PlaceTaken(f"somebody holds another place for {', '.join(held)}; wait until it is booked or ends", held)


def _let_go(change: journal.Change) -> bool:
    """Whether it is of a place that was only held, and is not any more."""
    kind, _, before, after = change
    return kind == journal.LINES and after is None and before is not None and before["status"] == HELD


def _named(change: journal.Change) -> object:
    kind, id, _, _ = change
    return id if kind == journal.LINES else (id[0], id[1])


def _document(writing: Writing, name: Name) -> Any:
    """A fact as the journal would have it now."""
    kind, id = name
    facts_now = writing.facts.of(kind).found
    return json.loads(json.dumps(journalled(kind, facts.written(kind, facts_now[id])))) if id in facts_now else None


def _put_back(
    writing: Writing,
    done: journal.Entry,
    steps: Sequence[Step],
    changed: Mapping[Name, tuple[Any, Any]],
    others: Sequence[StoredAppointment],
    call: Call,
) -> list[StoredAppointment]:
    """Places given up, then the facts, by which the rest is booked again; the lines that are there then."""
    writing.release([step.now for step in steps if step.now is not None and step.now.takes])
    gone = [step.now for step in steps if step.now is not None and step.then is None]
    pairs = [(step.now, step.then) for step in steps if step.now is not None and step.then is not None]
    standing = [(now, then) for now, then in pairs if then.stands]
    writing.remove(gone)
    writing.update([pair for pair in pairs if pair not in standing])
    if changed:
        _put_facts_back(writing, done, {name: before for name, (before, _) in changed.items()}, call)
    writing.renumber(standing)
    writing.update(standing)
    new = [step.then for step in steps if step.now is None and step.then is not None]
    if new:
        writing.insert(new)
    back = [then for _, then in standing] + new
    try:
        writing.claim(back, others)
    except Collision as taken:
        raise PlaceTaken(f"a place that entry {done.seq} freed is taken by now; nothing was undone") from taken
    return [then for _, then in pairs] + new


def _put_facts_back(writing: Writing, done: journal.Entry, documents: Mapping[Name, Any], call: Call) -> None:
    """Facts as they were. Raises Conflict where what was booked since could not stand by them."""
    before, why = writing.clinic, call.get("why") or f"as before entry {done.seq}"
    put = {name: _fact(writing, name, document) for name, document in documents.items()}
    apply(writing, put, {**call, "why": why})
    since = {id for entry in journal.since(writing.connection, done.seq) for id, _ in entry.lines}
    resting = [str(each) for each in closed_since(writing, before) if each.row.id in since]
    if resting:
        raise Conflict(f"booked since, by what entry {done.seq} changed: {'; '.join(resting)}", taken=resting)


def _fact(writing: Writing, name: Name, document: Any) -> Any:
    """A fact of the journal's document; what is personal, and so not in the journal, is as it is on record now."""
    fact, there = facts.read(name[0], document), writing.facts.of(name[0]).found.get(name[1])
    if isinstance(fact, Patient):
        who: Mapping[str, Any] = facts.people(writing.connection, [fact.id]).get(fact.id, {})
        return replace(fact, **who)
    kept = PERSONAL.get(name[0], ()) if fact is not None and there is not None else ()
    return replace(fact, **{field: getattr(there, field) for field in kept}) if kept else fact


def _refuse_broken(
    writing: Writing, done: journal.Entry, others: Sequence[StoredAppointment], after: Sequence[StoredAppointment]
) -> None:
    """Raises Forbidden for what comes back and breaks a rule that it did not break where it was."""
    back = [line for line in after if line.status == BOOKED]
    first, beside = writing.clinic.day(writing.at), {line.id: line for line in others if line.status != HELD}
    broken = broken_by(writing.clinic, beside, back, first)
    if broken:
        past, mine = journal.fold(journal.until(writing.connection, done.seq - 1)), {line.id for line in after}
        were = {line.id: line for line in past.lines_then if line.id not in mine and line.status != HELD}
        known = {_of(each) for each in broken_by(past.facts_then.clinic, were, back, first)}
        if new := [each for each in broken if _of(each) not in known]:
            raise Forbidden(new)


def _of(violation: Violation) -> object:
    return violation.rule, frozenset((row.key, row.service) for row in violation.rows)
