"""Rules over several measures: truth tables, edges, missing scores, options, counts.

Expected values are by hand. The thresholds of the Talking Therapies rule are: PHQ-9 a case
from 10 and a reliable change from 6 points, GAD-7 a case from 8 and a reliable change from 4.

The rules over any measures judge each measure by its own analysis. Here that has a standard
deviation of 8 and a reliability of .875, so that the standard error is
8 x sqrt(2 x .125) = 4 points and the limit 2 x 4 = 8 points, and the cut-off by criterion c is
midway between the means 20 and 5 of two populations of equal spread: 12.5.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.change.analyse import analyse
from scorewell.change.classes.proportion_interval import wilson
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.outcome_rules.apply import apply_rule
from scorewell.change.outcome_rules.three_valued_logic import all_of, any_of, more, opposite
from scorewell.definitions.model import (
    Choice,
    Condition,
    Edge,
    MeasureThresholds,
    OutcomeRule,
    Role,
    RuleOption,
    RuleOutcome,
)
from scorewell.definitions.reading.load import load_instrument
from scorewell.errors import ChangeError, PluginError
from scorewell.io.bundled_files import bundled
from scorewell.registry.plugins.discovery import load_plugins
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

RULES = load_plugins(entry_points=lambda group: []).outcome_rules
TALKING = RULES["talking-therapies"]
INSTRUMENTS = {
    name: load_instrument(bundled("instruments") / f"{name}.yaml")
    for name in ("phq-9", "gad-7", "pseq")
}
OPTIONS = {
    "sd": 8,
    "reliability": 0.875,
    "multiplier": 2,
    "clinical": Population(mean=20, sd=5, source="made up"),
    "functional": Population(mean=5, sd=5, source="made up"),
}
READINGS = ("improvement-wins", "deterioration-wins", "neither")
NA = pd.NA

# One (pre, post) per possible course: range before, range after (C clinical, F functional),
# and i improved, u unchanged, d deteriorated. Into the functional range nobody deteriorates,
# and out of it nobody improves.
PHQ = {
    "CCi": (20, 12), "CCu": (15, 13), "CCd": (12, 20), "CFi": (15, 5), "CFu": (11, 8),
    "FFi": (9, 2), "FFu": (5, 5), "FFd": (1, 8), "FCu": (8, 11), "FCd": (5, 15),
}  # fmt: skip
GAD = {
    "CCi": (16, 10), "CCu": (12, 11), "CCd": (9, 15), "CFi": (12, 3), "CFu": (9, 7),
    "FFi": (6, 1), "FFu": (4, 4), "FFd": (1, 6), "FCu": (6, 8), "FCd": (3, 12),
}  # fmt: skip


def measure(name, rows, *, scale="total", group=None, **options):
    """The analysis of one measure: ``rows`` maps id to (pre, post)."""
    pairs = pd.DataFrame(
        {
            "id": list(rows),
            "pre": [pre for pre, _ in rows.values()],
            "post": [post for _, post in rows.values()],
        }
    ).astype({"pre": float, "post": float})
    if group is not None:
        pairs["group"] = [group.get(row) for row in rows]
    instrument = INSTRUMENTS[name]
    return analyse(
        pairs,
        instrument.scale(scale),
        instrument=instrument,
        method_registry={"jacobson-truax": JACOBSON_TRUAX},
        options=[("call", ChangeOptions(**(OPTIONS | options)))],
    )


def talking(phq, gad, *, combination=None, **more_):
    options = {"mixed": combination} if combination else {}
    results = {"depression": measure("phq-9", phq, **more_)}
    results["anxiety"] = measure("gad-7", gad, **more_)
    return apply_rule(TALKING, results, options=options)


def answers(result, outcome):
    return dict(zip(result.cases["id"], result.cases[outcome], strict=True))


def counts(result):
    table = result.summary()
    return {
        row["outcome"]: (row["n"], row["not_determined"], row["of"])
        for row in table.to_dict("records")
    }


# --- three-valued answers -------------------------------------------------------------------

YES, NO, UNKNOWN = 1, 0, -1


@pytest.mark.parametrize(
    ("first", "second", "both_orders", "at_least_one"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (YES, UNKNOWN, UNKNOWN, YES),
        (NO, NO, NO, NO),
        (NO, UNKNOWN, NO, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_what_is_not_known_stays_unknown_unless_it_cannot_matter(
    first, second, both_orders, at_least_one
):
    for pair in ((first, second), (second, first)):
        parts = [np.array([entry], dtype=np.int8) for entry in pair]
        assert (int(all_of(parts)[0]), int(any_of(parts)[0])) == (both_orders, at_least_one)


def test_opposite_leaves_the_unknown():
    assert opposite(np.array([1, 0, -1], dtype=np.int8)).tolist() == [0, 1, -1]


@pytest.mark.parametrize(
    ("first", "rest", "expected"),
    [
        ((YES, YES), (YES, NO), YES),
        ((YES, NO), (YES, NO), NO),
        ((NO, NO), (YES, NO), NO),
        ((YES, UNKNOWN), (YES, NO), UNKNOWN),  # 1 or 2 against 1
        ((YES, YES), (UNKNOWN, NO), YES),  # 2 against 0 or 1
        ((UNKNOWN, NO), (YES, NO), NO),  # 0 or 1 against 1
    ],
)
def test_more_is_unknown_only_where_the_unknown_could_turn_it(first, rest, expected):
    result = more(
        [np.array([entry], dtype=np.int8) for entry in first],
        [np.array([entry], dtype=np.int8) for entry in rest],
    )
    assert result.tolist() == [expected]


# --- the rule of the talking therapies ------------------------------------------------------

# Change on the PHQ-9 and the GAD-7; improvement, deterioration, no reliable change. ``?`` is
# the mixed case.
CHANGES = {
    "ii": ("yes", "no", "no"), "iu": ("yes", "no", "no"), "id": ("?", "?", "?"),
    "ui": ("yes", "no", "no"), "uu": ("no", "no", "yes"), "ud": ("no", "yes", "no"),
    "di": ("?", "?", "?"), "du": ("no", "yes", "no"), "dd": ("no", "yes", "no"),
}  # fmt: skip
COMBINATION = {
    "improvement-wins": ("yes", "no", "no"),
    "deterioration-wins": ("no", "yes", "no"),
    "neither": ("no", "no", "yes"),
    None: ("not determined",) * 3,
}
# Ranges before on the PHQ-9 and the GAD-7, then ranges after; caseness, recovery.
RANGES = {
    "CC CC": ("yes", "no"), "CC CF": ("yes", "no"), "CC FC": ("yes", "no"), "CC FF": ("yes", "yes"),
    "CF CC": ("yes", "no"), "CF CF": ("yes", "no"), "CF FC": ("yes", "no"), "CF FF": ("yes", "yes"),
    "FC CC": ("yes", "no"), "FC CF": ("yes", "no"), "FC FC": ("yes", "no"), "FC FF": ("yes", "yes"),
    "FF CC": ("no", "no"), "FF CF": ("no", "no"), "FF FC": ("no", "no"), "FF FF": ("no", "no"),
}  # fmt: skip


@pytest.mark.parametrize("reading", [*READINGS, None])
def test_every_course_on_two_measures_gives_what_the_truth_tables_say(reading):
    pairs = list(itertools.product(PHQ, GAD))
    result = talking(
        {f"{first} {second}": PHQ[first] for first, second in pairs},
        {f"{first} {second}": GAD[second] for first, second in pairs},
        combination=reading,
    )
    cases = result.cases.set_index("id")
    assert len(cases) == 100
    for first, second in pairs:
        case = cases.loc[f"{first} {second}"]
        change = CHANGES[first[2] + second[2]]
        improvement, deterioration, no_change = (
            COMBINATION[reading] if "?" in change else change
        )
        caseness, recovery = RANGES[f"{first[0]}{second[0]} {first[1]}{second[1]}"]
        # Recovery and improvement; a no decides, whatever the other is.
        both_orders = improvement if recovery == "yes" else "no"
        assert (
            case["at_caseness"],
            case["recovery"],
            case["reliable_improvement"],
            case["reliable_recovery"],
            case["reliable_deterioration"],
            case["no_reliable_change"],
        ) == (caseness, recovery, improvement, both_orders, deterioration, no_change), case.name


@pytest.mark.parametrize("reading", READINGS)
def test_with_a_reading_each_respondent_has_exactly_one_kind_of_change(reading):
    pairs = list(itertools.product(PHQ, GAD))
    result = talking(
        {pair: PHQ[pair[0]] for pair in pairs},
        {pair: GAD[pair[1]] for pair in pairs},
        combination=reading,
    )
    kinds = ["reliable_improvement", "reliable_deterioration", "no_reliable_change"]
    assert ((result.cases[kinds] == "yes").sum(axis=1) == 1).all()
    assert not (result.cases[kinds] == "not determined").any().any()


@pytest.mark.parametrize(
    ("phq", "gad", "caseness"),
    [
        ((10, 0), (0, 0), "yes"),
        ((9, 0), (0, 0), "no"),
        ((0, 0), (8, 0), "yes"),
        ((0, 0), (7, 0), "no"),
        ((9, 0), (7, 0), "no"),
    ],
)
def test_a_first_score_exactly_at_a_threshold_is_a_case(phq, gad, caseness):
    assert answers(talking({1: phq}, {1: gad}), "at_caseness") == {1: caseness}


@pytest.mark.parametrize(
    ("phq", "gad", "recovery"),
    [
        ((20, 9), (15, 7), "yes"),
        ((20, 10), (15, 7), "no"),
        ((20, 9), (15, 8), "no"),
        ((9, 5), (7, 5), "no"),  # never a case
    ],
)
def test_a_last_score_exactly_at_a_threshold_is_no_recovery(phq, gad, recovery):
    assert answers(talking({1: phq}, {1: gad}), "recovery") == {1: recovery}


@pytest.mark.parametrize(
    ("phq", "gad", "improvement", "deterioration"),
    [
        ((16, 10), (5, 5), "yes", "no"),
        ((16, 11), (5, 5), "no", "no"),
        ((5, 5), (12, 8), "yes", "no"),  # a test of another program: 12 to 8 is reliable
        ((5, 5), (12, 9), "no", "no"),  # and 12 to 9 is not
        ((10, 16), (5, 5), "no", "yes"),
        ((10, 15), (5, 5), "no", "no"),
        ((5, 5), (8, 12), "no", "yes"),
        ((5, 5), (8, 11), "no", "no"),
    ],
)
def test_a_change_of_exactly_the_reliable_amount_counts(phq, gad, improvement, deterioration):
    result = talking({1: phq}, {1: gad})
    assert answers(result, "reliable_improvement") == {1: improvement}
    assert answers(result, "reliable_deterioration") == {1: deterioration}


def test_each_rate_has_its_own_denominator():
    # a recovers reliably; b recovers on small changes; c is a case and improves; d is no case
    # and improves; e is no case and deteriorates; f is a case and does not change.
    phq = {"a": (20, 5), "b": (11, 8), "c": (20, 14), "d": (9, 3), "e": (1, 8), "f": (12, 12)}
    gad = {"a": (15, 3), "b": (5, 5), "c": (12, 12), "d": (4, 4), "e": (4, 4), "f": (4, 4)}
    result = talking(phq, gad)
    assert counts(result) == {
        "at_caseness": (4, 0, 6),
        "recovery": (2, 0, 4),
        "reliable_improvement": (3, 0, 6),
        "reliable_recovery": (1, 0, 4),
        "reliable_deterioration": (1, 0, 6),
        "no_reliable_change": (2, 0, 6),
    }
    table = result.summary().set_index("outcome")
    assert table["share"].tolist() == pytest.approx([4 / 6, 0.5, 0.5, 0.25, 1 / 6, 2 / 6])
    # Wilson's interval of 2 in 4 is .5 -+ z sqrt(1/16 + z2/64) / (1 + z2/4), z2 = 3.8415.
    assert table.loc["recovery", ["low", "high"]].tolist() == pytest.approx(
        [0.1500, 0.8500], abs=5e-5
    )
    assert "recovery: 2 of 4 at caseness at baseline (50%, 95% interval 15% to 85%)" in (
        result.sentence()
    )


def test_nobody_at_caseness_gives_no_rate_and_not_a_rate_of_nothing():
    result = talking({1: (5, 2)}, {1: (4, 2)})
    recovery = result.summary().set_index("outcome").loc["recovery"]
    assert (recovery["n"], recovery["of"]) == (0, 0)
    assert np.isnan(recovery[["share", "low", "high"]].astype(float)).all()
    assert "recovery: nobody was at caseness at baseline" in result.sentence()


def test_a_rate_of_zero_is_zero():
    recovery = (
        talking({1: (20, 20)}, {1: (4, 2)}).summary().set_index("outcome").loc["recovery"]
    )
    assert (recovery["n"], recovery["of"], recovery["share"]) == (0, 1, 0)


def test_a_mixed_case_without_a_reading_is_counted_and_takes_the_share_away():
    # m improves by 8 on the PHQ-9 and deteriorates by 5 on the GAD-7; i improves, u does not.
    result = talking({"m": (20, 12), "i": (20, 5), "u": (12, 12)},
                     {"m": (4, 9), "i": (4, 4), "u": (4, 4)})  # fmt: skip
    assert counts(result)["reliable_improvement"] == (1, 1, 3)
    assert counts(result)["reliable_recovery"] == (1, 0, 3)  # m does not recover: no doubt
    row = result.summary().set_index("outcome").loc["reliable_improvement"]
    assert np.isnan(row["share"])
    assert row["low"] == pytest.approx(wilson(1, 3)[0])
    assert row["high"] == pytest.approx(wilson(2, 3)[1])
    (finding,) = [finding for finding in result.findings if finding.code == "option-open"]
    assert finding.severity == "warning"
    assert "(1 respondent)" in finding.message
    assert all(reading in finding.message for reading in READINGS)
    assert "1 more not determined" in result.sentence()


def test_without_mixed_cases_an_open_option_is_only_a_note():
    result = talking({1: (20, 5)}, {1: (4, 4)})
    (finding,) = [finding for finding in result.findings if finding.code == "option-open"]
    assert (finding.severity, counts(result)["reliable_improvement"]) == ("note", (1, 0, 1))


def test_a_mixed_case_that_recovers_is_in_doubt_for_reliable_recovery():
    # From a case to none on the PHQ-9; from 1 to 6, no case, on the GAD-7.
    phq, gad = {1: (15, 5)}, {1: (1, 6)}
    assert answers(talking(phq, gad), "recovery") == {1: "yes"}
    assert answers(talking(phq, gad), "reliable_recovery") == {1: "not determined"}
    result = [
        answers(talking(phq, gad, combination=reading), "reliable_recovery")[1]
        for reading in READINGS
    ]
    assert result == ["yes", "no", "no"]


def test_who_lacks_a_score_on_either_measure_is_not_assessable_with_the_reason():
    none = float("nan")
    result = talking(
        {"a": (20, 5), "b": (20, none), "c": (none, 5), "d": (20, 5), "e": (30, 5)},
        {"a": (15, 3), "b": (15, 3), "c": (none, none), "f": (9, 3), "e": (4, 4)},
    )
    cases = result.cases.set_index("id")
    assert cases["assessable"].to_dict() == {
        "a": True, "b": False, "c": False, "d": False, "e": False, "f": False,
    }  # fmt: skip
    assert cases["reason"].to_dict() == {
        "a": "",
        "b": "depression: no post score",
        "c": "depression: no pre score; anxiety: neither",
        "d": "anxiety: no row",
        "e": "depression: score out of range",
        "f": "depression: no row",
    }
    outcomes = [entry.id for entry in TALKING.outcomes]
    assert cases.loc["b", outcomes].isna().all()
    assert counts(result)["recovery"] == (1, 0, 1)
    assert sum(result.n_not_assessable.values()) == 5
    (finding,) = [
        finding for finding in result.findings if finding.code == "denominator-incomplete"
    ]
    # b (20), d (20) and f (GAD-7 9) were cases; c has no first score; e's is impossible.
    assert (
        "of the respondents who are not assessable (5), 3 were at caseness" in finding.message
    )


def test_an_impossible_score_is_not_a_case():
    cases = talking({1: (30, 5)}, {1: (4, 4)}).cases.set_index("id")
    assert pd.isna(cases.loc[1, "depression.baseline_status"])
    assert np.isnan(cases.loc[1, "depression.pre"])


def test_respondents_are_matched_by_id_and_not_by_row():
    result = talking({"a": (20, 5), "b": (5, 5)}, {"b": (12, 12), "a": (4, 4)})
    assert answers(result, "recovery") == {"a": "yes", "b": "no"}
    assert answers(result, "at_caseness") == {"a": "yes", "b": "yes"}


def test_ids_of_two_kinds_match_nobody_and_it_is_said():
    result = talking({1: (20, 5)}, {"1": (4, 4)})
    assert result.n_assessable == 0
    assert [finding.code for finding in result.findings if finding.severity == "warning"] == [
        "no-shared-respondents"
    ]
    assert "2 could not be assessed" in result.sentence()


def test_no_respondents_at_all_give_empty_counts():
    result = talking({}, {})
    assert result.n == 0
    assert counts(result)["recovery"] == (0, 0, 0)
    assert result.sentence() == "There are no respondents."


def test_groups_have_their_own_denominators():
    group = {"a": "x", "b": "x", "c": "y", "d": None}
    result = talking(
        {"a": (20, 5), "b": (5, 5), "c": (12, 12), "d": (20, 5)},
        dict.fromkeys("abcd", (4, 4)),
        group=group,
    )
    table = result.by_group()
    recovery = table[table["outcome"] == "recovery"]
    assert recovery[["n", "of"]].to_numpy().tolist() == [[1, 1], [0, 1], [1, 1]]
    assert recovery["group"].tolist()[:2] == ["x", "y"]
    assert pd.isna(recovery["group"].tolist()[2])


def test_a_respondent_in_two_groups_is_refused():
    results = {
        "depression": measure("phq-9", {1: (20, 5)}, group={1: "x"}),
        "anxiety": measure("gad-7", {1: (4, 4)}, group={1: "y"}),
    }
    with pytest.raises(ChangeError, match="different groups"):
        apply_rule(TALKING, results)


def test_every_threshold_and_choice_is_an_input_with_its_source():
    result = talking({1: (20, 5)}, {1: (4, 4)}, combination="neither")
    inputs = {entry.name: entry for entry in result.inputs}
    assert {name: entry.value for name, entry in inputs.items()} == {
        "depression: case": 10,
        "depression: reliable change": 6,
        "anxiety: case": 8,
        "anxiety: reliable change": 4,
        "option mixed": "neither",
    }
    assert "NCT05134103" in inputs["anxiety: case"].citation
    assert "two-sources" in inputs["anxiety: case"].detail
    assert inputs["option mixed"].origin == "call"
    assert inputs["depression: case"].origin == "definition"


def test_the_result_is_plain_json_with_and_without_cases():
    result = talking({1: (20, 5), 2: (20, float("nan"))}, {1: (4, 4), 2: (4, 4)})
    whole = json.loads(json.dumps(result.to_dict()))
    assert whole["measures"] == {"depression": "phq-9.total", "anxiety": "gad-7.total"}
    assert whole["counts"] == {
        "respondents": 2,
        "assessable": 1,
        "not_assessable": {"depression: no post score": 1},
    }
    assert whole["options"] == {"mixed": ""}
    assert [case["recovery"] for case in whole["cases"]] == ["yes", None]
    assert "cases" not in result.to_dict(cases=False)


# --- what is refused ------------------------------------------------------------------------


def test_a_measure_without_thresholds_cannot_take_a_role():
    results = {
        "depression": measure("gad-7", {1: (20, 5)}),
        "anxiety": measure("gad-7", {1: (4, 4)}),
    }
    with pytest.raises(ChangeError, match=r"gad-7\.total cannot be the measure `depression`"):
        apply_rule(TALKING, results)


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        (("depression",), "lacks anxiety"),
        (("depression", "anxiety", "sleep"), "has no measure `sleep`"),
        (("depresion", "anxiety"), "did you mean depression"),
    ],
)
def test_measures_that_lack_or_are_unknown_are_named(roles, message):
    first = measure("phq-9", {1: (20, 5)})
    with pytest.raises(ChangeError, match=message):
        apply_rule(TALKING, dict.fromkeys(roles, first))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mixd": "neither"}, "did you mean mixed"),
        ({"mixed": "improvement"}, "did you mean improvement-wins"),
        ({"mixed": "worse"}, "the choices are: improvement-wins"),
    ],
)
def test_unknown_options_and_choices_are_named(options, message):
    results = {
        "depression": measure("phq-9", {1: (20, 5)}),
        "anxiety": measure("gad-7", {1: (4, 4)}),
    }
    with pytest.raises(ChangeError, match=message):
        apply_rule(TALKING, results, options=options)


def test_a_rule_over_any_measures_needs_as_many_as_it_says():
    with pytest.raises(ChangeError, match="at least 2 measures; 1 given"):
        apply_rule(RULES["all-measures"], {"mood": measure("phq-9", {1: (20, 5)})})


# --- rules over any measures ----------------------------------------------------------------

# Limit 8 points, cut-off 12.5, on both measures: recovered 20 to 8, improved 20 to 12.6 is no
# change beyond 8; so 21 to 13 is a tie and unchanged, 21.. stays whole: 24 to 14 is improved.
EXPECTED = {
    "r": (20, 8),  # -12, clinical to functional: recovered
    "i": (21, 12),  # -9, clinical to functional too: recovered
    "m": (12, 3),  # -9 within the functional range: improved only
    "u": (20, 12),  # -8 is exactly the limit: unchanged
    "d": (3, 12),  # +9: deteriorated
}


def frame_of(rule, first, second, **options):
    """A rule over two measures, each course given by its letter in ``OWN``."""
    ids = range(len(first))
    value = measure("phq-9", {at: EXPECTED[first[at]] for at in ids}, **options)
    item_ = measure("gad-7", {at: EXPECTED[second[at]] for at in ids}, **options)
    return apply_rule(RULES[rule], {"mood": value, "worry": item_})


def test_every_measure_means_every_measure():
    result = frame_of("all-measures", "rrmuud", "rmmumd")
    table = result.cases.set_index("id")
    assert (table["recovered_on_all"] == "yes").tolist() == [
        True,
        False,
        False,
        False,
        False,
        False,
    ]
    assert (table["improved_on_all"] == "yes").tolist() == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert (table["unchanged_on_all"] == "yes").tolist() == [
        False,
        False,
        False,
        True,
        False,
        False,
    ]
    assert (table["deteriorated_on_all"] == "yes").tolist() == [False] * 5 + [True]


def test_at_least_one_measure_is_enough_and_harm_on_another_is_told_apart():
    result = frame_of("any-measure", "rmudr", "uuddd")
    table = result.cases.set_index("id")
    assert (table["recovered_on_any"] == "yes").tolist() == [True, False, False, False, True]
    assert (table["improved_on_any"] == "yes").tolist() == [True, True, False, False, True]
    assert (table["improved_without_harm"] == "yes").tolist() == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert (table["deteriorated_on_any"] == "yes").tolist() == [False, False, True, True, True]


def test_balance_compares_the_number_of_measures():
    ids = dict.fromkeys("abcd")
    first = dict(zip(ids, "rrud", strict=True))
    second = dict(zip(ids, "rdud", strict=True))
    third = dict(zip(ids, "dduu", strict=True))
    results = {
        name: measure("phq-9", {entry: EXPECTED[course[entry]] for entry in ids})
        for name, course in (("one", first), ("two", second), ("three", third))
    }
    result = apply_rule(RULES["balance"], results)
    cases = result.cases.set_index("id")
    assert cases["measures_improved"].tolist() == [2, 1, 0, 0]
    assert cases["measures_deteriorated"].tolist() == [1, 2, 0, 2]
    assert (cases["more_improved"] == "yes").tolist() == [True, False, False, False]
    assert (cases["more_deteriorated"] == "yes").tolist() == [False, True, False, True]
    assert (cases["even"] == "yes").tolist() == [False, False, True, False]


def test_without_a_cutoff_recovery_is_not_determined_for_those_who_improved():
    clinical = Population(mean=20, source="made up")
    result = frame_of(
        "all-measures", "ru", "ru", clinical=clinical, functional="none", criterion="auto",
        auto_rule="functional",
    )  # fmt: skip
    assert answers(result, "recovered_on_all") == {0: "not determined", 1: "no"}
    assert answers(result, "improved_on_all") == {0: "yes", 1: "no"}
    messages = [finding.message for finding in result.findings if finding.code == "no-cut-off"]
    assert [message.split(":")[0].split()[-1] for message in messages] == ["mood", "worry"]


def test_inputs_of_each_analysis_are_carried_along_under_the_name_of_the_measure():
    names = {entry.name for entry in frame_of("any-measure", "r", "r").inputs}
    assert {"mood: reliability", "worry: reliability", "mood: sd", "worry: criterion"} <= names


@pytest.mark.parametrize(
    ("level", "chance"),
    # One direction of a two-sided level: (1 - .95) / 2 each, at most their sum.
    [(0.95, "between 2.5% and 5%"), (0.9, "between 5% and 10%")],
)
def test_the_note_on_multiplicity_bounds_the_chance(level, chance):
    multiplicity = frame_of("any-measure", "r", "r", level=level, multiplier=None).multiplicity
    assert chance in multiplicity
    assert multiplicity.startswith("2 measures are judged at once.")


def test_multiplicity_of_published_thresholds_names_no_number_that_they_do_not_give():
    multiplicity = talking({1: (20, 5)}, {1: (4, 4)}).multiplicity
    assert "reliable improvement" in multiplicity
    assert "%" not in multiplicity


def test_one_measure_alone_has_no_multiplicity():
    rule = replace(RULES["any-measure"], fewest=1)
    result = apply_rule(rule, {"mood": measure("phq-9", {1: (20, 5)})})
    assert result.multiplicity == ""


# --- rules made in Python -------------------------------------------------------------------


def rule_on(scale, *, better, case, reliable):
    thresholds = MeasureThresholds(scale=scale, better=better, case=case, reliable=reliable)
    conditions = {
        "case": Condition(kind="some", word="clinical_pre"),
        "better": Condition(kind="some", word="improved"),
        "worse": Condition(kind="some", word="deteriorated"),
        "well": Condition(kind="every", word="functional_post"),
    }
    return OutcomeRule(
        name="made",
        title="Made",
        summary="Made in Python.",
        roles=(Role(name="only", scales=(thresholds,)),),
        fewest=1,
        outcomes=tuple(
            RuleOutcome(id=name, title=name, definition=name, when=(condition,))
            for name, condition in conditions.items()
        ),
    )


def one_case(rule, name, pre, post):
    result = apply_rule(rule, {"only": measure(name, {1: (pre, post)})})
    return tuple(result.cases[entry.id].item() for entry in rule.outcomes)


@pytest.mark.parametrize(
    ("pre", "post", "expected"),
    [
        (20, 30, ("yes", "yes", "no", "yes")),
        (21, 30, ("no", "no", "no", "yes")),
        (30, 20, ("no", "no", "yes", "no")),
        (30, 21, ("no", "no", "no", "yes")),
    ],
)
def test_where_higher_is_better_cases_are_low_and_improvement_is_a_rise(pre, post, expected):
    rule = rule_on(
        "pseq.total",
        better="higher",
        case=Edge(value=20, inclusive=True),
        reliable=Edge(value=10, inclusive=True),
    )
    assert one_case(rule, "pseq", pre, post) == expected


@pytest.mark.parametrize(
    ("pre", "post", "expected"),
    [
        (10, 4, ("no", "no", "no", "yes")),
        (11, 5, ("yes", "no", "no", "yes")),
        (11, 4, ("yes", "yes", "no", "yes")),
        (4, 11, ("no", "no", "yes", "no")),
    ],
)
def test_exclusive_edges_do_not_count_the_value_itself(pre, post, expected):
    rule = rule_on(
        "phq-9.total",
        better="lower",
        case=Edge(value=10, inclusive=False),
        reliable=Edge(value=6, inclusive=False),
    )
    assert one_case(rule, "phq-9", pre, post) == expected


def test_rounding_never_decides_an_edge():
    # .1 + .2 is 0.30000000000000004 in floating point; 5.7 - 5.4 is 0.2999999999999998.
    rule = rule_on(
        "phq-9.total",
        better="lower",
        case=Edge(value=0.1 + 0.2, inclusive=True),
        reliable=Edge(value=0.1 + 0.2, inclusive=True),
    )
    assert one_case(rule, "phq-9", 0.3, 0.3)[0] == "yes"
    assert one_case(rule, "phq-9", 5.7, 5.4)[1] == "yes"


def test_a_rule_of_another_direction_than_the_scale_is_refused():
    edge = Edge(value=6, inclusive=True)
    rule = rule_on("phq-9.total", better="higher", case=edge, reliable=edge)
    with pytest.raises(
        ChangeError, match=r"the rule says that higher is better on phq-9\.total"
    ):
        one_case(rule, "phq-9", 10, 5)


def python_rule(test, **fields):
    outcome = RuleOutcome(id="large", title="large", definition="By a plugin.", test=test)
    return OutcomeRule(name="own", title="Own", summary="Own.", outcomes=(outcome,), **fields)


def test_what_conditions_cannot_say_a_plugin_says_in_python():
    def total_fall(measures):
        falls = [entry.pre - entry.post for entry in measures.values()]
        return np.where(np.sum(falls, axis=0) >= 20, 1, 0)

    results = {
        "one": measure("phq-9", {1: (20, 8), 2: (20, 8)}),
        "two": measure("gad-7", {1: (20, 12), 2: (20, 13)}),
    }
    # 12 + 8 = 20 and 12 + 7 = 19
    assert answers(apply_rule(python_rule(total_fall), results), "large") == {1: "yes", 2: "no"}


@pytest.mark.parametrize("wrong", [np.array([1]), np.array([1, 2]), np.array([[1, 0]])])
def test_a_test_that_gives_something_else_is_an_error_of_its_plugin(wrong):
    results = {
        "one": measure("phq-9", {1: (20, 8), 2: (20, 8)}),
        "two": measure("gad-7", {1: (20, 12), 2: (20, 13)}),
    }
    with pytest.raises(PluginError, match="the rule own did not give 1, 0 or -1"):
        apply_rule(python_rule(lambda measures: wrong), results)


def outcome(id_, *conditions, among=""):
    return RuleOutcome(id=id_, title=id_, definition=id_, when=conditions, among=among)


BETTER = Condition(kind="some", word="improved")
OPEN = RuleOption(
    id="open",
    title="What then?",
    applies=(BETTER,),
    choices=(
        Choice(id="one", text="Yes.", outcomes={"a": True}),
        Choice(id="other", text="No.", outcomes={"a": False}),
    ),
)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"outcomes": (outcome("a", Condition(kind="some", word="better")),)}, "no fact `better`"),
        ({"outcomes": (outcome("a", Condition(kind="is", word="b")),)}, "no outcome `b` stands"),
        ({"outcomes": (outcome("a", BETTER), outcome("a", BETTER))}, "the outcome `a` is there twice"),
        ({"outcomes": (outcome("a", BETTER, among="b"),)}, "no outcome `b` stands"),
        ({"outcomes": (outcome("a"),)}, "either conditions or a test"),
        ({"outcomes": (outcome("group", BETTER),)}, "name of a column"),
        (
            {"outcomes": (outcome("a", BETTER), outcome("b", BETTER, among="a")), "options": (OPEN,)},
            "depends on an option",
        ),
        (
            {"outcomes": (outcome("a", BETTER),), "options": (replace(OPEN, default="third"),)},
            "none of the choices",
        ),
    ],
)  # fmt: skip
def test_a_rule_that_contradicts_itself_is_refused(fields, message):
    rule = OutcomeRule(name="bad", title="Bad", summary="Bad.", **fields)
    results = {"one": measure("phq-9", {1: (20, 8)}), "two": measure("gad-7", {1: (20, 8)})}
    with pytest.raises(PluginError, match=message):
        apply_rule(rule, results)


def test_a_default_that_a_rule_states_is_taken_and_said():
    rule = replace(TALKING, options=(replace(TALKING.options[0], default="neither"),))
    results = {
        "depression": measure("phq-9", {1: (20, 12)}),
        "anxiety": measure("gad-7", {1: (4, 9)}),
    }
    result = apply_rule(rule, results)
    assert answers(result, "no_reliable_change") == {1: "yes"}
    (arguments,) = [entry for entry in result.inputs if entry.name == "option mixed"]
    assert (arguments.value, arguments.origin) == ("neither", "definition")


# --- properties -----------------------------------------------------------------------------

scores = st.one_of(st.none(), st.integers(0, 21))
people = st.lists(st.tuples(scores, scores, scores, scores), min_size=1, max_size=12)
readings = st.sampled_from([*READINGS, None])


def both_orders(rows, order_one, order_two):
    def first(columns, order):
        return {
            f"R{at}": tuple(
                float("nan") if rows[at][c] is None else rows[at][c] for c in columns
            )
            for at in order
        }

    return first((0, 1), order_one), first((2, 3), order_two)


@given(people, readings, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_rows_never_matters(rows, reading, random):
    order = list(range(len(rows)))
    shuffled, again = order[:], order[:]
    random.shuffle(shuffled)
    random.shuffle(again)
    plain = talking(*both_orders(rows, order, order), combination=reading)
    second = talking(*both_orders(rows, shuffled, again), combination=reading)
    pd.testing.assert_frame_equal(
        plain.cases.sort_values("id").reset_index(drop=True),
        second.cases.sort_values("id").reset_index(drop=True),
    )
    pd.testing.assert_frame_equal(plain.summary(), second.summary())


RANK = {"no": 0, "not determined": 1, "yes": 2}
whole = st.integers(0, 21)


@given(whole, whole, whole, whole, st.integers(1, 21), st.booleans(), readings)
@settings(max_examples=100, deadline=None)
def test_a_better_last_score_never_makes_an_outcome_worse(
    pre, post, pre_two, post_two, points, on_phq, reading
):
    better = max(0, (post if on_phq else post_two) - points)
    result = talking(
        {"as is": (pre, post), "better": (pre, better if on_phq else post)},
        {"as is": (pre_two, post_two), "better": (pre_two, post_two if on_phq else better)},
        combination=reading,
    )
    for name in ("recovery", "reliable_improvement", "reliable_recovery"):
        actual = answers(result, name)
        assert RANK[actual["better"]] >= RANK[actual["as is"]], name
    actual = answers(result, "reliable_deterioration")
    assert RANK[actual["better"]] <= RANK[actual["as is"]]
    assert len(set(answers(result, "at_caseness").values())) == 1


@given(people, readings)
@settings(max_examples=50, deadline=None)
def test_counts_add_up_to_the_denominators(rows, reading):
    order = range(len(rows))
    result = talking(*both_orders(rows, order, order), combination=reading)
    actual = counts(result)
    assessable = sum(None not in row for row in rows)
    cases = sum(None not in row and (row[0] >= 10 or row[2] >= 8) for row in rows)
    assert actual["at_caseness"] == (cases, 0, assessable)
    assert actual["recovery"][2] == actual["reliable_recovery"][2] == cases
    kinds = ("reliable_improvement", "reliable_deterioration", "no_reliable_change")
    doubt = actual["reliable_improvement"][1]
    assert sum(actual[kind][0] for kind in kinds) + doubt == assessable
    assert (doubt == 0) or reading is None


def test_a_rule_as_a_frame_is_a_copy_of_its_respondents():
    result = talking({"a": (20, 5), "b": (20, 19)}, {"a": (15, 3), "b": (15, 3)})
    frame = result.to_frame()
    assert list(frame["id"]) == ["a", "b"]
    frame["id"] = "x"
    assert list(result.cases["id"]) == ["a", "b"]
