"""What a method is: the promises between the engines and their plugins.

A scoring method turns the parts of a scale (its items, or the scales of a
composite) into one score, as a narwhals expression. A change method turns
pairs of scores into an index of change, on NumPy arrays; an approach turns
them into outcomes, or into a verdict on the group, by rules of its own; a
growth method judges the scores of all occasions. All are values with a name
and a description; plugins hand them over through ``register_scoring_methods``
and ``register_change_methods``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scorewell import dialect as ex
    from scorewell.model import Covariate
    from scorewell.strata import CovariateColumn

    FloatArray = NDArray[np.float64]

__all__ = [
    "Approach",
    "ChangeIndex",
    "ChangeMethod",
    "GrowthMethod",
    "PartFacts",
    "Parts",
    "ScoringMethod",
    "Slopes",
    "add",
]


def add(terms: Sequence[ex.Expr]) -> ex.Expr:
    """Sum of expressions as a balanced tree.

    A left-deep chain of ``+`` reaches the recursion limit of some back ends
    at a few hundred terms, and horizontal sums skip nulls and overflow small
    integers; a balanced tree of ``+`` does neither.
    """
    if len(terms) == 1:
        return terms[0]
    middle = len(terms) // 2
    return add(terms[:middle]) + add(terms[middle:])


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a scoring method is given.

    Attributes
    ----------
    ids : tuple of str
        Ids of the items, or of the scales of a composite, in order.
    values : tuple of expression
        Per part its value, reversed where the key says so; 0 where it is
        missing. Never null and never NaN; floats, unless the method asks for
        ``integers``.
    answered : tuple of expression
        Per part 1 where there is a value, 0 where it is missing.
    applies : tuple of expression
        Per part 1 where it belongs to the scale of this respondent, 0 where
        it is left out; a part that is left out has no value and is not
        missing. Empty where every part belongs to everybody.
    count : expression
        How many parts have a value. The engine blanks every score with fewer
        than the missing rule needs, and always when the count is 0.
    lows, highs : tuple of float
        Lowest and highest possible value of each part, after reversal.
    parameters : mapping
        The method's parameters as written in the definition.
    covariates : mapping of str to CovariateColumn
        What is known of each respondent beside the answers, by covariate.
    """

    ids: tuple[str, ...]
    values: tuple[ex.Expr, ...]
    answered: tuple[ex.Expr, ...]
    applies: tuple[ex.Expr, ...] = ()
    count: ex.Expr
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    covariates: Mapping[str, CovariateColumn] = field(default_factory=dict)

    @property
    def number(self) -> ex.Expr | int:
        """How many parts belong to the scale of this respondent."""
        return add(self.applies) if self.applies else len(self.ids)


@dataclass(frozen=True, kw_only=True)
class PartFacts:
    """What a definition says about one part of a scale.

    Attributes
    ----------
    id : str
        Of the item or scale.
    low, high : float
        Its lowest and highest possible value, as it counts here.
    whole : bool
        Whether its values are whole numbers only, whatever is missing.
    """

    id: str
    low: float
    high: float
    whole: bool


