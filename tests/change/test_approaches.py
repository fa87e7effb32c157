"""Approaches other than an index with a cut-off, against clinicalsignificance and by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from approach_calls import judge

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Instrument, MissingRule, Scale, Threshold
from scorewell.errors import ChangeError
from scorewell_plugins.change.approaches.anchor import anchor
from scorewell_plugins.change.approaches.anchor_group import anchor_between, anchor_group
from scorewell_plugins.change.approaches.hageman_proportions import proportions
from scorewell_plugins.change.approaches.hageman_true_scores import hageman_arrindell
from scorewell_plugins.change.approaches.jacobson_combined import distribution
from scorewell_plugins.change.approaches.minimal_detectable_change import (
    minimal_detectable_change,
)
from scorewell_plugins.change.approaches.percentage import percentage
from scorewell_plugins.change.approaches.statistical import statistical
from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS

DATA = Path(__file__).parents[1] / "data" / "change"
METHODS = {method.name: method for method in CHANGE_METHODS}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")
SETS = {"d01": (0, 60, "lower"), "d02": (12, 60, "higher"), "d04": (0, 60, "lower")}
ANSWERS = {
    name: {
        **json.loads((DATA / "clinicalsignificance.json").read_text(encoding="utf-8"))[name],
        **json.loads((DATA / "clinicalsignificance_methods.json").read_text(encoding="utf-8"))[
            name
        ],
    }
    for name in SETS
}
CATEGORY = {"R": "recovered", "I": "improved", "U": "unchanged", "D": "deteriorated"}
CATEGORY["H"] = "deteriorated"
EXACT = 1e-9


def make_scale(low=0.0, high=60.0, better="lower", **more):
    return Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=low, high=high, better=better, **more,
    )  # fmt: skip


def make_pairs(*rows, **more):
    frame = pd.DataFrame(rows, columns=["pre", "post"], dtype="float64")
    return frame.assign(id=range(1, len(rows) + 1), **more)


def run_peer(approach, name, args, options=None, **more):
    """A call of clinicalsignificance in the engine's words."""
    arguments = {"preset": "clinicalsignificance-3.0"}
    if "m_functional" in args:
        arguments["functional"] = Population(
            mean=args["m_functional"], sd=args["sd_functional"]
        )
    if "cutoff_type" in args:
        arguments["criterion"] = args["cutoff_type"]
    if "reliability" in args:
        arguments["reliability"] = args["reliability"]
    return judge(
        approach,
        pd.read_csv(DATA / f"{name}.csv"),
        make_scale(*SETS[name]),
        instrument=INSTRUMENT,
        options=[("call", ChangeOptions(**(arguments | (options or {}))))],
        **more,
    )


def runs(*expected):
    return [
        pytest.param(name, run, id=f"{name}-{run}")
        for name in SETS
        for run in ANSWERS[name]
        if run in expected
        or any(run.startswith(entry) for entry in expected if entry[-1] == "_")
    ]


def outcomes(result):
    return result.cases["outcome"].tolist()


def expected(answer):
    return [CATEGORY[letter] for letter in answer["category"]]


# Percentage


@pytest.mark.parametrize(("name", "run"), runs("pct_50", "pct_30_20"))
def test_percentages_and_classes_agree_with_clinicalsignificance(name, run):
    answer = ANSWERS[name][run]
    args = answer["args"]
    result = run_peer(
        percentage, name, args,
        improvement=100 * args["pct_improvement"],
        deterioration=100 * args.get("pct_deterioration", args["pct_improvement"]),
    )  # fmt: skip
    assert result.cases["share"].tolist() == pytest.approx(answer["pct_change"], rel=EXACT)
    assert outcomes(result) == expected(answer)
    assert result.summary()["n"].sum() == len(expected(answer))


def test_trap_5_a_baseline_of_zero_has_no_percentage_and_is_counted_once():
    # In clinicalsignificance a rise from 0 counts as improved and as deteriorated.
    pairs = make_pairs((0, 10), (0, 0), (20, 10), (20, 21), (20, 40))
    result = judge(percentage, pairs, make_scale(), instrument=INSTRUMENT, improvement=50)
    assert result.cases["outcome"].tolist()[2:] == ["improved", "unchanged", "deteriorated"]
    assert result.cases["outcome"].isna().tolist()[:2] == [True, True]
    assert result.n_not_assessable == {"baseline score is 0": 2}
    assert result.summary()["n"].sum() == 3
    json.dumps(result.to_dict(), allow_nan=False)


