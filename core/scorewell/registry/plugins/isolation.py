"""Methods and formats of other distributions, wrapped so that each failure names its plugin."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Collection, Mapping
from contextlib import redirect_stdout
from dataclasses import fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import PluginError, ScorewellError
from scorewell.registry.plugins.plugin import error_line
from scorewell.registry.plugins.result_checks import RESULT_CHECKS, Check, check_answers

if TYPE_CHECKING:
    from scorewell.registry.plugins.plugin import Plugin

_TEXTS = ("title", "summary", "formula", "reference")
_KINDS = {"Approach": "approach", "GrowthMethod": "growth method"}
"""Words for kinds that share a hook with another."""

_SEE_NO_ANSWERS = {"score", "reason", "reach", "check", "uses"}
"""Functions whose exceptions cannot quote an answer, so that their text is shown."""


def description_problem(method: Any) -> str:
    """What is wrong with the description of a method or format; empty if nothing.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> description_problem(SimpleNamespace(summary=None))
    'its `summary` is a NoneType, not a text'
    >>> description_problem(SimpleNamespace(summary="Sum.", suffixes=".csv"))
    'its `suffixes` are a str, not a tuple of texts'
    """
    for name in _TEXTS:
        value = getattr(method, name, "")
        if not isinstance(value, str):
            return f"its `{name}` is a {type(value).__name__}, not a text"
    for name in ("suffixes", "inputs"):
        texts = getattr(method, name, ())
        if not isinstance(texts, list | tuple) or not all(
            isinstance(text, str) for text in texts
        ):
            return f"its `{name}` are a {type(texts).__name__}, not a tuple of texts"
    if not _is_schema(getattr(method, "parameters", {})):
        return "its `parameters` are not a JSON Schema"
    optional = {
        entry.name
        for entry in getattr(type(method), "__dataclass_fields__", {}).values()
        if entry.default is None
    }
    for name in RESULT_CHECKS.get(type(method).__name__, ()):
        function = getattr(method, name)
        if not callable(function) and not (function is None and name in optional):
            return f"its `{name}` is a {type(function).__name__}, not a function"
    if type(method).__name__ == "Reader":
        return _options_problem(method.uses)
    return _rule_problem(method) if type(method).__name__ == "OutcomeRule" else ""


def _is_schema(parameters: object) -> bool:
    """Whether the description of parameters is a JSON Schema."""
    if not isinstance(parameters, Mapping):
        return False
    if not parameters:
        return True
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(dict(parameters))
    except SchemaError:
        return False
    return isinstance(parameters.get("properties", {}), Mapping)


def _options_problem(uses: object) -> str:
    """What is wrong with the options that a reader says it uses."""
    from scorewell.registry.contracts.files import OPTIONS

    if uses is None:
        return ""
    if isinstance(uses, str) or not isinstance(uses, Collection):
        return f"its `uses` are a {type(uses).__name__}, not a list of options"
    strange = [name for name in uses if name not in OPTIONS]
    return f"its `uses` name `{strange[0]}`, which is no option" if strange else ""


def _rule_problem(rule: Any) -> str:
    """What contradicts itself in a rule over several measures."""
    from scorewell.definitions.reading.outcome_rule_checks import rule_problems

    for outcome in rule.outcomes:
        if outcome.test is not None and not callable(outcome.test):
            kind = type(outcome.test).__name__
            return f"the `test` of its outcome `{outcome.id}` is a {kind}, not a function"
    problem = next(rule_problems(rule), None)
    return "" if problem is None else problem.message


def isolate(method: Any, plugin: Plugin, kind: str) -> Any:
    """The same method or format, whose functions raise errors that name the plugin.

    What a function raises on purpose (a ScorewellError) is left alone. Any
    other exception, and a result that is not what the contract says, becomes
    a :class:`~scorewell.errors.PluginError`.
    """
    checks = RESULT_CHECKS.get(type(method).__name__, {})
    kind = _KINDS.get(type(method).__name__, kind)
    changes: dict[str, Any] = {
        name: _isolate_function(getattr(method, name), name, check, method.name, plugin, kind)
        for name, check in checks.items()
        if callable(getattr(method, name, None))
    }
    if any(field.name == "plugin" for field in fields(method)):
        changes["plugin"] = plugin.name
    if type(method).__name__ == "OutcomeRule":
        changes["outcomes"] = tuple(
            replace(
                outcome,
                test=_isolate_function(
                    outcome.test, "test", check_answers, method.name, plugin, kind
                ),
            )
            if outcome.test is not None
            else outcome
            for outcome in method.outcomes
        )
    return replace(method, **changes) if changes else method


def _isolate_function(
    function: Callable[..., Any], field: str, check: Check, name: str, plugin: Plugin, kind: str
) -> Callable[..., Any]:
    subject = f"the {kind} `{name}` of the plugin {plugin.label}"

    @wraps(function)
    def call(*arguments: Any, **parameters: Any) -> Any:
        try:
            with redirect_stdout(sys.stderr):  # results stand on stdout, and nothing else
                result = function(*arguments, **parameters)
            if field == "check":  # a generator raises when it is read
                result = list(result)
            expected = check(result, *arguments)
        except BaseException as error:  # Polars panics are no Exception
            if isinstance(error, ScorewellError | KeyboardInterrupt | GeneratorExit):
                raise
            text = error_line(error) if field in _SEE_NO_ANSWERS else type(error).__name__
            message = f"{subject} failed: {text} ({error_place(error, plugin)})"
            plugin.fail(message, error)
            raise PluginError(message, hint=plugin_hint(plugin.name)) from error
        if expected:
            kind = type(result).__name__
            kind_text = "nothing" if result is None else f"the type {kind}"
            if f" {kind} " in f"{expected} ":
                kind_text = "something else"
            message = (
                f"{subject} cannot be used: its `{field}` gives {kind_text}, not {expected}"
            )
            plugin.fail(message)
            raise PluginError(message, hint=plugin_hint(plugin.name))
        return result

    return call


def plugin_hint(name: str) -> str:
    """How to go on after a failure of a plugin."""
    return (
        "this is a defect in the plugin, not in your data: tell its authors; everything else "
        f"works without it: scorewell --disable {name} ..."
    )


def error_place(error: BaseException, plugin: Plugin | None = None) -> str:
    """File and line where an error arose, as far down as the code of the plugin goes."""
    place = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        position = f"{Path(frame.f_code.co_filename).name}:{line}"
        if (plugin is not None and package == plugin.package) or not place:
            place = position
    return place or "unknown place"
