"""Coefficients as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from scorewell.reliability.coefficient import Coefficient

__all__ = ["coefficient_table"]


def coefficient_table(coefficients: Sequence[Coefficient]) -> pd.DataFrame:
    """One row per coefficient; the columns are its attributes."""
    names = list(Coefficient.__dataclass_fields__)
    return pd.DataFrame([asdict(each) for each in coefficients], columns=names)
