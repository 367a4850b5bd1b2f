"""The desk over HTTP: serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from planner.cli.commands.desk.options import Database, at_desk, url_of
from planner.cli.commands.options import clinic_in, clock
from planner.cli.output import show_line
from planner.desk.store.urls import file_of, shown
from planner.errors import Nonsense, NotInstalled, UnknownName
from planner.files.starting.example import example_clinic


def serve(
    database: Database,
    clinic: Annotated[
        Path | None,
        typer.Option("--from", metavar="CLINIC", help="What an empty store is filled with; without it the page asks."),
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Fill an empty store with the example, its days moved to this week.")
    ] = False,
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Where to listen; this machine alone unless said.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="On which port; 0: any that is free.")
    ] = 8000,
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many processes; more than one on PostgreSQL.")
    ] = 1,
    prefix: Annotated[str, typer.Option(metavar="PATH", help="Under which path a proxy has it.")] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option("--proxy", metavar="HOST", help="A proxy whose X-Forwarded headers are believed; more than once."),
    ] = None,
    secure: Annotated[bool, typer.Option("--secure", help="Browsers reach it by https, through a proxy.")] = False,
    origin: Annotated[
        list[str] | None,
        typer.Option("--allow-origin", metavar="ORIGIN", help="Whose scripts in browsers may ask; more than once."),
    ] = None,
    drain: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, max=600, help="How long to go on after SIGTERM, not ready.")
    ] = 0,
    to_private: Annotated[
        bool, typer.Option("--webhooks-to-private", help="Let webhooks lead to this machine and private networks.")
    ] = False,
    to: Annotated[
        list[str] | None,
        typer.Option("--webhooks-to", metavar="HOST", help="A host or network they may lead to; more than once."),
    ] = None,
    log_format: Annotated[
        str, typer.Option("--log-format", metavar="FORM", help="Of the log on stderr: text or json.")
    ] = "text",
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Have long work done by the workers of a Dask scheduler.")
    ] = None,
) -> None:
    """Serve a store over HTTP, for booking systems and for the manager's page."""
    try:
        from planner.http import server
        from planner.http.access.people import People
        from planner.http.door import Settings
        from planner.http.transport.logs import FORMATS
        from planner.http.transport.origins import checked_origins
        from planner.http.webhooks.address import Reach
    except ImportError as missing:
        raise NotInstalled("planner serve wants the extra serve: pip install 'treatment-planner[serve]'") from missing
    file = file_of(database) or (database if "://" not in database else None)
    new = clinic is not None or example or (file is not None and not Path(file).is_file())
    url, address = url_of(database, new), server.Address(host, port, prefix, proxy or ())
    if log_format not in FORMATS:
        raise UnknownName("log format", log_format, FORMATS)
    reach, origins = Reach(to_private, tuple(to or ())), checked_origins(origin or ())
    if workers > 1 and url.startswith("sqlite"):
        raise Nonsense("a file serves one process; leave --workers out, or use PostgreSQL for several")
    if scheduler:
        _refuse_scheduler(scheduler, url)
    with address.listen() as listening:
        with at_desk(database, new) as desk:
            if desk.settled() == 0 and (clinic is not None or example):
                desk.load(example_clinic(clock()()) if clinic is None else clinic_in(clinic), who="planner serve")
            empty = desk.settled() == 0
            link = People(desk.store, clock()).first_link()
        show_line(f"Serving {shown(database)} at {address.shown(listening)}/ until Ctrl-C.")
        if empty:
            show_line("The store is empty; its first page asks how to begin.")
        if link:
            show_line(f"The first administrator enters here, once: {address.shown(listening)}/enter/{link}")
        settings = Settings(
            secure=secure,
            origins=origins,
            drain=drain,
            webhooks_to_private=reach.private,
            webhooks_to=reach.named,
            scheduler=scheduler or "",
        )
        server.serve(url, address, listening, workers, clock(), settings, log_format)


def _refuse_scheduler(scheduler: str, url: str) -> None:
    """Raises Nonsense for a file that its workers may not see, and what `open_runner` does."""
    from planner.cluster.runner import open_runner  # loads Dask

    if url.startswith("sqlite") and urlsplit(scheduler).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Nonsense("a file serves one machine; name a scheduler at 127.0.0.1, or use PostgreSQL for several")
    open_runner(scheduler).__exit__()
