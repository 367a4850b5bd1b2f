"""Every field of every fact is kept: a clinic that says all of them is stored, written and read again as the very same.

A field that is added without being said here fails the first test; one that a store, a writer or a reader leaves out
fails one of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner.clinic import BookingRules, Clinic, Code, Identifier, Phase, Plan, Protocol, Wait
from planner.desk.desk import Desk
from planner.fhir.bundle import bundle, encoded
from planner.fhir.export import resources_of
from planner.fhir.intake import read_clinic
from planner.fhir.release import R4, R5, Release
from planner.files.reading import load, load_tables
from planner.files.starting.workbooks import new_workbook
from planner.files.writing import write_clinic
from tests.files.reading.worlds import FURTHER, Folder
from tests.files.writing.round_trip import again


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """The reader's small clinic, and what it does not say."""
    (tmp_path / "read").mkdir()
    folder = Folder(tmp_path / "read")
    for name, content in FURTHER.items():
        folder.write(name, content)
    read = folder.clinic()
    weekly = Protocol("weekly", "Weekly", (Phase("visits", ("call",), sessions=4, every=7, tolerance=1),))
    onboarded = Plan("c2", "p1", "weekly", date(2026, 11, 3), attended=2, last_attended=date(2026, 11, 10))
    return replace(
        read,
        plans={**read.plans, "c2": onboarded},
        start_every=timedelta(minutes=10),
        protocols={**read.protocols, "weekly": weekly},
        book=(*read.book, replace(read.book[-1], id="a3", plan="c1", number=1, phase="visit", service="peel")),
        waits=(*read.waits, Wait("peel", 3, service="facial")),
        clearances=tuple(replace(each, until=date(2027, 2, 1)) for each in read.clearances),
        policy=read.policy.overridden({"botox": {"off": True, "reason": "our doctor's wish"}}),
        prices=_dearer(read.prices),
        repair_prices=_dearer(read.repair_prices),
        booking=BookingRules(timedelta(hours=24), timedelta(days=60), timedelta(hours=12), 2),
        absences=(replace(read.absences[0], source="holidays"), *read.absences[1:]),
        identifiers=(Identifier("patient", "p1", "urn:oid:1.2.3", "MRN 7"), Identifier("appointment", "a1", "", "7")),
        codes=(Code("http://snomed.info/sct", "77386006", "pregnancy"), Code("", "7", "botox")),
    )


def _dearer(prices: Any) -> Any:
    numbers = {each.name: getattr(prices, each.name) for each in fields(prices)}
    return replace(prices, **{name: price + 1 for name, price in numbers.items() if not isinstance(price, Mapping)})


def said(thing: Any) -> Iterator[tuple[type, str]]:
    """The fields, anywhere in a fact, that hold something else than their default."""
    if is_dataclass(thing):
        for field in fields(thing):
            value = getattr(thing, field.name)
            default = field.default if field.default_factory is MISSING else field.default_factory()
            if value != default:
                yield type(thing), field.name
            yield from said(value)
    elif isinstance(thing, Mapping | tuple | list):
        for part in thing.values() if isinstance(thing, Mapping) else thing:
            yield from said(part)


def test_every_field_of_every_fact_is_said(clinic: Clinic) -> None:
    there = set(said(clinic))
    every = {(kind, field.name) for kind, _ in there for field in fields(kind)}
    assert sorted(f"{kind.__name__}.{name}" for kind, name in every - there) == []


def test_a_store_keeps_every_field(clinic: Clinic, tmp_path: Path) -> None:
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    desk.load(clinic)
    desk.close()
    desk = Desk.open(f"sqlite:///{tmp_path / 'clinic.db'}")
    assert desk.clinic() == clinic
    desk.close()


def test_a_folder_says_every_field(clinic: Clinic) -> None:
    assert again(clinic) == clinic


def test_a_workbook_says_every_field(clinic: Clinic, tmp_path: Path) -> None:
    write_clinic(clinic, tmp_path / "folder")
    new_workbook(tmp_path / "clinic.xlsx", tmp_path / "folder")
    assert load(tmp_path / "clinic.xlsx").clinic == clinic


def test_frames_say_every_field(clinic: Clinic, tmp_path: Path) -> None:
    write_clinic(clinic, tmp_path / "folder")
    tables = {path.stem: pd.read_csv(path) for path in (tmp_path / "folder").glob("*.csv")}
    settings = (tmp_path / "folder" / "clinic.toml").read_text(encoding="utf-8")
    assert load_tables({"clinic": settings, **tables}).clinic == clinic


@pytest.mark.parametrize("release", [R4, R5], ids=lambda each: str(each.name))
def test_fhir_says_every_field(clinic: Clinic, release: Release) -> None:
    document = encoded(bundle(resources_of(clinic, release)))
    assert read_clinic({"clinic.json": document}).clinic == clinic
