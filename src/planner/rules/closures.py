"""What all rules close before the search, each rule asked once for each key it depends on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.clinic import Problem, Session, Span
from planner.rules.registry import GOALS, RULES
from planner.rules.rule import Closed, Rule


class RuleClosures:
    """The closed spans of a problem, by rule; what model.Closures asks for."""

    def __init__(self, problem: Problem, rules: Sequence[Rule] = RULES) -> None:
        self.problem = problem
        self.by_key: dict[tuple[str, ...], list[Rule]] = {}
        for rule in rules:
            if rule.per or type(rule).closed is not Rule.closed:
                self.by_key.setdefault(rule.per, []).append(rule)
        self.for_services = [rule for rule in rules if type(rule).room_closed is not Rule.room_closed]
        self.for_practitioners = [rule for rule in rules if type(rule).room_closed_to is not Rule.room_closed_to]
        self._spans: dict[object, list[Span]] = {}
        self._closed: dict[object, list[Closed]] = {}
        self._rooms: dict[tuple[str, str], list[Span]] = {}
        self._rooms_with: dict[tuple[str, str], list[Span]] = {}

    def groups(self, session: Session, service: str, practitioner: str) -> Iterable[tuple[object, Sequence[Span]]]:
        """Closed spans for a part with a practitioner, one group for each set of arguments that rules depend on."""
        known = _arguments(session, service, practitioner)
        for per, rules in self.by_key.items():
            key = (per, *(known[name] for name in per))
            if key not in self._spans:
                self._spans[key] = [c.span for r in rules for c in self.of_rule(r, session, service, practitioner)]
            yield key, self._spans[key]

    def of_rule(self, rule: Rule, session: Session, service: str, practitioner: str) -> Sequence[Closed]:
        """What one rule closes to a part with a practitioner, with its reasons."""
        known = _arguments(session, service, practitioner)
        key = (rule.name, *(known[name] for name in rule.per))
        if key not in self._closed:
            given = self.problem.clinic.services[service]
            self._closed[key] = list(rule.closed(self.problem, session, given, practitioner))
        return self._closed[key]

    def of_room(self, service: str, room: str) -> Sequence[Span]:
        """Spans closed to a service in a room."""
        if (service, room) not in self._rooms:
            given = self.problem.clinic.services[service]
            self._rooms[service, room] = [
                closed.span for rule in self.for_services for closed in rule.room_closed(self.problem, given, room)
            ]
        return self._rooms[service, room]

    def of_room_with(self, practitioner: str, room: str) -> Sequence[Span]:
        """Spans closed to every session of a practitioner in a room."""
        if (practitioner, room) not in self._rooms_with:
            self._rooms_with[practitioner, room] = [
                closed.span
                for rule in self.for_practitioners
                for closed in rule.room_closed_to(self.problem, practitioner, room)
            ]
        return self._rooms_with[practitioner, room]

    def tells(self, session: Session, service: str) -> object:
        """What the goals price a start by, beside its practitioner and clock time."""
        return tuple(goal.tells(self.problem, session, service) for goal in GOALS)


def _arguments(session: Session, service: str, practitioner: str) -> dict[str, object]:
    """What a rule may depend on, by the names that its `per` uses."""
    return {
        "session": session.key,
        "plan": session.plan,
        "patient": session.patient,
        "service": service,
        "practitioner": practitioner,
    }
