"""One respondent: limits, targets and classes in points, without a sample."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pandas as pd
import pytest

from scorewell.change.advice import advise
from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.score_steps import score_step, smallest_step
from scorewell.definitions.model import (
    Answer,
    ChangeDefaults,
    Coding,
    Instrument,
    Item,
    MissingRule,
    Norm,
    Provenance,
    Scale,
    Source,
)
from scorewell.errors import ChangeError
from scorewell.registry.registry import open_registry
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

METHODS = {JACOBSON_TRUAX.name: JACOBSON_TRUAX}
# Ten items from 0 to 6: a sum from 0 to 60 in steps of 1, a mean from 0 to 6 in steps of 0.1.
CODING = Coding(id="c", answers=tuple(Answer(value=value) for value in range(7)))
ITEMS = tuple(Item(id=f"i{n}", position=n, coding=CODING, label="item") for n in range(1, 11))
GAP = Norm(
    id="public",
    population="non-clinical",
    gap="abstract only",
    provenance=Provenance(source="paper"),
)
CLINIC = Norm(id="clinic", population="clinical", mean=24, sd=8, n=100)


def make(method="sum", low=0.0, high=60.0, better="lower", change=(), coding=CODING):
    items = tuple(
        Item(id=i.id, position=i.position, coding=coding, label="item") for i in ITEMS
    )
    scale = Scale(
        id="total", name="Total", method=method, missing=MissingRule(rule="complete"),
        items=tuple(item.id for item in items), low=low, high=high, better=better,
        norms=(GAP, CLINIC), change=change,
    )  # fmt: skip
    paper = Source(id="paper", title="The paper", year=2001)
    return Instrument(
        id="demo",
        version="1.0.0",
        name="Demo",
        items=items,
        scales=(scale,),
        sources={"paper": paper},
    )


def ask(instrument=None, *, pre=None, post=None, **options):
    instrument = instrument or make()
    return advise(
        instrument.scale("total"), instrument=instrument, method_registry=METHODS,
        options=[("call", ChangeOptions(**options))], pre=pre, post=post,
    )  # fmt: skip


# Standard error 8 x sqrt(2 x .125) = 4; with multiplier 2.1 the limit is 8.4 points.
FIGURES = {
    "sd": 8,
    "reliability": 0.875,
    "clinical": Population(mean=24, sd=8, source="Clinic audit"),
    "functional": Population(mean=9, sd=8),
}


def test_the_limit_is_given_in_points_and_in_whole_score_steps():
    advice = ask(multiplier=2.1, **FIGURES)
    assert advice.limit == pytest.approx(8.4)
    assert (advice.targets.step, advice.targets.needed) == (1, 9)
    # c = (9 + 24) / 2 = 16.5 with equal SDs.
    assert (advice.cutoffs.value, advice.targets.functional) == (16.5, 16)


def test_a_limit_on_a_whole_step_needs_one_step_more_unless_ties_count():
    assert ask(multiplier=2, **FIGURES).targets.needed == 9
    assert ask(multiplier=2, on_limit="changed", **FIGURES).targets.needed == 8


def test_a_cutoff_on_a_possible_score_excludes_it_unless_ties_count():
    figures = FIGURES | {"functional": Population(mean=8, sd=8)}
    assert ask(**figures).targets.functional == 15
    assert ask(post_on_cutoff="functional", **figures).targets.functional == 16


def test_from_a_score_the_targets_are_named_or_do_not_exist():
    advice = ask(multiplier=2.1, pre=20, **FIGURES)
    assert (advice.targets.improved, advice.targets.deteriorated) == (11, 29)
    assert "From 20, 11 or lower is a reliable improvement and 29 or higher" in advice.text()
    floor = ask(multiplier=2.1, pre=8, **FIGURES)
    assert (floor.targets.improved, floor.targets.deteriorated) == (None, 17)
    assert "From 8, no possible score is a reliable improvement" in floor.text()


def test_where_higher_is_better_the_score_needs_to_rise():
    figures = FIGURES | {"functional": Population(mean=40, sd=8)}
    advice = ask(make(better="higher"), multiplier=2.1, pre=20, **figures)
    assert (advice.targets.improved, advice.targets.deteriorated) == (29, 11)
    assert advice.targets.functional == 33  # c = 32
    assert "needs to rise by at least 9 points" in advice.text()
    assert "A score of 33 or higher counts as functional" in advice.text()


def test_steps_of_a_mean_are_as_fine_as_its_items():
    # 6 x sqrt(2 x .125) / 10 = 0.3, with multiplier 1: one step more is 0.4.
    advice = ask(make("mean", high=6), sd=0.6, reliability=0.875, multiplier=1)
    assert advice.targets.step == pytest.approx(0.1)
    assert advice.targets.needed == pytest.approx(0.4)


def test_a_doubled_sum_moves_in_steps_of_two():
    assert ask(make(high=120), **FIGURES).targets.step == 2


def test_codings_with_uneven_answers_move_in_their_common_step():
    # Answers 0, 2, 6: every sum of ten is even.
    coding = Coding(id="c", answers=tuple(Answer(value=value) for value in (0, 2, 6)))
    assert ask(make(coding=coding), **FIGURES).targets.step == 2


def test_without_a_known_step_the_advice_is_in_points_only():
    advice = ask(make("weighted"), multiplier=2.1, pre=20, **FIGURES)
    assert advice.targets.step is None
    assert "more than 8.40 points" in advice.text()
    assert "A score below the cut-off counts as functional" in advice.text()


def test_two_scores_are_classified():
    advice = ask(multiplier=2.1, pre=30, post=10, **FIGURES)
    assert advice.classes == {
        "reliable": "improved",
        "baseline_status": "clinical",
        "end_status": "functional",
        "significance": "significant change",
        "outcome": "recovered",
    }
    assert "From 30 to 10: recovered" in advice.text()
    assert ask(pre=30, **FIGURES).classes == {"baseline_status": "clinical"}


def test_the_text_states_ties_sources_and_warnings():
    figures = FIGURES | {"functional": Population(mean=9)}
    text = ask(multiplier=2.1, **figures).text()
    assert text.replace("\n", " | ") == (
        "The score needs to fall by at least 9 points for a reliable improvement (limit 8.40 "
        "points; a change of exactly the limit counts as unchanged). | "
        "A score of 16 or lower counts as functional (cut-off 16.50, criterion c; a score "
        "exactly on it counts as clinical). | "
        "Choice of criterion: auto: c, because functional figures are there; other cut-offs: "
        "criterion a (8). | "
        "It rests on: | "
        "  reliability 0.875 (typed) | "
        "  sd 8 (typed) | "
        "  multiplier 2.1 (standard errors that a reliable change exceeds) | "
        "  clinical mean 24 (typed figures, n not stated) [1] | "
        "  clinical sd 8 (typed figures, n not stated) [1] | "
        "  functional mean 9 (typed figures, n not stated) | "
        "Sources: | "
        "  [1] Clinic audit | "
        "Warning: the functional population has no standard deviation here, so criterion c is "
        "the plain midpoint of the two means."
    )


def test_the_text_names_only_what_the_deciding_criterion_rests_on():
    text = ask(multiplier=2.1, criterion="a", **FIGURES).text()
    assert "clinical mean" in text
    assert "multiplier a" in text
    assert "functional mean" not in text
    assert "multiplier b" not in text
    second = ask(multiplier=2.1, criterion="b", **FIGURES).text()
    assert "functional mean" in second
    assert "clinical mean" not in second


def test_without_populations_there_is_a_limit_and_no_cutoff():
    advice = ask(sd=8, reliability=0.875)
    assert advice.cutoffs.value is None
    assert "there is no cut-off by criterion a: no clinical" in advice.text()
    assert {finding.severity for finding in advice.findings} == {"note"}


@pytest.mark.parametrize("sd", [None, "baseline", "pairs"])
def test_the_sd_of_a_sample_is_refused_and_the_error_says_what_to_give(sd):
    with pytest.raises(ChangeError, match="needs a published standard deviation") as error:
        ask(sd=sd, reliability=0.9)
    assert "clinic (clinical; mean 24, sd 8)" in error.value.hint


def test_a_population_of_the_sample_is_refused():
    with pytest.raises(ChangeError, match="there is no sample here"):
        ask(sd=8, reliability=0.9, clinical="baseline")
    with pytest.raises(ChangeError, match="there is no sample here"):
        ask(sd=8, reliability=0.9, quantiles=(0.2, 0.8))


def test_a_default_sd_that_is_a_gap_names_the_paper():
    instrument = make(change=(ChangeDefaults(sd="public"),))
    with pytest.raises(ChangeError, match="The paper"):
        ask(instrument, reliability=0.9)


def test_a_norm_named_by_the_scale_serves_one_respondent():
    instrument = make(change=(ChangeDefaults(sd="clinic", clinical="clinic"),))
    advice = ask(instrument, reliability=0.875)
    assert (advice.cutoffs.criterion, advice.cutoffs.value) == ("a", 8)
    assert advice.limit == pytest.approx(1.959963985 * 4)


@pytest.mark.parametrize("score", [-1, 61, math.inf, math.nan])
def test_an_impossible_score_is_refused(score):
    with pytest.raises(ChangeError, match="this scale runs from 0 to 60"):
        ask(pre=score, **FIGURES)


def test_the_advice_as_plain_values():
    advice = ask(multiplier=2.1, pre=20, **FIGURES)
    whole = json.loads(json.dumps(advice.to_dict(), allow_nan=False))
    assert whole["targets"]["improved"] == 11
    assert whole["rules"]["on_limit"] == "unchanged"
    assert whole["text"] == advice.text()


ALONE = ChangeDefaults(
    sd="baseline",
    without_sample=ChangeDefaults(sd="clinic", clinical="clinic", why="the only figures"),
)


def test_the_definition_says_what_stands_in_for_the_sample_of_one_respondent():
    # Reliability .875 and sd 8 as above; criterion a with 24 and 8 is 24 - 2 x 8 = 8.
    advice = ask(make(change=(ALONE,)), reliability=0.875, multiplier=2.1, pre=20)
    assert advice.limit == pytest.approx(8.4)
    assert (advice.cutoffs.criterion, advice.cutoffs.value) == ("a", 8)
    origins = {entry.name: entry.origin for entry in advice.inputs}
    assert (origins["sd"], origins["clinical mean"]) == ("definition", "definition")


def test_what_is_said_for_one_respondent_does_not_enter_an_analysis_of_a_sample():
    # Baseline scores 10, 20 and 30 have a standard deviation of 10.
    instrument = make(change=(ALONE,))
    pairs = pd.DataFrame({"id": list("abc"), "pre": [10, 20, 30], "post": [10, 20, 30]})
    result = analyse(
        pairs, instrument.scale("total"), instrument=instrument, method_registry=METHODS,
        options=[("call", ChangeOptions(reliability=0.875))],
    )  # fmt: skip
    assert {entry.name: entry.value for entry in result.inputs}["sd"] == 10


def test_a_call_outranks_what_the_definition_says_for_one_respondent():
    advice = ask(make(change=(ALONE,)), reliability=0.875, multiplier=2.1, sd=16)
    assert advice.limit == pytest.approx(16.8)


def test_each_source_is_printed_once_and_numbered():
    figures = FIGURES | {"functional": Population(mean=9, sd=8, source="Clinic audit")}
    text = ask(multiplier=2.1, **figures).text()
    assert text.count("Clinic audit") == 1
    assert "  clinical mean 24 (typed figures, n not stated) [1]" in text
    assert text.endswith("Sources:\n  [1] Clinic audit")


@pytest.mark.parametrize(("weight", "step"), [(2, 2), (-1, 1)])
def test_a_sum_of_items_of_one_weight_has_steps_of_that_weight(weight, step):
    # Ten items of seven answers: 60 steps from the lowest score to the highest.
    instrument = make(method="weighted", high=60.0 * abs(weight))
    scale = replace(
        instrument.scale("total"),
        parameters={"weights": dict.fromkeys((i.id for i in ITEMS), weight)},
    )
    assert score_step(scale, instrument) == step


def test_a_sum_of_items_of_different_weights_has_no_step():
    instrument = make(method="weighted", high=66.0)
    weights = {i.id: 2 if i.position == 1 else 1 for i in ITEMS}
    scale = replace(instrument.scale("total"), parameters={"weights": weights})
    assert score_step(scale, instrument) is None


# By hand: weights 3 and 7 on yes or no give 0, 3, 7 and 10; weights 1/3 and 1/2 give 0, 1/3,
# 1/2 and 5/6; answers 0, 20, 50 and 0, 25 have means 0, 10, 12.5, 22.5, 25 and 37.5.
@pytest.mark.parametrize(
    ("method", "answers", "weights", "high", "step"),
    [
        ("weighted", [(0, 1), (0, 1)], [3, 7], 10, 3),
        ("weighted", [(0, 1), (0, 1)], [1 / 3, 1 / 2], 5 / 6, 1 / 6),
        ("mean", [(0, 20, 50), (0, 25)], None, 37.5, 2.5),
        ("rescaled", [(1, 2, 3), (1, 2, 3)], None, 100, 25),
        ("max", [(0, 2, 6), (0, 3)], None, 6, 1),
    ],
)
def test_the_smallest_step_is_that_between_two_possible_scores(
    method, answers, weights, high, step
):
    codings = [
        Coding(id="c", answers=tuple(Answer(value=v) for v in values)) for values in answers
    ]
    items = tuple(
        replace(item, coding=coding) for item, coding in zip(ITEMS, codings, strict=False)
    )
    ids = tuple(item.id for item in items)
    parameters = {"weights": dict(zip(ids, weights, strict=True))} if weights else {}
    scale = replace(
        make().scale("total"), method=method, items=ids, high=high, parameters=parameters
    )
    instrument = replace(make(), items=items, scales=(scale,))
    assert smallest_step(scale, instrument) == pytest.approx(step)


def test_the_smallest_step_of_a_table_is_that_between_its_scores():
    strata = [
        {"for": {"sex": "male"}, "entries": [[0, 40], [1, 41.5], [2, 45]]},
        {"for": {"sex": "female"}, "entries": [[0, 40], [1, 42], [2, 45]]},
    ]
    scale = replace(
        make().scale("total"), method="table", items=(), parameters={"strata": strata}
    )
    assert smallest_step(scale, make()) == 1.5


@pytest.mark.parametrize(
    ("scale", "options", "parts"),
    [
        # Without a sample: the figures of a norm. In one: its own, unless a call names them.
        ("isi", {}, ("limit", "cut-off")),
        ("phq-9", {}, ("limit",)),
        ("phq-9", {"sd": 5}, ()),
        ("isi", {"sd": 5, "clinical": "bastien-2001"}, ()),
    ],
)
def test_advice_says_what_an_evaluation_takes_from_its_sample(scale, options, parts):
    registry = open_registry()
    instrument = registry.load(scale)
    result = advise(
        instrument.scale("total"), instrument=instrument,
        method_registry=registry.plugins.change_methods,
        options=[("call", ChangeOptions(**options))],
    )  # fmt: skip
    assert result.of_samples == parts
    sentence = f"An evaluation takes the {' and the '.join(parts)} from its own sample"
    assert (sentence in result.text()) == bool(parts)
