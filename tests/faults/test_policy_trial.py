"""A policy on trial is laid over the clinic's own changes; nothing of these is dropped by it."""

from __future__ import annotations

from pathlib import Path

import planner
from tests.cli.worlds import Said


def test_the_clinics_own_changes_stay(clinic: Path, made: Path, tmp_path: Path) -> None:
    with (clinic / "clinic.toml").open("a", encoding="utf-8") as file:
        file.write('[policy.botox]\ndays = 2\nreason = "our own"\n')
    (tmp_path / "trial.toml").write_text('[policy.pregnancy]\noff = true\nreason = "a trial"\n', encoding="utf-8")
    said = Said("policy", "--diff", tmp_path / "trial.toml", clinic, made)
    assert "pregnancy" in said.out
    assert "botox" not in said.out
    whole = planner.read_policy(clinic)
    assert Said("policy", "--diff", clinic / "clinic.toml", clinic, made).out.count("the two policies are alike") == 1
    assert whole == planner.read(clinic).policy
