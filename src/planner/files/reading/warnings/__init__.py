"""What the tables of a sound clinic hold that was hardly meant: warnings, each with its row and its mend.

They are looked for only where there is no fault, in the finished clinic, so that each check reads plain facts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from planner.clinic import Clinic
from planner.files.reading.findings import Findings
from planner.files.reading.sources.source import Source
from planner.files.reading.warnings import bookings, history, hours, identity, safety
from planner.files.reading.warnings.rows import Listings, Rows

Check = Callable[[Rows], None]
CHECKS: tuple[Check, ...] = (
    safety.acts,
    safety.events,
    identity.look_alikes,
    identity.namesakes,
    hours.practitioners,
    hours.services,
    hours.patients,
    bookings.alone,
    bookings.together,
    history.attended_yet_to_come,
    history.begun_without_history,
    history.long_past,
)


def point_out(clinic: Clinic, listings: Listings, source: Source, findings: Findings, now: datetime | None) -> None:
    """Add the warnings of all checks to the findings; after `now`, if given, nothing can have been attended."""
    rows = Rows(clinic, listings, source, findings, now)
    for check in CHECKS:
        check(rows)
