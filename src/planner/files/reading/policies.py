"""A policy on its own: the default one with the changes of a clinic.toml, or a trial, [policy.…] sections alone."""

from __future__ import annotations

from pathlib import Path

from planner.clinic import Policy
from planner.errors import FaultyClinic
from planner.files.reading import settings
from planner.files.reading.findings import Findings, nearest
from planner.files.reading.sections import Section
from planner.files.reading.sources import folders, settings_from

KEY = "policy"
OTHERS = (
    *("name", "timezone", "holidays", "closed", "open", "start_every"),
    *("services", "protocols", "waits", "follow_ups", "goals", "repairs"),
)
"""What else a clinic.toml holds; it is passed over here."""


def read_policy(path: str | Path, over: Policy | None = None) -> Policy:
    """The policy of a clinic.toml, or of a folder with one; or [policy.…] sections alone, laid over another policy.

    `over` is what such a trial is laid over: the default policy unless given. A whole clinic.toml says all of its
    clinic's changes, so it takes the place of `over`. Other keys are passed over. Raises FaultyClinic with every fault
    of the [policy.…] sections.
    """
    path = Path(path)
    path = path / "clinic.toml" if path.is_dir() else path
    findings = Findings()
    text = folders.text_of(path, findings)
    raw = settings_from(text[0], path.name, findings) if text else None
    policy = None
    if raw is not None:
        top = Section(raw, path.name, findings)
        whole = any(key in raw for key in OTHERS)
        policy, _ = settings.policy(top, None if whole else over)
        for key in raw.keys() - {KEY, *OTHERS}:
            top.refuse(key, "no key has this name", nearest(key, [KEY, *OTHERS], f"write [{KEY}.…] sections"))
    if policy is None or findings.faults:
        raise FaultyClinic(findings.faults)
    return policy
