"""What a folder cannot say is refused by name, all at once, with what would be right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from planner.clinic import Patient, Plan, WeeklyHours, default_policy
from planner.errors import FaultyClinic
from tests.files.writing.round_trip import again
from tests.worlds import entry, plan, practitioner, service, world

RULES = default_policy().rules
SHORTER = RULES | {"botox": replace(RULES["botox"], days=3)}
FEWER = {kind: rule for kind, rule in RULES.items() if kind != "botox"}


def refused(**more: object) -> list[str]:
    with pytest.raises(FaultyClinic) as caught:
        again(world(**{"policy": default_policy(), **more}))
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("clinic", "said"),
    [
        (
            {"services": [replace(service(), reset=timedelta(seconds=90))]},
            "clinic.toml, services.needling.reset: 1.5 is no whole number → write a number from 0 to 1440, unquoted",
        ),
        (
            {"practitioners": [practitioner(shifts=(WeeklyHours(0, time(9, 0, 30), time(10)),))]},
            "shifts.csv, start of 'mai': '09:00:30' has seconds → write 09:00",
        ),
        (
            {"plans": [plan(), Plan("b", "ann", "needling", date(1066, 10, 14))]},
            "plans.csv, start of 'b': the year of 1066-10-14 is out of reach → use a year from 1900 to 2999",
        ),
        (
            {"book": (entry("a1", 0), entry("a2", 3))},
            "appointments.csv, number of 'a2--3': the plan 'a' has 1 sessions, there is no session 2 → "
            "mend the number, or the plan's `sessions`",
        ),
        (
            {"policy": replace(default_policy(), rules=SHORTER)},
            "clinic.toml, policy.botox: the override of policy 'botox' wants a `reason` → give `days`, `months` or "
            "lasting = true, the acts closed, and the reason",
        ),
        (
            {"patients": [Patient("ben", "Ben\udc80")]},
            "patients.csv, row 3: here is a character that is not UTF-8 → save the file as “CSV UTF-8”",
        ),
    ],
)  # fmt: skip
def test_what_a_reader_would_refuse(clinic: dict[str, object], said: str) -> None:
    assert refused(**clinic) == [said]


@pytest.mark.parametrize(
    ("clinic", "said"),
    [
        (
            {"patients": [Patient("ben", " Ben"), Patient("eva", "Eva\n")]},
            [
                "patients.ben.name: ' Ben' would be read again as 'Ben'",
                "patients.eva.name: 'Eva\\n' would be read again as 'Eva'",
            ],
        ),
        (
            {"plans": [plan(finish_by=date(9999, 12, 31))]},
            ["plans.a.finish_by: 9999-12-31 would be read again as nothing"],
        ),
        (
            {"policy": replace(default_policy(), rules=FEWER)},
            ["policy.rules.botox: nothing would be read again as PolicyRule(trigger='botox', "],
        ),
        (
            {"practitioners": [practitioner(qualifications=frozenset({"face;body"}))]},
            ["practitioners.mai.qualifications: ['face;body'] would be read again as ['body', 'face'] →"],
        ),
    ],
)  # fmt: skip
def test_what_would_be_read_otherwise(clinic: dict[str, object], said: list[str]) -> None:
    found = refused(**clinic)
    assert [line.partition("the clinic, ")[2][: len(start)] for line, start in zip(found, said, strict=True)] == said
