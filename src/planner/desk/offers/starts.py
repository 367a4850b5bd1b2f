"""The places of one session: every start with every practitioner that no rule closes and nobody has taken."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np

from planner.clinic import Horizon, Problem, Service, Session, Span
from planner.clinic.spans import Days
from planner.desk.diary.free_time import Stretch, part_of
from planner.desk.diary.timetable import BY_SESSION
from planner.model.clock import Clock, Mask
from planner.rules import RULES, RuleClosures


@dataclass(frozen=True)
class Places:
    """Where a session could be from `now` on: on the days from `days.first` to `days.last`, all in the stretch.

    `problem` holds the patient's plans; all that stands in it but this session stays where it is.
    """

    stretch: Stretch
    problem: Problem
    session: Session
    days: Days
    now: datetime

    @cached_property
    def narrow(self) -> Problem:
        """The problem on these days with this session alone to be placed."""
        others = [row for s in self.problem.sessions if s.key != self.session.key for row in s.booked]
        last = self.days.last or self.days.first
        return replace(
            self.problem,
            horizon=Horizon.between(self.days.first, last, 0),
            sessions=(replace(self.session, booked=()),),
            history=(*self.problem.history, *others),
        )

    @cached_property
    def starts(self) -> slice:
        """Which starts of the stretch lie on these days and are still to come."""
        begin = (self.days.first - self.stretch.first).days
        end = ((self.days.last or self.days.first) - self.stretch.first).days + 1
        first, after = int(self.stretch.first_start[begin]), int(self.stretch.first_start[end])
        past = bisect_left(self.stretch.clock.moments, self.now)
        return slice(min(max(first, past), after), after)

    @cached_property
    def clock(self) -> Clock:
        return part_of(self.stretch.clock, self.starts)

    @cached_property
    def closures(self) -> RuleClosures:
        return RuleClosures(self.narrow, BY_SESSION)

    @cached_property
    def services(self) -> Sequence[Service]:
        return [self.problem.clinic.services[id] for id in self.session.services]

    @cached_property
    def open(self) -> Mapping[str, Mask]:
        """By service: who can give it (rows) at which of the starts (columns)."""
        return {service.id: self._open(service) for service in self.services}

    def _open(self, service: Service) -> Mask:
        allowed = self._allowed(service)
        alone = self.stretch.free(self.session, service)[:, self.starts] & allowed & self.patient_free(service)
        for row in self.narrow.joinable(self.session, service):
            today = self.clock.day_of_start == (self.narrow.day(row) - self.stretch.timetable.first).days
            alike = today & (self.clock.starts == self.clock.minute(row.start))
            alone[:, today] = False
            if row.practitioner in self.stretch.practitioners:
                who = self.stretch.practitioners.index(row.practitioner)
                facts = self.stretch.facts(self.session, service)[who, self.starts]
                alone[who] |= alike & allowed[who] & facts
        return alone

    def _allowed(self, service: Service) -> Mask:
        """What the rules that look at the patient, the plan or the session leave open."""
        masks: dict[object, Mask] = {}
        open_ = np.ones((len(self.stretch.practitioners), len(self.clock.starts)), dtype=bool)
        for number, who in enumerate(self.stretch.practitioners):
            for key, spans in self.closures.groups(self.session, service.id, who):
                if spans:
                    if key not in masks:
                        masks[key] = self.clock.free(spans, service.length)
                    open_[number] &= masks[key]
        return open_

    def patient_free(self, service: Service) -> Mask:
        """The starts at which the patient is nowhere else."""
        shared = set(self.narrow.joinable(self.session, service))
        theirs = [row for row in self.narrow.standing_of.get(self.session.patient, ()) if row not in shared]
        return self.clock.free([Span(row.start, row.end) for row in theirs], service.length)

    def closed_by(self, service: Service) -> Iterator[tuple[str, str, Mask]]:
        """By rule: the reason why it closes most, and the starts (columns) that it closes to each practitioner."""
        size = (len(self.stretch.practitioners), len(self.clock.starts))
        closures = RuleClosures(self.narrow, RULES)
        for rule in RULES:
            by_why: dict[str, Mask] = {}
            for number, who in enumerate(self.stretch.practitioners):
                for closed in closures.of_rule(rule, self.session, service.id, who):
                    mask = by_why.setdefault(closed.why, np.zeros(size, dtype=bool))
                    mask[number] |= ~self.clock.free([closed.span], service.length)
            if by_why:
                most = max(by_why, key=lambda why: int(by_why[why].sum()))
                yield rule.name, most, np.any(list(by_why.values()), axis=0)
