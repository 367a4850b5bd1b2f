"""Bar charts of a table's columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from planner.roster.workbook.book import INK, Book

BLUE, ORANGE, PALE = "#0072B2", "#E69F00", "#D5D5D5"
"""Told apart by the colour-blind and in grey."""
SMALL: dict[str, Any] = {"name": "Arial", "size": 8}


def bars(
    book: Book,
    sheet: Worksheet,
    title: str,
    rows: tuple[int, int],
    series: Sequence[tuple[str, int, str]],
    labels: bool = False,
) -> Chart:
    """Bars from top to bottom, named by the first column, in the table's rows `first` to `last`.

    `series` are the name, column and colour of each part of a bar; `labels` writes the numbers beside them.
    """
    chart = book.chart("bar", stacked=len(series) > 1)
    first, last = rows
    for heading, column, colour in series:
        chart.add_series(
            {
                "name": heading,
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
                "fill": {"color": colour},
                "border": {"color": "#FFFFFF", "width": 0.5},
                "gap": 40,
                "data_labels": {"value": True, "num_format": "#,##0.###", "font": SMALL} if labels else None,
            }
        )
    grid = {"visible": True, "line": {"color": "#E5E5E5"}}
    chart.set_title({"name": title, "name_font": {"name": "Arial", "size": 10, "color": INK}})
    chart.set_legend({"position": "bottom", "font": SMALL} if len(series) > 1 else {"none": True})
    chart.set_y_axis({"reverse": True, "num_font": SMALL, "interval_unit": 1, "major_gridlines": {"visible": False}})
    chart.set_x_axis({"num_font": SMALL, "num_format": "#,##0", "major_gridlines": grid})
    return chart
