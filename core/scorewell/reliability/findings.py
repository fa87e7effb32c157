"""Findings about the reliability of a sample."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import DataError, Finding
from scorewell.reliability.alpha import alpha_if_turned
from scorewell.reliability.covariance import Covariance

WARN_BELOW = 30
"""Coefficients from fewer respondents than this get a warning."""

NOTE_BELOW = 100
"""Coefficients from fewer respondents than this get a note."""


def about_sample(sample: Covariance, *, rows: str, path: str) -> Iterator[Finding]:
    """Sample size and rows that were left out."""
    left_out = sample.n_rows - sample.n_complete - sample.n_blank
    if sample.n_blank:
        yield Finding(
            code="blank-rows",
            message=f"{sample.n_blank} of {sample.n_rows} rows have no answer to any item "
            "and are left out",
            severity="note",
            path=path,
        )
    if left_out and rows == "complete":
        yield Finding(
            code="incomplete-rows",
            message=f"{left_out} of {sample.n_rows} rows lack some answers and are left out; "
            f"{sample.n_complete} are complete",
            severity="note",
            path=path,
            hint="rows='pairwise' uses the answers that they have",
        )
    if sample.n < NOTE_BELOW:
        few = sample.n < WARN_BELOW
        yield Finding(
            code="small-sample",
            message=f"the coefficients rest on {sample.n} respondents; from fewer than "
            f"{WARN_BELOW if few else NOTE_BELOW} they are "
            f"{'unstable' if few else 'not yet stable'}",
            severity="warning" if few else "note",
            path=path,
            hint="read the intervals, and prefer published figures for a comparable population",
        )


def about_scoring(instrument: Instrument, scale: Scale, *, path: str) -> Iterator[Finding]:
    """A scale whose score is not simply the sum or mean of its items."""
    if scale.scales:
        yield Finding(
            code="composite",
            message="this is a composite: its items stand in several scales, and alpha and "
            "omega treat them as measures of one thing",
            severity="note",
            path=path,
            hint=f"look at its scales, too: {', '.join(scale.scales)}",
        )
    if score_divisor(instrument, scale) is None:
        yield Finding(
            code="not-a-sum",
            message=f"the scale is scored by '{scale.method}', while the coefficients are "
            "about the plain sum of its items; there is no standard error in points",
            severity="warning",
            path=path,
        )


def score_divisor(instrument: Instrument, scale: Scale) -> float | None:
    """What the sum of the items is divided by to give the score; None if it is not a sum."""
    if scale.scales:
        parts = [score_divisor(instrument, instrument.scale(part)) for part in scale.scales]
        plain = scale.method == "composite" and not scale.parameters
        return 1.0 if plain and all(part == 1 for part in parts) else None
    return {"sum": 1.0, "mean": float(len(scale.items))}.get(scale.method)


def about_items(
    table: pd.DataFrame, covariance: np.ndarray, value: float, *, path: str
) -> Iterator[Finding]:
    """Few items, constant items, and items that point the other way."""
    if len(table) < 3:
        yield Finding(
            code="few-items",
            message=f"the scale has {len(table)} items; omega cannot be computed, and alpha "
            "hides how little two items say",
            severity="warning",
            path=path,
        )
    constant = table.loc[table["sd"] == 0, "position"].tolist()
    if constant:
        yield Finding(
            code="constant-item",
            message=f"{_list_positions(constant)} the same answer from every respondent; what "
            "rests on correlations (standardised alpha, omega, lambda-6) cannot be computed",
            severity="warning",
            path=path,
        )
    for place, (_, item) in enumerate(table.iterrows()):
        if item["item_rest"] < 0:
            yield _negative(place, item, covariance, value, path)
    if value < 0:
        yield Finding(
            code="negative-alpha",
            message=f"alpha is {value:.3f}: the items vary against each other, which no "
            "reliability can express",
            severity="warning",
            path=path,
            hint="check whether answers were reversed already, or the wrong columns are bound",
        )


def _list_positions(positions: list[int]) -> str:
    positions_text = ", ".join(str(position) for position in positions)
    return (
        f"item {positions_text} has" if len(positions) == 1 else f"items {positions_text} have"
    )


def _negative(
    place: int, item: pd.Series, covariance: np.ndarray, value: float, path: str
) -> Finding:
    keying = "not reversed" if item["reversed"] else "reversed"
    try:
        alpha_value = alpha_if_turned(covariance, place)
    except DataError:
        alpha_value = float("nan")
    gain = f"; {keying}, it would make alpha {alpha_value:.3f}" if alpha_value > value else ""
    key = "the key reverses it" if item["reversed"] else "the key does not reverse it"
    return Finding(
        code="negative-item-rest",
        message=f"item {item['position']} ({item['item']}) correlates "
        f"{item['item_rest']:.2f} with the rest of the scale{gain}",
        severity="warning",
        path=path,
        hint=f"{key}: check whether it is reversed in the data already, or coded the other way",
    )
