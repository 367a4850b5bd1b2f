"""Timefold Solver for Python: a spot and a room for each part, every rule a hard and every goal a soft constraint.

Each part has its own range of spots, a practitioner and a start each, of which those that are closed are no part.
Timefold runs as it comes: its default construction heuristic, then its default local search, in one thread. It
translates these functions to Java, so they are plain; numbers stand for names, times are minutes, prices whole steps.
"""

# No `from __future__ import annotations` here: Timefold reads them.

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import count, product
from typing import Annotated

from timefold.solver import SolverFactory, SolverManager
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

from benchmarks.peers.answer import Choice, Search
from benchmarks.peers.question import MINUTE, Part, Question
from planner.clinic import Service, Session
from planner.clinic.people import PARTS_OF_DAY

LEAVES_OUT = (
    "sharing a session that stands already with another plan: that day is left out",
    "a reset that goes on after midnight",
)


@dataclass
class Spot:
    """A practitioner and a start. `cell` counts the grid's cells of all days, `part` the parts of the day.

    `duty` is the supply of the practitioner's sessions that day, −1 without a limit.
    """

    id: Annotated[int, PlanningId]
    who: int
    shift: int
    day: int
    start: int
    cell: int
    part: int
    duty: int


@dataclass
class Space:
    """So many rooms that are alike, and their first supply; with 0 rooms it is the place of a visit that takes none."""

    id: Annotated[int, PlanningId]
    rooms: int
    supply: int


@dataclass
class Shut:
    """A room is closed or taken on a day."""

    id: Annotated[int, PlanningId]
    space: int
    day: int
    start: int
    end: int


@dataclass
class Supply:
    """What is left of rooms or an equipment in one cell, or of the sessions of a practitioner's day."""

    id: Annotated[int, PlanningId]
    left: int


@dataclass
class Apart:
    """Two visits that may not lie on these pairs of days, each 1,000 · the first's day + the second's."""

    id: Annotated[int, PlanningId]
    one: int
    other: int
    days: set[int]


@dataclass
class Wish:
    """On these days a visit asks for a service of the patient's from `least` to `most` days later."""

    id: Annotated[int, PlanningId]
    visit: int
    session: int
    patient: int
    service: int
    days: set[int]
    least: int
    most: int


@planning_entity
@dataclass
class Visit:
    """A part of a session.

    `lead`: it pays what a session pays once. `parts`: of its session. `share`: the same for visits that are one if they
    fall on one day. `known`: the practitioners of its plan's fixed appointments. `booked`: its spot in the
    book, or −1. `clashes`: 100,000 · a service + the minutes from this start to that one's at which one practitioner
    cannot attend both. `equipment`: the first supply of each.
    """

    id: Annotated[int, PlanningId]
    plan: int
    number: int
    session: int
    patient: int
    service: int
    lead: bool
    parts: int
    share: int
    shareable: bool
    length: int
    taken: int
    cells: int
    room_cells: int
    least: int
    most: int
    left_out: int
    by_day: list[int]
    by_who: list[int]
    by_part: list[int]
    moved: int
    booked: int
    known: list[int]
    clashes: set[int]
    equipment: list[int]
    spots: Annotated[list[Spot], ValueRangeProvider(id="spots")]
    spaces: Annotated[list[Space], ValueRangeProvider(id="spaces")]
    spot: Annotated[Spot | None, PlanningVariable(value_range_provider_refs=["spots"], allows_unassigned=True)] = field(
        default=None
    )
    space: Annotated[Space | None, PlanningVariable(value_range_provider_refs=["spaces"])] = field(default=None)


@planning_solution
@dataclass
class Month:
    """The month to plan."""

    shuts: Annotated[list[Shut], ProblemFactCollectionProperty]
    supplies: Annotated[list[Supply], ProblemFactCollectionProperty]
    aparts: Annotated[list[Apart], ProblemFactCollectionProperty]
    wishes: Annotated[list[Wish], ProblemFactCollectionProperty]
    visits: Annotated[list[Visit], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore, PlanningScore] = field(default=None)


# --- what a constraint asks ----------------------------------------------------------------------------------------


def are_one(a: Visit, b: Visit) -> bool:
    """Whether two visits are one session that serves two plans."""
    return a.share == b.share and a.spot.id == b.spot.id and a.space.id == b.space.id


def price(visit: Visit) -> int:
    """What a visit's place costs by itself."""
    spot = visit.spot
    paid = visit.by_day[spot.day] + visit.by_who[spot.who]
    if visit.parts == 1:
        paid += visit.by_part[spot.part]
    if spot.id != visit.booked:
        paid += visit.moved
    return paid


