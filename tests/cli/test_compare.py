"""``scorewell compare``, ``change --explain``, ``methods text``, and a study with sensitivity.

Three respondents on a scale of one item from 0 to 40, lower is better. With a standard deviation
of 8 and a reliability of .875 the standard error is 4 points, and times 2 the limit is 8;
cut-off c is (8 x 8 + 6 x 36) / 14 = 20. P1 is recovered (30 to 10), P2 unchanged (30 to 28), P3
changes by exactly the limit (30 to 22): unchanged, or improved where ties count.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from scorewell.cli.main import main
from scorewell.report.figures.specification_curve import _dots, _marks, curve_order

DEFINITION = """
format: 1
id: mood
version: 1.0.0
name: Mood
acronym: MOOD
about: {construct: [mood], informant: self, population: adults}
licence:
  key: {status: unknown}
  text: {status: unknown}
  norms: {status: unknown}
sources:
  paper: {authors: Author A, year: 2001, title: A mood scale}
codings:
  points: {values: [{value: 0, label: none}, {value: 40, label: most}]}
items:
  - {id: mood_1, coding: points, label: mood}
scales:
  - id: total
    name: Total
    items: [mood_1]
    method: sum
    missing: {rule: complete}
    range: [0, 40]
    better: lower
    key: {source: paper, locator: p. 1, checked: one-source}
examples:
  - {name: most, answers: [40], scores: {total: 40}, derivation: one answer of 40}
"""
STUDY = """
format: 1
title: Three people
data: [{file: scores.csv}]
columns: {id: who, occasion: occasion}
occasions: {pre: pre, post: post}
instruments: [mood.yaml]
change:
  reliability: 0.875
  sd: 8
  multiplier: 2
  clinical: {mean: 36, sd: 8, source: "Clinic C (2010). Patients. doi:10.1/clinic"}
  functional: {mean: 8, sd: 6, source: "Town T (2011). Others. doi:10.1/town"}
measures:
  - {instrument: mood, totals: {total: score}}
