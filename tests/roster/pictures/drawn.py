"""What a figure shows: its words, and its marks by their look."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text


def size(figure: Figure) -> tuple[int, int]:
    """Width and height in millimetres."""
    width, height = figure.get_size_inches() * 25.4
    return round(width), round(height)


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def blocks(axes: Iterable[Axes], **look: object) -> list[tuple[float, float]]:
    """From and until of each rectangle of this facecolor or hatch, in order."""
    found = []
    for patch in (patch for each in axes for patch in each.patches if isinstance(patch, Rectangle)):
        is_so = {"facecolor": to_hex(patch.get_facecolor()).upper(), "hatch": patch.get_hatch()}
        if patch.get_fill() and all(is_so[name] == value for name, value in look.items()):
            found.append((round(patch.get_x(), 3), round(patch.get_x() + patch.get_width(), 3)))
    return sorted(found)


def legend(figure: Figure) -> list[Rectangle]:
    """The swatches of the legend, in order."""
    return [patch for axes in figure.axes if not axes.axison for patch in axes.patches if isinstance(patch, Rectangle)]


def inks(patches: Iterable[Patch]) -> set[str]:
    """The colours in which patches are filled and edged, those without an edge left out."""
    faces = {to_hex(patch.get_facecolor()).upper() for patch in patches if patch.get_fill()}
    return faces | {to_hex(patch.get_edgecolor()).upper() for patch in patches if patch.get_linewidth() > 0}
