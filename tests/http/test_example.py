"""The booking client's day goes on when its server is killed, and nothing is booked twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from planner.desk.desk import Desk
from planner.http.access.tokens import Tokens
from tests.http.worlds import free_port, soon
from tests.pages import ROOT

CLIENT = ROOT / "examples" / "booking_client.py"


def served(store: Path, port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-m", "planner", "serve", store, "--port", str(port)])
    while True:
        try:
            httpx2.get(f"http://127.0.0.1:{port}/problems/busy", timeout=30)
            return process
        except httpx2.TransportError:
            assert process.poll() is None
            time.sleep(0.05)


def test_a_day_outlives_a_server_that_is_killed(tmp_path: Path) -> None:
    store, port = tmp_path / "clinic.db", free_port()
    with Desk.open(f"sqlite:///{store}") as desk:
        desk.load(soon())
        _, token = Tokens(desk.store, desk.store.clock).make("portal", ["offer", "book"], "the tests")
    assert "import planner" not in CLIENT.read_text(encoding="utf-8")
    server = served(store, port)
    client = subprocess.Popen(
        [sys.executable, CLIENT, f"http://127.0.0.1:{port}", token, "a", "b"], stdout=subprocess.PIPE, text=True
    )
    assert client.stdout is not None
    said = [client.stdout.readline()]
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    server = served(store, port)
    said += client.stdout.readlines()
    assert client.wait(60) == 0, said
    server.terminate()
    server.wait(30)
    assert [re.split(r"[ ,]", line)[0] for line in said] == ["booked", "booked", "moved", "cancelled"]
    with Desk.open(f"sqlite:///{store}") as desk:
        done = [entry.action for entry in desk.journal() if entry.who == "portal"]
    assert sorted(done) == ["book", "book", "cancel", "hold", "hold", "move"]
