"""An import laid into a store in which others go on booking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.clinic import Patient
from planner.desk import Desk
from planner.errors import Conflict
from planner.jobs.imports.store import lay_into
from tests.desk.worlds import FAR, far
from tests.worlds import at, patient


@pytest.fixture
def url(tmp_path: object) -> str:
    return f"sqlite:///{tmp_path}/clinic.db"


@pytest.mark.parametrize("facts", [(), (patient("new"),)], ids=["the book alone", "facts too"])
def test_a_visit_moved_while_an_import_was_read_is_not_put_back(desk: Desk, facts: tuple[Patient, ...]) -> None:
    desk.load(far())
    seen = desk.store.settled_clinic()
    mine, theirs = seen.clinic.book[:2]
    book = (replace(mine, start=at(FAR, "11:00")), *seen.clinic.book[1:])
    people = {**seen.clinic.patients, **{each.id: each for each in facts}}
    made = replace(seen.clinic, patients=people, book=book)
    desk.move_to(theirs.id, "mai", at(FAR, "10:00"))
    lay_into(desk, seen, made, "the tests", "FHIR")
    starts = {entry.id: entry.start for entry in desk.clinic().book}
    assert (starts[mine.id], starts[theirs.id]) == (at(FAR, "11:00"), at(FAR, "10:00"))


def test_a_visit_that_both_move_is_a_conflict(desk: Desk) -> None:
    desk.load(far())
    seen = desk.store.settled_clinic()
    first = seen.clinic.book[0]
    made = replace(seen.clinic, book=(replace(first, start=at(FAR, "11:00")), *seen.clinic.book[1:]))
    desk.move_to(first.id, "mai", at(FAR, "10:00"))
    with pytest.raises(Conflict, match="it was moved meanwhile"):
        lay_into(desk, seen, made, "the tests", "FHIR")
    assert desk.clinic().book[0].start == at(FAR, "10:00")


def test_facts_changed_while_an_import_was_read_are_not_put_back(desk: Desk) -> None:
    desk.load(far())
    seen = desk.store.settled_clinic()
    desk.change(patient("ann", phone="555"))
    made = replace(seen.clinic, name="Elm Street")
    with pytest.raises(Conflict, match="what the clinic has on record has changed"):
        lay_into(desk, seen, made, "the tests", "FHIR")
    assert desk.clinic().patients["ann"].phone == "555"
