"""The book as a whole: loaded, published, replanned, and rolled into history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Unpack

from planner.clinic import Clinic, Entry
from planner.desk.answers import Call, Publication, Receipt, Said
from planner.desk.booking import publish as publishing
from planner.desk.booking import status
from planner.desk.facts import load as loading
from planner.desk.idempotency import Idempotency
from planner.desk.repair.replan import Replanning
from planner.desk.store.store import Store
from planner.errors import Forbidden, Nonsense
from planner.roster.booking import booked
from planner.roster.publishing import published
from planner.roster.roster import Roster


class WholeBook:
    """The whole book replaced; each call once under its key."""

    def __init__(self, store: Store, idempotency: Idempotency) -> None:
        self.store, self.idempotency = store, idempotency

    def load(self, clinic: Clinic, **call: Unpack[Said]) -> Receipt:
        """Put a clinic and its book into an empty store."""
        return self.idempotency.once("load", call, lambda c, r: loading.load(self.store, clinic, c, r), clinic)

    def publish(self, book: Iterable[Entry], first: date | None = None, **call: Unpack[Call]) -> Receipt:
        """Put a book, as a roster's publishing makes it, in the place of the present one.

        All rules read what it adds or changes. `first` is the first day of the roster, before which nothing is due;
        left out, that is today. `expected` is the journal's number that the book rests on. See `publish_roster`.
        """
        rows = tuple(book)
        return self._published("publish", rows, first, call, *([rows] if first is None else [rows, first]))

    def publish_roster(self, roster: Roster | str | PathLike[str], **call: Unpack[Said]) -> Publication:
        """Book a roster's month, all or none: a Roster, or the folder that one was written into.

        It rests on the book as it stands when the call begins; where that changes meanwhile, it is refused. Raises
        Forbidden with all that the roster breaks by now, Conflict where somebody was quicker, and Nonsense for a folder
        that holds no roster.
        """
        given = roster if isinstance(roster, Roster) else Path(roster)
        name = (given.problem.horizon, given.placed) if isinstance(given, Roster) else (str(given),)
        said: Said = {"question": ("publish roster", *name), **call}
        if before := self.idempotency.before("publish", said):
            return Publication(before, None)
        seen = self.store.settled()
        found = published(self.store.clinic(), given)
        if found.violations:
            raise Forbidden(found.violations)
        if found.before == found.after:
            return Publication(None, found)
        return Publication(self.publish(found.after, found.first, expected=seen, **said), found)

    def accept(self, replanning: Replanning, **call: Unpack[Call]) -> Receipt:
        """Book a replanning as a whole. Raises Conflict where the book or a fact has changed since it was made."""
        if replanning.rests_on is None:
            raise Nonsense("this replanning was made of no store's book; ask `desk.replan` for one")
        problem = replanning.roster.problem
        book = booked(problem, replanning.roster.placed)
        return self._published("accept", book, problem.horizon.first, {"expected": replanning.rests_on, **call}, book)

    def roll(self, today: date, **call: Unpack[Said]) -> Receipt:
        """Mark what is booked before a day as attended, as at a month's end; what was missed is recorded before."""
        return self.idempotency.once("roll", call, lambda c, r: status.roll(self.store, today, c, r), today)

    def set_clock(self, **call: Unpack[Said]) -> Receipt:
        """Put an SQLite store's time to this client's, where one whose clock ran ahead has written."""

        def do(call: Call, request: str | None) -> Receipt:
            with self.store.writing(alone=True) as writing:
                writing.database.set_clock(writing.connection, self.store.clock())
                return writing.done("set-clock", call, request, ())

        return self.idempotency.once("set-clock", call, do)

    def _published(self, action: str, book: Sequence[Entry], first: date | None, call: Call, *asked: object) -> Receipt:
        return self.idempotency.once(
            action, call, lambda c, r: publishing.publish(self.store, book, first, action, c, r), *asked
        )
