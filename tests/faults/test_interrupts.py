"""Ctrl-C is answered at once; the first keeps the best roster, whenever it comes, and only the next one discards it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from rich.console import Console

import planner
from planner.cli.interrupt import AGAIN, Discarded, answered
from planner.cli.progress import STOPPING, watched
from planner.engine import planning
from planner.engine.search import run
from tests.cli.worlds import DECEMBER, QUICK, Said
from tests.pages import ROOT

MAPLE = ROOT / "examples" / "maple-street"
FILES = ["appointments.csv", "quality.json", "unplaced.csv"]


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)  # the handler runs before the next step


@pytest.mark.parametrize("terminal", [False, True])
def test_the_first_is_told_at_once(capsys: pytest.CaptureFixture[str], terminal: bool) -> None:
    progress = planner.Progress(score=9.0, bound=1.0, seconds=2.0, seconds_left=50.0)
    console = Console(stderr=True, force_terminal=terminal, width=100)
    with watched(console) as report:
        report(progress)
        with pytest.raises(KeyboardInterrupt):
            press()
        time.sleep(0.3 if terminal else 0)  # the line is drawn eight times a second
        said = capsys.readouterr().err
    assert STOPPING in said
    assert AGAIN in said
    assert "left" not in said.rsplit(STOPPING, 1)[1]


def test_nothing_is_promised_before_there_is_a_roster(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), watched(Console(stderr=True, force_terminal=False)):
        press()
    assert STOPPING not in capsys.readouterr().err


def test_the_second_discards_and_the_handler_is_put_back() -> None:
    before, told = signal.getsignal(signal.SIGINT), list[int]()

    def twice() -> None:
        with answered(lambda: True, lambda: told.append(1)):
            try:
                press()
            except KeyboardInterrupt:
                press()

    with pytest.raises(Discarded):
        twice()
    assert (told, signal.getsignal(signal.SIGINT)) == ([1], before)


def test_other_threads_are_left_alone() -> None:
    before, seen = signal.getsignal(signal.SIGINT), list[object]()

    def inside() -> None:
        with answered(lambda: True, lambda: None):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.mark.parametrize("where", [(run, "_fill"), (run, "tidied"), (planning, "finish")])
def test_one_that_comes_late_keeps_the_roster_too(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: tuple[object, str]
) -> None:
    """After the search, while what it found is laid out."""
    module, name = where
    step, pressed = getattr(module, name), list[int]()

    def interrupted(*given: object) -> object:
        if not pressed:
            pressed.append(1)
            raise KeyboardInterrupt
        return step(*given)

    monkeypatch.setattr(module, name, interrupted)
    said = Said("roster", clinic, *QUICK, "--out", tmp_path / "r")
    assert (pressed, said.status) == ([1], 0)
    assert sorted(path.name for path in (tmp_path / "r").iterdir()) == FILES
    assert Said("check", clinic, tmp_path / "r").status == 0


def test_a_second_ends_the_command_with_nothing_written(tmp_path: Path) -> None:
    out = tmp_path / "r"
    words = ["roster", MAPLE, *DECEMBER, "--seconds", "300", "--out", out]
    command = [sys.executable, "-m", "planner", *map(str, words)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stderr
    assert "score" in running.stderr.readline()
    running.send_signal(signal.SIGINT)
    while STOPPING not in (line := running.stderr.readline()):
        assert line, "it ended without a word"
    running.send_signal(signal.SIGINT)
    _, complaints = running.communicate(timeout=120)
    if not out.exists():  # the roster may have been written before the second came
        assert running.returncode in (130, -signal.SIGINT), complaints  # a shell says 130 of either
