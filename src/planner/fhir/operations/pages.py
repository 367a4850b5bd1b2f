"""What a search has found, as one page of a Bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from planner.fhir.elements import Element, element
from planner.fhir.operations.answer import outcome
from planner.fhir.operations.request import Asked

PAGING = ("_count", "_offset", "_format")
T = TypeVar("T")


def page(
    type: str,
    there: Sequence[T],
    asked: Asked,
    base: str,
    write: Callable[[T], Element],
    known: Iterable[str],
    beside: Callable[[Sequence[T]], Iterable[Element]] = lambda _: (),
) -> Element:
    """`total` counts all that are there, of which `_count` are given, and the address of the next ones.

    `known` are the parameters that were looked at; `beside` makes entries that are none of what was found.
    """
    offset = int(text) if (text := asked.text("_offset") or "0").isdecimal() else 0
    here = there[offset : offset + asked.count]
    resources = [write(each) for each in here]
    entries = [
        {"fullUrl": f"{base}/{type}/{each['id']}", "resource": each, "search": {"mode": "match"}} for each in resources
    ]
    link = [{"relation": "next", "url": _next(type, asked, base, offset)}] if offset + len(here) < len(there) else []
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(there)}
    return element(bundle, link=link, entry=[*entries, *beside(here), *_told(asked, {*known, *PAGING}, bool(there))])


def _next(type: str, asked: Asked, base: str, offset: int) -> str:
    rest = [(name, each) for name, values in asked.values.items() if name != "_offset" for each in values]
    return f"{base}/{type}?{urlencode([*rest, ('_offset', offset + asked.count)])}"


def _told(asked: Asked, known: set[str], found: bool) -> list[Element]:
    """The entry that says what the others do not: that nothing was found, and what chose nothing."""
    unknown = sorted(set(asked.values) - known)
    if unknown:
        said = outcome("warning", "not-supported", f"not looked at: {', '.join(unknown)}")
    elif not found:
        said = outcome("information", "informational", "nothing was found")
    else:
        return []
    return [{"resource": said, "search": {"mode": "outcome"}}]
