"""What could be done with a book: offers, repairs, replannings, refills, checks. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypedDict, Unpack

from planner.clinic import Appointment, Clinic, Key
from planner.clinic.spans import DAY
from planner.desk.answers import ClosedAppointment, Rows, rows_of
from planner.desk.arguments import Count
from planner.desk.booking.dry_run import violations_of
from planner.desk.booking.portal import offered
from planner.desk.booking.status import HOW_TO_FIND, booked_visit
from planner.desk.calls.queries import Queries
from planner.desk.facts.impact import closed_by
from planner.desk.offers.course import course_offers
from planner.desk.offers.course_problem import CourseOffer
from planner.desk.offers.day_places import DayPlaces, OneDay
from planner.desk.offers.request import Offers
from planner.desk.offers.session import Offer, offers
from planner.desk.repair.agreements import agreed
from planner.desk.repair.repair import SECONDS, BookRepair, repair
from planner.desk.repair.replan import Replanning, replan
from planner.desk.repair.series import against, series, shifted
from planner.desk.repair.waitlist import Refill, refill
from planner.desk.store import appointments as lines
from planner.desk.store import journal
from planner.engine.limits import OnProgress
from planner.errors import Conflict, Nonsense, UnknownName
from planner.rules import Violation

NOTHING = timedelta(0)


class Wishes(TypedDict, total=False):
    """What may be asked of offers."""

    k: Count
    near: date | None
    not_before: date | None
    prefer: str | Iterable[str]


class Replanned(TypedDict, total=False):
    """What may be asked of a replanning."""

    budget_per_patient: int
    look_ahead: int
    seconds: float | None
    effort: float | None
    seed: int
    drafts: Iterable[Appointment]
    on_progress: OnProgress


class Proposals:
    """What could be done with the book as it stands."""

    def __init__(self, queries: Queries) -> None:
        self.queries, self.store, self.follower = queries, queries.store, queries.follower

    def offers(
        self, plan: str, number: int | None = None, *, portal: bool = False, **asked: Unpack[Wishes]
    ) -> Offers[Offer]:
        """The best places for one session that differ in day, time and practitioner; see `offers.session`.

        With `portal` those that the clinic's rules of booking keep from a portal are left out.
        """
        with self.follower.lock:
            diary = self.follower.diary()
            now = self.queries.now()
            rules = diary.clinic.booking
            if portal and rules.notice is not None:
                soonest = diary.clinic.day(now + rules.notice)
                asked["not_before"] = max(soonest, asked.get("not_before") or soonest)
            found = offers(diary, plan, number, now=now, **asked)
        return found.only(lambda each: not portal or offered(diary.clinic, each.rows, now))

    def course_offers(self, plan: str, k: Count = 3, *, portal: bool = False) -> Offers[CourseOffer]:
        """The best whole courses of different kinds; see `planner.desk.course_offers`.

        With `portal` none begins before the clinic's rules of booking let one, and those that they keep from a portal
        for a later session are left out.
        """
        with self.follower.lock:
            diary = self.follower.diary()
            now, rules = self.queries.now(), diary.clinic.booking
            found = course_offers(diary, plan, k, now=now + (rules.notice or NOTHING) if portal else now)
        return found.only(lambda each: not portal or offered(diary.clinic, each.rows, now))

    def places(self, appointment: str, on: date, *, rooms: bool = False, portal: bool = False) -> DayPlaces:
        """Where a booked visit may begin on a day and with whom, and why not elsewhere: what a board shades at once.

        With `rooms` it stays with whom it is, and the places are told by room; raises Nonsense for a visit of several
        services, or of one without a room. With `portal` the starts that the clinic's rules of booking keep from a
        portal are closed too. Raises UnknownName for no appointment, Conflict for one that is not booked.
        """
        with self.follower.lock:
            plan, number = self._session_of(appointment)
            day = self._one_day(plan, number, on)
            return self._bound(day.in_rooms() if rooms else day.all(), portal)

    def session_places(self, plan: str, number: int, on: date, *, portal: bool = False) -> DayPlaces:
        """The same of a session of a plan that has no place yet."""
        with self.follower.lock:
            return self._bound(self._one_day(plan, number, on).all(), portal)

    def place_at(
        self, appointment: str, practitioner: str, start: datetime, room: str | None = None
    ) -> tuple[Appointment, ...]:
        """A booked visit's rows when it begins at a start with a practitioner, in a room or in any that are free.

        Raises Nonsense, with why, where it may not begin there.
        """
        with self.follower.lock:
            day = self.follower.diary().clinic.day(start)
            return self._one_day(*self._session_of(appointment), day).at(practitioner, start, room)

    def session_place_at(self, plan: str, number: int, practitioner: str, start: datetime) -> tuple[Appointment, ...]:
        """The rows of a session of a plan when it begins at a start with a practitioner, to be held or booked.

        Raises Nonsense, with why, where it may not begin there.
        """
        with self.follower.lock:
            day = self.follower.diary().clinic.day(start)
            return self._one_day(plan, number, day).at(practitioner, start)

    def series(
        self,
        appointment: str,
        practitioner: str | None = None,
        start: datetime | None = None,
        seconds: float = SECONDS,
    ) -> BookRepair:
        """A booked visit moved, and the later ones of its course after it, to be booked as a whole.

        It begins at a `start` with a practitioner, also where only its own later visits stand in the way; without
        both it stays, and only the later ones follow. See `repair.series.series`.

        Raises UnknownName and Conflict as `places` does, and Nonsense, with why, where the visit itself may not begin.
        """
        visit = self.queries.visit(appointment)
        place = self._place_of(visit, practitioner, start) if practitioner is not None and start is not None else ()
        with self.follower.lock:
            clinic = self.follower.clinic()
        return series(clinic, visit[0].key, place, clinic.day(self.queries.now()), seconds)

    def check(self, rows: Rows) -> list[Violation]:
        """What holding or booking these rows would break, of every rule; empty where nothing.

        Rows are as `hold` takes them. Raises UnknownName and Nonsense for rows that cannot be, Conflict for one that is
        to move what is not booked any more.
        """
        return violations_of(self.store, rows_of(rows))

    def repair(
        self,
        closed: Sequence[ClosedAppointment] = (),
        frozen_until: date | None = None,
        seconds: float = SECONDS,
        *,
        since: Count | None = None,
    ) -> BookRepair:
        """The least change that repairs what is closed, to be held and booked; nothing up to `frozen_until` moves.

        In place of `closed`, `since` is the number of an entry of the journal: what it or a later one has closed
        and is booked from today on is meant. `frozen_until` is today unless told. See `repair.repair.repair`.

        Raises Nonsense where both are given, or for an entry that the journal does not have.
        """
        if since is not None:
            if closed:
                raise Nonsense("give either `closed` or `since`, not both")
            closed = self._closed(since)
        with self.follower.lock:
            clinic = self.follower.clinic()
        frozen = self._frozen_until(clinic, frozen_until)
        found = repair(clinic, closed, frozen, seconds=seconds)
        # a number that makes up for a lapsed one may be of another phase once it is booked; then without any
        return repair(clinic, closed, frozen, seconds=seconds, plain=True) if self._breaks(found) else found

    def _breaks(self, found: BookRepair) -> bool:
        with suppress(Conflict):  # somebody was quicker, which whoever holds it is told
            return bool(found.rows and self.check(found.rows))
        return False

    def replan(
        self, last: date, frozen_until: date | None = None, *, keep_agreed: bool = False, **asked: Unpack[Replanned]
    ) -> Replanning:
        """The days up to `last` planned anew, to be accepted or dropped as a whole.

        Nothing up to `frozen_until` moves; left out, that is today. With `keep_agreed` neither does what was booked or
        moved since the roster was published, whose patients were told, while it can stand. See
        `planner.desk.repair.replan.replan`.
        """
        seen = self.store.settled_clinic()
        kept = self._agreed() if keep_agreed else set()
        found = replan(seen.clinic, last, self._frozen_until(seen.clinic, frozen_until), kept=kept, **asked)
        return replace(found, rests_on=seen.entry)

    def _agreed(self) -> set[str]:
        """The booked appointments whose place their patients were told, less those that cannot stand there by now."""
        return agreed(self.queries.journal()) - {each.row.id for each in self.queries.closed()}

    def refill(self, freed: Appointment | str, k: Count = 5) -> list[Refill]:
        """Who gains most from a place that came free, to be asked in turn; each can be held.

        `freed` is the appointment that had it, or its id: the place meant is the one that it had last. What waits are
        due sessions without a place, and the wishes on record. See `repair.waitlist.refill`.

        Raises Nonsense for a place in the past or one that is still booked, UnknownName for an id that never was.
        """
        clinic, wishes = self.queries.waiting()
        place = self._last_place(clinic, freed) if isinstance(freed, str) else freed
        return refill(clinic, place, clinic.day(self.queries.now()), wishes, k)

    def _frozen_until(self, clinic: Clinic, asked: date | None) -> date:
        """The day up to which nothing moves, today unless told; what is over never does."""
        today = clinic.day(self.queries.now())
        return max(asked or today, today - DAY)

    def _closed(self, since: int) -> list[ClosedAppointment]:
        """What the journal's entries from a number on have closed and is closed still."""
        with self.store.reading() as connection:
            last = journal.last(connection)
        if since > last:
            raise Nonsense(f"the journal has no entry {since}; its last is {last}, planner desk journal shows them")
        now = self.store.clinic()
        return closed_by(self.store.as_of(since - 1), now, now.day(self.queries.now()))

    def _bound(self, found: DayPlaces, portal: bool) -> DayPlaces:
        """The places that whoever asks may have."""
        clinic, now = self.follower.diary().clinic, self.queries.now()
        return found.less(lambda start: next(clinic.booking.against_place(start, now), None)) if portal else found

    def _one_day(self, plan: str, number: int, on: date) -> OneDay:
        return OneDay.of(self.follower.diary(), plan, number, on, self.queries.now())

    def _place_of(self, visit: Rows, practitioner: str, start: datetime) -> tuple[Appointment, ...]:
        """A visit's rows at a start, its later ones out of the way."""
        rows = rows_of(visit)
        try:
            return self.place_at(rows[0].id, practitioner, start)
        except Nonsense:
            for tried in shifted(self.queries.facts(), rows, practitioner, start):
                if not any(against(rows[0], each) for each in self.check(tried)):
                    return tried
            raise

    def _session_of(self, appointment: str) -> Key:
        """The session of a booked visit."""
        with self.store.reading() as connection:
            line = booked_visit(connection, appointment, "move")[0]
        return line.plan, line.number

    def _last_place(self, clinic: Clinic, appointment: str) -> Appointment:
        """The place that an appointment had when it was last written, or a hold that was given up."""
        with self.store.reading() as connection:
            there = lines.by_id(connection, [appointment])
        written = there or [
            line for entry in reversed(self.queries.journal()) for id, line in entry.lines if id == appointment and line
        ]
        if not written:
            raise UnknownName("appointment", appointment, (), HOW_TO_FIND)
        return written[0].appointment(clinic)
