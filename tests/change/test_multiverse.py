"""The same pairs in every combination of choices.

Six pairs by hand; lower is better. With a standard deviation of 8 a reliability of .875 gives a
standard error of 8 x sqrt(2 x .125) = 4 points and, times 2, a limit of 8; a reliability of .5
gives 8 and 16. Cut-offs: a = 38 - 2 x 8 = 22; b = 8 + 2 x 6 = 20; c = (8 x 8 + 6 x 38) / 14 =
20.857.
"""

from __future__ import annotations

import itertools
import json
import math
import statistics

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Control, Population
from scorewell.change.sensitivity.choices import FACTORS
from scorewell.change.sensitivity.multiverse import multiverse
from scorewell.definitions.model import (
    Instrument,
    MissingRule,
    Norm,
    Origin,
    Reliability,
    Scale,
)
from scorewell.errors import ChangeError
from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS
from scorewell_plugins.change.indices.standard_error import CHRISTENSEN_MENDOZA, JACOBSON_TRUAX

INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")
ALL = {method.name: method for method in CHANGE_METHODS}
FIRST = {JACOBSON_TRUAX.name: JACOBSON_TRUAX}
PAIRS = {
    "A": (40, 16), "B": (30, 22), "C": (36, 20), "D": (30, 30), "E": (24, 40), "F": (18, 6),
}  # fmt: skip
HIGH = Reliability(id="high", statistic="alpha", value=0.875)
LOW = Reliability(id="low", statistic="retest", value=0.5)
CONSTANTS = {
    "reliability": "high",
    "sd": 8,
    "multiplier": 2,
    "clinical": Population(mean=38, sd=8),
    "functional": Population(mean=8, sd=6),
}
OUTCOMES = ("recovered", "improved", "unchanged", "deteriorated")
R, I, U, D = OUTCOMES  # noqa: E741
# A: reliable and functional always. B: 8 points, to the cut-off a. C: 16 points, to the cut-off b.
BY_HAND = {
    #            high strict   high inclusive   low strict   low inclusive
    ("A", "a"): (R, R, R, R), ("A", "b"): (R, R, R, R), ("A", "c"): (R, R, R, R),
    ("B", "a"): (U, R, U, U), ("B", "b"): (U, I, U, U), ("B", "c"): (U, I, U, U),
    ("C", "a"): (R, R, U, R), ("C", "b"): (I, R, U, R), ("C", "c"): (R, R, U, R),
    ("D", "a"): (U, U, U, U), ("D", "b"): (U, U, U, U), ("D", "c"): (U, U, U, U),
    ("E", "a"): (D, D, U, D), ("E", "b"): (D, D, U, D), ("E", "c"): (D, D, U, D),
    ("F", "a"): (I, I, U, U), ("F", "b"): (I, I, U, U), ("F", "c"): (I, I, U, U),
}  # fmt: skip
TERMS = tuple(itertools.product(("high", "low"), ("strict", "inclusive")))


def make_scale(*, reliability=(HIGH, LOW), norms=(), better="lower"):
    return Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=60, better=better, reliability=reliability, norms=norms,
    )  # fmt: skip


def make_pairs(pairs=PAIRS):
    rows = [(respondent, *scores) for respondent, scores in pairs.items()]
    frame = pd.DataFrame(rows, columns=["id", "pre", "post"])
    return frame.astype({"pre": float, "post": float})


def vary(pairs=None, *, scale=None, methods=FIRST, **options):
    return multiverse(
        make_pairs() if pairs is None else pairs,
        scale or make_scale(),
        instrument=INSTRUMENT,
        method_registry=methods,
        options=[("study", ChangeOptions(**(CONSTANTS | options)))],
    )


def row(result, **labels):
    frame = result.combinations
    for factor, label in labels.items():
        frame = frame[frame[factor] == label]
    assert len(frame) == 1
    return frame.iloc[0]


# Two reliabilities x three criteria x two rules for ties, by hand


@pytest.mark.parametrize("criterion", ["a", "b", "c"])
@pytest.mark.parametrize(("place", "terms"), list(enumerate(TERMS)))
def test_counts_of_every_combination_are_those_by_hand(criterion, place, terms):
    reliability, ties = terms
    result = row(vary(), criterion=criterion, reliability=reliability, ties=ties, sd="8")
    expected = [BY_HAND[pair, criterion][place] for pair in PAIRS]
    assert {name: result[name] for name in OUTCOMES} == {
        name: expected.count(name) for name in OUTCOMES
    }
    assert result["improvement"] == expected.count(R) + expected.count(I)
    assert result["improvement_share"] == pytest.approx(result["improvement"] / 6)
    assert result["of"] == 6
    assert result["limit"] == pytest.approx({"high": 8, "low": 16}[reliability])
    cutoffs = {"a": 22, "b": 20, "c": (8 * 8 + 6 * 38) / 14}
    assert result["cut_off"] == pytest.approx(cutoffs[criterion])


