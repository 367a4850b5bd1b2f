"""A command in a process of its own: how long it took, the memory it had at most, and an end when it takes too long."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MIB = 2**20 if sys.platform == "darwin" else 2**10
"""A MiB in the unit of `ru_maxrss`."""
STAT = Path("/proc/stat")


@dataclass(frozen=True)
class Ended:
    """How it ended: exit status, seconds, peak memory in MiB, the last line it said, cores busy with other work."""

    status: int
    seconds: float
    peak: float
    word: str
    others: float


def run(command: Sequence[str], most: float) -> Ended:
    """Run a command for at most so many seconds; it and its children are ended when that is over, or on Ctrl-C.

    The peak is that of the process, so whoever calls this must be small: a new process begins with its parent's.
    """
    began, busy = time.monotonic(), _busy()
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, start_new_session=True)
        alarm = threading.Timer(most, _end, [child.pid])
        alarm.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            _end(child.pid)
            os.wait4(child.pid, 0)
            raise
        finally:
            alarm.cancel()
            child.returncode = 0  # it has been waited for
        seconds = time.monotonic() - began
        others = (_busy() - busy - usage.ru_utime - usage.ru_stime) / seconds
        said.seek(0)
        lines = said.read().strip().splitlines() or [""]
    code = os.waitstatus_to_exitcode(status)
    word = f"ended after {most:.0f} s" if code == -signal.SIGKILL and seconds >= most else lines[-1]
    return Ended(code, seconds, usage.ru_maxrss / MIB, word, max(0.0, others))


def _end(pid: int) -> None:
    """End a process that was started here, with all that it started itself."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _busy() -> float:
    """Seconds that the processors have worked so far for anyone; 0 where the system does not tell it as Linux does."""
    if not STAT.exists():
        return 0.0
    user, nice, system, _idle, _waiting, irq, softirq, stolen, *_ = map(
        int, STAT.read_text().split("\n")[0].split()[1:]
    )
    return (user + nice + system + irq + softirq + stolen) / os.sysconf("SC_CLK_TCK")
