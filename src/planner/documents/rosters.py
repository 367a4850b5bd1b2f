"""Rosters as documents, and back: what is placed, what is left out and why, and how good it is."""

from __future__ import annotations

import math
from dataclasses import asdict

from planner.clinic import Clinic, Horizon, Problem
from planner.documents.appointments import of_rows, read_rows
from planner.documents.fields import Document, Fields
from planner.errors import Nonsense
from planner.roster.roster import FEASIBLE, OPTIMAL, UNSOLVED, Quality, Roster, Unplaced


def of_roster(clinic: Clinic, roster: Roster) -> Document:
    figures = asdict(roster.figures)
    days = {name: figures.pop(name).isoformat() for name in ("first", "last", "end")}
    bound = figures.pop("bound")
    return {
        **days,
        "rows": of_rows(clinic, roster.placed),
        "left_out": [
            {
                "plan": each.session.plan,
                "number": each.session.number,
                "reason": each.reason,
                "days": {day.isoformat(): why for day, why in each.days.items()},
            }
            for each in roster.left_out
        ],
        "quality": {"bound": bound if math.isfinite(bound) else None, **figures},
    }


def read_roster(clinic: Clinic, document: object) -> Roster:
    """The roster of a document, of `clinic` as it is now, with its book.

    Raises Nonsense naming the field that is not as it should be.
    """
    fields = Fields.of(document)
    horizon = Horizon(*(fields.day(name) for name in ("first", "last", "end")))
    problem = Problem.of(clinic, horizon)
    left_out = tuple(_read_unplaced(problem, each) for each in fields.parts("left_out"))
    quality = _read_quality(horizon, fields.part("quality"))
    return Roster(problem, read_rows(fields.parts("rows")), left_out, quality)


def _read_unplaced(problem: Problem, fields: Fields) -> Unplaced:
    key = (fields.text("plan"), fields.whole("number"))
    if key not in problem.by_key:
        raise Nonsense(f"{fields.name} is {key[0]}, session {key[1]}, which is not asked for on these days any more")
    return Unplaced(problem.by_key[key], fields.text("reason"), fields.part("days").texts_by_day())


def _read_quality(horizon: Horizon, fields: Fields) -> Quality:
    high, middle, low = fields.counts("left_out", 3)
    return Quality(
        score=fields.number("score"),
        bound=-math.inf if fields.given("bound") is None else fields.number("bound"),
        status=fields.one_of("status", {status: status for status in (OPTIMAL, FEASIBLE, UNSOLVED)}),
        left_out=(high, middle, low),
        goals=fields.numbers("goals"),
        placed=fields.whole("placed"),
        due=fields.whole("due"),
        first=horizon.first,
        last=horizon.last,
        end=horizon.end,
        seconds=fields.number("seconds"),
        seed=fields.whole("seed"),
        book=fields.text("book") if "book" in fields.document else "",
    )
