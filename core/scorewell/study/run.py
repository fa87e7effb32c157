"""Everything in order: data, answers, scores, pairs, change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.change import ChangeOptions, ChangeResult, analyse
from scorewell.errors import DataError, did_you_mean
from scorewell.model import Instrument, Scale
from scorewell.registry import Registry, open_registry
from scorewell.study.alerts import alert_table
from scorewell.study.data import GROUP, ID, OCCASION, Assembled, assemble
from scorewell.study.manifest import manifest
from scorewell.study.measure import Scored, score_measure, score_totals
from scorewell.study.pairs import make_pairs
from scorewell.study.problems import Problems
from scorewell.study.result import StudyResult

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.study.plan import Measure, StudyPlan

__all__ = ["run_study"]

Progress = Callable[[str], None]


@dataclass(frozen=True)
class _Work:
    """One measure of a study, resolved."""

    measure: Measure
    instrument: Instrument
    scales: tuple[Scale, ...]


def run_study(
    plan: StudyPlan, *, registry: Registry | None = None, progress: Progress | None = None
) -> StudyResult:
    """Score every measure of a study and judge the change of every respondent.

    Parameters
    ----------
    plan : StudyPlan
        What to do; see :func:`~scorewell.study.read_plan`.
    registry : Registry, optional
        Known instruments; by default all that are installed, those that the
        plan names, and its overlays.
    progress : callable, optional
        Told, in a few words, what is being done.

    Raises
    ------
    ScorewellError
        If an instrument, a file, a column or an input is not there; the
        message says what was looked for and what to do.
    """
    tell = progress or (lambda _: None)
    registry = registry or open_registry(plan.instruments, overlays=plan.overlays)
    work = [_resolve(measure, registry) for measure in plan.measures]
    tell("reading data")
    data = assemble(plan)
    problems = Problems()
    problems.add_rows(data.frame, plan)
    scored: list[Scored] = []
    changes: list[ChangeResult] = []
    for each in work:
        tell(f"scoring {each.instrument.id}")
        one = _score(each, data, plan, registry, problems)
        scored.append(one)
        for scale in each.scales:
            tell(f"judging change in {each.instrument.id}.{scale.id}")
            pairs = make_pairs(one.frame, each.instrument.column(scale.id), plan)
            changes.append(_change(each, scale, pairs, plan, registry))
    problems.add_unused_overlays(registry, [each.instrument for each in work])
    return StudyResult(
        title=plan.title,
        authors=plan.authors,
        note=plan.note,
        changes=tuple(changes),
        scores=_join(scored),
        findings=problems.table(),
        alerts=alert_table(scored),
        manifest=manifest(plan, registry, [each.instrument for each in work]),
    )


def _resolve(measure: Measure, registry: Registry) -> _Work:
    instrument = registry.load(measure.instrument)
    known = [scale.id for scale in instrument.scales]
    for name in (*measure.scales, *measure.by_scale, *measure.totals):
        if name not in known:
            raise DataError(
                f"{instrument.id} has no scale `{name}`",
                hint=did_you_mean(name, known) or f"its scales are: {', '.join(known)}",
            )
    if measure.scales:
        wanted: Sequence[str] = measure.scales
    elif measure.totals:
        wanted = tuple(measure.totals)
    else:
        wanted = [scale.id for scale in instrument.scales if scale.better != "none"]
    return _Work(measure, instrument, tuple(instrument.scale(name) for name in wanted))


def _score(
    work: _Work, data: Assembled, plan: StudyPlan, registry: Registry, problems: Problems
) -> Scored:
    if work.measure.totals:
        return score_totals(work.measure, work.instrument, data, problems)
    return score_measure(
        work.measure,
        work.instrument,
        data,
        problems,
        methods=registry.plugins.scoring_methods,
        missing_codes=plan.missing_codes,
    )


def _change(
    work: _Work, scale: Scale, pairs: pd.DataFrame, plan: StudyPlan, registry: Registry
) -> ChangeResult:
    own = work.measure.by_scale.get(scale.id, ChangeOptions())
    layers = (
        ("call", plan.call),
        ("study", own),
        ("study", work.measure.change),
        ("study", plan.change),
    )
    return analyse(
        pairs,
        scale,
        instrument=work.instrument,
        method_registry=registry.plugins.change_methods,
        options=layers,
    )


def _join(scored: Sequence[Scored]) -> pd.DataFrame:
    import polars as pl

    own = scored[0].frame.select(
        pl.col(ID).alias("id"), pl.col(OCCASION).alias("occasion"), pl.col(GROUP).alias("group")
    )
    if own["group"].null_count() == own.height:
        own = own.drop("group")
    columns = [one.frame.select(pl.exclude(ID, OCCASION, GROUP)) for one in scored]
    return pl.concat([own, *columns], how="horizontal").to_pandas()
