"""What facts name of one another: what a change leaves pointing at nothing is said, and what did so before is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from planner.clinic import Clearance, Clinic, FollowUp, Policy, Wait
from planner.desk.facts.references import dangling
from planner.desk.store import facts
from planner.desk.store.facts import NOTHING, Name
from tests.worlds import FEVER, absence, day, event, patient, phase, plan, protocol, service, world

LACKING = "which the clinic does not have"


def left(before: Clinic, changed: Mapping[Name, Any]) -> set[str]:
    """What a change leaves dangling."""
    known = NOTHING.with_(1, facts.of(before))
    return dangling(known.clinic, known.with_(2, changed).clinic, changed)


@pytest.mark.parametrize(
    ("kind", "fact", "said"),
    [
        ("plans", plan("z", patient="zoe"), "the plan 'z' names the patient 'zoe'"),
        ("plans", plan("z", "massage"), "the plan 'z' names the protocol 'massage'"),
        ("plans", plan("z", practitioner="tom"), "the plan 'z' names the practitioner 'tom'"),
        (
            "patients",
            patient("ben", not_with=("tom",)),
            "the patient 'ben' names the practitioner 'tom'",
        ),
        ("absences", absence("tom", 0), "the absence from 2026-06-01 on names the practitioner 'tom'"),
        ("closures", absence("two", 0), "the closure from 2026-06-01 on names the room or equipment 'two'"),
        ("protocols", protocol("p", phase("cupping")), "the protocol 'p' names the service 'cupping'"),
        (
            "protocols",
            protocol("p", phase("needling", first="talk")),
            "the protocol 'p' names the service 'talk'",
        ),
        ("services", service("light", equipment=("lamp",)), "the service 'light' names the equipment 'lamp'"),
        ("waits", Wait("needling", 2, "cupping"), "what follows 'needling' names the service 'cupping'"),
        ("follow_ups", FollowUp("cupping", "needling", 1, 2), "what follows 'cupping' names the service 'cupping'"),
        ("events", event("peel", 0, "zoe"), "the event 'peel' on 2026-06-01 names the patient 'zoe'"),
        (
            "clearances",
            Clearance("ann", "pox", "Dr Ng", day(0)),
            "the clearance 'pox' on 2026-06-01 names the policy rule 'pox'",
        ),
    ],
)
def test_what_a_new_fact_names_and_nobody_has(kind: str, fact: Any, said: str) -> None:
    assert left(world(), {(kind, "z"): fact}) == {f"{said}, {LACKING}"}


def test_what_is_gone_and_others_still_name() -> None:
    before = world(events=(event("peel", 0),), patients=[patient("ben", preferred_practitioners=("mai",))])
    assert left(before, {("practitioners", "mai"): None}) == {
        f"the patient 'ben' names the practitioner 'mai', {LACKING}"
    }
    assert left(before, {("policy", ""): Policy({"fever": FEVER})}) == {
        f"the event 'peel' on 2026-06-01 names the policy rule 'peel', {LACKING}"
    }


def test_what_named_nothing_before_is_not_said_again() -> None:
    before = world(plans=[plan("a"), plan("b", "massage")])
    assert left(before, {("plans", "b"): plan("b", "massage", priority=3)}) == set()
    assert left(before, {("protocols", "needling"): None}) == {f"the plan 'a' names the protocol 'needling', {LACKING}"}


def test_as_long_as_nothing_is_gone_only_what_was_changed_is_looked_at() -> None:
    class Plans(dict[str, Any]):
        def values(self) -> NoReturn:
            raise AssertionError("a clinic has thousands of plans")

    before = world()
    before = replace(before, plans=Plans(before.plans))
    after = replace(before, absences=(absence("mai", 0),))
    assert dangling(before, after, {("absences", "1"): after.absences[0]}) == set()
