"""What may be written over: what planner wrote itself, of the same kind; and what an ending says a path is.

Raises Nonsense before anything is written; who means it moves the old file away.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from planner.errors import Nonsense
from planner.files.reading.tables import TABLES

MADE_BY = "Made by planner"
"""What every workbook, page and picture says of itself."""
TABLES_AND_SETTINGS = frozenset(("clinic.toml", *(f"{table.name}.csv" for table in TABLES)))
OF_A_ROSTER = frozenset(("appointments.csv", "unplaced.csv", "quality.json"))
ENDINGS = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), "a workbook"),
    **dict.fromkeys((".csv", ".tsv", ".toml", ".json", ".txt", ".ics"), "a file of text"),
    **dict.fromkeys((".html", ".htm", ".pdf", ".png", ".svg"), "a page or picture"),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3"), "a database"),
    **dict.fromkeys((".zip", ".gz", ".tar"), "an archive"),
}
"""What a name's ending says that it is, when it is no folder."""


def refuse_file_name(folder: Path, otherwise: str = "name a folder") -> None:
    """Refuse to make a folder under a name that ends like a file."""
    kind = ENDINGS.get(folder.suffix.lower())
    if kind and not folder.exists():
        raise Nonsense(f"{folder} would be {kind} by its ending, and a folder is to be made; {otherwise}")


def refuse_other_ending(file: str, kind: str, mend: str) -> None:
    """Refuse to make a file of one kind under a name that ends like one of another."""
    kind_by_ending = ENDINGS.get(Path(file).suffix.lower(), kind)
    if kind_by_ending != kind:
        raise Nonsense(f"{file} would be {kind_by_ending} by its ending, and {kind} is to be made; {mend}")


def refuse_other_clinic(folder: Path, clinic: str) -> None:
    """Refuse to put a clinic of this name in the place of another, or of tables that are no clinic's."""
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if there and (name := _name_in(folder)) != clinic:
        whose = f"the clinic {name!r}" if name else f"{there[0]} and no clinic's name"
        raise Nonsense(f"{folder} holds {whose}, which would be gone; name another folder, or move it away")


def _name_in(folder: Path) -> str | None:
    """The name of the clinic that a folder holds; None where it says none."""
    try:
        name = tomllib.loads((folder / "clinic.toml").read_bytes().decode("utf-8-sig")).get("name")
    except (OSError, ValueError):
        return None
    return name.strip() if isinstance(name, str) else None


def refuse_foreign(path: Path) -> None:
    """Refuse to put a workbook, page or picture in the place of a file, but an empty one, that planner did not make."""
    if path.is_file() and path.stat().st_size and not _SIGNED.get(path.suffix.lower(), _says)(path):
        raise Nonsense(f"{path} is there already, and planner did not make it; name another, or move it away")


def refuse_foreign_table(path: Path, header: str) -> None:
    """Refuse to put a table in the place of a file with another header, or among those of a clinic or roster."""
    beside = {name for name in ("clinic.toml", "quality.json") if (path.parent / name).exists()}
    if beside and path.name in TABLES_AND_SETTINGS | OF_A_ROSTER:
        raise Nonsense(f"{path} is, or would be, part of a clinic or roster; name another file")
    if path.is_file():
        with path.open("rb") as file:
            first = file.read(len(header) + 4).decode("utf-8-sig", "replace")
        if first.strip() and not first.startswith(header):
            raise Nonsense(f"{path} is there already, and holds another table; name another, or move it away")


def _says(path: Path) -> bool:
    return MADE_BY.encode() in path.read_bytes()


def _says_in_properties(path: Path) -> bool:
    try:
        with ZipFile(path) as package:
            return MADE_BY.encode() in package.read("docProps/core.xml")
    except (BadZipFile, KeyError, OSError, ValueError, RuntimeError):
        return False


_SIGNED: Mapping[str, Callable[[Path], bool]] = {".xlsx": _says_in_properties}
