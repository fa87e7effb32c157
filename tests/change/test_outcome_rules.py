"""Outcome rules as files, as plugins' offers, in studies, in reports and on the command line."""

from __future__ import annotations

import json
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from scorewell import analyse_change
from scorewell.change.outcome_rules.apply import apply_rule
from scorewell.cli.main import build
from scorewell.definitions.model import Condition, OutcomeRule, RuleOutcome
from scorewell.definitions.reading.outcome_rule_builder import load_rule
from scorewell.errors import ChangeError, ClashError, DataError, DefinitionError, ScorewellError
from scorewell.io.bundled_files import schema_text
from scorewell.registry.hookspecs import hookimpl
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.registry import open_registry
from scorewell.report.html.page import html_report
from scorewell.report.text.plain_text import text_summary
from scorewell.report.write_report import write_report
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

BUNDLED = (
    "all-measures", "any-measure", "back-disability", "balance", "eppoc-self-efficacy",
    "immpact-pain", "talking-therapies",
)  # fmt: skip


def bundled_only(group: str) -> list[EntryPoint]:
    return []


PLUGINS = load_plugins(entry_points=bundled_only)

LOCAL = """\
format: 1
rule: local-service
version: "1.0.0"
title: Our service
summary: Made for a test.
sources:
  handbook:
    title: Our handbook
    container: Our service
measures:
  - role: mood
    title: Mood
    scales:
      - scale: phq-9.total
        better: lower
        case: {above: 9, source: handbook, checked: one-source}
        reliable: {more_than: 5, checked: ours}
outcomes:
  - id: case
    title: a case before
    definition: A first score above 9.
    when:
      - some: clinical_pre
    checked: ours
  - id: better
    title: better
    definition: A fall of more than 5 points.
    when:
      - every: improved
    among: case
    checked: ours
"""


