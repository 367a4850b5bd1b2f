"""What is answered: the documents of docs/documents.md, by kind."""

from planner.http.schemas.documents.accounts import Account, People, Secret, Session, Tokens
from planner.http.schemas.documents.appointments import DayRows, PlanRows, Rows
from planner.http.schemas.documents.facts import Fact, Facts, Wishes
from planner.http.schemas.documents.jobs import Job, Jobs, Replanning, Roster
from planner.http.schemas.documents.journal import Entries, Entry
from planner.http.schemas.documents.offers import Offer, Offers
from planner.http.schemas.documents.patients import Found, Patients, Plan
from planner.http.schemas.documents.reasons import Obstacle, RosterRepairs, Why
from planner.http.schemas.documents.receipts import ClosedRow, Hold, Receipt
from planner.http.schemas.documents.refusals import Problem, Violation, Violations
from planner.http.schemas.documents.repairs import Refill, Refills, Repair

__all__ = [
    "Account",
    "ClosedRow",
    "DayRows",
    "Entries",
    "Entry",
    "Fact",
    "Facts",
    "Found",
    "Hold",
    "Job",
    "Jobs",
    "Obstacle",
    "Offer",
    "Offers",
    "Patients",
    "People",
    "Plan",
    "PlanRows",
    "Problem",
    "Receipt",
    "Refill",
    "Refills",
    "Repair",
    "Replanning",
    "Roster",
    "RosterRepairs",
    "Rows",
    "Secret",
    "Session",
    "Tokens",
    "Violation",
    "Violations",
    "Why",
    "Wishes",
]
