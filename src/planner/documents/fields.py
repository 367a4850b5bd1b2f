"""Documents read back: what is not as it should be is refused in a sentence that names the field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from planner.clinic.clinic import UTC
from planner.errors import Nonsense

Document = dict[str, Any]
"""A JSON object. Fields that are not asked for are passed over."""
Thing = TypeVar("Thing")
GREATEST = 2**53
"""The greatest whole number that every reader of JSON takes as it is."""


class Fields:
    """The fields of one document, read one at a time; `name` says where it stands in a greater one."""

    def __init__(self, document: object, name: str = "") -> None:
        if not isinstance(document, Mapping):
            raise Nonsense(f"{name or 'the document'} is {_shown(document)}; give an object, such as {{…}}")
        self.document, self.name = document, name

    @classmethod
    def of(cls, document: object) -> Fields:
        """A document that may have been taken out of a greater one already."""
        return document if isinstance(document, Fields) else cls(document)

    def text(self, key: str) -> str:
        return self._read(key, "a text", lambda value: value if isinstance(value, str) else None)

    def whole(self, key: str) -> int:
        return self._read(
            key, "a whole number", lambda value: value if type(value) is int and abs(value) <= GREATEST else None
        )

    def number(self, key: str) -> float:
        return self._read(key, "a number", _number)

    def yes(self, key: str) -> bool:
        """Whether a field is true; it may be missing, which is false."""
        return key in self.document and self._read(
            key, "true or false", lambda value: value if isinstance(value, bool) else None
        )

    def moment(self, key: str) -> datetime:
        """A moment that says its offset, in UTC."""
        return self._read(key, "a moment with its offset, such as 2026-12-01T09:30:00-07:00", _moment)

    def day(self, key: str) -> date:
        return self._read(key, "a date, such as 2026-12-01", _day)

    def one_of(self, key: str, known: Mapping[str, Thing]) -> Thing:
        words = f"one of {', '.join(known)}"
        return known[self._read(key, words, lambda value: value if isinstance(value, str) and value in known else None)]

    def maybe(self, key: str, read: Callable[[str], Thing]) -> Thing | None:
        """A field as `read` reads it, such as `fields.text`; None where it is null."""
        return None if self.given(key) is None else read(key)

    def part(self, key: str) -> Fields:
        """A document within this one."""
        return Fields(self.given(key), self._called(key))

    def parts(self, key: str) -> Iterator[Fields]:
        """The documents in a list within this one."""
        for at, each in enumerate(self._list(key)):
            yield Fields(each, f"{self._called(key)}[{at}]")

    def texts(self, key: str) -> tuple[str, ...]:
        items = self._items(key)
        return tuple(map(items.text, items.document))

    def numbers(self, key: str) -> dict[str, float]:
        """Numbers by name."""
        within = self.part(key)
        return {str(name): within.number(name) for name in within.document}

    def counts(self, key: str, many: int) -> tuple[int, ...]:
        """A list of so many whole numbers."""
        items = self._items(key)
        if len(items.document) != many:
            raise Nonsense(f"{items.name} has {len(items.document)} items; give {many}")
        return tuple(map(items.whole, items.document))

    def texts_by_day(self) -> dict[date, str]:
        """All fields, each a text under a date."""
        return {Fields({"its name": name}, self.name).day("its name"): self.text(name) for name in self.document}

    def wholes(self, key: str) -> dict[str, int]:
        """Whole numbers by name."""
        within = self.part(key)
        return {str(name): within.whole(name) for name in within.document}

    def _items(self, key: str) -> Fields:
        """The items of a list, by their numbers."""
        return _Items({str(at): each for at, each in enumerate(self._list(key))}, self._called(key))

    def _list(self, key: str) -> list[Any]:
        return self._read(key, "a list, such as […]", lambda value: value if isinstance(value, list) else None)

    def given(self, key: str) -> Any:
        """What stands there, whatever it is."""
        if key not in self.document:
            raise Nonsense(f"{self._called(key)} is missing; give it as it was answered")
        return self.document[key]

    def _read(self, key: str, words: str, read: Callable[[Any], Thing | None]) -> Thing:
        value = self.given(key)
        thing = read(value) if isinstance(value, str | int | float | list) else None
        if thing is None:
            raise Nonsense(f"{self._called(key)} is {_shown(value)}; give {words}")
        return thing

    def _called(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key


class _Items(Fields):
    def _called(self, key: str) -> str:
        return f"{self.name}[{key}]"


def _moment(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _number(value: Any) -> float | None:
    number: float = value if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
    return number if abs(number) <= GREATEST else None  # which no NaN is


def _shown(value: object) -> str:
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:57]}…"