def write_rule(folder: Path, text: str, name: str = "rule.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def findings(folder: Path, text: str):
    with pytest.raises(DefinitionError) as caught:
        load_rule(write_rule(folder, text))
    return caught.value.findings


# --- files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_rule_cites_exactly_its_sources(name):
    rule = PLUGINS.outcome_rules[name]
    places = [outcome.provenance for outcome in rule.outcomes]
    places += [
        edge.provenance
        for role in rule.roles
        for scale in role.scales
        for _, edge in scale.edges()
    ]
    cited = {entry for place in places for entry in (place.source, *place.read) if entry}
    assert cited == set(rule.sources)
    assert rule.digest
    assert "/" not in rule.file


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(json.loads(schema_text("outcome-rule")))


def test_the_thresholds_of_the_talking_therapies_are_those_read_in_two_texts():
    roles = {
        (role.name, scale.scale, scale.better): (scale.case, scale.reliable)
        for role in PLUGINS.outcome_rules["talking-therapies"].roles
        for scale in role.scales
    }
    assert {key: (case.value, reliable.value) for key, (case, reliable) in roles.items()} == {
        ("depression", "phq-9.total", "lower"): (10, 6),
        ("anxiety", "gad-7.total", "lower"): (8, 4),
    }
    for edges in roles.values():
        for edge in edges:
            assert edge.inclusive
            assert edge.provenance.checked == "two-sources"
            assert len({edge.provenance.source, *edge.provenance.read}) == 2


def test_what_could_not_be_read_has_no_default_and_claims_no_source():
    rule = PLUGINS.outcome_rules["talking-therapies"]
    (option,) = rule.options
    assert (option.id, option.default) == ("mixed", "")
    assert rule.outcome("reliable_deterioration").provenance.checked == "ours"
    for name in ("all-measures", "any-measure", "balance"):
        assert {
            outcome.provenance.checked for outcome in PLUGINS.outcome_rules[name].outcomes
        } == {"ours"}


def test_a_rule_file_becomes_a_rule(tmp_path):
    rule = load_rule(write_rule(tmp_path, LOCAL))
    (scale,) = rule.roles[0].scales
    assert (scale.case.value, scale.case.inclusive) == (9, False)
    assert (scale.reliable.value, scale.reliable.inclusive) == (5, False)
    assert rule.outcome("better").among == "case"
    assert rule.sources["handbook"].citation == "Our handbook. Our service"
    with pytest.raises(KeyError):
        rule.outcome("worse")


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "message", "hint"),
    [
        ("some: clinical_pre", "some: clinical_before", 23, "schema-enum",
         "found `clinical_before`, expected one of", "clinical_pre"),
        ("among: case", "among: cases", 30, "outcome-exists",
         "no outcome `cases` stands before this one", "did you mean case?"),
        ("every: improved", "is: better", 29, "outcome-exists",
         "no outcome `better` stands before this one", "those before are: case"),
        ("above: 9,", "below: 9,", 16, "case-side",
         "lower is better on phq-9.total, so cases do not lie `below` a score",
         "write at_least or above"),
        ("above: 9,", "above: 9, at_least: 10,", 16, "schema-alternatives",
         "expected only one of", "at_most"),
        ("source: handbook, checked: one", "source: handbok, checked: one", 16, "source-exists",
         "there is no source `handbok`", "did you mean handbook?"),
        ("source: handbook, checked: one-source", "checked: one-source", 16, "fact-has-source",
         "names no source", "checked: ours"),
        ("handbook, checked: one-source", "handbook, checked: two-sources", 16,
         "two-sources-are-two", "`handbook` is the only text named", "one-source"),
        ("handbook, checked: one-source", "handbook, read: [handbook], checked: one-source", 16,
         "read-elsewhere", "`handbook` is the source itself", "remove it"),
        ("more_than: 5", "more_than: -5", 17, "schema-exclusive-minimum",
         "expected more than 0", "points"),
        ("id: better", "id: case", 25, "names-unique", "the outcome `case` is there twice", ""),
        ("id: better", "id: reason", 25, "name-free", "a column of every result", "another id"),
        ("rule: local-service", "rule: Local", 2, "schema-pattern", "not the expected form",
         "lower case"),
        ("scale: phq-9.total", "scale: phq-9", 14, "schema-pattern", "not the expected form",
         "phq-9.total"),
        ("summary: Made for a test.", "summary: Made for a test.\nany_measures: 2", 6,
         "schema-alternatives", "expected only one of `measures` or `any_measures`", ""),
        ("checked: ours\n  - id: better", "checked: no\n  - id: better", 24, "yaml-trap",
         "read as a truth value", "quote it"),
    ],
)  # fmt: skip
def test_a_wrong_rule_file_says_what_where_and_what_to_do(
    tmp_path, old, new, line, code, message, hint
):
    assert LOCAL.count(old) == 1
    result = findings(tmp_path, LOCAL.replace(old, new))
    (fitting,) = [finding for finding in result if finding.code == code]
    assert message in fitting.message
    assert hint in fitting.hint
    assert fitting.file.endswith("rule.yaml")
    assert fitting.line == line


