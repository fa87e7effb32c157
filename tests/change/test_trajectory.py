"""Courses over any number of occasions, on hand-made respondents.

Unless a test says otherwise: 0 to 60 points, lower better, S = 8 and r = .80, so the limit is
1.959964 x 8 x sqrt(2) x sqrt(.20) = 9.917 points: a change of 10 is reliable, one of 9 is not.
Clinical mean 35 and SD 8, functional mean 15 and SD 5: cut-off c = (8 x 15 + 5 x 35) / 13 =
22.69, so 22 is functional and 23 is not.
"""

from __future__ import annotations

import math

import pandas as pd
import pytest

from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.trajectory.follow import follow
from scorewell.change.trajectory.occasions import FIRST_SCORE, Occasions
from scorewell.change.trajectory.result import CourseResult
from scorewell.change.trajectory.sudden_gains import SuddenGains
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic", acronym="SYN")
ORDER = ("pre", "mid", "post", "3m", "12m")
FIGURES = {
    "reliability": 0.80,
    "sd": 8,
    "clinical": Population(mean=35, sd=8),
    "functional": Population(mean=15, sd=5),
}
PEOPLE = {
    # Respondent: scores at pre, mid, post, 3m, 12m; None has a row and no score, "" no row.
    "lost": (40, 29, 22, 20, 33),
    "kept": (40, 38, 25, 25, 24),
    "measured": (40, 31, 28, "", 25),
    "sagged": (40, "", 20, 30, 20),
    "worse": (30, 31, 41, 52, 40),
    "nobase": (None, 20, 20, 20, 20),
    "preonly": (25, "", None, "", ""),
    "nothing": (None, None, "", "", ""),
    "nopost": (40, 20, "", 20, 20),
    "dropout": (40, 25, 22, "", None),
    "typo": (40, 99, 40, 40, 40),
}


def scale(better: str = "lower") -> Scale:
    return Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=60, better=better,
    )  # fmt: skip


def long(people: dict[object, tuple], order: tuple = ORDER) -> pd.DataFrame:
    rows = [
        {"id": respondent, "occasion": occasion, "score": score}
        for respondent, scores in people.items()
        for occasion, score in zip(order, scores, strict=True)
        if score != ""
    ]
    return pd.DataFrame(rows, columns=["id", "occasion", "score"]).astype({"score": "float64"})


def course(scores: pd.DataFrame, *occasions, better="lower", gains=None, **kwargs):
    names = ("order", "baseline", "post", "sequence")
    text = {name: kwargs.pop(name) for name in names if name in kwargs}
    return follow(
        scores, scale(better), instrument=INSTRUMENT,
        method_registry={JACOBSON_TRUAX.name: JACOBSON_TRUAX},
        occasions=Occasions.of(**text), sudden_gains=gains,
        options=[("call", ChangeOptions(**FIGURES | kwargs))],
    )  # fmt: skip


@pytest.fixture(scope="module")
def people() -> CourseResult:
    return course(long(PEOPLE), order=ORDER, post="post")


def column(result: CourseResult, respondent: object, name: str) -> list:
    cells = result.cells[result.cells["id"] == respondent]
    return [None if pd.isna(value) else value for value in cells[name]]


def respondent(result: CourseResult, respondent: object) -> dict[str, object]:
    row = result.respondents.set_index("id").loc[respondent]
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def test_the_limit_and_the_cutoff_are_those_of_two_occasions(people):
    assert people.limit == pytest.approx(1.959963984540054 * 8 * math.sqrt(2 * 0.2))
    assert people.cutoffs.value == pytest.approx(295 / 13)


def test_each_score_is_held_against_the_baseline(people):
    # 40 -> 29, 22, 20 are -11, -18, -20, beyond 9.917; 33 is -7 and within.
    assert column(people, "lost", "change") == [None, -11, -18, -20, -7]
    assert column(people, "lost", "reliable") == [None, *["improved"] * 3, "unchanged"]
    # 30 -> 31 is 1; 41 is 11 and 52 is 22 worse; 40 is 10 worse.
    assert column(people, "worse", "reliable") == [None, "unchanged", *["deteriorated"] * 3]


