"""Names that Excel takes for sheets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.roster.workbook.names import sheet_name


@pytest.mark.parametrize(
    ("wanted", "taken", "found"),
    [
        ("Mai/Chen: [first]", [], "Mai Chen first"),
        ("'Mai'", [], "Mai"),
        ("mai", ["Mai"], "mai (2)"),
        ("Mai", ["mai", "Mai (2)"], "Mai (3)"),
        ("History", [], "History (2)"),
        ("", [], "Sheet"),
        ("A" * 40, ["A" * 31], "A" * 27 + " (2)"),
    ],
)
def test_a_name_is_made_fit(wanted: str, taken: list[str], found: str) -> None:
    assert sheet_name(wanted, taken) == found


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_names_become_sheets(wanted: list[str]) -> None:
    taken: list[str] = []
    for name in wanted:
        taken.append(sheet_name(name, taken))
    assert len({name.casefold() for name in taken}) == len(wanted)
    for name in taken:
        assert 1 <= len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert name[0] != "'" != name[-1]
