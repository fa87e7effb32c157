"""The slope of every respondent over all occasions, from a mixed model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.answers.values.numbers import read_numbers
from scorewell.change.classes.classify import RELIABLE, code_labels, reliable_codes, summary
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tie_rules import critical_value, rules
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.change.options.options import ChangeOptions
from scorewell.definitions.accepted_errors import accepted_errors_finding
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import ChangeError, Finding, PluginError, did_you_mean
from scorewell.i18n.messages import Figure, code_message, join_messages, words
from scorewell.io.json_values import plain, records
from scorewell.registry.contracts import GrowthMethod, Slopes
from scorewell.results import ScaleResult

FEWEST = 3
"""How many scores a respondent needs to have a slope judged."""

LEAST_RELIABILITY = 0.4
"""The least reliability of slopes that are judged, unless another is asked for. Our choice:
below it the slope of a respondent rests for more than 60 % on the average slope, and for less
than 40 % on the respondent's own scores."""


def slope_reliability(
    slopes: Slopes, time: NDArray[np.float64], person: NDArray[np.intp]
) -> float:
    r"""How far the slopes of respondents can be told apart, from 0 to 1.

    Notes
    -----
    The mean over respondents of

    .. math:: \frac{\sigma_S^2}{\sigma_S^2 + \sigma_e^2 / \sum (t - \bar t)^2}

    with the standard deviations of the slopes and of the scores around the lines, and the
    respondent's own times: the growth rate reliability, as in Brandmaier et al. (2018),
    doi:10.3389/fpsyg.2018.00294. It is also the weight of a respondent's own scores in the
    slope that is predicted.

    Examples
    --------
    Slopes with SD 1, SD 2 around the lines, times 0 to 3 (sum of squares 5): 1 / (1 + 4 / 5).

    >>> none = np.zeros(1)
    >>> slopes = Slopes(
    ...     slope=none, tested=none, standard_error=none, average=0, average_error=1,
    ...     slope_sd=1, residual_sd=2,
    ... )
    >>> round(slope_reliability(slopes, np.arange(4.0), np.zeros(4, dtype=np.intp)), 4)
    0.5556
    """
    number = np.bincount(person)
    centre = np.bincount(person, time) / number
    squares = np.bincount(person, (time - centre[person]) ** 2)
    variance = slopes.slope_sd**2
    if variance == 0:
        return 0.0
    return float(np.mean(variance / (variance + slopes.residual_sd**2 / squares)))