def test_each_score_has_its_side_of_the_cutoff_and_recovery_needs_both(people):
    assert column(people, "lost", "status") == [
        "clinical", "clinical", "functional", "functional", "clinical",
    ]  # fmt: skip
    assert column(people, "lost", "outcome") == [
        None, "improved", "recovered", "recovered", "unchanged",
    ]  # fmt: skip


def test_each_score_is_held_against_the_best_so_far(people):
    # Best before each: 40, 29, 22, 20; so -11, -7, -2, +13.
    assert column(people, "lost", "best") == [None, 40, 29, 22, 20]
    assert column(people, "lost", "best_at") == [None, "pre", "mid", "post", "3m"]
    assert column(people, "lost", "from_best") == [None, -11, -7, -2, 13]
    assert column(people, "lost", "against_best") == [
        None, "improved", "unchanged", "unchanged", "deteriorated",
    ]  # fmt: skip


def test_the_best_so_far_is_reached_over_a_missing_occasion(people):
    assert column(people, "measured", "best") == [None, 40, 31, None, 28]
    assert column(people, "measured", "best_at") == [None, "pre", "mid", None, "post"]


def test_the_first_gain_and_the_first_alerts_are_the_earliest_occasions(people):
    dropout, worse = respondent(people, "lost"), respondent(people, "worse")
    assert (dropout["first_gain"], dropout["first_deterioration"]) == ("mid", None)
    assert dropout["first_fall_from_best"] == "12m"
    assert (worse["first_gain"], worse["first_deterioration"]) == (None, "post")
    # 41 against the best so far, 30 at pre, is 11 worse.
    assert worse["first_fall_from_best"] == "post"
    assert (dropout["best"], dropout["best_at"], dropout["last"], dropout["last_at"]) == (
        20,
        "3m",
        33,
        "12m",
    )
    assert dropout["last_reliable"] == "unchanged"


def test_the_best_of_all_can_be_the_last_score(people):
    remainder = respondent(people, "kept")
    assert (remainder["best"], remainder["best_at"]) == (24, "12m")


def test_a_gain_kept_on_every_follow_up_is_maintained(people):
    # 25 at post is -15; 25 and 24 are -15 and -16 from baseline, 0 and -1 from post.
    assert column(people, "kept", "follow_up") == [None, None, None, "kept", "kept"]
    assert respondent(people, "kept")["follow_up"] == "kept"


def test_a_gain_is_lost_when_the_score_is_back_within_the_limit_of_the_baseline(people):
    assert column(people, "lost", "follow_up")[3:] == ["kept", "lost"]
    result = respondent(people, "lost")
    assert (result["follow_up"], result["lost_at"]) == ("lost", "12m")


def test_a_gain_is_lost_when_the_score_is_reliably_worse_than_at_post(people):
    # 30 is still 10 better than at baseline, reliably, but 10 worse than 20 at post; at 12m the
    # gain is there again, and stays lost.
    assert column(people, "sagged", "reliable")[3:] == ["improved", "improved"]
    assert column(people, "sagged", "follow_up")[3:] == ["lost", "kept"]
    result = respondent(people, "sagged")
    assert (result["follow_up"], result["lost_at"]) == ("lost", "3m")


def test_a_missing_follow_up_is_counted_and_makes_no_loss(people):
    result = respondent(people, "measured")
    assert (result["follow_up"], result["follow_ups_missing"]) == ("kept where measured", 1)


def test_without_gain_or_score_nothing_is_maintained(people):
    assert respondent(people, "worse")["follow_up"] == "no gain at post"
    assert respondent(people, "nopost")["follow_up"] is None
    dropout = respondent(people, "dropout")
    assert (dropout["follow_up"], dropout["follow_ups_missing"]) == (None, 2)


