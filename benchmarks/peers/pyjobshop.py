"""PyJobShop (Lan and Berkhout, arXiv 2502.13483): tasks that take a mode on machines, solved by CP-SAT as it comes.

Time is counted in cells of the clinic's grid: each day a cell of rest, then the hours in which sessions lie. What
LEAVES_OUT does not name is said in PyJobShop's own words:

- a session is some optional tasks, all present or none: its *day*, as long as the day's hours; for each part its
  *start*, one cell long; its attended steps; its room; and what it takes of equipment and patient;
- a start has a mode for each practitioner and price; closed cells are breaks of a machine of its own;
- a gap is a delay between the days of two sessions, which holds where both are present;
- "either, or" is two optional tasks without length, of which at least one is present;
- a price is the length of a task from time 0 on in a job that is due at 0: its tardiness. Days off the ideal day are
  the tardiness and the earliness of the session's day.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from itertools import combinations, groupby, pairwise

from ortools.sat.python import cp_model
from pyjobshop import Machine, Mode, Model, Renewable, Task
from pyjobshop.solvers.ortools import CPModel

from benchmarks.peers.answer import Choice, Search
from benchmarks.peers.question import MINUTE, Demand, Part, Question
from planner.clinic import Service, Session

LEAVES_OUT = (
    "sharing a session that stands already with another plan: that day is left out",
    "the first start of a visit of several services: the time of day of the service named first is priced",
    "waits that last longer from one day than from another (calendar months): the longest is kept",
    "closures and fixed appointments that begin or end between two starts of the grid: they close that whole cell",
    "a reset that goes on after midnight",
)
Key = tuple[str, int]


def solve(question: Question, seconds: float) -> Search:
    """Search for so many seconds of wall-clock time, presolve included.

    PyJobShop's own `solve` shows nothing before its end; so the model that it makes is given to CP-SAT here, with the
    parameters that `solve` would set.
    """
    search, started = Search(f"PyJobShop {version('pyjobshop')}"), time.monotonic()
    shop = Shop(question)
    made = CPModel(shop.model.data())
    search.build_seconds = time.monotonic() - started
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 0
    started = time.monotonic()
    status = solver.solve(made.model, _Watch(shop, made, search, started))
    search.seconds, search.status = time.monotonic() - started, solver.status_name(status).lower()
    return search


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps every answer that CP-SAT meets."""

    def __init__(self, shop: Shop, made: CPModel, search: Search, started: float) -> None:
        super().__init__()
        self.shop, self.made, self.search, self.started = shop, made, search, started

    def on_solution_callback(self) -> None:
        modes, tasks = self.made.variables.mode_vars, self.made.variables.task_vars
        choices = self.shop.choices(lambda mode: self.value(modes[mode]), lambda task: self.value(tasks[task].start))
        self.search.answers.append((time.monotonic() - self.started, choices))


