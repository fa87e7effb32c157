"""Slopes over all occasions, against simulated truth and against the model itself."""

from __future__ import annotations

import builtins
import json

import numpy as np
import pandas as pd
import pytest

from scorewell.change.options.options import ChangeOptions
from scorewell.change.results.growth import analyse_growth
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError, PluginError
from scorewell.registry.contracts import GrowthMethod, Slopes
from scorewell_plugins.change.growth.slopes import GROWTH_METHODS

METHODS = {method.name: method for method in GROWTH_METHODS}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")


def make_scale(better="lower"):
    return Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=200, better=better,
    )  # fmt: skip


def simulate(slopes, *, times=range(6), noise=2.0, seed=1):
    """Scores on a line from about 100 for each respondent, with noise."""
    random = np.random.default_rng(seed)
    rows = [
        (f"r{person:03d}", time, start + slope * time + random.normal(0, noise))
        for person, (slope, start) in enumerate(
            zip(slopes, random.normal(100, 8, len(slopes)), strict=True)
        )
        for time in times
    ]
    return pd.DataFrame(rows, columns=["id", "time", "score"])


def grow(long, *, better="lower", **more):
    pytest.importorskip("statsmodels")
    return analyse_growth(
        long, make_scale(better), instrument=INSTRUMENT, method_registry=METHODS, **more
    )


def count(result):
    return dict(zip(result.summary()["outcome"], result.summary()["n"], strict=True))


ALL_IMPROVE = np.random.default_rng(7).uniform(-6, -4, 60)


def test_trap_7_where_everybody_improves_everybody_improved():
    result = grow(simulate(ALL_IMPROVE))
    assert count(result) == {"improved": 60, "unchanged": 0, "deteriorated": 0}


def test_trap_7_the_deviation_from_the_average_calls_them_unchanged_and_says_what_it_is():
    result = grow(simulate(ALL_IMPROVE), method="growth-deviation")
    assert count(result)["unchanged"] > 40
    assert "deviation" in {entry.name: entry.detail for entry in result.inputs}["method"]


def test_the_same_scores_are_deterioration_where_higher_is_better():
    result = grow(simulate(ALL_IMPROVE), better="higher")
    assert count(result)["deteriorated"] == 60


def test_where_nobody_changes_few_are_called_changed():
    # By hand the slopes vary no more than their errors: there is nothing to call anybody by.
    long = simulate(np.random.default_rng(3).normal(0, 0.05, 200), noise=4.0)
    assert by_hand(long) < 0.02
    for method in METHODS:
        assert grow(long, method=method).n_assessable == 0


def by_hand(long):
    """Reliability of slopes where everybody has the same times: 1 - error / variance of slopes.

    Each respondent's own least-squares slope varies by the true slopes and by error, s2 / SS; for
    balanced data that is what restricted maximum likelihood estimates, unless it is negative.
    """
    scores = long.pivot(index="id", columns="time", values="score").to_numpy()
    time = np.arange(scores.shape[1]) - (scores.shape[1] - 1) / 2
    slopes = scores @ time / (time**2).sum()
    left = scores - scores.mean(axis=1, keepdims=True) - slopes[:, None] * time
    error = (left**2).sum() / (scores.shape[0] * (scores.shape[1] - 2)) / (time**2).sum()
    return 1 - error / slopes.var(ddof=1)


@pytest.mark.parametrize(("spread", "noise"), [(1.5, 2.0), (0.8, 2.0), (1.0, 4.0), (0.6, 3.0)])
def test_the_reliability_of_slopes_is_the_one_by_hand(spread, noise):
    long = simulate(np.random.default_rng(5).normal(-3, spread, 150), noise=noise)
    result = grow(long)
    assert result.reliability == pytest.approx(by_hand(long), abs=0.005)
    assert bool(result.barrier) == (by_hand(long) < 0.4)


def hardly_different(seed=7):
    """Everybody's true slope is about -2 a session; four sessions, much noise around the lines."""
    slopes = np.random.default_rng(seed).normal(-2, 0.4, 200)
    return simulate(slopes, times=range(4), noise=6.0, seed=seed)