def test_every_missing_cell_has_its_reason(people):
    assert column(people, "nobase", "reason") == ["no score", *["no baseline score"] * 4]
    assert column(people, "preonly", "reason") == [
        None,
        "no row",
        "no score",
        "no row",
        "no row",
    ]
    assert column(people, "typo", "reason") == [None, "score out of range", None, None, None]
    assert column(people, "typo", "reliable") == [None, None, *["unchanged"] * 3]
    # The status of a score needs no baseline.
    assert column(people, "nobase", "status") == [None, *["functional"] * 4]


def test_who_is_not_assessable_is_counted_with_the_reason(people):
    names = {
        name: respondent(people, name)["reason"]
        for name in ("nobase", "preonly", "nothing", "kept")
    }
    assert names == {
        "nobase": "no baseline score", "preonly": "no score after the baseline",
        "nothing": "no score", "kept": None,
    }  # fmt: skip
    assert (people.n, people.n_assessable) == (11, 8)
    assert [finding.code for finding in people.findings] == ["score-out-of-range"]


def test_a_score_out_of_range_is_a_finding_and_enters_nothing(people):
    (finding,) = people.findings
    assert finding.severity == "error"
    assert "1 scores lie outside" in finding.message
    assert "id typo" in finding.message
    assert column(people, "typo", "score")[1] is None


def test_counts_by_occasion_add_up_over_reasons(people):
    counts = people.missing().set_index("occasion").loc["post"]
    # post: no row for nothing and nopost, no score for preonly, no baseline for nobase.
    assert counts.to_dict() == {
        "respondents": 11, "scored": 8, "assessable": 7, "no row": 2, "no score": 1,
        "score out of range": 0, "no baseline score": 1, "before the baseline": 0,
    }  # fmt: skip


def test_the_summary_counts_each_occasion_with_wilson_intervals(people):
    rows = people.summary().set_index(["occasion", "what"])
    # At post, of 7: improved lost, kept, measured, sagged, dropout; worse deteriorated;
    # functional and recovered lost (22), sagged (20), dropout (22).
    for name, n in {
        "improved": 5, "unchanged": 1, "deteriorated": 1, "worse than best": 1,
        "functional": 3, "recovered": 3,
    }.items():  # fmt: skip
        assert (rows.loc[("post", name), "n"], rows.loc[("post", name), "of"]) == (n, 7)
    # Wilson, 5 of 7 (worked by hand): (5/7 + 1.9207/7 +- 1.96 sqrt(10/343 + .9604/49)) / 1.5488
    low, high = rows.loc[("post", "improved"), ["low", "high"]]
    assert (low, high) == (pytest.approx(0.3589, abs=5e-5), pytest.approx(0.9178, abs=5e-5))
    # 3m: a gain at post and a score have lost, kept, sagged.
    assert (rows.loc[("3m", "kept"), "n"], rows.loc[("3m", "lost"), "n"]) == (2, 1)
    assert rows.loc[("3m", "kept"), "of"] == 3
    # At the baseline only the side of the cut-off can be told: nobody of 9 is functional.
    assert rows.loc["pre"].index.tolist() == ["functional"]
    assert rows.loc[("pre", "functional"), ["n", "of"]].tolist() == [0, 9]


def test_without_a_cutoff_nobody_is_functional_or_recovered():
    # Without a functional population and without the spread of the clinical one there is none.
    figures = {"clinical": Population(mean=35), "functional": "none", "criterion": "auto"}
    result = course(long({1: (40, 20)}, ("a", "b")), order=("a", "b"), **figures)
    assert result.cutoffs.value is None
    assert set(result.summary()["what"]) == {
        "improved", "unchanged", "deteriorated", "worse than best",
    }  # fmt: skip
    assert "there is no cut-off by criterion a" in result.explain(1)
    assert column(result, 1, "reliable") == [None, "improved"]
    assert column(result, 1, "outcome") == [None, "improved"]


