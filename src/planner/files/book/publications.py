"""What publishing did to a clinic's book: the book of before kept beside it, a line in a log, and the way back.

Beside `appointments.csv`, or the workbook, stand `….before`, its content before the last publication, empty where there
was none, and `….log`, a line for each publication and each undoing.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from planner.errors import Nonsense
from planner.files.atomic import put_in_place
from planner.files.book.csv import BOOK
from planner.files.reading.sources.workbooks import is_workbook, lock_of

COLUMNS = ("at", "did", "roster", "booked", "moved", "withdrawn", "attended", "sha256")
PUBLISHED, UNDONE = "published", "undone"


def book_of(clinic: Path) -> Path:
    """The file that has the book of a clinic's folder or workbook."""
    return (clinic if is_workbook(clinic) else clinic / BOOK).resolve()


def backup_of(clinic: Path) -> Path:
    return _beside(clinic, ".before")


def log_of(clinic: Path) -> Path:
    return _beside(clinic, ".log")


@contextmanager
def recorded(clinic: Path, at: datetime, roster: Path | None, counts: Mapping[str, int]) -> Iterator[None]:
    """The book is rewritten in the block: what it was before is kept beside it, and that it was rewritten noted."""
    put_in_place({backup_of(clinic): _content(clinic)})
    _share_mode(clinic)
    yield
    _note(clinic, at, PUBLISHED, roster, counts)


def undo(clinic: Path, at: datetime) -> Mapping[str, str]:
    """Put the book back as it was before the last publication; answers the log's line of that.

    Raises Nonsense where nothing was published, or where the book has been written since.
    """
    done = _last(clinic)
    if done is None or done["did"] != PUBLISHED or not backup_of(clinic).is_file():
        raise Nonsense(f"{clinic}: there is no publication to undo; {log_of(clinic).name} has what was done")
    if _digest(clinic) != done["sha256"]:
        wrong = f"{book_of(clinic)} has been changed since it was published on {done['at']}, and that may rest on it"
        raise Nonsense(f"{wrong}; what it was before is {backup_of(clinic).name}, to be looked at by hand")
    if is_workbook(clinic) and (lock := lock_of(clinic)):
        raise Nonsense(f"{clinic} is open in a spreadsheet program ({lock.name} lies beside it); close it there first")
    before = backup_of(clinic).read_bytes()
    if before:
        put_in_place({book_of(clinic): before})
    else:
        book_of(clinic).unlink()
    backup_of(clinic).unlink()
    _note(clinic, at, UNDONE, Path(done["roster"]) if done["roster"] else None, {})
    return done


def _beside(clinic: Path, ending: str) -> Path:
    book = book_of(clinic)
    return book.with_name(book.name + ending)


def _content(clinic: Path) -> bytes:
    """The book as it stands; nothing where there is none."""
    book = book_of(clinic)
    return book.read_bytes() if book.exists() else b""


def _digest(clinic: Path) -> str:
    return sha256(_content(clinic)).hexdigest()


def _last(clinic: Path) -> Mapping[str, str] | None:
    log = log_of(clinic)
    rows = list(csv.DictReader(io.StringIO(log.read_text(encoding="utf-8")))) if log.is_file() else []
    if rows and not set(COLUMNS) <= {name for name, cell in rows[-1].items() if cell is not None}:
        raise Nonsense(f"{log} is no log of planner's: its columns are {', '.join(COLUMNS)}; move it away")
    return rows[-1] if rows else None


def _note(clinic: Path, at: datetime, did: str, roster: Path | None, counts: Mapping[str, int]) -> None:
    log, line = log_of(clinic), io.StringIO()
    writer = csv.DictWriter(line, COLUMNS, restval="", lineterminator="\n")
    if not log.exists():
        writer.writeheader()
    row = {"at": at.isoformat(timespec="seconds"), "did": did, "roster": str(roster or ""), "sha256": _digest(clinic)}
    writer.writerow({**row, **counts})
    with log.open("a", encoding="utf-8") as file:
        file.write(line.getvalue())
    _share_mode(clinic)


def _share_mode(clinic: Path) -> None:
    """Who may read and write the book may do so with what stands beside it, and nobody else."""
    for file in (backup_of(clinic), log_of(clinic)):
        if file.exists() and book_of(clinic).exists():
            shutil.copymode(book_of(clinic), file)
