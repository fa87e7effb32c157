"""What this package brings, as it is installed (run with `python -m pytest`)."""

import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
import scorewell_example_hooks

import scorewell
from scorewell.definitions.model import Covariate
from scorewell.testing import ReaderCase, ScoringCase, parametrize_with_checks

FOLDER = Path(
    str(distribution("scorewell-example-hooks").locate_file("scorewell_example_hooks"))
)
PEOPLE = {
    "sex": ["female", "female", "male", "male", "male", None],
    "age": [39, 40, 18, 99, 17, 50],
    "s1": [0, 2, 2, 1, 2, 2],
    "s2": [2, 0, 1, 1, 0, 0],
    "s3": [0, 2, 1, 1, 1, 1],
}
# raw 0, 6, 4, 3; then nobody of 17 is in the table, and nobody without a sex
EXPECTED = [30.0, 65.0, 52.0, 52.0, None, None]


CASES = {
    "standard-by-age-and-sex": ScoringCase(
        answers=((0, 1, 2, 3, 4, 5, 6),),
        covariates={
            "sex": Covariate(id="sex", label="sex", values=("female", "male")),
            "age": Covariate(id="age", label="age", low=0, high=120),
        },
        covariate_values={"sex": ("female", "male"), "age": (17, 18, 39, 40, 99)},
    ),
    "booklet": ReaderCase(
        write=lambda path: path.write_text("R1; s1=2; s2=0\nR2; s1=1\n"),
        columns={"respondent": ["R1", "R2"], "s1": [2, 1], "s2": [0, None]},
    ),
}


@parametrize_with_checks(scorewell_example_hooks, cases=CASES)
def test_everything_keeps_its_promises(check):
    check()


def run(*words):
    command = [sys.executable, "-m", "scorewell", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_package_works_as_a_whole():
    plugins = scorewell.open_registry().plugins
    plugins.call_all()
    (expected,) = [plugin for plugin in plugins.plugins if plugin.name == "example-hooks"]
    assert expected.errors == []


def test_definitions_and_rules_pass_their_check():
    output = run("check", str(FOLDER))
    assert output.returncode == 0, output.stdout + output.stderr


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_a_standard_score_is_looked_up_by_age_and_sex(frame):
    scores = scorewell.score(frame(PEOPLE), "example-standard")
    if isinstance(scores, pl.LazyFrame):
        scores = scores.collect()
    result = [
        None if pd.isna(entry) else entry for entry in scores["example-standard.standard"]
    ]
    assert result == EXPECTED


def test_the_reason_is_told_where_there_is_no_standard_score():
    scores = scorewell.score(pd.DataFrame(PEOPLE), "example-standard")
    reasons = scores["example-standard.standard.reason"].tolist()[-2:]
    assert reasons == ["the table has no entry for this age, sex and score", "sex is not known"]


def test_the_change_method_can_be_chosen():
    pairs = pd.DataFrame({"id": ["a", "b"], "pre": [2, 2], "post": [6, 3]})
    result = scorewell.analyse_change(
        pairs, "example-standard.raw", method="in-baseline-sds", sd=2,
        clinical={"mean": 2, "sd": 2, "source": "made up"},
    )  # fmt: skip
    assert result.cases["index"].tolist() == [2.0, 0.5]


def test_the_rule_is_known_by_its_name():
    rules = scorewell.open_registry().plugins.outcome_rules
    assert rules["better-somewhere"].outcomes[0].id == "better_somewhere"


def test_a_booklet_is_read_and_scored(tmp_path):
    path = tmp_path / "answers.booklet"
    path.write_text("R1; sex=female; age=30; s1=2; s2=0; s3=1\nR2; sex=male; age=41; s1=0\n")
    output = run("score", "example-standard", str(path), "--format", "json")
    assert output.returncode == 0, output.stderr
    scores = [row["example-standard.standard"] for row in json.loads(output.stdout)]
    assert scores == [55, None]  # raw 5 of a young woman; answers are missing


def test_a_booklet_with_a_nameless_answer_is_refused(tmp_path):
    path = tmp_path / "answers.booklet"
    path.write_text("R1; s1=2; 0\n")
    output = run("score", "example-standard", str(path))
    assert output.returncode == 1
    assert "answers.booklet:1: an answer without a name" in output.stderr


def test_the_command_prints_the_table():
    lines = run("standard-scores").stdout.splitlines()
    assert lines[0] == "sex,age_from,age_below,raw,standard"
    assert len(lines) == 1 + 2 * 2 * 7
