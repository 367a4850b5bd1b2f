"""What becomes of a booked visit: cancelled, attended, missed."""

from __future__ import annotations

from typing import Unpack

from planner.clinic.appointments import ATTENDED, CANCELLED, NO_SHOW, WITHDRAWN
from planner.desk.answers import Call, Receipt
from planner.desk.booking import portal, status
from planner.desk.idempotency import Idempotency
from planner.desk.store.store import Store
from planner.errors import UnknownName


class Outcomes:
    """Appointments ended; each call once under its key."""

    def __init__(self, store: Store, idempotency: Idempotency) -> None:
        self.store, self.idempotency = store, idempotency

    def cancel(self, appointment: str, reason: str, **call: Unpack[Call]) -> Receipt:
        """Cancel a booked visit; `reason` is one of status.CANCELLATION_REASONS, such as `patient-cancel`.

        Its hour is not offered to that session again; of a reason that is the clinic's it may be, as it is withdrawn.
        """
        refuse_unknown_reason(reason)
        return self._status("cancel", appointment, WITHDRAWN if reason in status.BY_CLINIC else CANCELLED, reason, call)

    def attended(self, appointment: str, **call: Unpack[Call]) -> Receipt:
        """The patient has had a booked visit."""
        return self._status("attended", appointment, ATTENDED, None, call)

    def no_show(self, appointment: str, **call: Unpack[Call]) -> Receipt:
        """The patient did not come to a booked visit."""
        return self._status("no-show", appointment, NO_SHOW, None, call)

    def _status(self, action: str, appointment: str, to: str, reason: str | None, call: Call) -> Receipt:
        def do(call: Call, request: str | None) -> Receipt:
            if call.get("portal"):
                portal.refuse_change(self.store, appointment)
            return status.changed(self.store, appointment, action, to, reason, call, request)

        return self.idempotency.once(action, call, do, appointment, reason)


def refuse_unknown_reason(reason: str) -> None:
    if reason not in status.CANCELLATION_REASONS:
        raise UnknownName("cancellation reason", reason, status.CANCELLATION_REASONS)