OPTION = """\
options:
  - id: doubt
    title: What then?
    applies:
      - some: deteriorated
    choices:
      - id: first
        text: Yes.
        outcomes: {better: true}
      - id: second
        text: No.
        outcomes: {better: false}
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("some: deteriorated", "is: case", "option-by-facts", "not by outcomes"),
        ("{better: false}", "{case: false}", "choices-complete",
         "`second` does not say what becomes of better"),
        ("{better: false}", "{better: false, worse: true}", "outcome-exists",
         "no outcome `worse`"),
        ("id: second", "id: first", "names-unique", "the choice `first` is there twice"),
        ("title: What then?", "title: What then?\n    default: third", "default-exists",
         "the default `third` is none of the choices"),
        ("{better: true}", "{better: true, case: true}", "denominator-determined",
         "the denominator `case` depends on an option"),
    ],
)  # fmt: skip
def test_a_wrong_option_says_what_is_wrong(tmp_path, old, new, code, message):
    assert OPTION.count(old) == 1
    result = findings(tmp_path, LOCAL + OPTION.replace(old, new))
    assert message in " ".join(finding.message for finding in result if finding.code == code)


# --- plugins --------------------------------------------------------------------------------


def make_rule(name: str) -> OutcomeRule:
    outcome = RuleOutcome(
        id="any_better",
        title="any better",
        definition="Improved on any.",
        when=(Condition(kind="some", word="improved"),),
    )
    return OutcomeRule(name=name, title="Made", summary="Made.", outcomes=(outcome,))


def plugins_with(monkeypatch: pytest.MonkeyPatch, rule: OutcomeRule):
    @hookimpl
    def register_outcome_rules(register):
        register(rule)

    module = ModuleType("foreign")
    module.register_outcome_rules = register_outcome_rules  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "foreign", module)
    point = EntryPoint(name="foreign", value="foreign", group="scorewell")
    return load_plugins(entry_points=lambda group: [point] if group == "scorewell" else [])


def test_the_bundled_rules_come_in_through_the_hook():
    assert tuple(PLUGINS.outcome_rules) == BUNDLED
    assert not PLUGINS.failed


def test_a_foreign_plugin_can_bring_a_rule(monkeypatch, tmp_path):
    plugins = plugins_with(monkeypatch, make_rule("foreign-rule"))
    assert list(plugins.outcome_rules) == [*BUNDLED, "foreign-rule"]
    study = study_file(
        tmp_path, rules="  - {rule: foreign-rule, measures: {a: phq-9.total, b: gad-7.total}}\n"
    )
    result = run_study(read_plan(study), registry=open_registry(plugins=plugins))
    # By its own limit the PHQ-9 of 1 fell by more than 5.77 and the GAD-7 of 2 by less.
    assert result.outcomes[0].cases["any_better"].iloc[0] == "yes"


def test_a_rule_name_that_is_taken_names_both_plugins(monkeypatch):
    plugins = plugins_with(monkeypatch, make_rule("balance"))
    assert plugins.outcome_rules["balance"].title != "Made"
    (failed,) = plugins.failed
    assert (
        "the outcome rule `balance` is registered by scorewell_plugins.outcome_rules and by "
        "foreign"
    ) in failed.errors[0]


# --- studies --------------------------------------------------------------------------------

DATA = """\
id,occasion,phq,gad,team
1,pre,20,15,A
1,post,5,4,A
2,pre,15,6,A
2,post,9,10,A
3,pre,5,5,B
3,post,5,5,B
4,pre,12,9,B
4,post,,3,B
"""
STUDY = """\
format: 1
title: Two measures
data: [{file: data.csv}]
columns: {id: id, occasion: occasion, group: team}
occasions: {pre: pre, post: post}
measures:
  - {instrument: PHQ-9, totals: {total: phq}}
  - {instrument: GAD-7, totals: {total: gad}}
