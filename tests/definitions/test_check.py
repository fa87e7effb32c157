"""``scorewell check``: targets, formats, tiers, watching, and the hook for pre-commit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from scorewell.cli.main import build
from scorewell.cli.output.check_findings import annotation
from scorewell.cli.output.watch import watch
from scorewell.definitions.lint.linter import RULES, check
from scorewell.definitions.lint.quality_tiers import CRITERIA, Assessment, Tier, assess
from scorewell.definitions.reading.load import read_draft
from scorewell.errors import Finding
from scorewell.registry.contracts import Condition, OutcomeRule, RuleOutcome
from scorewell.registry.hookspecs import hookimpl
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.scores.examples import check_examples

TESTS = Path(__file__).parents[1]
EXAMPLE = TESTS / "distributions/data_only/scorewell_example_data/example-mood.yaml"
PLUGINS = load_plugins(entry_points=lambda group: [])
METHODS = PLUGINS.scoring_methods


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")

    def call(*arguments: object) -> Result:
        command = ["check", *map(str, arguments)]
        return CliRunner().invoke(build(PLUGINS), command, obj=PLUGINS, prog_name="scorewell")

    return call


@pytest.fixture
def mood(tmp_path: Path) -> Path:
    path = tmp_path / "example-mood.yaml"
    path.write_text(EXAMPLE.read_text())
    return path


def break_(path: Path) -> None:
    path.write_text(path.read_text().replace("range: [0, 6]", "range: [0, 7]"))


# --- exit codes and formats -------------------------------------------------------------------


def test_exit_codes_are_those_that_a_hook_needs(run, mood: Path):
    assert run(mood).exit_code == 0
    mood.write_text(mood.read_text() + "# TODO: one more example\n")
    assert run(mood).exit_code == 0  # a warning
    assert run(mood, "--strict").exit_code == 1
    break_(mood)
    assert run(mood).exit_code == 1
    assert run("nowhere.yaml").exit_code == 2
    assert run().exit_code == 2


def test_text_is_the_default_in_a_pipe_too(run, mood: Path):
    break_(mood)
    line = mood.read_text().splitlines().index("    range: [0, 7]") + 1
    assert f"error: {mood}:{line}:12: scales[0].range:" in run(mood).stdout


def test_json_has_every_finding_and_the_tier_as_a_note(run, mood: Path):
    break_(mood)
    rows = json.loads(run(mood, "--format", "json").stdout)
    assert [(row["severity"], row["code"]) for row in rows] == [
        ("error", "range-reached"), ("note", "tier"),
    ]  # fmt: skip
    assert rows[1]["message"].startswith("no tier; bronze lacks: valid")


def test_github_annotations_stand_beside_their_lines(run, mood: Path):
    break_(mood)
    line = mood.read_text().splitlines().index("    range: [0, 7]") + 1
    (captured_output,) = run(mood, "--format", "github").stdout.splitlines()
    assert captured_output.startswith(
        f"::error file={mood},line={line},col=12,title=range-reached::"
    )
    assert "%0Ahint: compare items" in captured_output


def test_an_annotation_cannot_be_broken_out_of():
    """The rules of GitHub: % CR LF are escaped in text, and : , in properties too."""
    result = Finding(code="x", message="100%\n::error::two", file="a:b,c.yaml", severity="note")
    assert annotation(result) == ("::notice file=a%3Ab%2Cc.yaml,title=x::100%25%0A::error::two")


def test_a_folder_is_checked_without_its_hidden_parts(run, mood: Path):
    value = mood.parent / ".cache"
    value.mkdir()
    (value / "x.yaml").write_text("nothing: here\n")
    result = run(mood.parent)
    assert result.exit_code == 0, result.output
    assert "1 file checked" in result.stderr


def test_one_file_named_twice_is_checked_once(run, mood: Path):
    assert "1 file checked" in run(mood, mood, mood.parent).stderr


def test_what_is_bundled_is_found_by_the_name_of_its_distribution(run):
    result = run("scorewell", "--format", "csv")
    assert result.exit_code == 0
    assert "phq-9.yaml" in result.stdout
    misspelt = run("scorewel")
    assert misspelt.exit_code == 2
    assert "did you mean scorewell?" in misspelt.output.replace("\n", " ")


# --- tiers ------------------------------------------------------------------------------------

GOLD = """\
format: 1
id: gold-scale
version: 1.0.0
name: Golden scale
about: {construct: [gold], informant: self}
licence:
  key: {status: free, evidence: Free., source: one, checked: one-source}
  text: {status: fee, evidence: Sold., source: one, checked: one-source}
  norms: {status: free, evidence: Free., source: one, checked: one-source}
