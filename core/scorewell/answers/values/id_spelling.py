"""Ids of respondents that differ only in how they are written."""

from __future__ import annotations

import polars as pl

_SEPARATORS = r"[\s._\x{2010}-\x{2015}\x{2212}-]+"


def fold_id(id_: pl.Expr) -> pl.Expr:
    """An id without what people write differently: case, blanks, hyphens, zeros, accents.

    Leading zeros of each number go, and a separator stays between two numbers only.
    """
    folded = id_.str.normalize("NFKC").str.to_lowercase().str.normalize("NFKC")
    folded = folded.str.replace_all(_SEPARATORS, "-").str.strip_chars("-")
    folded = folded.str.replace_all(r"(^|[^0-9])0+([0-9])", "${1}${2}")
    return folded.str.replace_all(r"-?([^0-9-]+)-?", "$1")


def near_ids(ids: pl.Series) -> pl.DataFrame:
    """Ids that differ in their spelling only, with the spelling that they share."""
    frame = pl.DataFrame({"id": ids.drop_nulls().unique(maintain_order=True)})
    folded = frame.with_columns(
        fold_id(pl.col("id")).alias("key"), _bare_id(pl.col("id")).alias("bare")
    )
    near = folded.filter(pl.len().over("key") > 1).select("id", "key")
    # A number written with separators, and without any: 01-002 and 01002.
    whole = pl.col("id").str.contains(_SEPARATORS).not_()
    parted = folded.filter((pl.len().over("bare") > 1) & whole.any().over("bare"))
    parted = parted.select("id", pl.col("bare").alias("key"))
    return pl.concat([near, parted]).unique("id", keep="first", maintain_order=True)


def _bare_id(id_: pl.Expr) -> pl.Expr:
    folded = id_.str.normalize("NFKC").str.to_lowercase()
    return folded.str.replace_all(_SEPARATORS, "")
