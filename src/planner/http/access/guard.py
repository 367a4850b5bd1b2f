"""Whoever asks, known by the secret they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from anyio.to_thread import run_sync

from planner.desk.store.server import accounts
from planner.desk.store.server.accounts import Account, Secret
from planner.desk.store.store import Store
from planner.http.access.caller import Caller
from planner.http.access.secrets import BEARER, SESSION, csrf_of, hash_of

REMEMBERED = 1.0
"""Seconds for which a process takes what it has read of a secret for true: so long may one live that was ended."""
NOTED = timedelta(minutes=1)
"""How exactly an account's last use is noted."""
MOST = 1000
"""Secrets remembered at a time."""


class Guard:
    """Secrets looked up in the store, and remembered for a moment."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store, self.clock = store, clock
        self._seen: dict[str, tuple[float, tuple[Account, Secret] | None]] = {}

    async def of_token(self, token: str) -> Caller | None:
        found = await self._known(token, BEARER)
        return Caller.of(found) if found else None

    async def of_session(self, session: str) -> Caller | None:
        found = await self._known(session, SESSION)
        return Caller.of(found, csrf_of(session)) if found else None

    def forget(self) -> None:
        """Look everything up afresh, as after somebody was ended here."""
        self._seen.clear()

    async def _known(self, secret: str, use: str) -> Account | None:
        hash = hash_of(secret)
        since, found = self._seen.get(hash, (-REMEMBERED, None))
        if monotonic() - since >= REMEMBERED:
            found = await run_sync(self._look_up, hash)
            if len(self._seen) >= MOST:
                self._seen.clear()
            self._seen[hash] = (monotonic(), found)
        if found is None or found[1].use != use or found[1].over(self.clock()):
            return None
        account, shown = found
        return account if shown.scopes is None else replace(account, scopes=shown.scopes)

    def _look_up(self, hash: str) -> tuple[Account, Secret] | None:
        with self.store.reading() as connection:
            found = accounts.known_by(connection, hash)
        if found and not found[1].over(now := self.clock()) and (not found[0].used or now - found[0].used > NOTED):
            with self.store.beside() as connection:
                accounts.note_use(connection, found[0].id, now)
        return found
