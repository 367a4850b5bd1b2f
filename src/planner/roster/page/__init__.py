"""A roster as one HTML page to read, send and print."""

from planner.roster.page.writing import write_page

__all__ = ["write_page"]
