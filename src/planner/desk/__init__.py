"""The desk: what a booking system calls, day after day, between one published roster and the next."""

from planner.errors import NotInstalled

try:
    from planner.desk.desk import Desk
except ModuleNotFoundError as lacking:
    raise NotInstalled(
        f"the desk needs its database packages ({lacking}): pip install 'treatment-planner[desk]'"
    ) from None

from planner.desk.asked import Answers
from planner.desk.checking import broken
from planner.desk.closing import ClosedAppointment
from planner.desk.courses import course_offers
from planner.desk.diary import Diary
from planner.desk.healing import Healing
from planner.desk.laid_out import CourseOffer
from planner.desk.offers import Offer, offers
from planner.desk.replanning import Replanning
from planner.desk.store.calls import Hold, Receipt
from planner.desk.waitlist import Refill, Wish

__all__ = [
    "Answers",
    "ClosedAppointment",
    "CourseOffer",
    "Desk",
    "Diary",
    "Healing",
    "Hold",
    "Offer",
    "Receipt",
    "Refill",
    "Replanning",
    "Wish",
    "broken",
    "course_offers",
    "offers",
]
