"""A roster changed in some sessions only: these are free, all others stand where they are.

The model is of the free sessions alone, and the others are in it as fixed appointments, so it is small whatever the
clinic's size, and every rule and goal reads it as it reads any other.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.clinic import Appointment, Key, Problem, Session
from planner.engine.greedy import PartialRoster
from planner.engine.limits import Limits, silent
from planner.engine.local.fix import keep
from planner.engine.planning import build_model
from planner.engine.reasons import Reasons
from planner.engine.rooms import appointments
from planner.engine.search import cpsat
from planner.engine.search.parts import Part
from planner.engine.search.run import search
from planner.engine.start import start_from
from planner.engine.tidy import tidied
from planner.model import Model
from planner.model.clock import Ints, Mask
from planner.model.model import Floats
from planner.rules import RuleClosures

Place = tuple[str | None, int]
"""A practitioner, and the minute of a start."""


@dataclass(frozen=True)
class Around:
    """A roster with some sessions placed anew, and the model they were placed in.

    `proved` says that no other places of the free sessions are better beside all that stands.
    """

    rows: tuple[Appointment, ...]
    model: Model
    closures: RuleClosures
    vector: Ints
    proved: bool

    def why(self, session: Session) -> str:
        """Why a session that was free has no place, counted by days."""
        return Reasons(self.model, self.closures, self.vector).of(session).reason


@dataclass(frozen=True)
class Opening:
    """A free place for one service of a session, and what the score would gain by it beside all that stands."""

    session: Key
    row: Appointment
    worth: float


def around(
    problem: Problem,
    rows: Sequence[Appointment],
    free: Collection[Key],
    seconds: float,
    move: float = 0.0,
    *,
    fewest: bool = False,
) -> Around:
    """The rows with those of the free sessions replaced by the best found in so many seconds, the building among them.

    `move` is charged beside the goals for each free session whose rows get another practitioner or start; losing a
    place, more than any gain could outweigh. So where the rows keep every rule, what comes out is never dearer, and
    none that had a place loses it. With `fewest` no gain outweighs a move either, but a place for a free session that
    had none: of rosters that place equally many the one that moves fewest is the best, and of these the cheapest; the
    search alone has the seconds then. Rows of sessions that are not free come back as they are. Raises
    KeyboardInterrupt on a Ctrl-C.
    """
    began = time.monotonic()
    mine = [row for row in rows if row.key in free]
    placed = {row.key for row in mine}
    part = keep(problem, rows, free)
    closures = Apart(part, mine)
    model = build_model(part, closures)
    _charge_moves(model, mine, 1 + _widest(model) if fewest else move)
    if fewest:
        charge_losses(model, set(free) - placed)
    charge_losses(model, placed)  # with all else charged already
    start = start_from(model, mine)
    vector, proved = _as_a_whole(model, start, seconds) if fewest else _searched(model, start, seconds, began)
    found = [row for row in appointments(model, vector) if row.key in free]
    kept = [row for row in rows if row.key not in free]
    order = sorted([*kept, *found], key=lambda row: (row.start, row.practitioner or "", row.room or "", row.id))
    return Around(tuple(order), model, closures, vector, proved)


def _searched(model: Model, start: Ints, seconds: float, began: float) -> tuple[Ints, bool]:
    """The best vector that the search finds, and whether none is better."""
    best = search(model, start, Limits.asked(seconds, None, 1, seed=1), began, silent)
    open_ = best.score - best.bound > 1e-6
    if open_ and best.seconds_left > 0 and len(model.assigned):  # the search took a Ctrl-C for its own
        raise KeyboardInterrupt
    return best.vector, not open_


def _as_a_whole(model: Model, start: Ints, seconds: float) -> tuple[Ints, bool]:
    """The same by CP-SAT alone, which is quicker where few sessions are free and what they cost lies far apart."""
    part = Part(np.arange(len(model)), model.price, model.upper, model.matrix)
    whole = cpsat.whole_factor(model.price)
    solved = cpsat.solve(part, start, whole, math.inf, seconds, 1, lambda stop: lambda: None)
    found = start if solved.values is None else model.complete(model.chosen(solved.values))
    best = min(start, found, key=model.score)
    return tidied(model, best), solved.optimal


def openings(problem: Problem, rows: Sequence[Appointment], wanted: Collection[Key]) -> list[Opening]:
    """The free places of each wanted session, each as if it came alone; of a visit of several services, one a day.

    What stands are the rows less those of the wanted sessions' plans that could make way: all but the fixed. A visit
    has an opening for each of its rows, with the worth of the whole.
    """
    plans = {plan for plan, _ in wanted}
    standing = [row for row in rows if row.plan not in plans or problem.by_key[row.key].fixed]
    part = keep(problem, standing, wanted)
    model = build_model(part, RuleClosures(part))
    desk, p = PartialRoster(model), model.placements
    found = []
    for number, session in enumerate(model.sessions):
        days = np.flatnonzero(model.day[number] >= 0)
        days = days[desk.fits(model.day[number, days])]
        if len(session.services) == 1:
            mine = desk.parts[number][0]
            seats = desk.free(*p.starts_of(mine[np.isin(p.assignments.day[mine], days)]))
            worths = -_prices(model, number, seats)
            found += [
                Opening(session.key, _row(model, session, start), worth)
                for start, worth in zip(seats[:, 1].tolist(), worths.tolist(), strict=True)
            ]
            continue
        for day in days.tolist():
            visit = desk.cheapest_visit(number, day) or []
            price = _prices(model, number, np.array(visit, dtype=np.int64).reshape(-1, 3)).sum()
            price -= (len(visit) - 1) * model.price[model.day[number, day]]  # the day is paid once
            found += [Opening(session.key, _row(model, session, start), -float(price)) for _, start, _ in visit]
    return found


def _prices(model: Model, number: int, seats: Ints) -> Floats:
    """What placing a session on each of these seats adds to the score, its day included."""
    day = model.day[number, model.placements.assignments.day[seats[:, 0]]]
    return np.asarray(model.price[seats[:, 0]] + model.price[model.started[seats[:, 1]]] + model.price[day])


def _row(model: Model, session: Session, start: int) -> Appointment:
    p, service = model.placements, model.placements.parts[model.placements.part[start]].service
    moment = p.clock.moments[p.starts.slot[start]]
    who = p.practitioners[p.practitioner[start]]
    return Appointment("", *session.key, service.id, who, None, moment, moment + service.length)


class Apart(RuleClosures):
    """Sessions that have a place already are told apart by it and their patient, so that leaving it can be counted."""

    def __init__(self, problem: Problem, rows: Iterable[Appointment]) -> None:
        super().__init__(problem)
        self.places = {(row.key, row.service): (row.practitioner, row.start, problem.patient_of(row)) for row in rows}

    def tells(self, session: Session, service: str) -> object:
        return super().tells(session, service), self.places.get((session.key, service))


def leaving(model: Model, rows: Iterable[Appointment]) -> tuple[Mask, Mask]:
    """Which assignments leave the practitioner of one of these rows, and which starts keep it at another time."""
    p = model.placements
    places: Mapping[object, Place] = {
        (row.key, row.service): (row.practitioner, p.clock.minute(row.start)) for row in rows
    }
    number = {name: index for index, name in enumerate(p.practitioners)}
    place = [places.get((p.sessions[part.session].key, part.service.id)) for part in p.parts]
    who = np.array([number.get(at[0] or "", -1) if at else -2 for at in place], dtype=np.int64)
    start = np.array([at[1] if at else 0 for at in place], dtype=np.int64)
    theirs = who[p.assignments.part]
    leaves = (theirs != -2) & (theirs != p.assignments.practitioner)
    return leaves, (who[p.part] == p.practitioner) & (start[p.part] != p.start)


def _charge_moves(model: Model, rows: Iterable[Appointment], move: float) -> None:
    """Leaving its practitioner is charged to a row's assignments, keeping it at another start to its starts.

    A visit of several services is charged once, however many of them leave their places.
    """
    p, a = model.placements, model.placements.assignments
    leaves, shifts = leaving(model, rows)
    visits = sorted({part.session for part in p.parts if len(p.sessions[part.session].services) > 1})
    of_visit = np.array([part.session in visits for part in p.parts], dtype=bool)
    model.charge(model.assigned[leaves & ~of_visit[a.part]], move)
    model.charge(model.started[shifts & ~of_visit[p.part]], move)
    moved = model.variables(len(visits))
    model.charge(moved, move)
    terms = []
    for part in np.flatnonzero(of_visit).tolist():
        away = model.assigned[leaves & (a.part == part)], model.started[shifts & (p.part == part)]
        terms.append((visits.index(p.parts[part].session), np.concatenate(away), 1, 0))
    model.floor("moved", moved, terms)


def charge_losses(model: Model, keys: Collection[Key]) -> None:
    """Leaving one of these sessions out costs more than all that is charged by now could make up for."""
    much = 1 + _widest(model)
    for session in model.sessions:
        if session.key in keys:
            model.constant += much
            model.charge(model.days_of(session)[1], -much)


def _widest(model: Model) -> float:
    """No two rosters differ by more: the widest choice for every part and session, and all that follows from them."""
    price, parts = model.price, len(model.placements.parts)
    days, rest = price[model.choices : model.plain], price[model.plain :] * model.upper[model.plain :]
    widest = [(parts, price[model.assigned]), (parts, price[model.started]), (len(model.sessions), days)]
    return sum(count * float(np.ptp(np.append(each, 0.0))) for count, each in widest) + float(np.abs(rest).sum())
