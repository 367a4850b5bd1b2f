"""Headings, items and tables, alike on every page of the terminal.

All text goes in as rich's Text, so that a bracket in a name is never taken for markup.
"""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from planner.clinic.policy import NOT_ADVICE


def heading(words: str, more: str = "") -> Text:
    return Text.assemble("\n", (words, "bold cyan"), (f"  {more}" if more else "", "dim"))


def item(words: str, style: str = "") -> Padding:
    return Padding(Text(words, style), (0, 0, 0, 2))


def detail(words: str) -> Padding:
    return Padding(Text(words), (0, 0, 0, 4))


def quoted(words: str, source: str, reviewed: str = "", indent: int = 2) -> Padding:
    parts = [f"“{words}”"] if words else []
    parts += [source] if source else []
    parts += [f"reviewed {reviewed}"] if reviewed else []
    return Padding(Text(" · ".join(parts) or "No source is given.", "dim"), (0, 0, 0, indent))


def plain_table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def points(price: float) -> str:
    """A price or a score, such as 1,234.5, never rounded to nothing and never −0."""
    return f"{price + 0.0:,.10g}"


def show_not_advice(console: Console) -> None:
    console.print(Text(f"\n{NOT_ADVICE}", "italic dim"))
