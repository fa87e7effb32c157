"""What is to be said about a sample's reliability."""

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


def about_sample(found: Covariance, *, rows: str, where: str) -> Iterator[Finding]:
    """Sample size and rows that were left out."""
    left_out = found.n_rows - found.n_complete - found.n_blank
    if found.n_blank:
        yield Finding(
            code="blank-rows",
            message=f"{found.n_blank} of {found.n_rows} rows have no answer to any item "
            "and are left out",
            severity="note",
            path=where,
        )
    if left_out and rows == "complete":
        yield Finding(
            code="incomplete-rows",
            message=f"{left_out} of {found.n_rows} rows lack some answers and are left out; "
            f"{found.n_complete} are complete",
            severity="note",
            path=where,
            hint="rows='pairwise' uses the answers that they have",
        )
    if found.n < NOTE_BELOW:
        few = found.n < WARN_BELOW
        yield Finding(
            code="small-sample",
            message=f"the coefficients rest on {found.n} respondents; from fewer than "
            f"{WARN_BELOW if few else NOTE_BELOW} they are "
            f"{'unstable' if few else 'not yet stable'}",
            severity="warning" if few else "note",
            path=where,
            hint="read the intervals, and prefer published figures for a comparable population",
        )


def about_scoring(instrument: Instrument, scale: Scale, *, where: str) -> Iterator[Finding]:
    """A scale whose score is not simply the sum or mean of its items."""
    if scale.scales:
        yield Finding(
            code="composite",
            message="this is a composite: its items stand in several scales, and alpha and "
            "omega treat them as measures of one thing",
            severity="note",
            path=where,
            hint=f"look at its scales, too: {', '.join(scale.scales)}",
        )
    if score_divisor(instrument, scale) is None:
        yield Finding(
            code="not-a-sum",
            message=f"the scale is scored by '{scale.method}', while the coefficients are "
            "about the plain sum of its items; there is no standard error in points",
            severity="warning",
            path=where,
        )


def score_divisor(instrument: Instrument, scale: Scale) -> float | None:
    """What the sum of the items is divided by to give the score; None if it is no sum."""
    if scale.scales:
        parts = [score_divisor(instrument, instrument.scale(part)) for part in scale.scales]
        plain = scale.method == "composite" and not scale.parameters
        return 1.0 if plain and all(part == 1 for part in parts) else None
    return {"sum": 1.0, "mean": float(len(scale.items))}.get(scale.method)


def about_items(
    table: pd.DataFrame, covariance: np.ndarray, value: float, *, where: str
) -> Iterator[Finding]:
    """Few items, constant items, and items that point the other way."""
    if len(table) < 3:
        yield Finding(
            code="few-items",
            message=f"the scale has {len(table)} items; omega cannot be computed, and alpha "
            "hides how little two items say",
            severity="warning",
            path=where,
        )
    constant = table.loc[table["sd"] == 0, "position"].tolist()
    if constant:
        yield Finding(
            code="constant-item",
            message=f"{_named(constant)} the same answer from every respondent; what rests on "
            "correlations (standardised alpha, omega, lambda-6) cannot be computed",
            severity="warning",
            path=where,
        )
    for place, (_, item) in enumerate(table.iterrows()):
        if item["item_rest"] < 0:
            yield _negative(place, item, covariance, value, where)
    if value < 0:
        yield Finding(
            code="negative-alpha",
            message=f"alpha is {value:.3f}: the items vary against each other, which no "
            "reliability can express",
            severity="warning",
            path=where,
            hint="check whether answers were reversed already, or the wrong columns are bound",
        )


def _named(positions: list[int]) -> str:
    listed = ", ".join(str(position) for position in positions)
    return f"item {listed} has" if len(positions) == 1 else f"items {listed} have"


def _negative(
    place: int, item: pd.Series, covariance: np.ndarray, value: float, where: str
) -> Finding:
    turned = "not reversed" if item["reversed"] else "reversed"
    try:
        then = alpha_if_turned(covariance, place)
    except DataError:
        then = float("nan")
    gain = f"; {turned}, it would make alpha {then:.3f}" if then > value else ""
    key = "the key reverses it" if item["reversed"] else "the key does not reverse it"
    return Finding(
        code="negative-item-rest",
        message=f"item {item['position']} ({item['item']}) correlates "
        f"{item['item_rest']:.2f} with the rest of the scale{gain}",
        severity="warning",
        path=where,
        hint=f"{key}: check whether it is reversed in the data already, or coded the other way",
    )
