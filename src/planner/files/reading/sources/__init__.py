"""Where a clinic's tables are found, and what is found there: rows of text with their numbers."""

from planner.files.reading.sources.source import Place, Row, Sheet, Source, settings_from

__all__ = ["Place", "Row", "Sheet", "Source", "settings_from"]
