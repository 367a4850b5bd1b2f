"""What a desk tells of its store, changing nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypedDict, Unpack

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import BOOKED
from planner.desk.answers import ClosedAppointment, Wish
from planner.desk.arguments import Count, Mark, checked
from planner.desk.diary.diary import Diary
from planner.desk.diary.sync import Follower
from planner.desk.offers.course import course_offers
from planner.desk.offers.course_problem import CourseOffer
from planner.desk.offers.request import Offers
from planner.desk.offers.session import Offer, offers
from planner.desk.repair.repair import SECONDS, BookRepair, repair
from planner.desk.repair.replan import Replanning, replan
from planner.desk.repair.waitlist import Refill, refill
from planner.desk.store import appointments as lines
from planner.desk.store import journal
from planner.desk.store.appointments import HELD, StoredAppointment
from planner.desk.store.facts import Facts
from planner.desk.store.store import Store
from planner.desk.store.versions import of_plan
from planner.engine.limits import OnProgress
from planner.errors import Nonsense


class Asked(TypedDict, total=False):
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


@checked
class DeskQueries:
    """A store as it stands, and what could be done with it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._follower = Follower(store)

    def close(self) -> None:
        self.store.engine.dispose()

    def clinic(self) -> Clinic:
        """The clinic as it is now, with its book; what is only held is not in it."""
        with self.store.reading(whole=True) as connection:
            facts, _ = self.store.known(connection)
            return _with_book(facts, lines.all_lines(connection))

    def as_of(self, then: datetime | int) -> Clinic:
        """The clinic as it was at a moment, or after the journal's entry of that number."""
        with self.store.reading(whole=True) as connection:
            last = journal.last(connection)
            if isinstance(then, int) and then > last:
                raise Nonsense(f"the journal has no entry {then}; its last is {last}")
            past = journal.fold(journal.until(connection, then))
        if not past.facts:
            asked = f"at entry {then}" if isinstance(then, int) else f"on {self._facts().local(then):%Y-%m-%d %H:%M}"
            raise Nonsense(f"the store had no clinic yet {asked}; the journal says when one was loaded")
        return _with_book(past.facts_then, past.lines_then)

    def appointments(self) -> tuple[Appointment, ...]:
        """What stands: attended, booked, and held by holds that have not ended."""
        with self.store.reading(whole=True) as connection:
            facts, _ = self.store.known(connection)
            now = self.store.peek(connection)
            there = lines.all_lines(connection)
        return tuple(line.appointment(facts.clinic) for line in there if line.stands and not line.over(now))

    def version(self, plan: str) -> int:
        """The version of a plan, which every change of its appointments raises: what a call may say it expects."""
        with self.store.reading() as connection:
            self.store.known(connection)[0].clinic.plan(plan)
            return self.store.read(connection, [of_plan(plan)])[1][of_plan(plan)]

    def settled(self) -> int:
        """The number of the journal's last entry; a book read after it is what `publish` may say it rests on."""
        return self.store.settled()

    def changes(self, mark: Mark = 0) -> tuple[list[journal.Entry], int]:
        """What is new in the journal since a mark, at first 0, and the next mark: for a program that follows.

        Nothing is missed, whatever clients write at the same time; an entry may come twice, known by its `seq`.
        """
        with self.store.reading(whole=True) as connection:
            return journal.tail(connection, self.store.database, mark)

    def journal(self, after: int = 0) -> list[journal.Entry]:
        """What was changed, by whom, when and why, after the entry of a number; the earliest first.

        For people: who follows it asks for `changes`, since one with a lower number may appear later.
        """
        with self.store.reading(whole=True) as connection:
            return list(journal.since(connection, after))

    def diary(self) -> Diary:
        """What stands, in memory: this desk's one diary, up to date with the store. Not for several threads at once."""
        with self._follower.lock:
            return self._follower.diary()

    def offers(self, plan: str, number: int | None = None, **asked: Unpack[Asked]) -> Offers[Offer]:
        """The best places for one session that differ in day, time and practitioner; see `offers.session`."""
        with self._follower.lock:
            diary = self._follower.diary()
            return offers(diary, plan, number, now=self._now(), **asked)

    def course_offers(self, plan: str, k: Count = 3) -> Offers[CourseOffer]:
        """The best whole courses of different kinds; see `planner.desk.course_offers`."""
        with self._follower.lock:
            diary = self._follower.diary()
            return course_offers(diary, plan, k, now=self._now())

    def repair(
        self, closed: Sequence[ClosedAppointment], frozen_until: date | None = None, seconds: float = SECONDS
    ) -> BookRepair:
        """The least change that heals what is closed, to be held and booked; nothing up to `frozen_until` moves.

        Left out, that is today. See `planner.desk.repair.repair.repair`.
        """
        with self._follower.lock:
            clinic = self._follower.clinic()
        return repair(clinic, closed, frozen_until or clinic.day(self._now()), seconds=seconds)

    def replan(self, last: date, frozen_until: date | None = None, **asked: Unpack[Replanned]) -> Replanning:
        """The days up to `last` planned anew, to be accepted or dropped as a whole.

        Nothing up to `frozen_until` moves; left out, that is today. See `planner.desk.repair.replan.replan`.
        """
        rests_on = self.store.settled()
        clinic = self.clinic()
        found = replan(clinic, last, frozen_until or clinic.day(self._now()), **asked)
        return replace(found, rests_on=rests_on)

    def wishes(self) -> list[Wish]:
        """The wishes on record of which the session is still booked."""
        return self._waiting()[1]

    def refill(self, freed: Appointment, k: Count = 5) -> list[Refill]:
        """Who gains most from a place that came free, to be asked in turn; each can be held.

        What waits are due sessions without a place, and the wishes on record. See `repair.waitlist.refill`.
        """
        clinic, wishes = self._waiting()
        return refill(clinic, freed, clinic.day(self._now()), wishes, k)

    def _waiting(self) -> tuple[Clinic, list[Wish]]:
        with self._follower.lock:
            clinic = self._follower.clinic()
            wishes = self.store.last_known.wishes
        booked = {(entry.plan, entry.number) for entry in clinic.book if entry.status == BOOKED and not entry.fixed}
        return clinic, [wish for wish in wishes if wish.key in booked]

    def _facts(self) -> Clinic:
        """The clinic as it is now, without its book."""
        with self.store.reading() as connection:
            return self.store.known(connection)[0].clinic

    def _now(self) -> datetime:
        with self.store.reading() as connection:
            return self.store.peek(connection)


def _with_book(facts: Facts, there: Iterable[StoredAppointment]) -> Clinic:
    return replace(facts.clinic, book=tuple(line.entry() for line in there if line.status != HELD))