def too_near(a: Visit, b: Visit) -> bool:
    """Whether two visits of one plan are out of order or too near."""
    if a.number < b.number:
        return b.spot.day - a.spot.day < b.least
    return a.number > b.number and a.spot.day - b.spot.day < a.least


def attended_at_once(a: Visit, b: Visit) -> bool:
    """Whether two visits of one practitioner are attended at the same time."""
    return 100_000 * b.service + b.spot.start - a.spot.start in a.clashes and not are_one(a, b)


def at_once(a: Visit, b: Visit) -> bool:
    """Whether two visits of one patient overlap."""
    return a.spot.start < b.spot.start + b.length and b.spot.start < a.spot.start + a.length and not are_one(a, b)


def room(visit: Visit) -> int:
    """A visit's room; by itself where it has none, or one of several that are alike: of those there is a supply."""
    return visit.space.id if visit.space.rooms == 1 else -1 - visit.id


def in_one_room(a: Visit, b: Visit) -> bool:
    """Whether two visits in one room overlap."""
    return a.spot.start < b.spot.start + b.taken and b.spot.start < a.spot.start + a.taken and not are_one(a, b)


def uses_supplies(visit: Visit) -> bool:
    """Whether a visit uses any."""
    return visit.space.rooms > 1 or visit.spot.duty >= 0 or len(visit.equipment) > 0


def claims(visit: Visit) -> list[int]:
    """The supplies that a visit uses."""
    used = [first + visit.spot.cell + more for first in visit.equipment for more in range(visit.cells)]
    if visit.space.rooms > 1:
        used += [visit.space.supply + visit.spot.cell + more for more in range(visit.room_cells)]
    if visit.spot.duty >= 0:
        used.append(visit.spot.duty)
    return used


def serves(wish: Wish, a: Visit, b: Visit) -> bool:
    """Whether the second visit is what the first asks for; Timefold may ask while the first is losing its spot."""
    if a.spot is None or b.service != wish.service or b.session == wish.session:
        return False
    return wish.least <= b.spot.day - a.spot.day <= wish.most


# --- the constraints -----------------------------------------------------------------------------------------------


