"""What the command line says when it refuses: one clear message on stderr, and the exit status of errors.STATUSES.

A command that was asked for JSON says it as a document on stdout.
"""

from __future__ import annotations

import os
from errno import EACCES, ENOTDIR
from pathlib import Path
from typing import Any, NoReturn

from typer import BadParameter, Context, Exit

from planner.cli.lazy import LazyGroup
from planner.cli.output import say
from planner.errors import BrokenRoster, Forbidden, Nonsense, PlannerError, status_of

AS_JSON = "planner.as_json"
"""Under which a command that was asked for JSON notes, where its group looks, what shows a refusal so."""


class Refusing(LazyGroup):
    """The commands, none of which ends in a traceback over something that its user can mend."""

    def invoke(self, ctx: Context) -> Any:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except BrokenRoster as bug:
            words = f"{bug}\nThis is a bug in planner. Nothing was written. Please report it with the clinic's folder."
            _refuse(ctx, bug, words)
        except Forbidden as forbidden:
            words = "\n".join(["A rule forbids this; nothing was changed.", *map(str, forbidden.violations)])
            _refuse(ctx, forbidden, words)
        except PlannerError as refused:
            _refuse(ctx, refused, str(refused))
        except BadParameter as wrong:
            if not ctx.meta.get(AS_JSON):
                raise
            _refuse(ctx, Nonsense(wrong.format_message()), "")
        except BrokenPipeError:
            raise  # whoever was reading has seen enough
        except OSError as failed:
            words = f"{failed.strerror or failed}" + (f": {failed.filename}" if failed.filename else "")
            _refuse(ctx, failed, words)


def _refuse(ctx: Context, refused: Exception, words: str) -> NoReturn:
    as_json = ctx.meta.get(AS_JSON)
    if as_json:
        as_json(refused)
    else:
        say(words)
    raise Exit(status_of(refused).exit) from None


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
