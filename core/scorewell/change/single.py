"""One respondent: how many points, and to which score."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scorewell.change.advice import Advice
from scorewell.change.analysis import classes
from scorewell.change.index import index_of, limit_findings, limit_of
from scorewell.change.options import ChangeOptions
from scorewell.change.request import Request
from scorewell.change.targets import targets
from scorewell.change.terms import settle
from scorewell.change.ties import TOLERANCE
from scorewell.errors import ChangeError
from scorewell.methods import ChangeMethod
from scorewell.model import Instrument, Scale

__all__ = ["advise"]


def advise(
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    options: Sequence[tuple[str, ChangeOptions]] = (),
    pre: float | None = None,
    post: float | None = None,
) -> Advice:
    """How many points one respondent needs, and what the scores given mean.

    There is no sample here, so the standard deviation and the populations are
    published or typed ones: those that the call names, or those that the
    definition names for this under ``without_sample``.

    Parameters
    ----------
    scale, instrument, method_registry, options
        As for :func:`~scorewell.change.analysis.analyse`.
    pre, post : float or None
        The respondent's scores before and after, as far as known.

    Raises
    ------
    ChangeError
        If an input is lacking or rests on a sample, or a score is not
        possible on this scale.

    Examples
    --------
    The R package CECPfuns gives 6.894784471329744 points for a standard deviation of 7.5
    and a reliability of .89: in whole score steps 7, from 30 to 37 where higher is better.

    >>> from scorewell.registry import open_registry
    >>> registry = open_registry()
    >>> pseq = registry.load("pseq")
    >>> advice = advise(
    ...     pseq.scale("total"), instrument=pseq, pre=30,
    ...     method_registry=registry.plugins.change_methods,
    ...     options=[("call", ChangeOptions(reliability=0.89, sd=7.5))],
    ... )
    >>> round(advice.limit, 9), advice.targets.improved
    (6.894784471, 37.0)
    """
    request = Request(instrument=instrument, scale=scale, options=tuple(options), alone=True)
    _ = request.direction
    _check_score(request, "pre", pre)
    _check_score(request, "post", post)
    terms = settle(request, method_registry)
    before = np.array([math.nan if pre is None else pre], dtype=np.float64)
    after = np.array([math.nan if post is None else post], dtype=np.float64)
    index = index_of(terms, before, after)
    limit = limit_of(terms, index)
    expected = None if index.expected is None else float(index.expected[0])
    found = classes(request, terms, pre=before, post=after, index=index.index)
    words = {name: column.iloc[0] for name, column in found.columns().items()}
    return Advice(
        instrument=instrument,
        scale=scale,
        method=terms.method,
        inputs=terms.inputs,
        standard_error=_number(index.standard_error),
        expected=None if expected is None or math.isnan(expected) else expected,
        critical_value=terms.critical_value,
        limit=limit,
        cutoffs=terms.cutoffs,
        rules=terms.rules,
        from_pre=index.expected is None,
        targets=targets(
            request, terms, limit=limit if index.expected is None else None, pre=pre
        ),
        pre=pre,
        post=post,
        classes={name: word for name, word in words.items() if isinstance(word, str)},
        findings=(*terms.findings, *limit_findings(request, limit)),
    )


def _number(value: float | NDArray[np.float64]) -> float | None:
    """The standard error of the one respondent; None where it is not known yet."""
    number = float(np.ravel(value)[0])
    return None if math.isnan(number) else number


def _check_score(request: Request, name: str, score: float | None) -> None:
    low, high = request.scale.low, request.scale.high
    slack = TOLERANCE * (high - low)
    if score is None or low - slack <= score <= high + slack:
        return
    raise ChangeError(
        f"{request.where}: the {name} score is {score!r}; this scale runs from {low:g} to "
        f"{high:g}"
    )
