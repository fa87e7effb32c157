"""The cut-off that decides, with remarks on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scorewell.change.classes.classify import status_codes
from scorewell.change.inputs.entry_text import norm_list
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tie_rules import Rules, rules
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.change.options.options import BASELINE
from scorewell.change.parameters.criterion_choice import (
    NEEDS,
    CriterionChoice,
    CutoffBasis,
    choose_criterion,
)
from scorewell.change.parameters.cutoffs import Candidates, Cutoffs, candidates
from scorewell.change.parameters.points import PUBLISHED, describe_cutoff, points_of
from scorewell.change.parameters.populations import (
    Figures,
    clinical,
    functional,
    sample_figures,
)
from scorewell.errors import Finding
from scorewell.i18n.messages import (
    Figure,
    code_message,
    join_messages,
    list_messages,
    plural_words,
    words,
)


def _wrong_side(request: Request, clinical: Figures, functional: Figures) -> Finding | None:
    if clinical.mean is None or functional.mean is None:
        return None
    span = request.scale.high - request.scale.low
    if request.direction * (functional.mean - clinical.mean) > TOLERANCE * span:
        return None
    return request.finding(
        "norms-on-wrong-side",
        words(
            "the functional mean ({{ functional }}; {{ functional_detail }}) is not better "
            "than the clinical mean ({{ clinical }}; {{ clinical_detail }}), although "
            "{{ better }} is better on this scale; nobody is classified by criterion a, b or c",
            functional=Figure(f"{functional.mean:g}"),
            functional_detail=functional.detail,
            clinical=Figure(f"{clinical.mean:g}"),
            clinical_detail=clinical.detail,
            better=code_message(request.scale.better),
        ),
        severity="error",
        hint="check that the scores are not reversed and that the figures are in points of "
        "this scale; without functional figures (none) criterion a can still be used",
    )


def _absences(request: Request, cutoffs_by_letter: Candidates, letter: str) -> list[Finding]:
    """One note for each reason why other criteria have no cut-off."""
    reasons: dict[str, list[str]] = {}
    for name, reason in cutoffs_by_letter.absent.items():
        if name != letter:
            reasons.setdefault(reason, []).append(name)
    return [
        request.finding(
            "criterion-not-available",
            plural_words(
                "criterion {{ criteria }} is not available: {{ why }}",
                "criteria {{ criteria }} are not available: {{ why }}",
                len(names),
                criteria=list_messages(names),
                why=reason,
            ),
        )
        for reason, names in reasons.items()
    ]


@dataclass(frozen=True, kw_only=True)
class Ranges:
    """The cut-off, with the rules for scores on it.

    Attributes
    ----------
    cutoffs : Cutoffs
        Where the functional range begins.
    rules : Rules
        What exact ties count as.
    patients : Figures
        The clinical population.
    """

    cutoffs: Cutoffs
    rules: Rules
    patients: Figures
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...]

    def statuses(
        self, request: Request, *, pre: NDArray[np.float64], post: NDArray[np.float64]
    ) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """The status of each respondent before and after, as places in ``STATUS``."""
        span = request.scale.high - request.scale.low
        ties = (self.rules.pre_on_cutoff, self.rules.post_on_cutoff)
        before, after = (
            status_codes(
                scores,
                cutoff=self.cutoffs.value,
                direction=request.direction,
                span=span,
                on_cutoff=on_cutoff,
            )
            for scores, on_cutoff in zip((pre, post), ties, strict=True)
        )
        return before, after


def ranges(request: Request) -> Ranges:
    """Settle the cut-off of an analysis, and the rules.

    Where the functional mean is not better than the clinical mean, the figures
    contradict the direction of the scale. Then an error is found and nobody is
    classified by criterion a, b or c: either the scores are reversed or the
    figures belong to something else. The direction is never turned.

    Raises
    ------
    ChangeError
        If a figure that was asked for is lacking or cannot be used.
    """
    ties, _ = rules(request)
    basis = _basis(request, ties)
    choice = choose_criterion(request, basis)
    if choice.criterion != PUBLISHED and not choice.by_name:
        basis = _with_sample(request, ties, basis, choice)
        choice = choose_criterion(request, basis)
    published = choice.criterion == PUBLISHED
    point = choice.point if published else basis.points.get(choice.criterion)
    barrier = point.barrier if published and point else basis.barrier(choice.criterion)
    reason = _sentence(basis, choice)
    cutoffs = Cutoffs(
        **{letter: _value(basis, letter) for letter in "abc"},
        criterion=choice.criterion,
        value=None if barrier or point is None else point.value,
        entry=point.cutoff if point is not None else None,
        reason=reason,
        barrier=barrier,
        instead=_alternatives(basis, choice) if barrier else "",
    )
    final_rules, tie_inputs = rules(
        request, edge=point.cutoff.on_edge if point and point.cutoff else ""
    )
    return Ranges(
        cutoffs=cutoffs,
        rules=final_rules,
        patients=basis.clinical,
        inputs=(
            *basis.clinical.inputs("clinical"),
            *basis.functional.inputs("functional"),
            *basis.candidates.inputs,
            *_criterion_inputs(request, choice, reason),
            *tie_inputs,
        ),
        findings=(
            *basis.clinical.findings,
            *basis.functional.findings,
            *basis.candidates.findings,
            *choice.findings,
            *_findings(request, basis, choice, cutoffs),
        ),
    )


def _basis(request: Request, ties: Rules, patients: Figures | None = None) -> CutoffBasis:
    patients, healthy = patients or clinical(request), functional(request)
    cutoffs_by_letter = candidates(request, patients, healthy)
    points, published = points_of(request, cutoffs_by_letter.values, ties)
    return CutoffBasis(
        clinical=patients,
        functional=healthy,
        candidates=cutoffs_by_letter,
        points=points,
        published=published,
        contradiction=_wrong_side(request, patients, healthy),
    )


def _with_sample(
    request: Request, ties: Rules, basis: CutoffBasis, choice: CriterionChoice
) -> CutoffBasis:
    """The same with the sample as clinical population where a default norm judges nobody."""
    by_norm = basis.clinical.norm and basis.clinical.origin in {"definition", "overlay"}
    if not by_norm or request.baseline is None or request.setting("clinical") is not None:
        return basis
    if basis.contradiction is not None or (choice.criterion == "c" and not basis.barrier("c")):
        return basis
    by_sample = _basis(request, ties, sample_figures(request, BASELINE, "sample"))
    takes_sample = not by_sample.barrier("c") or bool(basis.barrier(choice.criterion))
    return by_sample if takes_sample and not by_sample.contradiction else basis


def _value(basis: CutoffBasis, letter: str) -> float | None:
    """The cut-off by a criterion; c has none where the figures contradict the direction."""
    if letter not in basis.points or (letter == "c" and basis.contradiction is not None):
        return None
    return basis.points[letter].value


def _criterion_inputs(
    request: Request, choice: CriterionChoice, reason: str
) -> tuple[Input, ...]:
    criterion = Input(
        name="criterion", value=choice.criterion, origin=choice.origin, detail=reason
    )
    if choice.point is None or choice.point.cutoff is None:
        return (criterion,)
    cutoff = choice.point.cutoff
    origin = choice.origin if choice.origin != "default" else "definition"
    published = Input(
        name="published cut-off",
        value=cutoff.value,
        origin=request.origin(origin, cutoff.origin),
        detail=words(
            "cut-off '{{ name }}', {{ details }}",
            name=cutoff.id,
            details=describe_cutoff(cutoff),
        ),
        citation=request.citation(cutoff.provenance.source),
        entry=cutoff.id,
    )
    return criterion, published


def _sentence(basis: CutoffBasis, choice: CriterionChoice) -> str:
    """Why this criterion, what else divides the scores, and a caution about the norm."""
    parts = [choice.reason]
    alternatives = _alternatives(basis, choice)
    if alternatives:
        parts.append(words("other cut-offs: {{ others }}", others=alternatives))
    norm = basis.functional.norm_entry
    if choice.criterion in {"b", "c"} and norm is not None and norm.population == "general":
        parts.append(
            words(
                "the functional norm '{{ name }}' is of the general population, of which "
                "some are not well",
                name=norm.id,
            )
        )
    return join_messages(parts, "; ")


def _alternatives(basis: CutoffBasis, choice: CriterionChoice) -> str:
    """The other cut-offs that divide the possible scores, as a list; empty without any."""
    letters = () if basis.contradiction is not None else basis.points.values()
    texts = [
        point.text
        for point in (*basis.published, *letters)
        if not point.barrier
        and point != choice.point
        and (point.cutoff is not None or point.criterion != choice.criterion)
    ]
    return join_messages(texts, ", ")


def _findings(
    request: Request, basis: CutoffBasis, choice: CriterionChoice, cutoffs: Cutoffs
) -> Iterator[Finding]:
    """What is to be said about the deciding cut-off and the others."""
    letter, contradiction = choice.criterion, basis.contradiction
    if contradiction is not None and letter == PUBLISHED:
        yield replace(contradiction, severity="warning")
    if contradiction is not None and letter != PUBLISHED:
        yield contradiction
    elif cutoffs.barrier and letter in basis.candidates.absent:
        # Whoever asks for a criterion misses something; otherwise the sample cannot give one.
        severity = "error" if request.setting("criterion") is not None else "warning"
        yield request.finding(
            "no-cut-off",
            words(
                "{{ why }}; nobody is classified as clinical or functional", why=cutoffs.barrier
            ),
            severity="note" if request.baseline is None else severity,
            hint=f"it needs {NEEDS[letter]}; {norm_list(request.scale.norms)}",
        )
    elif cutoffs.barrier:
        yield request.finding(
            "cut-off-out-of-reach",
            words("recovery cannot be judged: {{ why }}", why=cutoffs.barrier),
            severity="warning",
            hint=words("it could be judged by {{ others }}", others=cutoffs.instead)
            if cutoffs.instead
            else words("name a functional population, or a published cut-off"),
        )
    yield from _absences(request, basis.candidates, letter)
    for point in (*basis.points.values(), *basis.published):
        if point.barrier and point.barrier != cutoffs.barrier:
            yield request.finding("cut-off-out-of-reach", point.barrier)
