"""The answer found: the only room that knows OR-Tools."""

from planner.engine.limits import Progress
from planner.engine.planning import front_desk, plan

__all__ = ["Progress", "front_desk", "plan"]