sources:
  one: {title: A manual, container: A publisher}
  two: {title: A paper, doi: 10.5555/two}
codings:
  often:
    source: one
    read: [two]
    checked: two-sources
    values: [{value: 0}, {value: 1}, {value: 2}]
items:
  - {id: g1, coding: often, label: first}
  - {id: g2, coding: often, label: second}
  - {id: g3, coding: often, label: third}
scales:
  - id: total
    name: Gold
    items: [1, 2, 3]
    reversed: [2]
    method: sum
    missing: {rule: unknown}
    range: [0, 6]
    better: lower
    key: {source: one, read: [two], checked: two-sources}
    reliability:
      - {id: alpha, statistic: alpha, value: 0.8, sample: {n: 50}, source: two, checked: one-source}
    norms:
      - {id: adults, population: general, mean: 2, sd: 1.5, n: 50, sample: {n: 50}, source: one, checked: one-source}
examples:
  - {name: lowest, answers: [0, 0, 0], scores: {total: 2}, derivation: 0 + (2 - 0) + 0 = 2}
  - {name: highest, answers: [2, 2, 2], scores: {total: 4}, derivation: 2 + (2 - 2) + 2 = 4}
  - {name: mixed, answers: [0, 2, 1], scores: {total: 1}, derivation: printed there, source: two, locator: p. 3}
  - {name: reversed, answers: [0, 2, 0], scores: {total: 0}, derivation: 0 + (2 - 2) + 0 = 0}
  - {name: one missing, answers: [null, 2, 1], scores: {total: null}, derivation: complete only}
  - {name: blank, answers: [null, null, null], scores: {total: null}, derivation: nothing there}
