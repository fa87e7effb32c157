"""How precisely limits, cut-offs, shares and differences are known, and who depends on it.

The scale runs from 0 to 40, lower is better. With a standard deviation of 8 and a reliability
of .875 the limit is 2 x 8 x sqrt(2 x .125) = 8 points; criterion c of (36, 8) and (8, 6) is 20.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scorewell.change.analyse import analyse
from scorewell.change.classes.proportion_interval import wilson
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Control, Population
from scorewell.change.uncertainty.bootstrap import (
    bootstrap_draws,
    bootstrap_quantiles,
    normal_draws,
)
from scorewell.change.uncertainty.class_stability import stability, stability_counts
from scorewell.change.uncertainty.group_differences import Shares, number_needed
from scorewell.change.uncertainty.intervals import combined, sd_interval
from scorewell.change.uncertainty.reclassify import Reclassifier, item_count
from scorewell.change.uncertainty.uncertainty import precision
from scorewell.definitions.model import (
    Instrument,
    MissingRule,
    Norm,
    Reliability,
    Sample,
    Scale,
)
from scorewell.errors import ChangeError
from scorewell.registry.contracts import ChangeIndex
from scorewell.registry.registry import open_registry
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

METHODS = open_registry().plugins.change_methods
INSTRUMENT = Instrument(id="mood", version="1.0.0", name="Mood")
TEN = Norm(id="ten", population="clinical", mean=36, sd=8, n=10)
SCALE = Scale(
    id="low_mood", name="Low mood", items=("m1", "m2", "m3"), method="sum",
    missing=MissingRule(rule="complete"), low=0, high=40, better="lower",
    norms=(TEN, Norm(id="unknown", population="clinical", mean=36, sd=8)),
    reliability=(
        Reliability(id="alpha", statistic="alpha", value=0.8, sample=Sample(n=11)),
        Reliability(id="retest", statistic="retest", value=0.8, sample=Sample(n=11)),
        Reliability(id="bare", statistic="alpha", value=0.8),
    ),
)  # fmt: skip
PAIRS = pd.DataFrame(
    {
        "id": ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"],
        "pre": [30.0, 36, 22, 25, 15, 30, 28, 28],
        "post": [10.0, 24, 18, 34, 12, 10, np.nan, 20],
    }
)
OPTIONS = {
    "sd": 8,
    "reliability": 0.875,
    "multiplier": 2,
    "clinical": Population(mean=36, sd=8, n=50),
    "functional": Population(mean=8, sd=6, n=90),
}


def compare(pairs=PAIRS, *, scale=SCALE, method=JACOBSON_TRUAX, **options):
    arguments = OPTIONS | {"method": method.name} | options
    return analyse(
        pairs,
        scale,
        instrument=INSTRUMENT,
        method_registry={method.name: method},
        options=[("call", ChangeOptions(**arguments))],
    )


def codes(result):
    return [finding.code for finding in result.findings]


# --- a standard deviation -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [
        (2, 0.4461, 31.9102), (5, 0.5991, 2.8736), (10, 0.6878, 1.8256),
        (30, 0.7964, 1.3443), (100, 0.8780, 1.1617), (1000, 0.9580, 1.0459),
    ],
)  # fmt: skip
def test_limits_of_a_standard_deviation_are_those_of_boost(n, low, high):
    """Table of limits for a standard deviation of 1 in the documentation of Boost.Math."""
    assert sd_interval(1, n=n) == pytest.approx((low, high), abs=6e-5)


def test_a_standard_deviation_of_one_person_has_no_interval():
    with pytest.raises(ChangeError, match="1 people"):
        sd_interval(8, n=1)


# --- the limit ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"sd": "ten", "reliability": "alpha"},
        {"sd": "baseline", "clinical": "baseline"},
        {"sd": "pairs", "clinical": "pairs", "centre": "median", "spread": "mad"},
    ],
)
def test_who_stands_behind_a_figure_does_not_depend_on_how_it_is_worded(options):
    result = compare(**options)
    inputs = tuple(replace(entry, detail="in other words") for entry in result.inputs)
    plain = replace(result, settings=replace(result.settings, inputs=inputs))
    ours, reference = precision(result, draws=500), precision(plain, draws=500)
    assert ours.limit == reference.limit
    assert ours.cutoffs == reference.cutoffs


def test_limit_varies_with_the_standard_deviation_of_the_norm():
    """8 points x 0.6878 and x 1.8256 (Boost's table for n = 10)."""
    limit = precision(compare(sd="ten")).limit
    assert (limit.value, limit.low, limit.high) == pytest.approx((8, 5.503, 14.605), abs=1e-3)
    assert (limit.n, limit.held) == (10, ("reliability",))


def test_limit_varies_with_the_standard_deviation_of_the_sample():
    """Eight baseline scores; printed tables have 16.013 and 1.690 for 7 degrees of freedom."""
    result = compare(sd="baseline")
    limit = precision(result).limit
    assert limit.n == 8
    assert limit.low / result.limit == pytest.approx(math.sqrt(7 / 16.013), abs=1e-4)
    assert limit.high / result.limit == pytest.approx(math.sqrt(7 / 1.690), abs=1e-3)


def test_limit_varies_with_an_alpha_of_known_people_and_items():
    # 11 people, 3 items: F(10, 20) has 2.77 and 1/3.42; 1 - alpha changes by these factors,
    # the limit by their roots.
    limit = precision(compare(reliability="alpha")).limit
    assert limit.low / limit.value == pytest.approx(math.sqrt(1 / 3.42), abs=1e-3)
    assert limit.high / limit.value == pytest.approx(math.sqrt(2.77), abs=2e-3)
    assert (limit.n, limit.held) == (11, ("standard deviation",))


def test_both_parts_add_up_as_squares_of_logarithms():
    """By hand from the two tests above: exp(-hypot(ln .6878, ln .5407)) and so on."""
    limit = precision(compare(sd="ten", reliability="alpha")).limit
    assert limit.low / limit.value == pytest.approx(0.4868, abs=5e-4)
    assert limit.high / limit.value == pytest.approx(2.200, abs=3e-3)
    assert (limit.n, limit.held) == (10, ())


def test_combined_limits_agree_with_draws_of_both_pivots():
    """Draws of s x sqrt(1 - r) from chi squared and F, which the formula stands for."""
    rng = np.random.default_rng(20)
    n, people, items = 50, 80, 10
    spread = np.sqrt((n - 1) / rng.chisquare(n - 1, 400_000))
    noise = np.sqrt(rng.f(people - 1, (people - 1) * (items - 1), 400_000))
    low, high = np.quantile(spread * noise, [0.025, 0.975])
    tails = stats.f.ppf([0.025, 0.975], people - 1, (people - 1) * (items - 1))
    result = combined([sd_interval(1, n=n), tuple(np.sqrt(tails))])
    assert result == pytest.approx((low, high), rel=0.01)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"reliability": "retest"}, "retest, no interval computed"),
        ({"reliability": "bare"}, "alpha, number of people not stated"),
        ({"reliability": 0.8}, "typed, number of people not stated"),
        ({"sd": "unknown"}, "standard deviation taken as given"),
    ],
)
def test_what_has_no_known_people_is_taken_as_given_and_said(options, reason):
    result = precision(compare(**options))
    assert result.limit is None
    assert any(reason in finding.message for finding in result.findings)
    assert "has no interval" in result.sentence()