def test_every_combination_is_there_once_and_the_analysis_itself_first():
    result = vary()
    # 3 criteria, 2 reliabilities, 2 standard deviations (8, that of the sample), 2 tie rules
    assert result.n_combinations == 3 * 2 * 2 * 2
    assert not result.combinations.duplicated(subset=list(FACTORS)).any()
    first = result.combinations.iloc[0]
    assert result.combinations["default"].sum() == 1
    assert first["default"]
    assert dict(first[list(FACTORS)]) == {
        "criterion": "c",
        "method": "jacobson-truax",
        "reliability": "high",
        "functional": "mean 8, sd 6",
        "sd": "8",
        "ties": "strict",
    }
    # Criterion a takes no functional population: no combination is counted twice.
    of_a = result.combinations[result.combinations["criterion"] == "a"]
    assert set(of_a["functional"]) == {"not used"}


def outcome(pre, post, *, reliability, sd, criterion, inclusive):
    """The class of one pair in plain Python, exact ties by fractions of the scale."""
    limit = 2 * sd * math.sqrt(2) * math.sqrt(1 - reliability)
    cutoff = {"a": 38 - 2 * 8, "b": 8 + 2 * 6, "c": (8 * 8 + 6 * 38) / (8 + 6)}[criterion]
    near = 1e-7
    gain = pre - post
    better = gain > limit - near if inclusive else gain > limit + near
    worse = -gain > limit - near if inclusive else -gain > limit + near
    healthy = [
        score < cutoff + near if inclusive else score < cutoff - near for score in (pre, post)
    ]
    if better:
        return R if not healthy[0] and healthy[1] else I
    return D if worse else U


def all_outcomes():
    """The class of each respondent in all 24 combinations, in plain Python."""
    sample = statistics.stdev(pre for pre, _ in PAIRS.values())
    return {
        respondent: [
            outcome(*scores, reliability=r, sd=sd, criterion=criterion, inclusive=inclusive)
            for criterion in "abc"
            for r in (0.875, 0.5)
            for sd in (8, sample)
            for inclusive in (False, True)
        ]
        for respondent, scores in PAIRS.items()
    }


def test_shares_of_each_respondent_are_those_of_plain_arithmetic():
    cases = vary().cases.set_index("id")
    for respondent, result in all_outcomes().items():
        for name in OUTCOMES:
            assert cases.loc[respondent, name] == pytest.approx(result.count(name) / 24)
        assert cases.loc[respondent, "robust"] == (len(set(result)) == 1)
    assert cases.index[cases["robust"]].tolist() == ["A", "D"]
    assert vary().n_robust == 2


def test_the_choices_that_flip_a_respondent_are_those_by_hand():
    # With the sample's standard deviation, 7.94, B changes by more than its limit of 7.94.
    assert statistics.stdev(pre for pre, _ in PAIRS.values()) < 8
    flipped = vary().cases.set_index("id")["flipped_by"].to_dict()
    assert flipped == {
        "A": "", "B": "sd, ties", "C": "criterion, reliability", "D": "",
        "E": "reliability", "F": "reliability",
    }  # fmt: skip


def test_one_factor_at_a_time_moves_as_many_respondents_as_by_hand():
    moves = vary().moves.set_index(["factor", "choice"])
    values = ["improvement", "recovered", "moved"]
    # The analysis itself: A and C recovered, F improved. From BY_HAND, column by column.
    assert moves.loc[("criterion", "c"), values].tolist() == [3, 2, 0]
    assert moves.loc[("criterion", "b"), values].tolist() == [3, 1, 1]
    assert moves.loc[("criterion", "a"), values].tolist() == [3, 2, 0]
    assert moves.loc[("reliability", "low"), values].tolist() == [1, 1, 4 - 1]
    assert moves.loc[("ties", "inclusive"), values].tolist() == [4, 2, 1]
    assert moves["default"].sum() == len(FACTORS)