def provider(stretch: int, continuity: int) -> Callable[[ConstraintFactory], list[Constraint]]:
    """The constraints, with the prices that are not a visit's own."""

    @constraint_provider
    def constraints(factory: ConstraintFactory) -> list[Constraint]:
        hard, soft = HardSoftScore.ONE_HARD, HardSoftScore.ONE_SOFT
        one_patient = Joiners.equal(lambda v: v.patient)
        one_day = Joiners.equal(lambda v: v.spot.day)

        def pairs(joiners: list, filter_: Callable[[Visit, Visit], bool], name: str) -> Constraint:
            return factory.for_each_unique_pair(Visit, *joiners).filter(filter_).penalize(hard).as_constraint(name)

        return [
            pairs([Joiners.equal(lambda v: v.spot.shift)], attended_at_once, "practitioner"),
            pairs([one_patient, one_day], at_once, "patient"),
            pairs([Joiners.equal(room), one_day], in_one_room, "room"),
            pairs([Joiners.equal(lambda v: v.plan)], too_near, "gap"),
            pairs([Joiners.equal(lambda v: v.session)], lambda a, b: a.spot.day != b.spot.day, "whole visit, one day"),
            pairs([Joiners.equal(lambda v: v.share), one_day], lambda a, b: not are_one(a, b), "shared"),
            factory.for_each(Visit)
            .join(
                Shut,
                Joiners.equal(lambda v: v.space.id, lambda s: s.space),
                Joiners.equal(lambda v: v.spot.day, lambda s: s.day),
                Joiners.filtering(lambda v, s: v.spot.start < s.end and s.start < v.spot.start + v.taken),
            )
            .penalize(hard)
            .as_constraint("room closed"),
            factory.for_each(Visit)
            .filter(lambda v: uses_supplies(v) and not v.shareable)
            .concat(
                factory.for_each(Visit)
                .filter(lambda v: uses_supplies(v) and v.shareable)
                .if_not_exists(
                    Visit,
                    Joiners.equal(lambda v: v.share),
                    Joiners.greater_than(lambda v: v.id),
                    Joiners.filtering(are_one),
                )
            )
            .map(claims)
            .flatten_last(lambda claim: claim)
            .group_by(lambda claim: claim, ConstraintCollectors.count())
            .join(Supply, Joiners.equal(lambda claim, count: claim, lambda supply: supply.id))
            .filter(lambda claim, count, supply: count > supply.left)
            .penalize(hard, lambda claim, count, supply: count - supply.left)
            .as_constraint("equipment, alike rooms, daily limit"),
            factory.for_each(Apart)
            .join(Visit, Joiners.equal(lambda a: a.one, lambda v: v.id))
            .join(Visit, Joiners.equal(lambda a, v: a.other, lambda v: v.id))
            .filter(lambda a, v, w: 1000 * v.spot.day + w.spot.day in a.days)
            .penalize(hard)
            .as_constraint("wait"),
            factory.for_each(Wish)
            .join(Visit, Joiners.equal(lambda w: w.visit, lambda v: v.id))
            .filter(lambda w, v: v.spot.day in w.days)
            .if_not_exists(Visit, Joiners.equal(lambda w, v: w.patient, lambda b: b.patient), Joiners.filtering(serves))
            .penalize(hard)
            .as_constraint("follow-up"),
            factory.for_each_including_unassigned(Visit)
            .filter(lambda v: v.spot is None)
            .penalize(soft, lambda v: v.left_out)
            .as_constraint("place"),
            factory.for_each(Visit)
            .filter(lambda v: v.parts > 1)
            .if_exists_including_unassigned(
                Visit, Joiners.equal(lambda v: v.session), Joiners.filtering(lambda v, w: w.spot is None)
            )
            .penalize(soft, lambda v: v.left_out * 9 // 10)
            .as_constraint("half a visit, which counts a tenth so that the other half can follow"),
            factory.for_each(Visit).penalize(soft, price).as_constraint("timely, preferred, moved, time of day"),
            factory.for_each(Visit)
            .filter(lambda v: v.parts > 1)
            .if_not_exists(
                Visit,
                Joiners.equal(lambda v: v.session),
                Joiners.filtering(lambda v, w: w.spot.start < v.spot.start),
            )
            .penalize(soft, lambda v: v.by_part[v.spot.part])
            .as_constraint("time of day of a visit of several services"),
            factory.for_each(Visit)
            .filter(lambda v: v.lead)
            .join(
                factory.for_each(Visit).filter(lambda v: v.lead),
                Joiners.equal(lambda v: v.plan),
                Joiners.equal(lambda v: v.number + 1, lambda v: v.number),
                Joiners.filtering(lambda v, w: w.spot.day - v.spot.day > w.most),
            )
            .penalize(HardSoftScore.of(0, stretch))
            .as_constraint("stretch"),
            factory.for_each(Visit)
            .filter(lambda v: len(v.known) == 0)
            .group_by(lambda v: v.plan, ConstraintCollectors.count_distinct(lambda v: v.spot.who))
            .filter(lambda plan, count: count > 1)
            .penalize(HardSoftScore.of(0, continuity), lambda plan, count: count - 1)
            .as_constraint("continuity"),
            factory.for_each(Visit)
            .filter(lambda v: len(v.known) > 0 and v.spot.who not in v.known)
            .group_by(lambda v: v.plan, ConstraintCollectors.count_distinct(lambda v: v.spot.who))
            .penalize(HardSoftScore.of(0, continuity), lambda plan, count: count)
            .as_constraint("continuity beside fixed appointments"),
        ]

    return constraints


# --- from the question and back ------------------------------------------------------------------------------------


def solve(question: Question, seconds: float) -> Search:
    """Search for so many seconds of wall-clock time; starting Java and translating the constraints is building."""
    search, started = Search(f"Timefold {version('timefold')}"), time.monotonic()
    reading = Reading(question)
    prices = question.clinic.prices
    config = SolverConfig(
        solution_class=Month,
        entity_class_list=[Visit],
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=provider(reading.whole(prices.stretch), reading.whole(prices.continuity))
        ),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=round(seconds * 1000))),
    )
    with SolverManager.create(SolverFactory.create(config)) as manager:
        builder = manager.solve_builder().with_problem_id(1).with_problem(reading.month())
        search.build_seconds = time.monotonic() - started
        started = time.monotonic()

        def keep(best: Month) -> None:
            """Now and then only, and by then it is older: bringing a month over from Java takes time."""
            if best.score.hard_score == 0:
                search.answers.append((min(seconds, time.monotonic() - started), reading.choices(best)))
            time.sleep(max(1.0, seconds / 10))

        job = builder.with_best_solution_consumer(keep).run()
        best = job.get_final_best_solution()
        search.seconds = job.get_solving_duration().total_seconds()
    search.answers.append((search.seconds, reading.choices(best)))
    search.status = f"feasible, Timefold's score {best.score}"
    return search


