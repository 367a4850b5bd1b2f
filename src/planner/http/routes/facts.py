"""Facts: patients, practitioners, rooms, services, protocols, plans, events, clearances, absences and the others."""

# annotations are read as they are, since each kind has its own

import re
from typing import Annotated, Any

from fastapi import APIRouter, Body, Security
from pydantic import GetPydanticSchema

from planner.desk import Desk
from planner.desk.store.documents import BY_ID, LISTED, type_of
from planner.desk.store.server.reads import EVERYBODY
from planner.documents.facts import of_fact, of_facts
from planner.errors import Nonsense, UnknownName
from planner.http.access.scopes import DAILY, FACTS, PUBLISH
from planner.http.answers import Answer, changed, clinic_of, seen
from planner.http.dependencies import Keywords, Seeing, TheDesk, maybe_with_key
from planner.http.patients import OF_PATIENTS
from planner.http.schemas import documents
from planner.http.schemas.fields import Why
from planner.http.schemas.numbers import exact
from planner.http.transport.record import note_read

router = APIRouter()
Reason = Annotated[Why, Body()]


def _of_kind(kind: str) -> APIRouter:
    """The routes of the facts of one kind."""
    path, name, cls = f"/{kind.replace('_', '-')}", _operation(kind), Annotated[type_of(kind), GetPydanticSchema(exact)]
    writer = Security(maybe_with_key, scopes=[FACTS] if kind in DAILY else [FACTS, PUBLISH])
    made = APIRouter(prefix=path, tags=[path[1:]])

    @made.get("", operation_id=f"list{name}", response_model=documents.Facts)
    def every(desk: TheDesk, caller: Seeing) -> Answer:
        """All facts of this kind."""
        found = desk.facts_of(kind)
        note_read([EVERYBODY] if kind in OF_PATIENTS else [])
        return seen(desk, {"facts": of_facts(clinic_of(desk), kind, found)})

    @made.get("/{id}", operation_id=f"get{name}", response_model=documents.Fact)
    def one(id: str, desk: TheDesk, caller: Seeing) -> Answer:
        """One fact; its ETag is the version of all facts, which a change may say as If-Match."""
        fact = _there(desk, kind, id)
        note_read([id] if kind == "patients" else [fact.of] if kind == "away" else [])
        return seen(desk, of_fact(clinic_of(desk), kind, id, fact))

    if kind in BY_ID:

        @made.put("/{id}", operation_id=f"put{name}", response_model=documents.Receipt)
        def put(id: str, fact: cls, desk: TheDesk, said: Annotated[Keywords, writer], why: Reason = "") -> Answer:  # type: ignore[valid-type]
            """Add a fact, or write it over the one of this id; `closed` are the bookings that cannot stand now."""
            if fact.id != id:  # type: ignore[attr-defined]
                raise Nonsense(f"the address is that of {id!r}, and the fact says another id; give one of the two")
            return changed(desk, desk.change(fact, **said.call(why)))

    else:

        @made.post("", operation_id=f"add{name}", response_model=documents.Receipt, status_code=201)
        def add(fact: cls, desk: TheDesk, said: Annotated[Keywords, writer], why: Reason = "") -> Answer:  # type: ignore[valid-type]
            """Add a fact; `closed` are the bookings that cannot stand now."""
            return changed(desk, desk.change(fact, kind=kind, **said.call(why)), 201)

    @made.delete("/{id}", operation_id=f"remove{name}", response_model=documents.Receipt)
    def remove(id: str, desk: TheDesk, said: Annotated[Keywords, writer]) -> Answer:
        """Take a fact back."""
        return changed(desk, desk.change(remove=[_there(desk, kind, id)], kind=kind, **said.call()))

    return made


def _there(desk: Desk, kind: str, id: str) -> Any:
    found = desk.facts_of(kind)
    if id not in found:
        raise UnknownName(kind.removesuffix("s").replace("_", " "), id, found)
    return found[id]


def _operation(kind: str) -> str:
    """Such as `FollowUps`."""
    return re.sub(r"(?:^|_)(\w)", lambda found: found[1].upper(), kind)


for _kind in (*BY_ID, *LISTED):
    router.include_router(_of_kind(_kind))
