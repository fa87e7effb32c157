"""What a plugin may offer.

A plugin is a module (or any object) with functions of these names, each
marked with :data:`hookimpl`. A plugin takes the hooks that it needs and may
leave out arguments that it does not use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    import typer

    from scorewell.formats import Reader, Writer
    from scorewell.methods import Approach, ChangeMethod, GrowthMethod, ScoringMethod
    from scorewell.model import OutcomeRule

__all__ = [
    "PROJECT",
    "hookimpl",
    "register_change_methods",
    "register_commands",
    "register_outcome_rules",
    "register_readers",
    "register_scoring_methods",
    "register_writers",
    "scorewell_instruments",
]

PROJECT = "scorewell"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def scorewell_instruments() -> Iterable[Path]:  # type: ignore[empty-body]
    """Folders or files of instrument definitions.

    The results of all plugins are united. Two files with one id are a clash:
    the id is refused and both files are named.
    """


@hookspec
def register_scoring_methods(register: Callable[[ScoringMethod], None]) -> None:
    """Call ``register`` with each scoring method.

    A name that is registered already is refused, and the error names both
    plugins.
    """


@hookspec
def register_change_methods(
    register: Callable[[ChangeMethod | Approach | GrowthMethod], None],
) -> None:
    """Call ``register`` with each way to judge change.

    A ``ChangeMethod`` is an index of the change of each respondent, an
    ``Approach`` judges pairs of scores by rules of its own, and a
    ``GrowthMethod`` judges slopes over all occasions; all three come from
    ``scorewell.methods``. They share their names: one that is registered
    already, of whatever kind, is refused, and the error names both plugins.
    """


@hookspec
def register_outcome_rules(register: Callable[[OutcomeRule], None]) -> None:
    """Call ``register`` with each rule over several measures at once.

    A rule is data; ``scorewell.loading.load_rule`` reads one from a file. A
    name that is registered already is refused, and the error names both
    plugins.
    """


@hookspec
def register_readers(register: Callable[[Reader], None]) -> None:
    """Call ``register`` with each file format that answers may come in.

    A name that is registered already is refused, and the error names both
    plugins. The file's ending says which reader takes it; one that recognises
    the file goes first.
    """


@hookspec
def register_writers(register: Callable[[Writer], None]) -> None:
    """Call ``register`` with each file format that results may go out in.

    A name that is registered already is refused, and the error names both
    plugins.
    """


@hookspec
def register_commands(app: typer.Typer) -> None:
    """Add commands to the command line.

    ``app`` is the application. A command imports what it needs inside its
    body, so that the others start fast.
    """
