"""People: invited by a link that is used once, signed in by it or by a password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from planner.desk.store.server import accounts
from planner.desk.store.server.accounts import Account, Secret
from planner.desk.store.sql import Connection
from planner.desk.store.store import Store
from planner.errors import Nonsense, UnknownName
from planner.http.access.scopes import MANAGER, ROLES, checked_subject
from planner.http.access.secrets import LINK, SESSION, hash_of, new_id, new_secret, shown
from planner.http.access.tokens import named, refuse_given

LINK_HOURS, SESSION_HOURS = 24, 12
LEAST_LETTERS, MOST_LETTERS = 12, 200
"""Of a password."""
ADMINISTRATOR = "administrator"

_hasher = PasswordHasher()


class People:
    """The people of a store, and their sessions."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store, self.clock = store, clock

    def invite(self, name: str, role: str, by: str, subject: str | None = None) -> tuple[Account, str]:
        """A new person, and the secret of the link by which they enter once; a practitioner says whose calendar."""
        if role not in ROLES:
            raise UnknownName("role", role, ROLES)
        whose = checked_subject(subject, ROLES[role])
        account = Account(new_id("p"), named(name), role, (), whose, None, self.clock(), by)
        with self.store.beside() as connection:
            refuse_given(connection, account.name)
            accounts.add(connection, account)
            return account, self._secret(connection, account, LINK, LINK_HOURS)

    def new_link(self, id: str) -> tuple[Account, str]:
        """Another link for somebody who lost the first, or the password; earlier ones and sessions end."""
        with self.store.beside() as connection:
            account = self._there(connection, id)
            for use in (LINK, SESSION):
                accounts.limit(connection, id, use, self.clock())
            return account, self._secret(connection, account, LINK, LINK_HOURS)

    def first_link(self) -> str | None:
        """The link of the first administrator, anew until a manager has a password; None from then on."""
        with self.store.beside() as connection:
            managers = [each for each in accounts.every(connection) if each.role == MANAGER and each.ended is None]
            if any(each.password for each in managers):
                return None
            if managers:
                accounts.limit(connection, managers[0].id, LINK, self.clock())
                return self._secret(connection, managers[0], LINK, LINK_HOURS)
        return self.invite(ADMINISTRATOR, MANAGER, "planner serve")[1]

    def is_open(self, link: str) -> bool:
        """Whether somebody may still enter by a link, which stays as it is."""
        with self.store.reading() as connection:
            found = accounts.known_by(connection, hash_of(link))
        return found is not None and found[1].use == LINK and not found[1].over(self.clock())

    def enter(self, link: str) -> tuple[Account, str] | None:
        """Whose link it is, and the secret of a new session; None for one that is over or was used."""
        with self.store.beside() as connection:
            found, now = accounts.known_by(connection, hash_of(link)), self.clock()
            if found is None or found[1].use != LINK or not accounts.forget(connection, found[1].hash):
                return None
            if found[1].over(now):
                return None
            accounts.note_use(connection, found[0].id, now)
            return found[0], self._secret(connection, found[0], SESSION, SESSION_HOURS)

    def sign_in(self, name: str, password: str) -> tuple[Account, str] | None:
        """Whose name and password they are, and the secret of a new session; None where they do not fit."""
        with self.store.reading() as connection:
            account = accounts.by_name(connection, name)
        if not _fits(account.password if account else None, password) or account is None:
            return None
        with self.store.beside() as connection:
            accounts.note_use(connection, account.id, self.clock())
            return account, self._secret(connection, account, SESSION, SESSION_HOURS)

    def sign_out(self, session: str) -> None:
        with self.store.beside() as connection:
            accounts.forget(connection, hash_of(session))

    def choose_password(self, id: str, password: str) -> None:
        """Raises Nonsense for one that is too short or too long; no other rule makes passwords better."""
        if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
            raise Nonsense(f"a password has {LEAST_LETTERS} letters or more, and at most {MOST_LETTERS}")
        hashed = _hasher.hash(password)
        with self.store.beside() as connection:
            accounts.change(connection, replace(self._there(connection, id), password=hashed))

    def end(self, id: str) -> Account:
        """Let somebody in no more. Raises Nonsense for the last manager."""
        with self.store.beside() as connection:
            account = self._there(connection, id)
            managers = [each for each in accounts.every(connection) if each.role == MANAGER and each.ended is None]
            if managers == [account]:
                raise Nonsense(f"{account.name} is the last manager; make another one first")
            accounts.end(connection, account, self.clock())
        return account

    def every(self) -> list[Account]:
        with self.store.reading() as connection:
            return [each for each in accounts.every(connection) if each.role is not None and each.ended is None]

    def _secret(self, connection: Connection, account: Account, use: str, hours: int) -> str:
        secret, now = new_secret(), self.clock()
        expires = now + timedelta(hours=hours)
        accounts.add_secret(connection, Secret(hash_of(secret), account.id, use, shown(secret), now, expires))
        return secret

    def _there(self, connection: Connection, id: str) -> Account:
        account = accounts.by_id(connection, id)
        if account is None or account.role is None or account.ended is not None:
            raise UnknownName("person", id, [each.id for each in accounts.every(connection) if each.role])
        return account


@cache
def _nobodys() -> str:
    """What a wrong name is compared with, so that it takes as long as a wrong password."""
    return _hasher.hash("the password of nobody")


def _fits(hashed: str | None, password: str) -> bool:
    try:
        return _hasher.verify(hashed or _nobodys(), password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False
