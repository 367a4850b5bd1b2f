"""The desk: what a booking system calls, day after day, between one published roster and the next."""

from planner.desk.asked import Answers
from planner.desk.checking import broken
from planner.desk.courses import CourseOffer, course_offers
from planner.desk.diary import Diary
from planner.desk.offers import Offer, offers

__all__ = ["Answers", "CourseOffer", "Diary", "Offer", "broken", "course_offers", "offers"]
