"""The reliability taken from the sample's own items.

Alpha is held against its formula written out with pandas.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import SampleAlpha
from scorewell.change.uncertainty.uncertainty import precision
from scorewell.errors import ChangeError, DataError
from scorewell.reliability.alpha import feldt_interval
from scorewell.study.plan import Measure, StudyPlan
from scorewell.study.run import run_study

ITEMS = [f"pseq_{place}" for place in range(1, 11)]


def answers(n=40, *, seed=3):
    """Ten items before and after; everybody rises."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        level = random.normal(2.5, 1.2)
        for occasion, rise in (("pre", 0), ("post", 1.2)):
            noisy = level + rise + random.normal(0, 0.9, 10)
            rows.append(
                [f"R{number:02d}", occasion, *np.clip(np.round(noisy), 0, 6).astype(int)]
            )
    return pd.DataFrame(rows, columns=["id", "occasion", *ITEMS])


def alpha_of(items):
    """K / (k - 1) x (1 - sum of the items' variances / variance of their sum)."""
    k = items.shape[1]
    return k / (k - 1) * (1 - items.var(ddof=1).sum() / items.sum(axis=1).var(ddof=1))


def layout_of(path, **file):
    return DataLayout(
        files=(DataFile(path=path, **file),), id_column="id",
        occasion_column="" if file else "occasion", pre="pre", post="post",
    )  # fmt: skip


def judge(folder, frame, *, study=None, **call):
    frame.to_csv(folder / "answers.csv", index=False)
    plan = StudyPlan(
        title="Alpha", layout=layout_of(folder / "answers.csv"),
        measures=(Measure(instrument="pseq"),),
        change=ChangeOptions(**(study or {})), call=ChangeOptions(criterion="a", **call),
    )  # fmt: skip
    return run_study(plan)


def reliability(result):
    (actual,) = [entry for entry in result.changes[0].inputs if entry.name == "reliability"]
    return actual


def test_alpha_of_the_baseline_items_is_the_reliability_with_its_trail(tmp_path):
    frame = answers()
    result = reliability(judge(tmp_path, frame, study={"reliability": "sample-alpha"}))
    before = frame[frame["occasion"] == "pre"][ITEMS]
    assert result.value == pytest.approx(alpha_of(before), rel=1e-9)
    assert (result.entry, result.n, result.statistic) == ("sample-alpha", 40, "alpha")
    assert result.origin == "study"
    low, high = feldt_interval(result.value, n=40, items=10)
    assert f"95 % interval {low:.3f} to {high:.3f}" in result.detail
    assert "published: 0.88 (alpha-as-used), 0.92 (nicholas-2007)" in result.detail


def test_a_respondent_with_a_gap_does_not_count_for_alpha(tmp_path):
    frame = answers()
    frame.loc[0, "pseq_3"] = np.nan
    result = reliability(judge(tmp_path, frame, reliability="sample-alpha"))
    before = frame[frame["occasion"] == "pre"][ITEMS].dropna()
    assert (result.n, result.origin) == (39, "call")
    assert result.value == pytest.approx(alpha_of(before), rel=1e-9)


@pytest.mark.parametrize(("n", "severity"), [(20, "warning"), (40, "note")])
def test_small_samples_are_marked(tmp_path, n, severity):
    result = judge(tmp_path, answers(n), reliability="sample-alpha", sd=10.0)
    findings = [
        finding for finding in result.changes[0].findings if finding.code == "small-sample"
    ]
    assert severity in {finding.severity for finding in findings}


def test_the_interval_of_the_limit_knows_where_alpha_comes_from(tmp_path):
    result = judge(tmp_path, answers(), reliability="sample-alpha")
    assert precision(result.changes[0]).limit.held == ()


def test_without_items_there_is_no_alpha(tmp_path):
    pd.DataFrame({"id": [1, 2], "pre": [10, 20], "post": [30, 20]}).to_csv(
        tmp_path / "totals.csv", index=False
    )
    columns = {"pre": {"pre": "total"}, "post": {"post": "total"}}
    plan = StudyPlan(
        title="Alpha", layout=layout_of(tmp_path / "totals.csv", columns=columns),
        measures=(Measure(instrument="pseq", totals={"total": "total"}),),
        call=ChangeOptions(reliability="sample-alpha"),
    )  # fmt: skip
    with pytest.raises(DataError, match="the data hold scores and no items"):
        run_study(plan)


def test_items_that_vary_against_each_other_give_no_reliability():
    with pytest.raises(ChangeError, match=r"own items is -0\.2") as caught:
        SampleAlpha(value=-0.2, n=40, items=10)
    assert "name a reliability of the scale" in caught.value.hint


def rses_alpha(folder, frame, **measure):
    frame.to_csv(folder / "answers.csv", index=False)
    plan = StudyPlan(
        title="Alpha", layout=layout_of(folder / "answers.csv"),
        measures=(Measure(instrument="rses", **measure),),
        call=ChangeOptions(criterion="a", reliability="sample-alpha"),
    )  # fmt: skip
    return reliability(run_study(plan)).value


def test_alpha_reads_the_answers_as_the_scores_do(tmp_path):
    """Numbers that were reversed before, or a map of codes, are no other answers."""
    pseq = answers().rename(columns={f"pseq_{n}": f"rses_{n}" for n in range(1, 11)})
    items = [f"rses_{n}" for n in range(1, 11)]
    rescaled = pseq.assign(**{item: pseq[item].clip(1, 4) - 1 for item in items})
    expected = alpha_of(rescaled[rescaled["occasion"] == "pre"][items])
    # All items point one way: those that the key reverses were reversed before.
    arguments = {"reversed_already": ("all",), "coding": "declared"}
    assert rses_alpha(tmp_path, rescaled, **arguments) == pytest.approx(expected, rel=1e-9)
    # The same as answered, in letters.
    back = {"rses_2", "rses_5", "rses_6", "rses_8", "rses_9"}
    answered = rescaled.assign(**{item: 3 - rescaled[item] for item in back})
    letters = answered.assign(**{i: answered[i].map(dict(enumerate("abcd"))) for i in items})
    codes = {letter: value for value, letter in enumerate("abcd")}
    assert rses_alpha(tmp_path, letters, codes=codes) == pytest.approx(expected, rel=1e-9)