def test_slopes_that_cannot_be_told_apart_judge_nobody():
    long = hardly_different()
    assert 0 < by_hand(long) < 0.4
    classes = grow(long, least_reliability=0)
    ends = long[long["time"].isin([0, 3])].pivot(index="id", columns="time", values="score")
    assert count(classes)["improved"] == 200
    assert (ends[3] > ends[0]).sum() > 20  # ended worse than they began
    result = grow(long)
    assert (result.n_assessable, len(result.summary())) == (0, 0)
    assert result.cases["outcome"].isna().all()
    assert result.cases["index"].isna().all()
    assert set(result.cases["reason"]) == {"slopes are not reliable"}
    assert "nobody's own slope is judged, because the reliability of the slopes, " in str(
        result.sentence()
    )
    (finding,) = [entry for entry in result.findings if entry.code == "growth-not-judged"]
    assert finding.severity == "warning"
    assert "Not assessable: slopes are not reliable." in result.explain("r000")


def test_a_slope_variance_on_the_boundary_judges_nobody_by_any_option():
    # The slopes vary less than their errors alone explain, so that their variance is 0.
    seed = next(n for n in range(50) if by_hand(simulate([-2] * 80, noise=6.0, seed=n)) < -0.1)
    long = simulate([-2] * 80, noise=6.0, seed=seed)
    result = grow(long, least_reliability=0)
    assert result.barrier == (
        "the variance of the slopes is estimated on the boundary of what is possible"
    )
    assert result.n_assessable == 0


def test_the_deviation_alone_is_judged_whatever_the_reliability():
    # It shrinks with the reliability: 0.10 here, and hardly anybody is called changed.
    result = grow(hardly_different(), method="growth-deviation")
    assert result.barrier == ""
    assert count(result)["unchanged"] >= 190


@pytest.mark.parametrize("least", [-0.1, 1, float("nan")])
def test_a_reliability_that_is_none_is_refused(least):
    with pytest.raises(ChangeError, match="expected a number from 0 to below 1"):
        grow(simulate(ALL_IMPROVE), least_reliability=least)


def test_average_slope_spread_and_noise_are_those_of_the_simulation():
    slopes = np.random.default_rng(5).normal(-3, 1.5, 400)
    result = grow(simulate(slopes, noise=2.0))
    assert result.slope == pytest.approx(-3, abs=4 * result.slope_error)
    assert result.slope_error == pytest.approx(1.6 / np.sqrt(400), rel=0.1)
    assert result.slope_sd == pytest.approx(1.5, rel=0.1)
    assert result.residual_sd == pytest.approx(2, rel=0.1)
    # What is claimed of the errors: about 95 % of the true slopes within 1.96 of them.
    inside = np.abs(result.cases["slope"] - slopes) < 1.96 * result.cases["standard_error"]
    assert 0.92 < inside.mean() < 0.98


def test_deviations_and_their_errors_are_those_of_statsmodels():
    model = pytest.importorskip("statsmodels.regression.mixed_linear_model")
    long = simulate(np.random.default_rng(5).normal(-3, 1.5, 40))
    result = grow(long, method="growth-deviation")
    design = np.column_stack([np.ones(len(long)), long["time"]])
    value = model.MixedLM(
        long["score"].to_numpy(), design, groups=long["id"].to_numpy(), exog_re=design
    ).fit(reml=True, method=["lbfgs", "powell"])
    reference = [effects.to_numpy()[1] for effects in value.random_effects.values()]
    np.testing.assert_allclose(result.cases["deviation"], reference, rtol=1e-3, atol=1e-3)
    errors = [np.sqrt(np.asarray(entry)[1, 1]) for entry in value.random_effects_cov.values()]
    np.testing.assert_allclose(result.cases["standard_error"], errors, rtol=1e-3)


def test_the_order_of_rows_changes_nothing():
    long = simulate(np.random.default_rng(5).normal(-3, 1.5, 20))
    cases = grow(long).cases
    second = grow(long.sample(frac=1, random_state=2)).cases.sort_values(
        "id", ignore_index=True
    )
    pd.testing.assert_frame_equal(cases, second)


