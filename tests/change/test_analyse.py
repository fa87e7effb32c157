"""Change, case by case and counted: classes, ties, missing scores, groups, words.

Expected values are by hand. The scale runs from 0 to 60; with a standard deviation of 8 and a
reliability of .875 the standard error of a difference is 8 x sqrt(2 x .125) = 4 points.
"""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from scorewell.change.analyse import analyse
from scorewell.change.classes.proportion_interval import wilson
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError, PluginError
from scorewell.registry.contracts import ChangeIndex, ChangeMethod
from scorewell_plugins.change import register_change_methods
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

METHODS = {JACOBSON_TRUAX.name: JACOBSON_TRUAX}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")
# Limit 2 x 4 = 8 points; criterion c = (8 x 8 + 8 x 24) / 16 = 16.
CONSTANTS = {
    "sd": 8,
    "reliability": 0.875,
    "multiplier": 2,
    "clinical": Population(mean=24, sd=8),
    "functional": Population(mean=8, sd=8),
}


def make_scale(better="lower", low=0.0, high=60.0):
    return Scale(
        id="total",
        name="Total",
        method="sum",
        missing=MissingRule(rule="complete"),
        low=low,
        high=high,
        better=better,
    )


def make_pairs(*rows, group=None):
    frame = pd.DataFrame(rows, columns=["pre", "post"], dtype="float64")
    frame.insert(0, "id", [f"r{number}" for number in range(1, len(rows) + 1)])
    return frame if group is None else frame.assign(group=group)


def compare(pairs, *, scale=None, methods=METHODS, **options):
    return analyse(
        pairs,
        scale or make_scale(),
        instrument=INSTRUMENT,
        method_registry=methods,
        options=[("call", ChangeOptions(**(CONSTANTS | options)))],
    )


def case(pre, post, **options):
    return compare(make_pairs((pre, post)), **options).cases.iloc[0]


def codes(result):
    return {finding.code: finding.severity for finding in result.findings}


# Classes


@pytest.mark.parametrize(
    ("pre", "post", "reliable", "significance", "outcome"),
    [
        (30, 10, "improved", "significant change", "recovered"),
        (30, 20, "improved", "not significant", "improved"),
        (20, 14, "unchanged", "significant change", "unchanged"),
        (20, 19, "unchanged", "not significant", "unchanged"),
        (30, 40, "deteriorated", "not significant", "deteriorated"),
        (14, 2, "improved", "okay at baseline", "improved"),
        (14, 10, "unchanged", "okay at baseline", "unchanged"),
        (14, 30, "deteriorated", "okay at baseline", "deteriorated"),
    ],
)
def test_classes_where_lower_is_better(pre, post, reliable, significance, outcome):
    result = case(pre, post)
    assert result["change"] == post - pre
    assert result["index"] == pytest.approx((post - pre) / 4)
    assert result["reliable"] == reliable
    assert result["significance"] == significance
    assert result["outcome"] == outcome


@pytest.mark.parametrize(
    ("pre", "post", "outcome"),
    [(30, 50, "recovered"), (30, 40, "improved"), (50, 30, "deteriorated")],
)
def test_classes_where_higher_is_better(pre, post, outcome):
    # Mirrored at 30: clinical mean 36, functional mean 52, so c = 44.
    figures = {"clinical": Population(mean=36, sd=8), "functional": Population(mean=52, sd=8)}
    assert case(pre, post, scale=make_scale("higher"), **figures)["outcome"] == outcome


def test_before_equal_to_after_is_unchanged_with_index_zero():
    result = case(30, 30)
    assert (result["change"], result["index"], result["reliable"]) == (0, 0, "unchanged")


def test_a_score_without_a_better_end_is_refused():
    with pytest.raises(ChangeError, match="no better end"):
        compare(make_pairs((1, 2)), scale=make_scale("none"))


# Ties


def test_a_change_exactly_on_the_limit_is_unchanged_although_the_limit_is_rounded():
    limit = 2 * 8 * math.sqrt(2) * math.sqrt(0.125)
    assert limit != 8  # 8.000000000000002: floating point would decide
    assert case(30, 22)["reliable"] == "unchanged"
    assert case(30, 38)["reliable"] == "unchanged"


def test_a_change_exactly_on_the_limit_counts_where_that_is_asked_for():
    assert case(30, 22, on_limit="changed")["reliable"] == "improved"
    assert case(30, 38, on_limit="changed")["reliable"] == "deteriorated"
    assert case(30, 23, on_limit="changed")["reliable"] == "unchanged"


def test_one_step_beyond_the_limit_is_reliable():
    assert case(30, 21)["reliable"] == "improved"
    assert case(30, 39)["reliable"] == "deteriorated"


