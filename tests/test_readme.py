"""The README is true: its commands and its code run, its links lead somewhere, and it names every command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import planner
from planner.cli.main import Commands
from tests.pages import PAGES, ROOT, anchors, blocks, links, read
from tests.reader import typed

README = read("README.md")


@pytest.mark.parametrize("page", ["README.md", "docs/commands.md"])
def test_the_commands_run_one_after_the_other(page: str, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a reader does, from top to bottom: later blocks use what the first ones wrote."""
    scripts = blocks(read(page), "bash")
    lines = [line for script in scripts for line in script.splitlines() if not line.startswith("source ")]
    assert sum("planner " in line for line in lines) >= len(scripts)
    typed("\n".join(lines), repository, monkeypatch)


CODE = [*blocks(README, "python"), *blocks(read("docs/python.md"), "python")]


@pytest.mark.parametrize("block", CODE, ids=range(len(CODE)))
def test_the_code_runs(block: str, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "import planner" in block
    monkeypatch.chdir(repository)
    exec(compile(block.replace("seconds=60", "seconds=1"), "the page", "exec"), {"__name__": "__main__"})


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_every_command_is_shown() -> None:
    shown = set(re.findall(r"^planner (\w+)", "\n".join(blocks(README, "bash")), flags=re.MULTILINE))
    assert shown == set(Commands.table)


def test_the_two_commands_come_first() -> None:
    assert re.findall(r"^make (\w+)", blocks(README, "sh")[0], flags=re.MULTILINE) == ["roster", "test"]
    assert README.index("make roster") < README.index("## ")


def test_every_target_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^(\w+):", read("Makefile"), flags=re.MULTILINE))
    shown = set(re.findall(r"^make (\w+)", "\n".join(blocks(README, "sh")), flags=re.MULTILINE))
    assert {"roster", "test"} <= shown <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in links(text):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


def test_the_example_is_as_large_as_it_says() -> None:
    clinic = planner.read(ROOT / "examples" / "maple-street")
    sizes = f"{len(clinic.practitioners)} practitioners, {len(clinic.rooms)} rooms, {len(clinic.patients)} patients"
    assert sizes in README


def test_the_readme_leads_to_every_page() -> None:
    there = {str(page.relative_to(ROOT)) for page in PAGES} - {"README.md"}
    assert there - set(links(README)) == set()
