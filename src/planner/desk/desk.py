"""The desk: what a booking system calls, day after day, on a store that keeps every change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from planner.desk.arguments import checked, clock_in_utc
from planner.desk.calls.book import WholeBook
from planner.desk.calls.outcomes import Outcomes
from planner.desk.calls.proposals import Proposals
from planner.desk.calls.queries import Queries
from planner.desk.calls.records import Records
from planner.desk.calls.visits import Visits
from planner.desk.diary.sync import Follower
from planner.desk.idempotency import Idempotency
from planner.desk.store.connection import opened
from planner.desk.store.store import Store, utc_now

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def _asks(method: Callable[Concatenate[Any, Given], Answer]) -> Callable[Concatenate[Desk, Given], Answer]:
    """A call of the desk that one of its parts answers: the one of the class that the method is of."""
    part = method.__qualname__.partition(".")[0]

    @wraps(method)
    def call(desk: Desk, /, *args: Given.args, **keywords: Given.kwargs) -> Answer:
        return method(desk._parts[part], *args, **keywords)

    return call


@checked
class Desk:
    """A clinic's book and facts in a store, for many clients at once.

    Every call that changes something takes the keywords of `Call` (who, why, key, expected) and is done whole or not
    at all. It raises Conflict for what somebody else took or changed first, Forbidden for what a rule forbids,
    StoreFault for a store that fails, and Nonsense or UnknownName for what cannot be.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._follower = Follower(store)
        once, queries = Idempotency(store), Queries(store, self._follower)
        proposals = Proposals(queries)
        changes = (Visits(proposals, once), Outcomes(store, once), Records(queries, once), WholeBook(queries, once))
        parts = (once, queries, proposals, *changes)
        self._parts = {type(part).__name__: part for part in parts}

    @classmethod
    def open(cls, url: str, clock: Callable[[], datetime] = utc_now) -> Self:
        """The desk on `sqlite:///FILE` or `postgresql+psycopg://USER@HOST/DATABASE`, its tables brought up to date.

        `clock` gives the client's time in UTC, which an SQLite store takes where nobody has written a later one.
        Used as `with Desk.open(url) as desk`, it is closed at the end.
        """
        return cls(Store(opened(url), clock_in_utc(clock)))

    def close(self) -> None:
        """Give up the connections to the store; a later call opens new ones."""
        self.store.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- the book as it stands, and as it was -----------------------------------------------------------------------
    clinic = _asks(Queries.clinic)
    facts = _asks(Queries.facts)
    facts_of = _asks(Queries.facts_of)
    as_of = _asks(Queries.as_of)
    today = _asks(Queries.today)
    appointments = _asks(Queries.appointments)
    day = _asks(Queries.day)
    holds = _asks(Queries.holds)
    visit = _asks(Queries.visit)
    closed = _asks(Queries.closed)
    roster = _asks(Queries.roster)
    listed = _asks(Queries.listed)
    find = _asks(Queries.find)
    wishes = _asks(Queries.wishes)
    version = _asks(Queries.version)
    refuse_others = _asks(Queries.refuse_others)
    settled = _asks(Queries.settled)
    last_entry = _asks(Queries.last_entry)
    changes = _asks(Queries.changes)
    journal = _asks(Queries.journal)
    diary = _asks(Queries.diary)
    answered = _asks(Idempotency.answered)

    # --- what could be done: nothing is written ---------------------------------------------------------------------
    offers = _asks(Proposals.offers)
    course_offers = _asks(Proposals.course_offers)
    places = _asks(Proposals.places)
    place_at = _asks(Proposals.place_at)
    session_places = _asks(Proposals.session_places)
    session_place_at = _asks(Proposals.session_place_at)
    series = _asks(Proposals.series)
    check = _asks(Proposals.check)
    repair = _asks(Proposals.repair)
    replan = _asks(Proposals.replan)
    refill = _asks(Proposals.refill)

    # --- appointments -----------------------------------------------------------------------------------------------
    hold = _asks(Visits.hold)
    hold_offer = _asks(Visits.hold_offer)
    hold_course = _asks(Visits.hold_course)
    hold_refill = _asks(Visits.hold_refill)
    book = _asks(Visits.book)
    accept_part = _asks(Visits.accept_part)
    prolong = _asks(Visits.prolong)
    drop = _asks(Visits.drop)
    move = _asks(Visits.move)
    move_to_offer = _asks(Visits.move_to_offer)
    move_to = _asks(Visits.move_to)
    place_session = _asks(Visits.place_session)
    cancel = _asks(Outcomes.cancel)
    attended = _asks(Outcomes.attended)
    no_show = _asks(Outcomes.no_show)

    # --- plans, facts and wishes ------------------------------------------------------------------------------------
    finish = _asks(Records.finish)
    extend = _asks(Records.extend)
    add = _asks(Records.add)
    change = _asks(Records.change)
    take_over = _asks(Records.take_over)
    impact = _asks(Records.impact)
    record = _asks(Records.record)
    absent = _asks(Records.absent)
    out_of_order = _asks(Records.out_of_order)
    forget = _asks(Records.forget)
    wish = _asks(Records.wish)
    take_back_wish = _asks(Records.take_back_wish)

    # --- the book as a whole ----------------------------------------------------------------------------------------
    load = _asks(WholeBook.load)
    publish = _asks(WholeBook.publish)
    publish_roster = _asks(WholeBook.publish_roster)
    accept = _asks(WholeBook.accept)
    roll = _asks(WholeBook.roll)
    undo = _asks(WholeBook.undo)
    set_clock = _asks(WholeBook.set_clock)
