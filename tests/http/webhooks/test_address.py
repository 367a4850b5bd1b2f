"""Where webhooks may lead: nowhere within, unless it was allowed; and to the address that was looked at."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from threading import Timer
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from pytest_httpserver import HTTPServer

from planner.errors import Nonsense
from planner.http.webhooks import post as posting
from planner.http.webhooks.address import Reach, Unreachable, is_public
from planner.http.webhooks.post import post

WITHIN = (
    *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
    *("2002:7f00:1::", "::127.0.0.1", "224.0.0.1", "240.0.0.1"),
)


def answer(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name have these addresses; the names that were looked up."""
    asked: list[str] = []

    def looked_up(host: Any, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    return asked


@pytest.mark.parametrize("address", WITHIN)
def test_addresses_within_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_public(ip_address(address))
    answer(monkeypatch, "93.184.216.34", address)
    with pytest.raises(Nonsense, match="private network"):
        Reach().checked("https://hooks.example.org/")
    with pytest.raises(Unreachable):
        post(urlsplit("https://hooks.example.org/"), "{}", {}, Reach())


def test_addresses_of_the_world_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "93.184.216.34", "2606:4700::1111")
    assert Reach().checked("https://hooks.example.org/").hostname == "hooks.example.org"


def test_a_network_or_host_is_allowed_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "10.1.2.3")
    for named in ("hooks.local", "10.1.0.0/16", "10.1.2.3"):
        Reach(named=(named,)).checked("https://hooks.local/")
    answer(monkeypatch, "::ffff:10.1.2.3", "::1")
    Reach(named=("10.1.0.0/16", "::1")).checked("https://hooks.local/")
    Reach(named=("hooks.local",)).checked("http://Hooks.local/")
    with pytest.raises(Nonsense):
        Reach(named=("10.2.0.0/16",)).checked("https://hooks.local/")
    with pytest.raises(Nonsense, match="no host and no network"):
        Reach(named=("10.1.0.0/99",))


def test_not_even_all_of_the_private_are_those_of_the_machine_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    reach = Reach(private=True)
    reach.checked("http://127.0.0.1:8080/hooks")
    reach.checked("http://[::1]:8080/hooks")
    for address in (
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "::",
        "fe80::1",
    ):
        answer(monkeypatch, address)
        with pytest.raises(Nonsense):
            reach.checked("http://metadata.internal/")


@pytest.mark.parametrize(
    "url",
    [
        *("", "hooks", "http:///x", "https://", "ftp://x/", "https://a b/", "https://x:0/", "https://x:99999/"),
        *("https://u:p@x/", "https://x/#y", "https://exämple.org/", "http://example.org/", "https://x/\r\nHost: y"),
        "https://x/" + "y" * 3000,
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Nonsense):
        Reach().checked(url)


def test_it_is_sent_to_the_address_that_was_looked_at(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere when it is asked for again is not asked for again."""
    httpserver.expect_request("/hooks", headers={"Host": f"hooks.local:{httpserver.port}"}).respond_with_data(
        status=202
    )
    asked = answer(monkeypatch, "127.0.0.1")
    reach = Reach(named=("hooks.local",))
    said = post(urlsplit(f"http://hooks.local:{httpserver.port}/hooks?x=1"), "{}", {}, reach)
    assert said.status == 202
    assert [each for each in asked if each == "hooks.local"] == ["hooks.local"]


def test_a_receiver_that_answers_by_drops_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "WHOLE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(Unreachable, match="no answer in time"):
            post(urlsplit(url), "{}", {}, Reach(private=True))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_host_that_is_long_looked_up_is_given_up_too(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "WHOLE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port, look_up = silent.getsockname()[1], socket.getaddrinfo

        def slowly(*asked: Any, **more: Any) -> Any:
            sleep(0.3)
            return look_up(*asked, **more)

        monkeypatch.setattr(socket, "getaddrinfo", slowly)
        monkeypatch.setattr(posting, "CONNECT", 5.0)
        with pytest.raises(Unreachable, match="no answer in time"):
            post(urlsplit(f"{scheme}://127.0.0.1:{port}/"), "{}", {}, Reach(private=True))
        silent.settimeout(0.1)
        with pytest.raises(TimeoutError):
            silent.accept()


def test_a_handshake_that_comes_by_drops_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = posting._Connection(urlsplit("https://127.0.0.1/"), Reach(private=True))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer(monkeypatch, "127.0.0.1")
        monkeypatch.setattr(Reach, "addresses", lambda *_: [silent.getsockname()])
        began, cut = monotonic(), Timer(0.2, connection.cut)
        cut.start()
        with pytest.raises(OSError):  # noqa: PT011  (which of them is the TLS library's affair)
            connection.connect()
        connection.close()
    assert connection.is_cut
    assert monotonic() - began < posting.CONNECT


def test_nobody_there_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable, match="no answer"):
        post(urlsplit(f"http://127.0.0.1:{port}/"), "{}", {}, Reach(private=True))