def test_a_limit_that_differs_between_respondents_has_no_interval():
    def compute(pre, post, inputs):
        error = np.where(np.isnan(pre), np.nan, 1 + pre / 10)
        return ChangeIndex(index=(post - pre) / error, standard_error=error)

    method = replace(JACOBSON_TRUAX, name="uneven", compute=compute)
    result = precision(compare(method=method, sd="ten"))
    assert result.limit is None
    assert "differs between respondents" in result.findings[0].message
    assert result.cases["reliable"].tolist() == result.cases["reliable_high"].tolist()


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_bundled_method_can_be_looked_at(name):
    method = METHODS[name]
    control = Control(mean_pre=28, sd_pre=8, mean_post=27, sd_post=8, retest=0.8, n=60)
    extra = {"control": control} if any("control" in entry for entry in method.inputs) else {}
    result = compare(method=method, sd="ten", reliability_post=0.85, **extra)
    actual = precision(result)
    assert actual.cases["outcome"].equals(result.cases["outcome"].astype("string"))
    if "sd" in method.inputs:
        assert actual.limit.low < actual.limit.value == result.limit < actual.limit.high
    else:
        assert actual.findings[0].code == "limit-without-interval"


def test_what_a_method_takes_besides_is_said_in_the_sentence():
    result = precision(compare(method=METHODS["hsu-linn-nord"], sd="ten"))
    assert "reliability, mean pre and mean post as given" in result.sentence()


