"""Why an appointment was cancelled: a code, the code system's words, and those for people."""

from __future__ import annotations

from planner.desk.booking.status import BY_CLINIC, CANCELLATION_REASONS, WHY_CANCELLED, reason_words


def test_each_reason_can_be_chosen_in_words_of_its_own() -> None:
    assert WHY_CANCELLED.keys() == CANCELLATION_REASONS.keys()
    assert len(set(WHY_CANCELLED.values())) == len(WHY_CANCELLED)
    assert set(BY_CLINIC) <= WHY_CANCELLED.keys()
    assert reason_words("patient-cancel") == "the patient cancelled"
