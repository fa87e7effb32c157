"""Which scales of a measure are judged where a study names none."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.change.options.options import ChangeOptions
from scorewell.errors import ChangeError
from scorewell.study.plan import Measure, StudyPlan
from scorewell.study.result import StudyResult
from scorewell.study.run import run_study

N_ITEMS = {"wsas": 5, "pseq": 10}


def run(folder: Any, instrument: str, **measure: Any) -> StudyResult:
    """Six respondents who answer 4 or 5 to every item before and 0 or 1 after."""
    items = [f"{instrument}_{n}" for n in range(1, N_ITEMS[instrument] + 1)]
    rows = [
        {"id": f"R{n}", "occasion": occasion} | dict.fromkeys(items, answer + n % 2)
        for n in range(6)
        for occasion, answer in (("pre", 4), ("post", 0))
    ]
    path = folder / "answers.csv"
    pl.DataFrame(rows).write_csv(path)
    layout = DataLayout(files=(DataFile(path=path),), pre="pre", post="post")
    measures = (Measure(instrument=instrument, **measure),)
    return run_study(StudyPlan(title="T", layout=layout, measures=measures))


def scale_ids(result: StudyResult) -> list[str]:
    return [change.scale.id for change in result.changes]


def notes(result: StudyResult) -> list[str]:
    rows = result.findings[result.findings["kind"] == "no-reliability"]
    return list(rows["problem"])


def test_scales_without_a_reliability_are_scored_and_not_judged(tmp_path: Any) -> None:
    result = run(tmp_path, "wsas")
    assert scale_ids(result) == ["total"]
    assert "wsas.total_not_working" in result.scores.columns
    assert "total_not_working" in notes(result)[0]
    assert not result.has_errors


def test_a_scale_that_is_named_needs_its_reliability(tmp_path: Any) -> None:
    with pytest.raises(ChangeError, match="total_not_working: no reliability is given"):
        run(tmp_path, "wsas", scales=("total", "total_not_working"))


@pytest.mark.parametrize("field", ["change", "by_scale"])
def test_a_reliability_for_all_scales_or_for_one_is_enough(tmp_path: Any, field: str) -> None:
    options = ChangeOptions(reliability=0.8)
    value = options if field == "change" else {"total_not_working": options}
    result = run(tmp_path, "wsas", **{field: value})
    assert scale_ids(result) == ["total", "total_not_working"]
    assert notes(result) == []


def test_a_measure_whose_scales_have_reliabilities_has_no_note(tmp_path: Any) -> None:
    result = run(tmp_path, "pseq")
    assert scale_ids(result) == ["total"]
    assert notes(result) == []
