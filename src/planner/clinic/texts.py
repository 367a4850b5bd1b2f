"""Texts that no door lets in: with controls, but tab and line breaks, or with what is no character; ids too long.

Controls steer terminals (ECMA-48), no XML can hold most of them (XML 1.0, 2.2), and a program may drop them on the way,
so that two programs read two texts. Noncharacters are those of Unicode, section 23.7.
"""

from __future__ import annotations

import re

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_REFUSED = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{_NONCHARACTERS}]")
LONGEST_ID = 200
"""Letters; two in UTF-8 side by side must fit a row of PostgreSQL's indexes, of 2,704 bytes."""
MEND = "take it out; it came in by a copy or a damaged file"


def stray(text: str) -> str | None:
    """The first of them in a text as Unicode writes it, such as U+001B; None where there is none."""
    character = _REFUSED.search(text)
    return character and f"U+{ord(character[0]):04X}"
