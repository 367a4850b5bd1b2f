"""Words that a patient's safety rests on, and that nothing looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from difflib import get_close_matches

from planner.clinic.policy import matches
from planner.files.reading.warnings.rows import Rows

EVERY_ACT = "*"
NEAR = 0.75
"""How like a known act an unknown one is that was perhaps meant to be it (as difflib measures it)."""
ON_PURPOSE = "add what is done, such as needling:face; say acts = [] (in a sheet: none) where it is nothing of the kind"


def acts(rows: Rows) -> None:
    """Services without acts, and acts that no rule of the policy and no wait names."""
    settings = (rows.source.settings or {}).get("services", {})
    named = _named(rows)
    patterns = named - {EVERY_ACT}
    for service in rows.clinic.services.values():
        place = f"services.{service.id}.acts"
        if "acts" not in settings.get(service.id, {}):
            wrong = f"{service.id!r} has no acts, so no health event and no wait by acts ever closes it"
            rows.warn_settings(place, wrong, ON_PURPOSE)
        unknown = [act for act in service.acts if not matches(patterns, [act])]
        for act in unknown:
            near = get_close_matches(act.lower(), [each for each in patterns if "*" not in each], 1, NEAR)
            if near or (len(unknown) == len(service.acts) and EVERY_ACT not in named):
                wrong = f"no rule of the policy and no wait names {act!r}, so nothing closes it"
                mend = f"did you mean {near[0]!r}?" if near else "mend it, or add a rule that names it; planner policy"
                rows.warn_settings(place, wrong, mend)


def events(rows: Rows) -> None:
    """Health events on record that close no service of this clinic."""
    of_kind: defaultdict[str, list[int]] = defaultdict(list)
    for row, event in rows.made("events"):
        of_kind[event.kind].append(row)
    every_act = [act for service in rows.clinic.services.values() for act in service.acts]
    policy = rows.clinic.policy
    for kind, where in of_kind.items():
        rule = policy.rules.get(kind)
        if rule is None:
            wrong = f"the policy's rule of {kind!r} is turned off, so it closes nothing"
            rows.warn_alike("events", where, "kind", wrong, "turn the rule on, if it should")
        elif not matches(rule.acts, every_act):
            wrong = f"{kind} closes {_listed(rule.acts)}, which is an act of no service of this clinic"
            mend = "mend the acts of the services, or name theirs in the policy; else it closes nothing"
            rows.warn_alike("events", where, "kind", wrong, mend)


def _named(rows: Rows) -> set[str]:
    """The patterns of acts that rules, waits and companions name."""
    policy = rows.clinic.policy
    patterns = {pattern for rule in policy.rules.values() for pattern in rule.acts}
    patterns |= {pattern for wait in rows.clinic.waits for pattern in wait.acts}
    return patterns | {each for companion in policy.companions for each in (companion.has, companion.wants)}


def _listed(acts: Collection[str]) -> str:
    return " and ".join(acts)
