"""What only shows when the tables are laid beside each other and beside clinic.toml."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from planner.clinic import Clearance, Event, Plan, Policy, Practitioner, Service, soundness
from planner.clinic.courses.numbering import course_end
from planner.clinic.policy import matches
from planner.files.reading.findings import Findings, nearest
from planner.files.reading.rows import Listing
from planner.files.reading.settings import Settings

Listings = Mapping[str, Listing]


def services(settings: Settings, listings: Listings, findings: Findings) -> None:
    """Every service has somebody to give it, somewhere to be, and its equipment."""
    for service in settings.services.values():
        for fault in _ungivable(service, listings):
            findings.fault(settings.file, None, f"services.{service.id}.{fault.field}", fault.wrong, fault.mend)
        _equipment(service, settings.file, listings["equipment"], findings)
        for companion in settings.policy.companions:
            if matches([companion.has], service.acts) and not matches([companion.wants], service.acts):
                wrong = f"{companion.why} ({companion.source}) This has {companion.has}, without {companion.wants}"
                mend = f"add the act {companion.wants}, or leave it so on purpose"
                findings.warn(settings.file, None, f"services.{service.id}.acts", wrong, mend)
    if not listings["rooms"].found:
        wanting = [service.id for service in settings.services.values() if service.room is not None]
        if wanting:
            mend = "add it, with the columns room, name, features, or give the service room = false"
            wrong = f"the table is missing, and the service {wanting[0]!r} takes a room"
            findings.fault(listings["rooms"].file, None, None, wrong, mend)


def _ungivable(service: Service, listings: Listings) -> Iterator[soundness.Ungivable]:
    """Why nobody can give a service, as far as all is known that it takes."""
    practitioners, rooms = listings["practitioners"], listings["rooms"]
    if practitioners.complete:
        yield from soundness.unstaffed(service, [person for _, person in practitioners.made()])
    if rooms.found and rooms.complete:
        yield from soundness.unhoused(service, [room for _, room in rooms.made()])
    yield from soundness.unequipped(service, [thing for _, thing in listings["equipment"].made()])


def _equipment(service: Service, file: str, equipment: Listing, findings: Findings) -> None:
    known = equipment.ids
    for id in service.equipment:
        if known is not None and id not in known:
            wrong, mend = f"there is no equipment {id!r}", nearest(id, known, f"add it to {equipment.file}")
            findings.fault(file, None, f"services.{service.id}.equipment", wrong, mend)


def places(listings: Listings, findings: Findings) -> None:
    """No equipment has a room's id, so that closures.csv can name either."""
    rooms = {room.id: record.row for record, room in listings["rooms"].made()}
    equipment = {thing.id: record.row for record, thing in listings["equipment"].made()}
    for id in soundness.ambiguous(rooms, equipment):
        wrong = f"{id!r} is a room too ({listings['rooms'].file}, row {rooms[id]})"
        findings.fault(listings["equipment"].file, equipment[id], "equipment", wrong, "give one of them another id")


def plans(settings: Settings, listings: Listings, findings: Findings) -> None:
    """Points out plans that say what has no effect, or ask somebody who may not."""
    practitioners = {person.id: person for _, person in listings["practitioners"].made()}
    not_with = {patient.id: patient.not_with for _, patient in listings["patients"].made()}
    listing = listings["plans"]
    for record, plan in listing.made():
        protocol = settings.protocols.get(plan.protocol)
        if protocol is None:
            continue
        if plan.sessions is not None and protocol.course is None:
            wrong = f"the protocol {protocol.id!r} has no course, so the number is not used"
            findings.warn(listing.file, record.row, "sessions", wrong, "leave it empty")
        end = course_end(plan, protocol)
        if end is not None and plan.attended > end:
            wrong = f"the course of plan {plan.id!r} has {end} sessions, so {plan.attended} cannot have been attended"
            findings.fault(listing.file, record.row, "attended", wrong, f"use at most {end}, or raise `sessions`")
        if plan.practitioner is not None and plan.practitioner in not_with.get(plan.patient, ()):
            wrong = f"{plan.patient!r} is not to be with {plan.practitioner!r}"
            findings.fault(listing.file, record.row, "practitioner", wrong, "name another one, or mend `not_with`")
        if plan.practitioner in practitioners:
            lacking = _lacking(plan, practitioners[plan.practitioner], settings)
            if lacking:
                mend = "name another one, or leave it empty"
                wrong = f"{plan.practitioner!r} may not give {lacking}"
                findings.warn(listing.file, record.row, "practitioner", wrong, mend)


def _lacking(plan: Plan, practitioner: Practitioner, settings: Settings) -> str:
    """The services of the plan that the practitioner may not give, with the qualifications missing."""
    phases = settings.protocols[plan.protocol].phases
    ids = dict.fromkeys(id for phase in phases for id in phase.all_services)
    lacks = {id: settings.services[id].needs - practitioner.qualifications for id in ids if id in settings.services}
    return "; ".join(f"{id} (needs {', '.join(sorted(lack))})" for id, lack in lacks.items() if lack)


def health(policy: Policy, listings: Listings, findings: Findings) -> None:
    """Points out what the policy does not look at."""
    for record, event in listings["events"].made():
        _event(policy, event, listings["events"].file, record.row, findings)
    for record, clearance in listings["clearances"].made():
        _clearance(policy, clearance, listings["clearances"].file, record.row, findings)


def identifiers(known: Mapping[str, Collection[str] | None], listings: Listings, findings: Findings) -> None:
    """Every identifier is of something there is, and means one of its kind."""
    listing, first = listings["identifiers"], dict[tuple[str, str, str], tuple[int, str]]()
    for record, each in listing.made():
        ids = known["equipment" if each.what == "equipment" else f"{each.what}s"]
        if ids is not None and each.id not in ids:
            mend = nearest(each.id, ids, "add it there, or take this row out")
            findings.fault(listing.file, record.row, "id", f"there is no {each.what} {each.id!r}", mend)
        row, id = first.setdefault((each.what, each.system, each.value), (record.row, each.id))
        if id != each.id:
            wrong = f"this is what row {row} says of another {each.what}, {id!r}"
            findings.fault(listing.file, record.row, "value", wrong, "keep the one that is right")


def _event(policy: Policy, event: Event, file: str, row: int, findings: Findings) -> None:
    rule = policy.rules.get(event.kind)
    if event.until and rule and not rule.lasting:
        wrong = f"{event.kind} closes {rule.wait} from its date on, whenever it ends; this is not used"
        findings.warn(file, row, "until", wrong, "leave it empty, or change the policy")


def _clearance(policy: Policy, clearance: Clearance, file: str, row: int, findings: Findings) -> None:
    rule = policy.rules.get(clearance.kind)
    if rule and not rule.clearable:
        wrong = f"a clearance does not lift {clearance.kind}; this is not used"
        findings.warn(file, row, "kind", wrong, f"if it should, set clearable = true in [policy.{clearance.kind}]")
