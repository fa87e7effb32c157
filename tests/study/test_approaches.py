"""Approaches and growth methods in studies, in reports and on the command line.

PSEQ totals, 0 to 60, higher better. By hand, of the six respondents below:

- at 50 %: 20 to 30 is exactly 50 % (improved), 20 to 25 and 40 to 44 are less, 10 to 5 is minus
  50 % (deteriorated), there is no percentage of 0, and one has no later score;
- by 5 points: 10, 5 and 9 points are improvements, 4 is none, minus 5 a deterioration.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sys
from dataclasses import replace
from importlib.machinery import ModuleSpec
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import numpy as np
import openpyxl
import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from scorewell.change.results.approach_results import GroupFigure, GroupJudgement, Judgement
from scorewell.cli.main import build, main
from scorewell.errors import ChangeError, DataError, DefinitionError, PluginError
from scorewell.registry.contracts import Approach
from scorewell.registry.hookspecs import hookimpl
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.registry import Registry
from scorewell.report.text.methods_section import methods_text
from scorewell.report.text.plain_text import text_summary
from scorewell.report.write_report import write_report
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

ROWS = """id,site,before,after
1,north,20,30
2,north,20,25
3,north,40,44
4,south,10,5
5,south,0,9
6,south,30,
"""
CHANGE = {
    "reliability": 0.92, "sd": 10, "clinical": {"mean": 20, "sd": 10, "source": "made up"},
    "functional": "none", "criterion": "a",
}  # fmt: skip
COPAY = "doi:10.1016/j.spinee.2007.01.008"


def study(folder: Path, *, measure: dict[str, object] | None = None, **more: object) -> Path:
    (folder / "scores.csv").write_text(ROWS)
    content = {
        "format": 1, "title": "Approaches",
        "data": [{
            "file": "scores.csv",
            "columns": {"pre": {"before": "total"}, "post": {"after": "total"}},
        }],
        "columns": {"id": "id", "group": "site"},
        "occasions": {"pre": "pre", "post": "post"}, "change": CHANGE,
        "measures": [{"instrument": "pseq", "totals": {"total": "total"}} | (measure or {})],
    } | more  # fmt: skip
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return path


def ran(folder: Path, **more: object):
    return run_study(read_plan(study(folder, **more)))


def counts(result) -> dict[str, int]:
    return dict(zip(result.summary()["outcome"], result.summary()["n"], strict=True))


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        captured = capsys.readouterr()
        return error.value.code or 0, captured.out, captured.err

    (tmp_path / "scores.csv").write_text(ROWS)
    return call


CALL = ("change", "pseq.total", "scores.csv", "--id", "id", "--total", "before,after")

# In a study


def test_a_study_judges_every_scale_by_its_approaches_beside_the_main_one(tmp_path):
    result = ran(
        tmp_path,
        approaches=[
            {"approach": "percentage", "improvement": 50},
            {"approach": "anchor", "improvement": 5},
        ],
    )
    percentage, anchor = result.judgements
    assert counts(percentage) == {"improved": 1, "unchanged": 2, "deteriorated": 1}
    assert percentage.n_not_assessable == {"baseline score is 0": 1, "no post score": 1}
    assert counts(anchor) == {"improved": 3, "unchanged": 1, "deteriorated": 1}
    assert {entry.origin for entry in anchor.inputs if entry.name.startswith("minimal")} == {
        "study"
    }
    assert len(result.changes) == 1


def test_a_measures_entry_replaces_the_studys_of_the_same_approach(tmp_path):
    result = ran(
        tmp_path,
        approaches=[{"approach": "percentage", "improvement": 50}, {"approach": "statistical"}],
        measure={"approaches": [{"approach": "percentage", "improvement": 25}]},
    )
    judgements = {judgement.approach: judgement for judgement in result.judgements}
    assert set(judgements) == {"statistical", "percentage"}
    assert judgements["percentage"].parameters == {"improvement": 25}
    # At 25 %, also 20 to 25 is an improvement.
    assert counts(judgements["percentage"])["improved"] == 2


def test_an_approach_takes_options_of_its_own(tmp_path):
    loose = {"approach": "distribution", "change": {"multiplier": 0.5}}
    (judgement,) = ran(tmp_path, approaches=[loose]).judgements
    (multiplier,) = [entry for entry in judgement.inputs if entry.name == "multiplier"]
    assert (multiplier.value, multiplier.origin) == (0.5, "study")
    # .5 x 10 x sqrt(.16) = 2 points: everybody's change is beyond that.
    assert counts(judgement) == {"improved": 4, "unchanged": 0, "deteriorated": 1}


def test_two_tellings_of_one_approach_get_a_file_each(tmp_path):
    entries = [{"approach": "percentage", "improvement": number} for number in (25, 50)]
    result = ran(tmp_path, measure={"approaches": entries})
    names = {path.name for path in write_report(result, tmp_path / "out")}
    assert {"approach-percentage.csv", "approach-percentage-2.csv", "approaches.csv"} <= names
    first = pd.read_csv(tmp_path / "out" / "approach-percentage.csv")
    assert first["improvement"].unique().tolist() == [25]
    # A second run may replace the folder with these files in it.
    write_report(result, tmp_path / "out", overwrite=True)


WHOLE = [
    {"approach": "percentage", "improvement": 50},
    {"approach": "anchor-group", "improvement": 3},
    {"approach": "anchor-between", "improvement": 3, "group": "north", "reference": "south"},
    {"approach": "minimal-detectable-change"},
]


def test_the_report_shows_other_approaches_in_every_form(tmp_path):
    result = ran(tmp_path, approaches=WHOLE)
    text = text_summary(result)
    part = text[text.index("By other approaches") :]
    (line,) = [line for line in part.splitlines() if "percentage (improvement 50)" in line]
    assert line.split()[-7:] == ["1", "(25%)", "2", "(50%)", "1", "(25%)", "4"]
    assert "combined" in part
    # The changes 10, 5, 4, -5 and 9 have the mean 4.6.
    assert "anchor-group (improvement 3): The difference is 4.60 points (95% interval" in part
    # 1.959964 x 10 x sqrt(2) x sqrt(.08) = 7.84 points.
    assert "A change of more than 7.84 points is detectable, so at least 8" in " ".join(
        part.split()
    )
    write_report(result, tmp_path / "out")
    page = (tmp_path / "out" / "summary.html").read_text()
    assert page.count('<details class="part" id="approaches">') == 1
    assert "mean after of north minus that of south" in page
    book = openpyxl.load_workbook(tmp_path / "out" / "tables.xlsx")
    sheet = [row[:3] for row in book["Outcomes"].iter_rows(values_only=True)]
    assert ("pseq", "total", "percentage") in sheet
    options = json.loads((tmp_path / "out" / "manifest.json").read_text())["options"]
    assert options["approaches"][0] == {
        "approach": "percentage", "parameters": {"improvement": 50}, "scales": [], "change": {},
    }  # fmt: skip


def test_shares_and_figures_of_approaches_are_in_one_table_beside_the_main_ones(tmp_path):
    write_report(ran(tmp_path, approaches=WHOLE), tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "approaches.csv")
    of_all = table[table["part"] == "all"].set_index(["approach", "outcome"])
    assert of_all.loc[("percentage", "improved"), "share"] == 0.25
    assert of_all.loc[("combined", "improved"), "of"] == 5
    assert of_all.loc[("anchor-group", "mean change"), "share"] == pytest.approx(4.6)
    assert of_all.loc[("anchor-group", "mean change"), "verdict"].endswith("from none")


def test_without_approaches_a_report_says_nothing_of_them(tmp_path):
    result = ran(tmp_path)
    names = {path.name for path in write_report(result, tmp_path / "out")}
    assert not [name for name in names if name.startswith("approach")]
    assert "other approaches" not in text_summary(result)
    assert 'id="approaches"' not in (tmp_path / "out" / "summary.html").read_text()


def test_the_methods_paragraph_names_each_approach_with_its_reference(tmp_path):
    words = " ".join(methods_text(ran(tmp_path, approaches=WHOLE)).split())
    assert "The approach percentage also judged PSEQ: Pain self-efficacy" in words
    assert "told improvement 50" in words
    assert COPAY in words.replace("- ", "-")
    assert "PMID 21943215" in words


@pytest.mark.parametrize(
    ("entry", "message", "hint"),
    [
        ({"approach": "percantage"}, "no approach 'percantage'", "did you mean percentage"),
        ({"approach": "percentage"}, "the key `improvement` is missing", "50 for half"),
        (
            {"approach": "percentage", "improvment": 30},
            "`improvment` is not known",
            "did you mean improvement",
        ),
        ({"approach": "percentage", "improvement": 0.3}, "expected 1 or more", ""),
        ({"approach": "statistical", "scales": ["totl"]}, "compares no scale `totl`", "total"),
        ({"approach": "statistical", "improvement": 3}, "`improvement` is not known", ""),
    ],
)
def test_wrong_entries_are_refused_with_their_place_before_any_data_is_read(
    tmp_path, entry, message, hint
):
    path = study(tmp_path, measure={"approaches": [entry]})
    (tmp_path / "scores.csv").unlink()
    with pytest.raises(DefinitionError) as caught:
        run_study(read_plan(path))
    text = str(caught.value)
    assert message in text
    assert hint in text
    assert "measures[0].approaches[0]" in text
    assert f"{path}:" in text


def test_scales_belong_to_the_approaches_of_a_measure(tmp_path):
    path = study(tmp_path, approaches=[{"approach": "statistical", "scales": ["total"]}])
    with pytest.raises(DefinitionError, match="`scales` names scales of a measure"):
        run_study(read_plan(path))


# On the command line


def test_change_by_an_approach_prints_counts_and_verdicts(run):
    code, out, err = run(
        *CALL, "--approach", "percentage", "--parameter", "improvement=50", "--format", "table"
    )
    assert code == 0, err
    assert "percentage (improvement 50)" in out
    assert "1 (25%)" in out


def test_change_by_an_approach_gives_csv_json_and_a_file(run, tmp_path):
    arguments = ("--approach", "anchor", "--parameter", "improvement=5")
    _, out, _ = run(*CALL, *arguments, "--format", "csv", "-o", "cases.csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["outcome"] for row in rows[:4]] == [
        "improved", "improved", "unchanged", "deteriorated",
    ]  # fmt: skip
    assert (tmp_path / "cases.csv").read_text() == out
    (result,) = json.loads(run(*CALL, *arguments, "--format", "json")[1])
    assert (result["approach"], result["parameters"]) == ("anchor", {"improvement": 5})
    assert result["summary"][0]["n"] == 3


def test_change_by_an_approach_needs_no_reliability_that_it_does_not_use(run, tmp_path):
    code, _, err = run(
        *CALL,
        "--approach",
        "percentage",
        "--parameter",
        "improvement=50",
        "--reliability",
        "none",
    )
    assert code == 0, err


def test_change_by_an_approach_explains_one_respondent(run):
    arguments = ("--approach", "percentage", "--parameter", "improvement=50")
    words = " ".join(run(*CALL, *arguments, "--explain", "4")[1].split())
    assert "10 before, 5 after; change = 5 - 10 = -5 points" in words
    assert "share = -0.5" in words
    assert words.endswith("Outcome: deteriorated")
    code, _, err = run(*CALL, "--approach", "anchor-group", "--parameter", "improvement=5",
                       "--explain", "4")  # fmt: skip
    assert (code, "judges the group, not one respondent" in err) == (1, True)


def test_combined_is_the_default_and_can_be_named(run):
    arguments = ("--reliability", "0.92", "--sd", "10", "--criterion", "a", "--format", "csv")
    assert run(*CALL, *arguments)[1] == run(*CALL, "--approach", "combined", *arguments)[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--approach", "anchr"], "did you mean anchor"),
        (["--approach", "anchor"], "the key `improvement` is missing"),
        (["--approach", "anchor", "--parameter", "improvement"], "not of the form NAME=VALUE"),
        (
            [
                "--approach",
                "percentage",
                "--parameter",
                "improvement=3",
                "--parameter",
                "improvement=4",
            ],
            "--parameter gives improvement twice",
        ),
        (["--parameter", "improvement=3"], "the key `improvement` is not known"),
        (["--approach", "anchor", "--parameter", "improvement=mci"], "no such threshold"),
    ],
)
def test_wrong_approaches_on_the_command_line_say_what_to_do(run, arguments, words):
    code, out, err = run(*CALL, *arguments)
    assert (code, out) == (1, "")
    assert words in err
    assert "1:1" not in err


# Growth

LONG = "id,day,total\n" + "".join(
    f"{respondent},2024-0{month}-01,{start + slope * (month - 1) + wobble[month - 1]}\n"
    for respondent, start, slope in (
        ("a", 10, 8), ("b", 12, 6), ("c", 15, 7), ("d", 11, 9), ("e", 30, 0), ("f", 14, 5),
    )
    for month in range(1, 5)
    for wobble in [(0, 1, -1, 1) if respondent in "ace" else (1, -1, 0, -1)]
)  # fmt: skip


def test_course_judges_slopes_by_days_and_says_the_unit(run, tmp_path):
    pytest.importorskip("statsmodels")
    (tmp_path / "long.csv").write_text(LONG)
    call = (
        "course",
        "pseq.total",
        "long.csv",
        "--id",
        "id",
        "--time",
        "day",
        "--total",
        "total",
    )
    (result,) = json.loads(run(*call, "--growth", "growth-slope", "--format", "json")[1])
    cases = {case["id"]: case for case in result["cases"]}
    assert result["unit"] == "day"
    # About 8 points a month of 30.3 days.
    assert cases["a"]["slope"] == pytest.approx(8 / 30.3, rel=0.15)
    assert (cases["a"]["outcome"], cases["e"]["outcome"]) == ("improved", "unchanged")
    rows = csv.DictReader(io.StringIO(run(*call, "--growth", "growth-slope")[1]))
    assert [row["id"] for row in rows] == list("abcdef")
    output_text = run(*call, "--growth", "growth-slope", "--explain", result["cases"][0]["id"])[
        1
    ]
    assert "Growth: A respondent's own slope" in output_text
    code, _, err = run(*call, "--growth", "growth-slop")
    assert (code, "did you mean growth-slope" in err) == (1, True)


def test_a_study_judges_slopes_and_reports_them(tmp_path):
    pytest.importorskip("statsmodels")
    rows = [line.split(",") for line in LONG.splitlines()[1:]]
    lines = [f"{respondent},s{int(day[5:7])},{total}" for respondent, day, total in rows]
    (tmp_path / "long.csv").write_text("\n".join(["id,session,total", *lines]) + "\n")
    path = study(
        tmp_path, growth="growth-slope", data=[{"file": "long.csv"}],
        columns={"id": "id", "occasion": "session"},
        occasions={"pre": "s1", "post": "s4", "order": ["s1", "s2", "s3", "s4"]},
    )  # fmt: skip
    result = run_study(read_plan(path))
    (growth,) = result.growths
    assert growth.unit == "occasion"
    assert "growth-equal-steps" in {finding.code for finding in growth.findings}
    names = {entry.name for entry in write_report(result, tmp_path / "out")}
    assert "growth.csv" in names
    assert "points per occasion" in text_summary(result)
    assert "Laird NM, Ware JH (1982)" in methods_text(result)


def test_every_form_says_that_slopes_that_cannot_be_told_apart_judge_nobody(run, tmp_path):
    # True slopes of -2 with SD 0.4 and noise of SD 6, as in tests/change/test_growth.py.
    numbers = np.random.default_rng(7)
    slopes, starts = numbers.normal(2, 0.4, 120), numbers.normal(25, 5, 120)
    rows = ["id,visit,total"] + [
        f"p{n},{visit},{min(max(round(start + slope * visit + numbers.normal(0, 6)), 0), 60)}"
        for n, (slope, start) in enumerate(zip(slopes, starts, strict=True))
        for visit in range(4)
    ]
    (tmp_path / "long.csv").write_text("\n".join(rows))
    sentence = "nobody's own slope is judged, because the "
    call = ["course", "pseq.total", "long.csv", "--id", "id", "--occasion", "visit"]
    call += ["--occasions", "0,1,2,3", "--total", "total", "--growth", "growth-slope"]
    call += ["--reliability", "0.92"]
    _, out, err = run(*call, "--format", "table")
    assert sentence in " ".join(out.split())
    assert sentence in " ".join(err.split())
    table = run(*call, "--format", "csv")[1]
    assert {row["outcome"] for row in csv.DictReader(io.StringIO(table))} == {""}
    (growth,) = json.loads(run(*call, "--format", "json")[1])
    assert growth["barrier"]
    assert growth["summary"] == []
    path = study(
        tmp_path, growth="growth-slope", data=[{"file": "long.csv"}],
        columns={"id": "id", "occasion": "visit"},
        occasions={"pre": 0, "post": 3, "order": [0, 1, 2, 3]},
    )  # fmt: skip
    result = run_study(read_plan(path))
    write_report(result, tmp_path / "out", forms=["html", "md", "tex", "json"])
    for name in ("summary.html", "summary.txt", "report.md", "report.json"):
        text = html.unescape((tmp_path / "out" / name).read_text())
        assert sentence in " ".join(text.replace("\u2019", "'").replace("\\'", "'").split()), (
            name
        )
    assert "growth-slope (not judged) &" in (tmp_path / "out" / "tables.tex").read_text()
    with (tmp_path / "out" / "approaches.csv").open() as file:
        (row,) = [row for row in csv.DictReader(file) if row["approach"] == "growth-slope"]
    assert (row["outcome"], row["n"]) == ("not judged", "")
    assert row["verdict"] == growth["barrier"]


def test_a_reliability_of_slopes_is_an_option_of_study_and_command(run, tmp_path):
    path = study(
        tmp_path, growth="growth-slope", slope_reliability=0.2,
        occasions={"pre": "pre", "post": "post", "order": ["pre", "post"]},
    )  # fmt: skip
    assert read_plan(path).slope_reliability == 0.2
    path = study(
        tmp_path, slope_reliability=0.2,
        occasions={"pre": "pre", "post": "post", "order": ["pre", "post"]},
    )  # fmt: skip
    with pytest.raises(DefinitionError, match="is not a valid study"):
        read_plan(path)


def test_growth_over_two_occasions_is_refused_by_the_study_file(tmp_path):
    with pytest.raises(DefinitionError, match="only two occasions are"):
        read_plan(study(tmp_path, growth="growth-slope"))


# A stranger's plugin


def any_rise(pairs, context, *, least=0):
    """Improved is whose score rose by more than told, deteriorated whose fell by more."""
    change = pairs["post"] - pairs["pre"]
    outcome = pd.Series("unchanged", index=pairs.index, dtype="string")
    outcome = outcome.mask(change > least, "improved").mask(change < -least, "deteriorated")
    valid = change.notna()
    cases = pairs.assign(
        change=change, outcome=outcome.where(valid), assessable=valid,
        reason=valid.map({True: "", False: "a score is missing"}).astype("string"),
    )  # fmt: skip
    return Judgement(
        approach="", instrument=context.instrument, scale=context.scale, cases=cases, inputs=()
    )


def mean_rise(pairs, context):
    change = (pairs["post"] - pairs["pre"]).dropna()
    return GroupJudgement(
        approach="", instrument=context.instrument, scale=context.scale, verdict="as it is",
        figures=(GroupFigure(name="mean rise", value=float(change.mean())),),
        words=f"The mean rise is {change.mean():.2f}.", n=(len(change),), inputs=(),
    )  # fmt: skip


def approach(name, judge, **properties):
    return Approach(
        name=name, title=f"Title of {name}", summary="Made up.", formula="x2 - x1",
        reference="Stranger A (2024). A rule of thumb.", judge=judge,
        parameters={"properties": properties},
    )  # fmt: skip


@pytest.fixture
def strange(monkeypatch):
    """The bundled plugins and a stranger's, as if by an entry point."""

    def register(register):
        register(approach("any-rise", any_rise, least={"type": "number", "minimum": 0}))
        register(approach("mean-rise", mean_rise))
        register(approach("nonsense", lambda *_, **__: 7))

    module = ModuleType("stranger")
    module.__spec__ = ModuleSpec("stranger", None)
    module.register_change_methods = hookimpl(register, specname="register_change_methods")
    monkeypatch.setitem(sys.modules, "stranger", module)
    points = [EntryPoint(name="stranger", value="stranger", group="scorewell")]
    plugins = load_plugins(entry_points=lambda group: points if group == "scorewell" else [])
    assert not plugins.failed
    return plugins


