"""Made-up answers: what was asked for is what comes out, by arithmetic of its own."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import scorewell
from scorewell.errors import DataError
from scorewell.registry.registry import open_registry
from scorewell.reliability.items import facets
from scorewell.simulation.design import Design
from scorewell.simulation.draw import simulate as draw
from scorewell.simulation.model import ThresholdModel

MANY = 40_000
"""Alpha, means and correlations then have standard errors of about .005 or less."""


def keyed(
    frame: pd.DataFrame, occasion: str, prefix: str, items, reversed_=(), ends=0
) -> np.ndarray:
    """Answers of one occasion, reversed by hand."""
    rows = frame[frame["occasion"] == occasion]
    columns = [
        ends - rows[f"{prefix}_{n}"].to_numpy(dtype=float)
        if n in reversed_
        else rows[f"{prefix}_{n}"].to_numpy(dtype=float)
        for n in items
    ]
    return np.stack(columns, axis=1)


def alpha(x: np.ndarray) -> float:
    """Cronbach: k / (k - 1) x (1 - sum of variances / variance of the sum)."""
    k = x.shape[1]
    return k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1))


# --- the model against integrals and draws -------------------------------------------------------


def two_items(correlation: float, first: float, second: float) -> ThresholdModel:
    return ThresholdModel(
        items=("a", "b"),
        values=(np.array([0.0, 1.0]), np.array([0.0, 1.0])),
        thresholds=(np.array([first]), np.array([second])),
        loadings=np.array([math.sqrt(abs(correlation)), math.copysign(math.sqrt(abs(correlation)), correlation)]),
        factor=(0, 0),
        correlation=np.eye(1),
    )  # fmt: skip


@pytest.mark.parametrize("r", [-0.8, -0.3, 0.2, 0.5, 0.9])
def test_the_covariance_of_two_median_splits_is_sheppards(r: float):
    # P(both above 0) = 1/4 + arcsin(r) / (2 pi) (Sheppard), so the covariance is
    # arcsin(r) / (2 pi), and each variance 1/4.
    covariance = two_items(r, 0.0, 0.0).covariance()
    assert covariance[0, 1] == pytest.approx(math.asin(r) / (2 * math.pi), abs=2e-4)
    assert covariance[0, 0] == pytest.approx(0.25)


def test_the_covariance_off_the_median_is_that_of_the_bivariate_normal():
    from scipy.stats import multivariate_normal, norm

    covariance = two_items(0.6, 0.4, -1.1).covariance()[0, 1]
    # Both above is both below after a change of signs.
    pair = multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]]).cdf([-0.4, 1.1])
    assert covariance == pytest.approx(pair - norm.sf(0.4) * norm.sf(-1.1), abs=1e-5)


def test_probabilities_by_hand():
    # Below -1, between and above 1 there are .1587, .6827 and .1587 of a standard normal.
    model = ThresholdModel(
        items=("a",), values=(np.array([1.0, 2.0, 4.0]),), thresholds=(np.array([-1.0, 1.0]),),
        loadings=np.array([0.5]), factor=(0,), correlation=np.eye(1),
    )  # fmt: skip
    assert model.probabilities(0).round(4).tolist() == [0.1587, 0.6827, 0.1587]
    assert model.means()[0] == pytest.approx(0.15866 + 2 * 0.68269 + 4 * 0.15866, abs=1e-4)


# --- what is asked for comes out -----------------------------------------------------------------


def test_alpha_effect_and_retest_of_the_pseq_are_those_asked_for():
    frame = scorewell.simulate("pseq", MANY, change=0.6, alpha=0.92, retest=0.75, seed=11)
    pre, post = (keyed(frame.frame, o, "pseq", range(1, 11)) for o in ("pre", "post"))
    assert alpha(pre) == pytest.approx(0.92, abs=0.005)
    # Higher is better on the PSEQ.
    effect = (post.sum(1).mean() - pre.sum(1).mean()) / pre.sum(1).std(ddof=1)
    assert effect == pytest.approx(0.6, abs=0.015)
    # The retest correlation is defined at one mean; at another it is a little lower.
    assert np.corrcoef(pre.sum(1), post.sum(1))[0, 1] == pytest.approx(0.75, abs=0.02)


def test_without_change_the_retest_correlation_is_the_published_one():
    frame = scorewell.simulate("phq-9", MANY, change=0.0, seed=12)
    pre, post = (keyed(frame.frame, o, "phq_9", range(1, 10)).sum(1) for o in ("pre", "post"))
    # Kroenke et al. 2001: alpha .89, retest .84.
    assert np.corrcoef(pre, post)[0, 1] == pytest.approx(0.84, abs=0.01)


@pytest.mark.parametrize(
    ("norm", "mean", "sd"),
    [
        ("german-outpatients", 16.04, 4.87),
        ("kroenke-2016-pain", 9.1, 6.3),
        ("jordan-2017", 5.2, 5.06),
    ],
)
def test_mean_and_sd_of_the_phq9_are_those_of_the_norm(norm: str, mean: float, sd: float):
    frame = scorewell.simulate("phq-9", MANY, norm=norm, change=0.3, seed=13)
    pre, post = (keyed(frame.frame, o, "phq_9", range(1, 10)) for o in ("pre", "post"))
    assert pre.sum(1).mean() == pytest.approx(mean, abs=0.1)
    assert pre.sum(1).std(ddof=1) == pytest.approx(sd, abs=0.1)
    assert alpha(pre) == pytest.approx(0.89, abs=0.008)
    # Lower is better on the PHQ-9.
    assert (pre.sum(1).mean() - post.sum(1).mean()) / sd == pytest.approx(0.3, abs=0.02)


def test_a_norm_of_two_scales_with_reversed_items_holds_for_both():
    # Fish et al. 2010: activity engagement 12.3 (5.8), pain willingness 9.5 (4.9); the items
    # of the second are reversed, from 0 to 6.
    frame = scorewell.simulate("cpaq-8", MANY, norm="fish-2010", alpha=0.8, seed=14)
    instrument = scorewell.load("cpaq-8")
    expected = {"activity_engagement": (12.3, 5.8), "pain_willingness": (9.5, 4.9)}
    for scale, (mean, sd) in expected.items():
        first = instrument.scale(scale)
        items = [int(name.rpartition("_")[2]) for name in first.items]
        back = [int(name.rpartition("_")[2]) for name in first.reversed]
        x = keyed(frame.frame, "pre", "cpaq_8", items, back, 6)
        assert x.sum(1).mean() == pytest.approx(mean, abs=0.1)
        assert x.sum(1).std(ddof=1) == pytest.approx(sd, abs=0.1)
        assert alpha(x) == pytest.approx(0.8, abs=0.01)


def test_scales_of_opposite_direction_improve_together_and_correlate_negatively():
    frame = scorewell.simulate("panas", MANY, change=0.5, correlation=0.6, alpha=0.9, seed=15)
    instrument = scorewell.load("panas")
    totals = {}
    for scale in ("positive", "negative"):
        items = [int(name.rpartition("_")[2]) for name in instrument.scale(scale).items]
        for occasion in ("pre", "post"):
            totals[scale, occasion] = keyed(frame.frame, occasion, "panas", items).sum(1)
    for scale, sign in (("positive", 1), ("negative", -1)):
        pre, post = totals[scale, "pre"], totals[scale, "post"]
        assert sign * (post.mean() - pre.mean()) / pre.std() == pytest.approx(0.5, abs=0.02)
    corrcoef = np.corrcoef(totals["positive", "pre"], totals["negative", "pre"])[0, 1]
    # Factors correlate -.6; scores with alpha .9 a tenth less.
    assert corrcoef == pytest.approx(-0.54, abs=0.02)


def test_an_alpha_known_only_of_the_total_is_that_of_the_total():
    # SCS-SF: six scales of two items; alpha .83 of the total mean is as used.
    frame = scorewell.simulate("scs-sf", MANY, seed=16)
    instrument = scorewell.load("scs-sf")
    back = [int(n.rpartition("_")[2]) for n in instrument.scale("total_mean").reversed]
    x = keyed(frame.frame, "pre", "scs_sf", range(1, 13), back, 6)
    assert alpha(x) == pytest.approx(0.83, abs=0.01)


def test_several_occasions_have_an_effect_each():
    frame = scorewell.simulate(
        "gad-7", MANY, occasions=("pre", "post", "3m"), change=(0.5, 0.2), seed=17
    )
    totals = [keyed(frame.frame, o, "gad_7", range(1, 8)).sum(1) for o in ("pre", "post", "3m")]
    sd = totals[0].std()
    assert (totals[0].mean() - totals[1].mean()) / sd == pytest.approx(0.5, abs=0.02)
    assert (totals[0].mean() - totals[2].mean()) / sd == pytest.approx(0.2, abs=0.02)


def test_blanks_and_dropouts_have_their_shares():
    frame = scorewell.simulate(
        "phq-9", 5000, occasions=("a", "b", "c"), missing=0.1, dropout=0.4, seed=18
    )
    sizes = frame.frame.groupby("occasion").size()
    assert sizes["a"] == 5000
    # Four of ten are gone at last, half of the hazard (1 - sqrt .6) by the second occasion.
    assert sizes["c"] / 5000 == pytest.approx(0.6, abs=0.03)
    assert sizes["b"] / 5000 == pytest.approx(math.sqrt(0.6), abs=0.03)
    groupby = {o: set(rows["respondent"]) for o, rows in frame.frame.groupby("occasion")}
    assert groupby["c"] < groupby["b"] < groupby["a"]
    items = frame.frame.filter(like="phq_9_")
    assert items.isna().to_numpy().mean() == pytest.approx(0.1, abs=0.01)


def test_the_same_seed_gives_the_same_answers_and_another_others():
    first, repeat, second = (scorewell.simulate("pseq", 30, seed=s).frame for s in (5, 5, 6))
    pd.testing.assert_frame_equal(first, repeat)
    assert not first.equals(second)


@pytest.mark.parametrize("name", [entry.id for entry in open_registry().entries])
def test_every_instrument_gives_answers_that_are_allowed_and_bind_without_options(name: str):
    frame = scorewell.simulate(name, 40, change=0.2, missing=0.1, seed=19)
    instrument = scorewell.load(name)
    for item in instrument.items:
        assert set(frame.frame[item.id].dropna().astype(float)) <= set(item.coding.values)
    findings = scorewell.findings(frame.frame, name)
    # The model draws every item, also those that an earlier answer leads past.
    assert set(findings["kind"]) <= ({"skip-contradicted"} if instrument.skips else set())
    scores = scorewell.score(frame.frame, name)
    assert len(scores) == 80
    parts = [item for facet in facets(instrument) for item in facet.items]
    assert len(parts) == len(set(parts))


def test_wide_has_a_row_per_respondent_and_blanks_where_one_dropped_out():
    result = scorewell.simulate("gad-2", 50, dropout=0.5, seed=20)
    wide, frame = result.wide(), result.frame
    assert wide["respondent"].tolist() == [f"R{n:03d}" for n in range(1, 51)]
    absent = set(wide["respondent"]) - set(frame.loc[frame["occasion"] == "post", "respondent"])
    assert absent
    dropouts = wide[wide["respondent"].isin(absent)]
    assert dropouts[["post_gad_2_1", "post_gad_2_2"]].isna().all(axis=None)
    assert dropouts[["pre_gad_2_1", "pre_gad_2_2"]].notna().all(axis=None)


# --- what cannot be --------------------------------------------------------------------------------


def test_an_effect_beyond_the_end_of_the_scale_is_refused():
    with pytest.raises(DataError, match="does not fit on the scale total"):
        scorewell.simulate("phq-9", 10, norm="community-25-34", change=1.5)


def test_an_unknown_norm_is_refused_with_those_there_are():
    with pytest.raises(DataError, match="no norm 'kroenke'") as caught:
        scorewell.simulate("phq-9", 10, norm="kroenke")
    assert "kroenke-2016-pain" in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"respondents": 0}, {"alpha": 1.0}, {"correlation": 1.0}, {"retest": -0.1}, {"missing": 1.0},
        {"dropout": 1.0}, {"seed": -1}, {"occasions": ("pre", "pre")}, {"change": (0.1, 0.2)},
        {"change": (math.inf,)}, {"occasions": ()},
    ],
)  # fmt: skip
def test_a_design_out_of_range_is_refused(wrong: dict):
    with pytest.raises(DataError):
        Design(**wrong)


def test_the_result_is_plain_values_with_sources():
    result = draw(scorewell.load("pseq"), Design(respondents=5))
    data = result.to_dict()
    assert data["alphas"][0]["source"].startswith("published (total, ")
    assert data["design"]["respondents"] == 5
    assert "middle of each scale" in result.summary()
