"""The names of the package, and what they load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import planner
from tests.files.worlds import small_folder

BLOCKED = "import sys; sys.modules['ortools'] = None\n"
"""From here on, importing OR-Tools is an ImportError."""


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_public_name_is_there() -> None:
    assert [name for name in planner.__all__ if not hasattr(planner, name)] == []
    assert len(set(planner.__all__)) == len(planner.__all__)


def test_every_public_name_but_errors_has_one_home() -> None:
    named = [name for names in planner._HOMES.values() for name in names]
    assert sorted([*named, "errors"]) == sorted(planner.__all__)


def test_the_names_are_listed_before_they_are_loaded() -> None:
    assert run("import planner; print({'plan', 'check', 'Clinic', '__version__'} <= set(dir(planner)))") == "True"


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        planner.chekc  # noqa: B018


def test_importing_planner_loads_no_room() -> None:
    assert run("import planner, sys; print(any(m in sys.modules for m in ('pandas', 'numpy', 'ortools')))") == "False"


def test_a_check_loads_no_solver(tmp_path: Path) -> None:
    code = f"""
import sys
import planner
clinic = planner.read({str(small_folder(tmp_path))!r})
assert len(planner.check(clinic, [], "2026-12")) == 1  # the fixed appointment is missing
print(sys.modules.get("ortools"))
"""
    assert run(code) == "None"


def test_no_command_but_roster_loads_a_solver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_NOW", "2026-12-02T20:00-07:00")
    folder = small_folder(tmp_path)
    rows = "appointment,plan,number,practitioner,room,start\na3,c2,3,ana,one,2026-12-08T09:00\n"
    (tmp_path / "roster.csv").write_text(rows, encoding="utf-8")
    code = f"""
import sys
from planner.cli.main import app
clinic, days = {str(folder)!r}, ["--month", "2026-12"]
for command in (
    ["validate", clinic],
    ["check", clinic, {str(tmp_path / "roster.csv")!r}, *days],
    ["sessions", clinic, *days],
    ["eligibility", clinic, "--patient", "p1"],
    ["policy", clinic],
    ["publish", clinic, "--attended", "2026-12-02"],
):
    try:
        app(command)
    except SystemExit as ended:
        assert ended.code == 0, command
print(sys.modules.get("ortools"))
"""
    assert run(code).splitlines()[-1] == "None"


def test_planning_without_the_solver_says_what_is_missing(tmp_path: Path) -> None:
    asked = f"planner.plan(planner.read({str(small_folder(tmp_path))!r}), '2026-12', effort=0.1)"
    code = f"import planner\ntry: {asked}\nexcept ImportError as missing: print(missing)"
    assert "ortools" in run(BLOCKED + code)


def test_the_version_is_the_packages() -> None:
    assert planner.__version__[0].isdigit()
