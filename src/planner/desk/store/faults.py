"""What a database reports, said in words a user can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError

from planner.desk.store.urls import shown
from planner.errors import StoreFault

Collision = IntegrityError
"""What the database raises for a row that would stand beside its like: a claim, a key or an id that is taken."""

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
    "is locked": "another client has been writing for too long; ask again",
}


@contextmanager
def clear_faults(engine: Engine) -> Iterator[None]:
    """Raises StoreFault in place of what the database raised; nothing of the transaction is kept then.

    A key that is taken (Collision) is for the caller to tell.
    """
    try:
        yield
    except Collision:
        raise
    except (DBAPIError, TimeoutError) as failed:
        raise StoreFault(f"{shown(engine.url.render_as_string())}: {_words(failed)}") from failed


def _words(failed: DBAPIError | TimeoutError) -> str:
    said = str(failed.orig if isinstance(failed, DBAPIError) else failed).strip()
    if words := next((words for sign, words in _SAID.items() if sign in said), None):
        return words
    if isinstance(failed, DBAPIError) and failed.connection_invalidated:
        return f"the connection was lost, so this was not done or not answered; ask again with the same key ({said})"
    return said
