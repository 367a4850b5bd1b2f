"""The tables of rooms and equipment."""

from __future__ import annotations

from planner.files.reading import facts
from planner.files.reading.cells import items, text, whole
from planner.files.reading.tables.columns import SITE, Column, Table, away, weekly

PLACES = (
    Table(
        "rooms",
        (
            Column("room", about="the id"),
            Column("name", text, "", about="a name for people"),
            Column("features", items, (), about="what services ask for in room; several by ;"),
            Column("places", whole(1), 1, about="how many sessions it takes at a time"),
            SITE,
        ),
        make=facts.room,
        blame="room",
        identified=True,
        about="Where: one row a room.",
    ),
    weekly(
        "room_hours",
        Column("room", refers="rooms", about="an id of rooms"),
        "When a room is open; without a row, at any time.",
    ),
    Table(
        "equipment",
        (
            Column("equipment", about="the id; no room may have the same"),
            Column("name", text, "", about="a name for people"),
            Column("units", whole(), 1, about="how many there are"),
        ),
        make=facts.equipment,
        blame="equipment",
        identified=True,
        about="Devices, of which there are so many units.",
    ),
    away(
        "closures",
        Column("what", refers="rooms or equipment", about="an id of rooms or equipment"),
        "When a room, or one unit of an equipment, cannot be used.",
    ),
)
