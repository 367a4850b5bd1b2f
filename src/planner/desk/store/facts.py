"""The clinic's facts, a row each, so that plans, patients and events change singly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, bindparam, select

from planner.clinic import Clinic
from planner.desk.store.databases import FACTS, Database
from planner.desk.store.documents import BY_ID, LISTED, SETTINGS, WISHES, document, fact
from planner.desk.store.tables import facts as table
from planner.desk.store.tables import versions
from planner.desk.waitlist import Wish

Name = tuple[str, str]
"""A fact's kind, which is its field of Clinic, and its id: a number where it has none."""


@dataclass(frozen=True)
class Facts:
    """All facts as of one version, in the order in which they came; None where one was taken back."""

    version: int
    found: Mapping[Name, Any]

    @cached_property
    def clinic(self) -> Clinic:
        """The clinic with an empty book."""
        kinds: dict[str, dict[str, Any]] = {kind: {} for kind in (*BY_ID, *LISTED, *SETTINGS)}
        for (kind, id), thing in self.found.items():
            if kind != WISHES and (thing is not None or kind in SETTINGS):
                kinds[kind][id] = thing
        fields: dict[str, Any] = {kind: kinds[kind] for kind in BY_ID}
        fields |= {kind: tuple(kinds[kind].values()) for kind in LISTED}
        fields |= {kind: kinds[kind][""] for kind in SETTINGS}
        return Clinic(**fields)

    @property
    def wishes(self) -> list[Wish]:
        return [thing for (kind, _), thing in self.found.items() if kind == WISHES and thing is not None]

    def with_(self, version: int, changed: Mapping[Name, Any]) -> Facts:
        return Facts(version, {**self.found, **changed})

    def name_of(self, kind: str, thing: Any) -> Name | None:
        """The name of a fact that has no id, by what it says; None where there is none."""
        return next((name for name, there in self.found.items() if name[0] == kind and there == thing), None)

    def new_name(self, kind: str) -> Name:
        return (kind, str(1 + sum(name[0] == kind for name in self.found)))


NOTHING = Facts(0, {})


def of(clinic: Clinic) -> dict[Name, Any]:
    """A clinic's facts by name."""
    found: dict[Name, Any] = {(kind, ""): getattr(clinic, kind) for kind in SETTINGS}
    for kind in BY_ID:
        found |= {(kind, id): thing for id, thing in getattr(clinic, kind).items()}
    for kind in LISTED:
        found |= {(kind, str(number)): thing for number, thing in enumerate(getattr(clinic, kind), start=1)}
    return found


_NEWER = select(table).where(table.c.version > bindparam("known")).order_by(table.c.place)


def newer(connection: Connection, known: Facts, version: int) -> Facts:
    """The facts as they are now, when those of an earlier version are known."""
    if version == known.version:
        return known
    rows = connection.execute(_NEWER, {"known": known.version}).all()
    changed = {(row.kind, row.id): read(row.kind, row.document) for row in rows}
    return known.with_(max([version, *(row.version for row in rows)]), changed)


def write(connection: Connection, database: Database, version: int, changed: Mapping[Name, Any]) -> None:
    """Facts written with their new version; None for one taken back."""
    rows = [
        {"kind": kind, "id": id, "document": written(kind, thing), "version": version}
        for (kind, id), thing in changed.items()
    ]
    connection.execute(database.upsert(table, ["kind", "id"], ["document", "version"]), rows)
    connection.execute(database.upsert(versions, ["name"], ["version"]), {"name": FACTS, "version": version})


def written(kind: str, thing: Any) -> Any:
    """A fact as a document; a setting that is None has one too, so that it is not taken for one taken back."""
    return {"is": None} if thing is None and kind in SETTINGS else None if thing is None else document(kind, thing)


def read(kind: str, document: Any) -> Any:
    """The fact of a document."""
    return None if document is None or document == {"is": None} else fact(kind, document)


def folded(documents: Iterable[tuple[Name, Any]]) -> Facts:
    """Facts from their documents."""
    return Facts(0, {name: read(name[0], document) for name, document in documents})
