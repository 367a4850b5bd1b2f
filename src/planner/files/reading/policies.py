"""A policy on its own: the default one with the changes of a clinic.toml, or of a file with [policy.…] alone."""

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


def read_policy(path: str | Path) -> Policy:
    """The default policy with the changes that a TOML file says, or a folder's clinic.toml; other keys are passed over.

    Raises FaultyClinic with every fault of its [policy.…] sections.
    """
    path = Path(path)
    path = path / "clinic.toml" if path.is_dir() else path
    findings = Findings()
    text = folders.text_of(path, findings)
    raw = settings_from(text[0], path.name, findings) if text else None
    found = None
    if raw is not None:
        top = Section(raw, path.name, findings)
        found, _ = settings.policy(top)
        for key in raw.keys() - {KEY, *OTHERS}:
            top.refuse(key, "no key has this name", nearest(key, [KEY, *OTHERS], f"write [{KEY}.…] sections"))
    if found is None or findings.faults:
        raise FaultyClinic(findings.faults)
    return found
