"""The week as a timeline: where bars lie, what they say, and when they go on another page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.clinic import Absence, Appointment, Horizon, Practitioner, Span, WeeklyHours
from planner.errors import Nonsense
from planner.roster.format.colours import colours
from planner.roster.pictures import draw_week
from planner.roster.pictures.paper import FAINT, PAPER, REST, SHADE
from planner.roster.roster import Roster
from tests.roster.pictures.drawn import blocks, inks, legend, size, words
from tests.roster.worlds import NINE_TO_FIVE, TALK, at, clinic, minutes, problem, roster

TUESDAY = date(2026, 12, 1)


def answer(*placed: Appointment, horizon: Horizon | None = None, **changes: Any) -> Roster:
    here = clinic(**changes)
    return roster(problem(here, horizon) if horizon else problem(here), *placed)


def drawn(answer: Roster, by: Any = "practitioner", day: date = TUESDAY) -> Figure:
    (figure,) = draw_week(answer, day, by)
    return figure


def panels(figure: Figure) -> list[Axes]:
    return [axes for axes in figure.axes if axes.get_xticklabels() and axes.get_xlim()[1] > 2]


def test_a_bar_is_solid_while_attended_and_hatched_while_the_patient_rests() -> None:
    figure = drawn(answer(at("a1", "2026-12-01 09:30")))
    colour = colours(clinic())["facial"]
    assert blocks(panels(figure), facecolor=colour.line) == [(9.5, 10.5)]
    assert blocks(panels(figure), hatch=REST) == [(9.75, 10.25)]  # drawn over it
    assert blocks(panels(figure), facecolor=colour.fill) == [(9.5, 10.5)]


def test_it_says_who_what_where_and_when() -> None:
    placed = at("a1", "2026-12-01 09:00"), at("v1", "2026-12-03 11:00", "tom", None, TALK)
    shown = words(drawn(answer(*placed)))
    for each in ("Week of 30 November 2026, by practitioner", "Maple Street. 2 sessions.", "Tue 1 Dec", "Mai Chen"):
        assert each in shown
    for each in ("A  Ann Lee · Room 1", "B  Ann Lee", "A  Facial acupuncture", "B  Consultation", "the patient rests"):
        assert each in shown
    assert "Mon 30 Nov" not in shown  # before the roster's days
    assert {"A  Ann Lee · Mai Chen", "Room 1", "Week of 30 November 2026, by room"} <= set(
        words(drawn(answer(*placed), "room"))
    )


def test_a_name_that_does_not_fit_is_shortened_and_never_runs_out_of_its_bar() -> None:
    long = {"ann": replace(clinic().patients["ann"], name="Maximiliane Berg"), "ben": clinic().patients["ben"]}
    assert "B  M. Berg" in words(drawn(answer(at("v1", "2026-12-03 11:00", "tom", None, TALK), patients=long)))


def test_a_dollar_in_a_name_is_a_dollar() -> None:
    rich = {"ann": replace(clinic().patients["ann"], name="A$_1$"), "ben": clinic().patients["ben"]}
    figure = drawn(answer(at("a1", "2026-12-01 09:00"), patients=rich))
    assert "A  A$_1$ · Room 1" in words(figure)
    assert not any(
        text.get_parse_math()
        for text in figure.findobj(lambda a: hasattr(a, "get_parse_math"))
        if "$" in text.get_text()
    )


def test_sessions_side_by_side_stand_in_lanes() -> None:
    figure = drawn(answer(at("a1", "2026-12-01 09:00"), at("b1", "2026-12-01 09:15", room="two")))
    assert [axes.get_ylim()[0] for axes in panels(figure)] == [3, *[2] * 5]  # Mai's two lanes and Tom's one


def test_hours_off_shift_are_shaded_and_absences_are_taken_out() -> None:
    away = Absence("mai", Span(at("a1", "2026-12-01 12:00").start, at("a1", "2026-12-01 13:00").start))
    figure = drawn(answer(absences=(away,)))
    assert blocks(panels(figure)[:1], facecolor=PAPER) == [(9, 12), (9, 17), (13, 17)]


def test_a_room_is_shown_until_it_is_ready() -> None:
    figure = drawn(answer(at("a1", "2026-12-01 09:00")), "room")
    assert blocks(panels(figure), facecolor=FAINT) == [(10, 10.083)]
    assert "the room is made ready" in words(figure)


def test_by_room_a_session_without_one_is_neither_drawn_nor_counted() -> None:
    shown = words(drawn(answer(at("a1", "2026-12-01 09:00"), at("f1", "2026-12-02 09:00", "tom", None, TALK)), "room"))
    assert "Maple Street. 1 session." in shown
    assert "B  Consultation" not in shown


@pytest.mark.parametrize("by", ["practitioner", "room"])
def test_the_legend_has_the_colours_of_the_bars_and_no_others(by: str) -> None:
    call = replace(TALK, id="call", title="Call")
    here = answer(
        at("a1", "2026-12-01 09:00"),
        at("b1", "2026-12-01 11:00", room="two", service=call),
        services={**clinic().services, "call": call},
    )
    figure = drawn(here, by)
    bars = inks(patch for axes in panels(figure) for patch in axes.patches) | {SHADE.upper()}
    assert inks(legend(figure)) <= bars
    for service in ("facial", "call"):
        colour = colours(here.problem.clinic)[service]
        assert {colour.fill, colour.line} <= inks(legend(figure))


def test_where_nobody_rests_the_legend_does_not_speak_of_it() -> None:
    shown = words(drawn(answer(at("f1", "2026-12-02 09:00", "tom", None, TALK))))
    assert "the patient rests" not in shown


def test_a_closed_room_and_an_absent_practitioner_keep_their_row_and_say_why() -> None:
    def all_day(of: str, reason: str) -> Absence:
        return Absence(of, Span(at("a1", "2026-12-01 00:00").start, at("a1", "2026-12-02 00:00").start), reason)

    here = answer(
        at("b1", "2026-12-01 09:00", "tom"), closures=(all_day("two", "paint"),), absences=(all_day("mai", ""),)
    )
    by_room, by_person = words(drawn(here, "room")), words(drawn(here))
    days = len(panels(drawn(here, "room")))
    assert (by_room.count("Room 2"), by_room.count("closed (paint)")) == (days, 1)
    assert (by_person.count("Mai Chen"), by_person.count("absent")) == (days, 1)


def test_a_day_on_which_nobody_works_is_not_drawn() -> None:
    weekdays = {id: replace(each, shifts=NINE_TO_FIVE[:5]) for id, each in clinic().practitioners.items()}
    for by in ("practitioner", "room"):
        assert "Sat 5 Dec" not in words(drawn(answer(at("a1", "2026-12-01 09:00"), practitioners=weekdays), by))


def test_a_closed_day_says_why() -> None:
    shown = words(drawn(answer(closed=frozenset({date(2026, 12, 2)}))))
    assert "Wed 2 Dec: closed by the clinic" in shown


def test_days_beyond_the_month_are_drafts() -> None:
    assert "Fri 1 Jan (draft)" in words(drawn(answer(), day=date(2027, 1, 1)))


def test_clock_times_are_the_clinics_when_the_clocks_change() -> None:
    """On 1 November 2026 the clocks of Edmonton go back at two: nine o'clock is nine o'clock on both days."""
    asked = Horizon.between(date(2026, 10, 31), date(2026, 11, 1))
    figure = drawn(
        answer(at("a1", "2026-10-31 09:00"), at("a2", "2026-11-01 09:00"), horizon=asked), day=date(2026, 11, 1)
    )
    fill = colours(clinic())["facial"].fill
    assert [blocks([axes], facecolor=fill) for axes in panels(figure)] == [[(9, 10)], [(9, 10)]]


def test_a_session_that_two_plans_share_is_one_bar() -> None:
    shared = at("a1", "2026-12-01 09:00"), replace(at("a1", "2026-12-01 09:00"), plan="a2")
    shown = words(drawn(answer(*shared)))
    assert "Maple Street. 1 session." in shown
    assert shown.count("A  Ann Lee · Room 1") == 1


def test_twenty_practitioners_go_on_as_many_a4_pages_or_one_taller_picture() -> None:
    hours = tuple(WeeklyHours(weekday, time(9), time(12)) for weekday in range(7))
    people = {f"p{n}": Practitioner(f"p{n}", f"Person {n}", shifts=hours) for n in range(20)}
    busy = [at("a1", f"2026-12-0{day} 09:00", f"p{n}", id=f"{day}-{n}") for day in (1, 2) for n in range(20)]
    full = answer(*busy, practitioners=people)
    (tall,) = draw_week(full, TUESDAY)
    pages = draw_week(full, TUESDAY, paged=True)
    assert tall.get_size_inches()[1] > 20
    assert {size(page) for page in pages} == {(297, 210)}
    shown = [name for page in pages for name in words(page) if name.startswith("Person")]
    assert sorted(shown) == sorted(name for name in words(tall) if name.startswith("Person"))
    assert len(shown) == 6 * 20
    assert f"Maple Street. 40 sessions, page 1 of {len(pages)}." in words(pages[0])


def test_a_legend_of_many_services_has_room() -> None:
    """The lowest words stand above the sheet's foot."""
    many = {f"s{n}": replace(TALK, id=f"s{n}", title=f"Service with a long title {n}") for n in range(20)}
    rows = [at("a1", f"2026-12-01 {9 + n // 3:02d}:{n % 3 * 15:02d}", "tom", None, many[f"s{n}"]) for n in range(20)]
    figure = drawn(answer(*rows, services={**clinic().services, **many}))
    assert min(text.get_position()[1] for text in figure.texts) * size(figure)[1] > 5


def test_another_week_and_another_owner_are_refused() -> None:
    with pytest.raises(Nonsense, match="the week of 2027-02-01 lies outside the roster, which runs from 2026-12-01"):
        draw_week(answer(), date(2027, 2, 3))
    with pytest.raises(Nonsense, match="by practitioner or by room, not by 'patient'"):
        draw_week(answer(), TUESDAY, "patient")  # type: ignore[arg-type]


def test_a_service_of_minutes_keeps_its_letter() -> None:
    call = replace(TALK, steps=(replace(TALK.steps[0], length=minutes(10)),))
    here = answer(at("v1", "2026-12-03 11:00", "tom", None, call), services={**clinic().services, "talk": call})
    assert "B" in words(drawn(here))
