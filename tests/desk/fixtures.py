"""Desks to test on, each of an empty store."""

from tests.desk.desks import desk, opened

__all__ = ["desk", "opened"]
