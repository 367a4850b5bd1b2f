"""docs/http.md is true: its walk runs as it stands, and its tables are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from planner.http.access.scopes import ROLES, SCOPES
from tests.http.worlds import document
from tests.pages import blocks, read, run, section, table

PAGE = read("docs/http.md")


def test_the_walk_runs(repository: Path) -> None:
    code = "\n".join(blocks(PAGE, "bash")).replace("8000", "8017")
    run(repository, "bash", "-euc", f"trap 'kill $(jobs -p)' EXIT\n{code}")


def test_the_scopes_and_roles_are_those_of_the_code() -> None:
    assert dict(table(PAGE, "Tokens")) == dict(SCOPES)
    said = {role: set(re.findall(r"`([a-z]+)`", scopes)) for role, scopes in table(PAGE, "People")}
    assert said == {role: set(scopes) for role, scopes in ROLES.items()}


def test_every_resource_is_on_the_page() -> None:
    said = set(re.findall(r"[a-z][a-z-]+", section(PAGE, "What there is")))
    paths = document()["paths"]
    parts = {part for path in paths if path.startswith("/v1/") for part in path.split("/") if part and "{" not in part}
    assert parts - said - {"v1", "rotate", "link", "password", "today", "search"} == set()
