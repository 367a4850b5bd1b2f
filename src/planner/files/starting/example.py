"""The example clinic, which is there in a checkout and in an installed package alike."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from planner.errors import Nonsense

NAME = "maple-street"
CHECKOUT = Path(__file__).parents[4] / "examples" / NAME


def example_folder() -> Path:
    """Where the example's folder is. Raises Nonsense where planner was installed without it."""
    installed = Path(str(files("planner.files.starting"))) / NAME
    for folder in (installed, CHECKOUT):
        if (folder / "clinic.toml").is_file():
            return folder
    raise Nonsense("planner was installed here without its example; take it from examples/maple-street of its sources")
