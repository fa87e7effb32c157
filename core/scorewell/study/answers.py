"""The answers of every respondent to every item, as they were scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorewell.responses import to_pandas
from scorewell.study.data import ID, OCCASION

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.study.measure import Scored

__all__ = ["answer_table"]


def answer_table(scored: Sequence[Scored]) -> pd.DataFrame:
    """One row per respondent, occasion and item that was answered.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``occasion``, ``instrument``, ``item``, and ``answer``, the
        number in the declared coding, not reversed. Answers that are missing
        or not allowed have no row; totals have no answers.
    """
    import narwhals.stable.v2 as nw
    import polars as pl

    from scorewell.responses.expressions import answers

    columns = {
        "id": pl.String, "occasion": pl.String, "instrument": pl.String,
        "item": pl.String, "answer": pl.Float64,
    }  # fmt: skip
    parts = [pl.DataFrame(schema=columns)]
    for one in scored:
        if one.binding is None:
            continue
        read = answers(one.answers, one.binding)
        allowed = [
            nw.when(each.ok == 1).then(each.value.cast(nw.Float64)).alias(item)
            for item, each in read.items()
        ]
        wide = nw.from_native(one.answers).select(
            nw.col(ID).alias("scorewell:who"),
            nw.col(OCCASION).alias("scorewell:when"),
            *allowed,
        )
        parts.append(
            wide.to_native()
            .unpivot(
                index=["scorewell:who", "scorewell:when"],
                variable_name="item",
                value_name="answer",
            )
            .filter(pl.col("answer").is_not_null())
            .select(
                pl.col("scorewell:who").alias("id"),
                pl.col("scorewell:when").alias("occasion"),
                pl.lit(one.instrument.id).alias("instrument"),
                "item",
                "answer",
            )
        )
    return to_pandas(pl.concat(parts))
