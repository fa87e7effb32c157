"""Methods that judge change: an index, an approach, a method of growth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Concatenate, Protocol

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from scorewell.definitions.model import Instrument, Scale
    from scorewell.errors import Finding

    FloatArray = NDArray[np.float64]
    MethodInputs = Mapping[str, float]


JUDGEMENT_OUTCOMES = ("recovered", "improved", "unchanged", "deteriorated")
"""What an approach may call the outcome of a respondent."""


@dataclass(frozen=True, kw_only=True)
class ExpectedLine:
    """The later score that is expected without change: ``intercept + slope * pre``.

    Attributes
    ----------
    intercept : float
        In points of the scale.
    slope : float
        Points of the later score per point of the earlier one.
    """

    intercept: float = 0.0
    slope: float = 1.0

    def at(self, pre: FloatArray) -> FloatArray:
        """The score expected of each respondent."""
        expected = pre * self.slope
        expected += self.intercept  # in place: a new array costs more than the sum itself
        return expected


@dataclass(frozen=True, kw_only=True)
class ChangeIndex:
    """What a change method returns: ``index = (post - expected) / standard_error``.

    Attributes
    ----------
    index : array, shape (n_cases,)
        How far the later score lies from the one expected, in standard
        errors; positive where it is higher, whichever direction is better.
        NaN where a score is missing.
    standard_error : float or array, shape (n_cases,)
        Standard error in score points: one for all, or one per respondent.
        The critical value times this is how far a later score must lie from
        the one expected.
    expected : array, shape (n_cases,), or None
        The later score that the method expects of each respondent without
        change; None where that is the score before.
    line : ExpectedLine or None
        The line on which the expected scores lie; None where they lie on no
        line. Figures and tables draw the band of unreliable change around it.
    """

    index: FloatArray
    standard_error: float | FloatArray
    expected: FloatArray | None = None
    line: ExpectedLine | None = None

    @classmethod
    def around_line(
        cls,
        line: ExpectedLine,
        pre: FloatArray,
        post: FloatArray,
        *,
        standard_error: float | FloatArray,
    ) -> ChangeIndex:
        """The index of later scores around a line over the scores before."""
        expected = line.at(pre)
        return cls(
            index=(post - expected) / standard_error,
            standard_error=standard_error,
            expected=expected,
            line=line,
        )

    @classmethod
    def around(
        cls, expected: FloatArray, post: FloatArray, *, standard_error: float | FloatArray
    ) -> ChangeIndex:
        """The index of later scores around those expected."""
        return cls(
            index=(post - expected) / standard_error,
            standard_error=standard_error,
            expected=expected,
        )


@dataclass(frozen=True, kw_only=True)
class ChangeMethod:
    """A named index of change.

    Attributes
    ----------
    name : str
        The word that options use, for example ``jacobson-truax``.
    title, summary, formula, reference : str
        What a reader is told: name, one sentence, formula with each symbol
        defined, reference with DOI.
    inputs : tuple of str
        Names of the inputs that ``compute`` needs, of these: ``reliability``
        and ``reliability_post``; ``sd``, ``mean_pre``, ``sd_post``,
        ``mean_post``, ``correlation`` and ``n`` (of the respondents);
        ``control_mean_pre``, ``control_sd_pre``, ``control_mean_post``,
        ``control_sd_post``, ``control_retest`` and ``control_n`` (of people
        who were not treated).
    compute : callable
        ``compute(pre, post, inputs) -> ChangeIndex`` on float arrays of one
        length, NaN where missing, with ``inputs`` a mapping from the names
        above to numbers that the engine has checked. It raises a
        :class:`~scorewell.errors.ChangeError` where they allow no index.
    sides : {2, 1}
        Whether the level of the analysis is two-sided, as usual, or the
        authors of the index test each direction at the whole level.
    freedom : callable or None
        ``freedom(inputs) -> float``: degrees of freedom of the t distribution
        that the index is compared with; None where it is the normal one.
    """

    name: str
    title: str
    summary: str
    formula: str
    reference: str
    inputs: tuple[str, ...]
    compute: Callable[[FloatArray, FloatArray, MethodInputs], ChangeIndex]
    sides: int = 2
    freedom: Callable[[MethodInputs], float] | None = None


@dataclass(frozen=True, kw_only=True)
class ApproachContext:
    """The scale and the analysis in which an approach judges pairs of scores.

    Attributes
    ----------
    instrument : Instrument
        The instrument of the scale.
    scale : Scale
        The scale, whose direction decides what improvement is.
    change_methods : mapping of str to ChangeMethod
        The registered indices of change by name.
    options : sequence of (str, ChangeOptions)
        Who says what about the analysis, the strongest first, as for
        :func:`scorewell.change.analyse.analyse`.
        :func:`scorewell.change.sample.approach_sample` and
        :func:`scorewell.change.run_approach.analyse_in_context` read them.
    origin : str
        Who asks for the approach and gives its parameters.
    """

    instrument: Instrument
    scale: Scale
    change_methods: Mapping[str, ChangeMethod] = field(default_factory=dict)
    options: Sequence[tuple[str, object]] = ()
    origin: str = "call"


class ApproachResult(Protocol):
    """Result of an approach: outcomes of respondents, or a verdict on the group.

    A :class:`~scorewell.change.results.approach_results.Judgement` or a
    :class:`~scorewell.change.results.approach_results.GroupJudgement`.
    """

    @property
    def approach(self) -> str:
        """Name of the approach."""

    @property
    def instrument(self) -> Instrument:
        """The instrument of the scale."""

    @property
    def scale(self) -> Scale:
        """The scale that was judged."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Remarks on inputs and scores."""


