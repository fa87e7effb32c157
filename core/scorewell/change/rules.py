"""What exact ties count as, and how large a reliable change must be."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

from scorewell.change.inputs import Input
from scorewell.change.request import Request, Said

__all__ = ["Rules", "critical_value", "rules"]

_DEFAULT_LEVEL = 0.95
_MEANING = {
    "on_limit": "a change exactly on the limit counts as",
    "pre_on_cutoff": "a baseline score exactly on the cut-off counts as",
    "post_on_cutoff": "a later score exactly on the cut-off counts as",
}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What exact ties count as.

    Attributes
    ----------
    on_limit : {'unchanged', 'changed'}
    pre_on_cutoff, post_on_cutoff : {'clinical', 'functional'}
    """

    on_limit: str
    pre_on_cutoff: str
    post_on_cutoff: str


def rules(request: Request) -> tuple[Rules, tuple[Input, ...]]:
    """The rules for ties, and the same as inputs of the analysis."""
    said = {name: request.choice(name) for name in _MEANING}
    inputs = tuple(
        Input(
            name=name.replace("_", " ").replace("cutoff", "cut-off"),
            value=word.value,
            origin=word.origin,
            detail=f"{_MEANING[name]} {word.value}",
        )
        for name, word in said.items()
    )
    return Rules(**{name: word.value for name, word in said.items()}), inputs


def critical_value(request: Request) -> tuple[float, Input]:
    """How many standard errors a reliable change exceeds.

    The two-sided normal quantile of the level, or the multiplier as given.
    Of ``level`` and ``multiplier`` the one that the strongest voice gives
    counts.

    Returns
    -------
    tuple
        The critical value, and the ``level`` or ``multiplier`` as an input.
    """
    name, said = request.option("level", "multiplier") or (
        "level",
        Said(_DEFAULT_LEVEL, "default"),
    )
    number = float(said.value)
    if name == "multiplier":
        detail = "standard errors that a reliable change exceeds"
        return number, Input(name=name, value=number, origin=said.origin, detail=detail)
    critical = NormalDist().inv_cdf(0.5 + number / 2)
    detail = f"two-sided; a reliable change exceeds {critical:.4f} standard errors"
    return critical, Input(name=name, value=number, origin=said.origin, detail=detail)
