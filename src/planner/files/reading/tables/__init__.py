"""The tables of a clinic: what each column holds, what an empty cell means, and what its name points to."""

from planner.files.reading.tables.book import BOOK
from planner.files.reading.tables.columns import NOTHING, Column, Table
from planner.files.reading.tables.people import PATIENTS, STAFF
from planner.files.reading.tables.places import PLACES

TABLES = (*STAFF, *PLACES, *PATIENTS, *BOOK)

__all__ = ["NOTHING", "TABLES", "Column", "Table"]
