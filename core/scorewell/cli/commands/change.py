"""``scorewell change``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.commands.target import print_advice
from scorewell.cli.options.change import JudgementOptions, RespondentScores, advice, note_unused
from scorewell.cli.options.columns import PairOptions
from scorewell.cli.options.data import DataOptions, ScaleName, load_definition, split_scale
from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.output import FindingsOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.findings import (
    exit_for_errors,
    note_analysis,
    note_data_summary,
    note_rows_left_out,
    print_json_results,
)
from scorewell.cli.output.rows import Format, choose_format, csv_text, note, progress

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.registry.registry import Registry
    from scorewell.study.result import StudyResult


@dataclass(frozen=True, kw_only=True)
class ResultOptions(FindingsOptions):
    """Results of all respondents, or the arithmetic of one."""

    panel = OUTPUT
    explain: str = option(
        "Print, instead of the tables, one respondent's result in words, with every number.",
        metavar="RESPONDENT",
        default="",
    )

    def check(self) -> None:
        """Refuse a format of words; files are written beside what is printed."""
        if self.output is None and self.findings is None:
            refuse_without_effect(
                "no file is written; name one with --output", self, "overwrite"
            )
        if self.explain:
            refuse_without_effect("--explain prints words; leave it out", self, "format_")

    def write_results(
        self, table: pd.DataFrame, registry: Registry, *, inputs: Sequence[Path]
    ) -> None:
        """Write a line per respondent; CSV as it is printed."""
        if self.output is not None and self.output.suffix.lower() == ".csv":
            self.write(csv_text(table), inputs=inputs)
        else:
            self.write_table(table, registry, inputs=inputs)


@options(DataOptions, PairOptions, RespondentScores, JudgementOptions, ResultOptions)
def change(
    context: typer.Context,
    instrument: ScaleName,
    source: DataOptions,
    columns: PairOptions,
    scores: RespondentScores,
    judgement: JudgementOptions,
    output: ResultOptions,
    data: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DATA [POST]]",
            help="One data file, or one for pre and one for post; none for one respondent.",
        ),
    ] = None,
) -> None:
    """Judge the change of every respondent between two occasions.

    Prints the table of each scale: not significant, okay at baseline, significant change, by
    deterioration, improvement, no change. --format csv gives one line per respondent, --format
    json everything with every number that entered and its source.

    For example:

    scorewell change fscrs answers.csv --id respondent --occasion occasion

    scorewell change pseq.total scores.csv --id id --total pre,post --criterion a

    scorewell change pseq.total scores.csv --id id --total pre,post --explain R07

    scorewell change pseq.total scores.csv --total pre,post --approach percentage --parameter \
improvement=30

    scorewell change pseq.total --pre-score 18 --post-score 30 --sd 11
    """
    from scorewell.change.inputs.request import record_options
    from scorewell.study.plan import StudyPlan
    from scorewell.study.run import run_study

    policies = output.policies()
    name, scale = split_scale(instrument)
    registry = source.registry(context)
    output.check_output(registry)
    definition = load_definition(registry, name)
    call, approaches = judgement.change_options(), judgement.approaches()
    if data:
        reason = "a data file has the scores; leave it out"
        refuse_without_effect(reason, scores)
    else:
        reason = "one respondent has no data file; leave it out"
        names = ("output", "overwrite", "findings", "policy", "explain")
        refuse_without_effect(reason, columns)
        refuse_without_effect(reason, output, *names)
        names = ("reader", "sheet", "encoding", "header_row", "dictionary")
        refuse_without_effect(reason, source, *names)
        refuse_without_effect(reason, judgement, "control_group")
    if not data:
        if approaches:
            raise typer.BadParameter("an approach other than combined judges a data file")
        if scores.pre_score is None or scores.post_score is None:
            raise typer.BadParameter(
                "give a data file, or the two scores of one respondent: --pre-score 18 "
                "--post-score 30"
            )
        print_advice(advice(registry, instrument, judgement, scores), output)
        return
    plan = StudyPlan(
        title=f"Change in {name}",
        layout=columns.layout(data, source, policies),
        measures=(columns.measure(definition, name, scale, len(data)),),
        call=call,
        approaches=approaches,
        combined=not approaches,
    )
    with progress() as report, record_options() as option_names:
        result = run_study(plan, registry=registry, progress=report)
    note_rows_left_out(result.findings)
    note_data_summary(result.data_summary)
    _print(result, output)
    output.note_findings(result.findings, inputs=data)
    note_analysis(result.analysis_findings)
    note_unused(plan.call, option_names)
    if output.output is not None:
        from scorewell.report.tables.approaches import judgement_frame
        from scorewell.report.tables.frames import case_frame

        table = judgement_frame(result.judgements) if approaches else case_frame(result.changes)
        output.write_results(table, registry, inputs=data)
        note(f"One line per respondent is in {output.output}")
    exit_for_errors(errors=result.has_errors)


def _print(result: StudyResult, output: ResultOptions) -> None:
    from scorewell.cli.output.approaches import (
        explain_judgements,
        print_groups,
        print_judgements,
    )
    from scorewell.report.tables.frames import case_frame
    from scorewell.report.text.plain_text import text_summary

    style = choose_format(output.format_)
    if output.explain and result.judgements:
        typer.echo(explain_judgements(result, output.explain))
        return
    if output.explain:
        typer.echo("\n\n\n".join(entry.explain(output.explain) for entry in result.changes))
        return
    if result.judgements:
        print_judgements(result, output.format_)
        return
    if style is Format.json:
        print_json_results(result.changes, result)
    elif style is Format.csv:
        typer.echo(csv_text(case_frame(result.changes)), nl=False)
    else:
        typer.echo(text_summary(result))
        for entry in result.changes:
            title = f"{entry.instrument.column(entry.scale.id)}, by group"
            print_groups(title, entry.cases)
