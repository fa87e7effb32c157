"""Approaches that rest on an index of change: with a cut-off, and alone."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scorewell.change.analyse import analyse
from scorewell.change.options.options import NONE, ChangeOptions, Options
from scorewell.change.results.approach_results import Judgement
from scorewell.definitions.model import Instrument, Scale
from scorewell.registry.contracts import ChangeMethod


def combined(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    options: Options = (),
) -> Judgement:
    """Reliable change and a cut-off together: :func:`~scorewell.change.analyse.analyse`.

    Parameters
    ----------
    pairs, scale, instrument, method_registry, options
        As there.

    Returns
    -------
    Judgement
        With the cases of the change result.

    Raises
    ------
    ChangeError
        As there.

    Examples
    --------
    The R package clinicalsignificance counts 6 recovered, 10 improved, 4 unchanged, and 5
    deteriorated or harmed.

    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> found = combined(
    ...     pairs(), SCALE, instrument=INSTRUMENT, options=CHOICES,
    ...     method_registry=open_registry().plugins.change_methods,
    ... )
    >>> found.summary()["n"].tolist()
    [6, 10, 4, 5]
    """
    result = analyse(
        pairs, scale, instrument=instrument, method_registry=method_registry, options=options
    )
    return Judgement(
        approach="combined",
        instrument=instrument,
        scale=scale,
        cases=result.cases,
        cutoff=result.cutoffs.value,
        inputs=result.inputs,
        findings=result.findings,
        recovers=result.cutoffs.value is not None,
    )


def distribution(
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    options: Options = (),
) -> Judgement:
    """Reliable change alone, without any cut-off.

    Parameters
    ----------
    pairs, scale, instrument, method_registry, options
        As for :func:`~scorewell.change.analyse.analyse`; what they say about
        populations and criteria is not used.

    Raises
    ------
    ChangeError
        As there.

    Examples
    --------
    The R package clinicalsignificance counts 16 improved, 4 unchanged and 5 deteriorated.

    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> found = distribution(
    ...     pairs(), SCALE, instrument=INSTRUMENT, options=CHOICES,
    ...     method_registry=open_registry().plugins.change_methods,
    ... )
    >>> found.summary()["n"].tolist()
    [16, 4, 5]
    """
    result = analyse(
        pairs,
        scale,
        instrument=instrument,
        method_registry=method_registry,
        options=[
            ("call", ChangeOptions(functional=NONE, clinical="baseline", criterion="a")),
            *options,
        ],
    )
    unused = ["baseline_status", "end_status", "significance"]
    cases = result.cases.drop(columns=unused).assign(outcome=result.cases["reliable"])
    left_out = ("clinical", "functional", "criterion", "multiplier a", "multiplier b")
    return Judgement(
        approach="distribution",
        instrument=instrument,
        scale=scale,
        cases=cases,
        inputs=tuple(
            each
            for each in result.inputs
            if not each.name.startswith(left_out) and "cut-off" not in each.name
        ),
        findings=tuple(each for each in result.findings if each.code not in _OF_CUTOFFS),
    )


_OF_CUTOFFS = {
    "criterion-not-available",
    "cut-off-out-of-reach",
    "no-cut-off",
    "norms-on-wrong-side",
    "plain-midpoint",
}