def read_scores(
    long: pd.DataFrame, request: Request
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """The rows with ids, times and scores; scores out of range are missing."""
    absent = [name for name in ("id", "time", "score") if name not in long.columns]
    if absent:
        raise ChangeError(
            f"{request.path}: the rows have no column {', '.join(absent)}",
            hint=f"there are {', '.join(map(str, long.columns))}",
        )
    rows = long[["id", "time", "score"]].reset_index(drop=True)
    if rows["id"].isna().any():
        raise ChangeError(f"{request.path}: rows have no id")
    for name in ("time", "score"):
        numbers = read_numbers(rows[name])
        if (numbers.isna() & rows[name].notna()).any() or np.isinf(numbers).any():
            raise ChangeError(f"{request.path}: the column {name} holds other than numbers")
        rows[name] = numbers.astype(np.float64)
    rows = rows[rows["time"].notna()].reset_index(drop=True)
    twice = rows.duplicated(["id", "time"])
    if twice.any():
        raise ChangeError(
            f"{request.path}: {int(twice.sum())} rows have the id and time of another "
            f"(id {rows.loc[twice, 'id'].iloc[0]})",
            hint="each respondent has one score at a time",
        )
    tolerance = TOLERANCE * (request.scale.high - request.scale.low)
    low, high = request.scale.low - tolerance, request.scale.high + tolerance
    strange = (rows["score"] < low) | (rows["score"] > high)
    if not strange.any():
        return rows, ()
    rows["score"] = rows["score"].mask(strange)
    finding = request.finding(
        "score-out-of-range",
        f"{int(strange.sum())} scores lie outside the range of the scale, "
        f"{request.scale.low:g} to {request.scale.high:g}; they are taken as missing",
        severity="error",
    )
    return rows, (finding,)


def slope_reasons(person: NDArray[np.intp], rows: pd.DataFrame, *, n: int) -> NDArray[np.int8]:
    """Why a respondent has no slope: 0 too few scores, 1 one time; -1 for who has."""
    has_score = rows["score"].notna().to_numpy()
    times = rows["time"].to_numpy()
    count = np.bincount(person[has_score], minlength=n)
    first, last = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(first, person[has_score], times[has_score])
    np.maximum.at(last, person[has_score], times[has_score])
    return np.where(count < FEWEST, 0, np.where(first == last, 1, -1)).astype(np.int8)


_TOO_FEW = f"fewer than {FEWEST} scores"
_ONE_TIME = "all scores at one time"
_NOT_RELIABLE = "slopes are not reliable"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GrowthResult(ScaleResult):
    """The slope of every respondent, by a growth model.

    Attributes
    ----------
    cases : pandas.DataFrame
        One row per respondent, by first appearance: ``id``, ``occasions`` (how
        many scores), ``slope`` (points per unit of time; average and deviation
        together), ``deviation``, ``standard_error`` (of what the method
        tests), ``index``, ``outcome`` (improved, unchanged, deteriorated),
        ``assessable`` and ``reason`` why not.
    slope, slope_error : float
        The average slope and its standard error, in points per unit of time.
    slope_sd, residual_sd : float
        Standard deviations of the slopes and of the scores around the lines.
    critical_value : float
        How many standard errors a reliable slope exceeds.
    unit : str
        What a unit of time is called.
    reliability : float
        Reliability of the slopes; see :func:`slope_reliability`.
    barrier : str
        Why nobody is judged; empty where somebody is.
    """

    instrument: Instrument
    scale: Scale
    method: GrowthMethod
    cases: pd.DataFrame
    slope: float
    slope_error: float
    slope_sd: float
    residual_sd: float
    critical_value: float
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...] = ()
    unit: str = "unit of time"
    reliability: float = math.nan
    barrier: str = ""

    @property
    def n(self) -> int:
        """How many respondents there are."""
        return len(self.cases)

    @property
    def n_assessable(self) -> int:
        """How many of them have a slope."""
        return int(self.cases["assessable"].sum())

    def sentence(self) -> str:
        """The result in a sentence, each number with its n."""
        average = words(
            "The average slope is {{ slope }} points per {{ unit }} "
            "(standard error {{ error }})",
            slope=Figure(f"{self.slope:.3g}"),
            unit=code_message(self.unit),
            error=Figure(f"{self.slope_error:.2g}"),
        )
        if self.barrier:
            return words(
                "{{ average }}; nobody's own slope is judged, because {{ why }}.",
                average=average,
                why=self.barrier,
            )
        counts = self.summary().set_index("outcome")["n"]
        parts = [
            words("{{ n }} {{ what }}", n=n, what=code_message(str(outcome)))
            for outcome, n in counts.items()
        ]
        text = words(
            "{{ average }}; of {{ n }} respondents {{ parts }}.",
            average=average,
            n=self.n_assessable,
            parts=join_messages(parts, ", "),
        )
        n_left = self.n - self.n_assessable
        if not n_left:
            return text
        return join_messages([text, words("{{ n }} more could not be assessed.", n=n_left)])

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """How many respondents had each outcome; no rows where nobody is judged.

        See ``ChangeResult.summary``.
        """
        if self.barrier:
            return summary(self.cases.iloc[:0], classified=False, level=level).iloc[:0]
        return summary(self.cases, classified=False, level=level)

    def _values(self) -> dict[str, object]:
        names = (
            *("slope", "slope_error", "slope_sd", "residual_sd", "critical_value"),
            *("reliability", "barrier"),
        )
        return {
            **self._heading(scale=("id", "better")),
            "method": self.method.name,
            "unit": self.unit,
            "sentence": self.sentence(),
            **{name: plain(getattr(self, name)) for name in (*names, "inputs", "findings")},
            "summary": records(self.summary()),
        }


