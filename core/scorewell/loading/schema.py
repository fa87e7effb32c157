"""Values against a JSON Schema, in words that an author understands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from scorewell.errors import Finding, did_you_mean
from scorewell.resources import schema_text

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

    from scorewell.loading.document import Document

__all__ = ["check_parameters", "check_schema"]

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
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "text of at least {} characters",
    "maxLength": "text of at most {} characters",
    "minItems": "a list of at least {}",
    "maxItems": "a list of at most {}",
    "minProperties": "at least {} entries",
}


@cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    schemas = {
        f"{each}.schema.json": json.loads(schema_text(each)) for each in {"instrument", name}
    }
    registry: Registry[Any] = Registry().with_resources(
        (uri, DRAFT202012.create_resource(schema)) for uri, schema in schemas.items()
    )
    return Draft202012Validator(schemas[f"{name}.schema.json"], registry=registry)


def check_schema(document: Document, name: str) -> list[Finding]:
    """Everything in ``document`` that the schema called ``name`` does not allow.

    Parameters
    ----------
    document : Document
        What was read.
    name : {'instrument', 'overlay', 'study'}
        Which schema.
    """
    findings: list[Finding] = []
    for error in _validator(name).iter_errors(document.data):
        findings.extend(_explain(document, error))
    return sorted(set(findings), key=lambda each: (each.line or 0, each.column or 0, each.code))


def check_parameters(
    document: Document, path: tuple[str | int, ...], value: Any, schema: Mapping[str, Any]
) -> list[Finding]:
    """What a plugin's own schema does not allow in a method's parameters."""
    from jsonschema import Draft202012Validator

    closed = {"type": "object", "additionalProperties": False, **schema}
    findings: list[Finding] = []
    for error in Draft202012Validator(closed).iter_errors(value):
        findings.extend(_explain(document, error, base=path))
    return findings


def _explain(
    document: Document, error: ValidationError, *, base: tuple[str | int, ...] = ()
) -> Iterator[Finding]:
    path = (*base, *error.absolute_path)
    rule = str(error.validator)
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    if rule == "additionalProperties":
        yield from _unknown_keys(document, path, error, schema)
    elif rule == "required":
        yield from _missing_keys(document, path, error, schema)
    elif rule == "propertyNames":
        key = error.instance if isinstance(error.instance, str) else ""
        yield document.finding(
            "schema-name", (*path, key), f"`{key}` cannot be used as a name here",
            hint=_sentence(error.schema), at_key=True,
        )  # fmt: skip
    elif error.parent is None and _in_property_names(error):
        key = str(error.instance)
        yield document.finding(
            "schema-name", (*path, key), f"`{key}` cannot be used as a name here",
            hint=_sentence(schema), at_key=True,
        )  # fmt: skip
    elif rule in {"oneOf", "anyOf"}:
        yield from _alternatives(document, path, error, rule, schema, base)
    elif error.schema is False:
        key = str(path[-1])
        yield document.finding(
            "schema-not-here", path, f"`{key}` has no place beside the other entries here",
            hint=f"remove `{key}`, or change what it belongs to", at_key=True,
        )  # fmt: skip
    else:
        yield document.finding(
            f"schema-{_slug(rule)}",
            path,
            _value_message(error, rule),
            hint=_hint(error, rule, schema),
        )


def _in_property_names(error: ValidationError) -> bool:
    return "propertyNames" in error.absolute_schema_path


def _slug(rule: str) -> str:
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in rule)


def _sentence(schema: Any) -> str:
    text = schema.get("description", "") if isinstance(schema, Mapping) else ""
    return str(text).rstrip(".")


def _show(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return (
            "an empty list" if value == [] else "a map" if isinstance(value, dict) else "a list"
        )
    text = str(value)
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return f"`{shown}`"


def _unknown_keys(
    document: Document,
    path: tuple[str | int, ...],
    error: ValidationError,
    schema: Mapping[str, Any],
) -> Iterator[Finding]:
    known = list(schema.get("properties", {}))
    instance: Any = error.instance
    for key in instance:
        if key not in known:
            near = did_you_mean(key, known)
            yield document.finding(
                "schema-unknown-key", (*path, key), f"the key `{key}` is not known here",
                hint=near or f"known here: {', '.join(known)}", at_key=True,
            )  # fmt: skip


def _missing_keys(
    document: Document,
    path: tuple[str | int, ...],
    error: ValidationError,
    schema: Mapping[str, Any],
) -> Iterator[Finding]:
    instance: Any = error.instance
    for key in schema["required"]:
        if key not in instance:
            described = _resolve(schema.get("properties", {}).get(key, {}))
            yield document.finding(
                "schema-missing-key",
                path,
                f"the key `{key}` is missing",
                hint=_sentence(described),
            )


def _resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = str(schema.get("$ref", ""))
    if "description" in schema or "#/$defs/" not in reference:
        return schema
    definitions = json.loads(schema_text("instrument"))["$defs"]
    found: Mapping[str, Any] = definitions.get(reference.rpartition("/")[2], schema)
    return found


def _alternatives(
    document: Document,
    path: tuple[str | int, ...],
    error: ValidationError,
    rule: str,
    schema: Mapping[str, Any],
    base: tuple[str | int, ...],
) -> Iterator[Finding]:
    instance: Any = error.instance
    options = [
        " with ".join(f"`{key}`" for key in option.get("required", ()))
        for option in schema.get(rule, ())
        if isinstance(option, Mapping)
    ]
    if all(options) and options:
        present = [
            option for option in schema[rule] if all(k in instance for k in option["required"])
        ]
        only = "only one" if len(present) > 1 else "exactly one" if rule == "oneOf" else "one"
        yield document.finding(
            "schema-alternatives", path, f"expected {only} of {', '.join(options)}",
            hint=_sentence(schema),
        )  # fmt: skip
        return
    fitting = _nearest(error)
    if fitting:
        for nested in fitting:
            yield from _explain(document, nested, base=base)
        return
    kinds = [
        _KINDS.get(str(option.get("type")), _sentence(option))
        for option in schema.get(rule, ())
        if isinstance(option, Mapping)
    ]
    yield document.finding(
        "schema-type", path, f"found {_show(error.instance)}, expected {' or '.join(kinds)}",
        hint=_sentence(schema),
    )  # fmt: skip


def _nearest(error: ValidationError) -> list[ValidationError]:
    """The complaints of the one alternative whose type fits, if there is one."""
    by_option: dict[int, list[ValidationError]] = {}
    for nested in error.context or ():
        by_option.setdefault(int(nested.schema_path[0]), []).append(nested)
    fitting = [
        group
        for group in by_option.values()
        if not any(e.validator == "type" and not e.path for e in group)
    ]
    return fitting[0] if len(fitting) == 1 else []


def _value_message(error: ValidationError, rule: str) -> str:
    wanted: Any = error.validator_value
    found = _show(error.instance)
    if rule == "type":
        kinds = [wanted] if isinstance(wanted, str) else list(wanted)
        return f"found {found}, expected {' or '.join(_KINDS[kind] for kind in kinds)}"
    if rule == "enum":
        return f"found {found}, expected one of {', '.join(str(each) for each in wanted)}"
    if rule == "const":
        return f"found {found}, expected `{wanted}`"
    if rule == "pattern":
        return f"found {found}, which has not the expected form"
    if rule == "uniqueItems":
        return "an entry stands in this list more than once"
    if rule in _BOUNDS:
        return f"found {found}, expected {_BOUNDS[rule].format(wanted)}"
    return error.message


def _hint(error: ValidationError, rule: str, schema: Mapping[str, Any]) -> str:
    if rule == "enum" and isinstance(error.instance, str):
        options: Any = error.validator_value
        near = did_you_mean(error.instance, [str(each) for each in options])
        if near:
            return near
    return _sentence(schema)
