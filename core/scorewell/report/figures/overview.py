"""The overview: outcomes of the respondents on every scale, as one bar each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say
from scorewell.report.formatting import scale_title
from scorewell.report.outcome_order import outcome_count_words, outcome_counts
from scorewell.report.rendering import render

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult


_WIDTH = 620.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One scale.

    Attributes
    ----------
    label : str
        The scale with its n.
    parts : tuple of (outcome, n, x, width, inside)
        Outcomes of the assessable respondents, from the worst to the best;
        `inside` says whether the number fits into its part.
    aside : str
        The other numbers, in words.
    """

    label: str
    parts: tuple[tuple[str, int, float, float, bool], ...]
    aside: str


def overview_plot(results: Sequence[ChangeResult], *, name: str = "overview") -> str:
    """Outcomes of the assessable respondents on every scale.

    Returns
    -------
    str
        One ``svg`` element; the same results give the same text.
    """
    descriptions = [
        f"{scale_title(result)}: {outcome_count_words(outcome_counts(result))}"
        for result in results
    ]
    return render(
        "figures/overview.svg.j2",
        name=name,
        title=say("figure.overview.title"),
        description=f"{say('figure.overview.description')} {'; '.join(descriptions)}.",
        bars=[_bar(result) for result in results],
        width=_WIDTH,
    )


def _bar(result: ChangeResult) -> Bar:
    of = result.n_assessable
    parts, x = [], 0.0
    for outcome, n in reversed(outcome_counts(result)):
        width = _WIDTH * n / of if of else 0.0
        if n:
            inside = width > 9 + 8 * len(str(n))
            parts.append((outcome, n, round(x, 1), round(width, 1), inside))
        x += width
    title = scale_title(result)
    label = (
        say("figure.overview.bar_some", title=title, n=of, whole=result.n)
        if result.n > of
        else say("figure.overview.bar", title=title, n=of)
    )
    outside = [
        f"{n} {say(f'outcome.{outcome}')}" for outcome, n, *_, inside in parts if not inside
    ]
    aside = ", ".join(outside)
    fits = 7.5 * len(label) + 6.5 * len(aside) < _WIDTH
    return Bar(label=label, parts=tuple(parts), aside=aside if fits else "")
