"""A reader of the pages: who types what they show, line by line, planner's own commands in this process.

What needs a process of its own (Ctrl-C, `python -m planner`, a machine without a solver) is tested beside the commands.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.servers import serving
from tests.cli.worlds import Said


def shortened(line: str) -> str:
    """The line with limits of a search that are enough here; a search of a roster can count its work."""
    line = re.sub(r"--effort [\d.]+", "--effort 0.05", line)
    limit = "--effort 0.05 --workers 1" if line.startswith("planner roster ") else "--seconds 1"
    return re.sub(r"--seconds [\d.]+", limit, line)


def typed(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of a script in its order, each of which has to succeed; a server is stopped once it answers."""
    monkeypatch.chdir(folder)
    for line in _lines(script):
        words = shlex.split(shortened(line), comments=True)
        if words[0] == "export":
            monkeypatch.setenv(*words[1].split("=", 1))
            continue
        with pytest.MonkeyPatch.context() as only_here:
            while given := re.fullmatch(r"(\w+)=(.*)", words[0]):
                only_here.setenv(given[1], given[2])
                del words[0]
            _type(line, words)


def _lines(script: str) -> Iterator[str]:
    """The lines, those with a backslash at their end joined with the next, without empty ones."""
    yield from filter(str.strip, re.sub(r"\\\n\s*", "", script).splitlines())


def _type(line: str, words: list[str]) -> None:
    if words[:2] == ["planner", "serve"]:
        with serving(*words[2:]):
            return
    if words[0] != "planner":
        subprocess.run(["bash", "-euc", line], check=True)
        return
    said = Said(*words[1:])
    assert said.status == 0, f"{line}\n{said.out}\n{said.err}"
