"""A roster as an Excel workbook to print, filter and hang up; one module a kind of sheet."""

from planner.roster.workbook.contents import write_workbook

__all__ = ["write_workbook"]
