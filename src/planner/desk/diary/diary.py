"""The diary: what stands, in memory, read quickly and kept up to date row by row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from planner.clinic import Appointment, Clinic, Entry
from planner.clinic.appointments import ATTENDED, BOOKED, DECLINED, WITHDRAWN
from planner.desk.check import Rows, limited_week
from planner.desk.diary.occupancy import Taken
from planner.desk.diary.timetable import Timetable
from planner.errors import UnknownName

AHEAD = timedelta(days=400)
"""How far ahead of the last day asked about the diary lays out its days."""
COUNTED = ("timezone", "start_every", "services", "practitioners", "rooms", "equipment", "closures")
"""The facts of a clinic by which is counted what rows take."""
LAID_OUT = (*COUNTED, "holidays", "closed", "open", "absences")
"""Those that a timetable is made of."""
Group = dict[str, Appointment]


class Diary:
    """The rows that stand: attended, booked or held. `clinic` gives the facts; its own book is not looked at.

    What a patient cancelled or missed is remembered beside them, since that time is not offered to them again.
    Not for several threads at once.
    """

    def __init__(self, clinic: Clinic, rows: Iterable[Appointment] = ()) -> None:
        self.clinic = clinic
        self._rows: Group = {}
        self._declined: Group = {}
        self._phases: dict[str, str | None] = {}
        self._of_patient: dict[str, Group] = {}
        self._of_plan: dict[str, Group] = {}
        self._declined_of: dict[str, Group] = {}
        self._on: dict[date, Group] = {}
        self._laid_out: tuple[date, date] | None = None
        self._taken: Taken | None = None
        self._timetable: Timetable | None = None
        for row in rows:
            self.put(row)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, id: str) -> bool:
        """Whether a row of this id stands, or was cancelled or missed."""
        return id in self._phases

    def put(self, row: Appointment, phase: str | None = None) -> None:
        """Take in a row of the book, whatever its status, in place of one of its id.

        A cancelled or missed one takes nothing, and a withdrawn one only takes the one of its id out. `phase` is the
        one that its line of the book names. Raises UnknownName for a plan or service that the clinic does not have.
        """
        self.clinic.service(row.service)
        plan = self.clinic.plan(row.plan)
        if row.id in self:
            self.remove(row.id)
        if row.status == WITHDRAWN:
            return
        self._phases[row.id] = phase
        if row.status in DECLINED:
            self._declined[row.id] = row
            self._declined_of.setdefault(plan.patient, {})[row.id] = row
            return
        self._rows[row.id] = row
        self._of_patient.setdefault(plan.patient, {})[row.id] = row
        self._of_plan.setdefault(row.plan, {})[row.id] = row
        for day in self._days_of(row):
            self._on.setdefault(day, {})[row.id] = row
        if self._taken:
            self._taken.put(row)

    def remove(self, id: str) -> Appointment:
        """Take a row out. Raises UnknownName where the diary has none of that id."""
        if id not in self:
            raise UnknownName("appointment", id, ())
        del self._phases[id]
        if id in self._declined:
            row = self._declined.pop(id)
            del self._declined_of[self.clinic.plan(row.plan).patient][id]
            return row
        row = self._rows.pop(id)
        del self._of_patient[self.clinic.plan(row.plan).patient][id]
        del self._of_plan[row.plan][id]
        for day in self._days_of(row):
            del self._on[day][id]
        if self._taken:
            self._taken.remove(row)
        return row

    def change(self, clinic: Clinic) -> None:
        """Go on with other facts. What rows take is counted again, and the days laid out, only where theirs differ."""
        differing = {name for name in LAID_OUT if getattr(self.clinic, name) != getattr(clinic, name)}
        if differing:
            self._timetable = None
        if differing.intersection(COUNTED):
            self._taken = None
        elif self._taken:
            self._taken.clinic = clinic
        self.clinic = clinic

    def of_patient(self, patient: str) -> list[Appointment]:
        return list(self._of_patient.get(patient, {}).values())

    def of_plan(self, plan: str) -> list[Appointment]:
        return list(self._of_plan.get(plan, {}).values())

    def on(self, day: date) -> list[Appointment]:
        """The rows that start on a day."""
        whole = self.clinic.whole_day(day)
        return [row for row in self._on.get(day, {}).values() if whole.start <= row.start < whole.end]

    def book_of(self, patient: str) -> list[Entry]:
        """The patient's rows as lines of the appointment book, also cancelled and missed ones; held ones are booked."""
        return [
            Entry(
                id=row.id,
                plan=row.plan,
                number=row.number,
                status=row.status if row.status in (ATTENDED, *DECLINED) else BOOKED,
                start=row.start,
                practitioner=row.practitioner,
                room=row.room,
                phase=self._phases[row.id],
                service=row.service,
                fixed=row.fixed,
            )
            for row in (*self.of_patient(patient), *self._declined_of.get(patient, {}).values())
        ]

    def others(self, rows: Rows) -> list[Appointment]:
        """Rows of other patients on the practitioner-days, in the rooms and at the equipment of these rows.

        And in the practitioner's week, where it is limited.
        """
        clinic, beside = self.clinic, {}
        patient = clinic.plans[rows[0].plan].patient
        for mine in rows:
            needs = set(clinic.services[mine.service].equipment)
            for day in self._days_of(mine):
                for row in self._on.get(day, {}).values():
                    same = row.practitioner == mine.practitioner or (row.room is not None and row.room == mine.room)
                    if same or (needs and not needs.isdisjoint(clinic.services[row.service].equipment)):
                        beside[row.id] = row
        for mine in rows:
            for day in limited_week(clinic, mine):
                beside |= {row.id: row for row in self.on(day) if row.practitioner == mine.practitioner}
        return [row for row in beside.values() if clinic.plans[row.plan].patient != patient]

    def _days_of(self, row: Appointment) -> set[date]:
        """The days a row takes something on: a room may be reset past midnight."""
        end = row.end + self.clinic.services[row.service].reset
        return {self.clinic.day(row.start), self.clinic.day(end)}

    def days(self, first: date, last: date) -> tuple[Timetable, Taken]:
        """The timetable of these days at least, and what is taken on them."""
        had = self._laid_out or (first, first)
        if self._laid_out is None or first < had[0] or last > had[1]:
            self._laid_out = min(first, had[0]), max(last + AHEAD, had[1])
            self._timetable = self._taken = None
        if self._timetable is None:
            self._timetable = Timetable(self.clinic, *self._laid_out)
        if self._taken is None:
            self._taken = Taken(self.clinic, *self._laid_out)
            for row in self._rows.values():
                self._taken.put(row)
        return self._timetable, self._taken