TIES = {"sd": 8, "reliability": 0.875, "multiplier": 2}
"""2 x 8 x sqrt(2) x sqrt(.125) = 8, and 8.000000000000002 in floating point."""


@pytest.mark.parametrize(
    ("rule", "word"), [("unchanged", "unchanged"), ("changed", "improved")]
)
def test_a_change_of_exactly_the_limit_follows_its_rule_everywhere(rule, word):
    scores = long({1: (40, 32, 24)}, ("a", "b", "c"))
    result = course(scores, order=("a", "b", "c"), on_limit=rule, **TIES)
    assert column(result, 1, "reliable") == [None, word, "improved"]
    assert column(result, 1, "against_best") == [None, word, word]


def test_a_gain_of_exactly_the_limit_at_follow_up_follows_its_rule():
    # Post is 10 better; later 8 better, exactly the limit.
    scores = long({1: (40, 30, 32)}, ("a", "b", "c"))
    for rule, actual in (("unchanged", "lost"), ("changed", "kept")):
        result = course(scores, order=("a", "b", "c"), post="b", on_limit=rule, **TIES)
        assert respondent(result, 1)["follow_up"] == actual


def test_scores_exactly_on_the_cutoff_follow_one_rule_at_baseline_and_one_after():
    # Criterion c of equal SDs is the middle: (35 + 15) / 2 = 25.
    repeat = {"functional": Population(mean=15, sd=8), "post_on_cutoff": "functional"}
    result = course(long({1: (25, 25)}, ("a", "b")), order=("a", "b"), **repeat)
    assert column(result, 1, "status") == ["clinical", "functional"]


def test_higher_better_turns_every_word_round():
    mirror = {respondent: tuple(60 - x if isinstance(x, int) and x <= 60 else x for x in scores)
              for respondent, scores in PEOPLE.items() if respondent != "typo"}  # fmt: skip
    figures = {"clinical": Population(mean=25, sd=8), "functional": Population(mean=45, sd=5)}
    result = course(long(mirror), order=ORDER, post="post", better="higher", **figures)
    assert column(result, "lost", "reliable") == [None, *["improved"] * 3, "unchanged"]
    assert column(result, "lost", "status")[1:4] == ["clinical", "functional", "functional"]
    assert column(result, "lost", "best") == [None, 20, 31, 38, 40]
    assert respondent(result, "sagged")["lost_at"] == "3m"
    assert respondent(result, "worse")["first_deterioration"] == "post"


def test_the_order_of_the_occasions_is_the_one_declared_whatever_the_rows():
    scores = long({1: (40, 29, 22)}, ("pre", "mid", "post")).iloc[[2, 0, 1]]
    result = course(scores, order=("pre", "mid", "post"))
    assert column(result, 1, "occasion") == ["pre", "mid", "post"]
    assert column(result, 1, "change") == [None, -11, -18]


def test_occasions_written_as_numbers_are_matched_as_text():
    scores = pd.DataFrame({"id": [1, 1], "occasion": [1.0, 2.0], "score": [40, 20]})
    assert column(course(scores, order=[1, "2"]), 1, "change") == [None, -20]


def test_times_as_numbers_give_the_order_and_missing_occasions_show():
    scores = pd.DataFrame(
        {
            "id": ["a", "a", "a", "b", "b"],
            "time": [8, 0, 2.5, 0, 8],
            "score": [20, 40, 39, 30, 29],
        }
    )
    result = course(scores)
    assert result.occasions == ("0", "2.5", "8")
    assert column(result, "a", "score") == [40, 39, 20]
    assert column(result, "b", "reason") == [None, "no row", None]
    assert column(result, "a", "since") == [0, 2.5, 8]


