"""A server that is told to stop tells at once whatever would never end by itself."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

from starlette.datastructures import State

log = logging.getLogger("planner.http")


def tell_of_signals(state: State, drain: float = 0) -> None:
    """Set `closing` when the process is told to stop, and let the server's own handlers do what they do then.

    After SIGTERM they do so `drain` seconds later, or at the second one: until then new requests are answered too,
    while whoever shares requests out reads at /readyz that no more should come.
    """
    state.closing = False
    if threading.current_thread() is not threading.main_thread():
        return  # where no signal comes
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def close(number: int, frame: FrameType | None, before: object = before) -> None:
            waits = drain > 0 and number == signal.SIGTERM and not state.closing
            state.closing = True
            said = f"told to stop by {signal.Signals(number).name}" + (f", in {drain:g} seconds" if waits else "")
            _later(0, lambda: log.info(said))  # not here, where another line may be half written
            if waits:
                _later(drain, lambda: callable(before) and before(number, None))
            elif callable(before):
                before(number, frame)

        signal.signal(number, close)


def _later(seconds: float, do: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()
