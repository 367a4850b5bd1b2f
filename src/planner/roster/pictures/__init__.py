"""A roster as pictures, as Matplotlib figures: the week, a course's path, utilisation. Needs the extra `pictures`."""

from planner.errors import NotInstalled

try:
    import matplotlib as _matplotlib  # noqa: F401
except ModuleNotFoundError:
    raise NotInstalled('pictures need Matplotlib: pip install -e ".[pictures]"') from None

from planner.roster.pictures.course import draw_course
from planner.roster.pictures.files import save
from planner.roster.pictures.utilisation import draw_utilisation
from planner.roster.pictures.week import draw_week

__all__ = ["draw_course", "draw_utilisation", "draw_week", "save"]
