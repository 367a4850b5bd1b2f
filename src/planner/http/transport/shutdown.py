"""A server that is told to stop tells at once whatever would never end by itself."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from starlette.datastructures import State


def tell_of_signals(state: State) -> None:
    """Set `closing` when the process is told to stop, and let the server's own handlers do what they do then."""
    state.closing = False
    if threading.current_thread() is not threading.main_thread():
        return  # where no signal comes
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def close(number: int, frame: FrameType | None, before: object = before) -> None:
            state.closing = True
            if callable(before):
                before(number, frame)

        signal.signal(number, close)
