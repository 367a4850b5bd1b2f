"""The commands of `planner desk`."""
