"""One message sent: signed, to an address that was checked, once; where it is sent on to is not followed."""

from __future__ import annotations

import base64
import hmac
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPConnection, HTTPException
from secrets import token_bytes, token_hex
from threading import Timer
from urllib.parse import SplitResult

import planner
from planner.clinic.clinic import UTC
from planner.desk.store.server.deliveries import Delivery
from planner.http.webhooks.address import Reach, Unreachable

PREFIX = "whsec_"
CONNECT, WHOLE = 10.0, 20.0
"""Seconds to connect, and for all of it."""
TRIED = 2
"""How many addresses of a host are tried."""


@dataclass(frozen=True)
class Answered:
    """What a receiver said: its status, and how many seconds it wants to be left alone."""

    status: int
    wait: float | None = None


def new_secret() -> str:
    """32 random bytes, as Standard Webhooks writes them."""
    return PREFIX + base64.b64encode(token_bytes(32)).decode()


def signed(secret: str, id: str, timestamp: int, content: str) -> str:
    """The signature of a message, `v1,…`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    made = hmac.digest(key, f"{id}.{timestamp}.{content}".encode(), "sha256")
    return f"v1,{base64.b64encode(made).decode()}"


def headers_of(delivery: Delivery, secrets: Sequence[str], now: datetime) -> dict[str, str]:
    """Those of a message; while a secret is replaced, with a signature by each."""
    timestamp = int(now.timestamp())
    said = {
        "Content-Type": "application/json",
        "User-Agent": f"planner/{planner.__version__}",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed(each, delivery.id, timestamp, delivery.content) for each in secrets),
    }
    if delivery.trace:
        version, trace, _, flags, *_ = delivery.trace.split("-")
        said["traceparent"] = f"{version}-{trace}-{token_hex(8)}-{flags}"
    return said


def post(parts: SplitResult, content: str, headers: Mapping[str, str], reach: Reach) -> Answered:
    """Send a message. Raises Unreachable, in words, where nothing was answered in time."""
    connection = _Connection(parts, reach)
    cut = Timer(WHOLE, connection.cut)
    cut.daemon = True
    cut.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, content.encode(), dict(headers))
        found = connection.getresponse()
        return Answered(found.status, _seconds(found.getheader("Retry-After")))
    except (OSError, HTTPException) as failed:
        raise Unreachable("no answer in time" if connection.is_cut else _words(failed)) from None
    finally:
        cut.cancel()
        connection.close()


class _Connection(HTTPConnection):
    """A connection to an address that was checked; its host is named to the receiver alone."""

    def __init__(self, parts: SplitResult, reach: Reach) -> None:
        self._tls, self._parts, self._reach = parts.scheme == "https", parts, reach
        self.default_port = 443 if self._tls else 80
        super().__init__(parts.hostname or "", parts.port or self.default_port, timeout=CONNECT)
        self.is_cut = False

    def connect(self) -> None:
        self.sock = self._reached()
        self.sock.settimeout(WHOLE)
        if self._tls:
            safe = _tls().wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = safe
            self._go_on()
            safe.do_handshake()
        self._go_on()

    def cut(self) -> None:
        """End it, however slowly its receiver answers."""
        self.is_cut = True
        with suppress(OSError):
            if self.sock is not None:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # TLS has a state, which is another thread's

    def _reached(self) -> socket.socket:
        *others, last = self._reach.addresses(self._parts)[:TRIED]
        for address in others:
            self._go_on()
            with suppress(OSError):
                return socket.create_connection(address, CONNECT)
        self._go_on()
        return socket.create_connection(last, CONNECT)

    def _go_on(self) -> None:
        """Raises where it was cut when there was nothing to end yet."""
        if self.is_cut:
            raise TimeoutError


def _words(failed: Exception) -> str:
    """Why nothing was answered."""
    if isinstance(failed, TimeoutError):
        return "no answer in time"
    if isinstance(failed, ssl.SSLError):
        return f"no safe connection: {failed.reason or 'the handshake failed'}"
    return f"no answer: {type(failed).__name__}"


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _seconds(retry_after: str | None) -> float | None:
    """What a Retry-After says, as seconds or as a date; None for none, or what is neither."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
