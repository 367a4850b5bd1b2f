"""A written roster read back and judged, whoever made it: what it breaks, and what each goal costs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import planner
from benchmarks.timetable import LOOK_AHEAD, MONTH
from planner.roster.check import asked
from planner.rules import measured

LISTED = 20
"""How many broken rules are written out."""


def judge(clinic: planner.Clinic, roster: Path) -> dict[str, Any]:
    """Violations by `planner.check`, the goals measured, and due sessions left out by priority 3, 2, 1.

    Raises FaultyClinic for rows that cannot be read.
    """
    problem, rows = asked(clinic, roster, MONTH, look_ahead=LOOK_AHEAD)
    broken = planner.check(clinic, roster, MONTH, look_ahead=LOOK_AHEAD)
    goals, placed = measured(problem, rows), {row.key for row in rows}
    due = [session for session in problem.sessions if session.due]
    out = Counter(session.priority for session in due if session.key not in placed)
    return {
        "violations": len(broken),
        "rules_broken": dict(Counter(each.rule for each in broken)),
        "broken": [str(each) for each in broken[:LISTED]],
        "goals": goals,
        "score": sum(goals.values()),
        "due": len(due),
        "placed": len(due) - out.total(),
        "left_out": [out[3], out[2], out[1]],
    }
