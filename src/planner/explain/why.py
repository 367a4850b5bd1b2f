"""Why a session is not placed, or not where it is wished: the main path, every step in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

import pandas as pd

from planner.clinic import Appointment, Clinic, Problem, Session
from planner.engine.local.fix import Wish
from planner.engine.local.insert import Proof, force
from planner.engine.local.openings import Openings
from planner.explain import frames
from planner.explain.breaches import Tried, tries
from planner.explain.naming import SENTENCES, Obstacle, named
from planner.explain.obstacles import irreducible
from planner.explain.question import days_asked, session_asked, wish_asked
from planner.roster.check import Appointments, asked
from planner.roster.compare.moves import Move, moves
from planner.rules import measured, violations

SECONDS = 15.0

Rows = tuple[Appointment, ...]
Prices = Mapping[str, float]


@dataclass(frozen=True)
class Place:
    """A place of the session with all others kept: its rows, and what the score becomes dearer by, goal by goal.

    The prices are differences to the roster as it is; below 0 the roster would gain.
    """

    rows: Rows
    prices: Prices

    @property
    def dearer(self) -> float:
        return sum(self.prices.values())


@dataclass(frozen=True)
class Placed:
    """The best roster found that has the session, the others free to move.

    `rows` are the session's own, `roster` all, `dearer` and `prices` the differences to the roster as it is, `moves`
    what it displaces. `proofs` say what is proved: with so many sessions free, the least that any such roster costs.
    """

    rows: Rows
    roster: Rows
    score: float
    prices: Prices
    moves: tuple[Move, ...]
    proofs: tuple[Proof, ...]

    @property
    def dearer(self) -> float:
        return sum(self.prices.values())


@dataclass(frozen=True)
class Why:
    """What there is to say about one session of a roster; `planner.why` makes it.

    `at` are its rows in the roster and `prices` what its place costs, goal by goal, against leaving it out; both are
    empty for a session left out. `free` is the cheapest place open to it, as wished, while all others stay; where there
    is none, `obstacles` are what keeps it out, `proved` by an independent solve. `never` says that what cannot be moved
    keeps it out of every roster. `tried` has each place at a wished moment. `forced` says whether a place was searched
    for with the others free to move, `placed` is the best roster that was found, None if none was. `broken` counts the
    rules that the roster itself breaks; with any, none is searched for.
    """

    problem: Problem
    roster: Rows
    score: float
    session: Session
    wish: Wish
    at: Rows
    prices: Prices
    free: Place | None
    obstacles: tuple[Obstacle, ...]
    proved: bool
    never: bool
    tried: tuple[Tried, ...]
    forced: bool
    placed: Placed | None
    broken: int

    @property
    def in_the_way(self) -> pd.DataFrame:
        """The obstacles as a table."""
        return frames.obstacles(self.problem, self.obstacles)

    @property
    def breaks(self) -> pd.DataFrame:
        """The places tried at the wished moment, and the rules each would break, as a table."""
        return frames.tried(self.problem, self.tried)

    @property
    def displaced(self) -> pd.DataFrame:
        """What placing it by force displaces, as a table."""
        return frames.displaced(self.problem, self.placed.moves if self.placed else ())


def why(
    clinic: Clinic,
    roster: Appointments,
    plan: str,
    number: int,
    *,
    on: date | None = None,
    at: time | None = None,
    practitioner: str | None = None,
    seconds: float = SECONDS,
    effort: float | None = None,
    seed: int = 1,
) -> Why:
    """Why a session of a roster is left out, is where it is, or is not on a wished day, at a wished time, with someone.

    `seconds` are for placing it with the others free to move (0: not asked), or `effort`, deterministic units of work
    in all, each a second or a few, for the same answer again. Raises UnknownName for a plan or a practitioner the
    clinic lacks, Nonsense for a number the plan does not ask for on the roster's days, for a day that is none of these,
    or for a roster that cannot be.
    """
    problem, rows = asked(clinic, roster)
    session = session_asked(problem, plan, number)
    wish = wish_asked(problem, on, at, practitioner)
    mine = tuple(row for row in rows if row.key == session.key)
    others = tuple(row for row in rows if row.key != session.key)
    openings = Openings(problem, rows, session, days_asked(problem, session, wish), wish)
    asks = not session.fixed and not _off_grid(problem, wish)
    needed = irreducible(openings) if asks else None
    costs = measured(problem, rows)
    free = _free(openings, costs, others) if asks and needed is None else None
    never = needed is not None and openings.never()
    broken = len(violations(problem, rows))
    forced = (bool(wish) or not mine) and not (session.fixed or never) and (seconds > 0 or effort is not None)
    placed = _placed(openings, rows, costs, seconds, effort, seed) if forced and not broken else None
    return Why(
        problem=problem,
        roster=rows,
        score=sum(costs.values()),
        session=session,
        wish=wish,
        at=mine,
        prices=_differences(measured(problem, others), costs) if mine else {},
        free=free,
        obstacles=named(openings, needed) if needed else _standing(problem, session, wish, found=needed is None),
        proved=needed is None or openings.proved_closed([*openings.laws, *needed]),
        never=never,
        tried=_tried(openings, rows),
        forced=forced,
        placed=placed,
        broken=broken,
    )


def _off_grid(problem: Problem, wish: Wish) -> bool:
    """Whether no session may start at the wished time, whatever the day."""
    day = wish.on or problem.horizon.first
    return wish.at is not None and not problem.clinic.on_grid(problem.clinic.moment(day, wish.at))


def _standing(problem: Problem, session: Session, wish: Wish, found: bool) -> tuple[Obstacle, ...]:
    """What stands in the way whatever is taken away; nothing, if a place was found."""
    clinic, rows = problem.clinic, session.booked
    if session.fixed:
        return (Obstacle("fixed", SENTENCES["fixed"], "it is fixed in the appointment book", rows=rows),)
    if wish.at is not None and _off_grid(problem, wish):
        how = f"{wish.at:%H:%M} is off the grid of {clinic.start_every.total_seconds() / 60:g} minutes"
        return (Obstacle("grid", SENTENCES["grid"], how),)
    if found:
        return ()
    rule, how = "shift", "it would not end on the day on which it begins"
    if not clinic.practitioners:
        rule, how = "qualified", "the clinic has no practitioner"
    elif not clinic.rooms and any(clinic.services[service].room is not None for service in session.services):
        rule, how = "room fits", "the clinic has no room"
    return (Obstacle(rule, SENTENCES[rule], how),)


def _free(openings: Openings, costs: Prices, others: Rows) -> Place | None:
    place = openings.cheapest()
    return Place(place, _differences(costs, measured(openings.problem, (*others, *place)))) if place else None


def _placed(
    openings: Openings, rows: Rows, costs: Prices, seconds: float, effort: float | None, seed: int
) -> Placed | None:
    problem, session = openings.problem, openings.session
    forced = force(problem, rows, session, openings.days, openings.wish, seconds, effort, seed)
    if forced is None:
        return None
    prices = _differences(costs, measured(problem, forced.rows))
    mine = tuple(row for row in forced.rows if row.key == session.key)
    others = tuple(move for move in moves(problem, rows, forced.rows) if move.session.key != session.key)
    return Placed(mine, forced.rows, forced.score, prices, others, forced.proofs)


def _tried(openings: Openings, rows: Rows) -> tuple[Tried, ...]:
    """Every place at the wished moment, where day and time are wished."""
    wish, problem = openings.wish, openings.problem
    if wish.on is None or wish.at is None:
        return ()
    moment = problem.clinic.moment(wish.on, wish.at)
    return tuple(tries(problem, rows, openings.session, moment, wish))


def _differences(before: Prices, after: Prices) -> Prices:
    """What each goal costs more after than before."""
    return {name: after[name] - before[name] for name in after}