def test_a_score_exactly_on_the_cutoff_is_clinical_before_and_after():
    result = case(16, 16)
    assert (result["baseline_status"], result["end_status"]) == ("clinical", "clinical")
    assert case(30, 16)["outcome"] == "improved"
    assert case(30, 15)["outcome"] == "recovered"


def test_a_score_exactly_on_the_cutoff_counts_as_asked_for_at_each_occasion():
    before = case(16, 4, pre_on_cutoff="functional")
    assert (before["baseline_status"], before["end_status"]) == ("functional", "functional")
    assert before["outcome"] == "improved"
    after = case(30, 16, post_on_cutoff="functional")
    assert (after["end_status"], after["outcome"]) == ("functional", "recovered")


def test_a_cutoff_that_is_only_rounded_away_from_a_score_is_exactly_on_it():
    assert 0.1 + 2 * 0.1 > 0.3  # floating point would make 0.3 functional
    figures = {
        "clinical": Population(mean=0.5, sd=0.1),
        "functional": Population(mean=0.1, sd=0.1),
        "sd": 0.1,
        "criterion": "b",
    }
    scale = make_scale(low=0, high=1)
    row = compare(make_pairs((0.3, 0.3)), scale=scale, **figures).cases.iloc[0]
    assert (row["baseline_status"], row["end_status"]) == ("clinical", "clinical")


# Pairs


def test_before_and_after_never_swap_by_row_order():
    # One peer takes the later occasion for the first as soon as the first id lacks it.
    rows = [(math.nan, 10), (30, 10), (32, 12), (34, 14)]
    pairs = make_pairs(*rows)
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]):
        result = compare(pairs.iloc[order][["post", "id", "pre"]])
        cases = result.cases.set_index("id")
        assert cases.loc[["r2", "r3", "r4"], "reliable"].tolist() == ["improved"] * 3
        assert cases.loc["r1", "reason"] == "no pre score"
        assert result.cases["id"].tolist() == [f"r{place + 1}" for place in order]


def test_missing_scores_are_counted_by_reason_and_never_classified():
    nan = math.nan
    result = compare(make_pairs((30, 10), (nan, 10), (30, nan), (14, nan), (nan, nan)))
    assert (result.n, result.n_assessable) == (5, 1)
    assert result.n_not_assessable == {
        "no pre score": 1,
        "no post score": 2,
        "neither": 1,
        "score out of range": 0,
    }
    absent = result.cases[~result.cases["assessable"]]
    classes = absent[["change", "index", "reliable", "significance", "outcome"]]
    assert classes.isna().to_numpy().all()
    # What is known of one occasion is kept.
    assert result.cases["baseline_status"].tolist()[2:4] == ["clinical", "functional"]
    assert result.cases["end_status"].tolist()[1] == "functional"
    assert result.table().to_numpy().sum() == 1
    assert result.summary()["of"].tolist() == [1, 1, 1, 1]


def test_integers_with_missing_values_and_text_ids_are_read():
    pairs = pd.DataFrame(
        {
            "id": ["x", "y"],
            "pre": pd.array([30, None], dtype="Int64"),
            "post": pd.Series([10, None], dtype="object"),
        }
    )
    result = compare(pairs)
    assert result.cases["outcome"].tolist()[0] == "recovered"
    assert result.cases["reason"].tolist() == ["", "neither"]


def test_the_pairs_handed_in_are_left_alone():
    pairs = make_pairs((30, 10), (math.nan, 99))
    before = pairs.copy()
    compare(pairs)
    pd.testing.assert_frame_equal(pairs, before)


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (make_pairs((30, 10)).drop(columns="post"), "no column post"),
        (make_pairs((30, 10), (30, 20)).assign(id="twin"), r"come more than once.*\(twin\)"),
        (make_pairs((30, 10)).assign(id=None), "have no id"),
        (make_pairs((30, 10)).assign(pre="many"), r"pre scores are not numbers \(id r1\)"),
        (make_pairs((30, 10)).assign(pre=True), "the pre scores are bool; expected numbers"),
        (make_pairs((30, 10)).assign(pre=pd.Timestamp("2020-01-01")), "expected numbers"),
    ],
)
def test_pairs_that_cannot_be_read_are_refused(pairs, message):
    with pytest.raises(ChangeError, match=message):
        compare(pairs)


@pytest.mark.parametrize("score", [999.0, -1.0, math.inf, -math.inf])
def test_a_score_out_of_range_is_an_error_found_and_enters_nothing(score):
    rows = [(20, 10), (24, 10), (28, 10)]
    options = {"sd": "baseline", "clinical": "baseline"}
    result = compare(make_pairs(*rows, (score, 10)), **options)
    clean = compare(make_pairs(*rows), **options)
    assert codes(result)["score-out-of-range"] == "error"
    assert result.n_not_assessable["score out of range"] == 1
    assert result.limit == clean.limit
    assert result.cutoffs == clean.cutoffs
    json.dumps(result.to_dict(), allow_nan=False)