def test_the_spread_by_median_is_drawn_from_the_sample():
    scores = np.random.default_rng(5).normal(25, 6, 200).clip(0, 40)
    pairs = pd.DataFrame({"id": range(200), "pre": scores, "post": scores})
    result = compare(pairs, sd="baseline", spread="mad")
    limit = precision(result).limit
    # The standard error of 1.4826 x MAD of n normal scores is about 1.17 s / sqrt(n).
    assert limit.high - limit.low == pytest.approx(
        2 * 1.96 * 1.166 * result.limit / math.sqrt(200), rel=0.25
    )
    assert "bootstrap" in limit.method


# --- the cut-offs ---------------------------------------------------------------------------


def test_cutoffs_a_and_b_have_the_limits_of_the_noncentral_t():
    """A mean plus k standard deviations: m + s t'(n - 1, k sqrt(n)) / sqrt(n), exact."""
    cutoffs = {cutoff.name: cutoff for cutoff in precision(compare(), draws=200_000).cutoffs}
    for name, mean, sd, n, k in (("a", 36, 8, 50, -2), ("b", 8, 6, 90, 2)):
        tails = stats.nct.ppf([0.025, 0.975], n - 1, k * math.sqrt(n))
        expected = mean + sd * tails / math.sqrt(n)
        entry = cutoffs[f"cut-off {name}"]
        assert (entry.low, entry.high) == pytest.approx(tuple(expected), abs=0.05)


def test_cutoff_c_agrees_with_the_delta_method_in_large_samples():
    # Derivatives of (S1 M0 + S0 M1) / (S0 + S1) at (36, 8) and (8, 6): 3/7, 4/7 for the
    # means and -28 x 6 / 196, 28 x 8 / 196 for the standard deviations.
    n = 4000
    big = {
        "clinical": Population(mean=36, sd=8, n=n),
        "functional": Population(mean=8, sd=6, n=n),
    }
    cutoff = precision(compare(**big), draws=100_000).cutoffs[2]
    variance = (
        (3 / 7 * 8) ** 2 + (4 / 7 * 6) ** 2 + ((6 / 7) * 8) ** 2 / 2 + ((8 / 7) * 6) ** 2 / 2
    ) / n
    half = 1.959964 * math.sqrt(variance)
    assert (cutoff.low, cutoff.high) == pytest.approx((20 - half, 20 + half), abs=0.01)


def skewed(n=60):
    return np.round(np.random.default_rng(9).gamma(4, 5, n).clip(0, 40))


