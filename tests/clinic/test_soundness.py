"""A clinic that is not sound is refused alike by readers and stores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.clinic import Clearance, Clinic, Equipment, FollowUp, Wait
from planner.clinic.soundness import REFERENCES, unsound
from planner.desk.desk import Desk
from planner.errors import FaultyClinic, Nonsense
from planner.files.reading.tables import TABLES
from planner.files.writing import write_clinic
from tests.worlds import absence, day, event, patient, phase, plan, protocol, room, service, world

LAMP = Equipment("lamp", "Lamp", 0)
UNSOUND = {
    "a plan of nobody": world(plans=[replace(plan(), patient="zoe")], patients=[patient("ann")]),
    "a plan on no protocol": world(plans=[plan(protocol="massage")]),
    "a plan with nobody": world(plans=[plan(practitioner="tom")]),
    "a patient who is never to be with nobody": world(patients=[patient("ann", not_with=("tom",))]),
    "a journey of nobody": world(away=(absence("cleo", 0),)),
    "a patient who likes nobody": world(patients=[patient("ann", preferred_practitioners=("tom",))]),
    "an absence of nobody": world(absences=(absence("tom", 0),)),
    "a closure of nothing": world(closures=(absence("two", 0),)),
    "a protocol without its service": world(protocols=[protocol("p", phase("cupping"))]),
    "a first session without its service": world(protocols=[protocol("p", phase(sessions=2, first="talk"))]),
    "a service without its equipment": world([service(equipment=("lamp",))]),
    "a wait before nothing": world(waits=(Wait("needling", 2, "cupping"),)),
    "a follow-up of nothing": world(follow_ups=(FollowUp("cupping", "needling", 1, 2),)),
    "an event of nobody": world(events=(event("fever", 0, "zoe", 1),)),
    "a clearance of no rule": world(clearances=(Clearance("ann", "pox", "Dr Ng", day(0)),)),
    "a service nobody may give": world([service(needs=frozenset({"laser"}))]),
    "a service without a room": world([service(room=frozenset({"dark"}))]),
    "an equipment without a unit": world([service(equipment=("lamp",))], equipment=[LAMP]),
    "a room that is an equipment": world(rooms=[room("lamp")], equipment=[LAMP]),
}


def _without_zoe(clinic: Clinic) -> Clinic:
    return replace(clinic, patients={id: each for id, each in clinic.patients.items() if id != "zoe"})


@pytest.mark.parametrize("clinic", UNSOUND.values(), ids=UNSOUND)
def test_what_is_unsound_is_refused_by_readers_and_stores_alike(clinic: Clinic, tmp_path: Path) -> None:
    clinic = _without_zoe(clinic)
    assert list(unsound(clinic))
    with pytest.raises(FaultyClinic):
        write_clinic(clinic, tmp_path / "clinic")
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    with pytest.raises(Nonsense):
        desk.load(clinic)
    desk.close()


def test_a_sound_clinic_is_let_in(tmp_path: Path) -> None:
    assert list(unsound(world())) == []
    Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}").load(world())


def test_each_table_with_a_column_that_names_a_fact_is_looked_at() -> None:
    naming = {table.name for table in TABLES if any(column.refers for column in table.columns)}
    fields = {
        "shifts": "practitioners",
        "breaks": "practitioners",
        "room_hours": "rooms",
        "times": "patients",
        "appointments": "book",
    }
    assert {fields.get(name, name) for name in naming} - {"practitioners", "rooms", "book"} <= REFERENCES.keys()
