"""Each call once: what was done under a caller's key is answered again as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from planner.desk.answers import Call, ClosedAppointment, Receipt, Said
from planner.desk.facts.impact import closed_by
from planner.desk.store import journal
from planner.desk.store.documents import converter
from planner.desk.store.faults import Collision
from planner.desk.store.store import Store
from planner.desk.store.transaction import answer
from planner.errors import KeyReused, Nonsense, PlaceTaken, PlannerError

LONGEST_KEY = 500
"""Letters; one must fit a row of PostgreSQL's indexes, of 2,704 bytes."""
CHANGES = ("change", "record", "take-over")
"""The calls whose answer says what they closed."""
TRIED_FIRST = ("hold", "book")
"""The calls that are asked most: whether one was done before is looked up only where it is refused. Then it surely is,
since a key is in the journal once."""
Doing = Callable[[Call, str | None], Receipt]
"""What a call does, given its keywords and the digest of what was asked."""


class Idempotency:
    """What a store remembers of the calls that it has answered."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def once(self, action: str, said: Said, do: Doing, *asked: object) -> Receipt:
        """Do a call, unless it was done under its key before: then it is answered as it was then.

        Raises KeyReused where the key stands for another request.
        """
        call = cast(Call, said)  # one who cannot say what is expected has not said it
        key = call.get("key")
        if key is None:
            return _told(do, call, None)
        _refuse_unfit(key)
        request = digest(action, *call.get("question", asked))
        if action not in TRIED_FIRST and (before := self._answered(key, request)):
            return before
        try:
            return _told(do, call, request)
        except PlannerError:  # perhaps with this very call, asked twice at the same time
            if before := self._answered(key, request):
                return before
            raise

    def answered(self, action: str, key: str, question: Sequence[object]) -> Receipt | None:
        """What a call was answered under its key and question; None where nothing was done under the key so far.

        Raises KeyReused where the key stands for another request.
        """
        _refuse_unfit(key)
        return self._answered(key, digest(action, *question))

    def before(self, action: str, said: Said) -> Receipt | None:
        """The same of a call's own keywords; None where it has no key."""
        return self.answered(action, said["key"], said["question"]) if "key" in said else None

    def _answered(self, key: str, request: str) -> Receipt | None:
        with self.store.reading() as connection:
            entry = journal.under(connection, key)
            if entry is None:
                return None
            if entry.request != request:
                raise KeyReused(f"the key {key!r} was used for another request; use a new one for each")
            clinic = self.store.known(connection)[0].clinic
        after = [line for _, line in entry.lines if line is not None]
        closed = self._closed(entry) if entry.action in CHANGES else ()
        return replace(answer(clinic, entry.seq, entry.at, after, entry.versions), closed=closed, again=True)

    def _closed(self, change: journal.Entry) -> tuple[ClosedAppointment, ...]:
        """What a change of facts closed when it was made."""
        before, after = self.store.as_of(change.seq - 1), self.store.as_of(change.seq)
        return tuple(closed_by(before, after, after.day(change.at)))


def _refuse_unfit(key: str) -> None:
    if not key.strip():
        raise Nonsense("the key is empty; name each call by a key of its own, or give none")
    if len(key) > LONGEST_KEY:
        raise Nonsense(f"the key has {len(key)} letters; use at most {LONGEST_KEY}")


def _told(do: Doing, call: Call, request: str | None) -> Receipt:
    """What a call answers; what the database alone refuses is a PlaceTaken."""
    try:
        return do(call, request)
    except Collision:
        words = "this conflicts with another booking made at the same time; reload the day and try again"
        raise PlaceTaken(words) from None


def digest(action: str, *asked: object) -> str:
    """What was asked, shortened: alike for the same request, whichever process asks and in whatever time zone."""
    try:
        document = json.dumps(converter.unstructure([action, *asked]))
    except TypeError as wrong:
        raise Nonsense(
            f"the arguments cannot be written down, so the call cannot be repeated under its key: {wrong}"
        ) from None
    return hashlib.sha256(document.encode()).hexdigest()
