"""What one respondent's scores need to be, and what they are, in points and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scorewell.change.cutoffs import Cutoffs
from scorewell.change.inputs import Input
from scorewell.change.rules import Rules
from scorewell.change.targets import Targets
from scorewell.errors import Finding
from scorewell.methods import ChangeMethod
from scorewell.model import Instrument, Scale
from scorewell.plain import plain

__all__ = ["Advice"]

_UNUSED = {
    "a": ("functional", "multiplier b"),
    "b": ("clinical", "multiplier a"),
    "c": ("multiplier a", "multiplier b"),
}
"""Inputs that do not enter the cut-off by each criterion, by how their names begin."""

_FALL, _RISE = ("fall", "lower"), ("rise", "higher")


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What one respondent's scores need to be, and what they are.

    Attributes
    ----------
    instrument, scale, method, inputs, standard_error, critical_value, limit, cutoffs, findings
        As in :class:`~scorewell.change.result.ChangeResult`.
    rules : Rules
        What exact ties count as.
    targets : Targets
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
    targets: Targets
    pre: float | None = None
    post: float | None = None
    expected: float | None = None
    from_pre: bool = True
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
        lines = [self._needed(), self._from_here(), self._functional(), self._found()]
        lines += ["It rests on:", *self._rests_on(), *self._warnings()]
        return "\n".join(line for line in lines if line)

    def to_dict(self) -> dict[str, object]:
        """The whole advice as plain values that JSON can hold."""
        names = [
            *("standard_error", "critical_value", "limit", "cutoffs", "rules", "targets"),
            *("pre", "post", "expected", "from_pre", "classes", "inputs", "findings"),
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

    def _needed(self) -> str:
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
            return "There is no cut-off, so no score counts as clinical or functional."
        how = (
            f"cut-off {value:.2f}, criterion {self.cutoffs.criterion}; a score exactly on it "
            f"counts as {self.rules.post_on_cutoff}"
        )
        side = "below" if self.scale.better == "lower" else "above"
        if self.targets.step is None:
            return f"A score {side} the cut-off counts as functional ({how})."
        if self.targets.functional is None:
            return f"No possible score counts as functional ({how})."
        score = _or_beyond(self.targets.functional, self._ways[0][1])
        return f"A score of {score} counts as functional ({how})."

    def _found(self) -> str:
        if self.pre is None or self.post is None:
            return ""
        outcome = self.classes["outcome"]
        significance = self.classes.get("significance")
        moved = f"; clinical significance: {significance}" if significance else ""
        return f"From {self.pre:g} to {self.post:g}: {outcome}{moved}."

    def _rests_on(self) -> list[str]:
        """Every number that the limit and the deciding criterion rest on, and its source."""
        used = [
            source
            for source in self.inputs
            if isinstance(source.value, float | int)
            and not source.name.startswith(_UNUSED[self.cutoffs.criterion])
        ]
        cited = list(dict.fromkeys(each.citation for each in used if each.citation))
        numbers = {citation: f" [{place}]" for place, citation in enumerate(cited, start=1)}
        lines = [
            f"  {each.name} {each.value:g} ({each.detail}){numbers.get(each.citation, '')}"
            for each in used
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
