"""Tokens: made, rotated, ended, each by somebody who may."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from planner.desk.store.server import accounts
from planner.desk.store.server import keys as store
from planner.desk.store.server.accounts import Account, Secret
from planner.desk.store.server.keys import KeySet
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.errors import Nonsense, UnknownName
from planner.http.access.assertions import checked_keys
from planner.http.access.scopes import checked_scopes, checked_subject
from planner.http.access.secrets import BEARER, hash_of, new_id, new_secret, shown

DAYS = 365
"""How long a token lives, unless told."""
GRACE = timedelta(hours=24)
"""How long a rotated token's last secret is good for, unless told."""


class Tokens:
    """The tokens of a store."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store, self.clock = store, clock

    def make(
        self, name: str, scopes: Iterable[str], by: str, days: int | None = DAYS, subject: str | None = None
    ) -> tuple[Account, str]:
        """A new token and its secret, which is told this once. It ends after so many days, or never where None."""
        asked, now = checked_scopes(scopes), self.clock()
        whose = checked_subject(subject, asked)
        account = Account(new_id("t"), named(name), None, asked, whose, None, now, by)
        with self.store.beside() as connection:
            refuse_given(connection, account.name)
            accounts.add(connection, account)
            return account, self._secret(connection, account, days)

    def make_signing(self, name: str, scopes: Iterable[str], by: str, keys: KeySet) -> Account:
        """A token without a secret: its program signs with its own keys for short-lived ones; see `assertions`."""
        asked, good = checked_scopes(scopes), checked_keys(keys)
        checked_subject(None, asked)
        account = Account(new_id("t"), named(name), None, asked, None, None, self.clock(), by)
        with self.store.beside() as connection:
            refuse_given(connection, account.name)
            accounts.add(connection, account)
            store.put(connection, account.id, good)
        return account

    def change_keys(self, id: str, keys: KeySet) -> Account:
        """Other public keys of a program that signs; what it signed with those before is good no more."""
        good = checked_keys(keys)
        with self.store.beside() as connection:
            account = self._there(connection, id)
            store.put(connection, id, good)
        return account

    def rotate(self, id: str, grace: timedelta = GRACE, days: int | None = DAYS) -> tuple[Account, str]:
        """A new secret of a token; the last one is good for a while, so that its program can be given the new one."""
        with self.store.beside() as connection:
            account = self._there(connection, id)
            accounts.limit(connection, id, BEARER, self.clock() + grace)
            return account, self._secret(connection, account, days)

    def end(self, id: str) -> Account:
        """Let a token ask nothing from now on."""
        with self.store.beside() as connection:
            account = self._there(connection, id)
            accounts.end(connection, account, self.clock())
        return account

    def every(self) -> list[tuple[Account, list[Secret]]]:
        """All tokens that have not been ended, each with its secrets, of which the hash alone is known."""
        with self.store.reading(whole=True) as connection:
            there = [each for each in accounts.every(connection) if each.role is None and each.ended is None]
            return [(each, accounts.secrets_of(connection, each.id)) for each in there]

    def _secret(self, connection: Connection, account: Account, days: int | None) -> str:
        secret, now = new_secret(), self.clock()
        expires = None if days is None else now + timedelta(days=days)
        accounts.add_secret(connection, Secret(hash_of(secret), account.id, BEARER, shown(secret), now, expires))
        return secret

    def _there(self, connection: Connection, id: str) -> Account:
        account = accounts.by_id(connection, id)
        if account is None or account.role is not None or account.ended is not None:
            raise UnknownName("token", id, [each.id for each in accounts.every(connection) if each.role is None])
        return account


def named(name: str) -> str:
    """Raises Nonsense for a name that nobody could be called by."""
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise Nonsense("the name is empty, too long or has letters that cannot be shown; give up to 100 plain ones")
    return name.strip()


def refuse_given(connection: Connection, name: str) -> None:
    """Raises Nonsense for a name that somebody has or had, so that the journal is clear about who it was."""
    if accounts.by_name(connection, name):
        raise Nonsense(f"{name!r} is the name of somebody who is or was here; choose another, the journal keeps them")
