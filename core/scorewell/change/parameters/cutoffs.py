"""Where the clinical range ends and the functional range begins."""

from __future__ import annotations

from dataclasses import dataclass

from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request, Setting
from scorewell.change.options.options import BASELINE, PAIRS
from scorewell.change.parameters.populations import Figures
from scorewell.definitions.model import Cutoff
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import words


@dataclass(frozen=True, kw_only=True)
class Cutoffs:
    """The cut-offs between the clinical and the functional range.

    Attributes
    ----------
    a, b, c : float or None
        The cut-off by each criterion, in points; None where its figures are
        not there, and a finding says which.
    criterion : {'a', 'b', 'c', 'published'}
        The criterion that decides.
    value : float or None
        Its cut-off; None where nobody can be classified by it.
    entry : Cutoff or None
        The published cut-off that decides.
    reason : str
        Why this criterion was taken, and what else there is.
    barrier : str
        Why nobody can be classified; empty where somebody can.
    instead : str
        The other cut-offs that could be used, where nobody can be classified.
    """

    a: float | None
    b: float | None
    c: float | None
    criterion: str
    value: float | None
    entry: Cutoff | None = None
    reason: str = ""
    barrier: str = ""
    instead: str = ""

    @property
    def label(self) -> str:
        """The criterion in words: ``criterion c``, ``published cut-off talking-therapies``."""
        if self.entry is not None:
            return words("published cut-off {{ name }}", name=self.entry.id)
        return words("criterion {{ criterion }}", criterion=self.criterion)


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The cut-off by each criterion that has its figures.

    Attributes
    ----------
    values : dict of str to float
        By criterion.
    absent : dict of str to str
        For each other criterion, why there is none.
    """

    values: dict[str, float]
    absent: dict[str, str]
    inputs: tuple[Input, ...] = ()
    findings: tuple[Finding, ...] = ()


def weighted_midpoint(
    *, clinical_mean: float, clinical_sd: float, functional_mean: float, functional_sd: float
) -> float:
    r"""Criterion c: the point equally many standard deviations from both means.

    .. math:: c = \frac{S_1 M_0 + S_0 M_1}{S_0 + S_1}

    with M the means and S the standard deviations of the clinical (1) and the
    functional (0) population. Jacobson and Truax (1991),
    doi:10.1037/0022-006X.59.1.12.

    Examples
    --------
    The R packages clinsig and clinicalsignificance give 17.982762910613047 for
    40 synthetic baseline scores of this mean and standard deviation.

    >>> found = weighted_midpoint(
    ...     clinical_mean=33.2, clinical_sd=9.146107480851187, functional_mean=8,
    ...     functional_sd=6,
    ... )
    >>> round(found, 9)
    17.982762911
    """
    weighted = clinical_sd * functional_mean + functional_sd * clinical_mean
    return weighted / (functional_sd + clinical_sd)


def candidates(request: Request, clinical: Figures, functional: Figures) -> Candidates:
    """The cut-off by each criterion, as far as there are figures for it.

    Criterion a lies ``k_a`` standard deviations from the clinical mean in the
    direction of improvement, or at a quantile of the baseline scores; b lies
    ``k_b`` standard deviations of the *functional* population from its mean
    in the other direction; c is :func:`weighted_midpoint`, or the plain
    midpoint of the means where a standard deviation is not known. None is
    clipped to the range of the scale.

    Raises
    ------
    ChangeError
        If quantiles are asked for and there is no sample.
    """
    multipliers = request.setting("cutoff_multipliers") or Setting((2.0, 2.0), "default")
    k_a, k_b = multipliers.value
    parts = (
        _criterion_a(request, clinical, Setting(k_a, multipliers.origin)),
        _criterion_b(request, functional, Setting(k_b, multipliers.origin)),
        _criterion_c(request, clinical, functional),
    )
    return Candidates(
        values={name: value for part in parts for name, value in part.values.items()},
        absent={name: reason for part in parts for name, reason in part.absent.items()},
        inputs=tuple(source for part in parts for source in part.inputs),
        findings=tuple(finding for part in parts for finding in part.findings),
    )


def _no_clinical(clinical: Figures) -> str:
    if clinical.mean is None and not clinical.sample:
        return words("no clinical population with figures is given")
    if clinical.sample and clinical.sd == 0:
        return words("the baseline scores are all alike")
    if clinical.sample:
        return words("there are fewer than two baseline scores")
    return words("the clinical population has no standard deviation")


def _criterion_a(request: Request, clinical: Figures, k: Setting) -> Candidates:
    quantiles = request.setting("quantiles")
    if quantiles is not None:
        return _quantile(request, clinical, quantiles)
    if clinical.mean is None or not clinical.sd:
        return Candidates(values={}, absent={"a": _no_clinical(clinical)})
    value = clinical.mean + request.direction * k.value * clinical.sd
    detail = words(
        "standard deviations of the clinical population from its mean to criterion a"
    )
    source = Input(name="multiplier a", value=k.value, origin=k.origin, detail=detail)
    return Candidates(values={"a": value}, absent={}, inputs=(source,))


def _quantile(request: Request, clinical: Figures, quantiles: Setting) -> Candidates:
    sample = request.baseline
    if sample is None:
        raise ChangeError(
            f"{request.path}: quantiles are those of the baseline scores of a sample, and "
            "there is no sample here"
        )
    share = quantiles.value[0 if request.direction < 0 else 1]
    subset = PAIRS if clinical.sample == PAIRS else BASELINE
    value = sample.quantile(subset, share)
    if value is None:
        return Candidates(
            values={}, absent={"a": words("there are fewer than two baseline scores")}
        )
    source = Input(
        name="quantile",
        value=share,
        origin=quantiles.origin,
        detail=words("criterion a is this quantile of {{ whom }}", whom=sample.label(subset)),
    )
    return Candidates(values={"a": value}, absent={}, inputs=(source,))


def _criterion_b(request: Request, functional: Figures, k: Setting) -> Candidates:
    if functional.mean is None:
        return Candidates(
            values={}, absent={"b": words("no functional population with figures is given")}
        )
    if functional.sd is None:
        return Candidates(
            values={},
            absent={"b": words("the functional population has no standard deviation")},
        )
    value = functional.mean - request.direction * k.value * functional.sd
    detail = words(
        "standard deviations of the functional population from its mean to criterion b"
    )
    source = Input(name="multiplier b", value=k.value, origin=k.origin, detail=detail)
    return Candidates(values={"b": value}, absent={}, inputs=(source,))


def _criterion_c(request: Request, clinical: Figures, functional: Figures) -> Candidates:
    if functional.mean is None:
        reason = words("no functional population with figures is given")
        return Candidates(values={}, absent={"c": reason})
    if clinical.mean is None or (clinical.sample and not clinical.sd):
        return Candidates(values={}, absent={"c": _no_clinical(clinical)})
    if clinical.sd is not None and functional.sd is not None:
        value = weighted_midpoint(
            clinical_mean=clinical.mean,
            clinical_sd=clinical.sd,
            functional_mean=functional.mean,
            functional_sd=functional.sd,
        )
        return Candidates(values={"c": value}, absent={})
    midpoint = request.finding(
        "plain-midpoint",
        (
            words(
                "the functional population has no standard deviation here, so criterion c is "
                "the plain midpoint of the two means"
            )
            if functional.sd is None
            else words(
                "the clinical population has no standard deviation here, so criterion c is "
                "the plain midpoint of the two means"
            )
        ),
        severity="warning",
        hint=words(
            "the point equally likely in both populations needs both standard deviations"
        ),
    )
    value = (clinical.mean + functional.mean) / 2
    return Candidates(values={"c": value}, absent={}, findings=(midpoint,))