def test_an_approach_of_a_stranger_works_wherever_ours_do(strange, tmp_path, monkeypatch):
    registry = Registry(strange.instrument_sources, plugins=strange)
    path = study(
        tmp_path, approaches=[{"approach": "any-rise", "least": 4}, {"approach": "mean-rise"}]
    )
    result = run_study(read_plan(path), registry=registry)
    people, group = result.judgements
    # More than 4 points: 10, 5 and 9 up, 5 down; 4 is not more.
    assert counts(people) == {"improved": 3, "unchanged": 1, "deteriorated": 1}
    assert group.figures[0].value == pytest.approx(4.6)
    text = text_summary(result)
    assert "any-rise (least 4)" in text
    assert "mean-rise: The mean rise is 4.60." in text
    assert "Stranger A (2024). A rule of thumb." in methods_text(result)
    names = {entry.name for entry in write_report(result, tmp_path / "out")}
    assert {"approach-any-rise.csv", "approach-mean-rise.csv"} <= names

    app, call = build(strange), CliRunner()
    assert "any-rise" in call.invoke(app, ["methods", "--kind", "approach"], obj=strange).output
    output = call.invoke(app, ["methods", "show", "any-rise"], obj=strange).output
    assert "Title of any-rise" in output
    monkeypatch.chdir(tmp_path)
    outcome = call.invoke(
        app, [*CALL, "--approach", "any-rise", "--parameter", "least=4", "--format", "csv"],
        obj=strange,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(outcome.output)))
    assert [row["outcome"] for row in rows] == [
        "improved", "improved", "unchanged", "deteriorated", "improved", "",
    ]  # fmt: skip


