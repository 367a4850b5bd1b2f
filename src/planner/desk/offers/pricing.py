"""What the goals ask for a place, as arrays over many places; what is shown of an offer is measured by the goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.clinic import Appointment, Clinic, Problem, Session
from planner.desk.offers.candidates import Candidates
from planner.desk.offers.starts import Places

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Pricing:
    """The prices of one session's places beside the other rows of its plan. Constants are left out."""

    problem: Problem
    session: Session

    @property
    def clinic(self) -> Clinic:
        return self.problem.clinic

    @cached_property
    def others(self) -> list[Appointment]:
        """The plan's other rows that a roster of these days holds."""
        sessions = [s for s in self.problem.sessions if s.plan == self.session.plan and s.key != self.session.key]
        return [row for session in sessions for row in session.booked]

    def timely(self, days: Sequence[date]) -> Points:
        """For each day: what being off the ideal day costs, and being after the window."""
        prices, session, found = self.clinic.prices, self.session, np.zeros(len(days))
        if session.ideal:
            found += prices.day * np.abs(np.array([(day - session.ideal).days for day in days]))
        if session.window and session.window.last:
            late = np.array([(day - session.window.last).days for day in days])
            found += prices.late * np.maximum(late, 0)
        return found

    def stretch(self, days: Sequence[date]) -> Points:
        """For each day: what being too far from the plan's neighbouring sessions costs."""
        found = np.zeros(len(days))
        for row in {row.number: row for row in sorted(self.others, key=lambda row: row.start, reverse=True)}.values():
            gap = np.array([(day - self.problem.day(row)).days for day in days])
            later = self.problem.by_key[row.key]
            if row.number == self.session.number - 1 and self.session.most is not None:
                found += self.clinic.prices.stretch * (gap > self.session.most)
            elif row.number == self.session.number + 1 and later.most is not None:
                found += self.clinic.prices.stretch * (-gap > later.most)
        return found

    def preferred(self, practitioners: Sequence[str]) -> Points:
        """For each practitioner: what a row with somebody else than the patient's preferred one costs."""
        liked = self.clinic.patients[self.session.patient].preferred_practitioners
        others = np.array([bool(liked) and who not in liked for who in practitioners], dtype=np.float64)
        return np.asarray(self.clinic.prices.preferred * others)

    def continuity(self, candidates: Candidates, practitioners: Sequence[str]) -> Points:
        """For each candidate: what its practitioners beside those of the plan's other rows cost."""
        known = {row.practitioner for row in self.others}
        new = np.array([who not in known for who in practitioners], dtype=np.int64)
        ordered = np.sort(candidates.who, axis=1)
        again = np.zeros(ordered.shape, dtype=bool)
        again[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
        beyond = (new[ordered] * ~again).sum(axis=1) - (0 if known else 1)
        return np.asarray(self.clinic.prices.continuity * np.maximum(beyond, 0), dtype=np.float64)

    def time_of_day(self, places: Places) -> Points:
        """For each start of the places: what lying outside the patient's preferred time of day costs."""
        patient = self.clinic.patients[self.session.patient]
        times, which = places.stretch.timetable.clock_times
        off = np.array([not patient.likes(time) for time in times], dtype=np.float64)
        return np.asarray(self.clinic.prices.time_of_day * off[which[places.stretch.slice][places.starts]])

    def moved(self, candidates: Candidates, places: Places) -> Points:
        """For each candidate: what every row costs whose start or practitioner is not as booked."""
        found = np.zeros(len(candidates))
        for column, service in enumerate(self.session.services):
            booked = self.session.booked_for(service)
            if booked:
                people, starts = places.stretch.practitioners, places.clock.starts[candidates.slot[:, column]]
                same = starts == places.clock.minute(booked.start)
                if booked.practitioner in people:
                    same &= candidates.who[:, column] == people.index(booked.practitioner)
                else:
                    same &= False
                found += self.clinic.prices.moved * ~same
        return found

    def day_by_day(self, places: Places) -> tuple[Points, Points]:
        """Timely, and stretch, for each day of the timetable that the places lie on, by its number."""
        days = places.stretch.timetable.days
        first, last = (places.days.first - days[0]).days, ((places.days.last or places.days.first) - days[0]).days
        timely, stretch = np.zeros(last + 1), np.zeros(last + 1)
        timely[first:], stretch[first:] = self.timely(days[first : last + 1]), self.stretch(days[first : last + 1])
        return timely, stretch

    def of(self, candidates: Candidates, places: Places) -> tuple[Points, Points]:
        """For each candidate: what being off the ideal day costs, and all the rest."""
        timely, stretch = self.day_by_day(places)
        people = places.stretch.practitioners
        rest = stretch[candidates.day] + self.preferred(people)[candidates.who].sum(axis=1)
        rest += self.continuity(candidates, people) + self.moved(candidates, places)
        rest += self.time_of_day(places)[candidates.first]
        return timely[candidates.day], rest
