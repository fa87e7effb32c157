"""What exact ties count as, who can be recovered, and how large a reliable change must be."""

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
    "recovered_from": "recovered can be, by baseline status:",
}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What exact ties count as, and who can be recovered.

    Attributes
    ----------
    on_limit : {'unchanged', 'changed'}
    pre_on_cutoff, post_on_cutoff : {'clinical', 'functional'}
    recovered_from : {'clinical', 'any'}
        Whether only who was clinical at baseline can be recovered.
    """

    on_limit: str
    pre_on_cutoff: str
    post_on_cutoff: str
    recovered_from: str = "clinical"


def rules(request: Request) -> tuple[Rules, tuple[Input, ...]]:
    """The rules, and the same as inputs of the analysis."""
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


def critical_value(request: Request, *, sides: int = 2) -> tuple[float, Input]:
    """How many standard errors a reliable change exceeds.

    The normal quantile of the level, or the multiplier as given. Of ``level``
    and ``multiplier`` the one that the strongest voice gives counts.

    Parameters
    ----------
    sides : {2, 1}
        Whether the level holds for both directions together or for each.

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
    critical = NormalDist().inv_cdf(1 - (1 - number) / sides)
    which = "two-sided" if sides == 2 else "one-sided, as this method asks"
    detail = f"{which}; a reliable change exceeds {critical:.4f} standard errors"
    return critical, Input(name=name, value=number, origin=said.origin, detail=detail)
