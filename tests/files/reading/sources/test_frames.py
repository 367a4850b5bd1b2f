"""DataFrames give what a folder gives."""

from __future__ import annotations

import datetime as dt
import io
import tomllib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from planner.errors import FaultyClinic, PlannerWarning
from planner.files import reading
from tests.files.reading.worlds import CSVS, TOML, Folder


def texts(folder: Folder) -> dict[str, Any]:
    """The folder's tables as they are, all text."""
    tables = {path.stem: pd.read_csv(path, dtype=str) for path in folder.path.glob("*.csv")}
    return {"clinic": TOML, **tables}


def typed(folder: Folder) -> dict[str, Any]:
    """The same with the types that pandas and Excel give."""
    tables = texts(folder)
    tables["clinic"] = tomllib.loads(TOML)
    tables["practitioners"]["max_sessions_per_day"] = [8.0, np.nan]
    tables["practitioners"]["licensed_until"] = pd.to_datetime(["2027-12-31", None])
    tables["practitioners"]["qualifications"] = [np.array(["facial", "herbs"]), None]
    tables["shifts"]["start"] = [dt.time(9), dt.time(12), dt.timedelta(hours=9), "9:00"]
    tables["shifts"]["until"] = [None, pd.NaT, dt.date(2026, 12, 31), pd.NA]
    tables["absences"]["start"] = pd.to_datetime(["2026-12-07 00:00", "2026-12-14 09:00"])
    tables["absences"]["end"] = pd.to_datetime(["2026-12-08 00:00", "2026-12-14 12:30"])
    tables["plans"]["start"] = pd.Timestamp("2026-12-01")
    tables["plans"]["sessions"] = pd.array([6, None], dtype="Int64")
    tables["plans"]["priority"] = [3, 2]
    tables["appointments"]["start"] = [
        dt.datetime(2026, 12, 1, 9),
        pd.Timestamp("2026-12-08 09:00", tz="America/Edmonton"),
    ]
    tables["appointments"]["fixed"] = [False, True]
    return tables


@pytest.mark.parametrize("tables", [texts, typed])
def test_they_give_an_equal_clinic(folder: Folder, tables: Any) -> None:
    assert reading.from_tables(tables(folder)) == folder.clinic()


def test_faults_name_the_table_and_the_row_counted_from_1(folder: Folder) -> None:
    tables = typed(folder)
    tables["plans"].loc[1, "protocol"] = "chekup"
    tables["plans"].index = [70, 71]
    with pytest.raises(FaultyClinic) as caught:
        reading.from_tables(tables)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("plans", 2, "protocol")
    assert "'checkup'" in fault.mend


def test_numbers_as_ids_are_the_same_with_and_without_gaps(folder: Folder) -> None:
    tables = texts(folder)
    tables["rooms"]["room"] = [1, 2]
    tables["appointments"]["room"] = [np.nan, 1.0]
    tables["closures"] = tables["closures"].iloc[1:]
    assert reading.from_tables(tables).book[1].room == "1"


def test_what_is_missing_or_no_table_at_all(folder: Folder) -> None:
    tables = texts(folder)
    del tables["plans"], tables["clinic"], tables["appointments"]
    tables["patients"] = [1, 2]
    with pytest.raises(FaultyClinic) as caught:
        reading.load_tables(tables)
    assert [(fault.file, fault.row) for fault in caught.value.faults] == [
        ("clinic", None),
        ("patients", None),
        ("plans", None),
    ]


def test_toml_text_that_is_none(folder: Folder) -> None:
    for content in ("x =", 5):
        with pytest.raises(FaultyClinic) as caught:
            reading.load_tables(texts(folder) | {"clinic": content})
        assert [fault.file for fault in caught.value.faults] == ["clinic"]


def test_unknown_tables_and_columns_are_pointed_out(folder: Folder) -> None:
    tables = texts(folder) | {"plans.csv": pd.DataFrame()}
    tables["rooms"]["feature"] = "x"
    with pytest.warns(PlannerWarning) as caught:
        reading.from_tables(tables)
    said = [str(warning.message).split(":")[0] for warning in caught]
    assert said[:2] == ["plans.csv", "rooms, row 1, feature"]


def test_numbers_of_numpy_in_the_settings(folder: Folder) -> None:
    settings = tomllib.loads(TOML)
    settings["start_every"] = np.int64(30)
    settings["goals"]["place"] = {3: np.float64(5)}
    clinic = reading.from_tables(texts(folder) | {"clinic": settings})
    assert clinic.start_every == dt.timedelta(minutes=30)
    assert clinic.prices.place[3] == 5


# --- anything at all --------------------------------------------------------------------------------------------------

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.lists(
        st.one_of(st.integers(), st.text(max_size=3), st.dictionaries(st.text(max_size=3), st.none())), max_size=3
    ),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from([10**40, np.int64(3), np.bool_(True), np.datetime64("2026-01-01"), pd.NA, pd.NaT, b"x"]),
)


FRAMES: dict[str, Any] = {"clinic": TOML} | {
    name.removesuffix(".csv"): pd.read_csv(io.StringIO(content), dtype=str) for name, content in CSVS.items()
}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to everything inside a parsed TOML."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [place for key, part in inner for place in places(part, (*path, key))]


@settings(max_examples=150)
@given(st.sampled_from(places(tomllib.loads(TOML))), ANYTHING | st.just(10**5000))
def test_any_value_in_the_settings_is_read_or_refused(path: tuple[Any, ...], value: object) -> None:
    content = tomllib.loads(TOML)
    part: Any = content
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    read_or_refused(FRAMES | {"clinic": content})


@settings(max_examples=150)
@given(st.data())
def test_any_value_in_a_frame_is_read_or_refused(data: st.DataObject) -> None:
    tables = dict(FRAMES)
    name = data.draw(st.sampled_from(sorted(set(tables) - {"clinic"})))
    frame = tables[name].astype(object)
    row, column = data.draw(st.sampled_from(range(len(frame)))), data.draw(st.sampled_from(range(len(frame.columns))))
    values = [list(record) for record in frame.itertuples(index=False, name=None)]
    values[row][column] = data.draw(ANYTHING)
    tables[name] = pd.DataFrame(values, columns=frame.columns, dtype=object)
    read_or_refused(tables)


def read_or_refused(tables: dict[str, Any]) -> None:
    try:
        reading.load_tables(tables)
    except FaultyClinic as refused:
        event(refused.faults[0].wrong.split()[-1])
