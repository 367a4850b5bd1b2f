"""A look at the stop, for whoever is in the middle of something long."""

from __future__ import annotations

from collections.abc import Callable

Look = Callable[[], None]
"""A look at the stop, between two steps of something long: raises Stopped once nobody wants the rest."""


class Stopped(Exception):
    """The search has ended; whoever is in the middle of something leaves it."""


def unhurried() -> None:
    """The look of one whom nobody stops."""
