"""The heat map: each cell's number is the attended share, and its colour gets darker with it."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from matplotlib.colors import to_rgb

from planner.clinic import Horizon, Practitioner, Room, WeeklyHours
from planner.errors import Nonsense
from planner.roster.pictures import draw_utilisation
from planner.roster.pictures.utilisation import _shade
from tests.roster.pictures.drawn import size, words
from tests.roster.workbook.reading import find, written
from tests.roster.worlds import NINE_TO_FIVE, TALK, at, clinic, minutes, problem, roster

MONDAYS = (WeeklyHours(0, time(9), time(10)),)
PEOPLE = {
    "mai": Practitioner("mai", "Mai Chen", shifts=NINE_TO_FIVE),
    "tom": Practitioner("tom", "Tom Roy", shifts=MONDAYS),
}


def cells(by: Any = "practitioner", *placed: Any, **changes: Any) -> dict[tuple[int, int], str]:
    """The numbers by row and column of the map; the last column is the total's."""
    (figure,) = draw_utilisation(roster(problem(clinic(**changes)), *placed), by)
    days, total = figure.axes[0], figure.axes[1]
    found = {}
    for axes, offset in ((days, 0), (total, 99)):
        for text in axes.texts:
            x, y = text.get_position()
            found[int(y), int(x) + offset] = text.get_text()
    return found


def test_a_cell_is_the_share_of_the_shift_attended() -> None:
    found = cells(
        "practitioner",
        at("a1", "2026-12-01 09:00"),
        at("f1", "2026-12-07 09:00", "tom", None, TALK),
        practitioners=PEOPLE,
    )
    assert (found[0, 0], found[0, 1]) == ("6", "0")  # half an hour of eight
    assert found[1, 6] == "50"
    assert (1, 0) not in found  # Tom is off shift on a Tuesday
    assert found[2, 6] == "6"  # all: half an hour of nine, no mean of 0 and 50
    assert found[1, 99] == "12"  # half an hour of his four Mondays in December, the draft's two not counted


def test_the_draft_is_not_counted_in_all_as_in_the_workbook(tmp_path: Path) -> None:
    """Two sessions in the month and one in the draft: the last column, the table and the map say the same."""
    placed = at("a1", "2026-12-01 09:00"), at("a2", "2026-12-08 09:00"), at("a4", "2027-01-05 09:00")
    here = roster(problem(), *placed)
    (figure,) = draw_utilisation(here)
    shown = [text.get_text() for text in figure.axes[1].texts]
    sheets = written(here, tmp_path)
    table, in_map = find(sheets["Utilisation"], "Mai Chen"), find(sheets["Utilisation by day"], "Mai Chen")
    share = minutes(60) / (31 * minutes(480))
    assert shown[0] == f"{100 * share:.0f}"
    assert table.offset(0, 5).value == pytest.approx(share)
    assert in_map.offset(0, len(here.problem.horizon.days) + 1).value == pytest.approx(100 * share)
    said = " ".join(words(figure))
    assert "“all” counts 1–31 December 2026, without the draft" in said


def test_a_room_is_taken_until_it_is_ready() -> None:
    found = cells("room", at("a1", "2026-12-01 09:00"))
    assert found[0, 0] == f"{minutes(65) / minutes(480) * 100:.0f}"
    assert found[2, 0] == "7"


def test_darker_is_fuller_in_grey_too() -> None:
    greys = [
        sum(part * weight for part, weight in zip(to_rgb(_shade(share / 20)), (0.299, 0.587, 0.114), strict=True))
        for share in range(21)
    ]
    assert greys == sorted(greys, reverse=True)


def test_the_days_and_their_kind_are_named() -> None:
    (figure,) = draw_utilisation(roster(problem()))
    shown = words(figure)
    assert {"December", "January", "drafted ▸", "Mai Chen", "nobody on shift", "Utilisation by practitioner"} <= set(
        shown
    )
    said = "Maple Street, 1 December 2026 – 14 January 2027. Per cent of time on shift attended with a patient"
    assert any(each.startswith(said) for each in shown)


def test_more_practitioners_than_a_page_holds_go_on_several() -> None:
    people = {f"p{n}": Practitioner(f"p{n}", f"Person {n}", shifts=MONDAYS) for n in range(30)}
    answer = roster(problem(clinic(practitioners=people), Horizon.between(date(2026, 12, 1), date(2026, 12, 7), 0)))
    (tall,) = draw_utilisation(answer)
    pages = draw_utilisation(answer, paged=True)
    assert len(pages) == 2
    assert {size(page) for page in pages} == {(297, 210)}
    assert [w for page in pages for w in words(page) if "Person" in w] == [w for w in words(tall) if "Person" in w]


def test_a_long_roster_has_colours_without_numbers() -> None:
    (figure,) = draw_utilisation(roster(problem(horizon=Horizon.between(date(2026, 12, 1), date(2027, 3, 31)))))
    assert len(figure.axes[0].texts) == 0
    assert {"December", "March", "April"} <= set(words(figure))
    assert "2" not in words(figure)  # the 2nd of no month is a Monday


def test_a_room_may_be_called_all() -> None:
    found = cells(
        "room", at("a1", "2026-12-01 09:00", room="all"), rooms={"all": Room("all", "All"), "b": Room("b", "B")}
    )
    assert (found[0, 0], found[1, 0], found[2, 0]) == ("14", "0", "7")


def test_another_owner_is_refused() -> None:
    with pytest.raises(Nonsense, match="not by 'patient'"):
        draw_utilisation(roster(problem()), "patient")  # type: ignore[arg-type]


def test_a_clinic_without_rooms_has_an_empty_map() -> None:
    (figure,) = draw_utilisation(roster(problem(clinic(rooms={}))), "room")
    assert date(2026, 12, 1).strftime("%B") in words(figure)
