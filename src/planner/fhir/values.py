"""Values of elements as JSON, or as XML, holds them; what is none is refused with what would be right."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from planner.clinic.texts import MEND, stray
from planner.files.reading.cells import Unreadable


def read_text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unreadable(f"{shown(value)} is no text", "give a text in quotes")
    if found := stray(value):
        raise Unreadable(f"the text holds the character {found}", MEND)
    return value


def read_yes(value: Any, loose: bool) -> bool:
    if loose and value in ("true", "false"):
        return bool(value == "true")
    if not isinstance(value, bool):
        raise Unreadable(f"{shown(value)} is neither true nor false", "give true or false")
    return value


def read_number(value: Any, loose: bool) -> float:
    if loose and isinstance(value, str) and re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?", value):
        value = float(value) if "." in value else int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 10**15:
        raise Unreadable(f"{shown(value)} is no number", "give a number without quotes")
    return value


def read_clock(value: Any) -> time:
    try:
        return time.fromisoformat(read_text(value))
    except ValueError:
        raise Unreadable(f"{shown(value)} is no time of day", "give one such as 09:30:00") from None


def shown(value: object) -> str:
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:57]}…"
