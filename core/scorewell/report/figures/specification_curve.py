"""All combinations in order of their result, with the choices below, as a drawing in SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import count_words, one_line, scale_title, shorten
from scorewell.report.rendering import render

if TYPE_CHECKING:
    from scorewell.change.sensitivity.multiverse_result import Multiverse


_LEFT_EDGE, _WIDTH, _HEIGHT, _TOP = 250.0, 560.0, 200.0, 34.0
_ROW, _GAP, _LABEL = 15.0, 9.0, 34
_PLACES, _SHADES = int(_WIDTH), 4


@dataclass(frozen=True, kw_only=True)
class CurveRow:
    """One choice and the combinations that hold it.

    Attributes
    ----------
    factor, label : str
        The choice; ``factor`` is empty but in the first row of a factor.
    default : bool
        Whether the analysis itself makes it.
    y : float
        Height of the row in the drawing.
    marks : tuple of (float, str)
        Opacity and path data: one dash per combination, runs of neighbours
        joined. Where there are more combinations than places, those of one
        place share it, and the opacity tells how many of them hold the choice.
    """

    factor: str
    label: str
    default: bool
    y: float
    marks: tuple[tuple[float, str], ...]


def curve_order(combinations: pd.DataFrame) -> pd.DataFrame:
    """Combinations by share of reliable improvement, then of recovery, then as run."""
    shares = ["improvement_share", "recovered_share"]
    return combinations.sort_values(shares, kind="stable", na_position="first")


def specification_curve(multiverse: Multiverse, *, name: str = "curve") -> str:
    """All combinations of one scale, sorted by the share of reliable improvement.

    Above, each combination has a dot for reliable improvement and one for
    recovery, with Wilson's 95 % interval of the former as a band; a line marks
    the analysis itself. Below, a dash says which choices each combination holds.

    Parameters
    ----------
    multiverse : Multiverse
        One scale.
    name : str
        Prefix of the two ids in the drawing; one page needs a different one
        for each drawing.

    Returns
    -------
    str
        One ``svg`` element that can stand in a page or alone in a file. The
        same result gives the same text.
    """
    combinations = curve_order(multiverse.combinations)
    step = _WIDTH / len(combinations)
    rows = _rows(multiverse, combinations)
    default = int(np.flatnonzero(combinations["default"].to_numpy(dtype=bool))[0])
    bottom = rows[-1].y + _ROW
    return render(
        "figures/curve.svg.j2",
        name=name,
        title=scale_title(multiverse),
        description=one_line(multiverse.sentence()),
        count=count_words(len(combinations), "combination"),
        left=_LEFT_EDGE, top=_TOP, width=_WIDTH, height=_HEIGHT, bottom=bottom,
        total_width=_LEFT_EDGE + _WIDTH + 20, total_height=bottom + 44,
        ticks=[
            (say("format.percent", value=share), _place(share / 100))
            for share in (0, 25, 50, 75, 100)
        ],
        band=_band(combinations, step),
        improvement=_dots(combinations["improvement_share"], step),
        recovered=_dots(combinations["recovered_share"], step),
        dot=round(min(max(step * 0.8, 3.0), 7.0), 1),
        own=round(_LEFT_EDGE + (default + 0.5) * step, 1),
        rows=rows,
    )  # fmt: skip


def _place(share: float) -> float:
    return round(_TOP + _HEIGHT * (1 - share), 1)


def _dots(shares: pd.Series, step: float) -> str:
    """Path data of one dot per combination, drawn as a line of no length."""
    decimals = 1 if len(shares) <= _PLACES else 0
    dots = (
        f"M{_LEFT_EDGE + (place + 0.5) * step:.{decimals}f},{_place(share)}h0"
        for place, share in enumerate(shares.to_numpy(dtype=np.float64))
        if not np.isnan(share)
    )
    return "".join(dict.fromkeys(dots))


def _band(combinations: pd.DataFrame, step: float) -> str:
    """Path data around the intervals of reliable improvement."""
    low = combinations["improvement_low"].to_numpy(dtype=np.float64)
    high = combinations["improvement_high"].to_numpy(dtype=np.float64)
    if np.isnan(low).any():
        return ""
    moves = np.flatnonzero(np.diff(low)) + 1
    corners = np.unique(np.concatenate([[0], moves - 1, moves, [len(low) - 1]])).astype(int)
    x = [_LEFT_EDGE + (place + 0.5) * step for place in corners]
    upper = [f"{at:.1f},{_place(share)}" for at, share in zip(x, high[corners], strict=True)]
    lower = [f"{at:.1f},{_place(share)}" for at, share in zip(x, low[corners], strict=True)]
    return f"M{'L'.join([*upper, *reversed(lower)])}Z"


def _rows(multiverse: Multiverse, combinations: pd.DataFrame) -> list[CurveRow]:
    rows: list[CurveRow] = []
    y = _TOP + _HEIGHT + 26
    for factor, choices in multiverse.choices.by_factor.items():
        values = combinations[factor].to_numpy(dtype=object)
        labels = [choice.label for choice in choices if (values == choice.label).any()]
        for place, label in enumerate(labels):
            rows.append(
                CurveRow(
                    factor=term(factor) if place == 0 else "",
                    label=shorten(term(one_line(label)), _LABEL),
                    default=label == multiverse.combinations[factor].iloc[0],
                    y=y,
                    marks=tuple(_marks(values == label, y)),
                )
            )
            y += _ROW
        y += _GAP if labels else 0
    return rows


def _marks(mask: NDArray[np.bool_], y: float) -> Iterator[tuple[float, str]]:
    """Opacity and path data of the combinations that hold a choice."""
    places = min(len(mask), _PLACES)
    starts = np.linspace(0, len(mask), places, endpoint=False).astype(int)
    sizes = np.diff([*starts, len(mask)])
    counts = np.add.reduceat(mask.astype(int), starts)
    # A choice that is held at all is seen.
    shades = np.maximum(np.rint(_SHADES * counts / sizes), counts > 0)
    for shade in range(1, _SHADES + 1):
        path = _runs(shades == shade, y, _WIDTH / places)
        if path:
            yield shade / _SHADES, path


def _runs(mask: NDArray[np.bool_], y: float, step: float) -> str:
    """Path data of one dash for each run of neighbouring places."""
    edges = np.diff(np.concatenate([[0], mask.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    gap = min(0.15 * step, 0.5) if step > 2 else 0.0
    return "".join(
        f"M{_LEFT_EDGE + start * step + gap:.1f},{y:g}h{(end - start) * step - 2 * gap:.1f}"
        for start, end in zip(starts, ends, strict=True)
    )
