"""How far a definition has come: bronze, silver or gold, computed and never claimed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from scorewell.definitions.lint import coverage, examples, header, provenance
from scorewell.definitions.lint.coverage import is_mixed
from scorewell.definitions.lint.provenance import facts
from scorewell.definitions.lint.rule import Rule
from scorewell.definitions.model import Instrument
from scorewell.definitions.reading.document import Document, path_text
from scorewell.errors import Finding


class Tier(IntEnum):
    """The tiers, lowest first."""

    none = 0
    bronze = 1
    silver = 2
    gold = 3


def _rules(*modules: object) -> frozenset[str]:
    return frozenset(
        rule.name
        for module in modules
        for rule in vars(module).values()
        if isinstance(rule, Rule)
    )


_SOURCES = _rules(provenance)
_COVERAGE = _rules(coverage)
_SCORES = examples.examples_pass.name
_LATER = _SOURCES | _COVERAGE | {_SCORES, header.todo_open.name}
"""Rules that a definition may break and still be valid and score."""


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """A definition and what the linter found in it."""

    document: Document
    instrument: Instrument
    findings: Sequence[Finding]

    def count(self, codes: Iterable[str]) -> Iterator[str]:
        """How often rules are broken, by rule."""
        selection = set(codes)
        counts: dict[str, int] = {}
        for finding in self.findings:
            if finding.code in selection:
                counts[finding.code] = counts.get(finding.code, 0) + 1
        for code, count in counts.items():
            yield f"{code}: {count} finding{'s' if count > 1 else ''}"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing that a tier asks for.

    Attributes
    ----------
    name, sentence : str
        Its name, and what must hold.
    tier : Tier
        The tier that asks for it; every higher one does too.
    problems : callable
        What is lacking in a definition, in words; nothing where it is met.
    """

    name: str
    sentence: str
    tier: Tier
    problems: Callable[[_Candidate], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The tier of a definition, and what every criterion lacks.

    Attributes
    ----------
    tier : Tier
        The highest whose criteria, and those of all below, are met.
    problems : mapping of Criterion name to tuple of str
        By criterion, what is lacking; empty where it is met.
    """

    tier: Tier
    problems: Mapping[str, tuple[str, ...]]

    @property
    def next_tier(self) -> Tier | None:
        """The tier after this one, or None."""
        return None if self.tier is Tier.gold else Tier(self.tier + 1)

    def missing(self) -> list[Criterion]:
        """The criteria of the next tier that are not met."""
        return [
            criterion
            for criterion in CRITERIA
            if criterion.tier == self.next_tier and self.problems[criterion.name]
        ]


CRITERIA: list[Criterion] = []
"""Every criterion, lowest tier first."""


def _criterion(
    tier: Tier,
) -> Callable[[Callable[[_Candidate], Iterable[str]]], Callable[[_Candidate], Iterable[str]]]:
    """Make a criterion of a function: its name, and its docstring as the sentence."""

    def register(
        function: Callable[[_Candidate], Iterable[str]],
    ) -> Callable[[_Candidate], Iterable[str]]:
        CRITERIA.append(
            Criterion(
                name=function.__name__.strip("_").replace("_", "-"),
                sentence=(function.__doc__ or "").strip(),
                tier=tier,
                problems=function,
            )
        )
        return function

    return register


@_criterion(Tier.bronze)
def _valid(candidate: _Candidate) -> Iterator[str]:
    """It fits its schema and breaks no rule about keys, codings, figures and bands."""
    yield from candidate.count(
        finding.code
        for finding in candidate.findings
        if finding.severity == "error" and finding.code not in _LATER
    )


@_criterion(Tier.bronze)
def _scores(candidate: _Candidate) -> Iterator[str]:
    """Every example comes out as it says."""
    yield from candidate.count([_SCORES])


@_criterion(Tier.silver)
def _sourced(candidate: _Candidate) -> Iterator[str]:
    """Every coding, key, rule, figure, band and alert comes from a source that was read."""
    yield from candidate.count(_SOURCES)
    for path, entry in facts(candidate.document.data):
        unknown = path[-1] == "missing" and entry["rule"] == "unknown"
        if not unknown and not entry.get("gap") and entry.get("checked", "ours") == "ours":
            yield f"{path_text(path)} is not from a source"


@_criterion(Tier.silver)
def _licensed(candidate: _Candidate) -> Iterator[str]:
    """It is known whether key and wording may be used, and norms where it has any."""
    licence = candidate.instrument.licence
    parts = {"key": licence.key, "text": licence.text}
    if any(
        norm.mean is not None for scale in candidate.instrument.scales for norm in scale.norms
    ):
        parts["norms"] = licence.norms
    yield from (
        f"licence.{name} is unknown" for name, fact in parts.items() if fact.status == "unknown"
    )


@_criterion(Tier.silver)
def _examples_complete(candidate: _Candidate) -> Iterator[str]:
    """Its examples show lowest, highest, mixed, every reversal, the missing limit and blank."""
    yield from candidate.count(_COVERAGE)


@_criterion(Tier.silver)
def _decided(candidate: _Candidate) -> Iterator[str]:
    """No TODO is open."""
    yield from candidate.count([header.todo_open.name])


@_criterion(Tier.gold)
def _key_twice(candidate: _Candidate) -> Iterator[str]:
    """Two independent sources state the key of every scale and every coding."""
    instrument = candidate.instrument
    provenances = {f"the key of {scale.id}": scale.key for scale in instrument.scales}
    provenances |= {
        f"the coding {coding.id}": coding.provenance for coding in instrument.codings.values()
    }
    yield from (
        f"{name} is not read in two sources"
        for name, provenance in provenances.items()
        if provenance.checked != "two-sources"
    )


@_criterion(Tier.gold)
def _independent_values(candidate: _Candidate) -> Iterator[str]:
    """A mixed example is in a text or program that can be found: by DOI, address or year."""
    items, sources = candidate.instrument.items, candidate.instrument.sources
    references = [
        sources[example.provenance.source]
        for example in candidate.instrument.examples
        if example.provenance.source in sources and is_mixed(example.answers, items)
    ]
    if not any(reference.doi or reference.url or reference.year for reference in references):
        yield "no mixed example names a source that can be found"


@_criterion(Tier.gold)
def _figures(candidate: _Candidate) -> Iterator[str]:
    """Every scale with a better end has a norm or a reliability with figures."""
    for scale in candidate.instrument.scales:
        norms = any(norm.mean is not None for norm in scale.norms)
        reliable = any(
            reliability.value is not None
            or reliability.at_least is not None
            or reliability.between is not None
            for reliability in scale.reliability
        )
        if scale.better != "none" and not (norms or reliable):
            yield f"{scale.id} has neither norms nor a reliability"


def assess(
    document: Document, instrument: Instrument | None, findings: Sequence[Finding]
) -> Assessment:
    """The tier of a definition.

    Parameters
    ----------
    document : Document
        The definition.
    instrument : Instrument or None
        What it says; None where it does not hold together, which is no tier.
    findings : sequence of Finding
        What the linter found in it, examples included.
    """
    if instrument is None:
        errors = tuple(f"{finding.code}: {finding.message}" for finding in findings[:10])
        unread: dict[str, tuple[str, ...]] = {
            criterion.name: ("it cannot be read",) for criterion in CRITERIA
        }
        return Assessment(tier=Tier.none, problems={**unread, "valid": errors})
    candidate = _Candidate(document=document, instrument=instrument, findings=findings)
    problems = {criterion.name: tuple(criterion.problems(candidate)) for criterion in CRITERIA}
    highest = Tier.none
    for tier in (Tier.bronze, Tier.silver, Tier.gold):
        if any(problems[criterion.name] for criterion in CRITERIA if criterion.tier == tier):
            break
        highest = tier
    return Assessment(tier=highest, problems=problems)
