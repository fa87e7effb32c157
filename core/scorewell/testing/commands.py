"""What every command of a plugin must do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.registry.plugins.commands import command_names, single_commands
from scorewell.testing.check import Check, checks_from, demand, demand_name

if TYPE_CHECKING:
    import typer


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """One command or group, alone in an application."""

    name: str
    app: typer.Typer
    names: Collection[str]
    taken_names: Collection[str]
    bundled: bool


def _description(trial: _Trial) -> None:
    """It has a name in lower case with hyphens, and a help text that says what it does."""
    demand_name(trial.name)
    texts: list[object] = []
    for command in trial.app.registered_commands:
        texts += [command.help, getattr(command.callback, "__doc__", None)]
    for group in trial.app.registered_groups:
        app = group.typer_instance
        start = app.registered_callback if app else None
        texts += [group.help, app.info.help if app else None]
        texts += [getattr(start.callback, "__doc__", None) if start else None]
    sound = any(isinstance(text, str) and text.strip() for text in texts)
    demand(sound, "It has no help text; write a docstring")


def _can_be_built(trial: _Trial) -> None:
    """Its parameters are of types that the command line knows, and --help shows it."""
    if trial.bundled:  # their groups of options are expanded by the application itself
        return
    import typer
    from typer.testing import CliRunner

    trial.app.callback()(lambda: None)  # so that one command keeps its name
    typer.main.get_command(trial.app)
    result = CliRunner().invoke(trial.app, [trial.name, "--help"])
    demand(result.exit_code == 0, f"--help ends with exit code {result.exit_code}")


def _name_is_free(trial: _Trial) -> None:
    """No command of scorewell, of another plugin or of its own has the same name."""
    duplicates = [name for name in trial.names if name == trial.name]
    demand(len(duplicates) == 1, f"It brings `{trial.name}` {len(duplicates)} times")
    demand(trial.name not in trial.taken_names, f"Another plugin brings `{trial.name}`")
    free = trial.bundled or not _is_of_core(trial.name)
    demand(free, f"`{trial.name}` is a command of scorewell")


def _is_of_core(name: str) -> bool:
    """Whether scorewell itself has a command of this name."""
    command = [sys.executable, "-m", "scorewell", "--no-plugins", name, "--help"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    result = subprocess.run(command, capture_output=True, check=False, env=environment)  # noqa: S603
    return result.returncode == 0


_CHECKS: tuple[Callable[[_Trial], None], ...] = (_description, _can_be_built, _name_is_free)


def command_checks(
    register_commands: Callable[[typer.Typer], None],
    *,
    taken_names: Collection[str] = (),
    bundled: bool = False,
) -> list[Check]:
    """Every check of the commands that a plugin adds.

    Parameters
    ----------
    register_commands : callable
        The hook: it adds commands to the application that it is given.
    taken_names : collection of str, optional
        The commands of other plugins.
    bundled : bool
        Whether scorewell itself brings the plugin.

    Examples
    --------
    >>> def register_commands(app):
    ...     @app.command("greet")
    ...     def greet() -> None:
    ...         "Greet whoever is there."
    >>> for check in command_checks(register_commands):
    ...     check()
    """
    import typer

    app = typer.Typer()
    register_commands(app)
    names = list(command_names(app))
    trials = [
        _Trial(name=name, app=single, names=names, taken_names=taken_names, bundled=bundled)
        for name, single in single_commands(app)
    ]
    return [
        check
        for trial in trials
        for check in checks_from(f"{trial.name} (command)", _CHECKS, trial)
    ]
