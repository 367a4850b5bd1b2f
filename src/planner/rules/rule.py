"""What a rule is, what a goal is, and the answer they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import ClassVar

from planner.clinic import Appointment, Key, Patient, PolicyRule, Problem, Service, Session, Span
from planner.model import Model
from planner.model.clock import Ints
from planner.rules.options import Options, Points
from planner.rules.sharing import once, one_session


@dataclass(frozen=True)
class Closed:
    """A span closed to a session, and why."""

    span: Span
    why: str


@dataclass(frozen=True)
class Violation:
    """A rule broken: which, by whom, when and by how much. `rows` are the appointments concerned.

    With `lacking` they want one appointment more, which any one that suits would be; without, no other can mend it.
    """

    rule: str
    who: str
    when: date
    how: str
    rows: tuple[Appointment, ...] = ()
    lacking: bool = False

    def __str__(self) -> str:
        return f"{self.rule}: {self.who} on {self.when}: {self.how}"


class Rule:
    """One sentence that every roster keeps, read three times.

    `closed` before the search, `rows` during it, `violations` after it, each written on its own: the two-way test
    holds them equal. `per` names the arguments that `closed` depends on, so that it is asked once for each. `by_day`
    says that of what else stands it looks at sessions and days alone, so that one hour of a day speaks for all of it.
    """

    name: ClassVar[str]
    per: ClassVar[tuple[str, ...]] = ()
    by_day: ClassVar[bool] = False

    def closed(self, problem: Problem, session: Session, service: Service, practitioner: str) -> Iterable[Closed]:
        """Spans that no session like this may overlap."""
        return ()

    def room_closed(self, problem: Problem, service: Service, room: str) -> Iterable[Closed]:
        """Spans that the service, from its start to its end plus reset, may not overlap in the room."""
        return ()

    def room_closed_to(self, problem: Problem, practitioner: str, room: str) -> Iterable[Closed]:
        """Spans that no session of the practitioner, its reset apart, may overlap in the room."""
        return ()

    def rows(self, model: Model) -> None:
        """Add the rule's rows to the model."""

    def violations(self, answer: Answer) -> Iterable[Violation]:
        """What a finished roster breaks, read from its appointments alone."""
        return ()

    def sources(self, problem: Problem, session: Session, broken: Violation) -> Iterable[PolicyRule]:
        """The rules of the policy behind a violation by a session."""
        return ()

    def sources_of_closed(self, problem: Problem, session: Session, why: str) -> Iterable[PolicyRule]:
        """The rules of the policy behind what `closed` gives as a reason."""
        return ()

    def owed(self, problem: Problem, rows: Iterable[Appointment], placed: Iterable[Appointment]) -> Iterable[str]:
        """What rows ask for that none of those placed gives, in words; it may come later."""
        return ()


class Goal:
    """One price that makes a roster better or worse: added to the model, and measured again from the answer alone.

    What follows these two is for the desk, which compares thousands of places in a moment, and may be left out: the
    goal is then measured at the places worth comparing.
    """

    name: ClassVar[str]
    title: ClassVar[str] = ""
    """What is paid for, as people call it; empty where the name says it."""

    def tells(self, problem: Problem, session: Session, service: str) -> object:
        """What the price of a start depends on beside the start itself: sessions with equal answers pay alike."""
        return None

    def cost(self, model: Model) -> None:
        """Add the goal's prices to the model."""

    def measure(self, answer: Answer) -> float:
        """The price a finished roster pays."""
        raise NotImplementedError

    def of_each(self, options: Options) -> Points | None:
        """What the price is for each place that a session could have, up to a constant; None has it measured."""
        return None

    def of_gaps(self, problem: Problem, one: Session, other: Session, gap: Ints) -> Points | None:
        """What two neighbouring sessions of a plan cost beyond `of_each` by the days between them, if anything."""
        return None

    def per_practitioner(self, problem: Problem) -> float:
        """What each practitioner after the first of a plan costs, if that is all there is to the goal."""
        return 0.0

    def words(self, problem: Problem, change: float) -> str:
        """What is said of an offer that makes the price so much higher or lower; nothing where it is plain already."""
        return f"{self.name} {change:+g}"

    def words_of_course(self, problem: Problem, change: float) -> str:
        """The same of a whole course, which says what it could do better."""
        return self.words(problem, change) if change > 0 else ""


@dataclass(frozen=True)
class Answer:
    """A finished roster's appointments beside the problem they answer, in the groupings that rules and goals read."""

    problem: Problem
    rows: tuple[Appointment, ...]

    def session(self, row: Appointment) -> Session | None:
        return self.problem.by_key.get(row.key)

    def day(self, row: Appointment) -> date:
        return self.problem.day(row)

    def service(self, row: Appointment) -> Service:
        return self.problem.clinic.services[row.service]

    def patient(self, row: Appointment) -> Patient:
        return self.problem.clinic.patients[self.problem.patient_of(row)]

    @cached_property
    def known(self) -> tuple[Appointment, ...]:
        """The rows of sessions that the problem asks for."""
        return tuple(row for row in self.rows if row.key in self.problem.by_key)

    @cached_property
    def visits(self) -> Mapping[Key, list[Appointment]]:
        """The known rows by session, earliest first."""
        found: dict[Key, list[Appointment]] = {}
        for row in sorted(self.known, key=lambda row: row.start):
            found.setdefault(row.key, []).append(row)
        return found

    @cached_property
    def with_history(self) -> tuple[Appointment, ...]:
        """The known rows, and what was attended or lies booked outside the horizon."""
        return self.known + self.problem.history

    @cached_property
    def of_patient(self) -> Mapping[str, list[Appointment]]:
        """Known rows and history by patient."""
        found: dict[str, list[Appointment]] = {}
        for row in self.with_history:
            found.setdefault(self.problem.patient_of(row), []).append(row)
        return found

    @cached_property
    def each_once(self) -> tuple[Appointment, ...]:
        """The known rows and history, one for each shared session: the standing one, if any."""
        return tuple(once(self.problem.clinic, sorted(self.with_history, key=self._may_move)))

    @cached_property
    def deliveries(self) -> tuple[Appointment, ...]:
        """Those inside the horizon, which take resources."""
        return tuple(row for row in self.each_once if self.day(row) in self.problem.horizon)

    def _may_move(self, row: Appointment) -> bool:
        session = self.session(row)
        return session is not None and not session.fixed

    def one_session(self, a: Appointment, b: Appointment) -> bool:
        """Whether two rows are of one session: one visit, or one that serves two plans."""
        return one_session(self.problem.clinic, a, b)

    def name(self, row: Appointment) -> str:
        return f"{row.plan}, session {row.number} ({row.service})"
