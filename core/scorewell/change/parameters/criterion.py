"""The criterion that decides, its cut-off, and remarks on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewell.change.classes.classify import status_codes
from scorewell.change.inputs.entry_text import norm_gap, norm_list
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request, Setting
from scorewell.change.inputs.tie_rules import Rules, rules
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.change.parameters.cutoffs import Candidates, Cutoffs, candidates
from scorewell.change.parameters.populations import Figures, clinical, functional
from scorewell.definitions.reading.missing_figures import missing_figures
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import Figure, code_message, list_messages, plural_words, words

_OVERLAP_SDS = 3
"""Standard deviations on both sides of a mean that the rule ``overlap`` compares."""

_NEEDS = {
    "a": "the mean and standard deviation of a clinical population",
    "b": "the mean and standard deviation of a functional population",
    "c": "figures of a clinical and of a functional population",
}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The cut-offs with their inputs and remarks."""

    cutoffs: Cutoffs
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...]


def decide(
    request: Request, cutoffs_by_letter: Candidates, *, clinical: Figures, functional: Figures
) -> Decision:
    """The criterion that decides and its cut-off.

    Where the functional mean is not better than the clinical mean, the figures
    contradict the direction of the scale. Then an error is found and nothing
    is classified by any cut-off, whatever the criterion: either the scores are
    reversed or the figures belong to something else. The direction is never
    turned.

    Raises
    ------
    ChangeError
        If a call or study names a criterion whose figures are not there.
    """
    criterion, notes = _criterion(
        request, cutoffs_by_letter, clinical=clinical, functional=functional
    )
    letter = str(criterion.value)
    findings = [*cutoffs_by_letter.findings, *notes]
    values = dict(cutoffs_by_letter.values)
    contradiction = _wrong_side(request, clinical, functional)
    if contradiction is not None:
        findings.append(contradiction)
        values.pop("c", None)
    elif letter not in values:
        findings.append(
            request.finding(
                "no-cut-off",
                words(
                    "there is no cut-off by criterion {{ criterion }}: {{ why }}; nobody is "
                    "classified as clinical or functional",
                    criterion=letter,
                    why=cutoffs_by_letter.absent[letter],
                ),
                severity="note" if request.baseline is None else "error",
                hint=f"it needs {_NEEDS[letter]}; {norm_list(request.scale.norms)}",
            )
        )
    findings += _absences(request, cutoffs_by_letter, letter)
    findings += _outside(request, values, letter)
    cutoffs = Cutoffs(
        a=values.get("a"),
        b=values.get("b"),
        c=values.get("c"),
        criterion=letter,
        value=None if contradiction is not None else values.get(letter),
    )
    return Decision(
        cutoffs=cutoffs, inputs=(*cutoffs_by_letter.inputs, criterion), findings=tuple(findings)
    )


def _criterion(
    request: Request, cutoffs_by_letter: Candidates, *, clinical: Figures, functional: Figures
) -> tuple[Input, list[Finding]]:
    auto, reason = _automatic(request, clinical, functional)
    setting = request.setting("criterion")
    if setting is not None and setting.value != "auto":
        _demand(
            request, cutoffs_by_letter, setting.value, clinical=clinical, functional=functional
        )
        return _criterion_input(setting.value, setting.origin, words("as asked")), []
    if setting is not None:
        return _criterion_input(auto, setting.origin, reason), []
    notes: list[Finding] = []
    for default in (*request.defaults("criterion"), Setting("auto", "default")):
        letter = default.value
        if letter == "published":
            continue
        if letter == "auto":
            return _criterion_input(auto, default.origin, reason), notes
        if letter in cutoffs_by_letter.values or letter == auto:
            break
        notes.append(
            request.finding(
                "criterion-falls-back",
                words(
                    "the default of this scale is criterion {{ criterion }}, and {{ why }}; "
                    "what comes next in order is used",
                    criterion=letter,
                    why=cutoffs_by_letter.absent[letter],
                ),
                hint=f"criterion {letter} needs {_NEEDS[letter]}",
            )
        )
    return _criterion_input(letter, default.origin, words("the default of this scale")), notes


def _automatic(request: Request, clinical: Figures, functional: Figures) -> tuple[str, str]:
    """The criterion that ``auto`` means, and why."""
    if request.choice("auto_rule").value == "overlap" and functional.sd is None:
        return "a", words(
            "auto: a, because no functional mean and standard deviation are there"
        )
    if functional.mean is None:
        return "a", words("auto: a, because no functional figures are there")
    if request.choice("auto_rule").value != "overlap":
        return "c", words("auto: c, because functional figures are there")
    span = request.scale.high - request.scale.low
    if overlap(clinical, functional, tolerance=TOLERANCE * span):
        return "c", words(
            "auto: c, because an end of the clinical range (mean plus and minus {{ k }} SD) "
            "lies in the functional range",
            k=_OVERLAP_SDS,
        )
    return "b", words(
        "auto: b, because neither end of the clinical range (mean plus and minus {{ k }} SD) "
        "lies in the functional range",
        k=_OVERLAP_SDS,
    )


