"""Every number that an index of change may need, by the name that methods use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from scorewell.change.inputs.baseline import Baseline, PairedScores
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request
from scorewell.change.options.options import BASELINE, PAIRS
from scorewell.change.parameters.control_group import CONTROL
from scorewell.change.parameters.populations import find_norm
from scorewell.change.parameters.reliability_and_sd import (
    Quantity,
    entry_reliability,
    norm_quantity,
    reliability,
    sd,
    typed_quantity,
)
from scorewell.errors import ChangeError
from scorewell.i18n.messages import code_message, words

_S = TypeVar("_S", Baseline, PairedScores)

OF_BOTH = frozenset({"mean_post", "sd_post", "correlation"})
"""Figures of both occasions. Beside one of them, every figure of the sample is that of the
complete pairs, unless told otherwise."""


def _reliability_post(request: Request) -> Quantity:
    setting = request.setting("reliability_post")
    if setting is not None:
        return entry_reliability(request, "reliability post", (setting,))
    before = reliability(request)
    detail = words(
        "the same as before, as no other is given: {{ detail }}", detail=before.source.detail
    )
    return replace(
        before, source=replace(before.source, name="reliability post", detail=detail)
    )


def _mean_pre(request: Request) -> Quantity:
    """The mean before: as typed, of the norm that gives the SD, or of the sample."""
    quantity = _typed_figure(request, "mean_pre")
    if quantity is not None:
        return quantity
    setting = request.setting("sd")
    settings = request.defaults("sd") if setting is None else (setting,)
    subset = request.cases
    for default in settings:
        if subset == PAIRS or not isinstance(default.value, str):
            break
        if default.value in (BASELINE, PAIRS):
            subset = default.value
            break
        norm = find_norm(request, default.value, purpose="standard deviation of the limit")
        if norm.sd is not None and norm.mean is not None:
            return norm_quantity(request, "mean pre", norm.mean, norm, default.origin)
    return _baseline_mean(request, _sample(request.baseline, request, "mean_pre"), subset)


def _baseline_mean(request: Request, sample: Baseline, subset: str) -> Quantity:
    value = sample.centre(subset)
    if value is None:
        raise _too_few(request, "mean_pre", sample.label(subset), needs="one")
    n = sample.scores(subset).size
    source = Input(
        name="mean pre",
        value=value,
        origin="sample",
        detail=words("mean of {{ whom }}", whom=sample.label(subset)),
        n=n,
        entry=subset,
        statistic="mean",
    )
    return Quantity(source=source, sample_n=n)


def _of_pairs(
    name: str, label: str, compute: Callable[[PairedScores], float | None], request: Request
) -> Quantity:
    """A figure of both occasions: as typed, or of the complete pairs."""
    quantity = _typed_figure(request, name)
    if quantity is not None:
        return quantity
    sample = _sample(request.sample, request, name)
    value = compute(sample)
    if value is None:
        raise _too_few(request, name, sample.label, needs="two different scores")
    return Quantity(
        source=Input(
            name=_spaced(name),
            value=value,
            origin="sample",
            detail=words(
                "{{ what }} of {{ whom }}", what=code_message(label), whom=sample.label
            ),
            n=sample.n,
            entry=PAIRS,
            statistic=name.partition("_")[0],
        ),
        sample_n=sample.n,
    )


def _n(request: Request) -> Quantity:
    sample = _sample(request.sample, request, "n")
    source = Input(
        name="n", value=sample.n, origin="sample", detail=sample.label, n=sample.n, entry=PAIRS
    )
    return Quantity(source=source)


def _typed_figure(request: Request, name: str) -> Quantity | None:
    setting = request.setting(name)
    return None if setting is None else typed_quantity(_spaced(name), setting)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _sample(sample: _S | None, request: Request, name: str) -> _S:
    if sample is not None:
        return sample
    raise ChangeError(
        f"{request.path}: this method needs {name}, a figure of a sample, and there is no "
        "sample here",
        hint=f"give {name} as a number, or use a method that does not need it",
    )


def _too_few(request: Request, name: str, label: str, *, needs: str) -> ChangeError:
    return ChangeError(
        f"{request.path}: this method needs {name} of {label}, and it takes at least {needs}",
        hint=f"give {name} as a number, or use a method that does not need it",
    )


QUANTITIES: Mapping[str, Callable[[Request], Quantity]] = {
    "reliability": reliability,
    "reliability_post": _reliability_post,
    "sd": sd,
    "mean_pre": _mean_pre,
    "mean_post": partial(
        _of_pairs, "mean_post", code_message("later mean"), lambda pairs: pairs.mean("post")
    ),
    "sd_post": partial(
        _of_pairs,
        "sd_post",
        code_message("later standard deviation (n - 1)"),
        lambda pairs: pairs.sd("post") or None,
    ),
    "correlation": partial(
        _of_pairs,
        "correlation",
        code_message("correlation of both occasions"),
        lambda pairs: pairs.correlation,
    ),
    "n": _n,
    **CONTROL,
}
"""How the engine finds each number."""
