"""The application: its commands, and what becomes of errors."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import Annotated

import typer

from scorewell import __version__
from scorewell.cli.change import change
from scorewell.cli.check import check
from scorewell.cli.compare import compare
from scorewell.cli.course import course
from scorewell.cli.diff import diff
from scorewell.cli.doctor import doctor
from scorewell.cli.evaluate import evaluate
from scorewell.cli.explain import explain
from scorewell.cli.inspect import inspect
from scorewell.cli.listing import list_
from scorewell.cli.lock import lock
from scorewell.cli.methods import methods
from scorewell.cli.new import new
from scorewell.cli.plot import plot
from scorewell.cli.plugins import plugins
from scorewell.cli.reliability import reliability
from scorewell.cli.rescore import rescore
from scorewell.cli.rules import rules
from scorewell.cli.schema import schema
from scorewell.cli.score import score
from scorewell.cli.show import show
from scorewell.cli.simulate import simulate
from scorewell.cli.table import table
from scorewell.cli.target import target
from scorewell.errors import ClashError, ScorewellError, UnknownInstrumentError
from scorewell.plugins import PluginChoice, Plugins, blamed, load_plugins

__all__ = ["build", "main"]

FINDINGS, USAGE, BUG = 1, 2, 70
_DEFECT = """\
This is a defect in scorewell {version}, not in your data. Please report it with the lines above
and the command that you typed; check first that they show no answers of a respondent."""
_PLUGIN_DEFECT = """\
This is a defect in the plugin {name}{where}, not in your data. Tell its authors, with the lines
above; check first that they show no answers of a respondent. Everything else works without it:
scorewell --disable {name} ..."""
_COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_,
    "show": show,
    "explain": explain,
    "inspect": inspect,
    "score": score,
    "change": change,
    "course": course,
    "target": target,
    "reliability": reliability,
    "doctor": doctor,
    "simulate": simulate,
    "evaluate": evaluate,
    "lock": lock,
    "rescore": rescore,
    "compare": compare,
    "table": table,
    "plot": plot,
    "rules": rules,
    "check": check,
    "schema": schema,
    "diff": diff,
    "methods": methods,
    "plugins": plugins,
}


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


def build(plugins: Plugins) -> typer.Typer:
    """The application with its own commands and those of plugins."""
    app = typer.Typer(
        name="scorewell",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    for name, command in _COMMANDS.items():
        app.command(name)(command)
    app.add_typer(new, name="new")
    plugins.add_commands(app)
    return app


def main() -> None:
    """Run the command line and exit with its code."""
    plugins: Plugins | None = None
    try:
        choice = PluginChoice.from_options(sys.argv[1:])
        os.environ.update(choice.environment)
        plugins = load_plugins(choice=choice)
        build(plugins)(obj=plugins)
    except ScorewellError as error:
        typer.echo(f"error: {error}", err=True)
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
    plugin = blamed(error, plugins.plugins) if plugins else None
    if plugin is None:
        return _DEFECT.format(version=__version__)
    where = f" ({plugin.distribution} {plugin.version})" if plugin.distribution else ""
    return _PLUGIN_DEFECT.format(name=plugin.name, where=where)
