"""The command line, tried as a new user would: with good input and with bad."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from scorewell import __version__

TESTS = Path(__file__).parents[1]
EXAMPLE = TESTS / "distributions/data_only/scorewell_example_data/example-mood.yaml"


@pytest.fixture
def pseq(tmp_path: Path) -> Path:
    """Three respondents: all 3, all 6, and one answer missing."""
    rows = [["respondent", "occasion", *(f"pseq_{n}" for n in range(1, 11))]]
    rows += [
        ["a", "pre", *["3"] * 10],
        ["b", "pre", *["6"] * 10],
        ["c", "pre", "0", *["1"] * 8, ""],
    ]
    path = tmp_path / "pseq.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def totals(tmp_path: Path) -> Path:
    """Baseline 10, 20, 30, 40, 50: mean 30, SD 15.8114 (hand calculation)."""
    path = tmp_path / "totals.csv"
    path.write_text("id,before,after\n1,10,55\n2,20,22\n3,30,28\n4,40,41\n5,50,10\n6,60,\n")
    return path


def test_version(run):
    assert run("--version").out == f"scorewell {__version__}\n"


def test_every_command_has_help_that_explains_its_arguments(run):
    outcome = run("--help")
    assert outcome.code == 0
    names = (
        "list", "show", "explain", "score", "change", "target", "evaluate", "check", "plugins",
        "template", "demo", "reliability", "course", "compare", "methods", "rules",
    )  # fmt: skip
    for name in names:
        assert f"\n  {name} " in outcome.out
        output = run(name, "-h")
        assert output.code == 0
        lines = [*output.out.splitlines(), ""]
        for line, following in pairwise(lines):
            if line.startswith("  --"):
                below = following.startswith(" " * 10)  # a long option is explained below it
                assert below or len(line.split()) > 2, f"{name}: {line} is not explained"


def test_wrong_usage_exits_with_2(run):
    assert run("score").code == 2
    assert run("nonsense").code == 2
    assert run("score", "pseq", "x.csv", "--no-such-option").code == 2


# --- list, show, explain ------------------------------------------------------------------------


def test_list_shows_the_bundled_instruments(run):
    ids = [row["id"] for row in run("list").rows]
    assert {"fscrs", "pseq", "scs-sf"} <= set(ids)
    assert [load["id"] for load in json.loads(run("list", "--format", "json").out)] == ids
    table = run("list", "--format", "table").out
    assert "Self-Efficacy" in table


def test_list_takes_a_folder(run):
    rows = run("list", "--instruments", EXAMPLE.parent).rows
    assert ("example-mood", "folder") in [(row["id"], row["from"]) for row in rows]


def test_list_mentions_what_it_cannot_read(run, tmp_path: Path):
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "x.yaml").write_text("nothing: here\n")
    outcome = run("list", "--instruments", tmp_path / "bad")
    assert outcome.code == 0
    assert "x.yaml" in outcome.err
    assert "does not begin like a definition" in outcome.err


def test_show_is_a_page_with_gaps(run):
    page = run("show", "fscrs").out
    for expected in (
        "Forms of Self-Criticising/Attacking and Self-Reassuring Scale",
        "items 1, 2, 4, 6, 7, 14, 17, 18, 20; none reversed",
        "sum, 0 to 32, higher is better",
        "alpha 0.89",
        "GAP",
        "10.1111/papt.12049",
    ):
        assert expected in page


def test_show_as_json_is_the_definition(run):
    data = json.loads(run("show", "PSEQ", "--format", "json").out)
    assert data["scales"][0]["high"] == 60
    assert run("show", "pseq", "--format", "csv").code == 2


def test_show_of_an_unknown_instrument_gives_the_nearest_names(run):
    outcome = run("show", "pesq")
    assert outcome.code == 2
    assert "there is no instrument `pesq`" in outcome.err
    assert "did you mean" in outcome.err
    assert "or PSEQ" in outcome.err
    assert "Traceback" not in outcome.err


def test_explain_prints_the_trail_of_a_number(run):
    out = run("explain", "pseq", "scales.total.reliability.alpha-as-used").out
    assert "value: 0.88" in out
    assert "10.21926/obm.icm.2204050" in out
    assert "as-used (as used in the paper named; its origin was not seen)" in out


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("scales.totl", "did you mean total?"),
        ("scales.total.reliability.nope", "scales.total.reliability has: "),
        ("scales.total.high.further", "has: nothing further"),
    ],
)
def test_explain_says_what_there_is_instead(run, field: str, expected: str):
    outcome = run("explain", "pseq", field)
    assert outcome.code == 1
    assert expected in outcome.err


@pytest.mark.parametrize(
    "field", ["licence.text", "alerts", "items.fscrs_9", "scales", "sources", "notes", "about"]
)
def test_explain_reaches_every_part(run, field: str):
    outcome = run("explain", "fscrs", field)
    assert outcome.code == 0, outcome.err
    assert len(outcome.out.splitlines()) > 1


# --- score -----------------------------------------------------------------------------------------


def test_score_prints_csv_in_a_pipe(run, pseq: Path):
    rows = run("score", "pseq", pseq).rows
    # 10 x 3, 10 x 6, and no score where one of ten is missing and no rule is published
    assert [row["pseq.total"] for row in rows] == ["30.0", "60.0", ""]
    assert rows[2]["pseq.total.answered"] == "9"
    assert "missing" in rows[2]["pseq.total.reason"]
    assert rows[0]["respondent"] == "a"
    # ePPOC bands: 20 to 30 moderate, 41 to 60 minimal
    assert [row["pseq.total.band.eppoc"] for row in rows] == ["moderate", "minimal", ""]


@pytest.mark.parametrize("ending", ["csv", "parquet", "tsv"])
def test_score_writes_a_file_whole(run, pseq: Path, tmp_path: Path, ending: str):
    import polars as pl

    target = tmp_path / f"scores.{ending}"
    outcome = run("score", "pseq", pseq, "-o", target)
    assert outcome.code == 0, outcome.err
    if ending == "parquet":
        scores = pl.read_parquet(target)
    else:
        scores = pl.read_csv(target, separator="\t" if ending == "tsv" else ",")
    assert scores["pseq.total"].to_list() == [30, 60, None]
    assert "3 rows scored" in outcome.err
    assert not list(tmp_path.glob(".*part*"))


def test_score_never_overwrites_unasked(run, pseq: Path, tmp_path: Path):
    target = tmp_path / "scores.csv"
    target.write_text("precious")
    outcome = run("score", "pseq", pseq, "-o", target)
    assert outcome.code == 1
    assert "exists already" in outcome.err
    assert target.read_text() == "precious"
    assert run("score", "pseq", pseq, "-o", target, "--overwrite").code == 0
    assert "pseq.total" in target.read_text()


def test_score_never_writes_over_its_input(run, pseq: Path):
    before = pseq.read_bytes()
    outcome = run("score", "pseq", pseq, "-o", pseq, "--overwrite")
    assert outcome.code == 1
    assert "is the file that is read" in outcome.err
    assert pseq.read_bytes() == before


def test_score_says_what_was_not_allowed(run, pseq: Path, tmp_path: Path):
    pseq.write_text(
        pseq.read_text().replace("a,pre,3", "a,pre,9").replace("b,pre,6", "b,pre,six")
    )
    findings = tmp_path / "findings.csv"
    outcome = run("score", "pseq", pseq, "--findings", findings)
    assert outcome.code == 1  # answers that could not be used; the scores are written whole
    rows = list(csv.DictReader(findings.read_text().splitlines()))
    assert [(row["row"], row["item"], row["value"]) for row in rows] == [
        ("1", "pseq_1", "9"),
        ("2", "pseq_1", "six"),
    ]
    assert outcome.rows[0]["pseq.total"] == ""


def test_score_strict_stops_with_1(run, pseq: Path, tmp_path: Path):
    pseq.write_text(pseq.read_text().replace("a,pre,3", "a,pre,9"))
    target = tmp_path / "scores.csv"
    outcome = run("score", "pseq", pseq, "--strict", "-o", target)
    assert outcome.code == 1
    assert "row 1, item pseq_1, value 9" in outcome.err
    assert not target.exists()


def test_score_takes_missing_codes(run, pseq: Path):
    pseq.write_text(pseq.read_text().replace("a,pre,3", "a,pre,99"))
    outcome = run("score", "pseq", pseq, "--missing-codes", "99,-1")
    assert outcome.rows[0]["pseq.total.answered"] == "9"
    assert "not allowed" not in outcome.err


def test_score_takes_covariates(run, tmp_path: Path):
    forms = TESTS / "cases/valid/forms.yaml"
    lines = [
        "forms_1,forms_2,forms_3,forms_4,Gender,Alter",
        "2,1,,3,1,49",  # a man below 50: 2 + 1 + 3 without item 3; 3 is 47 in his table
        "2,1,1,n/a,2,60",  # a woman whose item 4 does not apply: 2 + 1 + 1; 3 is 45 in hers
        "2,1,1,3,9,60",
    ]
    (tmp_path / "in.csv").write_text("\n".join(lines), encoding="utf-8")
    expected = ["--covariate", "sex=Gender:1=male,2=female", "--covariate", "age=Alter"]
    output = run("score", forms, "in.csv", *expected, "--format", "csv")
    assert output.code == 0, output.err
    scores = [[row[f"forms.{name}"] for name in ("total", "metric")] for row in output.rows]
    assert [[float(entry) if entry else None for entry in row] for row in scores] == [
        [6, 47], [4, 45], [7, None],
    ]  # fmt: skip
    assert output.rows[2]["forms.metric.reason"] == "sex is not known"
    assert [row["forms.total.left_out"] for row in output.rows] == ["1", "1", "0"]


def test_score_refuses_a_covariate_that_the_instrument_does_not_have(run, pseq: Path):
    output = run("score", "pseq", pseq, "--covariate", "sex=respondent")
    assert output.code in {1, 2}
    assert "pseq has no covariate 'sex'" in output.err


def test_show_tells_what_not_everybody_answers_and_what_a_score_needs(run):
    page = run("show", TESTS / "cases/valid/forms.yaml").out
    for line in (
        "needs        age: age, 18 to 99 years",
        "skipped      after 0 or less to item 1, item 2 may be blank and counts 0",
        "does not apply: n/a, 9",
        "left out     item 3 for sex male",
        "recoded      each of items 1, 2: 0 as 10, 1 as 5, 2 as 2, 3 as 0",
        "all of       a core symptom, parts forms_1, forms_2, fewest 1",
        "missing      a score wherever the answers given decide it",
        "strata       for sex female, entries 0 is 30, 1 is 35",
        "variant      week: Asks about the past week.",
    ):
        assert line in page, line


def test_explain_prints_the_trail_of_a_skip_and_of_an_item_left_out(run):
    assert "CamCOPS" in run("explain", "audit", "skips").out
    output = run("explain", "phq-15", "scales.total.left_out").out
    assert "A man's form is complete without the item" in output


def test_score_takes_a_pattern(run, pseq: Path):
    pseq.write_text(pseq.read_text().replace("pseq_", "Q"))
    assert run("score", "pseq", pseq, "--columns", "Q{n}").rows[1]["pseq.total"] == "60.0"


def test_score_without_a_usable_column_lists_both_sides(run, tmp_path: Path):
    data = tmp_path / "data.csv"
    data.write_text("name,age\nx,1\n")
    outcome = run("score", "pseq", data)
    assert outcome.code == 1
    assert "pseq_1" in outcome.err
    assert "age" in outcome.err


def test_score_stops_at_a_one_based_file(run, pseq: Path):
    text = pseq.read_text().replace("6,6,6,6,6,6,6,6,6,6", "7,7,7,7,7,7,7,7,7,7")
    pseq.write_text(text.replace("c,pre,0,", "c,pre,1,"))
    outcome = run("score", "pseq", pseq)
    assert outcome.code == 1
    assert "one-based" in outcome.err
    rows = run("score", "pseq", pseq, "--coding", "one-based").rows
    # 3 counted from 1 is 2, 7 is 6: 10 x 2 and 10 x 6
    assert [row["pseq.total"] for row in rows] == ["20.0", "60.0", ""]


def test_score_of_a_file_that_is_not_there(run):
    outcome = run("score", "pseq", "nowhere.csv")
    assert outcome.code in {1, 2}
    assert "nowhere.csv" in outcome.err
    assert "Traceback" not in outcome.err


def test_score_reads_parquet(run, pseq: Path, tmp_path: Path):
    import polars as pl

    data = tmp_path / "answers.parquet"
    pl.read_csv(pseq).write_parquet(data)
    assert run("score", "pseq", data).rows[1]["pseq.total"] == "60.0"


def test_formulas_in_ids_are_neutralised(run, pseq: Path):
    pseq.write_text(pseq.read_text().replace("a,pre", "=1+1,pre"))
    assert run("score", "pseq", pseq).rows[0]["respondent"] == "'=1+1"


# --- change and target ----------------------------------------------------------------------------


def test_change_from_totals(run, totals: Path):
    outcome = run(
        "change", "pseq.total", totals, "--total", "before,after", "--reliability", "0.9",
        "--criterion", "a", "--sd", "10", "--clinical", "20,10", "--format", "csv",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    rows = outcome.rows
    # limit 1.959964 x sqrt(2) x 10 x sqrt(0.1) = 8.7652; cut-off a = 20 + 2 x 10 = 40
    assert [row["reliable"] for row in rows] == [
        "improved", "unchanged", "unchanged", "unchanged", "deteriorated", "",
    ]  # fmt: skip
    assert [row["significance"] for row in rows] == [
        "significant change", "not significant", "not significant", "significant change",
        "okay at baseline", "",
    ]  # fmt: skip
    assert rows[5]["reason"] == "no post score"


def test_change_takes_one_column_of_totals_with_an_occasion_column(run, tmp_path: Path):
    (tmp_path / "long.csv").write_text(
        "id,when,sum\n1,post,50\n1,pre,20\n2,pre,30\n2,post,31\n"
    )
    outcome = run(
        "change", "pseq", tmp_path / "long.csv", "--id", "id", "--occasion", "when", "--total",
        "sum", "--sd", "10", "--reliability", "0.92", "--criterion", "a", "--format", "csv",
    )  # fmt: skip
    assert outcome.code == 0
    # Limit 7.84 points, higher better: 30 more is reliable, 1 more is not.
    assert [(row["change"], row["reliable"]) for row in outcome.rows] == [
        ("30.0", "improved"), ("1.0", "unchanged"),
    ]  # fmt: skip


def test_change_prints_the_table(run, totals: Path):
    outcome = run(
        "change", "pseq.total", totals, "--total", "before,after", "--criterion", "a",
        "--clinical", "20,10", "--format", "table",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    for expected in ("Not significant", "Okay at baseline", "Significant change"):
        assert expected.casefold() in outcome.out.casefold()


def test_change_as_json_names_every_input(run, totals: Path):
    outcome = run(
        "change", "pseq.total", totals, "--total", "before,after", "--criterion", "a",
        "--format", "json",
    )  # fmt: skip
    (result,) = json.loads(outcome.out)
    inputs = {entry["name"]: entry for entry in result["inputs"]}
    assert inputs["reliability"]["value"] == 0.88
    assert inputs["reliability"]["origin"] == "definition"
    assert inputs["sd"]["origin"] == "definition"
    assert "baseline scores" in inputs["sd"]["detail"]


@pytest.mark.parametrize("shape", ["two files", "prefixes", "occasion column", "suffixes"])
def test_change_takes_every_shape_of_data(run, tmp_path: Path, shape: str):
    items = [f"pseq_{n}" for n in range(1, 11)]
    before, after = ["0", "2", *["1"] * 8], ["5"] * 10
    if shape == "two files":
        for name, answers in (("pre", before), ("post", after)):
            lines = [["id", *items], *([str(i), *answers] for i in (1, 2, 3))]
            (tmp_path / f"{name}.csv").write_text("\n".join(",".join(line) for line in lines))
        arguments = ["pre.csv", "post.csv", "--id", "id"]  # 1 to n in each file: a counter?
    else:
        if shape == "occasion column":
            lines = [["id", "time", *items]]
            for i in (3, 1, 2):
                lines += [[str(i), "t2", *after], [str(i), "t1", *before]]
            arguments = ["data.csv", "--occasion", "time", "--pre", "t1", "--post", "t2"]
        else:

            def column_name(item: str, occasion: str) -> str:
                return f"{occasion}_{item}" if shape == "prefixes" else f"{item}.{occasion}"

            names = [
                column_name(item, occasion) for occasion in ("pre", "post") for item in items
            ]
            lines = [["id", *names], *([str(i), *before, *after] for i in (1, 2, 3))]
            affixes = "pre_,post_" if shape == "prefixes" else ".pre,.post"
            arguments = ["data.csv", f"--{shape}", affixes]
        (tmp_path / "data.csv").write_text("\n".join(",".join(line) for line in lines))
    outcome = run(
        "change", "pseq", *arguments, "--sd", "10", "--clinical", "20,5", "--format", "csv"
    )
    assert outcome.code == 0, outcome.err
    assert [(row["pre"], row["post"], row["reliable"]) for row in outcome.rows] == [
        ("10.0", "50.0", "improved")
    ] * 3


def test_change_refuses_a_respondent_with_two_baselines(run, pseq: Path):
    lines = pseq.read_text().splitlines()
    pseq.write_text("\n".join([*lines, lines[1], lines[1].replace("pre", "post")]))
    outcome = run("change", "pseq", pseq)
    assert outcome.code == 1
    assert "a (pre: 2 rows)" in outcome.err


def test_change_without_the_occasion_says_what_there_is(run, pseq: Path):
    outcome = run("change", "pseq", pseq)
    assert outcome.code == 1
    assert "no row of the occasion `post`" in outcome.err
    assert "the occasions are: pre" in outcome.err


def test_a_norm_that_is_a_gap_names_the_paper_and_the_overlay_to_write(run, tmp_path: Path):
    data = tmp_path / "scores.csv"
    data.write_text("id,pre,post\n1,20,10\n2,22,30\n3,18,18\n")
    outcome = run(
        "change", "fscrs.hated_self", data, "--total", "pre,post", "--functional", "baiao-2015-non-clinical",
    )  # fmt: skip
    assert outcome.code == 1
    assert "10.1111/papt.12049" in outcome.err
    assert "extends: fscrs" in outcome.err


def test_target_says_points_for_one_respondent(run):
    outcome = run(
        "target", "pseq.total", "--pre-score", "18", "--sd", "10", "--reliability", "0.9",
        "--clinical", "20,10", "--criterion", "a",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    # limit 8.7652: 9 whole points; cut-off a = 20 + 2 x 10 = 40
    assert "9" in outcome.out
    assert "40" in outcome.out


def test_change_of_one_respondent_needs_no_file(run):
    outcome = run(
        "change", "pseq.total", "--pre-score", "18", "--post-score", "30", "--sd", "10", "--reliability",
        "0.9", "--clinical", "20,5", "--criterion", "a",
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    # limit 8.77, a rise of 12 exceeds it; cut-off 20 + 2 x 5 = 30 is not passed
    assert "From 18 to 30: improved; clinical significance: not significant." in outcome.out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["pseq.total"], "--pre-score 18 --post-score 30"),
        (["fscrs", "--pre-score", "3", "--post-score", "4"], "name one: fscrs.inadequate_self"),
        (
            ["fscrs.hated", "--pre-score", "3", "--post-score", "4"],
            "fscrs has no scale `hated`",
        ),
    ],
)
def test_change_without_data_says_what_is_needed(run, arguments: list[str], expected: str):
    outcome = run("change", *arguments)
    assert outcome.code in {1, 2}
    assert expected in outcome.err


def test_target_without_an_sd_says_what_to_give(run):
    outcome = run("target", "pseq.total", "--pre-score", "18")
    assert outcome.code == 1
    assert "--sd" in outcome.err or "standard deviation" in outcome.err


# --- evaluate, demo, template, check --------------------------------------------------------------


def test_demo_prints_the_published_counts_and_writes_a_report(run, tmp_path: Path):
    outcome = run("demo")
    assert outcome.code == 0, outcome.err
    folder = tmp_path / "scorewell-demo"
    assert "scorewell-demo" in outcome.err
    names = {path.name for path in folder.iterdir()}
    assert {
        "summary.html",
        "summary.txt",
        "tables.xlsx",
        "change.csv",
        "manifest.json",
    } <= names
    assert run("demo").code == 0
    assert (tmp_path / "scorewell-demo-2").is_dir()


def test_evaluate_refuses_an_existing_folder(run, tmp_path: Path):
    from scorewell.io.bundled_files import bundled

    study = bundled("demo") / "study.yaml"
    target = tmp_path / "out"
    target.mkdir()
    (target / "mine.txt").write_text("precious")
    outcome = run("evaluate", study, "-o", target)
    assert outcome.code == 1
    assert "--overwrite" in outcome.err
    assert [path.name for path in target.iterdir()] == ["mine.txt"]


def test_evaluate_of_a_wrong_study_shows_every_finding(run, tmp_path: Path):
    study = tmp_path / "study.yaml"
    study.write_text("format: 1\ntitle: x\ndata: []\ncolums: {id: a}\nmeasures: [{}]\n")
    outcome = run("evaluate", study)
    assert outcome.code == 1
    assert "study.yaml:4:1" in outcome.err
    assert "did you mean columns?" in outcome.err
    assert "`instrument` is missing" in outcome.err


def test_template_comes_back_without_options(run, tmp_path: Path):
    sheet = tmp_path / "sheet.csv"
    assert run("template", "fscrs", "-n", "2", "-o", sheet).code == 0
    rows = list(csv.reader(sheet.read_text().splitlines()))
    values = ["respondent", "occasion", "date", "coding_fscrs_declared"]
    assert rows[0] == [*values, *(f"fscrs_{n}" for n in range(1, 23))]
    assert [row[:2] for row in rows[1:]] == [
        ["R001", "pre"], ["R001", "post"], ["R002", "pre"], ["R002", "post"],
    ]  # fmt: skip
    completed = [rows[0], *([*row[:2], "", "", "0", *["2"] * 21] for row in rows[1:])]
    with sheet.open("w", newline="") as file:
        csv.writer(file).writerows(completed)
    output = run("score", "fscrs", sheet)
    # 9, 5 and 8 items answered 2, the first of them 0 instead
    assert output.rows[0]["fscrs.inadequate_self"] == "16.0"
    assert output.rows[0]["fscrs.hated_self"] == "10.0"
    assert output.rows[0]["fscrs.reassured_self"] == "16.0"


def test_check_passes_what_is_bundled(run):
    from scorewell.io.bundled_files import bundled

    outcome = run("check", bundled("instruments"), "--format", "table")
    assert outcome.code == 0, outcome.out
    assert "0 errors" in outcome.err


def test_check_shows_file_line_and_column(run, tmp_path: Path):
    bad = tmp_path / "example-mood.yaml"
    bad.write_text(EXAMPLE.read_text().replace("range: [0, 6]", "range: [0, 7]"))
    outcome = run("check", bad, "--format", "table")
    assert outcome.code == 1
    line = next(
        number
        for number, text in enumerate(bad.read_text().splitlines(), 1)
        if "[0, 7]" in text
    )
    assert f"example-mood.yaml:{line}:" in outcome.out
    data = json.loads(run("check", bad, "--format", "json").out)
    assert line in [row["line"] for row in data]


def test_check_of_a_folder_finds_names_that_are_taken(run, tmp_path: Path):
    (tmp_path / "one").mkdir()
    for name in ("example-mood", "other-mood"):
        text = EXAMPLE.read_text().replace("id: example-mood", f"id: {name}")
        (tmp_path / "one" / f"{name}.yaml").write_text(text)
    outcome = run("check", tmp_path / "one", "--format", "json")
    assert outcome.code == 1
    loads = [load for load in json.loads(outcome.out) if load["code"] == "names-once"]
    assert "`EMS` is also a name of `example-mood`" in loads[0]["message"]


def test_check_of_nothing_is_wrong_usage(run, tmp_path: Path):
    assert run("check", tmp_path / "nowhere").code == 2
    assert run("check", tmp_path).code == 2


# --- start-up and defects ---------------------------------------------------------------------------


HEAVY = (
    "scipy",
    "pandas",
    "numpy",
    "polars",
    "narwhals",
    "jsonschema",
    "rich",
    "matplotlib",
    "jinja2",
    "pydantic",
)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["list"], ["score", "--help"], ["show", "pseq"]]
)
def test_start_up_imports_nothing_heavy(arguments: list[str], tmp_path: Path):
    heavy = [name for name in HEAVY if not (arguments[0] == "show" and name == "jsonschema")]
    code = (
        "import sys\nfrom scorewell.cli.main import main\n"
        f"sys.argv = ['scorewell', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, "SCOREWELL_INSTRUMENTS": ""},
    )  # fmt: skip
    assert output.stderr.strip().splitlines()[-1] == "[]"


def test_scoring_a_file_loads_what_streams_it_and_no_more(pseq: Path, tmp_path: Path):
    code = (
        "import sys\nfrom scorewell.registry.registry import open_registry\n"
        "from scorewell.scores.score_file import score_file\n"
        "known = open_registry()\n"
        f"score_file({str(pseq)!r}, 'scores.csv', known.load('pseq'),\n"
        "    methods=known.plugins.scoring_methods)\n"
        "heavy = ('pandas', 'numpy', 'scipy', 'rich', 'jinja2')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert output.stderr.strip().splitlines()[-1] == "[]"
    assert (tmp_path / "scores.csv").exists()


def test_the_demonstration_runs_without_pyarrow(tmp_path: Path):
    # pandas and Polars use PyArrow where it is; the package does not ask for it.
    code = (
        "import sys\nsys.modules['pyarrow'] = None\n"
        "from scorewell.cli.main import main\nsys.argv = ['scorewell', 'demo']\nmain()"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert output.returncode == 0, output.stderr
    assert (tmp_path / "scorewell-demo" / "summary.html").is_file()


def test_a_defect_says_how_to_report_it(run, monkeypatch: pytest.MonkeyPatch):
    def raise_error(*_: object, **__: object) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr("scorewell.registry.registry.open_registry", raise_error)
    outcome = run("list")
    assert outcome.code == 70
    assert "This is a defect in scorewell" in outcome.err
    assert "ZeroDivisionError" in outcome.err


def test_public_names_are_what_the_front_door_says():
    import scorewell

    assert scorewell.__all__ == sorted(scorewell.__all__)
    for name in scorewell.__all__:
        assert getattr(scorewell, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        _ = scorewell.nonsense
