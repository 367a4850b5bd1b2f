"""Facts: patients, practitioners, rooms, services, protocols, plans, events, clearances, absences and the others."""

# annotations are read as they are, since each kind has its own

import re
from typing import Annotated, Any

from fastapi import APIRouter, Body

from planner.desk import Desk, Receipt
from planner.desk.store.documents import BY_ID, LISTED, SETTINGS, type_of
from planner.desk.store.server.reads import EVERYBODY
from planner.documents.facts import of_fact, of_facts, of_setting
from planner.documents.receipts import of_closed
from planner.errors import Nonsense, UnknownName
from planner.http.answers import Answer, answer, clinic_of, etag, written
from planner.http.dependencies import Recording, Seeing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.fields import Why
from planner.http.transport.record import note_read

router = APIRouter()
Reason = Annotated[Why, Body()]
OF_PATIENTS = ("patients", "plans", "events", "clearances", "away", "identifiers")
"""Kinds of which a list is of all patients."""


def _of_kind(kind: str) -> APIRouter:
    """The routes of the facts of one kind."""
    path, name, cls = f"/{kind.replace('_', '-')}", _operation(kind), type_of(kind)
    made = APIRouter(prefix=path, tags=[path[1:]])

    @made.get("", operation_id=f"list{name}", response_model=documents.Facts)
    def every(desk: TheDesk, caller: Seeing) -> Answer:
        """All facts of this kind."""
        found = desk.facts_of(kind)
        note_read([EVERYBODY] if kind in OF_PATIENTS else [])
        return _seen(desk, {"facts": of_facts(clinic_of(desk), kind, found)})

    @made.get("/{id}", operation_id=f"get{name}", response_model=documents.Fact)
    def one(id: str, desk: TheDesk, caller: Seeing) -> Answer:
        """One fact; its ETag is the version of all facts, which a change may say as If-Match."""
        fact = _there(desk, kind, id)
        note_read([id] if kind == "patients" else [fact.of] if kind == "away" else [])
        return _seen(desk, of_fact(clinic_of(desk), kind, id, fact))

    if kind in BY_ID:

        @made.put("/{id}", operation_id=f"put{name}", response_model=documents.Receipt)
        def put(id: str, fact: cls, desk: TheDesk, said: Recording, why: Reason = "") -> Answer:  # type: ignore[valid-type]
            """Add a fact, or write it over the one of this id; `closed` are the bookings that cannot stand now."""
            if fact.id != id:  # type: ignore[attr-defined]
                raise Nonsense(f"the address is that of {id!r}, and the fact says another id; give one of the two")
            return _changed(desk, desk.change(fact, **said.call(why)))

    else:

        @made.post("", operation_id=f"add{name}", response_model=documents.Receipt, status_code=201)
        def add(fact: cls, desk: TheDesk, said: Recording, why: Reason = "") -> Answer:  # type: ignore[valid-type]
            """Add a fact; `closed` are the bookings that cannot stand now."""
            return _changed(desk, desk.change(fact, **said.call(why)), 201)

    @made.delete("/{id}", operation_id=f"remove{name}", response_model=documents.Receipt)
    def remove(id: str, desk: TheDesk, said: Recording) -> Answer:
        """Take a fact back."""
        return _changed(desk, desk.change(remove=[_there(desk, kind, id)], **said.call()))

    return made


@router.get("/settings", operation_id="settings", response_model=documents.Fact, tags=["settings"])
def settings(desk: TheDesk, caller: Seeing) -> Answer:
    """What the clinic has one of: its name, time zone, prices, opening hours; the policy has its own address."""
    clinic = desk.facts()
    return _seen(desk, {name: of_setting(clinic, name) for name in SETTINGS if name != "policy"})


@router.get("/policy", operation_id="policy", response_model=documents.Fact, tags=["settings"])
def policy(desk: TheDesk, caller: Seeing) -> Answer:
    """The contraindication policy: each rule with its source, and the clinic's reason where it is its own."""
    return _seen(desk, of_setting(desk.facts(), "policy"))


def _there(desk: Desk, kind: str, id: str) -> Any:
    found = desk.facts_of(kind)
    if id not in found:
        raise UnknownName(kind.removesuffix("s").replace("_", " "), id, found)
    return found[id]


def _seen(desk: Desk, document: dict[str, Any]) -> Answer:
    return answer(desk, document, headers={"ETag": etag(desk.store.last_known.version)})


def _changed(desk: Desk, done: Receipt, status: int = 200) -> Answer:
    headers = {"ETag": etag(done.versions["facts"])}
    return written(desk, done, of_closed(clinic_of(desk), done), status, headers)


def _operation(kind: str) -> str:
    """Such as `FollowUps`."""
    return re.sub(r"(?:^|_)(\w)", lambda found: found[1].upper(), kind)


for _kind in (*BY_ID, *LISTED):
    router.include_router(_of_kind(_kind))
