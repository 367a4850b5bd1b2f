"""The file of an SQLite store, told from another that lies in its place by now.

A file that was deleted or replaced lives on for whoever has it open, so what is booked there would be lost in silence.
"""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from planner.errors import StoreFault

Identity = tuple[int, int]


class StoreFile:
    """The file of the first connection; each later one, each use and each commit is held against it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._path = ""
        self._known: Identity | None = None

    def note(self, connection: sqlite3.Connection, _: Any = None) -> None:
        """Remember the file of the first connection. Raises StoreFault where a later one has another."""
        if self._known is None:
            self._path = next(path for _, name, path in connection.execute("PRAGMA database_list") if name == "main")
            self._known = self._there()
        self.look()

    def look(self, *_: Any) -> None:
        """Raises StoreFault where the file is gone, or another lies in its place; nothing is made there."""
        if self._known is None or (there := self._there()) == self._known:
            return
        what = "the store's file is gone" if there is None else "another file lies in the place of the store's"
        raise StoreFault(f"{self.url}: {what}; nothing was done. Put it back, or open the store again")

    def _there(self) -> Identity | None:
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino
