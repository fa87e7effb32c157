"""Choose the criterion that decides: a, b, c, or a published cut-off."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from scorewell.change.inputs.entry_text import norm_gap, norm_list
from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.change.parameters.cutoffs import Candidates
from scorewell.change.parameters.points import PUBLISHED, Point, automatic_point, find_cutoff
from scorewell.change.parameters.populations import Figures
from scorewell.definitions.reading.missing_figures import missing_figures
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import words

_OVERLAP_SDS = 3
"""Standard deviations on both sides of a mean that the rule ``overlap`` compares."""

NEEDS = {
    "a": "the mean and standard deviation of a clinical population",
    "b": "the mean and standard deviation of a functional population",
    "c": "figures of a clinical and of a functional population",
    PUBLISHED: "a cut-off of the definition with possible scores on both sides",
}
"""What the cut-off by a criterion needs."""


@dataclass(frozen=True, kw_only=True)
class CutoffBasis:
    """What a criterion can be chosen from.

    Attributes
    ----------
    clinical, functional : Figures
        The two populations.
    candidates : Candidates
        The cut-off by each of criteria a, b and c that has its figures.
    points : dict of str to Point
        The same by letter, each with its barrier.
    published : tuple of Point
        The published cut-offs in the metric of the scale.
    contradiction : Finding or None
        That the functional mean is not better than the clinical mean.
    """

    clinical: Figures
    functional: Figures
    candidates: Candidates
    points: dict[str, Point]
    published: tuple[Point, ...]
    contradiction: Finding | None

    def barrier(self, letter: str) -> str:
        """Why a criterion a, b or c judges nobody; empty where it can."""
        if self.contradiction is not None:
            return self.contradiction.message
        if letter in self.points:
            return self.points[letter].barrier
        return words(
            "there is no cut-off by criterion {{ criterion }}: {{ why }}",
            criterion=letter,
            why=self.candidates.absent[letter],
        )


@dataclass(frozen=True, kw_only=True)
class CriterionChoice:
    """The criterion that decides, and why.

    Attributes
    ----------
    point : Point or None
        The published point that it takes.
    by_name : bool
        Whether a call or study names it.
    """

    criterion: str
    origin: str
    reason: str
    point: Point | None = None
    by_name: bool = False
    findings: tuple[Finding, ...] = ()


def choose_criterion(request: Request, basis: CutoffBasis) -> CriterionChoice:
    """The criterion that a call or study names, or the default of the scale, or by rule.

    What a call or study names is taken whether or not it can judge anybody; a
    default only where possible scores lie on both sides of its cut-off.

    Raises
    ------
    ChangeError
        If a call or study names a criterion whose figures are not there.
    """
    option = request.option("criterion", "cutoff")
    if option is not None and option[1].value != "auto":
        name, setting = option
        letter = PUBLISHED if name == "cutoff" else setting.value
        point = find_cutoff(request, basis.published) if letter == PUBLISHED else None
        if point is None:
            _demand(request, basis, letter)
        return CriterionChoice(
            criterion=letter,
            origin=setting.origin,
            reason=words("as asked"),
            point=point,
            by_name=True,
        )
    by_functional = request.choice("auto_rule").value != "published"
    origin = "default" if option is None else option[1].origin
    if option is not None and by_functional:
        return _automatic_choice(request, basis, origin)
    if not by_functional and _names_functional(basis, {"call", "study"}):
        return _by_c(origin)
    return _default_choice(request, basis, origin, by_functional=by_functional)


def _names_functional(basis: CutoffBasis, origins: AbstractSet[str]) -> bool:
    """Whether one of these names a functional population by which c can judge."""
    names = basis.functional.mean is not None and basis.functional.origin in origins
    return names and (basis.contradiction is not None or not basis.barrier("c"))


def _by_c(origin: str) -> CriterionChoice:
    reason = words("auto: c, because functional figures are there")
    return CriterionChoice(criterion="c", origin=origin, reason=reason)


def _default_choice(
    request: Request, basis: CutoffBasis, origin: str, *, by_functional: bool
) -> CriterionChoice:
    """The default of an overlay or the definition that can judge, or by rule.

    An overlay that names a functional population and no criterion means c.
    """
    notes: dict[str, Finding] = {}
    for layer in request.layers:
        letter = PUBLISHED if layer.cutoff else layer.criterion
        if letter in {"", "auto"}:
            names = layer.functional and layer.origin.kind == "overlay"
            if names and _names_functional(basis, {"overlay"}):
                return replace(_by_c(origin), findings=tuple(notes.values()))
            origin = layer.origin.kind if letter and origin == "default" else origin
            continue
        point = find_cutoff(request, basis.published) if letter == PUBLISHED else None
        barrier = basis.barrier(letter) if point is None else point.barrier
        if not barrier or (point is None and basis.contradiction is not None):
            return CriterionChoice(
                criterion=letter,
                origin=layer.origin.kind,
                point=point,
                reason=words("the default of this scale"),
                findings=tuple(notes.values()),
            )
        notes.setdefault(letter, _falls_back(request, letter, basis, barrier))
    choice = (
        _automatic_choice(request, basis, origin)
        if by_functional
        else _first_choice(basis, origin)
    )
    notes.pop(choice.criterion, None)
    return replace(choice, findings=tuple(notes.values()))


def _falls_back(request: Request, letter: str, basis: CutoffBasis, barrier: str) -> Finding:
    return request.finding(
        "criterion-falls-back",
        words(
            "the default of this scale is criterion {{ criterion }}, and {{ why }}; "
            "what comes next in order is used",
            criterion=letter,
            why=basis.candidates.absent.get(letter, barrier),
        ),
        hint=f"criterion {letter} needs {NEEDS[letter]}",
    )


def _automatic_choice(request: Request, basis: CutoffBasis, origin: str) -> CriterionChoice:
    letter, reason = _automatic(request, basis.clinical, basis.functional)
    return CriterionChoice(criterion=letter, origin=origin, reason=reason)


def _first_choice(basis: CutoffBasis, origin: str) -> CriterionChoice:
    """The first criterion by which possible scores lie on both sides of the cut-off.

    Criterion c where an overlay brings a functional population; then a published
    cut-off; criterion c; criterion a.
    """
    if _names_functional(basis, {"overlay"}):
        return _by_c(origin)
    point = automatic_point(basis.published)
    if point is not None and point.cutoff is not None:
        reason = (
            words(
                "auto: published, because the rule {{ rule }} counts cases by it",
                rule=point.cutoff.rule,
            )
            if point.cutoff.kind == "caseness"
            else words(
                "auto: published, because it lies between the clinical and the functional "
                "population"
            )
        )
        return CriterionChoice(criterion=PUBLISHED, origin=origin, reason=reason, point=point)
    c_barrier = basis.barrier("c")
    if basis.contradiction is not None or not c_barrier:
        return _by_c(origin)
    if "c" in basis.points:
        reason = words("auto: a, because {{ why }}", why=c_barrier)
    else:
        reason = words("auto: a, because no functional figures are there")
    return CriterionChoice(criterion="a", origin=origin, reason=reason)


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


def _demand(request: Request, basis: CutoffBasis, letter: str) -> None:
    """Raise where a criterion was asked for and its figures can only come from the user."""
    if letter in basis.points:
        return
    population, role = basis.clinical, "clinical population"
    if letter == "b" or (letter == "c" and basis.functional.mean is None):
        population, role = basis.functional, "functional population"
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
            why=basis.candidates.absent[letter],
        ),
        hint=f"it needs {NEEDS[letter]}; {norm_list(request.scale.norms)}",
    )
