"""The JSON Schemas of the formats, as they follow from the model classes.

``docs/generate.py`` writes them to ``schemas/``, from where everything else reads them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scorewell.definitions.model import Instrument, OutcomeRule
from scorewell.definitions.model.keys import (
    SHAPES,
    DocumentField,
    Key,
    Keywords,
    Shape,
    document_fields,
    one_of,
)
from scorewell.definitions.reading.overlay import Overlay

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
_SAYS_TYPE = frozenset({"type", "enum", "const", "oneOf"})
_LIST_LIMITS = frozenset({"minItems", "maxItems"})

Schema = dict[str, Any]


class SchemaWriter:
    """Writes the schema of one format, and collects the shapes that it names.

    Parameters
    ----------
    home : str
        File in which the shapes lie, for a format that borrows those of another.
    """

    def __init__(self, home: str = "") -> None:
        self.home = home
        self.definitions: dict[str, Schema] = {}

    def document(self, cls: type) -> Schema:
        """The schema of a whole document of this class."""
        body = self.entry(cls)
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        ending = {"$defs": dict(sorted(self.definitions.items()))} if self.definitions else {}
        return {**head, "title": body.pop("title"), **body, **ending}

    def entry(self, cls: type) -> Schema:
        """The schema of a class: its properties, and which of them belong together."""
        shape = SHAPES[cls]
        properties: Schema = {}
        required_keys = []
        for field in document_fields(cls):
            for name, (schema, must) in self._properties(field).items():
                properties[name] = schema
                required_keys += [name] if must else []
        return _closed(shape, properties, required_keys)

    def _properties(self, field: DocumentField) -> dict[str, tuple[Schema, bool]]:
        """The keys by which a field is written, each with its schema and whether it must be."""
        key = field.key
        if key.given_by or key.choice_keys or key.pair == 1:
            return {}
        if key.inline is not None:
            schemas_by_key = {}
            for inner in document_fields(field.type):
                for name, (schema, _) in self._properties(_with_choices(inner, key)).items():
                    if name not in key.without:
                        schemas_by_key[name] = (schema, name in key.inline)
            if key.description:
                first = next(iter(schemas_by_key))
                schemas_by_key[first] = (
                    {**schemas_by_key[first][0], "description": key.description},
                    False,
                )
            return schemas_by_key
        if key.choices and field.model is None:
            form = self._form(field)
            return {
                name: (
                    self._shape(choice)
                    if isinstance(choice, Shape)
                    else {"description": choice, **form},
                    False,
                )
                for name, choice in key.choices.items()
            }
        must = not field.optional if key.required is None else key.required
        return {field.document_name: (self.value(field), must)}

    def value(self, field: DocumentField) -> Schema:
        """The schema of the value of a field."""
        key = field.key
        head = {"description": key.description} if key.description else {}
        return {**head, **self._form(field)}

    def _form(self, field: DocumentField) -> Schema:
        key = field.key
        if key.shape is not None:
            return self.reference(key.shape)
        if key.choices and field.model is not None:
            return self._threshold(field)
        if key.pair is not None:
            return {"type": "array", **_pair({"type": "number"}), **key.schema}
        if field.container is None or key.single:
            return self._single(field.element, key.schema)
        return self._many(field)

    def _threshold(self, field: DocumentField) -> Schema:
        """An entry whose value stands under one of the keys that this field allows."""
        inner = replace(field.key, description="", inline=("checked",))
        parts = self._properties(field._replace(key=inner))
        shape = Shape("", "", {"oneOf": one_of(*field.key.choices)})
        schema = _closed(
            shape,
            {name: part for name, (part, _) in parts.items()},
            [name for name, (_, must) in parts.items() if must],
        )
        del schema["description"]
        return schema

    def _many(self, field: DocumentField) -> Schema:
        key = field.key
        by_name = names_entries(field)
        kind = key.schema.get("type", "object" if by_name else "array")
        if kind == "object":
            names = key.names or _name_shape(field.model)
            entries = self._element(field)
            return {
                "type": kind,
                **key.schema,
                **({"propertyNames": self.reference(names)} if names else {}),
                **({"additionalProperties": entries} if entries else {}),
            }
        entries = self._element(field)
        if field.type == tuple[float, float]:
            return {"type": kind, **key.schema, **_pair(entries)}
        return {"type": kind, **key.schema, "items": entries}

    def _element(self, field: DocumentField) -> Schema:
        element = field.key.element
        if isinstance(element, Shape):
            return self.reference(element)
        if isinstance(element, Mapping):
            if field.model is not None:
                return {**self._single(field.element, {}), **element}
            return self._single(field.element, element)
        return self._single(field.element, {})

    def _single(self, kind: Any, keywords: Keywords) -> Schema:
        """The schema of one value of a type, with further keywords."""
        if _SAYS_TYPE & {*keywords}:
            return dict(self._resolve(keywords))
        if kind in SHAPES:
            return {**self.reference(SHAPES[kind], kind), **keywords}
        base: Schema = {"type": _TYPES[kind]} if kind in _TYPES else {}
        if kind is str and "pattern" not in keywords:
            base["minLength"] = 1
        if not base and keywords:
            base = {"type": "object"}
        return {**base, **keywords}

    def reference(self, shape: Shape, cls: type | None = None) -> Schema:
        """A reference to a shape, which is put among the definitions."""
        if not self.home and shape.name not in self.definitions:
            self.definitions[shape.name] = {}
            body = self.entry(cls) if cls else self._shape(shape)
            self.definitions[shape.name] = body
        target = {"$ref": f"{self.home}#/$defs/{shape.name}"}
        if shape.shorthand:
            return {"oneOf": [{"type": "string", "minLength": 1}, target]}
        return target

    def _shape(self, shape: Shape) -> Schema:
        return {"description": shape.description, **self._resolve(shape.schema)}

    def _resolve(self, keywords: Keywords) -> Schema:
        return {
            name: self.reference(value) if isinstance(value, Shape) else value
            for name, value in keywords.items()
        }

    # --- what an overlay may set ----------------------------------------------------

    def addition(self, cls: type) -> Schema:
        """The properties of a class that an overlay may set."""
        return {
            field.document_name: self._addition_form(field)
            for field in document_fields(cls)
            if field.key.overlay
        }

    def _addition_form(self, field: DocumentField) -> Schema:
        key = field.key
        text = key.overlay if isinstance(key.overlay, str) else key.description
        model = field.model
        partial = self.addition(model) if model else {}
        if not partial:
            form = {
                name: keyword
                for name, keyword in self._form(field).items()
                if name not in _LIST_LIMITS
            }
            return {"description": text, **form}
        entries = _closed(Shape("", "", {}), partial, ["id"] if "id" in partial else [])
        del entries["description"]
        if field.container is None:
            return {"description": text, **entries}
        if names_entries(field):
            entries = {
                "description": f"What is added to one {field.key.defines}.",
                "minProperties": 1,
                **entries,
            }
            return {
                "description": text,
                "type": "object",
                "minProperties": 1,
                "additionalProperties": entries,
            }
        return {"description": text, "type": "array", "items": entries}


def _closed(shape: Shape, properties: Schema, required_keys: list[str]) -> Schema:
    keywords = dict(shape.schema)
    title = {"title": keywords.pop("title")} if "title" in keywords else {}
    properties = {**keywords.pop("properties", {}), **properties}
    must = [
        name
        for name in properties
        if name in required_keys or ("const" in properties[name] and name == "format")
    ]
    return {
        **title,
        "description": shape.description,
        "type": "object",
        "additionalProperties": False,
        **({"required": must} if must else {}),
        **keywords,
        "properties": properties,
    }


def _pair(entries: Schema) -> Schema:
    return {"minItems": 2, "maxItems": 2, "items": entries}


def _with_choices(field: DocumentField, outer: Key) -> DocumentField:
    """A field of an inline entry, with the choices and limits that the outer field allows."""
    if not (field.key.choices and outer.choices):
        return field
    key = replace(field.key, choices=outer.choices, schema=outer.schema)
    return field._replace(key=key)


def _name_shape(model: type | None) -> Shape | None:
    """The form of the names of entries that are written as a map."""
    if model is None:
        return None
    keys = (field.key for field in document_fields(model))
    return next((key.shape for key in keys if key.given_by == "name"), None)


def names_entries(field: DocumentField) -> bool:
    """Whether the entries of a field are written as a map, by name."""
    mapping = field.container is not None and issubclass(field.container, Mapping)
    return mapping or _name_shape(field.model) is not None


def schemas() -> dict[str, Schema]:
    """Every schema that follows from model classes, by the name of its format."""
    overlay = SchemaWriter(home="instrument.schema.json")
    document = overlay.document(Overlay)
    document["properties"] |= overlay.addition(Instrument)
    document["required"] = [*document["required"], "sources"]
    return {
        "instrument": SchemaWriter().document(Instrument),
        "overlay": document,
        "outcome-rule": SchemaWriter().document(OutcomeRule),
    }


def schema_json(schema: Schema) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
