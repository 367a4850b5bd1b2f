"""One value of clinic.toml, of the type its key asks for, or refused with what would be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from numbers import Integral
from typing import Any

from planner.clinic.prices import HIGHEST
from planner.clinic.texts import MEND, stray
from planner.faults import quoted
from planner.files.reading import moments
from planner.files.reading.cells import A_CENTURY, Unreadable

LARGEST = 10**12
"""No amount is larger."""


def text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"{shown(value)} is no text", 'write it in quotes, like "so"')
    if not value.strip():
        raise Unreadable("the text is empty", "write it, or leave the key out")
    if found := stray(value):
        raise Unreadable(f"the text holds the character {found}", MEND)
    return value.strip()


def texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise Unreadable(f"{shown(value)} is no list", 'write it in brackets, like ["so", "and so"]')
    return tuple(text(item) for item in value)


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unreadable(f"{shown(value)} is neither true nor false", "write true or false, without quotes")
    return value


def whole(least: int = 0, most: int = A_CENTURY) -> Callable[[object], int]:
    def read(value: object) -> int:
        number = _number(value)
        if number is None or number % 1 != 0:
            raise Unreadable(f"{shown(value)} is no whole number", f"write a number from {least} to {most}, unquoted")
        if not least <= number <= most:
            raise Unreadable(f"{shown(value)} is out of range", f"write a whole number from {least} to {most}")
        return int(number)

    return read


def price(value: object) -> float:
    """A price of a goal."""
    number = amount(value)
    if number > HIGHEST or round(number, 3) != number:
        raise Unreadable(f"{shown(value)} is no price", f"write 0 to {HIGHEST:,} with at most three decimals")
    return number


def amount(value: object) -> float:
    """A number of 0 or more, such as how much of a supply is used."""
    number = _number(value)
    if number is None:
        raise Unreadable(f"{shown(value)} is no number", "write a number of 0 or more, without quotes")
    if not 0 <= number <= LARGEST:
        raise Unreadable(f"{shown(value)} is out of range", "write a number from 0 to a million million")
    return number


def day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise Unreadable(f"{shown(value)} is no date", 'write it like "2026-12-24"')
    return moments.day(str(value).strip())


def days(value: object) -> frozenset[date]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise Unreadable(f"{shown(value)} is no list", 'write the dates in brackets, like ["2026-12-24"]')
    return frozenset(day(item) for item in value)


def table(value: object) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise Unreadable(f"{shown(value)} is no table", "write { key = value }, or a [section] of its own")
    return value


def tables(value: object) -> Sequence[Mapping[Any, Any]]:
    if not isinstance(value, list | tuple):
        raise Unreadable(f"{shown(value)} is no list of tables", "write [{ key = value }], or a [[section]] for each")
    return [table(item) for item in value]


def _number(value: object) -> float | None:
    """The number, numpy's too; true and false are none."""
    if isinstance(value, int | float):
        return None if isinstance(value, bool) else value
    return int(value) if isinstance(value, Integral) else None


def shown(value: object) -> str:
    """A value as it stands in the file, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple | set | frozenset):
        return "a list"
    if isinstance(value, int) and abs(value) > 10**40:
        return "a number this large"
    return str(value)[:60]
