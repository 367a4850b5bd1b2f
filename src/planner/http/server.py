"""A server run: one process on SQLite, one or several on PostgreSQL."""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from planner.desk.store.store import utc_now
from planner.http.app import create_app
from planner.http.door import DEFAULTS, Settings
from planner.http.metrics import FOLDER
from planner.http.transport.heads import Punctual
from planner.http.transport.logs import TEXT, install

if sys.platform != "win32":
    from planner.http.transport.shares import Counted, Shares, Sharing

ASKED = "PLANNER_SERVE"
"""Where each of several processes finds what it serves."""
KEEP_SECONDS = 75
"""How long a connection is kept that asks nothing: longer than by proxies, or one would close on a request."""
DRAIN_SECONDS = 30
"""How long requests that run may take to end, once the server is told to stop."""


@dataclass(frozen=True)
class Address:
    """Where a server listens, and what is in front of it."""

    host: str = "127.0.0.1"
    port: int = 8000
    """0: any that is free."""
    prefix: str = ""
    """Under which a proxy has it, such as /planner."""
    proxies: Sequence[str] = field(default=())
    """Addresses of those whose X-Forwarded headers are believed."""

    def listen(self) -> socket.socket:
        """Raises OSError where somebody else listens there, or nobody may."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            listening = socket.create_server((self.host, self.port), family=family, backlog=2048)
        except OSError as failed:
            raise OSError(failed.errno, failed.strerror, f"{self.host} port {self.port}") from failed
        # inherited by every connection: asyncio leaves it out for sockets made so, and each answer would wait 40 ms
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening

    def shown(self, listening: socket.socket) -> str:
        """Where a browser on this machine finds it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{listening.getsockname()[1]}{self.prefix}"


def serve(
    url: str,
    address: Address,
    listening: socket.socket,
    workers: int = 1,
    clock: Callable[[], datetime] = utc_now,
    settings: Settings = DEFAULTS,
    log_format: str = TEXT,
) -> None:
    """Serve a store until the process is told to stop; several processes have the machine's own clock."""
    install(log_format)
    config = uvicorn.Config(
        _settled(create_app(url, clock, settings)) if workers == 1 else "planner.http.server:app_of_worker",
        factory=workers > 1,
        workers=workers,
        **_connections(workers),
        root_path=address.prefix,
        proxy_headers=bool(address.proxies),
        forwarded_allow_ips=list(address.proxies),
        access_log=False,
        log_config=None,
        server_header=False,
        log_level="warning",
        timeout_keep_alive=KEEP_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    with suppress(KeyboardInterrupt):  # which ends it as it should
        if workers == 1:
            uvicorn.Server(config).run(sockets=[listening])
        else:
            asked = {"url": url, "settings": asdict(settings), "log_format": log_format, "workers": workers}
            with TemporaryDirectory(prefix="planner-metrics-") as folder:
                os.environ |= {ASKED: json.dumps(asked), FOLDER: folder}
                Multiprocess(config, sockets=[listening]).run()


def app_of_worker() -> FastAPI:
    """The application of one of several processes, which has nothing from the first but the environment."""
    asked = json.loads(os.environ[ASKED])
    install(asked["log_format"])
    return _settled(create_app(asked["url"], settings=Settings(**asked["settings"])))


def _connections(workers: int) -> dict[str, Any]:
    """How they are taken: by several processes in fair shares, where the system can.

    The loop is Python's own: uvloop takes the interpreter afresh for each event, while threads that book want it too,
    and so costs a booking more than it saves.
    """
    if workers == 1 or sys.platform == "win32":
        return {"http": Punctual, "loop": "asyncio"}
    return {"http": Counted, "loop": "planner.http.server:loop_of_worker"}


if sys.platform != "win32":

    def loop_of_worker() -> Sharing:
        """The loop of one of several processes."""
        asked = json.loads(os.environ[ASKED])
        return Sharing(Shares(Path(os.environ[FOLDER], "connections"), asked["workers"]))


def _settled(app: FastAPI) -> FastAPI:
    """What is loaded by now stays, and is not looked through for what is no longer used while somebody waits."""
    gc.collect()
    gc.freeze()
    return app
