"""Indices other than Jacobson and Truax's: against clinicalsignificance, and what must hold."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.change.advice import advise
from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Instrument, MissingRule, Norm, Scale
from scorewell.errors import ChangeError, PluginError
from scorewell.registry.contracts import ChangeIndex, ChangeMethod
from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS

DATA = Path(__file__).parents[1] / "data" / "change"
ANSWERS = json.loads((DATA / "clinicalsignificance_methods.json").read_text(encoding="utf-8"))
METHODS = {method.name: method for method in CHANGE_METHODS}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")
SETS = {"d01": (0, 60, "lower"), "d02": (12, 60, "higher"), "d04": (0, 60, "lower")}
NAMES = {
    "JT": "jacobson-truax",
    "GLN": "gulliksen-lord-novick",
    "HLL": "hsu-linn-nord",
    "EN": "edwards-nunnally",
    "NK": "nunnally-kotsch",
    "HA": "hageman-arrindell",
}
CATEGORY = {"R": "recovered", "I": "improved", "U": "unchanged", "D": "deteriorated"}
# Harmed is deteriorated from the functional into the clinical range: one class here.
CATEGORY["H"] = "deteriorated"
EXACT = 1e-9


def make_scale(low=0.0, high=60.0, better="lower", **more):
    return Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=low, high=high, better=better, **more,
    )  # fmt: skip


def compare(pairs, *, scale=None, methods=METHODS, **options):
    return analyse(
        pairs,
        scale or make_scale(),
        instrument=INSTRUMENT,
        method_registry=methods,
        options=[("call", ChangeOptions(**options))],
    )


def make_pairs(*rows, **more):
    frame = pd.DataFrame(rows, columns=["pre", "post"], dtype="float64")
    return frame.assign(id=range(1, len(rows) + 1), **more)


def value(result, name):
    return {entry.name: entry.value for entry in result.inputs}[name]


def of_peer(name, args, **changed):
    """A call of clinicalsignificance in the engine's words, by its preset."""
    arguments = {
        "preset": "clinicalsignificance-3.0",
        "method": NAMES[args["rci_method"]],
        "reliability": args["reliability"],
        "reliability_post": args.get("reliability_post"),
        "level": 1 - args.get("significance_level", 0.05),
    }
    if "m_functional" in args:
        arguments["functional"] = Population(
            mean=args["m_functional"], sd=args["sd_functional"]
        )
        arguments["criterion"] = args["cutoff_type"]
    pairs = pd.read_csv(DATA / f"{name}.csv")
    return compare(pairs, scale=make_scale(*SETS[name]), **(arguments | changed))


def runs(place):
    return [
        pytest.param(name, run, id=f"{name}-{run}")
        for name, answer in ANSWERS.items()
        for run in answer
        if place(run)
    ]


# clinicalsignificance 3.0.0


@pytest.mark.parametrize(("name", "run"), runs(lambda run: run.startswith("dist_")))
def test_every_index_and_class_agrees_with_clinicalsignificance(name, run):
    answer = ANSWERS[name][run]
    result = of_peer(name, answer["args"])
    assert result.critical_value == pytest.approx(answer["critical_value"], rel=EXACT)
    assert result.cases["index"].tolist() == pytest.approx(answer["rci"], rel=EXACT, abs=1e-12)
    expected = [CATEGORY[letter] for letter in answer["category"]]
    assert result.cases["reliable"].tolist() == expected
    parameters = answer["rci_parameters"]
    if "se_prediction" in parameters:
        assert result.standard_error == pytest.approx(parameters["se_prediction"], rel=EXACT)
    if "m_post" in parameters:
        assert value(result, "mean post") == pytest.approx(parameters["m_post"], rel=EXACT)
    if "r_dd" in parameters:
        # SE / sqrt(rDD), by the definition of both.
        error = math.sqrt(2 / parameters["r_dd"]) * parameters["se_measurement"]
        assert result.standard_error == pytest.approx(error, rel=EXACT)


# Its cut-offs by HA are compared where they are computed, in test_change_approaches.py.
def combined(run):
    expected = ("comb_GLN_c", "comb_HLL_c", "comb_EN_c", "comb_NK_c")
    return run in expected


