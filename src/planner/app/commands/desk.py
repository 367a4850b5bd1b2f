"""The desk's commands: the table of planner desk."""

from __future__ import annotations

import typer

from planner.app.commands import desk_booking, desk_events, desk_keeping, desk_mending, desk_waiting

group = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")


@group.callback()
def about() -> None:
    """The appointment book in a store, day after day: offers, holds, bookings, and what happens meanwhile."""


COMMANDS = (
    desk_keeping.load,
    desk_keeping.publish,
    desk_keeping.roll,
    desk_keeping.dump,
    desk_keeping.day,
    desk_booking.offers,
    desk_booking.course,
    desk_booking.hold,
    desk_booking.book,
    desk_booking.drop,
    desk_booking.move,
    desk_booking.cancel,
    desk_booking.reasons,
    desk_booking.attended,
    desk_booking.no_show,
    desk_booking.finish,
    desk_booking.extend,
    desk_events.record,
    desk_events.absent,
    desk_events.out_of_order,
    desk_events.update,
    desk_mending.repair,
    desk_mending.replan,
    desk_waiting.wish,
    desk_waiting.wishes,
    desk_mending.refill,
    desk_keeping.journal,
    desk_keeping.as_of,
)
"""In the order of their help."""

for command in COMMANDS:
    group.command()(command)
