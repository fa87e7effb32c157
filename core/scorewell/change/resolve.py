"""Resolve every number and rule of a change analysis before any case is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scorewell.change.inputs.baseline import NOTE_BELOW, WARN_BELOW
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request, Setting
from scorewell.change.inputs.tie_rules import Rules, critical_value
from scorewell.change.options.options import PAIRS
from scorewell.change.options.presets import preset
from scorewell.change.parameters.criterion import Ranges, ranges
from scorewell.change.parameters.cutoffs import Cutoffs
from scorewell.change.parameters.method_inputs import OF_BOTH, QUANTITIES
from scorewell.change.parameters.points import PUBLISHED
from scorewell.change.parameters.populations import Figures
from scorewell.change.parameters.reliability_and_sd import Quantity
from scorewell.definitions.accepted_errors import accepted_errors_finding
from scorewell.errors import ChangeError, Finding, did_you_mean
from scorewell.i18n.messages import code_message, list_messages, plural_words, words
from scorewell.registry.contracts import ChangeMethod

_DEFAULT_METHOD = "jacobson-truax"


@dataclass(frozen=True, kw_only=True)
class ChangeSettings:
    """The numbers and rules by which change is judged.

    Attributes
    ----------
    method : ChangeMethod
        The change index.
    method_inputs : mapping of str to float
        The inputs of the method by name.
    method_sources : mapping of str to Input
        The same with their sources.
    critical_value : float
        How many standard errors a reliable change exceeds.
    ranges : Ranges
        Where the functional range begins, and what exact ties count as.
    inputs : tuple of Input
        Every number and choice with its source.
    findings : tuple of Finding
        Notes and warnings about the inputs.
    """

    method: ChangeMethod
    method_inputs: Mapping[str, float]
    method_sources: Mapping[str, Input]
    critical_value: float
    ranges: Ranges
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...]

    @property
    def cutoffs(self) -> Cutoffs:
        """Where the functional range begins."""
        return self.ranges.cutoffs

    @property
    def tie_rules(self) -> Rules:
        """What exact ties count as."""
        return self.ranges.rules


def resolve(request: Request, method_registry: Mapping[str, ChangeMethod]) -> ChangeSettings:
    """Resolve every number and rule of an analysis.

    Raises
    ------
    ChangeError
        If a number is lacking or cannot be used.
    """
    method, method_input = _method(request, method_registry)
    if OF_BOTH.intersection(method.inputs):
        request = replace(request, cases=PAIRS)
    quantities = {name: QUANTITIES[name](request) for name in method.inputs}
    method_inputs = {name: quantity.value for name, quantity in quantities.items()}
    freedom = None if method.freedom is None else method.freedom(method_inputs)
    critical, level = critical_value(request, sides=method.sides, freedom=freedom)
    functional_ranges = ranges(request)
    findings = [*accepted_errors_finding(request.instrument)]
    findings += (finding for item in quantities.values() for finding in item.findings)
    findings += functional_ranges.findings
    uses_patients = functional_ranges.cutoffs.criterion != PUBLISHED
    patients = functional_ranges.patients if uses_patients else None
    findings += _small_sample(request, quantities, patients)
    return ChangeSettings(
        method=method,
        method_inputs=method_inputs,
        method_sources={name: quantity.source for name, quantity in quantities.items()},
        critical_value=critical,
        ranges=functional_ranges,
        inputs=(
            *preset_inputs(request),
            method_input,
            *(quantity.source for quantity in quantities.values()),
            level,
            *functional_ranges.inputs,
        ),
        findings=tuple(dict.fromkeys(findings)),
    )


def preset_inputs(request: Request) -> tuple[Input, ...]:
    """The presets that the options name."""
    return tuple(
        Input(
            name="preset",
            value=options.preset,
            origin=origin,
            detail=code_message(preset(options.preset).summary),
        )
        for origin, options in request.options
        if options.preset is not None
    )


def _method(
    request: Request, registry: Mapping[str, ChangeMethod]
) -> tuple[ChangeMethod, Input]:
    setting = request.setting("method") or Setting(_DEFAULT_METHOD, "default")
    method = registry.get(setting.value)
    if method is None:
        raise ChangeError(
            f"{request.path}: there is no change method '{setting.value}'",
            hint=did_you_mean(setting.value, registry)
            or f"registered are: {', '.join(sorted(registry)) or 'none'}",
        )
    unknown = [name for name in method.inputs if name not in QUANTITIES]
    if unknown:
        raise ChangeError(
            f"{request.path}: the change method '{method.name}' needs "
            f"{', '.join(unknown)}, which the engine cannot give",
            hint=f"a method may need {', '.join(QUANTITIES)}",
        )
    detail = words(
        "{{ title }}: {{ formula }}",
        title=code_message(method.title),
        formula=code_message(method.formula),
    )
    source = Input(
        name="method",
        value=method.name,
        origin=setting.origin,
        detail=detail,
        citation=method.reference,
    )
    return method, source


def _small_sample(
    request: Request, quantities: Mapping[str, Quantity], patients: Figures | None
) -> list[Finding]:
    """A warning or a note where figures rest on few baseline scores."""
    uses = {
        words(
            "the {{ name }} of the limit", name=code_message(name.replace("_", " "))
        ): quantity.sample_n
        for name, quantity in quantities.items()
        if quantity.sample_n is not None
    }
    if patients is not None and patients.sample and patients.n is not None:
        uses[words("the clinical population")] = patients.n
    if not uses:
        return []
    fewest = min(uses.values())
    if fewest >= NOTE_BELOW:
        return []
    limit = WARN_BELOW if fewest < WARN_BELOW else NOTE_BELOW
    stability = words("unstable") if limit == WARN_BELOW else words("not yet stable")
    return [
        request.finding(
            "small-sample",
            plural_words(
                "{{ what }} rests on {{ n }} baseline scores; figures from fewer than "
                "{{ least }} are {{ how }}",
                "{{ what }} rest on {{ n }} baseline scores; figures from fewer than "
                "{{ least }} are {{ how }}",
                len(uses),
                what=list_messages(uses),
                n=fewest,
                least=limit,
                how=stability,
            ),
            severity="warning" if limit == WARN_BELOW else "note",
            hint=words(
                "published figures for a comparable population do not depend on this sample"
            ),
        )
    ]