@pytest.mark.parametrize(("name", "run"), runs(combined))
def test_every_outcome_agrees_with_clinicalsignificance(name, run):
    answer = ANSWERS[name][run]
    result = of_peer(name, answer["args"])
    assert result.cutoffs.value == pytest.approx(answer["cutoff"], rel=EXACT)
    assert result.cases["index"].tolist() == pytest.approx(answer["rci"], rel=EXACT, abs=1e-12)
    statuses = "".join("FT"[word == "clinical"] for word in result.cases["baseline_status"])
    assert statuses == answer["clinical_pre"]
    statuses = "".join("FT"[word == "functional"] for word in result.cases["end_status"])
    assert statuses == answer["functional_post"]
    expected = [CATEGORY[letter] for letter in answer["category"]]
    assert result.cases["outcome"].tolist() == expected


@pytest.mark.parametrize("name", SETS)
def test_without_a_later_reliability_the_same_is_taken_where_the_peer_crashes(name):
    answer = ANSWERS[name]["comb_NK_c_no_reliability_post"]
    assert answer["error"]
    alone = of_peer(name, answer["args"])
    repeat = of_peer(name, answer["args"], reliability_post=answer["args"]["reliability"])
    pd.testing.assert_frame_equal(alone.cases, repeat.cases)
    detail = {entry.name: entry.detail for entry in alone.inputs}["reliability post"]
    assert detail.startswith("the same as before, as no other is given")


# By hand. With S1 = 8 and r = .875 the standard error of a difference is 4 points, of one
# score 8 sqrt(.125) = 2.828.


def test_the_first_index_of_jacobson_has_a_limit_smaller_by_the_root_of_two():
    options = {"sd": 8, "reliability": 0.875, "multiplier": 1}
    pairs = make_pairs((30, 20))
    assert compare(pairs, **options).limit == pytest.approx(4)
    first = compare(pairs, method="jacobson-1984", **options)
    assert first.limit == pytest.approx(4 / math.sqrt(2))


def test_christensen_and_mendozas_name_gives_what_jacobson_truax_gives():
    options = {"sd": 8, "reliability": 0.875}
    pairs = make_pairs((30, 20), (20, 31))
    first = compare(pairs, **options)
    second = compare(pairs, method="christensen-mendoza", **options)
    pd.testing.assert_frame_equal(first.cases, second.cases)


def test_the_level_of_hageman_and_arrindell_is_one_sided_and_that_of_others_two_sided():
    # Normal quantiles from a printed table: 1.6449 leaves 5 % on one side, 1.9600 on both.
    pairs = pd.read_csv(DATA / "d01.csv")
    for method, quantile in (("hageman-arrindell", 1.6449), ("jacobson-truax", 1.9600)):
        result = compare(pairs, method=method, reliability=0.89)
        assert result.critical_value == pytest.approx(quantile, abs=5e-5)
    assert (
        "one-sided"
        in {
            entry.name: entry.detail
            for entry in compare(pairs, method="hageman-arrindell", reliability=0.89).inputs
        }["level"]
    )


def ha_runs():
    return [
        pytest.param(name, run, id=f"{name}-{run}")
        for name, answer in ANSWERS.items()
        for run in answer
        if run.startswith("dist_HA")
    ]


@pytest.mark.parametrize(("name", "run"), ha_runs())
def test_phi_max_is_what_clinicalsignificance_calls_the_level_of_this_method(name, run):
    # Its manual: with HA, significance_level is the maximum risk of misclassification; its
    # news: "the Phi max level". The critical value is the normal quantile of 1 - phi max.
    answer = ANSWERS[name][run]
    low, high, better = SETS[name]
    result = compare(
        pd.read_csv(DATA / f"{name}.csv"),
        scale=make_scale(low, high, better),
        method="hageman-arrindell",
        reliability=answer["args"]["reliability"],
        phi_max=answer["args"].get("significance_level", 0.05),
    )
    assert result.critical_value == pytest.approx(answer["critical_value"], rel=EXACT)
    expected = [CATEGORY[letter] for letter in answer["category"]]
    assert result.cases["reliable"].tolist() == expected
    (risk,) = [entry for entry in result.inputs if entry.name == "phi max"]
    assert risk.value == answer["args"].get("significance_level", 0.05)
    assert "highest risk of misclassification in each direction" in risk.detail
    assert "phi max = " in result.explain(result.cases["id"].iloc[0])


