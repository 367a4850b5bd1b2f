"""The contraindication policy, and what it closes to one patient."""

from __future__ import annotations

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from planner.cli.terminal.elements import detail, heading, item, quoted, show_not_advice
from planner.clinic import Clinic, ClosedDays, Policy, PolicyRule, closed_to
from planner.roster.tables.details import title


def show_eligibility(console: Console, clinic: Clinic, patient: str) -> None:
    """For each service of the patient's plans: the days closed to them, and which rule and event close them.

    Raises UnknownName for a patient the clinic does not have.
    """
    console.print(heading(clinic.patient(patient).name or patient, patient))
    services = _services_of(clinic, patient)
    for service in services:
        console.print(Text(f"\n{title(clinic, service)}", "bold"))
        closed = closed_to(clinic, patient, (service,))
        for each in closed:
            console.print(_closed(each))
        if not closed:
            console.print(item("No closed days.", "green"))
    if not services:
        console.print(item("No plan, so no service to look at."))
    _show_clearances(console, clinic, patient)
    show_not_advice(console)


def show_policy(console: Console, policy: Policy) -> None:
    """Every rule with its acts, wait, words and source; those turned off; the companions."""
    console.print(heading("Contraindication policy"))
    for rule in policy.rules.values():
        console.print(_rule(rule))
    for trigger, reason in policy.off.items():
        console.print(Text.assemble("\n", (trigger, "bold strike"), ("  turned off by the clinic", "yellow")))
        console.print(item(f"Reason: {reason}"))
    for companion in policy.companions:
        console.print(Text.assemble("\n", (companion.has, "bold"), " wants as companion ", (companion.wants, "bold")))
        console.print(item(companion.why))
        console.print(quoted(companion.words, companion.source, f"{companion.reviewed or ''}"))
    show_not_advice(console)


def _services_of(clinic: Clinic, patient: str) -> list[str]:
    """Each service the patient's plans use, once, in the plans' order."""
    plans = [plan for plan in clinic.plans.values() if plan.patient == patient]
    phases = [phase for plan in plans for phase in clinic.protocol_of(plan).phases]
    return list(dict.fromkeys(service for phase in phases for service in phase.all_services))


def _closed(closed: ClosedDays) -> Group:
    rule, event = closed.rule, closed.event
    over = f", over on {event.until}" if event.until else ""
    noted = f": {event.note}" if event.note else ""
    return Group(
        Padding(Text.assemble((f"✗ {closed.days}", "red"), "  ", (rule.trigger, "bold")), (0, 0, 0, 2)),
        detail(f"{rule.why} Wait: {rule.wait}."),
        detail(f"Event on {event.on}{over}{noted}"),
        *([detail(f"The clinic's own: {rule.override}")] if rule.override else []),
        quoted(rule.words, rule.source, indent=4),
    )


def _show_clearances(console: Console, clinic: Clinic, patient: str) -> None:
    """What is cleared, and what is on record as cleared and lifts nothing, with the reason."""
    for clearance in clinic.clearances_of.get(patient, ()):
        until = f" to {clearance.until}" if clearance.until else " on"
        by = f", by {clearance.by}" if clearance.by else ""
        words = (clearance.kind, "bold"), f" from {clearance.on}{until}{by}"
        if why := clinic.policy.lifts_nothing(clearance, clinic.events_of.get(patient, ())):
            console.print(Text.assemble("\n", "A clearance of ", *words, (f" does not lift it: {why}", "yellow")))
        else:
            console.print(Text.assemble("\n", ("Cleared ", "green"), *words))


def _rule(rule: PolicyRule) -> Group:
    head = Text.assemble(
        "\n",
        (rule.trigger, "bold"),
        f"  {rule.wait}, closes {', '.join(rule.acts)}",
        (", clearable", "green") if rule.clearable else ", not clearable",
    )
    return Group(
        head,
        item(rule.why),
        *([item(f"The clinic's own: {rule.override}", "yellow")] if rule.override else []),
        quoted(rule.words, rule.source, f"{rule.reviewed or ''}"),
    )
