"""The clinical and the functional population that an analysis takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scorewell.change.inputs.baseline import SPREADS
from scorewell.change.inputs.entry_text import describe_norm, fallback_note, norm_gap, norm_list
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request, Setting
from scorewell.change.options.options import BASELINE, NONE, PAIRS
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Norm
from scorewell.definitions.reading.missing_figures import missing_figures
from scorewell.errors import ChangeError, Finding, did_you_mean
from scorewell.i18n.messages import Figure, code_message, words


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Mean and standard deviation of a population, and where they come from.

    Attributes
    ----------
    mean, sd : float or None
        In points of the scale; both None where there is no such population.
    n : int or None
        Number of people.
    sample : str
        ``baseline`` or ``pairs`` where the sample itself is the population.
    norm_entry : Norm or None
        The norm that gives them.
    centre, spread : str
        How figures of the sample were computed.
    gap : Norm or None
        The norm that was named and lacks figures.
    """

    origin: str
    detail: str
    mean: float | None = None
    sd: float | None = None
    n: int | None = None
    citation: str = ""
    illustrative: bool = False
    sample: str = ""
    norm_entry: Norm | None = None
    centre: str = ""
    spread: str = ""
    gap: Norm | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def norm(self) -> str:
        """Id of the norm that gives the figures; empty where none does."""
        return "" if self.norm_entry is None else self.norm_entry.id

    def inputs(self, role: str) -> tuple[Input, ...]:
        """The figures as inputs of the analysis, ``<role> mean`` and ``<role> sd``."""
        return tuple(
            Input(
                name=f"{role} {name}",
                value=value,
                origin=self.origin,
                detail=self.detail,
                citation=self.citation,
                illustrative=self.illustrative,
                n=self.n,
                entry=self.sample or self.norm,
                statistic=statistic,
            )
            for name, value, statistic in (
                ("mean", self.mean, self.centre),
                ("sd", self.sd, self.spread),
            )
            if value is not None
        )


def find_norm(request: Request, norm_id: str, *, purpose: str) -> Norm:
    """The norm with this id.

    Raises
    ------
    ChangeError
        If the scale has none.
    """
    norm = request.scale.norm(norm_id)
    if norm is not None:
        return norm
    near = did_you_mean(norm_id, [norm.id for norm in request.scale.norms])
    raise ChangeError(
        f"{request.path}: the {purpose} is '{norm_id}', and this scale has no such norm",
        hint=near or norm_list(request.scale.norms),
    )


def people_of(norm: Norm) -> int | None:
    """How many people a norm was taken from; None where that is not stated."""
    return norm.n if norm.n is not None else norm.sample.n


def norm_findings(request: Request, norm: Norm) -> tuple[Finding, ...]:
    """A warning where the figures of a norm are made up, or of one stratum only."""
    return (*_made_up(request, norm), *_of_stratum(request, norm))


def _of_stratum(request: Request, norm: Norm) -> tuple[Finding, ...]:
    if norm.stratum is None or request.alone:
        return ()
    return (
        request.finding(
            "norm-of-stratum",
            words(
                "the norm '{{ name }}' is of one stratum, {{ stratum }}, and stands here for "
                "the whole sample",
                name=norm.id,
                stratum=norm.stratum.text,
            ),
            severity="warning",
            hint=words("name a norm of all, or analyse the stratum by itself"),
        ),
    )


def _made_up(request: Request, norm: Norm) -> tuple[Finding, ...]:
    if not norm.illustrative:
        return ()
    return (
        request.finding(
            "illustrative-figures",
            words(
                "the norm '{{ name }}' is made up for illustration; results that rest on it "
                "say nothing about real people",
                name=norm.id,
            ),
            severity="warning",
        ),
    )


def clinical(request: Request) -> Figures:
    """The clinical population.

    What a call or study says; else the norm that the scale's ``change`` entry
    names, where it has its figures; else the sample's own baseline scores.
    Without a sample the last is not there, and the result has no mean.

    Raises
    ------
    ChangeError
        If a call or study names a norm that is unknown or lacks figures.
    """
    purpose, needs = "clinical population", ("mean", "sd")
    instead = words("the sample's own baseline scores stand for it")
    if request.baseline is None:
        instead = words("there is no sample to stand for it")
    figures = _from_settings(request, "clinical", purpose=purpose, needs=needs, instead=instead)
    if figures.origin != "default" or request.baseline is None:
        return figures
    return replace(sample_figures(request, BASELINE, "sample"), findings=figures.findings)


