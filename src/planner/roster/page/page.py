"""What the page shows; how it looks is in page.html."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from planner.files.atomic import put_in_place
from planner.files.ownership import MADE_BY, refuse_foreign
from planner.roster.format import dates, words
from planner.roster.format.colours import PALETTE, colours
from planner.roster.roster import Roster
from planner.roster.tables.details import MARKS, SessionDetails, left_out, shown, title
from planner.roster.tables.months import Day, months

PAGES = Environment(
    loader=PackageLoader("planner.roster", "page"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_page(roster: Roster, path: str | Path) -> None:
    """Write the roster as one .html file, put in place whole: no script, and nothing is loaded from elsewhere.

    All text is escaped. Raises OSError with the path where it cannot be written, Nonsense for a page that planner did
    not make; what stood there stays.
    """
    refuse_foreign(Path(path))
    problem, figures = roster.problem, roster.figures
    sessions = shown(problem, roster.placed)
    look = dict(colours(problem.clinic))
    strange = {row.service_id for row in sessions} - set(look)
    look |= dict.fromkeys(sorted(strange), PALETTE[-1])
    page = PAGES.get_template("page.html").render(
        made_by=MADE_BY,
        clinic=problem.clinic.name,
        period=dates.period(problem.horizon),
        horizon=problem.horizon,
        headline=words.headline(figures),
        months=months(roster, sessions),
        services=[(title(problem.clinic, service), colour) for service, colour in look.items()],
        place={service: number for number, service in enumerate(look)},
        marks=MARKS,
        unplaced=sorted(left_out(problem, roster.unplaced), key=lambda row: not row["due"]),
        figures=words.score(figures),
        costs=words.costs(figures),
        days=dates,
        parts=parts,
        look=look_of,
        price=words.price,
    )
    put_in_place({Path(path): page.encode()})


def look_of(day: Day) -> str:
    """The classes of a day's cells."""
    look = "outside" if not day.inside else "" if day.works else "closed"
    return f"{look} draft".strip() if day.draft else look


def parts(row: SessionDetails) -> list[tuple[float, bool]]:
    """The session's stretches in order: what percentage of it each is, and whether the patient rests."""
    length = row.end - row.start
    if not (row.rests and length):
        return []
    found, at = [], row.start
    for start, end in row.rests:
        found += [(start - at, False), (end - start, True)]
        at = end
    found.append((row.end - at, False))
    return [(round(100 * part / length, 2), rests) for part, rests in found if part]
