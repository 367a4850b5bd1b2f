"""Figures as files."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from planner.errors import Nonsense
from planner.roster.pictures import draw_utilisation, save
from tests.roster.worlds import clinic, problem, roster


def figures(name: str = "Maple Street") -> list[Figure]:
    return draw_utilisation(roster(problem(clinic(name=name))))


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_the_same_picture_is_the_same_file(ending: str, start: bytes, tmp_path: Path) -> None:
    for name in ("a", "b"):
        save(figures(), tmp_path / f"{name}.{ending}")
    a, b = ((tmp_path / f"{name}.{ending}").read_bytes() for name in ("a", "b"))
    assert a == b
    assert a.startswith(start)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a.{ending}", f"b.{ending}"]


def test_words_stay_words_in_svg(tmp_path: Path) -> None:
    save(figures("Clinic & Söhne"), tmp_path / "a.svg")
    assert "Clinic &amp; Söhne" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_a_letter_that_the_font_lacks_is_no_warning(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        save(figures("田 🦉"), tmp_path / "a.png")


def test_a_pdf_has_a_page_a_figure(tmp_path: Path) -> None:
    save([*figures(), *figures()], tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().count(b"/Type /Page ") == 2


def test_what_cannot_be_a_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Nonsense, match=r"a\.gif is no picture; end it in \.png, \.svg, \.pdf"):
        save(figures(), tmp_path / "a.gif")
    with pytest.raises(Nonsense, match="holds one picture, not 2"):
        save([*figures(), *figures()], tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []
