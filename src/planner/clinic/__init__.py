"""What is given: a clinic's facts, and its plans unrolled into sessions."""

from planner.clinic.appointments import Appointment, Entry, Key
from planner.clinic.booking import BookingRules
from planner.clinic.clinic import Clinic
from planner.clinic.courses.possible_days import closed_to
from planner.clinic.courses.unroll import unroll
from planner.clinic.horizon import LOOK_AHEAD, Horizon
from planner.clinic.identifiers import Code, Identifier
from planner.clinic.people import Absence, Break, Patient, Plan, Practitioner, Usual
from planner.clinic.places import Equipment, Room
from planner.clinic.policy import Clearance, ClosedDays, Event, Policy, PolicyRule, default_policy
from planner.clinic.prices import Prices, RepairPrices
from planner.clinic.problem import Problem
from planner.clinic.protocols import Gap, Phase, Protocol
from planner.clinic.services import FollowUp, Service, Step, Wait
from planner.clinic.sessions import Session
from planner.clinic.spans import Days, Span, WeeklyHours

__all__ = [
    "LOOK_AHEAD",
    "Absence",
    "Appointment",
    "BookingRules",
    "Break",
    "Clearance",
    "Clinic",
    "ClosedDays",
    "Code",
    "Days",
    "Entry",
    "Equipment",
    "Event",
    "FollowUp",
    "Gap",
    "Horizon",
    "Identifier",
    "Key",
    "Patient",
    "Phase",
    "Plan",
    "Policy",
    "PolicyRule",
    "Practitioner",
    "Prices",
    "Problem",
    "Protocol",
    "RepairPrices",
    "Room",
    "Service",
    "Session",
    "Span",
    "Step",
    "Usual",
    "Wait",
    "WeeklyHours",
    "closed_to",
    "default_policy",
    "unroll",
]
