"""A policy on its own, from a whole clinic.toml or from its [policy.…] sections alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.errors import FaultyClinic
from tests.files.reading.worlds import Folder

CHANGE = '[policy.botox]\ndays = 7\nreason = "a trial"\n'


def test_sections_alone_change_the_default_policy(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(CHANGE, encoding="utf-8")
    found = planner.read_policy(tmp_path / "other.toml")
    assert (found.rules["botox"].days, found.rules["botox"].override) == (7, "a trial")
    assert found.rules["pregnancy"] == planner.default_policy().rules["pregnancy"]


def test_a_clinics_file_and_folder_give_the_clinics_policy(folder: Folder) -> None:
    expected = folder.clinic().policy
    assert planner.read_policy(folder.path) == planner.read_policy(folder.path / "clinic.toml") == expected


def test_a_trial_is_laid_over_the_clinics_own_changes(folder: Folder, tmp_path: Path) -> None:
    own = folder.clinic().policy
    (tmp_path / "trial.toml").write_text(CHANGE, encoding="utf-8")
    found = planner.read_policy(tmp_path / "trial.toml", own)
    assert found.rules["blood-thinner"].override == "protocol signed by the medical lead"
    assert {trigger for trigger in own.rules if own.rules[trigger] != found.rules[trigger]} == {"botox"}


def test_a_whole_clinic_takes_the_place_of_the_clinics_own_changes(folder: Folder) -> None:
    folder.swap("clinic.toml", "[policy.blood-thinner]", "[policy.botox]")
    (trial := folder.path / "other.toml").write_text(folder.text("clinic.toml"), encoding="utf-8")
    folder.swap("clinic.toml", "[policy.botox]", "[policy.blood-thinner]")
    assert planner.read_policy(trial, folder.clinic().policy) == planner.read_policy(trial)


def test_all_that_is_wrong_comes_out_at_once(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(CHANGE.replace("7", "-7") + "[polcy.filler]\n", encoding="utf-8")
    with pytest.raises(FaultyClinic) as caught:
        planner.read_policy(tmp_path / "other.toml")
    assert [(fault.column, fault.mend) for fault in caught.value.faults] == [
        ("policy.botox.days", "write a whole number from 1 to 36525"),
        ("polcy", "did you mean 'policy'?"),
    ]


@pytest.mark.parametrize("content", [None, "[policy", b"\xff"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: str | bytes | None) -> None:
    if content is not None:
        (tmp_path / "other.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FaultyClinic, match=r"other\.toml"):
        planner.read_policy(tmp_path / "other.toml")
