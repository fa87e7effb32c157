"""The tables behind the findings: items, scales and respondents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.answers.columns.binding import Binding
from scorewell.definitions.model import Norm, Scale
from scorewell.errors import DataError
from scorewell.reliability.alpha import alpha, alpha_if_dropped, alpha_if_turned, standardised
from scorewell.reliability.covariance import fisher_interval, item_rest
from scorewell.reliability.items import Keyed
from scorewell.screening.findings import FLIPPED_SD
from scorewell.screening.sample import complete, keyed_matrix
from scorewell.screening.straightlining import longest_runs
from scorewell.simulation.targets import point_size


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """The published mean that is nearest to a sample's.

    ``distance`` is in published standard deviations.
    """

    norm: Norm
    distance: float


def nearest_norm(scale: Scale, mean: float) -> Nearest | None:
    """The nearest norm with a mean and a standard deviation, or None if there is none."""
    candidates = [
        Nearest(norm=norm, distance=abs(mean - norm.mean) / norm.sd)
        for norm in scale.norms
        if norm.mean is not None and norm.sd
    ]
    return min(candidates, key=lambda candidate: candidate.distance, default=None)


def flipped(scale: Scale, mean: float) -> Nearest | None:
    """The norm that the mean would have if the whole scale were turned, if that fits better.

    Only a mean far from everything published, whose mirror image is near it, is
    taken for one.

    Examples
    --------
    >>> from scorewell.registry.registry import open_registry
    >>> phq = open_registry().load("gad-7").scale("total")
    >>> flipped(phq, 5.0) is None
    True
    """
    norm, mirrored_norm = (
        nearest_norm(scale, mean),
        nearest_norm(scale, scale.low + scale.high - mean),
    )
    if norm is None or mirrored_norm is None or norm.distance < FLIPPED_SD:
        return None
    return mirrored_norm if mirrored_norm.distance < norm.distance / 2 else None


_ITEM = (
    "scale", "item", "position", "column", "reversed", "n", "mean", "sd", "floor", "ceiling",
    "item_rest", "low", "high", "component", "alpha_if_dropped", "alpha_if_turned",
)  # fmt: skip
_SCALE = (
    "scale", "n", "alpha", "published_alpha", "mean", "sd", "norm", "norm_mean", "norm_sd",
    "distance",
)  # fmt: skip


def item_table(
    raw: pd.DataFrame, scales: Sequence[Keyed], binding: Binding, ends: Mapping[str, float]
) -> pd.DataFrame:
    """One row per scale and item."""
    rows = [row for part in scales for row in _items(raw, part, binding, ends)]
    return pd.DataFrame(rows, columns=list(_ITEM))


def _items(
    raw: pd.DataFrame, part: Keyed, binding: Binding, ends: Mapping[str, float]
) -> list[dict[str, object]]:
    keyed = keyed_matrix(raw, part, dict(ends))
    try:
        sample = complete(keyed)
    except DataError:
        return []
    rest, alphas_if_dropped = item_rest(sample.values), alpha_if_dropped(sample.values)
    signs = _component(sample.values)
    rows = []
    for place, (item, back) in enumerate(part.keyed.items()):
        answers, about = keyed[item].dropna(), binding.instrument.item(item)
        is_finite = np.isfinite(rest[place])
        limits = fisher_interval(float(rest[place]), n=sample.n) if is_finite else None
        rows.append(
            {
                "scale": part.scale.id,
                "item": item,
                "position": about.position,
                "column": binding.columns.get(item, ""),
                "reversed": back,
                "n": len(answers),
                "mean": answers.mean(),
                "sd": answers.std(ddof=1),
                "floor": (answers == about.coding.lowest).mean(),
                "ceiling": (answers == about.coding.highest).mean(),
                "item_rest": rest[place],
                "low": limits[0] if limits else np.nan,
                "high": limits[1] if limits else np.nan,
                "component": signs[place],
                "alpha_if_dropped": alphas_if_dropped[place],
                "alpha_if_turned": _alpha_if_turned(sample.values, place),
            }
        )
    return rows


def _component(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sign of each item on the first component of the correlations; most are positive."""
    correlation = np.nan_to_num(standardised(covariance))
    vector = np.linalg.eigh(correlation)[1][:, -1]
    signs: NDArray[np.float64] = np.sign(vector if np.sign(vector).sum() >= 0 else -vector)
    return signs


def _alpha_if_turned(covariance: NDArray[np.float64], place: int) -> float:
    try:
        return alpha_if_turned(covariance, place)
    except DataError:
        return float("nan")


def scale_table(
    raw: pd.DataFrame, scales: Sequence[Keyed], binding: Binding, ends: Mapping[str, float]
) -> pd.DataFrame:
    """One row per scale; mean and SD of scores of complete rows."""
    rows = []
    for part in scales:
        items = keyed_matrix(raw, part, dict(ends)).dropna()
        figures = [
            f"{e.value:g}" for e in part.scale.reliability if e.statistic == "alpha" and e.value
        ]
        row: dict[str, object] = {
            "scale": part.scale.id,
            "n": len(items),
            "published_alpha": ", ".join(figures),
        }
        size = point_size(binding.instrument, part)
        if len(items) > 1:
            try:
                row["alpha"] = alpha(np.atleast_2d(np.cov(items.to_numpy().T)))
            except DataError:
                row["alpha"] = np.nan
        if size is not None and len(items) > 1:
            start = sum(binding.instrument.item(item).coding.lowest for item in part.items)
            scores = part.scale.low + size * (items.sum(axis=1) - start)
            row |= {"mean": float(scores.mean()), "sd": float(scores.std(ddof=1))}
            near = nearest_norm(part.scale, float(scores.mean()))
            if near is not None:
                row |= {
                    "norm": near.norm.id,
                    "norm_mean": near.norm.mean,
                    "norm_sd": near.norm.sd,
                    "distance": near.distance,
                }
        rows.append(row)
    return pd.DataFrame(rows, columns=list(_SCALE))


def respondent_table(
    raw: pd.DataFrame, binding: Binding, *, ends: bool, limit: int | None
) -> pd.DataFrame:
    """One row per row of the file."""
    values = raw.to_numpy()
    codings = [binding.instrument.item(str(item)).coding for item in raw.columns]
    edges = np.array([[coding.lowest, coding.highest] for coding in codings])
    runs = longest_runs(values, ends=ends, edges=edges)
    answered_cells = ~np.isnan(values)
    answered = answered_cells.sum(axis=1)
    share = np.where(answered > 0, answered, 1)
    different = raw.nunique(axis=1).to_numpy()
    return pd.DataFrame(
        {
            "row": np.arange(1, len(raw) + 1),
            "answered": answered,
            "different": different,
            "longest_run": runs,
            "floor": ((values == edges[:, 0]) & answered_cells).sum(axis=1) / share,
            "ceiling": ((values == edges[:, 1]) & answered_cells).sum(axis=1) / share,
            "constant": (different == 1) & (answered > 1),
            "straight_lining": runs >= limit if limit else np.zeros(len(raw), dtype=bool),
        }
    )