def test_phi_max_is_the_risk_of_each_direction_whichever_the_method():
    pairs = make_pairs((30, 20), (20, 31), (10, 10))
    # 1.9600 leaves 2.5 % on each side.
    half = compare(pairs, reliability=0.9, phi_max=0.025)
    assert half.critical_value == pytest.approx(1.9600, abs=5e-5)
    assert half.limit == pytest.approx(compare(pairs, reliability=0.9, level=0.95).limit)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"phi_max": 0.5}, "phi_max is 0.5; expected a number above 0 and below 0.5"),
        ({"phi_max": 0}, "phi_max is 0;"),
        ({"phi_max": 5}, "phi_max is 5;"),
        ({"phi_max": 0.05, "level": 0.9}, r"both level \(0.9\) and phi_max \(0.05\) are given"),
        ({"phi_max": 0.05, "multiplier": 2}, r"both multiplier \(2\) and phi_max \(0.05\)"),
    ],
)
def test_an_impossible_phi_max_and_two_limits_at_once_are_refused(options, message):
    with pytest.raises(ChangeError, match=message):
        ChangeOptions(**options)


def test_the_stronger_voice_sets_the_limit_whatever_the_weaker_one_sets_it_by():
    result = analyse(
        make_pairs((30, 20), (20, 31), (10, 10)),
        make_scale(),
        instrument=INSTRUMENT,
        method_registry=METHODS,
        options=[
            ("call", ChangeOptions(phi_max=0.1)),
            ("study", ChangeOptions(level=0.99, reliability=0.9)),
        ],
    )
    # A printed table of the normal distribution: 1.2816 leaves 10 % on one side.
    assert result.critical_value == pytest.approx(1.2816, abs=5e-5)


def test_unreliable_differences_are_an_error_and_never_missing_classes():
    # Scores that only move together: their differences vary less than their error.
    pairs = make_pairs((10, 11), (20, 20), (30, 31), (40, 40), (50, 51))
    with pytest.raises(ChangeError, match="reliability of the differences is -") as caught:
        compare(pairs, method="hageman-arrindell", reliability=0.7)
    assert "jacobson-truax" in caught.value.hint
    result = make_pairs((10, 12), (20, 22), (30, 32))
    with pytest.raises(ChangeError, match="the reliability of the differences is"):
        compare(result, method="hageman-arrindell", reliability=0.7)


def test_nunnally_kotschs_second_term_takes_the_sd_before_or_after_as_asked():
    # r = .5, r' = .75: 100 x .125 + 100 x .25 = 37.5; with S2 = 20, 12.5 + 100 = 112.5.
    options = {
        "reliability": 0.5, "reliability_post": 0.75, "sd": 10, "mean_pre": 30, "sd_post": 20,
    }  # fmt: skip
    pairs = make_pairs((40, 25))
    first = compare(pairs, method="nunnally-kotsch", **options)
    comparison = compare(pairs, method="nunnally-kotsch-both-sds", **options)
    assert first.standard_error**2 == pytest.approx(37.5)
    assert comparison.standard_error**2 == pytest.approx(112.5)


# Where figures come from


def test_means_before_and_after_are_those_of_the_same_respondents():
    # The third has no later score: the pairs have means 20 and 12, all before a mean of 30.
    pairs = make_pairs((10, 8), (30, 16), (50, None))
    result = compare(pairs, method="hsu-linn-nord", reliability=0.8)
    assert value(result, "mean pre") == 20
    assert value(result, "mean post") == 12
    assert value(result, "sd") == pytest.approx(math.sqrt(200))
    comparison = compare(pairs, method="hsu-linn-nord", reliability=0.8, sd="baseline")
    assert value(comparison, "mean pre") == 20
    assert value(comparison, "sd") == pytest.approx(20)


