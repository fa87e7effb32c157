"""The doctor: planted faults are named, clean files are left alone, and what it cannot tell.

Rates over many files are measured by ``benchmarks/doctor.py`` and printed in ``docs/doctor.md``.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import scorewell
from scorewell.reliability.covariance import Covariance
from scorewell.screening.reversed_items import find_reversed_parts
from scorewell.screening.swapped_columns import apart, swaps
from scorewell.simulation.calibration import calibrated
from scorewell.simulation.draw import draw_answers
from scorewell.simulation.targets import targets


def sample(instrument: str, n: int, seed: int, *, alpha: float | None = None, norm: str = ""):
    """Answers of one occasion, as on the form."""
    data = scorewell.load(instrument)
    expected = targets(data, alpha=alpha, norm=norm)
    model = calibrated(data, expected, correlation=0.5)
    zero = [np.zeros(len(expected.facets))]
    rng = np.random.default_rng(seed)
    (result,) = draw_answers(model, n, shifts=zero, stability=1.0, rng=rng)
    return pd.DataFrame(result.astype(int), columns=list(model.items))


def codes(result) -> set[str]:
    return {finding.code for finding in result.findings if finding.severity != "note"}


# --- single rules, by hand -----------------------------------------------------------------------


def test_of_four_equal_items_the_two_that_the_key_reverses_are_meant():
    r = np.array(
        [[1, 0.5, -0.5, -0.5], [0.5, 1, -0.5, -0.5], [-0.5, -0.5, 1, 0.5], [-0.5, -0.5, 0.5, 1]]
    )
    reversed_parts = find_reversed_parts(r, 200, cost=[1, 1, 0.5, 0.5], tests=4, least=0.2)
    # Turned, item and rest share 1.5; the rest has variance 3 + 6 x .5 = 6: 1.5 / sqrt 6 = .612.
    assert reversed_parts.places == (2, 3)
    assert reversed_parts.correlations == pytest.approx([0.6124, 0.6124], abs=1e-4)
    assert not reversed_parts.undecided


def test_without_a_key_that_tells_either_half_may_be_wrong():
    r = np.array(
        [[1, 0.5, -0.5, -0.5], [0.5, 1, -0.5, -0.5], [-0.5, -0.5, 1, 0.5], [-0.5, -0.5, 0.5, 1]]
    )
    reversed_parts = find_reversed_parts(r, 200, cost=[1, 1, 1, 1], tests=4, least=0.2)
    assert len(reversed_parts.places) == 2
    assert reversed_parts.undecided


def test_a_weak_item_is_not_accused():
    # The third correlates -.1 with both others: sqrt(2 + 2 x .6) = 1.789, .2 / 1.789 = .11.
    r = np.array([[1, 0.6, -0.1], [0.6, 1, -0.1], [-0.1, -0.1, 1]])
    assert find_reversed_parts(r, 5000, cost=[1, 1, 1], tests=3, least=0.2).places == ()


def test_a_strong_correlation_of_few_respondents_is_not_enough():
    # r = -.29 from 40: atanh = .299, and 2.6 / sqrt 37 = .43 is more.
    r = np.array([[1, 0.5, -0.25], [0.5, 1, -0.25], [-0.25, -0.25, 1]])
    assert find_reversed_parts(r, 40, cost=[1, 1, 1], tests=3, least=0.2).places == ()
    assert find_reversed_parts(r, 400, cost=[1, 1, 1], tests=3, least=0.2).places == (2,)


def test_two_items_that_disagree_are_named_and_neither_is_chosen():
    reversed_parts = find_reversed_parts(
        np.array([[1, -0.6], [-0.6, 1]]), 100, cost=[1, 1], tests=2, least=0.2
    )
    assert len(reversed_parts.places) == 1
    assert reversed_parts.undecided


def test_items_that_have_nothing_to_do_with_each_other_fall_apart_where_they_do():
    r = np.eye(6)
    r[:4, :4] += 0.5 * (1 - np.eye(4))
    r[4:, 4:] += 0.6 * (1 - np.eye(2))
    result = apart(Covariance(values=r, n=400, n_complete=400, n_rows=400, n_blank=0), tests=3)
    # Alpha of four items at .5 is 4 x .5 / 2.5 = .8; of two at .6 it is 1.2 / 1.6 = .75.
    assert result is not None
    assert result.before == 4
    assert result.alphas == pytest.approx((0.8, 0.75))


def test_no_columns_are_exchanged_in_scales_that_are_as_they_should_be():
    rng = np.random.default_rng(4)
    a, b = rng.standard_normal((2, 300, 1))
    first = pd.DataFrame(a + rng.standard_normal((300, 4)), columns=list("abcd"))
    two = pd.DataFrame(b + rng.standard_normal((300, 4)), columns=list("efgh"))
    assert swaps([first, two]) == []
    wrong = swaps([first.assign(b=two["g"]), two.assign(g=first["b"])])
    assert [(entry.first, entry.second) for entry in wrong] == [("b", "g")]


# --- planted faults ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("instrument", "alpha"), [("pseq", 0.75), ("rses", 0.85), ("fscrs", None), ("scs-sf", None)]
)
def test_clean_files_of_200_are_left_alone(instrument: str, alpha: float | None, seed: int):
    report = scorewell.examine(sample(instrument, 200, 50 + seed, alpha=alpha), instrument)
    assert codes(report) == set()


@pytest.mark.parametrize("item", ["pseq_1", "pseq_7", "pseq_10"])
def test_an_item_that_is_turned_is_named_with_what_alpha_would_be(item: str):
    clean = sample("pseq", 200, 61)
    report = scorewell.examine(clean.assign(**{item: 6 - clean[item]}), "pseq")
    (finding,) = [finding for finding in report.findings if finding.severity != "note"]
    assert (finding.code, finding.severity, finding.path) == (
        "item-turned", "error", f"pseq.total: {item}",
    )  # fmt: skip
    # Alpha with the item as it was, by arithmetic of its own.
    x = clean.to_numpy(dtype=float)
    value = 10 / 9 * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1))
    assert f"would be {value:.2f}" in finding.message


def test_a_file_that_is_reversed_already_is_told_by_exactly_the_reversed_items():
    rses = scorewell.load("rses")
    frame = sample("rses", 200, 62, alpha=0.85)
    back = rses.scale("total").reversed
    frame = frame.assign(**{item: 3 - frame[item] for item in back})
    findings = [
        finding
        for finding in scorewell.examine(frame, "rses").findings
        if finding.code == "item-turned"
    ]
    assert {finding.path.rpartition(" ")[2] for finding in findings} == set(back)
    assert all("already reversed" in finding.message for finding in findings)
    option = "--reversed-already all (in a study: reversed_already: [all])"
    assert all(option in finding.hint for finding in findings)
    # Read so, the file is what was answered.
    assert not scorewell.examine(frame, "rses", reversed_already=["all"]).suspicious
    as_answered = frame.assign(**{item: 3 - frame[item] for item in back})
    scores = scorewell.score(frame, "rses", reversed_already=["all"], detail=False)
    table = scorewell.score(as_answered, "rses", coding="declared", detail=False)
    assert scores["rses.total"].equals(table["rses.total"])


def test_a_file_that_is_wrongly_said_to_be_reversed_already_is_told_so():
    frame = sample("rses", 200, 62, alpha=0.85)
    findings = scorewell.examine(frame, "rses", reversed_already=["all"]).findings
    hints = {finding.hint for finding in findings if finding.code == "item-turned"}
    assert hints
    assert all(hint.endswith("if they are not, leave that out") for hint in hints)


def test_some_items_that_are_reversed_already_are_named_for_the_option():
    frame = sample("rses", 200, 62, alpha=0.85)
    first, second = "rses_6", "rses_9"  # both reversed, in the order of the form
    frame = frame.assign(**{item: 3 - frame[item] for item in (first, second)})
    findings = scorewell.examine(frame, "rses").findings
    (hint, again) = [finding.hint for finding in findings if finding.code == "item-turned"]
    assert f"--reversed-already {first},{second} (in a study" in hint
    assert f"reversed_already: [{first}, {second}])" in again


def test_an_item_that_the_key_does_not_reverse_has_no_such_option():
    frame = sample("rses", 200, 62, alpha=0.85)
    straight = next(
        i.id
        for i in scorewell.load("rses").items
        if i.id not in scorewell.load("rses").scale("total").reversed
    )
    findings = scorewell.examine(
        frame.assign(**{straight: 3 - frame[straight]}), "rses"
    ).findings
    (finding,) = [finding for finding in findings if finding.code == "item-turned"]
    assert "--reversed-already" not in finding.hint
    assert "put 3 minus its value back" in finding.hint


def test_a_scale_turned_as_a_whole_shows_in_the_scale_that_counts_it():
    frame = sample("cpaq-8", 200, 63)
    back = scorewell.load("cpaq-8").scale("pain_willingness").reversed
    report = scorewell.examine(frame.assign(**{i: 6 - frame[i] for i in back}), "cpaq-8")
    assert [(e.code, e.path) for e in report.findings if e.severity != "note"] == [
        ("scale-turned", "cpaq-8.pain_willingness")
    ]
    (finding,) = [finding for finding in report.findings if finding.code == "scale-turned"]
    assert "--reversed-already all" in finding.hint


def test_a_file_counted_from_one_is_told_with_the_option_to_use():
    frame = sample("phq-9", 100, 64, norm="kroenke-2016-pain") + 1
    report = scorewell.examine(frame, "phq-9")
    (finding,) = [finding for finding in report.findings if finding.severity != "note"]
    assert (finding.code, finding.severity) == ("wrong-base", "error")
    assert "--coding one-based" in finding.hint
    assert report.coding == "one-based"


def test_with_the_encoding_named_nothing_is_said_about_it():
    frame = sample("phq-9", 100, 64, norm="kroenke-2016-pain") + 1
    assert codes(scorewell.examine(frame, "phq-9", coding="one-based")) == set()


def test_a_code_for_missing_answers_is_suspected():
    frame = sample("pseq", 60, 65)
    frame.loc[3:8, "pseq_4"] = 99
    (finding,) = [e for e in scorewell.examine(frame, "pseq").findings if e.severity != "note"]
    assert finding.code == "answers-not-allowed"
    assert "6 answers in 1 items" in finding.message
    assert finding.hint.startswith("--missing-codes 99")


def test_columns_exchanged_between_scales_are_named():
    frame = sample("panas", 250, 66, alpha=0.88)
    panas = scorewell.load("panas")
    first, second = panas.scale("positive").items[2], panas.scale("negative").items[5]
    report = scorewell.examine(
        frame.assign(**{first: frame[second], second: frame[first]}), "panas"
    )
    findings = [finding for finding in report.findings if finding.code == "columns-exchanged"]
    assert [finding.path for finding in findings] == [f"panas: {first}, {second}"]
    assert codes(report) == {"columns-exchanged"}


def test_answers_to_another_form_under_the_last_items_are_seen():
    frame = sample("spin", 250, 67)
    last = [f"spin_{n}" for n in range(12, 18)]
    order = np.random.default_rng(1).permutation(250)
    report = scorewell.examine(
        frame.assign(**{i: frame[i].to_numpy()[order] for i in last}), "spin"
    )
    findings = [finding for finding in report.findings if finding.code == "two-instruments"]
    assert len(findings) == 1
    assert "spin_11" in findings[0].message


def test_respondents_who_give_one_answer_throughout_are_found_and_no_one_else():
    frame = sample("fscrs", 200, 68)
    frame.loc[[10, 50, 90, 120], :] = 2
    report = scorewell.examine(frame, "fscrs")
    assert codes(report) == {"straight-lining"}
    table = report.respondents
    assert set(table.loc[table["constant"], "row"]) == {11, 51, 91, 121}
    assert table.loc[[10, 50, 90, 120], "straight_lining"].all()
    assert table["straight_lining"].sum() <= 6


def test_everybody_at_the_floor_is_no_fault_of_theirs():
    frame = sample("phq-9", 200, 69, norm="community-25-34")
    frame.loc[:30, :] = 0
    assert codes(scorewell.examine(frame, "phq-9")) == set()


def test_a_whole_questionnaire_turned_is_possible_at_most():
    frame = 3 - sample("phq-9", 200, 70, norm="community-25-34")
    report = scorewell.examine(frame, "phq-9")
    findings = [finding for finding in report.findings if finding.code == "scale-mirrored"]
    assert [finding.severity for finding in findings] == ["note"]
    # Turned, nobody answers 0: that the file counts from 1 cannot be excluded either.
    assert codes(report) <= {"encoding-undecided"}


def test_fewer_than_30_respondents_are_not_judged():
    clean = sample("pseq", 29, 71)
    report = scorewell.examine(clean.assign(pseq_3=6 - clean["pseq_3"]), "pseq")
    assert [finding.code for finding in report.findings] == ["cannot-tell"]
    assert "30 are needed" in report.findings[0].message
    assert "cannot be judged" in report.summary()


def test_empty_and_constant_files_are_survived():
    columns = [f"pseq_{n}" for n in range(1, 11)]
    empty = pd.DataFrame(np.nan, index=range(5), columns=columns)
    assert [e.code for e in scorewell.examine(empty, "pseq").findings] == ["cannot-tell"]
    frame = pd.DataFrame(0, index=range(60), columns=columns)
    assert scorewell.examine(frame, "pseq").n == 60


def test_the_result_is_plain_values_and_tables():
    report = scorewell.examine(sample("rses", 60, 72), "rses")
    assert json.loads(json.dumps(report.to_dict()))["n"] == 60
    assert list(report.to_frame().columns) == [
        "occasion",
        "code",
        "sure",
        "where",
        "message",
        "advice",
    ]
    assert len(report.items) == 10
    assert len(report.respondents) == 60
