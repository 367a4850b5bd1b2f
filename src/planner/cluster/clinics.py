"""Which clinics there are: folders and workbooks in a folder, the lines of a list, or stores by their URLs."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from planner.errors import Nonsense
from planner.files.reading.sources.workbooks import is_workbook
from planner.files.reading.tables import TABLES

SETTINGS = "clinic.toml"
FILES = (SETTINGS, *(f"{table.name}.csv" for table in TABLES))
"""What a clinic's folder is read from."""
SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True)
class Clinic:
    """A clinic by the name that reports call it, and where it is: a folder, a workbook, or a store's URL."""

    name: str
    place: str

    @property
    def is_store(self) -> bool:
        return "://" in self.place


def find(given: Iterable[str]) -> list[Clinic]:
    """The clinics of what was given, each once, each by a name of its own.

    Raises Nonsense for a place that holds none.
    """
    found = {clinic.place: clinic for text in given for clinic in _at(text)}
    names = Counter(clinic.name for clinic in found.values())
    alike = (replace(each, name=shown(each.place)) if names[each.name] > 1 else each for each in found.values())
    return list(alike)


def content_of(place: Path) -> str:
    """The digest of a folder's tables or of a workbook, whatever they are called above. Raises OSError."""
    digest = hashlib.sha256()
    for file in _files(place):
        digest.update(f"{file.name if place.is_dir() else ''} {file.stat().st_size}\0".encode())
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:24]


def size_of(place: Path) -> int:
    """Bytes of a folder's tables or of a workbook: what it takes to plan it goes by that, roughly. Raises OSError."""
    return sum(file.stat().st_size for file in _files(place))


def copy(place: Path, into: Path) -> Path:
    """A copy of a folder's tables, or of a workbook, that nobody changes while it is read. Raises OSError."""
    files = _files(place)
    if place.is_dir():
        for file in files:
            shutil.copyfile(file, into / file.name)
        return into
    return Path(shutil.copyfile(place, into / place.name))


def _files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    return [file for name in FILES if (file := place / name).is_file()]


def _at(text: str) -> Iterator[Clinic]:
    path = Path(text)
    if "://" in text:
        yield _clinic(text)
    elif path.is_dir() and not _is_clinic(path):
        inside = [each for each in sorted(path.iterdir()) if not each.name.startswith((".", "~$")) and _is_clinic(each)]
        if not inside:
            raise Nonsense(f"{path} holds no clinic; give a folder of clinics' folders or workbooks")
        yield from map(_clinic, map(str, inside))
    elif path.is_file() and not is_workbook(path):
        yield from _listed(path)
    else:
        yield _clinic(text)


def _is_clinic(path: Path) -> bool:
    """Whether it looks like one: a folder that holds a table of a clinic, whole or not, or a workbook."""
    return any((path / name).exists() for name in FILES) if path.is_dir() else is_workbook(path)


def _listed(path: Path) -> Iterator[Clinic]:
    """The clinics of a list: a place a line, relative to the list's folder; after a # comes a remark."""
    content = path.read_bytes()
    if content.startswith(SQLITE):
        from planner.desk.store import urls  # needs the desk's packages

        yield _clinic(urls.of_file(str(path)))
        return
    try:
        lines = [line.partition("#")[0].strip() for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        raise Nonsense(f"{path} is no list of clinics; give a text file with a clinic's folder a line") from None
    places = [line for line in lines if line]
    if not places:
        raise Nonsense(f"{path} lists no clinic; write a clinic's folder, workbook or store's URL a line")
    for place in places:
        yield _clinic(place if "://" in place else str(path.parent / place))


def _clinic(place: str) -> Clinic:
    if "://" in place:
        return Clinic(shown(place), place)
    path = Path(place).absolute()
    return Clinic(path.name if path.is_dir() else path.stem, str(path))


def shown(place: str) -> str:
    """A place as it may be written down: a URL without its password."""
    if "://" not in place:
        return place
    from planner.desk.store import urls  # needs the desk's packages

    return urls.shown(place)
