"""Values against the JSON Schemas of the formats."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from scorewell.definitions.reading.document import MOST_FINDINGS, Document, Path_, in_order
from scorewell.definitions.reading.schema_messages import explain
from scorewell.errors import Finding
from scorewell.io.bundled_files import schema_text

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError


@cache
def schema_tree(name: str) -> Mapping[str, Any]:
    """One schema with every reference written out.

    Without references the validator has nothing to look up, which makes it
    faster by a third, and every part carries its own description.
    """
    root: dict[str, Any] = json.loads(schema_text(name))
    tree: dict[str, Any] = _written_out(root, root)
    return tree


def _written_out(part: Any, root: Mapping[str, Any]) -> Any:
    if isinstance(part, list):
        return [_written_out(element, root) for element in part]
    if not isinstance(part, dict):
        return part
    keywords = {
        key: _written_out(value, root)
        for key, value in part.items()
        if key not in {"$ref", "$defs"}
    }
    if "$ref" not in part:
        return keywords
    file, _, pointer = str(part["$ref"]).partition("#/$defs/")
    home = json.loads(schema_text(file.removesuffix(".schema.json"))) if file else root
    return {**_written_out(home["$defs"][pointer], home), **keywords}


@cache
def _validator_class() -> Callable[[Mapping[str, Any]], Draft202012Validator]:
    from jsonschema import Draft202012Validator, validators

    kind: Any = validators
    strict: Callable[[Mapping[str, Any]], Draft202012Validator] = kind.extend(
        Draft202012Validator, {"pattern": _pattern}
    )
    return strict


def _pattern(
    validator: Draft202012Validator, pattern: str, value: object, schema: object
) -> Iterator[ValidationError]:
    """In JSON Schema `$` is the end of the text; in Python also before a last line break."""
    del schema
    if validator.is_type(value, "string"):
        text = str(value)
        strict = f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern
        if not re.search(strict, text):
            from jsonschema.exceptions import ValidationError

            yield ValidationError(f"{text!r} does not match {pattern!r}")


@cache
def _format_validator(name: str) -> Draft202012Validator:
    return _validator_class()(schema_tree(name))


@cache
def _fast_validator(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(dict(schema_tree(name)))


def check_schema(document: Document, name: str) -> list[Finding]:
    """Everything in ``document`` that the schema called ``name`` does not allow.

    Whether anything is wrong is asked of a compiled validator, which is a
    hundred times faster; only then the slower one is asked what.

    Parameters
    ----------
    document : Document
        What was read.
    name : {'instrument', 'overlay', 'study'}
        Which schema.
    """
    if _fast_validator(name).is_valid(document.data):
        return []
    return _explained(document, _format_validator(name).iter_errors(document.data), ())


def check_parameters(
    document: Document, path: Path_, value: Any, schema: Mapping[str, Any]
) -> list[Finding]:
    """What a plugin's own schema does not allow in a method's parameters.

    Parameters
    ----------
    document : Document
        The file in which the parameters stand.
    path : tuple
        Where in it.
    value : object
        The parameters.
    schema : mapping
        JSON Schema of the parameters. It is closed: a key that it does not
        name is refused.
    """
    closed = {"type": "object", "additionalProperties": False, **schema}
    return _explained(document, _validator_class()(closed).iter_errors(value), path)


def _explained(
    document: Document, errors: Iterable[ValidationError], base: Path_
) -> list[Finding]:
    findings = (finding for error in errors for finding in explain(document, error, base=base))
    return list(in_order(islice(findings, MOST_FINDINGS)))
