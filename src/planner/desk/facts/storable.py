"""Facts that a store keeps as they are, and that a clinic's tables can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cattrs import transform_error

from planner.clinic.people import CONTACTS
from planner.desk.store import facts
from planner.desk.store.documents import BY_ID, SETTINGS, Document, may_be_none
from planner.desk.store.facts import Name
from planner.errors import Nonsense


def refuse_unsayable(changed: Mapping[Name, Any]) -> None:
    """Raises Nonsense, naming all, for facts that would be read otherwise, or not at all."""
    wrong = [f"{_called(name)}: {why}" for name, thing in changed.items() for why in _why_not(name, thing)]
    if wrong:
        raise Nonsense("; ".join(wrong))


def _called(name: Name) -> str:
    kind, id = name
    return kind if kind in SETTINGS else f"{kind} {id}"


def _why_not(name: Name, thing: Any) -> Iterator[str]:
    kind, id = name
    if thing is None:
        if kind in SETTINGS and not may_be_none(kind):
            yield "None is no value for it"
        return
    try:
        document = facts.written(kind, thing)
        read = facts.read(kind, document)
    except Exception as wrong:  # whatever a value of another type leads to
        yield "; ".join(transform_error(wrong, path=kind))
        return
    if read != thing:
        yield f"{thing!r} would be read as {read!r}; give that"
    if kind in BY_ID and (not id.strip() or ";" in id or not id.isprintable()):
        yield f"{id!r} is no id; use letters, digits and dashes"
    if kind not in SETTINGS and (
        padded := next((each for each in _texts(document) if each[1] != each[1].strip()), None)
    ):
        key, text = padded
        yield f"{key if key in CONTACTS else repr(text)} has blanks around it; give it without"


def _texts(document: Document, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a document with the keys they stand under."""
    if isinstance(document, str):
        yield key, document
    elif isinstance(document, dict):
        for name, part in document.items():
            yield from _texts(part, name)
    elif isinstance(document, list | tuple):
        for part in document:
            yield from _texts(part, key)
