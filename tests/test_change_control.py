"""Indices with a control sample.

The figures of the example are those of a published function for the same indices; expected
scores and errors are by hand. A control sample of 100 has the means 103 and 109, the standard
deviations 10 and 8 and a retest correlation of .76; a respondent had 100 before.
"""

from __future__ import annotations

import math

import pandas as pd
import pytest

from scorewell.change import ChangeOptions, advise, analyse
from scorewell.errors import ChangeError
from scorewell.model import Instrument, MissingRule, Scale
from scorewell_plugins.change import CHANGE_METHODS
from scorewell_plugins.change_line import LINE_METHODS
from scorewell_plugins.change_practice import PRACTICE_METHODS

METHODS = {method.name: method for method in CHANGE_METHODS}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")
SCALE = Scale(
    id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
    low=40, high=160, better="higher",
)  # fmt: skip
CONTROL = {
    "mean_pre": 103, "sd_pre": 10, "mean_post": 109, "sd_post": 8, "retest": 0.76, "n": 100,
}  # fmt: skip


def compare(pairs, **options):
    return analyse(
        pairs, SCALE, instrument=INSTRUMENT, method_registry=METHODS,
        options=[("call", ChangeOptions.from_mapping(options))],
    )  # fmt: skip


def make_pairs(*rows, **more):
    frame = pd.DataFrame(rows, columns=["pre", "post"], dtype="float64")
    return frame.assign(id=range(1, len(rows) + 1), **more)


DIFFERENCE = math.sqrt(2 * 100 * 0.24)  # 6.93
POOLED = math.sqrt((100 + 64) * 0.24)  # 6.27
PREDICTION = 8 * math.sqrt(1 - 0.76**2)  # 5.20


@pytest.mark.parametrize(
    ("method", "expected", "error"),
    [
        ("chelune", 106, DIFFERENCE),  # 100 + 6
        ("iverson", 106, POOLED),
        ("temkin", 106, math.sqrt(100 + 64 - 2 * 0.76 * 80)),  # sqrt(42.4)
        ("speer", 106.72, DIFFERENCE),  # 109 + .76 x -3
        ("mcsweeny", 107.176, PREDICTION),  # 109 + .76 x .8 x -3
        ("charter", 106.72, PREDICTION),
        ("crawford-howell", 107.176, PREDICTION * math.sqrt(1 + 0.01 + 9 / 9900)),
        ("maassen", 106.6, POOLED),  # 109 + .8 x -3
    ],
)
def test_expected_score_error_and_index_by_hand(method, expected, error):
    result = compare(make_pairs((100, 116)), method=method, control=CONTROL, criterion="auto")
    case = result.cases.iloc[0]
    assert case["expected"] == pytest.approx(expected)
    assert case["index"] == pytest.approx((116 - expected) / error)
    single = result.standard_error
    assert (case["standard_error"] if single is None else single) == pytest.approx(error)


# From the tests of the R package neuropsytools (chris-gaskell, tests of predict_t2), which its
# author held against a spreadsheet by Duff; two decimals as there.
OTHER = {
    "mean_pre": 113, "sd_pre": 7.2, "mean_post": 118.7, "sd_post": 8.3, "retest": 0.93, "n": 821,
}  # fmt: skip


@pytest.mark.parametrize(
    ("control", "level", "pre", "method", "expected", "error", "low", "high"),
    [
        (CONTROL, 0.95, 100, "chelune", 106, 6.93, 92.42, 119.58),
        (CONTROL, 0.95, 100, "iverson", 106, 6.27, 93.71, 118.29),
        (CONTROL, 0.95, 100, "maassen", 106.6, 6.27, 94.31, 118.89),
        (OTHER, 0.9, 88, "chelune", 93.7, 2.69, 89.28, 98.12),
        (OTHER, 0.9, 88, "iverson", 93.7, 2.91, 88.91, 98.49),
        (OTHER, 0.9, 88, "maassen", 89.88, 2.91, 85.09, 94.67),
    ],
)
def test_expected_scores_and_limits_agree_with_neuropsytools(
    control, level, pre, method, expected, error, low, high
):
    result = compare(make_pairs((pre, 100)), method=method, control=control, level=level)
    case = result.cases.iloc[0]
    assert case["expected"] == pytest.approx(expected, abs=0.005)
    assert result.standard_error == pytest.approx(error, abs=0.005)
    limits = (case["expected"] - result.limit, case["expected"] + result.limit)
    # It rounds the error to two decimals before it multiplies it by the normal quantile.
    assert limits == pytest.approx((low, high), abs=0.005 + 2 * 0.005)


def test_every_control_method_is_tried_above():
    tried = test_expected_score_error_and_index_by_hand.pytestmark[0].args[1]
    assert {method for method, _, _ in tried} == {
        method.name for method in (*PRACTICE_METHODS, *LINE_METHODS)
    }