def functional(request: Request) -> Figures:
    """The functional population, without a mean where nobody names one.

    A norm needs its mean; without a standard deviation criterion c is the
    midpoint of the two means.

    Raises
    ------
    ChangeError
        If a call or study names a norm that is unknown or lacks its mean.
    """
    return _from_settings(
        request,
        "functional",
        purpose="functional population",
        needs=("mean",),
        instead=words("no functional population is used"),
    )


def _from_settings(
    request: Request, option: str, *, purpose: str, needs: tuple[str, ...], instead: str
) -> Figures:
    """Figures of the strongest setting that has any; none by default."""
    no_figures = Figures(
        origin="default", detail=words("no {{ what }}", what=code_message(purpose))
    )
    setting = request.setting(option)
    if setting is not None:
        if setting.value == NONE:
            return replace(no_figures, origin=setting.origin)
        figures = _figures(request, setting, purpose=purpose, needs=needs)
        if figures.gap is not None:
            missing = missing_figures(figures.gap, ("mean", "sd"))
            raise norm_gap(request, figures.gap, missing=missing, purpose=purpose)
        return figures
    gap: Norm | None = None
    notes: tuple[Finding, ...] = ()
    defaults = request.defaults(option)
    for place, default in enumerate(defaults, start=1):
        figures = _figures(request, default, purpose=purpose, needs=needs)
        if figures.gap is None:
            return replace(figures, findings=(*figures.findings, *notes))
        gap = gap or figures.gap
        replacement = (
            instead if place == len(defaults) else words("the next default takes its place")
        )
        notes += (fallback_note(request, figures.gap, purpose=purpose, instead=replacement),)
    return replace(no_figures, gap=gap, findings=notes)


def _figures(
    request: Request, setting: Setting, *, purpose: str, needs: tuple[str, ...]
) -> Figures:
    value = setting.value
    if isinstance(value, Population):
        return _typed_figure(request, value, setting.origin, purpose=purpose)
    if value in (BASELINE, PAIRS):
        return sample_figures(request, value, setting.origin)
    norm = find_norm(request, value, purpose=purpose)
    if missing_figures(norm, needs):
        return Figures(origin=setting.origin, detail=describe_norm(norm), gap=norm)
    return Figures(
        mean=norm.mean,
        sd=norm.sd,
        n=people_of(norm),
        norm_entry=norm,
        origin=request.origin(setting.origin, norm.origin),
        detail=describe_norm(norm),
        citation=request.citation(norm.provenance.source),
        illustrative=norm.illustrative,
        findings=norm_findings(request, norm),
    )


def _typed_figure(
    request: Request, figures: Population, origin: str, *, purpose: str
) -> Figures:
    low, high = request.scale.low, request.scale.high
    findings: tuple[Finding, ...] = ()
    if not low <= figures.mean <= high:
        outside = request.finding(
            "norm-outside-range",
            words(
                "the mean of the {{ what }}, {{ mean }}, lies outside the range of the scale, "
                "{{ low }} to {{ high }}",
                what=code_message(purpose),
                mean=Figure(f"{figures.mean:g}"),
                low=Figure(f"{low:g}"),
                high=Figure(f"{high:g}"),
            ),
            severity="warning",
            hint=words("check that the figures are in points of this scale"),
        )
        findings = (outside,)
    people = words("n not stated") if figures.n is None else words("n = {{ n }}", n=figures.n)
    return Figures(
        mean=figures.mean,
        sd=figures.sd,
        n=figures.n,
        origin=origin,
        detail=words("typed figures, {{ people }}", people=people),
        citation=figures.source,
        findings=findings,
    )


def sample_figures(request: Request, subset: str, origin: str) -> Figures:
    """The baseline scores of the sample, or of its complete pairs, as a population.

    Raises
    ------
    ChangeError
        If there is no sample.
    """
    sample = request.baseline
    if sample is None:
        raise ChangeError(
            f"{request.path}: '{subset}' stands for the baseline scores of a sample, "
            "and there is no sample here",
            hint=f"give the id of a norm, or figures; {norm_list(request.scale.norms)}",
        )
    centre, spread = request.choice("centre").value, request.choice("spread").value
    return Figures(
        mean=sample.centre(subset, statistic=centre),
        sd=sample.spread(subset, statistic=spread),
        n=sample.scores(subset).size,
        origin=origin,
        detail=words(
            "{{ centre }} and {{ spread }} of {{ whom }}",
            centre=code_message(centre),
            spread=SPREADS[spread],
            whom=sample.label(subset),
        ),
        sample=subset,
        centre=centre,
        spread=spread,
    )
