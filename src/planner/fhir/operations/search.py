"""The appointment book searched (ITI-118): by whom, when, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from planner.clinic import Clinic, Entry
from planner.desk import Desk
from planner.fhir.elements import Element
from planner.fhir.names import APPOINTMENT, PATIENT, PRACTITIONER, ROOM, logical_id, own
from planner.fhir.operations.answer import PROFILE
from planner.fhir.operations.companions import INCLUDE, companions
from planner.fhir.operations.dates import dated
from planner.fhir.operations.pages import page
from planner.fhir.operations.references import identified, look
from planner.fhir.operations.request import Asked
from planner.fhir.release import R4, Release
from planner.fhir.resources.appointments import STATUSES, of_entry
from planner.fhir.writer import Writer

ACTORS = {"patient": PATIENT, "practitioner": PRACTITIONER, "location": ROOM}
PARAMETERS = ("_id", *ACTORS, "actor", "status", "date", "identifier")
BY_IDENTIFIER = (".identifier", ":identifier")
"""After a parameter of an actor: it gives an identifier in place of a reference (R4, sections 3.1.1.4.12 and 13)."""
BY_NAME = "location.name"
Test = Callable[[Entry], bool]


def search(desk: Desk, asked: Asked, base: str = "", release: Release = R4) -> Element:
    """The Appointments that meet all that is asked, by start; `total` counts all, of which `_count` are given.

    Whom nothing here means, has none. `_include` gives who and what comes together too.
    """
    clinic = desk.clinic()
    tests = list(_tests(clinic, asked))
    times = [dated(clinic.timezone, text) for text in asked.texts("date")]
    met = (e for e in clinic.book if all(test(e) for test in tests) and all(time(e.start) for time in times))
    there = sorted(met, key=lambda entry: (entry.start, entry.id))
    writer = Writer(clinic, release)
    return page(
        "Appointment",
        there,
        asked,
        base,
        lambda entry: of(writer, entry),
        KNOWN,
        lambda here: companions(writer, here, asked, base),
    )


def of(writer: Writer, entry: Entry) -> Element:
    """A row of the book, which says the profile that it keeps."""
    said = of_entry(writer, entry)
    head = {key: said[key] for key in ("resourceType", "id")}
    return {**head, "meta": {"profile": [PROFILE]}, **said} if writer.release is R4 else said


# --- what is asked ----------------------------------------------------------------------------------------------------


def _tests(clinic: Clinic, asked: Asked) -> Iterator[Test]:
    """Each parameter: any of its values."""
    if these := asked.texts("_id"):
        yield lambda entry: logical_id(entry.id) in these
    if statuses := asked.texts("status"):
        yield lambda entry: STATUSES[entry.status] in statuses
    if texts := asked.texts("identifier"):
        ids = {identified(clinic, APPOINTMENT, text) or text.removeprefix(f"{own(APPOINTMENT)}|") for text in texts}
        yield lambda entry: entry.id in ids
    for name, kind in ACTORS.items():
        if wanted := _meant(clinic, asked, name, (kind,)):
            yield _of(clinic, wanted)
    if wanted := _meant(clinic, asked, "actor", tuple(ACTORS.values())):
        yield _of(clinic, wanted)
    if texts := asked.texts(BY_NAME):
        names = [text.casefold() for text in texts]
        rooms = {(ROOM, id) for id, room in clinic.rooms.items() if room.name.casefold().startswith(tuple(names))}
        yield _of(clinic, rooms)


def _meant(clinic: Clinic, asked: Asked, name: str, kinds: tuple[str, ...]) -> set[tuple[str, str | None]]:
    """Whom a parameter means, by reference or identifier; one of nobody where it means nobody, none where not asked."""
    found: set[tuple[str, str | None]] = set()
    for key in (name, *(name + suffix for suffix in BY_IDENTIFIER)):
        for text in asked.texts(key):
            read = look if key == name else identified
            meant = {(kind, read(clinic, kind, text)) for kind in kinds}
            found |= {pair for pair in meant if pair[1] is not None} or {("nobody", None)}
    return found


def _of(clinic: Clinic, wanted: Iterable[tuple[str, str | None]]) -> Test:
    these = {*wanted}

    def test(entry: Entry) -> bool:
        actors = {(PATIENT, clinic.plans[entry.plan].patient), (PRACTITIONER, entry.practitioner), (ROOM, entry.room)}
        return bool(these & actors)

    return test


KNOWN = (*PARAMETERS, INCLUDE, BY_NAME, *(name + by for name in (*ACTORS, "actor") for by in BY_IDENTIFIER))
