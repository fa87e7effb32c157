"""The linter: every rule, every constraint of the formats, every trap, with a file that breaks it.

``cases/valid`` holds complete definitions; ``cases/invalid`` holds patches over them, each with the
codes and messages of its findings (see ``support/invalid_cases.py``). Lines and columns in them were
counted in the text of the file.
"""

from __future__ import annotations

import copy
import json
import shutil
import statistics
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invalid_cases import invalid_cases

import scorewell_plugins
from scorewell.definitions.lint.collection import lint_collection
from scorewell.definitions.lint.linter import RULES, check, lint
from scorewell.definitions.model import Instrument
from scorewell.definitions.reading.document import Document, path_text
from scorewell.definitions.reading.load import draft, load_instrument
from scorewell.definitions.reading.schema_check import check_schema, schema_tree
from scorewell.definitions.reading.yaml_reader import read_document
from scorewell.errors import DefinitionError, Finding, UnknownInstrumentError, did_you_mean
from scorewell.io.bundled_files import bundled
from scorewell.registry.contracts import ScoringMethod
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.scores.examples import check_examples

CASES = Path(__file__).parents[1] / "cases"
VALID = sorted((CASES / "valid").glob("*.yaml"))
OVERLAYS = sorted((CASES / "valid/overlays").glob("*.yaml"))
STUDIES = sorted((CASES / "valid/studies").glob("*.yaml"))
INVALID = invalid_cases()


@cache
def methods() -> Mapping[str, ScoringMethod]:
    """The methods that come with scorewell, whatever else is installed here."""
    return load_plugins(entry_points=lambda group: []).scoring_methods


@cache
def valid_instruments() -> dict[str, Instrument]:
    return {path.stem: load_instrument(path) for path in VALID}


def bases(name: str) -> Instrument:
    if name == "broken":
        raise DefinitionError("its file is wrong")
    if name not in valid_instruments():
        raise UnknownInstrumentError(
            f"there is no instrument `{name}`", hint=did_you_mean(name, valid_instruments())
        )
    return valid_instruments()[name]


def examples_of(instrument: Instrument) -> list[Finding]:
    return check_examples(instrument, methods())


@cache
def check_file(path: Path) -> list[Finding]:
    return check(
        path, methods=methods(), check_examples=examples_of, bases=bases, name=path.name
    )


@cache
def check_case(name: str) -> list[Finding]:
    with TemporaryDirectory() as folder:
        return check_file(INVALID[name].write(Path(folder)))


# --- files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*VALID, *OVERLAYS, *STUDIES], ids=lambda path: path.stem)
def test_valid_file_has_no_finding(path: Path):
    assert [str(is_found) for is_found in check_file(path)] == []


@pytest.mark.parametrize("name", INVALID)
def test_invalid_file_gives_its_message_at_its_place(name: str):
    text = "\n".join(map(str, check_case(name)))
    for line in INVALID[name].messages:
        assert line.removeprefix("hint: ") in text


@pytest.mark.parametrize("name", INVALID)
def test_invalid_file_breaks_only_the_rule_that_it_names(name: str):
    assert {finding.code for finding in check_case(name)} == INVALID[name].codes


def test_invalid_files_have_messages_and_names_of_their_own():
    files = (CASES / "invalid").glob("*.yaml")
    assert len(INVALID) == sum(path.read_text("utf-8").count("- name:") for path in files)
    assert all(case.messages and case.codes for case in INVALID.values())


@pytest.mark.parametrize(
    "path", sorted(bundled("instruments").glob("*.yaml")), ids=lambda path: path.stem
)
def test_bundled_definition_has_no_finding(path: Path):
    assert [str(is_found) for is_found in check_file(path)] == []


def test_findings_of_one_file_come_together_in_the_order_of_its_lines():
    is_found = check_case("schema/mixed")
    assert [(entry.line, entry.code) for entry in is_found] == [
        (2, "schema-missing-key"),
        (5, "schema-type"),
        (66, "schema-enum"),
    ]


# --- what the files cover -------------------------------------------------------------------


def broken_codes() -> set[str]:
    return {code for case in INVALID.values() for code in case.codes}


def test_every_rule_has_an_invalid_file():
    assert {rule.name for rule in RULES} - broken_codes() == set()


