"""What a route asks for in its signature: the desk, who asks, and what a call may say beside what it asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from starlette.requests import Request

from planner.desk import Desk
from planner.desk.answers import Call
from planner.errors import Nonsense
from planner.http.access.bound import refuse_others
from planner.http.access.caller import Caller
from planner.http.access.scopes import ADMIN, BOOK, CALENDAR, FACTS, OFFER, PUBLISH
from planner.http.access.secrets import same
from planner.http.door import Door
from planner.http.problems.refusals import not_allowed, unauthenticated
from planner.http.transport.record import current

COOKIE = "planner_session"
CSRF = "X-CSRF-Token"
LONGEST_KEY = 255
"""Letters of an Idempotency-Key."""
READING = ("GET", "HEAD", "OPTIONS")

_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A token, `pln_…`.")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session", description="A person's session.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
Cookie = Annotated[str | None, Security(_cookie)]

# coroutines, so that none of them costs a thread; they ask for little, as each thing asked for costs every request


async def the_door(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


async def the_desk(request: Request) -> Desk:
    return (await the_door(request)).desk


TheDoor = Annotated[Door, Depends(the_door)]
TheDesk = Annotated[Desk, Depends(the_desk)]


async def whoever(request: Request, token: Bearer, session: Cookie) -> Caller | None:
    """Who asks; None where nobody known does. Raises for a session's request that changes something without its CSRF
    token."""
    door = await the_door(request)
    if token is not None:
        found = await door.guard.of_token(token.credentials)
    else:
        found = await door.guard.of_session(session) if session else None
        said = request.headers.get(CSRF, "")
        if found and request.method not in READING and not same(said, found.csrf):
            raise not_allowed(f"a session's request that changes something says {CSRF}, as GET /v1/session tells it")
    request.state.caller = found
    current().caller = found.id if found else None
    return found


Whoever = Annotated[Caller | None, Depends(whoever)]


async def allowed(request: Request, found: Whoever, scopes: SecurityScopes) -> Caller:
    """Who asks. Raises where nobody known does, or one who may not ask this."""
    return await allow(request, found, scopes.scopes)


async def allow(request: Request, found: Caller | None, scopes: Sequence[str]) -> Caller:
    """Raises where nobody known asks, or one who may not ask this."""
    door = await the_door(request)
    if found is None:
        raise unauthenticated("send Authorization: Bearer TOKEN; this one is unknown, has ended, or was not sent")
    door.rates.refuse_too_many(found.id)
    for scope in scopes:
        if not found.may(scope):
            raise not_allowed(f"{found.name} may not ask this; it wants the scope {scope!r}")
    if found.patient is not None:
        await refuse_others(request, door.desk, found.patient)
    return found


@dataclass(frozen=True)
class Keywords:
    """Who asks for a change, under which key, and which version they have seen."""

    caller: Caller
    key: str | None
    expected: int | None

    def call(self, why: str = "") -> Any:
        """The keywords of a call of the desk; a key is a caller's own, so that nobody meets another's."""
        said: Call = {"who": self.caller.name, "why": why}
        if self.caller.portal:
            said["portal"] = True
        if self.key is not None:
            said["key"] = f"{self.caller.id}:{self.key}"
        if self.expected is not None:
            said["expected"] = self.expected
        if (trace := current().traceparent) is not None:
            said["trace"] = trace
        return said

    def unversioned(self, why: str = "") -> Any:
        """The same, for a call about something that has no version. Raises Nonsense where one is expected."""
        if self.expected is not None:
            raise Nonsense("this has no version of its own; leave If-Match out")
        return self.call(why)


Anybody = Annotated[Caller, Depends(allowed)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=LONGEST_KEY,
        description="Your name for this call: asked twice under one, it is done once and answered alike.",
        examples=["order-4711"],
    ),
]
MaybeKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=LONGEST_KEY,
        description="As for a booking; it may be left out.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match", description="The ETag that you have seen; where it is another by now, 412.", examples=['"7"']
    ),
]


async def with_key(caller: Anybody, key: Key, if_match: IfMatch = None) -> Keywords:
    return Keywords(caller, key, version_of(if_match))


async def maybe_with_key(caller: Anybody, key: MaybeKey = None, if_match: IfMatch = None) -> Keywords:
    return Keywords(caller, key, version_of(if_match))


def version_of(etag: str | None) -> int | None:
    """The version that an If-Match names; None where it names none, or any. Raises Nonsense for what is no ETag."""
    if etag is None or etag.strip() == "*":
        return None
    found = re.fullmatch(r'"(\d{1,9})"', etag.strip())
    if found is None:
        raise Nonsense(f'If-Match is {etag!r}; give one ETag as it was answered, such as "7"')
    return int(found[1])


# --- by scope: who only asks, who changes something under a key that they may give, and under one that they must ------

Offering = Annotated[Caller, Security(allowed, scopes=[OFFER])]
Placing = Annotated[Caller, Security(allowed, scopes=[BOOK])]
Owning = Annotated[Caller, Security(allowed, scopes=[CALENDAR])]
Seeing = Annotated[Caller, Security(allowed, scopes=[FACTS])]
Planning = Annotated[Caller, Security(allowed, scopes=[PUBLISH])]
Administering = Annotated[Caller, Security(allowed, scopes=[ADMIN])]
Booking = Annotated[Keywords, Security(with_key, scopes=[BOOK])]
Refilling = Annotated[Keywords, Security(with_key, scopes=[BOOK, FACTS])]
Changing = Annotated[Keywords, Security(maybe_with_key, scopes=[BOOK])]
Recording = Annotated[Keywords, Security(maybe_with_key, scopes=[FACTS])]
Ruling = Annotated[Keywords, Security(maybe_with_key, scopes=[FACTS, PUBLISH])]
Arranging = Annotated[Keywords, Security(maybe_with_key, scopes=[ADMIN])]
Working = Annotated[Keywords, Security(maybe_with_key, scopes=[PUBLISH])]
Publishing = Annotated[Keywords, Security(with_key, scopes=[PUBLISH])]
