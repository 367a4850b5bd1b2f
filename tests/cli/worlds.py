"""The command line as a person types it, and what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from typer.testing import CliRunner

from planner.cli.main import app

DECEMBER = ["--month", "2026-12"]


QUICK = [*DECEMBER, "--effort", "0.2", "--workers", "1"]


class Said:
    """What a command wrote, with wrapped lines joined, and its exit status."""

    def __init__(self, *words: object) -> None:
        result = CliRunner().invoke(app, [str(word) for word in words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.status = result.exit_code
        self.out, self.err = " ".join(result.stdout.split()), " ".join(result.stderr.split())


def swap(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def shown(show: Callable[..., None], *given: object, width: int = 100) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        show(console, *given)
    text = captured.get()
    assert max((len(line) for line in text.splitlines()), default=0) <= width
    return text


def flat(text: str) -> str:
    return " ".join(text.split())


MORNING = "2026-12-01T08:00-07:00"


def desk(*words: object) -> Said:
    return Said("desk", *words)


def asked(*words: object) -> object:
    """What a command answers a program."""
    said = desk(*words, "--json")
    assert (said.status, said.err) == (0, "")
    return json.loads(said.out)


def held(store: Path, plan: str = "c1", *words: object) -> str:
    return asked("hold", store, "--plan", plan, "--offer", "1", *words)["hold"]
