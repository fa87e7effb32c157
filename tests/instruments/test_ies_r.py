"""The two keys of the IES-R: sheets scored by hand, and what a new run of an old study moves."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from scorewell import score
from scorewell.io.bundled_files import bundled

ITEMS = [f"ies_r_{number}" for number in range(1, 23)]
# Three sheets, added up on paper. Item 14 is the fourth of the third row of four.
SHEETS = {
    # 1-8: 1 0 2 3 0 4 1 2; 9-16: 0 1 3 2 4 3 0 1; 17-22: 2 0 4 1 3 2. Total 39.
    # avoidance 5, 7, 8, 11, 12, 13, 17, 22: 0+1+2+3+2+4+2+2 = 16
    # intrusion 1, 2, 3, 6, 9, 14, 16, 20: 1+0+2+4+0+3+1+1 = 12; without 14: 9
    # hyperarousal 4, 10, 15, 18, 19, 21: 3+1+0+0+4+3 = 11; with 14: 14
    "mixed": (
        [1, 0, 2, 3, 0, 4, 1, 2, 0, 1, 3, 2, 4, 3, 0, 1, 2, 0, 4, 1, 3, 2],
        {"total": 39, "avoidance": 16, "intrusion": 12, "hyperarousal": 11},
        {"intrusion_without_14": 9, "hyperarousal_with_14": 14},
    ),
    # The same, item 14 blank: avoidance and hyperarousal do not ask for it now.
    "blank": (
        [1, 0, 2, 3, 0, 4, 1, 2, 0, 1, 3, 2, 4, None, 0, 1, 2, 0, 4, 1, 3, 2],
        {"total": None, "avoidance": 16, "intrusion": None, "hyperarousal": 11},
        {"intrusion_without_14": 9, "hyperarousal_with_14": None},
    ),
    # Item 14 alone.
    "alone": (
        [0] * 13 + [4] + [0] * 8,
        {"total": 4, "avoidance": 0, "intrusion": 4, "hyperarousal": 0},
        {"intrusion_without_14": 0, "hyperarousal_with_14": 4},
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_scores_as_by_hand_by_both_keys(name: str):
    answers, default, by_name = SHEETS[name]
    frame = pl.DataFrame([answers], schema=dict.fromkeys(ITEMS, pl.Int64), orient="row")
    table = score(frame, "ies-r")
    columns = [f"ies-r.{scale}" for scale in by_name]
    assert {scale: table[f"ies-r.{scale}"][0] for scale in default} == default
    assert not set(columns) & set(table.columns)
    further = score(frame, "ies-r", scales=list(by_name))
    assert {scale: further[f"ies-r.{scale}"][0] for scale in by_name} == by_name


STUDY = """\
format: 1
title: A study that is run again
data: [{file: answers.csv}]
columns: {id: id, occasion: when}
occasions: {pre: pre, post: post}
instruments: [definitions]
change: {sd: 5, reliability: 0.9}
measures: [{instrument: "folder:ies-r"}]
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from scorewell.cli.main import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def test_rescoring_says_which_scores_the_other_key_moves(tmp_path: Path):
    definition = tmp_path / "definitions/ies-r.yaml"
    definition.parent.mkdir()
    new = (bundled("instruments") / "ies-r.yaml").read_text(encoding="utf-8")
    # The keys of version 1.0.0: item 14 under hyperarousal.
    old = new
    for text, before in (
        ('version: "2.0.0"', 'version: "1.0.0"'),
        ("items: [1, 2, 3, 6, 9, 14, 16, 20]", "items: [1, 2, 3, 6, 9, 16, 20]"),
        ("items: [4, 10, 15, 18, 19, 21]", "items: [4, 10, 14, 15, 18, 19, 21]"),
        ("    range: [0, 24]\n", "    range: [0, 28]\n"),
    ):
        assert old.count(text) == 1
        old = old.replace(text, before)
    start = old.index("  - id: intrusion\n")
    old = old[:start] + old[start:].replace("range: [0, 32]", "range: [0, 28]", 1)
    definition.write_text(old, encoding="utf-8")
    rows = [["1", "pre", *SHEETS["mixed"][0]], ["1", "post", *([0] * 22)]]
    rows += [["2", "pre", *SHEETS["alone"][0]], ["2", "post", *([1] * 22)]]
    lines = [["id", "when", *ITEMS], *rows]
    answers = "\n".join(",".join(map(str, line)) for line in lines) + "\n"
    (tmp_path / "answers.csv").write_text(answers)
    (tmp_path / "study.yaml").write_text(STUDY)
    first = run(tmp_path, "evaluate", "study.yaml", "-o", "old", "--accept-errors")
    assert first.returncode == 0, first.stderr
    shutil.copy(definition, definition.with_name("ies-r@1.0.0.yaml"))
    definition.write_text(new, encoding="utf-8")
    again = run(
        tmp_path, "rescore", "study.yaml", "--report-changes", "old", "--format", "json",
        "--accept-errors",
    )  # fmt: skip
    assert again.returncode == 1, again.stderr
    scores = {
        (row["id"], row["occasion"], row["scale"]): (float(row["old"]), float(row["new"]))
        for row in json.loads(again.stdout)
        if row["what"] == "score"
    }
    # By hand, see SHEETS; 22 answers of 1 are 7 -> 8 and 7 -> 6; 22 of 0 stay 0.
    assert scores == {
        ("1", "pre", "intrusion"): (9, 12), ("1", "pre", "hyperarousal"): (14, 11),
        ("2", "pre", "intrusion"): (0, 4), ("2", "pre", "hyperarousal"): (4, 0),
        ("2", "post", "intrusion"): (7, 8), ("2", "post", "hyperarousal"): (7, 6),
    }  # fmt: skip
    assert "ies-r 1.0.0 -> 2.0.0" in again.stderr
