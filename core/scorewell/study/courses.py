"""Scores of all occasions, under one another by respondent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.responses import to_pandas
from scorewell.study.data import GROUP, ID, OCCASION, TIME

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.study.plan import StudyPlan

__all__ = ["make_course"]


def make_course(frame: pl.DataFrame, column: str, plan: StudyPlan) -> pd.DataFrame:
    """The scores in ``column`` as a course takes them.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per respondent and occasion.
    column : str
        The score.

    Returns
    -------
    pandas.DataFrame
        ``id``, ``score``; ``occasion``, unless the time stands for it and no
        order of occasions is declared; and, if the study has them, ``time`` and
        ``group``. Rows without an id are left out.
    """
    import polars as pl

    present = frame.filter(pl.col(ID).is_not_null())
    wanted = {"id": pl.col(ID)}
    ordered = plan.course is not None and bool(plan.course.order)
    alike = bool(plan.time_column) and present[OCCASION].equals(present[TIME].alias(OCCASION))
    if ordered or not alike:
        wanted["occasion"] = pl.col(OCCASION)
    if plan.time_column:
        wanted["time"] = pl.col(TIME)
    if plan.group_column:
        wanted["group"] = pl.col(GROUP)
    return to_pandas(present.select(**wanted, score=pl.col(column)))
