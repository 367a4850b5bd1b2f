"""What a clinic has one of: its settings, and the contraindication policy with the clinic's own overrides."""

# annotations are read as they are, since each setting has its own

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import Field, GetPydanticSchema

from planner.desk.store.documents import SETTINGS, type_of
from planner.documents.facts import of_setting
from planner.http.answers import Answer, changed, seen
from planner.http.dependencies import Ruling, Seeing, TheDesk
from planner.http.schemas import documents
from planner.http.schemas.fields import Count, Date, Said, Text, Why
from planner.http.schemas.numbers import exact

router = APIRouter(tags=["settings"])
PLAIN = tuple(name for name in SETTINGS if name != "policy")
"""Those that are given as a whole."""
Reason = Annotated[Why, Body()]


class Override(Said):
    """How a rule of the policy is otherwise at this clinic; what is left out stays as it is."""

    reason: Annotated[str, Field(min_length=1, max_length=500, examples=["our dermatologist's wish"])]
    """Why, which is shown beside the rule wherever it closes a day."""
    days: Count | None = None
    """For how many days it closes; or `months`, or `lasting`."""
    months: Count | None = None
    lasting: bool = False
    """It closes for as long as the event lasts."""
    acts: Annotated[list[Text] | None, Field(min_length=1, max_length=100, examples=[["needling:face"]])] = None
    """What it closes, such as `needling:*`."""
    clearable: bool | None = None
    """Whether a professional's word may lift it for a patient."""
    off: bool = False
    """The clinic does not keep it."""
    source: Text | None = None
    words: Annotated[str | None, Field(max_length=2000)] = None
    reviewed: Date | None = None

    def change(self) -> dict[str, Any]:
        """As `Policy.overridden` takes it."""
        return self.model_dump(exclude={"why"}, exclude_unset=True, exclude_none=True)


@router.get("/settings", operation_id="settings", response_model=documents.Fact)
def settings(desk: TheDesk, caller: Seeing) -> Answer:
    """What the clinic has one of: its name, time zone, prices, opening hours; the policy has its own address."""
    clinic = desk.facts()
    return seen(desk, {name: of_setting(clinic, name) for name in PLAIN})


@router.get("/policy", operation_id="policy", response_model=documents.Fact)
def policy(desk: TheDesk, caller: Seeing) -> Answer:
    """The contraindication policy: each rule with its source, and the clinic's reason where it is its own."""
    return seen(desk, of_setting(desk.facts(), "policy"))


@router.put("/policy/{kind}", operation_id="overridePolicy", response_model=documents.Receipt)
def override(kind: str, body: Override, desk: TheDesk, said: Ruling) -> Answer:
    """Let a rule of the policy be otherwise, or add one, with a reason; `closed` are the bookings that cannot stand."""
    mine = desk.facts().policy.overridden({kind: body.change()})
    call = {"expected": desk.store.last_known.version, "question": (kind, body.change()), **said.call(body.why)}
    return changed(desk, desk.change(settings={"policy": mine}, **call))


def _set(name: str) -> None:
    """The route that writes one setting."""
    cls = type_of(name)
    operation = "set" + "".join(part.capitalize() for part in name.split("_"))

    @router.put(f"/settings/{name.replace('_', '-')}", operation_id=operation, response_model=documents.Receipt)
    def put(
        value: Annotated[cls, GetPydanticSchema(exact), Body(embed=True)],  # type: ignore[valid-type]
        desk: TheDesk,
        said: Ruling,
        why: Reason = "",
    ) -> Answer:
        """Write a setting over the one that there is; `closed` are the bookings that cannot stand now."""
        return changed(desk, desk.change(settings={name: value}, **said.call(why)))


for _name in PLAIN:
    _set(_name)
