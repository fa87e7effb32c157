"""One instrument of a study: its answers, or its totals, to scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scorewell.answers.checks.answer_checks import answer_findings
from scorewell.answers.checks.data_summary import Replacement, count_replacements
from scorewell.answers.checks.missing_code_check import refuse_answers_as_missing
from scorewell.answers.checks.policies import kinds_with
from scorewell.answers.checks.skip_checks import contradiction_findings
from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import DECLARED_CODING
from scorewell.answers.layout.assemble import Assembled
from scorewell.answers.layout.data_file import FILE, GROUP, ID, OCCASION, ROW, TIME
from scorewell.answers.values.encoding_check import check_labels
from scorewell.answers.values.encoding_parts import check_parts
from scorewell.answers.values.label_languages import detect_languages, language_finding
from scorewell.answers.values.numbers import read_number
from scorewell.answers.values.value_labels import choice_number_findings, label_findings
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import SAMPLE_ALPHA, SampleAlpha
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, did_you_mean
from scorewell.i18n.messages import Message
from scorewell.scores.form_doubts import count_doubts, doubts_about_items
from scorewell.scores.null_scores import without_scores
from scorewell.scores.outputs import reason_messages
from scorewell.scores.outside_range import count_outside
from scorewell.scores.plan import Plan, compile_plan
from scorewell.scores.score import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import polars as pl

    from scorewell.answers.checks.findings import Problems
    from scorewell.definitions.model import Instrument, Scale
    from scorewell.registry.contracts import ScoringMethod
    from scorewell.study.plan import Measure, StudyPlan


KEEP = (FILE, ROW, ID, OCCASION)


@dataclass(frozen=True, kw_only=True)
class ScoredMeasure:
    """The scores of one instrument.

    Attributes
    ----------
    frame : polars.DataFrame
        One row per row of the data: id, occasion, time, group, then the scores.
    answers : polars.DataFrame
        The data itself, row for row.
    binding : Binding or None
        How items were bound to columns; None for totals.
    reasons : mapping of str to Message
        Reasons for missing scores with their values, by their text.
    replacements : tuple of Replacement
        Columns, codes and missing codes that were applied, with the cells that they concern.
    """

    instrument: Instrument
    frame: pl.DataFrame
    answers: pl.DataFrame
    binding: Binding | None = None
    reasons: Mapping[str, Message] = field(default_factory=dict)
    replacements: tuple[Replacement, ...] = ()


def score_measure(
    measure: Measure,
    instrument: Instrument,
    data: Assembled,
    problems: Problems,
    *,
    methods: Mapping[str, ScoringMethod],
    missing_codes: Sequence[float | str] = (),
    over_answers: bool = False,
    policies: Mapping[str, str] | None = None,
) -> ScoredMeasure:
    """Bind the items of an instrument to columns and score every row."""
    policies = policies or {}
    binding = data.bind(
        instrument,
        mapping=measure.columns,
        coding=measure.coding,
        missing_codes=tuple(missing_codes),
        covariates=measure.covariates,
        codes=measure.codes,
        reversed_already=measure.reversed_already,
    )
    if not over_answers:
        refuse_answers_as_missing(data.frame, binding)
    check_labels(binding, data.labels)
    binding = detect_languages(data.frame, binding)
    problems.add_notes(instrument, language_finding(binding))
    problems.add_notes(instrument, label_findings(binding, data.labels))
    problems.add_notes(instrument, choice_number_findings(data.frame, binding))
    problems.add_notes(instrument, check_parts(data.frame, binding))
    answer_problems = answer_findings(data.frame, binding, keep=KEEP)
    problems.add_answers(instrument, answer_problems, binding)
    problems.add_answers(instrument, contradiction_findings(data.frame, binding, keep=KEEP))
    problems.add_lines(instrument, binding, data.lines)
    keep = [FILE, ROW, ID, OCCASION, TIME, GROUP]
    frame = score(data.frame, binding, methods=methods, keep=keep)
    plugins = {name: method.plugin for name, method in methods.items()}
    problems.add_outside_scores(instrument, count_outside(frame, instrument), plugins)
    doubts = doubts_about_items(instrument, count_doubts(data.frame, binding))
    problems.add_doubts(instrument, doubts)
    plan = compile_plan(binding, methods=methods)
    problems.add_different_items(instrument, _different_items(frame, plan))
    void = problems.void_cells(instrument, kinds_with(policies, "null-score"))
    frame = without_scores(frame.lazy(), instrument, void, by=list(KEEP)).collect()
    frame = frame.drop(FILE, ROW)
    return ScoredMeasure(
        instrument=instrument,
        frame=frame,
        answers=data.frame,
        binding=binding,
        reasons=reason_messages(plan),
        replacements=count_replacements(data.frame, binding, data.lines),
    )


def _different_items(frame: pl.DataFrame, plan: Plan) -> Iterator[tuple[str, pl.DataFrame]]:
    """Scale, and the rows of respondents whose scores on it rest on different items."""
    import polars as pl

    for scale_plan in plan.scales:
        scale_id = scale_plan.scale.id
        if scale_id in plan.scale_ids and scale_plan.shorter_range(plan.instrument):
            name = plan.instrument.column(scale_id)
            rows = frame.filter(pl.col(ID).is_not_null() & pl.col(name).is_not_null())
            differ = pl.col(f"{name}.left_out").n_unique().over(ID) > 1
            yield scale_id, rows.filter(differ).select(KEEP)


def score_totals(
    measure: Measure,
    instrument: Instrument,
    data: Assembled,
    problems: Problems,
    *,
    missing_codes: Sequence[float | str] = (),
    over_answers: bool = False,
) -> ScoredMeasure:
    """Take scores that are in the data already.

    A score that is not a number, or lies outside the scale's range, is a
    finding and taken as missing; a missing code is missing without a finding.

    Raises
    ------
    DataError
        If a column is not there, or a missing code of the measure itself could be a score and
        ``over_answers`` does not insist; one of the whole study is then taken as a score.
    """
    import polars as pl

    frame = data.frame
    columns = []
    replacements = []
    for scale_id, column in measure.totals.items():
        if column not in data.columns:
            raise DataError(
                f"there is no column `{column}` for the scale `{scale_id}`",
                hint=did_you_mean(column, data.columns)
                or f"the columns are: {', '.join(data.columns[:30])}",
            )
        scale = instrument.scale(scale_id)
        text = pl.col(column).cast(pl.String).str.strip_chars()
        # A comma may separate thousands where there are any.
        number = read_number(text) if scale.high < 1000 else text.cast(pl.Float64, strict=False)
        codes = _codes_of_scale(
            measure, scale, instrument, missing_codes, over_answers=over_answers
        )
        words = [code for code in codes if isinstance(code, str)]
        numbers = [code for code in codes if not isinstance(code, str)]
        is_code = (text.is_in(words) | number.is_in(numbers)).fill_null(value=False)
        inside = number.is_finite() & number.is_between(scale.low, scale.high) & ~is_code
        name = instrument.column(scale_id)
        wrong = frame.filter(
            (text != "") & inside.fill_null(value=False).not_() & ~is_code
        ).select(*KEEP, text.alias("value"), pl.lit(column).alias("column"))
        problem = f"not a score between {scale.low:g} and {scale.high:g}"
        problems.add_totals(instrument, scale_id, wrong, problem)
        columns.append(pl.when(inside).then(number).alias(name))
        cells = frame.height - frame[column].null_count()
        replacements.append(
            Replacement(
                kind="column", text=column, meaning=name, cells=cells, instrument=instrument.id
            )
        )
    return ScoredMeasure(
        instrument=instrument,
        frame=frame.select(ID, OCCASION, TIME, GROUP, *columns),
        answers=frame,
        replacements=tuple(replacements),
    )


def _codes_of_scale(
    measure: Measure,
    scale: Scale,
    instrument: Instrument,
    missing_codes: Sequence[float | str],
    *,
    over_answers: bool,
) -> list[float | str]:
    """The missing codes that apply to totals of a scale."""
    scores = [
        code
        for code in missing_codes
        if not isinstance(code, str) and scale.low <= code <= scale.high
    ]
    if not scores or over_answers:
        return list(missing_codes)
    if measure.missing_codes is not None:
        raise DataError(
            f"{instrument.column(scale.id)}: the missing code "
            f"{', '.join(f'{code:g}' for code in scores)} can be a score, "
            f"from {scale.low:g} to {scale.high:g}",
            hint="leave it out, or insist: --missing-codes-over-answers, or "
            "missing_codes_over_answers: true",
        )
    return [code for code in missing_codes if code not in scores]


_OPTIONS = ("reliability", "reliability_post")

Voices = tuple[tuple[str, ChangeOptions], ...]


def asks_for_alpha(voices: Iterable[tuple[str, ChangeOptions]]) -> bool:
    """Whether anybody names the alpha of the sample as a reliability."""
    return any(
        getattr(options, name) == SAMPLE_ALPHA for _, options in voices for name in _OPTIONS
    )


def sample_alpha(
    measure_scores: ScoredMeasure, instrument: Instrument, scale: Scale, plan: StudyPlan
) -> SampleAlpha:
    """Alpha of the items at the baseline occasion, one row per respondent.

    A control group does not count, as it is not judged.
    """
    from scorewell.reliability.items import bound_items
    from scorewell.reliability.sample_reliability import sample_reliability

    path = instrument.column(scale.id)
    binding = measure_scores.binding
    if binding is None:
        raise DataError(
            f"{path}: the reliability is to be that of the sample's own items, and the data "
            "hold scores and no items",
            hint="name a reliability of the scale, or give a number",
        )
    answers = measure_scores.answers
    keep = measure_scores.frame[ID].is_not_null()
    if plan.layout.pre:
        keep &= (measure_scores.frame[OCCASION] == plan.layout.pre).fill_null(value=False)
    label = plan.call.control_group or plan.change.control_group
    if label is not None:
        keep &= (measure_scores.frame[GROUP] != str(label)).fill_null(value=True)
    # Which encoding it is was settled by all the answers, when they were scored.
    coding = binding.coding or binding.coding_marker.coding or DECLARED_CODING
    items = bound_items(answers.filter(keep), replace(binding, coding=coding), scale.id)
    reliability = sample_reliability(items, instrument, scale.id)
    alpha = reliability.alpha
    return SampleAlpha(
        value=alpha.value,
        n=alpha.n,
        items=reliability.n_items,
        low=alpha.low,
        high=alpha.high,
        occasion=plan.layout.pre,
        findings=tuple(
            finding for finding in reliability.findings if finding.severity != "note"
        ),
    )


def with_alpha(voices: Voices, alpha: SampleAlpha) -> Voices:
    """The same voices, with the figure where they name it."""

    def figure(value: str | float | SampleAlpha | None) -> str | float | SampleAlpha | None:
        return alpha if value == SAMPLE_ALPHA else value

    return tuple(
        (
            origin,
            replace(
                options,
                reliability=figure(options.reliability),
                reliability_post=figure(options.reliability_post),
            ),
        )
        for origin, options in voices
    )