def test_what_a_stranger_is_told_is_held_to_its_own_schema(strange, tmp_path):
    registry = Registry(strange.instrument_sources, plugins=strange)
    path = study(tmp_path, approaches=[{"approach": "any-rise", "least": -1}])
    with pytest.raises(DefinitionError, match="expected 0 or more"):
        run_study(read_plan(path), registry=registry)


def test_an_approach_that_returns_something_else_is_named_and_the_rest_is_there(
    strange, tmp_path
):
    registry = Registry(strange.instrument_sources, plugins=strange)
    path = study(tmp_path, approaches=[{"approach": "nonsense"}, {"approach": "any-rise"}])
    plan = read_plan(path)
    result = run_study(plan, registry=registry)
    pattern = r"the approach `nonsense` of the plugin stranger .* int, not a Judgement"
    (row,) = result.findings.to_dict("records")
    assert (row["instrument"], row["item"], row["kind"]) == ("pseq", "total", "analysis-failed")
    assert re.search(pattern, row["problem"])
    assert "scorewell --disable stranger" in row["action"]
    # More than 0 points: 10, 5, 4 and 9 up, 5 down.
    assert [counts(entry) for entry in result.judgements] == [
        {"improved": 4, "unchanged": 0, "deteriorated": 1}
    ]
    assert len(result.changes) == 1
    assert "nonsense" in text_summary(result)
    strict = replace(plan, layout=replace(plan.layout, policies={"analysis-failed": "error"}))
    with pytest.raises(DataError, match="nonsense"):
        run_study(strict, registry=registry)
    with pytest.raises(PluginError, match=pattern):  # a call asks for nothing else
        run_study(replace(plan, file="", approaches=plan.approaches[:1]), registry=registry)


