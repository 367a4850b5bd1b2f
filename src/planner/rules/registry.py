"""RULES and GOALS: every rule and every goal, in reading order."""

from planner.rules import course, goals, health, hours, people, places, preferences
from planner.rules.rule import Goal, Rule

RULES: tuple[Rule, ...] = (
    course.Asked(),
    course.Fixed(),
    course.Window(),
    course.FinishBy(),
    course.Gap(),
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
    people.Qualified(),
    people.OneAtATime(),
    people.DailyLimit(),
    people.PatientFree(),
    places.RoomFits(),
    places.RoomFree(),
    places.EquipmentFree(),
)

GOALS: tuple[Goal, ...] = (
    goals.Place(),
    goals.Timely(),
    goals.Stretch(),
    preferences.Preferred(),
    preferences.Continuity(),
    preferences.TimeOfDay(),
    goals.Moved(),
)
