"""A rule and a goal that planner has never seen hold at the desk as everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.copies import RULE, passes, with_rule_and_goal
from tests.pages import ROOT

BY_DAY = "    by_day = True\n"


@pytest.mark.parametrize("rule", [RULE, RULE.replace(BY_DAY, "")], ids=["by day", "by place"])
def test_an_added_rule_and_goal_hold_at_the_desk(tmp_path: Path, rule: str) -> None:
    assert BY_DAY in RULE
    passes(with_rule_and_goal(tmp_path, rule), ROOT / "tests" / "desk" / "added" / "offers.py")


def test_they_hold_for_the_book(tmp_path: Path) -> None:
    passes(with_rule_and_goal(tmp_path), ROOT / "tests" / "desk" / "added" / "book.py")