def analyse_growth(
    long: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, GrowthMethod],
    method: str = "growth-slope",
    options: Sequence[tuple[str, ChangeOptions]] = (),
    least_reliability: float = LEAST_RELIABILITY,
    origin: str = "call",
    unit: str = "unit of time",
) -> GrowthResult:
    """Judge every respondent's slope over all occasions.

    Parameters
    ----------
    long : pandas.DataFrame
        ``id``, ``time`` (a number) and ``score``; one row per respondent and
        occasion, in any order. Times may differ between respondents.
    scale, instrument
        The scale, whose direction decides what improvement is.
    method_registry : mapping of str to GrowthMethod
        The registered growth methods by name.
    method : str
        Which of them, for example ``growth-slope``: whether a respondent's
        whole slope is other than 0.
    options : sequence of (str, ChangeOptions)
        As for :func:`~scorewell.change.analyse.analyse`; of these ``level``,
        ``multiplier`` and ``on_limit`` count.
    least_reliability : float
        The least reliability of the slopes by which ``growth-slope`` judges
        anybody; 0 for any that is not on the boundary.
    origin : str
        Who asks for the method.
    unit : str
        What one of the times is called, for a reader.

    Returns
    -------
    GrowthResult
        Respondents with fewer than three scores, or with all of them at one
        time, do not enter the model and are not assessable.

    Raises
    ------
    ChangeError
        If the rows cannot be read, or there are too few for a model.
    PluginError
        If the method needs a library that is not installed (statsmodels:
        ``pip install 'scorewell[growth]'``), or returns something else than a
        slope per respondent.

    Examples
    --------
    Where everybody has the same occasions, the average is the mean of each respondent's
    own slope: scipy 1.17.1 gives -3.25 with a standard error of 0.85 (``linregress``,
    then ``sem``).

    >>> from scorewell.change.example_data import INSTRUMENT, SCALE
    >>> from scorewell.registry.registry import open_registry
    >>> scores = [[20, 19, 15, 14], [31, 26, 24, 17], [26, 25, 26, 23],
    ...           [18, 14, 11, 6], [24, 25, 20, 20], [29, 21, 16, 9]]
    >>> found = analyse_growth(
    ...     pd.DataFrame(scores).stack().rename_axis(["id", "time"]).reset_index(name="score"),
    ...     SCALE, instrument=INSTRUMENT,
    ...     method_registry=open_registry().plugins.growth_methods,
    ... )
    >>> round(found.slope, 2), round(found.slope_error, 2)
    (-3.25, 0.85)
    """
    request = Request(instrument=instrument, scale=scale, options=tuple(options))
    _ = request.direction
    growth_method = _method(request, method, method_registry)
    rows, outside = read_scores(long, request)
    critical, level = critical_value(request)
    person, ids = pd.factorize(rows["id"])
    reason = slope_reasons(person, rows, n=len(ids))
    in_model = (reason[person] < 0) & rows["score"].notna().to_numpy()
    if not 0 <= least_reliability < 1:
        raise ChangeError(
            f"slope_reliability is {least_reliability!r}; expected a number from 0 to below 1"
        )
    slopes = _fit(request, growth_method, rows[in_model], person[in_model])
    places = np.unique(person[in_model], return_inverse=True)[1].astype(np.intp)
    reliability = slope_reliability(slopes, rows["time"].to_numpy()[in_model], places)
    barrier = _barrier(growth_method, slopes, reliability, least_reliability)
    cases = pd.DataFrame(
        {
            "id": ids,
            "occasions": np.bincount(person[rows["score"].notna()], minlength=len(ids)),
            **_outcome_columns(request, slopes, reason=reason, critical=critical),
            "assessable": reason < 0,
            "reason": code_labels((reason + 1).astype(np.int8), ("", _TOO_FEW, _ONE_TIME)),
        }
    )
    if barrier:
        cases = cases.assign(
            index=np.nan,
            outcome=pd.Series(pd.NA, cases.index, dtype="string"),
            assessable=False,
            reason=cases["reason"].mask(reason < 0, _NOT_RELIABLE),
        )
    method_input = Input(
        name="method",
        value=growth_method.name,
        origin=origin,
        detail=f"{growth_method.title}: {growth_method.formula}",
        citation=growth_method.reference,
    )
    return GrowthResult(
        instrument=instrument,
        scale=scale,
        method=growth_method,
        cases=cases,
        slope=slopes.average,
        slope_error=slopes.average_error,
        slope_sd=slopes.slope_sd,
        residual_sd=slopes.residual_sd,
        critical_value=critical,
        inputs=(
            method_input,
            level,
            *([_least_input(least_reliability)] if growth_method.needs_reliability else []),
        ),
        findings=(
            *accepted_errors_finding(instrument),
            *outside,
            *_notes(request, slopes),
            *_barrier_finding(request, barrier),
        ),
        unit=unit,
        reliability=reliability,
        barrier=barrier,
    )


