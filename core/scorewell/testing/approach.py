"""What every approach must do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.results.approach_results import GroupJudgement, Judgement
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.registry.contracts import Approach, ApproachContext, ChangeMethod
from scorewell.registry.contracts.change import JUDGEMENT_OUTCOMES
from scorewell.testing.check import (
    Check,
    checks_from,
    demand,
    demand_description,
    demand_parameters,
    demand_texts,
)

_BETTER = frozenset({"recovered", "improved"})
_PAIRS = (
    ("R1", 52, 8, "a"), ("R2", 40, 41, "b"), ("R3", 33, 20, "a"), ("R4", 45, 30, "b"),
    ("R5", 28, 29, "a"), ("R6", 12, 50, "b"), ("R7", 38, 24, "a"), ("R8", 47, 36, "b"),
    ("R9", 30, 31, "a"), ("R10", 55, 43, "b"), ("R11", 36, 18, "a"), ("R12", 42, 33, "b"),
)  # fmt: skip
_MOST_BETTER, _MOST_WORSE = "R1", "R6"


def _usual() -> ChangeOptions:
    return ChangeOptions(
        reliability=0.85, sd=8.0, criterion="c",
        clinical=Population(mean=40.0, sd=8.0), functional=Population(mean=16.0, sd=7.0),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ApproachCase:
    """What an approach is tried with, on a scale from 0 to 60 where lower is better.

    Attributes
    ----------
    parameters : mapping
        As an analysis would say them. The groups of the pairs are ``a`` and
        ``b``.
    options : ChangeOptions
        The figures of the analysis; reliability, standard deviation and both
        populations, unless given.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    options: ChangeOptions = field(default_factory=_usual)


@dataclass(frozen=True, kw_only=True)
class _Trial:
    approach: Approach
    case: ApproachCase

    def judge(self, pairs: pd.DataFrame) -> Any:
        scale = Scale(
            id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
            low=0.0, high=60.0, better="lower",
        )  # fmt: skip
        instrument = Instrument(id="trial", version="1.0.0", name="Trial", scales=(scale,))
        context = ApproachContext(
            instrument=instrument,
            scale=scale,
            change_methods=_methods(),
            options=[("call", self.case.options)],
        )
        return self.approach.judge(pairs, context, **self.case.parameters)

    def outcomes(self, pairs: pd.DataFrame) -> dict[str, str | None] | None:
        """Outcome by respondent; None where the group is judged."""
        result = self.judge(pairs)
        if isinstance(result, GroupJudgement):
            return None
        cases = result.cases
        texts = [None if pd.isna(text) else str(text) for text in cases["outcome"]]
        return dict(zip(cases["id"].astype(str), texts, strict=True))


@cache
def _methods() -> Mapping[str, ChangeMethod]:
    from scorewell.registry.plugins.discovery import load_plugins

    return load_plugins().change_methods


def _pairs() -> pd.DataFrame:
    frame = pd.DataFrame(_PAIRS, columns=["id", "pre", "post", "group"])
    return frame.astype({"pre": float, "post": float})


def _description(trial: _Trial) -> None:
    """It has a name that options can write, and tells what it does, and whose it is."""
    demand_description(trial.approach)


def _parameters_described(trial: _Trial) -> None:
    """Its parameters have a schema that is one, and that the case fits."""
    parameters = trial.case.parameters
    demand_parameters(trial.approach.parameters, parameters, case="an ApproachCase")


def _judges(trial: _Trial) -> None:
    """It returns a judgement of each respondent, in their order, or one of the group."""
    pairs = _pairs()
    result = trial.judge(pairs)
    if isinstance(result, GroupJudgement):
        demand_texts(result, "verdict", "words")
        demand(result.figures, "It gives no figure")
        return
    kind = type(result).__name__
    demand(isinstance(result, Judgement), f"It returns a {kind}, and no judgement")
    ids = result.cases["id"].astype(str).tolist()
    demand(ids == pairs["id"].tolist(), f"The respondents are {', '.join(ids)}")
    outcomes = set(result.cases["outcome"].dropna().astype(str))
    strange = sorted(outcomes - set(JUDGEMENT_OUTCOMES))
    demand(
        not strange,
        f"It gives {', '.join(strange)}; it may give {', '.join(JUDGEMENT_OUTCOMES)}",
    )
    demand(outcomes, "Nobody has an outcome")


