"""A zone's VTIMEZONE, resolved by another library, shows the clock that the zone shows."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from planner.roster.calendars.zones import vtimezone

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "key",
    [
        *("America/Edmonton", "Europe/London", "Europe/Dublin", "Australia/Sydney", "Australia/Lord_Howe"),
        *("Asia/Kolkata", "Africa/Casablanca", "Etc/UTC", "America/Phoenix"),
    ],
)
def test_every_hour_of_two_years_is_that_of_the_zone(key: str) -> None:
    zone, first, last = ZoneInfo(key), date(2026, 1, 1), date(2027, 12, 31)
    text = vtimezone(zone, first.year, last.year).to_ical().decode()
    other = tzical(io.StringIO(text)).get()
    clock = datetime(first.year, first.month, first.day)
    wrong = []
    while clock.date() <= last:
        local = clock.replace(tzinfo=zone)
        exists = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == clock
        if exists and clock.replace(tzinfo=other).utcoffset() != local.utcoffset():
            wrong.append(clock)
        clock += HOUR
    assert wrong == []


def test_a_yearly_change_is_a_rule_and_another_one_is_listed() -> None:
    edmonton = vtimezone(ZoneInfo("America/Edmonton"), 2026, 2026).to_ical().decode()
    assert "DTSTART:20250309T020000\r\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3" in edmonton
    assert "DTSTART:20251102T020000\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11" in edmonton
    assert "BYDAY=-1SU;BYMONTH=10" in vtimezone(ZoneInfo("Europe/Paris"), 2026, 2026).to_ical().decode()
    casablanca = vtimezone(ZoneInfo("Africa/Casablanca"), 2026, 2026).to_ical().decode()
    assert "RRULE" not in casablanca
    assert "RDATE" in casablanca


def test_a_zone_that_never_changes_has_one_observance() -> None:
    phoenix = vtimezone(ZoneInfo("America/Phoenix"), 2026, 2026).to_ical().decode()
    assert phoenix.count("BEGIN:STANDARD") == 1
    assert "BEGIN:DAYLIGHT" not in phoenix
