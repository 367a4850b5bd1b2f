"""What part of the hours is used, day by day and in all: the figures of the workbook's map and of the picture alike."""

from __future__ import annotations

import pandas as pd

from planner.roster.roster import Roster
from planner.roster.tables.use import PRACTITIONER

ALL = ""
"""The row and the column of all, by an id that nobody has."""


def shares(roster: Roster, kind: str) -> pd.DataFrame:
    """Time attended (of a room: taken) per time on shift (staffed), by practitioner's or room's id and day; 0 to 1.

    NaN where nobody is on shift. With a row ALL, and a column ALL of the days asked for, without the draft: shares of
    the totals, not means of the shares.
    """
    clinic, horizon, use = roster.problem.clinic, roster.problem.horizon, roster.utilisation
    use = use[use["kind"] == kind]
    known = clinic.practitioners if kind == PRACTITIONER else clinic.rooms
    hours = [
        use.assign(day=use["day"].dt.date, hours=use[column].dt.total_seconds() / 3600)
        .pivot_table(values="hours", index="id", columns="day", aggfunc="sum", observed=True)
        .reindex(index=list(known), columns=list(horizon.days))
        for column in ("attended", "on_shift")
    ]
    for table in hours:
        table.loc[ALL] = table.sum()
        table[ALL] = table[[day for day in horizon.days if day <= horizon.last]].sum(axis="columns")
    attended, on_shift = hours
    return attended / on_shift.where(on_shift > 0)
