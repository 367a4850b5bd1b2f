"""The appointment book laid beside its plans: numbers, phases, and no session standing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from planner.clinic import Entry, Plan, Protocol
from planner.clinic.appointments import ATTENDED, BOOKED
from planner.clinic.courses.numbering import has_number, most_services, no_number, numbers_by_plan, places_of
from planner.files.reading import history
from planner.files.reading.findings import Findings, nearest
from planner.files.reading.rows import Listing
from planner.files.reading.settings import Settings

MEND = "mend one of the two"


def check(listing: Listing, plans: Listing, settings: Settings, findings: Findings) -> None:
    """Every row of the book, and the rows of each number together."""
    treated = {
        plan.id: (plan, settings.protocols[plan.protocol])
        for _, plan in plans.made()
        if plan.protocol in settings.protocols
    }
    rows = [(record.row, entry) for record, entry in listing.made()]
    standing: dict[str, dict[int, list[tuple[int, Entry]]]] = defaultdict(lambda: defaultdict(list))
    numbers = numbers_by_plan((entry.plan, entry.number) for _, entry in rows)
    for row, entry in rows:
        if entry.status in (ATTENDED, BOOKED):
            standing[entry.plan][entry.number].append((row, entry))
    for row, entry in rows:
        this = _Row(entry, row, listing.file, findings)
        this.alone()
        if entry.plan in treated:
            this.beside(*treated[entry.plan], standing[entry.plan], numbers[entry.plan], settings)
    for plan in standing.keys() & treated.keys():
        for visit in standing[plan].values():
            _once(visit, *treated[plan], listing.file, findings)
    history.check(rows, {id: plan for id, (plan, _) in treated.items()}, settings.timezone, listing.file, findings)


class _Row:
    def __init__(self, entry: Entry, row: int, file: str, findings: Findings) -> None:
        self.entry, self.row, self.file, self.findings = entry, row, file, findings

    def alone(self) -> None:
        entry = self.entry
        if entry.status == BOOKED and entry.practitioner is None:
            self.findings.fault(
                self.file, self.row, "practitioner", "the cell is empty", "say with whom this is booked"
            )
        if entry.fixed and entry.status != BOOKED:
            wrong = f"this is {entry.status}; only what is booked can be fixed, it is not used"
            self.findings.warn(self.file, self.row, "fixed", wrong, "leave it empty")

    def beside(
        self, plan: Plan, protocol: Protocol, standing: Collection[int], book: Collection[int], settings: Settings
    ) -> None:
        self._phase(plan, protocol)
        self._number(plan, protocol, standing, book)
        self._services(protocol, settings)

    def _phase(self, plan: Plan, protocol: Protocol) -> None:
        names, named = [phase.name for phase in protocol.phases], self.entry.phase
        if named is None:
            return
        if named not in names:
            wrong = f"the protocol {protocol.id!r} has no phase {named!r}"
            self.findings.fault(self.file, self.row, "phase", wrong, nearest(named, names, f"use {', '.join(names)}"))
        elif (may := [phase.name for phase, _ in places_of(plan, protocol, self.entry.number)]) and named not in may:
            wrong = f"session {self.entry.number} of this plan belongs to {' or '.join(may)}, not to {named}"
            mend = f"mend one of the two; as it stands, {named} begins here" if _later(named, may, names) else MEND
            self.findings.warn(self.file, self.row, "phase", wrong, mend)

    def _number(self, plan: Plan, protocol: Protocol, standing: Collection[int], book: Collection[int]) -> None:
        number = self.entry.number
        if number <= plan.attended:
            wrong = (
                f"the sessions 1 to {plan.attended} of plan {plan.id!r} took place before the book, by its `attended`"
            )
            self.findings.fault(self.file, self.row, "number", wrong, "leave this row out, or lower `attended`")
        elif self.entry.status in (ATTENDED, BOOKED) and not has_number(plan, protocol, number, standing, book):
            wrong = no_number(plan, protocol, number)
            self.findings.fault(self.file, self.row, "number", wrong, "mend the number, or the plan's `sessions`")

    def _services(self, protocol: Protocol, settings: Settings) -> None:
        entry, ids = self.entry, [id for phase in protocol.phases for id in phase.all_services]
        if entry.service and entry.service not in ids:
            wrong = f"the protocol {protocol.id!r} does not hold the service {entry.service!r}"
            self.findings.warn(self.file, self.row, "service", wrong, nearest(entry.service, ids, "mend it"))
        given = [settings.services.get(id) for id in ([entry.service] if entry.service else ids)]
        if entry.fixed and entry.status == BOOKED and not entry.room and all(s and s.room is not None for s in given):
            wrong = "the cell is empty, so another session may get the room that this one will take"
            self.findings.warn(self.file, self.row, "room", wrong, "say which room this is booked in")


def _later(named: str, may: Collection[str], names: Sequence[str]) -> bool:
    """Whether the phase named comes after all that the number may belong to."""
    return names.index(named) > max(names.index(name) for name in may)


def _once(rows: list[tuple[int, Entry]], plan: Plan, protocol: Protocol, file: str, findings: Findings) -> None:
    """A session stands once, with as many rows as it has services."""
    size = most_services(plan, protocol, rows[0][1].number)
    if len(rows) <= size and len({entry.status for _, entry in rows}) > 1:
        row, entry = rows[-1]
        wrong = f"session {entry.number} of plan {plan.id!r} is attended in one row and booked in another"
        findings.fault(file, row, "status", wrong, "mark the whole visit attended, or the rest cancelled")
        return
    first: Mapping[str, int] = {}
    for place, (row, entry) in enumerate(rows, start=1):
        if entry.service and entry.service in first:
            twice = first[entry.service]
        elif place > size:
            twice = rows[0][0]
        else:
            first = {**first, entry.service: row} if entry.service else first
            continue
        wrong = f"session {entry.number} of plan {plan.id!r} stands in row {twice} already"
        findings.fault(file, row, "number", wrong, "keep one of the two, or mark the other cancelled")
