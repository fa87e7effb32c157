"""Scores before and after, matched by respondent and occasion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.answers.values.numbers import read_numbers
from scorewell.change.inputs.baseline import Baseline, PairedScores
from scorewell.change.inputs.request import Request
from scorewell.change.inputs.tolerance import TOLERANCE
from scorewell.errors import ChangeError, Finding, did_you_mean
from scorewell.i18n.messages import Figure, words

NO_PRE = "no pre score"
NO_POST = "no post score"
NO_SCORES = "neither"
OUT_OF_RANGE = "score out of range"
REASONS = (NO_PRE, NO_POST, NO_SCORES, OUT_OF_RANGE)
"""Why a respondent is not assessable."""

_MOST_VALUES = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """Scores before and after, one row per respondent.

    Attributes
    ----------
    frame : pandas.DataFrame
        ``id``, ``group`` where there is one, ``pre`` and ``post`` as given.
    pre, post : array, shape (n_respondents,)
        The scores that can be used; NaN where missing or out of range.
    reason : array of int, shape (n_respondents,)
        Place of the reason in :data:`REASONS`; -1 where the respondent is
        assessable.
    findings : tuple of Finding
        Remarks on the scores.
    """

    frame: pd.DataFrame
    pre: NDArray[np.float64]
    post: NDArray[np.float64]
    reason: NDArray[np.int8]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def assessable(self) -> NDArray[np.bool_]:
        """Who has both scores."""
        return self.reason < 0

    @cached_property
    def baseline(self) -> Baseline:
        """The baseline scores as a population."""
        present = ~np.isnan(self.pre)
        scores = self.pre if present.all() else self.pre[present]
        return Baseline(all_scores=scores, paired=self._complete[0])

    def paired(self, label: str) -> PairedScores:
        """Who has both scores, as a sample of two occasions."""
        return PairedScores(label=label, pre=self._complete[0], post=self._complete[1])

    @cached_property
    def _complete(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self.pre[self.assessable], self.post[self.assessable]

    def only(self, rows: NDArray[np.bool_]) -> Pairs:
        """Some of the respondents."""
        return replace(
            self,
            frame=self.frame.loc[rows].reset_index(drop=True),
            pre=self.pre[rows],
            post=self.post[rows],
            reason=self.reason[rows],
        )


def read_pairs(pairs: pd.DataFrame, request: Request) -> Pairs:
    """Check a frame of pairs.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``id``, ``pre``, ``post`` and, if wanted, ``group``; one row per
        respondent, in any order.
    request : Request
        For the range of the scale.

    Raises
    ------
    ChangeError
        If a column is missing, an id is missing or comes twice, or a score is
        not a number.
    """
    missing = [name for name in ("id", "pre", "post") if name not in pairs.columns]
    if missing:
        raise ChangeError(
            f"{request.path}: the pairs have no column {', '.join(missing)}",
            hint=did_you_mean(missing[0], map(str, pairs.columns))
            or f"there are {', '.join(map(str, pairs.columns))}",
        )
    columns = ["id", *(["group"] if "group" in pairs.columns else []), "pre", "post"]
    frame = pairs.loc[:, columns].reset_index(drop=True)
    _check_ids(frame["id"], request.path)
    raw = {name: _numbers(frame, name, request.path) for name in ("pre", "post")}
    frame = frame.assign(**raw)
    tolerance = TOLERANCE * (request.scale.high - request.scale.low)
    low, high = request.scale.low - tolerance, request.scale.high + tolerance
    outside = {name: (scores < low) | (scores > high) for name, scores in raw.items()}
    usable = {name: np.where(outside[name], np.nan, raw[name]) for name in raw}
    return Pairs(
        frame=frame,
        pre=usable["pre"],
        post=usable["post"],
        reason=_reasons(raw["pre"], raw["post"], outside["pre"] | outside["post"]),
        findings=_out_of_range(frame, outside, request),
    )


def _value_list(values: Sequence[object]) -> str:
    """The first few values, and how many more there are."""
    text = ", ".join(str(value) for value in values[:_MOST_VALUES])
    more = len(values) - _MOST_VALUES
    return f"{text} and {more} more" if more > 0 else text


def _check_ids(ids: pd.Series, path: str) -> None:
    blank = ids.isna().to_numpy()
    if blank.any():
        rows = (np.flatnonzero(blank) + 1).tolist()
        raise ChangeError(
            f"{path}: {len(rows)} rows have no id (row {_value_list(rows)} of the pairs)",
            hint="pairs are matched by id, never by their order",
        )
    twice = ids[ids.duplicated()].unique().tolist()
    if twice:
        raise ChangeError(
            f"{path}: {len(twice)} ids come more than once in the pairs ({_value_list(twice)})",
            hint="each respondent has one row with one score before and one after",
        )


def _numbers(frame: pd.DataFrame, name: str, path: str) -> NDArray[np.float64]:
    column = frame[name]
    readable = pd.api.types.is_numeric_dtype(column) or pd.api.types.is_object_dtype(column)
    if pd.api.types.is_bool_dtype(column) or not (
        readable or pd.api.types.is_string_dtype(column)
    ):
        raise ChangeError(f"{path}: the {name} scores are {column.dtype}; expected numbers")
    numbers = read_numbers(column)
    ids = frame.loc[numbers.isna() & column.notna(), "id"].tolist()
    if ids:
        raise ChangeError(
            f"{path}: {len(ids)} {name} scores are not numbers (id {_value_list(ids)})"
        )
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan)


def _reasons(
    pre: NDArray[np.float64], post: NDArray[np.float64], outside: NDArray[np.bool_]
) -> NDArray[np.int8]:
    no_pre, no_post = np.isnan(pre), np.isnan(post)
    reason = np.full(pre.shape, -1, dtype=np.int8)
    reason[no_pre] = REASONS.index(NO_PRE)
    reason[no_post] = REASONS.index(NO_POST)
    reason[no_pre & no_post] = REASONS.index(NO_SCORES)
    reason[outside] = REASONS.index(OUT_OF_RANGE)
    return reason


def _out_of_range(
    frame: pd.DataFrame, outside: dict[str, NDArray[np.bool_]], request: Request
) -> tuple[Finding, ...]:
    low, high = request.scale.low, request.scale.high
    findings = []
    for name, mask in outside.items():
        if mask.any():
            ids = frame.loc[mask, "id"].tolist()
            findings.append(
                request.finding(
                    "score-out-of-range",
                    words(
                        "{{ n }} {{ occasion }} scores lie outside the range of the scale, "
                        "{{ low }} to {{ high }} (id {{ ids }}); these respondents are not "
                        "assessed",
                        n=len(ids),
                        occasion=name,
                        low=Figure(f"{low:g}"),
                        high=Figure(f"{high:g}"),
                        ids=_value_list(ids),
                    ),
                    severity="error",
                    hint=words(
                        "a code for a missing answer, a score in another metric, or a typing "
                        "error; no mean or standard deviation includes them"
                    ),
                )
            )
    return tuple(findings)
