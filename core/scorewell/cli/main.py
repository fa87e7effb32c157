"""The application: its commands, and what becomes of errors."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from scorewell import __version__
from scorewell.cli.options.help_panels import (
    AUTHORING,
    CHANGE,
    INSTRUMENTS,
    NEW_HELP,
    SCORES,
    STUDIES,
    PanelCommand,
    PanelGroup,
)
from scorewell.cli.options.signature import expand
from scorewell.errors import ClashError, ScorewellError, UnknownInstrumentError
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.selection import PluginChoice

if TYPE_CHECKING:
    from scorewell.registry.plugins.plugin_set import Plugins


FINDINGS, USAGE, BUG = 1, 2, 70
_PATIENCE = 500_000
"""So many new objects before Python looks for cycles: a command makes many and drops few."""
_DEFECT = """\
This is a defect in scorewell {version}, not in your data. Please report it with the lines above
and the command that you typed; check first that they show no answers of a respondent."""
_PLUGIN_DEFECT = """\
This is a defect in the plugin {name}{where}, not in your data. Tell its authors, with the lines
above; check first that they show no answers of a respondent. Everything else works without it:
scorewell --disable {name} ..."""
_GROUPS = {
    INSTRUMENTS: {"list": "list.list_", "show": "show.show", "explain": "explain.explain"},
    SCORES: {
        "inspect": "inspect.inspect",
        "score": "score.score",
        "reliability": "reliability.reliability",
        "doctor": "doctor.doctor",
        "simulate": "simulate.simulate",
    },
    CHANGE: {
        "change": "change.change",
        "course": "course.course",
        "target": "target.target",
        "methods": "methods.methods",
        "rules": "rules.rules",
    },
    STUDIES: {
        "evaluate": "evaluate.evaluate",
        "lock": "lock.lock",
        "rescore": "rescore.rescore",
        "compare": "compare.compare",
        "table": "table.table",
        "plot": "plot.plot",
    },
    AUTHORING: {
        "check": "check.check",
        "schema": "schema.schema",
        "diff": "diff.diff",
        "plugins": "plugins.plugins",
    },
}
"""The commands in the order of the help, by group, each with its module and function."""

_COMMANDS = {name: path for group in _GROUPS.values() for name, path in group.items()}
_GROUP_OF = {name: heading for heading, group in _GROUPS.items() for name in group}

_BEFORE_COMMAND = {"--disable": 1, "--no-plugins": 0}
"""Options that may stand before the command, and how many values each has."""


def _version(value: bool) -> None:
    if value:
        typer.echo(f"scorewell {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and stop."
        ),
    ] = False,
    disable: Annotated[
        list[str] | None,
        typer.Option(
            "--disable",
            metavar="NAME",
            help="Leave out a plugin, by its name or its distribution; may be given several "
            "times. SCOREWELL_DISABLE=a,b does it for every command.",
        ),
    ] = None,
    no_plugins: Annotated[
        bool,
        typer.Option(
            "--no-plugins",
            help="Leave out all plugins that are not bundled. SCOREWELL_PLUGINS=a,b leaves out "
            "all others.",
        ),
    ] = False,
) -> None:
    """Score any questionnaire, and say who reliably got better.

    Start with `scorewell list` for the instruments that are known, `scorewell show ID` for one
    of them, and `scorewell demo` for a whole evaluation on made-up data.

    Exit codes: 0 fine, 1 findings in the data or a definition, 2 wrong usage.
    """
    del version, disable, no_plugins  # read before the command line was built


def build(plugins: Plugins, *, only: str | None = None, brief: bool = False) -> typer.Typer:
    """The application with its own commands and those of plugins.

    Parameters
    ----------
    only : str or None
        The one command that is needed, where it is known and none of a
        plugin's: the others are then not even imported.
    brief : bool
        Whether commands only need a name and a description, for the help.
    """
    app = typer.Typer(
        name="scorewell",
        cls=PanelGroup,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    for name in _COMMANDS if only is None else [only]:
        command = (_docstring_only if brief else _command)(name)
        app.command(name, rich_help_panel=_GROUP_OF[name])(command)
    if only is None:
        commands = typer.Typer(help=NEW_HELP)
        if not brief:
            from scorewell.cli.commands.new import new as commands
        app.add_typer(commands, name="new", rich_help_panel=AUTHORING)
        plugins.add_commands(app)
    for application in (app, *(group.typer_instance for group in app.registered_groups)):
        for entry in application.registered_commands if application is not None else ():
            entry.cls = PanelCommand if entry.cls is TyperCommand else entry.cls
            if entry.callback is not None:
                entry.callback = (_name_only if brief else expand)(entry.callback)
    return app


def _command(name: str) -> Callable[..., None]:
    module, _, function = _COMMANDS[name].partition(".")
    command: Callable[..., None] = getattr(
        import_module(f"scorewell.cli.commands.{module}"), function
    )
    return command


def _docstring_only(name: str) -> Callable[..., None]:
    """A command with its docstring, read from its source: imports take most of the time."""
    module, _, function = _COMMANDS[name].partition(".")
    try:
        source = (
            Path(__file__).with_name("commands").joinpath(f"{module}.py").read_text("utf-8")
        )
    except OSError:  # a package without sources
        return _command(name)
    text = source.partition(f"\ndef {function}(")[2].split('"""')[1]

    def _entry() -> None:
        raise AssertionError("only listed")

    _entry.__doc__ = text
    return _entry


