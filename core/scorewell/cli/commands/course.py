"""``scorewell course``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.commands.change import ResultOptions
from scorewell.cli.options.change import LimitOptions, note_unused
from scorewell.cli.options.columns import CourseOptions
from scorewell.cli.options.data import DataOptions, ScaleName, load_definition, split_scale
from scorewell.cli.options.help_panels import JUDGEMENT
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.findings import (
    exit_for_errors,
    note_analysis,
    note_data_summary,
    note_rows_left_out,
    print_json_results,
)
from scorewell.cli.output.rows import (
    Format,
    choose_format,
    csv_text,
    note,
    print_rows,
    progress,
)
from scorewell.errors import ScorewellError

if TYPE_CHECKING:
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.change.trajectory.sudden_gains import SuddenGains
    from scorewell.study.result import StudyResult


@dataclass(frozen=True, kw_only=True)
class TrajectoryOptions(LimitOptions):
    """The limit of reliable change, sudden gains, and slopes."""

    panel = JUDGEMENT
    sudden_gains: str = option(
        "Look for sudden gains of at least so many points, or of the limit of "
        "reliable change, that are also large for the score before and stable.",
        metavar="POINTS|limit",
        default="",
    )
    stability: str | None = option(
        "How sudden gains are found to be stable; t-test unless given.",
        metavar="t-test|pooled-sd|none",
    )
    growth: str = option(
        "Judge the slope of every respondent by this method, such as growth-slope, "
        "instead; `scorewell methods --kind growth` lists them.",
        metavar="NAME",
        default="",
    )
    slope_reliability: float | None = option(
        "Least reliability of the slopes by which growth-slope judges anybody; 0.4 unless "
        "given.",
        metavar="R",
    )

    def check(self) -> None:
        """Refuse what is about sudden gains where these are not looked for."""
        if not self.sudden_gains:
            reason = "it is about sudden gains; say --sudden-gains, too"
            refuse_without_effect(reason, self, "stability")
        if self.growth:
            reason = "with --growth only slopes are printed; leave one out"
            refuse_without_effect(reason, self, "sudden_gains")
        else:
            reason = "it is about slopes; say --growth, too"
            refuse_without_effect(reason, self, "slope_reliability")

    def criteria(self) -> SuddenGains | None:
        """The criteria of sudden gains; None where these are not looked for."""
        from scorewell.change.trajectory.sudden_gains import SuddenGains

        if not self.sudden_gains:
            return None
        try:
            limit = self.sudden_gains == "limit"
            cut: str | float = "limit" if limit else float(self.sudden_gains)
        except ValueError:
            raise ScorewellError(
                f"--sudden-gains {self.sudden_gains} is no number of points",
                hint="write a number such as 7, or limit for the limit of reliable change",
            ) from None
        criterion = self.stability or "t-test"
        stability = None if criterion == "none" else criterion
        return SuddenGains(cut=cut, stability=stability)


@options(DataOptions, CourseOptions, TrajectoryOptions, ResultOptions)
def course(
    context: typer.Context,
    instrument: ScaleName,
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA...", help="One data file, or one per occasion in their order."
        ),
    ],
    source: DataOptions,
    columns: CourseOptions,
    judgement: TrajectoryOptions,
    output: ResultOptions,
) -> None:
    """Follow every respondent over any number of occasions.

    Each score is compared with the baseline, the best score so far, and the cut-off. Prints
    how many stood where on each occasion; --explain tells one course in words, --format csv
    gives one line per respondent and occasion, --format json everything with every number that
    entered and its source.

    For example:

    scorewell course pseq answers.csv --id id --occasion visit --occasions pre,mid,post,6m

    scorewell course pseq.total scores.csv --id id --time session --total score

    scorewell course pseq.total scores.csv --time day --total score --growth growth-slope
    """
    from scorewell.change.inputs.request import record_options
    from scorewell.change.trajectory.occasions import OWN_ORDER, Occasions
    from scorewell.study.plan import StudyPlan
    from scorewell.study.run import run_study

    if judgement.growth:
        reason = "with --growth only slopes over all occasions are judged; leave it out"
        refuse_without_effect(reason, columns, "baseline", "post", "group")
    policies = output.policies()
    name, scale = split_scale(instrument)
    registry = source.registry(context)
    output.check_output(registry)
    definition = load_definition(registry, name)
    if not columns.occasions and not columns.time:
        raise typer.BadParameter("say in which order the occasions come: --occasions or --time")
    layout = columns.layout(data, source, policies)
    plan = StudyPlan(
        title=f"Course of {name}",
        layout=layout,
        measures=(columns.measure(definition, name, scale, len(data)),),
        course=Occasions.of(
            layout.order, baseline=columns.baseline, post=columns.post,
            sequence=OWN_ORDER if columns.own_sequence else "",
        ),
        sudden_gains=judgement.criteria(),
        growth=judgement.growth,
        slope_reliability=judgement.slope_reliability,
        call=judgement.change_options(),
    )  # fmt: skip
    with progress() as report, record_options() as option_names:
        result = run_study(plan, registry=registry, progress=report)
    note_rows_left_out(result.findings)
    note_data_summary(result.data_summary)
    if output.explain:
        entries = result.growths if plan.growth else result.courses
        typer.echo("\n\n".join(entry.explain(output.explain) for entry in entries))
    elif plan.growth:
        from scorewell.cli.output.approaches import print_growth

        print_growth(result, output.format_)
    else:
        _print(result, output.format_)
    if plan.sudden_gains is not None:
        _note_sudden_gains(result)
    output.note_findings(result.findings, inputs=data)
    note_analysis(result.analysis_findings)
    note_unused(plan.call, option_names)
    if output.output is not None:
        from scorewell.report.tables.approaches import growth_frame
        from scorewell.report.tables.frames import course_frame

        table = growth_frame(result.growths) if plan.growth else course_frame(result.courses)
        output.write_results(table, registry, inputs=data)
        note(
            f"One line per respondent{'' if plan.growth else ' and occasion'} is in "
            f"{output.output}"
        )
    exit_for_errors(errors=result.has_errors)


def _note_sudden_gains(result: StudyResult) -> None:
    for entry in result.courses:
        gains = entry.sudden_gains
        note(
            f"{entry.instrument.column(entry.scale.id)}: {len(gains)} sudden gains of "
            f"{gains['id'].nunique()} of {entry.n} respondents; --format json lists them"
        )


def _print(result: StudyResult, format_: Format | None) -> None:
    from scorewell.report.tables.frames import course_frame

    style = choose_format(format_)
    if style is Format.json:
        print_json_results(result.courses, result)
    elif style is Format.csv:
        typer.echo(csv_text(course_frame(result.courses)), nl=False)
    else:
        for entry in result.courses:
            _print_table(entry)


def _print_table(result: CourseResult) -> None:
    from scorewell.cli.output.approaches import print_groups
    from scorewell.report.tables.display_table import occasion_share_words

    typer.echo(
        f"{result.instrument.acronym or result.instrument.name}, {result.scale.name}: "
        f"{result.n_assessable} of {result.n} respondents assessable, limit "
        f"{result.limit:.2f} points"
    )
    table = occasion_share_words(result)
    rows = table.astype(object).to_numpy().tolist()
    print_rows([str(name) for name in table], rows, Format.table)
    title = f"{result.instrument.column(result.scale.id)}, last score, by group"
    print_groups(title, result.respondents, outcome="last_outcome")
