"""The reliability and the standard deviation that an index of change needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real

from scorewell.change.inputs.baseline import NOTE_BELOW, SPREADS
from scorewell.change.inputs.entry_text import (
    describe_norm,
    describe_reliability,
    fallback_note,
    norm_gap,
    norm_list,
    reliability_gap,
    reliability_list,
)
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request, Setting
from scorewell.change.options.options import BASELINE, PAIRS
from scorewell.change.options.typed_figures import SAMPLE_ALPHA, SampleAlpha
from scorewell.change.parameters.populations import find_norm, norm_findings, people_of
from scorewell.definitions.model import Norm, Reliability
from scorewell.errors import ChangeError, Finding, did_you_mean
from scorewell.i18n.messages import Figure, join_messages, words

_PURPOSE = "standard deviation of the limit"


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """One number that an analysis takes.

    Attributes
    ----------
    source : Input
        The number and where it comes from.
    sample_n : int or None
        How many baseline scores it was computed from, where it was.
    """

    source: Input
    sample_n: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def value(self) -> float:
        """The number."""
        return float(self.source.value)


def typed_quantity(name: str, setting: Setting) -> Quantity:
    """A number that a call or a study gives."""
    value = float(setting.value)
    return Quantity(
        source=Input(name=name, value=value, origin=setting.origin, detail=words("typed"))
    )


def norm_quantity(
    request: Request, name: str, value: float, norm: Norm, origin: str
) -> Quantity:
    """A figure of a norm."""
    return Quantity(
        source=Input(
            name=name,
            value=value,
            origin=request.origin(origin, norm.origin),
            detail=describe_norm(norm),
            citation=request.citation(norm.provenance.source),
            illustrative=norm.illustrative,
            n=people_of(norm),
            entry=norm.id,
        ),
        findings=norm_findings(request, norm),
    )


def reliability(request: Request) -> Quantity:
    """The reliability: what a call or study says, else the default of the scale.

    There is nothing below those: a sample of two occasions does not tell the
    reliability of its scores.

    Raises
    ------
    ChangeError
        If nobody names one; if the entry named is unknown, a gap, a bound or
        a range; if it is 1, at which every change would be reliable.
    """
    setting = request.setting("reliability")
    settings = request.defaults("reliability") if setting is None else (setting,)
    if not settings:
        entries = reliability_list(request.scale.reliability)
        raise ChangeError(
            f"{request.path}: no reliability is given, and the definition sets no default",
            hint=f"name one or give a number; {entries}",
        )
    return entry_reliability(request, "reliability", settings)


def entry_reliability(request: Request, name: str, settings: tuple[Setting, ...]) -> Quantity:
    """The reliability of the first setting with a figure.

    Raises
    ------
    ChangeError
        If the entry named is unknown, a gap, a bound, a range, or 1.
    """
    first = settings[0]
    if isinstance(first.value, SampleAlpha):
        return _of_items(request, name, first.value, first.origin)
    if first.value == SAMPLE_ALPHA:
        raise ChangeError(
            f"{request.path}: the {name} is to be alpha of the sample's own items, and there "
            "are no items here",
            hint="use it with item answers in `scorewell change` or in a study; else name a "
            f"reliability or give a number; {reliability_list(request.scale.reliability)}",
        )
    if isinstance(first.value, Real):
        return typed_quantity(name, first)
    entries = [(_find_entry(request, default.value), default) for default in settings]
    # A default that is a gap leaves it to the next one; the strongest names the paper.
    entry, setting = next((pair for pair in entries if not _is_gap(pair[0])), entries[0])
    value = _usable(request, entry)
    return Quantity(
        source=Input(
            name=name,
            value=value,
            origin=request.origin(setting.origin, entry.origin),
            detail=describe_reliability(entry),
            citation=request.citation(entry.provenance.source),
            n=entry.sample.n,
            entry=entry.id,
            statistic=entry.statistic,
        )
    )


def _of_items(request: Request, name: str, alpha: SampleAlpha, origin: str) -> Quantity:
    """Alpha of the sample's own items, with what is published beside it."""
    about = (
        words(
            "alpha of the {{ items }} items in this sample at {{ occasion }}, n = {{ n }}",
            items=alpha.items,
            occasion=alpha.occasion,
            n=alpha.n,
        )
        if alpha.occasion
        else words(
            "alpha of the {{ items }} items in this sample, n = {{ n }}",
            items=alpha.items,
            n=alpha.n,
        )
    )
    if alpha.low is not None and alpha.high is not None:
        interval = words(
            "95 % interval {{ low }} to {{ high }}",
            low=Figure(f"{alpha.low:.3f}"),
            high=Figure(f"{alpha.high:.3f}"),
        )
        about = join_messages([about, interval], ", ")
    figures = [
        words("{{ value }} ({{ name }})", value=Figure(f"{entry.value:g}"), name=entry.id)
        for entry in request.scale.reliability
        if entry.statistic == "alpha" and entry.value is not None
    ]
    published = (
        words("published: {{ figures }}", figures=join_messages(figures, ", "))
        if figures
        else words("no alpha is published here")
    )
    findings = list(alpha.findings)
    if alpha.n < NOTE_BELOW and not any(finding.code == "small-sample" for finding in findings):
        findings.append(
            request.finding(
                "small-sample",
                words(
                    "the reliability is alpha of {{ n }} respondents; from fewer than "
                    "{{ least }} it is not yet stable",
                    n=alpha.n,
                    least=NOTE_BELOW,
                ),
                hint=words(
                    "published figures for a comparable population do not depend on this sample"
                ),
            )
        )
    return Quantity(
        source=Input(
            name=name,
            value=alpha.value,
            origin=origin,
            detail=join_messages([about, published], "; "),
            n=alpha.n,
            entry=SAMPLE_ALPHA,
            statistic="alpha",
        ),
        findings=tuple(findings),
    )


