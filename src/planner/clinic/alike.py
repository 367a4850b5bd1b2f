"""Texts that look alike to people and are not the same to a program."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """What texts that look alike have in common."""
    seen = "".join(mark for mark in unicodedata.normalize("NFKC", text) if unicodedata.category(mark) != "Cf")
    seen = unicodedata.normalize("NFKC", " ".join(seen.split()).casefold())
    return seen.lstrip("0") or "0" if seen.isdigit() else seen


def difference(one: str, other: str) -> str:
    """In what two texts that look alike differ."""
    if unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other):
        return "how an accented letter is made up (composed, and decomposed)"
    hidden = [mark for mark in one + other if unicodedata.category(mark) == "Cf"]
    if hidden and _visible(one) == _visible(other):
        return f"an invisible character, U+{ord(hidden[0]):04X}"
    if one.casefold() == other.casefold():
        return "upper and lower case"
    if one.isdigit() and other.isdigit():
        return "leading zeros"
    if "".join(one.split()) == "".join(other.split()):
        return "blanks"
    return "the form of their characters"


def _visible(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(mark for mark in text if unicodedata.category(mark) != "Cf"))
