"""What a desk answers from its store, changing nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from planner.clinic import Appointment, Clinic, Horizon, Patient
from planner.clinic.appointments import BOOKED, HELD
from planner.desk.answers import ClosedAppointment, Found, Reached, RunningHold, Wish
from planner.desk.arguments import Count, Mark
from planner.desk.booking.status import booked_visit
from planner.desk.diary.diary import Diary
from planner.desk.diary.sync import Follower
from planner.desk.facts.impact import closed_between
from planner.desk.store import appointments as lines
from planner.desk.store import journal
from planner.desk.store.appointments import StoredAppointment
from planner.desk.store.documents import BY_ID, LISTED
from planner.desk.store.store import Store
from planner.desk.store.versions import of_plan
from planner.errors import Nonsense, UnknownName
from planner.roster.current_book import standing
from planner.roster.roster import Roster

LEAST_DIGITS = 4
"""Of a phone number by which somebody is looked for."""


class Queries:
    """A store as it stands, and as it was."""

    def __init__(self, store: Store, follower: Follower) -> None:
        self.store, self.follower = store, follower

    def clinic(self) -> Clinic:
        """The clinic as it is now, with its book, without holds."""
        return self.store.clinic()

    def facts(self) -> Clinic:
        """The clinic as it is now, without its book."""
        with self.store.reading() as connection:
            return self.store.known(connection)[0].clinic

    def facts_of(self, kind: str) -> Mapping[str, Any]:
        """The facts of a kind by id, such as `patients`; those that have none by their numbers, such as `events`."""
        if kind not in (*BY_ID, *LISTED):
            raise UnknownName("kind of facts", kind, (*BY_ID, *LISTED))
        with self.store.reading() as connection:
            return self.store.known(connection)[0].of(kind).there

    def as_of(self, then: datetime | int) -> Clinic:
        """The clinic as it was at a moment, or after the journal's entry of that number."""
        return self.store.as_of(then)

    def today(self) -> date:
        """The clinic's calendar day, by the store's time."""
        with self.store.reading() as connection:
            facts, _ = self.store.known(connection)
            return facts.clinic.day(self.store.peek(connection))

    def appointments(self) -> tuple[Appointment, ...]:
        """All appointments that were attended, are booked, or are held by a hold that has not ended."""
        with self.store.reading(whole=True) as connection:
            facts, _ = self.store.known(connection)
            now = self.store.peek(connection)
            there = lines.all_lines(connection)
        return tuple(line.appointment(facts.clinic) for line in there if line.stands and not line.over(now))

    def day(self, on: date | None = None) -> tuple[Appointment, ...]:
        """The appointments of a day, by default today, by start."""
        asked, clinic = on or self.today(), self.facts()
        rows = (row for row in self.appointments() if clinic.day(row.start) == asked)
        return tuple(sorted(rows, key=lambda row: (row.start, row.id)))

    def holds(self, patient: str | None = None) -> list[RunningHold]:
        """The holds that have not ended, of a patient where one is named; those that end first come first."""
        with self.store.reading(whole=True) as connection:
            clinic, now = self.store.known(connection)[0].clinic, self.store.peek(connection)
            there = sorted((line for line in lines.held(connection) if not line.over(now)), key=_by_end)
            found = [(hold, tuple(held)) for hold, held in groupby(there, lambda line: (line.until, line.hold or ""))]
            asked = [each for each in found if patient is None or patient in {line.patient for line in each[1]}]
            by = [journal.holder(connection, hold) for (_, hold), _ in asked]

        def rows(held: Iterable[StoredAppointment]) -> tuple[Appointment, ...]:
            return tuple(line.appointment(clinic) for line in held)

        return [
            RunningHold(
                hold,
                rows(line for line in held if not line.leaving),
                rows(line for line in held if line.leaving),
                until or now,
                (until or now) - now,
                who,
            )
            for ((until, hold), held), who in zip(asked, by, strict=True)
        ]

    def visit(self, appointment: str) -> tuple[Appointment, ...]:
        """The rows of a booked visit, by start; `appointment` is the id of one of them.

        Raises UnknownName for no appointment, Conflict for one that is not booked.
        """
        with self.store.reading() as connection:
            facts, _ = self.store.known(connection)
            rows = [line.appointment(facts.clinic) for line in booked_visit(connection, appointment, "look at")]
        return tuple(sorted(rows, key=lambda row: (row.start, row.id)))

    def closed(self, first: date | None = None, last: date | None = None) -> list[ClosedAppointment]:
        """What is booked on these days and cannot stand as the facts are now, by start; from today on unless told."""
        clinic = self.clinic()
        booked = [clinic.day(entry.start) for entry in clinic.book if entry.status == BOOKED]
        begin = first or self.today()
        return closed_between(clinic, begin, max([last] if last else [begin, *booked]))

    def roster(self, first: date, last: date) -> Roster:
        """The book of these days as it stands, as a roster to write and draw: closed and held visits are marked."""
        clinic, held = self.clinic(), [row for row in self.appointments() if row.status == HELD]
        return standing(clinic, Horizon.between(first, last, look_ahead=0), held)

    def listed(
        self,
        first: date | None = None,
        last: date | None = None,
        *,
        patient: str | None = None,
        plan: str | None = None,
        practitioner: str | None = None,
        room: str | None = None,
        after: Reached | None = None,
        most: Count = 100,
    ) -> tuple[Appointment, ...]:
        """What stands of these days, or of these people and this room, by start and id; `most` of it.

        `after` is the last one that was told before.
        """
        alike = {"patient": patient, "plan": plan, "practitioner": practitioner, "room": room}
        asked = {name: id for name, id in alike.items() if id is not None}
        with self.store.reading(whole=True) as connection:
            clinic = self.store.known(connection)[0].clinic
            start = clinic.whole_day(first).start if first else None
            end = clinic.whole_day(last).end if last else None
            place = (after.start, after.id) if after else None
            wanted = lines.Listed(asked, start, end, place, most)
            standing_lines = lines.listed(connection, self.store.peek(connection), wanted)
        return tuple(line.appointment(clinic) for line in standing_lines)

    def find(self, text: str) -> list[Found]:
        """The patients whom a text means, each with plans and what is to come, by name.

        A patient is meant by each word of the text being in the name or the id, or by its digits, four or more, being
        in the phone number, and then with all plans; or by a plan with that text in its id, and then with that plan.
        Capitals, accents and how a number is spaced do not matter.
        """
        if not (words := _plain(text).split()):
            raise Nonsense("give a name to look for, a part of one, an id or a phone number")
        number = _number(text)
        clinic, today = self.facts(), self.today()
        rows = [row for row in self.appointments() if clinic.day(row.start) >= today]
        patients = []
        for patient in clinic.patients.values():
            plans = clinic.plans_of[patient.id]
            called = number and number in _digits(patient.phone)
            if not called and not all(word in _plain(f"{patient.name} {patient.id}") for word in words):
                plans = [plan for plan in plans if _plain(text).strip() in _plain(plan.id)]
                if not plans:
                    continue
            meant = {plan.id for plan in plans}
            coming = sorted((row for row in rows if row.plan in meant), key=lambda row: (row.start, row.id))
            patients.append(Found(patient, tuple(plans), tuple(coming)))
        return sorted(patients, key=lambda each: _by_name(each.patient))

    def version(self, plan: str) -> int:
        """The version of a plan, which every change of its appointments raises: what a call may say it expects."""
        with self.store.reading() as connection:
            self.store.known(connection)[0].clinic.plan(plan)
            return self.store.read(connection, [of_plan(plan)])[1][of_plan(plan)]

    def refuse_others(
        self, patient: str, plans: Sequence[str] = (), appointments: Sequence[str] = (), holds: Sequence[str] = ()
    ) -> None:
        """Raises UnknownName where one of these is of another patient, as if there were none."""
        with self.store.reading() as connection:
            clinic = self.store.known(connection)[0].clinic
            asked = [("plan", id, [clinic.plan(id).patient]) for id in plans]
            asked += [
                ("appointment", id, [each.patient for each in lines.by_id(connection, [id])]) for id in appointments
            ]
            asked += [("hold", id, [each.patient for each in lines.of_hold(connection, id)]) for id in holds]
        for kind, id, owners in asked:
            if set(owners) - {patient}:
                raise UnknownName(kind, id, ())

    def settled(self) -> int:
        """The number of the journal's last entry; a book read after it is what `publish` may say it rests on."""
        return self.store.settled()

    def last_entry(self) -> int:
        """The number of the journal's last entry as it can be read, 0 in an empty store: waits for nobody who writes.

        For looking whether there is something new; an entry with a lower number may appear later.
        """
        with self.store.reading() as connection:
            return journal.last(connection)

    def changes(self, mark: Mark = 0, most: Count = journal.PIECE) -> tuple[list[journal.Entry], int]:
        """What is new in the journal since a mark, at first 0, and the next mark: for a program that follows.

        Nothing is missed, whatever clients write at the same time; an entry may come twice, known by its `seq`. Where
        there is much, its first `most` entries come; who asks again with the next mark is given the rest.
        """
        with self.store.reading(whole=True) as connection:
            entries, mark, _ = journal.tail(connection, self.store.database, mark, most)
            return entries, mark

    def journal(self, after: Mark = 0, most: Count | None = None) -> list[journal.Entry]:
        """What was changed, by whom, when and why, after the entry of a number; the earliest first, `most` of it.

        For people: who follows it asks for `changes`, since one with a lower number may appear later.
        """
        with self.store.reading(whole=True) as connection:
            return list(journal.since(connection, after, most))

    def diary(self) -> Diary:
        """The book in memory: this desk's one diary, up to date with the store. Not for several threads at once."""
        with self.follower.lock:
            return self.follower.diary()

    def wishes(self) -> list[Wish]:
        """The wishes on record of which the session is still booked."""
        return self.waiting()[1]

    # --- what other calls ask ---------------------------------------------------------------------------------------

    def waiting(self) -> tuple[Clinic, list[Wish]]:
        """The clinic with its book, in which held appointments are fixed, and the wishes that may still be granted."""
        with self.follower.lock:
            clinic = self.follower.clinic()
            wishes = self.store.last_known.wishes
        booked = {(entry.plan, entry.number) for entry in clinic.book if entry.status == BOOKED and not entry.fixed}
        return clinic, [wish for wish in wishes if wish.key in booked]

    def now(self) -> datetime:
        """The store's time."""
        with self.store.reading() as connection:
            return self.store.peek(connection)


def _by_end(line: StoredAppointment) -> tuple[datetime | None, str, datetime, str]:
    """Whole holds, the one that ends first before the others."""
    return line.until, line.hold or "", line.start, line.id


def _plain(text: str) -> str:
    """A text as it is compared: without capitals and accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )


def _number(text: str) -> str:
    """The digits of what looks like a phone number, a leading 0 or + dropped; empty for anything else."""
    found = _digits(text) if re.fullmatch(r"[+\d][\d\s()./-]*", text.strip()) else ""
    return found.lstrip("0") if len(found) >= LEAST_DIGITS else ""


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


def _by_name(patient: Patient) -> tuple[str, str]:
    return _plain(patient.name), patient.id
