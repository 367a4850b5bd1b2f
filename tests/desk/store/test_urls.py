"""No password is ever shown."""

from __future__ import annotations

from datetime import timedelta
from traceback import format_exception

import pytest
from rich.console import Console

from planner.cli.terminal.desk import show_hold
from planner.cli.terminal.desk_changes import show_closed
from planner.desk import ClosedAppointment
from planner.desk.answers import Hold, Receipt
from planner.desk.desk import Desk
from planner.desk.store.urls import shown
from planner.errors import Nonsense, StoreFault
from tests.worlds import asked, at, day, row, world

POSTGRES = "postgresql+psycopg://"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"{POSTGRES}me:s3cret@host/clinic", f"{POSTGRES}me:***@host/clinic"),
        (f"{POSTGRES}me:s3:c/r@et@host/clinic", f"{POSTGRES}me:***@host/clinic"),
        (f"{POSTGRES}:s3cret@host/clinic", f"{POSTGRES}:***@host/clinic"),
        (f"{POSTGRES}host/clinic?user=me&password=s3cret", f"{POSTGRES}host/clinic?user=me&password=***"),
        (f"{POSTGRES}host/x?sslpassword=s3cret&PASSWORD=t0o", f"{POSTGRES}host/x?sslpassword=***&PASSWORD=***"),
        (f"{POSTGRES}me@host:5432/clinic", f"{POSTGRES}me@host:5432/clinic"),
        ("sqlite:///clinic.db", "sqlite:///clinic.db"),
        ("password.db", "password.db"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, said: str) -> None:
    assert shown(url) == said


def test_the_next_command_is_told_without_the_password(capsys: pytest.CaptureFixture[str]) -> None:
    clinic, url = world(), f"{POSTGRES}me:s3cret@host/clinic"
    held = Hold(1, at(0, "8:00"), (), {}, "h1", at(0, "8:00") + timedelta(minutes=10))
    show_hold(Console(), clinic, held, "held", url)
    closed = ClosedAppointment(row(asked(clinic), "a1", 0), "ann", day(0), "absence", "away")
    show_closed(Console(), clinic, url, Receipt(1, at(0, "8:00"), (), {}, closed=(closed,)))
    said = capsys.readouterr().out
    assert f"planner desk book {POSTGRES}me:***@host/clinic h1" in said
    assert f"planner desk repair {POSTGRES}me:***@host/clinic --since 1" in said
    assert "s3cret" not in said


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3cret@127.0.0.1/clinic",
        "mysql://me:s3cret@127.0.0.1/clinic",
        f"{POSTGRES}me:s3cret@127.0.0.1:port/clinic",
        f"{POSTGRES}me:s3cret",
        f"{POSTGRES}me:s3cret@127.0.0.1:1/clinic",
        f"{POSTGRES}127.0.0.1:1/clinic?user=me&password=s3cret",
        "sqlite:///:memory:?password=s3cret",
    ],
)
def test_a_store_that_cannot_be_opened_is_named_without_its_password(url: str) -> None:
    with pytest.raises((Nonsense, StoreFault)) as refused:
        Desk.open(url)
    assert "s3cret" not in "".join(format_exception(refused.value))
