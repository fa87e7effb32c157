"""One instrument of a study: its answers, or its totals, to scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.errors import DataError, did_you_mean
from scorewell.model import Instrument
from scorewell.responses import (
    Binding,
    answer_findings,
    check_labels,
    in_languages,
    language_finding,
)
from scorewell.responses.policies import kinds_with
from scorewell.scoring import score, without_scores
from scorewell.study.data import FILE, GROUP, ID, OCCASION, ROW, TIME, Assembled

if TYPE_CHECKING:
    import polars as pl

    from scorewell.methods import ScoringMethod
    from scorewell.study.plan import Measure
    from scorewell.study.problems import Problems

__all__ = ["Scored", "score_measure", "score_totals"]

KEEP = (FILE, ROW, ID, OCCASION)


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The scores of one instrument.

    Attributes
    ----------
    frame : polars.DataFrame
        One row per row of the data: id, occasion, time, group, then the scores.
    answers : polars.DataFrame
        The data itself, row for row.
    binding : Binding or None
        How items were bound to columns; None for totals.
    """

    instrument: Instrument
    frame: pl.DataFrame
    answers: pl.DataFrame
    binding: Binding | None = None


def score_measure(
    measure: Measure,
    instrument: Instrument,
    data: Assembled,
    problems: Problems,
    *,
    methods: Mapping[str, ScoringMethod],
    missing_codes: Sequence[float | str] = (),
    policies: Mapping[str, str] | None = None,
) -> Scored:
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
    check_labels(binding, data.labels)
    binding = in_languages(data.frame, binding)
    problems.add_notes(instrument, language_finding(binding))
    found = answer_findings(data.frame, binding, keep=KEEP)
    problems.add_answers(instrument, found)
    problems.add_lines(instrument, binding, data.lines)
    keep = [FILE, ROW, ID, OCCASION, TIME, GROUP]
    frame = score(data.frame, binding, methods=methods, keep=keep)
    void = problems.void_cells(instrument, kinds_with(policies, "null-score"))
    frame = without_scores(frame.lazy(), instrument, void, by=list(KEEP)).collect()
    frame = frame.drop(FILE, ROW)
    return Scored(instrument=instrument, frame=frame, answers=data.frame, binding=binding)


def score_totals(
    measure: Measure, instrument: Instrument, data: Assembled, problems: Problems
) -> Scored:
    """Take scores that are in the data already.

    A score that is not a number, or lies outside the scale's range, is a
    finding and taken as missing.
    """
    import polars as pl

    frame = data.frame
    taken = []
    for scale_id, column in measure.totals.items():
        if column not in data.columns:
            raise DataError(
                f"there is no column `{column}` for the scale `{scale_id}`",
                hint=did_you_mean(column, data.columns)
                or f"the columns are: {', '.join(data.columns[:30])}",
            )
        scale = instrument.scale(scale_id)
        text = pl.col(column).cast(pl.String).str.strip_chars()
        number = text.cast(pl.Float64, strict=False)
        inside = number.is_finite() & number.is_between(scale.low, scale.high)
        name = instrument.column(scale_id)
        wrong = frame.filter((text != "") & inside.fill_null(value=False).not_()).select(
            *KEEP, text.alias("value"), pl.lit(column).alias("column")
        )
        problem = f"not a score between {scale.low:g} and {scale.high:g}"
        problems.add_totals(instrument, scale_id, wrong, problem)
        taken.append(pl.when(inside).then(number).alias(name))
    return Scored(
        instrument=instrument,
        frame=frame.select(ID, OCCASION, TIME, GROUP, *taken),
        answers=frame,
    )
