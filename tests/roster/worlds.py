"""The smallest clinic the tables can be seen on: two practitioners, two rooms, two patients."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.clinic import (
    Appointment,
    Clinic,
    Gap,
    Horizon,
    Patient,
    Phase,
    Plan,
    Practitioner,
    Problem,
    Protocol,
    Room,
    Service,
    Session,
    Step,
    WeeklyHours,
)
from planner.roster.roster import Quality, Roster, Unplaced

EDMONTON = ZoneInfo("America/Edmonton")
DECEMBER = Horizon.month("2026-12")


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


FACIAL = Service(
    "facial",
    "Facial acupuncture",
    steps=(
        Step("needling", minutes(15), attended=True),
        Step("rest", minutes(30), attended=False),
        Step("needles out", minutes(15), attended=True),
    ),
    reset=minutes(5),
    acts=("needling:face",),
    supplies={"needles": 55, "swabs": 2.5},
    shareable=True,
)
TALK = Service("talk", "Consultation", steps=(Step("talk", minutes(30), attended=True),), room=None)
NINE_TO_FIVE = tuple(WeeklyHours(weekday, time(9), time(17)) for weekday in range(7))


def clinic(**changes: Any) -> Clinic:
    """Mai and Tom work 9 to 17 every day; Ann has the weekly plan `a`, a visit of two services `v`; Ben has `b`."""
    weekly = Phase("course", ("facial",), Gap(5, 7, 9), sessions=4, at_least=2)
    visit = Phase("visit", ("facial", "talk"), sessions=1)
    fixed = Phase("schedule", ("talk",), every=7, tolerance=1, sessions=4)
    facts: Mapping[str, Any] = {
        "name": "Maple Street",
        "timezone": EDMONTON,
        "services": {"facial": FACIAL, "talk": TALK},
        "protocols": {
            "weekly": Protocol("weekly", "Weekly", (weekly,)),
            "visit": Protocol("visit", "Visit", (visit,)),
            "fixed": Protocol("fixed", "Fixed", (fixed,)),
        },
        "practitioners": {
            "mai": Practitioner("mai", "Mai Chen", shifts=NINE_TO_FIVE),
            "tom": Practitioner("tom", "Tom Roy", shifts=NINE_TO_FIVE),
        },
        "patients": {"ann": Patient("ann", "Ann Lee"), "ben": Patient("ben", "Ben Wu")},
        "plans": {
            "a": Plan("a", "ann", "weekly", date(2026, 12, 1), priority=3),
            "a2": Plan("a2", "ann", "weekly", date(2026, 12, 1)),
            "b": Plan("b", "ben", "weekly", date(2026, 12, 1), priority=1),
            "f": Plan("f", "ben", "fixed", date(2026, 12, 2)),
            "v": Plan("v", "ann", "visit", date(2026, 12, 3)),
        },
        "rooms": {"one": Room("one", "Room 1"), "two": Room("two", "Room 2")},
    }
    return Clinic(**{**facts, **changes})


def problem(here: Clinic | None = None, horizon: Horizon = DECEMBER) -> Problem:
    return Problem.of(here or clinic(), horizon)


def at(
    key: str,
    when: str,
    practitioner: str | None = "mai",
    room: str | None = "one",
    service: Service = FACIAL,
    **more: Any,
) -> Appointment:
    """A row such as at("a1", "2026-12-01 09:00"): plan a, number 1, at local time."""
    plan, number = key[:-1], int(key[-1])
    start = datetime.fromisoformat(when).replace(tzinfo=EDMONTON).astimezone(ZoneInfo("UTC"))
    fields = {"id": f"{plan}-{number}", "end": start + service.length, **more}
    return Appointment(
        plan=plan, number=number, service=service.id, practitioner=practitioner, room=room, start=start, **fields
    )


def roster(asked: Problem, *placed: Appointment, left_out: tuple[tuple[Session, str], ...] = ()) -> Roster:
    """A roster with a quality made up for it: a score of 12.5, proved down to 10."""
    figures = Quality(
        score=12.5,
        bound=10.0,
        status="feasible",
        left_out=(1, 0, 2),
        goals={"place": 0.0, "timely": 12.5},
        placed=len(placed),
        due=len(asked.sessions),
        first=asked.horizon.first,
        last=asked.horizon.last,
        end=asked.horizon.end,
        seconds=1.23456,
        seed=1,
    )
    return Roster(asked, placed, tuple(Unplaced(*pair) for pair in left_out), figures)


ASKED = problem()


LEFT_OUT = ((ASKED.by_key["a", 4], "4 days in reach: full 4 (Mai)"),)


BEFORE = roster(
    ASKED,
    at("a1", "2026-12-01 09:00"),
    at("a2", "2026-12-08 09:00"),
    at("a3", "2026-12-15 09:00"),
    at("b1", "2026-12-02 09:00"),
    at("b2", "2026-12-09 09:00"),
    left_out=LEFT_OUT,
)


AFTER = roster(
    ASKED,
    at("a1", "2026-12-01 09:00"),
    at("a2", "2026-12-10 09:30", practitioner="tom"),
    at("a3", "2026-12-15 09:00", room="two"),
    at("a4", "2026-12-22 09:00"),
    at("b1", "2026-12-02 09:00", practitioner="tom"),
    left_out=((ASKED.by_key["b", 2], "3 days in reach: shift 3 (Mai is off shift)"),),
)
