"""Answers and scores that a person should look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorewell.responses import to_pandas
from scorewell.study.data import ID, OCCASION

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.study.measure import Scored

__all__ = ["alert_table"]


def alert_table(scored: Sequence[Scored]) -> pd.DataFrame:
    """Every raised alert: id, occasion, instrument, target, value, message."""
    import polars as pl

    columns = {
        "id": pl.String, "occasion": pl.String, "instrument": pl.String,
        "target": pl.String, "value": pl.String, "message": pl.String,
    }  # fmt: skip
    parts = [pl.DataFrame(schema=columns)]
    for one in scored:
        for alert in one.instrument.alerts:
            raised = f"{one.instrument.id}.{alert.target}.alert"
            if raised not in one.frame.columns:
                continue
            if alert.item and one.binding is not None:
                value = one.answers[one.binding.columns[alert.item]]
            else:
                value = one.frame[one.instrument.column(alert.target)]
            part = one.frame.select(
                pl.col(ID).alias("id"),
                pl.col(OCCASION).alias("occasion"),
                pl.lit(one.instrument.id).alias("instrument"),
                pl.lit(alert.target).alias("target"),
                value.cast(pl.String).alias("value"),
                pl.lit(alert.message).alias("message"),
            ).filter(one.frame[raised].fill_null(value=False))
            parts.append(part)
    return to_pandas(pl.concat(parts))
