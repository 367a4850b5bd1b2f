"""Services, protocols and the days they ask for around them, from clinic.toml."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from planner.clinic import FollowUp, Gap, Phase, Protocol, Service, Step, Wait
from planner.clinic.protocols import START_WITHIN
from planner.faults import quoted
from planner.files.reading.cells import Unreadable
from planner.files.reading.findings import nearest
from planner.files.reading.sections import Section
from planner.files.reading.values import amount, flag, shown, text, texts, whole

MINUTES_A_DAY = 24 * 60
PHASE = "give different services, `gap` or `every`, `sessions` or `for_days`, and an at_least up to sessions"
PROTOCOL = "give each phase its own name, `gap` or `every`, and all but the last an end by `sessions` or `for_days`"


def minutes(least: int) -> Any:
    number = whole(least, MINUTES_A_DAY)
    return lambda value: timedelta(minutes=number(value))


def service(id: str, section: Section, kinds: frozenset[str]) -> Service | None:
    """`kinds` are those of health events, one of which the service may count as."""
    steps = [_step(step) for step in section.each("steps")]
    if "steps" not in section:
        example = '[{ do = "needling", minutes = 15, with = "practitioner" }]'
        section.refuse("steps", "this is missing", f"add it, like {example}")
    counts_as = section.get("counts_as", text, None)
    if counts_as is not None and counts_as not in kinds:
        mend = nearest(counts_as, kinds, "name a kind of the policy")
        section.refuse("counts_as", f"there is no kind of event {quoted(counts_as)}", mend)
    supplies = section.part("supplies")
    used = {name: supplies.get(name, amount, 0) for name in supplies.table} if supplies else {}
    title, reset = section.get("title", text, id), section.get("reset", minutes(0), timedelta(0))
    needs, room = section.get("needs", texts, ()), section.get("room", _features, ())
    equipment, acts = section.get("equipment", texts, ()), section.get("acts", texts, ())
    shareable = section.get("shareable", flag, False)
    return section.build(
        lambda: Service(
            id=id,
            title=title,
            steps=tuple(step for step in steps if step),
            reset=reset,
            needs=frozenset(needs),
            room=None if room is None else frozenset(room),
            equipment=equipment,
            acts=acts,
            supplies=used,
            counts_as=counts_as,
            shareable=shareable,
        ),
        "give it one step at least",
    )


def _step(section: Section) -> Step | None:
    do, length = section.need("do", text), section.need("minutes", minutes(1))
    attended = section.get("with", _practitioner, False)
    return section.build(lambda: Step(do, length, attended), "give it a length")


def _practitioner(value: object) -> bool:
    if not isinstance(value, str) or value != "practitioner":
        raise Unreadable(
            f"a step is with the practitioner or with nobody, not with {shown(value)}",
            'write with = "practitioner", or leave it out while the patient rests',
        )
    return True


def _features(value: object) -> tuple[str, ...] | None:
    """The features asked of a room; None for `false`, no room."""
    if value is True:
        raise Unreadable("true names no features", "write room = [] for any room, room = false for none")
    return None if value is False else texts(value)


def protocol(id: str, section: Section, services: frozenset[str]) -> Protocol | None:
    title, start_within = section.get("title", text, id), section.get("start_within", whole(), START_WITHIN)
    if "phases" not in section:
        section.refuse("phases", "this is missing", f"add a [[protocols.{id}.phases]]")
    phases = [_phase(phase, services) for phase in section.each("phases")]
    return section.build(lambda: Protocol(id, title, tuple(phase for phase in phases if phase), start_within), PROTOCOL)


def _phase(section: Section, services: frozenset[str]) -> Phase | None:
    if ("service" in section) == ("services" in section):
        both = "both `service` and `services` are" if "service" in section else "neither `service` nor `services` is"
        mend = 'give service = "x", or services = ["x", "y"] for one visit of several'
        section.refuse("service", f"{both} given", mend)
    one, several = section.get("service", text, None), section.get("services", texts, ())
    first = section.get("first", text, None)
    section.known("service", [one] if one else [], services, "service")
    section.known("services", several, services, "service")
    section.known("first", [first] if first else [], services, "service")
    gap = section.part("gap")
    keys: dict[str, Any] = {
        "name": section.need("name", text),
        "services": (one,) if one else several,
        "gap": _gap(gap) if gap else None,
        "sessions": section.get("sessions", whole(1), None),
        "at_least": section.get("at_least", whole(1), None),
        "first": first,
        "for_days": section.get("for_days", whole(1), None),
        "every": section.get("every", whole(1), None),
        "tolerance": section.get("tolerance", whole(), 0),
    }
    return section.build(lambda: Phase(**keys), PHASE)


def _gap(section: Section) -> Gap | None:
    least, ideal, most = (section.need(key, whole()) for key in ("least", "ideal", "most"))
    return section.build(lambda: Gap(least, ideal, most), "let least ≤ ideal ≤ most, and ideal be 1 or more")


def wait(section: Section, services: frozenset[str]) -> Wait | None:
    after, days = section.need("after", text), section.need("days", whole(1))
    service, acts = section.get("service", text, None), section.get("acts", texts, ())
    section.known("after", [after] if after else [], services, "service")
    section.known("service", [service] if service else [], services, "service")
    return section.build(lambda: Wait(after, days, service, acts), "give either `service` or `acts`")


def follow_up(section: Section, services: frozenset[str]) -> FollowUp | None:
    after, service = section.need("after", text), section.need("service", text)
    least, most = section.need("least", whole()), section.need("most", whole())
    section.known("after", [after] if after else [], services, "service")
    section.known("service", [service] if service else [], services, "service")
    return section.build(lambda: FollowUp(after, service, least, most), "let least ≤ most")
