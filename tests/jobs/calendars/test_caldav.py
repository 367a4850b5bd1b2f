"""A calendar pulled from a real CalDAV server, Radicale."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from caldav import DAVClient
from radicale.app import Application
from radicale.config import load as settings

from planner.errors import Nonsense
from planner.jobs.calendars.caldav import pulled
from planner.jobs.calendars.calendar import read_calendar
from tests.jobs.calendars.worlds import WEEK, happening, ics, served
from tests.worlds import ZONE

USER, PASSWORD = "mai", "open sesame"


@pytest.fixture
def calendar(tmp_path: Path) -> Iterator[str]:
    """The address of a calendar with an event this week, one that recurs, and one long ago."""
    (tmp_path / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    found = settings()
    found.update(
        {
            "auth": {"type": "htpasswd", "htpasswd_filename": str(tmp_path / "users"), "htpasswd_encryption": "plain",
                     "delay": "0"},
            "storage": {"filesystem_folder": str(tmp_path / "store")},
            "logging": {"level": "critical"},
        },
        "tests",
    )  # fmt: skip
    with served(Application(found)) as url:
        with DAVClient(url=url, username=USER, password=PASSWORD, require_tls=False) as client:
            made = client.principal().make_calendar(name="Mine", cal_id="mine")
            weekly = ("DTSTART:20250106T200000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
            for uid, *lines in (
                ("now", "DTSTART:20260602T150000Z", "DTEND:20260602T160000Z"),
                ("weekly", *weekly),
                ("past", "DTSTART:20200602T150000Z", "DTEND:20200602T160000Z"),
            ):
                made.save_event(ics(happening(*lines, uid=uid)).decode())
        yield f"{url}/{USER}/mine/"


def test_the_events_of_the_days_are_pulled(calendar: str) -> None:
    content = pulled(calendar, USER, PASSWORD, WEEK)
    assert [uid in content.decode() for uid in ("UID:now", "UID:weekly", "UID:past")] == [True, True, False]
    assert len(read_calendar(content, WEEK, ZONE).taken) == 2


def test_an_empty_week_is_a_calendar_of_nothing(calendar: str) -> None:
    early = type(WEEK)(WEEK.start.replace(year=2019), WEEK.end.replace(year=2019))
    assert read_calendar(pulled(calendar, USER, PASSWORD, early), WEEK, ZONE).taken == []


def test_a_wrong_password_is_refused_and_not_told(calendar: str) -> None:
    with pytest.raises(Nonsense, match="look at the address, the user and the password") as refused:
        pulled(calendar, USER, "guess", WEEK)
    assert not any(secret in str(refused.value) for secret in ("guess", "/mine"))
