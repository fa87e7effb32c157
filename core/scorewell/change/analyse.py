"""From pairs of scores to who changed reliably and clinically."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import (
    OUTCOMES,
    RELIABLE,
    SIGNIFICANCE,
    STATUS,
    code_categories,
    outcome_codes,
    reliable_codes,
    significance_codes,
)
from scorewell.change.index import contrary_findings, index_of, limit_findings, limit_of
from scorewell.change.inputs.pairs import REASONS, Pairs
from scorewell.change.inputs.request import Request
from scorewell.change.options.options import ChangeOptions
from scorewell.change.resolve import ChangeSettings, resolve
from scorewell.change.results.change_result import ChangeResult
from scorewell.change.sample import read_sample
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.registry.contracts import ChangeIndex, ChangeMethod


def analyse(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    options: Sequence[tuple[str, ChangeOptions]] = (),
) -> ChangeResult:
    """Compare scores before and after, and say who changed reliably and clinically.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``id``, ``pre``, ``post`` and, if wanted, ``group``; one row per
        respondent, in any order. A missing score is missing, never 0.
    scale : Scale
        The scale, whose direction decides what improvement is.
    instrument : Instrument
        The instrument it belongs to.
    method_registry : mapping of str to ChangeMethod
        The registered change methods by name.
    options : sequence of (str, ChangeOptions)
        Options by who sets them (``call``, ``study``), the strongest first. Below
        them come the scale's ``change`` entry, the sample, and the defaults:
        Jacobson and Truax's index, a two-sided level of 95 %, the standard
        deviation of all baseline scores, the sample as clinical population,
        and the first criterion by which possible scores lie on both sides of
        the cut-off; see
        :func:`~scorewell.change.parameters.criterion_choice.choose_criterion`.

    Returns
    -------
    ChangeResult

    Raises
    ------
    ChangeError
        If an input is lacking or cannot be used, or the pairs cannot be read.
    PluginError
        If the method returns something else than an index per respondent.

    Examples
    --------
    The R package clinsig 1.2 prints, for these pairs and choices, 7 with a significant
    change, and 2 who were okay at baseline and got worse.

    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> result = analyse(
    ...     pairs(), SCALE, instrument=INSTRUMENT,
    ...     method_registry=open_registry().plugins.change_methods,
    ...     options=[("call", ChangeOptions(preset="clinsig-1.2")), *CHOICES],
    ... )
    >>> table = result.table()
    >>> int(table.loc["significant change", "improvement"])
    7
    >>> int(table.loc["okay at baseline", "deterioration"])
    2
    >>> round(result.limit, 9), result.cutoffs.value
    (7.84, 16.0)
    """
    sample = read_sample(pairs, scale, instrument=instrument, options=options)
    request, read = sample.request, sample.pairs
    settings = resolve(request, method_registry)
    index = index_of(settings, read.pre, read.post)
    limit = limit_of(settings, index)
    respondent_classes = classes(
        request, settings, pre=read.pre, post=read.post, index=index.index
    )
    change = read.post - read.pre
    contrary: tuple[Finding, ...] = ()
    if index.expected is not None:
        gain = request.direction * change
        contrary = contrary_findings(
            request, settings, gain=gain, reliable=respondent_classes.reliable
        )
    error = index.standard_error
    return ChangeResult(
        instrument=instrument,
        scale=scale,
        settings=settings,
        cases=_cases(read, index, change, respondent_classes),
        standard_error=None if isinstance(error, np.ndarray) else error,
        limit=limit,
        expected_line=index.line,
        findings=(
            *sample.findings,
            *settings.findings,
            *limit_findings(request, limit),
            *contrary,
        ),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Classes:
    """The classes of each respondent, as places in the tuples of ``classify``."""

    reliable: NDArray[np.int8]
    baseline: NDArray[np.int8]
    end: NDArray[np.int8]
    recovered_from: str = "clinical"

    def columns(self) -> dict[str, pd.Series]:
        """The classes in words."""
        assessable = self.reliable >= 0
        significance = significance_codes(self.baseline, self.end)
        return {
            "reliable": code_categories(self.reliable, RELIABLE),
            "baseline_status": code_categories(self.baseline, STATUS),
            "end_status": code_categories(self.end, STATUS),
            "significance": code_categories(
                np.where(assessable, significance, -1).astype(np.int8), SIGNIFICANCE
            ),
            "outcome": code_categories(
                outcome_codes(
                    self.reliable, self.baseline, self.end, recovered_from=self.recovered_from
                ),
                OUTCOMES,
            ),
        }


def classes(
    request: Request,
    settings: ChangeSettings,
    *,
    pre: NDArray[np.float64],
    post: NDArray[np.float64],
    index: NDArray[np.float64],
) -> Classes:
    """The classes of each respondent by the settings."""
    before, after = settings.ranges.statuses(request, pre=pre, post=post)
    return Classes(
        reliable=reliable_codes(
            index,
            critical_value=settings.critical_value,
            direction=request.direction,
            rules=settings.tie_rules,
        ),
        baseline=before,
        end=after,
        recovered_from=settings.tie_rules.recovered_from,
    )


def _cases(
    read: Pairs, index: ChangeIndex, change: NDArray[np.float64], respondent_classes: Classes
) -> pd.DataFrame:
    method_columns: dict[str, NDArray[np.float64]] = {}
    if index.expected is not None:
        method_columns["expected"] = index.expected
    if isinstance(index.standard_error, np.ndarray):
        method_columns["standard_error"] = index.standard_error
    reasons = code_categories((read.reason + 1).astype(np.int8), ("", *REASONS))
    return read.frame.assign(
        change=change,
        **method_columns,
        index=index.index,
        **respondent_classes.columns(),
        assessable=read.assessable,
        reason=reasons,
    )
