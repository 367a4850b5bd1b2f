"""planner serve: how it begins, and what it refuses before it does."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import httpx2

from planner.desk.desk import Desk
from tests.cli.servers import answers, serving
from tests.cli.worlds import Said
from tests.files.worlds import small_folder


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


def test_what_cannot_be_served_is_said_in_a_sentence(tmp_path: Path) -> None:
    def refused(*words: object) -> str:
        said = Said("serve", *words)
        assert (said.status, said.out) == (2, "")
        return said.err

    assert "there is no store" in refused(tmp_path / "none.db")
    store = tmp_path / "clinic.db"
    Desk.open(f"sqlite:///{store}").close()
    assert "a file serves one process" in refused(store, "--workers", "2")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "in use" in refused(store, "--port", str(taken.getsockname()[1]))