def test_dates_give_each_respondent_a_sequence_of_their_own():
    scores = pd.DataFrame(
        {
            "id": ["a", "b", "a", "b", "a"],
            "time": ["2024-02-01", "2023-12-31", "2024-01-01", "2024-01-07", "2024-01-15"],
            "score": [22, 30, 40, 31, 29],
        }
    )
    result = course(scores)
    assert column(result, "a", "score") == [40, 29, 22]
    assert column(result, "a", "since") == [0, 14, 31]
    assert column(result, "b", "score") == [30, 31]
    assert column(result, "b", "occasion") == ["1", "2"]
    assert "2 (2024-01-07, day 7): 31" in result.explain("b")


def test_an_irregular_course_of_numbers_can_be_a_sequence_too():
    scores = pd.DataFrame(
        {"id": [1, 1, 2, 2], "time": [0, 9, 3, 30], "score": [40, 20, 40, 39]}
    )
    result = course(scores, sequence="own")
    assert column(result, 2, "occasion") == ["1", "2"]
    assert column(result, 2, "change") == [None, -1]


def test_named_occasions_are_ordered_by_times_that_do_not_overlap():
    scores = pd.DataFrame(
        {
            "id": [1, 1, 2, 2], "occasion": ["after", "before", "before", "after"],
            "time": [50, 1, 3, 41], "score": [20, 40, 41, 40],
        }
    )  # fmt: skip
    assert course(scores).occasions == ("before", "after")
    with pytest.raises(ChangeError, match="before and after overlap"):
        course(scores.assign(time=[50, 1, 45, 41]))


def test_a_time_that_runs_against_the_declared_order_is_a_finding():
    scores = pd.DataFrame(
        {
            "id": [1, 1],
            "occasion": ["a", "b"],
            "time": ["2024-02-01", "2024-01-01"],
            "score": [9, 8],
        }
    )
    result = course(scores, order=("a", "b"))
    assert [finding.code for finding in result.findings] == ["time-against-order"]
    assert column(result, 1, "occasion") == ["a", "b"]


def test_occasions_before_the_baseline_are_shown_and_not_judged():
    result = course(long({1: (50, 40, 20)}, ("screen", "pre", "post")),
                    order=("screen", "pre", "post"), baseline="pre")  # fmt: skip
    assert column(result, 1, "reason") == ["before the baseline", None, None]
    assert column(result, 1, "role") == ["before the baseline", "baseline", "later"]
    assert column(result, 1, "change") == [None, None, -20]
    assert column(result, 1, "best") == [None, None, 40]


def test_the_first_score_can_be_the_baseline():
    people = {1: (None, 40, 20), 2: (40, "", 20), 3: (None, "", None)}
    result = course(long(people, ("a", "b", "c")), order=("a", "b", "c"), baseline=FIRST_SCORE)
    assert column(result, 1, "change") == [None, None, -20]
    assert column(result, 1, "role") == ["before the baseline", "baseline", "later"]
    assert column(result, 2, "change") == [None, None, -20]
    assert respondent(result, 3)["reason"] == "no score"


def test_rows_of_other_occasions_and_without_one_are_left_out_and_said():
    scores = pd.concat(
        [
            long({1: (40, 20)}, ("a", "b")),
            pd.DataFrame({"id": [1, 1], "occasion": ["x", None], "score": [9, 9]}),
        ]
    )
    result = course(scores, order=("a", "b", "c"))
    codes = [finding.code for finding in result.findings]
    assert codes == ["row-without-occasion", "other-occasion", "occasion-without-rows"]
    assert column(result, 1, "score") == [40, 20, None]


@pytest.mark.parametrize(
    ("groups", "labels"),
    [
        (["x", "x", None, "z"], ["x", "z"]),
        (["x", "y", None, "z"], [None, "z"]),
        (["x", None, "z", "x"], ["x", None]),
        (["x", "y", "y", "x"], [None, None]),
    ],
)
def test_a_group_is_carried_and_a_respondent_in_two_of_them_is_in_none(groups, labels):
    scores = long({1: (40, 20), 2: (30, 30)}, ("a", "b")).assign(group=groups)
    result = course(scores.iloc[::-1], order=("a", "b"))
    carried = result.respondents.set_index("id")["group"]
    assert [
        None if pd.isna(carried[number]) else carried[number] for number in (1, 2)
    ] == labels
    codes = [finding.code for finding in result.findings]
    assert codes == (["several-groups"] if None in labels else [])


