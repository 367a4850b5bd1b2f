"""Fields that several schemas have."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import CoreSchema

from planner.http.schemas.numbers import exact


def _moment(text: str) -> str:
    """Raises ValueError for what is no moment with an offset."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("moment", "is no moment; write it like 2026-12-01T09:30:00-07:00") from None
    if at.tzinfo is None:
        raise PydanticCustomError("moment", "says no offset; write it like 2026-12-01T09:30:00-07:00")
    return text


def _day(text: str) -> str:
    """Raises ValueError for what is no date."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise PydanticCustomError("day", "is no date; write it like 2026-12-01") from None


Moment = Annotated[
    str,
    AfterValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-12-01T09:30:00-07:00"]}),
]
"""RFC 3339 with its offset, as text: the documents read it."""
Day = Annotated[
    str,
    AfterValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-12-01"]}),
]


def _instant(value: object) -> datetime:
    """Raises ValueError for what is no text of a moment with its offset, such as a number of seconds."""
    if not isinstance(value, str):
        raise PydanticCustomError("moment", "is no moment; write it like 2026-12-01T09:30:00-07:00")
    return datetime.fromisoformat(_moment(value))


def _date(value: object) -> date:
    """Raises ValueError for what is no text of a date."""
    if not isinstance(value, str):
        raise PydanticCustomError("day", "is no date; write it like 2026-12-01")
    return date.fromisoformat(_day(value))


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-12-01T09:30:00-07:00"]}),
]
"""The same, read: pydantic's own takes numbers and texts of digits too."""
Date = Annotated[
    date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-12-01"]})
]
Text = Annotated[str, Field(max_length=500)]
Why = Annotated[str, Field(max_length=500, description="In words, for the journal.")]
Count = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Schema(BaseModel):
    """What is asked or answered; fields that are not known are passed over."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return exact(source, handler)


class Said(Schema):
    """What every request that changes something may say."""

    why: Why = ""


class Zoned(Schema):
    """Whatever the desk answers."""

    timezone: str
    """The clinic's, as IANA names it; every moment has its offset too."""


class ToTake(Said):
    """How a result of long work is taken."""

    partly: bool = False
    """Leave out, and name in `left`, what collides with what was booked since it was made; else all or none."""
