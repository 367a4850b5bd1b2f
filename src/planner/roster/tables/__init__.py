"""A roster's tables as pandas frames, one module a view of it."""

from planner.roster.tables.calendar import calendar
from planner.roster.tables.gaps import gaps
from planner.roster.tables.sessions import appointments, unplaced
from planner.roster.tables.use import supplies, utilisation

__all__ = ["appointments", "calendar", "gaps", "supplies", "unplaced", "utilisation"]
