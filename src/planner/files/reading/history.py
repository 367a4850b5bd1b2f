"""What took place, looked at for what cannot have: warnings, since history stands as it is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from planner.clinic import Entry, Plan
from planner.clinic.appointments import ATTENDED
from planner.files.reading.findings import Findings

Rows = Sequence[tuple[int, Entry]]
MEND = "mend one of the two"


def check(rows: Rows, plans: Mapping[str, Plan], timezone: ZoneInfo, file: str, findings: Findings) -> None:
    """Attended rows in no order, twice a day, before their plan began, or at two places at once."""
    came = [(row, entry) for row, entry in rows if entry.status == ATTENDED and entry.plan in plans]
    for row, column, wrong, mend in [*_in_order(came, plans, timezone), *_elsewhere(came, plans, timezone)]:
        findings.warn(file, row, column, wrong, mend)


def _in_order(came: Rows, plans: Mapping[str, Plan], timezone: ZoneInfo) -> Iterator[tuple[int, str, str, str]]:
    visits: defaultdict[str, dict[int, tuple[date, int]]] = defaultdict(dict)
    for row, entry in came:
        visits[entry.plan].setdefault(entry.number, (entry.start.astimezone(timezone).date(), row))
    for id, numbers in visits.items():
        plan = plans[id]
        for number, (day, row) in numbers.items():
            if day < plan.start:
                wrong = f"session {number} was attended on {day}, before the plan {id!r} began on {plan.start}"
                yield row, "start", wrong, "mend the day, or the plan's `start`"
        known = {plan.attended: (plan.last_attended, 0)} if plan.last_attended else {}
        for (before, (earlier, _)), (number, (day, row)) in pairwise(sorted((known | numbers).items())):
            if day <= earlier:
                how = "on the same day as" if day == earlier else "before"
                yield row, "start", f"session {number} was attended {how} session {before}, on {day}", MEND


def _elsewhere(came: Rows, plans: Mapping[str, Plan], timezone: ZoneInfo) -> Iterator[tuple[int, str, str, str]]:
    there: dict[object, tuple[int, Entry]] = {}
    for row, entry in came:
        patient = plans[entry.plan].patient
        other_row, other = there.setdefault((patient, entry.start), (row, entry))
        if (other.practitioner, other.room) != (entry.practitioner, entry.room):
            at = f"{entry.start.astimezone(timezone):%Y-%m-%d %H:%M}"
            yield row, "start", f"{patient!r} was elsewhere on {at}, by row {other_row}", MEND
