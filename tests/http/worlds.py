"""Servers to test on: real ones, each on a loopback port of its own, in a thread."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from itertools import count
from threading import Thread
from time import sleep
from typing import Any, Self

import httpx2
import uvicorn
from fastapi import FastAPI

from planner.clinic import Clinic
from planner.desk.desk import Desk
from planner.desk.store.store import utc_now
from planner.http.access.people import People
from planner.http.access.tokens import Tokens
from planner.http.app import create_app
from planner.http.door import DEFAULTS, Settings
from planner.http.transport.heads import Punctual
from tests.desk.worlds import far
from tests.worlds import MONDAY, day, entry, plan

STAFF = ("offer", "book", "facts", "publish", "admin")
PORTAL = ("offer", "book")


_WEEKS = (7 * ((date.today() - MONDAY).days // 7 + ahead) for ahead in count(2))
SOON = next(number for number in _WEEKS if day(number).month == day(number + 7).month)
"""A Monday to come, some weeks away, of which the week after is in the same month: PostgreSQL counts time by the
server's clock."""


def soon(**more: object) -> Clinic:
    """Ann and Ben have courses, and are booked on three days, Ann at nine and Ben at half past."""
    days = enumerate((SOON, SOON + 2, SOON + 4), start=1)
    book = tuple(row for n, on in days for row in (entry(f"a{n}", on), entry(f"b{n}", on, "9:30")))
    plans = [plan("a", "course", start=SOON), plan("b", "course", "ben", SOON)]
    return far(**{"plans": plans, "book": book, **more})


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of a server."""
    return create_app("sqlite:///none.db").openapi()


NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of servers that speak plain HTTP: each would read all certificates, which takes 20 ms."""
IDLE: defaultdict[Settings, list[FastAPI]] = defaultdict(list)
"""Applications whose servers have ended, served again by the next ones: the routes of a new one take half a second."""


class PromptServer(uvicorn.Server):
    """One that looks ten times as often whether it is to stop."""

    async def main_loop(self) -> None:
        for tick in count():
            if await self.on_tick(tick):
                return
            await asyncio.sleep(0.01)


class Served:
    """A store with a clinic, or an empty one, served; `desk` is another client of the same store."""

    def __init__(
        self,
        url: str,
        clinic: Clinic | None,
        settings: Settings = DEFAULTS,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.desk = Desk.open(url, clock)
        if clinic is not None:
            self.desk.load(clinic)
        self.tokens, self.people = Tokens(self.desk.store, clock), People(self.desk.store, clock)
        self.asked = (url, clock, settings)
        self.clients: list[httpx2.Client] = []
        self.listen(0)
        self.base = f"http://127.0.0.1:{self.port}"

    def listen(self, port: int) -> None:
        """A server on a port, yet to be started; 0 is any."""
        url, clock, settings = self.asked
        self.app = IDLE[settings].pop() if IDLE[settings] else create_app(url, clock, settings)
        self.app.state.url, self.app.state.clock = url, clock
        self.socket = socket.create_server(("127.0.0.1", port))
        self.port = int(self.socket.getsockname()[1])
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        quiet: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False}
        heads = type("Hasty", (Punctual,), {"seconds": settings.seconds})
        config = uvicorn.Config(self.app, http=heads, **quiet)
        self.server = PromptServer(config)
        self.thread = Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the server did not start"
            sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.close()
        self.stop()
        self.desk.close()

    def stop(self) -> int:
        """The server stopped; its port, to listen on again."""
        self.app.state.closing = True  # as a signal does, which only a process of its own hears
        self.server.should_exit = True
        self.thread.join(10)
        idle = IDLE[self.asked[2]]
        if not self.thread.is_alive() and self.app not in idle:
            idle.append(self.app)
        with suppress(OSError):
            self.socket.close()
        return self.port

    def client(self, *scopes: str, name: str = "") -> Client:
        """A client with a token of these scopes, all of the staff's unless told."""
        asked = scopes or STAFF
        _, secret = self.tokens.make(name or f"{'-'.join(asked)} {len(self.clients)}", asked, "the tests")
        return self.with_headers({"Authorization": f"Bearer {secret}"})

    def portal(self, name: str = "portal") -> Client:
        return self.client(*PORTAL, name=name)

    def with_headers(self, headers: dict[str, str]) -> Client:
        client = httpx2.Client(base_url=self.base, headers=headers, timeout=60, verify=NO_TLS)
        self.clients.append(client)
        return Client(client)


class Client:
    """What a booking system says; each request that changes something under a key of its own, unless told."""

    def __init__(self, http: httpx2.Client) -> None:
        self.http, self._keys = http, 0

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self.http.get(path, **more)

    def post(self, path: str, body: object = None, key: str | None = "", **headers: str) -> httpx2.Response:
        return self._send("POST", path, body, key, headers)

    def put(self, path: str, body: object = None, key: str | None = "", **headers: str) -> httpx2.Response:
        return self._send("PUT", path, body, key, headers)

    def delete(self, path: str, key: str | None = "", **headers: str) -> httpx2.Response:
        return self._send("DELETE", path, None, key, headers)

    def offers(self, plan: str, **asked: Any) -> list[dict[str, Any]]:
        found = self.get(f"/v1/plans/{plan}/offers", params=asked)
        assert found.status_code == 200, found.text
        offers: list[dict[str, Any]] = found.json()["offers"]
        return offers

    def hold(self, offer: dict[str, Any], key: str = "", **more: Any) -> httpx2.Response:
        return self.post("/v1/holds", {"rows": offer["rows"], **more}, key)

    def booked(self, plan: str, **asked: Any) -> dict[str, Any]:
        """The best offer held and booked."""
        held = self.hold(self.offers(plan, **asked)[0]).json()
        done = self.post("/v1/bookings", {"hold": held["hold"]})
        assert done.status_code == 201, done.text
        answer: dict[str, Any] = done.json()
        return answer

    def _send(self, method: str, path: str, body: object, key: str | None, headers: dict[str, str]) -> httpx2.Response:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            self._keys += 1
            said["Idempotency-Key"] = key or f"key-{self._keys}"
        return self.http.request(method, path, json=body, headers=said)


def problem(answered: httpx2.Response, status: int, code: str, *members: str) -> dict[str, Any]:
    """The problem that was answered, held to RFC 9457 and to its kind."""
    assert answered.status_code == status, answered.text
    assert answered.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = answered.json()
    assert said["status"] == status
    assert said["code"] == code
    assert said["request"] == answered.headers["x-request-id"]
    assert {"type", "title", "detail", "instance", *members} <= said.keys()
    return said
