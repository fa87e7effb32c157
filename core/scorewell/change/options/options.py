"""What a call or a study may say about how change is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields

from scorewell.change.options.presets import preset
from scorewell.change.options.typed_figures import (
    Control,
    Population,
    SampleAlpha,
    check_number,
    check_two,
)
from scorewell.errors import ChangeError, did_you_mean

__all__ = [
    "BASELINE",
    "CHOICES",
    "LIMITS",
    "NONE",
    "PAIRS",
    "ChangeOptions",
    "Control",
    "Population",
]

BASELINE = "baseline"
"""All available baseline scores, also of respondents without a later score."""

PAIRS = "pairs"
"""The baseline scores of respondents with both scores."""

NONE = "none"
"""No functional population, although the definition names one."""

LIMITS = ("level", "multiplier", "phi_max")
"""The options of which one sets how many standard errors a reliable change exceeds."""

_SHARES = (("level", 0.5, 1, "0.95 for 95 %"), ("phi_max", 0, 0.5, "0.05 for 5 %"))

CHOICES: Mapping[str, tuple[str, ...]] = {
    "criterion": ("a", "b", "c", "published", "auto"),
    "auto_rule": ("published", "functional", "overlap"),
    "centre": ("mean", "median"),
    "spread": ("sd", "mad"),
    "on_limit": ("unchanged", "changed"),
    "pre_on_cutoff": ("clinical", "functional"),
    "post_on_cutoff": ("clinical", "functional"),
    "recovered_from": ("clinical", "any"),
}
"""The allowed words of each option that takes one; the default comes first, but for
``criterion``, whose default is ``auto``."""


def _check_words(name: str, value: object) -> None:
    if not isinstance(value, str) or not value:
        raise ChangeError(f"{name} is {value!r}; expected a name")


@dataclass(frozen=True, kw_only=True)
class ChangeOptions:
    """How change is judged; None is not said here.

    Attributes
    ----------
    preset : str
        Name of a preset, whose choices are weaker than those said beside it.
    method : str
        Name of a registered change method.
    reliability, reliability_post : str or float or SampleAlpha
        Id of a reliability of the scale, or a number above 0 and below 1;
        before and, for indices that tell them apart, after. In a study
        ``sample-alpha`` is the alpha of its own items at baseline.
    sd : str or float
        Standard deviation in the limit of reliable change: ``baseline`` (all
        available baseline scores), ``pairs`` (baseline scores of complete
        pairs), id of a norm, or a number of points.
    mean_pre, mean_post, sd_post, correlation : float
        Figures of the respondents that some indices need, where they are not
        to be those of the sample: mean before and after, standard deviation
        after, correlation of before and after.
    control : Control
        Figures of people measured twice without treatment.
    control_group : str or float
        Label of the group of such people in the data, who give these figures
        and are not judged themselves.
    clinical, functional : str or Population
        ``baseline`` or ``pairs`` (the sample's own baseline scores), id of a
        norm, or figures. ``functional`` also takes ``none``: no functional
        population, although the definition names one.
    criterion : {'a', 'b', 'c', 'published', 'auto'}
        Which cut-off decides.
    cutoff : str
        Id of the published cut-off that criterion ``published`` takes; alone it
        stands for that criterion.
    auto_rule : {'published', 'functional', 'overlap'}
        How ``auto`` chooses. ``published``: the first by which possible scores lie on
        both sides of the cut-off: the default of the scale, c with a
        functional population that is named, a published cut-off between the
        populations or of a national rule, c, and a. Presets of other programs
        take a without functional figures and with them always c
        (``functional``), or b where the two populations do not overlap, as the
        R package JTRCI does (``overlap``); see
        :func:`~scorewell.change.parameters.criterion_choice.overlap`.
    level : float
        Two-sided confidence level of the limit, above 0.5 and below 1.
    multiplier : float
        Multiplier of the standard error, instead of ``level``.
    phi_max : float
        Highest risk of misclassification in each direction, instead of ``level``; below 0.5.
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
    recovered_from : {'clinical', 'any'}
        Who can be recovered: who was clinical at baseline, or anybody who
        improved reliably and ended in the functional range.

    Raises
    ------
    ChangeError
        If a value is not one of those above.

    Examples
    --------
    >>> ChangeOptions(reliability=0.89, criterion="c").criterion
    'c'
    """

    preset: str | None = None
    method: str | None = None
    reliability: str | float | SampleAlpha | None = None
    reliability_post: str | float | SampleAlpha | None = None
    sd: str | float | None = None
    mean_pre: float | None = None
    mean_post: float | None = None
    sd_post: float | None = None
    correlation: float | None = None
    control: Control | None = None
    control_group: str | float | None = None
    clinical: str | Population | None = None
    functional: str | Population | None = None
    criterion: str | None = None
    cutoff: str | None = None
    auto_rule: str | None = None
    level: float | None = None
    multiplier: float | None = None
    phi_max: float | None = None
    cutoff_multipliers: tuple[float, float] | None = None
    centre: str | None = None
    spread: str | None = None
    quantiles: tuple[float, float] | None = None
    on_limit: str | None = None
    pre_on_cutoff: str | None = None
    post_on_cutoff: str | None = None
    recovered_from: str | None = None

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            word = getattr(self, name)
            if word is not None and word not in choices:
                raise ChangeError(
                    f"{name} is {word!r}; expected {', '.join(choices)}",
                    hint=did_you_mean(str(word), choices),
                )
        for name in ("preset", "method", "cutoff"):
            if getattr(self, name) is not None:
                _check_words(name, getattr(self, name))
        if self.preset is not None:
            preset(self.preset)
        if self.cutoff is not None and self.criterion in {"a", "b", "c"}:
            raise ChangeError(
                f"both criterion {self.criterion} and the published cut-off '{self.cutoff}' "
                "are given",
                hint="each of them decides alone; give one, or criterion published",
            )
        self._check_figures()
        self._check_sample()
        self._check_limit()

    def _check_figures(self) -> None:
        for name in ("reliability", "reliability_post"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str | SampleAlpha):
                check_number(name, value, above=0, below=1)
        if self.sd is not None and not isinstance(self.sd, str):
            check_number("sd", self.sd, above=0)
        for name in ("reliability", "reliability_post", "sd", "clinical", "functional"):
            if isinstance(getattr(self, name), str):
                _check_words(name, getattr(self, name))
        for name in ("clinical", "functional"):
            population = getattr(self, name)
            if population is not None and not isinstance(population, str | Population):
                raise ChangeError(
                    f"{name} is {population!r}; expected the id of a norm or a Population"
                )
        if self.cutoff_multipliers is not None:
            check_two("cutoff_multipliers", self.cutoff_multipliers, above=0)
        if self.quantiles is not None:
            check_two("quantiles", self.quantiles, above=0, below=1)
            if self.quantiles[0] >= self.quantiles[1]:
                raise ChangeError(
                    f"quantiles are {self.quantiles!r}; expected the lower one first"
                )

    def _check_sample(self) -> None:
        for name in ("mean_pre", "mean_post"):
            if getattr(self, name) is not None:
                check_number(name, getattr(self, name))
        if self.sd_post is not None:
            check_number("sd_post", self.sd_post, above=0)
        if self.correlation is not None:
            check_number("correlation", self.correlation, above=-1, below=1)
        if self.control is not None and not isinstance(self.control, Control):
            raise ChangeError(
                f"control is {self.control!r}; expected the figures of a control sample"
            )
        if self.control is not None and self.control_group is not None:
            raise ChangeError(
                "both control and control_group are given",
                hint="each of them gives the figures of the control sample; give one",
            )

    def _check_limit(self) -> None:
        for name, above, below, hint in _SHARES:
            if getattr(self, name) is not None:
                try:
                    check_number(name, getattr(self, name), above=above, below=below)
                except ChangeError as error:
                    raise ChangeError(error.message, hint=f"write {hint}") from None
        if self.multiplier is not None:
            check_number("multiplier", self.multiplier, above=0)
        names = [name for name in LIMITS if getattr(self, name) is not None]
        if len(names) > 1:
            texts = " and ".join(f"{name} ({getattr(self, name):g})" for name in names)
            raise ChangeError(
                f"both {texts} are given",
                hint="each of them sets the limit of reliable change; give one",
            )

    def to_dict(self) -> dict[str, object]:
        """The options that are chosen here, by name.

        Examples
        --------
        >>> ChangeOptions(method="hageman-arrindell", phi_max=0.05).to_dict()
        {'method': 'hageman-arrindell', 'phi_max': 0.05}
        """
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in values if value is not None}

    @classmethod
    def of_preset(cls, name: str) -> ChangeOptions:
        """The choices of a preset.

        Raises
        ------
        ChangeError
            If there is no such preset.

        Examples
        --------
        >>> ChangeOptions.of_preset("clinsig-1.2").multiplier
        1.96
        """
        return cls.from_mapping(preset(name).options)

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
        names = [field.name for field in fields(cls)]
        values: dict[str, object] = {}
        for key, value in mapping.items():
            if key not in names:
                raise ChangeError(
                    f"'{key}' is not an option of a change analysis",
                    hint=did_you_mean(key, names) or f"known are {', '.join(names)}",
                )
            values[key] = _plain(key, value)
        return cls(**values)  # type: ignore[arg-type]  # checked in __post_init__


def _plain(key: str, value: object) -> object:
    """A value of a study file as the value of an option."""
    if isinstance(value, Mapping):
        return _figures(key, value, Control if key == "control" else Population)
    return tuple(value) if isinstance(value, list) else value


def _figures(
    key: str, value: Mapping[str, object], kind: type[Control] | type[Population]
) -> Control | Population:
    is_required = {field.name: field.default is MISSING for field in fields(kind)}
    needs = [name for name, must in is_required.items() if must]
    if any(name not in is_required for name in value) or any(
        name not in value for name in needs
    ):
        optional = [name for name in is_required if name not in needs]
        raise ChangeError(
            f"{key} has {', '.join(map(str, value)) or 'no entry'}; expected "
            f"{', '.join(needs)} and, where known, {', '.join(optional)}"
        )
    return kind(**value)  # type: ignore[arg-type]  # checked in __post_init__


Options = Sequence[tuple[str, ChangeOptions]]
