"""The bundled demonstration study: made anew, complete, and true to the published counts."""

from __future__ import annotations

import csv
import math
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from scorewell.definitions.reading.load import load_instrument, load_overlay
from scorewell.definitions.reading.overlay import apply_overlay
from scorewell.definitions.reading.schema_check import check_schema
from scorewell.definitions.reading.yaml_reader import read_document
from scorewell.io.bundled_files import bundled
from scorewell.report.text.methods_section import methods_text
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "examples" / "demo"

# Table 2 of doi:10.21926/obm.icm.2204050: deterioration, improvement, no change. The paper has
# no row "ok at baseline" for the PSEQ.
TABLE_2 = {
    "scs-sf.total_mean": {
        "not significant": (0, 1, 2),
        "okay at baseline": (0, 0, 4),
        "significant change": (0, 6, 0),
    },
    "pseq.total": {
        "not significant": (0, 2, 7),
        "okay at baseline": (0, 0, 0),
        "significant change": (0, 2, 2),
    },
    "fscrs.hated_self": {
        "not significant": (0, 0, 5),
        "okay at baseline": (0, 0, 6),
        "significant change": (0, 1, 1),
    },
    "fscrs.reassured_self": {
        "not significant": (0, 2, 2),
        "okay at baseline": (0, 1, 4),
        "significant change": (0, 3, 1),
    },
    "fscrs.inadequate_self": {
        "not significant": (0, 2, 2),
        "okay at baseline": (0, 1, 2),
        "significant change": (0, 4, 2),
    },
}
CODINGS = {"scs_sf": (12, 1, 5), "fscrs": (22, 0, 4), "pseq": (10, 0, 6)}


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(sys.platform == "win32", reason="a checkout may turn line ends")
def test_the_script_makes_the_committed_files_again():
    output = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "make_demo.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (output.returncode, output.stdout, output.stderr) == (0, "", "")


@pytest.mark.parametrize("scale", TABLE_2)
def test_expected_classes_have_the_published_counts(scale):
    visited = Counter(
        (row["significance"], row["reliable"])
        for row in rows("expected.csv")
        if row["scale"] == scale
    )
    for significance, counts in TABLE_2[scale].items():
        columns = ("deteriorated", "improved", "unchanged")
        assert tuple(visited[significance, column] for column in columns) == counts
    assert sum(visited.values()) == 13


def test_every_sheet_is_complete_and_within_its_coding():
    sheets = rows("answers.csv")
    people = [f"R{number:02d}" for number in range(1, 14)]
    assert sorted((row["respondent"], row["occasion"]) for row in sheets) == sorted(
        (person, occasion) for person in people for occasion in ("pre", "post")
    )
    for row in sheets:
        for prefix, (count, low, high) in CODINGS.items():
            answers = [int(row[f"{prefix}_{number}"]) for number in range(1, count + 1)]
            assert all(low <= answer <= high for answer in answers)
            assert len(set(answers)) > 1


def test_each_respondent_is_in_one_course_of_three():
    courses = {(row["respondent"], row["course"]) for row in rows("answers.csv")}
    assert Counter(course for _, course in courses) == {"A": 4, "B": 5, "C": 4}


def test_first_respondent_by_hand():
    # R01 at pre, from the first row of answers.csv.
    # SCS-SF 4 4 3 4 3 3 5 2 3 2 3 1, items 1, 4, 8, 9, 11, 12 as 6 - x:
    # 2 + 4 + 3 + 2 + 3 + 3 + 5 + 4 + 3 + 2 + 3 + 5 = 39, of 12 items.
    # PSEQ 2 + 2 + 3 + 4 + 3 + 4 + 3 + 3 + 4 + 3 = 31.
    # FSCRS 2 2 3 2 2 4 3 1 0 1 3 0 3 3 3 3 3 4 4 3 3 0: items 9, 10, 12, 15, 22 are
    # 0 + 1 + 0 + 3 + 0 = 4; items 3, 5, 8, 11, 13, 16, 19, 21 are
    # 3 + 2 + 1 + 3 + 3 + 3 + 4 + 3 = 22; items 1, 2, 4, 6, 7, 14, 17, 18, 20 are
    # 2 + 2 + 2 + 4 + 3 + 3 + 3 + 4 + 3 = 26.
    first = rows("answers.csv")[0]
    assert (first["respondent"], first["occasion"]) == ("R01", "pre")
    pre = {
        entry["scale"]: float(entry["pre"])
        for entry in rows("expected.csv")
        if entry["respondent"] == "R01"
    }
    assert pre == {
        "scs-sf.total_mean": pytest.approx(39 / 12, abs=1e-12),
        "pseq.total": 31,
        "fscrs.hated_self": 4,
        "fscrs.reassured_self": 22,
        "fscrs.inadequate_self": 26,
    }


