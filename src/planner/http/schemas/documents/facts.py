"""Facts, and wishes."""

from __future__ import annotations

from typing import Any

from planner.http.schemas.fields import Zoned


class Facts(Zoned):
    facts: list[dict[str, Any]]


class Fact(Zoned):
    """The fields of the fact, and its id."""


class Wishes(Zoned):
    wishes: list[dict[str, Any]]
