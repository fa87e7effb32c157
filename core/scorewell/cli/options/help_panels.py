"""Help in panels: options under headings, and commands in groups."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

ARGUMENTS, OPTIONS, COMMANDS = "Arguments", "Options", "Commands"
DATA, COLUMNS, JUDGEMENT, OUTPUT = "Data", "Columns", "How change is judged", "Output"
PANELS = (ARGUMENTS, OPTIONS, DATA, COLUMNS, JUDGEMENT, OUTPUT)
"""Headings of the help of a command, in their order; what has no panel is an option."""

INSTRUMENTS, SCORES, CHANGE = "Instruments", "Data and scores", "Change"
STUDIES, AUTHORING = "Studies", "Authoring and plugins"
NEW_HELP = """\
Begin a definition, an overlay or a plugin package.

Nothing that exists is replaced without --overwrite."""
COMMAND_GROUPS = (INSTRUMENTS, SCORES, CHANGE, STUDIES, AUTHORING)


class PanelCommand(TyperCommand):
    """A command whose help lists its options in panels."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options, each under the heading of its panel."""
        panels: dict[str, list[tuple[str, str]]] = {name: [] for name in PANELS}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                panels.setdefault(_panel(parameter), []).append(record)
        for name, records in panels.items():
            if records:
                with formatter.section(name):
                    formatter.write_dl(records)


def _panel(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return ARGUMENTS
    return getattr(parameter, "rich_help_panel", None) or OPTIONS


class PanelGroup(TyperGroup):
    """A group whose help lists its commands in groups."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, each under the heading of its group."""
        groups: dict[str, list[tuple[str, Any]]] = {name: [] for name in COMMAND_GROUPS}
        names = self.list_commands(ctx)
        for name in names:
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                group = getattr(command, "rich_help_panel", None) or COMMANDS
                groups.setdefault(group, []).append((name, command))
        width = max(map(len, names), default=0)
        limit = formatter.width - 6 - width
        for group, commands in groups.items():
            if commands:
                with formatter.section(group):
                    formatter.write_dl(
                        [
                            (f"{name:{width}}", command.get_short_help_str(limit))
                            for name, command in commands
                        ]
                    )
