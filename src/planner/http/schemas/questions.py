"""What offers can be asked, in the query of a request."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query

Number = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="The session; the next without a place unless told.")
]


async def asked(
    k: Annotated[int, Query(ge=1, le=100, description="How many to offer.")] = 5,
    near: Annotated[date | None, Query(description="Around this day.")] = None,
    not_before: Annotated[date | None, Query(description="From this day on.")] = None,
    prefer: Annotated[
        list[str] | None, Query(description="A practitioner, or morning, afternoon or evening; more than once.")
    ] = None,
) -> dict[str, Any]:
    """What `Desk.offers` takes."""
    return {"k": k, "near": near, "not_before": not_before, "prefer": tuple(prefer or ())}


Asked = Annotated[dict[str, Any], Depends(asked)]
