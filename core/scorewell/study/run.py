"""Run a study: data, answers, scores, change and courses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from scorewell.answers.checks.data_summary import data_summary
from scorewell.answers.checks.findings import Problems
from scorewell.answers.checks.policies import check_policies
from scorewell.answers.layout.assemble import Assembled, assemble
from scorewell.answers.layout.data_file import GROUP, ID, OCCASION, TIME
from scorewell.answers.values.frames import to_pandas
from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import SampleAlpha
from scorewell.change.results.approach_results import GroupJudgement, Judgement
from scorewell.change.results.change_result import ChangeResult
from scorewell.change.results.growth import GrowthResult
from scorewell.change.run_approach import approach_named, judge_by
from scorewell.change.sensitivity.multiverse import multiverse
from scorewell.change.sensitivity.multiverse_result import Multiverse
from scorewell.change.trajectory.follow import METHOD, follow
from scorewell.change.trajectory.occasions import Occasions
from scorewell.change.trajectory.result import CourseResult
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import DataError, Finding, PluginError, did_you_mean
from scorewell.i18n.messages import words
from scorewell.registry.registry import Registry, open_registry
from scorewell.scores.check_definition import load_checked
from scorewell.study.approaches import ApproachUse, bind_approaches, uses_for
from scorewell.study.manifest import manifest
from scorewell.study.measure import (
    ScoredMeasure,
    asks_for_alpha,
    sample_alpha,
    score_measure,
    score_totals,
    with_alpha,
)
from scorewell.study.outcome_rules import BoundRule, bind_rules, judge_rules, known_rules
from scorewell.study.result import StudyResult, alert_table
from scorewell.study.select_scores import judge_growth, make_course, make_pairs

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.study.plan import Measure, StudyPlan


Progress = Callable[[str], None]
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class MeasureWork:
    """One measure of a study, resolved.

    Attributes
    ----------
    scales : tuple of Scale
        The scales that are judged.
    without_reliability : tuple of Scale
        Scales that nobody named and that are not judged, because the definition has no default
        reliability for them.
    """

    measure: Measure
    instrument: Instrument
    scales: tuple[Scale, ...]
    without_reliability: tuple[Scale, ...] = ()
    alphas: Mapping[str, SampleAlpha] = field(default_factory=dict)


def run_study(
    plan: StudyPlan, *, registry: Registry | None = None, progress: Progress | None = None
) -> StudyResult:
    """Score every measure of a study and judge the change of every respondent.

    Parameters
    ----------
    plan : StudyPlan
        What to do; see :func:`~scorewell.study.plan.read_plan`.
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
    work, rules = resolve_study(plan, registry)
    tell("reading data")
    data = assemble(plan.layout, readers=registry.plugins.readers)
    problems = _file_problems(data, plan)
    measures: list[ScoredMeasure] = []
    changes: list[ChangeResult] = []
    multiverses: list[Multiverse] = []
    courses: list[CourseResult] = []
    judgements: list[Judgement | GroupJudgement] = []
    growths: list[GrowthResult] = []
    for job in work:
        problems.add_accepted_errors(job.instrument)
        action = words("scored, not judged")
        problems.add_notes(job.instrument, _reliability_notes(job), action=action)
        tell(f"scoring {job.instrument.id}")
        results_of_measure = _unless_plugin_fails(
            problems, job, "", _score, job, data, plan, registry, problems,
            alone=not plan.file or (job is work[-1] and not measures),
        )  # fmt: skip
        problems.refuse(plan.layout.policies)
        if not results_of_measure:
            continue
        (measure_scores,) = results_of_measure
        measures.append(measure_scores)
        job = replace(job, alphas=_alphas(job, measure_scores, plan))  # noqa: PLW2901
        for scale in job.scales:
            name = job.instrument.column(scale.id)
            unless_plugin_fails = partial(
                _unless_plugin_fails, problems, job, scale.id, alone=not plan.file
            )
            results: list[ChangeResult] = []
            if plan.layout.pre and plan.layout.post:
                tell(f"judging change in {name}")
                pairs = make_pairs(measure_scores.frame, name, plan)
                if plan.combined:
                    results = unless_plugin_fails(
                        _judge, analyse, job, scale, pairs, plan, registry
                    )
                    changes += results
                for use in uses_for(plan.approaches, job.measure.approaches, scale.id):
                    judgements += unless_plugin_fails(
                        _judge_by, use, job, scale, pairs, plan, registry
                    )
                if plan.sensitivity and (results or not plan.combined):
                    tell(f"judging change in {name} in every other way")
                    multiverses += unless_plugin_fails(
                        _judge, multiverse, job, scale, pairs, plan, registry
                    )
            if plan.course is not None:
                tell(f"following the course of {name}")
                courses += unless_plugin_fails(
                    _course, job, scale, measure_scores.frame, plan, registry, results
                )
                if plan.growth:
                    tell(f"judging slopes of {name}")
                    growths += unless_plugin_fails(
                        judge_growth,
                        measure_scores.frame, scale, plan, instrument=job.instrument,
                        method_registry=registry.plugins.growth_methods,
                        options=_voices(job, scale, plan),
                    )  # fmt: skip
    outcomes = judge_rules(rules, changes, problems)
    problems.refuse(plan.layout.policies)
    replacements = [entry for measure in measures for entry in measure.replacements]
    rows = data_summary(data, plan.layout, replacements)
    changes = [
        replace(result, data_summary=rows.of_instrument(result.instrument.id))
        for result in changes
    ]
    problems.add_unused_overlays(registry, [job.instrument for job in work])
    return StudyResult(
        title=plan.title,
        authors=plan.authors,
        note=plan.note,
        changes=tuple(changes),
        courses=tuple(courses),
        outcomes=outcomes,
        multiverses=tuple(multiverses),
        judgements=tuple(judgements),
        growths=tuple(growths),
        scored=tuple(measures),
        scores=_join(measures),
        findings=problems.table(),
        alerts=alert_table(measures),
        data_summary=rows,
        small_counts=plan.count_limit,
        manifest={
            **manifest(plan, registry, [job.instrument for job in work]),
            "rows": rows.to_dict(),
            **({"rules": [rule.summary() for rule in rules]} if rules else {}),
        },
    )


