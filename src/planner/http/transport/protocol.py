"""Connections on which no request begins are ended, so that slow clients do not keep them."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD = 20.0
"""Seconds for the head of a connection's first request to come."""


class PromptProtocol(H11Protocol):
    """uvicorn's own, which waits for a body and between two requests with a limit, and for the first head without."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(HEAD, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if cast(Any, self.cycle) is None and not self.transport.is_closing():
            self.transport.close()