class Cells:
    """Minutes as cells: each day a cell of rest, then the hours from the first start to the end of the last reset."""

    def __init__(self, question: Question) -> None:
        self.question, self.every = question, question.clinic.start_every // MINUTE
        hours = [
            (minute - int(question.midnights[question.day(minute)]), part.taken)
            for part in question.parts
            for starts in part.starts.values()
            for minute in starts.tolist()
        ]
        self.first = min((after // self.every for after, _ in hours), default=0)
        self.hours = max((self.count(after + taken) for after, taken in hours), default=1) - self.first
        self.day = self.hours + 1
        self.end = self.day * question.days

    def count(self, length: int) -> int:
        """How many cells so many minutes reach into."""
        return -(-length // self.every)

    def of(self, minute: int) -> int:
        """The cell of a minute of the horizon; for one outside the hours the nearest of its day."""
        day = min(self.question.day(minute), self.question.days - 1)
        within = (minute - int(self.question.midnights[day])) // self.every - self.first
        return self.dawn(day) + max(-1, min(within, self.hours - 1))

    def dawn(self, day: int) -> int:
        """The first cell of a day's hours."""
        return self.day * day + 1

    def over(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """The cells that these minutes reach into."""
        return {cell for start, end in spans for cell in range(self.of(start), self.of(end - 1) + 1)}

    def only(self, cells: Iterable[int]) -> list[tuple[int, int]]:
        """The breaks that leave only these cells."""
        breaks, at = [], 0
        for cell in sorted(cells):
            if cell > at:
                breaks.append((at, cell))
            at = cell + 1
        return [*breaks, (at, self.end + 1)]

    def only_days(self, days: Iterable[int]) -> list[tuple[int, int]]:
        """The breaks that leave only these days."""
        return self.only(self.dawn(day) + cell for day in days for cell in range(self.hours))


@dataclass
class Placed:
    """A part and its start: the task and its number, its modes by practitioner, the minutes of its cells.

    `who` and `rooms` go by the numbers of modes.
    """

    part: Part
    number: int
    start: Task
    modes: dict[str, list[Mode]]
    minutes: dict[int, int]
    who: dict[int, str]
    rooms: dict[int, tuple[str, ...]]


@dataclass
class Together:
    """A task that is present only when two parts are one session, and its modes by practitioner."""

    task: Task
    modes: dict[str, Mode]


class Shop:
    """The model."""

    def __init__(self, question: Question) -> None:
        self.question, self.model, self.cells = question, Model(), Cells(question)
        self.prices = question.clinic.prices
        self.days = {key: set.intersection(*map(self._days_of, parts)) for key, parts in question.visits.items()}
        self.day: dict[Key, Task] = {}
        self.modes: dict[tuple[str, str], list[Mode]] = defaultdict(list)
        """The modes of starts by plan and practitioner."""
        self.placed: dict[int, Placed] = {}
        """By the numbers of the parts."""
        self.together: dict[tuple[int, int], Together] = {}
        """By the numbers of two parts."""
        self.model.set_objective(weight_total_tardiness=1, weight_total_earliness=1)
        for key, parts in question.visits.items():
            if self.days[key]:
                self._visit(parts[0].session, parts)
        for plan, sessions in question.courses.items():
            self._course(plan, [session for session in sessions if session.key in self.day])
        self._health()

    def choices(self, chosen: Callable[[int], int], start: Callable[[int], int]) -> list[Choice]:
        """What an answer places, by the values of modes and the starts of tasks, both by their numbers."""
        found = []
        for each in self.placed.values():
            who = next((who for mode, who in each.who.items() if chosen(mode)), None)
            rooms = next((rooms for mode, rooms in each.rooms.items() if chosen(mode)), ())
            if who is not None:
                found.append(Choice(each.part, who, each.minutes[start(each.number)], rooms))
        return found

    # --- words ----------------------------------------------------------------------------------------------------

    def _moment(self, **more: int) -> Task:
        """An optional task without length."""
        task = self.model.add_task(optional=True, **more)
        self.model.add_mode(task, [], 0)
        return task

    def _mode(self, task: Task, resources: list[Machine | Renewable], length: int) -> Mode:
        """A mode that takes one unit of each resource."""
        return self.model.add_mode(task, resources, length, [int(isinstance(one, Renewable)) for one in resources])

    def _price(self, amounts: Iterable[float]) -> tuple[Task, dict[float, Mode]]:
        """An optional task that costs one of these amounts, and the mode of each."""
        task = self.model.add_task(self.model.add_job(due_date=0), latest_start=0, optional=True)
        unit = self.question.scale * self.cells.day
        return task, {amount: self.model.add_mode(task, [], round(amount * unit)) for amount in sorted(set(amounts))}

    def _standing(self, resource: Renewable, used: Mapping[int, int], length: int) -> Renewable:
        """The resource, of which what stands takes so many units from these cells on."""
        for cell, units in used.items():
            task = self.model.add_task(earliest_start=cell, latest_start=cell)
            self.model.add_mode(task, resource, length, units)
        return resource

    # --- resources ------------------------------------------------------------------------------------------------

    @cached_property
    def patients(self) -> Mapping[str, Machine]:
        return defaultdict(self.model.add_machine)

    @cached_property
    def people(self) -> Mapping[tuple[str, int], Machine]:
        """A practitioner's machines, one for each slot of a cell."""
        return defaultdict(self.model.add_machine)

    @cached_property
    def rooms(self) -> Mapping[tuple[str, ...], Machine | Renewable]:
        """Rooms that are alike, as one resource."""
        found = {}
        for group in self.question.alike_rooms():
            services = {part.service.id: part.service for part in self.question.parts if group[0] in part.rooms}
            shut = self.cells.over(span for each in services.values() for span in self.question.shut(each, group[0]))
            breaks = self.cells.only(set(range(self.cells.end)) - shut)
            found[group] = (
                self.model.add_machine(breaks) if len(group) == 1 else self.model.add_renewable(len(group), breaks)
            )
        return found

    @cached_property
    def equipment(self) -> Mapping[str, Machine | Renewable]:
        found: dict[str, Machine | Renewable] = {}
        for id, one in self.question.clinic.equipment.items():
            used: dict[int, int] = {}
            for start, end, units in self.question.in_use(id):
                used |= {cell: max(units, used.get(cell, 0)) for cell in self.cells.over([(start, end)])}
            if one.units == 1:
                found[id] = self.model.add_machine(self.cells.only(set(range(self.cells.end)) - set(used)))
            else:
                found[id] = self._standing(self.model.add_renewable(one.units), used, 1)
        return found

    @cached_property
    def duties(self) -> Mapping[str, Renewable]:
        """The sessions a practitioner may have on one day, each taking one for the day."""
        found = {}
        for who, left in self.question.limits.items():
            used = {self.cells.dawn(day): max(left) - number for day, number in enumerate(left) if number < max(left)}
            found[who] = self._standing(self.model.add_renewable(max(left)), used, self.cells.hours)
        return found

    # --- sessions -------------------------------------------------------------------------------------------------

    def _days_of(self, part: Part) -> set[int]:
        return {self.question.day(minute) for who in part.starts for minute in part.unshared(who)}

    def _visit(self, session: Session, parts: list[Part]) -> None:
        """A session's tasks, all present or none; left out at a price if it is due."""
        tasks = [self._day(session)]
        if session.due:
            out, _ = self._price([self.prices.place[session.priority]])
            self.model.add_select_exactly_one([tasks[0], out])
        for part in parts:
            tasks += self._part(part, tasks[0])
        timely = self.question.timely(session)
        if timely and max(self.days[session.key]) > timely[1]:
            due = self.cells.day * (timely[1] + 1)
            job = self.model.add_job(round(self.prices.late * self.question.scale), due_date=due)
            late = self.model.add_task(job, earliest_end=due, optional=True)
            self.model.add_mode(late, [], 0)
            self.model.add_end_before_end(tasks[0], late)
            tasks.append(late)
        self.model.add_select_all_or_none(tasks)

    def _day(self, session: Session) -> Task:
        """The task that fills the session's day."""
        timely = self.question.timely(session)
        due = self.cells.day * ((timely[0] if timely else 0) + 1)
        job = self.model.add_job(round(self.prices.day * self.question.scale) if timely else 0, due_date=due)
        self.day[session.key] = day = self.model.add_task(job, latest_end=self.cells.end, optional=True)
        self.model.add_mode(day, self._calendar(self.days[session.key]), self.cells.hours)
        return day

    def _calendar(self, days: Iterable[int]) -> Machine:
        """A machine that leaves only these days to a task as long as the day's hours."""
        return self.model.add_machine(
            self.cells.only(self.cells.dawn(d) + h for d in days for h in range(self.cells.hours))
        )

    def _part(self, part: Part, day: Task) -> list[Task]:
        """A part's tasks: its start, and what it takes, which is nothing where it shares an earlier part's session."""
        model = self.model
        placed = self._start(part, day)
        shares = [other for other, later in self.question.shared if later is part and other.number in self.placed]
        together = [found for other in shares if (found := self._share(self.placed[other.number], placed))]
        tasks = [*self._attended_by(placed, together), *self._duty(placed, day, together), *self._places(placed)]
        for task in tasks if together else ():
            model.add_select_at_least_one([task, *(each.task for each in together)], day)
        self.placed[part.number] = placed
        return [placed.start] if together else [placed.start, *tasks]

    def _beside(self, start: Task, delay: int = 0) -> Task:
        """A task that starts so many cells after a start."""
        task = self.model.add_task(optional=True)
        self.model.add_start_at_start(start, task, delay)
        return task

    def _start(self, part: Part, day: Task) -> Placed:
        """A part's start, with a mode for each practitioner and price."""
        model, cells, session = self.model, self.cells, part.session
        wanted = self.question.clinic.patients[session.patient].preferred_practitioners
        booked = part.booked and (self.question.clock.minute(part.booked.start), part.booked.practitioner)
        kinds: dict[tuple[str, float], list[int]] = defaultdict(list)
        for who in part.starts:
            for minute in part.unshared(who):
                price = self.prices.preferred * (who not in (wanted or (who,)))
                price += self.prices.moved * (booked is not None and booked != (minute, who))
                if part.service.id == session.services[0]:
                    price += self.prices.time_of_day * (not self.question.liked(session, minute))
                kinds[who, price].append(minute)
        minutes = {cells.of(minute): minute for minutes in kinds.values() for minute in minutes}
        number, start = len(model.tasks), model.add_task(optional=True)
        model.add_start_before_start(day, start)
        model.add_end_before_end(start, day)
        placed = Placed(part, number, start, defaultdict(list), minutes, {}, {})
        _, amounts = self._price(price for _, price in kinds)
        for (who, price), of_kind in kinds.items():
            placed.who[len(model.modes)] = who
            mode = model.add_mode(start, model.add_machine(cells.only(map(cells.of, of_kind))), 1)
            model.add_mode_dependency(mode, [amounts[price]])
            placed.modes[who].append(mode)
            self.modes[session.plan, who].append(mode)
        return placed

    def _share(self, one: Placed, other: Placed) -> Together | None:
        """Two parts as one session, if anybody could give both."""
        people = [who for who in one.modes if who in other.modes]
        if not people:
            return None
        task = self.model.add_task(optional=True)
        found = Together(task, {who: self.model.add_mode(task, [], 0) for who in people})
        for who, mode in found.modes.items():
            self.model.add_mode_dependency(mode, one.modes[who])
            self.model.add_mode_dependency(mode, other.modes[who])
        for placed in (one, other):
            self.model.add_start_at_start(placed.start, task)
        self.together[one.part.number, other.part.number] = found
        return found

    def _attended_by(self, placed: Placed, together: Iterable[Together]) -> Iterator[Task]:
        """The attended steps, each on machines of the practitioner who starts."""
        for after, length, slots in self._attended(placed.part.service):
            step = self._beside(placed.start, after)
            for who, starts in placed.modes.items():
                mode = self.model.add_mode(step, [self.people[who, slot] for slot in slots], length)
                self._follow(starts, mode, *(each.modes[who] for each in together if who in each.modes))
            yield step

    def _duty(self, placed: Placed, day: Task, together: Iterable[Together]) -> Iterator[Task]:
        """The part among the sessions of the practitioner's day, where somebody has a limit."""
        if any(who in self.duties for who in placed.modes):
            duty = self._beside(day)
            for who, starts in placed.modes.items():
                limited = [self.duties[who]] if who in self.duties else []
                mode = self._mode(duty, limited, self.cells.hours)
                self._follow(starts, mode, *(each.modes[who] for each in together if who in each.modes))
            yield duty

    def _places(self, placed: Placed) -> Iterator[Task]:
        """The part's room, and what it takes of equipment and patient."""
        part, model = placed.part, self.model
        if part.rooms:
            room = self._beside(placed.start)
            for group, resource in self.rooms.items():
                if group[0] in part.rooms:
                    placed.rooms[len(model.modes)] = group
                    self._mode(room, [resource], self.cells.count(part.taken))
            yield room
        takes = [self.equipment[id] for id in part.service.equipment]
        meets = [self.patients[part.session.patient]] if self.question.meets(part.session) else []
        if takes or meets:
            body = self._beside(placed.start)
            self._mode(body, [*takes, *meets], self.cells.count(part.length))
            yield body

    def _follow(self, modes: Iterable[Mode], *others: Mode) -> None:
        """Each of the modes is chosen only with one of the others."""
        for mode in modes:
            self.model.add_mode_dependency(mode, list(others))

    def _attended(self, service: Service) -> list[tuple[int, int, tuple[int, ...]]]:
        """A service's attended steps: cells after the start, how many, and which slots of them."""
        slots = self._slots(service, self.slot)
        runs = groupby(enumerate(sorted(slots)), lambda pair: (pair[1] - pair[0], slots[pair[1]]))
        cells = [[cell for _, cell in run] for _, run in runs]
        return [(run[0], len(run), tuple(sorted(slots[run[0]]))) for run in cells]

    @cached_property
    def slot(self) -> int:
        """The minutes of a slot of a cell: all steps begin and end with one.

        A cell is a single slot where no two steps fit into it beside each other anyway.
        """
        every = self.cells.every
        services = {part.service.id: part.service for part in self.question.parts}.values()
        slot = math.gcd(every, *(end // MINUTE for service in services for step in service.attended for end in step))
        used = [slots for service in services for slots in self._slots(service, slot).values()]
        return slot if any(one.isdisjoint(other) for one, other in combinations(used, 2)) else every

    def _slots(self, service: Service, slot: int) -> Mapping[int, set[int]]:
        """The slots in which a service is attended, by cells after its start."""
        found: dict[int, set[int]] = defaultdict(set)
        for after, until in service.attended:
            for number in range(after // MINUTE // slot, -(-(until // MINUTE) // slot)):
                found[number * slot // self.cells.every].add(number * slot % self.cells.every // slot)
        return found

    # --- courses and patients -------------------------------------------------------------------------------------

    def _course(self, plan: str, sessions: list[Session]) -> None:
        for one, other in combinations(sessions, 2):
            self.model.add_start_before_start(self.day[one.key], self.day[other.key], other.least * self.cells.day)
        self._continuity(plan)
        self._stretch(plan)

    def _continuity(self, plan: str) -> None:
        """The plan has one practitioner free of charge, or those of its fixed appointments; every other costs."""
        known = {row.practitioner for row in self.question.problem.fixed if row.plan == plan}
        people = [who for of, who in self.modes if of == plan and who not in known]
        if known or len(people) > 1:
            main = None if known else self.model.add_task(latest_start=0)
            for who in people:
                _, cost = self._price([self.prices.continuity])
                free = [] if main is None else [self.model.add_mode(main, [], 0)]
                self._follow(self.modes[plan, who], *cost.values(), *free)

    def _stretch(self, plan: str) -> None:
        """Two neighbours are near, or it costs."""
        model, cells, first = self.model, self.cells, self.question.problem.horizon.first
        every = [session for session in self.question.problem.sessions if session.plan == plan]
        for before, session in pairwise(sorted(every, key=lambda session: session.number)):
            ends = [self.day.get(each.key) for each in (before, session)]
            if session.number != before.number + 1 or session.most is None or not any(ends):
                continue
            if not all(end or each.fixed for end, each in zip(ends, (before, session), strict=True)):
                continue
            fixed = [
                (self.question.clinic.day(each.booked[0].start) - first).days
                for each in (before, session)
                if each.fixed
            ]
            most = session.most * cells.day
            if ends[0] is None:
                near = self._moment(latest_start=cells.dawn(fixed[0]) + most)
            else:
                near = self._moment(earliest_start=cells.dawn(fixed[0]) if fixed else 0)
                model.add_start_before_start(near, ends[0], -most)
            if ends[1] is not None:
                model.add_start_before_start(ends[1], near)
            far, _ = self._price([self.prices.stretch])
            model.add_select_exactly_one([near, far])

    def _health(self) -> None:
        """Waits between a patient's sessions, what they share, and follow-ups."""
        apart: dict[tuple[Key, Key], set[int]] = defaultdict(set)
        shared: dict[tuple[Key, Key], list[Together | None]] = defaultdict(list)
        for one, other, pairs in self.question.excluded():
            apart[one.key, other.key] |= {later - earlier for earlier, later in pairs}
        for part, twin in self.question.shared:
            pair = part.session.key, twin.session.key
            if 0 not in apart[pair]:
                shared[pair].append(self.together.get((part.number, twin.number)))
        for (one, other), gaps in apart.items():
            if one in self.day and other in self.day:
                self._apart(
                    self.day[one], self.day[other], gaps | {0} if shared[one, other] else gaps, shared[one, other]
                )
        for demand in self.question.demands():
            if demand.session.key in self.day:
                self._demand(demand)

    def _apart(self, one: Task, other: Task, gaps: set[int], shared: list[Together | None]) -> None:
        """The second day comes before the first and these gaps, or after them, or the two share what they can."""
        before, after, day = self._moment(), self._moment(), self.cells.day
        self.model.add_start_before_start(other, before, (1 - min(gaps)) * day)
        self.model.add_start_before_start(before, one)
        self.model.add_start_before_start(one, after, (1 + max(gaps)) * day)
        self.model.add_start_before_start(after, other)
        for together in shared or [None]:
            self.model.add_select_at_least_one([before, after, *([together.task] if together else [])])

    def _demand(self, demand: Demand) -> None:
        """On one of these days a session wants one of the others after it."""
        model, cells, day = self.model, self.cells, self.day[demand.session.key]
        options = []
        free = self.days[demand.session.key] - set(demand.days)
        if free:
            elsewhere = self._beside(day)
            model.add_mode(elsewhere, self._calendar(free), cells.hours)
            options.append(elsewhere)
        for other in (self.day[other.key] for other in demand.others if other.key in self.day):
            serves = self._moment()
            model.add_start_at_start(other, serves)
            model.add_start_before_start(day, serves, demand.least * cells.day)
            model.add_start_before_start(serves, day, -demand.most * cells.day)
            model.add_select_at_least_one([other], serves)
            options.append(serves)
        if options:
            model.add_select_at_least_one(options, day)
        else:
            model.add_start_before_start(day, day, 1)  # so it is never present
