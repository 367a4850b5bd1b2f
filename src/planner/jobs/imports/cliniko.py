"""Cliniko: the JSON of its API's lists of patients and of individual appointments.

The fields are those of its maker's reference, docs.api.cliniko.com/openapi/reference (Individual-Appointment, Patient),
and of the examples in its maker's github.com/redguava/cliniko-api, read in December 2026.
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

SYSTEM = "urn:planner:import:cliniko"
NOT_USED = "not used"
COLUMNS: Mapping[str, str] = {
    "id": "the appointment",
    "starts_at": "the start",
    "patient": "the patient, by its link",
    "patient_name": "the patient's name, where the list of patients is not given",
    "practitioner": "the practitioner, by its link",
    "appointment_type": "the kind of visit, by its link: a protocol's identifier",
    "cancelled_at": "cancelled",
    "did_not_arrive": "no-show",
    "deleted_at": "no visit",
    "archived_at": "no visit",
    **dict.fromkeys(
        (
            *("ends_at", "business", "attendees", "conflicts", "links", "notes", "created_at", "updated_at"),
            *("booking_ip_address", "cancellation_note", "cancellation_reason", "cancellation_reason_description"),
            *("email_reminder_sent", "sms_reminder_sent", "has_patient_appointment_notes", "invoice_status"),
            *("online_booking_policy_accepted", "patient_arrived", "patient_case", "repeat_rule", "repeats"),
            *("repeated_from", "telehealth_url", "treatment_note_status", "patient_form"),
        ),
        NOT_USED,
    ),
}
"""What each field of an appointment becomes."""
PATIENTS: Mapping[str, str] = {
    "id": "the patient",
    "first_name": "the name",
    "last_name": "the name",
    "preferred_first_name": "the name, in place of the first",
    "email": "the email",
    "patient_phone_numbers": "the first is the phone",
    "deleted_at": "no patient",
    "archived_at": "no patient",
    **dict.fromkeys(
        (
            *("address_1", "address_2", "address_3", "city", "country", "country_code", "post_code", "state", "title"),
            *("created_at", "updated_at", "date_of_birth", "emergency_contact", "gender", "gender_identity", "sex"),
            *("notes", "occupation", "old_reference_id", "referral_source", "links", "appointment_notes", "label"),
            *("pronouns", "time_zone", "reminder_type", "medicare", "medicare_reference_number", "dva_card_number"),
            *("accepted_privacy_policy", "accepted_email_marketing", "accepted_sms_marketing", "custom_fields"),
            *("invoice_default_to", "invoice_email", "invoice_extra_information"),
        ),
        NOT_USED,
    ),
}
"""What each field of a patient becomes."""


def read(name: str, content: bytes, findings: Findings) -> Export:
    document = read_json(name, content, findings)
    there = document if isinstance(document, Mapping) else {}
    patients, visits = there.get("patients"), there.get("individual_appointments", there.get("appointments"))
    if document is not None and not isinstance(patients, list) and not isinstance(visits, list):
        mend = "give the answer of GET /patients or GET /individual_appointments"
        findings.fault(name, None, None, "this lists neither patients nor individual_appointments", mend)
    export = Export()
    for key, rows, known in (("patients", patients, PATIENTS), ("individual_appointments", visits, COLUMNS)):
        rows = rows if isinstance(rows, list) else []
        refuse_unknown(name, rows, known, findings)
        for number, row in enumerate(rows):
            place = f"{key}[{number}]"
            try:
                if not isinstance(row, Mapping):
                    raise Nonsense("this is no object")
                if row.get("deleted_at") or row.get("archived_at"):
                    continue
                if known is PATIENTS:
                    export.patients.append(_patient(row))
                else:
                    export.visits.append(_visit(row, place))
            except Nonsense as why:
                findings.fault(name, None, place, str(why), "mend it, or take the row out")
    return export


def _patient(row: Mapping[str, Any]) -> Named:
    first = row.get("preferred_first_name") or row.get("first_name") or ""
    name = f"{first} {row.get('last_name') or ''}".strip()
    phones = row.get("patient_phone_numbers") or []
    phone = phones[0].get("number") if isinstance(phones, list) and phones and isinstance(phones[0], Mapping) else ""
    return Named(str(needed(row, "id")), name, str(phone or ""), str(row.get("email") or ""))


def _visit(row: Mapping[str, Any], place: str) -> Visit:
    gone = MISSED if row.get("did_not_arrive") is True else CANCELLED if row.get("cancelled_at") else BOOKED
    return Visit(
        id=str(needed(row, "id")),
        patient=Named(_linked(row, "patient"), str(row.get("patient_name") or "")),
        kind=Named(_linked(row, "appointment_type")),
        practitioner=Named(_linked(row, "practitioner")),
        start=moment(needed(row, "starts_at")),
        status=gone,
        place=place,
    )


def _linked(row: Mapping[str, Any], column: str) -> str:
    """The id at the end of a link. Raises Nonsense where there is none."""
    links = needed(row, column)
    links = links.get("links") if isinstance(links, Mapping) else None
    address = links.get("self") if isinstance(links, Mapping) else None
    id = str(address or "").rstrip("/").rpartition("/")[2]
    if not id:
        raise Nonsense(f"{column} has no link")
    return id
