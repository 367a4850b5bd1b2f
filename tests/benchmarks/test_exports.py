"""The measuring of exports: every format is written, and the table says what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import exports


def test_a_small_clinic_is_measured_in_every_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["exports", "01-single-60", "--runs", "1", "--seconds", "0.5", "--out", str(tmp_path)]
    monkeypatch.setattr("sys.argv", given)
    exports.main()
    said = capsys.readouterr().out
    assert said == (tmp_path / "exports.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in said.splitlines() if line.startswith("| 01")]
    assert [row[2] for row in rows][:2] == [".xlsx", ".html"]
    assert all(int(row[1]) > 10 and float(row[3]) > 0 and row[5] != "0" for row in rows)
    assert (tmp_path / "01-single-60.xlsx").exists()


def test_an_unknown_clinic_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["exports", "99-none", "--out", str(tmp_path)])
    with pytest.raises(SystemExit):
        exports.main()


def test_the_median_and_the_longest_run_are_shown() -> None:
    text = exports.page([exports.Export("20-single-60", 1006, ".xlsx", [1.0, 9.0, 2.0], 204_800)], load=0.4)
    assert "| 20-single-60 | 1,006 | .xlsx | 2.0 | 9.0 | 200 |" in text
    assert "Load average at the start: 0.4." in text
