"""Text that fits its cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.roster.workbook.text import clipped, laid_out, points

SIZE = 8.0
words = st.text("Wim, é漢", max_size=40)


@given(st.lists(words, min_size=1, max_size=5), st.integers(1, 8), st.floats(20, 200))
def test_no_line_is_wider_than_its_room_and_there_are_no_more_than_fit(
    texts: list[str], most: int, room: float
) -> None:
    lines = laid_out(texts, most, room, SIZE)
    assert len(lines) <= most
    assert all(points(line, SIZE) <= room for line in lines)


def test_spare_lines_hold_what_is_too_long_for_one() -> None:
    texts = ["09:00–10:00  Ann Lee", "Facial acupuncture under the light panel", "Willow"]
    assert laid_out(texts, 3, 110, SIZE)[1].endswith("…")
    spared = laid_out(texts, 5, 110, SIZE)
    assert " ".join(spared[1:-1]) == texts[1]
    assert (spared[0].split(), spared[-1]) == (texts[0].split(), "Willow")


def test_what_fits_is_left_as_it_is() -> None:
    assert clipped("Ann Lee", 100, SIZE) == "Ann Lee"
    assert points("漢字", SIZE) > points("ab", SIZE)
