"""What a client could send to each operation, at the example clinic: the document's examples of request bodies."""

from __future__ import annotations

from typing import Any

from planner.http.schemas.appointments import EXAMPLE

ROW: Any = EXAMPLE
MOVED = {**ROW, "start": "2026-12-31T14:00:00-07:00", "end": "2026-12-31T15:00:00-07:00"}
PUBLIC_KEY = {
    "kty": "EC",
    "crv": "P-384",
    "kid": "example",
    "alg": "ES384",
    "x": "qofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3",
    "y": "NhfeSpYmLG9dnpi_kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f",
}
"""The curve's own base point (NIST SP 800-186), whose private key everybody knows: no key to be trusted."""

BOOKING = {
    "hold": {"rows": [ROW], "minutes": 10},
    "holdOffer": {"offer": 1, "minutes": 10},
    "book": {"hold": "20bff92b266a3c88fd8e03da"},
    "move": {"rows": [MOVED], "why": "asked by phone"},
    "moveTo": {"practitioner": "birch", "start": "2026-12-31T14:00:00-07:00"},
    "placeSession": {"practitioner": "birch", "start": "2026-12-31T14:00:00-07:00"},
    "cancel": {"reason": "patient-cancel"},
    "attended": {"why": "came"},
    "noShow": {"why": "did not come, and did not call"},
    "check": {"rows": [ROW]},
    "holdRefill": {"refill": 1, "minutes": 30},
    "wish": {"earlier": True, "days": [{"from": "2026-12-14", "until": "2026-12-18"}], "weekdays": ["mon", "wed"]},
    "extendPlan": {"sessions": 10, "why": "the result is not there yet"},
    "finishPlan": {"reason": "the result is there"},
    "walkIn": {
        "patient": {"id": "p91", "name": "Patient Example"},
        "plan": {"id": "p91-clear-skin", "patient": "p91", "protocol": "clear-skin", "start": "2026-12-01"},
    },
    "undo": {"why": "a slip of the hand"},
}

FACTS = {
    "putServices": {
        "id": "facial-short",
        "title": "Short facial",
        "steps": [
            {"do": "needling", "length": 600, "attended": True},
            {"do": "rest", "length": 1200, "attended": False},
            {"do": "needles out", "length": 600, "attended": True},
        ],
        "reset": 300,
        "needs": ["facial"],
        "room": ["table"],
        "acts": ["needling:face"],
    },
    "putProtocols": {
        "id": "short-course",
        "title": "Six weeks",
        "phases": [
            {"name": "weekly", "services": ["facial"], "sessions": 6, "gap": {"ideal": 7, "least": 5, "most": 10}}
        ],
    },
    "putPractitioners": {
        "id": "elm",
        "name": "Practitioner Elm",
        "qualifications": ["facial"],
        "shifts": [{"weekday": 0, "start": "09:00:00", "end": "17:00:00"}],
    },
    "putPatients": {"id": "p90", "name": "Patient Example", "prefers": ["morning"]},
    "putPlans": {"id": "p90-clear-skin", "patient": "p90", "protocol": "clear-skin", "start": "2026-12-01"},
    "putRooms": {"id": "aspen", "name": "Aspen room", "features": ["table"]},
    "putEquipment": {"id": "light-panel", "name": "Light panel", "units": 2},
    "addAbsences": {
        "of": "birch",
        "span": {"start": "2026-12-28T00:00:00-07:00", "end": "2026-12-31T00:00:00-07:00"},
        "reason": "holiday",
    },
    "addClosures": {
        "of": "willow",
        "span": {"start": "2026-12-28T08:00:00-07:00", "end": "2026-12-28T12:00:00-07:00"},
        "reason": "painted",
    },
    "addEvents": {"patient": "p39", "kind": "botox", "on": "2026-11-20"},
    "addClearances": {"patient": "p60", "kind": "high-blood-pressure", "by": "Doctor Example", "on": "2026-11-20"},
    "addWaits": {"after": "cupping", "days": 2, "service": "facial"},
    "addFollowUps": {"after": "facial-first", "service": "facial", "least": 5, "most": 10},
    "addAway": {
        "of": "p10",
        "span": {"start": "2026-12-18T00:00:00-07:00", "end": "2026-12-29T00:00:00-07:00"},
        "reason": "a journey",
    },
    "addIdentifiers": {"what": "patient", "id": "p01", "system": "https://example.org/patients", "value": "4711"},
    "addCodes": {"system": "https://example.org/procedures", "code": "BTX", "kind": "botox"},
}

SETTINGS = {
    "setName": "Maple Street Acupuncture",
    "setTimezone": "America/Edmonton",
    "setPrices": {"place": {"1": 1000, "2": 2000, "3": 4000}, "late": 10},
    "setRepairPrices": {"hour": 200, "room": 5000},
    "setBooking": {"notice": 7200, "ahead": 7776000, "change": 86400, "holds": 3},
    "setStartEvery": 900,
    "setHolidays": "CA-AB",
    "setClosed": ["2026-12-24"],
    "setOpen": ["2026-12-26"],
}

EVENTS = {
    "recordEvent": {"kind": "botox", "on": "2026-12-01"},
    "recordAbsence": {"first": "2026-12-14", "last": "2026-12-18", "why": "ill"},
    "closeEquipment": {"first": "2026-12-14", "last": "2026-12-15", "why": "being mended"},
    "closeRoom": {"first": "2026-12-14T08:00:00-07:00", "last": "2026-12-14T12:00:00-07:00", "why": "painted"},
    "findPatients": {"text": "kite"},
    "overridePolicy": {"days": 21, "reason": "our dermatologist's wish", "source": "her letter of 2026-11-02"},
}

WORK = {
    "planRoster": {"month": "2026-12", "seconds": 60},
    "replan": {"last": "2026-12-31", "seconds": 60},
    "repair": {"since": 12, "seconds": 10},
    "rosterRepairs": {"seconds": 20, "most": 5},
    "publish": {"why": "agreed at Monday's meeting"},
    "accept": {"why": "agreed at Monday's meeting"},
}

ACCESS = {
    "signIn": {"name": "Mai Tran", "password": "a long sentence that only she knows"},
    "choosePassword": {"password": "a long sentence that only she knows"},
    "makeToken": {"name": "portal", "scopes": ["offer", "book"], "days": 365},
    "rotateToken": {"grace_hours": 24},
    "registerProgram": {"name": "hospital", "scopes": ["offer", "book"], "jwks": {"keys": [PUBLIC_KEY]}},
    "changeKeys": {"jwks": {"keys": [PUBLIC_KEY]}},
    "invite": {"name": "Mai Tran", "role": "front-desk"},
    "makeWebhook": {"url": "https://example.org/hooks", "events": ["appointment.booked", "appointment.cancelled"]},
    "rotateWebhook": {"grace_hours": 24},
}

BODIES: dict[str, Any] = {
    **BOOKING,
    **{operation: {"fact": fact, "why": "told by the clinic"} for operation, fact in FACTS.items()},
    **{operation: {"value": value} for operation, value in SETTINGS.items()},
    **EVENTS,
    **WORK,
    **ACCESS,
}
"""By operation id."""
