"""A plan's path: windows, ideal days, what is closed, and what became of each session."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.clinic import Appointment, Entry, Event
from planner.errors import UnknownName
from planner.roster.format.colours import colours
from planner.roster.pictures import draw_course
from planner.roster.pictures.course import CROSS, IDEAL, PAST, PLACED, SHUT
from planner.roster.pictures.paper import SHADE
from tests.roster.pictures.drawn import blocks, inks, legend, size, words
from tests.roster.worlds import at, clinic, problem, roster

FIRST = date(2026, 12, 1).toordinal()


def drawn(*placed: Appointment, left_out: dict[int, str] | None = None, plan: str = "a", **changes: Any) -> Figure:
    asked = problem(clinic(**changes))
    out = tuple((asked.by_key[plan, number], reason) for number, reason in (left_out or {}).items())
    (figure,) = draw_course(roster(asked, *placed, left_out=out), plan)
    return figure


def path(figure: Figure) -> Axes:
    return figure.axes[0]


def marks(figure: Figure, look: dict[str, Any]) -> list[tuple[int, int]]:
    """Row and day of the month of each mark; the day before December's first is 0."""
    lines = [line for line in path(figure).lines if line.get_marker() == look["marker"]]
    return [(int(line.get_ydata()[0]), int(line.get_xdata()[0]) - FIRST + 1) for line in lines]


def test_windows_are_bars_and_ideal_days_diamonds() -> None:
    figure = drawn()
    fill = colours(clinic())["facial"].fill
    found = [(start - FIRST + 1, end - FIRST + 1) for start, end in blocks([path(figure)], facecolor=fill)]
    assert found == [(1, 16), (6, 11), (13, 18), (20, 25)]  # until is the first day after it
    assert marks(figure, IDEAL) == [(0, 1), (1, 8), (2, 15), (3, 22)]
    assert {"Session 1, course", "Ann Lee: Weekly", "asked for ▸", "drafted ▸"} <= set(words(figure))


def test_what_became_of_each_session_is_marked_and_said() -> None:
    figure = drawn(at("a1", "2026-12-02 09:00"), at("a2", "2026-12-12 09:00"), left_out={3: "full 5 (room one)"})
    assert marks(figure, PLACED) == [(0, 2), (1, 12)]
    assert marks(figure, CROSS) == [(2, 15)]
    shown = words(figure)
    assert "Wed 2 Dec 09:00, Mai Chen, Room 1" in shown
    assert "Sat 12 Dec 09:00, Mai Chen, Room 1, late" in shown
    assert "Left out: full 5 (room one)" in shown
    assert "Not in this roster." in shown


def test_a_long_reason_is_cut_short() -> None:
    (said,) = [text for text in words(drawn(left_out={1: "shift 9 " * 60})) if text.startswith("Left out")]
    assert said.count("\n") == 3
    assert said.endswith("…")


def test_days_that_the_policy_closes_are_hatched_with_the_triggers_name() -> None:
    figure = drawn(events=(Event("ann", "botox", date(2026, 12, 5)), Event("ben", "botox", date(2026, 12, 1))))
    assert [(start - FIRST + 1, end - FIRST + 1) for start, end in blocks([path(figure)], hatch=SHUT)] == [(5, 33)]
    assert "botox Sat 5 Dec: closed 4 weeks" in words(figure)


def test_words_on_closed_days_that_meet_stand_on_lines_of_their_own() -> None:
    events = tuple(Event("ann", "botox", date(2026, 12, day)) for day in (1, 2, 3, 30))
    texts = [text for text in path(drawn(events=events)).texts if text.get_text().startswith("botox")]
    heights = [round(text.get_position()[1], 2) for text in texts]
    assert len(set(heights[:3])) == 3
    assert heights[3] == heights[0]


def test_the_plans_past_is_shown() -> None:
    came = Entry("b1", "a", 1, "attended", at("a1", "2026-11-24 09:00").start, "mai", "one")
    figure = drawn(book=(came,))
    assert marks(figure, PAST) == [(0, -6)]
    assert "Tue 24 Nov, attended" in words(figure)


def test_many_sessions_go_on_several_pages() -> None:
    entries = tuple(
        Entry(f"b{day}", "a", day, "attended", at("a1", f"2026-11-{day:02d} 09:00").start, "mai", "one")
        for day in range(1, 21)
    )
    answer = roster(problem(clinic(book=entries)))
    pages = draw_course(answer, "a", paged=True)
    assert [size(page) for page in pages] == [(297, 210)] * 2
    shown = [text for page in pages for text in words(page) if text.startswith("Session")]
    assert shown == [f"Session {number}" for number in range(1, 21)]


def test_a_plan_that_asks_for_nothing_says_so() -> None:
    over = tuple(
        Entry(f"b{n}", "a", n, "attended", at("a1", f"2026-0{n}-01 09:00").start, "mai", "one") for n in range(1, 5)
    )
    assert "The plan asks for no session on these days." in words(drawn(book=over))


def test_the_legend_has_the_colours_of_the_windows() -> None:
    figure = drawn()
    colour = colours(clinic())["facial"]
    assert {colour.fill, colour.line} <= inks(legend(figure))
    assert inks(legend(figure)) <= inks(path(figure).patches) | {SHADE.upper()}


def test_no_mark_of_the_legend_is_cut_off() -> None:
    legend = [line for axes in drawn().axes if not axes.axison for line in axes.lines]
    assert IDEAL["marker"] in {line.get_marker() for line in legend}
    assert not any(line.get_clip_on() for line in legend)


def test_an_unknown_plan_is_refused() -> None:
    with pytest.raises(UnknownName, match="no plan 'aa'"):
        draw_course(roster(problem()), "aa")
