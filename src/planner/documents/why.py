"""Why a session has no place, or not the one that is wished, and what would place more, as documents."""

from __future__ import annotations

from collections.abc import Iterable

from planner.clinic import Clinic, Session
from planner.documents.appointments import of_row, of_rows
from planner.documents.fields import Document
from planner.documents.refusals import of_violations
from planner.explain.breaches import Tried
from planner.explain.naming import Obstacle
from planner.explain.repair import Repair, Repairs
from planner.explain.why import Place, Placed, Why
from planner.roster.compare.moves import Move


def of_why(found: Why) -> Document:
    """What there is to say about one session; prices are in points, as differences to the book as it is."""
    clinic, session = found.problem.clinic, found.session
    window = session.window
    return {
        **_of_session(session),
        "due": session.due,
        "ideal": session.ideal.isoformat() if session.ideal else None,
        "window": str(window) if window else None,
        "rows": of_rows(clinic, found.at),
        "prices": dict(found.prices),
        "obstacles": [_of_obstacle(clinic, each) for each in found.obstacles],
        "proved": found.proved,
        "never": found.never,
        "free": _of_place(clinic, found.free) if found.free else None,
        "tried": [_of_tried(clinic, each) for each in found.tried],
        "placed": _of_placed(clinic, found.placed) if found.placed else None,
        "broken": found.broken,
    }


def of_repairs(found: Repairs) -> Document:
    """The changes of a clinic that would place more, the best for their price first."""
    return {
        "score": found.score,
        "left_out": _of_sessions(found.left_out),
        "hopeless": _of_sessions(found.hopeless),
        "repairs": [_of_repair(found.clinic, each) for each in found.repairs],
        "candidates": found.candidates,
        "solved": found.solved,
    }


def _of_session(session: Session) -> Document:
    return {"plan": session.plan, "number": session.number}


def _of_sessions(sessions: Iterable[Session]) -> list[Document]:
    return [_of_session(each) for each in sessions]


def _of_obstacle(clinic: Clinic, each: Obstacle) -> Document:
    said = {"rule": each.rule, "sentence": each.sentence, "how": each.how, "source": each.source}
    return {**said, "rows": of_rows(clinic, each.rows), "opens": of_rows(clinic, each.opens)}


def _of_place(clinic: Clinic, place: Place | Placed) -> Document:
    return {"rows": of_rows(clinic, place.rows), "dearer": place.dearer, "prices": dict(place.prices)}


def _of_placed(clinic: Clinic, placed: Placed) -> Document:
    moves = [_of_move(clinic, each) for each in placed.moves]
    return {**_of_place(clinic, placed), "score": placed.score, "moves": moves}


def _of_tried(clinic: Clinic, each: Tried) -> Document:
    return {"row": of_row(clinic, each.row), "violations": of_violations(each.breaks, clinic)}


def _of_move(clinic: Clinic, move: Move) -> Document:
    places = {"before": of_rows(clinic, move.before), "after": of_rows(clinic, move.after)}
    return {"change": move.kind, **_of_session(move.session), **places}


def _of_repair(clinic: Clinic, repair: Repair) -> Document:
    return {
        "kind": repair.change.kind,
        "words": repair.words,
        "placed": _of_sessions(repair.placed),
        "moved": [_of_move(clinic, each) for each in repair.moved],
        "gain": repair.gain,
        "cost": repair.cost,
        "score": repair.roster.figures.score,
    }