@pytest.mark.parametrize(("ours", "reference"), [("percentile", "percentile"), ("bca", "BCa")])
def test_bootstrap_of_the_sample_agrees_with_scipy(ours, reference):
    """scipy.stats.bootstrap of mean - 2 SD, with other random numbers."""
    scores = skewed()
    pairs = pd.DataFrame({"id": range(60), "pre": scores, "post": scores})
    result = compare(pairs, clinical="baseline", criterion="a")
    cutoff = precision(result, bootstrap=ours, draws=50_000).cutoffs[0]

    def statistic(sample, axis):
        return sample.mean(axis=axis) - 2 * sample.std(axis=axis, ddof=1)

    confidence_interval = stats.bootstrap(
        (scores,), statistic, n_resamples=50_000, method=reference,
        rng=np.random.default_rng(77), vectorized=True,
    ).confidence_interval  # fmt: skip
    width = confidence_interval.high - confidence_interval.low
    assert cutoff.low == pytest.approx(confidence_interval.low, abs=0.03 * width)
    assert cutoff.high == pytest.approx(confidence_interval.high, abs=0.03 * width)


def test_cutoff_c_of_two_samples_is_drawn_from_each_apart():
    # scipy.stats.bootstrap of two samples resamples each by itself; the functional figures
    # here are those of a large normal sample, which a normal population stands for.
    scores = skewed()
    normal = stats.norm.ppf((np.arange(400) + 0.5) / 400, 8, 6)
    mean, sd = float(normal.mean()), float(normal.std(ddof=1))
    pairs = pd.DataFrame({"id": range(60), "pre": scores, "post": scores})
    result = compare(pairs, clinical="baseline", functional=Population(mean=mean, sd=sd, n=400))
    cutoff = precision(result, draws=50_000).cutoffs[2]

    def midpoint(first, second, axis):
        value, two = first.std(axis=axis, ddof=1), second.std(axis=axis, ddof=1)
        return (value * second.mean(axis=axis) + two * first.mean(axis=axis)) / (value + two)

    confidence_interval = stats.bootstrap(
        (scores, normal), midpoint, n_resamples=30_000, method="percentile",
        rng=np.random.default_rng(7), vectorized=True,
    ).confidence_interval  # fmt: skip
    width = confidence_interval.high - confidence_interval.low
    assert cutoff.low == pytest.approx(confidence_interval.low, abs=0.05 * width)
    assert cutoff.high == pytest.approx(confidence_interval.high, abs=0.05 * width)


@pytest.mark.parametrize(("centre", "spread"), [("mean", "sd"), ("median", "mad")])
def test_draws_by_counts_are_draws_of_scores(centre, spread):
    """Against samples drawn score by score."""
    scores, rng = skewed(25), np.random.default_rng(3)
    ours = bootstrap_draws(scores, centre=centre, spread=spread, draws=20_000, rng=rng)
    sample = rng.choice(scores, size=(20_000, 25))
    middle = sample.mean(axis=1) if centre == "mean" else np.median(sample, axis=1)
    away = np.abs(sample - np.median(sample, axis=1)[:, None])
    wide = sample.std(axis=1, ddof=1) if spread == "sd" else 1.4826 * np.median(away, axis=1)
    for expected, second in ((ours.centre, middle), (ours.spread, wide)):
        assert expected.mean() == pytest.approx(second.mean(), abs=0.06)
        assert expected.std() == pytest.approx(second.std(), rel=0.03)


def test_a_quantile_of_the_sample_is_drawn_like_any_quantile():
    scores, rng = skewed(31), np.random.default_rng(4)
    ours = bootstrap_quantiles(scores, 0.16, draws=20_000, rng=rng)
    second = np.quantile(rng.choice(scores, size=(20_000, 31)), 0.16, axis=1)
    assert ours.mean() == pytest.approx(second.mean(), abs=0.06)
    pairs = pd.DataFrame({"id": range(31), "pre": scores, "post": scores})
    result = compare(pairs, clinical="baseline", quantiles=(0.16, 0.84), criterion="a")
    cutoff = precision(result).cutoffs[0]
    assert cutoff.value == np.quantile(scores, 0.16)
    assert cutoff.low <= cutoff.value <= cutoff.high


def test_many_different_scores_are_drawn_on_a_grid_that_changes_nothing():
    scores = np.random.default_rng(8).uniform(0, 40, 5000)
    result = bootstrap_draws(
        scores, centre="mean", spread="sd", draws=500, rng=np.random.default_rng(1)
    )
    assert result.centre.mean() == pytest.approx(scores.mean(), abs=0.03)
    assert result.spread.mean() == pytest.approx(scores.std(ddof=1), rel=0.005)


