"""planner serve: how it begins, and what it refuses before it does."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2

from planner.desk.desk import Desk
from planner.desk.store.store import utc_now
from planner.http.access.tokens import Tokens
from tests.cli.servers import SERVE, answers, serving
from tests.cli.worlds import Said
from tests.files.worlds import small_folder
from tests.http.worlds import soon


def test_a_fresh_machine_has_an_administrator_within_two_requests(tmp_path: Path) -> None:
    """And a store that is there is served as it is, though the clinic is named again."""
    store, folder = tmp_path / "clinic.db", small_folder(tmp_path)
    with serving(store, "--from", folder) as (address, said):
        assert answers(address)
        assert "127.0.0.1" in address
    assert store.exists()
    (link,) = re.findall(r"/enter/(\S+)", "".join(said))
    with serving(store, "--from", folder) as (address, said), httpx2.Client(base_url=address) as http:
        assert http.post("/v1/session", json={"link": link}).status_code == 401, "a new start tells a new link"
    with Desk.open(f"sqlite:///{store}") as desk:
        assert len(desk.facts().patients) > 0
        assert {entry.action for entry in desk.journal()} == {"load"}


def test_told_to_stop_it_says_so_first_and_ends_what_runs(tmp_path: Path) -> None:
    """SIGTERM: not ready at once, there for a while, a request that runs answered, and all of it logged in one form."""
    store, log = tmp_path / "clinic.db", tmp_path / "log"
    with Desk.open(f"sqlite:///{store}") as desk:
        desk.load(soon())
        _, secret = Tokens(desk.store, utc_now).make("staff", ["offer", "book", "facts"], "the tests")
    words = [*SERVE, str(store), "--port", "0", "--drain", "1", "--log-format", "json"]
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
    def refused(*words: object) -> str:
        said = Said("serve", *words)
        assert (said.status, said.out) == (2, "")
        return said.err

    assert "clinic.xlsx" in refused(tmp_path / "clinic.xlsx")
    store = tmp_path / "clinic.db"
    Desk.open(f"sqlite:///{store}").close()
    assert "a file serves one process" in refused(store, "--workers", "2")
    assert "is no origin" in refused(store, "--allow-origin", "*")
    assert "a file serves one machine" in refused(store, "--scheduler", "tcp://head:8786")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "in use" in refused(store, "--port", str(taken.getsockname()[1]))


def test_without_dask_a_scheduler_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "clinic.db"
    Desk.open(f"sqlite:///{store}").close()
    without = "import sys; sys.modules['dask'] = None; from planner.cli.main import main; main()"
    command = [sys.executable, "-c", without, "serve", str(store), "--scheduler", "tcp://127.0.0.1:8786"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "pip install 'treatment-planner[cluster]'" in done.stderr) == (2, True)
