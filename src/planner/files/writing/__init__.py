"""Writing a clinic: as the folder of clinic.toml and CSV tables that `planner.read` reads as the very same clinic."""

from planner.files.writing.folders import write_clinic

__all__ = ["write_clinic"]
