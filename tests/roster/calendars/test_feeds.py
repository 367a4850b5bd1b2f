"""The names of files and events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.roster.calendars.feeds import file_name, uid

ids = st.sets(st.text(min_size=1, max_size=300) | st.text("Aa.%:", min_size=1, max_size=4), max_size=8)


@given(ids)
def test_no_two_ids_share_a_file_even_where_capitals_are_not_told_apart(ids: set[str]) -> None:
    names = [file_name(id) for id in ids if id.encode("utf-8", "ignore").decode() == id]
    assert len({name.lower() for name in names}) == len(names)
    assert all(name.isascii() and not name.startswith(".") and "/" not in name for name in names)
    assert all(len(name) <= 150 for name in names)


def test_a_file_is_named_by_its_id_alone() -> None:
    assert [file_name(id) for id in ("Ann", "ann", "con")] == ["%41nn", "ann", "%63on"]


def test_an_events_uid_depends_on_all_it_is_of() -> None:
    assert (
        uid("Maple Street", "a", 1) == "190b8eff-e0d3-5056-9d11-f7fc2d6f7596"
    )  # for good: what was sent out goes by it
    assert len({uid("a", 1, "b"), uid("a", 11, "b"), uid("a", "1", "b"), uid("a-1", "b"), uid("b", 1, "b")}) == 5
