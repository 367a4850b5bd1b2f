"""Text that fits its cell: not every program makes it smaller or a row taller by itself."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from xlsxwriter.utility import xl_pixel_width

CALIBRI, WIDER, BOLDER = 11, 1.1, 1.08
"""The size whose widths XlsxWriter knows, and how much wider Arial and its bold are."""
SQUARE = 15
"""Pixels of a Chinese letter, of which it knows none."""


def points(text: str, size: float, bold: bool = False) -> float:
    """About how wide a line is in Arial, in points; rather too wide than too narrow."""
    wide = [letter for letter in text if east_asian_width(letter) in "WF"]
    pixels: int = SQUARE * len(wide) + xl_pixel_width("".join(letter for letter in text if letter not in wide))
    return 0.75 * float(pixels) * size / CALIBRI * WIDER * (BOLDER if bold else 1)


def clipped(text: str, room: float, size: float, bold: bool = False) -> str:
    """The text, cut short where it is wider than `room` points."""
    if points(text, size, bold) <= room:
        return text
    short = text
    while short and points(f"{short}…", size, bold) > room:
        short = short[:-1]
    return f"{short.rstrip(' ·,')}…"


def wrapped(text: str, room: float, size: float) -> list[str]:
    """The text in lines that are no wider, broken between words; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and points(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def laid_out(texts: Sequence[str], most: int, room: float, size: float) -> list[str]:
    """Each of the texts on a line of its own, or on more where there are lines to spare, in `most` lines in all.

    What has no room is cut short, the last texts first.
    """
    lines: list[str] = []
    for place, text in enumerate(texts[:most]):
        spare = most - len(lines) - min(len(texts) - place, most - len(lines))
        own = wrapped(text, room, size)
        if len(own) > 1 + spare:
            own = [*own[:spare], " ".join(own[spare:])]
        lines += [clipped(line, room, size, bold=place == 0) for line in own]
    return lines