def test_a_respondent_in_two_groups_is_not_in_the_control_group():
    # Baseline 30, 50 and 10 of those who are followed: SD 20.
    people = {1: (30, 30), 2: (50, 40), 3: (10, 10), 4: (60, 60)}
    groups = ["t", "t", "t", "t", "t", "wait", "wait", "wait"]
    scores = long(people, ("a", "b")).assign(group=groups)
    result = course(scores, order=("a", "b"), sd="baseline", control_group="wait")
    assert result.respondents["id"].tolist() == [1, 2, 3]
    (sd,) = [entry.value for entry in result.inputs if entry.name == "sd"]
    assert sd == pytest.approx(20)


def test_a_control_group_is_not_followed_and_enters_no_figure():
    # Baseline 30 and 50 of the treated: SD 14.14; with the third it would be 20.
    people = {1: (30, 30), 2: (50, 40), 3: (10, 10)}
    scores = long(people, ("a", "b")).assign(group=["t", "t", "t", "t", "wait", "wait"])
    result = course(scores, order=("a", "b"), sd="baseline", control_group="wait")
    assert result.respondents["id"].tolist() == [1, 2]
    (sd,) = [entry.value for entry in result.inputs if entry.name == "sd"]
    assert sd == pytest.approx(math.sqrt(200))
    assert "control-group" in [finding.code for finding in result.findings]
    with pytest.raises(ChangeError, match="no respondent is in the control group 'none'"):
        course(scores, order=("a", "b"), control_group="none")


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        ({}, {}, "nothing says in which order the occasions come"),
        ({}, {"order": ("a",)}, "names only a"),
        ({}, {"order": ("a", "b", "a")}, "names a more than once"),
        ({}, {"order": ("a", "b"), "post": "c"}, "the post occasion is c"),
        ({}, {"order": ("a", "b"), "baseline": "z"}, "the baseline occasion is z"),
        ({}, {"order": ("a", "b"), "baseline": "b", "post": "a"}, "does not come after"),
        ({}, {"order": ("a", "b"), "post": "a"}, "does not come after"),
        ({}, {"order": ("a", "b"), "sequence": "own"}, "a sequence of their own"),
        ({}, {"sequence": "mine"}, "expected shared or own"),
        ({}, {"order": ("a", "b"), "method": "other"}, "cannot be judged by the method 'other'"),
        ({"id": [1, None]}, {"order": ("a", "b")}, "1 rows have no id"),
        ({"occasion": ["a", "a"]}, {"order": ("a", "b")}, r"more than one row \(1 at a\)"),
        ({"score": ["x", 2]}, {"order": ("a", "b")}, r"not numbers \(id 1\)"),
        ({"score": [True, False]}, {"order": ("a", "b")}, "the scores are bool"),
        ({"time": ["soon", "2024-01-01"]}, {}, r"neither numbers nor dates \(soon\)"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused_with_its_reason(change, arguments, message):
    scores = pd.DataFrame({"id": [1, 1], "occasion": ["a", "b"], "score": [40, 20]})
    with pytest.raises(ChangeError, match=message):
        course(scores.assign(**change), **arguments)


def test_two_rows_of_one_moment_are_refused():
    scores = pd.DataFrame({"id": [1, 1], "time": ["2024-01-01"] * 2, "score": [40, 20]})
    with pytest.raises(ChangeError, match="1 at 2024-01-01"):
        course(scores)


def test_columns_that_are_lacking_are_named():
    with pytest.raises(ChangeError, match="no column score, occasion or time"):
        course(pd.DataFrame({"id": [1]}))


def test_a_scale_without_a_better_end_has_no_course():
    with pytest.raises(ChangeError, match="no better end"):
        course(long({1: (1, 2)}, ("a", "b")), order=("a", "b"), better="none")


def test_a_sample_standard_deviation_is_that_of_all_baseline_scores():
    # Baseline 30, 40, 50 of three, one without a later score: SD 10, of the two pairs 7.07.
    people = {1: (30, 30), 2: (40, 40), 3: (50, None)}
    for sd, value in (("baseline", 10.0), ("pairs", math.sqrt(50))):
        result = course(long(people, ("a", "b")), order=("a", "b"), sd=sd)
        (actual,) = [entry for entry in result.inputs if entry.name == "sd"]
        assert actual.value == pytest.approx(value)


def test_the_inputs_name_order_baseline_and_post(people):
    inputs = {entry.name: (entry.value, entry.origin) for entry in people.inputs}
    assert inputs["occasions"] == ("pre, mid, post, 3m, 12m", "call")
    assert inputs["baseline"] == ("pre", "default")
    assert inputs["post"] == ("post", "call")
    assert inputs["reliability"] == (0.80, "call")


def test_the_course_in_words_has_every_number(people):
    text = people.explain("lost")
    assert text.splitlines() == [
        "Respondent lost: SYN, Total (lower scores are better).",
        (
            "A change is reliable beyond 9.92 points (1.96 x the standard error of 5.06; a change of "
            "exactly the limit counts as unchanged)."
        ),
        (
            "A score below 22.69 is functional (criterion c; a later score exactly on it counts as "
            "clinical)."
        ),
        "pre: 40, clinical; the baseline.",
        (
            "mid: 29, clinical; 11 points better than the baseline, a reliable improvement; 11 points "
            "better than the best so far (40 at pre), a reliable improvement."
        ),
        (
            "post: 22, functional; 18 points better than the baseline, a reliable improvement into "
            "the functional range: recovered; 7 points better than the best so far (29 at mid), no "
            "reliable change."
        ),
        (
            "3m: 20, functional; 20 points better than the baseline, a reliable improvement into the "
            "functional range: recovered; 2 points better than the best so far (22 at post), no "
            "reliable change; the gain at post is kept."
        ),
        (
            "12m: 33, clinical; 7 points better than the baseline, no reliable change; 13 points "
            "worse than the best so far (20 at 3m), a reliable deterioration; the gain at post is "
            "lost."
        ),
        "First reliable gain: mid.",
        "First reliable deterioration from the baseline: never.",
        "First reliable deterioration from the best so far: 12m.",
        (
            "The gain at post is lost at 12m: no reliable improvement on the baseline any more, or "
            "reliably worse than at post."
        ),
    ]


@pytest.mark.parametrize(
    ("respondent", "words"),
    [
        ("preonly", "The course is not assessable: no score after the baseline."),
        ("nobase", "mid: 20, functional; not assessable, no baseline score."),
        ("measured", "kept on every follow-up that has a score; 1 has none."),
        ("dropout", "Whether a gain at post lasts is not known"),
        ("worse", "First reliable deterioration from the baseline: post."),
        ("typo", "mid: not assessable, score out of range."),
    ],
)
def test_the_course_in_words_says_what_is_missing(people, respondent, words):
    assert words in people.explain(respondent)


def test_an_unknown_respondent_is_refused_with_the_nearest(people):
    with pytest.raises(ChangeError, match="no respondent keept") as error:
        people.explain("keept")
    assert "kept" in error.value.hint


def test_the_result_as_plain_values_holds_everything(people):
    import json

    whole = json.loads(json.dumps(people.to_dict()))
    assert whole["occasions"] == list(ORDER)
    assert len(whole["cells"]) == 11 * 5
    assert whole["respondents"][0]["lost_at"] == "12m"
    assert whole["counts"] == {"respondents": 11, "assessable": 8}
    assert "cells" not in people.to_dict(cases=False)


def test_sudden_gains_that_were_not_asked_for_say_so(people):
    with pytest.raises(ChangeError, match="were not looked for"):
        _ = people.sudden_gains
    assert SuddenGains().cut == "limit"
