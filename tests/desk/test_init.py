"""The desk without the packages it wants."""

from __future__ import annotations

import sys

import pytest

from planner.errors import NotInstalled


def test_without_its_packages_the_desk_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[:2] == ["planner", "desk"]]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(NotInstalled, match=r"pip install 'treatment-planner\[desk\]'"):
        __import__("planner.desk")
