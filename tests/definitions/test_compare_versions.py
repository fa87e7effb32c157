"""Two versions of a definition: what differs, what it can alter, whether the version says so."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewell.definitions.compare_versions import (
    _NOT_FACTS,
    Difference,
    compare,
    effect,
    judge_version,
)
from scorewell.definitions.model import Instrument, Scale
from scorewell.definitions.model.keys import SHAPES, document_fields
from scorewell.definitions.reading.load import load_instrument
from scorewell.registry.registry import open_registry
from scorewell.scores.examples import check_examples

MOOD = (
    Path(__file__).parents[1]
    / "distributions/data_only/scorewell_example_data/example-mood.yaml"
)
NORM = (
    "    norms:\n      - {id: own, population: clinical, mean: 2.5, sd: 1.5, n: 50, "
    "sample: {description: made up}, source: example, checked: one-source}\n"
)


def changed(
    tmp_path: Path, *edits: tuple[str, str], text: str = MOOD.read_text()
) -> Instrument:
    """The example with pieces of its text replaced."""
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "example-mood.yaml"
    path.write_text(text)
    return load_instrument(path)


@pytest.mark.parametrize(
    ("edit", "path", "kind", "expected"),
    [
        (("reversed: [2]", "reversed: [1]"), "scales.total.reversed", "changed", "scores"),
        (("    reversed: [2]\n", ""), "scales.total.reversed", "removed", "scores"),
        (("method: sum", "method: mean"), "scales.total.method", "changed", "scores"),
        (("max_missing: 1", "max_missing: 2"), "scales.total.missing.max_missing", "changed", "scores"),
        (("range: [0, 6]", "range: [0, 7]"), "scales.total.high", "changed", "scores"),
        (("value: 2, label: very", "value: 3, label: very"), "codings.much.values", "changed", "scores"),
        (("label: very", "label: much"), "codings.much.labels", "changed", "scores"),
        (("id: m3", "id: m4"), "items.m3", "removed", "scores"),
        (("better: higher", "better: lower"), "scales.total.better", "changed", "judgements"),
        (("    key: {", NORM + "    key: {"), "scales.total.norms.own", "added", "judgements"),
        (("label: gloomy", "label: sad"), "items.m2.label", "changed", "words"),
        (("name: Mood\n", "name: Moods\n"), "scales.total.name", "changed", "words"),
        (("acronym: EMS", "acronym: EM"), "acronym", "changed", "words"),
    ],
)  # fmt: skip
def test_each_change_is_named_with_what_it_can_alter(tmp_path, edit, path, kind, expected):
    result = {
        entry.path: entry for entry in compare(load_instrument(MOOD), changed(tmp_path, edit))
    }
    assert (result[path].kind, result[path].effect) == (kind, expected)


def test_layout_comments_the_version_and_ways_of_naming_items_are_no_differences(tmp_path):
    repeat = changed(
        tmp_path,
        ("version: 1.0.0", "version: 1.0.1"),
        ("items: [1, 2, 3]", "items: [m1, m2, m3]  # by id"),
    )
    assert compare(load_instrument(MOOD), repeat) == ()


def test_a_scale_that_comes_alters_no_score_and_one_that_goes_does(tmp_path):
    second = (
        "  - id: second\n    name: Second\n    items: [1, 2]\n    method: sum\n"
        "    missing: {rule: complete, checked: ours}\n    range: [0, 4]\n    better: higher\n"
        "    key: {source: example, checked: ours}\nexamples:"
    )
    more, old = changed(tmp_path, ("examples:", second)), load_instrument(MOOD)
    (addition,) = compare(old, more)
    (removal,) = compare(more, old)
    assert (addition.path, addition.kind, addition.effect) == (
        "scales.second",
        "added",
        "words",
    )
    assert (removal.kind, removal.effect) == ("removed", "scores")


def test_a_figure_that_changes_is_told_from_the_words_about_it(tmp_path):
    base = MOOD.read_text().replace("    key: {", NORM + "    key: {")
    old = changed(tmp_path, text=base)
    mean = changed(tmp_path, ("mean: 2.5", "mean: 2.6"), text=base)
    sample = changed(tmp_path, ("description: made up", "description: invented"), text=base)
    (figure,) = compare(old, mean)
    assert (figure.path, figure.old, figure.new, figure.effect) == (
        "scales.total.norms.own.mean", "2.5", "2.6", "judgements",
    )  # fmt: skip
    assert [entry.effect for entry in compare(old, sample)] == ["words"]


WORDS = "name acronym aliases about variants licence sources codes notes examples"
OF_SCALES = {
    "scores": "id items scales reversed recoded left_out method parameters missing low high",
    "judgements": "auxiliary better reliability norms thresholds bands cutoffs change",
    "words": "name kind key caution codes",
}


def test_every_field_of_a_definition_has_its_key():
    """A new property of the format says there what a change of it can alter."""
    for model in SHAPES:
        keys = {field.name for field in document_fields(model)}
        beside = {*_NOT_FACTS, "document", "test"} - {"version"}
        assert {field.name for field in fields(model)} - beside == keys - beside


def test_what_a_change_at_the_top_of_a_definition_can_alter():
    expected = dict.fromkeys(
        ["id", "codings", "covariates", "items", "skips", "scales"], "scores"
    )
    expected |= {"alerts": "judgements"} | dict.fromkeys(WORDS.split(), "words")
    assert {field.name for field in fields(Instrument)} - _NOT_FACTS == set(expected)
    assert {name: effect((name, "x"), "changed") for name in expected} == expected


def test_what_a_change_of_a_scale_can_alter():
    expected = {name: kind for kind, names in OF_SCALES.items() for name in names.split()}
    assert {field.name for field in fields(Scale)} == set(expected)
    result = {name: effect(("scales", "total", name), "changed") for name in expected}
    assert result == expected


def test_what_the_table_does_not_know_counts_as_altering_scores():
    assert effect(("something new",), "added") == "scores"
    assert effect(("scales", "total", "something new"), "changed") == "scores"


@pytest.mark.parametrize("name", [entry.id for entry in open_registry().entries])
def test_no_bundled_definition_differs_from_itself(name: str):
    instrument = open_registry().load(name)
    assert compare(instrument, instrument) == ()


@pytest.mark.parametrize(
    "edit",
    [("reversed: [2]", "reversed: [1]"), ("max_missing: 1", "max_missing: 2"),
     ("method: sum", "method: mean"), ("label: gloomy", "label: sad"),
     ("better: higher", "better: lower")],
)  # fmt: skip
def test_a_change_that_is_said_to_alter_no_score_alters_none(tmp_path, edit):
    """Both definitions score the examples of the old one; a difference must be foretold."""
    methods = open_registry().plugins.scoring_methods
    new = changed(tmp_path, edit)
    wrong = [example for example in check_examples(new, methods) if example.severity == "error"]
    foretold = any(entry.effect == "scores" for entry in compare(load_instrument(MOOD), new))
    assert bool(wrong) <= foretold


def difference(effect: str, kind: str = "changed") -> Difference:
    return Difference(path="x", kind=kind, old="a", new="b", effect=effect)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "old", "new", "fits"),
    [
        ([difference("scores")], "1.2.3", "2.0.0", True),
        ([difference("scores")], "1.2.3", "1.3.0", False),
        ([difference("scores"), difference("words")], "1.2.3", "1.2.4", False),
        ([difference("judgements")], "1.2.3", "1.3.0", True),
        ([difference("judgements")], "1.2.3", "1.2.4", False),
        ([difference("words", "added")], "1.2.3", "1.2.4", False),
        ([difference("words", "added")], "1.2.3", "1.3.0", True),
        ([difference("words")], "1.2.3", "1.2.4", True),
        ([difference("words")], "1.2.3", "1.2.3", False),
        ([difference("scores")], "0.2.3", "0.3.0", True),
        ([difference("scores")], "0.2.3", "0.2.4", False),
        ([], "1.2.3", "1.2.3", True),
        ([], "1.2.3", "1.2.2", False),
    ],
)
def test_the_version_number_says_what_a_change_can_alter(result, old, new, fits):
    assert judge_version(result, old=old, new=new).fits is fits


@given(
    st.tuples(*[st.integers(0, 9)] * 3),
    st.sampled_from(["scores", "judgements", "words"]),
    st.sampled_from(["added", "changed", "removed"]),
)
def test_the_version_that_is_asked_for_fits_and_is_a_later_one(numbers, effect, kind):
    old = ".".join(map(str, numbers))
    error = judge_version([difference(effect, kind)], old=old, new=old)
    assert not error.fits
    line = error.message.split(" is ")[1].split(" or later")[0]
    assert judge_version([difference(effect, kind)], old=old, new=line).fits
    assert tuple(map(int, line.split("."))) > numbers


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from scorewell.cli.main import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_diff_compares_versions_side_by_side_and_judges_the_number(tmp_path: Path):
    text = MOOD.read_text()
    (tmp_path / "example-mood@1.0.0.yaml").write_text(text)
    newer = text.replace("version: 1.0.0", "version: 1.1.0").replace(
        "method: sum", "method: mean"
    )
    (tmp_path / "example-mood.yaml").write_text(newer)
    result = run(
        "diff", "example-mood@1.0.0", "example-mood@1.1.0",
        "--instruments", str(tmp_path), "--format", "json",
    )  # fmt: skip
    assert result.returncode == 1
    assert json.loads(result.stdout) == [
        {"path": "scales.total.method", "kind": "changed", "old": "sum", "new": "mean",
         "effect": "scores"},
    ]  # fmt: skip
    assert "the version after 1.0.0 is 2.0.0 or later, not 1.1.0" in result.stderr
    by_file = run("diff", str(tmp_path / "example-mood@1.0.0.yaml"), str(MOOD))
    assert by_file.returncode == 0, by_file.stderr
    assert "nothing that a definition says differs" in by_file.stderr
    second = run("diff", "pseq", str(MOOD))
    assert second.returncode == 0
    assert "two instruments" in second.stderr


FORMS = Path(__file__).parents[1] / "cases/valid/forms.yaml"


@pytest.mark.parametrize(
    ("edit", "path", "expected"),
    [
        (("synonyms: {f: female, m: male}", "synonyms: {f: female}"), "covariates.sex", "scores"),
        (("unit: years", "unit: year"), "covariates.age.unit", "words"),
        (("skipped: [2], counts_as: 0", "skipped: [2], counts_as: 1"), "skips", "scores"),
        (("items: [3], for: {sex: male}", "items: [3], for: {sex: female}"), "scales.total.left_out", "scores"),
        (("not_applicable: [n/a, 9]", "not_applicable: [n/a]"), "codings.at_work", "scores"),
        (("{from: 18, below: 50}", "{from: 20, below: 50}"), "scales.total.norms.young-men.stratum", "judgements"),
    ],
)  # fmt: skip
def test_what_is_known_beside_the_answers_is_compared_too(tmp_path, edit, path, expected):
    text = FORMS.read_text()
    comparison = compare(changed(tmp_path, text=text), changed(tmp_path, edit, text=text))
    assert [entry.effect for entry in comparison if entry.path.startswith(path)] == [expected]
