"""One measure of a rule: what is known of each respondent on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import STATUS, status_codes
from scorewell.change.inputs.input import Input, describe_origin
from scorewell.change.inputs.tolerance import TOLERANCE, exceeds
from scorewell.change.outcome_rules.amounts import (
    BandPlaces,
    ChangeByAmount,
    amount_findings,
    band_findings,
    band_input,
    band_places,
    band_set,
    change_by_amount,
    check_bands,
)
from scorewell.change.outcome_rules.three_valued_logic import (
    NO,
    UNKNOWN,
    YES,
    Answers,
    all_of,
    opposite,
)
from scorewell.change.results.change_result import ChangeResult
from scorewell.change.score_steps import score_step
from scorewell.definitions.model import (
    BAND_PLACES,
    Amount,
    Edge,
    MeasureThresholds,
    OutcomeRule,
    Role,
    Source,
)
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import Figure, code_message, words

_NO_ROW = "no row"
_SIDE = {
    ("lower", True): lambda score, scale: words(
        "a score of {{ score }} or more of {{ scale }} is a case", score=score, scale=scale
    ),
    ("lower", False): lambda score, scale: words(
        "a score above {{ score }} of {{ scale }} is a case", score=score, scale=scale
    ),
    ("higher", True): lambda score, scale: words(
        "a score of {{ score }} or less of {{ scale }} is a case", score=score, scale=scale
    ),
    ("higher", False): lambda score, scale: words(
        "a score below {{ score }} of {{ scale }} is a case", score=score, scale=scale
    ),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class MeasureFacts:
    """One measure, one entry per respondent.

    Attributes
    ----------
    role : str
        The part of the measure in the rule.
    label : str
        ``instrument.scale``.
    pre, post : array of float
        The scores; NaN where missing or out of range.
    clinical_pre, clinical_post, improved, deteriorated : array of int
        1 yes, 0 no, -1 not known; not known of anybody where the rule has no
        threshold for it.
    amounts : mapping of str to Moved
        Who changed by each further amount of the rule.
    bands : BandPlaces or None
        The bands before and after, where the rule names a set of them.
    findings : tuple of Finding
        What is to be said about this measure.
    assessable : array of bool
        Who has both scores.
    reason : array of object
        Why a respondent is not assessable; empty text where they are.
    inputs : tuple of Input
        The numbers that it was judged by, with their trails.
    """

    role: str
    label: str
    pre: NDArray[np.float64]
    post: NDArray[np.float64]
    clinical_pre: Answers
    clinical_post: Answers
    improved: Answers
    deteriorated: Answers
    assessable: NDArray[np.bool_]
    reason: NDArray[np.object_]
    inputs: tuple[Input, ...] = ()
    amounts: Mapping[str, ChangeByAmount] = field(default_factory=dict)
    bands: BandPlaces | None = None
    findings: tuple[Finding, ...] = ()

    def fact(self, name: str, *, by: str = "", bands: tuple[str, ...] = ()) -> Answers:
        """The answers to one of :data:`scorewell.definitions.model.FACTS`.

        Parameters
        ----------
        name : str
            The fact.
        by : str
            The amount that decides what is improved, unchanged, deteriorated
            and recovered; the reliable change if empty.
        bands : tuple of str
            The bands that ``band_pre`` and ``band_post`` are about.

        Raises
        ------
        KeyError
            If there is no such fact, or no such amount.
        """
        if name in BAND_PLACES or name.endswith("_band"):
            return self._band(name, bands)
        change = self.amounts[by] if by else self
        functional_pre, functional_post = map(opposite, (self.clinical_pre, self.clinical_post))
        return {
            "clinical_pre": self.clinical_pre,
            "clinical_post": self.clinical_post,
            "functional_pre": functional_pre,
            "functional_post": functional_post,
            "improved": change.improved,
            "deteriorated": change.deteriorated,
            "unchanged": all_of([opposite(change.improved), opposite(change.deteriorated)]),
            "recovered": all_of([self.clinical_pre, functional_post, change.improved]),
        }[name]

    def _band(self, name: str, labels: tuple[str, ...]) -> Answers:
        if self.bands is None:
            return np.full(self.pre.shape, UNKNOWN, dtype=np.int8)
        if name in BAND_PLACES:
            return self.bands.inside(name, labels)
        return self.bands.movement(name)


def label(result: ChangeResult) -> str:
    """``instrument.scale`` of a result."""
    return result.instrument.column(result.scale.id)


def judge(
    role: Role, result: ChangeResult, *, rule: OutcomeRule, places: NDArray[np.intp]
) -> MeasureFacts:
    """Judge one measure by the rule's thresholds, or by its own analysis of change.

    Parameters
    ----------
    role : Role
        The part of the measure, with the thresholds of each scale that may
        take it.
    result : ChangeResult
        The analysis of the measure.
    rule : OutcomeRule
        The rule that the part belongs to.
    places : array of int, shape (n_respondents,)
        For each respondent of the rule, the row of the result; -1 for none.
    """
    scores = _Scores(result, places)
    if not role.scales:
        return scores.by_analysis(role)
    name = label(result)
    fitting = [scale for scale in role.scales if scale.scale == name]
    if not fitting:
        allowed_scales = ", ".join(scale.scale for scale in role.scales)
        raise ChangeError(
            f"{name} cannot be the measure `{role.name}`: the rule has no thresholds for it",
            hint=f"it has thresholds for {allowed_scales}; "
            "write a rule file for another measure",
        )
    (thresholds,) = fitting
    if thresholds.better != result.scale.better:
        raise ChangeError(
            f"the rule says that {thresholds.better} is better on {name}, and its definition "
            f"says {result.scale.better}",
            hint="correct the rule, or name the scale that it is meant for",
        )
    return scores.by_thresholds(role, thresholds, rule)


class _Scores:
    """The scores of a result, in the order of the rule's respondents."""

    def __init__(self, result: ChangeResult, places: NDArray[np.intp]) -> None:
        self.result = result
        self.scale = result.scale
        self.places = places
        self.absent = places < 0
        self.span = self.scale.high - self.scale.low
        self.pre, self.post = (self._usable(name) for name in ("pre", "post"))

    def _rows(self, name: str) -> pd.Series:
        """A column in the order of the respondents; whoever is absent gets the last row."""
        return self.result.cases[name].iloc[self.places].reset_index(drop=True)

    def _usable(self, name: str) -> NDArray[np.float64]:
        if not len(self.result.cases):
            return np.full(self.places.shape, np.nan)
        values = self._rows(name).to_numpy(dtype=np.float64, na_value=np.nan)
        tolerance = TOLERANCE * self.span
        inside = (values >= self.scale.low - tolerance) & (
            values <= self.scale.high + tolerance
        )
        return np.where(inside & ~self.absent, values, np.nan)

    def _answers(self, column: str, word: str) -> Answers:
        """Whether a column says ``word``; not known where it says nothing."""
        if not len(self.result.cases):
            return np.full(self.places.shape, UNKNOWN, dtype=np.int8)
        values = self._rows(column)
        has_value = values.notna().to_numpy() & ~self.absent
        has_word = (values == word).fillna(value=False).to_numpy(dtype=bool)
        return np.where(has_value, np.where(has_word, YES, NO), UNKNOWN).astype(np.int8)

    def _reasons(self) -> tuple[NDArray[np.bool_], NDArray[np.object_]]:
        if not len(self.result.cases):
            return ~self.absent, np.full(self.places.shape, _NO_ROW, dtype=object)
        assessable = self._rows("assessable").to_numpy(dtype=bool) & ~self.absent
        reason = self._rows("reason").fillna("").to_numpy(dtype=object)
        return assessable, np.where(self.absent, _NO_ROW, reason)

    def by_analysis(self, role: Role) -> MeasureFacts:
        """The classes of the analysis, with the inputs that it rests on."""
        assessable, reason = self._reasons()
        inputs = tuple(
            Input(
                name=f"{role.name}: {source.name}",
                value=source.value,
                origin=source.origin,
                detail=source.detail,
                citation=source.citation,
                illustrative=source.illustrative,
            )
            for source in self.result.inputs
        )
        return MeasureFacts(
            role=role.name,
            label=label(self.result),
            pre=self.pre,
            post=self.post,
            clinical_pre=self._answers("baseline_status", "clinical"),
            clinical_post=self._answers("end_status", "clinical"),
            improved=self._answers("reliable", "improved"),
            deteriorated=self._answers("reliable", "deteriorated"),
            assessable=assessable,
            reason=reason,
            inputs=inputs,
        )

    def by_thresholds(
        self, role: Role, thresholds: MeasureThresholds, rule: OutcomeRule
    ) -> MeasureFacts:
        """The classes by the thresholds of the rule."""
        assessable, reason = self._reasons()
        sign = 1 if thresholds.better == "higher" else -1
        gain = np.where(assessable, sign * (self.post - self.pre), np.nan)
        bands, band_inputs = self._bands(role, thresholds, rule)
        return MeasureFacts(
            role=role.name,
            label=label(self.result),
            pre=self.pre,
            post=self.post,
            clinical_pre=self._beyond(-sign * self.pre, thresholds.case, -sign),
            clinical_post=self._beyond(-sign * self.post, thresholds.case, -sign),
            improved=self._beyond(gain, thresholds.reliable, 1),
            deteriorated=self._beyond(-gain, thresholds.reliable, 1),
            assessable=assessable,
            reason=reason,
            inputs=(*_inputs(role, thresholds, rule.sources), *band_inputs),
            amounts={
                amount.name: change_by_amount(amount, pre=self.pre, gain=gain, span=self.span)
                for amount in thresholds.amounts
            },
            bands=bands,
            findings=(
                *amount_findings(
                    thresholds.amounts,
                    self.scale,
                    label=thresholds.scale,
                    pre=self.pre[assessable],
                ),
                *(
                    band_findings(
                        band_set(thresholds, self.scale.bands),
                        self.scale,
                        label=thresholds.scale,
                    )
                    if thresholds.bands
                    else ()
                ),
                *_cutoff_findings(thresholds, self.result),
            ),
        )

    def _bands(
        self, role: Role, thresholds: MeasureThresholds, rule: OutcomeRule
    ) -> tuple[BandPlaces | None, tuple[Input, ...]]:
        """The bands of the rule, if it names any, with their source."""
        if not thresholds.bands:
            return None, ()
        bands = band_set(thresholds, self.scale.bands)
        check_bands(rule, thresholds, bands)
        places = band_places(
            bands, better=thresholds.better, pre=self.pre, post=self.post, span=self.span
        )
        return places, (band_input(role, self.result, bands),)

    def _beyond(self, values: NDArray[np.float64], edge: Edge | None, sign: int) -> Answers:
        if edge is None:
            return np.full(values.shape, UNKNOWN, dtype=np.int8)
        at_threshold = exceeds(values, sign * edge.value, size=self.span, ties=edge.inclusive)
        return np.where(np.isnan(values), UNKNOWN, at_threshold).astype(np.int8)


