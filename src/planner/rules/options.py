"""Many places that one session could have, as arrays: what a goal prices at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.clinic import Appointment, Problem, Session
from planner.model.clock import Clock, Ints

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Options:
    """Places of a session beside everything else that is booked in a problem: arrays of one entry a place.

    `day` numbers the `days` and `time` the `times`, the clock times of first starts. `who` numbers the `practitioners`
    and `start` counts minutes of the `clock`; both have a column for each service of the session.
    """

    problem: Problem
    session: Session
    clock: Clock
    days: Sequence[date]
    practitioners: Sequence[str]
    times: Sequence[time]
    day: Ints
    who: Ints
    time: Ints
    start: Ints

    @cached_property
    def others(self) -> list[Appointment]:
        """The booked rows of the other sessions of the plan."""
        sessions = [s for s in self.problem.sessions if s.plan == self.session.plan and s.key != self.session.key]
        return [row for session in sessions for row in session.booked]

    @property
    def zero(self) -> Points:
        return np.zeros(len(self.day))
