"""Why a session stayed without a place: which rules closed how many of its days, and what was full on the others."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from planner.clinic import Session
from planner.clinic.spans import DAY
from planner.engine.greedy import FrontDesk
from planner.model import Model
from planner.model.placements import Ints
from planner.rules import RULES, RuleClosures


class Reasons:
    """Reads, for a model and the roster found, why a session has no place in it."""

    def __init__(self, model: Model, closures: RuleClosures, vector: Ints) -> None:
        self.model, self.closures, self.vector = model, closures, vector
        self.desk = FrontDesk(model)
        self.desk.adopt(vector)

    def of(self, session: Session) -> str:
        """The reason in a sentence: its days one by one, counted by what stood in the way."""
        if session.reach is None:
            closed = "; ".join(dict.fromkeys(str(closed) for closed in session.closed_by))
            return closed or "no day of the horizon is in its reach"
        counts: Counter[str] = Counter()
        assert session.reach.last is not None
        days = [day for day in self.model.problem.horizon.days if day in session.reach]
        for day in days:
            counts[self._of_day(session, day)] += 1
        listed = "; ".join(f"{count} {'day' if count == 1 else 'days'} {why}" for why, count in counts.most_common())
        return f"{len(days)} {'day' if len(days) == 1 else 'days'} in reach: {listed}"

    def _of_day(self, session: Session, day: date) -> str:
        number = (day - self.model.problem.horizon.first).days
        variable = int(self.model.day[self.model.index[session.key], number])
        return self._closed(session, day) if variable < 0 else self._full(session, number, variable)

    def _closed(self, session: Session, day: date) -> str:
        """Which rule leaves no start on a day, or which ones leave none together."""
        clinic = self.model.problem.clinic
        clock = self.model.placements.clock
        first, last = np.searchsorted(clock.starts, [clock.minute(clinic.moment(d)) for d in (day, day + DAY)])
        partly: list[str] = []
        for service in session.services:
            length = clinic.services[service].length
            rooms = clinic.services[service].room is not None
            for rule in RULES:
                free, closed = [], []
                for practitioner in clinic.practitioners:
                    reasons = list(self.closures.of_rule(rule, session, service, practitioner))
                    mask = clock.free([each.span for each in reasons], length)[first:last]
                    free.append(mask.any())
                    today = clinic.whole_day(day)
                    closed += [each.why for each in reasons if each.span.overlaps(today)] if not mask.all() else []
                if closed and not any(free):
                    return f"closed by {rule.name}: {self._say(closed)}"
                if closed and rule.name not in partly:
                    partly.append(rule.name)
            if rooms and not any(self._room_open(service, room, first, last) for room in clinic.rooms):
                return "without an open room that fits"
        return f"without a start that suits {', '.join(partly)} together"

    def _room_open(self, service: str, room: str, first: int, last: int) -> bool:
        given = self.model.problem.clinic.services[service]
        spans = self.closures.of_room(service, room)
        return bool(self.model.placements.clock.free(spans, given.length + given.reset)[first:last].any())

    @staticmethod
    def _say(reasons: list[str]) -> str:
        different = list(dict.fromkeys(reasons))
        return different[0] if len(different) <= 1 else " / ".join(different[:3])

    def _full(self, session: Session, day: int, variable: int) -> str:
        """What takes every place that a day would have."""
        blocked = self.desk.full_rows(np.array([variable]))
        if blocked:
            return f"taken by {self._subjects(blocked)}"
        p = self.model.placements
        mine = np.flatnonzero((p.session == self.model.index[session.key]) & (p.day == day))
        if self.desk.cheapest_visit(self.model.index[session.key], day) is None:
            takers = np.where(self.model.taker[mine] >= 0, self.model.taker[mine], mine)
            return f"full: {self._subjects(self.desk.full_rows(np.union1d(mine, takers)))}"
        return self._costly(session, day)

    def _costly(self, session: Session, day: int) -> str:
        """A day with a free place, that a follow-up or the price keeps it from."""
        visit = self.desk.cheapest_visit(self.model.index[session.key], day) or []
        chosen = np.flatnonzero(self.vector[: len(self.model.placements)])
        tried = self.model.complete(np.union1d(chosen, np.array(visit, dtype=np.int64)))
        broken = self.model.matrix.broken(tried)
        if len(broken):
            return f"without {self._subjects(broken.tolist())}"
        more = self.model.score(tried) - self.model.score(self.vector)
        return f"free, at a price {more:g} above leaving it out"

    def _subjects(self, rows: list[int]) -> str:
        """The rules and resources of some rows, the most frequent first."""
        matrix, counts = self.model.matrix, Counter[str]()
        starts = np.searchsorted(matrix.block, np.arange(len(self.model.blocks)))
        for row in rows:
            block = self.model.blocks[matrix.block[row]]
            counts[f"{block.rule} {block.subject(row - int(starts[matrix.block[row]]))}".strip()] += 1
        return ", ".join(name for name, _ in counts.most_common(3))
