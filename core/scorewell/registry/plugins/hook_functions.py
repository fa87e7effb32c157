"""The functions of a plugin that are hooks, and those that only look like one."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import NamedTuple

from scorewell.errors import did_you_mean
from scorewell.registry import hookspecs

_LIKENESS = 0.88
"""Above this share of common letters, a name is taken for a misspelt hook."""


class HookProblem(NamedTuple):
    """What is wrong with a function, and how to mend it."""

    message: str
    hint: str = ""


def known_hooks() -> list[str]:
    """Every hook that a plugin may implement."""
    return [
        name for name in vars(hookspecs) if hasattr(getattr(hookspecs, name), "scorewell_spec")
    ]


def marked_names(module: object) -> list[str]:
    """The functions of a plugin that are marked as hooks."""
    names = vars(module) if isinstance(module, ModuleType) else dir(module)
    return [name for name in names if hasattr(getattr(module, name, None), "scorewell_impl")]


def unknown_hooks(module: object) -> Iterator[HookProblem]:
    """Functions that are marked as hooks and are none."""
    hooks = known_hooks()
    for name in marked_names(module):
        if name not in hooks:
            near = did_you_mean(name, hooks, most=1) or f"the hooks are {', '.join(hooks)}"
            yield HookProblem(f"there is no hook `{name}`; {near}")


def argument_problem(module: object, name: str) -> HookProblem | None:
    """What a hook asks for and is not given."""
    arguments = list(inspect.signature(getattr(hookspecs, name)).parameters)
    strange = [name for name in _needs(getattr(module, name)) if name not in arguments]
    if not strange:
        return None
    return HookProblem(
        f"the hook `{name}` cannot be registered: it asks for `{strange[0]}`",
        f"`{name}` is given {', '.join(arguments) or 'nothing'}",
    )


def unmarked_hooks(module: object) -> Iterator[HookProblem]:
    """Functions that nobody calls, because they are not marked or their names are misspelt.

    A function whose name is only like that of a hook counts where it takes no other arguments
    than the hook; a name that begins with an underscore is a helper.
    """
    import difflib

    hooks = known_hooks()
    for name, function in vars(module).items() if isinstance(module, ModuleType) else ():
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        if hasattr(function, "scorewell_impl") or hasattr(function, "scorewell_spec"):
            continue
        if name in hooks:
            yield HookProblem(
                f"the function `{name}` is not marked with @hookimpl, so it is never called"
            )
            continue
        for hook in difflib.get_close_matches(name, hooks, n=1, cutoff=_LIKENESS):
            arguments = inspect.signature(getattr(hookspecs, hook)).parameters
            if set(_needs(function)) == set(arguments):
                yield HookProblem(
                    f"the function `{name}` is not a hook, so it is never called; did you mean "
                    f"{hook}?",
                    f"a hook is marked with @hookimpl; a helper like this is called _{name}",
                )


def _needs(function: object) -> Sequence[str]:
    """The arguments without which a function cannot be called by name."""
    parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    return [
        parameter.name
        for parameter in parameters
        if parameter.default is parameter.empty
        and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