"""


def assessed(folder: Path, text: str) -> Assessment:
    path = folder / "gold-scale.yaml"
    path.write_text(text)
    findings = check(
        path, methods=METHODS, check_examples=lambda result: check_examples(result, METHODS)
    )
    draft = read_draft(path)
    assert draft.document is not None
    return assess(draft.document, draft.instrument, findings)


def test_a_definition_with_everything_is_gold(tmp_path: Path):
    assessment = assessed(tmp_path, GOLD)
    assert assessment.tier is Tier.gold, assessment.problems
    assert assessment.next_tier is None
    assert assessment.missing() == []


@pytest.mark.parametrize(
    ("before", "after", "tier", "lacks"),
    [
        ("range: [0, 6]", "range: [0, 7]", Tier.none, ["valid"]),
        ("derivation: 0 + (2 - 0) + 0 = 2}", "derivation: x}\n  - {name: wrong, answers: [1, 1, 1], scores: {total: 9}, derivation: x}", Tier.none, ["scores"]),
        ("better: lower", "better: sideways", Tier.none, ["valid", "scores"]),
        ("checked: two-sources\n    values", "checked: ours\n    values", Tier.bronze, ["sourced"]),
        ("key: {source: one, read: [two], checked: two-sources}", "key: {checked: ours}", Tier.bronze, ["sourced"]),
        ("status: free, evidence: Free., source: one, checked: one-source}\n  text", "status: unknown}\n  text", Tier.bronze, ["licensed"]),
        ("status: fee, evidence: Sold., source: one, checked: one-source", "status: unknown", Tier.bronze, ["licensed"]),
        ("  - {name: blank, answers: [null, null, null], scores: {total: null}, derivation: nothing there}\n", "", Tier.bronze, ["examples-complete"]),
        ("better: lower", "better: lower  # TODO: sure?", Tier.bronze, ["decided"]),
        ("key: {source: one, read: [two], checked: two-sources}", "key: {source: one, checked: one-source}", Tier.silver, ["key-twice"]),
        (", source: two, locator: p. 3}", "}", Tier.silver, ["independent-values"]),
        (", source: two, locator: p. 3}", ", source: one}", Tier.silver, ["independent-values"]),
    ],
)  # fmt: skip
def test_each_criterion_holds_back_the_tier_that_asks_for_it(
    before: str, after: str, tier: Tier, lacks: list[str], tmp_path: Path
):
    assert before in GOLD
    assessment = assessed(tmp_path, GOLD.replace(before, after))
    assert assessment.tier is tier, assessment.problems
    assert [entry.name for entry in assessment.missing()] == lacks


def test_norms_need_a_licence_only_where_there_are_any(tmp_path: Path):
    unknown = GOLD.replace(
        "norms: {status: free, evidence: Free., source: one, checked: one-source}",
        "norms: {status: unknown}",
    )
    assert assessed(tmp_path, unknown).tier is Tier.bronze
    start = unknown.index("    norms:\n      - {id: adults")
    without = unknown[:start] + unknown[unknown.index("examples:") :]
    assert assessed(tmp_path, without).tier is Tier.gold


def test_a_scale_without_figures_is_not_gold(tmp_path: Path):
    start, end = GOLD.index("    reliability:"), GOLD.index("examples:")
    assessment = assessed(tmp_path, GOLD[:start] + GOLD[end:])
    assert assessment.tier is Tier.silver
    assert assessment.problems["figures"] == ("total has neither norms nor a reliability",)


def test_no_definition_claims_its_tier():
    """A tier is nothing that a file can say: the schema has no such key."""
    from scorewell.io.bundled_files import schema_text

    assert '"tier"' not in schema_text("instrument")
    assert len({criterion.name for criterion in CRITERIA}) == len(CRITERIA)
    assert all(criterion.sentence.endswith(".") for criterion in CRITERIA)
    assert len(RULES) > 40


def test_explain_tier_says_what_lacks_to_the_next(run, tmp_path: Path):
    path = tmp_path / "gold-scale.yaml"
    path.write_text(GOLD.replace(", source: two, locator: p. 3}", "}"))
    result = run("--explain-tier", path)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"{path}: silver"
    assert "- no mixed example names a source" in result.stdout
    assert result.stdout.splitlines()[-1] == "To reach gold: independent-values"
    assert run("--explain-tier", "PHQ-9").exit_code == 0


def test_explain_tier_takes_the_path_and_not_a_bundled_definition_of_its_id(
    run, tmp_path: Path
):
    """A changed copy of a bundled definition, broken in its range: no tier."""
    from scorewell.io.bundled_files import bundled

    text = (bundled("instruments") / "gad-7.yaml").read_text(encoding="utf-8")
    path = tmp_path / "gad-7.yaml"
    path.write_text(text.replace("range: [0, 21]", "range: [0, 22]"), encoding="utf-8")
    for arguments in (
        ["--explain-tier", "gad-7.yaml"],
        ["--explain-tier", tmp_path],
        ["gad-7.yaml", "--explain-tier", "gad-7"],
        [tmp_path, "--explain-tier", "GAD 7"],
    ):
        result = run(*arguments)
        assert result.exit_code == 0, result.output
        assert result.stdout.splitlines()[0].endswith("gad-7.yaml: no tier")
    assert "no tier" not in run("--explain-tier", "gad-7").stdout
    assert run("gad-7.yaml", "--explain-tier", "phq-9").exit_code == 2


# --- studies and distributions ----------------------------------------------------------------

STUDY = """\
format: 1
title: One measure
data: [{file: pre.csv, occasion: pre}, {file: post.csv, occasion: post}]
columns: {id: id}
occasions: {pre: pre, post: post}
instruments: [base.yaml]
overlays: [own.yaml]
rules: [{rule: rule.yaml, measures: {first: base.total, second: phq-9.total}}]
measures:
  - {instrument: base, scales: [total]}
  - {instrument: phq-9}
