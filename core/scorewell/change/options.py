"""What a call or a study may say about how change is judged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from numbers import Real

from scorewell.errors import ChangeError, did_you_mean

__all__ = ["BASELINE", "CHOICES", "NONE", "PAIRS", "ChangeOptions", "Population"]

BASELINE = "baseline"
"""All available baseline scores, also of respondents without a later score."""

PAIRS = "pairs"
"""The baseline scores of respondents with both scores."""

NONE = "none"
"""No functional population, although the definition names one."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "criterion": ("a", "b", "c", "auto"),
    "centre": ("mean", "median"),
    "spread": ("sd", "mad"),
    "on_limit": ("unchanged", "changed"),
    "pre_on_cutoff": ("clinical", "functional"),
    "post_on_cutoff": ("clinical", "functional"),
}
"""The allowed words of each option that takes one; the default comes first, but for
``criterion``, whose default is ``auto``."""


def _check_number(
    name: str, value: object, *, above: float = -math.inf, below: float = math.inf
) -> None:
    # Truth values are numbers to Python, and never a figure.
    if not isinstance(value, bool) and isinstance(value, Real):
        number = float(value)
        if math.isfinite(number) and above < number < below:
            return
    edges = [
        f"above {above:g}" if math.isfinite(above) else "",
        f"below {below:g}" if math.isfinite(below) else "",
    ]
    allowed = " and ".join(edge for edge in edges if edge)
    raise ChangeError(
        f"{name} is {value!r}; expected a number{' ' + allowed if allowed else ''}"
    )


def _check_two(
    name: str, value: object, *, above: float = -math.inf, below: float = math.inf
) -> None:
    if not isinstance(value, tuple) or len(value) != 2:
        raise ChangeError(f"{name} is {value!r}; expected two numbers")
    for number in value:
        _check_number(name, number, above=above, below=below)


def _check_words(name: str, value: object) -> None:
    if not isinstance(value, str) or not value:
        raise ChangeError(f"{name} is {value!r}; expected a name")


@dataclass(frozen=True, kw_only=True)
class Population:
    """Figures of a population, typed by a user.

    Attributes
    ----------
    mean : float
        Mean, in points of the scale.
    sd : float or None
        Standard deviation, above 0; None if not known.
    n : int or None
        Number of people, at least 2.
    source : str
        Where the figures come from.

    Raises
    ------
    ChangeError
        If a figure is not a finite number in its range.
    """

    mean: float
    sd: float | None = None
    n: int | None = None
    source: str = ""

    def __post_init__(self) -> None:
        _check_number("the mean of a population", self.mean)
        if self.sd is not None:
            _check_number("the sd of a population", self.sd, above=0)
        if self.n is not None:
            _check_number("the n of a population", self.n, above=1)