def test_percentiles_of_published_draws_are_chi_squared_and_t_limits():
    rng = np.random.default_rng(2)
    result = normal_draws(36, 8, n=10, draws=400_000, rng=rng)
    low, high = np.quantile(result.spread, [0.025, 0.975])
    assert (low / 8, high / 8) == pytest.approx((0.6878, 1.8256), rel=0.01)
    # t of 9 degrees of freedom: 2.262.
    assert np.quantile(result.centre, 0.975) == pytest.approx(
        36 + 2.262 * 8 / 10**0.5, rel=0.005
    )


def test_a_sample_too_small_for_the_bootstrap_is_taken_as_normal():
    result = precision(compare(clinical="baseline"))
    assert all("normal population" in cutoff.method for cutoff in result.cutoffs)
    assert result.cutoff.n == 8


def test_figures_of_unknown_people_leave_a_cutoff_without_interval():
    values = Population(mean=36, sd=8), Population(mean=8, sd=6)
    result = precision(compare(clinical=values[0], functional=values[1]))
    assert result.cutoffs == ()
    assert codes(result).count("cut-off-without-interval") == 3


def test_half_known_figures_give_an_interval_that_says_what_was_held():
    result = precision(compare(functional=Population(mean=8, sd=6)))
    assert result.cutoff.held == ("functional population",)
    assert "input-without-interval" in codes(result)


def test_the_same_seed_gives_the_same_limits_whatever_the_order_of_rows():
    pairs = pd.DataFrame({"id": range(60), "pre": skewed(), "post": skewed()})
    first = precision(compare(pairs, clinical="baseline"))
    two = precision(compare(pairs.iloc[::-1], clinical="baseline"))
    three = precision(compare(pairs, clinical="baseline"), seed=2)
    assert first.cutoffs == two.cutoffs
    assert first.cutoffs != three.cutoffs


# --- who changes class ----------------------------------------------------------------------


def limits(pairs=PAIRS, *, factors=(0.5, 1.5), cutoffs=(17.0, 23.0)):
    result = compare(pairs)
    return stability(result.cases, Reclassifier.of(result), factors=factors, cutoffs=cutoffs)


def test_classes_at_both_ends_by_hand():
    # Limits 4, 8, 12 and cut-offs 17, 20, 23. P3 changes by 4 and P2 by 12: exactly on a
    # limit, which is unchanged. P8 ends on 20: clinical at 20, functional at 23.
    table = limits().set_index("id")
    assert table["outcome_possible"].fillna("").to_dict() == {
        "P1": "recovered",
        "P2": "improved or unchanged",
        "P3": "unchanged",
        "P4": "unchanged or deteriorated",
        "P5": "unchanged",
        "P6": "recovered",
        "P7": "",
        "P8": "recovered or improved or unchanged",
    }
    assert table["robust"].to_dict() == {
        "P1": True, "P2": False, "P3": False, "P4": False,
        "P5": True, "P6": True, "P7": True, "P8": False,
    }  # fmt: skip
    assert table.loc["P3", ["baseline_status_low", "baseline_status_high"]].tolist() == [
        "clinical",
        "functional",
    ]
    assert table.loc["P8", ["reliable_low", "reliable", "reliable_high"]].tolist() == [
        "improved",
        "unchanged",
        "unchanged",
    ]


def test_counts_of_changed_classes_by_hand():
    """Reliable: P2, P4, P8. Before: P3 (22). After: P3 (18), P8 (20). Outcome: P2, P4, P8."""
    counts = stability_counts(limits()).set_index("name")
    assert counts["n"].to_dict() == {
        "reliable": 3, "baseline_status": 1, "end_status": 2, "outcome": 3, "any": 4,
    }  # fmt: skip
    assert set(counts["of"]) == {7}


