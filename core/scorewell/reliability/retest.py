"""Retest reliability: scores of the same respondents on two occasions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd

from scorewell.answers.columns.bind import bind
from scorewell.answers.values.frames import column_names
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, Finding, did_you_mean
from scorewell.io.json_values import plain
from scorewell.registry.contracts import ScoringMethod
from scorewell.reliability.coefficient import Coefficient, check_level, coefficient_table
from scorewell.reliability.covariance import fisher_interval, pearson
from scorewell.reliability.findings import NOTE_BELOW, WARN_BELOW
from scorewell.reliability.intraclass import intraclass, mean_squares
from scorewell.reliability.items import scale_of
from scorewell.scores.score import score


def score_pairs(
    first: Any,
    second: Any,
    instrument: Instrument,
    scale_id: str,
    *,
    id_column: str,
    methods: Mapping[str, ScoringMethod],
    **reading: Any,
) -> pd.DataFrame:
    """Score two frames and match their rows by respondent, never by order.

    Parameters
    ----------
    first, second : frame
        One row per respondent each.
    id_column : str
        Column that identifies the respondent in both frames.
    **reading
        How answers are bound and read: options of :func:`scorewell.answers.columns.bind.bind`.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``first`` and ``second``; one row per respondent of either frame,
        NaN where there is no score.

    Raises
    ------
    DataError
        If the column is not there, or an identifier is missing or occurs twice.
    """
    scale_of(instrument, scale_id)
    sides = [
        _scores(
            frame,
            name,
            instrument,
            scale_id,
            id_column=id_column,
            methods=methods,
            reading=reading,
        )
        for name, frame in (("first", first), ("second", second))
    ]
    both_occasions = pd.concat(sides, axis=1, join="outer")
    return both_occasions.rename_axis("id").reset_index()


def _scores(
    frame: Any,
    name: str,
    instrument: Instrument,
    scale_id: str,
    *,
    id_column: str,
    methods: Mapping[str, ScoringMethod],
    reading: Mapping[str, Any],
) -> pd.Series:
    names = column_names(frame)
    if id_column not in names:
        raise DataError(
            f"there is no column '{id_column}' to identify respondents ({name} occasion)",
            hint=did_you_mean(id_column, names) or f"the columns are {', '.join(names[:12])}",
        )
    binding = bind(names, instrument, ignore=(id_column,), **reading)
    scores = score(
        frame, binding, methods=methods, keep=[id_column], scales=[scale_id], detail=False
    )
    wide = nw.from_native(scores)
    eager = wide.collect("polars") if isinstance(wide, nw.LazyFrame) else wide
    ids = [_text(value) for value in eager[id_column].to_list()]
    values = eager[instrument.column(scale_id)].to_numpy().astype(float)
    if "" in ids:
        raise DataError(
            f"row {ids.index('') + 1} ({name} occasion) has nothing in column '{id_column}'",
            hint="every row needs an identifier, or cannot be matched",
        )
    series = pd.Series(values, index=ids, name=name)
    twice = series.index[series.index.duplicated()].unique().tolist()
    if twice:
        raise DataError(
            f"{len(twice)} respondents occur more than once on the {name} occasion: "
            f"{', '.join(twice[:5])}",
            hint="choose one row of each, for example by the occasion",
        )
    return series


def _text(value: object) -> str:
    """An identifier as text: 7 and 7.0 are one respondent."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


BONETT = (
    "Bonett DG, Wright TA (2000). Sample size requirements for estimating Pearson, Kendall and "
    "Spearman correlations. Psychometrika 65, 23-28. doi:10.1007/BF02294183"
)


