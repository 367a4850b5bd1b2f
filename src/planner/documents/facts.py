"""A clinic's facts as documents: the fields of their dataclasses, lengths in seconds, moments on the clinic's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from planner.clinic import Clinic
from planner.desk.store.documents import document
from planner.documents.fields import Document


def of_facts(clinic: Clinic, kind: str, found: Mapping[str, object]) -> list[Document]:
    """The facts of a kind, such as `patients`, by id."""
    return [of_fact(clinic, kind, id, thing) for id, thing in found.items()]


def of_fact(clinic: Clinic, kind: str, id: str, thing: object) -> Document:
    """A fact and its id; that of one that has none is its number."""
    return {"id": id, **_local(clinic, document(kind, thing))}


def of_setting(clinic: Clinic, name: str) -> Any:
    """What a clinic has one of, such as its policy; null where it has none."""
    thing = getattr(clinic, name)
    return None if thing is None else document(name, thing)


def _local(clinic: Clinic, said: Any) -> Any:
    """A document with the moments of its spans on the clinic's clock."""
    if isinstance(said, dict):
        if said.keys() == {"start", "end"}:
            return {name: clinic.local(datetime.fromisoformat(each)).isoformat() for name, each in said.items()}
        return {name: _local(clinic, each) for name, each in said.items()}
    return said
