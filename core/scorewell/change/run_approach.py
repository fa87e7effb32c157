"""An approach asked for by name: what it is told is checked, what it returns is held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from scorewell.change.options.options import Options
from scorewell.change.results.approach_results import GroupJudgement, Judgement
from scorewell.definitions.model import Instrument, Scale
from scorewell.definitions.reading.document import Document
from scorewell.definitions.reading.schema_check import check_parameters
from scorewell.errors import (
    ChangeError,
    Finding,
    PluginError,
    did_you_mean,
)
from scorewell.registry.contracts import Approach, ChangeMethod


def approach_named(name: str, registry: Mapping[str, Approach]) -> Approach:
    """The approach with this name.

    Raises
    ------
    ChangeError
        If there is none.
    """
    found = registry.get(name)
    if found is None:
        raise ChangeError(
            f"there is no approach '{name}'",
            hint=did_you_mean(name, registry)
            or f"registered are: {', '.join(sorted(registry)) or 'none'}",
        )
    return found


def check_approach(
    approach: Approach, parameters: Mapping[str, Any], *, document: Document | None = None,
    path: tuple[str | int, ...] = (),
) -> tuple[Finding, ...]:  # fmt: skip
    """What an approach's own schema does not allow in what it is told.

    Parameters
    ----------
    document, path
        Where it stands, if in a file.
    """
    if document is not None:
        return tuple(check_parameters(document, path, dict(parameters), approach.parameters))
    document = Document(data=dict(parameters), file="", digest="")
    found = check_parameters(document, path, dict(parameters), approach.parameters)
    return tuple(replace(each, line=None, column=None) for each in found)


def judge_by(
    approach: Approach,
    pairs: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    parameters: Mapping[str, Any] | None = None,
    options: Options = (),
    origin: str = "call",
) -> Judgement | GroupJudgement:
    """Judge pairs of scores by an approach.

    Parameters
    ----------
    approach : Approach
        For example one of those that plugins register.
    pairs, scale, instrument, method_registry, options
        As for :func:`~scorewell.change.analyse.analyse`.
    parameters : mapping
        What the approach is told.
    origin : str
        Who tells it.

    Returns
    -------
    Judgement or GroupJudgement
        With the approach and its parameters.

    Raises
    ------
    ChangeError
        If a parameter is unknown, missing or not allowed, or the approach
        lacks a figure.
    PluginError
        If it returns something else.

    Examples
    --------
    A change of half the score before: the R package clinicalsignificance 3.0.0 counts 8
    improved, 13 unchanged and 4 deteriorated.

    >>> from scorewell.change.example_data import INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> plugins = open_registry().plugins
    >>> found = judge_by(
    ...     plugins.approaches["percentage"], pairs(), SCALE, instrument=INSTRUMENT,
    ...     method_registry=plugins.change_methods, parameters={"improvement": 50},
    ... )
    >>> found.summary()["n"].tolist()
    [8, 13, 4]
    """
    told = dict(parameters or {})
    findings = check_approach(approach, told)
    if findings:
        raise ChangeError(
            f"the approach '{approach.name}' cannot be told this", findings=findings
        )
    found = approach.judge(
        pairs, scale, instrument=instrument, method_registry=method_registry, parameters=told,
        options=options, origin=origin,
    )  # fmt: skip
    if not isinstance(found, Judgement | GroupJudgement):
        raise PluginError(
            f"the approach '{approach.name}' returned {type(found).__name__}; expected a "
            "Judgement of each respondent or a GroupJudgement"
        )
    return replace(found, approach=approach.name, method=approach, parameters=told)
