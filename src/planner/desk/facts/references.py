"""What a change of facts leaves unsound that was sound before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planner.clinic import Clinic, soundness
from planner.clinic.courses.numbering import course_end
from planner.desk.store.facts import Name


def newly_unsound(before: Clinic, after: Clinic, changed: Mapping[Name, Any]) -> set[str]:
    """What a change leaves unsound, each in a sentence: facts that name nothing, services that nobody can give."""
    new = dangling(before, after, changed) | set(_no_reason(before, after))
    return new | (_unusable(after) - _unusable(before))


def dangling(before: Clinic, after: Clinic, changed: Mapping[Name, Any]) -> set[str]:
    """Each fact that a change leaves naming what the clinic does not have, in a sentence; not those of before it.

    As long as all is there that a fact may name, only what was changed is looked at: a clinic has thousands of plans.
    """
    known, old = soundness.known_names(after), soundness.known_names(before)
    gone = any(not names <= known[kind] for kind, names in old.items())
    facts = soundness.facts_of(after) if gone else ((kind, fact) for (kind, _), fact in changed.items())
    sentences = set(soundness.dangling(known, facts))
    return sentences.difference(soundness.dangling(old, soundness.facts_of(before))) if sentences else sentences


def _unusable(clinic: Clinic) -> set[str]:
    return {*soundness.unusable(clinic), *_beyond_the_course(clinic)}


def _beyond_the_course(clinic: Clinic) -> Iterator[str]:
    """Plans of which more sessions were attended before the book than their course has."""
    for plan in clinic.plans.values():
        if not plan.attended or plan.protocol not in clinic.protocols:
            continue
        end = course_end(plan, clinic.protocol_of(plan))
        if end is not None and plan.attended > end:
            yield f"the course of plan {plan.id!r} has {end} sessions, so {plan.attended} cannot have been attended"


def _no_reason(before: Clinic, clinic: Clinic) -> Iterator[str]:
    """Changes of the policy that say no reason."""
    old, new = before.policy, clinic.policy
    for trigger, rule in new.rules.items():
        if rule != old.rules.get(trigger) and not (rule.override or "").strip():
            yield f"the change of the policy {trigger!r} says no reason; give it as `override`"
    for trigger, reason in new.off.items():
        if not reason.strip():
            yield f"the policy {trigger!r} is turned off without a reason; give it in `off`"