def test_indices_approaches_and_growth_methods_share_their_names(monkeypatch):
    def register(register):
        register(approach("jacobson-truax", any_rise))

    module = ModuleType("stranger")
    module.register_change_methods = hookimpl(register, specname="register_change_methods")
    monkeypatch.setitem(sys.modules, "stranger", module)
    points = [EntryPoint(name="stranger", value="stranger", group="scorewell")]
    plugins = load_plugins(entry_points=lambda group: points if group == "scorewell" else [])
    assert "jacobson-truax" in plugins.change_methods
    assert "jacobson-truax" not in plugins.approaches
    (failed,) = plugins.failed
    assert "is registered by" in failed.errors[0]


def test_a_parameter_checked_in_python_is_refused_with_the_findings():
    from scorewell.change.run_approach import judge_by

    plugins = load_plugins(entry_points=lambda group: [])
    with pytest.raises(ChangeError, match="cannot be told this") as caught:
        judge_by(
            plugins.approaches["percentage"], pd.DataFrame(), None, instrument=None,
            method_registry={}, parameters={"improvement": "much"},
        )  # fmt: skip
    assert "expected a number" in str(caught.value)


# Choices that an approach makes otherwise


def test_two_indices_of_one_approach_are_told_apart_wherever_they_are_shown(tmp_path):
    entries = [
        {"approach": "distribution", "change": {"method": "edwards-nunnally", "level": 0.9}},
        {
            "approach": "distribution",
            "change": {"method": "hageman-arrindell", "phi_max": 0.05},
        },
        {"approach": "distribution"},
    ]
    result = ran(tmp_path, approaches=entries)
    assert [dict(judgement.otherwise) for judgement in result.judgements] == [
        {"method": "edwards-nunnally", "level": 0.9},
        {"method": "hageman-arrindell", "phi_max": 0.05},
        {},
    ]
    assert result.judgements[1].to_dict()["otherwise"] == entries[1]["change"]
    text = " ".join(text_summary(result).split())
    assert "distribution (method edwards-nunnally, level 0.9)" in text
    assert "distribution (method hageman-arrindell, phi max 0.05)" in text
    out = tmp_path / "out"
    write_report(result, out)
    with (out / "approaches.csv").open() as file:
        output_text = {
            row["told"] for row in csv.DictReader(file) if row["approach"] == "distribution"
        }
    assert output_text == {
        "method edwards-nunnally, level 0.9", "method hageman-arrindell, phi max 0.05", "",
    }  # fmt: skip
    assert len(list(out.glob("approach-distribution*.csv"))) == 3


