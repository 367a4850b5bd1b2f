"""docs/your-month.md is true: a month in the life of a clinic, each column run from top to bottom, line by line."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from tests.pages import read
from tests.reader import shortened

PAGE = read("docs/your-month.md")
ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in PAGE.splitlines()
    if line.startswith("| **")
]


def lines(column: int) -> list[tuple[str, str]]:
    """The moment and the words of each line of a column."""
    found = []
    for row in ROWS:
        when = re.match(r"\*\*(\d+ \w+(?: \d{4})?) (\d\d:\d\d)\*\*", row[0])
        assert when, row[0]
        day = when[1] if when[1][-4:].isdigit() else f"{when[1]} 2026"
        at = datetime.strptime(f"{day} {when[2]}", "%d %B %Y %H:%M").replace(tzinfo=ZoneInfo("America/Edmonton"))
        found += [(at.isoformat(), line) for line in re.findall(r"`([^`]+)`", row[column])]
    return found


@pytest.mark.parametrize("column", [1, 2], ids=["folder", "desk"])
def test_a_month_in_the_life(column: int, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    hold, last = "", 0
    for at, line in lines(column):
        monkeypatch.setenv("PLANNER_NOW", at)
        if not line.startswith("planner "):
            subprocess.run(["bash", "-euc", line], check=True, env={**os.environ})
            continue
        asked = shlex.split(shortened(line).replace("HOLD", hold).replace("LAST", str(last)))[1:]
        done = CliRunner().invoke(app, asked)
        assert done.exit_code == 0, f"{at} {line}: {done.output}"
        said = " ".join(done.output.split())
        if held := re.findall(r"planner desk book \S+ (\w+)", said):
            hold = held[-1]
        if entries := re.findall(r"entry (\d+) of the journal", said):
            last = int(entries[-1])


def test_both_ways_are_told_at_every_step() -> None:
    assert len(ROWS) >= 10
    assert all(re.search(r"`[^`]+`", cell) for row in ROWS for cell in row[1:])


def test_the_readme_says_first_which_way_is_whose() -> None:
    first = read("README.md").split("\n\n")[1]
    assert "docs/your-month.md" in first
    assert "folder" in first
    assert "desk" in first