def test_the_unit_of_time_changes_slopes_and_no_index():
    long = simulate(np.random.default_rng(5).normal(-3, 1.5, 20))
    days, weeks = grow(long.assign(time=long["time"] * 7 + 100)).cases, grow(long).cases
    np.testing.assert_allclose(days["slope"] * 7, weeks["slope"], rtol=1e-6)
    np.testing.assert_allclose(days["index"], weeks["index"], rtol=1e-6)


def test_respondents_without_a_slope_are_counted_by_reason_and_leave_the_others_alone():
    long = simulate(np.random.default_rng(5).normal(-3, 1.5, 20))
    few = pd.DataFrame(
        {
            "id": ["x", "x", "y", "y", "y"],
            "time": [0, 1, 0, 1, 2],
            "score": [9, 8, 7, None, 999],
        }
    )
    result = grow(pd.concat([few, long]))
    assert result.cases["id"].tolist()[:2] == ["x", "y"]
    assert result.cases["reason"].tolist()[:3] == ["fewer than 3 scores"] * 2 + [""]
    assert result.cases["occasions"].tolist()[:3] == [2, 1, 6]
    assert "score-out-of-range" in {finding.code for finding in result.findings}
    np.testing.assert_allclose(result.cases["index"].to_numpy()[2:], grow(long).cases["index"])
    json.dumps(result.to_dict(), allow_nan=False)


def test_the_level_decides_and_one_sided_multipliers_are_taken():
    long = simulate(np.random.default_rng(5).normal(-0.5, 0.8, 60))
    strict = grow(long, options=[("call", ChangeOptions(multiplier=4))])
    assert strict.critical_value == 4
    assert count(strict)["unchanged"] > count(grow(long))["unchanged"]


@pytest.mark.parametrize(
    ("long", "message"),
    [
        (simulate([1, 2, 3]).drop(columns="time"), "no column time"),
        (simulate([1, 2, 3]).assign(time=0), "have the id and time of another"),
        (simulate([1, 2, 3]).assign(time="then"), "column time holds other than numbers"),
        (simulate([1, 2, 3]).assign(id=None), "rows have no id"),
        (simulate([1, 2]), "at least three respondents"),
    ],
)
def test_rows_that_cannot_be_modelled_are_refused(long, message):
    with pytest.raises(ChangeError, match=message):
        grow(long)


def test_an_unknown_growth_method_gets_the_nearest_name():
    with pytest.raises(ChangeError, match="no growth method 'growth-slop'") as caught:
        grow(simulate([1, 2, 3]), method="growth-slop")
    assert "growth-slope" in caught.value.hint


def test_without_statsmodels_the_error_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.startswith("statsmodels"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PluginError, match="need the library statsmodels") as caught:
        analyse_growth(
            simulate([1, 2, 3]), make_scale(), instrument=INSTRUMENT, method_registry=METHODS
        )
    assert caught.value.hint == "pip install 'scorewell[growth]'"


def by_least_squares(time, score, person, n):
    """A growth method of a stranger: each respondent's own regression, nothing shared."""
    slope, error = np.empty(n), np.empty(n)
    for number in range(n):
        x, y = time[person == number], score[person == number]
        model, residuals, *_ = np.polyfit(x, y, 1, full=True)
        slope[number] = model[0]
        spread = np.sum((x - x.mean()) ** 2)
        error[number] = np.sqrt(residuals.sum() / (len(x) - 2) / spread)
    return Slopes(
        slope=slope, tested=slope, standard_error=error, average=slope.mean(),
        average_error=slope.std(ddof=1) / np.sqrt(n), slope_sd=slope.std(ddof=1),
        residual_sd=1.0,
    )  # fmt: skip


def of_a_stranger(compute):
    return GrowthMethod(
        name="own-lines", title="Own lines", summary="", formula="", reference="",
        compute=compute,
    )  # fmt: skip


