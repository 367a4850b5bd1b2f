"""Threads change often while a roster is made, and as usual again after the last."""

from __future__ import annotations

import gc
import sys

import pytest

from planner.interpreter import SELDOM, SWITCH, at_work


def test_the_last_who_is_done_puts_everything_back() -> None:
    usual = sys.getswitchinterval(), gc.get_threshold()
    first, second = at_work(), at_work()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert (sys.getswitchinterval(), gc.get_threshold()) == (SWITCH, SELDOM)
    second.__exit__(None, None, None)
    assert (sys.getswitchinterval(), gc.get_threshold()) == usual


def test_a_failure_puts_it_back_too() -> None:
    usual = sys.getswitchinterval(), gc.get_threshold()
    with pytest.raises(KeyError), at_work():
        raise KeyError
    assert (sys.getswitchinterval(), gc.get_threshold()) == usual