"""
OVERLAY = """\
format: 1
extends: base
name: Own bands
sources:
  ours: {title: Our bands, container: Our files}
scales:
  - id: total
    bands:
      - id: local
        name: Local
        bands: [{label: low, from: 0, below: 4}, {label: high, from: 4, to: 12}]
        source: ours
        checked: one-source
"""
RULE = TESTS / "distributions/hooks/scorewell_example_hooks/rules/better-somewhere.yaml"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study with a definition, an overlay and a rule beside it."""
    (tmp_path / "base.yaml").write_text((TESTS / "cases/valid/base.yaml").read_text())
    (tmp_path / "own.yaml").write_text(OVERLAY)
    (tmp_path / "rule.yaml").write_text(RULE.read_text())
    path = tmp_path / "study.yaml"
    path.write_text(STUDY)
    return path


def test_a_study_is_checked_with_what_it_uses(run, study: Path):
    result = run(study)
    assert result.exit_code == 0, result.output
    assert "5 files checked: 0 errors, 0 warnings" in result.stderr
    assert "phq-9.yaml" in result.stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("base.yaml", "reversed: [4]", "reversed: [3]", "examples-pass"),
        ("base.yaml", "{value: 2, label: often}", "{value: 1, label: often}", "coding-values-unique"),
        ("own.yaml", "from: 4, to: 12", "from: 5, to: 12", "bands-cover-range"),
        ("own.yaml", "extends: base", "extends: bass", "extends-exists"),
        ("rule.yaml", "some: improved", "some: improves", "schema-enum"),
        ("study.yaml", "instrument: phq-9}", "instrument: phq-99}", "study-uses"),
        ("study.yaml", "rule: rule.yaml", "rule: rules.yaml", "study-uses"),
        ("study.yaml", "overlays: [own.yaml]", "overlays: [owned.yaml]", "study-uses"),
        ("study.yaml", "scales: [total]", "scales: [totals]", "study-refused"),
        ("study.yaml", "second: phq-9.total", "second: gad-7.total", "study-refused"),
    ],
)  # fmt: skip
def test_what_a_study_uses_is_reported_with_it(run, study, file, old, new, code):
    path = study.parent / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    result = run(study, "--format", "json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    errors = {
        (row["code"], Path(row["file"]).name) for row in rows if row["severity"] == "error"
    }
    assert (code, file) in errors
    assert {name for _, name in errors} == {file}


def test_what_is_wrong_in_several_files_of_a_study_comes_together(run, study: Path):
    break_file(study.parent / "base.yaml", "range: [0, 12]", "range: [0, 13]")
    break_file(study.parent / "own.yaml", "from: 4, to: 12", "from: 5, to: 12")
    break_file(study.parent / "rule.yaml", "some: improved", "some: improves")
    rows = json.loads(run(study, "--format", "json").stdout)
    files = {Path(row["file"]).name for row in rows if row["severity"] == "error"}
    assert files == {"base.yaml", "own.yaml", "rule.yaml"}


def test_an_overlay_of_a_study_stands_upon_those_before_it(run, study: Path):
    """The second takes a norm that the first adds; alone, it names one that is not there."""
    head = "format: 1\nextends: base\nname: Ours\n"
    norm = (
        "      - {id: town, population: clinical, mean: 5, sd: 2, n: 20, sample: {n: 20}, "
        "source: ours, checked: one-source}\n"
    )
    first = "sources:\n  ours: {title: Our norms, container: Our files}\n"
    (study.parent / "own.yaml").write_text(
        f"{head}{first}scales:\n  - id: total\n    norms:\n{norm}"
    )
    (study.parent / "then.yaml").write_text(
        f"{head}sources:\n  more: {{title: More, container: Our files}}\n"
        "scales:\n  - {id: total, change: {clinical: town, why: Ours.}}\n"
        "notes:\n  - {kind: service, text: Ours., sources: [more]}\n"
    )
    break_file(study, "overlays: [own.yaml]", "overlays: [own.yaml, then.yaml]")
    assert run(study).exit_code == 0, run(study).output
    break_file(study, "overlays: [own.yaml, then.yaml]", "overlays: [then.yaml]")
    assert "change-norms-exist" in run(study).stdout


