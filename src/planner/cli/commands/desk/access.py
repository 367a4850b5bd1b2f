"""Who may ask a server: token."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.cli.commands.desk.options import SOMEBODY, AsJson, Database, Who, at_desk
from planner.cli.commands.options import clock
from planner.cli.output import show_json, show_line
from planner.http.access.scopes import SCOPES
from planner.http.access.tokens import DAYS, Tokens


def token(
    database: Database,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who its calls are in the journal; never given twice.")],
    scope: Annotated[
        list[str], typer.Option(metavar="SCOPE", help=f"What it may ask, more than once: {', '.join(SCOPES)}.")
    ],
    days: Annotated[int, typer.Option(metavar="N", min=1, help="How long it lives.")] = DAYS,
    subject: Annotated[
        str | None, typer.Option(metavar="WHOSE", help="With calendar: practitioner:ID or patient:ID.")
    ] = None,
    who: Who = SOMEBODY,
    as_json: AsJson = False,
) -> None:
    """Make a token by which a program asks planner serve; it is shown this once."""
    with at_desk(database, as_json=as_json) as desk:
        account, secret = Tokens(desk.store, clock()).make(name, scope, who, days, subject)
    if as_json:
        show_json({"id": account.id, "name": account.name, "scopes": list(account.scopes), "token": secret})
    else:
        show_line(secret)