def _find_entry(request: Request, entry_id: str) -> Reliability:
    entry = request.scale.reliability_entry(entry_id)
    if entry is not None:
        return entry
    entries = request.scale.reliability
    near = did_you_mean(entry_id, [entry.id for entry in entries])
    raise ChangeError(
        f"{request.path}: the reliability is '{entry_id}', and this scale has no such entry",
        hint=near or reliability_list(entries),
    )


def _is_gap(entry: Reliability) -> bool:
    return entry.value is None and entry.at_least is None and entry.between is None


def _usable(request: Request, entry: Reliability) -> float:
    """The single figure of an entry, above 0 and below 1."""
    if _is_gap(entry):
        raise reliability_gap(request, entry)
    entries = reliability_list(request.scale.reliability)
    if entry.value is None:
        form = "a lower bound" if entry.at_least is not None else "a range over studies"
        raise ChangeError(
            f"{request.path}: the reliability '{entry.id}' is {form}, not a single figure, "
            "and a limit needs one",
            hint=f"name another entry or give a number; {entries}",
        )
    if not 0 < entry.value < 1:
        raise ChangeError(
            f"{request.path}: the reliability '{entry.id}' is {entry.value:g}; a limit needs "
            "one above 0 and below 1 (at 1 the limit is 0 points and every change is reliable)",
            hint=f"name another entry or give a number; {entries}",
        )
    return entry.value


def sd(request: Request) -> Quantity:
    """The standard deviation in the limit of reliable change, in points.

    What a call or study says; else what the scale's ``change`` entry says,
    where it has its figure; else that of all available baseline scores, or,
    for a method that compares both occasions, of the complete pairs.

    Raises
    ------
    ChangeError
        If a call or study names a norm that is unknown or has no standard
        deviation; if the sample has none, or one of 0.
    """
    setting = request.setting("sd")
    if setting is not None:
        return _from_setting(request, setting)
    gap: Norm | None = None
    notes: tuple[Finding, ...] = ()
    for default in request.defaults("sd"):
        norm = None
        if default.value not in (BASELINE, PAIRS):
            norm = find_norm(request, default.value, purpose=_PURPOSE)
        if norm is None or norm.sd is not None:
            quantity = _from_setting(request, default)
            return replace(quantity, findings=(*quantity.findings, *notes))
        gap = gap or norm
        instead = words("what comes next in order is used, at last that of the baseline scores")
        notes += (fallback_note(request, norm, purpose=_PURPOSE, instead=instead),)
    if gap is not None and request.baseline is None:
        raise norm_gap(request, gap, missing=("sd",), purpose=_PURPOSE)
    return replace(_of_sample(request, Setting(request.cases, "sample")), findings=notes)


def _from_setting(request: Request, setting: Setting) -> Quantity:
    """The standard deviation that a setting names."""
    if isinstance(setting.value, Real):
        return typed_quantity("sd", setting)
    if setting.value in (BASELINE, PAIRS):
        return _of_sample(request, setting)
    norm = find_norm(request, setting.value, purpose=_PURPOSE)
    if norm.sd is None:
        raise norm_gap(request, norm, missing=("sd",), purpose=_PURPOSE)
    return norm_quantity(request, "sd", norm.sd, norm, setting.origin)


def _of_sample(request: Request, setting: Setting) -> Quantity:
    advice = f"give a number or the id of a norm; {norm_list(request.scale.norms)}"
    sample = request.baseline
    if sample is None:
        raise ChangeError(
            f"{request.path}: the limit of one respondent needs a published standard "
            "deviation, and none is given",
            hint=advice,
        )
    spread = request.choice("spread").value
    value = sample.spread(setting.value, statistic=spread)
    label = sample.label(setting.value)
    if value is None:
        raise ChangeError(
            f"{request.path}: the limit would take the standard deviation of {label}, and it "
            "needs at least two",
            hint=advice,
        )
    if value == 0:
        raise ChangeError(
            f"{request.path}: the limit would take the spread of {label}, which is 0: "
            "every change would be reliable",
            hint=advice,
        )
    return Quantity(
        source=Input(
            name="sd",
            value=value,
            origin=setting.origin,
            detail=words("{{ what }} of {{ whom }}", what=SPREADS[spread], whom=label),
            n=sample.scores(setting.value).size,
            entry=setting.value,
            statistic=spread,
        ),
        sample_n=sample.scores(setting.value).size,
    )
