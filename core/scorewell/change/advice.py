"""What one respondent's scores need to be, and what they are, in points and in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scorewell.change.analyse import classes
from scorewell.change.index import index_of, limit_findings, limit_of
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tie_rules import Rules
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.change.options.options import ChangeOptions
from scorewell.change.parameters.cutoffs import Cutoffs
from scorewell.change.parameters.points import PUBLISHED
from scorewell.change.resolve import resolve
from scorewell.change.target_scores import ChangeTargets, targets
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import ChangeError, Finding
from scorewell.io.json_values import plain
from scorewell.registry.contracts import ChangeMethod

_SUPERFLUOUS = {
    "a": ("functional", "multiplier b"),
    "b": ("clinical", "multiplier a"),
    "c": ("multiplier a", "multiplier b"),
    PUBLISHED: ("clinical", "functional", "multiplier a", "multiplier b"),
}
"""Inputs that do not enter the cut-off by each criterion, by how their names begin."""

_FALL, _RISE = ("fall", "lower"), ("rise", "higher")


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What one respondent's scores need to be, and what they are.

    Attributes
    ----------
    instrument, scale, method, inputs, standard_error, critical_value, limit, cutoffs, findings
        As in :class:`~scorewell.change.results.change_result.ChangeResult`.
    rules : Rules
        What exact ties count as.
    targets : ChangeTargets
        The same in possible scores: the smallest reliable change, the first
        functional score, the scores that would be reliable change from
        ``pre``.
    pre, post : float or None
        The respondent's scores, as far as given.
    expected : float or None
        The later score that the method expects of this respondent; None where
        it is the score before, or that is not given.
    from_pre : bool
        Whether the limit is counted from the score before, whatever that is.
    of_samples : tuple of str
        The limit and the cut-off, as far as an evaluation of a sample rests them
        on figures of that sample instead.
    classes : mapping of str to str
        ``reliable``, ``baseline_status``, ``end_status``, ``significance`` and
        ``outcome``, as far as the scores given tell them.
    """

    instrument: Instrument
    scale: Scale
    method: ChangeMethod
    inputs: tuple[Input, ...]
    standard_error: float | None
    critical_value: float
    limit: float | None
    cutoffs: Cutoffs
    rules: Rules
    targets: ChangeTargets
    pre: float | None = None
    post: float | None = None
    expected: float | None = None
    from_pre: bool = True
    of_samples: tuple[str, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def text(self) -> str:
        """The advice in words: points, scores, ties, sources and warnings, line by line.

        Returns
        -------
        str
            For example ``The score needs to fall by at least 9 points for a
            reliable improvement (limit 8.73 points; ...).`` and ``A score of
            17 or lower counts as functional (cut-off 17.29, criterion c;
            ...).``
        """
        reason = f"Choice of criterion: {self.cutoffs.reason}."
        lines = [self._needed_change(), self._from_here(), self._functional(), reason]
        lines += [self._other_figures(), self._result()]
        lines += ["It rests on:", *self._rests_on(), *self._warnings()]
        return "\n".join(line for line in lines if line)

    def to_dict(self) -> dict[str, object]:
        """The whole advice as plain values that JSON can hold."""
        names = [
            *("standard_error", "critical_value", "limit", "cutoffs", "rules", "targets"),
            *("pre", "post", "expected", "from_pre", "of_samples", "classes"),
            *("inputs", "findings"),
        ]
        return {
            "instrument": {"id": self.instrument.id, "version": self.instrument.version},
            "scale": {
                "id": self.scale.id,
                "name": self.scale.name,
                "better": self.scale.better,
            },
            "method": self.method.name,
            **{name: plain(getattr(self, name)) for name in names},
            "text": self.text(),
        }

    @property
    def _ways(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Improvement and deterioration in words of direction."""
        return (_FALL, _RISE) if self.scale.better == "lower" else (_RISE, _FALL)

    def _needed_change(self) -> str:
        verb = self._ways[0][0]
        tie = f"a change of exactly the limit counts as {self.rules.on_limit}"
        if self.expected is not None:
            return (
                f"The method expects a later score of {self.expected:.2f}, with a standard "
                f"error of {self.standard_error:.2f} points; improvement and deterioration "
                f"are counted from there ({tie})."
            )
        if self.limit is None or not self.from_pre:
            return (
                "How many points a reliable improvement needs depends on the score before "
                f"({tie})."
            )
        limit = f"limit {self.limit:.2f} points; {tie}"
        if self.targets.needed is None:
            least = "at least" if self.rules.on_limit == "changed" else "more than"
            return (
                f"The score needs to {verb} by {least} {self.limit:.2f} points for a reliable "
                f"improvement ({tie})."
            )
        return (
            f"The score needs to {verb} by at least {_points(self.targets.needed)} for a "
            f"reliable improvement ({limit})."
        )

    def _from_here(self) -> str:
        if self.pre is None or self.targets.step is None:
            return ""
        better, worse = (way[1] for way in self._ways)
        return (
            f"From {self.pre:g}, {_or_beyond(self.targets.improved, better)} is a reliable "
            f"improvement and {_or_beyond(self.targets.deteriorated, worse)} a reliable "
            "deterioration."
        )

    def _functional(self) -> str:
        value = self.cutoffs.value
        if value is None:
            instead = self.cutoffs.instead
            return (
                "No score counts as clinical or functional: recovery cannot be judged, because "
                f"{self.cutoffs.barrier}."
                + f" It could be judged by {instead}."
                * bool(instead)
            )
        basis = (
            f"cut-off {value:.2f}, {self.cutoffs.label}; a score exactly on it "
            f"counts as {self.rules.post_on_cutoff}"
        )
        side = "below" if self.scale.better == "lower" else "above"
        if self.targets.step is None:
            return f"A score {side} the cut-off counts as functional ({basis})."
        if self.targets.functional is None:
            return f"No possible score counts as functional ({basis})."
        score = _or_beyond(self.targets.functional, self._ways[0][1])
        return f"A score of {score} counts as functional ({basis})."

    def _other_figures(self) -> str:
        """Why an evaluation can judge otherwise; empty where it takes the same figures."""
        if not self.of_samples:
            return ""
        return (
            f"An evaluation takes the {' and the '.join(self.of_samples)} from its own sample "
            "unless figures are named, and can therefore judge otherwise."
        )

    def _result(self) -> str:
        if self.pre is None or self.post is None:
            return ""
        outcome = self.classes["outcome"]
        significance = self.classes.get("significance")
        movement = f"; clinical significance: {significance}" if significance else ""
        return f"From {self.pre:g} to {self.post:g}: {outcome}{movement}."

    def _rests_on(self) -> list[str]:
        """Every number that the limit and the deciding criterion rest on, and its source."""
        inputs = [
            source
            for source in self.inputs
            if isinstance(source.value, float | int)
            and not source.name.startswith(_SUPERFLUOUS[self.cutoffs.criterion])
        ]
        cited = list(dict.fromkeys(entry.citation for entry in inputs if entry.citation))
        numbers = {citation: f" [{place}]" for place, citation in enumerate(cited, start=1)}
        lines = [
            f"  {entry.name} {entry.value:g} ({entry.detail}){numbers.get(entry.citation, '')}"
            for entry in inputs
        ]
        if cited:
            lines.append("Sources:")
        return [*lines, *(f" {numbers[citation]} {citation}" for citation in cited)]

    def _warnings(self) -> list[str]:
        return [
            f"{finding.severity.capitalize()}: {finding.message}."
            for finding in self.findings
            if finding.severity != "note"
        ]


def _points(amount: float) -> str:
    return f"{amount:.6g} point{'' if amount == 1 else 's'}"


def _or_beyond(score: float | None, way: str) -> str:
    """A score and everything beyond it, in words."""
    return "no possible score" if score is None else f"{score:.6g} or {way}"


def advise(
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    options: Sequence[tuple[str, ChangeOptions]] = (),
    pre: float | None = None,
    post: float | None = None,
) -> Advice:
    """How many points one respondent needs, and what the scores given mean.

    There is no sample here, so the standard deviation and the populations are
    published or typed ones: those that the call names, or those that the
    definition names for this under ``without_sample``.

    Parameters
    ----------
    scale, instrument, method_registry, options
        As for :func:`~scorewell.change.analyse.analyse`.
    pre, post : float or None
        The respondent's scores before and after, as far as known.

    Raises
    ------
    ChangeError
        If an input is lacking or rests on a sample, or a score is not
        possible on this scale.

    Examples
    --------
    The R package CECPfuns gives 6.894784471329744 points for a standard deviation of 7.5
    and a reliability of .89: in whole score steps 7, from 30 to 37 where higher is better.

    >>> from scorewell.registry.registry import open_registry
    >>> registry = open_registry()
    >>> pseq = registry.load("pseq")
    >>> advice = advise(
    ...     pseq.scale("total"), instrument=pseq, pre=30,
    ...     method_registry=registry.plugins.change_methods,
    ...     options=[("call", ChangeOptions(reliability=0.89, sd=7.5))],
    ... )
    >>> round(advice.limit, 9), advice.targets.improved
    (6.894784471, 37.0)
    """
    request = Request(instrument=instrument, scale=scale, options=tuple(options), alone=True)
    _ = request.direction
    _check_score(request, "pre", pre)
    _check_score(request, "post", post)
    settings = resolve(request, method_registry)
    before = np.array([math.nan if pre is None else pre], dtype=np.float64)
    after = np.array([math.nan if post is None else post], dtype=np.float64)
    index = index_of(settings, before, after)
    limit = limit_of(settings, index)
    expected = None if index.expected is None else float(index.expected[0])
    scores_classes = classes(request, settings, pre=before, post=after, index=index.index)
    words = {name: column.iloc[0] for name, column in scores_classes.columns().items()}
    return Advice(
        instrument=instrument,
        scale=scale,
        method=settings.method,
        inputs=settings.inputs,
        standard_error=_number(index.standard_error),
        expected=None if expected is None or math.isnan(expected) else expected,
        critical_value=settings.critical_value,
        limit=limit,
        cutoffs=settings.cutoffs,
        rules=settings.tie_rules,
        from_pre=index.expected is None,
        targets=targets(
            request, settings, limit=limit if index.expected is None else None, pre=pre
        ),
        pre=pre,
        post=post,
        of_samples=tuple(_of_samples(request, settings.cutoffs)),
        classes={name: word for name, word in words.items() if isinstance(word, str)},
        findings=(*settings.findings, *limit_findings(request, limit)),
    )


def _of_samples(request: Request, cutoffs: Cutoffs) -> Iterator[str]:
    """What an evaluation would rest on figures of its sample."""
    in_sample = replace(request, alone=False)

    def differs(name: str) -> bool:
        return _choice(request, name) != _choice(in_sample, name)

    if differs("sd"):
        yield "limit"
    if cutoffs.criterion in ("a", "c") and differs("clinical"):
        yield "cut-off"


def _choice(request: Request, name: str) -> object:
    """What the call, an overlay or the definition names for an option; None without any."""
    setting = request.setting(name)
    settings = request.defaults(name) if setting is None else (setting,)
    return settings[0].value if settings else None


def _number(value: float | NDArray[np.float64]) -> float | None:
    """The standard error of the one respondent; None where it is not known yet."""
    number = float(np.ravel(value)[0])
    return None if math.isnan(number) else number


def _check_score(request: Request, name: str, score: float | None) -> None:
    low, high = request.scale.low, request.scale.high
    tolerance = TOLERANCE * (high - low)
    if score is None or low - tolerance <= score <= high + tolerance:
        return
    raise ChangeError(
        f"{request.path}: the {name} score is {score!r}; this scale runs from {low:g} to "
        f"{high:g}"
    )