def resolve_study(
    plan: StudyPlan, registry: Registry
) -> tuple[list[MeasureWork], list[BoundRule]]:
    """Measures and rules of a study, before any data is read.

    Raises
    ------
    ScorewellError
        If something that the study names is not there, or does not go together.
    """
    work = [_without_gaps(_resolve(measure, registry), plan) for measure in plan.measures]
    rules = bind_rules(
        plan.rules,
        rules_by_name=(
            known_rules(registry, plan.outcome_rules)
            if plan.rules or plan.outcome_rules
            else {}
        ),
        registry=registry,
        columns=_compared_columns(work) if plan.layout.pre and plan.layout.post else (),
    )
    _bind_approaches(plan, work, registry)
    check_policies(plan.layout.policies)
    return work, rules


def _file_problems(data: Assembled, plan: StudyPlan) -> Problems:
    """What is noteworthy in files and rows, before any answer is read."""
    problems = Problems(plan.layout.policies)
    problems.add_files(data.findings)
    problems.add_rows_left_out(data.rows_left_out)
    problems.add_rows(data.frame, plan.layout)
    problems.refuse(plan.layout.policies)
    return problems


def _unless_plugin_fails(
    problems: Problems,
    work: MeasureWork,
    scale_id: str,
    judge: Callable[..., _Result],
    *arguments: Any,
    alone: bool,
    **options: Any,
) -> list[_Result]:
    """The result of an analysis as a list; empty, with a finding, where its plugin fails.

    Raises
    ------
    PluginError
        Where nothing else is asked for, or nothing else is left.
    """
    try:
        return [judge(*arguments, **options)]
    except PluginError as error:
        if alone:
            raise
        problems.add_failed_analysis(work.instrument.id, scale_id, error)
        return []


def _compared_columns(work: Sequence[MeasureWork]) -> list[str]:
    """``instrument.scale`` of everything that is compared."""
    return [job.instrument.column(scale.id) for job in work for scale in job.scales]


def _resolve(measure: Measure, registry: Registry) -> MeasureWork:
    instrument = load_checked(registry, measure.instrument)
    scale_ids = [scale.id for scale in instrument.scales]
    for name in (*measure.scales, *measure.by_scale, *measure.totals):
        if name not in scale_ids:
            raise DataError(
                f"{instrument.id} has no scale `{name}`",
                hint=did_you_mean(name, scale_ids) or f"its scales are: {', '.join(scale_ids)}",
            )
    if measure.scales:
        scale_names: Sequence[str] = measure.scales
    elif measure.totals:
        scale_names = tuple(measure.totals)
    else:
        scale_names = [scale.id for scale in instrument.output_scales if scale.better != "none"]
    return MeasureWork(
        measure, instrument, tuple(instrument.scale(name) for name in scale_names)
    )


def _without_gaps(work: MeasureWork, plan: StudyPlan) -> MeasureWork:
    """The work without scales that nobody named and that lack a reliability others have."""
    if work.measure.scales or work.measure.totals or not plan.combined:
        return work
    scales = tuple(
        scale
        for scale in work.scales
        if any(layer.reliability for layer in scale.change)
        or any(voice.reliability or voice.method for _, voice in _voices(work, scale, plan))
    )
    rest = tuple(scale for scale in work.scales if scale not in scales)
    return replace(work, scales=scales, without_reliability=rest) if scales else work


