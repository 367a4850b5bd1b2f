"""planner serve, as its user runs it: in a process of its own, stopped by Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from planner.desk.desk import Desk
from planner.desk.store.store import utc_now
from planner.http.access.tokens import Tokens
from tests.files.worlds import small_folder
from tests.http.worlds import soon

PLANNER = [sys.executable, "-m", "planner", "serve"]


@contextmanager
def serving(*words: str | Path) -> Iterator[tuple[str, list[str]]]:
    """The address of a server while it runs, and all that it prints."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*PLANNER, *map(str, words), "--port", "0"], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    said = [process.stdout.readline()]
    address = re.search(r"http://\S+?(?=/ )", said[0])
    assert address, said
    try:
        while not answers(address[0]):
            assert process.poll() is None, process.stdout.readlines()
        yield address[0], said
    finally:
        process.send_signal(signal.SIGINT)
        said += process.stdout.readlines()
        assert process.wait(20) == 0, said


def answers(address: str) -> bool:
    """Whether a server does by now; it listens before it does."""
    try:
        return httpx2.get(f"{address}/problems/busy", timeout=30).status_code == 200
    except httpx2.TransportError:
        return False


def refused(*words: str | Path) -> tuple[int, str]:
    done = subprocess.run([*PLANNER, *map(str, words)], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stderr


def test_a_fresh_machine_has_an_administrator_within_two_requests(tmp_path: Path) -> None:
    store = tmp_path / "clinic.db"
    with serving(store, "--from", small_folder(tmp_path)) as (address, said):
        assert answers(address)
        assert "127.0.0.1" in address
    assert store.exists()
    (link,) = re.findall(r"/enter/(\S+)", "".join(said))
    with serving(store) as (address, said), httpx2.Client(base_url=address) as http:
        assert http.post("/v1/session", json={"link": link}).status_code == 401, "a new start tells a new link"
    with Desk.open(f"sqlite:///{store}") as desk:
        assert len(desk.facts().patients) > 0


def test_a_store_that_is_there_is_served_as_it_is(tmp_path: Path) -> None:
    store, folder = tmp_path / "clinic.db", small_folder(tmp_path)
    for _ in range(2):
        with serving(store, "--from", folder):
            pass
    with Desk.open(f"sqlite:///{store}") as desk:
        assert {entry.action for entry in desk.journal()} == {"load"}


def test_told_to_stop_it_says_so_first_and_ends_what_runs(tmp_path: Path) -> None:
    """SIGTERM: not ready at once, there for a while, a request that runs answered, and all of it logged in one form."""
    store, log = tmp_path / "clinic.db", tmp_path / "log"
    with Desk.open(f"sqlite:///{store}") as desk:
        desk.load(soon())
        _, secret = Tokens(desk.store, utc_now).make("staff", ["offer", "book", "facts"], "the tests")
    words = [*PLANNER, str(store), "--port", "0", "--drain", "1", "--log-format", "json"]
    with log.open("w") as stderr:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=stderr, text=True)
    assert process.stdout is not None
    address = re.search(r"http://\S+?(?=/ )", process.stdout.readline())
    assert address
    while not answers(address[0]):
        assert process.poll() is None
    head = f"Authorization: Bearer {secret}\r\nContent-Type: application/json\r\nIdempotency-Key: held\r\n"
    place = ("127.0.0.1", int(address[0].rpartition(":")[2]))
    with socket.create_connection(place) as odd:
        odd.sendall(b"NOTHING OF HTTP\r\n\r\n")
        assert odd.recv(1000)
    with socket.create_connection(place) as slow:
        slow.sendall(f"POST /v1/plans/a/holds HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 12\r\n\r\n{{".encode())
        process.send_signal(signal.SIGTERM)
        while httpx2.get(f"{address[0]}/readyz", timeout=30).status_code != 503:
            assert process.poll() is None
        assert httpx2.get(f"{address[0]}/healthz", timeout=30).status_code == 200, "it goes on for a while"
        while answers(address[0]):
            assert process.poll() is None
        slow.sendall(b'"offer": 1}')
        assert b" 201 " in slow.recv(1000), "what it had begun, it ends"
    assert process.wait(20) in (0, -signal.SIGTERM)
    process.stdout.close()
    with Desk.open(f"sqlite:///{store}") as desk:
        assert desk.journal()[-1].action == "hold"
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert any("SIGTERM" in line["message"] for line in lines)
    assert "uvicorn.error" in {line["log"] for line in lines}, "its lines are in the same form"
    assert [line["status"] for line in lines if line.get("route") == "/v1/plans/{plan}/holds"] == [201]


def test_a_store_without_a_clinic_is_served_and_asks_how_to_begin(tmp_path: Path) -> None:
    with serving(tmp_path / "new.db") as (address, said):
        assert answers(address)
    assert "asks how to begin" in "".join(said)


def test_what_cannot_be_served_is_said_in_a_sentence(tmp_path: Path) -> None:
    assert refused(tmp_path / "clinic.xlsx")[0] == 2
    store = tmp_path / "clinic.db"
    Desk.open(f"sqlite:///{store}").close()
    assert refused(store, "--workers", "2")[0] == 2
    assert "is no origin" in refused(store, "--allow-origin", "*")[1]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = refused(store, "--port", str(taken.getsockname()[1]))
    assert (status, "in use" in said) == (2, True)