def test_ranges_are_those_of_one_factor_and_of_all_combinations():
    ranges = vary().ranges().set_index("factor")
    assert ranges.index[0] == "reliability"
    assert ranges.index[-1] == "all"
    low, high = ranges.loc["reliability", ["improvement_low", "improvement_high"]]
    assert (low, high) == pytest.approx((1 / 6, 3 / 6))
    assert ranges.loc["criterion", "recovered_range"] == pytest.approx(1 / 6)
    everything = list(zip(*all_outcomes().values(), strict=True))
    improved = [entry.count(R) + entry.count(I) for entry in everything]
    assert ranges.loc["all", "improvement_low"] == pytest.approx(min(improved) / 6)
    assert ranges.loc["all", "improvement_high"] == pytest.approx(max(improved) / 6)


def test_the_sentence_has_the_ranges_with_their_n():
    everything = list(zip(*all_outcomes().values(), strict=True))
    improved = [entry.count(R) + entry.count(I) for entry in everything]
    words = vary().sentence()
    assert words.startswith("Across 24 combinations of ")
    assert f"runs from {min(improved)} to {max(improved)} of 6 respondents (3 in the" in words
    assert words.endswith("2 of 6 keep their class in all of them.")


def test_intervals_are_wilsons():
    # Wilson for 3 of 6, by hand: z^2 = 3.8415, centre .5, half width
    # 1.96 x sqrt(.25/6 + 3.8415/144) / (1 + 3.8415/6) = .3124.
    first = vary().combinations.iloc[0]
    assert first["improvement_low"] == pytest.approx(0.5 - 0.3124, abs=5e-5)
    assert first["improvement_high"] == pytest.approx(0.5 + 0.3124, abs=5e-5)


# What is varied


def test_norms_reliabilities_and_deviations_of_the_scale_and_its_overlays_are_choices():
    overlay = Origin(kind="overlay", name="ours")
    norms = (
        Norm(id="town", population="non-clinical", mean=8, sd=6),
        Norm(id="nation", population="general", mean=10, sd=7, origin=overlay),
        Norm(id="clinic", population="clinical", mean=38, sd=8),
        Norm(id="empty", population="non-clinical", gap="not read"),
    )
    columns = Reliability(id="bound", statistic="alpha", at_least=0.8)
    result = vary(
        scale=make_scale(norms=norms, reliability=(HIGH, LOW, columns)),
        functional="town", clinical="clinic", sd=None,
    )  # fmt: skip
    labels = {
        factor: [entry.label for entry in actual]
        for factor, actual in result.choices.by_factor.items()
    }
    assert labels["functional"] == ["town", "nation"]
    assert labels["reliability"] == ["high", "low"]
    assert labels["sd"] == ["baseline", "town", "nation", "clinic"]
    assert {entry[:2] for entry in result.choices.left_out} == {
        ("reliability", "bound"), ("functional", "empty"), ("sd", "empty"),
    }  # fmt: skip
    # Nobody lacks a later score, so the pairs have the same standard deviation.
    assert result.choices.by_factor["sd"][0].duplicates == ("pairs",)


def test_the_same_figures_are_one_choice():
    twin = Reliability(id="twin", statistic="alpha", value=0.5)
    methods = FIRST | {CHRISTENSEN_MENDOZA.name: CHRISTENSEN_MENDOZA}
    result = vary(scale=make_scale(reliability=(HIGH, LOW, twin)), methods=methods)
    assert [entry.duplicates for entry in result.choices.by_factor["reliability"]] == [
        (),
        ("twin",),
    ]
    assert result.choices.by_factor["method"][0].duplicates == ("christensen-mendoza",)
    assert result.n_combinations == 24


def test_a_typed_deviation_that_the_sample_has_as_well_is_one_choice():
    # Scores before of 22 and 38 lie 8 from their mean of 30: a variance of 128.
    result = vary(make_pairs({"A": (22, 10), "B": (38, 10)}), sd=math.sqrt(128))
    assert [entry.duplicates for entry in result.choices.by_factor["sd"]] == [
        ("baseline", "pairs")
    ]


def test_what_cannot_be_run_is_listed_with_its_reason():
    result = vary(methods=ALL)
    chelune = result.not_run[result.not_run["method"] == "chelune"]
    # No reliability and no standard deviation of the sample enters: 3 criteria x 2 tie rules.
    assert len(chelune) == 6
    assert set(chelune["reliability"]) == set(chelune["sd"]) == {"not used"}
    assert chelune["reason"].str.contains("not treated").all()
    assert "chelune" not in set(result.combinations["method"])


def test_a_retest_sample_makes_its_indices_run():
    control = Control(mean_pre=30, sd_pre=8, mean_post=30, sd_post=8, retest=0.875)
    result = vary(methods=ALL, control=control)
    # chelune without a mean change is jacobson-truax with the retest correlation.
    expected = row(result, method="chelune", criterion="c", ties="strict")
    assert [expected[name] for name in OUTCOMES] == [2, 1, 2, 1]


