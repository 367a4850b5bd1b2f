"""What only shows when the tables are laid beside each other and beside clinic.toml."""

from __future__ import annotations

from collections.abc import Mapping

from planner.clinic import Clearance, Event, Plan, Policy, Practitioner, Service
from planner.clinic.numbering import course_end
from planner.clinic.policy import matches
from planner.files.reading.findings import Findings, nearest
from planner.files.reading.rows import Listing
from planner.files.reading.settings import Settings

Listings = Mapping[str, Listing]


def services(settings: Settings, listings: Listings, findings: Findings) -> None:
    """Every service has somebody to give it, somewhere to be, and its equipment."""
    for service in settings.services.values():
        _somebody(service, settings.file, listings["practitioners"], findings)
        _somewhere(service, settings.file, listings["rooms"], findings)
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


def _somebody(service: Service, file: str, practitioners: Listing, findings: Findings) -> None:
    held = [practitioner.qualifications for _, practitioner in practitioners.made()]
    if practitioners.complete and not any(service.needs <= each for each in held):
        alone = [need for need in sorted(service.needs) if not any(need in each for each in held)]
        if alone:
            mend = nearest(alone[0], frozenset().union(*held), f"give it to somebody in {practitioners.file}")
            wrong = f"no practitioner holds {alone[0]!r}"
        else:
            wrong = f"no practitioner holds {', '.join(sorted(service.needs)) or 'anything: there is none'} together"
            mend = f"give all of them to somebody in {practitioners.file}"
        findings.fault(file, None, f"services.{service.id}.needs", wrong, mend)


def _somewhere(service: Service, file: str, rooms: Listing, findings: Findings) -> None:
    there = [room.features for _, room in rooms.made()]
    if rooms.found and rooms.complete and service.room is not None and not any(service.room <= each for each in there):
        alone = [feature for feature in sorted(service.room) if not any(feature in each for each in there)]
        if alone:
            mend = nearest(alone[0], frozenset().union(*there), f"give it to a room in {rooms.file}")
            wrong = f"no room has {alone[0]!r}"
        else:
            wrong = f"no room has {', '.join(sorted(service.room)) or 'been given: there is none'} together"
            mend = f"give all of them to a room in {rooms.file}, or take no room by room = false"
        findings.fault(file, None, f"services.{service.id}.room", wrong, mend)


def _equipment(service: Service, file: str, equipment: Listing, findings: Findings) -> None:
    units = {thing.id: thing.units for _, thing in equipment.made()}
    for id in service.equipment:
        place = f"services.{service.id}.equipment"
        if equipment.ids is not None and id not in equipment.ids:
            wrong, mend = f"there is no equipment {id!r}", nearest(id, equipment.ids, f"add it to {equipment.file}")
            findings.fault(file, None, place, wrong, mend)
        elif units.get(id) == 0:
            mend = f"give it units in {equipment.file}, or take it out of the service"
            findings.fault(file, None, place, f"the clinic has 0 units of {id!r}", mend)


def places(listings: Listings, findings: Findings) -> None:
    """No equipment has a room's id, so that closures.csv can name either."""
    rooms = {room.id: record.row for record, room in listings["rooms"].made()}
    for record, thing in listings["equipment"].made():
        if thing.id in rooms:
            wrong = f"{thing.id!r} is a room too ({listings['rooms'].file}, row {rooms[thing.id]})"
            findings.fault(listings["equipment"].file, record.row, "equipment", wrong, "give one of them another id")


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
    ids = dict.fromkeys(id for phase in phases for id in (*((phase.first,) if phase.first else ()), *phase.services))
    lacks = {id: settings.services[id].needs - practitioner.qualifications for id in ids if id in settings.services}
    return "; ".join(f"{id} (needs {', '.join(sorted(lack))})" for id, lack in lacks.items() if lack)


def health(policy: Policy, listings: Listings, findings: Findings) -> None:
    """Points out what the policy does not look at."""
    for record, event in listings["events"].made():
        _event(policy, event, listings["events"].file, record.row, findings)
    for record, clearance in listings["clearances"].made():
        _clearance(policy, clearance, listings["clearances"].file, record.row, findings)


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