def test_every_rule_is_one_sentence_with_a_code_of_its_own():
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.sentence.endswith("."), rule.name
        assert "\n" not in rule.sentence, rule.name
        assert ". " not in rule.sentence, rule.name
        assert rule.severity in {"error", "warning"}, rule.name


def test_warnings_are_the_findings_of_the_rules_that_say_so():
    severities = {
        is_found.code: is_found.severity for name in INVALID for is_found in check_case(name)
    }
    assert {code for code, severity in severities.items() if severity == "warning"} == {
        rule.name for rule in RULES if rule.severity == "warning"
    }


STRUCTURE = {
    "$defs", "$ref", "$schema", "additionalProperties", "allOf", "anyOf", "description", "if",
    "items", "oneOf", "properties", "propertyNames", "required", "then", "title",
}  # fmt: skip
RESULT = {
    "additionalProperties": "schema-unknown-key",
    "anyOf": "schema-alternatives",
    "oneOf": "schema-alternatives",
    "propertyNames": "schema-name",
    "required": "schema-missing-key",
    "not": "schema-not-here",
}


def keywords(schema: Any) -> Iterator[str]:
    """Every keyword in a schema; names of properties are none, and names are told as a whole."""
    if isinstance(schema, list):
        for entry in schema:
            yield from keywords(entry)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            yield key
            if key in {"properties", "$defs"}:
                for entry in value.values():
                    yield from keywords(entry)
            elif key not in {"const", "enum", "propertyNames"}:
                yield from keywords(value)


@pytest.mark.parametrize(
    ("format_", "folder", "said_otherwise"),
    [
        ("instrument", "", set()),
        # Where alternatives are kinds of values, the nearest one is explained.
        ("study", "studies", {"schema-alternatives"}),
    ],
)
def test_every_kind_of_constraint_of_a_format_has_an_invalid_file(
    format_: str, folder: str, said_otherwise: set[str]
):
    """Overlays are made of the entries of definitions, and those are broken there."""
    text = (bundled("schemas") / f"{format_}.schema.json").read_text("utf-8")
    expected = {
        RESULT.get(
            key, "schema" + "".join(f"-{c.lower()}" if c.isupper() else c for c in f"-{key}")
        )
        for key in set(keywords(json.loads(text)))
        if key in RESULT or key not in STRUCTURE
    }
    invalid = {
        code
        for case in INVALID.values()
        if case.base.rpartition("/")[0] == folder
        for code in case.codes
    }
    assert expected - invalid == said_otherwise


def walk(
    schema: Mapping[str, Any], data: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[Mapping[str, Any], Any, tuple[str | int, ...]]]:
    """Each part of a value with the part of the schema that describes it."""
    yield schema, data, path
    if isinstance(data, dict):
        properties = schema.get("properties", {})
        rest = schema.get("additionalProperties")
        for key, value in data.items():
            inner = properties.get(key, rest)
            if isinstance(inner, dict):
                yield from walk(inner, value, (*path, key))
    elif isinstance(data, list) and isinstance(schema.get("items"), dict):
        for index, value in enumerate(data):
            yield from walk(schema["items"], value, (*path, index))


def entries_of(schema: Any) -> Iterator[tuple[str, str]]:
    """Every entry that a schema describes: its name and description."""
    if isinstance(schema, dict):
        for key, value in schema.get("properties", {}).items():
            yield key, value["description"]
            yield from entries_of(value)
        yield from entries_of(schema.get("items"))
        yield from entries_of(schema.get("additionalProperties"))


def test_valid_definitions_use_every_entry_of_the_format():
    tree = schema_tree("instrument")
    in_use = {
        (key, schema["properties"][key]["description"])
        for path in VALID
        for schema, data, _ in walk(tree, read_document(path).data)
        if isinstance(data, dict)
        for key in data
        if key in schema.get("properties", {})
    }
    assert set(entries_of(tree)) - in_use == set()


def test_valid_definitions_use_every_word_of_the_format():
    tree = schema_tree("instrument")
    words: dict[tuple[str, ...], set[str]] = {}
    for path in VALID:
        for schema, data, _ in walk(tree, read_document(path).data):
            if "enum" in schema:
                words.setdefault(tuple(schema["enum"]), set()).add(data)
    assert {options: set(options) - word for options, word in words.items()} == {
        options: set() for options in words
    }


