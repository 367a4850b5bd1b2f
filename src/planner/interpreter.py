"""Python's own habits, as whoever makes rosters needs them."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SWITCH = 5e-4
"""Seconds after which a thread at work in Python lets another one in: a tenth of what is usual, since annealing comes
back from what is compiled, and numpy from each of its steps, to wait so long each time."""
SELDOM = 100_000, 50, 100
"""Objects made before Python looks for what is no longer used among the young, and how often it looks at those that
stay: with all that a model is made of that takes a tenth of a second, and nobody else gets on."""

_lock = threading.Lock()
_at_work = 0
_usual: tuple[float, tuple[int, int, int]] = sys.getswitchinterval(), gc.get_threshold()


def collect_seldom() -> None:
    """Have Python look seldom for what is no longer used, since most of what a command makes stays until its end.

    To look as often as usual took an eighth of building a roster of five practitioners, a quarter of a server's start.
    """
    gc.set_threshold(*SELDOM)


@contextmanager
def at_work() -> Iterator[None]:
    """Searchers run side by side: threads change often and garbage is collected seldom, until the last who asks for it
    is done."""
    global _at_work, _usual
    with _lock:
        if not _at_work:
            _usual = sys.getswitchinterval(), gc.get_threshold()
            sys.setswitchinterval(SWITCH)
            collect_seldom()
        _at_work += 1
    try:
        yield
    finally:
        with _lock:
            _at_work -= 1
            if not _at_work:
                sys.setswitchinterval(_usual[0])
                gc.set_threshold(*_usual[1])
