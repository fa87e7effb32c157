"""Scores of two occasions, side by side by respondent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.errors import DataError
from scorewell.responses import to_pandas
from scorewell.study.data import GROUP, ID, OCCASION

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.study.plan import StudyPlan

__all__ = ["make_pairs"]


def make_pairs(frame: pl.DataFrame, column: str, plan: StudyPlan) -> pd.DataFrame:
    """Pair the scores in ``column`` by respondent and occasion, never by row order.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per respondent and occasion.
    column : str
        The score.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``pre``, ``post`` and, if the study has one, ``group``; one row
        for everyone who was there on either occasion, in the order of first
        appearance.

    Raises
    ------
    DataError
        If a respondent has two rows of one occasion.
    """
    import polars as pl

    present = frame.filter(
        pl.col(ID).is_not_null() & pl.col(OCCASION).is_in([plan.pre, plan.post])
    )
    if plan.policies.get("duplicate-row") == "null-score":
        present = _without_duplicates(present, column)
    _refuse_duplicates(present)
    order = present.select(ID).unique(maintain_order=True)
    group = present.group_by(ID).agg(pl.col(GROUP).drop_nulls().first().alias("group"))
    pairs = order
    for role, occasion in (("pre", plan.pre), ("post", plan.post)):
        scores = present.filter(pl.col(OCCASION) == occasion).select(
            ID, pl.col(column).alias(role)
        )
        pairs = pairs.join(scores, on=ID, how="left", maintain_order="left")
    if plan.group_column:
        pairs = pairs.join(group, on=ID, how="left", maintain_order="left")
    return to_pandas(pairs.rename({ID: "id"}))


def _without_duplicates(present: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row for each respondent and occasion; without a score where there were more."""
    import polars as pl

    once = pl.len().over(ID, OCCASION) == 1
    return present.with_columns(pl.when(once).then(column).alias(column)).unique(
        [ID, OCCASION], keep="first", maintain_order=True
    )


def _refuse_duplicates(present: pl.DataFrame) -> None:
    import polars as pl

    twice = present.group_by(ID, OCCASION, maintain_order=True).len().filter(pl.col("len") > 1)
    if twice.height:
        shown = ", ".join(
            f"{row[0]} ({row[1]}: {row[2]} rows)" for row in twice.head(10).iter_rows()
        )
        more = f" and {twice.height - 10} more" if twice.height > 10 else ""
        raise DataError(
            f"a respondent has more than one row of the same occasion: {shown}{more}",
            hint="keep one row per respondent and occasion, give the rows other occasions, or "
            "take their scores as missing with the policy duplicate-row=null-score",
        )
