"""Classes of a finished analysis at other scores, limits and cut-offs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import outcome_codes, reliable_codes, status_codes
from scorewell.change.inputs.baseline import Baseline
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.tie_rules import Rules
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.change.options.options import BASELINE, PAIRS
from scorewell.change.results.change_result import ChangeResult
from scorewell.definitions.model import Instrument, Scale
from scorewell.i18n.messages import join_messages, words
from scorewell.registry.contracts import ChangeIndex, ChangeMethod

if TYPE_CHECKING:
    from scorewell.change.inputs.input import Input
    from scorewell.change.results.change_result import ChangeResult


@dataclass(frozen=True, kw_only=True, eq=False)
class Basis:
    """The people or scores that a figure is computed from.

    Attributes
    ----------
    words : str
        In words, for example ``40 people (published)``.
    n : int or None
        How many; None if not known.
    scores : array or None
        The baseline scores themselves, sorted, where the sample is meant.
    centre, spread : str
        How they were summarised: ``mean`` or ``median``, ``sd`` or ``mad``.
    """

    words: str
    n: int | None = None
    scores: NDArray[np.float64] | None = None
    centre: str = "mean"
    spread: str = "sd"


def basis_of(sample: Baseline, source: Input, *further_sources: Input) -> Basis:
    """The people or scores that figures of one population are computed from.

    Parameters
    ----------
    sample : Baseline
        The baseline scores of the analysis.
    source, further_sources : Input
        The figures, for example its mean and its standard deviation.
    """
    if source.entry in (BASELINE, PAIRS):
        scores = sample.scores(source.entry)
        statistics = {figure.statistic for figure in (source, *further_sources)}
        return Basis(
            words=sample.label(source.entry),
            n=scores.size,
            scores=scores,
            centre="median" if "median" in statistics else "mean",
            spread="mad" if "mad" in statistics else "sd",
        )
    norm = words("norm '{{ name }}'", name=source.entry)
    return _published(source.n, norm if source.entry else words("typed figures"))


def _published(n: int | None, name: str) -> Basis:
    if n is None or n < 2:
        return Basis(words=join_messages([name, words("n not stated")], ", "))
    return Basis(words=join_messages([name, words("n = {{ n }}", n=n)], ", "), n=n)


def item_count(instrument: Instrument, scale: Scale) -> int:
    """How many items a scale has; of a composite, those of its scales."""
    parts = (item_count(instrument, instrument.scale(part)) for part in scale.scales)
    return len(scale.items) + sum(parts)


Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


def input_of(result: ChangeResult, name: str) -> Input | None:
    """The input of an analysis with this name, or None."""
    return next((source for source in result.inputs if source.name == name), None)


def places(words: pd.Series, labels: Sequence[str]) -> Codes:
    """Classes in words as places among their labels; -1 where there is none.

    Examples
    --------
    >>> import pandas as pd
    >>> places(pd.Series(["b", None, "a"]), ("a", "b")).tolist()
    [1, -1, 0]
    """
    codes: Codes = pd.Categorical(words, categories=list(labels)).codes.astype(np.int8)
    return codes


@dataclass(frozen=True, kw_only=True, eq=False)
class Reclassifier:
    """Reclassifies the respondents of a finished analysis by its settings.

    Classes are places in the tuples of ``scorewell.change.classes.classify``, -1
    where they are not known.

    Attributes
    ----------
    direction : {1, -1}
        Whether higher or lower scores are better.
    low, high : float
        Range of the scale.
    critical_value : float
        How many standard errors a reliable change exceeds.
    cutoff : float or None
        Where the functional range begins.
    rules : Rules
        What exact ties count as, and who can be recovered.
    method : ChangeMethod
        The change index.
    method_inputs : mapping of str to float
        What it was given.
    pre, post : array, shape (n_respondents,)
        The scores that were used; NaN where missing or out of range.
    """

    direction: int
    low: float
    high: float
    critical_value: float
    cutoff: float | None
    rules: Rules
    method: ChangeMethod
    method_inputs: Mapping[str, float]
    pre: Floats
    post: Floats

    @classmethod
    def of(cls, result: ChangeResult) -> Reclassifier:
        """The settings and scores of an analysis."""
        scale = result.scale
        tolerance = TOLERANCE * (scale.high - scale.low)
        scores = [result.cases[name].to_numpy(dtype=np.float64) for name in ("pre", "post")]
        pre, post = (
            np.where(
                (column < scale.low - tolerance) | (column > scale.high + tolerance),
                np.nan,
                column,
            )
            for column in scores
        )
        return cls(
            direction=1 if scale.better == "higher" else -1,
            low=scale.low,
            high=scale.high,
            critical_value=result.critical_value,
            cutoff=result.cutoffs.value,
            rules=result.settings.tie_rules,
            method=result.method,
            method_inputs=result.settings.method_inputs,
            pre=pre,
            post=post,
        )

    @property
    def best(self) -> float:
        """The better end of the scale."""
        return self.high if self.direction > 0 else self.low

    @property
    def worst(self) -> float:
        """The worse end of the scale."""
        return self.low if self.direction > 0 else self.high

    @property
    def assessable(self) -> NDArray[np.bool_]:
        """Who has both scores."""
        return ~(np.isnan(self.pre) | np.isnan(self.post))

    @property
    def baseline(self) -> Baseline:
        """The baseline scores as a population."""
        return Baseline(
            all_scores=np.sort(self.pre[~np.isnan(self.pre)]),
            paired=np.sort(self.pre[self.assessable]),
        )

    def ending(self, score: float) -> Reclassifier:
        """The same respondents, had each of them ended with this score."""
        return replace(self, post=np.where(np.isnan(self.pre), np.nan, score))

    def compute(self, inputs: Mapping[str, float] | None = None) -> ChangeIndex:
        """The index by the same method, with other inputs where given.

        Raises
        ------
        ChangeError
            If the inputs allow no index.
        """
        return self.method.compute(
            self.pre, self.post, {**self.method_inputs, **(inputs or {})}
        )

    def reliable(self, index: Floats, *, factor: float = 1.0) -> Codes:
        """Reliable change where the limit is this many times what it was."""
        return reliable_codes(
            index,
            critical_value=self.critical_value * factor,
            direction=self.direction,
            rules=self.rules,
        )

    def status(self, cutoff: float | Floats | None) -> tuple[Codes, Codes]:
        """Status before and after at a cut-off, or at one for each respondent."""
        if cutoff is None:
            unknown = np.full(self.pre.shape, -1, dtype=np.int8)
            return unknown, unknown
        before, after = (
            status_codes(
                scores - cutoff,
                cutoff=0.0,
                direction=self.direction,
                span=self.high - self.low,
                on_cutoff=rule,
            )
            for scores, rule in (
                (self.pre, self.rules.pre_on_cutoff),
                (self.post, self.rules.post_on_cutoff),
            )
        )
        return before, after

    def outcome(self, reliable: Codes, statuses: tuple[Codes, Codes]) -> Codes:
        """Outcome from reliable change and status before and after."""
        before, after = statuses
        return outcome_codes(reliable, before, after, recovered_from=self.rules.recovered_from)
