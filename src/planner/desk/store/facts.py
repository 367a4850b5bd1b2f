"""The clinic's facts, a row each, so that plans, patients and events change singly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from planner.clinic import Clinic, Patient
from planner.desk.answers import Wish
from planner.desk.store.databases import FACTS, Database
from planner.desk.store.documents import BY_ID, LISTED, PEOPLE, PERSONAL, SETTINGS, WISHES, document, fact
from planner.desk.store.tables import facts as table
from planner.desk.store.tables import versions

WHO = PERSONAL["patients"]
"""The fields that say who a patient is."""
Name = tuple[str, str]
"""A fact's kind, which is its field of Clinic, and its id: a number where it has none."""


@dataclass(frozen=True)
class Kind:
    """The facts of one kind by id, in the order in which they came; None where one was taken back."""

    name: str
    found: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def there(self) -> Mapping[str, Any]:
        """Those that were not taken back."""
        return {id: thing for id, thing in self.found.items() if thing is not None}

    @cached_property
    def in_clinic(self) -> Any:
        """The field of Clinic that they are."""
        if self.name in SETTINGS:
            return self.found[""]
        return self.there if self.name in BY_ID else tuple(self.there.values())

    def with_(self, changed: Mapping[str, Any]) -> Kind:
        return Kind(self.name, {**self.found, **changed})


@dataclass(frozen=True)
class Facts:
    """All facts as of one version. A kind of which none has changed is the very same in the next one, its field too."""

    version: int
    kinds: Mapping[str, Kind]

    @cached_property
    def clinic(self) -> Clinic:
        """The clinic with an empty book; a setting that an older store does not have is as by default."""
        there = (kind for kind in (*BY_ID, *LISTED, *SETTINGS) if kind not in SETTINGS or self.of(kind).found)
        return Clinic(**{kind: self.of(kind).in_clinic for kind in there})

    @property
    def wishes(self) -> list[Wish]:
        return list(self.of(WISHES).there.values())

    def of(self, kind: str) -> Kind:
        return self.kinds.get(kind) or Kind(kind)

    def with_(self, version: int, changed: Mapping[Name, Any]) -> Facts:
        by_kind: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for (kind, id), thing in changed.items():
            by_kind[kind][id] = thing
        newer = {kind: self.of(kind).with_(things) for kind, things in by_kind.items()}
        return Facts(version, {**self.kinds, **newer})

    def name_of(self, kind: str, thing: Any) -> Name | None:
        """The name of a fact that has no id, by what it says; None where there is none."""
        return next(((kind, id) for id, there in self.of(kind).there.items() if there == thing), None)

    def new_name(self, kind: str) -> Name:
        return (kind, str(1 + len(self.of(kind).found)))


NOTHING = Facts(0, {})


def of(clinic: Clinic) -> dict[Name, Any]:
    """A clinic's facts by name."""
    found: dict[Name, Any] = {(kind, ""): getattr(clinic, kind) for kind in SETTINGS}
    for kind in BY_ID:
        found |= {(kind, id): thing for id, thing in getattr(clinic, kind).items()}
    for kind in LISTED:
        found |= {(kind, str(number)): thing for number, thing in enumerate(getattr(clinic, kind), start=1)}
    return found


_READ = select(table.c.kind, table.c.id, table.c.document, table.c.version)
_NEWER = _READ.where(table.c.version > bindparam("known")).order_by(table.c.place)


def newer(connection: Connection, known: Facts, version: int) -> Facts:
    """The facts as they are now, when those of an earlier version are known."""
    if version == known.version:
        return known
    changed: dict[Name, Any] = {}
    people: dict[str, Any] = {}
    for kind, id, said, raised in connection.execute(_NEWER, {"known": known.version}):  # one at a time in memory
        version = max(version, raised)
        if kind == PEOPLE:
            people[id] = said
        else:
            changed[kind, id] = read(kind, said)
    return known.with_(version, {name: _as_known(name, thing, people) for name, thing in changed.items()})


def write(connection: Connection, database: Database, version: int, changed: Mapping[Name, Any]) -> None:
    """Facts written with their new version; None for one taken back."""
    rows = [
        {"kind": kind, "id": id, "document": written(kind, thing), "version": version}
        for (kind, id), thing in _apart(changed).items()
    ]
    connection.execute(database.upsert(table, ["kind", "id"], ["document", "version"]), rows)
    connection.execute(database.upsert(versions, ["name"], ["version"]), {"name": FACTS, "version": version})


def _apart(changed: Mapping[Name, Any]) -> dict[Name, Any]:
    """Patients, and who they are beside them: that stays when the patient is taken back."""
    patients = {name: thing for name, thing in changed.items() if isinstance(thing, Patient)}
    people = {(PEOPLE, id): {field: getattr(who, field) for field in WHO} for (_, id), who in patients.items()}
    return {**changed, **{name: _unnamed(who) for name, who in patients.items()}, **people}


def _unnamed(patient: Patient) -> Patient:
    return replace(patient, name="", phone="", email="", note="")


def _as_known(name: Name, thing: Any, people: Mapping[str, Any]) -> Any:
    """A fact, with who it is for a patient."""
    who = people.get(name[1]) if isinstance(thing, Patient) else None
    return replace(thing, **who) if who else thing


def people(connection: Connection, ids: Iterable[str] | None = None) -> dict[str, Mapping[str, str]]:
    """Who patients are, those taken back too: name, phone, email and note by id; of all unless told."""
    wanted = None if ids is None else set(ids)
    rows = connection.execute(select(table.c.id, table.c.document).where(table.c.kind == PEOPLE))
    return {id: who for id, who in rows if who is not None and (wanted is None or id in wanted)}


def forget(connection: Connection, patient: str) -> bool:
    """Who a patient is, taken out of the store; whether anything was there."""
    return connection.execute(delete(table).where(table.c.kind == PEOPLE, table.c.id == patient)).rowcount > 0


def named(facts: Facts, known: Mapping[str, Mapping[str, str]]) -> Facts:
    """Facts of the past, whose patients bear the names of today; how they are reached is left out."""
    patients = {id: who for id, who in facts.of("patients").there.items() if id in known}
    return facts.with_(
        facts.version, {("patients", id): replace(who, name=known[id]["name"]) for id, who in patients.items()}
    )


def written(kind: str, thing: Any) -> Any:
    """A fact as a document; a setting that is None has one too, so that it is not taken for one taken back."""
    if kind == PEOPLE:
        return thing
    return {"is": None} if thing is None and kind in SETTINGS else None if thing is None else document(kind, thing)


def read(kind: str, document: Any) -> Any:
    """The fact of a document."""
    return None if document is None or document == {"is": None} else fact(kind, document)


def folded(documents: Iterable[tuple[Name, Any]]) -> Facts:
    """Facts from their documents."""
    return NOTHING.with_(0, {name: read(name[0], document) for name, document in documents})
