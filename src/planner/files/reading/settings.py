"""clinic.toml: the clinic's name and calendar, its care, its prices and its changes to the policy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from planner.clinic import (
    BookingRules,
    Code,
    FollowUp,
    Policy,
    Prices,
    Protocol,
    RepairPrices,
    Service,
    Wait,
    default_policy,
)
from planner.clinic.booking import BOOKING_UNITS
from planner.clinic.clinic import UTC, public_holidays
from planner.errors import Nonsense
from planner.faults import quoted
from planner.files.reading import treatments
from planner.files.reading.cells import Unreadable
from planner.files.reading.findings import Findings, nearest
from planner.files.reading.sections import Section
from planner.files.reading.sources import Source
from planner.files.reading.values import day, days, flag, price, text, texts, whole

HOLIDAYS = 'write it like "CA" or "CA-AB", or leave it out'
ANY_YEAR = 2026
"""Stands for all years when a holidays code is tried out."""


@dataclass
class Settings:
    """What clinic.toml says. The ids are None where they are not known; what is faulty keeps its default."""

    file: str
    name: str = ""
    timezone: ZoneInfo = UTC
    holidays: str | None = None
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()
    start_every: timedelta = timedelta(minutes=15)
    services: dict[str, Service] = field(default_factory=dict)
    protocols: dict[str, Protocol] = field(default_factory=dict)
    waits: tuple[Wait, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    policy: Policy = field(default_factory=default_policy)
    prices: Prices = field(default_factory=Prices)
    repair_prices: RepairPrices = field(default_factory=RepairPrices)
    booking: BookingRules = field(default_factory=BookingRules)
    codes: tuple[Code, ...] = ()
    service_ids: frozenset[str] | None = None
    protocol_ids: frozenset[str] | None = None
    kinds: frozenset[str] | None = None


def read(source: Source, findings: Findings) -> Settings:
    """Everything in clinic.toml."""
    settings = Settings(source.settings_file)
    if source.settings is None:
        return settings
    top = Section(source.settings, source.settings_file, findings)
    settings.name = top.need("name", text) or ""
    settings.timezone = top.need("timezone", _timezone) or UTC
    settings.holidays = top.get("holidays", _holidays, None)
    settings.closed, settings.open = top.get("closed", days, frozenset()), top.get("open", days, frozenset())
    settings.start_every = top.get("start_every", treatments.minutes(1), settings.start_every)
    for both in sorted(settings.closed & settings.open):
        findings.warn(
            top.file, None, "open", f"{both} is in `closed` too; it stays closed", "keep it in one of the two"
        )
    settings.policy, kinds = policy(top)
    settings.prices, settings.repair_prices = _prices(top), _repair_prices(top)
    settings.booking = _booking(top)

    settings.codes = _codes(top, kinds)

    services, protocols = top.parts("services"), top.parts("protocols")
    ids = frozenset(services)
    for id, section in services.items():
        if service := treatments.service(id, section, kinds):
            settings.services[id] = service
    for id, section in protocols.items():
        if protocol := treatments.protocol(id, section, ids):
            settings.protocols[id] = protocol
    waits = [treatments.wait(section, ids) for section in top.each("waits")]
    settings.waits = tuple(wait for wait in waits if wait)
    follow_ups = [treatments.follow_up(section, ids) for section in top.each("follow_ups")]
    settings.follow_ups = tuple(follow_up for follow_up in follow_ups if follow_up)
    for key in ("services", "protocols"):
        if key not in top:
            top.refuse(key, "this is missing", f"add a [{key}.…] for each")
    top.close()
    settings.service_ids, settings.protocol_ids, settings.kinds = ids, frozenset(protocols), kinds
    return settings


def _timezone(value: object) -> ZoneInfo:
    name = text(value)
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # a folder of the time zone database is an OSError
        mend = nearest(name, available_timezones(), 'write it like "America/Edmonton"')
        raise Unreadable(f"there is no time zone {quoted(name)}", mend) from None


def _holidays(value: object) -> str:
    code = text(value)
    if not re.fullmatch(r"[A-Z]{2}(-\w.*)?", code):
        raise Unreadable(f"{quoted(code)} is no ISO code of a country or its part", HOLIDAYS)
    try:
        public_holidays(code, ANY_YEAR)
    except Nonsense as why:
        raise Unreadable(str(why), HOLIDAYS) from None
    return code


# --- codes of other systems -------------------------------------------------------------------------------------------


def _codes(top: Section, kinds: frozenset[str]) -> tuple[Code, ...]:
    """The kinds of `[fhir.codes]`, by system|code."""
    fhir = top.part("fhir")
    codes = fhir.part("codes") if fhir else None
    of_kinds = []
    for said_code in codes.table if codes else ():
        kind = codes.get(said_code, text, None) if codes else None
        system, bar, code = said_code.rpartition("|")
        if codes and not (bar and code.strip()):
            codes.refuse(
                said_code, "this is no code with its system", 'write it like "http://snomed.info/sct|77386006"'
            )
        elif codes and kind is not None:
            codes.known(said_code, [kind], kinds, "kind of event")
            of_kinds.append(Code(system, code, kind))
    if fhir:
        fhir.close()
    return tuple(of_kinds)


# --- prices -----------------------------------------------------------------------------------------------------------


def _prices(top: Section) -> Prices:
    """The default prices with those of `[goals]` in their place."""
    default, goals = Prices(), top.part("goals")
    if goals is None:
        return default
    changed: dict[str, Any] = {}
    if (place := goals.part("place")) is not None:
        levels = {level: place.get(str(level), price, cost) for level, cost in default.place.items()}
        changed["place"] = levels
        place.close()
    if (timely := goals.part("timely")) is not None:
        changed |= {key: timely.get(key, price, getattr(default, key)) for key in ("day", "late")}
        timely.close()
    if isinstance(goals.table.get("moved"), Mapping) and (moved := goals.part("moved")) is not None:
        changed |= {"moved": moved.get("change", price, default.moved)}
        changed |= {"moved_hour": moved.get("hour", price, default.moved_hour)}
        moved.close()
    else:
        changed["moved"] = goals.get("moved", price, default.moved)
    for key in ("stretch", "preferred", "continuity", "time_of_day", "rhythm", "usual"):
        changed[key] = goals.get(key, price, getattr(default, key))
    goals.close()
    return Prices(**changed)


def _repair_prices(top: Section) -> RepairPrices:
    """The default prices of repairs with those of `[repairs]` in their place."""
    default, repairs = RepairPrices(), top.part("repairs")
    if repairs is None:
        return default
    prices = {each.name: repairs.get(each.name, price, getattr(default, each.name)) for each in fields(default)}
    repairs.close()
    return RepairPrices(**prices)


def _booking(top: Section) -> BookingRules:
    """What patients may book by themselves, of `[booking]`."""
    booking = top.part("booking")
    if booking is None:
        return BookingRules()
    lengths = {
        key: number * unit
        for key, unit in BOOKING_UNITS.items()
        if (number := booking.get(key, whole(), None)) is not None
    }
    holds = booking.get("holds", whole(1), None)
    booking.close()
    return BookingRules(**lengths, holds=holds)


# --- the policy -------------------------------------------------------------------------------------------------------

OVERRIDE = "give `days`, `months` or lasting = true, the acts closed, and the reason"
OVERRIDES = {
    **{"days": whole(1), "months": whole(1, 1200), "lasting": flag, "acts": texts, "clearable": flag, "off": flag},
    **{"reason": text, "why": text, "source": text, "words": text, "reviewed": day},
}


def policy(top: Section, over: Policy | None = None) -> tuple[Policy, frozenset[str]]:
    """The default policy, or another, with overrides laid over it, and all kinds known, those of faulty ones too."""
    overridden, sections = over or default_policy(), top.parts("policy")
    for trigger, section in sections.items():
        if (change := _override(section)) is not None:
            try:
                overridden = overridden.overridden({trigger: change})
            except Nonsense as why:
                top.findings.refused(section.file, None, section.place, why, OVERRIDE)
    return overridden, overridden.kinds | frozenset(sections)


def _override(section: Section) -> dict[str, Any] | None:
    change: dict[str, Any] = {}
    for key, read in OVERRIDES.items():
        value = section.get(key, read, None)
        if value is not None:
            change[key] = value
    length = [key for key in ("days", "months") if key in section]
    if change.get("lasting") and length:
        section.refuse("lasting", f"a rule that lasts has no `{length[0]}`", "keep one of the two")
    if change.get("lasting") is False and not length:
        section.refuse("lasting", "false does not say for how long", "give `days` or `months`")
    section.close()
    return change if section.sound else None
