"""Commands are loaded when they run, and not before."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import typer

from planner.cli.main import Commands

NAMED_SHELL = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
"""Typer takes the shell that is named, and looks for none among the processes above, where a runner may have none."""
HEAVY = ("pandas", "numpy", "ortools", "sqlalchemy", "jinja2", "xlsxwriter", "holidays", "distributed")


def loaded(*words: str) -> set[str]:
    """Which heavy packages a command line has loaded by its end."""
    code = f"""
import sys
from planner.cli.main import app
try:
    app({list(words)!r})
except SystemExit as ended:
    assert not ended.code, ended.code
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    environment = os.environ | NAMED_SHELL
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return set(eval(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["-h"], ["--show-completion", "bash"]], ids=" ".join)
def test_version_help_and_completion_load_nothing_heavy(words: list[str]) -> None:
    assert loaded(*words) == set()


@pytest.mark.parametrize("name", Commands.table)
def test_each_command_is_where_its_table_says_and_explains_itself(name: str) -> None:
    target = Commands.table[name].load()
    function = target.registered_callback.callback if isinstance(target, typer.Typer) else target
    assert isinstance(target, typer.Typer) or target.__name__.rstrip("_") == name  # import_: a word of Python's own
    assert function.__doc__


def test_planner_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "planner", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("planner ")


def test_a_misspelt_command_names_the_near_one() -> None:
    done = subprocess.run([sys.executable, "-m", "planner", "rostr"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "'roster'" in done.stderr
