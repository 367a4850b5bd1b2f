"""Secrets: made from 256 random bits, shown once, and kept as their SHA-256 alone."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as keyed
from secrets import token_hex, token_urlsafe

BEARER, SESSION, LINK = "bearer", "session", "link"
PREFIX = "pln_"
"""By which those who look for secrets in the wrong places know a token."""
SHOWN = 4
"""So many letters of a secret, after its prefix, are kept to tell it from others."""


def new_secret() -> str:
    return PREFIX + token_urlsafe(32)


def new_id(kind: str) -> str:
    """Such as `t-4fd1a09c33b2`."""
    return f"{kind}-{token_hex(6)}"


def hash_of(secret: str) -> str:
    """A plain hash will do, since nobody guesses 256 bits: it is found by an index, in no time."""
    return sha256(secret.encode()).hexdigest()


def shown(secret: str) -> str:
    return secret[: len(PREFIX) + SHOWN]


def csrf_of(session: str) -> str:
    """What a page says with a session's cookie, which another site's page cannot know."""
    return urlsafe_b64encode(keyed(session.encode(), b"csrf", "sha256")).decode().rstrip("=")


def same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())
