"""What offers can be asked, in the query of a request."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Query

from planner.http.schemas.fields import Date

Number = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="The session; the next without a place unless told.")
]

SessionNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="The session's number in its plan.")]


async def asked(
    k: Annotated[int, Query(ge=1, le=100, description="How many to offer.")] = 5,
    near: Annotated[Date | None, Query(description="Around this day.")] = None,
    not_before: Annotated[Date | None, Query(description="From this day on.")] = None,
    prefer: Annotated[
        list[str] | None, Query(description="A practitioner, or morning, afternoon or evening; more than once.")
    ] = None,
) -> dict[str, Any]:
    """What `Desk.offers` takes."""
    return {"k": k, "near": near, "not_before": not_before, "prefer": tuple(prefer or ())}


Asked = Annotated[dict[str, Any], Depends(asked)]
