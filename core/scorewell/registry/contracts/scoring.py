"""What a scoring method is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorewell.definitions.method_rules import PartFacts
    from scorewell.definitions.model import Covariate
    from scorewell.registry.contracts import expressions as ex
    from scorewell.registry.contracts.strata import CovariateColumn


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
        and the functions of :mod:`scorewell.registry.contracts.expressions`.
    plugin : str
        Name of the plugin that brought it; the engine sets it, and leaves it
        empty for a bundled one.
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
    plugin: str = ""
