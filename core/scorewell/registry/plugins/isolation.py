"""Methods and formats of other distributions, wrapped so that each failure names its plugin."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import PluginError, ScorewellError
from scorewell.registry.plugins.plugin import error_line

if TYPE_CHECKING:
    from scorewell.registry.plugins.plugin import Plugin

Check = Callable[..., str]
"""``check(result, *arguments)``: what should be there instead; empty if the result is right."""

_TEXTS = ("title", "summary", "formula", "reference")
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
    suffixes = getattr(method, "suffixes", ())
    if isinstance(suffixes, str) or not all(isinstance(suffix, str) for suffix in suffixes):
        return f"its `suffixes` are a {type(suffixes).__name__}, not a tuple of texts"
    if not isinstance(getattr(method, "parameters", {}), Mapping):
        return "its `parameters` are not a JSON Schema"
    return ""


def isolate(method: Any, plugin: Plugin, kind: str) -> Any:
    """The same method or format, whose functions raise errors that name the plugin.

    What a function raises on purpose (a ScorewellError) is left alone. Any
    other exception, and a result that is not what the contract says, becomes
    a :class:`~scorewell.errors.PluginError`.
    """
    checks = _CHECKS.get(type(method).__name__, {})
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
                    outcome.test, "test", _anything, method.name, plugin, kind
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
            given = "nothing" if result is None else f"the type {type(result).__name__}"
            message = f"{subject} cannot be used: its `{field}` gives {given}, not {expected}"
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
        here = f"{Path(frame.f_code.co_filename).name}:{line}"
        if (plugin is not None and package == plugin.package) or not place:
            place = here
    return place or "unknown place"


def _anything(*_: object) -> str:
    return ""


def _is_of(result: object, *names: str) -> bool:
    """Whether an object is of a class with one of these names, whose module is not imported."""
    return any(kind.__name__ in names for kind in type(result).__mro__)


def _expression(result: Any, *_: object) -> str:
    return "" if _is_of(result, "Expr") else "an expression over the parts"


def _range(result: Any, *_: object) -> str:
    expected = "the lowest and the highest possible score"
    try:
        low, high = (float(number) for number in result)
    except (TypeError, ValueError):
        return expected
    sound = math.isfinite(low) and math.isfinite(high) and low <= high
    return "" if sound else expected


def _texts(result: Any, *_: object) -> str:
    sound = isinstance(result, Iterable) and not isinstance(result, str)
    return "" if sound and all(isinstance(text, str) for text in result) else "a list of texts"


def _truth(result: Any, *_: object) -> str:
    return "" if isinstance(result, bool) else "True or False"


def _table(result: Any, *_: object) -> str:
    import polars as pl

    from scorewell.registry.contracts.files import Table

    if not isinstance(result, Table):
        return "a Table"
    return "" if isinstance(result.frame, pl.LazyFrame) else "a Table with a lazy Polars frame"


def _file(_: object, __: object, path: Path) -> str:
    return "" if path.exists() else "a file at the path that it is given"


def _query(result: Any, *_: object) -> str:
    import polars as pl

    return "" if isinstance(result, pl.LazyFrame) else "a lazy query"


def _index(result: Any, *_: object) -> str:
    from scorewell.registry.contracts import ChangeIndex

    return "" if isinstance(result, ChangeIndex) else "a ChangeIndex"


def _number(result: Any, *_: object) -> str:
    try:
        return "" if math.isfinite(float(result)) else "a finite number"
    except (TypeError, ValueError):
        return "a finite number"


def _judgement(result: Any, *_: object) -> str:
    sound = _is_of(result, "Judgement", "GroupJudgement")
    return "" if sound else "a Judgement or a GroupJudgement"


def _slopes(result: Any, *_: object) -> str:
    from scorewell.registry.contracts import Slopes

    return "" if isinstance(result, Slopes) else "Slopes"


def _export(result: Any, *_: object) -> str:
    from scorewell.registry.contracts.exchange import ExportFile

    if not isinstance(result, ExportFile) or not isinstance(result.content, str):
        return "an ExportFile with its content as text"
    return "" if isinstance(result.losses, Sequence) else "an ExportFile with a list of losses"


def _draft(result: Any, *_: object) -> str:
    return "" if _is_of(result, "InstrumentDraft") else "an InstrumentDraft"


_KINDS = {"Approach": "approach", "GrowthMethod": "growth method"}
"""Words for kinds that share a hook with another."""

_CHECKS: Mapping[str, Mapping[str, Check]] = {
    "ScoringMethod": {
        "score": _expression,
        "reason": _expression,
        "reach": _range,
        "check": _texts,
        "uses": _texts,
    },
    "ChangeMethod": {"compute": _index, "freedom": _number},
    "Approach": {"judge": _judgement},
    "GrowthMethod": {"compute": _slopes},
    "Reader": {"read": _table, "recognises": _truth},
    "Writer": {"write": _file, "sink": _query},
    "Exporter": {"write": _export},
    "Importer": {"read": _draft},
}
"""The functions of each kind, with the check of what they return."""
