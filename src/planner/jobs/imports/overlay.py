"""An export laid over a clinic: patients and plans added, visits put in the book, and what is not known told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from planner.clinic import Clinic, Entry, Patient
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.clinic.clinic import UTC
from planner.clinic.identifiers import Identifier
from planner.errors import Fault, FaultyClinic, Nonsense, UnknownName
from planner.files.reading.findings import Findings
from planner.jobs.imports import acuity, cliniko, ical
from planner.jobs.imports.courses import Courses, CourseVisit
from planner.jobs.imports.visit import Export, Named, Visit


@dataclass(frozen=True)
class System:
    """A booking system: the system of its identifiers, and what reads its exports."""

    identifiers: str
    read: Callable[[str, bytes, Findings], Export]


SYSTEMS: Mapping[str, System] = {
    "acuity": System(acuity.SYSTEM, acuity.read),
    "cliniko": System(cliniko.SYSTEM, cliniko.read),
    "icalendar": System(ical.SYSTEM, ical.read),
}


@dataclass(frozen=True)
class Imported:
    """The clinic with the export, how much of each came in, and what was not used."""

    clinic: Clinic
    counts: Mapping[str, int]
    warnings: tuple[Fault, ...]


def imported(clinic: Clinic, system: str, files: Mapping[str, bytes], now: datetime) -> Imported:
    """The clinic with all that the files of a system tell. Visits before `now` that were not cancelled were attended.

    A patient has one plan of a protocol at a time; its sessions are numbered by their starts. Raises FaultyClinic with
    all that cannot be, such as practitioners that identifiers.csv does not name; then nothing was made.
    """
    if system not in SYSTEMS:
        raise UnknownName("system", system, SYSTEMS)
    findings, known = Findings(), SYSTEMS[system]
    overlay = _Overlay(clinic, known.identifiers, system, findings, now)
    for name, content in files.items():
        export = known.read(name, content, findings)
        overlay.visits += [(name, visit) for visit in export.visits]
        overlay.patients |= {each.id: each for each in export.patients}
    grown = overlay.clinic()
    if findings.faults:
        raise FaultyClinic(findings.faults, findings.warnings)
    counts = {"patients": len(grown.patients) - len(clinic.patients), "plans": len(grown.plans) - len(clinic.plans)}
    return Imported(grown, counts | {"appointments": len(overlay.visits)}, tuple(findings.warnings))


@dataclass
class _Overlay:
    base: Clinic
    system: str
    name: str
    findings: Findings
    now: datetime
    visits: list[tuple[str, Visit]] = field(default_factory=list)
    patients: dict[str, Named] = field(default_factory=dict)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    new: list[Identifier] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)

    def clinic(self) -> Clinic:
        base = self.base
        self.ids = {(i.what, i.value): i.id for i in base.identifiers if i.system == self.system}
        patients, plans, book = dict(base.patients), dict(base.plans), {entry.id: entry for entry in base.book}
        for person in self.patients.values():
            self._patient(person, patients)
        visits = [visit for file, each in self.visits if (visit := self._visit(file, each, patients))]
        try:
            book |= {
                entry.id: entry for entry in Courses(plans, base.protocols, base.book, base.timezone).numbered(visits)
            }
        except Nonsense as why:
            self.findings.fault("the clinic", None, "plans", str(why), "keep one of them in plans.csv")
        identifiers = (*base.identifiers, *self.new)
        return replace(base, patients=patients, plans=plans, book=tuple(book.values()), identifiers=identifiers)

    def _patient(self, person: Named, patients: dict[str, Patient]) -> str:
        """The patient that an identifier says, or a new one."""
        id = self._id("patient", person.id)
        known = patients.get(id) or Patient(id, id)
        patients[id] = replace(
            known,
            name=person.name or known.name,
            phone=person.phone or known.phone,
            email=person.email or known.email,
        )
        return id

    def _id(self, what: str, value: str) -> str:
        """The id of what the system calls so, made where there is none yet."""
        if (what, value) not in self.ids:
            plain = value if value.isascii() and value.replace("-", "").isalnum() and len(value) < 25 else ""
            self.ids[what, value] = f"{self.name}-{plain or sha256(value.encode()).hexdigest()[:10]}"
            self.new.append(Identifier(what, self.ids[what, value], self.system, value))
        return self.ids[what, value]

    def _known(self, what: str, named: Named, there: Mapping[str, object], file: str, visit: Visit) -> str | None:
        """One of the clinic's own, by an identifier, by its id or by its name; a fault, once, for one that is none."""
        by_identifier = self.ids.get((what, named.id))
        names = {id: str(getattr(each, "name", getattr(each, "title", ""))).casefold() for id, each in there.items()}
        same = [id for id, name in names.items() if named.name and name == named.name.casefold()]
        id = by_identifier or (named.id if named.id in there else same[0] if len(same) == 1 else None)
        if id is None and (what, named.id) not in self.told:
            self.told.add((what, named.id))
            called = f" ({named.name})" if named.name not in ("", named.id) else ""
            wrong = f"the clinic has no {what} for {named.id!r}{called}"
            mend = f"add to identifiers.csv: {what},ID,{self.system},{named.id}"
            self.findings.fault(file, None, visit.place, wrong, mend)
        return id

    def _visit(self, file: str, visit: Visit, patients: dict[str, Patient]) -> CourseVisit | None:
        """A visit in the clinic's own words; None, and a fault, where the clinic has nothing of its kind."""
        protocol = self._known("protocol", visit.kind, self.base.protocols, file, visit)
        patient = self._patient(self.patients.get(visit.patient.id, visit.patient), patients)
        if protocol is None:
            return None
        start = visit.start.astimezone(UTC)
        status = ATTENDED if visit.status == BOOKED and start < self.now else visit.status
        person = visit.practitioner
        who = self._known("practitioner", person, self.base.practitioners, file, visit) if person else None
        room = Named(visit.room, visit.room)
        where = self._known("room", room, self.base.rooms, file, visit) if visit.room else None
        id = self._id("appointment", visit.id)
        return CourseVisit(patient, protocol, Entry(id, "", 0, status, start, who, where))
