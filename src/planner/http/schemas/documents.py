"""What is answered: the documents of docs/documents.md, with the clinic's time zone around them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from planner.http.schemas.appointments import Row
from planner.http.schemas.fields import Day, Moment, Schema


class Zoned(Schema):
    """Whatever the desk answers."""

    timezone: str
    """The clinic's, as IANA names it; every moment has its offset too."""


class Offer(Schema):
    """Places for a session, or for all sessions of a course."""

    offer: int
    words: str
    price: float
    goals: dict[str, float]
    rows: list[Row]
    finish: Day | None = None
    practitioners: list[str] | None = None
    weekday: str | None = None


class Offers(Zoned):
    offers: list[Offer]
    why: str
    """When there is none, what closes most."""


class ClosedRow(Row):
    """A booked appointment that cannot stand."""

    rule: str
    reason: str
    source: str
    patient: str
    day: Day
    beside: list[Row]


class Receipt(Zoned):
    """What a call did."""

    entry: int | None
    """Its number in the journal."""
    at: Moment | None
    versions: dict[str, int]
    rows: list[Row]
    closed: list[ClosedRow] | None = None
    """Of a change of facts: the bookings that cannot stand now."""
    left: list[str] | None = None
    """Of what was to be taken partly: the visits that were left out, as they collided, and why."""


class Hold(Receipt):
    """Places kept for somebody."""

    hold: str
    until: Moment
    words: str = ""


class Violation(Schema):
    """A broken rule; a portal is told its day alone."""

    when: Day
    rule: str | None = None
    who: str | None = None
    how: str | None = None
    appointments: list[str] | None = None
    rows: list[Row] | None = None


class Violations(Zoned):
    violations: list[Violation]


class Rows(Zoned):
    rows: list[Row]
    next: str | None = None
    """Where the following ones begin, as `cursor`."""


class PlanRows(Rows):
    plan: str


class DayRows(Rows):
    day: Day


class Plan(Schema):
    plan: str
    protocol: str
    start: Day
    priority: int
    sessions: int | None


class Found(Schema):
    patient: str
    name: str
    plans: list[Plan]
    rows: list[Row]


class Patients(Zoned):
    patients: list[Found]


class Facts(Zoned):
    facts: list[dict[str, Any]]


class Fact(Zoned):
    """The fields of the fact, and its id."""


class Wishes(Zoned):
    wishes: list[dict[str, Any]]


class Refill(Schema):
    refill: int
    words: str
    gain: float
    days_left: int | None
    rows: list[Row]
    before: list[Row]


class Refills(Zoned):
    hold: str | None
    refills: list[Refill]


class Repair(Zoned):
    hold: str | None
    words: str
    rows: list[Row]
    before: list[Row]
    after: list[Row]
    moved: list[str]
    left: list[dict[str, Any]]
    chosen: int | None
    alternatives: list[dict[str, Any]]


class Obstacle(Schema):
    """What keeps a session out: a rule with its cause, or an appointment that stays where it is."""

    rule: str
    sentence: str
    how: str
    source: str
    rows: list[Row]
    opens: list[Row]
    """A place that would be open but for this, all others staying."""


class Why(Zoned):
    """Why a session has no place, or not the wished one; prices are differences to the book as it is."""

    plan: str
    number: int
    due: bool
    ideal: Day | None
    window: str | None
    rows: list[Row]
    prices: dict[str, float]
    obstacles: list[Obstacle]
    proved: bool
    """An independent search has found no place beside the obstacles."""
    never: bool
    """Nothing that could be moved would make a place."""
    free: dict[str, Any] | None
    """The cheapest place that is open, all others staying."""
    tried: list[dict[str, Any]]
    placed: dict[str, Any] | None
    """Where it could be with others moved."""
    broken: int


class RosterRepairs(Zoned):
    """What would help: changes of the clinic, the best for their price first."""

    score: float
    left_out: list[dict[str, Any]]
    hopeless: list[dict[str, Any]]
    repairs: list[dict[str, Any]]
    candidates: int
    solved: int


class Entry(Schema):
    entry: int
    at: Moment
    who: str
    why: str
    action: str
    key: str | None
    appointments: list[str]
    trace: str | None = None
    """The `traceparent` of the request that asked, where it had one."""


class Entries(Zoned):
    entries: list[Entry]
    next: int | None = None
    mark: int | None = None


class Job(Schema):
    """Long work."""

    job: str
    kind: str
    status: str = Field(examples=["running"])
    asked: dict[str, Any]
    made: Moment
    made_by: str
    ended: Moment | None
    progress: dict[str, Any] | None
    problem: dict[str, Any] | None
    result: str | None
    """Where its result is, once it is done."""


class Jobs(Schema):
    jobs: list[Job]


class Roster(Zoned):
    first: Day
    last: Day
    end: Day
    rows: list[Row]
    left_out: list[dict[str, Any]]
    quality: dict[str, Any]
    rests_on: int


class Replanning(Receipt):
    changes: list[dict[str, Any]]
    score_before: float
    score: float
    frozen_until: Day
    rests_on: int | None
    before: dict[str, Any]
    after: dict[str, Any]


class Session(Schema):
    """Who asks."""

    id: str
    name: str
    role: str | None
    scopes: list[str]
    subject: str | None
    csrf: str | None
    """Of a session: what a request that changes something says as X-CSRF-Token."""


class Secret(Schema):
    prefix: str
    expires: Moment | None


class Account(Schema):
    id: str
    name: str
    role: str | None
    scopes: list[str]
    subject: str | None
    made: Moment
    made_by: str
    used: Moment | None
    secrets: list[Secret] | None = None
    token: str | None = None
    """The secret itself, told this once."""
    link: str | None = None
    """By which a person enters once."""


class Tokens(Schema):
    tokens: list[Account]


class People(Schema):
    people: list[Account]


class Fault(Schema):
    """A fault of the request."""

    pointer: str
    """A JSON pointer (RFC 6901)."""
    wrong: str


class Problem(Schema):
    """A refusal, RFC 9457."""

    type: str = Field(examples=["/problems/place-taken"])
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request: str
    faults: list[dict[str, Any]] | None = None
    violations: list[Violation] | None = None
    taken: list[str] | None = None
    offers: list[Offer] | None = None
