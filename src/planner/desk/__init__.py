"""The desk: what a booking system calls, day after day, between one published roster and the next."""

from planner.errors import NotInstalled

try:
    from planner.desk.desk import Desk
except ModuleNotFoundError as lacking:
    raise NotInstalled(
        f"the desk needs its database packages ({lacking}): pip install 'treatment-planner[desk]'"
    ) from None

from planner.desk.answers import ClosedAppointment, Hold, Receipt, Wish
from planner.desk.check import broken
from planner.desk.diary.diary import Diary
from planner.desk.offers.course import course_offers
from planner.desk.offers.course_problem import CourseOffer
from planner.desk.offers.request import Offers
from planner.desk.offers.session import Offer, offers
from planner.desk.repair.repair import BookRepair
from planner.desk.repair.replan import Replanning
from planner.desk.repair.waitlist import Refill

Healing = BookRepair
"""Its name before."""
Answers = Offers
"""Its name before."""

__all__ = [
    "Answers",
    "BookRepair",
    "ClosedAppointment",
    "CourseOffer",
    "Desk",
    "Diary",
    "Healing",
    "Hold",
    "Offer",
    "Offers",
    "Receipt",
    "Refill",
    "Replanning",
    "Wish",
    "broken",
    "course_offers",
    "offers",
]
