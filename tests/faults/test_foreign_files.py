"""Nothing is written over that planner did not make, and a name's ending means its format."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import planner
from planner.desk.desk import Desk
from planner.engine.planning import front_desk
from planner.errors import Nonsense
from planner.files.reading.tables import TABLES
from planner.roster.pictures import save
from planner.roster.roster import Roster
from tests.cli.worlds import QUICK, Said, desk
from tests.desk.worlds import clinic as small


def there(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(before: Path, *words: object) -> str:
    """What a command refuses; nothing changes anywhere."""
    files = there(before)
    said = Said(*words)
    assert said.status == 2, said.out
    assert there(before) == files
    return said.err


def test_another_months_roster_is_not_replaced(clinic: Path, made: Path, tmp_path: Path, roster: Roster) -> None:
    january = ["roster", clinic, "--month", "2027-01", "--effort", "0.1", "--out", made]
    assert "the roster of other days, 2026-12-01 to 2026-12-31" in refused(tmp_path, *january)
    with pytest.raises(Nonsense, match="other days"):
        planner.write(front_desk(planner.read(clinic), "2027-01"), made)
    planner.write(roster, made)  # its own month's is


def test_tables_that_are_no_rosters_are_not_replaced(clinic: Path, made: Path, tmp_path: Path) -> None:
    (made / "quality.json").unlink()
    assert "no quality.json" in refused(tmp_path, "roster", clinic, *QUICK, "--out", made)


@pytest.mark.parametrize("name", [f"{table.name}.csv" for table in TABLES])
def test_no_table_is_written_among_a_clinics(clinic: Path, made: Path, tmp_path: Path, name: str) -> None:
    refused(tmp_path, "diff", made, made, "--csv", clinic / name)
    refused(tmp_path, "roster", clinic, *QUICK, "--out", tmp_path / "new", "--log", clinic / name)


def test_no_other_table_is_replaced(clinic: Path, made: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("who,when\nana,now\n", encoding="utf-8")
    refused(tmp_path, "diff", made, made, "--csv", tmp_path / "mine.csv")
    refused(tmp_path, "roster", clinic, *QUICK, "--out", tmp_path / "new", "--log", tmp_path / "mine.csv")
    for _ in range(2):  # its own of before is
        assert Said("diff", made, made, "--csv", tmp_path / "changes.csv").status == 0
        assert Said("roster", clinic, *QUICK, "--out", tmp_path / "new", "--log", tmp_path / "log.csv").status == 0


def test_another_clinics_workbook_is_not_replaced(clinic: Path, made: Path, tmp_path: Path) -> None:
    Said("new", tmp_path / "other.xlsx")
    refused(tmp_path, "export", clinic, made, "--to", tmp_path / "other.xlsx")
    refused(tmp_path, "export", clinic, made, "--to", clinic)


WRITERS: dict[str, Callable[[Roster, Path], object]] = {
    ".xlsx": planner.write_workbook,
    ".html": planner.write_page,
    ".png": lambda roster, path: save(planner.draw_week(roster, date(2026, 12, 7)), path),
    ".svg": lambda roster, path: save(planner.draw_week(roster, date(2026, 12, 7)), path),
    ".pdf": lambda roster, path: save(planner.draw_week(roster, date(2026, 12, 7), paged=True), path),
}


@pytest.mark.parametrize("ending", WRITERS)
def test_what_is_printed_replaces_what_was_printed_and_nothing_else(
    roster: Roster, tmp_path: Path, ending: str
) -> None:
    (theirs := tmp_path / f"theirs{ending}").write_bytes(b"a holiday picture")
    with pytest.raises(Nonsense, match="planner did not make it"):
        WRITERS[ending](roster, theirs)
    assert theirs.read_bytes() == b"a holiday picture"
    for _ in range(2):
        WRITERS[ending](roster, tmp_path / f"ours{ending}")


@pytest.mark.parametrize("name", ["now.xlsx", "now.csv", "now.db", "now.html"])
def test_an_ending_means_its_format(clinic: Path, tmp_path: Path, name: str) -> None:
    store = tmp_path / "clinic.db"
    desk("load", store, clinic)
    refused(tmp_path, "desk", "dump", store, tmp_path / name)
    refused(tmp_path, "desk", "as-of", store, "1", "--to", tmp_path / name)
    refused(tmp_path, "roster", clinic, *QUICK, "--out", tmp_path / name)
    if name != "now.xlsx":
        refused(tmp_path, "new", tmp_path / name)
    if name != "now.db":
        refused(tmp_path, "desk", "load", tmp_path / name, clinic)
    assert not (tmp_path / name).exists()


def test_another_clinics_folder_is_not_replaced(tmp_path: Path, clinic: Path) -> None:
    store = tmp_path / "clinic.db"
    desk("load", store, clinic)
    Said("new", tmp_path / "other")
    assert "which would be gone" in refused(tmp_path, "desk", "dump", store, tmp_path / "other")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "patients.csv").write_text("patient\nx\n", encoding="utf-8")
    refused(tmp_path, "desk", "dump", store, tmp_path / "tables")
    for _ in range(2):  # its own of before is
        assert desk("dump", store, tmp_path / "ours").status == 0


@pytest.mark.parametrize("name", ["what?.db", "100%.db", "a%20b.db", "a?b=c.db", "é #.db"])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_store_has_the_name_that_it_was_given(clinic: Path, tmp_path: Path, name: str) -> None:
    assert desk("load", tmp_path / name, clinic).status == 0
    assert {path.name for path in tmp_path.iterdir()} - {"clinic"} == {name}
    assert desk("day", tmp_path / name).status == 0


def test_a_url_with_a_stray_question_mark_makes_no_other_file(tmp_path: Path) -> None:
    with pytest.raises(Nonsense, match="%3F"):
        Desk.open(f"sqlite:///{tmp_path}/what?.db")
    assert list(tmp_path.iterdir()) == []
    desk = Desk.open(f"sqlite:///{tmp_path}/what%3F.db")
    desk.load(small())
    desk.close()
    assert {path.name for path in tmp_path.iterdir()} == {"what?.db"}
