"""What the command line says when it refuses: one clear message on stderr, and an exit status that tells why."""

from __future__ import annotations

import os
from errno import EACCES, ENOTDIR
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text
from typer import Context, Exit
from typer.core import TyperGroup

from planner.errors import BrokenRoster, Nonsense, PlannerError

BROKEN, FAULTY, INTERNAL, STOPPED = 1, 2, 3, 130
"""Exit statuses: a roster breaks rules; what was given is faulty; planner itself is wrong; Ctrl-C."""


class Refusing(TyperGroup):
    """The commands, none of which ends in a traceback over something that its user can mend."""

    def invoke(self, ctx: Context) -> Any:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except BrokenRoster as bug:
            say(f"{bug}\nThis is a bug in planner. Nothing was written. Please report it with the clinic's folder.")
            raise Exit(INTERNAL) from None
        except PlannerError as refused:
            say(str(refused))
            raise Exit(FAULTY) from None
        except BrokenPipeError:
            raise  # whoever was reading has seen enough
        except OSError as failed:
            say(f"{failed.strerror or failed}" + (f": {failed.filename}" if failed.filename else ""))
            raise Exit(FAULTY) from None


def say(words: str, style: str = "bold red") -> None:
    """A message on stderr, its lines never broken so that they can be searched."""
    Console(stderr=True, highlight=False).print(Text(words, style), soft_wrap=True)


def refuse_unwritable(folder: Path) -> None:
    """Refuse a folder that cannot take a roster: better before a long search than after it.

    Raises Nonsense for a clinic's own folder, whose appointment book a roster's would replace, and otherwise the
    OSError that writing into it would end in.
    """
    if (folder / "clinic.toml").exists():
        raise Nonsense(f"{folder} holds a clinic, whose appointments.csv would be replaced; name another folder")
    there = folder.resolve()
    while not there.exists():
        there = there.parent
    if not there.is_dir():
        raise NotADirectoryError(ENOTDIR, "This is a file, not a folder", str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(EACCES, "This folder may not be written into", str(there))
