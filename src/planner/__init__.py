"""Rosters for courses of treatment.

    import planner

    clinic = planner.read("examples/maple-street")
    roster = planner.plan(clinic, "2026-12")
    roster.appointments                      # a DataFrame, like every table of a roster
    planner.check(clinic, roster)            # [] for a roster that keeps every rule
    planner.why(clinic, roster, "p34-rejuvenation", 8).in_the_way
    planner.write(roster, "rosters/2026-12")

Names load on first use: everything but `plan`, `why`, `repairs` and a window's displacements works without OR-Tools.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from planner import errors

if TYPE_CHECKING:
    from planner.clinic import (
        Absence,
        Appointment,
        Break,
        Clearance,
        Clinic,
        Code,
        Days,
        Entry,
        Equipment,
        Event,
        FollowUp,
        Gap,
        Horizon,
        Identifier,
        Patient,
        Phase,
        Plan,
        Policy,
        Practitioner,
        Prices,
        Problem,
        Protocol,
        RepairPrices,
        Room,
        Service,
        Session,
        Span,
        Step,
        Usual,
        Wait,
        WeeklyHours,
        default_policy,
    )
    from planner.desk import (
        BookRepair,
        ClosedAppointment,
        CourseOffer,
        Desk,
        Healing,
        Hold,
        Offer,
        Receipt,
        Refill,
        Replanning,
        Wish,
    )
    from planner.engine import Progress, plan
    from planner.explain.repair import Repair, Repairs
    from planner.explain.repairs import repairs
    from planner.explain.why import Why, why
    from planner.explain.window import Window, window
    from planner.files.reading import from_tables, read, read_policy
    from planner.files.writing import write_clinic
    from planner.jobs.roster import ClinicRun, run_clinic
    from planner.roster.calendars import write_calendars
    from planner.roster.check import check, warnings_of
    from planner.roster.compare.policy import PolicyDifferences, policy_diff
    from planner.roster.compare.rosters import Differences, diff
    from planner.roster.files import read_roster, write
    from planner.roster.page import write_page
    from planner.roster.pictures import draw_course, draw_utilisation, draw_week
    from planner.roster.roster import Quality, Roster, Unplaced
    from planner.roster.workbook import write_workbook
    from planner.rules import Violation

__version__ = version("treatment-planner")

_HOMES = {
    "planner.files.reading": ("read", "from_tables", "read_policy"),
    "planner.files.writing": ("write_clinic",),
    "planner.engine": ("plan", "Progress"),
    "planner.jobs.roster": ("run_clinic", "ClinicRun"),
    "planner.roster.calendars": ("write_calendars",),
    "planner.desk": (
        *("Desk", "Offer", "CourseOffer", "Hold", "Receipt"),
        *("ClosedAppointment", "BookRepair", "Healing", "Replanning", "Wish", "Refill"),
    ),
    "planner.explain.why": ("why", "Why"),
    "planner.explain.repairs": ("repairs",),
    "planner.explain.repair": ("Repairs", "Repair"),
    "planner.explain.window": ("window", "Window"),
    "planner.roster.check": ("check", "warnings_of"),
    "planner.roster.compare.rosters": ("diff", "Differences"),
    "planner.roster.compare.policy": ("policy_diff", "PolicyDifferences"),
    "planner.roster.files": ("write", "read_roster"),
    "planner.roster.workbook": ("write_workbook",),
    "planner.roster.page": ("write_page",),
    "planner.roster.pictures": ("draw_week", "draw_course", "draw_utilisation"),
    "planner.roster.roster": ("Roster", "Quality", "Unplaced"),
    "planner.rules": ("Violation",),
    "planner.clinic": (
        *("Clinic", "Service", "Step", "Wait", "FollowUp", "Protocol", "Phase", "Gap"),
        *("Practitioner", "WeeklyHours", "Break", "Usual", "Absence", "Room", "Equipment", "Patient", "Plan"),
        *("Event", "Clearance", "Policy", "default_policy", "Prices", "RepairPrices", "Entry", "Identifier", "Code"),
        *("Horizon", "Problem", "Session", "Appointment", "Span", "Days"),
    ),
}
"""Where each name comes from, loaded when it is first asked for (PEP 562)."""

__all__ = [  # noqa: RUF022  in reading order
    # from a clinic to a roster
    "read",
    "from_tables",
    "write_clinic",
    "plan",
    "check",
    "warnings_of",
    "write",
    "read_roster",
    "run_clinic",
    "ClinicRun",
    "write_workbook",
    "write_page",
    # a roster for the hand
    "write_calendars",
    "draw_week",
    "draw_course",
    "draw_utilisation",
    # two rosters, two policies
    "diff",
    "policy_diff",
    "read_policy",
    "why",
    # what would help, and when a procedure is safe
    "repairs",
    "window",
    # day after day
    "Desk",
    "Offer",
    "CourseOffer",
    "Hold",
    "Receipt",
    "ClosedAppointment",
    "BookRepair",
    "Healing",
    "Replanning",
    "Wish",
    "Refill",
    # what is given
    "Clinic",
    "Service",
    "Step",
    "Wait",
    "FollowUp",
    "Protocol",
    "Phase",
    "Gap",
    "Practitioner",
    "WeeklyHours",
    "Break",
    "Usual",
    "Absence",
    "Room",
    "Equipment",
    "Patient",
    "Plan",
    "Event",
    "Clearance",
    "Policy",
    "default_policy",
    "Prices",
    "RepairPrices",
    "Entry",
    "Identifier",
    "Code",
    # what is asked
    "Horizon",
    "Problem",
    "Session",
    # the answer
    "Appointment",
    "Roster",
    "Quality",
    "Unplaced",
    "Violation",
    "Differences",
    "PolicyDifferences",
    "Why",
    "Repairs",
    "Repair",
    "Window",
    "Progress",
    "Span",
    "Days",
    "errors",
]


def __getattr__(name: str) -> Any:
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
