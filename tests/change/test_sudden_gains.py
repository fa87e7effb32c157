"""Sudden gains: published test cases, and sessions worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.trajectory.follow import follow
from scorewell.change.trajectory.occasions import Occasions
from scorewell.change.trajectory.sudden_gains import SuddenGains
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

NA = None
BEFORE_AFTER = ("s1", "s2", "s3", "s4", "s5", "s6")


def look(people, *, gains, better="lower", low=0, high=63, order=BEFORE_AFTER, post=""):
    rows = [
        {"id": respondent, "occasion": occasion, "score": score}
        for respondent, scores in people.items()
        for occasion, score in zip(order, scores, strict=True)
    ]
    scale = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=low, high=high, better=better,
    )  # fmt: skip
    return follow(
        pd.DataFrame(rows).astype({"score": "float64"}), scale,
        instrument=Instrument(id="synthetic", version="1.0.0", name="Synthetic"),
        method_registry={JACOBSON_TRUAX.name: JACOBSON_TRUAX},
        occasions=Occasions.of(order, post=post), sudden_gains=gains,
        options=[("call", ChangeOptions(reliability=0.8, sd=8, clinical=Population(mean=30, sd=8)))],
    )  # fmt: skip


def hits(result) -> dict[object, list[str]]:
    sudden_gains = result.sudden_gains
    return {
        respondent: [f"{row.before}-{row.after}" for row in rows.itertuples()]
        for respondent, rows in sudden_gains.groupby("id")
    }


# Six sessions around an interval, and the answers: the test cases of the R package suddengains
# 0.7.2, tests/testthat/test-identify_sg.R (cut 7, 25 %, its own form of the third criterion).
FIRST = {
    1: (28, 19, 23, 12, 13, NA), 2: (28, 19, 23, 11, 12, NA), 3: (28, 19, NA, 12, 13, NA),
    4: (28, 19, 23, 12, 13, NA), 5: (28, 19, 23, 12, 14, NA), 6: (28, 19, NA, 12, 13, NA),
    7: (28, 19, 23, 11, 12, NA), 8: (28, 25, 28, 11, 12, NA), 9: (28, 26, 28, 11, 12, NA),
    10: (NA, 26, 28, NA, 12, 11),
}  # fmt: skip
SECOND = {
    1: (35, 37, 23, 23, 24, 21), 2: (35, 37, 34, 24, 24, 21), 3: (35, 37, 34, 34, 24, 21),
    4: (35, 37, 34, 37, 37, 37),
}  # fmt: skip


def test_the_cases_of_the_package_suddengains_with_missing_sessions_agree():
    result = look(FIRST, gains=SuddenGains(cut=7, stability="pooled-sd"))
    assert hits(result) == {2: ["s3-s4"], 7: ["s3-s4"], 8: ["s3-s4"], 9: ["s3-s4"]}


def test_the_cases_of_the_package_suddengains_with_all_sessions_agree():
    result = look(SECOND, gains=SuddenGains(cut=7, stability="pooled-sd"))
    assert hits(result) == {1: ["s2-s3"], 2: ["s3-s4"], 3: ["s4-s5"]}


def test_the_t_test_counts_the_sessions_and_so_admits_what_the_package_does_not():
    # Case 1: means 70/3 and 12.5, difference 10.833. Squares 122/3 and 1/2 over 3 degrees of
    # freedom: s = sqrt(41.1667/3) = 3.7044; 3.1824 s = 11.789, and times sqrt(1/3 + 1/2) 10.762.
    for stability, threshold, stable in (
        ("pooled-sd", 11.789, False),
        ("t-test", 10.762, True),
    ):
        result = look({1: FIRST[1]}, gains=SuddenGains(cut=7, stability=stability))
        row = result.intervals.set_index("before").loc["s3"]
        assert row["threshold"] == pytest.approx(threshold, abs=5e-4)
        assert row["mean_before"] - row["mean_after"] == pytest.approx(10.8333, abs=5e-5)
        assert (bool(row["stable"]), bool(row["sudden_gain"])) == (stable, stable)
        assert (row["n_before"], row["n_after"]) == (3, 2)


@pytest.mark.parametrize(
    "sessions", [(30, 27, 31, 20, 24, 17), (30, NA, 31, 20, 24, 17), (NA, 27, 31, 20, NA, 17)]
)
def test_the_third_criterion_is_the_two_sample_t_test_of_scipy(sessions):
    result = look({1: sessions}, gains=SuddenGains(cut=7))
    row = result.intervals.set_index("before").loc["s3"]
    before = [x for x in sessions[:3] if x is not None]
    after = [x for x in sessions[3:] if x is not None]
    test = stats.ttest_ind(before, after)
    critical = stats.t.ppf(0.975, test.df)
    difference = np.mean(before) - np.mean(after)
    assert row["threshold"] == pytest.approx(difference / test.statistic * critical)
    assert bool(row["stable"]) == (test.pvalue < 0.05)


def test_the_critical_value_rises_with_missing_sessions_unless_told_otherwise():
    # 2.776, 3.182, 4.303 with 4, 3, 2 degrees of freedom (tables of Student's distribution). With
    # two and two sessions of squares 2 and 2: s = sqrt(4/2), times sqrt(1/2 + 1/2).
    sessions = {1: (NA, 30, 28, 10, 12, NA)}
    for adjusted, critical in ((True, 4.303), (False, 2.776)):
        result = look(sessions, gains=SuddenGains(cut=7, adjusted=adjusted))
        row = result.intervals.set_index("before").loc["s3"]
        assert row["threshold"] == pytest.approx(critical * math.sqrt(2), rel=2e-4)


def test_each_criterion_decides_alone_when_the_others_are_off():
    # 40 to 33 is 7 points, 17.5 %: large, not substantial. 12 to 8 is 4 points, 33 %: the reverse.
    people = {"large": (40, 40, 40, 33, 33, 33), "substantial": (12, 12, 12, 8, 8, 8)}
    off = {"cut": None, "share": None, "stability": None}
    assert hits(look(people, gains=SuddenGains(**off | {"cut": 7}))) == {"large": ["s3-s4"]}
    assert hits(look(people, gains=SuddenGains(**off | {"share": 0.25}))) == {
        "substantial": ["s3-s4"]
    }
    assert hits(look(people, gains=SuddenGains(**off | {"cut": 7, "share": 0.25}))) == {}
    # Without any spread every difference of the means is significant.
    stable = hits(look(people, gains=SuddenGains(**off | {"stability": "t-test"})))
    assert set(stable) == {"large", "substantial"}
    assert all("s3-s4" in result for result in stable.values())
    with pytest.raises(ChangeError, match="no criterion left"):
        SuddenGains(**off)


def test_gains_of_exactly_the_cut_and_exactly_the_share_count():
    # 28 to 21 is 7 points and 25 %.
    people = {1: (28, 28, 28, 21, 21, 21)}
    assert hits(look(people, gains=SuddenGains(cut=7))) == {1: ["s3-s4"]}
    assert hits(look(people, gains=SuddenGains(cut=7.01))) == {}
    assert hits(look(people, gains=SuddenGains(cut=7, share=0.26))) == {}


def test_the_cut_can_be_the_limit_of_reliable_change():
    # Limit 9.917: a fall of 10 is large, one of 9 is not.
    people = {1: (30, 30, 30, 20, 20, 20), 2: (30, 30, 30, 21, 21, 21)}
    result = look(people, gains=SuddenGains())
    assert hits(result) == {1: ["s3-s4"]}
    (cut,) = [entry for entry in result.inputs if entry.name == "sudden gain cut"]
    assert cut.value == result.limit
    assert "10.1037/0022-006X.67.6.894" in cut.citation


def test_the_first_and_the_last_interval_cannot_be_examined_for_stability():
    people = {1: (40, 20, 20, 20, 20, 20), 2: (40, 40, 40, 40, 40, 20)}
    result = look(people, gains=SuddenGains(cut=7))
    assert hits(result) == {}
    rows = result.intervals.set_index(["id", "before"])
    assert pd.isna(rows.loc[(1, "s1"), "sudden_gain"])
    assert pd.isna(rows.loc[(2, "s5"), "sudden_gain"])
    # Without the third criterion both sessions suffice.
    assert hits(look(people, gains=SuddenGains(cut=7, stability=None))) == {
        1: ["s1-s2"], 2: ["s5-s6"],
    }  # fmt: skip


def test_the_second_interval_rests_on_two_sessions_before_it():
    result = look({1: (40, 38, 20, 21, 19, 20)}, gains=SuddenGains(cut=7))
    row = result.intervals.set_index("before").loc["s2"]
    assert (row["n_before"], row["n_after"]) == (2, 3)
    assert hits(result) == {1: ["s2-s3"]}


def test_a_gain_over_a_missing_session_is_not_looked_for():
    result = look({1: (40, 40, NA, 20, 20, 20)}, gains=SuddenGains(cut=7, stability=None))
    assert result.intervals["before"].tolist() == ["s1", "s4", "s5"]
    assert hits(result) == {}


def test_a_gain_is_reversed_when_more_than_half_of_it_is_given_back():
    # 40 to 20 is 20 points; 30 gives back exactly half, 31 more.
    order = tuple("abcdefg")
    people = {"half": (40, 40, 40, 20, 20, 20, 30), "more": (40, 40, 40, 20, 20, 31, 20)}
    result = look(people, gains=SuddenGains(cut=7), order=order)
    sudden_gains = result.sudden_gains.set_index("id")
    assert sudden_gains["reversed"].to_dict() == {"half": False, "more": True}
    assert sudden_gains.loc["more", "reversed_at"] == "f"
    assert "reversed at f" in result.explain("more")
    assert "40 to 20); not reversed" in result.explain("half")
    later = look(people, gains=SuddenGains(cut=7, reversal=0.6), order=order)
    assert not later.sudden_gains["reversed"].any()


def test_without_a_later_session_it_is_not_known_whether_a_gain_is_reversed():
    people = {
        1: (40, 40, 40, 20, 20, NA),
        2: (40, 40, 40, 20, NA, NA),
        3: (40, 40, 40, 40, 40, 20),
    }
    result = look(people, gains=SuddenGains(cut=7, stability=None))
    actual = result.sudden_gains.set_index("id")["reversed"]
    assert actual[1] == np.False_
    assert actual[[2, 3]].isna().all()
    assert "no later session tells whether it lasted" in result.explain(2)


def test_the_session_right_after_the_gain_can_reverse_nothing():
    order = tuple("abcdefg")
    people = {1: (40, 40, 40, 20, 32, 20, 20)}
    gains = SuddenGains(cut=7, stability=None)
    sudden_gains = look(people, gains=gains, order=order).sudden_gains
    # The session after the next one is the first that can: e, not d.
    assert sudden_gains.loc[sudden_gains["before"] == "c", "reversed_at"].tolist() == ["e"]


def test_on_a_higher_better_scale_a_gain_is_a_rise_measured_from_the_top():
    # 63 - score mirrors the falls; 25 % is of the distance from 63.
    mirrored = {
        respondent: tuple(None if x is None else 63 - x for x in scores)
        for respondent, scores in (FIRST | {i + 10: s for i, s in SECOND.items()}).items()
    }
    straight = look(FIRST | {i + 10: s for i, s in SECOND.items()}, gains=SuddenGains(cut=7))
    result = look(mirrored, gains=SuddenGains(cut=7), better="higher")
    assert hits(result) == hits(straight) != {}
    assert result.intervals["gain"].tolist() == straight.intervals["gain"].tolist()
    assert result.intervals["share"].tolist() == straight.intervals["share"].tolist()


def test_the_share_can_be_of_the_score_as_it_is_written():
    # On a scale from 10: 30 to 22 is 8 points, 40 % of the 20 above the end, 26.7 % of 30.
    people = {1: (30, 30, 30, 22, 22, 22)}
    for share_of, share in (("distance", 8 / 20), ("score", 8 / 30)):
        result = look(people, gains=SuddenGains(cut=7, share_of=share_of), low=10)
        row = result.intervals.set_index("before").loc["s3"]
        assert row["share"] == pytest.approx(share)
    assert hits(look(people, gains=SuddenGains(cut=7, share=0.3), low=10)) == {1: ["s3-s4"]}
    request = SuddenGains(cut=7, share=0.3, share_of="score")
    assert hits(look(people, gains=request, low=10)) == {}


def test_follow_ups_are_no_sessions_unless_named():
    people = {1: (40, 40, 40, 20, 20, 20)}
    request = SuddenGains(cut=7, stability=None)
    assert hits(look(people, gains=request, post="s3")) == {}
    labels = SuddenGains(cut=7, stability=None, occasions=BEFORE_AFTER)
    assert hits(look(people, gains=labels, post="s3")) == {1: ["s3-s4"]}
    with pytest.raises(ChangeError, match="looked for at s9"):
        look(people, gains=SuddenGains(occasions=("s9",)))


def test_respondents_have_the_number_and_the_first_of_their_gains():
    order = tuple("abcdefgh")
    people = {"two": (60, 60, 60, 40, 40, 40, 20, 20), "none": (60,) * 8}
    result = look(people, gains=SuddenGains(cut=7), order=order)
    respondents = result.respondents.set_index("id")
    assert respondents["sudden_gains"].to_dict() == {"two": 2, "none": 0}
    assert respondents.loc["two", "first_sudden_gain"] == "d"
    assert pd.isna(respondents.loc["none", "first_sudden_gain"])
    assert "There is no sudden gain." in result.explain("none")


def test_too_few_sessions_give_no_interval_and_no_error():
    people = {1: (40, 20)}
    result = look(people, gains=SuddenGains(cut=7, occasions=("a",)), order=("a", "b"))
    assert len(result.intervals) == 0
    assert result.respondents["sudden_gains"].tolist() == [0]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"cuts": 7}, "'cuts' is not an option"),
        ({"cut": -1}, "cut of sudden gains is -1"),
        ({"cut": "rci"}, "cut of sudden gains is 'rci'"),
        ({"cut": True}, "cut of sudden gains is True"),
        ({"share": 1.5}, "at most 1"),
        ({"level": 0}, "level of sudden gains is 0"),
        ({"reversal": float("inf")}, "reversal of sudden gains is inf"),
        ({"stability": "f-test"}, "expected t-test, pooled-sd, null"),
        ({"share_of": "sum"}, "expected distance, score"),
        ({"occasions": "pre"}, "is no list"),
    ],
)
def test_criteria_that_cannot_be_are_refused(mapping, message):
    with pytest.raises(ChangeError, match=message):
        SuddenGains.from_mapping(mapping)


def test_criteria_of_a_study_file_are_read_as_written():
    result = SuddenGains.from_mapping({"cut": None, "share": 0.3, "occasions": [1, "post"]})
    assert result == SuddenGains(cut=None, share=0.3, occasions=("1", "post"))
