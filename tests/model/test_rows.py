"""Packing rows and free starts, held against counting minute by minute."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.clinic import Span
from planner.model import Block, Uses, capacity_rows
from planner.model.clock import Clock
from planner.model.rows import FREE, shared, stack
from tests.worlds import asked, at, minutes, world

COLUMNS, RESOURCES = 5, 2
uses = st.lists(
    st.tuples(st.integers(0, RESOURCES - 1), st.integers(-1, COLUMNS - 1), st.integers(-3, 10), st.integers(1, 6)),
    max_size=12,
)


@given(uses, st.lists(st.integers(0, 3), min_size=RESOURCES, max_size=RESOURCES), st.integers(0, 2**COLUMNS - 1))
def test_rows_hold_just_when_no_minute_is_over_capacity(
    drawn: list[tuple[int, int, int, int]], capacity: list[int], choice: int
) -> None:
    """Standing uses (column −1) over capacity by themselves are nobody's fault; then nothing may join them."""
    taken = [(resource, column, start, start + length) for resource, column, start, length in drawn]
    block = capacity_rows("room", Uses.of(taken), np.array(capacity), ["one", "two"])
    chosen = np.array([choice >> column & 1 for column in range(COLUMNS)])
    over = False
    for resource in range(RESOURCES):
        for minute in range(-3, 17):
            here = [column for of, column, start, end in taken if of == resource and start <= minute < end]
            mine = sum(chosen[column] for column in here if column >= 0)
            over |= mine > max(0, capacity[resource] - here.count(-1))
    assert bool(len(stack([block], len(chosen)).broken(chosen))) == over


def test_a_row_of_capacity_names_its_resource() -> None:
    both = Uses.of([(0, 0, 0, 10), (1, 0, 0, 10), (1, 1, 5, 15)])
    block = capacity_rows("room", both, np.array([1, 1]), ["one", "two"])
    assert [block.subject(row) for row in range(len(block))] == ["two"]


def test_a_matrix_stacks_its_blocks() -> None:
    def block(rule: str, row: list[int], column: list[int], coefficient: list[int], upper: list[int]) -> Block:
        low = np.full(len(upper), -FREE)
        return Block(rule, np.array(row), np.array(column), np.array(coefficient), low, np.array(upper))

    matrix = stack([block("a", [0, 0, 1], [0, 1, 2], [1, 1, 1], [1, 0]), block("b", [0, 0], [0, 2], [2, -3], [1])], 3)
    assert matrix.values(np.array([1, 1, 1])).tolist() == [2, 1, -1]
    assert matrix.broken(np.array([1, 1, 1])).tolist() == [0, 1]
    assert matrix.broken(np.array([1, 0, 0])).tolist() == [2]
    assert matrix.block.tolist() == [0, 0, 1]


def test_blocks_share_a_matrix_entries_and_say_the_same() -> None:
    """Rows out of order, one of them empty: each block afterwards stacks to the very same matrix."""
    low, high = np.full(3, -FREE), np.array([4, 5, 6])
    blocks = [
        Block("a", np.array([2, 0, 2]), np.array([0, 1, 2]), np.array([7, 8, 9]), low, high, lambda row: f"a{row}"),
        Block("b", np.array([1, 0]), np.array([2, 0]), np.array([-1, 1]), low, high),
    ]
    matrix = stack(blocks, 3)
    found = shared(blocks, matrix)
    again = stack(found, 3)
    for name in ("first", "columns", "coefficients", "lower", "upper", "block"):
        assert getattr(again, name).tolist() == getattr(matrix, name).tolist()
    assert all(np.shares_memory(block.column, matrix.columns) for block in found)
    assert found[0].subject(2) == "a2"


def test_a_packing_row_has_no_lower_bound_and_no_negative_coefficient() -> None:
    rows = [
        Block("a", np.array([0, 0]), np.array([0, 2]), np.array([1, 1]), np.array([-FREE]), np.array([1])),
        Block("b", np.array([0, 0]), np.array([0, 2]), np.array([2, -3]), np.array([-FREE]), np.array([1])),
        Block("c", np.array([0]), np.array([0]), np.array([1]), np.array([0]), np.array([1])),
    ]
    packing, first = stack(rows, 4).packing
    assert (packing.tolist(), first.tolist()) == ([0, 0], [0, 1, 1, 2, 2])


spans = st.tuples(st.integers(0, 22), st.integers(0, 59), st.integers(0, 90)).map(
    lambda drawn: Span(at(0, f"{drawn[0]}:{drawn[1]:02}"), at(0, f"{drawn[0]}:{drawn[1]:02}") + minutes(drawn[2]))
)


@given(st.lists(spans, max_size=4), st.integers(1, 120))
def test_a_start_is_free_when_its_session_overlaps_nothing(closed: list[Span], length: int) -> None:
    """An empty span is a seam: no session lies across it."""
    clock = Clock(asked(world(), 1))
    free = clock.free(closed, minutes(length))
    for moment, is_free in zip(clock.moments, free, strict=True):
        session = Span(moment, moment + minutes(length))
        assert is_free == (not any(each.overlaps(session) for each in closed))
