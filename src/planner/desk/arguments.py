"""What callers give, looked at once at the door, by the types that each call says in its signature."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache, wraps
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, Unpack, get_args, get_origin, get_type_hints, is_typeddict

from planner.clinic import Clinic, texts
from planner.clinic.clinic import UTC
from planner.desk.repair.replan import Replanning
from planner.errors import Nonsense, UnknownName
from planner.roster.roster import Roster

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""The years a horizon may have; days around them can still be counted."""
WHOLE = (Clinic, Replanning, Roster)
"""What planner made as a whole, and nobody writes by hand: its fields are not looked at one by one."""
GREATEST = 2**31 - 1
"""The greatest number that a database keeps as an integer."""
Class = TypeVar("Class", bound=type)
Type = Any
"""A type as a signature may say it, which mypy has no one name for."""


@dataclass(frozen=True)
class Within:
    """With Annotated: the least and the most that a number may be."""

    least: int
    most: int = GREATEST


Count = Annotated[int, Within(1)]
Mark = Annotated[int, Within(0, 2**63 - 1)]
"""How far a reader of the journal has got."""

_WORDS: Mapping[Type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    date: "a date",
    datetime: "a moment with its time zone",
    NoneType: "None",
}


def checked(cls: Class) -> Class:
    """A class of which each public method refuses what its signature does not say.

    They raise Nonsense for what is of another type or out of reach, UnknownName for a keyword that there is not.
    """
    for name, method in list(vars(cls).items()):
        if inspect.isfunction(method) and not name.startswith("_"):
            setattr(cls, name, _checked(method))
    return cls


def clock_in_utc(clock: Callable[[], datetime]) -> Callable[[], datetime]:
    """A clock that is refused where it does not say its time zone."""
    return lambda: _fitting("what the clock tells", clock(), datetime).astimezone(UTC)


def _checked(method: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(method)

    @wraps(method)
    def call(*args: Any, **keywords: Any) -> Any:
        bound = signature.bind(*args, **keywords)
        hints = _hints(method)
        for name, value in bound.arguments.items():
            if name in hints:
                bound.arguments[name] = _argument(name, value, hints[name], signature.parameters[name].kind)
        return method(*bound.args, **bound.kwargs)

    return call


@cache
def _hints(of: Type) -> Mapping[str, Type]:
    return get_type_hints(of, include_extras=True)


def _argument(name: str, value: Any, hint: Type, kind: Any) -> Any:
    if kind is inspect.Parameter.VAR_POSITIONAL:
        return tuple(_fitting(name, each, hint) for each in value)
    if kind is inspect.Parameter.VAR_KEYWORD:
        known = _hints(get_args(hint)[0] if _origin(hint) is Unpack else hint)
        for keyword in value:
            if keyword not in known:
                raise UnknownName("keyword", keyword, known)
        return {keyword: _fitting(keyword, each, known[keyword]) for keyword, each in value.items()}
    return _fitting(name, value, hint)


def _fitting(name: str, value: Any, hint: Type) -> Any:
    """A value of a type, what is iterated once as a tuple. Raises Nonsense for any other."""
    origin = _origin(hint)
    if origin is Annotated:
        kind, within = get_args(hint)
        if not _is(value, kind):
            raise Nonsense(f"{name} is {_shown(value)}; give {' or '.join(_words(kind))}")
        if value < within.least:
            raise Nonsense(f"{name} is {value}; give {within.least} or more")
        if value > within.most:
            raise Nonsense(f"{name} is {value}, out of reach; use at most {within.most}")
        return value
    if origin in (Union, UnionType):
        return _one_of(name, value, get_args(hint))
    if hint is Any or hint is object or is_typeddict(hint):
        return value
    if not _is(value, origin or hint):
        raise Nonsense(f"{name} is {_shown(value)}; give {' or '.join(_words(hint))}")
    if origin in (Iterable, Sequence) and get_args(hint):
        each_as = get_args(hint)[0]
        return tuple(_fitting(f"{name}[{at}]", each, each_as) for at, each in enumerate(value))
    if origin in (tuple, frozenset) and get_args(hint):
        for at, each in enumerate(value):
            _fitting(f"{name}[{at}]", each, get_args(hint)[0])
    _refuse_out_of_reach(name, value)
    return value


def _one_of(name: str, value: Any, hints: Sequence[Type]) -> Any:
    for hint in hints:
        kind = get_args(hint)[0] if _origin(hint) is Annotated else hint
        if hint is Any or _is(value, _origin(kind) or kind):
            return _fitting(name, value, hint)
    raise Nonsense(f"{name} is {_shown(value)}; give {' or '.join(word for hint in hints for word in _words(hint))}")


def _origin(hint: Type) -> Type:
    """That of a generic, as a value: mypy takes what `get_origin` gives for a form that nothing equals."""
    return get_origin(hint)


def _is(value: Any, kind: Type) -> bool:
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind is datetime:
        return isinstance(value, datetime) and value.tzinfo is not None
    if kind in (Iterable, Sequence):
        return isinstance(value, kind) and not isinstance(value, str)
    return isinstance(value, kind)


def _refuse_out_of_reach(name: str, value: Any) -> None:
    """What is of the right type, and yet nothing that a store can keep."""
    if isinstance(value, str) and (found := texts.stray(value)):  # the text may be somebody's name
        raise Nonsense(f"{name} holds the character {found}; {texts.MEND}")
    if isinstance(value, int) and abs(value) > GREATEST:
        raise Nonsense(f"{name} is {value}, out of reach; use at most {GREATEST}")
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Nonsense(f"{name} is {value}, out of reach; use {FIRST_YEAR} to {LAST_YEAR}")
    if is_dataclass(value) and not isinstance(value, WHOLE):
        kind: Type = type(value)
        hints = _hints(kind)
        for field in fields(value):
            _fitting(f"{field.name} of {name}", getattr(value, field.name), hints[field.name])


def _words(hint: Type) -> Iterator[str]:
    """A type as a user reads it."""
    origin = _origin(hint)
    if origin is Annotated:
        yield from _words(get_args(hint)[0])
    elif origin in (Union, UnionType):
        for each in get_args(hint):
            yield from _words(each)
    elif origin in (Iterable, Sequence, tuple, frozenset):
        kind = f"a {origin.__name__} of them" if origin in (tuple, frozenset) else "several"
        items = " or ".join(dict.fromkeys(word for each in get_args(hint)[:1] for word in _words(each)))
        yield f"{kind}, each {items}" if items else kind
    elif getattr(hint, "_is_protocol", False):
        yield hint.__doc__[:1].lower() + hint.__doc__[1:].rstrip(".")
    else:
        name = getattr(origin or hint, "__name__", str(hint))
        yield _WORDS.get(hint) or _a(name)


def _shown(value: Any) -> str:
    """A value as it was given; of one that may hold somebody's name, or that is long, its type alone."""
    words = repr(value) if isinstance(value, str | int | float | date | timedelta | NoneType) else ""
    return words if 0 < len(words) <= 60 else _a(type(value).__name__)


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"
