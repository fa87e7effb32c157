"""Whose score or class moved between two runs, with the cause as far as the manifests tell."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scorewell.errors import DataError
from scorewell.report.rerun.read_results import read_results

MOOD = (
    Path(__file__).parents[1]
    / "distributions/data_only/scorewell_example_data/example-mood.yaml"
)
STUDY = """\
format: 1
title: A study that is run twice
data: [{file: answers.csv}]
columns: {id: id, occasion: when}
occasions: {pre: pre, post: post}
instruments: [definitions]
overlays: [own.yaml]
change: {sd: 1, reliability: 0.875}
measures: [{instrument: example-mood}]
"""
OVERLAY = """\
format: 1
extends: example-mood
name: Our norms
sources: {own: {title: Our own figures, container: our service}}
scales:
  - id: total
    norms:
      - {id: own, population: clinical, mean: 2, sd: 1, n: 50,
         sample: {description: our service}, source: own, checked: one-source}
      - {id: others, population: non-clinical, mean: 5, sd: 1, n: 50,
         sample: {description: our town}, source: own, checked: one-source}
    change: {clinical: own, functional: others, criterion: c, why: our own patients}
"""
# Standard error 1 x sqrt(2 x .125) = .5, so the limit is .98; the cut-off lies half-way
# between 2 and 5, at 3.5. Totals (second item reversed): 1 has 0 -> 5, 2 has 3 -> 3,
# 3 has 2 -> 3.
ANSWERS = "id,when,m1,m2,m3\n1,pre,0,2,0\n1,post,2,0,1\n2,pre,1,1,1\n2,post,1,1,1\n3,pre,0,1,1\n3,post,1,1,1\n"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study and the results of its first run."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "definitions").mkdir()
    shutil.copy(MOOD, folder / "definitions")
    (folder / "own.yaml").write_text(OVERLAY)
    (folder / "answers.csv").write_text(ANSWERS)
    (folder / "study.yaml").write_text(STUDY)
    output = run(folder, "evaluate", "study.yaml", "-o", "old")
    assert output.returncode == 0, output.stderr
    return folder


@pytest.fixture
def study(first: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    return Path(shutil.copytree(first, tmp_path / "study"))


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from scorewell.cli.main import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def rescored(
    study: Path, file_name: str = "study.yaml", *options: str
) -> tuple[list[dict[str, str]], str, int]:
    output = run(
        study, "rescore", file_name, "--report-changes", "old", "--format", "json", *options
    )
    assert output.returncode in {0, 1}, output.stderr
    return json.loads(output.stdout), output.stderr, output.returncode


def test_a_run_that_repeats_the_old_one_moves_nothing(study: Path):
    rows, arguments, code = rescored(study)
    assert (rows, code) == ([], 0)
    assert "made with the same data, definitions, options and versions" in arguments
    assert "moved: 0 of 6 scores, 0 of 3 classes" in arguments


def test_another_answer_moves_the_one_respondent_and_the_data_are_the_cause(study: Path):
    edit(study / "answers.csv", "2,post,1,1,1", "2,post,2,1,1")
    rows, arguments, code = rescored(study)
    assert code == 1
    assert {row["id"] for row in rows} == {"2"}
    score = next(row for row in rows if row["what"] == "score")
    # 2 + (2 - 1) + 1 = 4 instead of 3
    assert (score["occasion"], score["old"], score["new"]) == ("post", "3.0", "4.0")
    assert score["cause"] == "data changed: answers.csv"
    # one point is more than .98, and 4 lies beyond 3.5: from unchanged to recovered
    new_class = next(row for row in rows if row["what"] == "class")
    assert (new_class["old"], new_class["new"]) == ("unchanged", "recovered")
    assert new_class["cause"] == "its score moved; data changed: answers.csv"
    assert "moved: 1 of 6 scores, 1 of 3 classes" in arguments


def test_another_key_moves_scores_and_the_definition_is_the_cause(study: Path):
    new = study / "definitions/example-mood.yaml"
    shutil.copy(new, study / "definitions/example-mood@1.0.0.yaml")
    edit(new, "version: 1.0.0", "version: 2.0.0")
    edit(new, "    reversed: [2]\n", "")
    rows, arguments, _ = rescored(
        study, "study.yaml", "--accept-errors"
    )  # its examples have the old key
    scores = {(row["id"], row["occasion"]): row for row in rows if row["what"] == "score"}
    # without the reversal 1 has 0 + 2 + 0 = 2 before and 2 + 0 + 1 = 3 after; the others, who
    # answered 1 to the second item, keep theirs
    assert {key: row["new"] for key, row in scores.items()} == {
        ("1", "pre"): "2.0", ("1", "post"): "3.0",
    }  # fmt: skip
    cause = "definition changed: example-mood 1.0.0 -> 2.0.0 (scales.total.reversed)"
    assert {row["cause"] for row in scores.values()} == {cause}
    assert cause in arguments


def test_without_the_old_version_at_hand_the_cause_has_no_details(study: Path):
    edit(study / "definitions/example-mood.yaml", "    reversed: [2]\n", "")
    rows, _, _ = rescored(study, "study.yaml", "--accept-errors")
    cause = "definition changed: example-mood with other content"
    assert {row["cause"] for row in rows if row["what"] == "score"} == {cause}


def test_another_norm_moves_classes_and_no_score(study: Path):
    edit(study / "own.yaml", "mean: 5", "mean: 2.8")
    rows, arguments, _ = rescored(study)
    # the cut-off moves from 3.5 to 2.4; 3 goes from 2 to 3 and is beyond it now
    result = {(row["id"], row["what"]): row for row in rows}
    assert "score" not in {file_name for _, file_name in result}
    assert (result["3", "class"]["old"], result["3", "class"]["new"]) == (
        "improved",
        "recovered",
    )
    assert "functional mean 5 -> 2.8" in result["3", "class"]["cause"]
    assert "cut-off 3.5 -> 2.4" in result["3", "class"]["cause"]
    assert "overlay changed: Our norms" in result["3", "class"]["cause"]
    assert "overlay changed: Our norms" in arguments
    # 2 stays at 3, which is functional now
    assert (result["2", "baseline"]["old"], result["2", "baseline"]["new"]) == (
        "clinical", "functional",
    )  # fmt: skip


def test_an_option_of_the_study_is_named_as_the_cause(study: Path):
    edit(study / "study.yaml", "reliability: 0.875", "reliability: 0.5")
    rows, _, _ = rescored(study)
    # the limit is 1.96 x sqrt(2 x .5) = 1.96 now: one point is unchanged
    row = next(row for row in rows if row["id"] == "3" and row["what"] == "class")
    assert (row["old"], row["new"]) == ("improved", "unchanged")
    assert "limit 0.979982 -> 1.95996" in row["cause"]
    assert "study changed: change" in row["cause"]


def test_respondents_who_came_and_went_are_listed(study: Path):
    answers = study / "answers.csv"
    answers.write_text(ANSWERS.replace("3,pre", "4,pre").replace("3,post", "4,post"))
    rows, _, _ = rescored(study)
    result = {(row["id"], row["old"], row["new"]) for row in rows if row["occasion"] == "pre"}
    assert result == {("3", "2.0", ""), ("4", "", "2.0")}


def test_an_outcome_of_a_rule_over_several_measures_moves_with_them(study: Path):
    (study / "study.yaml").write_text(
        STUDY.replace("measures: [{instrument: example-mood}]", "")
        + "measures: [{instrument: example-mood}, {instrument: pseq, totals: {total: pseq}}]\n"
        + "rules: [{rule: any-measure, measures: {mood: example-mood.total, pain: pseq.total}}]\n"
    )
    edit(study / "study.yaml", "overlays: [own.yaml]", "overlays: [own.yaml, pain.yaml]")
    (study / "pain.yaml").write_text(
        OVERLAY.replace("example-mood", "pseq")
        .replace("Our norms", "Pain")
        .replace("mean: 5", "mean: 40")
    )
    lines = (study / "answers.csv").read_text().splitlines()
    lines = [f"{lines[0]},pseq", *(f"{line},20" for line in lines[1:])]
    (study / "answers.csv").write_text("\n".join(lines) + "\n")
    again = run(study, "evaluate", "study.yaml", "-o", "old", "--overwrite")
    assert again.returncode == 0, again.stderr
    edit(study / "answers.csv", "2,post,1,1,1,20", "2,post,2,1,1,20")
    rows, _, _ = rescored(study)
    result = {row["what"]: row for row in rows if row["instrument"] == "any-measure"}
    # 2 goes from unchanged to recovered on the one measure
    row = result["outcome improved_on_any"]
    assert (row["id"], row["old"], row["new"]) == ("2", "no", "yes")
    assert row["cause"] == "its score or class moved; data changed: answers.csv"


def test_two_folders_are_compared_without_running_anything(study: Path):
    edit(study / "answers.csv", "2,post,1,1,1", "2,post,2,1,1")
    assert run(study, "evaluate", "study.yaml", "-o", "new").returncode == 0
    now, _, _ = rescored(study)
    (study / "study.yaml").unlink()
    folders, _, _ = rescored(study, "new")
    assert folders == now


def test_results_that_were_edited_are_not_compared(study: Path):
    edit(study / "old/scores.csv", "3.0", "4.0")
    with pytest.raises(DataError, match="not as it was written"):
        read_results(study / "old")


def test_a_folder_without_results_is_refused(tmp_path: Path):
    with pytest.raises(DataError, match="holds no results"):
        read_results(tmp_path)


def test_results_from_before_definitions_had_their_own_hash_are_compared(study: Path):
    """Their manifest has one hash for a definition with its overlays."""
    manifest = json.loads((study / "old/manifest.json").read_text())
    for definition in manifest["definitions"]:
        del definition["definition_sha256"]
    (study / "old/manifest.json").write_text(json.dumps(manifest))
    _, arguments, code = rescored(study)
    assert code == 0
    assert "made with the same data" in arguments
