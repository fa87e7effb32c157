"""How much a group changed, held against the amount that matters to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.approaches.important_change import amount
from scorewell.change.approaches.mean_intervals import (
    Estimate,
    bayes_interval,
    t_interval,
    welch_interval,
)
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request
from scorewell.change.options.options import ChangeOptions
from scorewell.change.sample import Sample, take
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import (
    Figure,
    coded,
    joined,
    listed,
    words,
)
from scorewell.io.json_values import plain

RELEVANCE = (
    coded("larger than important"),
    coded("probably important"),
    coded("possibly important"),
    coded("smaller than important"),
    coded("not distinguishable from none"),
)
"""How a difference compares with the minimal important one, by where its interval lies."""

Options = Sequence[tuple[str, ChangeOptions]]


@dataclass(frozen=True, kw_only=True)
class GroupEffect:
    """How much a group changed, or how far two groups lie apart.

    Attributes
    ----------
    difference, low, high : float
        Estimate and its interval, in points: later minus earlier score, or
        group minus reference.
    level : float
        Confidence level, or posterior probability, of the interval.
    n : tuple of int
        How many respondents: the pairs, or group and reference.
    way : {'improvement', 'deterioration', 'none'}
        The direction of the whole interval; ``none`` where it holds 0.
    relevance : str
        One of :data:`RELEVANCE`, against the amount for that direction.
    how : str
        How the interval was found.
    """

    instrument: Instrument
    scale: Scale
    difference: float
    low: float
    high: float
    level: float
    n: tuple[int, ...]
    way: str
    relevance: str
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...] = ()
    how: str = ""

    @property
    def verdict(self) -> str:
        """What the effect is, for example ``improvement, probably important``."""
        way = words("no clear change") if self.way == "none" else coded(self.way)
        return joined([way, self.relevance], ", ")

    def sentence(self) -> str:
        """The effect in a sentence."""
        return words(
            "The difference is {{ difference }} points ({{ level }}% interval {{ low }} to "
            "{{ high }}; n = {{ n }}): {{ verdict }}.",
            difference=Figure(f"{self.difference:.2f}"),
            level=Figure(f"{100 * self.level:.0f}"),
            low=Figure(f"{self.low:.2f}"),
            high=Figure(f"{self.high:.2f}"),
            n=listed(map(str, self.n)),
            verdict=self.verdict,
        )

    def to_dict(self) -> dict[str, object]:
        """The effect as plain values that JSON can hold."""
        names = ("difference", "low", "high", "level", "n", "way", "relevance")
        return {
            "instrument": {"id": self.instrument.id, "version": self.instrument.version},
            "scale": {"id": self.scale.id, "better": self.scale.better},
            **{name: plain(getattr(self, name)) for name in (*names, "inputs", "findings")},
            "sentence": self.sentence(),
        }


def anchor_group(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    improvement: str | float,
    deterioration: str | float | None = None,
    level: float = 0.95,
    bayesian: bool = False,
    options: Options = (),
    origin: str = "call",
) -> GroupEffect:
    """The mean change of a group against the amount that matters to people.

    Parameters
    ----------
    pairs, scale, instrument, options
        As for :func:`~scorewell.change.analyse.analyse`.
    improvement, deterioration
        As for :func:`~scorewell.change.approaches.anchor.anchor`.
    level : float
        Of the interval, above 0.5 and below 1.
    bayesian : bool
        Median and central interval of the posterior instead of the paired t
        interval; see :func:`~scorewell.change.approaches.mean_intervals.bayes_interval`.
    origin : str
        Who gives the amounts and the level.

    Raises
    ------
    ChangeError
        If an amount is unknown, or fewer than two pairs or no spread are left.

    Examples
    --------
    The R package clinicalsignificance gives -6.28, from -10.44805323729674 to
    -2.11194676270326.

    >>> from scorewell.change.example_data import INSTRUMENT, SCALE, pairs
    >>> found = anchor_group(pairs(), SCALE, instrument=INSTRUMENT, improvement=8)
    >>> [round(each, 9) for each in (found.difference, found.low, found.high)]
    [-6.28, -10.448053237, -2.111946763]
    """
    sample = take(pairs, scale, instrument=instrument, options=options)
    both = sample.read.assessable
    change = np.sort((sample.read.post - sample.read.pre)[both])
    _check_size(sample.request, change, "pairs")
    find = bayes_interval if bayesian else t_interval
    return _effect(
        sample,
        find(change, level=level),
        level=level,
        n=(change.size,),
        amounts=(improvement, deterioration),
        how=words("posterior of the mean change" if bayesian else "paired t interval"),
        origin=origin,
    )


def anchor_between(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    group: str,
    reference: str,
    improvement: str | float,
    deterioration: str | float | None = None,
    level: float = 0.95,
    bayesian: bool = False,
    options: Options = (),
    origin: str = "call",
) -> GroupEffect:
    """The later scores of two groups apart, against the amount that matters to people.

    Parameters
    ----------
    group, reference : str
        Labels in the column ``group``; the difference is group minus
        reference, among respondents with both scores.
    pairs, scale, instrument, improvement, deterioration, level, bayesian, options, origin
        As for :func:`anchor_group`; the t interval is Welch's.

    Raises
    ------
    ChangeError
        If a group is not there, or too small.

    Examples
    --------
    Odd ids against even ones: statsmodels 0.15.0 gives -2.018722 to 10.877696
    (``CompareMeans``, unequal variances).

    >>> from scorewell.change.example_data import INSTRUMENT, SCALE, pairs
    >>> frame = pairs().assign(group=lambda each: np.where(each["id"] % 2, "odd", "even"))
    >>> found = anchor_between(
    ...     frame, SCALE, instrument=INSTRUMENT, group="odd", reference="even", improvement=8
    ... )
    >>> [round(each, 6) for each in (found.difference, found.low, found.high)]
    [4.429487, -2.018722, 10.877696]
    """
    sample = take(pairs, scale, instrument=instrument, options=options)
    ours, theirs = (_later(sample, label) for label in (group, reference))
    find = bayes_interval if bayesian else welch_interval
    return _effect(
        sample,
        find(ours, theirs, level=level),
        level=level,
        n=(ours.size, theirs.size),
        amounts=(improvement, deterioration),
        how=words("posterior of the difference" if bayesian else "Welch's t interval"),
        origin=origin,
    )


def _later(sample: Sample, label: str) -> NDArray[np.float64]:
    frame, where = sample.read.frame, sample.request.where
    if "group" not in frame.columns:
        raise ChangeError(f"{where}: the pairs have no groups to compare")
    groups = frame["group"].astype("string")
    rows = (groups == str(label)).to_numpy(dtype=np.bool_, na_value=False)
    if not rows.any():
        known = ", ".join(sorted(groups.dropna().unique()))
        raise ChangeError(
            f"{where}: no respondent is in the group '{label}'", hint=f"the groups are {known}"
        )
    scores = np.sort(sample.read.post[rows & sample.read.assessable])
    _check_size(sample.request, scores, f"respondents in the group '{label}'")
    return scores


def _check_size(request: Request, scores: NDArray[np.float64], whose: str) -> None:
    if scores.size < 2 or scores[0] == scores[-1]:
        raise ChangeError(
            f"{request.where}: an interval needs at least two {whose} that differ, and there "
            f"are {scores.size}" + (", all alike" if scores.size > 1 else "")
        )


def _effect(
    sample: Sample,
    found: Estimate,
    *,
    level: float,
    n: tuple[int, ...],
    amounts: tuple[str | float, str | float | None],
    how: str,
    origin: str,
) -> GroupEffect:
    request = sample.request
    least, first = amount(
        request, amounts[0], name="minimal important improvement", origin=origin
    )
    second = replace(first, name="minimal important deterioration")
    if amounts[1] is not None:
        _, second = amount(
            request, amounts[1], name="minimal important deterioration", origin=origin
        )
    way = "none"
    if found.low > 0 or found.high < 0:
        way = "improvement" if request.direction * found.value > 0 else "deterioration"
    threshold = float(second.value) if way == "deterioration" else least
    return GroupEffect(
        instrument=request.instrument,
        scale=request.scale,
        difference=found.value,
        low=found.low,
        high=found.high,
        level=level,
        n=n,
        way=way,
        relevance=_relevance(found, threshold),
        inputs=(
            first,
            second,
            Input(
                name="level",
                value=level,
                origin=origin,
                detail=joined([coded("two-sided"), how], "; "),
            ),
        ),
        findings=sample.findings,
        how=how,
    )


def _relevance(found: Estimate, threshold: float) -> str:
    """Where the interval lies, turned so that it is above 0."""
    if found.low <= 0 <= found.high:
        return RELEVANCE[4]
    near, far = sorted((abs(found.low), abs(found.high)))
    if near > threshold:
        return RELEVANCE[0]
    if far < threshold:
        return RELEVANCE[3]
    return RELEVANCE[1] if abs(found.value) >= threshold else RELEVANCE[2]
