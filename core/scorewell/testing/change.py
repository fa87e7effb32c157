"""What every change method must do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from scorewell.errors import ScorewellError
from scorewell.registry.contracts import ChangeIndex, ChangeMethod
from scorewell.testing.check import Check, CheckError, checks_from, demand, demand_description

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


USUAL_INPUTS: Mapping[str, float] = {
    "reliability": 0.85, "reliability_post": 0.8, "sd": 8.0, "mean_pre": 30.0, "sd_post": 9.0,
    "mean_post": 26.0, "correlation": 0.7, "n": 60.0, "control_mean_pre": 29.0,
    "control_sd_pre": 8.5, "control_mean_post": 28.0, "control_sd_post": 9.5,
    "control_retest": 0.75, "control_n": 80.0,
}  # fmt: skip
"""Inputs as a study has them, by name, in points of a scale from 0 to 60."""

_POINTS = frozenset(name for name in USUAL_INPUTS if "sd" in name or "mean" in name)
_OCCASION_PAIRS = {"reliability": "reliability_post", "sd": "sd_post", "mean_pre": "mean_post"}
_PRE = np.array([10.0, 25.0, 30.0, 30.0, 41.5, 60.0, 0.0, 33.0])
_POST = np.array([20.0, 25.0, 12.0, 31.0, 40.0, 0.0, 60.0, 33.5])


def _inputs(method: ChangeMethod) -> dict[str, float]:
    return {name: USUAL_INPUTS[name] for name in method.inputs}


def _index(
    method: ChangeMethod, pre: Floats, post: Floats, inputs: Mapping[str, float] | None = None
) -> Floats:
    result = _compute(method, pre, post, inputs)
    return np.asarray(result.index, dtype=np.float64)


def _compute(
    method: ChangeMethod, pre: Floats, post: Floats, inputs: Mapping[str, float] | None = None
) -> ChangeIndex:
    with np.errstate(all="ignore"):
        return method.compute(
            pre.copy(), post.copy(), dict(_inputs(method) if inputs is None else inputs)
        )


def _description(method: ChangeMethod) -> None:
    """It has a name that options can write, tells what it does, and asks for known inputs."""
    demand_description(method)
    unknown = [name for name in method.inputs if name not in USUAL_INPUTS]
    demand(not unknown, f"It asks for {', '.join(unknown)}, which no engine has")
    demand(method.sides in {1, 2}, f"sides is {method.sides}")


def _one_index_each(method: ChangeMethod) -> None:
    """It gives one finite index per pair, and a standard error above 0, one or one each."""
    result = _compute(method, _PRE, _POST)
    index = np.asarray(result.index)
    demand(index.shape == _PRE.shape, f"The shape is {index.shape}, not {_PRE.shape}")
    demand(np.isfinite(index).all(), f"The index is {index.tolist()}")
    error = np.asarray(result.standard_error, dtype=np.float64)
    demand(error.shape in {(), _PRE.shape}, f"The standard errors have the shape {error.shape}")
    demand(np.isfinite(error).all() and (error > 0).all(), f"The error is {error.tolist()}")


def _vectorised(method: ChangeMethod) -> None:
    """The index of a pair depends on that pair and the inputs alone."""
    whole = _index(method, _PRE, _POST)
    backward = _index(method, _PRE[::-1], _POST[::-1])[::-1]
    demand(np.allclose(whole, backward), "In another order, pairs have another index")
    for place in range(len(_PRE)):
        alone = _index(method, _PRE[place : place + 1], _POST[place : place + 1])
        message = f"Alone, {_PRE[place]:g} to {_POST[place]:g} has the index {alone.tolist()}"
        demand(np.allclose(alone, whole[place]), message)


def _pure(method: ChangeMethod) -> None:
    """The same pairs give the same index again, and nothing that it is given is changed."""
    pre, post, inputs = _PRE.copy(), _POST.copy(), _inputs(method)
    first = np.asarray(method.compute(pre, post, inputs).index)
    second = np.asarray(method.compute(pre, post, inputs).index)
    demand(np.array_equal(first, second), "A second time it gives another index")
    unchanged = np.array_equal(pre, _PRE) and np.array_equal(post, _POST)
    demand(unchanged, "It changes the scores")
    demand(inputs == _inputs(method), "It changes the inputs")


def _missing_stays_missing(method: ChangeMethod) -> None:
    """Without both scores there is no index, and the other pairs keep theirs."""
    whole = _index(method, _PRE, _POST)
    pre, post = _PRE.copy(), _POST.copy()
    pre[0] = post[1] = pre[2] = post[2] = np.nan
    index = _index(method, pre, post)
    demand(np.isnan(index[:3]).all(), f"Of missing scores it makes {index[:3].tolist()}")
    demand(np.allclose(index[3:], whole[3:]), "A missing score changes the index of others")


def _rises_with_the_later_score(method: ChangeMethod) -> None:
    """A higher later score has a higher index, whichever direction is better."""
    pre = np.full(7, 30.0)
    index = _index(method, pre, np.linspace(0.0, 60.0, 7))
    demand((np.diff(index) > 0).all(), f"From 0 to 60 the index is {index.tolist()}")


def _is_what_it_says(method: ChangeMethod) -> None:
    """The index is the distance from the expected score in standard errors."""
    result = _compute(method, _PRE, _POST)
    expected = _PRE if result.expected is None else np.asarray(result.expected)
    again = (_POST - expected) / np.asarray(result.standard_error)
    demand(
        np.allclose(again, result.index),
        f"(post - expected) / standard_error is {again.tolist()}, the index "
        f"{np.asarray(result.index).tolist()}",
    )
    if result.line is not None:
        line = result.line.at(_PRE)
        demand(
            np.allclose(line, expected),
            f"its line gives {line.tolist()}, the expected scores are {expected.tolist()}",
        )


def _antisymmetric(method: ChangeMethod) -> None:
    """Where it expects the score before, turning the occasions round turns the index round."""
    if _compute(method, _PRE, _POST).expected is not None:
        return
    inputs = dict(USUAL_INPUTS)
    for first, second in _OCCASION_PAIRS.items():
        if first in method.inputs and second in method.inputs:
            inputs[first], inputs[second] = inputs[second], inputs[first]
    backward = {name: inputs[name] for name in method.inputs}
    back = _index(method, _POST, _PRE, backward)
    forward = _index(method, _PRE, _POST)
    message = f"There it is {forward.tolist()}, back {back.tolist()}"
    demand(np.allclose(forward, -back), message)


def _free_of_the_unit(method: ChangeMethod) -> None:
    """Ten points for one change no index, if every input in points has ten for one too."""
    inputs = {
        name: value * 10 if name in _POINTS else value
        for name, value in _inputs(method).items()
    }
    demand(
        np.allclose(_index(method, _PRE * 10, _POST * 10, inputs), _index(method, _PRE, _POST)),
        "A number in points is written into it, or an input is taken for what it is not",
    )


def _refuses_what_is_no_number(method: ChangeMethod) -> None:
    """An input that is no number gives no index."""
    for name in method.inputs:
        if _gives(method, {**_inputs(method), name: float("nan")}):
            raise CheckError(f"Without a {name} it gives an index; does it need it?")


def _refuses_no_spread(method: ChangeMethod) -> None:
    """Standard deviations of 0 give no index."""
    spreads = [name for name in method.inputs if "sd" in name]
    if spreads and _gives(method, {**_inputs(method), **dict.fromkeys(spreads, 0.0)}):
        raise CheckError(f"With {', '.join(spreads)} at 0 it gives an index all the same")


def _gives(method: ChangeMethod, inputs: Mapping[str, float]) -> bool:
    """Whether it gives an index that the engine would take; what it may raise is no index."""
    try:
        result = _compute(method, _PRE, _POST, inputs)
    except (ScorewellError, ValueError, ArithmeticError):
        return False
    error = np.asarray(result.standard_error, dtype=np.float64)
    sound = bool(np.isfinite(error).all() and (error > 0).all())
    return sound and bool(np.isfinite(np.asarray(result.index)).any())


_CHECKS: tuple[Callable[[ChangeMethod], None], ...] = (
    _description, _one_index_each, _vectorised, _pure, _missing_stays_missing,
    _rises_with_the_later_score, _is_what_it_says, _antisymmetric, _free_of_the_unit,
    _refuses_what_is_no_number, _refuses_no_spread,
)  # fmt: skip


def change_checks(method: ChangeMethod) -> list[Check]:
    """Every check of a change method, with inputs as a study has them.

    Examples
    --------
    >>> from scorewell.registry.plugins.discovery import load_plugins
    >>> for check in change_checks(load_plugins().change_methods["jacobson-truax"]):
    ...     check()
    """
    return checks_from(method.name, _CHECKS, method)
