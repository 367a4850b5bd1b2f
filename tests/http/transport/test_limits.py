"""Requests too large, too slow, or too many at a time; and what every answer has."""

from __future__ import annotations

import socket
from collections.abc import Callable
from http.client import HTTPConnection
from threading import Event, Thread
from time import sleep

import httpx2
import pytest

from planner.http.door import Settings
from tests.http.worlds import Served, problem

LARGE = 10_000_000


def test_a_large_body_is_refused_before_it_is_read(served: Served) -> None:
    refused = served.client().http.post("/v1/check", content=b" " * LARGE)
    problem(refused, 413, "too-large")


def test_a_large_body_without_a_length_is_refused_on_the_way(served: Served) -> None:
    refused = served.client().http.post(
        "/v1/check", content=(b" " * 100_000 for _ in range(15)), headers={"Content-Type": "application/json"}
    )
    problem(refused, 413, "too-large")


def test_a_body_that_does_not_come_is_given_up(serve: Callable[..., Served]) -> None:
    served = serve(settings=Settings(seconds=0.2))
    staff = served.client()
    said = f"Authorization: {staff.http.headers['Authorization']}\r\nContent-Type: application/json\r\n"
    with socket.create_connection(served.socket.getsockname()) as slow:
        slow.sendall(f"POST /v1/check HTTP/1.1\r\nHost: x\r\n{said}Content-Length: 10\r\n\r\n{{".encode())
        assert b" 408 " in slow.recv(1000)


@pytest.mark.parametrize("sent", [b"", b"GET /v1/session HTT", b"GET /problems/busy HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_does_not_come_is_given_up(serve: Callable[..., Served], sent: bytes) -> None:
    served = serve(settings=Settings(seconds=0.2))
    with socket.create_connection(served.socket.getsockname(), timeout=60) as slow:
        slow.sendall(sent)
        assert slow.recv(1000) == b""


def test_a_second_head_that_does_not_come_is_given_up_too(serve: Callable[..., Served]) -> None:
    served = serve(settings=Settings(seconds=0.2))
    with socket.create_connection(served.socket.getsockname(), timeout=60) as slow:
        slow.sendall(b"GET /problems/busy HTTP/1.1\r\nHost: x\r\n\r\nGET /problems/busy HTTP/1.1\r\nHos")
        answered = b"".join(iter(lambda: slow.recv(1000), b""))
    assert answered.count(b"HTTP/1.1 200") == 1


def test_many_who_send_nothing_keep_nobody_out(serve: Callable[..., Served]) -> None:
    served, idle = serve(settings=Settings(waiting=2)), []
    for _ in range(50):
        idle.append(socket.create_connection(served.socket.getsockname()))
        idle[-1].sendall(b"POST /v1/check HTTP/1.1\r\nHost: x\r\n")
    assert served.client().get("/v1/session").status_code == 200
    for each in idle:
        each.close()


def test_who_reads_slowly_keeps_nobody_out(serve: Callable[..., Served]) -> None:
    served = serve(settings=Settings(waiting=2))
    head = f"Host: x\r\nAuthorization: {served.client().http.headers['Authorization']}\r\n\r\n"
    with socket.create_connection(served.socket.getsockname()) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        slow.sendall((f"GET /v1/openapi.json HTTP/1.1\r\n{head}" * 20).encode())
        assert served.client(name="other").get("/v1/session").status_code == 200


def test_more_than_may_wait_are_told_to_come_again(serve: Callable[..., Served]) -> None:
    served, go, inside = serve(settings=Settings(waiting=1)), Event(), Event()

    @served.app.get("/slow")
    def slow() -> None:
        inside.set()
        go.wait(10)

    waiting = Thread(target=httpx2.get, args=[served.base + "/slow"])
    waiting.start()
    assert inside.wait(10)
    refused = httpx2.get(served.base + "/problems/busy")
    problem(refused, 503, "busy")
    assert refused.headers["retry-after"] == "1"
    go.set()
    waiting.join()
    assert httpx2.get(served.base + "/problems/busy").status_code == 200


def test_more_than_so_many_a_minute_are_told_to_wait(serve: Callable[..., Served]) -> None:
    served = serve(settings=Settings(a_minute=2))
    one, other = served.client(name="one"), served.client(name="other")
    answered = [one.get("/v1/session") for _ in range(5)]  # perhaps as a minute ends
    refused = [each for each in answered if each.status_code == 429]
    problem(refused[0], 429, "too-many")
    assert 1 <= int(refused[0].headers["retry-after"]) <= 60
    assert other.get("/v1/session").status_code == 200


def test_an_answer_has_headers_of_safety_and_its_requests_id(served: Served) -> None:
    staff = served.client()
    answered = staff.get("/v1/session", headers={"X-Request-Id": "mine-1"})
    assert answered.headers["x-request-id"] == "mine-1"
    assert staff.get("/v1/session", headers={"X-Request-Id": "no good"}).headers["x-request-id"] != "no good"
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answered.headers["content-security-policy"]
    assert answered.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answered.headers
    assert "server" not in answered.headers


def test_a_connection_on_which_requests_run_stays(serve: Callable[..., Served]) -> None:
    served = serve(settings=Settings(seconds=0.2))
    quick = HTTPConnection(*served.socket.getsockname())
    for _ in range(2):
        quick.request("GET", "/healthz")
        assert quick.getresponse().read() == b'{"status":"ok"}'
        sleep(0.3)
    quick.close()


def test_an_answer_comes_in_one_piece(served: Served) -> None:
    """Sent in two, each costs its reader a turn."""
    with socket.create_connection(served.socket.getsockname(), timeout=60) as reader:
        for _ in range(20):
            reader.sendall(b"GET /problems/busy HTTP/1.1\r\nHost: x\r\n\r\n")
            head, _, body = reader.recv(65536).partition(b"\r\n\r\n")
            assert f"content-length: {len(body)}".encode() in head
            assert body
