"""A roster as one HTML page to read, send and print."""

from planner.roster.page.page import write_page

__all__ = ["write_page"]
