"""What a clinic does to a patient: services and their steps, and what one service asks of the days around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from planner.errors import Nonsense

NONE = timedelta(0)


@dataclass(frozen=True)
class Step:
    """A part of a session; `attended` when the practitioner is with the patient, else the patient rests."""

    do: str
    length: timedelta
    attended: bool

    def __post_init__(self) -> None:
        if self.length <= NONE:
            raise Nonsense(f"the step {self.do!r} takes no time")


@dataclass(frozen=True)
class Service:
    """A treatment: its steps in order without a break, and what it takes. FHIR's HealthcareService.

    `reset` is how long the room stays taken afterwards; `room` the features asked of the room, None for no room at
    all; `acts` is what the contraindication policy looks at; `counts_as` the health event that having it is.
    """

    id: str
    title: str
    steps: tuple[Step, ...]
    reset: timedelta = NONE
    needs: frozenset[str] = frozenset()
    room: frozenset[str] | None = frozenset()
    equipment: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    supplies: Mapping[str, float] = field(default_factory=dict)
    counts_as: str | None = None
    shareable: bool = False

    def __post_init__(self) -> None:
        if not self.steps:
            raise Nonsense(f"the service {self.id!r} has no steps")
        if self.reset < NONE:
            raise Nonsense(f"the service {self.id!r} has a reset of less than nothing")
        if len(set(self.equipment)) < len(self.equipment):
            raise Nonsense(f"the service {self.id!r} names an equipment twice; a service takes one unit of each")

    @cached_property
    def length(self) -> timedelta:
        return sum((step.length for step in self.steps), NONE)

    @cached_property
    def attended(self) -> tuple[tuple[timedelta, timedelta], ...]:
        """When the practitioner is busy, as (from, until) after the session's start; steps that touch are joined."""
        parts: list[tuple[timedelta, timedelta]] = []
        at = NONE
        for step in self.steps:
            until = at + step.length
            if step.attended and parts and parts[-1][1] == at:
                parts[-1] = (parts[-1][0], until)
            elif step.attended:
                parts.append((at, until))
            at = until
        return tuple(parts)


@dataclass(frozen=True)
class Wait:
    """For `days` days from a session of `after` on, that day included, no `service` or none with these `acts`."""

    after: str
    days: int
    service: str | None = None
    acts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.days < 1:
            raise Nonsense(f"a wait of {self.days} days after {self.after!r} closes nothing; use 1 or more")
        if (self.service is None) == (not self.acts):
            raise Nonsense(f"the wait after {self.after!r} closes either a service or acts: give just one of the two")


@dataclass(frozen=True)
class FollowUp:
    """Who has `after` on day D needs a `service` on D+least..D+most, and none from D to D+least−1."""

    after: str
    service: str
    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most:
            raise Nonsense(f"the follow-up of {self.after!r} runs from day {self.least} to day {self.most}, backwards")
