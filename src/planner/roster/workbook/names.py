"""Names that Excel accepts for sheets."""

from __future__ import annotations

import re
from collections.abc import Collection

from planner.files.worksheets import cut

LONGEST = 31
"""UTF-16 units."""
RESERVED = {"history"}
"""Excel keeps this name for itself."""


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """The wanted name without what Excel forbids, at most 31 characters as it counts them, and unlike those taken.

    Forbidden are `[]:*?/\\`, control characters, an apostrophe at either end and the name History; names that differ
    only in case are alike.
    """
    name = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).split()).strip("'")
    name = cut(name, LONGEST).strip("' ") or "Sheet"
    used = {other.casefold() for other in taken} | RESERVED
    found, again = name, 2
    while found.casefold() in used:
        more = f" ({again})"
        found, again = cut(name, LONGEST - len(more)).rstrip() + more, again + 1
    return found
