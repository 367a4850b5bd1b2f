"""Commands that are loaded when they run, so that help, versions and completion need no table and no solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer import Context
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True)
class Command:
    """A command: the place of its function, or of its group, in `planner.cli.commands`, and its line of the list."""

    place: str
    line: str

    def load(self) -> Any:
        module, _, name = self.place.rpartition(".")
        return getattr(import_module(f"planner.cli.commands.{module}"), name)


class LazyGroup(TyperGroup):
    """A group whose commands are loaded when they are called; only their names and lines are there before."""

    table: ClassVar[Mapping[str, Command]] = {}

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {name: TyperCommand(name, help=command.line) for name, command in self.table.items()}

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:  # type: ignore[override]
        name, command, rest = super().resolve_command(ctx, args)
        if name is None or command is None:  # completing a name that is none
            return name, command, rest
        target = self.table[name].load()
        if not isinstance(target, typer.Typer):
            function, target = target, typer.Typer(add_completion=False, rich_markup_mode="rich")
            target.command(name)(function)
        return name, typer.main.get_command(target), rest
