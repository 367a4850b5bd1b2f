"""Facts that a store keeps as they are, and that a clinic's tables can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, fields, is_dataclass
from typing import Any

from cattrs import transform_error

from planner.clinic import Clinic
from planner.clinic.texts import LONGEST_ID, MEND, stray
from planner.desk.store import facts
from planner.desk.store.documents import BY_ID, SETTINGS, Document, may_be_none
from planner.desk.store.facts import Name
from planner.errors import Nonsense
from planner.faults import quoted


def refuse_unsayable(changed: Mapping[Name, Any]) -> None:
    """Raises Nonsense, naming all, for facts that would be read otherwise, or not at all; no text of theirs is told."""
    _refuse((name, why) for name, thing in changed.items() for why in _why_not(name, thing))


def refuse_unkeepable(clinic: Clinic) -> None:
    """Raises Nonsense, naming all, for texts of a clinic or its book that no door lets in."""
    documents = {name: facts.written(name[0], thing) for name, thing in facts.of(clinic).items()}
    _refuse((name, why) for name, document in documents.items() for why in (*_long(name), *_strays(document)))
    _refuse((("appointments", each.id), why) for each in clinic.book for why in _unkeepable(each.id, astuple(each)))


def _refuse(wrong: Iterable[tuple[Name, str]]) -> None:
    if words := [f"{_called(name)}: {why}" for name, why in wrong]:
        raise Nonsense("; ".join(words))


def _called(name: Name) -> str:
    kind, id = name
    return kind if kind in SETTINGS else f"{kind} {id if id.isprintable() and len(id) <= LONGEST_ID else quoted(id)}"


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
        if kind in SETTINGS:
            yield f"{thing!r} would be read as {read!r}; give that"
        else:  # no text of people's, which may be a name
            yield f"{_differing(thing, read)} would be read otherwise; give what JSON can say"
    yield from (*_long(name), *_strays(document))
    if kind in BY_ID and (not id.strip() or ";" in id or not id.isprintable()):
        yield f"{id!r} is no id; use letters, digits and dashes"
    if kind not in SETTINGS and (padded := next((key for key, text in _texts(document) if text != text.strip()), None)):
        yield f"{padded} has blanks around it; give it without"


def _differing(thing: Any, read: Any) -> str:
    """The fields in which two facts of a kind differ."""
    if not is_dataclass(thing) or type(thing) is not type(read):
        return "it"
    return " and ".join(each.name for each in fields(thing) if getattr(thing, each.name) != getattr(read, each.name))


def _long(name: Name) -> Iterator[str]:
    kind, id = name
    if kind in BY_ID and len(id) > LONGEST_ID:
        yield f"the id has {len(id)} letters; use at most {LONGEST_ID}"


def _unkeepable(id: str, values: Iterable[Any]) -> Iterator[str]:
    yield from _long((BY_ID[0], id))
    yield from _strays([value for value in values if isinstance(value, str)])


def _strays(document: Document) -> Iterator[str]:
    stray_mark = next(((key, mark) for key, text in _texts(document) if (mark := stray(text))), None)
    if stray_mark:
        yield f"{stray_mark[0] or 'it'} holds the character {stray_mark[1]}; {MEND}"


def _texts(document: Document, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a document, keys among them, with the keys they stand under."""
    if isinstance(document, str):
        yield key, document
    elif isinstance(document, dict):
        for name, part in document.items():
            yield key or "a name", str(name)
            yield from _texts(part, str(name))
    elif isinstance(document, list | tuple):
        for part in document:
            yield from _texts(part, key)
