"""A calendar's content, from a file or from where it is published, asked for again only where it has changed."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path

import httpx2

from planner.errors import Nonsense
from planner.files.atomic import put_in_place

CACHE = "XDG_CACHE_HOME"
LARGEST = 2**24
"""Bytes of a calendar."""
SECONDS = 20.0
HEADERS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
"""What an answer is known by, and what asks whether it is so still (RFC 9110, section 13)."""
WEB = ("https://", "http://")


def is_address(place: str) -> bool:
    return place.startswith((*WEB, "webcal://"))


def content_of(place: str, cache: Path | None = None) -> bytes:
    """The calendar of a file, or of an address that was subscribed to.

    The last answer of an address is kept in `cache`, a folder, the user's own unless told. Raises Nonsense, without the
    address's secret part, where it does not answer, or with anything too large; OSError for a file.
    """
    if not is_address(place):
        return Path(place).read_bytes()
    address = place.replace("webcal://", "https://", 1)
    kept = (cache or _folder()) / sha256(address.encode()).hexdigest()
    known = _known(kept)
    try:
        with httpx2.stream("GET", address, headers=known, timeout=SECONDS, follow_redirects=True) as answer:
            if answer.status_code == httpx2.codes.NOT_MODIFIED and known:
                return kept.with_suffix(".ics").read_bytes()
            if answer.status_code != httpx2.codes.OK:
                raise Nonsense(f"{shown(address)} answers {answer.status_code}; look at the address in a browser")
            content = b""
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > LARGEST:
                    raise Nonsense(f"{shown(address)} gives over {LARGEST:,} bytes; a calendar has fewer")
            headers = {ask: answer.headers[name] for name, ask in HEADERS.items() if name in answer.headers}
    except httpx2.HTTPError as failed:
        raise Nonsense(f"{shown(address)} does not answer: {type(failed).__name__}") from None
    except httpx2.InvalidURL:
        raise Nonsense(f"{shown(address)} is no address; write it like https://host/name.ics") from None
    put_in_place({kept.with_suffix(".ics"): content, kept.with_suffix(".json"): json.dumps(headers).encode()})
    return content


def shown(address: str) -> str:
    """An address without what only its owner knows: the published path and query are the calendar's only key."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}/…"


def _known(kept: Path) -> dict[str, str]:
    try:
        validators = json.loads(kept.with_suffix(".json").read_text(encoding="utf-8"))
        return {str(ask): str(value) for ask, value in validators.items()} if kept.with_suffix(".ics").is_file() else {}
    except (OSError, ValueError, AttributeError):
        return {}


def _folder() -> Path:
    home = os.environ.get(CACHE)
    return (Path(home) if home else Path.home() / ".cache") / "planner" / "calendars"
