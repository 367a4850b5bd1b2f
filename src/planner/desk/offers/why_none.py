"""Why a session has no place: the rule that closes most, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from planner.clinic import Service
from planner.clinic.names import name
from planner.desk.diary.timetable import BY_FACTS
from planner.desk.offers.request import Offers
from planner.desk.offers.starts import Places
from planner.model.clock import Mask
from planner.roster.format.dates import between
from planner.rules import Violation

_FACTS = {rule.name for rule in BY_FACTS}


def no_place(places: Places, refused: Sequence[Violation] = ()) -> Offers[Any]:
    """Nothing, and why a session has no place; `refused` is what a check said of those that seemed free."""
    why = _why(places, refused)
    return Offers(why=f"{places.session.name} has {why}", alone=why)


def _why(places: Places, refused: Sequence[Violation]) -> str:
    """Such as `no place on 1 to 3 Dec: …`, and the rule that stands alone before most places.

    Where none does it is the one with fewest others before them. Looked at are the hours in which somebody works, as
    long as there are any, and of a visit the service that has fewest places.
    """
    where = f"no place on {between(places.days.first, places.days.last or places.days.first)}"
    if refused:
        rule, _ = Counter(each.rule for each in refused).most_common(1)[0]
        return f"{where}: {next(each for each in refused if each.rule == rule)}"
    service = min(places.services, key=lambda each: int(places.open[each.id].sum()))
    laws = list(places.closed_by(service))
    closed = [*laws, *taken_by(places, service)]
    table = np.array([mask for _, _, mask in closed])
    together = table.sum(axis=0)
    if not together.size or not together.min():
        return f"{where} for all of its services together"
    at_work = ~np.any([mask for rule, _, mask in laws if rule in _FACTS], axis=0)
    looked_at = at_work if at_work.any() else np.ones_like(at_work)
    nearest = looked_at & (together == together[looked_at].min())
    number = int(np.argmax((table & nearest).sum(axis=(1, 2))))
    rule, why, _ = closed[number]
    return f"{where}: the rule that closes most is “{rule}” ({why})"


def taken_by(places: Places, service: Service) -> Iterator[tuple[str, str, Mask]]:
    """Which starts are closed to whom by what stands: by rule, with its reason."""
    stretch, starts = places.stretch, places.starts
    size = (len(stretch.practitioners), len(places.clock.starts))
    people = range(len(stretch.practitioners))
    yield (
        "practitioner",
        "all who may give it attend to others",
        ~_rows([stretch.attends(n, service)[starts] for n in people], size),
    )
    limits = [stretch.below_limit(who)[starts] for who in stretch.practitioners]
    breaks = [stretch.leaves_breaks(number, service)[starts] for number in people]
    yield "break", "all who may give it would lose their break", ~_rows(breaks, size)
    yield "daily limit", "all who may give it have as many sessions as they may", ~_rows(limits, size)
    yield "patient", "the patient is elsewhere", ~np.broadcast_to(places.patient_free(service), size)
    if service.room is not None:
        rooms = [np.asarray(stretch.rooms(service, who)[:, starts].any(axis=0)) for who in stretch.practitioners]
        yield "room", "every room that fits is taken or closed", ~_rows(rooms, size)
    for id in service.equipment:
        units = stretch.has_unit(id, service)[starts]
        yield (
            "equipment",
            f"every {name(places.problem.clinic.equipment, id)} is in use or closed",
            ~np.broadcast_to(units, size),
        )


def _rows(rows: Sequence[Mask], size: tuple[int, int]) -> Mask:
    return np.array(rows, dtype=bool).reshape(size)
