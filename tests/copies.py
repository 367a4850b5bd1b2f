"""A copy of planner with the rule and the goal of docs/adding-a-rule.md, added by the steps of that page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.pages import ROOT, blocks, read

PAGE = read("docs/adding-a-rule.md")
RULE, TESTS, GOAL = blocks(PAGE, "python")


def changes(diff: str) -> list[tuple[str, str]]:
    """What each part of a diff takes away, and what it puts there, what stays around it included."""
    found = []
    for part in diff.split("@@\n"):
        lines = part.splitlines(keepends=True)
        found.append(tuple("".join(line[1:] for line in lines if line[0] != other) for other in "+-"))
    return found


def with_rule_and_goal(folder: Path, rule: str = RULE) -> Path:
    """The copy in a folder."""
    shutil.copytree(ROOT / "src" / "planner", folder / "src" / "planner")
    rules = folder / "src" / "planner" / "rules"
    registry = (rules / "registry.py").read_text(encoding="utf-8")
    for diff in blocks(PAGE, "diff"):
        for before, after in changes(diff):
            assert registry.count(before) == 1
            registry = registry.replace(before, after)
    (rules / "registry.py").write_text(registry, encoding="utf-8")
    (rules / "weeks.py").write_text(rule, encoding="utf-8")
    (rules / "mondays.py").write_text(GOAL, encoding="utf-8")
    return folder


def passes(folder: Path, *tests: Path | str) -> None:
    """Run tests, or what else pytest is told, against the copy in a folder, and fail with what they say."""
    paths = os.pathsep.join([str(folder / "src"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *map(str, tests)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, "PLANNER_TINY_CLINICS": "20"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
