"""A workbook of another format is told how it becomes one that is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import FaultyClinic
from planner.files import reading
from tests.cli.worlds import Said
from tests.files.reading.worlds import Folder


@pytest.mark.parametrize("ending", [".ods", ".ODS", ".fods", ".xls", ".xlsm", ".xlsb", ".numbers"])
def test_it_is_to_be_saved_as_xlsx(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"clinic{ending}"
    path.write_bytes(b"PK\3\4")
    for asked in (path, tmp_path):  # the file, or the folder that it lies in
        with pytest.raises(FaultyClinic) as refused:
            reading.load(asked)
        (fault,) = refused.value.faults
        assert ".xlsx" in fault.mend
        assert "save" in fault.mend
    assert ".xlsx" in Said("validate", path).err


@pytest.mark.parametrize("name", ["clinic.toml", "patients.csv"])
def test_one_file_of_a_folder_is_told_to_be(folder: Folder, name: str) -> None:
    with pytest.raises(FaultyClinic) as refused:
        reading.load(folder.path / name)
    assert str(folder.path) in refused.value.faults[0].mend
    assert name not in refused.value.faults[0].mend
