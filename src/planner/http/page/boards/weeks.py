"""A week and a month at a glance: what stands, by lane and day, and how many on each day of a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.clinic import Appointment, Clinic
from planner.clinic.appointments import HELD
from planner.clinic.spans import DAY
from planner.http.page.boards.board import Board, Lane
from planner.http.page.boards.marks import Marks
from planner.http.page.visits import visits_of
from planner.roster.format.dates import label


def week_of(day: date) -> list[date]:
    """Monday to Sunday around a day."""
    return [day + (number - day.weekday()) * DAY for number in range(7)]


def days_of_month(month: date) -> list[date]:
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return [month.replace(day=1) + number * DAY for number in range((after - month.replace(day=1)).days)]


@dataclass(frozen=True)
class Week:
    """A board for each day, and by lane what its seven days hold."""

    days: Sequence[date]
    boards: Sequence[Board]

    @classmethod
    def of(
        cls, clinic: Clinic, day: date, rows: Sequence[Appointment], by: str, only: str | None, marks: Marks
    ) -> Week:
        days = week_of(day)
        by_day = {each: [row for row in rows if clinic.day(row.start) == each] for each in days}
        return cls(days, [Board.of(clinic, each, by_day[each], by, only, marks) for each in days])

    def lanes(self) -> list[tuple[str, str, list[tuple[date, Lane | None]]]]:
        """Each lane's id and title with its lane of every day; None where it has none."""
        titles = {lane.id: lane.title for board in self.boards for lane in board.lanes}
        found = [(board.day, {lane.id: lane for lane in board.lanes}) for board in self.boards]
        return [(id, title, [(day, lanes.get(id)) for day, lanes in found]) for id, title in titles.items()]


@dataclass(frozen=True)
class MonthDay:
    """A day with its visits, as `visits_of` counts them, and how many sessions are only held."""

    day: date
    visits: int
    held: int
    closed: str | None

    @property
    def title(self) -> str:
        return label(self.day)


def month_of(clinic: Clinic, month: date, rows: Sequence[Appointment]) -> list[MonthDay]:
    """How many visits each day of a month has."""
    counts = Counter(clinic.day(row.start) for row in visits_of(clinic, rows))
    held = Counter(day for day, _ in {(clinic.day(row.start), row.key) for row in rows if row.status == HELD})
    return [MonthDay(day, counts[day], held[day], clinic.why_closed(day)) for day in days_of_month(month)]
