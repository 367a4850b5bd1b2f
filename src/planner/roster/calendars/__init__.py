"""A roster as calendars, RFC 5545: a file for each practitioner, room and patient."""

from planner.roster.calendars.files import write_calendars

__all__ = ["write_calendars"]
