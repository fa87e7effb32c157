"""Retest reliability: scores of the same respondents on two occasions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from scorewell.errors import DataError, Finding
from scorewell.plain import plain
from scorewell.reliability.checks import check_level
from scorewell.reliability.coefficient import Coefficient
from scorewell.reliability.correlation import fisher_interval, pearson
from scorewell.reliability.intraclass import intraclass, mean_squares
from scorewell.reliability.problems import NOTE_BELOW, WARN_BELOW
from scorewell.reliability.table import coefficient_table

__all__ = ["RetestReliability", "retest_reliability"]

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
        return {each.name: each for each in self.coefficients}

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
        listed = [
            {name: plain(value) for name, value in asdict(each).items()}
            for each in self.coefficients
        ]
        findings = [asdict(each) for each in self.findings]
        return {**numbers, "coefficients": listed, "findings": findings}


def retest_reliability(
    pairs: pd.DataFrame, *, level: float = 0.95, where: str = ""
) -> RetestReliability:
    """Retest correlation, intraclass correlations and standard errors.

    Parameters
    ----------
    pairs : pandas.DataFrame
        One row per respondent, with the columns ``first`` and ``second``;
        missing where there is no score.
    level : float
        Confidence level of the intervals.
    where : str
        What the scores are of, for findings.

    Raises
    ------
    DataError
        With fewer than three complete pairs, or if the scores of an occasion do not vary.

    Examples
    --------
    For the data set of ``scorewell.change.worked`` pingouin 0.7.0 gives a correlation of
    0.181943 and an ICC(2,1), there ICC(A,1), of 0.141678; mean squares of 50.98 (the
    error of ``rm_anova``) and 68.66 (within respondents, of ``anova``).

    >>> from scorewell.change.worked import pairs
    >>> found = retest_reliability(pairs().set_axis(["id", "first", "second"], axis=1))
    >>> [round(found.by_name[name].value, 6) for name in ("retest", "ICC(2,1)")]
    [0.181943, 0.141678]
    >>> round(found.sem_consistency**2, 6), round(found.sem_agreement**2, 6)
    (50.98, 68.66)
    """
    check_level(level)
    scores = pairs[["first", "second"]].to_numpy(dtype=float)
    there = ~np.isnan(scores)
    both = scores[there.all(axis=1)]
    if len(both) < 3:
        raise DataError(
            f"retest reliability needs at least three respondents with both scores; there are "
            f"{len(both)}",
            hint="check the column that identifies respondents and the two occasions",
        )
    correlation = pearson(both[:, 0], both[:, 1])
    if math.isnan(correlation):
        raise DataError("on one of the two occasions all respondents have the same score")
    squares = mean_squares(both)
    limits = fisher_interval(correlation, n=len(both), level=level)
    retest = Coefficient(
        name="retest",
        title="retest correlation",
        value=correlation,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        level=level if limits else None,
        n=len(both),
        method="product-moment correlation; Fisher's interval",
        reference=BONETT,
    )
    return RetestReliability(
        n=len(both),
        n_lost=int((there.any(axis=1) & ~there.all(axis=1)).sum()),
        first_mean=float(both[:, 0].mean()),
        second_mean=float(both[:, 1].mean()),
        change_sd=float(np.std(both[:, 1] - both[:, 0], ddof=1)),
        sem_consistency=math.sqrt(squares.residual),
        sem_agreement=math.sqrt(squares.within),
        coefficients=(retest, *intraclass(both, level=level)),
        findings=_findings(len(both), where),
    )


def _findings(n: int, where: str) -> tuple[Finding, ...]:
    if n >= NOTE_BELOW:
        return ()
    few = n < WARN_BELOW
    return (
        Finding(
            code="small-retest",
            message=f"retest coefficients rest on {n} respondents with both scores",
            severity="warning" if few else "note",
            path=where,
            hint="read the intervals",
        ),
    )