def test_recovery_at_a_cutoff_between_the_ends_is_not_missed():
    # From 18 to 16: functional before at 20 and 30, clinical after at 10, and recovered only
    # where the cut-off lies between, as at 17.
    pairs = pd.DataFrame({"id": ["Q"], "pre": [18.0], "post": [16.0]})
    table = limits(pairs, factors=(0.1, 0.2), cutoffs=(10.0, 30.0))
    assert table["outcome_possible"].tolist() == ["recovered or improved or unchanged"]


def test_without_intervals_every_class_is_robust():
    table = limits(factors=None, cutoffs=None)
    assert table["robust"].tolist() == [True] * 8
    assert table["outcome"].dropna().equals(table["outcome_possible"].dropna())


def test_classes_as_they_are_are_those_of_the_result():
    result = compare(sd="baseline", clinical="baseline", on_limit="changed")
    actual = precision(result)
    for name in ("reliable", "baseline_status", "end_status", "outcome"):
        assert actual.cases[name].equals(result.cases[name].astype("string"))


# --- two groups -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((7, 34, 1, 34), 0.0189, 0.3404),
    ],
)
def test_differences_are_those_of_newcombe(counts, low, high):
    # Newcombe (1998), examples, method 10; the last as R package contingencytables 2.0 has
    # it (Fagerland, Lydersen and Laake, Perondi's trial).
    names = ("first", "first_n", "second", "second_n")
    _, *result = Shares(**dict(zip(names, counts, strict=True))).difference()
    assert result == pytest.approx([low, high], abs=1e-4)


def test_ratio_is_that_of_contingencytables():
    """MOVER_R_Wilson_CI_ratio_2x2 of R package contingencytables: 7.0000 (1.1537 to 41.9763)."""
    ratio = Shares(first=7, first_n=34, second=1, second_n=34).ratio()
    assert ratio == pytest.approx((7, 1.1537, 41.9763), abs=1e-4)


def test_ratio_to_nobody_has_no_upper_limit():
    value, low, high = Shares(first=10, first_n=10, second=0, second_n=20).ratio()
    assert (value, high) == (math.inf, math.inf)
    # (2 x .1611 - .1611^2 = .2962) x R^2 - ... with p2 = 0: R = sqrt(l1 (2 - l1)) / u2.
    first, second = wilson(10, 10)[0], wilson(0, 20)[1]
    assert low == pytest.approx(math.sqrt(first * (2 - first)) / second)
    ratio = Shares(first=0, first_n=5, second=0, second_n=5).ratio()
    assert math.isnan(ratio[0])
    assert ratio[1:] == (0, math.inf)


@pytest.mark.parametrize(
    ("difference", "low", "high", "words"),
    [
        # CMAJ 2002;166:1676: 16.6% (0.9 to 32.2).
        (0.166, 0.009, 0.322, "6.0 for one more (3.1 to 111.1)"),
        (-0.166, -0.322, -0.009, "6.0 for one fewer (3.1 to 111.1)"),
        # BMJ 1998;317:1309: 10% (-5 to 25) is NNTB 10, NNTB 4 to infinity to NNTH 20.
        (0.1, -0.05, 0.25,
         "10.0 for one more (4.0 for one more, through infinity, to 20.0 for one fewer)"),
        (0, -0.2, 0.5, "no difference (2.0 for one more, through infinity, to 5.0 for one fewer)"),
        (0.1, 0, 0.25, "10.0 for one more (4.0 for one more to infinity)"),
        (-0.1, -0.25, 0, "10.0 for one fewer (infinity to 4.0 for one fewer)"),
    ],
)  # fmt: skip
def test_number_needed_says_when_it_passes_through_infinity(difference, low, high, words):
    result = number_needed(difference, low=low, high=high)
    assert result.words == words
    assert result.through_infinity == ("infinity" in words)


shares = st.tuples(st.integers(0, 40), st.integers(1, 40)).map(
    lambda pair: (min(pair), pair[1])
)
levels = st.floats(0.6, 0.99)


