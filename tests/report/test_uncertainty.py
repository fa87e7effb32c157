"""How firm a study's numbers are, in its result and its report; the demonstration by hand."""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path
from statistics import fmean, stdev

import pandas as pd
import pytest

from scorewell.report.html.page import html_report
from scorewell.report.tables.frames import UNCERTAINTY_FILES, uncertainty_frames
from scorewell.report.text.plain_text import text_summary
from scorewell.report.text.sentences import uncertainty_sentences
from scorewell.report.write_report import write_report
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"

# Printed tables have 23.337 and 4.404 as limits of chi squared with 12 degrees of freedom.
LOW, HIGH = math.sqrt(12 / 23.337), math.sqrt(12 / 4.404)
Z = 1.959964


@pytest.fixture(scope="module")
def study():
    return run_study(read_plan(DEMO / "study.yaml"))


def pseq():
    """Plain sums of the ten PSEQ answers, before and after, by respondent."""
    totals: dict[str, dict[str, int]] = {}
    with (DEMO / "answers.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            total = sum(int(row[f"pseq_{item}"]) for item in range(1, 11))
            totals.setdefault(row["respondent"], {})[row["occasion"]] = total
    return totals


def test_one_result_of_each_kind_per_scale(study):
    assert len(study.changes) == 5
    for results in (study.precision, study.missing, study.denominators):
        assert [change.scale for change in results] == [
            change.scale for change in study.changes
        ]


def test_limit_of_the_demonstration_by_plain_python(study):
    # Alpha .92 as the definition has it; higher is better, from 0 to 60.
    place = [change.scale.id for change in study.changes].index("total")
    precision = study.precision[place]
    alpha = next(
        entry.value for entry in study.changes[place].inputs if entry.name == "reliability"
    )
    limit = (
        Z
        * math.sqrt(2)
        * stdev([entry["pre"] for entry in pseq().values()])
        * (math.sqrt(1 - float(alpha)))
    )
    expected = (limit, limit * LOW, limit * HIGH)
    assert (precision.limit.value, precision.limit.low, precision.limit.high) == pytest.approx(
        expected, rel=1e-4
    )


def test_robust_classes_of_the_demonstration_by_plain_python(study):
    place = [change.scale.id for change in study.changes].index("total")
    precision = study.precision[place]
    before = [entry["pre"] for entry in pseq().values()]
    alpha = float(
        next(
            entry.value for entry in study.changes[place].inputs if entry.name == "reliability"
        )
    )
    limit = Z * math.sqrt(2 * (1 - alpha)) * stdev(before)
    # Criterion a: two standard deviations above the mean; its limits are taken as found.
    cut = fmean(before) + 2 * stdev(before)
    ends = (precision.cutoff.low, cut, precision.cutoff.high)

    def classes(pre, post, limit, cut):
        variant = "improved" if post - pre > limit else "unchanged"
        variant = "deteriorated" if pre - post > limit else variant
        recovered = variant == "improved" and pre <= cut < post
        return variant, pre > cut, post > cut, "recovered" if recovered else variant

    expected = {
        respondent: len({classes(entry["pre"], entry["post"], size * limit, edge)
                  for size in (LOW, 1, HIGH) for edge in ends}) == 1
        for respondent, entry in pseq().items()
    }  # fmt: skip
    assert precision.cases.set_index("id")["robust"].to_dict() == expected
    assert sum(not robust for robust in expected.values()) == precision.counts["n"].iloc[-1]


def test_denominators_of_the_demonstration_by_plain_python(study):
    place = [change.scale.id for change in study.changes].index("total")
    before = [entry["pre"] for entry in pseq().values()]
    cut, limit = fmean(before) + 2 * stdev(before), study.changes[place].limit
    clinical = {
        respondent: entry for respondent, entry in pseq().items() if entry["pre"] <= cut
    }
    recovered = [
        respondent for respondent, entry in clinical.items()
        if entry["post"] > cut and entry["post"] - entry["pre"] > limit
    ]  # fmt: skip
    denominators = study.denominators[place]
    assert denominators.count("clinical at baseline", "recovered") == (
        len(recovered),
        len(clinical),
    )
    near_best = tuple(
        respondent for respondent, entry in pseq().items() if 60 - entry["pre"] <= limit
    )
    near_worst = tuple(
        respondent for respondent, entry in pseq().items() if entry["pre"] <= limit
    )
    assert denominators.ids("no room to improve") == near_best
    assert denominators.ids("no room to deteriorate") == near_worst


def test_the_demonstration_has_no_missing_scores(study):
    assert {entry.sentence() for entry in study.missing} == {
        "All 13 who started have a later score."
    }


def test_report_holds_the_tables_and_the_words(study, tmp_path):
    report = write_report(study, tmp_path / "report")
    assert set(UNCERTAINTY_FILES) <= {path.name for path in report}
    for name in UNCERTAINTY_FILES:
        table = pd.read_csv(io.BytesIO((tmp_path / "report" / name).read_bytes()))
        assert list(table.columns[:2]) == ["instrument", "scale"]
        assert table["scale"].nunique() == 5
    robustness = pd.read_csv(tmp_path / "report" / "robustness.csv")
    assert len(robustness) == 5 * 13
    text = " ".join(text_summary(study).split())
    page = re.sub(r"\s+", " ", html_report(study))
    for place in range(5):
        for heading, words in uncertainty_sentences(study, place):
            assert f"{heading}: {words}" in text
            assert f"<p>{words}</p>" in page.replace("&#39;", "'")


def test_report_may_replace_one_that_has_these_files(study, tmp_path):
    write_report(study, tmp_path / "report")
    write_report(study, tmp_path / "report", overwrite=True)
    assert (tmp_path / "report" / "precision.csv").is_file()


def test_a_study_without_changes_has_no_such_tables(study):
    bare = type(study)(
        title="Bare", changes=(), scores=study.scores, findings=study.findings,
        alerts=study.alerts, manifest={},
    )  # fmt: skip
    assert uncertainty_frames(bare) == {}
    assert uncertainty_sentences(bare, 0) == ()
    assert "Precision" not in text_summary(bare)