def _name_only(command: Callable[..., object]) -> Callable[[], None]:
    """A command without parameters, which take time to build, for the list in the help."""

    def _entry() -> None:
        raise AssertionError("only listed")

    _entry.__name__ = getattr(command, "__name__", "")
    _entry.__doc__ = command.__doc__
    return _entry


def _requested_command(arguments: Sequence[str]) -> tuple[str | None, bool]:
    """The command that is typed, if it is not a plugin's, and whether only help is asked for.

    Examples
    --------
    >>> _requested_command(["--no-plugins", "list"]), _requested_command(["--help"])
    (('list', False), (None, True))
    >>> _requested_command(["demo"])
    (None, False)
    """
    place = 0
    while place < len(arguments) and arguments[place] in _BEFORE_COMMAND:
        place += 1 + _BEFORE_COMMAND[arguments[place]]
    first = arguments[place] if place < len(arguments) else "--help"
    # The list of plugins says which of their commands cannot be used, so it needs all of them.
    only = first if first in _COMMANDS and first != "plugins" else None
    completing = any(name.endswith("_COMPLETE") for name in os.environ)
    return (None, False) if completing else (only, first in {"-h", "--help"})


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(_PATIENCE)
    plugins: Plugins | None = None
    try:
        choice = PluginChoice.from_options(sys.argv[1:])
        os.environ.update(choice.environment)
        plugins = load_plugins(choice=choice)
        if not any(entry.kind == "hooks" and not entry.disabled for entry in plugins.plugins):
            # A process that ends need not look for cycles to free. Only what strangers load
            # may want it: duckdb, for one, complains on stderr of what it finds unfreed.
            atexit.register(gc.freeze)
        for plugin in plugins.plugins:
            if plugin.slow and "plugins" not in sys.argv:  # that command names it itself
                typer.echo(
                    f"warning: every command waits {plugin.seconds:.1f} s for the import of "
                    f"the plugin {plugin.label}; without it: scorewell --disable "
                    f"{plugin.name} ...",
                    err=True,
                )
        only, brief = _requested_command(sys.argv[1:])
        build(plugins, only=only, brief=brief)(obj=plugins)
    except ScorewellError as error:
        typer.echo(f"error: {error}", err=True)
        for plugin in plugins.failed if plugins else ():
            if plugin.kind != "bundled" and not any(
                text in str(error) for text in plugin.errors
            ):
                typer.echo(f"note: the plugin {plugin.label}: {plugin.errors[0]}", err=True)
        usage = isinstance(error, (UnknownInstrumentError, ClashError))
        sys.exit(USAGE if usage else FINDINGS)
    except BrokenPipeError:
        # The reader of our output has seen enough.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        sys.exit(0)
    except Exception as error:
        typer.echo(traceback.format_exc(), err=True)
        typer.echo(_whose_defect(error, plugins), err=True)
        sys.exit(BUG)


def _whose_defect(error: Exception, plugins: Plugins | None) -> str:
    from scorewell.registry.plugins.plugin import failing_plugin

    plugin = failing_plugin(error, plugins.plugins) if plugins else None
    if plugin is None:
        return _DEFECT.format(version=__version__)
    package = f" ({plugin.distribution} {plugin.version})" if plugin.distribution else ""
    return _PLUGIN_DEFECT.format(name=plugin.name, where=package)
