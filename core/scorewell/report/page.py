"""A whole study as one page that stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.report.figures.jacobson import jacobson_plot
from scorewell.report.firmness import firmness_words
from scorewell.report.grid import (
    Grid,
    alert_grids,
    case_grid,
    finding_grid,
    input_grid,
    record_grid,
)
from scorewell.report.prose import (
    cutoff_words,
    illustrative_words,
    limit_words,
    methods_words,
    notes,
    terms_words,
)
from scorewell.report.references import References, references
from scorewell.report.rules import rule_section
from scorewell.report.tables import one_table
from scorewell.report.template import render
from scorewell.report.words import (
    counted,
    date_words,
    one_line,
    percent,
    range_words,
    scale_title,
)

if TYPE_CHECKING:
    from scorewell.change import ChangeResult
    from scorewell.study.result import StudyResult

__all__ = ["html_report"]

_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share of respondents with its interval, in words and in parts of one."""

    label: str
    n: int
    of: int
    words: str
    interval: str
    share: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Section:
    """One scale as the page shows it."""

    anchor: str
    title: str
    about: str
    n: int
    sentence: str
    limit: str
    cutoff: str
    made_up: str
    columns: tuple[str, ...]
    table: tuple[tuple[str, tuple[int, ...]], ...]
    shares: tuple[Share, ...]
    groups: tuple[tuple[str, tuple[Share, ...]], ...]
    plot: str
    inputs: Grid
    cases: Grid
    notes: tuple[str, ...]
    terms: str
    firm: tuple[tuple[str, str], ...] = ()


def html_report(result: StudyResult) -> str:
    """A whole study as one page of HTML.

    Returns
    -------
    str
        A page without scripts and without any address outside itself. What
        comes from data or definitions is escaped.
    """
    occasions = _mapping(_mapping(result.manifest.get("options")).get("occasions"))
    created = result.manifest.get("created")
    sources = references(result.changes)
    sections = [
        _section(change, place, sources, firm=firmness_words(result, place - 1))
        for place, change in enumerate(result.changes, 1)
    ]
    return render(
        "page.html.j2",
        title=one_line(result.title),
        authors=[one_line(author) for author in result.authors],
        note=result.note.strip(),
        date=date_words(created) if created else "",
        version=one_line(result.manifest.get("scorewell", "")),
        alerts=alert_grids(result.alerts, file="alerts.csv"),
        alerted=counted(int(result.alerts["id"].nunique()), "respondent"),
        blocks=_blocks(result.changes),
        sections=sections,
        rules=[rule_section(each) for each in result.outcomes],
        notes=notes(result.changes),
        findings=finding_grid(result.findings, file="findings.csv"),
        finding_count=counted(len(result.findings), "finding"),
        row_count=counted(len(result.scores), "row"),
        methods=methods_words(
            result.changes,
            sources,
            pre=one_line(occasions.get("pre", "pre")),
            post=one_line(occasions.get("post", "post")),
        ),
        references=sources.texts,
        manifest=_manifest(result.manifest),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _section(
    result: ChangeResult,
    place: int,
    sources: References,
    *,
    firm: tuple[tuple[str, str], ...] = (),
) -> Section:
    table = result.table() if result.cutoffs.value is not None else one_table([result])
    anchor = f"scale-{place}"
    plot = jacobson_plot(result, name=anchor).replace(_NAMESPACE, "", 1)
    return Section(
        anchor=anchor,
        title=scale_title(result),
        about=range_words(result.scale),
        n=result.n_assessable,
        sentence=one_line(result.sentence()),
        limit=limit_words(result),
        cutoff=cutoff_words(result),
        made_up=illustrative_words(result),
        columns=tuple(str(name) for name in table.columns),
        table=tuple(_counts(table)),
        shares=tuple(_shares(result.summary())),
        groups=_groups(result.by_group()),
        plot=plot,
        inputs=input_grid(result, sources),
        cases=case_grid(result, file="change.csv"),
        notes=tuple(words for words, _ in notes([result])),
        terms=terms_words(result, sources),
        firm=tuple((heading, one_line(words)) for heading, words in firm),
    )


def _counts(table: pd.DataFrame) -> list[tuple[str, tuple[int, ...]]]:
    """The rows of a table of counts; of several levels the last is the label."""
    labels = table.index.get_level_values(-1)
    rows = table.to_numpy().tolist()
    return [(str(label), tuple(map(int, row))) for label, row in zip(labels, rows, strict=True)]


def _blocks(
    results: Sequence[ChangeResult],
) -> list[tuple[str, list[tuple[str, tuple[int, ...]]]]]:
    groups = one_table(results).groupby(level="measure", sort=False)
    return [(str(measure), _counts(block)) for measure, block in groups]


def _shares(frame: pd.DataFrame) -> list[Share]:
    return [
        Share(
            label=str(row["outcome"]),
            n=int(row["n"]),
            of=int(row["of"]),
            words=percent(row["share"], of=row["of"]),
            interval=" to ".join(percent(row[end], of=row["of"]) for end in ("low", "high"))
            if row["of"]
            else "-",
            share=row["share"] if row["of"] else 0.0,
            low=row["low"] if row["of"] else 0.0,
            high=row["high"] if row["of"] else 0.0,
        )
        for row in frame.to_dict("records")
    ]


def _groups(frame: pd.DataFrame) -> tuple[tuple[str, tuple[Share, ...]], ...]:
    parts = frame.groupby("group", sort=False, dropna=False)
    return tuple(
        ("no group" if pd.isna(name) else one_line(name), tuple(_shares(part)))
        for name, part in parts
    )


def _manifest(manifest: Mapping[str, Any]) -> list[Grid]:
    """A manifest as tables: first what is a single word or number, then the rest by entry."""
    single = {key: value for key, value in manifest.items() if not _composed(value)}
    grids = [record_grid("Run", single)] if single else []
    return grids + [
        record_grid(one_line(key).capitalize(), value)
        for key, value in manifest.items()
        if _composed(value) and value
    ]


def _composed(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple)