def test_populations_and_lists_of_an_approach_are_told_in_words(tmp_path):
    choices = {"clinical": {"mean": 18, "sd": 9, "source": "made up"}, "quantiles": [0.1, 0.9]}
    result = ran(tmp_path, approaches=[{"approach": "distribution", "change": choices}])
    words = "distribution (clinical (mean 18, sd 9, source made up), quantiles 0.1 and 0.9)"
    assert words in " ".join(text_summary(result).split())
    (frame,) = (pd.read_csv(path) for path in write_files(result, tmp_path))
    assert set(frame["quantiles"]) == {"0.1 and 0.9"}


def write_files(result, folder: Path) -> list[Path]:
    write_report(result, folder / "out")
    return list((folder / "out").glob("approach-distribution*.csv"))


def test_the_methods_paragraph_states_the_choices_of_each_approach(tmp_path):
    entries = [
        {"approach": "distribution", "change": {"method": "edwards-nunnally"}},
        {"approach": "hageman-arrindell-true-scores", "change": {"phi_max": 0.1}},
        {"approach": "minimal-detectable-change", "change": {"multiplier": 1.5}},
        {"approach": "distribution", "change": {"level": 0.9, "on_limit": "changed"}},
    ]
    words = " ".join(methods_text(ran(tmp_path, approaches=entries)).split())
    first, scores, detectable, second = (
        line.partition("The approach")[0] for line in words.split(" also judged ")[1:]
    )
    assert "level 0.95" in first
    assert "method edwards-nunnally" in first
    assert "reliability 0.92, sd 10" in first
    assert "phi max 0.1, clinical mean 20" in scores
    assert "criterion a" in scores
    assert "multiplier 1.5" in detectable
    assert "level 0.9, on limit changed" in second


