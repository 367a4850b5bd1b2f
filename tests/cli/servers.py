"""planner serve in a process of its own, as its user runs it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

SERVE = [sys.executable, "-m", "planner", "serve"]


@contextmanager
def serving(*words: str | Path) -> Iterator[tuple[str, list[str]]]:
    """The address of a server while it runs, and all that it prints; it is stopped by Ctrl-C."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    command = [*SERVE, *map(str, words), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    said = [process.stdout.readline()]
    address = re.search(r"http://\S+?(?=/ )", said[0])
    assert address, said
    try:
        while not answers(address[0]):
            assert process.poll() is None, process.stdout.readlines()
        yield address[0], said
    finally:
        process.send_signal(signal.SIGINT)
        said += process.stdout.readlines()
        assert process.wait(20) == 0, said


def answers(address: str) -> bool:
    """Whether a server does by now; it listens before it does."""
    try:
        return httpx2.get(f"{address}/problems/busy", timeout=30).status_code == 200
    except httpx2.TransportError:
        return False