def overlap(clinical: Figures, functional: Figures, *, tolerance: float = 0.0) -> bool:
    r"""Whether an end of the clinical range lies in the functional range, ends included.

    With means :math:`M_c`, :math:`M_f` and standard deviations :math:`s_c`,
    :math:`s_f`, whether :math:`M_c + 3 s_c` or :math:`M_c - 3 s_c` lies from
    :math:`M_f - 3 s_f` to :math:`M_f + 3 s_f`. A clinical range that reaches
    beyond the functional one on both sides does not overlap by this rule.
    Where a figure is not known, they count as overlapping.

    Parameters
    ----------
    tolerance : float
        Points by which an end may lie outside through rounding.

    References
    ----------
    Kruijt A-W. JTRCI 0.1.0, https://github.com/AWKruijt/JT-RCI, file R/JT-RCI.R,
    lines 147 to 175 (commit 5ce946d of 7 July 2019): ``JTcrit = "auto"``.

    Examples
    --------
    Clinical 40 (SD 5) ends at 25 and 55; functional 10 (SD 4) at -2 and 22:

    >>> figures = {"origin": "call", "detail": ""}
    >>> patients = Figures(mean=40, sd=5, **figures)
    >>> overlap(patients, Figures(mean=10, sd=4, **figures))
    False

    With an SD of 5 the functional range ends at 25, too:

    >>> overlap(patients, Figures(mean=10, sd=5, **figures))
    True
    """
    if clinical.mean is None or clinical.sd is None:
        return True
    if functional.mean is None or functional.sd is None:
        return True
    reach = _OVERLAP_SDS * functional.sd + tolerance
    ends = (clinical.mean + sign * _OVERLAP_SDS * clinical.sd for sign in (-1, 1))
    return any(abs(end - functional.mean) <= reach for end in ends)


def _criterion_input(letter: str, origin: str, detail: str) -> Input:
    return Input(name="criterion", value=letter, origin=origin, detail=detail)


def _demand(
    request: Request,
    cutoffs_by_letter: Candidates,
    letter: str,
    *,
    clinical: Figures,
    functional: Figures,
) -> None:
    """Raise where a criterion was asked for and its figures can only come from the user."""
    if letter in cutoffs_by_letter.values:
        return
    population, role = clinical, "clinical population"
    if letter == "b" or (letter == "c" and functional.mean is None):
        population, role = functional, "functional population"
    if population.sample:
        return
    if population.gap is not None:
        missing = missing_figures(population.gap, ("mean", "sd"))
        raise norm_gap(request, population.gap, missing=missing, purpose=role)
    raise ChangeError(
        words(
            "{{ scale }}: criterion {{ criterion }} was asked for, and {{ why }}",
            scale=request.path,
            criterion=letter,
            why=cutoffs_by_letter.absent[letter],
        ),
        hint=f"it needs {_NEEDS[letter]}; {norm_list(request.scale.norms)}",
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
            "{{ better }} is better on this scale; nobody is classified as clinical or "
            "functional",
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


def _outside(request: Request, values: dict[str, float], letter: str) -> list[Finding]:
    """A finding for each cut-off that no score can pass, or that every score passes."""
    scale, direction = request.scale, request.direction
    best, worst = (scale.low, scale.high) if direction < 0 else (scale.high, scale.low)
    span = TOLERANCE * (scale.high - scale.low)
    inclusive = request.choice("post_on_cutoff").value == "functional"
    findings = []
    for name, value in values.items():
        room = direction * (best - value)
        reachable = room >= -span if inclusive else room > span
        if reachable and direction * (worst - value) <= span:
            continue
        fate = (
            words("every possible score is functional")
            if reachable
            else words("no score is functional")
        )
        findings.append(
            request.finding(
                "cut-off-out-of-reach",
                words(
                    "the cut-off by criterion {{ criterion }}, {{ value }}, leaves no room on "
                    "a scale from {{ low }} to {{ high }}: {{ fate }}",
                    criterion=name,
                    value=Figure(f"{value:.4g}"),
                    low=Figure(f"{scale.low:g}"),
                    high=Figure(f"{scale.high:g}"),
                    fate=fate,
                ),
                severity="warning" if name == letter else "note",
            )
        )
    return findings


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

    Raises
    ------
    ChangeError
        If a figure that was asked for is lacking or cannot be used.
    """
    patients, healthy = clinical(request), functional(request)
    cutoffs_by_letter = candidates(request, patients, healthy)
    decision = decide(request, cutoffs_by_letter, clinical=patients, functional=healthy)
    ties, tie_inputs = rules(request)
    return Ranges(
        cutoffs=decision.cutoffs,
        rules=ties,
        patients=patients,
        inputs=(
            *patients.inputs("clinical"),
            *healthy.inputs("functional"),
            *decision.inputs,
            *tie_inputs,
        ),
        findings=(*patients.findings, *healthy.findings, *decision.findings),
    )
