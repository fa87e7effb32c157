"""Ids of respondents that differ only in how they are written."""

from __future__ import annotations

import polars as pl

_SEPARATORS = r"[\s._\x{2010}-\x{2015}\x{2212}-]+"


def near_ids(ids: pl.Series) -> pl.DataFrame:
    """Ids that differ in their spelling only, with the spelling that they share.

    People write case, blanks, hyphens, leading zeros and accents differently.
    """
    ids = ids.drop_nulls().unique(maintain_order=True).alias("id")
    letters = _fold_letters(ids)
    separated = letters.str.contains(_SEPARATORS)
    near = pl.DataFrame([ids, _fold_numbers(letters, separated).alias("key")])
    near = near.filter(near["key"].is_duplicated())
    if not separated.any():
        return near
    # A number written with separators, and without any: 01-002 and 01002.
    bare = pl.DataFrame([ids, letters.str.replace_all(_SEPARATORS, "").alias("key")])
    whole = bare["key"].filter(~separated).implode()
    parted = bare.filter(bare["key"].is_duplicated() & bare["key"].is_in(whole))
    return pl.concat([near, parted]).unique("id", keep="first", maintain_order=True)


def _fold_letters(ids: pl.Series) -> pl.Series:
    """The ids in lower case and composed."""
    if ids.str.len_bytes().equals(ids.str.len_chars()):  # ASCII is composed
        return ids.str.to_lowercase()
    return ids.str.normalize("NFKC").str.to_lowercase().str.normalize("NFKC")


def _fold_numbers(ids: pl.Series, separated: pl.Series) -> pl.Series:
    """The ids without leading zeros of numbers; separators stay between two numbers only."""
    if separated.any():
        ids = ids.str.replace_all(_SEPARATORS, "-").str.strip_chars("-")
    ids = ids.str.replace_all(r"(^|[^0-9])0+([0-9])", "${1}${2}")
    return ids.str.replace_all(r"-?([^0-9-]+)-?", "$1") if separated.any() else ids
