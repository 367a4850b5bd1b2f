"""The clinic of a store, written out as a folder: workers need no database, and what a roster was made of is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from planner.cluster.clinics import content_of
from planner.cluster.results import Results
from planner.errors import Nonsense
from planner.files.writing import write_clinic


def snapshot(url: str, results: Results) -> tuple[Path, str]:
    """The folder with the clinic as the store has it now, and the digest of its content.

    Raises what `Desk.open` does, and Nonsense for a file that is not there, which it would make.
    """
    from planner.desk import Desk  # needs the desk's packages
    from planner.desk.store.urls import file_of

    file = file_of(url)
    if file is not None and not Path(file).is_file():
        raise Nonsense(f"there is no store at {file}; planner desk load {file} CLINIC makes one of a clinic's folder")
    with Desk.open(url) as desk:
        clinic = desk.clinic()
    kept = results.out / "clinics"
    with tempfile.TemporaryDirectory(prefix=".new-", dir=kept) as new:
        folder = Path(new) / "clinic"
        write_clinic(clinic, folder)
        content = content_of(folder)
        if not (kept / content).exists():
            try:
                folder.rename(kept / content)
            except OSError:
                if not (kept / content).exists():  # else another run was quicker with the same
                    raise
    return kept / content, content