def _barrier(method: GrowthMethod, slopes: Slopes, reliability: float, least: float) -> str:
    """Why nobody is judged; empty where somebody is."""
    if slopes.on_boundary:
        return words(
            "the variance of the slopes is estimated on the boundary of what is possible"
        )
    if method.needs_reliability and reliability < least:
        return words(
            "the reliability of the slopes, {{ value }}, lies below {{ least }}",
            value=Figure(f"{reliability:.2f}"),
            least=Figure(f"{least:g}"),
        )
    return ""


def _barrier_finding(request: Request, barrier: str) -> tuple[Finding, ...]:
    if not barrier:
        return ()
    return (
        request.finding(
            "growth-not-judged",
            words("nobody's own slope is judged, because {{ why }}", why=barrier),
            severity="warning",
            hint=words(
                "everybody would get the class of the average slope; judge two occasions by "
                "reliable change, or take more occasions over a longer time"
            ),
        ),
    )


def _least_input(least: float) -> Input:
    return Input(
        name="least reliability of slopes",
        value=least,
        origin="default" if least == LEAST_RELIABILITY else "call",
        detail=words("below it nobody's own slope is judged; the default is our choice"),
    )


def _outcome_columns(
    request: Request, slopes: Slopes, *, reason: NDArray[np.int8], critical: float
) -> dict[str, object]:
    """Slopes, index and outcome of every respondent, missing where there is none."""
    error = slopes.standard_error
    index = np.divide(slopes.tested, error, out=np.zeros_like(error), where=error > 0)
    whole = _spread(reason, index)
    ties, _ = rules(request)
    outcome = reliable_codes(
        whole, critical_value=critical, direction=request.direction, rules=ties
    )
    return {
        "slope": _spread(reason, slopes.slope),
        "deviation": _spread(reason, slopes.slope - slopes.average),
        "standard_error": _spread(reason, error),
        "index": whole,
        "outcome": code_labels(outcome, RELIABLE),
    }


def _method(request: Request, name: str, registry: Mapping[str, GrowthMethod]) -> GrowthMethod:
    growth_method = registry.get(name)
    if growth_method is None:
        raise ChangeError(
            f"{request.path}: there is no growth method '{name}'",
            hint=did_you_mean(name, registry)
            or f"registered are: {', '.join(sorted(registry)) or 'none'}",
        )
    return growth_method


def _fit(
    request: Request, method: GrowthMethod, rows: pd.DataFrame, person: NDArray[np.intp]
) -> Slopes:
    people, place = np.unique(person, return_inverse=True)
    if people.size < 3:
        raise ChangeError(
            f"{request.path}: a growth model needs at least three respondents with "
            f"{FEWEST} scores, and there are {people.size}"
        )
    time, score = (rows[name].to_numpy(dtype=np.float64) for name in ("time", "score"))
    slopes = method.compute(time, score, place.astype(np.intp), people.size)
    arrays = [
        np.asarray(values) for values in (slopes.slope, slopes.tested, slopes.standard_error)
    ]
    if any(array.shape != people.shape or not np.isfinite(array).all() for array in arrays):
        raise PluginError(
            f"the growth method '{method.name}' did not return one finite slope, tested value "
            "and standard error per respondent"
        )
    return slopes


def _spread(reason: NDArray[np.int8], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of the respondents in the model at their places, NaN for the others."""
    whole = np.full(reason.shape, np.nan)
    whole[reason < 0] = values
    return whole


def _notes(request: Request, slopes: Slopes) -> tuple[Finding, ...]:
    if not slopes.trouble:
        return ()
    return (
        request.finding(
            "growth-model-uncertain",
            words("the growth model is uncertain: {{ why }}", why=code_message(slopes.trouble)),
            severity="warning",
            hint="slopes that hardly differ, or few respondents, leave their variance on the "
            "edge of what is possible",
        ),
    )
