"""Tiny random clinics in which everything of the contract comes up now and then."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from planner.clinic import Clearance, Clinic, Entry, Equipment, FollowUp, Phase, Plan, Prices, Problem, Service, Wait
from planner.clinic.appointments import ATTENDED, BOOKED, CANCELLED, NO_SHOW
from planner.model import enumerate_placements
from planner.rules import RuleClosures
from tests.worlds import (
    absence,
    asked,
    day,
    entry,
    event,
    hours,
    minutes,
    patient,
    phase,
    plan,
    practitioner,
    protocol,
    room,
    service,
    world,
)

STEPS = ((30,), (60,), (20, -20, 20), (30, -30), (-20, 20), (10, -30, 10), (40,), (20,), (-30,))
SHIFTS = (
    ("9:00-11:00",),
    ("9:00-10:30",),
    ("9:00-10:00", "10:00-11:00"),
    ("9:00-10:00", "10:30-11:30"),
    ("9:10-10:50",),
)
CLOCKS = ("8:30", "9:00", "9:30", "9:45", "10:00", "10:30", "11:00")
NIGHT = ("22:30", "23:00", "23:15", "23:30", "0:00", "0:30", "1:00")
SERVICES = ("peel", "needling", "talk")


class Draw:
    """Draws a clinic and what is asked of it."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.days = self.rng.randint(1, 4)
        self.look_ahead = self.rng.randint(0, 2)
        self.night = self.rng.random() < 0.08
        self.triplets = self.rng.random() < 0.4
        self.clocks = NIGHT if self.night else CLOCKS

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def problem(self) -> Problem:
        """One with two or three sessions that have a placement, seldom fewer, and at most four services to place."""
        least = 0 if self.chance(0.1) else 2
        while True:
            found = asked(self.clinic(), self.days, self.look_ahead)
            parts = [session.services for session in found.choices if session.reach]
            if 1 <= len(parts) <= 3 and sum(map(len, parts)) <= 4 and len(found.fixed) <= 3:
                placements = enumerate_placements(found, RuleClosures(found))
                if len(set(placements.session.tolist())) >= least:
                    return found

    def clinic(self) -> Clinic:
        chance, rng = self.chance, self.rng
        self.people = ["mai", "tom"][: rng.randint(1, 2)]
        self.rooms = ["one", "two", "three"][: rng.choice((1, 2, 2, 3))]
        services = [self.service(id) for id in SERVICES[: rng.choice((1, 2, 2, 3))]]
        ids = [each.id for each in services]
        protocols = [protocol(name, *self.phases(ids), start_within=rng.randint(0, 5)) for name in ("p", "q")]
        plans = [self.plan(id) for id in "abcd"[: rng.choice((1, 2, 2, 3, 3, 4))]]
        booked = [line for each in plans if chance(0.55) for line in self.book(each, services)]
        return world(
            services,
            protocols,
            [self.practitioner(id) for id in self.people],
            self.patients(),
            plans,
            [room(id, *(f for f in ("quiet", "table") if chance(0.75))) for id in self.rooms],
            [Equipment("laser", "Laser", rng.choice((0, 1, 1, 1, 2)))],
            absences=tuple(self.absence(rng.choice(self.people)) for _ in range(rng.choice((0, 0, 1)))),
            closures=tuple(self.absence(rng.choice([*self.rooms, "laser"])) for _ in range(rng.choice((0, 0, 1, 2)))),
            events=tuple(self.event() for _ in range(rng.choice((0, 1)))),
            clearances=tuple(Clearance(p, "peel", "Dr Ng", day(self.day()), None) for p in ("ann",) if chance(0.3)),
            book=tuple(booked),
            waits=tuple(self.wait(ids) for _ in range(rng.choice((0, 0, 1, 1, 2)))),
            follow_ups=tuple(self.follow_up(ids) for _ in range(rng.choice((0, 0, 1)))),
            closed=frozenset(day(self.day()) for _ in range(rng.choice((0, 0, 1)))),
            prices=self.prices(),
            start_every=minutes(rng.choice((30, 30, 20))),
        )

    def day(self, before: int = 0, after: int = 0) -> int:
        return self.rng.randint(-before, self.days + self.look_ahead - 1 + after)

    def service(self, id: str) -> Service:
        chance, rng = self.chance, self.rng
        return service(
            id,
            *rng.choice(STEPS),
            reset=rng.choice((0, 0, 10, 30)),
            needs=frozenset({"laser"} if chance(0.1) else ()),
            room=None if chance(0.12) else frozenset({"quiet"} if chance(0.15) else ()),
            equipment=("laser",) if chance(0.3) else (),
            acts=("skin:peel",) if chance(0.6) else (),
            counts_as="peel" if chance(0.15) else None,
            shareable=chance(0.5),
        )

    def phases(self, services: list[str]) -> list[Phase]:
        chance, rng = self.chance, self.rng
        which = rng.sample(services, min(len(services), rng.choice((1, 1, 2))))
        kind = rng.choice(("gap", "gap", "single", "single", "every", "two"))
        least = rng.randint(0, 2)
        gap = (least, max(1, least + rng.randint(0, 1)), max(1, least + rng.randint(1, 2)))
        if kind == "single":
            return [phase(*which, gap=None, sessions=1)]
        if kind == "every":
            return [phase(*which, every=rng.randint(1, 3), tolerance=rng.randint(0, 1), sessions=rng.randint(1, 3))]
        course = phase(*which, gap=gap, sessions=rng.randint(1, 3), first=rng.choice(services) if chance(0.2) else None)
        if kind == "two":
            return [course, phase(rng.choice(services), gap=gap, name="maintenance", for_days=rng.randint(1, 5))]
        return [course]

    def plan(self, id: str) -> Plan:
        chance, rng = self.chance, self.rng
        start = self.rng.randint(-2, 1)
        return plan(
            id,
            rng.choice("pq"),
            rng.choice(("ann", "ben", "cleo") if self.triplets else ("ann", "ann", "ann", "ben")),
            start,
            priority=rng.randint(1, 3),
            practitioner=rng.choice(self.people) if chance(0.15) else None,
            finish_by=day(max(start, self.day())) if chance(0.25) else None,
        )

    def book(self, asked_for: Plan, services: list[Service]) -> list[Entry]:
        """One to three numbers of a plan in the book, in the order of their days."""
        rng, lines = self.rng, []
        on = self.day(before=1)
        for number in range(1, rng.randint(1, 3) + 1):
            status = rng.choice((ATTENDED, BOOKED, BOOKED, BOOKED, BOOKED, CANCELLED, NO_SHOW))
            given = rng.choice([services[0], *services])
            lines.append(
                entry(
                    f"{asked_for.id}{number}",
                    on,
                    rng.choice(self.clocks[1:3] * 3 + self.clocks),
                    status,
                    rng.choice(self.people),
                    None if given.room is None else rng.choice(self.rooms),
                    service=given.id,
                    fixed=status == BOOKED and self.chance(0.6),
                )
            )
            on += rng.randint(0, 3)
        return lines

    def practitioner(self, id: str) -> Any:
        chance, rng = self.chance, self.rng
        if self.night:
            shifts = hours("22:30-24:00", "0:00-1:00")
        elif chance(0.2):
            shifts = hours(*rng.choice(SHIFTS), days=rng.sample(range(7), 5)) + hours("8:30-9:00", days=())
        else:
            shifts = hours(*rng.choice(SHIFTS), last=self.day() if chance(0.1) else None)
        return practitioner(
            id,
            shifts=shifts,
            qualifications=frozenset({"laser"} if chance(0.7) else ()),
            licensed_until=day(self.day(before=1)) if chance(0.1) else None,
            max_sessions_per_day=rng.choice((0, 1, 1, 1, 2)) if chance(0.25) else None,
        )

    def patients(self) -> list[Any]:
        """Ann and Ben; or three of whom only the names differ."""
        ann, ben = self.patient("ann"), self.patient("ben")
        return [replace(ann, id=id, name=id.title()) for id in ("ann", "ben", "cleo")] if self.triplets else [ann, ben]

    def patient(self, id: str) -> Any:
        chance, rng = self.chance, self.rng
        return patient(
            id,
            preferred_practitioners=(rng.choice(self.people),) if chance(0.5) else (),
            prefers=tuple(rng.sample(("morning", "afternoon", "evening"), 1)) if chance(0.5) else (),
            times=hours(*rng.choice(SHIFTS), days=rng.sample(range(7), 5)) if chance(0.2) else (),
        )

    def absence(self, of: str) -> Any:
        return absence(of, self.day(), self.rng.choice(("9:20-9:50", "9:30-10:00", "10:00-11:00", "00:00-24:00")))

    def event(self) -> Any:
        on = self.day(before=3, after=1)
        kind = self.rng.choice(("peel", "fever"))
        return event(
            kind, on, self.rng.choice(("ann", "ben")), on + self.rng.randint(0, 2) if self.chance(0.7) else None
        )

    def wait(self, services: list[str]) -> Wait:
        after, days = self.rng.choice(services), self.rng.randint(1, 3)
        if self.chance(0.4):
            return Wait(after, days, acts=("skin:*",))
        return Wait(after, days, service=self.rng.choice(services))

    def follow_up(self, services: list[str]) -> FollowUp:
        least = self.rng.randint(0, 2)
        return FollowUp(self.rng.choice(services), self.rng.choice(services), least, least + self.rng.randint(0, 2))

    def prices(self) -> Prices:
        price = self.rng.randint
        return Prices({3: price(100, 4000), 2: price(50, 2000), 1: price(0, 1000)}, *(price(0, 30) for _ in range(7)))
