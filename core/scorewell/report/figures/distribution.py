"""The distribution plot: scores before and after, against the norm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scorewell.i18n.messages import say
from scorewell.report.figures.axis import Axis, ticks
from scorewell.report.formatting import (
    localize_number,
    minus,
    number,
    points,
    scale_title,
    span,
)
from scorewell.report.outcome_order import assessable_cases, cutoff_name
from scorewell.report.rendering import render

if TYPE_CHECKING:
    from scorewell.change.inputs.input import Input
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.definitions.model import Scale


_LENGTH, _HEIGHT = 400.0, 130.0
_BINS = 20
_CURVE = 81


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The scores of one occasion.

    Attributes
    ----------
    label : str
        The occasion with its n, mean and standard deviation.
    bars : tuple of (x, width, height, words)
        One for each bin with respondents, in units of the drawing.
    mean : float or None
        Place of the mean.
    curve : str
        Path data of the norm, in respondents per bin.
    """

    label: str
    bars: tuple[tuple[float, float, float, str], ...]
    mean: float | None
    curve: str


def bins(scale: Scale, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Edges of bins over a scale: of whole scores around them, otherwise equal parts.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> bins(SimpleNamespace(low=0, high=3), np.array([1.0, 2.0])).tolist()
    [-0.5, 0.5, 1.5, 2.5, 3.5]
    """
    span = scale.high - scale.low
    integral = bool(np.all(scores == np.round(scores))) and span >= 3
    if not integral:
        return np.linspace(scale.low, scale.high, _BINS + 1)
    width = math.ceil((span + 1) / (_BINS + 1))
    count = math.ceil((span + 1) / width)
    return scale.low - 0.5 + width * np.arange(count + 1, dtype=np.float64)


def norm_of(result: ChangeResult) -> tuple[float, float, Input] | None:
    """Mean and standard deviation of the functional population, if the inputs have both."""
    values = {entry.name: entry for entry in result.inputs}
    mean, spread = values.get("functional mean"), values.get("functional sd")
    if mean is None or spread is None:
        return None
    if isinstance(mean.value, str) or isinstance(spread.value, str) or spread.value <= 0:
        return None
    return float(mean.value), float(spread.value), mean


def norm_words(result: ChangeResult) -> str:
    """Where the means before and after lie against the norm; empty without one."""
    norm = norm_of(result)
    cases = assessable_cases(result)
    if norm is None or cases.empty:
        return ""
    mean, spread, source = norm
    before, after = (float(cases[name].astype("float64").mean()) for name in ("pre", "post"))
    return say(
        f"figure.distribution.{'words_made_up' if source.illustrative else 'words'}",
        n=len(cases),
        pre=points(before, result.scale),
        post=points(after, result.scale),
        pre_z=_signed((before - mean) / spread),
        post_z=_signed((after - mean) / spread),
        mean=number(mean),
        sd=number(spread),
    )


def _signed(value: float) -> str:
    return localize_number(minus(f"{value:+.2f}"))


def distribution_plot(result: ChangeResult, *, name: str = "distribution") -> str:
    """Histograms of the scores before and after, with the norm drawn over both.

    The norm is a normal distribution with the mean and the standard deviation
    of the functional population, scaled to the number of respondents.

    Returns
    -------
    str
        One ``svg`` element; the same result gives the same text.
    """
    scale = result.scale
    scores = {
        role: _inside(result.cases[role].to_numpy(dtype=np.float64), scale)
        for role in ("pre", "post")
    }
    edges = bins(scale, np.concatenate(list(scores.values())))
    axis = Axis(low=float(edges[0]), high=float(edges[-1]), length=_LENGTH, margin=0.0)
    norm = norm_of(result)
    counts = {role: np.histogram(values, edges)[0] for role, values in scores.items()}
    top = max(
        [int(heights.max(initial=0)) for heights in counts.values()]
        + [_peak(norm, len(values), edges) for values in scores.values()]
        + [1]
    )
    panels = [
        _panel(role, scores[role], counts[role], edges, axis, norm, top=top, scale=scale)
        for role in ("pre", "post")
    ]
    cutoff = result.cutoffs.value
    return render(
        "figures/distribution.svg.j2",
        name=name,
        title=scale_title(result),
        description=_description(result, panels, norm),
        axis=axis,
        height=_HEIGHT,
        panels=panels,
        # The axis runs from the first bin to the last, the ticks over the scale.
        ticks=[(number(value), axis.place(value)) for value in ticks(scale.low, scale.high)],
        cutoff=axis.place(cutoff) if cutoff is not None and axis.holds(cutoff) else None,
        cutoff_name=cutoff_name(result.cutoffs),
        norm=None
        if norm is None
        else say(
            f"figure.distribution.{'norm_made_up' if norm[2].illustrative else 'norm'}",
            mean=number(norm[0]),
            sd=number(norm[1]),
        ),
    )


def _description(
    result: ChangeResult, panels: list[Panel], norm: tuple[float, float, Input] | None
) -> str:
    words = [panel.label for panel in panels]
    against = norm_words(result) if norm is not None else ""
    return f"{say('figure.distribution.description')} {'; '.join(words)}. {against}".strip()


def _inside(scores: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    return scores[(scores >= scale.low) & (scores <= scale.high)]


def _peak(norm: tuple[float, float, Input] | None, n: int, edges: NDArray[np.float64]) -> float:
    if norm is None:
        return 0.0
    return float(n * (edges[1] - edges[0]) / (norm[1] * math.sqrt(2 * math.pi)))


def _panel(
    role: str,
    scores: NDArray[np.float64],
    counts: NDArray[np.int_],
    edges: NDArray[np.float64],
    axis: Axis,
    norm: tuple[float, float, Input] | None,
    *,
    top: float,
    scale: Scale,
) -> Panel:
    n = len(scores)
    figures = [say("figure.counted", n=n)]
    if n:
        figures.append(say("terms.mean", value=points(float(scores.mean()), scale)))
    if n > 1:
        figures.append(say("terms.sd", value=points(float(scores.std(ddof=1)), scale)))
    label = say(f"figure.distribution.{role}", figures=", ".join(figures))
    bars = []
    for low, high, count in zip(edges[:-1], edges[1:], counts.tolist(), strict=True):
        if count:
            x = axis.place(low)
            words = say("figure.distribution.bar", n=count, span=_span(low, high))
            bars.append(
                (x, round(axis.place(high) - x - 1, 1), round(_HEIGHT * count / top, 1), words)
            )
    mean = axis.place(float(scores.mean())) if n else None
    return Panel(
        label=label, bars=tuple(bars), mean=mean, curve=_curve(norm, n, edges, axis, top)
    )


def _span(low: float, high: float) -> str:
    """The scores of a bin, for example ``4`` or ``4 to 5`` or ``1.2 to 1.4``."""
    if (low % 1, high % 1) == (0.5, 0.5):
        first, last = low + 0.5, high - 0.5
        return number(first) if first == last else span(number(first), number(last))
    return span(number(low), number(high))


def _curve(
    norm: tuple[float, float, Input] | None,
    n: int,
    edges: NDArray[np.float64],
    axis: Axis,
    top: float,
) -> str:
    if norm is None or n == 0:
        return ""
    mean, spread, _ = norm
    x = np.linspace(edges[0], edges[-1], _CURVE)
    peak = _peak(norm, n, edges)
    y = peak * np.exp(-0.5 * ((x - mean) / spread) ** 2)
    places = (
        f"{axis.place(float(at)):g},{_HEIGHT * (1 - height / top):.1f}"
        for at, height in zip(x, y, strict=True)
    )
    return f"M{'L'.join(places)}"
