"""Option groups: one meaning for each name, few parameters, panels, and commands as functions."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from scorewell.cli.main import build
from scorewell.cli.options.data import DefinitionOptions
from scorewell.cli.options.help_panels import COMMAND_GROUPS, PANELS
from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import expand, option, options
from scorewell.registry.plugins.discovery import load_plugins

MOST_PARAMETERS = 8


def commands() -> Iterator[tuple[str, Any]]:
    """Every command by its words, those of bundled plugins among them."""
    root: Any = typer.main.get_command(build(load_plugins()))
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        else:
            yield from ((f"{name} {part}", entry) for part, entry in inner.items())


def test_an_option_name_has_one_meaning_in_all_commands():
    """Its help says the same up to the first colon, semicolon or full stop."""
    meanings: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, command in commands():
        for parameter in command.params:
            if parameter.param_type_name == "option":
                meaning = re.split(r"[:;]|\.(?:\s|$)", parameter.help or "")[0]
                for flag in parameter.opts:
                    meanings[flag][meaning].append(name)
    assert len(meanings) > 90
    assert {flag: dict(texts) for flag, texts in meanings.items() if len(texts) > 1} == {}


def test_an_option_name_means_one_field_of_an_option_group():
    """What stands beside a group is an option of one command only."""
    places: dict[str, set[str]] = defaultdict(set)
    for _, command in commands():
        for parameter in command.params:
            if parameter.param_type_name == "option":
                places[parameter.opts[0]].add(parameter.name)
    assert {flag: names for flag, names in places.items() if len(names) > 1} == {
        "--format": {"form", "format_"}
    }


def test_no_command_has_more_than_eight_parameters():
    counts = {
        name: len(inspect.signature(inspect.unwrap(command.callback)).parameters)
        for name, command in commands()
    }
    assert len(counts) > 25
    assert {name: n for name, n in counts.items() if n > MOST_PARAMETERS} == {}


def headings(text: str) -> list[str]:
    return re.findall(r"^([A-Z][^:\n]*):$", text, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("command", "panels"),
    [
        ("score", ["Arguments", "Options", "Data", "Columns", "Output"]),
        ("change", ["Arguments", "Options", *PANELS[2:]]),
        ("target", ["Arguments", "Options", *PANELS[2:]]),
        ("evaluate", ["Arguments", "Options", "Data", "Output"]),
    ],
)
def test_help_lists_options_in_panels(command: str, panels: list[str]):
    app = build(load_plugins())
    assert headings(CliRunner().invoke(app, [command, "--help"]).output) == panels


def test_help_lists_commands_in_groups():
    output = CliRunner().invoke(build(load_plugins()), ["--help"]).output
    assert headings(output) == ["Options", *COMMAND_GROUPS]


@dataclass(frozen=True, kw_only=True)
class Rounding:
    """How numbers are printed."""

    panel = "Output"
    digits: int = option("How many digits.", default=2)


@dataclass(frozen=True, kw_only=True)
class Sign(Rounding):
    """How numbers and their signs are printed."""

    panel = "Signs"
    plus: bool = option("Write the plus, too.", default=False)


@options(Sign)
def write(number: float, form: Sign, unit: str = "") -> str:
    """Write a number."""
    return f"{number:{'+' if form.plus else ''}.{form.digits}f}{unit}"


def test_a_command_is_a_function_of_groups_and_becomes_one_of_options():
    assert write(1.5, Sign(digits=1, plus=True)) == "+1.5"
    command = expand(write)
    assert list(inspect.signature(command).parameters) == ["number", "digits", "plus", "unit"]
    assert command(number=1.5, digits=3, plus=False, unit=" cm") == "1.500 cm"


def test_a_field_is_listed_in_the_panel_of_its_own_class():
    app = typer.Typer(rich_markup_mode=None)
    app.command()(expand(write))
    (number, digits, plus, unit, *_) = typer.main.get_command(app).params
    assert [entry.name for entry in (number, unit)] == ["number", "unit"]
    assert [entry.rich_help_panel for entry in (digits, plus)] == ["Output", "Signs"]


def test_commands_run_without_a_command_line(capsys: pytest.CaptureFixture[str]):
    from scorewell.cli.commands.show import show

    context: Any = type("Context", (), {"obj": load_plugins()})()
    show(context, "pseq", DefinitionOptions(), PrintOptions())
    assert capsys.readouterr().out.startswith("PSEQ  ")
