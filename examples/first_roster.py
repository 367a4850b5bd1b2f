"""A first roster: plan the December of Maple Street for 20 seconds, then look at a week of Ash and at the quality."""

from pathlib import Path

import planner

clinic = planner.read(Path(__file__).parent / "maple-street")
roster = planner.plan(clinic, "2026-12", seconds=20)
assert planner.check(clinic, roster) == []

days = roster.calendar(by="practitioner", view="day")
print(days.loc["ash"].loc["2026-12-07":"2026-12-12"].to_string())  # a DataFrame, like every table of a roster
print(roster.quality.to_string())
