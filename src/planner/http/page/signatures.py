"""Who signed the clinic's own rules of the policy, and when, by the journal."""

from __future__ import annotations

from collections.abc import Mapping

from planner.desk import Desk
from planner.desk.store.journal import FACTS, Change
from planner.http.page.journal import LOOKED_AT
from planner.http.page.labels import moment


def signatures(desk: Desk) -> Mapping[str, str]:
    """By kind of event: such as `Robin, Tue 1 Dec, 09:30`, of its last change; none for what came with the clinic."""
    clinic, found = desk.facts(), dict[str, str]()
    for entry in reversed(desk.journal(max(0, desk.last_entry() - LOOKED_AT))):
        for kind in {kind for change in entry.changes for kind in _changed(change) if entry.action != "load"}:
            found.setdefault(kind, f"{entry.who or 'somebody'}, {moment(clinic, entry.at)}")
    return found


def _changed(change: Change) -> list[str]:
    """The kinds whose rule a change of the policy made otherwise."""
    table, id, before, after = change
    if table != FACTS or id[0] != "policy":
        return []
    old, new = ({**(side or {}).get("rules", {}), **(side or {}).get("off", {})} for side in (before, after))
    return [kind for kind in {**old, **new} if old.get(kind) != new.get(kind)]