@dataclass(frozen=True, kw_only=True)
class Approach:
    """A named way to judge pairs of scores: each respondent, or the whole group.

    Attributes
    ----------
    name : str
        The word that options use, for example ``percentage``.
    title, summary, formula, reference : str
        As of a :class:`ChangeMethod`.
    inputs : tuple of str
        What of the analysis enters, for a reader: ``reliability``, ``sd``,
        ``cut-off`` and so on, besides the pairs themselves.
    judge : callable
        ``judge(pairs, context, **parameters)``: ``pairs`` is a data frame with
        ``id``, ``pre``, ``post`` and perhaps ``group``, and ``context`` an
        :class:`ApproachContext`. It returns a
        :class:`scorewell.change.results.approach_results.Judgement` of each respondent, or a
        :class:`scorewell.change.results.approach_results.GroupJudgement`, and raises a
        :class:`~scorewell.errors.ChangeError` where figures are lacking.
    parameters : mapping
        JSON Schema of the keyword arguments of ``judge``, which the engine
        checks before the call. A key that it does not name is refused. Empty
        when there are none.
    """

    name: str
    title: str
    summary: str
    formula: str
    reference: str
    judge: Callable[Concatenate[pd.DataFrame, ApproachContext, ...], ApproachResult]
    inputs: tuple[str, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Slopes:
    """What a growth method returns, in points of the scale and units of time.

    Attributes
    ----------
    slope : array, shape (n_respondents,)
        Each respondent's own slope.
    tested : array, shape (n_respondents,)
        What the method compares with 0: that slope, or a part of it.
    standard_error : array, shape (n_respondents,)
        Standard error of what is tested; the index is the one divided by the
        other, or 0 where the error is 0.
    average, average_error : float
        The average slope and its standard error.
    slope_sd, residual_sd : float
        Standard deviations of the slopes, and of the scores around the lines.
    trouble : str
        What the fit complained of; empty if nothing.
    on_boundary : bool
        Whether the variance of the slopes is estimated on the boundary of what
        is possible, so that it tells nothing about one respondent.
    """

    slope: FloatArray
    tested: FloatArray
    standard_error: FloatArray
    average: float
    average_error: float
    slope_sd: float
    residual_sd: float
    trouble: str = ""
    on_boundary: bool = False


@dataclass(frozen=True, kw_only=True)
class GrowthMethod:
    """A named way to judge a respondent's slope over all occasions.

    Attributes
    ----------
    name : str
        The word that options use, for example ``growth-slope``.
    title, summary, formula, reference : str
        As of a :class:`ChangeMethod`.
    compute : callable
        ``compute(time, score, person, n) -> Slopes``: float arrays of one
        length without missing values, one row per score; ``person`` holds the
        place of each row's respondent, from 0 to ``n - 1``. Everybody has at
        least three scores, at two different times or more.
    inputs : tuple of str
        What it needs, for a reader.
    needs_reliability : bool
        Whether it judges nobody where the slopes are not reliable: it tests the
        average slope with the respondent's own part, so that with slopes that
        cannot be told apart everybody gets the class of the average.
    """

    name: str
    title: str
    summary: str
    formula: str
    reference: str
    compute: Callable[[FloatArray, FloatArray, NDArray[np.intp], int], Slopes]
    needs_reliability: bool = False
    inputs: tuple[str, ...] = ("scores at three occasions or more", "their times")