def _cutoff_findings(
    thresholds: MeasureThresholds, result: ChangeResult
) -> tuple[Finding, ...]:
    """A note where the threshold of the rule is not the cut-off of the analysis of change."""
    case, cutoff = thresholds.case, result.cutoffs.value
    if case is None or _is_cutoff(case, result):
        return ()
    rule_text = _SIDE[thresholds.better, case.inclusive](
        score=Figure(f"{case.value:g}"), scale=thresholds.scale
    )
    message = (
        words(
            "{{ rule }} by this rule, and its analysis of change has no cut-off", rule=rule_text
        )
        if cutoff is None
        else words(
            "{{ rule }} by this rule, which follows its own definition, and the analysis of "
            "change has the cut-off {{ cutoff }} ({{ label }})",
            rule=rule_text,
            cutoff=Figure(f"{cutoff:.2f}"),
            label=result.cutoffs.label,
        )
    )
    hint = words("the classes of a respondent by the rule and by the analysis can differ")
    return (Finding(code="cut-off-of-rule", message=message, severity="note", hint=hint),)


def _is_cutoff(case: Edge, result: ChangeResult) -> bool:
    """Whether every possible score is on the same side of a threshold and of the cut-off."""
    scale, rules = result.scale, result.settings.tie_rules
    cutoff, step = result.cutoffs.value, score_step(result.scale, result.instrument)
    if cutoff is None:
        return False
    sign, span = 1 if scale.better == "higher" else -1, scale.high - scale.low
    scores = (
        np.array([cutoff, case.value, (cutoff + case.value) / 2])
        if step is None
        else np.linspace(scale.low, scale.high, round(span / step) + 1)
    )
    clinical = exceeds(-sign * scores, -sign * case.value, size=span, ties=case.inclusive)
    return all(
        np.array_equal(status == STATUS.index("clinical"), clinical)
        for status in (
            status_codes(scores, cutoff=cutoff, direction=sign, span=span, on_cutoff=on_cutoff)
            for on_cutoff in (rules.pre_on_cutoff, rules.post_on_cutoff)
        )
    )


