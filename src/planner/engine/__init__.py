"""The answer found: the only room that knows OR-Tools."""

from planner.engine.planning import plan
from planner.engine.progress import Progress

__all__ = ["Progress", "plan"]