def test_a_method_of_one_occasion_takes_the_mean_of_the_scores_that_give_its_sd():
    pairs = make_pairs((10, 8), (30, 16), (50, None))
    options = {"method": "edwards-nunnally", "reliability": 0.8}
    assert value(compare(pairs, **options), "mean pre") == 30
    assert value(compare(pairs, sd="pairs", **options), "mean pre") == 20
    assert value(compare(pairs, sd=9, **options), "mean pre") == 30
    assert value(compare(pairs, sd=9, mean_pre=25, **options), "mean pre") == 25
    norm = Norm(id="manual", population="clinical", mean=33, sd=9)
    published = compare(pairs, scale=make_scale(norms=(norm,)), sd="manual", **options)
    assert (value(published, "mean pre"), value(published, "sd")) == (33, 9)


@pytest.mark.parametrize(
    ("method", "gaps"), [("edwards-nunnally", "mean_pre"), ("hsu-linn-nord", "mean_post")]
)
def test_one_respondent_has_no_means_and_typed_ones_are_taken(method, gaps):
    arguments = {
        "method": method,
        "reliability": 0.75,
        "sd": 10,
        "mean_pre": 30,
        "mean_post": 20,
    }
    missing = {name: entry for name, entry in arguments.items() if name != gaps}

    def ask(options):
        return advise(
            make_scale(), instrument=INSTRUMENT, method_registry=METHODS,
            options=[("call", ChangeOptions(**options))], pre=40.0,
        )  # fmt: skip

    with pytest.raises(ChangeError, match=f"needs {gaps}"):
        ask(missing)
    # Expected are 30 + .75 x 10 and 20 + .75 x 10.
    assert ask(arguments).expected == {"mean_pre": 37.5, "mean_post": 27.5}[gaps]


def test_advice_counts_from_the_expected_score():
    options = ChangeOptions(
        method="edwards-nunnally", reliability=0.75, sd=10, mean_pre=30, multiplier=2
    )

    def ask(**scores):
        return advise(
            make_scale(), instrument=INSTRUMENT, method_registry=METHODS,
            options=[("call", options)], **scores,
        ).text()  # fmt: skip

    # Expected is 37.5, the limit 2 x 10 x sqrt(.25) = 10.
    assert "expects a later score of 37.50, with a standard error of 5.00" in ask(pre=40.0)
    assert "depends on the score before" in ask()


def test_too_few_pairs_are_an_error_that_names_the_figure():
    with pytest.raises(ChangeError, match="needs sd_post of the 1 complete pairs"):
        compare(
            make_pairs((10, 8), (30, None)), method="hageman-arrindell", reliability=0.8, sd=9
        )


def test_classes_against_the_change_itself_are_warned_of():
    # Everybody fell, as the group did; who fell by 2 and by 4 fell less than expected.
    pairs = make_pairs(*[(30 + k, 10 + k) for k in range(10)], (30, 28), (38, 34))
    options = {"reliability": 0.9, "sd": 8}
    result = compare(pairs, method="hsu-linn-nord", **options)
    cases = result.cases.set_index("id")
    assert cases.loc[[11, 12], "reliable"].tolist() == ["deteriorated"] * 2
    (finding,) = [
        finding for finding in result.findings if finding.code == "class-against-change"
    ]
    assert "2 as deteriorated whose scores did not get worse" in finding.message
    assert "class-against-change" not in {
        finding.code for finding in compare(pairs, **options).findings
    }


# Promises of a method


@pytest.mark.parametrize(
    "result",
    [
        ChangeIndex(index=np.zeros(2), standard_error=np.array([1.0, 0.0])),
        ChangeIndex(index=np.zeros(2), standard_error=np.array([1.0])),
        ChangeIndex(index=np.zeros(2), standard_error=np.array([1.0, math.nan])),
        ChangeIndex(index=np.zeros(2), standard_error=1.0, expected=np.zeros(1)),
        ChangeIndex(index=np.zeros(2), standard_error=1.0, expected=np.array([0, math.inf])),
    ],
)
def test_a_method_that_breaks_its_promise_for_each_respondent_is_named(result):
    method = ChangeMethod(
        name="other", title="", summary="", formula="", reference="", inputs=("sd",),
        compute=lambda pre, post, inputs: result,
    )  # fmt: skip
    with pytest.raises(PluginError, match="'other'"):
        compare(make_pairs((30, 10), (30, 20)), methods={"other": method}, method="other", sd=8)


