"""``scorewell compare``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from scorewell.cli.options.data import AcceptErrorsOptions, StudyPath
from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.output import FolderOptions, PrintOptions
from scorewell.cli.options.signature import options, refuse_without_effect
from scorewell.cli.output.findings import exit_for_errors, note_study
from scorewell.cli.output.rows import Format, choose_format, csv_text, note, print_json
from scorewell.cli.run_study import require_comparison, run_study_file

if TYPE_CHECKING:
    from scorewell.change.sensitivity.multiverse_result import Multiverse


@dataclass(frozen=True, kw_only=True)
class ComparisonOutput(FolderOptions, PrintOptions):
    """The folder for tables as CSV and plots as SVG, and how the comparison is printed."""

    panel = OUTPUT

    def check(self) -> None:
        """Refuse to replace files that are not written."""
        if self.output is None:
            refuse_without_effect(
                "nothing is written; name a folder with --output", self, "overwrite"
            )


@options(AcceptErrorsOptions, ComparisonOutput)
def compare(
    context: typer.Context,
    study: StudyPath,
    definitions: AcceptErrorsOptions,
    output: ComparisonOutput,
) -> None:
    """Judge a study in every defensible way, and say what depends on the choices.

    Varied are the criterion, the change index, the reliability, the functional norm, the
    standard deviation and the rules for exact ties. For each scale: how far the result moves
    with each choice, and who keeps their class whatever is chosen. --format csv gives one line
    per combination, --format json everything; --output is a folder for tables as CSV and plots
    as SVG.

    For example:

    scorewell compare study.yaml -o comparison
    """
    _, result = run_study_file(
        context, study, sensitivity=True, accept_errors=definitions.accept_errors
    )
    require_comparison(study, result.multiverses)
    if output.output is not None:
        from scorewell.report.write_report import write_multiverse

        write_multiverse(result.multiverses, output.output, overwrite=output.overwrite)
    _print(result.multiverses, output.format_)
    note_study(result)
    if output.output is not None:
        note(f"The tables and plots are in {output.output}")
    exit_for_errors(errors=result.has_errors)


def _print(multiverses: Sequence[Multiverse], format_: Format | None) -> None:
    from scorewell.report.tables.frames import combination_frame
    from scorewell.report.text.multiverse import multiverse_text

    style = choose_format(format_)
    if style is Format.json:
        print_json([multiverse.to_dict() for multiverse in multiverses])
    elif style is Format.csv:
        typer.echo(csv_text(combination_frame(multiverses)), nl=False)
    else:
        typer.echo(multiverse_text(multiverses))