# Groups. By hand, of changes 10, 5 and 4 in the north and -5 and 9 in the south: means 19 / 3 and
# 2; with t(2) = 4.303 and t(1) = 12.706 the half widths are 4.303 x 3.215 / sqrt(3) = 7.986 and
# 12.706 x 9.899 / sqrt(2) = 88.943.
SITES = ("--group", "site", "--approach", "anchor-group", "--parameter", "improvement=5")


def test_an_approach_about_a_group_judges_each_group(run):
    code, out, err = run(*CALL, *SITES, "--format", "csv")
    assert code == 0, err
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["group"], row["n"]) for row in rows] == [
        ("", "5"),
        ("north", "3"),
        ("south", "2"),
    ]
    ends = [[round(float(row[name]), 2) for name in ("value", "low", "high")] for row in rows]
    assert ends[1] == [6.33, -1.65, 14.32]
    assert ends[2] == [2.0, -86.94, 90.94]


def test_the_text_and_json_of_groups_name_them(run):
    text = " ".join(run(*CALL, *SITES, "--format", "table")[1].split())
    assert "anchor-group (improvement 5), group north: The difference is 6.33 points" in text
    (result,) = json.loads(run(*CALL, *SITES, "--format", "json")[1])
    assert {name: part["n"] for name, part in result["groups"].items()} == {
        "north": [3], "south": [2],
    }  # fmt: skip