def test_study_and_overlays_fit_their_schemas():
    for name in ("study.yaml", "approaches.yaml"):
        assert check_schema(read_document(DEMO / name), "study") == []
    for name in ("scs-sf", "fscrs"):
        document = read_document(DEMO / f"illustrative-norms-{name}.yaml")
        assert not document.findings
        assert check_schema(document, "overlay") == []


@pytest.mark.parametrize(
    ("name", "scales"),
    [
        ("scs-sf", {"total_mean"}),
        ("fscrs", {"hated_self", "reassured_self", "inadequate_self"}),
    ],
)
def test_made_up_norms_are_marked_as_such_wherever_they_are_used(name, scales):
    instrument = apply_overlay(
        load_instrument(bundled("instruments") / f"{name}.yaml"),
        load_overlay(DEMO / f"illustrative-norms-{name}.yaml"),
    )
    made_up = {
        scale.id: norm
        for scale in instrument.scales
        for norm in scale.norms
        if norm.origin.kind == "overlay"
    }
    assert set(made_up) == scales
    assert all(norm.illustrative for norm in made_up.values())
    assert all(norm.provenance.checked == "ours" for norm in made_up.values())


def test_the_engine_arrives_at_the_scores_and_classes_computed_apart_from_it():
    result = run_study(read_plan(DEMO / "study.yaml"))
    ours = {
        (case.id, f"{change.instrument.id}.{change.scale.id}"): case
        for change in result.changes
        for case in change.cases.itertuples()
    }
    by_hand = {(row["respondent"], row["scale"]): row for row in rows("expected.csv")}
    assert set(ours) == set(by_hand)
    assert len(by_hand) == 13 * 5
    for key, row in by_hand.items():
        assert ours[key].pre == pytest.approx(float(row["pre"]), abs=1e-12)
        assert ours[key].post == pytest.approx(float(row["post"]), abs=1e-12)
        assert ours[key].significance == row["significance"]
        assert ours[key].reliable == row["reliable"]


@pytest.mark.parametrize("scale", TABLE_2)
def test_the_engine_prints_the_published_table(scale):
    result = run_study(read_plan(DEMO / "study.yaml"))
    (change,) = (
        change
        for change in result.changes
        if f"{change.instrument.id}.{change.scale.id}" == scale
    )
    table = change.table()
    assert list(table.columns) == ["deterioration", "improvement", "no change"]
    assert {
        row: tuple(counts) for row, counts in zip(table.index, table.to_numpy(), strict=True)
    } == TABLE_2[scale]


def test_other_approaches_of_the_demonstration_by_plain_python():
    result = run_study(read_plan(DEMO / "approaches.yaml"))
    judgements = {
        (judgement.instrument.id, judgement.method.name): judgement
        for judgement in result.judgements
        if judgement.method is not None
    }
    totals = {
        row["respondent"]: (float(row["pre"]), float(row["post"]))
        for row in rows("expected.csv")
        if row["scale"] == "pseq.total"
    }
    outcomes = {
        name: dict(zip(entry.cases["id"], entry.cases["outcome"], strict=True))
        for name, entry in judgements.items()
        if hasattr(entry, "cases")
    }
    assert outcomes["pseq", "percentage"] == {
        respondent: "improved" if (post - pre) / pre >= 0.3
        else "deteriorated" if (pre - post) / pre >= 0.2
        else "unchanged"
        for respondent, (pre, post) in totals.items()
    }  # fmt: skip
    # The minimal important change of Chiarotto and others (2016), from the definition.
    assert outcomes["pseq", "anchor"] == {
        respondent: "improved" if post - pre >= 5.5
        else "deteriorated" if pre - post >= 5.5
        else "unchanged"
        for respondent, (pre, post) in totals.items()
    }  # fmt: skip
    (change,) = judgements["pseq", "anchor-group"].figures
    assert change.value == pytest.approx(sum(b - a for a, b in totals.values()) / 13)
    spread = statistics.stdev(pre for pre, _ in totals.values())
    detectable, _ = judgements["pseq", "minimal-detectable-change"].figures
    # The reliability as used is .88; 1.959964 is the normal quantile.
    assert detectable.value == pytest.approx(1.959964 * math.sqrt(2 * 0.12) * spread, rel=1e-6)
    counts = Counter(outcomes["pseq", "percentage"].values())
    assert (counts["improved"], counts["unchanged"]) == (6, 7)
    assert Counter(outcomes["pseq", "anchor"].values())["improved"] == 8


def test_the_methods_paragraph_names_the_figures_of_each_scale():
    result = run_study(read_plan(DEMO / "approaches.yaml"))
    words = " ".join(methods_text(result).split())
    expected = words.partition("The approach minimal-detectable-change")[2].partition(
        "The approach"
    )[0]
    first, second = expected.partition("; SCS-SF")[::2]
    assert "; PSEQ: Pain self-efficacy: reliability 0.88 [" in first
    assert ": reliability 0.83 [" in second
