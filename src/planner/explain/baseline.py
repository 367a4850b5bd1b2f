"""A roster as it stands: its rows by session, what it costs, and what is due and left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from planner.clinic import Appointment, Clinic, Key, Problem, Session, Span
from planner.errors import Nonsense
from planner.roster.book_since import digest
from planner.roster.check import Appointments, asked
from planner.roster.roster import UNSOLVED, Quality, Roster, Unplaced
from planner.rules import Answer, RuleClosures, measured, violations
from planner.rules.course import FinishBy, Gap, Window
from planner.rules.health import Eligible, FollowUps, OwnWaits

OWN = (Window(), FinishBy(), Gap(), Eligible(), OwnWaits(), FollowUps())
"""The rules of a patient's health and plans, which close whole days whatever the clinic has and does."""
MOST_WANTED = 24
"""So many sessions left out are looked at, at most: with more of them, a roster needs a search, not a repair."""


class Standing:
    """Rows that keep every rule of their problem, measured by every goal."""

    def __init__(self, problem: Problem, rows: Iterable[Appointment]) -> None:
        self.problem, self.rows = problem, tuple(rows)
        self.answer = Answer(problem, self.rows)

    @classmethod
    def of(cls, clinic: Clinic, roster: Appointments) -> Standing:
        """A roster of the clinic. Raises Nonsense where it breaks a rule, and what reading it raises."""
        problem, rows = asked(clinic, roster)
        refuse_broken(problem, rows)
        return cls(problem, rows)

    @property
    def clinic(self) -> Clinic:
        return self.problem.clinic

    @cached_property
    def goals(self) -> dict[str, float]:
        """What each goal costs."""
        return measured(self.problem, self.rows)

    @cached_property
    def score(self) -> float:
        return sum(self.goals.values())

    @cached_property
    def placed(self) -> frozenset[Key]:
        """The due sessions that have a place."""
        return frozenset(session.key for session in self.problem.sessions if session.due) & set(self.answer.visits)

    @cached_property
    def left_out(self) -> tuple[Session, ...]:
        """The due sessions that have none."""
        return tuple(session for session in self.problem.sessions if session.due and session.key not in self.placed)

    @cached_property
    def hopeless(self) -> tuple[Session, ...]:
        """Those left out to which their patient's health and plans, with what stands of these, leave no day."""
        closures, days = RuleClosures(self.problem, OWN), [self.clinic.whole_day(d) for d in self.problem.horizon.days]

        def closed(session: Session) -> list[Span]:
            groups = (group for service in session.services for group in closures.groups(session, service, ""))
            return [span for _, spans in groups for span in spans]

        return tuple(
            session
            for session in self.left_out
            if (spans := closed(session)) and all(any(day.overlaps(span) for span in spans) for day in days)
        )

    @cached_property
    def wanted(self) -> tuple[Session, ...]:
        """Those left out that some change could help; of more than can be looked at, the dearest."""
        able = [session for session in self.left_out if session not in self.hopeless]
        return tuple(sorted(able, key=lambda session: -self.worth(session))[:MOST_WANTED])

    def worth(self, session: Session) -> float:
        """What leaving a session out costs."""
        return self.clinic.prices.place[session.priority]

    @property
    def roster(self) -> Roster:
        """The rows as a roster; nothing is proved of its score, and no reasons are given."""
        horizon, out = self.problem.horizon, Counter(session.priority for session in self.left_out)
        figures = Quality(
            score=self.score,
            bound=-math.inf,
            status=UNSOLVED,
            left_out=(out[3], out[2], out[1]),
            goals=self.goals,
            placed=len(self.placed),
            due=len(self.placed) + len(self.left_out),
            first=horizon.first,
            last=horizon.last,
            end=horizon.end,
            seconds=0.0,
            seed=0,
            book=digest(self.clinic, horizon.first),
        )
        without = [session for session in self.problem.sessions if session.key not in self.answer.visits]
        return Roster(self.problem, self.rows, tuple(Unplaced(session, "") for session in without), figures)


def refuse_broken(problem: Problem, rows: Sequence[Appointment]) -> None:
    """Raise Nonsense for a roster that breaks a rule: what would help it is a new one."""
    if broken := violations(problem, rows):
        more = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
        raise Nonsense(f"the roster breaks rules of this clinic as it is now; make a new one ({broken[0]}{more})")