class Reading:
    """The question in numbers, and a planned month as choices."""

    def __init__(self, question: Question) -> None:
        self.question, self.prices = question, question.clinic.prices
        self.every = question.clinic.start_every // MINUTE
        self.day_cells = 2 * (24 * 60 // self.every + 1)
        self.cells = question.days * self.day_cells
        self.who = {who: number for number, who in enumerate(question.clinic.practitioners)}
        self.rooms = question.alike_rooms()
        supplies = count(0, self.cells)
        self.equipment = {id: next(supplies) for id in question.clinic.equipment}
        self.duties = {who: next(supplies) for who in question.limits}
        self.spaces = [Space(number, len(rooms), next(supplies)) for number, rooms in enumerate(self.rooms)]
        self.nowhere = Space(-1, 0, 0)
        self.shareable = {part.number for pair in question.shared for part in pair}
        self.spots: dict[tuple[str, int], Spot] = {}
        self.numbers: dict[object, int] = {}
        days = {key: set.intersection(*map(self._days_of, parts)) for key, parts in question.visits.items()}
        self.parts = [part for part in question.parts if days[part.session.key]]

    def _days_of(self, part: Part) -> set[int]:
        return {self.question.day(minute) for who in part.starts for minute in part.unshared(who)}

    def whole(self, amount: float) -> int:
        """A price in whole steps."""
        return round(amount * self.question.scale)

    def _number(self, name: object) -> int:
        """A number for a name."""
        return self.numbers.setdefault(name, len(self.numbers))

    def choices(self, month: Month) -> list[Choice]:
        """What a month places; half a visit is none."""
        placed = Counter(visit.session for visit in month.visits if visit.spot is not None)
        people = list(self.who)
        return [
            Choice(
                self.question.parts[visit.id],
                people[visit.spot.who],
                visit.spot.start,
                self.rooms[visit.space.id] if visit.space.id >= 0 else (),
            )
            for visit in month.visits
            if placed[visit.session] == visit.parts and visit.spot is not None
        ]

    def month(self) -> Month:
        visits = [self._visit(part) for part in self.parts]
        lead = {part.session.key: part.number for part in reversed(self.parts)}
        aparts = [
            Apart(number, lead[one.key], lead[other.key], {1000 * a + b for a, b in days})
            for number, (one, other, days) in enumerate(self.question.excluded())
            if one.key in lead and other.key in lead
        ]
        wishes = [
            Wish(
                id=number,
                visit=lead[wish.session.key],
                session=self._number(wish.session.key),
                patient=self._number(("patient", wish.session.patient)),
                service=self._number(("service", wish.service)),
                days=set(wish.days),
                least=max(wish.least, 1) if wish.apart else wish.least,
                most=wish.most,
            )
            for number, wish in enumerate(self.question.demands())
            if wish.session.key in lead
        ]
        return Month(self._shuts(), self._supplies(), aparts, wishes, visits)

    def _visit(self, part: Part) -> Visit:
        session, service = part.session, part.service
        patient, lead = self.question.clinic.patients[session.patient], service.id == session.services[0]
        spots = [self._spot(who, minute) for who in part.starts for minute in part.unshared(who)]
        booked = part.booked and self.spots.get(
            (part.booked.practitioner, self.question.clock.minute(part.booked.start))
        )
        shareable = part.number in self.shareable
        unliked = [bool(patient.prefers) and name not in patient.prefers for name in PARTS_OF_DAY]
        fixed = {row.practitioner for row in self.question.problem.fixed if row.plan == session.plan}
        whole, parts = self.whole(self.prices.place[session.priority]), len(session.services)
        share = whole // parts
        return Visit(
            id=part.number,
            plan=self._number(("plan", session.plan)),
            number=session.number,
            session=self._number(session.key),
            patient=self._number(("patient", session.patient)),
            service=self._number(("service", service.id)),
            lead=lead,
            parts=parts,
            share=self._number((session.patient, service.id) if shareable else part.number),
            shareable=shareable,
            length=part.length,
            taken=part.taken,
            cells=-(-part.length // self.every),
            room_cells=-(-part.taken // self.every),
            least=session.least,
            most=10_000 if session.most is None else session.most,
            left_out=(whole - share * (parts - 1) if lead else share) * session.due,
            by_day=self._by_day(session) if lead else [0] * self.question.days,
            by_who=[
                self.whole(self.prices.preferred) * (who not in (patient.preferred_practitioners or (who,)))
                for who in self.who
            ],
            by_part=[self.whole(self.prices.time_of_day) * off for off in unliked],
            moved=self.whole(self.prices.moved) if part.booked else 0,
            booked=booked.id if booked else -1,
            known=[self.who.get(who or "", -1) for who in fixed],
            clashes=self._clashes(service),
            equipment=[self.equipment[id] for id in service.equipment],
            spots=spots,
            spaces=[space for space in self.spaces if self.rooms[space.id][0] in part.rooms] or [self.nowhere],
        )

    def _spot(self, who: str, minute: int) -> Spot:
        if (who, minute) not in self.spots:
            day = self.question.day(minute)
            cell = day * self.day_cells + (minute - int(self.question.midnights[day])) // self.every
            shift = self.who[who] * self.question.days + day
            duty = self.duties[who] + day if who in self.duties else -1
            clock = self.question.clinic.local(self.question.clock.moment(minute)).time()
            part = sum(start <= clock for start, _ in PARTS_OF_DAY.values()) - 1
            self.spots[who, minute] = Spot(len(self.spots), self.who[who], shift, day, minute, cell, part, duty)
        return self.spots[who, minute]

    def _by_day(self, session: Session) -> list[int]:
        """What each day costs a session: off its ideal day, late, and too far from a fixed neighbour."""
        timely, first = self.question.timely(session), self.question.problem.horizon.first
        days = range(self.question.days)
        paid = [0.0 for _ in days]
        if timely:
            paid = [self.prices.day * abs(d - timely[0]) + self.prices.late * max(0, d - timely[1]) for d in days]
        for row in self.question.problem.fixed:
            on = (self.question.problem.day(row) - first).days
            after = self.question.problem.by_key[row.key]
            if row.key == (session.plan, session.number - 1) and session.most is not None:
                paid = [p + self.prices.stretch * (d - on > session.most) for d, p in zip(days, paid, strict=True)]
            if row.key == (session.plan, session.number + 1) and after.most is not None:
                paid = [p + self.prices.stretch * (on - d > after.most) for d, p in zip(days, paid, strict=True)]
        return [self.whole(price) for price in paid]

    def _clashes(self, service: Service) -> set[int]:
        """See Visit."""
        found = set()
        for other in {part.service.id: part.service for part in self.parts}.values():
            steps = product(service.attended, other.attended)
            gaps = {gap for (a, b), (c, d) in steps for gap in range((a - d) // MINUTE + 1, (b - c) // MINUTE)}
            found |= {100_000 * self._number(("service", other.id)) + gap for gap in gaps if gap % self.every == 0}
        return found

    def _shuts(self) -> list[Shut]:
        found: set[tuple[int, int, int, int]] = set()
        for part, (number, (room, *_)) in product(self.parts, enumerate(self.rooms)):
            for start, end in self.question.shut(part.service, room) if room in part.rooms else ():
                for day in range(self.question.day(start), self.question.day(end - 1) + 1):
                    found.add((number, day, start, end))
        return [Shut(number, *row) for number, row in enumerate(sorted(found))]

    def _supplies(self) -> list[Supply]:
        """Of rooms and equipment in each cell that a visit could take, and of each day of a limited practitioner."""
        found: dict[int, int] = {}
        for part in self.parts:
            minutes = {spot: self.spots[who, spot].cell for who in part.starts for spot in part.unshared(who)}
            for space in (each for each in self.spaces if self.rooms[each.id][0] in part.rooms and each.rooms > 1):
                cells = {cell + more for cell in minutes.values() for more in range(-(-part.taken // self.every))}
                found |= {space.supply + cell: space.rooms for cell in cells}
            for id in part.service.equipment:
                units = [(a, b, units) for a, b, units in self.question.in_use(id)]
                for minute, cell in minutes.items():
                    for more in range(-(-part.length // self.every)):
                        a, b = minute + more * self.every, minute + (more + 1) * self.every
                        taken = max((used for start, end, used in units if start < b and a < end), default=0)
                        found[self.equipment[id] + cell + more] = self.question.clinic.equipment[id].units - taken
        for who, supply in self.duties.items():
            found |= {supply + day: left for day, left in enumerate(self.question.limits[who])}
        return [Supply(*row) for row in found.items()]