"""
ROWS = ["who,occasion,score", "P1,pre,30", "P1,post,10", "P2,pre,30", "P2,post,28"]
ROWS += ["P3,pre,30", "P3,post,22", "=P4,pre,32", "=P4,post,"]


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")
    (tmp_path / "mood.yaml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "scores.csv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        captured = capsys.readouterr()
        return error.value.code or 0, captured.out, captured.err

    return call


def records(text):
    return list(csv.DictReader(io.StringIO(text)))


def words(text):
    return " ".join(text.split())


def test_compare_says_who_keeps_their_class_and_what_moves_it(run):
    code, out, err = run("compare", "study.yaml", "--format", "table")
    assert code == 0
    # One item of two answers: every change is by 40 points, and the limit is 8.
    assert re.findall(r"\[([a-z-]+)\]", err) == ["limit-below-step"]
    text = words(out)
    assert "MOOD: Total Across " in text
    # 1 of 3 improves strictly; with inclusive ties P3 does too.
    assert "* strict 1 (33%) 1 (33%) 0" in text
    assert "inclusive 2 (67%) 1 (33%) 1" in text
    assert "- P3: unchanged; " in text
    assert "this method needs figures of people who were not treated" in text


def test_compare_prints_one_line_per_combination_or_everything(run):
    rows = records(run("compare", "study.yaml", "--format", "csv")[1])
    assert rows[0]["default"] == "True"
    assert (rows[0]["improvement"], rows[0]["recovered"], rows[0]["of"]) == ("1", "1", "3")
    assert float(rows[0]["limit"]) == pytest.approx(8)
    assert float(rows[0]["cut_off"]) == pytest.approx(20)
    (whole,) = json.loads(run("compare", "study.yaml", "--format", "json")[1])
    assert len(whole["combinations"]) == len(rows)
    assert [case["id"] for case in whole["cases"]] == ["P1", "P2", "P3", "=P4"]


def test_the_folder_holds_tables_and_a_plot_with_a_mark_for_every_combination(run, tmp_path):
    assert run("compare", "study.yaml", "-o", "found", "--format", "json")[0] == 0
    folder = tmp_path / "found"
    assert sorted(path.name for path in folder.iterdir()) == [
        "multiverse-cases.csv", "multiverse-mood.total.svg", "multiverse-not-run.csv",
        "multiverse.csv",
    ]  # fmt: skip
    rows = records((folder / "multiverse.csv").read_text(encoding="utf-8"))
    cases = records((folder / "multiverse-cases.csv").read_text(encoding="utf-8"))
    assert [case["id"] for case in cases] == ["P1", "P2", "P3", "'=P4"]
    plot = ET.parse(folder / "multiverse-mood.total.svg").getroot()
    paths = {entry.get("class"): entry.get("d") for entry in plot.iter() if entry.get("d")}
    assert paths["improved"].count("M") == len(rows)
    assert paths["recovered"].count("M") == len(rows)
    # Without its own table no file is complete: nothing of the kind is left beside it.
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".found")] == []


def test_the_dashes_of_a_choice_stand_below_the_combinations_that_hold_it(run, tmp_path):
    run("compare", "study.yaml", "-o", "found", "--format", "json")
    frame = pd.read_csv(tmp_path / "found" / "multiverse.csv")
    limits = (curve_order(frame)["ties"] == "inclusive").tolist()
    plot = ET.parse(tmp_path / "found" / "multiverse-mood.total.svg").getroot()
    labels = [entry for entry in plot.iter() if (entry.text or "").strip() == "inclusive"]
    height = float(labels[0].get("y")) - 4
    (path,) = [
        entry.get("d") for entry in plot.iter()
        if entry.get("class") == "choice" and f",{height:g}h" in entry.get("d")
    ]  # fmt: skip
    step = 560 / len(frame)  # the drawing is 560 wide and begins at 250
    visible = [False] * len(frame)
    for start, length in re.findall(r"M([\d.]+),[\d.]+h([\d.]+)", path):
        first = int((float(start) - 250) / step)
        last = int((float(start) + float(length) - 250) / step)
        visible[first : last + 1] = [True] * (last + 1 - first)
    assert visible == limits


def test_a_drawing_of_thousands_of_combinations_stays_small():
    share = [0.25, 0.75] * 5000
    array = np.array([place % 2 == 0 for place in range(10_000)])
    ((opacity, path),) = _marks(array, 10)
    # Half of the combinations at each place hold the choice.
    assert (opacity, path) == (0.5, "M250.0,10h560.0")
    assert len(_dots(pd.Series(share), 560 / 10_000)) < 30_000


def test_an_existing_folder_is_only_replaced_when_asked_and_never_with_foreign_files(
    run, tmp_path
):
    run("compare", "study.yaml", "-o", "found", "--format", "json")
    code, _, err = run("compare", "study.yaml", "-o", "found", "--format", "json")
    assert (code, "is already there" in err) == (1, True)
    again = ("compare", "study.yaml", "-o", "found", "--overwrite", "--format", "json")
    assert run(*again)[0] == 0
    (tmp_path / "found" / "letter.txt").write_text("mine", encoding="utf-8")
    code, _, err = run(*again)
    assert (code, "letter.txt" in err) == (1, True)
    assert (tmp_path / "found" / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_combinations_stand_in_order_of_improvement_then_recovery():
    shares = pd.DataFrame(
        {"improvement_share": [0.5, 0.2, 0.5], "recovered_share": [0.4, 0.2, 0.1]}
    )
    assert curve_order(shares).index.tolist() == [1, 2, 0]


def test_a_study_reports_sensitivity_only_where_it_asks_for_it(run, tmp_path):
    run("evaluate", "study.yaml", "-o", "plain")
    assert "Other choices" not in (tmp_path / "plain" / "summary.txt").read_text("utf-8")
    (tmp_path / "study.yaml").write_text(STUDY + "sensitivity: true\n", encoding="utf-8")
    assert run("evaluate", "study.yaml", "-o", "wide")[0] == 0
    for name in ("summary.txt", "summary.html"):
        text = words((tmp_path / "wide" / name).read_text("utf-8"))
        assert "Other choices" in text
        assert "of 3 respondents (1 in the analysis itself)" in text
        assert "of 3 keep their class in all of them." in text
    manifest = json.loads((tmp_path / "wide" / "manifest.json").read_text("utf-8"))
    assert manifest["options"]["sensitivity"] is True


def test_methods_text_has_the_terms_and_numbers_of_references_that_it_lists(run):
    code, out, _ = run("methods", "text", "study.yaml")
    body, listing = words(out).split(" References ")
    assert code == 0
    assert "a multiplier of 2 standard errors" in body
    assert "standard error of the change 4.00; limit of reliable change 8.00" in body
    assert "cut-off 20.00 (criterion c)" in body
    assert "clinical population mean 36, SD 8" in body
    # In alphabetical order: of the key, clinic, Jacobson and Truax, town, Wilson.
    assert listing.startswith("[1] Author A (2001)")
    assert "[2] Clinic C (2010)" in listing
    assert "[3] Jacobson NS, Truax P (1991)" in listing
    assert "[4] Town T (2011)" in listing
    assert "[5] Wilson EB (1927)" in listing
    assert "Key [1];" in body
    assert "each of 4 respondents" in body


def test_methods_text_needs_a_study(run):
    assert run("methods", "text")[0] == 2
    assert run("methods", "text", "nothing.yaml")[0] == 1


def test_change_explains_one_respondent(run):
    arguments = (
        "change", "mood", "scores.csv", "--instruments", "mood.yaml", "--id", "who",
        "--occasion", "occasion", "--total", "score", "--reliability", "0.875", "--sd", "8",
        "--multiplier", "2", "--clinical", "36,8", "--functional", "8,6",
    )  # fmt: skip
    code, out, _ = run(*arguments, "--explain", "P3")
    assert code == 0
    assert "index = (22 - 30) / 4 = -2" in out
    assert "-2 is exactly -2, and a change exactly on the limit counts as unchanged" in out
    code, _, err = run(*arguments, "--explain", "P9")
    assert (code, "no respondent 'P9' was judged" in err) == (1, True)


def test_help_of_compare_loads_no_library_of_numbers():
    code = (
        "import sys; sys.argv = ['scorewell', 'compare', '--help']\n"
        "from scorewell.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = ('numpy', 'pandas', 'polars', 'yaml', 'jinja2', 'rich')\n"
        "print([n for n in heavy if n in sys.modules], file=sys.stderr)"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert output.stderr.strip() == "[]"
    assert "STUDY.yaml" in output.stdout
