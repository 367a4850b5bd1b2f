"""The desk's commands: the table of planner desk."""

from __future__ import annotations

import typer

from planner.cli.commands.desk import access, booking, events, export, patients, repair, store, waitlist

group = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich")


@group.callback()
def about() -> None:
    """The appointment book in a store, day after day: offers, holds, bookings, and what happens meanwhile."""


COMMANDS = (
    store.load,
    store.publish,
    store.roll,
    export.export,
    store.undo,
    store.set_clock,
    store.dump,
    store.day,
    patients.find,
    patients.patient,
    patients.plan,
    patients.forget,
    booking.offers,
    booking.course,
    booking.hold,
    booking.book,
    booking.prolong,
    booking.drop,
    booking.move,
    booking.cancel,
    booking.reasons,
    booking.attended,
    booking.no_show,
    booking.finish,
    booking.extend,
    events.record,
    events.absent,
    events.out_of_order,
    events.update,
    repair.repair,
    repair.replan,
    waitlist.wish,
    waitlist.wishes,
    repair.refill,
    store.journal,
    store.as_of,
    access.token,
)
"""In the order of their help."""

for command in COMMANDS:
    group.command()(command)