WRONG_KIND = {
    "string": 5, "number": "x", "integer": 1.5, "array": "x", "object": "x", "boolean": "x",
}  # fmt: skip


def breakages(schema: Mapping[str, Any], data: Any) -> Iterator[tuple[str, str, Any]]:
    """Each way to break one part of a schema: the finding's code, the step below, the value."""
    for key in schema.get("required", ()):
        yield "schema-missing-key", "", {k: v for k, v in data.items() if k != key}
    if schema.get("additionalProperties") is False:
        yield "schema-unknown-key", "zzz", {**data, "zzz": 1}
    if "propertyNames" in schema:
        first = next(iter(data.values()))
        yield "schema-name", "NOT A NAME", {**data, "NOT A NAME": first}
    kind = schema.get("type")
    if isinstance(kind, str):
        yield "schema-type", "", WRONG_KIND[kind]
    elif kind:
        yield "schema-type", "", True
    limits: dict[str, Callable[[Any], Any]] = {
        "enum": lambda _: "zzz",
        "const": lambda limit: limit + 1,
        "pattern": lambda _: "not fitting!",
        "minLength": lambda limit: "x" * (limit - 1),
        "maxLength": lambda limit: "x" * (limit + 1),
        "minimum": lambda limit: limit - 1,
        "maximum": lambda limit: limit + 1,
        "exclusiveMinimum": lambda limit: limit,
        "exclusiveMaximum": lambda limit: limit,
        "minItems": lambda limit: data[: limit - 1],
        "maxItems": lambda limit: (data * (limit + 1))[: limit + 1],
        "minProperties": lambda limit: dict(list(data.items())[: limit - 1]),
    }
    for keyword, value in limits.items():
        if keyword in schema and not isinstance(data, bool):
            slug = "".join(f"-{char.lower()}" if char.isupper() else char for char in keyword)
            yield f"schema-{slug}", "", value(schema[keyword])
    if schema.get("uniqueItems") and data:
        yield "schema-unique-items", f"[{len(data)}]", [*data, data[0]]


def replace_at(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(data)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("format_", "path"),
    [
        ("instrument", CASES / "valid/everything.yaml"),
        ("overlay", CASES / "valid/overlays/local.yaml"),
    ],
    ids=["definition", "overlay"],
)
def test_every_constraint_of_the_schema_is_told_at_its_own_place(format_: str, path: Path):
    data = read_document(path).data
    values: set[tuple[int, str]] = set()
    silent = []
    for schema, part, place in walk(schema_tree(format_), data):
        for code, step, value in breakages(schema, part):
            if (id(schema), code) in values and code != "schema-missing-key":
                continue
            values.add((id(schema), code))
            wrong = Document(data=replace_at(data, place, value), file="x", digest="")
            result = path_text(place) + (step if step.startswith("[") else "")
            if step and not step.startswith("["):
                result = path_text((*place, step))
            is_found = {(entry.code, entry.path) for entry in check_schema(wrong, format_)}
            if (code, result) not in is_found:
                silent.append((code, result, is_found))
    assert silent == []
    assert len(values) > 50


# --- rules, closer ---------------------------------------------------------------------------


def base_document() -> Document:
    return read_document(CASES / "valid/base.yaml", name="base.yaml")


def codes_after(change: Callable[[dict[str, Any]], None], base: str = "base") -> set[str]:
    """The codes of what is found in a valid definition after a change of its data."""
    document = read_document(CASES / f"valid/{base}.yaml", name=f"{base}.yaml")
    data = copy.deepcopy(document.data)
    change(data)
    changed = Document(data=data, file=document.file, digest="", mark=document.mark)
    drafted = draft(changed)
    assert drafted.instrument is not None, drafted.findings
    return {is_found.code for is_found in lint(changed, drafted.instrument, methods=methods())}


def test_base_has_no_finding_when_unchanged():
    assert codes_after(lambda data: None) == set()


@pytest.mark.parametrize("item", ["base_1", "q1", "n12", "abc7", "1a", "c5b", "base_2a"])
def test_item_id_of_letters_and_a_number_is_opaque(item: str):
    if item[0].isdigit():
        item = f"base_{item}"
    assert "item-id-opaque" not in codes_after(rename_first_item(item))


