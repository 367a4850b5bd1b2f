"""A clinic written as its folder, whole, and only if the folder says all that the clinic holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from planner.clinic import Clinic
from planner.errors import Fault, FaultyClinic, Nonsense
from planner.files.atomic import folder_in_place, put_in_place
from planner.files.ownership import refuse_file_name
from planner.files.reading import load
from planner.files.writing.losses import losses
from planner.files.writing.settings import settings_of
from planner.files.writing.tables import csv_files
from planner.files.writing.toml import toml_of

SETTINGS = "clinic.toml"


def write_clinic(clinic: Clinic, folder: str | Path) -> None:
    """Write the clinic as a folder that `planner.read` reads as the very same clinic.

    A clinic's folder that is there already makes place for the new one as a whole, remarks in its files too. It is
    read again before that. Raises FaultyClinic with all that the folder could not say (`.faults`), Nonsense for a
    folder that holds anything but a clinic, OSError where it cannot be written; the folder is then as it was.
    """
    place = Path(folder).resolve()
    refuse_file_name(place, "name a folder; `planner new NAME.xlsx --from FOLDER` makes a workbook of it")
    files = {SETTINGS: toml_of(settings_of(clinic)), **csv_files(clinic)}
    _refuse_others(place, files)
    with folder_in_place(place) as new:
        # What is no Unicode is written all the same, for the reader to find fault with.
        put_in_place({new / name: text.encode("utf-8", "surrogatepass") for name, text in files.items()})
        _refuse_losses(clinic, new, files)


def _refuse_others(folder: Path, files: Collection[str]) -> None:
    """Refuse a folder that holds what would be gone, or in which somebody stands who would stand nowhere then."""
    if not folder.is_dir():
        return
    others = sorted(path.name for path in folder.iterdir() if path.name not in files)
    if others:
        raise Nonsense(f"{folder} holds {others[0]}, which is no part of a clinic; take it out, or name another folder")
    if Path.cwd().is_relative_to(folder):
        raise Nonsense(f"{folder} is replaced as a whole, and you are in it; write it from outside, or name another")


def _refuse_losses(clinic: Clinic, written: Path, files: Mapping[str, str]) -> None:
    try:
        read_back = load(written).clinic
    except FaultyClinic as faulty:
        raise FaultyClinic([_of_whom(fault, files) for fault in faulty.faults]) from None
    if lost := losses(clinic, read_back):
        raise FaultyClinic(lost)


def _of_whom(fault: Fault, files: Mapping[str, str]) -> Fault:
    """A fault with the first cell of its row, which tells more than its number in a file that nobody will see."""
    if fault.row is None or fault.column is None or fault.file == SETTINGS:
        return fault
    records = csv.reader(io.StringIO(files[fault.file], newline=""))
    cells = next(islice(records, fault.row - 1, None), [""])
    return replace(fault, row=None, column=f"{fault.column} of {cells[0]!r}")
