"""Whatever may be done at a desk, each by a name and two small numbers, for tests that do it in any order."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import planner
from planner.clinic import (
    Absence,
    Clearance,
    Clinic,
    Equipment,
    FollowUp,
    Patient,
    Plan,
    Prices,
    Room,
    Span,
    Wait,
    WeeklyHours,
)
from planner.desk.desk import Desk
from planner.errors import Conflict, Forbidden, Nonsense, UnknownName
from tests.files.worlds import small_folder
from tests.worlds import UTC

MORNING = datetime(2026, 12, 1, 15, tzinfo=UTC)
FIRST = date(2026, 12, 1)


class Doings:
    """A day at the desk of a small clinic. What cannot be, as there is nothing to do it to, is Nonsense."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.desk = Desk.open(f"sqlite:///{folder / 'clinic.db'}", clock=lambda: MORNING)
        self.desk.load(planner.read(small_folder(folder)))
        self.holds: list[str] = []
        self.done: Counter[str] = Counter()
        """How often each of the doings succeeded."""

    @property
    def clinic(self) -> Clinic:
        return self.desk.clinic()

    def some(self, things: Any, n: int) -> Any:
        found = list(things)
        if not found:
            raise Nonsense("there is none")
        return found[n % len(found)]

    def walk(self, rng: Random, steps: int) -> None:
        """So many doings at random; what the desk refuses is not done."""
        for _ in range(steps):
            name = rng.choice(DOINGS)
            with suppress(Conflict, Forbidden, Nonsense, UnknownName):
                getattr(self, name)(rng.randrange(6), rng.randrange(6))
                self.done[name] += 1

    # --- appointments ---------------------------------------------------------------------------------------------

    def hold(self, n: int, m: int) -> None:
        self.holds.append(self.desk.hold(self.some(self.desk.offers(self.some(self.clinic.plans, n)), m)).id)

    def course(self, n: int, m: int) -> None:
        self.desk.book(self.some(self.desk.course_offers(self.some(self.clinic.plans, n)), m))

    def book(self, n: int, m: int) -> None:
        if self.holds and m % 2:
            self.desk.book(self.holds.pop())
        else:
            self.desk.book(self.some(self.desk.offers(self.some(self.clinic.plans, n)), m))

    def drop(self, n: int, m: int) -> None:
        self.desk.drop(self.some(self.holds, n))

    def move(self, n: int, m: int) -> None:
        row = self.some(self.desk.appointments(), n)
        self.desk.move(row.id, self.some(self.desk.offers(row.plan, row.number), m))

    def cancel(self, n: int, m: int) -> None:
        self.desk.cancel(self.some(self.desk.appointments(), n).id, "patient-cancel")

    def attended(self, n: int, m: int) -> None:
        self.desk.attended(self.some(self.desk.appointments(), n).id)

    def no_show(self, n: int, m: int) -> None:
        self.desk.no_show(self.some(self.desk.appointments(), n).id)

    def roll(self, n: int, m: int) -> None:
        self.desk.roll(FIRST - timedelta(days=n))

    def publish(self, n: int, m: int) -> None:
        """One appointment's row said otherwise, with a room less or fixed."""
        book = list(self.clinic.book)
        book[n % len(book)] = replace(
            book[n % len(book)], **self.some(({"fixed": True}, {"room": None}, {"phase": None}), m)
        )
        self.desk.publish(book)

    # --- plans and facts ------------------------------------------------------------------------------------------

    def finish(self, n: int, m: int) -> None:
        self.desk.finish(self.some(self.clinic.plans, n))

    def extend(self, n: int, m: int) -> None:
        self.desk.extend(self.some(self.clinic.plans, n), 4 + m)

    def record(self, n: int, m: int) -> None:
        until = FIRST + timedelta(days=n + m) if m % 2 else None
        kind = self.some(sorted(self.clinic.policy.kinds), m)
        self.desk.record(
            self.some(self.clinic.patients, n), kind, FIRST + timedelta(days=n), until, "told by them" * (m % 3)
        )

    def absence(self, n: int, m: int) -> None:
        of = self.some((*self.clinic.practitioners, *self.clinic.rooms, *self.clinic.equipment), n)
        start = MORNING + timedelta(days=m, hours=n)
        self.desk.change(Absence(of, Span(start, start + timedelta(hours=1 + 20 * m)), "ill " * (n % 2)))

    def hours(self, n: int, m: int) -> None:
        """A practitioner's hours changed; they may overlap, touch or pass midnight."""
        ends = (time(10), time(12), time(13), time(0))
        rows = [WeeklyHours(n % 7, time(9), self.some(ends, m)), WeeklyHours((n + m // 3) % 7, time(12), time(17))]
        who = self.some(self.clinic.practitioners.values(), n)
        self.desk.change(
            replace(who, shifts=tuple(rows), max_sessions_per_day=m or None, licensed_until=FIRST if n == 5 else None)
        )

    def patient(self, n: int, m: int) -> None:
        times = (WeeklyHours(n % 7, time(9), time(12), FIRST, None), WeeklyHours(n % 7, time(10 + m), time(18)))
        prefers = ("morning", "evening")[: m % 3]
        who = (self.some(self.clinic.practitioners, m),) if n % 2 else ()
        self.desk.change(Patient(f"p{n}", f"Pat {m}", who, prefers, times=times[: m % 3]))

    def plan(self, n: int, m: int) -> None:
        protocol = self.some(self.clinic.protocols, n)
        self.desk.change(
            Plan(f"c{n}", f"p{m}", protocol, FIRST + timedelta(days=m), priority=1 + m % 3, sessions=m or None)
        )

    def place(self, n: int, m: int) -> None:
        features = frozenset(("bright", "table")[: m % 3])
        self.desk.change(self.some((Room(f"room{n}", "A room", features), Equipment("laser", "Laser", m)), n))

    def service(self, n: int, m: int) -> None:
        service = self.some(self.clinic.services.values(), n)
        other = (
            {"room": None},
            {"room": frozenset({"bright"})},
            {"equipment": ("laser",)},
            {"needs": frozenset({"laser"})},
            {"reset": timedelta(minutes=7)},
            {"steps": service.steps[:1]},
            {"shareable": True, "counts_as": "botox"},
        )
        self.desk.change(replace(service, **self.some(other, m)))

    def protocol(self, n: int, m: int) -> None:
        """A phase with another name, number, services or first service."""
        protocol = self.some(self.clinic.protocols.values(), n)
        services = tuple(self.clinic.services)
        other = (
            {"name": "treatment"},
            {"sessions": 1 + n},
            {"services": services[: 1 + n % 2]},
            {"first": services[-1]},
            {"at_least": 1},
        )
        self.desk.change(
            replace(protocol, phases=(replace(protocol.phases[0], **self.some(other, m)), *protocol.phases[1:]))
        )

    def after(self, n: int, m: int) -> None:
        one, other = self.some(self.clinic.services, n), self.some(self.clinic.services, m)
        self.desk.change(self.some((Wait(one, m, other), FollowUp(one, other, 1, 1 + m)), n + m))

    def clear(self, n: int, m: int) -> None:
        kind = self.some([kind for kind, rule in self.clinic.policy.rules.items() if rule.clearable], n)
        self.desk.change(Clearance(self.some(self.clinic.patients, m), kind, "Dr Ng", FIRST), why="is well")

    def policy(self, n: int, m: int) -> None:
        trigger = self.some(sorted(self.clinic.policy.kinds), n)
        change = self.some(({"off": True}, {"days": 3}, {"lasting": True}, {"clearable": True, "acts": ["*"]}), m)
        self.desk.change(
            settings={"policy": self.clinic.policy.overridden({trigger: {**change, "reason": "our doctor's wish"}})}
        )

    def setting(self, n: int, m: int) -> None:
        given = (
            {"name": "Corner"},
            {"closed": frozenset({FIRST + timedelta(days=m)})},
            {"open": frozenset({FIRST + timedelta(days=m)}), "holidays": "CA-AB"},
            {"prices": Prices(day=m)},
            {"start_every": timedelta(minutes=(5, 10, 15, 20, 30, 60)[m])},
        )
        self.desk.change(settings=self.some(given, n))

    def remove(self, n: int, m: int) -> None:
        clinic = self.clinic
        listed = (clinic.events, clinic.absences, clinic.closures, clinic.clearances, clinic.waits, clinic.follow_ups)
        named = (clinic.rooms, clinic.practitioners, clinic.plans, clinic.patients, clinic.equipment, clinic.protocols)
        kinds = [list(kind) for kind in (*listed, *(each.values() for each in named)) if kind]
        self.desk.change(remove=[self.some(reversed(self.some(kinds, n + m)), m)])


DOINGS = [name for name, thing in vars(Doings).items() if callable(thing) and name not in ("__init__", "some", "walk")]