def test_a_group_that_is_too_small_is_a_warning_and_the_others_are_judged(run, tmp_path):
    rows = ROWS.replace("5,south", "5,east").replace("6,south", "6,east")
    (tmp_path / "scores.csv").write_text(rows)
    code, out, err = run(*CALL, *SITES, "--format", "csv")
    assert code == 0
    assert [row["group"] for row in csv.DictReader(io.StringIO(out))] == ["", "north"]
    assert "the group 'east' is not judged by itself: an interval needs at least two" in err
    assert "the group 'south' is not judged by itself" in err


def test_a_control_group_is_not_judged_and_two_named_groups_are_compared_once(run):
    options = ("--group", "site", "--control-group", "south", *SITES[2:], "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run(*CALL, *options)[1])))
    assert [(row["group"], row["n"]) for row in rows] == [("", "3"), ("north", "3")]
    between = (
        "--group", "site", "--approach", "anchor-between", "--parameter", "improvement=5",
        "--parameter", "group=north", "--parameter", "reference=south", "--format", "csv",
    )  # fmt: skip
    assert len(run(*CALL, *between)[1].splitlines()) == 2


def test_groups_are_in_the_tables_of_a_report(tmp_path):
    result = ran(tmp_path, approaches=[{"approach": "anchor-group", "improvement": 5}])
    write_report(result, tmp_path / "report")
    table = pd.read_csv(tmp_path / "report/approaches.csv")
    rows = table[(table["approach"] == "anchor-group") & (table["part"] == "group")]
    assert rows["group"].tolist() == ["north", "south"]
    assert "anchor-group (improvement 5), group south" in (
        tmp_path / "report/summary.html"
    ).read_text("utf-8")


def test_a_file_of_outcome_rules_that_is_not_there_is_refused(tmp_path):
    path = study(tmp_path, outcome_rules=["rules/ours.yaml"])
    with pytest.raises(DefinitionError, match=r"ours\.yaml"):
        run_study(read_plan(path))
