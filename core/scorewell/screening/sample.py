"""The answers of one occasion as numbers, as they stand on the form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.answers.columns.binding import Binding
from scorewell.answers.values.expressions import answer_expressions
from scorewell.answers.values.frames import collect_sheet, to_sheet
from scorewell.registry.contracts import expressions as ex
from scorewell.reliability.covariance import Covariance, covariance_of
from scorewell.reliability.items import Keyed

FloatArray = NDArray[np.float64]


def raw_answers(frame: Any, binding: Binding) -> pd.DataFrame:
    """One column per item: the value that is scored, not reversed; NaN where there is none."""
    sheet = to_sheet(frame, list(binding.columns.values()))
    with ex.expression_backend(sheet):
        item_answers = answer_expressions(sheet, binding)
        columns = [
            ex.when(answer.ok == 1).then(answer.value).alias(item)
            for item, answer in item_answers.items()
        ]
    frame_ = collect_sheet(sheet.select(*columns))
    return pd.DataFrame({item: frame_[item].to_numpy().astype(float) for item in item_answers})


def keyed_matrix(raw: pd.DataFrame, part: Keyed, ends: dict[str, float]) -> pd.DataFrame:
    """The items of a scale, reversed where its key says so."""
    return pd.DataFrame(
        {
            item: ends[item] - raw[item] if back else raw[item]
            for item, back in part.keyed.items()
        }
    )


def complete(items: pd.DataFrame) -> Covariance:
    """Covariances from complete rows, or pair by pair where fewer than half are complete."""
    answered = items.notna()
    n_answered = int(answered.any(axis=1).sum())
    whole = int(answered.all(axis=1).sum())
    return covariance_of(items, rows="complete" if 2 * whole >= n_answered else "pairwise")
