"""Who comes to the clinic: find, patient, plan, forget."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from planner.cli.commands.desk.options import (
    AsJson,
    Database,
    Prefer,
    at_desk,
    call,
)
from planner.cli.commands.option_groups import takes
from planner.cli.commands.options import day_of
from planner.cli.output import show_json, show_line
from planner.cli.terminal.patients import show_found
from planner.clinic import Patient, Plan
from planner.clinic.people import PARTS_OF_DAY
from planner.desk.answers import Said
from planner.documents.patients import of_found
from planner.documents.receipts import of_receipt

Protocol = Annotated[str, typer.Option("--protocol", metavar="ID", help="The protocol of the plan.")]
Start = Annotated[
    date | None, typer.Option("--start", parser=day_of, metavar="DATE", help="The day it begins; by default today.")
]
Priority = Annotated[int, typer.Option("--priority", metavar="N", min=1, max=3, help="3 is the highest.")]
Sessions = Annotated[
    int | None,
    typer.Option("--sessions", metavar="N", min=1, help="How many sessions it has; by default the protocol's number."),
]


def find(
    database: Database,
    text: Annotated[
        str, typer.Argument(metavar="NAME", help="A name or a part of one, or the id of a patient or plan.")
    ],
    as_json: AsJson = False,
) -> None:
    """Find patients by name, id or phone, with their plans and coming appointments."""
    with at_desk(database, as_json=as_json) as desk:
        clinic, patients = desk.clinic(), desk.find(text)
        closed = desk.closed() if any(each.rows for each in patients) else []
    if as_json:
        show_json([of_found(clinic, each) for each in patients])
    else:
        show_found(Console(), clinic, text, patients, closed)


@takes(call)
def patient(
    database: Database,
    id: Annotated[str, typer.Argument(metavar="PATIENT", help="The id of the new patient.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The patient's name.")],
    protocol: Annotated[
        str | None, typer.Option("--protocol", metavar="ID", help="Begin a plan of this protocol too.")
    ] = None,
    start: Start = None,
    prefer: Prefer = None,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Put a new patient on record, with a plan named PATIENT-PROTOCOL if a protocol is given."""
    parts = tuple(each for each in prefer or () if each in PARTS_OF_DAY)
    people = tuple(each for each in prefer or () if each not in PARTS_OF_DAY)
    with at_desk(database, as_json=as_json) as desk:
        new: list[Patient | Plan] = [Patient(id, name, people, parts)]
        if protocol is not None:
            new.append(Plan(f"{id}-{protocol}", id, protocol, start or desk.today()))
        done = desk.add(*new, **call)
        if as_json:
            show_json(of_receipt(desk.clinic(), done))
        else:
            show_line(f"On record: {', '.join(each.id for each in new)}; entry {done.seq} of the journal.")


@takes(call)
def plan(
    database: Database,
    id: Annotated[str, typer.Argument(metavar="PLAN", help="The id of the new plan.")],
    patient: Annotated[str, typer.Option("--patient", metavar="ID", help="The patient.")],
    protocol: Protocol,
    start: Start = None,
    priority: Priority = 2,
    sessions: Sessions = None,
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Begin a new plan of a patient who is on record."""
    with at_desk(database, as_json=as_json) as desk:
        new = Plan(id, patient, protocol, start or desk.today(), priority, sessions)
        done = desk.add(new, **call)
        if as_json:
            show_json(of_receipt(desk.clinic(), done))
        else:
            show_line(f"On record: {id}; entry {done.seq} of the journal.")


@takes(call)
def forget(
    database: Database,
    patient: Annotated[str, typer.Argument(metavar="PATIENT", help="The patient's id.")],
    *,
    call: Said,
    as_json: AsJson = False,
) -> None:
    """Remove a patient's name, contacts and notes for good; plans and appointments stay, by their ids."""
    with at_desk(database, as_json=as_json) as desk:
        done = desk.forget(patient, **call)
        if as_json:
            show_json(of_receipt(desk.clinic(), done))
        else:
            show_line(
                f"Forgotten: who {patient} is; entry {done.seq} of the journal. Copies and exports keep the name."
            )