# What must hold for any scores

scores = st.integers(0, 60)
rows = st.lists(st.tuples(scores, scores), min_size=3, max_size=25)
of_sample = st.sampled_from(["gulliksen-lord-novick", "edwards-nunnally", "nunnally-kotsch"])
CONSTANTS = {"reliability": 0.8, "sd": 8, "mean_pre": 30}


@settings(deadline=None)
@given(rows, of_sample, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_index(pairs, method, random):
    frame = make_pairs(*pairs, (10, 20), (30, 20))
    order = list(range(len(frame)))
    random.shuffle(order)
    options = {"method": method, "reliability": 0.8}
    straight = compare(frame, **options)
    shuffled = compare(frame.iloc[order], **options).cases.sort_values("id")
    assert shuffled["index"].tolist() == straight.cases["index"].tolist()


@settings(deadline=None)
@given(rows, of_sample, st.integers(-60, 60))
def test_moving_scores_and_their_mean_together_changes_no_index(pairs, method, by):
    variant = [(before + by, after + by) for before, after in pairs]
    wide = make_scale(low=-200, high=200)
    first = compare(make_pairs(*pairs), scale=wide, method=method, **CONSTANTS)
    second = compare(
        make_pairs(*variant), scale=wide, method=method, **(CONSTANTS | {"mean_pre": 30 + by})
    )
    np.testing.assert_allclose(first.cases["index"], second.cases["index"], atol=1e-9)


@settings(deadline=None)
@given(rows, st.integers(-20, 20))
def test_a_change_of_the_whole_group_is_no_change_for_hsu_linn_and_nord(pairs, by):
    frame = make_pairs(*pairs, (10, 20), (30, 20))
    variant = frame.assign(post=frame["post"] + by)
    options = {"scale": make_scale(low=-200, high=200), "reliability": 0.8}
    first = compare(frame, method="hsu-linn-nord", **options)
    second = compare(variant, method="hsu-linn-nord", **options)
    np.testing.assert_allclose(first.cases["index"], second.cases["index"], atol=1e-9)


@settings(deadline=None)
@given(rows, st.sampled_from([method.name for method in CHANGE_METHODS]))
def test_the_index_is_the_distance_from_the_expected_score_in_standard_errors(pairs, method):
    frame = make_pairs(*pairs, (10, 40), (50, 20))
    control = {
        "mean_pre": 30,
        "sd_pre": 8,
        "mean_post": 32,
        "sd_post": 9,
        "retest": 0.8,
        "n": 50,
    }
    options = ChangeOptions.from_mapping(
        {"method": method, "reliability": 0.99, "sd": 3, "control": control}
    )
    result = analyse(
        frame, make_scale(), instrument=INSTRUMENT, method_registry=METHODS,
        options=[("call", options)],
    )  # fmt: skip
    cases = result.cases
    error = cases.get("standard_error", result.standard_error)
    distance = cases["post"] - cases.get("expected", cases["pre"])
    np.testing.assert_allclose(cases["index"] * error, distance, atol=1e-9)
    assert (cases["change"] == cases["post"] - cases["pre"]).all()


@settings(deadline=None)
@given(rows, st.sampled_from(["jacobson-truax", "jacobson-1984", "christensen-mendoza"]))
def test_indices_of_the_change_itself_turn_round_when_the_occasions_do(pairs, method):
    back = [(after, before) for before, after in pairs]
    first = compare(make_pairs(*pairs), method=method, reliability=0.8, sd=8)
    second = compare(make_pairs(*back), method=method, reliability=0.8, sd=8)
    assert first.cases["index"].tolist() == (-second.cases["index"]).tolist()
