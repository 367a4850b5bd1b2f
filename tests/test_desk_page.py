"""docs/desk.md is true: its code and its commands run, and it names every command, call and error."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pytest

import planner
from planner import errors
from planner.cli.commands.desk.table import COMMANDS
from tests.pages import blocks, read, run, table
from tests.reader import typed

PAGE = read("docs/desk.md")


def test_the_code_runs_one_block_after_the_other(repository: Path) -> None:
    run(repository, sys.executable, "-c", "\n".join(blocks(PAGE, "python")))


def test_the_commands_run_one_after_the_other(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed("\n".join(blocks(PAGE, "bash")), repository, monkeypatch)


def test_every_command_is_on_the_page_in_its_own_words() -> None:
    said = {row[0]: row[1] for row in table(PAGE, "The commands")}
    names = {each.__name__.replace("_", "-"): each for each in COMMANDS}
    assert list(said) == list(names)
    assert {name: " ".join(inspect.getdoc(each).split()) for name, each in names.items()} == said


def test_every_call_is_on_the_page() -> None:
    said = {name for row in table(PAGE, "What is called") for name in re.findall(r"(?:^|[`, ])(\w+)(?=\(|`)", row[0])}
    calls = {name for name, _ in inspect.getmembers(planner.Desk, inspect.isfunction) if not name.startswith("_")}
    assert calls - said - {"close", "diary"} == set()


def test_every_error_is_on_the_page_with_its_statuses() -> None:
    said = {row[0]: (int(row[3]), int(row[4])) for row in table(PAGE, "What each error means")}
    planners = {each: status for each, status in errors.STATUSES.items() if issubclass(each, errors.PlannerError)}
    assert said == {each.__name__: (status.exit, status.http) for each, status in planners.items()}
