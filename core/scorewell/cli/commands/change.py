"""``scorewell change``."""

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
from scorewell.cli.options.occasions import read_as
from scorewell.cli.output.format import Format
from scorewell.cli.output.rows import (
    chosen,
    csv_text,
    note,
    progress,
)
from scorewell.io.atomic_write import written_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scorewell.answers.layout.layout import DataFile
    from scorewell.study.result import StudyResult


def change(
    context: typer.Context,
    instrument: Annotated[
        str,
        typer.Argument(
            metavar="ID[.SCALE]", help="Instrument, or one of its scales: pseq.total"
        ),
    ],
    data: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DATA [POST]]",
            help="One data file, or one for pre and one for post; none for one respondent.",
        ),
    ] = None,
    id_: Annotated[
        str,
        typer.Option("--id", metavar="COLUMN", help="Column that identifies the respondent."),
    ] = "",
    occasion: Annotated[
        str, typer.Option("--occasion", metavar="COLUMN", help="Column that says pre or post.")
    ] = "",
    pre: Annotated[
        str,
        typer.Option("--pre", help="How the baseline occasion is written; or one score."),
    ] = "pre",
    post: Annotated[
        str,
        typer.Option("--post", help="How the later occasion is written; or one score."),
    ] = "post",
    group: Annotated[
        str, typer.Option("--group", metavar="COLUMN", help="Show results also by this column.")
    ] = "",
    prefixes: Annotated[
        str,
        typer.Option(
            "--prefixes", metavar="PRE,POST", help="Column prefixes of pre and post: t1_,t2_"
        ),
    ] = "",
    suffixes: Annotated[
        str,
        typer.Option(
            "--suffixes", metavar="PRE,POST", help="Column suffixes of pre and post: _1,_2"
        ),
    ] = "",
    total: Annotated[
        str,
        typer.Option(
            "--total",
            metavar="COLUMN[,COLUMN]",
            help="The data holds scores of one scale, no items: their column, or the columns "
            "of pre and of post where they are apart.",
        ),
    ] = "",
    pattern: data_options.Pattern = "",
    items: data_options.Items = "",
    columns: Columns = None,
    coding: Coding = "",
    written: data_options.Codes = "",
    reversed_already: data_options.ReversedAlready = "",
    missing_codes: MissingCodes = "",
    approach: Annotated[
        str,
        typer.Option(
            "--approach",
            metavar="NAME",
            help="How pairs are judged; combined (reliable change and cut-off) unless given. "
            "`scorewell methods --kind approach` lists them.",
        ),
    ] = "combined",
    told: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="What the approach is told: improvement=30. `scorewell methods show "
            "APPROACH` lists its parameters.",
        ),
    ] = None,
    preset: change_options.Preset = None,
    method: change_options.Method = None,
    reliability: change_options.Reliability = None,
    reliability_post: change_options.ReliabilityPost = None,
    sd: change_options.Spread = None,
    clinical: change_options.Clinical = None,
    functional: change_options.Functional = None,
    criterion: change_options.Criterion = None,
    level: change_options.Level = None,
    multiplier: change_options.Multiplier = None,
    phi_max: change_options.PhiMax = None,
    sample: change_options.SampleFigures = None,
    control: change_options.ControlFigures = None,
    control_group: change_options.ControlGroup = None,
    instruments: Folders = None,
    overlay: Overlays = None,
    explain: Annotated[
        str,
        typer.Option(
            "--explain",
            metavar="RESPONDENT",
            help="Print, instead of the tables, one respondent's arithmetic with every number.",
        ),
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write one line per respondent (CSV)."
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
    """Judge the change of every respondent between two occasions.

    Prints the table of each scale: not significant, okay at baseline, significant change, by
    deterioration, improvement, no change. --format csv gives one line per respondent, --format
    json everything with every number that entered and its source.

    For example:

    scorewell change fscrs answers.csv --id respondent --occasion occasion

    scorewell change pseq.total scores.csv --id id --total pre,post --criterion a

    scorewell change pseq.total scores.csv --id id --total pre,post --explain R07

    scorewell change pseq.total scores.csv --total pre,post --approach percentage --set \
improvement=30

    scorewell change pseq.total --pre 18 --post 30 --sd 11
    """
    from scorewell.answers.layout.layout import DataLayout
    from scorewell.study.plan import Measure, StudyPlan
    from scorewell.study.run import run_study

    data_options.refuse_unwritable(findings)
    name, scale = change_options.split_scale(instrument)
    known = registry(context, instruments, overlay)
    if overlay:
        tell_overlays(known.load(name))
    asked = change_options.options(
        preset=preset, method=method, reliability=reliability,
        reliability_post=reliability_post, sd=sd, clinical=clinical, functional=functional,
        criterion=criterion, level=level, multiplier=multiplier, phi_max=phi_max,
        sample=sample, control=control, control_group=control_group,
    )  # fmt: skip
    uses = approach_options.uses(approach, told or [])
    if not data:
        if uses:
            raise typer.BadParameter("an approach other than combined judges a data file")
        typer.echo(change_options.advice(known, instrument, asked, **_scores(pre, post)))
        return
    totals = {}
    if total:
        renamed = len(data) > 1 or "," in total
        totals = {
            change_options.one_scale(known.load(name), scale): "score" if renamed else total
        }
    plan = StudyPlan(
        title=f"Change in {name}",
        layout=DataLayout(
            files=read_as(
            _files(data, pre, post, prefixes, suffixes, total),
            pattern=pattern, items=items, reader=reader, sheet=sheet, encoding=encoding,
            header_row=header_row, dictionary=dictionary,
            ),
            id_column=id_,
            occasion_column=occasion,
            group_column=group,
            pre=pre,
            post=post,
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
        missing_codes=codes(missing_codes),
        call=asked,
        approaches=uses,
        combined=not uses,
    )  # fmt: skip
    with progress() as tell:
        result = run_study(plan, registry=known, progress=tell)
    if uses:
        approach_options.show(result, format_, explain=explain)
    elif explain:
        typer.echo("\n\n\n".join(each.explain(explain) for each in result.changes))
    else:
        _print(result, format_)
    if findings is not None:
        data_options.mention_findings(
            result.findings, findings, overwrite=overwrite, inputs=data
        )
    if output is not None:
        from scorewell.report.tables.frames import case_frame

        table = approach_options.table(result) if uses else case_frame(result.changes)
        with written_whole(output, overwrite=overwrite, inputs=data) as temporary:
            temporary.write_text(csv_text(table), encoding="utf-8")
        note(f"One line per respondent is in {output}")


def _scores(pre: str, post: str) -> dict[str, float]:
    """The two scores of one respondent."""
    try:
        return {"pre": float(pre), "post": float(post)}
    except ValueError:
        raise typer.BadParameter(
            "give a data file, or the two scores of one respondent: --pre 18 --post 30"
        ) from None


def _files(
    data: list[Path], pre: str, post: str, prefixes: str, suffixes: str, total: str
) -> tuple[DataFile, ...]:
    from scorewell.answers.layout.layout import DataFile

    if len(data) > 2:
        raise typer.BadParameter("give one data file, or two: pre and post")
    names = _pair(total, "--total") if "," in total else None
    if len(data) == 2:
        rename = {total: "score"} if total and not names else {}
        each = (names[0], names[1]) if names else ("", "")
        return tuple(
            DataFile(
                path=path,
                occasion=when,
                columns={when: {column: "score"} if column else rename}
                if column or rename
                else {},
            )
            for path, when, column in zip(data, (pre, post), each, strict=True)
        )
    by_occasion: Mapping[str, Mapping[str, str]] = {}
    if names:
        by_occasion = {pre: {names[0]: "score"}, post: {names[1]: "score"}}
    return (
        DataFile(
            path=data[0],
            prefixes=dict(zip((pre, post), _pair(prefixes, "--prefixes"), strict=True))
            if prefixes
            else {},
            suffixes=dict(zip((pre, post), _pair(suffixes, "--suffixes"), strict=True))
            if suffixes
            else {},
            columns=by_occasion,
        ),
    )


def _pair(text: str, option: str) -> tuple[str, str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(parts) or parts[0] == parts[1]:
        raise typer.BadParameter(
            f"{option} takes two different names with a comma: {option} t1_,t2_"
        )
    return parts[0], parts[1]


def _print(result: StudyResult, format_: Format | None) -> None:
    from scorewell.report.tables.frames import case_frame
    from scorewell.report.text.plain_text import text_summary

    style = chosen(format_)
    if style is Format.json:
        typer.echo(
            json.dumps(
                [each.to_dict() for each in result.changes], indent=2, ensure_ascii=False
            )
        )
    elif style is Format.csv:
        typer.echo(csv_text(case_frame(result.changes)), nl=False)
    else:
        typer.echo(text_summary(result))
    if style is not Format.table and len(result.findings):
        note(f"{len(result.findings)} findings in the data; --findings FILE writes them")