@given(shares, shares, levels)
def test_swapping_groups_mirrors_difference_and_ratio(first, two, level):
    forth = Shares(
        first=first[0], first_n=first[1], second=two[0], second_n=two[1], level=level
    )
    back = Shares(first=two[0], first_n=two[1], second=first[0], second_n=first[1], level=level)
    d, low, high = forth.difference()
    assert back.difference() == pytest.approx((-d, -high, -low))
    assert low <= d <= high
    assert -1 <= low <= high <= 1
    ratio, least, most = forth.ratio()
    _, other_least, other_most = back.ratio()
    assert least * other_most == pytest.approx(1) or (least == 0 and other_most == math.inf)
    assert most * other_least == pytest.approx(1) or (other_least == 0 and most == math.inf)
    assert math.isnan(ratio) or least - 1e-9 <= ratio <= most * (1 + 1e-9)


@given(shares, shares, levels)
def test_ratio_and_difference_agree_on_whether_there_is_a_difference(first, two, level):
    pair = Shares(first=first[0], first_n=first[1], second=two[0], second_n=two[1], level=level)
    _, low, high = pair.difference()
    _, least, most = pair.ratio()
    if min(abs(low), abs(high)) > 1e-6:
        assert (low > 0) == (least > 1)
        assert (high < 0) == (most < 1)


@given(shares, shares, st.floats(0.6, 0.9))
def test_a_wider_level_gives_wider_intervals_of_differences(first, two, level):
    def result(at):
        return Shares(
            first=first[0], first_n=first[1], second=two[0], second_n=two[1], level=at
        )

    (_, low, high), (_, lower, higher) = result(level).difference(), result(0.99).difference()
    assert lower <= low
    assert high <= higher


def by_groups():
    return compare(PAIRS.assign(group=["a", "a", "a", "a", "b", "b", "b", "b"]))


def test_groups_are_compared_by_outcome_with_counts():
    # a: P1 recovered, P2 improved, P3 unchanged, P4 deteriorated; b: P5 and P8 unchanged,
    # P6 recovered, P7 not assessable.
    table = precision(by_groups()).differences.set_index("outcome")
    counts = table[["n", "of", "other_n", "other_of"]]
    assert counts.loc["recovered"].tolist() == [1, 4, 1, 3]
    assert counts.loc["reliably improved"].tolist() == [2, 4, 1, 3]
    assert counts.loc["deteriorated"].tolist() == [1, 4, 0, 3]
    assert table.loc["recovered", "difference"] == pytest.approx(1 / 4 - 1 / 3)
    assert table.loc["recovered", "needed"] == pytest.approx(-12)


def test_more_than_two_groups_come_with_a_note():
    pairs = PAIRS.assign(group=[1, 1, 2, 2, 3, 3, 3, 3])
    result = precision(compare(pairs))
    assert len(result.differences) == 3 * 5
    assert "many-comparisons" in codes(result)


def test_too_many_groups_are_not_compared():
    pairs = PAIRS.assign(group=list("abcdefgh"))
    result = precision(compare(pairs))
    assert result.differences.empty
    assert "many-groups" in codes(result)


def test_a_group_without_assessable_respondents_is_not_compared():
    pairs = PAIRS.assign(group=["a"] * 6 + ["b", "a"])
    assert precision(compare(pairs)).differences.empty


# --- the whole ------------------------------------------------------------------------------


def test_frame_holds_every_interval_with_its_n():
    frame = precision(by_groups()).to_frame()
    assert set(frame["part"]) == {
        "cut-off", "share", "share in group", "difference", "ratio", "number needed",
        "changes class",
    }  # fmt: skip
    assert frame["n"].notna().all()
    names = frame.dropna(subset=["low", "high", "value"])
    assert ((names["low"] <= names["value"]) & (names["value"] <= names["high"])).all()
    infinite = frame[(frame["part"] == "number needed") & frame["low"].isna()]
    assert infinite["rests_on"].str.contains("infinity").all()