def test_without_functional_figures_the_criteria_that_need_them_are_listed():
    result = vary(functional="none")
    assert set(result.combinations["criterion"]) == {"a"}
    assert set(result.not_run["criterion"]) == {"b", "c"}


def test_an_analysis_without_a_cutoff_still_varies_and_recovery_is_missing():
    result = vary(functional=Population(mean=50, sd=6))
    assert result.combinations["cut_off"].isna().all()
    assert result.combinations[["recovered", "recovered_share"]].isna().all(axis=None)
    # Whoever would be recovered is improved: A, C and F.
    assert result.combinations.iloc[0]["improvement"] == 3
    assert result.combinations.iloc[0]["improved"] == 3


def test_an_analysis_that_cannot_be_run_is_an_error():
    with pytest.raises(ChangeError, match="no reliability is given"):
        vary(reliability=None)


def test_who_is_not_assessable_has_no_shares_and_everything_is_plain_values():
    result = vary(make_pairs(PAIRS | {"G": (30, None)}))
    last = result.cases.iloc[-1]
    assert last[["outcome", *OUTCOMES, "robust", "flipped_by"]].isna().all()
    assert result.n_assessable == 6
    data = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert data["cases"][-1]["robust"] is None
    assert len(data["combinations"]) == result.n_combinations


def test_nobody_assessable_is_said():
    result = vary(make_pairs({"G": (30, None)}))
    assert "No respondent could be assessed" in result.sentence()


# For any scores


scores = st.one_of(st.none(), st.integers(0, 60))
TOWN = Norm(id="town", population="non-clinical", mean=12, sd=6)
TIES = {
    "strict": ("unchanged", "clinical", "clinical"),
    "inclusive": ("changed", "functional", "functional"),
}


def again(pairs, scale, labels):
    """The analysis of one combination, asked for in the usual way."""
    on_limit, before, after = TIES[labels["ties"]]
    names = {name: labels[name] for name in ("criterion", "method", "reliability", "sd")}
    if labels["functional"] != "not used":
        names["functional"] = labels["functional"]
    request = ChangeOptions(
        **names, clinical=Population(mean=38, sd=8),
        on_limit=on_limit, pre_on_cutoff=before, post_on_cutoff=after,
    )  # fmt: skip
    return analyse(
        pairs, scale, instrument=INSTRUMENT, method_registry=ALL, options=[("call", request)]
    )


@settings(deadline=None, max_examples=8)
@given(
    st.lists(st.tuples(scores, scores), max_size=12),
    st.sampled_from(["jacobson-truax", "gulliksen-lord-novick", "hsu-linn-nord"]),
    st.sampled_from(["a", "b", "c", "auto"]),
)
def test_every_combination_is_the_analysis_that_asks_for_it(rows, method, criterion):
    # Two pairs more, for a standard deviation and a later mean.
    rows = [*rows, (10, 20), (30, 20)]
    pairs = make_pairs(dict(enumerate(rows)))
    scale = make_scale(norms=(TOWN,))
    methods = {name: ALL[name] for name in {"jacobson-truax", method}}
    result = vary(
        pairs, scale=scale, methods=methods, sd=None, multiplier=None, functional="town",
        method=method, criterion=criterion,
    )  # fmt: skip
    classes = []
    for actual in result.combinations.to_dict("records"):
        single = again(pairs, scale, actual)
        summary = dict(zip(single.summary()["outcome"], single.summary()["n"], strict=True))
        assert {name: actual[name] for name in OUTCOMES} == summary
        classes.append(single.cases["outcome"].tolist())
    value = analyse(
        pairs, scale, instrument=INSTRUMENT, method_registry=ALL,
        options=[("study", ChangeOptions(**(CONSTANTS | {
            "sd": None, "multiplier": None, "functional": "town", "method": method,
            "criterion": criterion,
        })))],
    )  # fmt: skip
    pd.testing.assert_series_equal(
        result.cases["outcome"].astype("string"), value.cases["outcome"].astype("string")
    )
    for place, robust in enumerate(result.cases["robust"]):
        if pd.notna(robust):
            assert robust == (len({category[place] for category in classes}) == 1)


def test_the_multiverse_as_a_frame_is_a_copy_of_its_combinations():
    result = vary()
    frame = result.to_frame()
    pd.testing.assert_frame_equal(frame, result.combinations)
    frame["improvement"] = -1
    assert (result.combinations["improvement"] >= 0).all()
