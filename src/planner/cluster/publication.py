"""A finished roster booked in its clinic's book: a step of its own, done once under the roster's digest."""

from __future__ import annotations

from pathlib import Path

from planner.cluster.clinics import Clinic, content_of
from planner.cluster.results import Results
from planner.cluster.stores import snapshot
from planner.errors import Forbidden, PlannerError
from planner.roster import publishing

PUBLISHED = "published"
WHO = "planner many"


def publish(clinic: Clinic, digest: str, asked: str, results: Results) -> str:
    """Book the roster of a digest, all or none: `yes`, or why not.

    A line of the manifest says what the clinic's content is since, so that the next run knows it again. Done twice, it
    changes nothing the second time.
    """
    try:
        _book(clinic, results.folder(digest), digest)
        after = snapshot(clinic.place, results)[1] if clinic.is_store else content_of(Path(clinic.place))
        results.manifest.add(PUBLISHED, digest, {"clinic": clinic.name, "asked": asked, "after": after})
    except Forbidden as forbidden:
        return f"it breaks {len(forbidden.violations)} rule(s) by now; run again"
    except (PlannerError, OSError) as refused:
        return str(refused).partition("\n")[0]
    return "yes"


def _book(clinic: Clinic, roster: Path, digest: str) -> None:
    if not clinic.is_store:
        done = publishing.publish(Path(clinic.place), roster)
        if done.violations:
            raise Forbidden(done.violations)
        return
    from planner.desk import Desk  # needs the desk's packages

    with Desk.open(clinic.place) as desk:
        desk.publish_roster(roster, who=WHO, key=f"{WHO} {digest}")