def test_rounding_at_the_end_of_the_range_is_not_out_of_range():
    result = compare(make_pairs((60 + 1e-12, 0 - 1e-12)))
    assert result.n_assessable == 1


def test_no_respondents_at_all_give_an_empty_result():
    result = compare(make_pairs())
    assert (result.n, result.n_assessable) == (0, 0)
    assert result.table().to_numpy().sum() == 0
    assert result.summary()["share"].isna().all()
    assert result.sentence() == "None of 0 respondents could be assessed (no rows)."
    json.dumps(result.to_dict(), allow_nan=False)


# Counts

# Recovered, improved, unchanged, deteriorated, and improved from a functional baseline.
FIVE = ((30, 10), (30, 20), (20, 19), (30, 40), (14, 2))


def test_table_has_the_rows_and_columns_of_published_evaluations():
    table = compare(make_pairs(*FIVE)).table()
    assert table.index.tolist() == ["not significant", "okay at baseline", "significant change"]
    assert table.columns.tolist() == ["deterioration", "improvement", "no change"]
    assert table.to_numpy().tolist() == [[1, 1, 1], [0, 1, 0], [0, 1, 0]]
    assert table.to_numpy().dtype == np.int64


def test_summary_counts_every_outcome_over_the_assessable():
    summary = compare(make_pairs(*FIVE, (30, math.nan))).summary()
    assert summary.columns.tolist() == ["outcome", "n", "of", "share", "low", "high"]
    assert summary["outcome"].tolist() == ["recovered", "improved", "unchanged", "deteriorated"]
    assert summary["n"].tolist() == [1, 2, 1, 1]
    assert summary["of"].tolist() == [5, 5, 5, 5]
    assert summary["share"].tolist() == [0.2, 0.4, 0.2, 0.2]
    # Wilson for 2 of 5, z = 1.96: (.4 + .3842 -+ 1.96 sqrt(.048 + .0384)) / 1.7683
    assert summary.loc[1, "low"] == pytest.approx(0.1176, abs=1e-4)
    assert summary.loc[1, "high"] == pytest.approx(0.7693, abs=1e-4)


def test_groups_have_their_own_shares_and_a_missing_label_its_own_rows():
    pairs = make_pairs(*FIVE, (30, math.nan), group=["b", "b", "a", None, "a", "c"])
    group = compare(pairs).by_group()
    assert group.columns.tolist() == ["group", "outcome", "n", "of", "share", "low", "high"]
    assert group["group"].dropna().unique().tolist() == ["a", "b", "c"]
    wide = group.assign(group=group["group"].fillna("none")).pivot_table(
        index="group", columns="outcome", values="n", aggfunc="sum"
    )
    assert wide.loc["a"].to_dict() == {
        "recovered": 0, "improved": 1, "unchanged": 1, "deteriorated": 0,
    }  # fmt: skip
    assert wide.loc["b"].to_dict() == {
        "recovered": 1, "improved": 1, "unchanged": 0, "deteriorated": 0,
    }  # fmt: skip
    assert wide.loc["none", "deteriorated"] == 1
    assert group.groupby("group")["of"].first().to_dict() == {"a": 2, "b": 2, "c": 0}
    assert group.loc[group["group"] == "c", "share"].isna().all()
    assert group["n"].sum() == 5


def test_numbered_groups_stand_in_the_order_of_their_numbers():
    group = compare(make_pairs(*FIVE, group=[10, 9, 2, 10, 9])).by_group()
    assert group["group"].unique().tolist() == [2, 9, 10]


def test_without_groups_there_are_no_group_rows():
    group = compare(make_pairs(*FIVE)).by_group()
    assert group.empty
    assert group.columns.tolist() == ["group", "outcome", "n", "of", "share", "low", "high"]


# statsmodels 0.15.0, proportion_confint(method="wilson"). R's propint names the first two pairs
# of counts as examples of Newcombe (1998).
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_another_program(successes, n, low, high):
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_limits_lie_z_standard_errors_from_the_share():
    # What defines them: (share - limit)^2 = z^2 limit (1 - limit) / n, with z^2 = 2.7055.
    for limit in wilson(7, 19, level=0.9):
        assert (7 / 19 - limit) ** 2 == pytest.approx(
            2.705543 * limit * (1 - limit) / 19, rel=1e-6
        )


def test_wilson_of_all_ends_at_one_and_of_nobody_is_refused():
    assert wilson(20, 20)[1] == 1
    for successes, n in ((0, 0), (-1, 5), (6, 5)):
        with pytest.raises(ChangeError, match="has no interval"):
            wilson(successes, n)


# Words and plain values


