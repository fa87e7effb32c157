"""Forms of other systems: answers keep their values on the way out and back in."""

from __future__ import annotations

import csv
import io
import json
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scorewell.cli.main import build
from scorewell.definitions.reading.load import load_instrument
from scorewell.errors import DataError
from scorewell.registry.contracts.exchange import ImportOptions
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.registry import open_registry


def bundled_only(group: str) -> list[EntryPoint]:
    return []


PLUGINS = load_plugins(entry_points=bundled_only)
REGISTRY = open_registry(plugins=PLUGINS)
IDS = [entry.id for entry in REGISTRY.entries if entry.origin == "scorewell"]
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
# as REDCap's own export has them, in its order
REDCAP = (
    "Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"
    '"Choices, Calculations, OR Slider Labels",Field Note,'
    "Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,"
    "Identifier?,Branching Logic (Show field only if...),Required Field?,Custom Alignment,"
    "Question Number (surveys only),Matrix Group Name,Matrix Ranking?,Field Annotation"
)


def invoke(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(build(PLUGINS), list(words), obj=PLUGINS)
    return result.exit_code, result.stdout, result.stderr


def test_an_item_of_the_gad_7_as_a_question_of_each_release():
    """The extension goes with the coding in release 4 and with the option in release 5."""
    code, out, err = invoke("export", "gad-7", "--to", "fhir-r4")
    assert code == 0, err
    four = json.loads(out)
    five = json.loads(invoke("export", "gad-7", "--to", "fhir-r5")[1])
    assert (four["resourceType"], four["status"]) == ("Questionnaire", "draft")
    assert [four["item"][0]["type"], five["item"][0]["type"]] == ["choice", "coding"]
    old, new = (entry["item"][0]["answerOption"][3] for entry in (four, five))
    assert old["valueCoding"]["extension"] == [{"url": ORDINAL, "valueDecimal": 3}]
    assert new["extension"] == [{"url": WEIGHT, "valueDecimal": 3}]
    assert old["valueCoding"]["code"] == new["valueCoding"]["code"] == "3"


def test_what_is_lost_is_told():
    _, _, output_text = invoke("export", "fscrs", "--to", "redcap")
    assert "not in it: how the scales are scored: inadequate_self" in output_text
    _, _, reversed_form = invoke("export", "scs-sf", "--to", "redcap")
    assert "not in it: that items are reversed" in reversed_form


def test_a_dictionary_has_the_columns_of_redcap():
    code, out, _ = invoke("export", "pseq", "--to", "redcap")
    assert code == 0
    assert out.splitlines()[0] == REDCAP
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 10
    assert rows[0]["Field Type"] == "radio"
    assert rows[0]["Choices, Calculations, OR Slider Labels"].startswith("0, ")


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize(
    ("exporter", "importer"), [("fhir-r4", "fhir"), ("fhir-r5", "fhir"), ("redcap", "redcap")]
)
def test_values_and_labels_survive_the_way_out_and_back(name, exporter, importer, tmp_path):
    """Of every bundled instrument: the same number of items with the same answers."""
    instrument = REGISTRY.load(name)
    if any(
        len(set(coding.values)) < len(coding.values) for coding in instrument.codings.values()
    ):
        pytest.skip("several answers count the same; see the test below")
    way_out, way_in = PLUGINS.exporters[exporter], PLUGINS.importers[importer]
    path = tmp_path / f"form{way_out.suffix}"
    path.write_text(way_out.write(instrument).content, encoding="utf-8", newline="")
    draft = way_in.read(path, ImportOptions(id=name))
    assert len(draft.items) == len(instrument.items)
    for old, new in zip(instrument.items, draft.items, strict=True):
        assert draft.coding(new).values == tuple(sorted(old.coding.values))


def test_answers_that_count_the_same_keep_codes_apart_or_are_refused():
    """On the EAT-26 the three rarest answers count 0."""
    code, out, err = invoke("export", "eat-26", "--to", "fhir-r5")
    assert code == 0, err
    options = json.loads(out)["item"][0]["answerOption"]
    assert [entry["valueCoding"]["code"] for entry in options] == ["1", "2", "3", "4", "5", "6"]
    weights = [entry["extension"][0]["valueDecimal"] for entry in options]
    assert sorted(weights) == [0, 0, 0, 1, 2, 3]
    with pytest.raises(DataError, match="several count the same"):
        PLUGINS.exporters["redcap"].write(REGISTRY.load("eat-26"))


@pytest.mark.parametrize("importer", ["fhir", "redcap"])
def test_what_comes_back_is_a_definition_that_loads(importer, tmp_path: Path):
    to = {"fhir": "fhir-r4", "redcap": "redcap"}[importer]
    form = tmp_path / "form"
    assert invoke("export", "pseq", "--to", to, "-o", str(form))[0] == 0
    assert invoke("export", "pseq", "--to", to, "-o", str(form))[0] == 1  # never over a file
    code, _, err = invoke(
        "import",
        str(form),
        "--from",
        importer,
        "--instrument-id",
        "pseq-again",
        "-o",
        str(tmp_path),
    )
    assert code == 0, err
    assert "TODOs for you to decide" in err
    instrument = load_instrument(tmp_path / "pseq-again.yaml")
    assert (instrument.scale("total").low, instrument.scale("total").high) == (0, 60)


def test_questions_in_groups_and_older_extensions_are_read(tmp_path: Path):
    def option(value: float, label: str) -> dict:
        return {
            "valueCoding": {"code": label, "display": label},
            "extension": [{"url": ORDINAL, "valueDecimal": value}],
        }

    question = {"linkId": "/1.2", "type": "choice", "text": "One  thing",
                "answerOption": [option(2, "often"), option(0, "never")]}  # fmt: skip
    group = {
        "linkId": "/1",
        "type": "group",
        "item": [question, {"linkId": "n", "type": "choice"}],
    }
    form = {"resourceType": "Questionnaire", "title": "Things", "item": [group]}
    path = tmp_path / "form.json"
    path.write_text(json.dumps(form))
    draft = PLUGINS.importers["fhir"].read(path, ImportOptions(id="things"))
    assert draft.name == "Things"
    assert draft.codings[0].answers == ((0.0, "never"), (2.0, "often"))
    assert [(item.id, item.label, item.column) for item in draft.items] == [
        ("things_1", "One thing", "/1.2")
    ]
    assert "n was left out" in draft.notes[0]


@pytest.mark.parametrize("text", ["{", "[]", '{"resourceType": "Patient"}'])
def test_what_is_no_questionnaire_is_refused(text, tmp_path: Path):
    path = tmp_path / "form.json"
    path.write_text(text)
    with pytest.raises(DataError):
        PLUGINS.importers["fhir"].read(path, ImportOptions(id="x"))


def test_a_questionnaire_without_values_says_what_was_looked_for(tmp_path: Path):
    path = tmp_path / "form.json"
    path.write_text(
        '{"resourceType": "Questionnaire", "item": [{"linkId": "1", "type": "choice"}]}'
    )
    with pytest.raises(DataError) as caught:
        PLUGINS.importers["fhir"].read(path, ImportOptions(id="x"))
    assert "itemWeight" in caught.value.hint


def test_a_form_that_is_not_known_names_those_that_are():
    code, _, err = invoke("export", "pseq", "--to", "fax")
    assert code == 2
    assert "fhir-r4, fhir-r5, redcap" in err