"""
TALKING = "  - rule: talking-therapies\n    measures: {depression: PHQ-9.total, anxiety: gad-7.total}\n"


def study_file(folder: Path, *, rules: str = TALKING, more: str = "") -> Path:
    (folder / "data.csv").write_text(DATA, encoding="utf-8")
    return write_rule(
        folder, STUDY + more + ("rules:\n" + rules if rules else ""), "study.yaml"
    )


def run(path: Path):
    return run_study(read_plan(path), registry=open_registry(plugins=PLUGINS))


def test_a_study_applies_a_rule_to_its_totals(tmp_path):
    (result,) = run(study_file(tmp_path)).outcomes
    cases = result.cases.set_index("id")
    assert dict(result.measures) == {"depression": "phq-9.total", "anxiety": "gad-7.total"}
    # 1 recovers; 2 is mixed (-6 and +4) and ends as a case of anxiety; 3 is no case; 4 lacks a score.
    assert cases["recovery"].fillna("").to_dict() == {"1": "yes", "2": "no", "3": "no", "4": ""}
    assert cases.loc["2", "reliable_improvement"] == "not determined"
    assert cases["group"].to_dict() == {"1": "A", "2": "A", "3": "B", "4": "B"}


def test_an_option_of_the_study_is_an_input_from_the_study(tmp_path):
    rules = TALKING + "    options: {mixed: deterioration-wins}\n"
    (result,) = run(study_file(tmp_path, rules=rules)).outcomes
    assert result.cases.set_index("id").loc["2", "reliable_deterioration"] == "yes"
    (arguments,) = [entry for entry in result.inputs if entry.name == "option mixed"]
    assert (arguments.value, arguments.origin) == ("deterioration-wins", "study")


def test_a_study_names_a_rule_file_by_its_path_or_among_its_rules(tmp_path):
    write_rule(tmp_path, LOCAL, "local.yaml")
    by_path = "  - {rule: local.yaml, measures: {mood: phq-9.total}}\n"
    by_name = "  - {rule: local-service, measures: {mood: phq-9.total}}\n"
    values = [
        run(study_file(tmp_path, rules=by_path)),
        run(study_file(tmp_path, rules=by_name, more="outcome_rules: [local.yaml]\n")),
    ]
    for result in values:
        (outcome,) = result.outcomes
        # Cases 1 and 2 of 4; 4 is not assessable; both fell by more than 5.
        table = outcome.summary().set_index("outcome")
        assert table.loc["better", ["n", "of"]].tolist() == [2, 2]
        assert outcome.multiplicity == ""


def test_the_manifest_names_each_rule_with_its_hash(tmp_path):
    manifest = run(study_file(tmp_path)).manifest
    rule = PLUGINS.outcome_rules["talking-therapies"]
    assert manifest["rules"] == [
        {
            "name": "talking-therapies",
            "version": rule.version,
            "sha256": rule.digest,
            "measures": {"depression": "phq-9.total", "anxiety": "gad-7.total"},
            "options": {},
        }
    ]
    assert "rules" not in run(study_file(tmp_path, rules="")).manifest


def test_a_study_without_rules_has_no_outcomes_of_rules(tmp_path):
    assert run(study_file(tmp_path, rules="")).outcomes == ()


@pytest.mark.parametrize(
    ("rules", "error", "message"),
    [
        ("  - {rule: talking, measures: {a: phq-9.total}}\n", DataError, "no outcome rule `talking`"),
        ("  - {rule: balence, measures: {a: phq-9.total}}\n", DataError, "did you mean balance"),
        ("  - {rule: balance, measures: {a: phq-9.total, b: pseq.total}}\n", DataError,
         "needs pseq.total, which the study does not compare"),
        ("  - {rule: balance, measures: {a: phq-9.total, b: phq-9.totals}}\n", DataError,
         "did you mean phq-9.total"),
        ("  - {rule: balance, measures: {a: phq-9.total, b: total}}\n", DataError,
         "`total` names no scale"),
        ("  - {rule: balance, measures: {a: phq-9.total}}\n", ChangeError, "at least 2 measures"),
        (TALKING + "    options: {mixed: yes_please}\n", ChangeError, "cannot be `yes_please`"),
        ("  - {rule: nowhere.yaml, measures: {a: phq-9.total}}\n", DefinitionError,
         "nowhere.yaml cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_rule_of_a_study_is_refused_before_data_are_read(
    tmp_path, rules, error, message
):
    study = study_file(tmp_path, rules=rules)
    (tmp_path / "data.csv").unlink()
    with pytest.raises(error) as caught:
        run(study)
    assert message in str(caught.value)


def test_a_rule_file_with_a_name_that_is_taken_is_a_clash(tmp_path):
    write_rule(tmp_path, LOCAL.replace("rule: local-service", "rule: balance"), "local.yaml")
    study = study_file(tmp_path, more="outcome_rules: [local.yaml]\n")
    with pytest.raises(ClashError, match=r"local\.yaml brings the outcome rule `balance`"):
        run(study)


def test_a_scale_that_is_compared_twice_cannot_take_a_role(tmp_path):
    study = study_file(tmp_path)
    text = study.read_text("utf-8").replace(
        "rules:", "  - {instrument: PHQ-9, totals: {total: phq}}\nrules:"
    )
    with pytest.raises(DataError, match=r"compares phq-9\.total more than once"):
        run(write_rule(tmp_path, text, "study.yaml"))


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("  - {rule: balance}\n", "schema-missing-key"),
        ("  - {rule: balance, measures: {Mood: phq-9.total}}\n", "schema-name"),
        ("  - {rule: balance, measures: {a: phq-9.total}, option: {}}\n", "schema-unknown-key"),
    ],
)
def test_a_study_file_with_a_wrong_rules_entry_is_invalid(tmp_path, rules, code):
    with pytest.raises(DefinitionError) as caught:
        read_plan(study_file(tmp_path, rules=rules))
    assert [finding.code for finding in caught.value.findings] == [code]


# --- reports --------------------------------------------------------------------------------


def test_the_report_has_the_rules_as_tables_words_and_page(tmp_path):
    result = run(study_file(tmp_path))
    write_report(result, tmp_path / "report")
    table = pd.read_csv(tmp_path / "report" / "rules.csv")
    recovery = table[table["outcome"] == "recovery"]
    assert recovery["part"].tolist() == ["all", "group", "group"]
    assert recovery[["n", "of"]].to_numpy().tolist() == [[1, 2], [1, 2], [0, 0]]
    people = pd.read_csv(tmp_path / "report" / "rule-respondents.csv")
    assert len(people) == 4 * 6
    value = people[people["id"] == 4]
    assert value["answer"].isna().all()
    assert set(value["reason"]) == {"depression: no post score"}
    frame = pd.read_csv(tmp_path / "report" / "findings.csv")
    assert "option-open" in set(frame[frame["item"] == "talking-therapies"]["code"])
    text = text_summary(result)
    assert (
        "NHS Talking Therapies outcomes (depression: phq-9.total; anxiety: gad-7.total)" in text
    )
    assert "2 measures are judged at once." in text
    assert "- Warning: the option mixed" in text
    page = html_report(result)
    assert '<details class="part" id="rules">' in page
    assert "Registry entry of the trial NCT05134103" in page


def test_a_report_without_rules_has_no_files_and_no_words_about_them(tmp_path):
    result = run(study_file(tmp_path, rules=""))
    write_report(result, tmp_path / "report")
    assert not list((tmp_path / "report").glob("rule*"))
    assert "measures are judged at once" not in text_summary(result)
    assert 'id="rules"' not in html_report(result)


def test_a_report_with_rules_can_be_replaced(tmp_path):
    result = run(study_file(tmp_path))
    write_report(result, tmp_path / "report")
    write_report(run(study_file(tmp_path, rules="")), tmp_path / "report", overwrite=True)
    assert not (tmp_path / "report" / "rules.csv").exists()


def test_hostile_words_of_a_rule_are_shown_as_words(tmp_path):
    hostile = LOCAL.replace("title: Our service", 'title: "<script>alert(1)</script>"').replace(
        "title: better", 'title: "=1+1"'
    )
    write_rule(tmp_path, hostile, "local.yaml")
    rules = "  - {rule: local.yaml, measures: {mood: phq-9.total}}\n"
    result = run(study_file(tmp_path, rules=rules))
    assert "<script>alert" not in html_report(result)
    write_report(result, tmp_path / "report")
    assert ",=1+1" not in (tmp_path / "report" / "rules.csv").read_text("utf-8")


# --- command line ---------------------------------------------------------------------------


def call(*arguments: str):
    return CliRunner().invoke(
        build(PLUGINS), list(arguments), obj=PLUGINS, prog_name="scorewell"
    )


def test_rules_lists_names_measures_and_sources():
    result = call("rules", "--format", "json")
    rows = {row["rule"]: row for row in json.loads(result.stdout)}
    assert tuple(rows) == BUNDLED
    assert rows["balance"]["measures"] == "any, at least 2"
    assert rows["balance"]["source"] == "none: its author's own"
    talking = rows["talking-therapies"]
    assert talking["measures"] == "depression (phq-9.total); anxiety (gad-7.total)"
    assert "NCT05134103" in talking["source"]


def test_rules_show_prints_thresholds_with_their_sources():
    result = call("rules", "show", "talking-therapies")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    at = lines.index("anxiety: gad-7.total, lower is better")
    assert lines[at + 1] == "case 8 or more"
    assert lines[at + 2].startswith("source Registry entry of the trial")
    assert "reliable at least 4 points" in lines
    assert "checked two-sources" in lines
    text = " ".join(lines)
    for reading in ("improvement-wins", "deterioration-wins", "neither"):
        assert f"choice {reading}: " in text


@pytest.mark.parametrize("name", BUNDLED)
def test_rules_show_prints_every_bundled_rule_within_the_page(name):
    result = call("rules", "show", name)
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= 96


def test_rules_show_reads_a_rule_file(tmp_path):
    result = call("rules", "show", str(write_rule(tmp_path, LOCAL)))
    words = " ".join(result.stdout.split())
    assert "case above 9" in words
    assert "reliable more than 5 points" in words
    assert "among a case before" in words


def test_rules_show_of_an_unknown_rule_names_the_nearest():
    result = call("rules", "show", "talking-terapies")
    assert isinstance(result.exception, ScorewellError)
    assert "did you mean talking-therapies?" in str(result.exception)


@pytest.mark.parametrize("arguments", [("show",), ("list", "balance")])
def test_rules_with_wrong_words_is_wrong_usage(arguments):
    result = call("rules", *arguments)
    assert result.exit_code == 2
    assert "scorewell rules show NAME" in result.output


@pytest.mark.parametrize(
    ("options", "cutoff"),
    [
        ({"criterion": "published", "cutoff": "talking-therapies"}, ""),
        ({}, ""),
        # Criterion a of mean 15 and SD 3: 15 - 2 x 3 = 9, where 9.5 and 10 are the same to nobody.
        ({"criterion": "a", "clinical": {"mean": 15, "sd": 3, "source": "made up"}}, "9.00"),
        # 16 - 2 x 3.2 = 9.6: every whole score is on the side that 10 or more gives it.
        ({"criterion": "a", "clinical": {"mean": 16, "sd": 3.2, "source": "made up"}}, ""),
    ],
)
def test_a_rule_says_where_its_threshold_is_not_the_cut_off_of_the_analysis(options, cutoff):
    # The rule takes 10 or more of the PHQ-9 as a case.
    pairs = pd.DataFrame({"id": ["R1"], "pre": [15], "post": [5]})
    anxiety = analyse_change(pairs, "gad-7.total", sd=5)
    depression = analyse_change(pairs, "phq-9.total", sd=5, **options)
    rule = open_registry().plugins.outcome_rules["talking-therapies"]
    result = apply_rule(rule, {"depression": depression, "anxiety": anxiety})
    messages = [f.message for f in result.findings if f.code == "cut-off-of-rule"]
    assert len(messages) == bool(cutoff)
    if cutoff:
        assert "a score of 10 or more of phq-9.total is a case" in messages[0]
        assert f"the cut-off {cutoff} (criterion a)" in messages[0]
