"""Acuity Scheduling: the JSON of its API's `GET /appointments`, with `showall=true` for those that were cancelled too.

Its maker names what counts here: `canceled` and `noShow` in developers.acuityscheduling.com/reference/get-appointments,
`id`, `appointmentTypeID`, `calendarID`, `datetime` and names in the examples, github.com/AcuityScheduling/acuity-js.
`phone`, `type`, `calendar` and all that is not used are from public copies of its answers (hexdocs.pm/acuity,
github.com/api-evangelist/acuity). Read in December 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.errors import Nonsense
from planner.files.reading.findings import Findings
from planner.jobs.imports.visit import (
    BOOKED,
    CANCELLED,
    MISSED,
    Export,
    Named,
    Visit,
    moment,
    needed,
    read_json,
    refuse_unknown,
)

SYSTEM = "urn:planner:import:acuity"
NOT_USED = "not used"
COLUMNS: Mapping[str, str] = {
    "id": "the appointment",
    "firstName": "the patient's name",
    "lastName": "the patient's name",
    "phone": "the patient's phone, and who it is where there is no email",
    "email": "the patient's email, and who it is",
    "datetime": "the start",
    "type": "the kind of visit, for people",
    "appointmentTypeID": "the kind of visit: a protocol's identifier",
    "calendar": "the practitioner, for people",
    "calendarID": "the practitioner's identifier",
    "canceled": "cancelled",
    "noShow": "no-show; of a visit that was cancelled it is there, and false",
    **dict.fromkeys(
        (
            *("date", "time", "endTime", "dateCreated", "datetimeCreated", "duration", "price", "priceSold", "paid"),
            *("amountPaid", "addonIDs", "classID", "category", "canClientCancel", "canClientReschedule", "location"),
            *("certificate", "confirmationPage", "confirmationPagePaymentLink", "formsText", "notes", "timezone"),
            *("calendarTimezone", "forms", "labels", "scheduledBy", "isVerified", "subCalendarID"),
        ),
        NOT_USED,
    ),
}
"""What each column becomes."""


def read(name: str, content: bytes, findings: Findings) -> Export:
    rows = read_json(name, content, findings)
    if rows is not None and not isinstance(rows, list):
        findings.fault(name, None, None, "this is no list of appointments", "give the answer of GET /appointments")
    rows = rows if isinstance(rows, list) else []
    refuse_unknown(name, rows, COLUMNS, findings)
    export = Export()
    for number, row in enumerate(rows):
        try:
            export.visits.append(_visit(row, f"[{number}]"))
        except Nonsense as why:
            findings.fault(name, None, f"[{number}]", str(why), "mend it, or take the row out")
    return export


def _visit(row: Any, place: str) -> Visit:
    if not isinstance(row, Mapping):
        raise Nonsense("this is no appointment")
    full = " ".join(str(row.get(key) or "").strip() for key in ("firstName", "lastName")).strip()
    phone, email = str(row.get("phone") or "").strip(), str(row.get("email") or "").strip()
    who = email.casefold() or f"{full}|{phone}"
    if not full and not email:
        raise Nonsense("this is nobody's appointment: it has neither a name nor an email")
    over = row.get("canceled") is True or row.get("noShow") is not None
    gone = MISSED if row.get("noShow") is True else CANCELLED if over else BOOKED
    return Visit(
        id=str(needed(row, "id")),
        patient=Named(who, full or email, phone, email),
        kind=Named(str(needed(row, "appointmentTypeID")), str(row.get("type") or "")),
        practitioner=Named(str(needed(row, "calendarID")), str(row.get("calendar") or "")),
        start=moment(needed(row, "datetime")),
        status=gone,
        place=place,
    )
