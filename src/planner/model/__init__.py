"""The choices as arrays: placements, packing rows over them, prices. Plain numpy; knows no solver and no rule."""

from planner.model.clock import Clock, Closures, Pool
from planner.model.model import Model
from planner.model.placements import Placements, enumerate_placements
from planner.model.rows import Block, Matrix, Uses, capacity_rows

__all__ = [
    "Block",
    "Clock",
    "Closures",
    "Matrix",
    "Model",
    "Placements",
    "Pool",
    "Uses",
    "capacity_rows",
    "enumerate_placements",
]
