"""Errors of the schema validator in words that an author understands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorewell.definitions.reading.document import Document, Path_, list_names, quoted
from scorewell.errors import Finding, did_you_mean

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


_KINDS = {
    "object": "a map",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}
_BOUNDS = {
    "minimum": "{} or more",
    "maximum": "{} or less",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} entries",
    "maxItems": "at most {} entries",
    "minProperties": "at least {} entries",
    "maxProperties": "at most {} entries",
}
_DECIDE = {"type", "const", "enum"}
"""What shows that a value was not meant to be this alternative."""


def explain(
    document: Document, error: ValidationError, *, base: Path_ = ()
) -> Iterator[Finding]:
    """The findings that one error of the validator stands for.

    Parameters
    ----------
    document : Document
        Where the value stands.
    error : jsonschema.ValidationError
        What the validator says.
    base : tuple
        Path of the value that was validated, if that is a part of the document.
    """
    path = (*base, *error.absolute_path)
    rule = str(error.validator)
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    if rule == "additionalProperties":
        yield from _unknown_keys(document, path, error, schema)
    elif rule == "required":
        yield from _missing_keys(document, path, error, schema)
    elif "propertyNames" in error.absolute_schema_path:
        key = str(error.instance)
        yield document.finding(
            "schema-name", (*path, key), f"{quoted(key)} cannot be used as a name here",
            hint=_sentence(schema), at_key=True,
        )  # fmt: skip
    elif rule in {"oneOf", "anyOf"}:
        yield from _alternatives(document, path, error, rule, schema, base)
    elif rule == "not" or error.schema is False:
        key = quoted(str(path[-1])) if path else "this"
        yield document.finding(
            "schema-not-here", path, f"{key} has no place here",
            hint=_sentence(schema) or f"remove {key}, or change what stands beside it",
            at_key=True,
        )  # fmt: skip
    elif rule == "uniqueItems":
        yield from _repetitions(document, path, error, schema)
    else:
        slug = re.sub("([A-Z])", lambda upper: f"-{upper[1].lower()}", rule)
        yield document.finding(
            f"schema-{slug}", path, _value_message(error, rule), hint=_hint(error, rule, schema)
        )


def _sentence(schema: Any) -> str:
    text = schema.get("description", "") if isinstance(schema, Mapping) else ""
    return str(text).rstrip(".")


def _value_words(value: Any, *, wants_text: bool = True) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Mapping):
        return "a map" if value else "an empty map"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, str):
        if not value:
            return "empty text"
        return quoted(value) if wants_text else f"the text {quoted(value)}"
    return f"`{value}`"


def _value_message(error: ValidationError, rule: str) -> str:
    expected: Any = error.validator_value
    value: Any = error.instance
    if rule == "type":
        kinds = [expected] if isinstance(expected, str) else list(expected)
        value_text = _value_words(value, wants_text="string" in kinds)
        return f"found {value_text}, expected {' or '.join(_KINDS[kind] for kind in kinds)}"
    if rule == "enum":
        return f"found {_value_words(value)}, expected one of {_options(expected)}"
    if rule == "const":
        value_text = _value_words(value, wants_text=isinstance(expected, str))
        return f"found {value_text}, expected `{expected}`"
    if rule == "pattern":
        return f"found {_value_words(value)}, which has not the expected form"
    if rule in _BOUNDS:
        value_text = _value_words(value)
        if value and isinstance(value, str):
            value_text = f"{len(value)} characters"
        elif value and isinstance(value, (list, Mapping)):
            value_text = f"{len(value)} entries" if len(value) != 1 else "one entry"
        wish = _BOUNDS[rule].format(expected)
        if expected == 1:
            wish = wish.replace("characters", "character").replace("entries", "entry")
        return f"found {value_text}, expected {wish}"
    return str(error.message)


def _hint(error: ValidationError, rule: str, schema: Mapping[str, Any]) -> str:
    if rule == "enum" and isinstance(error.instance, str):
        options: Any = error.validator_value
        near = did_you_mean(error.instance, [str(option) for option in options])
        if near:
            return near
    return _sentence(schema)


def _unknown_keys(
    document: Document, path: Path_, error: ValidationError, schema: Mapping[str, Any]
) -> Iterator[Finding]:
    keys = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    instance: Any = error.instance
    for key in instance:
        if key not in keys and not any(re.search(pattern, key) for pattern in patterns):
            options = (
                f"known here: {list_names(keys, most=30)}" if keys else f"remove {quoted(key)}"
            )
            yield document.finding(
                "schema-unknown-key", (*path, key), f"the key {quoted(key)} is not known here",
                hint=did_you_mean(key, keys) or options, at_key=True,
            )  # fmt: skip


def _missing_keys(
    document: Document, path: Path_, error: ValidationError, schema: Mapping[str, Any]
) -> Iterator[Finding]:
    instance: Any = error.instance
    for key in schema["required"]:
        if key not in instance:
            yield document.finding(
                "schema-missing-key", path, f"the key `{key}` is missing",
                hint=_sentence(schema.get("properties", {}).get(key)),
            )  # fmt: skip


def _repetitions(
    document: Document, path: Path_, error: ValidationError, schema: Mapping[str, Any]
) -> Iterator[Finding]:
    instance: Any = error.instance
    for index, value in enumerate(instance):
        if value in instance[:index]:
            yield document.finding(
                "schema-unique-items",
                (*path, index),
                f"{_value_words(value)} stands in this list twice",
                hint=_sentence(schema),
            )


def _alternatives(
    document: Document,
    path: Path_,
    error: ValidationError,
    rule: str,
    schema: Mapping[str, Any],
    base: Path_,
) -> Iterator[Finding]:
    branches = [branch for branch in schema.get(rule, ()) if isinstance(branch, Mapping)]
    options = [list(branch.get("required", ())) for branch in branches]
    if options and all(options) and isinstance(error.instance, Mapping):
        yield _key_alternatives(document, path, error.instance, options, _sentence(schema))
        return
    fitting = _nearest(error)
    if fitting:
        for nested in fitting:
            yield from explain(document, nested, base=base)
        return
    kinds = [_kind(branch) for branch in branches]
    yield document.finding(
        "schema-type", path,
        f"found {_value_words(error.instance)}, expected {' or '.join(kinds)}",
        hint=_sentence(schema),
    )  # fmt: skip


def _key_alternatives(
    document: Document,
    path: Path_,
    instance: Mapping[str, Any],
    options: Sequence[Sequence[str]],
    sentence: str,
) -> Finding:
    """One finding where an entry must have one set of keys out of several."""
    counts = Counter(key for option in options for key in option)
    common_keys = {key for key, count in counts.items() if count > 1}
    special_keys = [[key for key in option if key not in common_keys] for option in options]
    candidates = [
        index for index, keys in enumerate(special_keys) if any(key in instance for key in keys)
    ]
    names = " or ".join(" with ".join(f"`{key}`" for key in keys) for keys in special_keys)
    if len(candidates) > 1:
        last = [key for index in candidates for key in special_keys[index] if key in instance][
            -1
        ]
        return document.finding(
            "schema-alternatives", (*path, last), f"expected only one of {names}",
            hint=sentence, at_key=True,
        )  # fmt: skip
    if not candidates:
        return document.finding("schema-alternatives", path, f"expected {names}", hint=sentence)
    present = [key for key in special_keys[candidates[0]] if key in instance]
    absent = [key for key in options[candidates[0]] if key not in instance]
    beside = " and ".join(f"`{key}`" for key in present)
    return document.finding(
        "schema-alternatives", path,
        f"{' and '.join(f'`{key}`' for key in absent)} missing beside {beside}",
        hint=sentence,
    )  # fmt: skip


def _kind(branch: Mapping[str, Any]) -> str:
    """What one alternative wants."""
    if "const" in branch or "enum" in branch:
        return f"`{_options(branch.get('enum', [branch.get('const')]))}`"
    kinds = branch.get("type", "")
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    return " or ".join(_KINDS.get(name, _sentence(branch)) for name in names)


def _options(values: Sequence[Any]) -> str:
    return list_names([{None: "null"}.get(value, value) for value in values], most=20)


def _nearest(error: ValidationError) -> list[ValidationError]:
    """The complaints of the one alternative whose type fits, if there is one."""
    by_option: dict[int, list[ValidationError]] = {}
    for nested in error.context or ():
        by_option.setdefault(int(nested.schema_path[0]), []).append(nested)
    fitting = [
        group
        for group in by_option.values()
        if not any(nested.validator in _DECIDE and not nested.path for nested in group)
    ]
    return fitting[0] if len(fitting) == 1 else []
