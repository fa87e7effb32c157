"""``scorewell course``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options import approaches as approach_options
from scorewell.cli.options import change as change_options
from scorewell.cli.options import data_files as data_options
from scorewell.cli.options.common import (
    Coding,
    Columns,
    Folders,
    FormatOption,
    MissingCodes,
    Overlays,
    Overwrite,
    codes,
    registry,
    tell_overlays,
)
from scorewell.cli.options.occasions import (
    SCORE,
    files,
    listed,
    read_as,
)
from scorewell.cli.output.format import Format
from scorewell.cli.output.rows import (
    chosen,
    csv_text,
    note,
    print_rows,
    progress,
)
from scorewell.errors import ScorewellError
from scorewell.io.atomic_write import written_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from scorewell.change.trajectory.result import CourseResult
    from scorewell.change.trajectory.sudden_gains import SuddenGains


def course(
    context: typer.Context,
    instrument: Annotated[
        str,
        typer.Argument(
            metavar="ID[.SCALE]", help="Instrument, or one of its scales: pseq.total"
        ),
    ],
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA...", help="One data file, or one per occasion in their order."
        ),
    ],
    id_: Annotated[
        str,
        typer.Option("--id", metavar="COLUMN", help="Column that identifies the respondent."),
    ] = "",
    occasion: Annotated[
        str, typer.Option("--occasion", metavar="COLUMN", help="Column that says the occasion.")
    ] = "",
    order: Annotated[
        str,
        typer.Option(
            "--order",
            metavar="A,B,C",
            help="The occasions as they are written, from the first to the last.",
        ),
    ] = "",
    time: Annotated[
        str,
        typer.Option(
            "--time",
            metavar="COLUMN",
            help="Column with a number (days, weeks, sessions) or a date such as 2024-01-31; "
            "it gives the order where --order does not.",
        ),
    ] = "",
    baseline: Annotated[
        str,
        typer.Option(
            "--baseline",
            metavar="OCCASION",
            help="The occasion that later ones are compared with; the first one unless given. "
            "'first score' takes each respondent's first score.",
        ),
    ] = "",
    post: Annotated[
        str,
        typer.Option(
            "--post",
            metavar="OCCASION",
            help="The end of treatment: on later occasions a gain is kept or lost.",
        ),
    ] = "",
    own: Annotated[
        bool,
        typer.Option(
            "--own",
            help="Each respondent has a sequence of their own, in order of --time: 1, 2, 3 ...",
        ),
    ] = False,
    sudden_gains: Annotated[
        str,
        typer.Option(
            "--sudden-gains",
            metavar="POINTS|limit",
            help="Look for sudden gains of at least so many points, or of the limit of "
            "reliable change, that are also large for the score before and stable.",
        ),
    ] = "",
    stability: Annotated[
        str,
        typer.Option(
            "--stability",
            metavar="t-test|pooled-sd|none",
            help="How sudden gains are found to be stable.",
        ),
    ] = "t-test",
    growth: Annotated[
        str,
        typer.Option(
            "--growth",
            metavar="NAME",
            help="Judge the slope of every respondent by this method, such as growth-slope, "
            "instead; `scorewell methods --kind growth` lists them.",
        ),
    ] = "",
    respondent: Annotated[
        str,
        typer.Option("--respondent", metavar="ID", help="Tell the course of one in words."),
    ] = "",
    group: Annotated[
        str, typer.Option("--group", metavar="COLUMN", help="Column to carry along.")
    ] = "",
    prefixes: Annotated[
        str,
        typer.Option(
            "--prefixes", metavar="A,B,C", help="Column prefixes, one per occasion of --order."
        ),
    ] = "",
    suffixes: Annotated[
        str,
        typer.Option(
            "--suffixes", metavar="A,B,C", help="Column suffixes, one per occasion of --order."
        ),
    ] = "",
    total: Annotated[
        str,
        typer.Option(
            "--total",
            metavar="COLUMN[,COLUMN...]",
            help="The data holds scores of one scale, no items: their column, or one column "
            "per occasion of --order.",
        ),
    ] = "",
    pattern: data_options.Pattern = "",
    items: data_options.Items = "",
    columns: Columns = None,
    coding: Coding = "",
    written: data_options.Codes = "",
    reversed_already: data_options.ReversedAlready = "",
    missing_codes: MissingCodes = "",
    reliability: change_options.Reliability = None,
    sd: change_options.Spread = None,
    clinical: change_options.Clinical = None,
    functional: change_options.Functional = None,
    criterion: change_options.Criterion = None,
    level: change_options.Level = None,
    multiplier: change_options.Multiplier = None,
    phi_max: change_options.PhiMax = None,
    instruments: Folders = None,
    overlay: Overlays = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write one line per respondent and occasion (CSV).",
        ),
    ] = None,
    overwrite: Overwrite = False,
    findings: data_options.FindingsPath = None,
    policy: data_options.Policy = "",
    reader: data_options.ReaderName = "",
    sheet: data_options.Sheet = "",
    encoding: data_options.Encoding = "",
    header_row: data_options.HeaderRow = "",
    dictionary: data_options.Dictionary = None,
    format_: FormatOption = None,
) -> None:
    """Follow every respondent over any number of occasions.

    Each score is held against the baseline, the best score so far, and the cut-off. Prints
    how many stood where on each occasion; --respondent tells one course in words, --format csv
    gives one line per respondent and occasion, --format json everything with every number that
    entered and its source.

    For example:

    scorewell course pseq answers.csv --id id --occasion visit --order pre,mid,post,6m

    scorewell course pseq.total scores.csv --id id --time session --total score

    scorewell course pseq.total scores.csv --time day --total score --growth growth-slope
    """
    from scorewell.answers.layout.layout import DataLayout
    from scorewell.change.trajectory.occasions import OWN, Occasions
    from scorewell.study.plan import Measure, StudyPlan
    from scorewell.study.run import run_study

    data_options.refuse_unwritable(findings)
    name, scale = change_options.split_scale(instrument)
    known = registry(context, instruments, overlay)
    if overlay:
        tell_overlays(known.load(name))
    labels = listed(order)
    if not labels and not time:
        raise typer.BadParameter("say in which order the occasions come: --order or --time")
    totals = {}
    if total:
        renamed = len(data) > 1 or "," in total
        totals = {
            change_options.one_scale(known.load(name), scale): SCORE if renamed else total
        }
    plan = StudyPlan(
        title=f"Course of {name}",
        layout=DataLayout(
            files=read_as(
            files(data, labels, prefixes=prefixes, suffixes=suffixes, total=total),
            pattern=pattern, items=items, reader=reader, sheet=sheet, encoding=encoding,
            header_row=header_row, dictionary=dictionary,
            ),
            id_column=id_,
            occasion_column=occasion,
            group_column=group,
            time_column=time,
            order=tuple(labels),
            course=True,
            policies=data_options.policies_of(policy),
        ),
        measures=(
            Measure(
                instrument=name,
                columns=columns,
                coding=coding,
                codes=data_options.read_codes(written),
                reversed_already=data_options.words(reversed_already),
                totals=totals,
                scales=(scale,) if scale else (),
            ),
        ),
        course=Occasions.of(
            labels, baseline=baseline, post=post, sequence=OWN if own else ""
        ),
        sudden_gains=_sudden_gains(sudden_gains, stability),
        growth=growth,
        missing_codes=codes(missing_codes),
        call=change_options.options(
            reliability=reliability, sd=sd, clinical=clinical, functional=functional,
            criterion=criterion, level=level, multiplier=multiplier, phi_max=phi_max,
        ),
    )  # fmt: skip
    with progress() as tell:
        result = run_study(plan, registry=known, progress=tell)
    if respondent:
        told = result.growths if growth else result.courses
        typer.echo("\n\n".join(each.explain(respondent) for each in told))
    elif growth:
        approach_options.show_growth(result, format_)
    else:
        _print(result.courses, format_)
    if findings is not None or len(result.findings):
        data_options.mention_findings(
            result.findings, findings, overwrite=overwrite, inputs=data
        )
    if output is not None:
        from scorewell.report.tables.approaches import growth_frame
        from scorewell.report.tables.frames import course_frame

        table = growth_frame(result.growths) if growth else course_frame(result.courses)
        with written_whole(output, overwrite=overwrite, inputs=data) as temporary:
            temporary.write_text(csv_text(table), encoding="utf-8")
        note(f"One line per respondent{'' if growth else ' and occasion'} is in {output}")


def _sudden_gains(cut: str, stability: str) -> SuddenGains | None:
    from scorewell.change.trajectory.sudden_gains import SuddenGains

    if not cut:
        return None
    try:
        points: str | float = cut if cut == "limit" else float(cut)
    except ValueError:
        raise ScorewellError(
            f"--sudden-gains {cut} is no number of points",
            hint="write a number such as 7, or limit for the limit of reliable change",
        ) from None
    return SuddenGains(cut=points, stability=None if stability == "none" else stability)


def _print(courses: Sequence[CourseResult], format_: Format | None) -> None:
    from scorewell.report.tables.display_table import occasion_share_words
    from scorewell.report.tables.frames import course_frame

    style = chosen(format_)
    if style is Format.json:
        typer.echo(
            json.dumps([each.to_dict() for each in courses], indent=2, ensure_ascii=False)
        )
    elif style is Format.csv:
        typer.echo(csv_text(course_frame(courses)), nl=False)
    else:
        for each in courses:
            _print_table(each, occasion_share_words(each))


def _print_table(course_: CourseResult, table: pd.DataFrame) -> None:
    typer.echo(
        f"{course_.instrument.acronym or course_.instrument.name}, {course_.scale.name}: "
        f"{course_.n_assessable} of {course_.n} respondents assessable, limit "
        f"{course_.limit:.2f} points"
    )
    rows = table.astype(object).to_numpy().tolist()
    print_rows([str(name) for name in table], rows, Format.table)
    for finding in course_.findings:
        if finding.severity != "note":
            note(str(finding))
