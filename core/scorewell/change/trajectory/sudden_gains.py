"""Sudden gains: large and stable improvements from one session to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from numbers import Real

from scorewell.change.inputs.input import Input
from scorewell.change.trajectory.occasions import occasion_text
from scorewell.errors import ChangeError, did_you_mean

LIMIT = "limit"
"""The cut of the first criterion is the limit of reliable change."""

_CHOICES: Mapping[str, tuple[str | None, ...]] = {
    "stability": ("t-test", "pooled-sd", None),
    "share_of": ("distance", "score"),
}
_CITATION = (
    "Tang TZ, DeRubeis RJ (1999). Sudden gains and critical sessions in cognitive-behavioral "
    "therapy for depression. J Consult Clin Psychol 67:894-904. "
    "doi:10.1037/0022-006X.67.6.894"
)
_ADJUSTED = (
    "Lutz W et al. (2013). The ups and downs of psychotherapy: Sudden gains and sudden losses "
    "identified with session reports. Psychother Res 23:14-24. "
    "doi:10.1080/10503307.2012.693837"
)


@dataclass(frozen=True, kw_only=True)
class SuddenGains:
    r"""How sudden gains are recognised; each criterion can be switched off with None.

    Attributes
    ----------
    cut : 'limit', float or None
        Criterion 1: the gain is at least this many points; ``limit`` takes
        the limit of reliable change. 7 points on the Beck Depression
        Inventory in the original study.
    share : float or None
        Criterion 2: the gain is at least this share of the score before it.
    share_of : {'distance', 'score'}
        The score before the gain as the distance from the better end of the
        scale, which has a meaning in both directions and is the score itself
        where low scores are better and the scale begins at 0; or the score
        as it is written.
    stability : {'t-test', 'pooled-sd', None}
        Criterion 3: the mean of the up to three sessions before the gain is
        significantly worse than that of the up to three after it, see Notes.
    level : float
        Two-sided confidence level of criterion 3.
    adjusted : bool
        Whether missing sessions lower the degrees of freedom, and so raise
        the critical value, of criterion 3; otherwise it is always that of 4.
    reversal : float
        A gain is reversed where a later session gives back more than this
        share of it.
    occasions : tuple of str
        The sessions; all occasions up to ``post`` if empty, all if there is
        no ``post``.

    Raises
    ------
    ChangeError
        If a value is not one of those above, or no criterion is left.

    Notes
    -----
    The criteria are those of Tang and DeRubeis (1999) [1]_. For the interval
    from session n to n + 1, in points of improvement,

    1. :math:`x_n - x_{n+1} \ge` ``cut``,
    2. :math:`x_n - x_{n+1} \ge` ``share`` :math:`\cdot\, x_n`,
    3. :math:`M_b - M_a > t \cdot s \cdot f` with :math:`M_b` and :math:`M_a`
       the means of the sessions n - 2 to n and n + 1 to n + 3, s the pooled
       standard deviation, :math:`s^2 = [(k_b - 1) s_b^2 + (k_a - 1) s_a^2] /
       (k_b + k_a - 2)` with :math:`k_b`, :math:`k_a` sessions that have a
       score, and t the two-sided quantile of Student's distribution with
       :math:`k_b + k_a - 2` degrees of freedom: 2.776 with all six sessions,
       3.182 with five, 4.303 with two before and two after [2]_.

    ``t-test`` is the two-sample t test, :math:`f = \sqrt{1/k_b + 1/k_a}`.
    ``pooled-sd`` leaves this factor out, :math:`f = 1`, as the R package
    suddengains 0.7.2 and studies that use it do [3]_; it is stricter.

    Both sessions of the interval need a score, and for criterion 3 also one
    of the two before them and one of the two after them. So the first and
    the last interval of a course cannot be examined with criterion 3, the
    second and the last but one with two sessions on that side. A gain over a
    missing session is not looked for. A session counts as three before or
    after by its place among the occasions, whether or not it has a score.

    A gain is reversed where a session from n + 2 on is worse than
    :math:`x_{n+1}` by more than ``reversal`` of the gain [3]_.

    References
    ----------
    .. [1] Tang & DeRubeis (1999), doi:10.1037/0022-006X.67.6.894
    .. [2] Lutz et al. (2013), doi:10.1080/10503307.2012.693837
    .. [3] Wiedemann et al. (2020), doi:10.1371/journal.pone.0230276

    Examples
    --------
    >>> SuddenGains(cut=7).stability
    't-test'
    """

    cut: str | float | None = LIMIT
    share: float | None = 0.25
    share_of: str = "distance"
    stability: str | None = "t-test"
    level: float = 0.95
    adjusted: bool = True
    reversal: float = 0.5
    occasions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, words_allowed in _CHOICES.items():
            if getattr(self, name) not in words_allowed:
                words = ", ".join("null" if word is None else word for word in words_allowed)
                raise ChangeError(
                    f"{name} of sudden gains is {getattr(self, name)!r}; expected {words}"
                )
        if self.cut != LIMIT and self.cut is not None:
            _check("cut", self.cut, above=0)
        if self.share is not None:
            _check("share", self.share, above=0, most=1)
        _check("level", self.level, above=0, most=0.9999)
        _check("reversal", self.reversal, above=0)
        if self.cut is None and self.share is None and self.stability is None:
            raise ChangeError("sudden gains have no criterion left; give at least one")

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> SuddenGains:
        """The same from a ``sudden_gains`` entry of a study file."""
        names = [field.name for field in fields(cls)]
        unknown = [str(key) for key in mapping if key not in names]
        if unknown:
            raise ChangeError(
                f"'{unknown[0]}' is not an option of sudden gains",
                hint=did_you_mean(unknown[0], names) or f"known are {', '.join(names)}",
            )
        values = dict(mapping)
        occasions = values.pop("occasions", ())
        if isinstance(occasions, str) or not isinstance(occasions, list | tuple):
            raise ChangeError("occasions of sudden gains is no list")
        sessions = tuple(occasion_text(occasion) for occasion in occasions)
        return cls(**values, occasions=sessions)  # type: ignore[arg-type]  # checked above

    def inputs(self, *, cut: float | None, origin: str) -> tuple[Input, ...]:
        """The criteria as inputs of an analysis, with their trails."""
        rows: list[tuple[str, float | str, str, str]] = []
        if cut is not None:
            detail = "criterion 1: a gain is at least this many points"
            rows.append(("cut", cut, detail, _CITATION))
        if self.share is not None:
            base = (
                "distance of the score before it from the better end of the scale"
                if self.share_of == "distance"
                else "score before it"
            )
            detail = f"criterion 2: a gain is at least this share of the {base}"
            rows.append(("share", self.share, detail, _CITATION))
        if self.stability is not None:
            rows.append(("stability", self.stability, self._stability_words(), _ADJUSTED))
        detail = "a later session that gives back more than this share reverses a gain"
        rows.append(("reversal", self.reversal, detail, _CITATION))
        return tuple(
            Input(
                name=f"sudden gain {name}", value=value, origin=origin, detail=detail,
                citation=citation,
            )
            for name, value, detail, citation in rows
        )  # fmt: skip

    def _stability_words(self) -> str:
        test = (
            "two-sample t test"
            if self.stability == "t-test"
            else "difference of means over the critical value times the pooled SD"
        )
        combination_text = (
            "adjusted for missing sessions" if self.adjusted else "that of 4 degrees of freedom"
        )
        return (
            f"criterion 3: {test} of up to three sessions before and after, level "
            f"{self.level:g} (two-sided), critical value {combination_text}"
        )


def _check(name: str, value: object, *, above: float = 0, most: float = float("inf")) -> None:
    if (
        isinstance(value, bool)
        or not isinstance(value, Real)
        or not above < float(value) <= most
        or float(value) == float("inf")
    ):
        edge = f" and at most {most:g}" if most < float("inf") else ""
        raise ChangeError(
            f"{name} of sudden gains is {value!r}; expected a number above {above:g}{edge}"
        )
