"""Numbers in what is asked are numbers."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Annotated, get_type_hints

import pytest
from pydantic import GetPydanticSchema, TypeAdapter, ValidationError

from planner.desk.store.documents import BY_ID, LISTED, SETTINGS, type_of
from planner.http.schemas.fields import Count, Schema
from planner.http.schemas.numbers import exact
from tests.http.worlds import Served, problem

NUMBERS = {int: 2, float: 2, timedelta: 3600}
FIELDS = [
    (kind, field.name, number)
    for kind in (*BY_ID, *LISTED, *SETTINGS)
    if is_dataclass(type_of(kind)) and kind != "policy"
    for hints in [get_type_hints(type_of(kind))]
    for field in fields(type_of(kind))
    for number in NUMBERS
    if hints[field.name] in (number, number | None)
]


def faults_of(kind: str, field: str, value: object) -> list[str]:
    """What is said of one field, whatever else is missing."""
    try:
        TypeAdapter(Annotated[type_of(kind), GetPydanticSchema(exact)]).validate_python({field: value})
    except ValidationError as refused:
        return [fault["msg"] for fault in refused.errors() if fault["loc"][:1] == (field,)]
    return []


@pytest.mark.parametrize(("kind", "field", "number"), FIELDS)
def test_a_truth_is_no_number_in_any_fact(kind: str, field: str, number: type) -> None:
    assert faults_of(kind, field, NUMBERS[number]) == []
    assert faults_of(kind, field, True) != []
    assert number is timedelta or any("without quotes" in words for words in faults_of(kind, field, "2"))


class Asked(Schema):
    days: Count | None = None
    prices: dict[str, float] = {}  # noqa: RUF012  pydantic copies it
    after: list[Asked] = []  # noqa: RUF012


@pytest.mark.parametrize("said", [{"days": True}, {"days": "2"}, {"prices": {"a": False}}, {"after": [{"days": True}]}])
def test_nor_in_what_is_asked_however_deep(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="is no number"):
        Asked.model_validate(said)
    assert Asked.model_validate({"days": 2, "prices": {"a": 1}, "after": [{"days": 2}]}).after[0].days == 2


def test_a_setting_stays_as_it_was(served: Served) -> None:
    before = served.desk.facts().booking
    refused = served.client().put("/v1/settings/booking", {"value": {"notice": False}})
    assert "/value/notice" in str(problem(refused, 422, "invalid"))
    assert served.desk.facts().booking == before
