"""The content of clinic.toml: what differs from its default and nothing else, laid out to be kept by hand."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.clinic import Clinic, FollowUp, Policy, Prices, RepairPrices, Service, Step, Wait, default_policy
from planner.files.writing.settings import settings_of
from planner.files.writing.toml import toml_of
from tests.files.writing.round_trip import again
from tests.worlds import day, minutes, phase, plan, practitioner, protocol, service, world

OURS = "our medical lead's"
KINDS = sorted(default_policy().rules)


def clinic(**more: object) -> Clinic:
    return world(**{"policy": default_policy(), "start_every": Clinic.start_every, **more})


def changed(**changes: dict[str, Any]) -> Policy:
    return default_policy().overridden({trigger.replace("_", "-"): change for trigger, change in changes.items()})


# --- what is said -----------------------------------------------------------------------------------------------------


def test_what_is_as_by_default_is_not_said() -> None:
    assert settings_of(clinic()) == {
        "name": "Maple Street",
        "timezone": "America/Edmonton",
        "services": {
            "needling": {
                "title": "Needling",
                "steps": [{"do": "step 1", "minutes": 30, "with": "practitioner"}],
                "acts": [],
            }
        },
        "protocols": {
            "needling": {
                "title": "Needling",
                "phases": [{"name": "course", "service": "needling", "sessions": 1}],
            }
        },
    }


def test_only_what_the_clinic_changed_of_the_policy() -> None:
    policy = changed(
        botox={"days": 10, "reason": OURS},
        filler={"off": True, "reason": OURS},
        pacemaker={"clearable": True, "reason": OURS},
    )
    assert settings_of(clinic(policy=policy))["policy"] == {
        "botox": {"days": 10, "reason": OURS},
        "filler": {"off": True, "reason": OURS},
        "pacemaker": {"clearable": True, "reason": OURS},
    }


def test_only_the_prices_the_clinic_changed() -> None:
    prices = Prices({3: 4000, 2: 2500, 1: 1000}, late=12, moved=40.5)
    said = settings_of(clinic(prices=prices, repair_prices=RepairPrices(room=1)))
    assert said["goals"] == {"moved": 40.5, "place": {"2": 2500}, "timely": {"late": 12}}
    assert said["repairs"] == {"room": 1}


def test_steps_stand_a_line_each_and_gaps_on_one() -> None:
    course = protocol("weekly", phase("needling", gap=(5, 7, 9), sessions=6))
    text = toml_of(settings_of(clinic(services=[service("needling", 15, -30)], protocols=[course])))
    assert '    {do = "step 1", minutes = 15, with = "practitioner"},\n    {do = "step 2", minutes = 30},\n]' in text
    assert "gap = {least = 5, ideal = 7, most = 9}\n" in text
    assert "[protocols.weekly]\n" in text
    assert "[[protocols.weekly.phases]]\n" in text


# --- whatever there is, comes back ------------------------------------------------------------------------------------


def test_every_field_of_clinic_toml() -> None:
    lamp = Service(
        id="lamp",
        title="Under the lamp",
        steps=(Step("set up", minutes(5), True), Step("rest", minutes(20), False)),
        reset=minutes(10),
        needs=frozenset({"light", "body"}),
        room=None,
        acts=("light:face", "light:body"),
        supplies={"goggles": 1, "gel, blue": 0.25},
        counts_as="chemical-peel",
        shareable=True,
    )
    course = protocol(
        "course",
        phase(gap=(1, 2, 3), sessions=5, at_least=3, first="lamp"),
        phase("needling", "lamp", name="then", for_days=99),
        start_within=3,
    )
    rhythm = protocol("rhythm", phase(every=9, tolerance=2, name="rhythm"))
    whole = clinic(
        services=[service(), lamp],
        protocols=[course, rhythm],
        practitioners=[practitioner(qualifications=frozenset({"light", "body"}))],
        plans=[plan(protocol="course", sessions=4)],
        waits=(Wait("lamp", 3, service="needling"), Wait("lamp", 2, acts=("light:*",))),
        follow_ups=(FollowUp("lamp", "needling", 0, 4),),
        start_every=minutes(20),
        holidays="CA-AB",
        closed=frozenset({day(3), day(1)}),
        open=frozenset({day(5)}),
    )  # fmt: skip
    assert again(whole) == whole


@pytest.mark.parametrize(
    "change",
    [
        {"botox": {"months": 6}},
        {"botox": {"lasting": True, "acts": ["*"], "why": "Ours.", "source": "A letter", "reviewed": date(2026, 1, 2)}},
        {"pacemaker": {"days": 3}},
        {"pacemaker": {}},
        {"sunburn": {"days": 5, "acts": ["*"], "clearable": True}},
        {"sunburn": {"lasting": True, "acts": ["*"]}},
        {"sunburn": {"lasting": True, "acts": ["*"], "off": True}},
        {"sun 'burn' \"x.y\"": {"days": 5, "acts": ["*"], "words": "so\nand so"}},
    ],
)  # fmt: skip
def test_policies(change: dict[str, dict[str, Any]]) -> None:
    policy = default_policy().overridden({trigger: each | {"reason": OURS} for trigger, each in change.items()})
    assert again(clinic(policy=policy)).policy == policy


LENGTHS = st.sampled_from(({}, {"days": 9}, {"months": 2}, {"lasting": True}))
CHANGES = st.builds(
    lambda length, more: length | more | {"reason": OURS},
    LENGTHS,
    st.fixed_dictionaries({}, optional={"clearable": st.booleans(), "off": st.booleans(), "acts": st.just(["*"])}),
)


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.sampled_from(KINDS), CHANGES, max_size=len(KINDS)))
def test_policies_of_many_changes(changes: dict[str, dict[str, Any]]) -> None:
    policy = default_policy().overridden(changes)
    assert again(clinic(policy=policy)).policy == policy


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.floats(0, 1e12), max_size=5))
def test_names_and_amounts_of_any_kind_are_toml(supplies: dict[str, float]) -> None:
    said = settings_of(
        clinic(services=[replace(service(), id=name or "x", supplies=supplies) for name in [*supplies, "x"]])
    )
    assert tomllib.loads(toml_of(said)) == said


def test_a_clinic_without_care_says_so() -> None:
    bare = replace(clinic(), services={}, protocols={}, patients={}, plans={})
    assert again(bare) == bare
