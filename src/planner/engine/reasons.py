"""Why a session stayed without a place: which rules closed how many of its days, and what was full on the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from planner.clinic import Session
from planner.clinic.names import name as called
from planner.clinic.spans import DAY
from planner.engine.greedy import PartialRoster, Seat
from planner.model import Model
from planner.model.clock import Ints, Mask
from planner.model.rows import spread
from planner.roster.roster import Unplaced
from planner.rules import RULES, Rule, RuleClosures

MOST_NAMED = 3
DEARER, NOT_DUE = "free, but dearer than leaving it out", "free, and not due"


@dataclass(frozen=True)
class _Day:
    """What stands in the way on one day, and particulars of it."""

    obstacle: str
    particulars: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Shut:
    """A group's starts: how many, whether one may be free, how many each rule and resource takes, its first row."""

    starts: int
    open: bool
    by: dict[str, int]
    first: dict[str, int]


class Reasons:
    """Reads, for a model and the roster found, why a session has no place in it."""

    def __init__(self, model: Model, closures: RuleClosures, vector: Ints) -> None:
        self.model, self.closures, self.vector = model, closures, vector
        self.clinic, self.clock = model.problem.clinic, model.placements.clock
        self.desk = PartialRoster(model)
        self.desk.adopt(vector)
        self.chosen = model.chosen(vector)
        self.by_column, self.column_first = model.matrix.by_column(len(model))
        self.first_row = np.searchsorted(model.matrix.block, np.arange(len(model.blocks)))
        self._named: dict[int, tuple[str, str]] = {}
        self._masks: dict[object, Mask] = {}
        self._groups: dict[int, _Shut] = {}
        self._bounds: dict[date, tuple[int, int]] = {}

    def of(self, session: Session) -> Unplaced:
        """The reason in a sentence: the days it could have had, counted by what stood in the way."""
        if session.reach is None:
            return Unplaced(session, session.barred or "no day of the horizon is in its reach")
        days = [day for day in self.model.problem.horizon.days if day in session.reach]
        found = [self._of_day(session, day) for day in days]
        counts = Counter(each.obstacle for each in found)
        listed = []
        for obstacle, count in counts.most_common():
            named = Counter(name for each in found if each.obstacle == obstacle for name in each.particulars)
            listed.append(f"{obstacle} {count}" + _in_brackets([name for name, _ in named.most_common()]))
        sentence = f"{len(days)} {'day' if len(days) == 1 else 'days'} in reach: {', '.join(listed)}"
        return Unplaced(session, sentence, dict(zip(days, [each.obstacle for each in found], strict=True)))

    def _of_day(self, session: Session, day: date) -> _Day:
        number = (day - self.model.problem.horizon.first).days
        variable = int(self.model.day[self.model.index[session.key], number])
        return self._closed(session, day) if variable < 0 else self._taken(session, number, variable)

    # --- days the rules close -------------------------------------------------------------------------------------

    def _closed(self, session: Session, day: date) -> _Day:
        """The rule that leaves no start on a day; else the ones that leave none together."""
        together: list[str] = []
        for service in session.services:
            able = self._able(session, service)
            if not able:
                return _Day("qualified", tuple(self._why(_QUALIFIED, session, service, day, self.clinic.practitioners)))
            for rule in RULES:
                free = [self._free(rule, session, service, who, day) for who in able]
                if not any(mask.any() for mask in free):
                    return _Day(rule.name, tuple(self._why(rule, session, service, day, able)))
                if not all(mask.all() for mask in free) and rule.name not in together:
                    together.append(rule.name)
            if not self._room_open(service, able, day):
                return _Day("room", (f"none open for {called(self.clinic.services, service)}",))
        return _Day(" with ".join(together) if together else "services of the visit together")

    def _able(self, session: Session, service: str) -> list[str]:
        """The practitioners who may give the service in this plan at all."""
        return [
            who
            for who in self.clinic.practitioners
            if not list(self.closures.of_rule(_QUALIFIED, session, service, who))
        ]

    def _free(self, rule: Rule, session: Session, service: str, practitioner: str, day: date) -> Mask:
        """The day's starts that one rule leaves open."""
        first, last = self._slots(day)
        closed, length = (
            self.closures.of_rule(rule, session, service, practitioner),
            self.clinic.services[service].length,
        )
        key = (id(closed), length)  # the closures keep what they answered, so it stands for its arguments
        if key not in self._masks:
            self._masks[key] = self.clock.free([each.span for each in closed], length)
        return self._masks[key][first:last]

    def _why(self, rule: Rule, session: Session, service: str, day: date, people: Iterable[str]) -> list[str]:
        today = self.clinic.whole_day(day)
        found = [c for who in people for c in self.closures.of_rule(rule, session, service, who)]
        return list(dict.fromkeys(closed.why for closed in found if closed.span.overlaps(today)))

    def _room_open(self, service: str, people: Iterable[str], day: date) -> bool:
        """Whether some room is open to the service with one of these practitioners at some start of the day."""
        given, (first, last) = self.clinic.services[service], self._slots(day)
        for who in people if given.room is not None else ():
            if ("room", service, who) not in self._masks:
                open_ = np.zeros(len(self.clock.starts), dtype=bool)
                for room in self.clinic.rooms:
                    free = self.clock.free(self.closures.of_room(service, room), given.length + given.reset)
                    open_ |= free & self.clock.free(self.closures.of_room_with(who, room), given.length)
                self._masks["room", service, who] = open_
            if self._masks["room", service, who][first:last].any():
                return True
        return given.room is None

    def _slots(self, day: date) -> tuple[int, int]:
        if day not in self._bounds:
            midnights = [self.clock.minute(self.clinic.moment(midnight)) for midnight in (day, day + DAY)]
            first, last = np.searchsorted(self.clock.starts, midnights).tolist()
            self._bounds[day] = first, last
        return self._bounds[day]

    # --- days on which places are taken ---------------------------------------------------------------------------

    def _taken(self, session: Session, day: int, variable: int) -> _Day:
        """What takes every place that a day would have."""
        _, full = self.desk.full_rows(np.array([variable]))
        if len(full):
            names = self._subjects(full.tolist())
            return _Day(names[0][0], tuple(subject for _, subject in names))
        number, a = self.model.index[session.key], self.model.placements.assignments
        mine = np.concatenate(self.desk.parts[number])
        mine = mine[a.day[mine] == day]
        groups = [self._shut(group) for group in a.group[mine].tolist()]
        if len(self.desk.parts[number]) > 1 or any(group.open for group in groups):
            visit = self.desk.cheapest_visit(number, day)
            if visit is not None:
                return self._free_but(visit)
        count, first = Counter[str](), dict[str, int]()
        for group in groups:
            count.update(group.by)
            for name, row in group.first.items():
                first[name] = min(row, first.get(name, row))
        fullest = sorted(count, key=lambda name: (-count[name], first[name]))
        everywhere = [name for name in fullest if count[name] == sum(group.starts for group in groups)]
        return _Day("full", tuple(everywhere or fullest))

    def _shut(self, group: int) -> _Shut:
        """What takes the starts of a group; all sessions in it meet the same."""
        if group not in self._groups:
            p = self.model.placements
            _, starts = p.starts_of(p.example[[group]])
            of, variables = self.desk.wanted_by(starts)
            owner, rows = self.desk.full_rows(variables)
            by: dict[str, set[int]] = {}
            first: dict[str, int] = {}
            for row, start in sorted(zip(rows.tolist(), of[owner].tolist(), strict=True)):
                name = " ".join(self._subject(row))
                by.setdefault(name, set()).add(start)
                first.setdefault(name, row)
            # a shared session in use fills its own rows and may be joined, so that its start may be free none the less
            open_ = len(set(of[owner].tolist())) < len(starts) or bool((self.model.taker[starts] < 0).any())
            open_ |= bool((self.model.taker[starts] >= self.model.choices).any())
            counts = {name: len(each) for name, each in by.items()}
            self._groups[group] = _Shut(len(starts), open_, counts, first)
        return self._groups[group]

    def _free_but(self, visit: list[Seat]) -> _Day:
        """A day with a free place, that a follow-up or the price keeps it from."""
        tried = self.model.complete(np.concatenate([self.chosen, np.array(visit, dtype=np.int64)]))
        changed = np.flatnonzero(tried != self.vector)
        rows = np.unique(self.model.matrix.row_of[self.by_column[spread(self.column_first, changed)[1]]])
        broken = self.model.matrix.broken(tried, rows).tolist()
        if broken:
            names = self._subjects(broken)
            return _Day(names[0][0], tuple(subject for _, subject in names))
        more = round(float(self.model.price[changed] @ (tried[changed] - self.vector[changed])), 6)
        return _Day(DEARER, (f"by {more:g}",)) if more > 0 else _Day(NOT_DUE)

    def _subjects(self, rows: Sequence[int]) -> list[tuple[str, str]]:
        """The rules and resources of some rows, the most frequent first."""
        counts = Counter(self._subject(row) for row in rows)
        return [name for name, _ in counts.most_common()]

    def _subject(self, row: int) -> tuple[str, str]:
        """The rule and the resource of a row."""
        if row not in self._named:
            number = int(self.model.matrix.block[row])
            block = self.model.blocks[number]
            self._named[row] = block.rule, block.subject(row - int(self.first_row[number]))
        return self._named[row]


_QUALIFIED = next(rule for rule in RULES if rule.name == "qualified")


def _in_brackets(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f" ({'; '.join(names[:MOST_NAMED])}{more})" if names else ""
