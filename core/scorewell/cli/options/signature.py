"""Option groups: dataclasses whose fields become options of a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, fields
from functools import wraps
from typing import Annotated, Any

import typer

Command = Callable[..., Any]
PANEL = "panel"
"""Name of the class attribute that says under which heading the help lists a group."""


def option(
    text: str,
    *,
    flags: Sequence[str] = (),
    metavar: str | None = None,
    default: Any = None,
    **limits: float,
) -> Any:
    """A field of an option group; its flag is its name with hyphens unless ``flags`` are given.

    Parameters
    ----------
    text : str
        The help; up to the first colon, semicolon or full stop it is the same
        wherever the flag is used.
    limits : float
        ``min`` and ``max`` of a number.
    """
    return field(default=default, metadata={"option": (flags, metavar, text, limits)})


def given_flags(group: Any, *names: str) -> list[str]:
    """The flags of a group that have another value than their default.

    Parameters
    ----------
    names : str
        Only these fields; all, if none is named.
    """
    return [
        (entry.metadata["option"][0] or (_flag(entry.name),))[0]
        for entry in fields(group)
        if (not names or entry.name in names) and getattr(group, entry.name) != entry.default
    ]


def refuse_without_effect(reason: str, group: Any, *names: str) -> None:
    """Refuse options of a group that are given although they can do nothing.

    Parameters
    ----------
    reason : str
        Why they can do nothing, and what to do.
    names : str
        Only these fields; all, if none is named.

    Raises
    ------
    BadParameter
        If one of them is given.
    """
    flags = given_flags(group, *names)
    if flags:
        raise typer.BadParameter(f"{' and '.join(flags)} would change nothing: {reason}")


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
    """The function with a parameter for each field of its groups, as typer reads it.

    A group with a method ``check`` refuses what does not go together.
    """
    groups: tuple[type, ...] = getattr(function, "option_groups", ())
    if not groups:
        return function
    hints = inspect.get_annotations(function, eval_str=True)
    group_of = {name: hint for name, hint in hints.items() if hint in groups}

    @wraps(function)
    def command(**values: Any) -> Any:
        for name, group in group_of.items():
            values[name] = group(**{f.name: values.pop(f.name) for f in fields(group)})
            check = getattr(values[name], "check", None)
            if check is not None:
                check()
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
    command.__annotations__ = {entry.name: entry.annotation for entry in parameters}
    del command.option_groups  # type: ignore[attr-defined]
    return command


def _flag(name: str) -> str:
    return "--" + name.strip("_").replace("_", "-")


def _field_parameters(group: type) -> Iterator[inspect.Parameter]:
    hints: dict[str, Any] = {}
    panels: dict[str, str] = {}
    for ancestor in reversed(group.__mro__):
        types = inspect.get_annotations(ancestor, eval_str=True)
        hints |= types
        panels |= {name: vars(ancestor)[PANEL] for name in types}
    for entry in fields(group):
        flags, metavar, text, limits = entry.metadata["option"]
        flags = flags or (_flag(entry.name),)
        panel = panels[entry.name]
        parameter = typer.Option(
            *flags, metavar=metavar, help=text, rich_help_panel=panel, **limits
        )
        yield inspect.Parameter(
            entry.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=entry.default,
            annotation=Annotated[hints[entry.name], parameter],
        )