def test_a_percentage_of_a_negative_score_keeps_its_direction():
    scale = make_scale(low=-20, high=20)
    result = judge(
        percentage,
        make_pairs((-10, -20), (-10, 0)),
        scale,
        instrument=INSTRUMENT,
        improvement=50,
    )
    assert result.cases["share"].tolist() == [-1, 1]
    assert outcomes(result) == ["improved", "deteriorated"]
    assert "percentage-of-shifted-scale" in {finding.code for finding in result.findings}


# Anchor


@pytest.mark.parametrize(("name", "run"), runs("anchor_ind", "anchor_ind_sym"))
def test_important_changes_agree_with_clinicalsignificance(name, run):
    answer = ANSWERS[name][run]
    args = answer["args"]
    result = run_peer(
        anchor, name, args,
        improvement=args["mid_improvement"], deterioration=args.get("mid_deterioration"),
    )  # fmt: skip
    assert outcomes(result) == expected(answer)


@pytest.mark.parametrize("name", SETS)
def test_important_changes_over_a_cutoff_agree_with_clinicalsignificance(name):
    answer = ANSWERS[name]["comb_anchor_c"]
    args = answer["args"]
    result = run_peer(
        anchor, name, args, cutoff=True,
        improvement=args["mid_improvement"], deterioration=args["mid_deterioration"],
    )  # fmt: skip
    assert result.cutoff == pytest.approx(answer["cutoff"], rel=EXACT)
    assert outcomes(result) == expected(answer)


THRESHOLDS = (
    Threshold(id="mic", kind="MIC", value=7.0, method="anchor, mean change"),
    Threshold(id="range", kind="MIC", between=(5.0, 9.0)),
)


def test_a_threshold_of_the_scale_is_taken_by_its_id_and_exactly_that_much_counts():
    scale = make_scale(thresholds=THRESHOLDS)
    result = judge(
        anchor, make_pairs((30, 23), (30, 24), (30, 37), (30, 36)), scale, instrument=INSTRUMENT,
        improvement="mic",
    )  # fmt: skip
    assert outcomes(result) == ["improved", "unchanged", "deteriorated", "unchanged"]
    first, second = result.inputs
    assert (first.value, first.origin) == (7, "definition")
    assert second.detail.startswith("as for improvement")


def test_thresholds_of_improvement_and_deterioration_are_separate():
    result = judge(
        anchor, make_pairs((30, 24), (30, 36)), make_scale(), instrument=INSTRUMENT,
        improvement=7, deterioration=5,
    )  # fmt: skip
    assert outcomes(result) == ["unchanged", "deteriorated"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("mci", "no such threshold"),
        ("range", "no single amount"),
        (0, "above 0"),
        (-3, "above"),
    ],
)
def test_amounts_that_cannot_be_used_are_refused(value, message):
    with pytest.raises(ChangeError, match=message):
        judge(
            anchor, make_pairs((30, 20)), make_scale(thresholds=THRESHOLDS), instrument=INSTRUMENT,
            improvement=value,
        )  # fmt: skip


# Groups

PEER_LABEL = {
    "Large clinically significant effect": "larger than important",
    "Probably clinically significant effect": "probably important",
    "Not significantly less than the threshold": "possibly important",
}


@pytest.mark.parametrize(("name", "run"), runs("anchor_within_freq95", "anchor_within_freq90"))
def test_the_interval_of_a_group_agrees_with_clinicalsignificance(name, run):
    answer = ANSWERS[name][run]
    args, (effect,) = answer["args"], answer["group_effect"]
    result = run_peer(
        anchor_group, name, args, improvement=args["mid_improvement"], level=effect["ci"]
    )
    assert result.n == (effect["n"],)
    (difference,) = result.figures
    expected = (effect["difference"], effect["lower"], effect["upper"])
    assert (difference.value, difference.low, difference.high) == pytest.approx(
        expected, rel=EXACT
    )
    assert result.verdict == f"improvement, {PEER_LABEL[effect['category']]}"


