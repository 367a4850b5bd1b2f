"""What a roster must keep and what it should: the table of contents, in the order the rules are read.

To add one, write its class and put it into its tuple; docs/adding-a-rule.md shows how.
"""

from planner.rules.check import measured, newly_broken, violations, warnings
from planner.rules.closures import RuleClosures
from planner.rules.registry import GOALS, RULES
from planner.rules.rule import Answer, Closed, Goal, Rule, Violation

__all__ = [
    "GOALS",
    "RULES",
    "Answer",
    "Closed",
    "Goal",
    "Rule",
    "RuleClosures",
    "Violation",
    "measured",
    "newly_broken",
    "violations",
    "warnings",
]
