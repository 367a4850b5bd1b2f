"""Whatever is given ends in a clinic or in findings, soon, in little memory, and nothing is written.

Quick runs try a few inputs; `SOAK=1` tries 10,000, the same ones on every machine.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.pages import ROOT

SLICES = [(first, 1000) for first in range(0, 10_000, 1000)] if os.environ.get("SOAK") else [(0, 60)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits are Linux's")
@pytest.mark.parametrize(("first", "count"), SLICES)
def test_every_input_ends_in_a_clinic_or_in_findings(first: int, count: int) -> None:
    command = [sys.executable, "-m", "tests.fuzz.trial", str(first), str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the last input tried says what:\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
