"""One word for one thing: no second word for a booked thing, a repair or a difference comes back (docs/glossary.md)."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.pages import ROOT

SOURCES = sorted((ROOT / "src" / "planner").rglob("*.py"))
FORMER = {"Healing", "Answers"}
"""Names of before that callers may still use, each a second name of one class."""
SECOND = {
    "repair": r"heal(s|ed|ing)?(_|$)|^Heal|^Mend",
    "StoredAppointment, CalendarSession, SessionDetails": r"^(Line|Told|Shown|Seen)$",
    "OfferRequest, Offers": r"^Answers$",
    "ClinicChange, Differences": r"^(Touched|Diff|Delta)$",
}
"""Words that were in use for a thing beside its own, as names of files, classes and functions."""


@cache
def names(file: Path) -> set[str]:
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {file.stem, *(node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef))}


@pytest.mark.parametrize(("word", "second"), SECOND.items(), ids=SECOND)
def test_no_second_word_for_a_thing_comes_back(word: str, second: str) -> None:
    found = {(file.name, name) for file in SOURCES for name in names(file) if re.search(second, name)}
    assert {each for each in found if each[1] not in FORMER} == set()


def test_the_glossary_has_the_words() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    classes = {word for words in SECOND for word in words.split(", ") if word != "repair"}
    assert [word for word in sorted(classes) if f"`{word}`" not in page] == []


def test_names_of_before_are_the_same_classes() -> None:
    import planner.desk as desk

    assert desk.Healing is desk.BookRepair
    assert desk.Answers is desk.Offers
