"""What a database reports, said in words a user can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError

from planner.desk.store.turns import TooLong
from planner.desk.store.urls import of_file, shown
from planner.errors import StoreFault

UNIQUE = "23505"
"""PostgreSQL's SQLSTATE of it; SQLite says UNIQUE."""
Collision = IntegrityError
"""What the database raises for a row that would stand beside its like: a claim, a key or an id that is taken."""

LOCKED = "is locked"
_SAID = {
    "readonly": "the store may not be written; give this user the right to write the file and its folder",
    "read-only": "the store may not be written; give this user the right to write it",
    "disk is full": "the disk is full; make room and ask again",
    "No space left": "the disk is full; make room and ask again",
    "could not extend file": "the disk is full; make room and ask again",
    "disk I/O error": "the disk failed or is full; look after it and ask again",
    "unable to open": "the file cannot be opened; does its folder exist, and may this user read and write it?",
    "not a database": "the file is no store of planner's; name another",
    "malformed": "the file is damaged; restore it from a copy",
    LOCKED: "another client has been writing for too long; ask again",
}


@contextmanager
def clear_faults(engine: Engine) -> Iterator[None]:
    """Raises StoreFault in place of what the database raised; nothing of the transaction is kept then.

    What the database said of rows and parameters is dropped with its exception: both hold people's names. A key that is
    taken (Collision) is for the caller to tell.
    """
    try:
        yield
    except TooLong:
        raise StoreFault(f"{name_of(engine)}: {_SAID[LOCKED]}") from None
    except (DBAPIError, TimeoutError) as failed:
        if isinstance(failed, Collision) and _is_taken(failed):
            raise
        raise StoreFault(f"{name_of(engine)}: {_words(failed)}") from None


def _is_taken(failed: Collision) -> bool:
    """Whether a row stands where this one would: no other rule of the database is anybody's to tell."""
    return getattr(failed.orig, "sqlstate", None) == UNIQUE or "UNIQUE" in str(failed.orig)


def name_of(engine: Engine) -> str:
    """A store as messages name it, without a password."""
    return shown(of_file(engine.url.database or "") if engine.dialect.name == "sqlite" else str(engine.url))


def _words(failed: DBAPIError | TimeoutError) -> str:
    message = _message(failed.orig if isinstance(failed, DBAPIError) else failed)
    if words := next((words for sign, words in _SAID.items() if sign in message), None):
        return words
    if isinstance(failed, DBAPIError) and failed.connection_invalidated:
        return f"the connection was lost, so this was not done or not answered; ask again with the same key ({message})"
    return message


def _message(failed: BaseException | None) -> str:
    """What a driver says, less the details of PostgreSQL, which quote rows."""
    if isinstance(failed, psycopg.Error) and failed.diag.message_primary:
        return f"{failed.diag.message_primary} (SQLSTATE {failed.sqlstate})"
    return str(failed).strip()
