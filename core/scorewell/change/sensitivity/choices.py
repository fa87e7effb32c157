"""What each factor of a change analysis may be, the choice of the analysis itself first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from scorewell.change.inputs.request import Request
from scorewell.change.options.options import BASELINE, PAIRS
from scorewell.change.options.typed_figures import Population
from scorewell.change.parameters.method_inputs import OF_BOTH
from scorewell.change.parameters.points import PUBLISHED
from scorewell.change.parameters.populations import Figures, functional
from scorewell.change.parameters.reliability_and_sd import reliability, sd
from scorewell.change.resolve import ChangeSettings
from scorewell.definitions.model import Norm
from scorewell.errors import ChangeError
from scorewell.registry.contracts import ChangeMethod

FACTORS = ("criterion", "method", "reliability", "functional", "sd", "ties")
"""What is varied."""

FUNCTIONAL_KINDS = ("non-clinical", "general")
"""Populations whose norms can stand for the functional population."""

NOT_USED = "not used"
"""The label of a factor that does not enter a combination."""

_RULES = {
    "strict": {
        "on_limit": "unchanged",
        "pre_on_cutoff": "clinical",
        "post_on_cutoff": "clinical",
    },
    "inclusive": {
        "on_limit": "changed",
        "pre_on_cutoff": "functional",
        "post_on_cutoff": "functional",
    },
}


@dataclass(frozen=True, kw_only=True)
class AnalysisChoice:
    """One thing that a factor may be.

    Attributes
    ----------
    factor, label : str
        Which factor, and what it is: a name, an id or a figure.
    options : mapping of str to object
        What it says, as in the ``change`` entry of a study file; empty where
        the analysis says it by itself.
    duplicates : tuple of str
        Other labels that stand for the same figures, counted once.
    """

    factor: str
    label: str
    options: Mapping[str, object] = field(default_factory=dict)
    duplicates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What every factor may be.

    Attributes
    ----------
    by_factor : mapping of str to tuple of AnalysisChoice
        By factor; the first is that of the analysis itself.
    left_out : tuple of (str, str, str)
        Factor, label and why it cannot be chosen.
    """

    by_factor: Mapping[str, tuple[AnalysisChoice, ...]]
    left_out: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """A choice with the figures that make it the same as another."""

    label: str
    figures: Hashable
    options: Mapping[str, object] = field(default_factory=dict)


def choices(
    request: Request, settings: ChangeSettings, registry: Mapping[str, ChangeMethod]
) -> Choices:
    """What every factor may be, given what the scale and the sample hold.

    Criteria a, b and c, and the published cut-offs that are not for screening or for
    people of one sex or stratum; every registered index; every reliability of the scale
    with a single figure between 0 and 1; every norm of a non-clinical or
    general population with a mean; the standard deviation of all baseline
    scores, of those of complete pairs, and of every norm (norms of a stratum
    only where the analysis names them); exact ties strict
    (unchanged, clinical) or inclusive (changed, functional). Entries of
    overlays are among them. What the analysis itself takes is always the first
    choice, also where it was typed. Choices with the same figures are one.
    """
    return Choices(
        by_factor={
            "criterion": _criteria(request, settings),
            "method": _methods(settings, registry),
            "reliability": _reliabilities(request),
            "functional": _functionals(request),
            "sd": _sds(request, settings),
            "ties": _ties(settings),
        },
        left_out=tuple(_left_out(request)),
    )


def _unique(factor: str, candidates: Iterable[_Candidate]) -> tuple[AnalysisChoice, ...]:
    """One choice for each set of figures, in order."""
    unique: dict[Hashable, AnalysisChoice] = {}
    for candidate in candidates:
        first = unique.get(candidate.figures)
        if first is None:
            unique[candidate.figures] = AnalysisChoice(
                factor=factor, label=candidate.label, options=candidate.options
            )
        elif candidate.label not in {first.label, *first.duplicates}:
            unique[candidate.figures] = replace(
                first, duplicates=(*first.duplicates, candidate.label)
            )
    return tuple(unique.values())


def _norms(request: Request, option: str) -> list[Norm]:
    """The norms of a whole population, and those of a stratum that the analysis names."""
    setting = request.setting(option)
    settings = request.defaults(option) if setting is None else (setting,)
    names = [setting.value for setting in settings]
    return [norm for norm in request.scale.norms if norm.stratum is None or norm.id in names]