def test_the_sentence_gives_every_number_with_its_n():
    result = compare(make_pairs(*FIVE, (30, math.nan)))
    assert result.sentence() == (
        "3 of 5 respondents improved reliably; 1 deteriorated reliably; 1 of the 4 in the "
        "clinical range at baseline ended in the functional range, 1 of them with reliable "
        "improvement (recovered). 1 more could not be assessed (no post score: 1)."
    )


def test_the_sentence_says_when_nobody_moved_and_when_nobody_could_be_assessed():
    still = compare(make_pairs((30, 30)))
    assert still.sentence() == (
        "None of 1 respondent improved reliably; none deteriorated reliably; none of the 1 in "
        "the clinical range at baseline ended in the functional range."
    )
    assert (
        "None of 1 respondents could be assessed"
        in compare(make_pairs((30, math.nan))).sentence()
    )


def test_the_result_as_plain_values_holds_what_the_frames_hold():
    pairs = make_pairs(*FIVE, (30, math.nan), group=["b", "b", "a", None, "a", "c"])
    result = compare(pairs)
    whole = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert whole["scale"] == {
        "id": "total",
        "name": "Total",
        "better": "lower",
        "low": 0,
        "high": 60,
    }
    assert whole["limit"] == pytest.approx(8)
    assert whole["cutoffs"]["value"] == 16
    assert whole["counts"]["not_assessable"]["no post score"] == 1
    assert whole["table"]["significant change"]["improvement"] == 1
    assert whole["summary"][1]["n"] == 2
    assert len(whole["by_group"]) == 16
    assert [row["outcome"] for row in whole["cases"]][-2:] == ["improved", None]
    assert whole["cases"][3]["group"] is None
    assert {entry["name"]: entry["value"] for entry in whole["inputs"]}["reliability"] == 0.875
    assert "cases" not in result.to_dict(cases=False)


# Methods


def test_the_bundled_methods_are_registered_each_under_its_own_name():
    names = []
    register_change_methods(lambda method: names.append(method.name))
    assert len(names) == len(set(names))
    assert names[0] == "jacobson-truax"


def test_the_index_of_jacobson_and_truax_by_hand():
    # s = 7.5 and r = .80: 15 points are 15 / (7.5 sqrt(.4)) = sqrt(10) standard errors.
    result = case(47.5, 32.5, sd=7.5, reliability=0.8)
    assert result["index"] == pytest.approx(-math.sqrt(10))


def make_method(compute, inputs=("sd",)):
    return ChangeMethod(
        name="other", title="Other", summary="", formula="", reference="", inputs=inputs,
        compute=compute,
    )  # fmt: skip


def test_another_method_decides_by_its_own_index_and_needs_only_its_inputs():
    # A shift of 5 points before it counts, as for a practice effect.
    method = make_method(
        lambda pre, post, inputs: ChangeIndex(
            index=(post - pre - 5) / inputs["sd"], standard_error=inputs["sd"]
        )
    )
    pairs = make_pairs((30, 25), (30, 19), (30, 21))
    scale = make_scale()
    options = ChangeOptions(method="other", sd=4, multiplier=2, criterion="a")
    result = analyse(
        pairs, scale, instrument=INSTRUMENT, method_registry={"other": method},
        options=[("call", options)],
    )  # fmt: skip
    assert result.cases["index"].tolist() == [-2.5, -4, -3.5]
    assert result.cases["reliable"].tolist() == ["improved"] * 3
    assert "reliability" not in [entry.name for entry in result.inputs]


@pytest.mark.parametrize(
    "compute",
    [
        lambda pre, post, inputs: ChangeIndex(index=post - pre, standard_error=math.nan),
        lambda pre, post, inputs: ChangeIndex(index=post - pre, standard_error=0.0),
        lambda pre, post, inputs: ChangeIndex(index=(post - pre)[:1], standard_error=1.0),
        lambda pre, post, inputs: ChangeIndex(
            index=(post - pre) * math.inf, standard_error=1.0
        ),
    ],
)
def test_a_method_that_breaks_its_promise_is_named(compute):
    with pytest.raises(PluginError, match="'other'"):
        compare(
            make_pairs((30, 10), (30, 20)),
            methods={"other": make_method(compute)},
            method="other",
        )


def test_an_unknown_method_is_refused_with_the_nearest_name():
    with pytest.raises(ChangeError, match="did you mean jacobson-truax"):
        compare(make_pairs((30, 10)), method="jacobson-traux")


def test_a_method_that_needs_what_the_engine_cannot_give_is_refused():
    method = make_method(lambda pre, post, inputs: None, inputs=("phase_of_the_moon",))
    with pytest.raises(ChangeError, match="needs phase_of_the_moon"):
        compare(make_pairs((30, 10)), methods={"other": method}, method="other")
