"""Every answer of a desk comes back from its document, and a document that was tampered with names the field."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.desk import Desk
from planner.documents.offers import of_offer, read_offer
from planner.documents.receipts import read_receipt
from planner.documents.replannings import of_replanning, read_replanning
from planner.errors import Nonsense, UnknownName
from tests.desk.worlds import clinic
from tests.documents.worlds import Example, examples
from tests.pages import blocks, read, run, table
from tests.worlds import at, day


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    return list(examples(tmp_path_factory.mktemp("documents")))


def test_every_kind_of_answer_is_tried(known: list[Example]) -> None:
    page = re.findall(r"^## (An? .+|Offers)$", read("docs/documents.md"), flags=re.MULTILINE)
    assert sorted({each.name for each in known}) == sorted(page)


def test_what_is_answered_comes_back_as_it_was(known: list[Example]) -> None:
    for each in known:
        assert each.read(json.loads(json.dumps(each.document))) == each.answer, each.name


def test_every_field_is_on_the_page_and_no_other(known: list[Example]) -> None:
    for name in {each.name for each in known}:
        fields = {field for each in known if each.name == name for field in each.document}
        said = [row[0] for row in table(read("docs/documents.md"), name)]
        assert set(said) == fields - (ROW if name == "A closed appointment" else set()), name


def test_the_code_of_the_page_runs(repository: Path) -> None:
    run(repository, sys.executable, "-c", "\n".join(blocks(read("docs/documents.md"), "python")))


ROW = {"appointment", "plan", "number", "service", "practitioner", "room", "start", "end", "status"}
"""The fields of an appointment, which a closed one has too."""


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where each value of a document stands."""
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def tampered(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(document))
    part = copy
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return copy


def refusal(each: Example, document: Any) -> str:
    """What is said against a document; empty where it is read."""
    try:
        each.read(document)
    except (Nonsense, UnknownName) as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    "value", [{"x": 1}, True, "2026-13-01", "\U0001f600", 10**400, -0.5, None, []], ids=lambda value: repr(value)[:9]
)
def test_what_was_tampered_with_is_nonsense_that_names_the_field(known: list[Example], value: object) -> None:
    """Or it is read: some texts may be any text. Nothing else is ever raised."""
    for each in known:
        for path in places(each.document):
            said = refusal(each, tampered(each.document, path, value))
            assert not said or any(word in said for word in (str(path[-1]), "horizon", "asked for")), (path, said)


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("rows", 0, "start"), "2026-06-01T09:00:00", r"rows\[0\].start is '2026-06-01T09:00:00'; give a moment with"),
        (("rows", 0, "number"), "1", r"rows\[0\].number is '1'; give a whole number"),
        (("rows", 0, "status"), "taken", r"rows\[0\].status is 'taken'; give one of attended, booked"),
        (("rows",), {}, r"rows is \{\}; give a list"),
        (("rows", 0), 7, r"rows\[0\] is 7; give an object"),
        (("goals", "day"), "cheap", "goals.day is 'cheap'; give a number"),
        (("price",), float("nan"), "price is nan; give a number"),
    ],
)
def test_a_tampered_offer_says_what_to_give(known: list[Example], path: tuple[Any, ...], value: Any, says: str) -> None:
    (offer,) = (each.document for each in known if each.name == "An offer")
    offer = tampered(offer, ("goals", "day"), 1.0)
    with pytest.raises(Nonsense, match=says):
        read_offer(tampered(offer, path, value))


def test_a_field_that_is_missing_is_named() -> None:
    with pytest.raises(Nonsense, match="entry is missing; give it as it was answered"):
        read_receipt({})
    with pytest.raises(Nonsense, match=r"the document is \[\]; give an object"):
        read_receipt([])
    assert read_receipt({"entry": None, "at": None, "versions": {}, "rows": []}) is None


def test_what_comes_back_is_held_and_accepted(tmp_path: Path) -> None:
    """As from a browser that was shown it, into another process."""
    url = f"sqlite:///{tmp_path}/clinic.db"
    with Desk.open(url, clock=lambda: at(0, "6:00")) as one, Desk.open(url, clock=lambda: at(0, "6:00")) as other:
        one.load(clinic())
        offer = json.loads(json.dumps(of_offer(one.clinic(), 1, one.offers("a")[0])))
        assert other.book(read_offer(offer)).rows[0].plan == "a"
        found = json.loads(json.dumps(of_replanning(one.clinic(), one.replan(day(6), effort=0.5))))
        assert other.accept(read_replanning(other.clinic(), found)).rows
