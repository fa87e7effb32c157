"""What must hold for any scores."""

from __future__ import annotations

import math

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.change.analyse import analyse
from scorewell.change.classes.proportion_interval import wilson
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

METHODS = {JACOBSON_TRUAX.name: JACOBSON_TRUAX}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")

scores = st.one_of(st.none(), st.integers(0, 60), st.floats(0, 60))
rows = st.lists(st.tuples(scores, scores), max_size=30)
reliabilities = st.floats(0.01, 0.99)
sds = st.floats(0.5, 20)
betters = st.sampled_from(["lower", "higher"])


def compare(pairs, *, better, **options):
    scale = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=60, better=better,
    )  # fmt: skip
    return analyse(
        pairs, scale, instrument=INSTRUMENT, method_registry=METHODS,
        options=[("call", ChangeOptions(**options))],
    )  # fmt: skip


def frame(pairs):
    data = pd.DataFrame(pairs, columns=["pre", "post"], dtype="float64")
    return data.assign(id=range(len(data)))


def populations(better):
    means = (35, 15) if better == "lower" else (15, 35)
    return {
        "clinical": Population(mean=means[0], sd=8),
        "functional": Population(mean=means[1], sd=5),
    }


@settings(deadline=None)
@given(rows, reliabilities, sds, betters)
def test_swapping_before_and_after_mirrors_the_reliable_classes(pairs, reliability, sd, better):
    options = {"reliability": reliability, "sd": sd, "better": better} | populations(better)
    mirror = {"improved": "deteriorated", "deteriorated": "improved", "unchanged": "unchanged"}
    forth = compare(frame(pairs), **options).cases["reliable"]
    back = compare(frame([(post, pre) for pre, post in pairs]), **options).cases["reliable"]
    assert back.dropna().tolist() == [mirror[word] for word in forth.dropna()]
    assert back.isna().tolist() == forth.isna().tolist()


@settings(deadline=None)
@given(rows, st.randoms(use_true_random=False), betters)
def test_the_order_of_rows_changes_nothing(pairs, random, better):
    data = frame([*pairs, (10, 20), (30, 20)])  # two scores for a standard deviation
    order = list(range(len(data)))
    random.shuffle(order)
    functional = populations(better)["functional"]
    options = {"reliability": 0.8, "functional": functional, "better": better}
    straight, shuffled = compare(data, **options), compare(data.iloc[order], **options)
    # Bit for bit, although sums of floats depend on their order.
    assert shuffled.limit == straight.limit
    assert shuffled.cutoffs == straight.cutoffs
    again = shuffled.cases.sort_values("id", ignore_index=True)
    pd.testing.assert_frame_equal(again, straight.cases)


@settings(deadline=None)
@given(reliabilities, reliabilities, sds)
def test_the_limit_shrinks_as_the_reliability_grows(first, second, sd):
    low, high = sorted((first, second))
    limits = [
        compare(
            frame([(1, 2)]), reliability=r, sd=sd, better="lower", **populations("lower")
        ).limit
        for r in (low, high)
    ]
    assert limits[0] >= limits[1] > 0


@settings(deadline=None)
@given(rows, reliabilities, sds, betters)
def test_every_count_adds_up_and_classes_agree_with_each_other(pairs, reliability, sd, better):
    result = compare(
        frame(pairs), reliability=reliability, sd=sd, better=better, **populations(better)
    )
    pair = sum(pre is not None and post is not None for pre, post in pairs)
    assert result.n_assessable == pair
    assert result.n_assessable + sum(result.n_not_assessable.values()) == result.n == len(pairs)
    assert result.table().to_numpy().sum() == result.summary()["n"].sum() == pair
    cases = result.cases[result.cases["assessable"]]
    assert cases[["reliable", "significance", "outcome"]].notna().to_numpy().all()
    recovered = cases[cases["outcome"] == "recovered"]
    assert (recovered["reliable"] == "improved").all()
    assert (recovered["significance"] == "significant change").all()
    assert result.table().loc["significant change", "improvement"] == len(recovered)
    gain = cases["change"] if better == "higher" else -cases["change"]
    assert (gain[cases["reliable"] == "improved"] > 0).all()
    assert (gain[cases["reliable"] == "deteriorated"] < 0).all()


@settings(deadline=None)
@given(rows, betters)
def test_turning_scale_and_scores_round_changes_no_class(pairs, better):
    second = {"lower": "higher", "higher": "lower"}[better]
    mirror = [tuple(None if x is None else 60 - x for x in pair) for pair in pairs]
    options = {"reliability": 0.8, "sd": 8}
    figures = populations(better)
    mirrored = {
        role: Population(mean=60 - figures[role].mean, sd=figures[role].sd) for role in figures
    }
    straight = compare(frame(pairs), better=better, **options, **figures).cases
    round_ = compare(frame(mirror), better=second, **options, **mirrored).cases
    names = ["reliable", "baseline_status", "end_status", "significance", "outcome"]
    pd.testing.assert_frame_equal(straight[names], round_[names])


@settings(deadline=None)
@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_holds_the_share_and_stays_between_zero_and_one(counts):
    successes, n = counts
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= high <= 1
    mirrored = wilson(n - successes, n)
    assert math.isclose(low, 1 - mirrored[1], abs_tol=1e-12)
