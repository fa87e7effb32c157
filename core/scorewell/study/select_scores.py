"""Scores of two occasions, side by side by respondent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.answers.layout.data_file import GROUP, ID, OCCASION, TIME
from scorewell.answers.values.frames import to_pandas
from scorewell.change.options.options import ChangeOptions
from scorewell.change.results.growth import LEAST_RELIABILITY, GrowthResult, analyse_growth
from scorewell.change.trajectory.read_scores import read_times
from scorewell.errors import DataError, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import polars as pl

    from scorewell.definitions.model import Instrument, Scale
    from scorewell.registry.contracts import GrowthMethod
    from scorewell.study.plan import StudyPlan


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
    columns = {"id": pl.col(ID)}
    has_order = plan.course is not None and bool(plan.course.order)
    alike = bool(plan.layout.time_column) and present[OCCASION].equals(
        present[TIME].alias(OCCASION)
    )
    if has_order or not alike:
        columns["occasion"] = pl.col(OCCASION)
    if plan.layout.time_column:
        columns["time"] = pl.col(TIME)
    if plan.layout.group_column:
        columns["group"] = _only_group().over(ID)
    return to_pandas(present.select(**columns, score=pl.col(column)))


def judge_growth(
    frame: pl.DataFrame,
    scale: Scale,
    plan: StudyPlan,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, GrowthMethod],
    options: Sequence[tuple[str, ChangeOptions]],
) -> GrowthResult:
    """Judge the slope of every respondent over the occasions of a study.

    Times are those of the time column (of dates the days since the first);
    without one the places of the occasions in their order, as if they were
    equally far apart, and a note says so.
    """
    course = make_course(frame, instrument.column(scale.id), plan)
    path = instrument.column(scale.id)
    order = plan.course.order if plan.course is not None else ()
    if order and "occasion" in course:
        course = course[course["occasion"].isin(order)].reset_index(drop=True)
    notes: tuple[Finding, ...] = ()
    if "time" in course:
        time, unit = _numbers(course["time"], path)
    elif order:
        time = course["occasion"].map({name: place for place, name in enumerate(order)})
        unit, notes = "occasion", (_equal_steps(path, order),)
    else:
        raise DataError(
            f"{path}: a slope needs the times of the occasions, and none are given",
            hint="name the column of times, or the occasions in their order",
        )
    growth = analyse_growth(
        course.assign(time=time)[["id", "time", "score"]],
        scale,
        instrument=instrument,
        method_registry=method_registry,
        method=plan.growth,
        least_reliability=(
            LEAST_RELIABILITY if plan.slope_reliability is None else plan.slope_reliability
        ),
        options=options,
        origin="study" if plan.file else "call",
        unit=unit,
    )
    return replace(growth, findings=(*growth.findings, *notes))


def _numbers(column: pd.Series, path: str) -> tuple[pd.Series, str]:
    """Times as numbers, and what one of them is called."""
    import pandas as pd

    times = read_times(column, path)
    if not pd.api.types.is_datetime64_any_dtype(times):
        return times, "unit of time"
    return (times - times.min()) / pd.Timedelta(days=1), "day"


def _equal_steps(path: str, order: Sequence[str]) -> Finding:
    return Finding(
        code="growth-equal-steps",
        message=f"the occasions {', '.join(order)} are taken as equally far apart, as there is "
        "no column of times",
        severity="note",
        path=path,
        hint="name the column of times where they are not",
    )


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
    """
    import polars as pl

    present = frame.filter(
        pl.col(ID).is_not_null() & pl.col(OCCASION).is_in([plan.layout.pre, plan.layout.post])
    )
    if plan.layout.policies.get("duplicate-row") == "null-score":
        present = _without_duplicates(present, column)
    _refuse_duplicates(present)
    order = present.select(ID).unique(maintain_order=True)
    group = present.group_by(ID).agg(_only_group().alias("group"))
    pairs = order
    for role, occasion in (("pre", plan.layout.pre), ("post", plan.layout.post)):
        scores = present.filter(pl.col(OCCASION) == occasion).select(
            ID, pl.col(column).alias(role)
        )
        pairs = pairs.join(scores, on=ID, how="left", maintain_order="left")
    if plan.layout.group_column:
        pairs = pairs.join(group, on=ID, how="left", maintain_order="left")
    return to_pandas(pairs.rename({ID: "id"}))


def _only_group() -> pl.Expr:
    """The group of a respondent; none where the rows name more than one."""
    import polars as pl

    names = pl.col(GROUP).drop_nulls()
    return pl.when(names.n_unique() <= 1).then(names.first())


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
        text = ", ".join(
            f"{row[0]} ({row[1]}: {row[2]} rows)" for row in twice.head(10).iter_rows()
        )
        more = f" and {twice.height - 10} more" if twice.height > 10 else ""
        raise DataError(
            f"a respondent has more than one row of the same occasion: {text}{more}",
            hint="keep one row per respondent and occasion, give the rows other occasions, or "
            "take their scores as missing with the policy duplicate-row=null-score",
        )