def _reliability_notes(work: MeasureWork) -> tuple[Finding, ...]:
    """A note for the scales that are not judged."""
    names = ", ".join(scale.id for scale in work.without_reliability)
    if not names:
        return ()
    message = words(
        "{{ instrument }}: not judged, because the definition has no default reliability: "
        "{{ scales }}",
        instrument=work.instrument.id,
        scales=names,
    )
    hint = "name them under `scales`, with a reliability"
    return (Finding(code="no-reliability", message=message, severity="note", hint=hint),)


def _score(
    work: MeasureWork, data: Assembled, plan: StudyPlan, registry: Registry, problems: Problems
) -> ScoredMeasure:
    measure = work.measure
    codes = plan.missing_codes if measure.missing_codes is None else measure.missing_codes
    over_answers = plan.missing_codes_over_answers or measure.missing_codes_over_answers
    if measure.totals:
        return score_totals(
            measure, work.instrument, data, problems,
            missing_codes=codes, over_answers=over_answers,
        )  # fmt: skip
    return score_measure(
        measure,
        work.instrument,
        data,
        problems,
        methods=registry.plugins.scoring_methods,
        missing_codes=codes,
        over_answers=over_answers,
        policies=plan.layout.policies,
    )


def _voices(
    work: MeasureWork, scale: Scale, plan: StudyPlan
) -> tuple[tuple[str, ChangeOptions], ...]:
    """Who says how change is judged, the strongest voice first."""
    voices = (
        ("call", plan.call),
        ("study", work.measure.by_scale.get(scale.id, ChangeOptions())),
        ("study", work.measure.change),
        ("study", plan.change),
    )
    alpha = work.alphas.get(scale.id)
    return voices if alpha is None else with_alpha(voices, alpha)


def _alphas(
    work: MeasureWork, measure_scores: ScoredMeasure, plan: StudyPlan
) -> dict[str, SampleAlpha]:
    """Alpha of the sample's items for every scale that asks for it."""
    return {
        scale.id: sample_alpha(measure_scores, work.instrument, scale, plan)
        for scale in work.scales
        if asks_for_alpha(_voices(work, scale, plan))
    }


def _judge(
    judge: Callable[..., _Result],
    work: MeasureWork,
    scale: Scale,
    pairs: pd.DataFrame,
    plan: StudyPlan,
    registry: Registry,
) -> _Result:
    """Judge the pairs of one scale as the plan says, in one way or in all."""
    return judge(
        pairs,
        scale,
        instrument=work.instrument,
        method_registry=registry.plugins.change_methods,
        options=_voices(work, scale, plan),
    )


def _bind_approaches(plan: StudyPlan, work: Sequence[MeasureWork], registry: Registry) -> None:
    """Check what approaches are told before any data is read."""
    approaches = registry.plugins.approaches
    bind_approaches(plan.approaches, approaches)
    for job in work:
        scales = [scale.id for scale in job.scales]
        bind_approaches(job.measure.approaches, approaches, scales=scales)


def _judge_by(
    use: ApproachUse,
    work: MeasureWork,
    scale: Scale,
    pairs: pd.DataFrame,
    plan: StudyPlan,
    registry: Registry,
) -> Judgement | GroupJudgement:
    """Judge the pairs of one scale by another approach."""
    call, *weaker = _voices(work, scale, plan)
    result = judge_by(
        approach_named(use.approach, registry.plugins.approaches),
        pairs,
        scale,
        instrument=work.instrument,
        method_registry=registry.plugins.change_methods,
        parameters=use.parameters,
        options=(call, (use.origin, use.change), *weaker),
        origin=use.origin,
    )
    return replace(result, otherwise=use.change.to_dict())


def _course(
    work: MeasureWork,
    scale: Scale,
    frame: pl.DataFrame,
    plan: StudyPlan,
    registry: Registry,
    results: Sequence[ChangeResult],
) -> CourseResult:
    """Follow one scale; scores are compared with the baseline as the pairs in `results` are."""
    return follow(
        make_course(frame, work.instrument.column(scale.id), plan),
        scale,
        instrument=work.instrument,
        method_registry=registry.plugins.change_methods,
        occasions=plan.course or Occasions(),
        # The study's method is for pre and post; a course has one limit for any two scores.
        options=(("default", ChangeOptions(method=METHOD)), *_voices(work, scale, plan)),
        sudden_gains=plan.sudden_gains,
        pair_settings=results[0].settings if results else None,
        origin="study" if plan.file else "call",
    )


def _join(measures: Sequence[ScoredMeasure]) -> pd.DataFrame:
    import polars as pl

    keys = measures[0].frame.select(
        pl.col(ID).alias("id"),
        pl.col(OCCASION).alias("occasion"),
        pl.col(TIME).alias("time"),
        pl.col(GROUP).alias("group"),
    )
    for name in ("time", "group"):
        if keys[name].null_count() == keys.height:
            keys = keys.drop(name)
    columns = [
        scores.frame.select(pl.exclude(ID, OCCASION, TIME, GROUP)) for scores in measures
    ]
    return to_pandas(pl.concat([keys, *columns], how="horizontal"))