def _pure(trial: _Trial) -> None:
    """The same pairs are judged alike again, and nothing that it is given is changed."""
    pairs = _pairs()
    first, second = trial.judge(pairs), trial.judge(pairs)
    demand(pairs.equals(_pairs()), "It changes the pairs")
    unchanged = first.to_dict() == second.to_dict()
    demand(unchanged, "A second time it judges otherwise")


def _whatever_the_order(trial: _Trial) -> None:
    """The order of the respondents does not matter."""
    pairs = _pairs()
    back = pairs.iloc[::-1].reset_index(drop=True)
    first, second = trial.judge(pairs), trial.judge(back)
    if isinstance(first, GroupJudgement):
        demand(
            first.verdict == second.verdict, f"It is {first.verdict!r}, and {second.verdict!r}"
        )
        return
    forward, backward = trial.outcomes(pairs), trial.outcomes(back)
    demand(forward == backward, f"In another order {forward} becomes {backward}")


def _right_way_round(trial: _Trial) -> None:
    """Lower is better: 52 to 8 is no deterioration, and 12 to 50 no improvement."""
    outcomes = trial.outcomes(_pairs())
    if outcomes is None:
        return
    best, worst = outcomes[_MOST_BETTER], outcomes[_MOST_WORSE]
    demand(best != "deteriorated", "52 to 8 is deteriorated")
    demand(worst not in _BETTER, f"12 to 50 is {worst}")


def _missing_stays_missing(trial: _Trial) -> None:
    """Who lacks a score has no outcome, and a reason; a group is judged without them."""
    pairs = _pairs()
    gaps = {"X1": ("pre", "post"), "X2": ("pre",), "X3": ("post",)}
    more = pairs.iloc[:3].assign(id=list(gaps))
    for place, columns in zip(more.index, gaps.values(), strict=True):
        more.loc[place, list(columns)] = float("nan")
    complete = trial.judge(pairs)
    if isinstance(complete, GroupJudgement):
        result = trial.judge(pd.concat([pairs, more.iloc[:1]], ignore_index=True))
        message = "Somebody without any score more, and it is"
        demand(result.n == complete.n, f"{message} a judgement of {result.n}, not {complete.n}")
        demand(result.figures == complete.figures, f"{message} {result.words}")
        return
    result = trial.judge(pd.concat([pairs, more], ignore_index=True))
    last = result.cases.iloc[len(pairs) :]
    outcomes = last["outcome"].dropna().astype(str).tolist()
    demand(not outcomes, f"Who lacks a score is {', '.join(outcomes)}")
    demand(not last["assessable"].any(), "Who lacks a score is said to be assessable")
    reasons = last["reason"].fillna("").astype(str).str.strip()
    demand((reasons != "").all(), "Who lacks a score is told no reason")


_CHECKS: tuple[Callable[[_Trial], None], ...] = (
    _description, _parameters_described, _judges, _pure, _whatever_the_order, _right_way_round,
    _missing_stays_missing,
)  # fmt: skip


def approach_checks(approach: Approach, case: ApproachCase | None = None) -> list[Check]:
    """Every check of an approach.

    Parameters
    ----------
    approach : Approach
        The approach.
    case : ApproachCase, optional
        What it is tried with: no parameters, unless given.

    Examples
    --------
    >>> from scorewell.registry.plugins.discovery import load_plugins
    >>> for check in approach_checks(load_plugins().approaches["distribution"]):
    ...     check()
    """
    trial = _Trial(approach=approach, case=case or ApproachCase())
    return checks_from(approach.name, _CHECKS, trial)
