"""The book as a whole: loaded, published, replanned, and rolled into history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Unpack

from planner.clinic import Clinic, Entry
from planner.clinic.appointments import BOOKED
from planner.desk.answers import Call, Publication, Receipt, Said
from planner.desk.arguments import Count
from planner.desk.booking import publish as publishing
from planner.desk.booking import status
from planner.desk.calls.queries import Queries
from planner.desk.facts import load as loading
from planner.desk.facts import undo as undoing
from planner.desk.facts.impact import closed_between
from planner.desk.idempotency import Idempotency
from planner.desk.repair.replan import Replanning
from planner.errors import Conflict, Forbidden, Nonsense
from planner.roster.booking import booked
from planner.roster.publishing import published
from planner.roster.roster import Roster


class WholeBook:
    """The whole book replaced; each call once under its key."""

    def __init__(self, queries: Queries, idempotency: Idempotency) -> None:
        self.queries, self.store, self.idempotency = queries, queries.store, idempotency

    def load(self, clinic: Clinic, **call: Unpack[Said]) -> Receipt:
        """Put a clinic and its book into an empty store."""
        return self.idempotency.once("load", call, lambda c, r: loading.load(self.store, clinic, c, r), clinic)

    def publish(self, book: Iterable[Entry], first: date | None = None, **call: Unpack[Call]) -> Receipt:
        """Put a book, as a roster's publishing makes it, in the place of the present one.

        All rules read what it adds or changes. `first` is the first day of the roster, before which nothing is due;
        left out, that is today. `expected` is the journal's number that the book rests on: what was booked since is
        kept then, and Conflict raised where the book changes the same. See `publish_roster`.
        """
        rows = tuple(book)
        asked = [rows] if first is None else [rows, first]
        return self.idempotency.once("publish", call, lambda c, r: self._put(rows, first, "publish", c, r), *asked)

    def publish_roster(
        self,
        roster: Roster | str | PathLike[str],
        dry_run: bool = False,
        partly: bool = False,
        **call: Unpack[Said],
    ) -> Publication:
        """Book a roster's month, all or none: a Roster, or the folder that one was written into.

        A `dry_run` raises and answers the same, without a receipt, and writes nothing.

        It rests on the book as it stands when the call begins; what others book meanwhile is kept. Raises
        Forbidden with all that the roster breaks by now, Conflict where somebody was quicker, and Nonsense for a folder
        that holds no roster. `partly` leaves out the visits that collide with what others have booked since the roster
        was made, and tells them in `.left`.
        """
        given = roster if isinstance(roster, Roster) else Path(roster)
        name = (given.problem.horizon, given.placed) if isinstance(given, Roster) else (str(given),)
        said: Said = {"question": ("publish roster", *name, *([partly] if partly else [])), **call}
        if not dry_run and (before := self.idempotency.before("publish", said)):
            return Publication(before, None)
        found = published(self.store.clinic(), given, partly=partly)
        if found.violations:
            raise Forbidden(found.violations)
        if found.before == found.after:
            return Publication(None, found)
        if dry_run:
            with suppress(publishing.Tried):
                self._put(found.after, found.first, "publish", {}, None, found.before, dry_run=True, partly=partly)
            return Publication(None, found)

        def do(call: Call, request: str | None) -> Receipt:
            return self._put(found.after, found.first, "publish", call, request, found.before, partly=partly)

        return Publication(self.idempotency.once("publish", said, do), found)

    def accept(self, replanning: Replanning, partly: bool = False, **call: Unpack[Call]) -> Receipt:
        """Book a replanning as a whole; what others have booked since it was made is kept.

        Raises Conflict where they have changed what it moves, or taken a place, Forbidden where a rule forbids it by
        now; `partly` leaves those visits out, as they stand, and tells them in `.left`. Where the book says so already,
        as when it was accepted before, nothing is written; the answer has no rows and the journal's last number.
        """
        if replanning.rests_on is None:
            raise Nonsense("this replanning was made of no store's book; ask `desk.replan` for one")
        problem = replanning.roster.problem
        book = booked(problem, replanning.roster.placed)
        first, rests_on = problem.horizon.first, replanning.rests_on

        def do(call: Call, request: str | None) -> Receipt:
            said: Call = {**call, "expected": rests_on}
            return self._put(book, first, "accept", said, request, partly=partly)

        return self.idempotency.once("accept", call, do, book, *([partly] if partly else []))

    def roll(self, today: date, closed: bool = False, **call: Unpack[Said]) -> Receipt:
        """Mark what is booked before a day as attended, as at a month's end; what was missed is recorded before.

        Of a closed visit nobody knows whether it took place, so it raises Conflict, which names them, unless these are
        to count as attended too (`closed`). Raises Nonsense for a day that has not come.
        """

        def do(call: Call, request: str | None) -> Receipt:
            if not closed:
                self._refuse_closed(today)
            return status.roll(self.store, today, call, request)

        return self.idempotency.once("roll", call, do, today, *([closed] if closed else []))

    def _refuse_closed(self, today: date) -> None:
        clinic = self.queries.clinic()
        past = [day for each in clinic.book if each.status == BOOKED and (day := clinic.day(each.start)) < today]
        if past and (asked := closed_between(clinic, min(past), max(past))):
            many = "1 closed visit" if len(asked) == 1 else f"{len(asked)} closed visits"
            words = f"nobody has said whether {many} before {today} took place, that is cancelled, attended or missed"
            raise Conflict(
                f"{words}; or count closed ones as attended too", [f"{each.row.id}: {each}" for each in asked]
            )

    def undo(self, entry: Count, **call: Unpack[Said]) -> Receipt:
        """All that an entry of the journal changed, as it was before it; an undoing can be undone itself.

        What was held, or booked from a hold, is free again. Raises Conflict where something rests on it by now,
        Forbidden where a rule forbids what would come back, Nonsense for an entry that nothing can undo.
        """
        return self.idempotency.once("undo", call, lambda c, r: undoing.undo(self.store, entry, c, r), entry)

    def set_clock(self, **call: Unpack[Said]) -> Receipt:
        """Put an SQLite store's time to this client's, where one whose clock ran ahead has written."""

        def do(call: Call, request: str | None) -> Receipt:
            with self.store.writing(alone=True) as writing:
                writing.database.set_clock(writing.connection, self.store.clock())
                return writing.done("set-clock", call, request, ())

        return self.idempotency.once("set-clock", call, do)

    def _put(
        self,
        book: Sequence[Entry],
        first: date | None,
        action: str,
        call: Call,
        request: str | None,
        base: Sequence[Entry] | None = None,
        **how: bool,
    ) -> Receipt:
        return publishing.publish(self.store, book, first, action, call, request, base, **how)
