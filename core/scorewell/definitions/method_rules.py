"""What the rules for definitions ask of a scoring method, whoever brings it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from scorewell.definitions.model import Covariate


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


class MethodRules(Protocol):
    """What can be checked of a scoring method; a ``ScoringMethod`` has it all."""

    @property
    def over(self) -> str:
        """What it takes: ``items``, ``scales`` or ``both``."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """JSON Schema of its parameters."""

    @property
    def prorates(self) -> bool:
        """Whether its score can be scaled up from a part of the answers."""

    @property
    def decides(self) -> bool:
        """Whether some of the answers can be enough for it."""

    @property
    def whole(self) -> bool:
        """Whether its score of whole numbers is a whole number."""

    @property
    def reach(
        self,
    ) -> Callable[
        [Sequence[str], Sequence[float], Sequence[float], Mapping[str, Any]],
        tuple[float, float],
    ]:
        """The lowest and highest score that the parts can reach."""

    @property
    def check(
        self,
    ) -> (
        Callable[
            [Sequence[PartFacts], Mapping[str, Any], Mapping[str, Covariate]], Iterable[str]
        ]
        | None
    ):
        """What in its parameters does not agree with the parts."""

    @property
    def uses(self) -> Callable[[Mapping[str, Any]], Sequence[str]] | None:
        """The covariates that its parameters name."""