def break_file(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A plugin of a package with a definition, an overlay and an outcome rule."""
    package = folder / "clinic_package"
    (package / "definitions/overlays").mkdir(parents=True)
    (package / "rules").mkdir()
    (package / "definitions/base.yaml").write_text(
        (TESTS / "cases/valid/base.yaml").read_text()
    )
    (package / "definitions/overlays/own.yaml").write_text(OVERLAY)
    (package / "rules/rule.yaml").write_text(RULE.read_text())
    (package / "__init__.py").write_text(
        "from pathlib import Path\n"
        "from scorewell import hookimpl\n"
        "from scorewell.definitions.reading.outcome_rule_builder import load_rule\n"
        "PARENT = Path(__file__).parent\n"
        "@hookimpl\n"
        "def scorewell_instruments():\n"
        "    return [PARENT / 'definitions']\n"
        "@hookimpl\n"
        "def register_outcome_rules(register):\n"
        "    for path in (PARENT / 'rules').glob('*.yaml'):\n"
        "        register(load_rule(path))\n"
    )
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "clinic_package", raising=False)
    points = [EntryPoint(name="clinic", value="clinic_package", group="scorewell")]
    return load_plugins(entry_points=lambda group: points if group == "scorewell" else [])


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("", "", "", ""),
        ("definitions/base.yaml", "reversed: [4]", "reversed: [3]", "examples-pass"),
        ("definitions/overlays/own.yaml", "from: 4, to: 12", "from: 5, to: 12", "bands-cover-range"),
        ("definitions/overlays/own.yaml", "extends: base", "extends: bass", "extends-exists"),
        ("rules/rule.yaml", "some: improved", "some: improves", "schema-enum"),
    ],
)  # fmt: skip
def test_a_distribution_is_checked_with_its_overlays_and_rules(
    tmp_path, monkeypatch, file, old, new, code
):
    plugins = install(tmp_path, monkeypatch)
    if file:
        break_file(tmp_path / "clinic_package" / file, old, new)
    command = ["check", "clinic", "--format", "json"]
    result = CliRunner().invoke(build(plugins), command, obj=plugins, prog_name="scorewell")
    rows = json.loads(result.stdout)
    assert "3 files checked" in result.stderr
    assert result.exit_code == (1 if file else 0), result.stdout
    names = {Path(row["file"]).name for row in rows if row["code"] == code}
    assert names == ({Path(file).name} if file else set())


def test_outcome_rules_made_in_python_are_checked(monkeypatch):
    """A condition on bands, in a rule that names no bands."""
    outcome = RuleOutcome(
        id="better", title="better", definition="In a better band.",
        when=(Condition(kind="some", word="better_band"),),
    )  # fmt: skip
    rule = OutcomeRule(name="odd", title="Odd", summary="Odd.", outcomes=(outcome,))
    module = ModuleType("odd_rules")
    module.register_outcome_rules = hookimpl(
        lambda register: register(rule), specname="register_outcome_rules"
    )
    monkeypatch.setitem(sys.modules, "odd_rules", module)
    points = [EntryPoint(name="odd", value="odd_rules", group="scorewell")]
    plugins = load_plugins(entry_points=lambda group: points if group == "scorewell" else [])
    command = ["check", "odd", "--format", "json"]
    result = CliRunner().invoke(build(plugins), command, obj=plugins, prog_name="scorewell")
    rows = json.loads(result.stdout)
    assert [(row["code"], row["file"]) for row in rows] == [("plugin-failed", "odd")]
    assert "conditions on bands need a set of bands" in rows[0]["message"]
    assert result.exit_code == 1


# --- plugins that fail ------------------------------------------------------------------------


def fail(*_: object, **__: object) -> Any:
    raise KeyError("nothing here")


@pytest.mark.parametrize("name", ["reach", "check", "score"])
def test_the_other_files_are_checked_where_a_plugin_fails(name, tmp_path, monkeypatch):
    """The method of the first file raises; the second has a gap between bands."""
    method = replace(METHODS["sum"], name="odd-sum", plugin="", **{name: fail})
    module = ModuleType("odd_plugin")

    @hookimpl
    def register_scoring_methods(register):
        register(method)

    module.register_scoring_methods = register_scoring_methods
    monkeypatch.setitem(sys.modules, "odd_plugin", module)
    points = [EntryPoint(name="odd", value="odd_plugin", group="scorewell")]
    plugins = load_plugins(entry_points=lambda group: points if group == "scorewell" else [])
    text = EXAMPLE.read_text()
    (tmp_path / "a.yaml").write_text(text.replace("method: sum", "method: odd-sum"))
    second = tmp_path / "b.yaml"
    second.write_text(text.replace("range: [0, 6]", "range: [0, 7]"))
    command = ["check", str(tmp_path), "--format", "json"]
    result = CliRunner().invoke(build(plugins), command, obj=plugins, prog_name="scorewell")
    rows = json.loads(result.stdout)
    failures = [row for row in rows if "plugin odd" in row["message"]]
    assert failures
    assert {row["file"] for row in failures} == {str(tmp_path / "a.yaml")}
    assert all("--disable odd" in row["hint"] for row in failures)
    assert "range-reached" in {row["code"] for row in rows if row["file"] == str(second)}
    assert result.exit_code == 1


# --- watching ---------------------------------------------------------------------------------


class StopError(Exception):
    pass


def test_watching_acts_at_once_and_again_only_after_a_change(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text("a")
    values: list[str] = []
    steps = iter(["same", "longer", "same", "new file", "gone", "end"])

    def pause(_: float) -> None:
        step = next(steps)
        if step == "longer":
            path.write_text("ab")
        elif step == "new file":
            (tmp_path / "y.yaml").write_text("c")
        elif step == "gone":
            path.unlink()
        elif step == "end":
            raise StopError

    with pytest.raises(StopError):
        watch(
            lambda: sorted(tmp_path.glob("*.yaml")),
            lambda: values.append(",".join(path.name for path in sorted(tmp_path.glob("*")))),
            pause=pause,
        )
    assert values == ["x.yaml", "x.yaml", "x.yaml,y.yaml", "y.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_watching_for_real_tells_a_mistake_and_its_mending_and_ends_quietly(mood: Path):
    program = "from scorewell.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", program, "check", "--watch", str(mood)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ},
    )  # fmt: skip
    assert process.stdout is not None

    def captured_output() -> str:
        text = ""
        for line in process.stdout or ():
            text += line
            if "watching for changes" in line:
                break
        return text

    try:
        assert "0 errors" in captured_output()
        break_(mood)
        assert "range-reached" in captured_output()
        mood.write_text(EXAMPLE.read_text() + "\n")
        assert "0 errors" in captured_output()
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert "ended" in process.communicate(timeout=60)[0]
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


# --- pre-commit -------------------------------------------------------------------------------


HOOKS = TESTS.parent / ".pre-commit-hooks.yaml"
in_a_checkout = pytest.mark.skipif(
    not HOOKS.is_file(), reason="the hooks are in the repository"
)


@in_a_checkout
def test_the_hook_for_pre_commit_calls_a_command_that_exists(run, mood: Path):
    hooks = yaml.safe_load(HOOKS.read_text())
    (hook,) = hooks
    command, *arguments = hook["entry"].split()
    assert command == "scorewell"
    assert arguments == ["check"]
    assert run(mood).exit_code == 0  # pre-commit adds the names of files


@in_a_checkout
def test_the_hook_for_pre_commit_takes_definitions_and_no_other_yaml():
    import re

    (hook,) = yaml.safe_load(HOOKS.read_text())
    selection = re.compile(hook["files"])
    for path in ("instruments/phq-9.yaml", "src/my/definitions/x.yml", "overlays/ours.yaml"):
        assert selection.search(path)
    for path in (".github/workflows/test.yml", "mkdocs.yaml", "instruments/README.md"):
        assert not selection.search(path)
