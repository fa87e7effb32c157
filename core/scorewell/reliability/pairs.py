"""Scores of a scale on two occasions, matched by respondent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from scorewell.errors import DataError, did_you_mean
from scorewell.methods import ScoringMethod
from scorewell.model import Instrument
from scorewell.reliability.items import scale_of
from scorewell.responses import bind, column_names
from scorewell.scoring import score

__all__ = ["score_pairs"]


def score_pairs(
    first: Any,
    second: Any,
    instrument: Instrument,
    scale_id: str,
    *,
    id_column: str,
    methods: Mapping[str, ScoringMethod],
    **reading: Any,
) -> pd.DataFrame:
    """Score two frames and match their rows by respondent, never by order.

    Parameters
    ----------
    first, second : frame
        One row per respondent each.
    instrument : Instrument
        The instrument.
    scale_id : str
        One of its scales.
    id_column : str
        Column that identifies the respondent in both frames.
    methods : mapping of str to ScoringMethod
        The scoring methods there are.
    **reading
        How answers are bound and read: options of :func:`scorewell.responses.bind`.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``first`` and ``second``; one row per respondent of either frame,
        NaN where there is no score.

    Raises
    ------
    DataError
        If the column is not there, or an identifier is missing or occurs twice.
    """
    scale_of(instrument, scale_id)
    sides = [
        _scores(
            frame,
            name,
            instrument,
            scale_id,
            id_column=id_column,
            methods=methods,
            reading=reading,
        )
        for name, frame in (("first", first), ("second", second))
    ]
    joined = pd.concat(sides, axis=1, join="outer")
    return joined.rename_axis("id").reset_index()


def _scores(
    frame: Any,
    name: str,
    instrument: Instrument,
    scale_id: str,
    *,
    id_column: str,
    methods: Mapping[str, ScoringMethod],
    reading: Mapping[str, Any],
) -> pd.Series:
    names = column_names(frame)
    if id_column not in names:
        raise DataError(
            f"there is no column '{id_column}' to identify respondents ({name} occasion)",
            hint=did_you_mean(id_column, names) or f"the columns are {', '.join(names[:12])}",
        )
    binding = bind(names, instrument, ignore=(id_column,), **reading)
    scored = score(
        frame, binding, methods=methods, keep=[id_column], scales=[scale_id], detail=False
    )
    wide = nw.from_native(scored)
    eager = wide.collect("polars") if isinstance(wide, nw.LazyFrame) else wide
    ids = [_text(value) for value in eager[id_column].to_list()]
    values = eager[instrument.column(scale_id)].to_numpy().astype(float)
    if "" in ids:
        raise DataError(
            f"row {ids.index('') + 1} ({name} occasion) has nothing in column '{id_column}'",
            hint="every row needs an identifier, or cannot be matched",
        )
    made = pd.Series(values, index=ids, name=name)
    twice = made.index[made.index.duplicated()].unique().tolist()
    if twice:
        raise DataError(
            f"{len(twice)} respondents occur more than once on the {name} occasion: "
            f"{', '.join(twice[:5])}",
            hint="choose one row of each, for example by the occasion",
        )
    return made


def _text(value: object) -> str:
    """An identifier as text: 7 and 7.0 are one respondent."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
