"""One table of clinic.toml at a time: its keys taken with their types, and what is left over refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from planner.clinic import texts
from planner.errors import Nonsense
from planner.faults import quoted
from planner.files.reading import values
from planner.files.reading.findings import Findings, nearest

T = TypeVar("T")
D = TypeVar("D")


class Section:
    """A table, its place such as `protocols.facial.phases[1]` (counted from 1), and whether it was `sound` so far."""

    def __init__(self, table: Mapping[Any, Any], file: str, findings: Findings, place: str = "") -> None:
        self.table = {str(key): value for key, value in table.items()}
        self.file, self.findings, self.place = file, findings, place
        self._sound, self._asked = True, set[str]()
        self._parts: list[Section] = []
        for key in self.table:
            if found := texts.stray(key):
                self.refuse("", f"the key {quoted(key)} holds the character {found}", texts.MEND)
            if len(key) > texts.LONGEST_ID:
                self.refuse("", f"the key {quoted(key)} has {len(key)} letters", f"use at most {texts.LONGEST_ID}")

    @property
    def sound(self) -> bool:
        return self._sound and all(part.sound for part in self._parts)

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def at(self, key: str) -> str:
        return ".".join(part for part in (self.place, key) if part)

    def refuse(self, key: str, wrong: str, mend: str) -> None:
        self.findings.fault(self.file, None, self.at(key) or None, wrong, mend)
        self._sound = False

    def get(self, key: str, read: Callable[[Any], T], default: D) -> T | D:
        """The value of a key that may be absent."""
        self._asked.add(key)
        if key not in self.table:
            return default
        try:
            return read(self.table[key])
        except Nonsense as why:
            self.findings.refused(self.file, None, self.at(key), why)
            self._sound = False
            return default

    def need(self, key: str, read: Callable[[Any], Any]) -> Any:
        """The value of a key that must be there; None where it is not, or cannot be read."""
        if key not in self.table:
            self._asked.add(key)
            self.refuse(key, "this is missing", "add it")
            return None
        return self.get(key, read, None)

    def part(self, key: str) -> Section | None:
        """The table under a key, if there is one."""
        table = self.get(key, values.table, None)
        return None if table is None else self._part(table, key)

    def parts(self, key: str) -> dict[str, Section]:
        """The tables in the table under a key, by their names."""
        whole = self.part(key)
        if whole is None:
            return {}
        tables = {name: whole.part(name) for name in whole.table}
        return {name: part for name, part in tables.items() if part is not None}

    def each(self, key: str) -> list[Section]:
        """The tables of the list under a key."""
        return [self._part(table, f"{key}[{n}]") for n, table in enumerate(self.get(key, values.tables, ()), start=1)]

    def _part(self, table: Mapping[Any, Any], key: str) -> Section:
        part = Section(table, self.file, self.findings, self.at(key))
        self._parts.append(part)
        return part

    def known(self, key: str, names: Sequence[str], ids: Mapping[str, object] | frozenset[str], what: str) -> None:
        """Refuse the names under a key that are none of these ids."""
        for name in names:
            if name not in ids:
                self.refuse(key, f"there is no {what} {quoted(name)}", nearest(name, ids, f"add the {what}"))

    def close(self) -> None:
        """Refuse every key that nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                self.refuse(key, "no key has this name", nearest(key, self._asked, "take it out"))

    def build(self, make: Callable[[], T], mend: str) -> T | None:
        """What `make` makes of a sound section; None where it is not, or what it says cannot be and wants `mend`."""
        self.close()
        if not self.sound:
            return None
        try:
            return make()
        except Nonsense as why:
            self.findings.refused(self.file, None, self.place or None, why, mend)
            self._sound = False
            return None
