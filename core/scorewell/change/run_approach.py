"""Run an approach by name: check its parameters and its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from scorewell.change.analyse import analyse
from scorewell.change.inputs.request import Request
from scorewell.change.options.options import ChangeOptions, Options
from scorewell.change.results.approach_results import GroupJudgement, Judgement
from scorewell.change.results.change_result import ChangeResult
from scorewell.change.sample import context_options
from scorewell.definitions.accepted_errors import accepted_errors_finding
from scorewell.definitions.model import Instrument, Scale
from scorewell.definitions.reading.document import Document
from scorewell.definitions.reading.schema_check import check_parameters
from scorewell.errors import ChangeError, Finding, PluginError, did_you_mean
from scorewell.registry.contracts import Approach, ApproachContext, ChangeMethod


def approach_named(name: str, registry: Mapping[str, Approach]) -> Approach:
    """The approach with this name.

    Raises
    ------
    ChangeError
        If there is none.
    """
    approach = registry.get(name)
    if approach is None:
        raise ChangeError(
            f"there is no approach '{name}'",
            hint=did_you_mean(name, registry)
            or f"registered are: {', '.join(sorted(registry)) or 'none'}",
        )
    return approach


def check_approach(
    approach: Approach, parameters: Mapping[str, Any], *, document: Document | None = None,
    path: tuple[str | int, ...] = (),
) -> tuple[Finding, ...]:  # fmt: skip
    """Findings on parameters that the schema of an approach does not allow.

    Parameters
    ----------
    document, path
        The place of the parameters, if they stand in a file.
    """
    if document is not None:
        return tuple(check_parameters(document, path, dict(parameters), approach.parameters))
    document = Document(data=dict(parameters), file="", digest="")
    findings = check_parameters(document, path, dict(parameters), approach.parameters)
    return tuple(replace(finding, line=None, column=None) for finding in findings)


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
        Keyword arguments of the approach.
    origin : str
        Who gives them.

    Returns
    -------
    Judgement or GroupJudgement
        With the approach and its parameters; one about a group as a whole also
        within each group of the pairs.

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
    >>> result = judge_by(
    ...     plugins.approaches["percentage"], pairs(), SCALE, instrument=INSTRUMENT,
    ...     method_registry=plugins.change_methods, parameters={"improvement": 50},
    ... )
    >>> result.summary()["n"].tolist()
    [8, 13, 4]
    """
    parameters = dict(parameters or {})
    findings = check_approach(approach, parameters)
    if findings:
        raise ChangeError(
            f"the approach '{approach.name}' cannot be told this", findings=findings
        )
    context = ApproachContext(
        instrument=instrument,
        scale=scale,
        change_methods=method_registry,
        options=options,
        origin=origin,
    )
    result = _judge(approach, pairs, context, parameters)
    if isinstance(result, GroupJudgement) and "group" not in parameters:
        return _with_groups(result, approach, pairs, context)
    return result


def _judge(
    approach: Approach,
    pairs: pd.DataFrame,
    context: ApproachContext,
    parameters: Mapping[str, Any],
) -> Judgement | GroupJudgement:
    result = approach.judge(pairs, context, **parameters)
    if not isinstance(result, Judgement | GroupJudgement):
        raise PluginError(
            f"the approach '{approach.name}' returned {type(result).__name__}; expected a "
            "Judgement of each respondent or a GroupJudgement"
        )
    findings = dict.fromkeys([*accepted_errors_finding(context.instrument), *result.findings])
    return replace(
        result,
        approach=approach.name,
        method=approach,
        parameters=parameters,
        findings=tuple(findings),
    )


def _with_groups(
    result: GroupJudgement, approach: Approach, pairs: pd.DataFrame, context: ApproachContext
) -> GroupJudgement:
    """The judgement with those within each group; a group that cannot be judged is a finding.

    A control group is not judged, and stays beside each of the others.
    """
    if "group" not in pairs.columns:
        return result
    labels = pairs["group"].astype("string")
    request = Request(
        instrument=context.instrument,
        scale=context.scale,
        options=tuple(context_options(context)),
    )
    setting = request.setting("control_group")
    control = None if setting is None else str(setting.value)
    groups: dict[str, GroupJudgement] = {}
    findings = list(result.findings)
    for label in sorted(set(labels.dropna()) - {control}):
        rows = labels.isin([label] if control is None else [label, control])
        try:
            part = _judge(approach, pairs[rows], context, result.parameters)
        except ChangeError as error:
            findings.append(
                Finding(
                    code="group-not-judged",
                    message=f"the group '{label}' is not judged by itself: "
                    f"{error.message.removeprefix(f'{request.path}: ')}",
                    severity="warning",
                    path=request.path,
                    hint=error.hint,
                )
            )
        else:
            if isinstance(part, GroupJudgement):
                groups[label] = part
    return replace(result, groups=groups, findings=tuple(findings))


def analyse_in_context(
    pairs: pd.DataFrame, context: ApproachContext, *stronger: tuple[str, ChangeOptions]
) -> ChangeResult:
    """The analysis of change in which an approach judges.

    Parameters
    ----------
    stronger : (str, ChangeOptions)
        Options of the approach itself, which come before those of the context.
    """
    return analyse(
        pairs,
        context.scale,
        instrument=context.instrument,
        method_registry=context.change_methods,
        options=[*stronger, *context_options(context)],
    )
