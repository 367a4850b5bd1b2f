"""The desk over HTTP: serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from planner.cli.commands.desk.options import Database, at_desk, url_of
from planner.cli.commands.options import clinic_in, clock
from planner.cli.output import show_line
from planner.desk.store.urls import shown
from planner.errors import Nonsense, NotInstalled


def serve(
    database: Database,
    clinic: Annotated[
        Path | None, typer.Option("--from", metavar="CLINIC", help="Make the store of this clinic, if there is none.")
    ] = None,
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
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Have long work done by the workers of a Dask scheduler.")
    ] = None,
) -> None:
    """Serve a store over HTTP, for booking systems and for the manager's page."""
    try:
        from planner.http import server
        from planner.http.access.people import People
        from planner.http.door import Settings
    except ImportError as missing:
        raise NotInstalled("planner serve wants the extra serve: pip install 'treatment-planner[serve]'") from missing
    url, address = url_of(database, new=clinic is not None), server.Address(host, port, prefix, proxy or ())
    if workers > 1 and url.startswith("sqlite"):
        raise Nonsense("a file serves one process; leave --workers out, or use PostgreSQL for several")
    if scheduler:
        _refuse_scheduler(scheduler, url)
    with address.listen() as listening:
        with at_desk(database, new=clinic is not None) as desk:
            if clinic is not None and desk.settled() == 0:
                desk.load(clinic_in(clinic), who="planner serve")
            link = People(desk.store, clock()).first_link()
        show_line(f"Serving {shown(database)} at {address.shown(listening)}/ until Ctrl-C.")
        if link:
            show_line(f"The first administrator enters here, once: {address.shown(listening)}/enter/{link}")
        server.serve(url, address, listening, workers, clock(), Settings(secure=secure, scheduler=scheduler or ""))


def _refuse_scheduler(scheduler: str, url: str) -> None:
    """Raises Nonsense for a file that its workers may not see, and what `open_runner` does."""
    from planner.cluster.runner import open_runner  # loads Dask

    if url.startswith("sqlite") and urlsplit(scheduler).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Nonsense("a file serves one machine; name a scheduler at 127.0.0.1, or use PostgreSQL for several")
    open_runner(scheduler).__exit__()
