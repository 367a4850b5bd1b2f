"""The tests' own tree: what several tests need stands in modules without tests, so that each test can be read alone."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
FILES = sorted([*TESTS.rglob("*.py"), *(TESTS.parent / "benchmarks").rglob("*.py")])
IMPORT = re.compile(r"^ *(?:from (\S+) import (?:\([^)]*\)|.*)|import .*)$", re.MULTILINE)
TEST = re.compile(r"\b(test_|conftest\b)")


def test_no_test_module_is_imported_by_another() -> None:
    imported = {
        str(file.relative_to(TESTS.parent)): [said[0] for said in IMPORT.finditer(file.read_text(encoding="utf-8"))]
        for file in FILES
    }
    assert sum(map(len, imported.values())) > len(FILES)
    found = {
        name: [each for each in said if re.search(r"\b(test_|conftest\b)", each)] for name, said in imported.items()
    }
    assert {name: said for name, said in found.items() if said} == {}
