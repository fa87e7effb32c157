"""A sample's reliability in lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from scorewell.reliability.result import SampleReliability
    from scorewell.reliability.retest import RetestReliability

__all__ = ["summary"]


def summary(result: SampleReliability) -> str:
    """Coefficients, published figures and findings of a result."""
    return "\n".join(_lines(result))


def _lines(result: SampleReliability) -> Iterator[str]:
    name = result.instrument.acronym or result.instrument.name
    yield f"{name}: {result.scale.name}"
    which = (
        "complete rows"
        if result.rows == "complete"
        else "respondents for the least answered pair of items"
    )
    yield f"{result.n_items} items; {result.n} {which} of {result.n_rows}"
    yield f"in brackets: {100 * (result.alpha.level or 0):g} % intervals"
    yield ""
    for each in result.coefficients:
        yield f"  {each.title:<52} {each}"
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
        yield from (f"{each.severity}: {each.message}" for each in result.findings)


def _retest(found: RetestReliability) -> Iterator[str]:
    yield (
        f"Retest: {found.n} respondents with both scores, {found.n_lost} with one; mean "
        f"{found.first_mean:.2f} and {found.second_mean:.2f}"
    )
    yield (
        f"  standard error of measurement {found.sem_consistency:.2f} points, with shifts "
        f"between occasions {found.sem_agreement:.2f}"
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