def test_a_growth_method_of_a_stranger_is_judged_like_ours():
    # 10, 8, 7, 3 at 0, 1, 2, 3: slope -11/5 = -2.2; the sum of squares around the line is
    # 26 - 11²/5 = 1.8, so the error of the slope is sqrt(1.8 / 2 / 5) = sqrt(.18).
    rows = [("a", t, s) for t, s in enumerate((10, 8, 7, 3))]
    rows += [("b", t, s) for t, s in enumerate((5, 6, 5, 6))]
    rows += [("c", t, s) for t, s in enumerate((1, 4, 5, 9))]
    long = pd.DataFrame(rows, columns=["id", "time", "score"]).sample(frac=1, random_state=3)
    result = analyse_growth(
        long, make_scale(), instrument=INSTRUMENT, method="own-lines",
        method_registry={"own-lines": of_a_stranger(by_least_squares)},
    )  # fmt: skip
    cases = result.cases.set_index("id")
    assert cases.loc["a", "slope"] == pytest.approx(-2.2)
    assert cases.loc["a", "index"] == pytest.approx(-2.2 / np.sqrt(0.18))
    assert cases["outcome"].to_dict() == {
        "a": "improved", "b": "unchanged", "c": "deteriorated",
    }  # fmt: skip
    assert result.method.name == "own-lines"


def test_a_growth_method_that_returns_something_else_is_named():
    def short(time, score, person, n):
        return Slopes(
            slope=np.zeros(1), tested=np.zeros(1), standard_error=np.ones(1), average=0.0,
            average_error=1.0, slope_sd=1.0, residual_sd=1.0,
        )  # fmt: skip

    with pytest.raises(PluginError, match="'own-lines' did not return one finite slope"):
        analyse_growth(
            simulate([1, 2, 3]), make_scale(), instrument=INSTRUMENT, method="own-lines",
            method_registry={"own-lines": of_a_stranger(short)},
        )  # fmt: skip


# One respondent


def answer(text, name):
    (line,) = [line for line in text.splitlines() if line.strip().startswith(f"{name} = ")]
    return line.partition(" = ")[2]


def test_one_respondent_is_explained_with_the_numbers_of_the_slope_and_its_error():
    result = grow(simulate(ALL_IMPROVE), method="growth-slope", unit="week")
    case = result.to_frame().iloc[4]
    text = result.explain("r004")
    assert text.startswith("Respondent r004, synthetic.total (0 to 200, lower is better)")
    assert f"average slope = {result.slope:.6g} points per week" in text
    slope, error, index = (f"{case[name]:.6g}" for name in ("slope", "standard_error", "index"))
    assert answer(text, "index") == f"({slope}) / {error} = {index}"
    assert text.endswith("Outcome: improved")


def test_the_deviation_from_the_average_is_what_its_own_method_divides():
    result = grow(simulate(ALL_IMPROVE), method="growth-deviation")
    case = result.cases.iloc[0]
    first = answer(result.explain("r000"), "index").partition(" / ")[0]
    assert first.strip("()") == f"{case['deviation']:.6g}"


def test_who_has_no_slope_is_told_why_and_a_stranger_is_refused():
    long = pd.concat(
        [simulate(ALL_IMPROVE), pd.DataFrame({"id": ["x"], "time": [0], "score": [100.0]})]
    )
    result = grow(long)
    text = result.explain("x")
    assert text.endswith("Not assessable: fewer than 3 scores.")
    with pytest.raises(ChangeError, match="no respondent 'r0' was judged"):
        result.explain("r0")


def test_a_slope_without_error_is_not_divided_by_it():
    people = np.arange(4)

    def exact(time, score, person, n):
        zero = np.zeros(n)
        return Slopes(
            slope=zero, tested=zero, standard_error=zero, average=0.0, average_error=0.0,
            slope_sd=0.0, residual_sd=0.0,
        )  # fmt: skip

    method = GrowthMethod(
        name="exact",
        title="Exact",
        summary="-",
        formula="0",
        reference="made up",
        compute=exact,
    )
    long = pd.DataFrame(
        {"id": np.repeat(people, 3), "time": np.tile(range(3), 4), "score": 100.0}
    )
    result = analyse_growth(
        long, make_scale(), instrument=INSTRUMENT, method_registry={"exact": method},
        method="exact",
    )  # fmt: skip
    text = result.explain(2)
    assert "index = 0, as there is no error to divide by" in text
    assert text.endswith("Outcome: unchanged")
