"""What every growth method must do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from scorewell.registry.contracts import GrowthMethod, Slopes
from scorewell.testing.check import Check, checks_from, demand, demand_description

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


_NEAR = 1e-3
"""How far apart two fits of one model may end, relative to the spread of the slopes."""

_N = 12
_STEEP, _FALLING = 11, 0


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Scores of some respondents at several times, one row each."""

    time: Floats
    score: Floats
    person: NDArray[np.intp]


def _rows() -> _Rows:
    """Twelve respondents with three to six scores; their slopes rise from -4 to 5.4."""
    draw = np.random.default_rng(7)
    person = np.repeat(np.arange(_N), [3, 4, 5, 6] * 3)
    time = np.concatenate([np.arange(count, dtype=np.float64) for count in [3, 4, 5, 6] * 3])
    slope = np.linspace(-4.0, 5.4, _N)
    level = 30.0 + draw.normal(0, 4, _N)
    score = level[person] + slope[person] * time + draw.normal(0, 0.8, len(time))
    return _Rows(time=time, score=score, person=person.astype(np.intp))


def _compute(method: GrowthMethod, rows: _Rows) -> Slopes:
    return method.compute(rows.time.copy(), rows.score.copy(), rows.person.copy(), _N)


def _figures(slopes: Slopes) -> dict[str, Floats]:
    """Every number of a result."""
    names = [field.name for field in fields(Slopes) if field.name != "trouble"]
    return {name: np.asarray(getattr(slopes, name), dtype=np.float64) for name in names}


def _demand_near(first: Slopes, second: Slopes, condition: str) -> None:
    expected, figures = _figures(first), _figures(second)
    size = float(np.ptp(expected["slope"])) or 1.0
    for name, values in expected.items():
        near = np.allclose(figures[name], values, rtol=_NEAR, atol=_NEAR * size)
        demand(near, f"{condition}, {name} is {figures[name].tolist()}, not {values.tolist()}")


def _description(method: GrowthMethod) -> None:
    """It has a name that options can write, and tells what it does, and whose it is."""
    demand_description(method)


def _one_slope_each(method: GrowthMethod) -> None:
    """It gives one finite slope and standard error per respondent, and finite spreads."""
    figures = _figures(_compute(method, _rows()))
    for name in ("slope", "tested", "standard_error"):
        values = figures[name]
        demand(values.shape == (_N,), f"{name} has the shape {values.shape}, not {(_N,)}")
    for name, values in figures.items():
        demand(np.isfinite(values).all(), f"{name} is {values.tolist()}")
    for name in ("standard_error", "average_error", "slope_sd", "residual_sd"):
        demand((figures[name] >= 0).all(), f"{name} is {figures[name].tolist()}")


def _pure(method: GrowthMethod) -> None:
    """The same scores give the same slopes again, and nothing that it is given is changed."""
    rows, copies = _rows(), _rows()
    first, second = (
        _figures(method.compute(rows.time, rows.score, rows.person, _N)) for _ in range(2)
    )
    for name, values in first.items():
        demand(np.array_equal(values, second[name]), f"A second time, {name} is another")
    for field in fields(_Rows):
        unchanged = np.array_equal(getattr(rows, field.name), getattr(copies, field.name))
        demand(unchanged, f"It changes what it is given as {field.name}")


def _whatever_the_order(method: GrowthMethod) -> None:
    """The order of the rows does not matter."""
    rows = _rows()
    order = np.random.default_rng(1).permutation(len(rows.time))
    shuffled = _Rows(time=rows.time[order], score=rows.score[order], person=rows.person[order])
    _demand_near(
        _compute(method, rows), _compute(method, shuffled), "In another order of the rows"
    )


def _follows_the_respondent(method: GrowthMethod) -> None:
    """The slope of a respondent stands at their place, whichever that is."""
    rows = _rows()
    back = _Rows(time=rows.time, score=rows.score, person=_N - 1 - rows.person)
    first, second = _compute(method, rows), _compute(method, back)
    backward = Slopes(
        slope=np.asarray(second.slope)[::-1],
        tested=np.asarray(second.tested)[::-1],
        standard_error=np.asarray(second.standard_error)[::-1],
        average=second.average, average_error=second.average_error,
        slope_sd=second.slope_sd, residual_sd=second.residual_sd,
    )  # fmt: skip
    _demand_near(first, backward, "With the respondents in another order")


def _rises_with_the_scores(method: GrowthMethod) -> None:
    """Who rises has a slope above 0 and who falls one below, and so has what is tested."""
    slopes = _compute(method, _rows())
    for name in ("slope", "tested"):
        values = np.asarray(getattr(slopes, name))
        demand(
            values[_STEEP] > 0 > values[_FALLING],
            f"Rising by 5.4 a time {name} is {values[_STEEP]:g}, falling by 4 "
            f"{values[_FALLING]:g}",
        )


def _turns_with_the_scores(method: GrowthMethod) -> None:
    """Mirrored scores have mirrored slopes with the same errors."""
    rows = _rows()
    first = _compute(method, rows)
    second = _compute(
        method, _Rows(time=rows.time, score=60.0 - rows.score, person=rows.person)
    )
    back = Slopes(
        slope=-np.asarray(second.slope), tested=-np.asarray(second.tested),
        standard_error=second.standard_error, average=-second.average,
        average_error=second.average_error, slope_sd=second.slope_sd,
        residual_sd=second.residual_sd,
    )  # fmt: skip
    _demand_near(first, back, "Of scores turned round, and turned back")


def _free_of_the_level(method: GrowthMethod) -> None:
    """A hundred points more for everybody change nothing."""
    rows = _rows()
    higher = _Rows(time=rows.time, score=rows.score + 100.0, person=rows.person)
    _demand_near(_compute(method, rows), _compute(method, higher), "With 100 points more")


_CHECKS: tuple[Callable[[GrowthMethod], None], ...] = (
    _description, _one_slope_each, _pure, _whatever_the_order, _follows_the_respondent,
    _rises_with_the_scores, _turns_with_the_scores, _free_of_the_level,
)  # fmt: skip


def growth_checks(method: GrowthMethod) -> list[Check]:
    """Every check of a growth method.

    It is given twelve respondents with three to six scores each, whose slopes
    range from -4 to 5.4 points a time with an error of 0.8 points. Fits may end
    a thousandth apart.
    """
    return checks_from(method.name, _CHECKS, method)
