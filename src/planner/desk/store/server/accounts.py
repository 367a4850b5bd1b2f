"""Accounts and their secrets, read and written."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, insert, select, update

from planner.desk.store.server.tables import accounts, keys, secrets
from planner.desk.store.sql import Connection


@dataclass(frozen=True)
class Account:
    """A person, who has a role, or a token, which has scopes."""

    id: str
    name: str
    role: str | None
    scopes: tuple[str, ...]
    subject: str | None
    password: str | None
    made: datetime
    made_by: str
    used: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True)
class Secret:
    """What an account is known by: `use` is bearer, session or link."""

    hash: str
    account: str
    use: str
    prefix: str
    made: datetime
    expires: datetime | None = None
    scopes: tuple[str, ...] | None = None
    """What it may ask; None is all that its account may."""

    def over(self, now: datetime) -> bool:
        return self.expires is not None and self.expires <= now


_ACCOUNTS = select(accounts)
_SECRET = (secrets.c.use, secrets.c.prefix, secrets.c.made.label("since"), secrets.c.expires)
_KNOWN = select(accounts, *_SECRET, secrets.c.scopes.label("granted")).join(secrets, secrets.c.account == accounts.c.id)
_BY_HASH = _KNOWN.where(secrets.c.hash == bindparam("hash"))


def add(connection: Connection, account: Account) -> None:
    """Raises Collision for a name that is given."""
    connection.execute(insert(accounts), asdict(account))


def add_secret(connection: Connection, secret: Secret) -> None:
    connection.execute(insert(secrets), asdict(secret))


def known_by(connection: Connection, hash: str) -> tuple[Account, Secret] | None:
    """Whose secret it is."""
    row = connection.execute(_BY_HASH, {"hash": hash}).one_or_none()
    if row is None:
        return None
    granted = None if row.granted is None else tuple(row.granted)
    return _account(row), Secret(hash, row.id, row.use, row.prefix, row.since, row.expires, granted)


def by_id(connection: Connection, id: str) -> Account | None:
    row = connection.execute(_ACCOUNTS.where(accounts.c.id == id)).one_or_none()
    return _account(row) if row else None


def by_name(connection: Connection, name: str) -> Account | None:
    row = connection.execute(_ACCOUNTS.where(accounts.c.name == name)).one_or_none()
    return _account(row) if row else None


def every(connection: Connection) -> list[Account]:
    """All there ever were, the first one first."""
    return [_account(row) for row in connection.execute(_ACCOUNTS.order_by(accounts.c.made, accounts.c.id))]


def secrets_of(connection: Connection, account: str) -> list[Secret]:
    rows = connection.execute(select(secrets).where(secrets.c.account == account).order_by(secrets.c.made))
    return [Secret(**row._mapping) for row in rows]


def change(connection: Connection, account: Account) -> None:
    """An account written over the one of its id."""
    connection.execute(update(accounts).where(accounts.c.id == account.id), asdict(account))


def note_use(connection: Connection, account: str, at: datetime) -> None:
    connection.execute(update(accounts).where(accounts.c.id == account).values(used=at))


def limit(connection: Connection, account: str, use: str, until: datetime) -> None:
    """Let the secrets of one use end at a moment, where they do not end before."""
    sooner = (secrets.c.expires.is_(None)) | (secrets.c.expires > until)
    mine = (secrets.c.account == account) & (secrets.c.use == use)
    connection.execute(update(secrets).where(mine, sooner).values(expires=until))


def forget(connection: Connection, hash: str) -> bool:
    """Take a secret back; whether it was there, which of two at the same time one alone is told."""
    return connection.execute(delete(secrets).where(secrets.c.hash == hash)).rowcount == 1


def forget_over(connection: Connection, account: str, now: datetime) -> None:
    """Take an account's secrets back that have ended."""
    connection.execute(delete(secrets).where(secrets.c.account == account, secrets.c.expires <= now))


def end(connection: Connection, account: Account, at: datetime) -> None:
    """Nothing of an account is known from now on; its name stays, since the journal has it."""
    change(connection, replace(account, ended=at, password=None))
    connection.execute(delete(secrets).where(secrets.c.account == account.id))
    connection.execute(delete(keys).where(keys.c.account == account.id))


def _account(row: Row[tuple[object, ...]]) -> Account:
    columns = {name: row._mapping[name] for name in Account.__dataclass_fields__}
    return Account(**{**columns, "scopes": tuple(columns["scopes"])})
