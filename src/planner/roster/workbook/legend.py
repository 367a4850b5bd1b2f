"""What the colours, the hatching and the marks mean."""

from __future__ import annotations

from typing import Any

from planner.roster.tables.details import MARKS, title
from planner.roster.workbook.bands import DASHED, HATCHED, THICK
from planner.roster.workbook.book import GREY, PALE, Book
from planner.roster.workbook.paper import print_on_a4, write_head
from planner.roster.workbook.timeline import READY


def write(book: Book) -> None:
    clinic = book.roster.problem.clinic
    sheet = book.sheet("Legend")
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 90)
    write_head(book, sheet, "Legend")
    at = 2
    sheet.write_string(at, 0, "Services", book.heading)
    for service in clinic.services.values():
        at += 1
        colour = book.colour(service.id)
        block = book.style(
            left=THICK, left_color=colour.line, bg_color=colour.fill, indent=1, bottom=1, bottom_color="#FFFFFF"
        )
        sheet.write_string(at, 0, title(book.roster.problem.clinic, service.id), block)
        steps = [f"{step.do}, {step.length.total_seconds() / 60:g} min" for step in service.steps]
        sheet.write_string(at, 1, " · ".join(steps), book.style(font_color=GREY, text_wrap=True, indent=1))
    at += 2
    sheet.write_string(at, 0, "Looks", book.heading)
    grey: dict[str, Any] = {"left_color": "#555555", "indent": 1}
    looks: list[tuple[str, dict[str, Any], str]] = [
        ("rests 09:15–09:45", {"left": THICK, "pattern": HATCHED, "fg_color": "#BBBBBB", "bg_color": "#FFFFFF"},
         "The patient rests; the practitioner may work in another room."),
        ("09:00  Ann Lee", {"left": THICK, "bg_color": "#DDDDDD"},
         "In Rooms by day the edge is solid while the practitioner attends and hatched while the patient rests."),
        ("", {"bg_color": READY}, "In Rooms by day: the room is made ready, where that takes a row or more."),
        ("a tentative session", {"left": DASHED, "bg_color": "#DDDDDD"}, MARKS["tentative"]),
        ("Fri 1 Jan · draft", {"italic": True, "bold": True, "border": 3, "left": 3}, MARKS["draft"]),
        ("", {"bg_color": PALE}, "Off, absent or closed: nobody works, as the words under the date say."),
    ]  # fmt: skip
    for sample, look, says in looks:
        at += 1
        sheet.write_string(at, 0, sample, book.style(**grey | look))
        sheet.write_string(at, 1, says, book.style(indent=1))
    at += 2
    sheet.write_string(at, 0, "Marks", book.heading)
    for mark, says in MARKS.items():
        at += 1
        sheet.write_string(at, 0, mark, book.style(bold=True, indent=1))
        sheet.write_string(at, 1, says, book.style(indent=1))
    sheet.freeze_panes(2, 0)
    print_on_a4(book, sheet, "Legend", at + 1, 2, repeat=(0, 0))