def test_crawford_and_howells_error_grows_with_the_distance_from_the_control_mean():
    result = compare(
        make_pairs((103, 110), (83, 110), (123, None)),
        method="crawford-howell",
        control=CONTROL,
    )
    assert result.standard_error is None
    assert result.limit is None
    at_mean, far, mirrored = result.cases["standard_error"]
    assert at_mean == pytest.approx(PREDICTION * math.sqrt(1.01))
    assert far == pytest.approx(PREDICTION * math.sqrt(1.01 + 400 / 9900))
    assert mirrored == pytest.approx(far)
    assert result.cases["index"].isna().tolist() == [False, False, True]


def test_a_group_of_the_data_gives_the_figures_and_is_not_judged():
    # Control: 90, 100, 110 before and 95, 100, 114 after: means 100 and 103, sums of squares
    # 200 and 194, of products 190.
    pairs = make_pairs(
        (90, 95), (100, 100), (110, 114), (80, None), (100, 120), (90, 90),
        group=["waiting", "waiting", "waiting", "waiting", "treated", "treated"],
    )  # fmt: skip
    result = compare(pairs, method="temkin", control_group="waiting")
    assert result.cases["id"].tolist() == [5, 6]
    inputs = {each.name: each.value for each in result.inputs}
    assert inputs["control mean pre"] == 100
    assert inputs["control mean post"] == 103
    assert inputs["control retest"] == pytest.approx(190 / math.sqrt(200 * 194))
    # The variance of the differences 5, 0, 4 is 7.
    assert result.standard_error == pytest.approx(math.sqrt(7))
    assert result.cases["expected"].tolist() == [103, 93]
    (note,) = [each for each in result.findings if each.code == "control-group"]
    assert "4 respondents" in note.message
    assert "3 complete pairs" in note.message


def test_the_control_group_enters_no_figure_of_the_others():
    rows = [(90, 95), (100, 100), (150, 155), (80, 85), (100, 120)]
    groups = ["w", "w", "w", "t", "t"]
    options = {"reliability": 0.8, "criterion": "a"}
    both = compare(make_pairs(*rows, group=groups), control_group="w", **options)
    alone = compare(make_pairs(*rows[3:]), **options)
    assert both.limit == alone.limit
    assert both.cutoffs == alone.cutoffs


def test_numbers_may_label_the_control_group():
    pairs = make_pairs((90, 95), (100, 100), (110, 114), (100, 120), group=[0, 0, 0, 1])
    assert compare(pairs, method="temkin", control_group=0).cases["id"].tolist() == [4]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "needs figures of people who were not treated"),
        ({"control": {**CONTROL, "n": None}}, "needs the n of the control sample"),
        ({"control_group": "nobody"}, "no respondent is in the control group 'nobody'"),
        ({"control_group": "t"}, "at least three pairs"),
        ({"control": CONTROL, "control_group": "t"}, "both control and control_group"),
        ({"control": {**CONTROL, "retest": 1}}, "retest of the control sample is 1"),
        ({"control": {**CONTROL, "sd_pre": 0}}, "sd_pre of the control sample is 0"),
        ({"control": {"mean_pre": 1}}, "expected mean_pre, sd_pre"),
    ],
)
def test_control_figures_that_are_lacking_or_impossible_are_refused(options, message):
    pairs = make_pairs((90, 95), (100, 100), group=["t", "t"])
    with pytest.raises(ChangeError, match=message):
        compare(pairs, method="crawford-howell", **options)


def test_a_control_group_needs_groups_and_a_sample():
    with pytest.raises(ChangeError, match="the pairs have no groups"):
        compare(make_pairs((90, 95)), method="temkin", control_group="t")
    with pytest.raises(ChangeError, match="there is no sample here"):
        advise(
            SCALE, instrument=INSTRUMENT, method_registry=METHODS,
            options=[("call", ChangeOptions(method="temkin", control_group="t"))],
        )  # fmt: skip


def test_advice_for_one_respondent_with_published_control_figures():
    options = ChangeOptions.from_mapping({"method": "crawford-howell", "control": CONTROL})
    advice = advise(
        SCALE, instrument=INSTRUMENT, method_registry=METHODS, options=[("call", options)],
        pre=100.0, post=120.0,
    )  # fmt: skip
    assert advice.expected == pytest.approx(107.176)
    assert advice.classes["reliable"] == "improved"


def test_the_report_says_that_limits_differ_where_each_respondent_has_an_error():
    from scorewell.report.prose import limit_words

    result = compare(make_pairs((100, 116)), method="crawford-howell", control=CONTROL)
    assert "differs between respondents" in limit_words(result)
    shifted = compare(make_pairs((100, 116)), method="chelune", control=CONTROL)
    assert "away from the one that the method chelune expects" in limit_words(shifted)