def _analysis_entry(request: Request, option: str, candidates: Sequence[_Candidate]) -> str:
    """The known entry that the analysis itself names; empty where it names none of them."""
    setting = request.setting(option)
    voices = request.defaults(option) if setting is None else (setting,)
    labels = {entry.label for entry in candidates}
    return next((str(voice.value) for voice in voices if voice.value in labels), "")


def _criteria(request: Request, settings: ChangeSettings) -> tuple[AnalysisChoice, ...]:
    """Criteria a, b and c, and the published cut-offs that are not for screening or some."""
    entry = settings.cutoffs.entry
    published = [
        _Candidate(
            label=cutoff.id,
            figures=(cutoff.value, cutoff.edge),
            options={"criterion": PUBLISHED, "cutoff": cutoff.id},
        )
        for cutoff in request.scale.cutoffs
        if cutoff == entry
        or not (cutoff.metric or cutoff.kind == "screening" or cutoff.for_some)
    ]
    letters = [_Candidate(label=x, figures=x, options={"criterion": x}) for x in "abc"]
    label = settings.cutoffs.criterion if entry is None else entry.id
    candidates = [*letters, *published]
    return _unique(
        "criterion", sorted(candidates, key=lambda candidate: candidate.label != label)
    )


def _methods(
    settings: ChangeSettings, registry: Mapping[str, ChangeMethod]
) -> tuple[AnalysisChoice, ...]:
    methods = [settings.method, *registry.values()]
    return _unique(
        "method",
        [
            _Candidate(
                label=method.name,
                figures=(method.compute, method.inputs, method.sides, method.freedom),
                options={"method": method.name},
            )
            for method in methods
        ],
    )


def _reliabilities(request: Request) -> tuple[AnalysisChoice, ...]:
    candidates = [
        _Candidate(label=entry.id, figures=entry.value, options={"reliability": entry.id})
        for entry in request.scale.reliability
        if entry.value is not None and 0 < entry.value < 1
    ]
    try:
        value = reliability(request).value
    except ChangeError:  # the method of the analysis needs none
        return _unique("reliability", candidates)
    label = _analysis_entry(request, "reliability", candidates) or f"{value:g}"
    return _unique("reliability", [_Candidate(label=label, figures=value), *candidates])


def _functionals(request: Request) -> tuple[AnalysisChoice, ...]:
    candidates = [
        _Candidate(label=norm.id, figures=(norm.mean, norm.sd), options={"functional": norm.id})
        for norm in _norms(request, "functional")
        if norm.population in FUNCTIONAL_KINDS and norm.mean is not None
    ]
    population = functional(request)
    first = _Candidate(
        label=_population(request, population, candidates),
        figures=(population.mean, population.sd),
    )
    return _unique("functional", [first, *candidates])


def _population(request: Request, population: Figures, candidates: Sequence[_Candidate]) -> str:
    if population.mean is None:
        return "none"
    setting = request.setting("functional")
    if setting is not None and isinstance(setting.value, Population):
        return f"mean {population.mean:g}" + (
            f", sd {population.sd:g}" if population.sd is not None else ""
        )
    labelled_candidates = [
        *candidates,
        *(_Candidate(label=x, figures=x) for x in (BASELINE, PAIRS)),
    ]
    labelled_candidates += [
        _Candidate(label=norm.id, figures=norm.id) for norm in request.scale.norms
    ]
    return _analysis_entry(request, "functional", labelled_candidates)


def _sds(request: Request, settings: ChangeSettings) -> tuple[AnalysisChoice, ...]:
    spread = request.choice("spread").value
    sample = request.baseline
    candidates = [
        _Candidate(
            label=cases,
            # The indices that need a mean take that of the same scores.
            figures=(sample.spread(cases, statistic=spread), sample.centre(cases)),
            options={"sd": cases},
        )
        for cases in (BASELINE, PAIRS)
        if sample is not None
    ]
    candidates += [
        _Candidate(label=norm.id, figures=(norm.sd, norm.mean), options={"sd": norm.id})
        for norm in _norms(request, "sd")
        if norm.sd is not None
    ]
    usual = PAIRS if OF_BOTH.intersection(settings.method.inputs) else BASELINE
    try:
        value = sd(request).value
    except ChangeError:  # the method of the analysis needs none
        return _unique("sd", candidates)
    label = _analysis_entry(request, "sd", candidates)
    setting = request.setting("sd")
    if setting is not None and not label:
        figures = (value, None if sample is None else sample.centre(BASELINE))
        return _unique("sd", [_Candidate(label=f"{value:g}", figures=figures), *candidates])
    return _unique(
        "sd", sorted(candidates, key=lambda candidate: candidate.label != (label or usual))
    )


