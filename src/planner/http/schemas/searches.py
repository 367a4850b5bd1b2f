"""What is asked of searches."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from planner.clinic import LOOK_AHEAD, Horizon
from planner.engine.limits import Limits
from planner.http.schemas.fields import Date, Schema
from planner.jobs.roster import refuse_past


class Search(Schema):
    """When a search ends; see `planner roster`."""

    seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    effort: Annotated[float | None, Field(gt=0, le=3600)] = None
    """Counted work in place of seconds: the same gives the same roster."""
    workers: Annotated[int | None, Field(ge=1, le=64)] = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    gap: Annotated[float, Field(ge=0, le=1)] = 0
    look_ahead: Annotated[int, Field(ge=0, le=366)] = LOOK_AHEAD
    """Days after the last one that are planned too."""

    def limits(self) -> dict[str, Any]:
        """As `planner.plan` takes them. Raises Nonsense for limits that cannot be."""
        Limits.asked(self.seconds, self.effort, self.workers, self.seed, self.gap)
        return self.model_dump(include={"seconds", "effort", "workers", "seed", "gap"})


class NewRoster(Search):
    """The month, or the days, to plan."""

    month: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}$", examples=["2026-12"])] = None
    first: Date | None = None
    last: Date | None = None

    def asked(self, today: date) -> dict[str, Any]:
        """As a job keeps it. Raises Nonsense for days that cannot be, or are over."""
        refuse_past(Horizon.asked(self.month, self.first, self.last, self.look_ahead), today)
        days = self.model_dump(include={"month", "first", "last", "look_ahead"}, mode="json")
        return {**days, "limits": self.limits()}


class NewReplanning(Search):
    """The days to plan anew."""

    last: Date
    frozen_until: Date | None = None
    """Nothing up to this day moves; today unless told."""
    budget_per_patient: Annotated[int, Field(ge=0, le=1000)] = 1
    """How many booked appointments of one patient may move."""
    keep_agreed: bool = False
    """What was booked or moved since the roster was published stays, while it can stand: its patients were told."""

    def asked(self, today: date) -> dict[str, Any]:
        """As a job keeps it. Raises Nonsense for days that are over."""
        refuse_past(Horizon.asked(None, min(today, self.last), self.last, self.look_ahead), today)
        said = {"last", "frozen_until", "budget_per_patient", "keep_agreed", "look_ahead"}
        days = self.model_dump(include=said, mode="json")
        return {**days, "limits": self.limits()}
