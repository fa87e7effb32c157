"""Option groups: dataclasses whose fields become options of a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache, wraps
from typing import Annotated, Any, get_origin

Command = Callable[..., Any]
PANEL = "panel"
"""Name of the class attribute that says under which heading the help lists a group."""


def options(*groups: type) -> Callable[[Command], Command]:
    """Declare the option groups that a command takes, each by the parameter of its type.

    The function stays as it is, and can be called with groups as values; the command line is
    made of it by :func:`expand`.
    """

    def declare(function: Command) -> Command:
        function.option_groups = groups  # type: ignore[attr-defined]
        return function

    return declare


def expand(function: Command) -> Command:
    """The function with a parameter for each field of its groups, as typer reads it."""
    groups: tuple[type, ...] = getattr(function, "option_groups", ())
    if not groups:
        return function
    hints = inspect.get_annotations(function, eval_str=True)
    group_of = {name: hint for name, hint in hints.items() if hint in groups}

    @wraps(function)
    def command(**values: Any) -> Any:
        for name, group in group_of.items():
            values[name] = group(**{f.name: values.pop(f.name) for f in fields(group)})
        return function(**values)

    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(function).parameters.values():
        name = parameter.name
        if name in group_of:
            parameters += _field_parameters(group_of[name])
        else:
            keyword = inspect.Parameter.KEYWORD_ONLY
            parameters.append(parameter.replace(annotation=hints[name], kind=keyword))
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    del command.option_groups  # type: ignore[attr-defined]
    return command


def _field_parameters(group: type) -> Iterator[inspect.Parameter]:
    hints = field_hints(group)
    for field in fields(group):
        yield inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=field.default,
            annotation=hints[field.name],
        )


@cache
def field_hints(group: type) -> dict[str, Any]:
    """The type of each field with its option, which knows the panel of the class it is from."""
    hints: dict[str, Any] = {}
    for ancestor in reversed(group.__mro__):
        hints |= inspect.get_annotations(ancestor, eval_str=True)
        for name in inspect.get_annotations(ancestor):
            if get_origin(hints[name]) is not Annotated:
                continue
            for option in hints[name].__metadata__:
                option.rich_help_panel = option.rich_help_panel or vars(ancestor)[PANEL]
    return hints
