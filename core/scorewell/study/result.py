"""What a study found, with everything that is needed to check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scorewell.answers.layout.data_file import ID, OCCASION
from scorewell.answers.values.frames import to_pandas
from scorewell.results import Drawn

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.outcome_rules.result import OutcomeResult
    from scorewell.change.results.approach_results import GroupJudgement, Judgement
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.results.growth import GrowthResult
    from scorewell.change.sensitivity.at_risk import DenominatorsResult
    from scorewell.change.sensitivity.missing_data_result import MissingResult
    from scorewell.change.sensitivity.multiverse_result import Multiverse
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.change.uncertainty.result import PrecisionResult
    from scorewell.study.measure import Scored


def answer_table(scored: Sequence[Scored]) -> pd.DataFrame:
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
    for one in scored:
        if one.binding is None:
            continue
        read = answer_expressions(one.answers, one.binding)
        allowed = [
            nw.when(each.ok == 1).then(each.value.cast(nw.Float64)).alias(item)
            for item, each in read.items()
        ]
        wide = nw.from_native(one.answers).select(
            nw.col(ID).alias("scorewell:who"),
            nw.col(OCCASION).alias("scorewell:when"),
            *allowed,
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
                pl.lit(one.instrument.id).alias("instrument"),
                "item",
                "answer",
            )
        )
    return to_pandas(pl.concat(parts))


def alert_table(scored: Sequence[Scored]) -> pd.DataFrame:
    """Every raised alert: id, occasion, instrument, target, value, message."""
    import polars as pl

    columns = {
        "id": pl.String, "occasion": pl.String, "instrument": pl.String,
        "target": pl.String, "value": pl.String, "message": pl.String,
    }  # fmt: skip
    parts = [pl.DataFrame(schema=columns)]
    for one in scored:
        for alert in one.instrument.alerts:
            raised = f"{one.instrument.id}.{alert.target}.alert"
            if raised not in one.frame.columns:
                continue
            if alert.item and one.binding is not None:
                value = one.answers[one.binding.columns[alert.item]]
            else:
                value = one.frame[one.instrument.column(alert.target)]
            part = one.frame.select(
                pl.col(ID).alias("id"),
                pl.col(OCCASION).alias("occasion"),
                pl.lit(one.instrument.id).alias("instrument"),
                pl.lit(alert.target).alias("target"),
                value.cast(pl.String).alias("value"),
                pl.lit(alert.message).alias("message"),
            ).filter(one.frame[raised].fill_null(value=False))
            parts.append(part)
    return to_pandas(pl.concat(parts))


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyResult(Drawn):
    """What a study found, with everything that is needed to check it.

    Attributes
    ----------
    title, authors, note
        As the study file gives them.
    changes : tuple of ChangeResult
        One per measure and scale, in the order of the study.
    precision, missing, denominators : tuples, one result per change result
        How precisely its numbers are known and who depends on it; what
        missing later scores could hide; shares of those who could have had
        an outcome.
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
        ``problem``, ``action``.
    alerts : pandas.DataFrame
        One row per answer or score that a person should look at: ``id``,
        ``occasion``, ``instrument``, ``target`` (item or scale), ``value``,
        ``message``.
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
    precision: tuple[PrecisionResult, ...] = ()
    missing: tuple[MissingResult, ...] = ()
    denominators: tuple[DenominatorsResult, ...] = ()
    multiverses: tuple[Multiverse, ...] = ()
    courses: tuple[CourseResult, ...] = ()
    outcomes: tuple[OutcomeResult, ...] = ()
    judgements: tuple[Judgement | GroupJudgement, ...] = ()
    growths: tuple[GrowthResult, ...] = ()
    scored: tuple[Scored, ...] = ()
