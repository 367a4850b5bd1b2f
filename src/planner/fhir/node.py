"""Resources read one element at a time; what nobody asks for is told, and what must be understood is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from planner.clinic.texts import MEND, stray
from planner.errors import Nonsense
from planner.fhir.moments import read_day, read_moment
from planner.fhir.values import read_clock, read_number, read_text, read_yes, shown
from planner.files.reading.cells import Unreadable
from planner.files.reading.findings import Findings

T = TypeVar("T")
PASSED_OVER = ("resourceType", "id", "meta", "text", "language", "contained")
"""What every resource may have and says nothing of the clinic."""


@dataclass
class Reader:
    """What the reading of all resources shares; `left` counts what has no place, by where it stands."""

    findings: Findings
    zone: ZoneInfo
    loose: bool = False
    """Whether it was XML, in which a list of one and an element look alike, and all values are text."""
    left: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def leave(self, where: str, why: str, example: str) -> None:
        """Note what is not taken; alike ones are told once."""
        self.left.setdefault((where, why), []).append(example)


@dataclass
class Origin:
    """Where a resource stands: the file, its line there, and its path such as `Bundle.entry[3].resource`."""

    file: str
    row: int | None
    path: str
    full_url: str = ""
    sound: bool = True
    skipped: bool = False
    """Whether it becomes no fact, without being faulty."""


class Node:
    """One element. Its getters answer None, or nothing, for what is not there, and note what cannot be."""

    def __init__(
        self, content: Any, path: str, origin: Origin, reader: Reader, type: str = "", root: Node | None = None
    ) -> None:
        self.path, self.origin, self.reader, self.root = path, origin, reader, root or self
        self.content: Mapping[str, Any] = content if isinstance(content, Mapping) else {}
        self.type = type or str(self.content.get("resourceType", ""))
        self._asked: set[str] = set()
        self._parts: dict[str, list[Node]] = {}
        """By their keys; each is looked into once, whoever asks."""
        if not isinstance(content, Mapping):
            self.fault("", f"{shown(content)} is no element", "give an object, such as {…}")

    # --- what is noted --------------------------------------------------------------------------------------------

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if key else self.path

    def fault(self, key: str, wrong: str, mend: str) -> None:
        """What makes the whole resource no fact."""
        self.reader.findings.fault(self.origin.file, self.origin.row, self.at(key), wrong, mend)
        self.origin.sound = False

    def leave(self, key: str, why: str) -> None:
        """What is not taken, and needs no mending to take the rest."""
        self.reader.leave(f"{self.type}.{key}" if key else self.type, why, self.at(key))

    def skip(self, why: str, key: str = "") -> None:
        """The whole resource is not taken."""
        self.leave(key, why)
        self.origin.skipped = True

    @property
    def sound(self) -> bool:
        return self.origin.sound

    # --- what is asked for ----------------------------------------------------------------------------------------

    def given(self, key: str) -> Any:
        self._asked.update((key, f"_{key}"))
        return self.content.get(key)

    def passed(self, *keys: str) -> None:
        """What follows from facts that are told elsewhere, or is for people alone."""
        self._asked.update(keys)

    def _read(self, key: str, read: Callable[[Any], T]) -> T | None:
        value = self.given(key)
        if value is None:
            return None
        try:
            return read(value)
        except Unreadable as why:
            self.fault(key, why.wrong, why.mend)
        except Nonsense as why:
            self.fault(key, str(why), "mend it")
        return None

    def text(self, key: str) -> str | None:
        return self._read(key, read_text)

    def yes(self, key: str) -> bool | None:
        return self._read(key, lambda value: read_yes(value, self.reader.loose))

    def number(self, key: str) -> float | None:
        return self._read(key, lambda value: read_number(value, self.reader.loose))

    def whole(self, key: str) -> int | None:
        number = self.number(key)
        if number is None or number % 1 == 0:
            return None if number is None else int(number)
        self.fault(key, f"{number} is no whole number", "give a whole one")
        return None

    def day(self, key: str) -> date | None:
        return self._read(key, lambda value: read_day(read_text(value), self.reader.zone))

    def moment(self, key: str) -> datetime | None:
        return self._read(key, lambda value: read_moment(read_text(value)))

    def clock(self, key: str) -> time | None:
        return self._read(key, read_clock)

    def code(self, key: str, known: Mapping[str, T]) -> T | None:
        """The meaning of a code, one of those known."""
        code = self.text(key)
        if code is None or code in known:
            return None if code is None else known[code]
        self.fault(key, f"the code {code!r} is not known here", f"give one of {', '.join(known)}")
        return None

    def part(self, key: str) -> Node | None:
        content = self.given(key)
        if content is not None and key not in self._parts:
            self._parts[key] = [self._part(content, key, key)]
        return None if content is None else self._parts[key][0]

    def each(self, key: str) -> list[Node]:
        if key not in self._parts:
            self._parts[key] = [self._part(each, f"{key}[{n}]", key) for n, each in enumerate(self._items(key))]
        return self._parts[key]

    def texts(self, key: str) -> list[str]:
        found = [item for item in self._items(key) if isinstance(item, str) and item.strip()]
        for item in found:
            if wrong := stray(item):
                self.fault(key, f"the text holds the character {wrong}", MEND)
        return found

    def _items(self, key: str) -> list[Any]:
        content = self.given(key)
        if content is None:
            return []
        if isinstance(content, list):
            return content
        if self.reader.loose:
            return [content]
        self.fault(key, "this is no list", "give it in brackets, as FHIR has it")
        return []

    def _part(self, content: Any, place: str, key: str) -> Node:
        return Node(content, self.at(place), self.origin, self.reader, f"{self.type}.{key}", self.root)

    # --- extensions -----------------------------------------------------------------------------------------------

    def extensions(self, url: str) -> list[Node]:
        """The extensions of a URL."""
        if url not in self._by_url:
            self._by_url[url] = []
            for number, item in enumerate(self._extensions):
                if isinstance(item, Mapping) and item.get("url") == url:
                    found = self._part(item, f"extension[{number}]", "extension")
                    found.passed("url")
                    self._by_url[url].append(found)
        return self._by_url[url]

    @cached_property
    def _by_url(self) -> dict[str, list[Node]]:
        return {}

    @cached_property
    def _extensions(self) -> list[Any]:
        return self._items("extension")

    def _left_extensions(self) -> Iterator[str]:
        for item in self._extensions:
            url = item.get("url") if isinstance(item, Mapping) else None
            if not isinstance(url, str) or url not in self._by_url:
                yield str(url)

    # --- at the end -----------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Tell what nobody asked for, here and in every part that was looked into; refuse what must be understood."""
        for key in ("modifierExtension", "implicitRules"):
            if self.content.get(key):
                what = ", ".join(str(each.get("url")) for each in self._items(key) if isinstance(each, Mapping))
                self.fault(
                    key, f"this changes what the rest means, in a way not known here: {what or key}", "take it out"
                )
        for url in self._left_extensions():
            self.leave("extension", f"the extension {url} is not known here")
        for key in self.content:
            if key not in self._asked and key not in (*PASSED_OVER, "extension", "modifierExtension", "implicitRules"):
                self.leave(key, "planner has no place for it")
        for parts in (*self._parts.values(), *self._by_url.values()):
            for part in parts:
                part.close()
