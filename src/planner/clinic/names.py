"""What people call a practitioner, patient, room, service or piece of equipment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def name(known: Mapping[str, Any], id: str | None) -> str:
    """The name, or the title of a service; the id where the clinic has none, empty for None."""
    if id is None or id not in known:
        return id or ""
    thing = known[id]
    return str(getattr(thing, "title", "") or getattr(thing, "name", "") or id)
