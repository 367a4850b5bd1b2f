"""The desk: what a booking system calls, day after day, between one published roster and the next."""

from planner.desk.checking import broken

__all__ = ["broken"]
