"""What exact ties count as, who can be recovered, and how large a reliable change must be."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request, Setting
from scorewell.change.options.options import LIMITS
from scorewell.i18n.messages import Figure, code_message, join_messages, words

_DEFAULT_LEVEL = 0.95
_MEANING = {
    "on_limit": lambda status: words(
        "a change exactly on the limit counts as {{ what }}", what=status
    ),
    "pre_on_cutoff": lambda status: words(
        "a baseline score exactly on the cut-off counts as {{ what }}", what=status
    ),
    "post_on_cutoff": lambda status: words(
        "a later score exactly on the cut-off counts as {{ what }}", what=status
    ),
    "recovered_from": lambda status: words(
        "recovered can be, by baseline status: {{ what }}", what=status
    ),
}

_AT_CUTOFF = ("pre_on_cutoff", "post_on_cutoff")


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


def rules(request: Request, *, edge: str = "") -> tuple[Rules, tuple[Input, ...]]:
    """The rules, and the same as inputs of the analysis.

    Parameters
    ----------
    edge : {'', 'clinical', 'functional'}
        What a score exactly on a published cut-off is by its own edge, whatever
        the options say.
    """
    choices = {name: request.choice(name) for name in _MEANING}
    if edge:
        choices |= dict.fromkeys(_AT_CUTOFF, Setting(edge, "definition"))
    inputs = tuple(
        Input(
            name=name.replace("_", " ").replace("cutoff", "cut-off"),
            value=word.value,
            origin=word.origin,
            detail=_MEANING[name](code_message(str(word.value))),
        )
        for name, word in choices.items()
    )
    return Rules(**{name: word.value for name, word in choices.items()}), inputs


def critical_value(
    request: Request, *, sides: int = 2, freedom: float | None = None
) -> tuple[float, Input]:
    """How many standard errors a reliable change exceeds.

    The quantile of the level, or of 1 - ``phi_max``, or the multiplier as
    given. Of these the one that is set first counts.

    Parameters
    ----------
    sides : {2, 1}
        Whether the level holds for both directions together or for each.
    freedom : float or None
        Degrees of freedom of the t distribution; None for the normal one.

    Returns
    -------
    tuple
        The critical value, and what set it as an input.
    """
    name, setting = request.option(*LIMITS) or ("level", Setting(_DEFAULT_LEVEL, "default"))
    number = float(setting.value)
    if name == "multiplier":
        detail = words("standard errors that a reliable change exceeds")
        return number, Input(name=name, value=number, origin=setting.origin, detail=detail)
    risk = number if name == "phi_max" else (1 - number) / sides
    critical = _quantile(1 - risk, freedom)
    if name == "phi_max":
        sides_text = words("highest risk of misclassification in each direction")
    elif sides == 1:
        sides_text = words(
            "one-sided, as this method asks (phi max {{ risk }} in each direction)",
            risk=Figure(f"{risk:.4g}"),
        )
    else:
        sides_text = words("two-sided")
    if freedom is not None:
        of_t = words("t with {{ df }} degrees of freedom", df=Figure(f"{freedom:g}"))
        sides_text = join_messages([sides_text, of_t], ", ")
    detail = words(
        "{{ which }}; a reliable change exceeds {{ critical }} standard errors",
        which=sides_text,
        critical=Figure(f"{critical:.4f}"),
    )
    label = name.replace("_", " ")
    return critical, Input(name=label, value=number, origin=setting.origin, detail=detail)


def _quantile(share: float, freedom: float | None) -> float:
    """The quantile of the normal or the t distribution."""
    if freedom is None:
        return NormalDist().inv_cdf(share)
    from scipy.special import stdtrit

    return float(stdtrit(freedom, share))