def _ties(settings: ChangeSettings) -> tuple[AnalysisChoice, ...]:
    analysis_rules = {
        name: getattr(settings.tie_rules, name)
        for name in ("on_limit", "pre_on_cutoff", "post_on_cutoff")
    }
    rules = [
        _Candidate(label=name, figures=tuple(options.values()), options=options)
        for name, options in _RULES.items()
    ]
    label = next(
        (name for name, options in _RULES.items() if options == analysis_rules), "as asked"
    )
    first = _Candidate(
        label=label, figures=tuple(analysis_rules.values()), options=analysis_rules
    )
    return _unique("ties", [first, *rules])


def _left_out(request: Request) -> Iterable[tuple[str, str, str]]:
    """Entries of the scale that cannot be chosen."""
    for entry in request.scale.reliability:
        if entry.value is None:
            yield "reliability", entry.id, "it has no single figure"
        elif not 0 < entry.value < 1:
            yield "reliability", entry.id, f"it is {entry.value:g}; a limit needs one below 1"
    for norm in request.scale.norms:
        if norm.stratum is not None:
            yield "norms", norm.id, f"it is of one stratum, {norm.stratum.text}, not of all"
            continue
        if norm.population in FUNCTIONAL_KINDS and norm.mean is None:
            yield "functional", norm.id, "its mean is not available here"
        if norm.sd is None:
            yield "sd", norm.id, "its standard deviation is not available here"


Combination = dict[str, AnalysisChoice]
"""A choice for every factor."""

Key = tuple[str, ...]
"""The labels of a combination, in the order of ``FACTORS``."""

_USES = {
    "reliability": frozenset({"reliability", "reliability_post"}),
    "sd": frozenset({"sd", "mean_pre"}),
}
"""Inputs of a method that a factor gives."""


@dataclass(frozen=True, kw_only=True)
class ChoiceSpace:
    """All combinations, each once.

    Attributes
    ----------
    choices : Choices
        What every factor may be.
    registry : mapping of str to ChangeMethod
        The registered change methods by name.
    """

    choices: Choices
    registry: Mapping[str, ChangeMethod]

    @property
    def default(self) -> Combination:
        """The combination of the analysis itself."""
        return self.reduce_choices({name: self.choices.by_factor[name][:1] for name in FACTORS})

    def combinations(self) -> Iterator[Combination]:
        """Every combination once, that of the analysis itself first."""
        keys = {key_of(self.default)}
        yield self.default
        # An index that needs no reliability can be chosen where the scale has none.
        empty = (AnalysisChoice(factor="", label=NOT_USED),)
        levels = [self.choices.by_factor[name] or empty for name in FACTORS]
        for choices_of_factors in product(*levels):
            combination = self.reduce_choices(
                {n: (c,) for n, c in zip(FACTORS, choices_of_factors, strict=True)}
            )
            if key_of(combination) not in keys:
                keys.add(key_of(combination))
                yield combination

    def alone(self) -> Iterator[tuple[str, AnalysisChoice, Key]]:
        """Every choice with the other factors as in the analysis itself."""
        base = {name: self.choices.by_factor[name][:1] for name in FACTORS}
        default = self.default
        for name in FACTORS:
            if default[name].label == NOT_USED:
                yield name, default[name], key_of(default)
                continue
            for choice in self.choices.by_factor[name]:
                yield name, choice, key_of(self.reduce_choices({**base, name: (choice,)}))

    def reduce_choices(
        self, choices_by_factor: Mapping[str, Sequence[AnalysisChoice]]
    ) -> Combination:
        """A combination without the choices that do not enter it."""
        needs = set(self.registry[choices_by_factor["method"][0].label].inputs)
        enters = {name: bool(needs & inputs) for name, inputs in _USES.items()}
        enters["functional"] = choices_by_factor["criterion"][0].label in {"b", "c"}
        return {
            name: choices_by_factor[name][0]
            if choices_by_factor[name] and enters.get(name, True)
            else AnalysisChoice(factor=name, label=NOT_USED)
            for name in FACTORS
        }


def key_of(combination: Combination) -> Key:
    """The labels of a combination."""
    return tuple(combination[name].label for name in FACTORS)
