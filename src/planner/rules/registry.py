"""RULES and GOALS: every rule and every goal, in reading order."""

from planner.rules import course, goals, habits, health, hours, limits, people, places, preferences
from planner.rules.rule import Goal, Rule

RULES: tuple[Rule, ...] = (
    course.Asked(),
    course.Fixed(),
    course.Window(),
    course.FinishBy(),
    course.Gap(),
    course.Declined(),
    health.Eligible(),
    health.OwnWaits(),
    health.FollowUps(),
    people.Shared(),  # before the rules of resources, which count a shared session once
    hours.ClinicOpen(),
    hours.OnGrid(),
    hours.OnShift(),
    hours.Present(),
    hours.Licensed(),
    hours.PatientTimes(),
    hours.PatientPresent(),
    people.Qualified(),
    people.OneAtATime(),
    limits.DailyLimit(),
    limits.WeeklyLimit(),
    limits.Breaks(),
    people.PatientFree(),
    places.RoomFits(),
    places.RoomOpen(),
    places.RoomOnSite(),
    places.RoomFree(),
    places.EquipmentFree(),
)

GOALS: tuple[Goal, ...] = (
    goals.Place(),
    goals.Timely(),
    goals.Stretch(),
    preferences.Preferred(),
    preferences.Continuity(),
    habits.TimeOfDay(),
    goals.Moved(),
    habits.Rhythm(),
    habits.UsualTime(),
)