@dataclass(frozen=True, kw_only=True)
class ChangeOptions:
    """How change is judged; None is not said here.

    Attributes
    ----------
    method : str
        Name of a registered change method.
    reliability : str or float
        Id of a reliability of the scale, or a number above 0 and below 1.
    sd : str or float
        Standard deviation in the limit of reliable change: ``baseline`` (all
        available baseline scores), ``pairs`` (baseline scores of complete
        pairs), id of a norm, or a number of points.
    clinical, functional : str or Population
        ``baseline`` or ``pairs`` (the sample's own baseline scores), id of a
        norm, or figures. ``functional`` also takes ``none``: no functional
        population, although the definition names one.
    criterion : {'a', 'b', 'c', 'auto'}
        Which cut-off decides.
    level : float
        Two-sided confidence level of the limit, above 0.5 and below 1.
    multiplier : float
        Multiplier of the standard error, instead of ``level``.
    cutoff_multipliers : tuple of two float
        How many standard deviations criteria a and b lie from their means.
    centre : {'mean', 'median'}
        Centre of the sample's baseline scores.
    spread : {'sd', 'mad'}
        Spread of the sample's baseline scores.
    quantiles : tuple of two float
        Lower and upper quantile of the baseline scores that stand for
        criterion a.
    on_limit : {'unchanged', 'changed'}
        What a change exactly on the limit counts as.
    pre_on_cutoff, post_on_cutoff : {'clinical', 'functional'}
        What a score exactly on the cut-off counts as.

    Raises
    ------
    ChangeError
        If a value is not one of those above.

    Examples
    --------
    >>> ChangeOptions(reliability=0.89, criterion="c").criterion
    'c'
    """

    method: str | None = None
    reliability: str | float | None = None
    sd: str | float | None = None
    clinical: str | Population | None = None
    functional: str | Population | None = None
    criterion: str | None = None
    level: float | None = None
    multiplier: float | None = None
    cutoff_multipliers: tuple[float, float] | None = None
    centre: str | None = None
    spread: str | None = None
    quantiles: tuple[float, float] | None = None
    on_limit: str | None = None
    pre_on_cutoff: str | None = None
    post_on_cutoff: str | None = None

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            word = getattr(self, name)
            if word is not None and word not in allowed:
                raise ChangeError(
                    f"{name} is {word!r}; expected {', '.join(allowed)}",
                    hint=did_you_mean(str(word), allowed),
                )
        if self.method is not None:
            _check_words("method", self.method)
        self._check_figures()
        self._check_limit()

    def _check_figures(self) -> None:
        if self.reliability is not None and not isinstance(self.reliability, str):
            _check_number("reliability", self.reliability, above=0, below=1)
        if self.sd is not None and not isinstance(self.sd, str):
            _check_number("sd", self.sd, above=0)
        for name in ("reliability", "sd", "clinical", "functional"):
            if isinstance(getattr(self, name), str):
                _check_words(name, getattr(self, name))
        for name in ("clinical", "functional"):
            population = getattr(self, name)
            if population is not None and not isinstance(population, str | Population):
                raise ChangeError(
                    f"{name} is {population!r}; expected the id of a norm or a Population"
                )
        if self.cutoff_multipliers is not None:
            _check_two("cutoff_multipliers", self.cutoff_multipliers, above=0)
        if self.quantiles is not None:
            _check_two("quantiles", self.quantiles, above=0, below=1)
            if self.quantiles[0] >= self.quantiles[1]:
                raise ChangeError(
                    f"quantiles are {self.quantiles!r}; expected the lower one first"
                )

    def _check_limit(self) -> None:
        if self.level is not None:
            try:
                _check_number("level", self.level, above=0.5, below=1)
            except ChangeError as error:
                raise ChangeError(error.message, hint="write 0.95 for 95 %") from None
        if self.multiplier is not None:
            _check_number("multiplier", self.multiplier, above=0)
        if self.level is not None and self.multiplier is not None:
            raise ChangeError(
                f"both level ({self.level:g}) and multiplier ({self.multiplier:g}) are given",
                hint="each of them sets the limit of reliable change; give one",
            )

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> ChangeOptions:
        """The options in a ``change`` entry of a study file.

        Parameters
        ----------
        mapping : mapping
            As described in ``study.schema.json``.

        Raises
        ------
        ChangeError
            If a key is unknown or a value is not allowed.

        Examples
        --------
        >>> options = ChangeOptions.from_mapping(
        ...     {"functional": {"mean": 8, "sd": 6, "source": "local sample"}}
        ... )
        >>> options.functional
        Population(mean=8, sd=6, n=None, source='local sample')
        """
        known = [field.name for field in fields(cls)]
        values: dict[str, object] = {}
        for key, value in mapping.items():
            if key not in known:
                raise ChangeError(
                    f"'{key}' is not an option of a change analysis",
                    hint=did_you_mean(key, known) or f"known are {', '.join(known)}",
                )
            values[key] = _plain(key, value)
        return cls(**values)  # type: ignore[arg-type]  # checked in __post_init__


def _plain(key: str, value: object) -> object:
    """A value of a study file as the value of an option."""
    if isinstance(value, Mapping):
        known = [field.name for field in fields(Population)]
        unknown = [name for name in value if name not in known]
        if unknown or "mean" not in value:
            raise ChangeError(
                f"{key} has {', '.join(map(str, value)) or 'no entry'}; "
                f"expected mean and, where known, {', '.join(known[1:])}"
            )
        return Population(**value)
    return tuple(value) if isinstance(value, list) else value
