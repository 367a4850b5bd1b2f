"""Options that several commands take together, said once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from typing import Any

Function = Callable[..., Any]


def takes(*groups: Function) -> Callable[[Function], Function]:
    """Gives a command the options of each group in place of its parameter of the group's name.

    A group is a function whose parameters are options; the command is given what it makes of them.
    """
    options = {group.__name__: signature(group, eval_str=True).parameters for group in groups}

    def decorate(command: Function) -> Function:
        own = signature(command, eval_str=True).parameters
        parameters = [
            each.replace(kind=Parameter.KEYWORD_ONLY)
            for name, parameter in own.items()
            for each in (options[name].values() if name in options else [parameter])
        ]

        @wraps(command)
        def run(**given: Any) -> Any:
            made = {g.__name__: g(**{name: given.pop(name) for name in options[g.__name__]}) for g in groups}
            return command(**given, **made)

        run.__signature__ = signature(command).replace(parameters=parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        return run

    return decorate
