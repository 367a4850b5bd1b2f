"""How quickly the desk tells what a change of facts closes, and how it is healed: a store with a year of bookings.

    python -m benchmarks.desk_repairs --practitioners 20 --count 20

The clinic is made up by `benchmarks.booked_year`: each practitioner gives six sessions a day in two rooms, and each
weekly hour is a chain of courses of eight. Of every hundred courses so many are left unbooked (`--free`), which is all
the space there is. It is loaded into an SQLite file and a PostgreSQL database. Facts are changed one at a time, as a
booking system does it: told to the desk (`Desk.record`, `Desk.change`), healed (`Desk.repair`) and taken back.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from random import Random
from time import perf_counter, process_time

from benchmarks.booked_year import DAY, booked_year
from benchmarks.stores import stores
from planner.clinic import Absence, Clinic, Event, Span
from planner.desk import ClosedAppointment, Desk

Clock = Callable[[], float]
Draw = Callable[[Clinic, Random], Event | Absence]
"""Draws a fact to be told."""


def _a_health_event(kind: str) -> Draw:
    def draw(clinic: Clinic, rng: Random) -> Event:
        entry = rng.choice(clinic.book)
        return Event(clinic.plans[entry.plan].patient, kind, clinic.day(entry.start))

    return draw


def _away(clinic: Clinic, rng: Random, days: int) -> Span:
    day = clinic.day(rng.choice(clinic.book).start)
    return Span(clinic.moment(day), clinic.moment(day + days * DAY))


def _an_absence(days: int) -> Draw:
    return lambda clinic, rng: Absence(rng.choice(list(clinic.practitioners)), _away(clinic, rng, days), "away")


def _a_room(clinic: Clinic, rng: Random) -> Absence:
    return Absence(rng.choice(list(clinic.rooms)), _away(clinic, rng, 1), "repair")


KINDS: dict[str, Draw] = {
    "health event, 28 days": _a_health_event("botox"),
    "health event, 14 days": _a_health_event("microdermabrasion"),
    "practitioner away, a day": _an_absence(1),
    "practitioner away, a week": _an_absence(7),
    "room out of order, a day": _a_room,
}
SPREADS = ("record p50", "p95", "longest", "repair p50", "p95", "longest")


@dataclass
class Measured:
    """What the changes of one kind took, in seconds of a clock, and what became of what they closed."""

    clock: Clock
    reading: list[float] = field(default_factory=list)
    healing: list[float] = field(default_factory=list)
    closed: int = 0
    healed: int = 0
    moved: int = 0
    proved: int = 0

    def take(self, desk: Desk, fact: Event | Absence) -> None:
        began = self.clock()
        closed = _told(desk, fact)
        self.reading.append(self.clock() - began)
        if closed:
            began = self.clock()
            found = desk.repair(closed, min(each.day for each in closed) - DAY)
            self.healing.append(self.clock() - began)
            self.closed += len(closed)
            self.healed += len(closed) - len(found.left)
            self.moved += len(found.moved)
            self.proved += found.chosen is not None and found.chosen.proved
        desk.change(remove=[fact])

    def figures(self) -> list[object]:
        proved = f"{self.proved} of {len(self.healing)}"
        return [self.closed, self.healed, self.moved, proved, *_spread(self.reading), *_spread(self.healing)]


def _told(desk: Desk, fact: Event | Absence) -> Sequence[ClosedAppointment]:
    return (desk.record(fact.patient, fact.kind, fact.on) if isinstance(fact, Event) else desk.change(fact)).closed


def _spread(seconds: list[float]) -> list[str]:
    """The median, the time that 95 of a hundred keep, and the longest, in milliseconds; nothing of nothing."""
    ordered = sorted(seconds)
    places = (len(ordered) // 2, math.ceil(0.95 * len(ordered)) - 1, -1) if ordered else ()
    return [f"{1000 * ordered[place]:.0f}" for place in places] or [""] * 3


def measured(url: str, clinic: Clinic, count: int, seed: int, clock: Clock) -> Iterator[tuple[str, Measured]]:
    """Changes of each kind told to a desk of their own, and the first told to each, when it reads what there is."""
    firsts = Measured(clock)
    for name, draw in KINDS.items():
        rng, others = Random(seed), Measured(clock)
        with closing(Desk.open(url)) as desk:
            firsts.take(desk, draw(clinic, rng))
            for _ in range(count):
                others.take(desk, draw(clinic, rng))
        yield name, others
    yield "the first of a desk just opened", firsts


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_repairs", description=__doc__.splitlines()[0])
    parser.add_argument("--practitioners", type=int, default=20)
    parser.add_argument("--free", type=int, default=10, help="courses in a hundred that are left unbooked")
    parser.add_argument("--count", type=int, default=20, help="changes of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processor", action="store_true", help="count processor time, where the machine is busy")
    given = parser.parse_args()
    clinic = booked_year(given.practitioners, given.free, given.seed)
    clock, loaded = process_time if given.processor else perf_counter, []
    _row("store", "change", "closed", "healed", "others moved", "proved least", *SPREADS)
    _row(*["---"] * (6 + len(SPREADS)))
    with ExitStack() as stack:
        for database, _, url in stores(stack, "year"):
            began = clock()
            with closing(Desk.open(url)) as desk:
                desk.load(clinic)
            loaded.append(f"{database} in {clock() - began:.1f} s")
            for name, found in measured(url, clinic, given.count, given.seed, clock):
                _row(database, name, *found.figures())
    counts = f"{len(clinic.practitioners)} practitioners, {len(clinic.plans)} courses, {len(clinic.book)} appointments"
    print(f"\n{counts}, loaded into {' and '.join(loaded)}; milliseconds.")


def _row(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    main()
