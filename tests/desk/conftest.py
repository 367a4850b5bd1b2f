"""Desks and stores to test on."""

from tests.desk.desks import desk, opened
from tests.desk.postgres import server, url

__all__ = ["desk", "opened", "server", "url"]
