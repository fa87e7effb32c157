"""Published reliabilities of a scale beside those of a sample."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scorewell.definitions.model import Instrument, Reliability, Scale
from scorewell.errors import DataError
from scorewell.reliability.coefficient import Coefficient
from scorewell.reliability.comparison import compare_alphas

OURS: Mapping[str, str] = {
    "alpha": "alpha",
    "omega": "omega",
    "split-half": "split-half",
    "retest": "retest",
    "icc": "ICC(2,1)",
}
"""The coefficient of a sample that answers to a published statistic."""


def beside_published(
    instrument: Instrument, scale: Scale, coefficients: Mapping[str, Coefficient], *, items: int
) -> pd.DataFrame:
    """One row per published reliability of a scale, gaps included.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``statistic``, ``published`` (figure, bound, range or gap as text),
        ``value`` (the figure alone), ``published_n``, ``population``, ``source``
        (as a line of a reference list), ``locator``, ``checked``, ``origin`` (definition
        or overlay), then the sample's ``coefficient`` of that kind, ``sample``, ``low``,
        ``high``, ``n``, ``difference`` (sample less published), and ``p``: of Feldt's
        test of two alphas, where both have a figure and an n. An ICC is set beside
        ICC(2,1), whatever form was published.
    """
    rows = [
        _row(instrument, entry, coefficients.get(OURS.get(entry.statistic, "")), items)
        for entry in scale.reliability
    ]
    names = (
        "id", "statistic", "published", "value", "published_n", "population", "source",
        "locator", "checked", "origin", "coefficient", "sample", "low", "high", "n",
        "difference", "p",
    )  # fmt: skip
    return pd.DataFrame(rows, columns=list(names))


def _row(
    instrument: Instrument, entry: Reliability, ours: Coefficient | None, items: int
) -> dict[str, object]:
    source = instrument.sources.get(entry.provenance.source)
    row: dict[str, object] = {
        "id": entry.id,
        "statistic": entry.statistic,
        "published": _figure(entry),
        "value": entry.value,
        "published_n": entry.sample.n,
        "population": entry.sample.description,
        "source": source.citation if source else entry.provenance.source,
        "locator": entry.provenance.locator,
        "checked": entry.provenance.checked,
        "origin": entry.origin.name or entry.origin.kind,
    }
    if ours is None:
        return row
    row |= {
        "coefficient": ours.name,
        "sample": ours.value,
        "low": ours.low,
        "high": ours.high,
        "n": ours.n,
    }
    if entry.value is not None:
        row["difference"] = ours.value - entry.value
    if ours.name == "alpha" and entry.value is not None and entry.sample.n is not None:
        row["p"] = _p(ours, entry.value, entry.sample.n, items)
    return row


def _p(ours: Coefficient, value: float, n: int, items: int) -> float | None:
    try:
        comparison = compare_alphas(
            ours.value, value, first_n=ours.n, second_n=n, first_items=items
        )
    except DataError:
        return None
    return comparison.p


def _figure(entry: Reliability) -> str:
    if entry.value is not None:
        return f"{entry.value:g}"
    if entry.at_least is not None:
        return f"at least {entry.at_least:g}"
    if entry.between is not None:
        return f"{entry.between[0]:g} to {entry.between[1]:g}"
    return f"no figure: {entry.gap}"
