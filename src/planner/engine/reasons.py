"""Why a session stayed without a place: which rules closed how many of its days, and what was full on the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from planner.clinic import Key, Session
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


@dataclass(frozen=True)
class _Days:
    """On which days of the horizon some start is open, and on which all are."""

    some: Mask
    all: Mask

    @classmethod
    def of(cls, each: Sequence[_Days]) -> _Days:
        """Some start with somebody, all starts with everybody."""
        return cls(np.any([days.some for days in each], axis=0), np.all([days.all for days in each], axis=0))


class Reasons:
    """Reads, for a model and the roster found, why a session has no place in it."""

    def __init__(self, model: Model, closures: RuleClosures, vector: Ints) -> None:
        self.model, self.closures, self.vector = model, closures, vector.copy()
        self.clinic, self.clock = model.problem.clinic, model.placements.clock
        self.desk = PartialRoster(model)
        self.desk.adopt(vector)
        self.chosen = model.chosen(vector)
        self.first_row = np.searchsorted(model.matrix.block, np.arange(len(model.blocks)))
        self._named: dict[int, tuple[str, str]] = {}
        self._masks: dict[object, Mask] = {}
        self._days: dict[object, _Days] = {}
        self._left: dict[tuple[Key, str], list[tuple[Rule, _Days]]] = {}
        self._groups: dict[int, _Shut] = {}
        self._names: dict[str, int] = {}
        self._name_of = np.full(len(model.matrix.upper), -1)
        horizon = model.problem.horizon
        midnights = [self.clock.minute(self.clinic.moment(day)) for day in (*horizon.days, horizon.end + DAY)]
        self._midnight = np.searchsorted(self.clock.starts, midnights)

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
        number = (day - self.model.problem.horizon.first).days
        for service in session.services:
            able = self._able(session, service)
            if not able:
                return _Day("qualified", tuple(self._why(_QUALIFIED, session, service, day, self.clinic.practitioners)))
            for rule, left in self._left_by(session, service, able):
                if not left.some[number]:
                    return _Day(rule.name, tuple(self._why(rule, session, service, day, able)))
                if not left.all[number] and rule.name not in together:
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

    def _left_by(self, session: Session, service: str, able: Sequence[str]) -> list[tuple[Rule, _Days]]:
        """What each rule leaves open to a service of a session by these practitioners."""
        if (session.key, service) not in self._left:
            self._left[session.key, service] = [
                (rule, _Days.of([self._open(rule, session, service, who) for who in able])) for rule in RULES
            ]
        return self._left[session.key, service]

    def _open(self, rule: Rule, session: Session, service: str, practitioner: str) -> _Days:
        """What one rule leaves open with a practitioner."""
        closed, length = (
            self.closures.of_rule(rule, session, service, practitioner),
            self.clinic.services[service].length,
        )
        # the closures keep what they answered, so it stands for its arguments; nothing closed is the same for all
        key = (id(closed), length) if closed else None
        if key not in self._days:
            free = self.clock.free([each.span for each in closed], length)
            open_ = np.diff(np.append(0, np.cumsum(free))[self._midnight])
            self._days[key] = _Days(open_ > 0, open_ == np.diff(self._midnight))
        return self._days[key]

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
        number = (day - self.model.problem.horizon.first).days
        return int(self._midnight[number]), int(self._midnight[number + 1])

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
        self._read(np.unique(a.group[np.concatenate(self.desk.parts[number])]))
        groups = [self._groups[group] for group in a.group[mine].tolist()]
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

    def _read(self, groups: Ints) -> None:
        """Learn what takes the starts of these groups; all sessions in one meet the same."""
        new = np.array([group for group in groups.tolist() if group not in self._groups], dtype=np.int64)
        if not len(new):
            return
        model, p = self.model, self.model.placements
        owners, starts = spread(p.starts.first, new)
        of, variables = self.desk.wanted_by(starts)
        owner, rows = self.desk.full_rows(variables)
        start, name = of[owner], self._numbers(rows)
        # a shared session in use fills its own rows and may be joined, so that its start may be free none the less
        open_ = (np.bincount(start, minlength=len(starts)) == 0) | (model.taker[starts] < 0)
        open_ |= model.taker[starts] >= model.choices
        size, some = np.bincount(owners, minlength=len(new)), np.bincount(owners, open_, len(new)) > 0
        for at, group in enumerate(new.tolist()):
            self._groups[group] = _Shut(int(size[at]), bool(some[at]), {}, {})
        names = list(self._names)
        pairs = np.unique(np.stack([owners[start], name, start]), axis=1)
        kinds, counts = np.unique(pairs[:2], axis=1, return_counts=True)
        order = np.lexsort((rows, name, owners[start]))
        begins = np.flatnonzero((np.diff(np.stack([owners[start], name])[:, order], prepend=-1) != 0).any(axis=0))
        for at, which, count, row in zip(*kinds.tolist(), counts.tolist(), rows[order[begins]].tolist(), strict=True):
            shut = self._groups[int(new[at])]
            shut.by[names[which]], shut.first[names[which]] = count, row

    def _numbers(self, rows: Ints) -> Ints:
        """The number of each row's rule and resource among all that were met."""
        for row in np.unique(rows[self._name_of[rows] < 0]).tolist():
            name = " ".join(self._subject(row))
            self._name_of[row] = self._names.setdefault(name, len(self._names))
        return self._name_of[rows]

    def _free_but(self, visit: list[Seat]) -> _Day:
        """A day with a free place, that a follow-up or the price keeps it from."""
        model, vector = self.model, self.vector
        changed, before = model.choose(vector, np.array(visit, dtype=np.int64))
        after = vector[changed]
        order, first = model.matrix.by_column
        rows = np.unique(model.matrix.row_of[order[spread(first, changed[after != before])[1]]])
        broken = model.matrix.broken(vector, rows).tolist()
        vector[changed] = before
        if broken:
            names = self._subjects(broken)
            return _Day(names[0][0], tuple(subject for _, subject in names))
        more = round(float(model.price[changed] @ (after - before)), 6)
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
