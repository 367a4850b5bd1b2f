"""What a newer roster changes, and what a changed policy would close and open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from rich.console import Console
from rich.text import Text

from planner.cli.terminal.elements import detail, heading, item, plain_table, quoted, show_not_advice
from planner.clinic import Clinic
from planner.roster.compare.policy import PolicyDifferences
from planner.roster.compare.rosters import DROPPED, KINDS, NEW, OVER, Differences
from planner.roster.tables.details import name

STYLES = {NEW: "green", DROPPED: "red", OVER: "dim"}
WORDS = {OVER: "no longer asked for"}


def show_differences(
    console: Console, found: Differences, by: Literal["patient", "practitioner"], clinic: Clinic | None = None
) -> None:
    """Whom to phone first, then the other changes by patient or practitioner, the drafts apart, and how many of each.

    With the clinic patients, practitioners, services and rooms bear their names.
    """
    known = _names(clinic)
    _show_to_phone(console, found, clinic)
    for draft in (False, True):
        groups = {
            owner: left
            for owner, changes in found.by(by).items()
            if (left := [each for each in changes if not each.to_phone and each.draft == draft])
        }
        if groups and draft:
            console.print(heading("Drafts", "of which nobody was told"))
        for owner, changes in groups.items():
            console.print(heading(name(known[by], owner) or f"no {by}"))
            for change in changes:
                words = str(change.named(clinic) if clinic else change)
                console.print(item(words, "dim" if draft else STYLES.get(change.kind, "")))
    _show_counts(console, found, "practitioner" if by == "patient" else "patient", known)
    console.print()
    if not found.changes:
        console.print(Text(f"The two rosters are alike: {found.same} sessions as they were.", "green"))
    else:
        count = Counter(change.kind for change in found.changes)
        counts = [f"{count[kind]} {WORDS.get(kind, kind)}" for kind in KINDS if count[kind]]
        console.print(Text(f"{', '.join(counts)}; {found.same} as they were."))
    if found.outside:
        console.print(Text(f"Not compared: {found.outside} on days that only one of the two answers for."))
    before, after = found.scores
    if before is not None and after is not None:
        console.print(Text(f"The score was {before:,g} and is {after:,g}; smaller is better."))


def _names(clinic: Clinic | None) -> Mapping[str, Mapping[str, Any]]:
    return {"patient": clinic.patients if clinic else {}, "practitioner": clinic.practitioners if clinic else {}}


def _show_to_phone(console: Console, found: Differences, clinic: Clinic | None) -> None:
    """Each promised visit that is elsewhere or no more: whose, where it was, where it is."""
    if not found.to_phone:
        return
    console.print(heading("To phone", f"{len(found.to_phone)} booked"))
    for each in sorted(found.to_phone, key=lambda each: str(each.before)):
        change = each.named(clinic) if clinic else each
        whose = name(clinic.patients, change.patient) if clinic else change.patient
        what = f"{whose}: {change.plan}, session {change.number}"
        now = f"→ {change.after}" if change.after else "cancelled" + (f": {change.reason}" if change.reason else "")
        console.print(item(f"{what}, {change.before} {now}", "bold yellow"))


def _show_counts(
    console: Console,
    found: Differences,
    other: Literal["patient", "practitioner"],
    known: Mapping[str, Mapping[str, Any]],
) -> None:
    """A table of the other owners, whose changes do not stand together above."""
    kinds = [kind for kind in KINDS if found.of(kind)]
    table = plain_table(other, *(WORDS.get(kind, kind) for kind in kinds))
    for owner, changes in found.by(other).items():
        count = Counter(change.kind for change in changes)
        table.add_row(Text(name(known[other], owner)), *(Text(str(count[kind] or "")) for kind in kinds))
    if kinds:
        console.print(heading(f"By {other}"))
        console.print(table)


def show_policy_differences(console: Console, clinic: Clinic, found: PolicyDifferences) -> None:
    """The rules that change, the appointments these close and the sessions they open days to, with their sources."""
    console.print(heading("Rules that change"))
    for rule in found.rules:
        console.print(item(str(rule)))
    if not found.rules:
        console.print(item("None: the two policies are alike.", "green"))
    console.print(heading("Appointments it would close", str(len(found.closed))))
    for closing in found.closed:
        console.print(item(f"✗ {name(clinic.patients, closing.patient)}: {closing}", "red"))
        console.print(quoted(closing.by.rule.words, closing.by.rule.source, indent=4))
        if closing.by.rule.override:
            console.print(detail(f"The reason given: {closing.by.rule.override}"))
    console.print(heading("Sessions it would open days to", str(len(found.opened))))
    for opening in found.opened:
        console.print(item(f"✓ {name(clinic.patients, opening.session.patient)}: {opening}", "green"))
        for closed in dict.fromkeys(opening.by):
            console.print(detail(f"Today {closed}."))
    show_not_advice(console)
