"""The schemas that follow from the model classes."""

import json

import pytest

from scorewell.definitions.model.keys import SHAPES, document_fields
from scorewell.definitions.schema import schema_json, schemas
from scorewell.io.bundled_files import schema_text

SCHEMAS = schemas()


@pytest.mark.parametrize("name", SCHEMAS)
def test_file_is_what_follows_from_the_model_classes(name: str):
    """`python docs/generate.py schemas` writes it anew."""
    assert schema_text(name) == schema_json(SCHEMAS[name])


def properties(part: object, path: str = ""):
    if isinstance(part, list):
        for index, entry in enumerate(part):
            yield from properties(entry, f"{path}[{index}]")
    if isinstance(part, dict):
        for key, entry in part.items():
            if key == "properties" and "if" not in path.rpartition("/")[2]:
                yield from ((f"{path}/{name}", form) for name, form in entry.items())
            yield from properties(entry, f"{path}/{key}")


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_property_is_described(name: str):
    home = SCHEMAS["instrument"]
    for path, form in properties(SCHEMAS[name]):
        schema = home if "schema.json" in json.dumps(form) else SCHEMAS[name]
        definitions = schema.get("$defs", {})
        target = definitions.get(str(form.get("$ref", "")).rpartition("/")[2], {})
        assert form.get("description") or target.get("description"), path


def test_every_reference_leads_somewhere():
    for schema in SCHEMAS.values():
        text = json.dumps(schema)
        for part in text.split('"$ref": "')[1:]:
            file, _, name = part.partition('"')[0].partition("#/$defs/")
            assert name in (SCHEMAS["instrument"] if file else schema)["$defs"]


def test_every_class_of_a_document_has_fields_in_it():
    assert all(document_fields(cls) for cls in SHAPES)
