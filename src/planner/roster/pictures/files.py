"""Figures as files."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from planner.errors import Nonsense
from planner.files.atomic import put_in_place
from planner.files.ownership import MADE_BY, refuse_foreign
from planner.roster.pictures.paper import quietly

DPI = 150


def save(figures: Sequence[Figure], path: str | Path) -> None:
    """Write figures as one `.pdf`, a page each, or a single figure as `.png` (150 dots an inch) or `.svg`.

    The file is put in place whole; the same figures give the same bytes. Raises Nonsense for another ending, or for
    several figures where the file holds one, or a picture there that planner did not make; OSError where it cannot be
    written.
    """
    path = Path(path)
    refuse_foreign(path)
    formats: dict[str, Callable[[Sequence[Figure]], bytes]] = {".png": _png, ".svg": _svg, ".pdf": _pdf}
    if path.suffix not in formats:
        raise Nonsense(f"{path} is no picture; end it in {', '.join(formats)}")
    if len(figures) != 1 and path.suffix != ".pdf":
        raise Nonsense(f"{path} holds one picture, not {len(figures)}; end it in .pdf")
    with quietly():
        content = formats[path.suffix](figures)
    put_in_place({path: content})


def _png(figures: Sequence[Figure]) -> bytes:
    file = io.BytesIO()
    FigureCanvasAgg(figures[0])
    figures[0].savefig(file, format="png", dpi=DPI, metadata={"Software": MADE_BY})
    return file.getvalue()


def _svg(figures: Sequence[Figure]) -> bytes:
    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "planner", "svg.fonttype": "none"}):  # ids the same each time, text as text
        figures[0].savefig(file, format="svg", metadata={"Date": None, "Creator": MADE_BY})
    return file.getvalue()


def _pdf(figures: Sequence[Figure]) -> bytes:
    file = io.BytesIO()
    with PdfPages(file, metadata={"CreationDate": None, "Creator": MADE_BY}) as pages:
        for figure in figures:
            pages.savefig(figure)
    return file.getvalue()