@pytest.mark.parametrize(
    "item", ["sad", "sad_1", "feels1", "other_1", "base_sad", "base_1_2", "base_1ab"]
)
def test_item_id_that_could_hold_wording_is_refused(item: str):
    assert "item-id-opaque" in codes_after(rename_first_item(item))


def rename_first_item(item: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        data["items"][0]["id"] = item
        data["scales"][1]["items"] = [1, 2]

    return change


def test_composites_that_contain_each_other_are_a_cycle_on_each_of_them():
    def change(data: dict[str, Any]) -> None:
        second = copy.deepcopy(data["scales"][2])
        second["id"] = "other"
        second["scales"] = ["whole", "pair"]
        data["scales"][2]["scales"] = ["other", "total"]
        data["scales"].append(second)
        for example in data["examples"]:
            example["scores"]["other"] = None

    assert "composite-without-cycle" in codes_after(change)


def test_a_part_that_is_used_twice_is_no_cycle():
    def change(data: dict[str, Any]) -> None:
        second = copy.deepcopy(data["scales"][2])
        second.update(id="other", scales=["whole", "total"], range=[0, 27])
        data["scales"].append(second)
        for example in data["examples"]:
            example["scores"]["other"] = None

    assert "composite-without-cycle" not in codes_after(change)
    assert "range-reached" not in codes_after(change)


@pytest.mark.parametrize(
    ("limit", "is_found"),
    [
        ({"at_least": 0}, True),  # every total is 0 or more
        ({"at_least": 1}, False),
        ({"at_least": 12}, False),
        ({"at_least": 12.5}, True),
        ({"at_most": 12}, True),  # every total is 12 or less
        ({"at_most": 0}, False),
        ({"at_most": -1}, True),
    ],
)
def test_alert_on_a_score_is_reachable_but_not_always_raised(
    limit: dict[str, float], is_found: bool
):
    def change(data: dict[str, Any]) -> None:
        data["alerts"] = [{"scale": "total", **limit, "message": "Ask.", "checked": "ours"}]
        for example in data["examples"]:
            example.pop("alerts", None)
        data["examples"][0]["alerts"] = ["total"]

    assert ("alert-reachable" in codes_after(change)) == is_found


@pytest.mark.parametrize(
    ("note", "is_found"),
    [
        ("No scale uses item 4.", False),
        ("Items 3 and 4 are fillers.", False),
        ("base_4 is a filler.", False),
        ("Item 14 is a filler.", True),
        ("Item 4.2 of the manual.", False),
        ("There are 4 of them.", True),
    ],
)
def test_unused_item_is_found_unless_a_note_names_it(note: str, is_found: bool):
    def change(data: dict[str, Any]) -> None:
        data["scales"][0].update(items=[1, 2, 3], reversed=[], range=[0, 9])
        data["notes"][0]["text"] = note

    assert ("items-used" in codes_after(change)) == is_found


def test_reversed_sheet_with_the_middle_answer_shows_no_reversal():
    def change(data: dict[str, Any]) -> None:
        sheet = data["examples"][3]
        assert sheet["name"] == "the second is reversed"
        sheet["answers"] = [1, 3, 1]  # 1 + 5 - 3 is 3 again

    assert "example-of-each-reversal" in codes_after(change, "everything")


def test_reversal_is_shown_by_any_sheet_of_like_answers():
    def change(data: dict[str, Any]) -> None:
        data["examples"][3]["answers"] = [4, 2, 4]

    assert "example-of-each-reversal" not in codes_after(change, "everything")


def test_mixed_sheet_that_reads_the_same_backwards_shows_no_item_order():
    def change(data: dict[str, Any]) -> None:
        data["examples"][2]["answers"] = [0, 1, 0]

    assert codes_after(change, "methods") == {"example-of-mixed"}


def test_palindrome_of_three_answers_shows_no_item_order():
    def change(data: dict[str, Any], sheet: list[int]) -> None:
        data["items"].append({"id": "base_5", "coding": "often", "label": "fifth thing"})
        data["scales"][0].update(items=[1, 2, 3, 4, 5], range=[0, 15])
        for example in data["examples"]:
            example["answers"].append(example["answers"][0])
        data["examples"][2]["answers"] = sheet

    assert "example-of-mixed" in codes_after(lambda data: change(data, [0, 1, 3, 1, 0]))
    assert "example-of-mixed" not in codes_after(lambda data: change(data, [0, 1, 3, 1, 2]))


def test_score_beyond_the_missing_limit_does_not_show_the_limit():
    def change(data: dict[str, Any]) -> None:
        sheet = data["examples"][5]
        assert sheet["name"] == "two missing"
        sheet["scores"]["total"] = 5

    assert codes_after(change) == {"example-beyond-missing-limit"}


def test_ladder_of_composites_is_climbed_once():
    """Two parts on each of 40 steps, each made of both below: 2 to the 40th ways down."""

    def change(data: dict[str, Any]) -> None:
        below = ["total", "pair"]
        for step in range(40):
            pair = [f"left_{step}", f"right_{step}"]
            for name in pair:
                rung = {**data["scales"][2], "id": name, "scales": below}
                data["scales"].append(rung)
                for example in data["examples"]:
                    example["scores"][name] = None
            below = pair

    assert "composite-without-cycle" not in codes_after(change)


def test_one_score_of_a_blank_sheet_is_enough_to_miss_the_blank_example():
    def change(data: dict[str, Any]) -> None:
        data["examples"][-1]["scores"]["total"] = 0

    assert "example-of-blank" in codes_after(change)


def test_alternative_in_other_types_is_still_the_declared_coding():
    def change(data: dict[str, Any]) -> None:
        data["codings"]["often"]["alternatives"] = {"text": ["0", "1.0", " 2", "3"]}

    assert codes_after(change) == {"alternative-differs"}


def test_two_ids_with_one_doi_are_one_text():
    def change(data: dict[str, Any]) -> None:
        data["sources"]["author-2002"]["doi"] = data["sources"]["author-2001"]["doi"].upper()

    assert codes_after(change) == {"doi-once", "two-sources-are-two"}


EDGES = st.lists(st.integers(1, 23), min_size=1, max_size=5, unique=True).map(sorted)
SIDES = st.lists(st.sampled_from(["left", "right", "both", "none"]), min_size=5, max_size=5)


@given(edges=EDGES, sides=SIDES, start=st.booleans(), end=st.booleans())
def test_bands_are_accepted_exactly_when_every_score_lies_in_one(
    edges: list[int], sides: list[str], start: bool, end: bool
):
    """Held against the model's own bands on a grid finer than the edges."""
    cuts = [0.0, *(edge / 2 for edge in edges), 12.0]
    bands: list[dict[str, Any]] = []
    for index, (low, high) in enumerate(pairwise(cuts)):
        first, last = index == 0, index == len(cuts) - 2
        below_in = start if first else sides[index - 1] in {"right", "both"}
        above_in = end if last else sides[index] in {"left", "both"}
        bands.append(
            {
                "label": f"band {index}",
                "from" if below_in else "above": low,
                "to" if above_in else "below": high,
            }
        )

    def change(data: dict[str, Any]) -> None:
        data["scales"][0]["bands"][0]["bands"] = bands
        data["examples"][2].pop("bands")

    document = base_document()
    data = copy.deepcopy(document.data)
    change(data)
    instrument = draft(Document(data=data, file="base.yaml", digest="")).instrument
    assert instrument is not None
    result = instrument.scale("total").bands[0].bands
    covered = all(sum(band.holds(score / 8) for band in result) == 1 for score in range(97))
    assert ("bands-cover-range" in codes_after(change)) == (not covered)


@given(
    scores=st.lists(st.integers(0, 12), min_size=2, max_size=30).filter(
        lambda scores: statistics.stdev(scores) >= 0.01
    ),
    digits=st.integers(0, 3),
    says_n=st.booleans(),
    says_mean=st.booleans(),
)
def test_figures_of_real_scores_are_never_called_impossible(
    scores: list[int], digits: int, says_n: bool, says_mean: bool
):
    """Rounded as papers round them; a whole number may be written without a point."""
    mean, sd = round(statistics.mean(scores), digits), round(statistics.stdev(scores), digits)
    if sd == 0:
        return

    def change(data: dict[str, Any]) -> None:
        norm = {**data["scales"][0]["norms"][0], "sd": sd}
        norm.pop("n")
        if says_n:
            norm["n"] = len(scores)
        if says_mean:
            norm["mean"] = mean
        else:
            norm.pop("mean")
            norm["gap"] = "The mean was not read."
        if digits == 0:
            norm.update({key: int(norm[key]) for key in ("mean", "sd") if key in norm})
        data["scales"][0]["norms"][0] = norm

    assert codes_after(change) & {"norm-in-range", "norm-sd-possible"} == set()


@given(st.lists(st.integers(-5, 9), min_size=2, max_size=6, unique=True).map(sorted))
def test_reversal_is_refused_exactly_when_a_mirrored_answer_is_none(values: list[int]):
    mirrored = sorted(values[0] + values[-1] - value for value in values) == values

    def change(data: dict[str, Any]) -> None:
        data["codings"]["often"].pop("alternatives")
        data["codings"]["often"]["values"] = [{"value": value} for value in values]

    assert ("reversal-has-mirror" in codes_after(change)) == (not mirrored)


# --- files as the command sees them ----------------------------------------------------------


def test_missing_file_is_a_finding(tmp_path: Path):
    (is_found,) = check(tmp_path / "none.yaml", methods=methods())
    assert is_found.code == "unreadable"
    assert "No such file" in is_found.message


def test_overlay_without_a_registry_is_compared_with_its_schema_only(tmp_path: Path):
    without = partial(check, methods=methods())
    assert without(INVALID["overlays/norm-in-range"].write(tmp_path)) == []
    assert without(INVALID["overlays/unknown-key"].write(tmp_path)) != []


def test_outcome_rule_is_checked_as_one(tmp_path: Path):
    """The same file with a direction that its thresholds contradict."""
    rule = Path(scorewell_plugins.__file__).parent / "outcome_rules/talking-therapies.yaml"
    assert check_file(rule) == []
    wrong = tmp_path / "rule.yaml"
    wrong.write_text(rule.read_text("utf-8").replace("better: lower", "better: higher", 1))
    assert {is_found.code for is_found in check_file(wrong)} == {"case-side"}


def test_examples_are_not_run_without_a_scorer(tmp_path: Path):
    path = INVALID["examples/examples-pass"].write(tmp_path)
    assert check(path, methods=methods()) == []


def test_finding_names_the_file_as_it_was_named(tmp_path: Path):
    path = INVALID["schema/enum"].write(tmp_path)
    assert check(path, methods=methods())[0].file == str(path)
    assert check(path, methods=methods(), name="given")[0].file == "given"


def test_last_overlay_decides_even_if_only_the_definition_names_the_functional_norm():
    """Criterion c in stacked.yaml rests on the functional norm of base.yaml."""
    assert check_file(CASES / "valid/overlays/stacked.yaml") == []


# --- folders ----------------------------------------------------------------------------------


def test_bundled_definitions_have_no_finding_together():
    folder = bundled("instruments")
    instruments = [load_instrument(path) for path in sorted(folder.glob("*.yaml"))]
    assert lint_collection(instruments, folder=folder) == []


def test_definitions_of_the_cases_have_names_of_their_own():
    assert lint_collection(valid_instruments().values()) == []


def test_name_of_two_definitions_is_found_whatever_its_case(tmp_path: Path):
    text = (CASES / "valid/single.yaml").read_text("utf-8")
    second = tmp_path / "single.yaml"
    second.write_text(text.replace("name: One question\n", "name: Another\nacronym: mui\n"))
    (is_found,) = lint_collection([valid_instruments()["base"], load_instrument(second)])
    assert is_found.code == "names-once"
    assert is_found.message.startswith("`mui` is also a name of `base` in ")
    assert is_found.file == str(second)


def test_one_definition_may_give_itself_a_name_twice(tmp_path: Path):
    text = (CASES / "valid/single.yaml").read_text("utf-8")
    second = tmp_path / "single.yaml"
    second.write_text(text.replace("name: One question\n", "name: Single\nacronym: SINGLE\n"))
    assert lint_collection([load_instrument(second)]) == []


def test_stray_file_in_a_folder_of_definitions_is_found(tmp_path: Path):
    shutil.copy(CASES / "valid/single.yaml", tmp_path)
    for name in ("LICENSE", "README.md", ".keep", "notes.txt", "other.yaml"):
        (tmp_path / name).write_text("")
    is_found = lint_collection([load_instrument(tmp_path / "single.yaml")], folder=tmp_path)
    assert [(entry.code, Path(entry.file).name) for entry in is_found] == [
        ("no-stray-file", "notes.txt"),
        ("no-stray-file", "other.yaml"),
    ]
