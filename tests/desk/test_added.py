"""A rule and a goal that planner has never seen, added by the steps of docs/adding-a-rule.md, hold everywhere."""

from __future__ import annotations

from pathlib import Path

from tests.copies import RULE, TESTS, passes, with_rule_and_goal
from tests.pages import ROOT

AT_THE_DESK = ROOT / "tests" / "desk" / "added"
BY_DAY = "    by_day = True\n"


def test_an_added_rule_and_goal_hold_everywhere(tmp_path: Path) -> None:
    """The page's own tests; the model beside the check, which both read the rule; the desk's offers and its book."""
    copy = with_rule_and_goal(tmp_path)
    (copy / "test_weeks.py").write_text(TESTS, encoding="utf-8")
    two_way = f"{ROOT / 'tests' / 'rules' / 'test_two_way.py'}::test_the_model_admits_what_breaks_no_rule"
    passes(copy, copy / "test_weeks.py", two_way, AT_THE_DESK / "offers.py", AT_THE_DESK / "book.py")


def test_a_rule_that_looks_at_places_holds_in_offers_too(tmp_path: Path) -> None:
    assert BY_DAY in RULE
    passes(with_rule_and_goal(tmp_path, RULE.replace(BY_DAY, "")), AT_THE_DESK / "offers.py", "-k", "not roster")
