"""Short-lived tokens for programs that sign: SMART Backend Services (HL7 SMART App Launch 2.2.0; RFC 7523).

A program's client_id is the id of its token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from planner.desk.store.faults import Collision
from planner.desk.store.server import accounts, keys
from planner.desk.store.server.accounts import Account, Secret
from planner.desk.store.server.keys import KeySet
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.errors import Nonsense
from planner.http.access.secrets import BEARER, hash_of, new_secret, shown
from planner.http.access.smart_scopes import granted

LIFETIME = timedelta(minutes=5)
"""Of an access token, and at most of what is signed for it."""
LEEWAY = timedelta(seconds=10)
"""By which the program's clock may differ."""
ALGORITHMS = ("RS384", "ES384")
GRANT = "client_credentials"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
"""Members of a JSON Web Key that nobody else may see (RFC 7518)."""


class Refused(Exception):
    """Why no token is given, by OAuth's code (RFC 6749, section 5.2)."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class Assertions:
    """What programs sign, in exchange for tokens."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store, self.clock = store, clock

    def exchange(self, form: Mapping[str, str], audience: str) -> tuple[str, str]:
        """A token for five minutes and the scopes it has, by the fields of a request. Raises Refused."""
        if form.get("grant_type") != GRANT:
            raise Refused("unsupported_grant_type", f"grant_type is not {GRANT}")
        if form.get("client_assertion_type") != ASSERTION or not form.get("client_assertion"):
            raise Refused("invalid_request", f"send client_assertion, and as its client_assertion_type {ASSERTION}")
        try:
            with self.store.beside() as connection:
                return self._token(connection, form["client_assertion"], form.get("scope", ""), audience)
        except Collision:
            again = "this assertion was shown before; sign a new one, with another jti"
            raise Refused("invalid_client", again) from None

    def _token(self, connection: Connection, signed: str, asked: str, audience: str) -> tuple[str, str]:
        account = self._signer(connection, signed, audience, datetime.now(UTC))
        words, scopes = granted(asked, account.scopes)
        if not scopes:
            raise Refused("invalid_scope", "nothing of the scope that is asked for may be given to this program")
        secret, since = new_secret(), self.clock()
        row = Secret(hash_of(secret), account.id, BEARER, shown(secret), since, since + LIFETIME, scopes)
        accounts.forget_over(connection, account.id, since)
        accounts.add_secret(connection, row)
        return secret, words

    def _signer(self, connection: Connection, signed: str, audience: str, now: datetime) -> Account:
        """Who has signed it. Raises Collision where it was shown before."""
        try:
            said = jwt.get_unverified_header(signed)
            client = str(jwt.decode(signed, options={"verify_signature": False}).get("iss"))
            account, known = accounts.by_id(connection, client), keys.of_account(connection, client)
            if account is None or account.ended is not None or known is None:
                raise Refused("invalid_client", "iss is no program that is known here")
            key = next((each for each in known["keys"] if each["kid"] == said.get("kid")), None)
            if key is None or said.get("alg") not in ALGORITHMS:
                wrong = f"kid is no key of this program, or alg is not {' or '.join(ALGORITHMS)}"
                raise Refused("invalid_client", wrong)
            claims = jwt.decode(
                signed,
                jwt.PyJWK(key, said["alg"]),
                algorithms=[said["alg"]],
                audience=audience,
                issuer=client,
                subject=client,
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "jti"]},
            )
            ends = int(claims["exp"])
        except (PyJWTError, TypeError, ValueError, OverflowError) as why:
            raise Refused("invalid_client", f"the assertion is not good: {why}") from None
        if ends > (now + LIFETIME + LEEWAY).timestamp():
            raise Refused("invalid_client", "exp is more than five minutes away")
        until = datetime.fromtimestamp(ends, UTC) + LEEWAY
        keys.spend(connection, sha256(f"{client} {claims['jti']}".encode()).hexdigest(), until, now)
        return account


def checked_keys(given: Any) -> KeySet:
    """A set of public keys. Raises Nonsense for another thing, and for a private key above all."""
    listed = given.get("keys") if isinstance(given, Mapping) else None
    if not isinstance(listed, list) or not listed:
        raise Nonsense('these are no public keys; give a JSON Web Key Set, {"keys": [...]}')
    for each in listed:
        if not isinstance(each, Mapping) or not isinstance(each.get("kid"), str):
            raise Nonsense("a key has no kid, by which it is known")
        if PRIVATE & each.keys():
            raise Nonsense(f"the key {each['kid']!r} is a private one; keep it to yourself, and give the public one")
        try:
            jwt.PyJWK(dict(each), algorithm="RS384" if each.get("kty") == "RSA" else "ES384")
        except PyJWTError as wrong:
            raise Nonsense(f"the key {each['kid']!r} cannot be read: {wrong}") from None
    return {"keys": [dict(each) for each in listed]}
