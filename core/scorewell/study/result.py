"""The result of a study, with everything that is needed to check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

from scorewell.answers.checks.data_summary import DataSummary
from scorewell.answers.layout.data_file import ID, OCCASION
from scorewell.answers.values.frames import to_pandas
from scorewell.change.outcome_rules.result import OutcomeResult
from scorewell.change.results.approach_results import GroupJudgement, Judgement
from scorewell.change.results.change_result import ChangeResult
from scorewell.change.results.growth import GrowthResult
from scorewell.change.sensitivity.at_risk import DenominatorsResult, denominators
from scorewell.change.sensitivity.missing_data import missing_bounds
from scorewell.change.sensitivity.missing_data_result import MissingResult
from scorewell.change.sensitivity.multiverse_result import Multiverse
from scorewell.change.trajectory.result import CourseResult
from scorewell.change.uncertainty.result import PrecisionResult
from scorewell.change.uncertainty.uncertainty import precision
from scorewell.errors import DataError, Finding, ScorewellError
from scorewell.io.json_values import plain, records
from scorewell.results import PlottableResult
from scorewell.study.measure import ScoredMeasure
from scorewell.study.plan import SMALL_COUNTS


def answer_table(measures: Sequence[ScoredMeasure]) -> pd.DataFrame:
    """One row per respondent, occasion and item that was answered.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``occasion``, ``instrument``, ``item``, and ``answer``, the
        number in the declared coding, not reversed. Answers that are missing
        or not allowed have no row; totals have no answers.
    """
    import narwhals.stable.v2 as nw
    import polars as pl

    from scorewell.answers.values.expressions import answer_expressions

    columns = {
        "id": pl.String, "occasion": pl.String, "instrument": pl.String,
        "item": pl.String, "answer": pl.Float64,
    }  # fmt: skip
    parts = [pl.DataFrame(schema=columns)]
    for scores in measures:
        if scores.binding is None:
            continue
        read = answer_expressions(scores.answers, scores.binding)
        expressions = [
            nw.when(answer.ok == 1).then(answer.value.cast(nw.Float64)).alias(item)
            for item, answer in read.items()
        ]
        wide = nw.from_native(scores.answers).select(
            nw.col(ID).alias("scorewell:who"),
            nw.col(OCCASION).alias("scorewell:when"),
            *expressions,
        )
        parts.append(
            wide.to_native()
            .unpivot(
                index=["scorewell:who", "scorewell:when"],
                variable_name="item",
                value_name="answer",
            )
            .filter(pl.col("answer").is_not_null())
            .select(
                pl.col("scorewell:who").alias("id"),
                pl.col("scorewell:when").alias("occasion"),
                pl.lit(scores.instrument.id).alias("instrument"),
                "item",
                "answer",
            )
        )
    return to_pandas(pl.concat(parts))


def alert_table(measures: Sequence[ScoredMeasure]) -> pd.DataFrame:
    """Every raised alert: id, occasion, instrument, target, value, message."""
    import polars as pl

    columns = {
        "id": pl.String, "occasion": pl.String, "instrument": pl.String,
        "target": pl.String, "value": pl.String, "message": pl.String,
    }  # fmt: skip
    parts = [pl.DataFrame(schema=columns)]
    for scores in measures:
        for alert in scores.instrument.alerts:
            alert_column = f"{scores.instrument.id}.{alert.target}.alert"
            if alert_column not in scores.frame.columns:
                continue
            if alert.item and scores.binding is not None:
                value = scores.answers[scores.binding.columns[alert.item]]
            else:
                value = scores.frame[scores.instrument.column(alert.target)]
            part = scores.frame.select(
                pl.col(ID).alias("id"),
                pl.col(OCCASION).alias("occasion"),
                pl.lit(scores.instrument.id).alias("instrument"),
                pl.lit(alert.target).alias("target"),
                value.cast(pl.String).alias("value"),
                pl.lit(alert.message).alias("message"),
            ).filter(scores.frame[alert_column].fill_null(value=False))
            parts.append(part)
    return to_pandas(pl.concat(parts))


_GROUPS = ("changes", "courses", "outcomes", "judgements", "growths", "multiverses")
"""The fields that hold results of single analyses."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class StudyResult(PlottableResult):
    """The results of a study, with everything that is needed to check them.

    How firm the numbers are (``precision``, ``missing``, ``denominators``) is computed when
    it is first asked for.

    Attributes
    ----------
    title, authors, note
        As the study file gives them.
    changes : tuple of ChangeResult
        One per measure and scale, in the order of the study.
    multiverses : tuple of Multiverse
        What every other defensible choice would have given, one per change
        result; empty unless the study asks for it (``sensitivity``).
    courses : tuple of CourseResult
        One per measure and scale, where respondents are followed over more
        than two occasions.
    outcomes : tuple of OutcomeResult
        One per rule over several measures, in the order of the study.
    judgements : tuple of Judgement or GroupJudgement
        What further approaches say, scale by scale, in the order of the study.
    growths : tuple of GrowthResult
        One per measure and scale, where slopes over all occasions are judged.
    scored : tuple of Scored
        One per measure: its instrument, the data, and how items were bound to
        columns; for what is said about single answers.
    scores : pandas.DataFrame
        One row per respondent and occasion: ``id``, ``occasion``, ``time``
        and ``group`` where there are any, then every score (``instrument.scale``) with the
        columns that tell how it came about.
    findings : pandas.DataFrame
        One row per problem in the data: ``file``, ``row``, ``id``,
        ``occasion``, ``instrument``, ``item``, ``column``, ``value``,
        ``problem``, ``action``, ``kind``, and ``severity``: error (an answer or
        score could not be used, or is wrong), warning or note.
    alerts : pandas.DataFrame
        One row per answer or score that a person should look at: ``id``,
        ``occasion``, ``instrument``, ``target`` (item or scale), ``value``,
        ``message``.
    data_summary : DataSummary or None
        Where the rows of the data went, and which cells were read as something else.
    small_counts : int
        Counts from 1 to below this are hidden in the page for a board; 0 hides none.
    manifest : mapping
        What the result was made with: versions, definitions, overlays,
        plugins, options, and hashes of the data; plain values that JSON can
        hold. ``created`` is the time in ISO 8601.
    """

    title: str
    authors: tuple[str, ...] = ()
    note: str = ""
    changes: tuple[ChangeResult, ...]
    scores: pd.DataFrame
    findings: pd.DataFrame
    alerts: pd.DataFrame
    manifest: Mapping[str, Any]
    multiverses: tuple[Multiverse, ...] = ()
    courses: tuple[CourseResult, ...] = ()
    outcomes: tuple[OutcomeResult, ...] = ()
    judgements: tuple[Judgement | GroupJudgement, ...] = ()
    growths: tuple[GrowthResult, ...] = ()
    scored: tuple[ScoredMeasure, ...] = ()
    data_summary: DataSummary | None = None
    small_counts: int = SMALL_COUNTS

    main_table: ClassVar[str] = "scores"

    @property
    def analysis_findings(self) -> tuple[Finding, ...]:
        """Findings about inputs, limits and cut-offs; ``findings`` has those in the data."""
        findings = (
            finding
            for name in _GROUPS
            for result in getattr(self, name)
            for finding in result.findings
        )
        return tuple(dict.fromkeys(findings))

    @property
    def has_errors(self) -> bool:
        """Whether a finding, in the data or of an analysis, has the severity error."""
        return bool((self.findings["severity"] == "error").any()) or any(
            finding.severity == "error" for finding in self.analysis_findings
        )

    @cached_property
    def precision(self) -> tuple[PrecisionResult, ...]:
        """How precisely the numbers of each change result are known, and who depends on it."""
        return tuple(precision(result) for result in self.changes)

    @cached_property
    def missing(self) -> tuple[MissingResult, ...]:
        """What missing later scores could hide, for each change result."""
        return tuple(missing_bounds(result) for result in self.changes)

    @cached_property
    def denominators(self) -> tuple[DenominatorsResult, ...]:
        """Shares of those who could have had an outcome, for each change result."""
        return tuple(denominators(result) for result in self.changes)

    def summary(self) -> pd.DataFrame:
        """How many respondents had each outcome on each scale; see ``ChangeResult.summary``."""
        tables = [
            result.summary().assign(instrument=result.instrument.id, scale=result.scale.id)
            for result in self.changes
        ]
        names = ["instrument", "scale", "outcome", "n", "of", "share", "low", "high"]
        return pd.concat([pd.DataFrame(columns=names), *tables], ignore_index=True)

    def explain(self, case_id: object) -> str:
        """How the classes of one respondent came about on every scale that has them."""
        texts: list[str] = []
        error: ScorewellError = DataError("no change was judged in this study")
        for result in self.changes:
            try:
                texts.append(result.explain(case_id))
            except ScorewellError as problem:
                error = problem
        if not texts:
            raise error
        return "\n\n\n".join(texts)

    def to_dict(self, *, cases: bool = True) -> dict[str, object]:
        """The title, the manifest and every result as plain values; see ``Result.to_dict``."""
        values: dict[str, object] = {
            "title": self.title,
            "authors": list(self.authors),
            "note": self.note,
            "manifest": plain(self.manifest),
            "data_summary": plain(self.data_summary),
        }
        for name in _GROUPS:
            values[name] = [result.to_dict(cases=cases) for result in getattr(self, name)]
        if cases:
            values |= {
                name: records(getattr(self, name)) for name in ("scores", "findings", "alerts")
            }
        return values

    @property
    def _subject(self) -> str:
        return repr(self.title)

    def _key_counts(self) -> Mapping[str, object]:
        sizes = {name: len(getattr(self, name)) for name in _GROUPS}
        counts = {name: size for name, size in sizes.items() if size}
        return {"rows": len(self.scores), **counts, "findings": len(self.findings)}
