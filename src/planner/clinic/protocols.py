"""Courses of treatment as phases. FHIR's PlanDefinition."""

from __future__ import annotations

from dataclasses import dataclass

from planner.errors import Nonsense

START_WITHIN = 14


@dataclass(frozen=True)
class Gap:
    """Whole days from the session before: never under `least`, best at `ideal`, at a price over `most`."""

    least: int
    ideal: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.ideal <= self.most:
            raise Nonsense(
                f"the gap contradicts itself: least {self.least}, ideal {self.ideal}, most {self.most} must not fall"
            )
        if self.ideal < 1:
            raise Nonsense("an ideal gap of 0 days puts two sessions on one day; use 1 or more")


@dataclass(frozen=True)
class Phase:
    """A stretch of a protocol.

    Either counted (`sessions`), or for a time (`for_days`), or open-ended. Its sessions keep a `gap`, or come on a
    fixed schedule (`every`, `tolerance`, in days). `first` is another service for the phase's first session; several
    `services` make one visit.
    """

    name: str
    services: tuple[str, ...]
    gap: Gap | None = None
    sessions: int | None = None
    at_least: int | None = None
    first: str | None = None
    for_days: int | None = None
    every: int | None = None
    tolerance: int = 0

    def __post_init__(self) -> None:
        if not self.services:
            raise Nonsense(f"the phase {self.name!r} names no service")
        if len(set(self.services)) < len(self.services):
            raise Nonsense(f"the phase {self.name!r} names a service twice in one visit")
        if self.gap and self.every is not None:
            raise Nonsense(f"the phase {self.name!r} has both a gap and `every`: keep one")
        if self.every is not None and self.every < 1:
            raise Nonsense(f"the phase {self.name!r} comes every {self.every} days; use 1 or more")
        if self.tolerance < 0 or (self.tolerance and self.every is None):
            raise Nonsense(f"the phase {self.name!r} has a tolerance that belongs to no `every`, or one below 0")
        if self.sessions is not None and self.for_days is not None:
            raise Nonsense(f"the phase {self.name!r} is counted by `sessions` and ends by `for_days`: keep one")
        if self.sessions is not None and self.sessions < 1:
            raise Nonsense(f"the phase {self.name!r} has {self.sessions} sessions; use 1 or more")
        if self.for_days is not None and self.for_days < 1:
            raise Nonsense(f"the phase {self.name!r} lasts {self.for_days} days; use 1 or more")
        if self.at_least is not None and not (self.sessions and 1 <= self.at_least <= self.sessions):
            raise Nonsense(f"the phase {self.name!r} has at_least {self.at_least}, outside 1..sessions")

    @property
    def least(self) -> int:
        """The fewest whole days after any session before one of this phase."""
        return max(1, self.gap.least) if self.gap else 1

    @property
    def step(self) -> int:
        """The ideal days from one session to the next; 0 for a phase that says none, a single visit."""
        return self.gap.ideal if self.gap else self.every or 0

    @property
    def all_services(self) -> tuple[str, ...]:
        """Its services, that of its first session too."""
        return tuple(dict.fromkeys([*([self.first] if self.first else []), *self.services]))

    def services_of(self, place: int) -> tuple[str, ...]:
        """The services of the phase's session number `place`, counted from 1."""
        return (self.first,) if self.first and place == 1 else self.services


@dataclass(frozen=True)
class Protocol:
    """Phases in order; the first session falls due within `start_within` days of the plan's start."""

    id: str
    title: str
    phases: tuple[Phase, ...]
    start_within: int = START_WITHIN

    def __post_init__(self) -> None:
        if not self.phases:
            raise Nonsense(f"the protocol {self.id!r} has no phases")
        if self.start_within < 0:
            raise Nonsense(f"the protocol {self.id!r} starts within {self.start_within} days; use 0 or more")
        for index, phase in enumerate(self.phases):
            if phase.sessions is None and phase.for_days is None and index < len(self.phases) - 1:
                after = self.phases[index + 1].name
                raise Nonsense(f"the phase {phase.name!r} of {self.id!r} never ends, so {after!r} never begins")
            if phase.step == 0 and (index > 0 or phase.sessions != 1):
                raise Nonsense(f"the phase {phase.name!r} of {self.id!r} says neither `gap` nor `every`")
        names = [phase.name for phase in self.phases]
        if len(set(names)) < len(names):
            raise Nonsense(f"the protocol {self.id!r} has two phases of one name")

    @property
    def course(self) -> Phase | None:
        """The first phase counted to more than one session, whose number a plan may override."""
        return next((phase for phase in self.phases if (phase.sessions or 0) > 1), None)