def test_result_is_plain_values_and_a_sentence_with_n():
    result = precision(by_groups())
    whole = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert whole["cases"][0]["outcome_possible"] == "recovered"
    assert "cases" not in result.to_dict(cases=False)
    assert "n = 50" in result.sentence()
    assert "of 7 respondents" in result.sentence()
    assert (
        precision(compare(sd="ten"))
        .sentence()
        .startswith(
            "The limit of reliable change is 8.00 points (95% interval 5.50 to 14.60, n = 10; "
            "reliability as given); the cut-off (criterion c) is 20.00 points"
        )
    )


@pytest.mark.parametrize(
    "options",
    [{"level": 0.5}, {"level": 95}, {"draws": 10}, {"seed": -1}, {"bootstrap": "studentised"}],
)
def test_options_out_of_range_are_refused(options):
    with pytest.raises(ChangeError, match="expected"):
        precision(compare(), **options)


def test_nobody_assessable_is_no_error():
    result = precision(compare(PAIRS.assign(post=np.nan), sd="ten"))
    assert "Nobody could be assessed" in result.sentence()
    assert result.counts["n"].tolist() == [0] * 5


def test_without_a_cutoff_only_the_limit_has_an_interval():
    result = precision(compare(sd="ten", clinical=Population(mean=36), functional="none"))
    assert result.cutoff is None
    assert "cut-off" not in result.sentence()
    assert result.cases["baseline_status"].isna().all()


scores = st.lists(st.integers(0, 40), min_size=2, max_size=40)


@settings(deadline=None, max_examples=40)
@given(scores, st.floats(0.8, 0.95), st.integers(2, 300))
def test_intervals_hold_the_estimate_and_grow_with_the_level(values, level, n):
    people = {
        "clinical": Population(mean=36, sd=8, n=n),
        "functional": "none",
        "criterion": "a",
    }
    pairs = pd.DataFrame({"id": range(len(values)), "pre": values, "post": values}, dtype=float)
    norm = replace(TEN, n=n)
    result = compare(pairs, scale=replace(SCALE, norms=(norm,)), sd="ten", **people)
    narrow, wide = (precision(result, level=number, draws=2000) for number in (level, 0.99))
    for first, second in zip(
        (narrow.limit, *narrow.cutoffs), (wide.limit, *wide.cutoffs), strict=True
    ):
        assert second.low <= first.low <= first.value <= first.high <= second.high
    assert (narrow.counts["n"] <= wide.counts["n"]).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=30))
def test_turning_the_scale_round_changes_no_class_at_either_end(values):
    pre, post = (np.array(value, dtype=float) for value in zip(*values, strict=True))
    pairs = pd.DataFrame({"id": range(len(values)), "pre": pre, "post": post})
    frame = pd.DataFrame({"id": range(len(values)), "pre": 40 - pre, "post": 40 - post})
    higher = replace(SCALE, better="higher")
    mirrored = {
        "clinical": Population(mean=4, sd=8, n=50),
        "functional": Population(mean=32, sd=6, n=90),
    }
    value = compare(pairs)
    two = compare(frame, scale=higher, **mirrored)
    first = stability(value.cases, Reclassifier.of(value), factors=(0.5, 1.5), cutoffs=(17, 23))
    second = stability(two.cases, Reclassifier.of(two), factors=(0.5, 1.5), cutoffs=(17, 23))
    for name in ("reliable", "reliable_high", "outcome", "outcome_possible", "robust"):
        assert first[name].equals(second[name])
    assert first["end_status_low"].equals(second["end_status_high"])


def test_items_of_a_composite_are_those_of_its_scales():
    part = replace(SCALE, id="part", items=("m4", "m5"))
    whole = replace(SCALE, id="whole", items=(), scales=("low_mood", "part"))
    instrument = replace(INSTRUMENT, scales=(SCALE, part, whole))
    assert item_count(instrument, whole) == 5
