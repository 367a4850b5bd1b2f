"""A clinic from what was found: read everything, follow every id, make the facts, lay them beside each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from planner.clinic import Clinic
from planner.errors import Fault, FaultyClinic
from planner.files.reading import book, crosschecks, rows, settings, warnings
from planner.files.reading.findings import Findings
from planner.files.reading.rows import Listing
from planner.files.reading.settings import Settings
from planner.files.reading.sources import Source
from planner.files.reading.tables import TABLES


@dataclass(frozen=True)
class Reading:
    """A clinic without faults, and what its tables hold that was hardly meant."""

    clinic: Clinic
    warnings: tuple[Fault, ...] = ()


def assemble(source: Source, findings: Findings, now: datetime | None = None) -> Reading:
    """The clinic. Raises FaultyClinic with all faults of all tables, where there is one.

    Nothing can have been attended after `now`, where it is given.
    """
    given = settings.read(source, findings)
    listings = {table.name: rows.read(table, source, findings) for table in TABLES}
    known = _known(given, listings)
    for listing in listings.values():
        rows.follow(listing, known, findings)
        rows.make(listing, given.timezone, findings)

    crosschecks.services(given, listings, findings)
    crosschecks.places(listings, findings)
    crosschecks.plans(given, listings, findings)
    crosschecks.health(given.policy, listings, findings)
    crosschecks.identifiers(known, listings, findings)
    book.check(listings["appointments"], listings["plans"], given, findings)

    files = [given.file, *(listing.file for listing in listings.values())]
    refuse_if_faulty(findings, source, files)
    clinic = _clinic(given, listings)
    warnings.point_out(clinic, listings, source, findings, now)
    refuse_if_faulty(findings, source, files)
    return Reading(clinic, tuple(findings.warnings))


def refuse_if_faulty(findings: Findings, source: Source, files: list[str]) -> None:
    """Raise all faults at once, in the order of the files and their rows."""
    findings.settle(source.located)
    files = [*dict.fromkeys(source.named(place.table) for place in source.places.values()), *files]

    def place(fault: Fault) -> tuple[int, int]:
        return (files.index(fault.file) if fault.file in files else -1, fault.row or 0)

    findings.warnings.sort(key=place)
    if findings.faults:
        raise FaultyClinic(sorted(findings.faults, key=place), findings.warnings)


def _known(given: Settings, listings: dict[str, Listing]) -> dict[str, Collection[str] | None]:
    """The ids by what a column refers to; None where not all of them could be read, so that none is called missing."""
    ids: dict[str, Collection[str] | None] = {name: listing.ids for name, listing in listings.items()}
    rooms, equipment = listings["rooms"].ids, listings["equipment"].ids
    return ids | {
        "services": given.service_ids,
        "protocols": given.protocol_ids,
        "kinds": given.kinds,
        "rooms or equipment": None if rooms is None or equipment is None else rooms | equipment,
    }


def _clinic(given: Settings, listings: dict[str, Listing]) -> Clinic:
    facts = {name: [fact for _, fact in listing.made()] for name, listing in listings.items()}
    rows = {name: _by_owner(listings[name]) for name in ("shifts", "breaks", "times", "room_hours")}
    practitioners = [
        replace(person, shifts=rows["shifts"][person.id], breaks=rows["breaks"][person.id])
        for person in facts["practitioners"]
    ]
    patients = [replace(person, times=rows["times"][person.id]) for person in facts["patients"]]
    rooms = [replace(room, hours=rows["room_hours"][room.id]) for room in facts["rooms"]]
    return Clinic(
        name=given.name,
        timezone=given.timezone,
        services=given.services,
        protocols=given.protocols,
        practitioners=_by_id(practitioners),
        patients=_by_id(patients),
        plans=_by_id(facts["plans"]),
        rooms=_by_id(rooms),
        equipment=_by_id(facts["equipment"]),
        absences=tuple(facts["absences"]),
        closures=tuple(facts["closures"]),
        events=tuple(facts["events"]),
        clearances=tuple(facts["clearances"]),
        book=tuple(facts["appointments"]),
        waits=given.waits,
        follow_ups=given.follow_ups,
        policy=given.policy,
        prices=given.prices,
        repair_prices=given.repair_prices,
        booking=given.booking,
        start_every=given.start_every,
        holidays=given.holidays,
        closed=given.closed,
        open=given.open,
        away=tuple(facts["away"]),
        identifiers=tuple(facts["identifiers"]),
        codes=given.codes,
    )


def _by_id(things: list[Any]) -> dict[str, Any]:
    return {thing.id: thing for thing in things}


def _by_owner(listing: Listing) -> defaultdict[str, tuple[Any, ...]]:
    """Facts that are a part of another, such as weekly hours, by whose they are."""
    whose: defaultdict[str, tuple[Any, ...]] = defaultdict(tuple)
    for record, fact in listing.made():
        whose[record.values[listing.table.key]] += (fact,)
    return whose
