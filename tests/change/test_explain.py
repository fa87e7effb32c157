"""One respondent's arithmetic, written out. Expected lines are by hand unless a comment says so.

d04 is the data set with scores on every edge (data/change): 25 people with a baseline mean of 24
and standard deviation of 8. With a reliability of .875 the standard error of a difference is
8 x sqrt(2) x sqrt(.125) = 4 points.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Control, Population
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError
from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

D04 = pd.read_csv(Path(__file__).parents[1] / "data" / "change" / "d04.csv")
METHODS = {method.name: method for method in CHANGE_METHODS}
CLINICAL, FUNCTIONAL = Population(mean=36, sd=8), Population(mean=8, sd=6)
ALREADY = "functional before as well: no move into the range"
CONTROL = Control(mean_pre=30, sd_pre=6, mean_post=28, sd_post=10, retest=0.6, n=30)


def compare(pairs, *, better="lower", methods=METHODS, **options):
    scale = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=60, better=better,
    )  # fmt: skip
    arguments = {"reliability": 0.875, "multiplier": 2} | options
    return analyse(
        pairs,
        scale,
        instrument=Instrument(id="synthetic", version="1.0.0", name="Synthetic"),
        method_registry=methods,
        options=[("call", ChangeOptions(**arguments))],
    )


def lines(pairs, case_id, **options):
    return [line.strip() for line in compare(pairs, **options).explain(case_id).splitlines()]


def pair(pre, post):
    return pd.DataFrame({"id": ["x", "y"], "pre": [pre, 30], "post": [post, 30]})


def test_the_first_respondent_of_d04_is_worked_out_from_scores_to_class():
    result = lines(D04, 1, clinical=CLINICAL, functional=FUNCTIONAL)
    assert result[0] == "Respondent 1, synthetic.total (0 to 60, lower is better)"
    assert "Scores: 40 before, 16 after; change = 16 - 40 = -24 points" in result
    assert "reliability = 0.875 (call: typed)" in result
    sd = "sd = 8 (sample: standard deviation (n - 1) of all 25 baseline scores)"
    assert sd in result
    assert "score expected without change = 40, the score before" in result
    assert "standard error = 4 points" in result
    assert "index = (16 - 40) / 4 = -6" in result
    formula = "(16 - 40) / (sqrt(2) * 8 * sqrt(1 - 0.875)) = -6"
    assert f"in the formula: {formula}" in result
    assert "limit = 2 x 4 = 8 points from the score expected" in result
    assert "-6 lies below -2, and lower is better; so the change is: improved" in result
    # (8 x 8 + 6 x 36) / 14 = 280 / 14
    assert "c = (S1 * M0 + S0 * M1) / (S0 + S1) = (8 * 8 + 6 * 36) / (6 + 8) = 20" in result
    assert "before: 40 is above 20: clinical" in result
    assert "after: 16 is below 20: functional" in result
    assert "Outcome: recovered (reliably improved, clinical before, functional after)" in result
    assert "Clinical significance: significant change (clinical to functional)" in result


@pytest.mark.parametrize("name", METHODS)
def test_every_bundled_index_is_followed_from_its_formula_to_the_index(name):
    result = compare(D04, method=name, control=CONTROL)
    for case in D04["id"]:
        text = result.explain(case)
        index = result.cases.loc[D04["id"] == case, "index"].item()
        assert "score expected without change = " in text
        assert "standard error = " in text
        complete = [line for line in text.splitlines() if "in the formula: " in line]
        assert len(complete) == 1
        # The engine computed the index another way: from the expected score and the error.
        assert float(complete[0].rsplit("= ", 1)[1]) == pytest.approx(index, rel=1e-5, abs=1e-9)


def test_a_symbol_that_a_formula_defines_is_worked_out_first():
    result = lines(pair(40, 32), "x", method="mcsweeny", control=CONTROL)
    # b = .6 x 10 / 6 = 1; expected is 28 + (40 - 30) = 38; error 10 x sqrt(1 - .36) = 8.
    assert "b = 0.6 * 10 / 6 = 1" in result
    assert "score expected without change = 38, as the method expects" in result
    assert "index = (32 - 38) / 8 = -0.75" in result
    assert (
        "in the formula: (32 - (28 + 1 * (40 - 30))) / (10 * sqrt(1 - 0.6^2)) = -0.75" in result
    )


@pytest.mark.parametrize(
    "formula", ["RC = x2 - x1", "RC = secret(x2)", "see the paper", "RC = 1 / (x1 - x1)", "("]
)
def test_a_formula_that_does_not_give_the_index_is_not_filled_in(formula):
    odd = replace(JACOBSON_TRUAX, name="odd", formula=formula)
    text = compare(D04, methods={"odd": odd}, method="odd").explain(1)
    assert "in the formula" not in text
    assert "index = (16 - 40) / 4 = -6" in text


def test_a_rule_for_ties_is_named_where_it_decided_and_only_there():
    # Limit 8: 28 to 20 is exactly on it, and 20 exactly on the cut-off.
    options = {"sd": 8, "clinical": CLINICAL, "functional": FUNCTIONAL}
    strict = "\n".join(lines(pair(28, 20), "x", **options))
    assert "-2 is exactly -2, and a change exactly on the limit counts as unchanged" in strict
    assert (
        "after: 20 is exactly on the cut-off, and a later score exactly on the cut-off "
        "counts as clinical: clinical" in strict
    )
    inclusive = {"on_limit": "changed", "post_on_cutoff": "functional"}
    assert "Outcome: recovered" in "\n".join(lines(pair(28, 20), "x", **options, **inclusive))
    assert "exactly" not in "\n".join(lines(pair(40, 16), "x", **options))


@pytest.mark.parametrize(
    ("pre", "post", "reason"),
    [
        (30, 28, "unchanged (whatever the cut-off, recovery needs a reliable improvement)"),
        (40, 30, "improved (reliably improved, but not functional after)"),
        (18, 2, f"improved (reliably improved, but {ALREADY})"),
        (30, 45, "deteriorated (whatever the cut-off, recovery needs a reliable improvement)"),
    ],
)  # fmt: skip
def test_the_outcome_says_why(pre, post, reason):
    options = {"sd": 8, "clinical": CLINICAL, "functional": FUNCTIONAL}
    assert f"Outcome: {reason}" in lines(pair(pre, post), "x", **options)


def test_who_is_not_assessable_gets_the_reason_and_the_status_there_is():
    result = lines(pair(28, None), "x", sd=8, clinical=CLINICAL, functional=FUNCTIONAL)
    assert "Scores: 28 before, missing after" in result
    assert "Not assessable: no post score. There is no change to judge." in result
    assert "before: 28 is above 20: clinical" in result
    assert not [line for line in result if line.startswith("after:")]
    assert "Outcome: none, because the respondent is not assessable" in result


def test_without_a_cutoff_it_says_why_there_is_none():
    text = "\n".join(
        lines(pair(40, 16), "x", sd=8, clinical=CLINICAL, functional=Population(mean=50))
    )
    assert "Cut-off: none; recovery cannot be judged: the functional mean (50;" in text
    assert "Outcome: improved (reliably improved; recovery is not judged)" in text


@pytest.mark.parametrize(
    ("better", "options", "line"),
    [
        ("lower", {"criterion": "a"}, "a = M1 - k * S1 = 36 - 2 * 8 = 20"),
        ("lower", {"criterion": "b"}, "b = M0 + k * S0 = 8 + 2 * 6 = 20"),
        (
            "higher",
            {"criterion": "a", "clinical": Population(mean=20, sd=8), "functional": "none"},
            "a = M1 + k * S1 = 20 + 2 * 8 = 36",
        ),
        (
            "higher",
            {
                "criterion": "b",
                "clinical": Population(mean=20, sd=8),
                "functional": Population(mean=50, sd=6),
            },
            "b = M0 - k * S0 = 50 - 2 * 6 = 38",
        ),
        ("lower", {"functional": Population(mean=8)}, "c = (M1 + M0) / 2 = (36 + 8) / 2 = 22"),
        # Of the baseline scores 30 and 40 a quarter lies at 32.5.
        (
            "lower",
            {"criterion": "a", "quantiles": (0.25, 0.75)},
            "a = the quantile 0.25 = 32.5",
        ),
    ],
)
def test_the_cutoff_has_its_formula_and_numbers(better, options, line):
    arguments = {"sd": 8, "clinical": CLINICAL, "functional": FUNCTIONAL} | options
    assert line in lines(pair(40, 16), "x", better=better, **arguments)


def test_an_unknown_respondent_gets_the_nearest_id():
    pairs = pd.DataFrame({"id": ["R01", "R02"], "pre": [30, 40], "post": [20, 20]})
    with pytest.raises(ChangeError, match="no respondent 'R1' was judged") as caught:
        compare(pairs).explain("R1")
    assert "R01" in caught.value.hint


def test_a_number_is_found_by_its_text_and_an_id_cannot_send_commands_to_a_terminal():
    assert compare(D04).explain("1") == compare(D04).explain(1)
    text = compare(pair(40, 16).assign(id=["a\x1b[2J\nb", "y"])).explain("a\x1b[2J\nb")
    assert text.startswith("Respondent a[2Jb, ")
