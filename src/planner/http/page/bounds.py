"""Days and moments that a page may be asked for: near enough that each has a day before and a day after it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(FIRST.year, 1, 1, tzinfo=UTC), le=datetime(LAST.year, 12, 31, tzinfo=UTC)),
]
