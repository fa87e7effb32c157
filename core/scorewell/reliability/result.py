"""How reliable the scores of a scale are in a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.io.json_values import plain, records
from scorewell.reliability.coefficient import Coefficient, coefficient_table
from scorewell.reliability.published import beside_published
from scorewell.reliability.retest import RetestReliability
from scorewell.results import ScaleResult


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SampleReliability(ScaleResult):
    """How reliable the scores of a scale are in a sample.

    Attributes
    ----------
    instrument, scale
        What was answered.
    n : int
        How many respondents the coefficients rest on.
    n_rows, n_complete : int
        How many rows there are, and how many of them are complete.
    rows : {'complete', 'pairwise'}
        Which rows entered.
    n_items : int
        How many items the scale has.
    coefficients : tuple of Coefficient
        ``alpha``; where they can be computed ``standardised-alpha``,
        ``mean-correlation``, ``omega``, ``lambda-6``, ``split-half``,
        ``lambda-4`` and ``sem``; with a retest also its.
    sd : float or None
        Standard deviation of the scores, in points; None where the score is not
        a sum or mean of the items.
    items : pandas.DataFrame
        One row per item: ``item``, ``position``, ``label``, ``reversed``, ``n``
        (answers), ``mean``, ``sd``, ``item_rest`` (correlation with the rest of
        the scale), ``low``, ``high`` (its interval), ``alpha_if_dropped``,
        ``loading`` (standardised, on one factor). Means are after reversal.
    retest : RetestReliability or None
        How the scores agree with those of a second occasion, where there is one.
    findings : tuple of Finding
        What is to be said about all this.
    """

    respondent_tables: ClassVar[tuple[str, ...]] = ()

    instrument: Instrument
    scale: Scale
    n: int
    n_rows: int
    n_complete: int
    rows: str
    n_items: int
    coefficients: tuple[Coefficient, ...]
    sd: float | None
    items: pd.DataFrame
    retest: RetestReliability | None = None
    findings: tuple[Finding, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Coefficient]:
        """The coefficients by name."""
        return {coefficient.name: coefficient for coefficient in self.coefficients}

    @property
    def alpha(self) -> Coefficient:
        """Cronbach's alpha."""
        return self.by_name["alpha"]

    @property
    def omega(self) -> Coefficient | None:
        """McDonald's omega total, where a factor could be fitted."""
        return self.by_name.get("omega")

    @property
    def sem(self) -> Coefficient | None:
        """Standard error of measurement, in points."""
        return self.by_name.get("sem")

    def beside_published(self) -> pd.DataFrame:
        """The published reliabilities of the scale with this sample's beside them.

        See :func:`scorewell.reliability.published.beside_published`.
        """
        return beside_published(self.instrument, self.scale, self.by_name, items=self.n_items)

    def to_frame(self) -> pd.DataFrame:
        """One row per coefficient."""
        return coefficient_table(self.coefficients)

    def summary(self) -> str:
        """The result as lines of text."""
        return summary(self)

    def _key_counts(self) -> Mapping[str, object]:
        return {"n": self.n, "items": self.n_items, "alpha": f"{self.alpha.value:.2f}"}

    def _values(self) -> dict[str, object]:
        return {
            **self._heading(("id", "version", "name", "digest"), ("id", "name", "method")),
            "n": self.n,
            "n_rows": self.n_rows,
            "n_complete": self.n_complete,
            "rows": self.rows,
            "n_items": self.n_items,
            "sd": plain(self.sd),
            "coefficients": records(self.to_frame()),
            "items": records(self.items),
            "retest": self.retest.to_dict() if self.retest else None,
            "published": records(self.beside_published()),
            "findings": [asdict(finding) for finding in self.findings],
        }


def summary(result: SampleReliability) -> str:
    """Coefficients, published figures and findings of a result."""
    return "\n".join(_lines(result))


def _lines(result: SampleReliability) -> Iterator[str]:
    name = result.instrument.acronym or result.instrument.name
    yield f"{name}: {result.scale.name}"
    rows_text = (
        "complete rows"
        if result.rows == "complete"
        else "respondents for the least answered pair of items"
    )
    yield f"{result.n_items} items; {result.n} {rows_text} of {result.n_rows}"
    yield f"in brackets: {100 * (result.alpha.level or 0):g} % intervals"
    yield ""
    for coefficient in result.coefficients:
        yield f"  {coefficient.title:<52} {coefficient}"
    if result.retest:
        yield ""
        yield from _retest(result.retest)
    published = result.beside_published()
    if len(published):
        yield ""
        yield "Published:"
        yield from (_published(row) for row in published.to_dict("records"))
    if result.findings:
        yield ""
        yield from (f"{finding.severity}: {finding.message}" for finding in result.findings)


def _retest(result: RetestReliability) -> Iterator[str]:
    yield (
        f"Retest: {result.n} respondents with both scores, {result.n_lost} with one; mean "
        f"{result.first_mean:.2f} and {result.second_mean:.2f}"
    )
    yield (
        f"  standard error of measurement {result.sem_consistency:.2f} points, with shifts "
        f"between occasions {result.sem_agreement:.2f}"
    )


def _published(row: Mapping[Any, Any]) -> str:
    text = f"  {row['statistic']} {row['published']}"
    if str(row["published"]).startswith("no figure"):
        return f"  {row['statistic']} ({row['id']}): no figure is known here"
    if not pd.isna(row["published_n"]):
        text += f", n {row['published_n']:.0f}"
    text += f" ({row['id']}; {row['population'] or row['source']})"
    if not pd.isna(row["p"]):
        text += f"; difference from this sample: p = {row['p']:.3f}"
    return text
