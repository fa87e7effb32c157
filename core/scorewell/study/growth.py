"""Scores of all occasions with their times as numbers, for a growth model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.change import ChangeOptions, GrowthResult, analyse_growth
from scorewell.course.reading import read_times
from scorewell.errors import DataError, Finding
from scorewell.study.courses import make_course

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import polars as pl

    from scorewell.methods import GrowthMethod
    from scorewell.model import Instrument, Scale
    from scorewell.study.plan import StudyPlan

__all__ = ["judge_growth"]


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

    Raises
    ------
    DataError
        If nothing tells the times.
    """
    course = make_course(frame, instrument.column(scale.id), plan)
    where = instrument.column(scale.id)
    order = plan.course.order if plan.course is not None else ()
    if order and "occasion" in course:
        course = course[course["occasion"].isin(order)].reset_index(drop=True)
    notes: tuple[Finding, ...] = ()
    if "time" in course:
        time, unit = _numbers(course["time"], where)
    elif order:
        time = course["occasion"].map({name: place for place, name in enumerate(order)})
        unit, notes = "occasion", (_equal_steps(where, order),)
    else:
        raise DataError(
            f"{where}: a slope needs the times of the occasions, and none are given",
            hint="name the column of times, or the occasions in their order",
        )
    found = analyse_growth(
        course.assign(time=time)[["id", "time", "score"]],
        scale,
        instrument=instrument,
        method_registry=method_registry,
        method=plan.growth,
        options=options,
        origin="study" if plan.file else "call",
        unit=unit,
    )
    return replace(found, findings=(*found.findings, *notes))


def _numbers(column: pd.Series, where: str) -> tuple[pd.Series, str]:
    """Times as numbers, and what one of them is called."""
    import pandas as pd

    times = read_times(column, where)
    if not pd.api.types.is_datetime64_any_dtype(times):
        return times, "unit of time"
    return (times - times.min()) / pd.Timedelta(days=1), "day"


def _equal_steps(where: str, order: Sequence[str]) -> Finding:
    return Finding(
        code="growth-equal-steps",
        message=f"the occasions {', '.join(order)} are taken as equally far apart, as there is "
        "no column of times",
        severity="note",
        path=where,
        hint="name the column of times where they are not",
    )