@pytest.mark.parametrize(("name", "run"), runs("anchor_within_bayes95_seed1"))
def test_the_posterior_of_a_group_agrees_with_bayesfactor_within_its_sampling_error(name, run):
    # BayesFactor draws from the posterior: a quantile of it is known to about .15 points.
    answer = ANSWERS[name][run]
    args, (effect,) = answer["args"], answer["group_effect"]
    result = run_peer(
        anchor_group, name, args, improvement=args["mid_improvement"], bayesian=True
    )
    (difference,) = result.figures
    expected = (effect["difference"], effect["lower"], effect["upper"])
    assert (difference.value, difference.low, difference.high) == pytest.approx(
        expected, abs=0.15
    )
    assert result.verdict.endswith(f", {PEER_LABEL[effect['category']]}")


def shifted_pairs(by, spread=1.0, n=40):
    """Pairs whose changes have this mean and a standard error of spread / sqrt(n - 1)."""
    changes = by + spread * np.array([-1.0, 1.0] * (n // 2))
    return make_pairs(*[(30.0, 30.0 + change) for change in changes])


@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize(
    ("gain", "spread", "way", "relevance"),
    [
        # Half the interval is 2.0227 x spread / sqrt(39) = .32 x spread.
        (10, 1, "improvement", "larger than important"),
        (5.2, 1, "improvement", "probably important"),
        (4.8, 1, "improvement", "possibly important"),
        (2, 1, "improvement", "smaller than important"),
        (2, 10, "none", "not distinguishable from none"),
        (-2, 10, "none", "not distinguishable from none"),
        (-10, 1, "deterioration", "larger than important"),
        (-3.2, 1, "deterioration", "probably important"),
        (-2.8, 1, "deterioration", "possibly important"),
        (-1, 1, "deterioration", "smaller than important"),
    ],
)
def test_trap_8_labels_of_group_effects_are_right_in_both_directions(
    gain, spread, way, relevance, better
):
    pairs = shifted_pairs(gain if better == "higher" else -gain, spread)
    result = judge(
        anchor_group,
        pairs,
        make_scale(better=better),
        instrument=INSTRUMENT,
        improvement=5,
        deterioration=3,
    )
    direction = "no clear change" if way == "none" else way
    assert result.verdict == f"{direction}, {relevance}"
    json.dumps(result.to_dict(), allow_nan=False)


def test_two_groups_are_compared_by_welchs_interval_as_asked():
    # 1, 2, 3 against 5, 7, 9: -5, variances of the means 1/3 and 4/3; the half width is
    # 3.2188 (t table, 2.94 degrees of freedom, interpolated) x sqrt(5/3).
    pairs = make_pairs(
        (9, 1), (9, 2), (9, 3), (9, 5), (9, 7), (9, 9), (9, None), group=["a"] * 3 + ["b"] * 4
    )
    result = judge(
        anchor_between,
        pairs,
        make_scale(),
        instrument=INSTRUMENT,
        group="a",
        reference="b",
        improvement=3,
    )
    assert result.n == (3, 3)
    (difference,) = result.figures
    assert difference.value == -5
    assert difference.high + 5 == pytest.approx(3.2188 * math.sqrt(5 / 3), abs=2e-3)
    assert result.verdict == "improvement, probably important"


def test_trap_8_the_level_of_a_bayesian_comparison_is_the_one_asked_for():
    pairs = make_pairs(*[(30, 10 + k % 7) for k in range(40)], group=["a", "b"] * 20)
    wide, narrow = (
        judge(
            anchor_between, pairs, make_scale(), instrument=INSTRUMENT, group="a", reference="b",
            improvement=3, bayesian=True, level=level,
        )
        for level in (0.95, 0.8)
    )  # fmt: skip
    wide, narrow = wide.figures[0], narrow.figures[0]
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


def test_groups_too_small_or_unknown_are_refused():
    pairs = make_pairs((9, 1), (9, 2), (9, 3), group=["a", "a", "b"])
    options = {"instrument": INSTRUMENT, "improvement": 3}
    with pytest.raises(ChangeError, match="at least two respondents in the group 'b'"):
        judge(anchor_between, pairs, make_scale(), group="a", reference="b", **options)
    with pytest.raises(ChangeError, match="no respondent is in the group 'z'"):
        judge(anchor_between, pairs, make_scale(), group="a", reference="z", **options)
    with pytest.raises(ChangeError, match="all alike"):
        judge(anchor_group, make_pairs((9, 1), (9, 1)), make_scale(), **options)


# Cut-off alone, index alone


@pytest.mark.parametrize(("name", "run"), runs("stat_JT_a", "stat_JT_c"))
def test_movement_over_the_cutoff_agrees_with_clinicalsignificance(name, run):
    answer = ANSWERS[name][run]
    result = run_peer(statistical, name, answer["args"])
    assert result.cutoff == pytest.approx(answer["cutoff"], rel=EXACT)
    peer = expected(answer)
    mask = result.cases["change"] != 0
    # Who did not move cannot have crossed: the peer calls those on the cut-off deteriorated.
    assert [word for word, present in zip(outcomes(result), mask, strict=True) if present] == [
        word for word, present in zip(peer, mask, strict=True) if present
    ]
    assert set(result.cases.loc[~mask, "outcome"]) <= {"unchanged"}


def test_trap_4_who_stands_still_on_the_cutoff_is_unchanged():
    peer = expected(ANSWERS["d04"]["stat_JT_c"])
    result = run_peer(statistical, "d04", ANSWERS["d04"]["stat_JT_c"]["args"])
    case = result.cases.set_index("id").loc[16]
    assert (case["pre"], case["post"], result.cutoff) == (16, 16, 16)
    assert (peer[15], case["outcome"]) == ("deteriorated", "unchanged")


def test_without_a_cutoff_movement_cannot_be_judged():
    scale = make_scale()
    options = [("call", ChangeOptions(clinical=Population(mean=10), criterion="auto"))]
    result = judge(
        statistical, make_pairs((30, 20)), scale, instrument=INSTRUMENT, options=options
    )
    assert result.cutoff is None
    assert result.cases["outcome"].isna().all()
    assert "no-cut-off" in {finding.code for finding in result.findings}


@pytest.mark.parametrize(("name", "run"), runs("dist_JT", "dist_JT_sig0.1"))
def test_reliable_change_alone_agrees_with_clinicalsignificance(name, run):
    answer = ANSWERS[name][run]
    level = 1 - answer["args"].get("significance_level", 0.05)
    result = run_peer(
        distribution, name, answer["args"], {"level": level}, method_registry=METHODS
    )
    assert outcomes(result) == expected(answer)
    assert "baseline_status" not in result.cases.columns
    assert "criterion" not in [entry.name for entry in result.inputs]


# Hageman and Arrindell


def of_b(run):
    return run.split("_")[2] == "b"


def hageman(name, run):
    answer = ANSWERS[name][run]
    return answer, run_peer(hageman_arrindell, name, answer["args"], method_registry=METHODS)


HA_RUNS = [param for param in runs("stat_HA_", "comb_HA_") if not of_b(param.values[1])]


@pytest.mark.parametrize(("name", "run"), HA_RUNS)
def test_true_score_cutoffs_and_tests_agree_with_clinicalsignificance(name, run):
    answer, result = hageman(name, run)
    assert result.cutoff == pytest.approx(answer["cutoff"], rel=EXACT)
    cases = result.cases
    assert cases["crossing"].tolist() == pytest.approx(answer["cs_indiv"], rel=EXACT, abs=1e-12)
    assert (
        "".join("FT"[w == "clinical"] for w in cases["baseline_status"])
        == (answer["clinical_pre"])
    )
    assert (
        "".join("FT"[w == "into functional"] for w in cases["crossed"])
        == (answer["functional_post"])
    )
    assert (
        "".join("FT"[w == "into clinical"] for w in cases["crossed"])
        == (answer["clinical_post"])
    )


@pytest.mark.parametrize(
    ("name", "run"), [param for param in HA_RUNS if param.values[1].startswith("comb")]
)
def test_true_change_and_shares_of_the_group_agree_with_clinicalsignificance(name, run):
    answer, result = hageman(name, run)
    assert result.cases["index"].tolist() == pytest.approx(answer["rci"], rel=EXACT, abs=1e-12)
    assert result.reliability_change == pytest.approx(answer["rci_parameters"]["r_dd"])
    shares = {entry["category"]: entry["percent"] for entry in answer["group_level"]}
    assert result.changed == pytest.approx(shares["Changed"], rel=EXACT)
    assert result.functional == pytest.approx(shares["Functional"], rel=EXACT)
    # Its Harmed are all the functional who deteriorate, whether or not they end clinical.
    assert outcomes(result) == expected(answer)
    json.dumps(result.to_dict(), allow_nan=False)


@pytest.mark.parametrize("name", SETS)
def test_proportions_of_the_group_agree_with_clinicalsignificance_and_have_an_interval(name):
    answer = ANSWERS[name]["comb_HA_a"]
    result = run_peer(proportions, name, answer["args"], method_registry=METHODS)
    shares = {entry["category"]: entry["percent"] for entry in answer["group_level"]}
    changed, functional = result.figures
    assert changed.value == pytest.approx(shares["Changed"], rel=EXACT)
    assert functional.value == pytest.approx(shares["Functional"], rel=EXACT)
    for figure in result.figures:
        assert 0 <= figure.low < figure.value < figure.high <= 1
    json.dumps(result.to_dict(), allow_nan=False)


def test_the_interval_of_proportions_is_that_of_drawing_respondents_one_by_one():
    # Written out here: rows drawn with replacement, the paper's first proportion of each draw.
    random = np.random.default_rng(4)
    before = random.normal(40, 8, 60).round()
    after = (before - random.normal(4, 7, 60)).round()
    result = judge(
        proportions, make_pairs(*zip(before, after, strict=True)), make_scale(), instrument=INSTRUMENT,
        method_registry=METHODS, draws=4000,
        options=[("call", ChangeOptions(reliability=0.9, functional="none", criterion="a"))],
    )  # fmt: skip
    values = []
    for _ in range(4000):
        rows = random.integers(0, 60, 60)
        x, y = before[rows], after[rows]
        true = np.var(x - y, ddof=1) - 2 * np.var(x, ddof=1) * 0.1
        values.append(0.5 * math.erfc((y.mean() - x.mean()) / math.sqrt(true) / math.sqrt(2)))
    low, high = np.quantile(values, [0.025, 0.975])
    changed = result.figures[0]
    assert (changed.low, changed.high) == pytest.approx((low, high), abs=0.02)


def test_proportions_of_scores_that_hardly_exceed_their_error_have_no_interval():
    # True differences of variance 1 or so beside an error variance of 25.6: half of the
    # samples have none.
    random = np.random.default_rng(2)
    before = random.normal(40, 8, 40)
    after = before + random.normal(0, 5.2, 40)
    result = judge(
        proportions, make_pairs(*zip(before, after, strict=True)), make_scale(high=100.0),
        instrument=INSTRUMENT, method_registry=METHODS,
        options=[("call", ChangeOptions(reliability=0.8, sd=8, criterion="a"))],
    )  # fmt: skip
    assert [figure.low for figure in result.figures] == [None, None]
    assert "proportions-without-interval" in {finding.code for finding in result.findings}


@pytest.mark.parametrize("name", SETS)
def test_trap_3_the_true_score_cutoff_b_takes_the_functional_sd(name):
    answer, result = hageman(name, "comb_HA_b")
    args = answer["args"]
    figures = {entry.name: entry.value for entry in result.inputs}
    error = figures["sd"] ** 2 * (1 - figures["reliability"])
    away = 1 if SETS[name][2] == "lower" else -1
    mean, sd = args["m_functional"], args["sd_functional"]
    # By definition: 2 true standard deviations of the functional population from its mean.
    assert result.cutoff == pytest.approx(mean + away * 2 * math.sqrt(sd**2 - error), rel=EXACT)
    clinical = math.sqrt(figures["clinical sd"] ** 2 - error)
    assert answer["cutoff"] == pytest.approx(mean + away * 2 * clinical, rel=EXACT)


def test_trap_6_a_functional_respondent_who_stays_so_did_not_cross():
    # From 0 to 16 with the cut-off 19.6 is "Harmed" in the peer.
    rows = [(30, 18), (34, 20), (22, 14), (40, 30), (28, 10), (36, 16), (25, 22), (0, 16)]
    options = ChangeOptions(
        reliability=0.9, functional=Population(mean=10, sd=7), criterion="c",
        clinical=Population(mean=30, sd=8),
    )  # fmt: skip
    result = judge(
        hageman_arrindell, make_pairs(*rows), make_scale(), instrument=INSTRUMENT, method_registry=METHODS,
        options=[("call", options)],
    )  # fmt: skip
    last = result.cases.iloc[-1]
    assert result.cutoff > 16
    assert (last["baseline_status"], last["crossed"]) == ("functional", "not shown")


def test_scores_that_vary_less_than_their_error_have_no_true_scores():
    rows = [(10, 30), (20, 31), (50, 30), (40, 31), (30, 30)]
    options = ChangeOptions(reliability=0.5, sd=8, clinical=Population(mean=30, sd=8))
    with pytest.raises(ChangeError, match="the later scores have the standard deviation"):
        judge(
            hageman_arrindell, make_pairs(*rows), make_scale(), instrument=INSTRUMENT, method_registry=METHODS,
            options=[("call", options)],
        )  # fmt: skip


# The rest of the traps that other programs fall into


def analysed(pairs, **options):
    return analyse(
        pairs, make_scale(), instrument=INSTRUMENT, method_registry=METHODS,
        options=[("call", ChangeOptions(**options))],
    )  # fmt: skip


CONSTANTS = {"reliability": 0.9, "sd": 8, "criterion": "a"}


def test_trap_1_deleting_a_row_swaps_nobodys_occasions_under_any_method():
    pairs = make_pairs(*[(40 + k, 10 + k % 3) for k in range(8)])
    pairs.loc[0, "pre"] = math.nan
    for method in METHODS:
        if METHODS[method].inputs[0] != "reliability":
            continue
        result = analysed(pairs, method=method, reliability=0.9, criterion="a")
        assert (result.cases["change"].dropna() < 0).all()
    assert (analysed(pairs, **CONSTANTS).cases["reliable"].dropna() == "improved").all()


def test_trap_2_columns_are_found_by_name_in_whatever_order_they_stand():
    pairs = make_pairs((40, 10), (42, 11))
    mirror = analysed(pairs[["post", "pre", "id"]], **CONSTANTS)
    assert mirror.cases["reliable"].tolist() == ["improved", "improved"]


def test_trap_6_unreliable_differences_give_an_error_for_the_whole_procedure():
    pairs = make_pairs((10, 11), (20, 20), (30, 31), (40, 40), (50, 51))
    with pytest.raises(ChangeError, match="reliability of the differences"):
        judge(
            hageman_arrindell, pairs, make_scale(), instrument=INSTRUMENT, method_registry=METHODS,
            options=[("call", ChangeOptions(reliability=0.7, criterion="a"))],
        )  # fmt: skip


def test_trap_9_a_score_of_999_moves_no_figure_of_any_method():
    pairs = make_pairs(*[(30 + k, 12 + 2 * k) for k in range(10)])
    dirty = pd.concat([pairs, pd.DataFrame({"id": [99], "pre": [999.0], "post": [10.0]})])
    for method in METHODS.values():
        if method.inputs[0] != "reliability":
            continue
        options = {"method": method.name, "reliability": 0.5, "criterion": "a"}
        clean, second = analysed(pairs, **options), analysed(dirty, **options)
        assert second.limit == clean.limit
        assert second.cases["index"].tolist()[:10] == clean.cases["index"].tolist()


def test_trap_9_a_respondent_without_a_group_is_kept_and_shares_are_within_groups():
    pairs = make_pairs((40, 10), (40, 41), (40, 12), group=["a", "a", None])
    result = judge(
        statistical, pairs, make_scale(), instrument=INSTRUMENT,
        options=[("call", ChangeOptions(clinical=Population(mean=40, sd=8)))],
    )  # fmt: skip
    shares = result.by_group()
    improved = shares[shares["outcome"] == "improved"]
    assert improved["share"].tolist() == [0.5, 1.0]
    assert improved["of"].tolist() == [2, 1]


# The minimal detectable change


def test_the_minimal_detectable_change_is_the_limit_in_points():
    # 2 x 8 x sqrt(2 x .125) = 8; one score errs by 8 x sqrt(.125) = 2.828.
    options = [("call", ChangeOptions(sd=8, reliability=0.875, multiplier=2))]
    result = judge(
        minimal_detectable_change,
        make_pairs(),
        make_scale(),
        instrument=INSTRUMENT,
        options=options,
    )
    assert [figure.value for figure in result.figures] == pytest.approx([8, math.sqrt(8)])
    assert [entry.name for entry in result.inputs] == ["reliability", "sd", "multiplier"]
    json.dumps(result.to_dict(), allow_nan=False)


@pytest.mark.parametrize("name", SETS)
def test_the_minimal_detectable_change_of_a_sample_follows_from_the_peers_error(name):
    answer = ANSWERS[name]["dist_JT"]
    result = judge(
        minimal_detectable_change, pd.read_csv(DATA / f"{name}.csv"), make_scale(*SETS[name]),
        instrument=INSTRUMENT,
        options=[("call", ChangeOptions(reliability=answer["args"]["reliability"]))],
    )  # fmt: skip
    assert result.figures[0].value == pytest.approx(
        answer["critical_value"] * answer["s_diff"], rel=EXACT
    )