def _inputs(
    role: Role, thresholds: MeasureThresholds, sources: Mapping[str, Source]
) -> tuple[Input, ...]:
    scale = thresholds.scale
    amount_inputs = []
    if thresholds.case is not None:
        case = thresholds.case
        value = Figure(f"{case.value:g}")
        text = _SIDE[thresholds.better, case.inclusive](score=value, scale=scale)
        amount_inputs.append(_input(_input_name(role, "case"), case, text, sources))
    if thresholds.reliable is not None:
        least = _amount(Amount(name="reliable", edge=thresholds.reliable))
        text = words(
            "a change of {{ amount }} of {{ scale }} is reliable", amount=least, scale=scale
        )
        name = _input_name(role, "reliable change")
        amount_inputs.append(_input(name, thresholds.reliable, text, sources))
    for amount in thresholds.amounts:
        text = words(
            "the amount {{ name }} is a change of {{ amount }}, on {{ scale }}",
            name=amount.name,
            amount=_amount(amount),
            scale=scale,
        )
        amount_inputs.append(_input(_input_name(role, amount.name), amount.edge, text, sources))
    return tuple(amount_inputs)


def _input_name(role: Role, name: str) -> str:
    return words("{{ measure }}: {{ what }}", measure=role.name, what=code_message(name))


def _amount(amount: Amount) -> str:
    """For example ``at least 30 % of the score at baseline``."""
    value = Figure(f"{amount.edge.value:g}")
    if amount.percent:
        return (
            words("at least {{ n }} % of the score at baseline", n=value)
            if amount.edge.inclusive
            else words("more than {{ n }} % of the score at baseline", n=value)
        )
    return (
        words("at least {{ n }} points", n=value)
        if amount.edge.inclusive
        else words("more than {{ n }} points", n=value)
    )


def _input(name: str, edge: Edge, text: str, sources: Mapping[str, Source]) -> Input:
    detail, citation = describe_origin(text, edge.provenance, sources)
    return Input(
        name=name, value=edge.value, origin="definition", detail=detail, citation=citation
    )
