"""What the command line says when it refuses: one clear message on stderr, and the exit status of errors.STATUSES.

A command that was asked for JSON says it as a document on stdout.
"""

from __future__ import annotations

from typing import Any, NoReturn

from typer import BadParameter, Context, Exit

from planner.cli.interrupt import Discarded
from planner.cli.lazy import LazyGroup
from planner.cli.output import say
from planner.errors import STOPPED, BrokenRoster, Forbidden, Nonsense, PlannerError, status_of

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
        except Discarded:
            say("Stopped; nothing was kept.")
            raise Exit(STOPPED) from None
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
