"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

NOTHING = "Not measured."


def table(columns: str, rows: Sequence[Sequence[Any]]) -> str:
    """A table, its columns parted by `|`; NOTHING for one without rows."""
    if not rows:
        return NOTHING
    lines = [f"| {' | '.join(map(str, row))} |" for row in [columns.split(" | "), *rows]]
    return "\n".join([lines[0], "| --- " * (columns.count(" | ") + 1) + "|", *lines[1:]])
