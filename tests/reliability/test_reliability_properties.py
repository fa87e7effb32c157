"""What holds of reliability coefficients whatever the answers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scorewell.reliability.alpha import alpha, alpha_if_dropped, feldt_interval, standardised
from scorewell.reliability.comparison import compare_alphas
from scorewell.reliability.corrections import (
    attenuated,
    disattenuated,
    length_needed,
    spearman_brown,
)
from scorewell.reliability.covariance import fisher_interval, item_rest
from scorewell.reliability.intraclass import intraclass
from scorewell.reliability.lower_bounds import guttman_lambda6, split_half
from scorewell.reliability.omega import omega_total, one_factor

without_deadline = settings(deadline=None)


@st.composite
def answers(draw: st.DrawFn, least: int = 2) -> np.ndarray:
    """Answers of 6 to 30 respondents to some items that all vary, and so does their sum."""
    items = draw(st.integers(least, 6))
    shape = (draw(st.integers(6, 30)), items)
    answers = draw(hnp.arrays(float, shape, elements=st.integers(0, 6).map(float)))
    assume((answers.std(axis=0) > 0).all())
    covariance = np.cov(answers, rowvar=False)
    assume(covariance.sum() > 1e-3)
    assume(standardised(covariance).sum() > 1e-3)
    return answers


def covariance(answers: np.ndarray) -> np.ndarray:
    return np.cov(answers, rowvar=False)


@without_deadline
@given(answers(), st.data())
def test_alpha_does_not_change_when_constants_are_added_or_items_permuted(answers, data):
    order = data.draw(st.permutations(range(answers.shape[1])))
    shift = np.arange(answers.shape[1]) * 3.0
    expected = alpha(covariance(answers))
    assert alpha(covariance(answers[:, order] + shift)) == pytest.approx(expected, abs=1e-9)


@without_deadline
@given(answers(), st.floats(0.01, 100))
def test_alpha_does_not_depend_on_the_unit(answers, unit):
    expected = alpha(covariance(answers))
    assert alpha(covariance(answers * unit)) == pytest.approx(expected, abs=1e-9)


@without_deadline
@given(answers())
def test_standardised_alpha_is_alpha_of_standard_scores(answers):
    scores = (answers - answers.mean(axis=0)) / answers.std(axis=0, ddof=1)
    expected = alpha(covariance(scores))
    assert alpha(standardised(covariance(answers))) == pytest.approx(expected, abs=1e-9)


@without_deadline
@given(answers())
def test_reversing_every_item_or_one_twice_changes_nothing(answers):
    expected = alpha(covariance(answers))
    assert alpha(covariance(6 - answers)) == pytest.approx(expected, abs=1e-9)
    once = answers.copy()
    once[:, 0] = 6 - once[:, 0]
    twice = once.copy()
    twice[:, 0] = 6 - twice[:, 0]
    assert alpha(covariance(twice)) == pytest.approx(expected, abs=1e-12)


@without_deadline
@given(answers())
def test_alpha_and_correlations_stay_in_their_range(answers):
    value = covariance(answers)
    assert alpha(value) <= 1 + 1e-12
    assert (np.abs(item_rest(value)[~np.isnan(item_rest(value))]) <= 1).all()
    result = alpha_if_dropped(value)
    assert (result[~np.isnan(result)] <= 1 + 1e-12).all()


@without_deadline
@given(answers())
def test_item_rest_correlations_are_those_of_numpy(answers):
    result = item_rest(covariance(answers))
    for item, value in enumerate(result):
        rest = np.delete(answers, item, axis=1).sum(axis=1)
        if rest.std() > 0:
            expected = np.corrcoef(answers[:, item], rest)[0, 1]
            assert value == pytest.approx(expected, abs=1e-9)
        else:
            assert np.isnan(value)


@without_deadline
@given(answers())
def test_alpha_is_the_intraclass_correlation_of_the_mean_of_the_items(answers):
    # Hoyt (1941): alpha is the consistency of the mean of the items.
    by_variance = intraclass(answers)[5].value
    assert by_variance == pytest.approx(alpha(covariance(answers)), abs=1e-7)


@without_deadline
@given(answers(least=3))
def test_omega_and_lambda6_do_not_depend_on_the_order_of_items(answers):
    value = covariance(answers)
    assume(np.linalg.eigvalsh(standardised(value))[0] > 0.05)
    back = value[::-1, ::-1]
    assert guttman_lambda6(back) == pytest.approx(guttman_lambda6(value), abs=1e-9)
    # Where items run against one another there may be no best factor to find; what all of them
    # share makes one.
    value = covariance(answers + 2 * answers.mean(axis=1, keepdims=True))
    fit = one_factor(standardised(value))
    assert 0 <= omega_total(value, fit=fit) <= 1
    assert (fit.loadings**2 + fit.uniquenesses <= 1 + 1e-3).all() or fit.at_boundary


@without_deadline
@given(
    hnp.arrays(float, st.integers(3, 8), elements=st.floats(0.2, 0.95)),
    st.lists(st.floats(0.1, 10), min_size=8, max_size=8),
)
def test_omega_recovers_a_factor_that_is_there(loadings, spread):
    # Loadings l and variances v: (sum v^.5 l)^2 over the sum of all covariances.
    scale = np.sqrt(np.array(spread[: len(loadings)]))
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1.0)
    value = correlation * np.outer(scale, scale)
    expected = (scale @ loadings) ** 2 / value.sum()
    assert omega_total(value) == pytest.approx(expected, abs=1e-4)


@without_deadline
@given(st.floats(-0.9, 1.0))
def test_a_scale_of_the_same_length_is_as_reliable(reliability):
    assert spearman_brown(reliability, length=1) == pytest.approx(reliability, abs=1e-12)


@without_deadline
@given(st.floats(0.01, 0.99), st.floats(0.1, 10))
def test_there_and_back_again_by_spearman_brown(reliability, length):
    longer = spearman_brown(reliability, length=length)
    assert spearman_brown(longer, length=1 / length) == pytest.approx(reliability, abs=1e-9)
    if longer < 1:
        assert length_needed(reliability, target=longer) == pytest.approx(length, rel=1e-6)


@without_deadline
@given(st.floats(-1, 1), st.floats(0.05, 1), st.floats(0.05, 1))
def test_attenuation_is_undone_by_its_correction(correlation, first, second):
    weaker = attenuated(correlation, first=first, second=second)
    assert disattenuated(weaker, first=first, second=second) == pytest.approx(correlation)


@without_deadline
@given(st.floats(-0.99, 0.99), st.integers(4, 1000))
def test_fisher_intervals_hold_the_correlation_and_mirror(correlation, n):
    low, high = fisher_interval(correlation, n=n)
    assert -1 <= low < correlation < high <= 1
    assert fisher_interval(-correlation, n=n) == pytest.approx((-high, -low))


@without_deadline
@given(st.floats(-1, 0.99), st.integers(5, 500), st.integers(2, 40))
def test_feldt_intervals_grow_with_the_level(value, n, items):
    inner = feldt_interval(value, n=n, items=items, level=0.8)
    outer = feldt_interval(value, n=n, items=items, level=0.99)
    assert outer[0] < inner[0] < inner[1] < outer[1] <= 1


@without_deadline
@given(
    st.floats(0.1, 0.98), st.floats(0.1, 0.98), st.integers(10, 400), st.integers(10, 400),
    st.integers(3, 40),
)  # fmt: skip
def test_two_alphas_give_one_probability_in_either_order(first, second, n, m, items):
    value = compare_alphas(first, second, first_n=n, second_n=m, first_items=items)
    item_ = compare_alphas(second, first, first_n=m, second_n=n, first_items=items)
    assert value.p == item_.p
    assert 0 <= value.p <= 1
    assert value.w <= 1


@without_deadline
@given(answers(least=4))
def test_all_splits_into_equal_halves_have_alpha_as_their_mean(answers):
    four = covariance(answers[:, :4])
    assume(four.sum() > 1e-3)
    splits = [(0, 1), (0, 2), (0, 3)]
    sides = [[list(split), [i for i in range(4) if i not in split]] for split in splits]
    sums = [
        (answers[:, a].sum(axis=1).std(), answers[:, b].sum(axis=1).std()) for a, b in sides
    ]
    assume(min(min(pair) for pair in sums) > 0)
    halves = [split_half(four, first=split).guttman for split in splits]
    assert np.mean(halves) == pytest.approx(alpha(four), abs=1e-9)