@dataclass(frozen=True, kw_only=True)
class ScoringMethod:
    """A named way to turn parts into a score.

    Attributes
    ----------
    name : str
        The word that definitions use.
    summary : str
        One sentence for a reader.
    formula : str
        How the score is computed, with each symbol defined.
    score : callable
        ``score(parts) -> expression``. With missing parts it returns the
        score scaled up from those given (prorated); the engine decides when
        that may be shown. It must not divide by ``parts.count`` without a
        guard for 0.
    reach : callable
        ``reach(parts_ids, lows, highs, parameters) -> (lowest, highest)``:
        the lowest and highest possible score.
    parameters : mapping
        JSON Schema of the parameters; empty when it takes none.
    prorates : bool
        Whether scaling up from the parts given has a meaning. Where it has
        none (a maximum), the linter refuses the rule ``prorate``.
    over : {'items', 'scales', 'both'}
        What the parts may be.
    partial : bool
        Whether the method may give null for parts that suffice (a table
        without an entry, for example). Only such a method may.
    reason : callable or None
        ``reason(parts) -> expression``: for a partial method, why it gives no
        score although the parts suffice, as text; null where it gives one.
    decides : bool
        Whether the method can give a score from some of the parts where these
        decide it, whatever the others may be; the missing rule ``decided``
        asks for that. Such a method is partial.
    whole : bool
        Whether whole values give a whole score when none is missing.
    check : callable or None
        ``check(facts, parameters, covariates)`` yields a message for every
        contradiction between the parameters and the parts of a scale, each a
        sentence without its full stop.
    uses : callable or None
        ``uses(parameters)`` names the covariates that a score depends on.
    integers : bool
        Whether the method does no more with values than add them and
        multiply the sum by the number of parts. It is then given whole
        values as integers that are wide enough for just that, which is
        faster than floats.
    bilingual : bool
        Whether the method takes and gives Polars' own expressions as well as
        narwhals': it then uses nothing but operators, methods that both have,
        and the functions of :mod:`scorewell.dialect`.
    """

    name: str
    summary: str
    formula: str
    score: Callable[[Parts], ex.Expr]
    reach: Callable[
        [Sequence[str], Sequence[float], Sequence[float], Mapping[str, Any]],
        tuple[float, float],
    ]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    prorates: bool = True
    over: str = "both"
    partial: bool = False
    reason: Callable[[Parts], ex.Expr] | None = None
    decides: bool = False
    whole: bool = False
    check: (
        Callable[
            [Sequence[PartFacts], Mapping[str, Any], Mapping[str, Covariate]], Iterable[str]
        ]
        | None
    ) = None
    uses: Callable[[Mapping[str, Any]], Sequence[str]] | None = None
    integers: bool = False
    bilingual: bool = False


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
    """

    index: FloatArray
    standard_error: float | FloatArray
    expected: FloatArray | None = None

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
        that the index is held against; None where it is the normal one.
    """

    name: str
    title: str
    summary: str
    formula: str
    reference: str
    inputs: tuple[str, ...]
    compute: Callable[[FloatArray, FloatArray, Mapping[str, float]], ChangeIndex]
    sides: int = 2
    freedom: Callable[[Mapping[str, float]], float] | None = None


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
        ``judge(pairs, scale, *, instrument, method_registry, parameters,
        options)``, of which the first two and the options are those of
        :func:`scorewell.change.analyse`. It returns a
        :class:`scorewell.change.Judgement` of each respondent, or a
        :class:`scorewell.change.GroupJudgement`, and raises a
        :class:`~scorewell.errors.ChangeError` where figures are lacking.
    parameters : mapping
        JSON Schema of what the approach must be told; the engine checks
        ``parameters`` by it before the call. Empty when it takes none.
    """

    name: str
    title: str
    summary: str
    formula: str
    reference: str
    judge: Callable[..., Any]
    inputs: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Slopes:
    """What a growth method returns, in points of the scale and units of time.

    Attributes
    ----------
    slope : array, shape (n_respondents,)
        Each respondent's own slope.
    tested : array, shape (n_respondents,)
        What the method holds against 0: that slope, or a part of it.
    standard_error : array, shape (n_respondents,)
        Standard error of what is tested; the index is the one divided by the
        other, or 0 where the error is 0.
    average, average_error : float
        The average slope and its standard error.
    slope_sd, residual_sd : float
        Standard deviations of the slopes, and of the scores around the lines.
    trouble : str
        What the fit complained of; empty if nothing.
    """

    slope: FloatArray
    tested: FloatArray
    standard_error: FloatArray
    average: float
    average_error: float
    slope_sd: float
    residual_sd: float
    trouble: str = ""


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
    """

    name: str
    title: str
    summary: str
    formula: str
    reference: str
    compute: Callable[[FloatArray, FloatArray, NDArray[np.intp], int], Slopes]
    inputs: tuple[str, ...] = ("scores at three occasions or more", "their times")
