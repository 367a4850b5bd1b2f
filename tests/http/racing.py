"""Clients that race through a server which is killed again and again; each keeps what it was answered."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from threading import Event
from time import sleep
from typing import Any

from planner.clinic import Clinic
from planner.clinic.policy import default_policy
from tests.worlds import at, phase, plan, practitioner, protocol, room, service, world

ROOMS = {"mai": "one", "tom": "two"}
CLOCKS = [f"{hour}:{minute}" for hour in range(13, 17) for minute in ("00", "30")]
DAYS = range(7 * 1000, 7 * 1000 + 14)
"""Many years ahead, as a server of PostgreSQL tells the time by its own clock."""
SESSIONS = 3
AGAIN = (408, 429, 500, 502, 503)
"""Nobody knows then what was done, so it is asked again under its key."""


def afternoons(clients: int) -> Clinic:
    """Two practitioners, each in a room, open on fourteen afternoons; each client books courses of two patients."""
    plans = [plan(f"p{n}-", "course", f"patient{n}", DAYS[0]) for n in range(2 * clients)]
    staff = [practitioner(id, "13:00-17:00") for id in ROOMS]
    course = protocol("course", phase(sessions=SESSIONS, gap=(1, 1, 30)), start_within=60)
    rooms = [room(id) for id in ROOMS.values()]
    return world([service()], [course], staff, plans=plans, rooms=rooms, policy=default_policy())


@dataclass
class Server:
    """`planner serve` in processes of its own, killed and started anew at one address."""

    url: str
    port: int
    workers: int
    kills: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "planner", "serve", self.url, "--port", str(self.port)]
        command += ["--workers", str(self.workers)]
        self.process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
        while not self._answers():
            assert self.process.poll() is None, "the server did not start"
            sleep(0.1)

    def kill(self) -> None:
        """All its processes at once, in the midst of whatever they do."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def _answers(self) -> bool:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            asked.request("GET", "/problems/busy")
            return asked.getresponse().status == 200
        except OSError:
            return False


@dataclass
class Client:
    """One of those who race: its patients are nobody else's, so what it was answered is what must stand."""

    number: int
    port: int
    token: str
    booked: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """What stands by its answers: the place of each appointment."""
    counts: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    connection: http.client.HTTPConnection | None = None

    def run(self, until: Event) -> None:
        rng = random.Random(self.number)
        while not until.is_set():
            plan = f"p{2 * self.number + rng.randrange(2)}-"
            mine = sorted(id for id in self.booked if id.startswith(plan))
            if not mine:
                self._book(plan, rng)
            elif rng.random() < 0.5:
                self._move(plan, mine[-1], rng)
            else:
                for id in reversed(mine):
                    self._cancel(id)

    def look_around(self, requests: int) -> None:
        """So many requests of many kinds, after which all is as it was: what is held is given up again."""
        plan, rng = f"p{2 * self.number}-", random.Random(self.asked)
        for n in range(requests // 5):
            row = _row(plan, 1, rng.choice(DAYS), rng.choice(CLOCKS), rng.choice(list(ROOMS)))
            self._ask("/v1/check", {"rows": [row]})
            status, held = self._ask("/v1/holds", {"rows": [row]})
            if status == 201:
                self._ask(f"/v1/holds/{held['hold']}", None, "DELETE")
            self._ask(f"/v1/plans/{plan}/offers?k=2", None, "GET")
            self._ask(f"/v1/plans/nobody-{n}/offers", None, "GET")

    def _book(self, plan: str, rng: random.Random) -> None:
        """A course on days in a row at one hour, held as a whole and booked, or at once."""
        first, clock, who = rng.randrange(len(DAYS) - SESSIONS + 1), rng.choice(CLOCKS), rng.choice(list(ROOMS))
        rows = [_row(plan, number, DAYS[first + number - 1], clock, who) for number in range(1, SESSIONS + 1)]
        if rng.random() < 0.2:
            status, said = self._ask("/v1/bookings", {"rows": rows})
        else:
            status, said = self._ask("/v1/holds", {"rows": rows})
            if status == 201:
                status, said = self._ask("/v1/bookings", {"hold": said["hold"]})
        self._keep("booked" if status == 201 else "refused", said)

    def _move(self, plan: str, id: str, rng: random.Random) -> None:
        row = _row(plan, SESSIONS, rng.choice(DAYS), rng.choice(CLOCKS), rng.choice(list(ROOMS)))
        status, said = self._ask(f"/v1/appointments/{id}/move", {"rows": [row]})
        self._keep("moved" if status == 200 else "refused", said)

    def _cancel(self, id: str) -> None:
        status, said = self._ask(f"/v1/appointments/{id}/cancel", {"reason": "staff-cancel"})
        assert status == 200, said
        del self.booked[id]
        self.counts["cancelled"] += 1

    def _keep(self, what: str, said: Any) -> None:
        self.counts[what] += 1
        for row in said.get("rows", ()):
            self.booked[row["appointment"]] = (row["start"], row["practitioner"], row["room"])

    def _ask(self, path: str, body: object, method: str = "POST") -> tuple[int, Any]:
        """The answer, whatever becomes of the server: asked again under one key until there is one."""
        self.asked += 1
        key, text = f"{self.number}-{self.asked}", json.dumps(body) if body else None
        while True:
            try:
                answered, said = self._once(method, path, text, key)
            except (OSError, http.client.HTTPException):
                self.connection = None
                self.counts["no answer"] += 1
                sleep(0.2)
                continue
            if answered.status not in AGAIN:
                assert answered.status in (200, 201, 404, 409, 410, 422), said
                self.counts["answered again"] += answered.headers.get("Idempotency-Replayed") == "true"
                return answered.status, said
            self.counts[f"told {answered.status}"] += 1
            sleep(0.2)

    def _once(self, method: str, path: str, text: str | None, key: str) -> tuple[http.client.HTTPResponse, Any]:
        self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": key}
        self.connection.request(method, path, text, headers)
        answered = self.connection.getresponse()
        return answered, json.loads(answered.read())


def _row(plan: str, number: int, day: int, clock: str, who: str) -> dict[str, Any]:
    start, hour, minute = at(day, clock), *map(int, clock.split(":"))
    end = at(day, f"{hour + (minute == 30)}:{'00' if minute == 30 else '30'}")
    place = {"service": "needling", "practitioner": who, "room": ROOMS[who], "status": "planned"}
    named = {"appointment": "", "plan": plan, "number": number}
    return {**named, **place, "start": start.isoformat(), "end": end.isoformat()}