@dataclass(frozen=True, kw_only=True, eq=False)
class RetestReliability:
    """How scores agree between two occasions.

    Attributes
    ----------
    n : int
        Respondents with both scores.
    n_lost : int
        Respondents with only one of them.
    first_mean, second_mean, change_sd : float
        Means on the two occasions and standard deviation of the differences,
        in points.
    sem_consistency, sem_agreement : float
        Standard errors of measurement in points: the root of the residual mean
        square, which a shift of everybody leaves alone, and of the mean square
        within respondents, which it enters.
    coefficients : tuple of Coefficient
        ``retest``, the product-moment correlation, and the six intraclass
        correlations.
    findings : tuple of Finding
        What is to be said about them.
    """

    n: int
    n_lost: int
    first_mean: float
    second_mean: float
    change_sd: float
    sem_consistency: float
    sem_agreement: float
    coefficients: tuple[Coefficient, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def by_name(self) -> Mapping[str, Coefficient]:
        """The coefficients by name."""
        return {coefficient.name: coefficient for coefficient in self.coefficients}

    def to_frame(self) -> pd.DataFrame:
        """One row per coefficient."""
        return coefficient_table(self.coefficients)

    def to_dict(self) -> dict[str, object]:
        """The whole result as plain values that JSON can hold."""
        numbers = {
            name: plain(getattr(self, name))
            for name in (
                "n", "n_lost", "first_mean", "second_mean", "change_sd", "sem_consistency",
                "sem_agreement",
            )
        }  # fmt: skip
        coefficients = [
            {name: plain(value) for name, value in asdict(coefficient).items()}
            for coefficient in self.coefficients
        ]
        findings = [asdict(finding) for finding in self.findings]
        return {**numbers, "coefficients": coefficients, "findings": findings}


def retest_reliability(
    pairs: pd.DataFrame, *, level: float = 0.95, path: str = ""
) -> RetestReliability:
    """Retest correlation, intraclass correlations and standard errors.

    Parameters
    ----------
    pairs : pandas.DataFrame
        One row per respondent, with the columns ``first`` and ``second``;
        missing where there is no score.
    level : float
        Confidence level of the intervals.
    path : str
        What the scores are of, for findings.

    Raises
    ------
    DataError
        With fewer than three complete pairs, or if the scores of an occasion do not vary.

    Examples
    --------
    For the data set of ``scorewell.change.example_data`` pingouin 0.7.0 gives a correlation of
    0.181943 and an ICC(2,1), there ICC(A,1), of 0.141678; mean squares of 50.98 (the
    error of ``rm_anova``) and 68.66 (within respondents, of ``anova``).

    >>> from scorewell.change.example_data import pairs
    >>> found = retest_reliability(pairs().set_axis(["id", "first", "second"], axis=1))
    >>> [round(found.by_name[name].value, 6) for name in ("retest", "ICC(2,1)")]
    [0.181943, 0.141678]
    >>> round(found.sem_consistency**2, 6), round(found.sem_agreement**2, 6)
    (50.98, 68.66)
    """
    check_level(level)
    scores = pairs[["first", "second"]].to_numpy(dtype=float)
    present = ~np.isnan(scores)
    complete_pairs = scores[present.all(axis=1)]
    if len(complete_pairs) < 3:
        raise DataError(
            f"retest reliability needs at least three respondents with both scores; there are "
            f"{len(complete_pairs)}",
            hint="check the column that identifies respondents and the two occasions",
        )
    correlation = pearson(complete_pairs[:, 0], complete_pairs[:, 1])
    if math.isnan(correlation):
        raise DataError("on one of the two occasions all respondents have the same score")
    squares = mean_squares(complete_pairs)
    limits = fisher_interval(correlation, n=len(complete_pairs), level=level)
    retest = Coefficient(
        name="retest",
        title="retest correlation",
        value=correlation,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        level=level if limits else None,
        n=len(complete_pairs),
        method="product-moment correlation; Fisher's interval",
        reference=BONETT,
    )
    return RetestReliability(
        n=len(complete_pairs),
        n_lost=int((present.any(axis=1) & ~present.all(axis=1)).sum()),
        first_mean=float(complete_pairs[:, 0].mean()),
        second_mean=float(complete_pairs[:, 1].mean()),
        change_sd=float(np.std(complete_pairs[:, 1] - complete_pairs[:, 0], ddof=1)),
        sem_consistency=math.sqrt(squares.residual),
        sem_agreement=math.sqrt(squares.within),
        coefficients=(retest, *intraclass(complete_pairs, level=level)),
        findings=_findings(len(complete_pairs), path),
    )


def _findings(n: int, path: str) -> tuple[Finding, ...]:
    if n >= NOTE_BELOW:
        return ()
    few = n < WARN_BELOW
    return (
        Finding(
            code="small-retest",
            message=f"retest coefficients rest on {n} respondents with both scores",
            severity="warning" if few else "note",
            path=path,
            hint="read the intervals",
        ),
    )
