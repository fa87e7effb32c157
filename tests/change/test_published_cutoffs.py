"""Criterion published and the order of auto, by hand.

The scale runs from 0 to 40, lower is better. Baseline scores 16, 24, 32: mean 24, SD 8, so that
criterion a is 24 - 2 x 8 = 8. With the norms below b is 8 + 2 x 6 = 20 and c is
(8 x 8 + 6 x 24) / 14 = 14.857; with the clinical norm c is (9 x 8 + 6 x 30) / 15 = 16.8.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import yaml

import scorewell
from scorewell.api.answers import load
from scorewell.change.advice import advise
from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.sensitivity.multiverse import multiverse
from scorewell.definitions.model import (
    ChangeDefaults,
    Cutoff,
    Instrument,
    MissingRule,
    Norm,
    Origin,
    Scale,
    TargetGroup,
)
from scorewell.definitions.model.covariates import Stratum
from scorewell.errors import ChangeError
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

METHODS = {JACOBSON_TRUAX.name: JACOBSON_TRUAX}
LOCAL = Origin(kind="overlay", name="Our service")
CASE = Cutoff(id="case", value=10, edge="below", kind="caseness", rule="services")
DIAGNOSIS = Cutoff(id="diagnosis", value=12, edge="below", kind="caseness")
BETWEEN = Cutoff(id="between", value=11, edge="at-or-below", kind="clinical-functional")
LOOK = Cutoff(id="look", value=9, edge="below", kind="screening")
T_SCORE = Cutoff(id="t", value=60, edge="below", kind="clinical-functional", metric="T score")
WOMEN = Cutoff(
    id="women", value=13, edge="below", kind="clinical-functional",
    group=TargetGroup(description="women", sex="female"),
)  # fmt: skip
BEYOND = Cutoff(id="beyond", value=0, edge="below", kind="clinical-functional")
PUBLIC = Norm(id="public", population="general", mean=8, sd=6)
CLINIC = Norm(id="clinic", population="clinical", mean=30, sd=9)
SCORES = pd.DataFrame({"id": ["x", "y", "z"], "pre": [16, 24, 32], "post": [10, 9, 11]})


def make(*cutoffs, change=(), norms=(PUBLIC, CLINIC), **fields):
    scale = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=40, better="lower", norms=norms, cutoffs=cutoffs, change=change,
    )  # fmt: skip
    return replace(scale, **fields)


INSTRUMENT = Instrument(id="demo", version="1.0.0", name="Demo")


def compare(scale, pairs=SCORES, **options):
    return analyse(
        pairs, scale, instrument=INSTRUMENT, method_registry=METHODS,
        options=[
            ("call", ChangeOptions(**options)), ("study", ChangeOptions(reliability=0.9)),
        ],
    )  # fmt: skip


def criterion(result):
    """The criterion, the id of the published cut-off, and the value."""
    entry = result.cutoffs.entry
    return result.cutoffs.criterion, "" if entry is None else entry.id, result.cutoffs.value


def reason(result):
    return next(entry.detail for entry in result.inputs if entry.name == "criterion")


# --- the edge -------------------------------------------------------------------------------


@pytest.mark.parametrize("ties", ["clinical", "functional"])
def test_the_edge_of_the_cutoff_decides_and_no_tie_option(ties):
    options = {"pre_on_cutoff": ties, "post_on_cutoff": ties}
    # Below 10: 9 is functional, 10 and 11 are not.
    below = compare(make(CASE), cutoff="case", **options)
    assert below.cases["end_status"].tolist() == ["clinical", "functional", "clinical"]
    # At or below 11: all three are.
    at_or_below = compare(make(BETWEEN), cutoff="between", **options)
    assert set(at_or_below.cases["end_status"]) == {"functional"}
    rules = {entry.name: entry.value for entry in at_or_below.inputs}
    assert rules["pre on cut-off"] == rules["post on cut-off"] == "functional"


@pytest.mark.parametrize(
    ("scale", "functional", "clinical"),
    # Marx et al. (2022): 28 or less is functional. NHS Talking Therapies: 10 or more of the
    # PHQ-9, 8 or more of the GAD-7 is a case.
    [("pcl-5.total", 28, 29), ("phq-9.total", 9, 10), ("gad-7.total", 7, 8)],
)
def test_bundled_scales_take_their_published_cutoff(scale, functional, clinical):
    pairs = pd.DataFrame({"id": [1, 2], "pre": [20, 19], "post": [functional, clinical]})
    result = scorewell.analyse_change(pairs, scale, reliability=0.9, sd=5)
    assert result.cutoffs.criterion == "published"
    assert result.cases["end_status"].tolist() == ["functional", "clinical"]
    advice = advise(
        load(scale.split(".")[0]).scale("total"), instrument=load(scale.split(".")[0]),
        method_registry=METHODS, options=[("call", ChangeOptions(reliability=0.9, sd=5))],
    )  # fmt: skip
    assert advice.targets.functional == functional
    assert f"A score of {functional} or lower counts as functional" in advice.text()


# --- which is taken -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (make(BETWEEN, CASE), ("published", "between", 11)),
        (make(CASE, DIAGNOSIS, LOOK), ("published", "case", 10)),
        # A diagnosis, a point of screening, another metric, one sex: not by themselves.
        (make(DIAGNOSIS, LOOK, T_SCORE, WOMEN), ("a", "", 8)),
        # Two that differ: none is guessed, and the rule of a country comes next.
        (
            make(BETWEEN, replace(BETWEEN, id="other", value=12), CASE),
            ("published", "case", 10),
        ),
        # Nothing is below 0.
        (make(BEYOND, CASE), ("published", "case", 10)),
        (make(BEYOND), ("a", "", 8)),
        (make(), ("a", "", 8)),
    ],
)
def test_auto_takes_the_first_that_can_judge(scale, expected):
    assert criterion(compare(scale)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"criterion": "published", "cutoff": "look"}, ("published", "look", 9)),
        ({"cutoff": "case"}, ("published", "case", 10)),
        ({"criterion": "a"}, ("a", "", 8)),
        ({"criterion": "b", "functional": "public"}, ("b", "", 20)),
        # Without a criterion a published cut-off comes before c.
        ({"functional": "public"}, ("published", "between", 11)),
        ({"functional": "public", "criterion": "auto"}, ("published", "between", 11)),
    ],
)
def test_the_default_of_the_scale_comes_first(change, expected):
    scale = make(BETWEEN, CASE, LOOK, change=(ChangeDefaults(why="By hand.", **change),))
    assert criterion(compare(scale)) == expected
    assert criterion(compare(scale, criterion="auto")) == expected


def test_c_takes_published_norms_and_then_the_sample():
    defaults = ChangeDefaults(functional="public", clinical="clinic")
    assert compare(make(change=(defaults,))).cutoffs.value == pytest.approx(16.8)
    sample = compare(make(change=(ChangeDefaults(functional="public"),)))
    assert sample.cutoffs.value == pytest.approx((8 * 8 + 6 * 24) / 14)
    assert "is of the general population" in reason(sample)
    assert "general population" not in reason(compare(make(CASE)))
    # A clinical norm by which a lies below 0: 14 - 2 x 8 = -2; the sample gives 8.
    low = Norm(id="low", population="clinical", mean=14, sd=8)
    default = ChangeDefaults(clinical="low")
    assert criterion(compare(make(change=(default,), norms=(low,)))) == ("a", "", 8)


def test_a_named_population_comes_before_a_published_cutoff():
    definition = ChangeDefaults(criterion="published", cutoff="case")
    scale = make(CASE, change=(definition,))
    typed = Population(mean=8, sd=6)
    assert criterion(compare(scale, functional=typed))[0] == "c"
    # One that leaves nothing to judge does not: c = (8 x 0 - 1 x ...) lies below 0.
    assert criterion(compare(scale, functional="none"))[0] == "published"
    local = Norm(id="local", population="non-clinical", mean=7, sd=5, origin=LOCAL)
    overlay = ChangeDefaults(functional="local", origin=LOCAL)
    scale = make(CASE, change=(overlay, definition), norms=(local,))
    assert criterion(compare(scale))[0] == "c"


def test_what_a_call_names_is_kept_even_where_nothing_can_be_judged():
    low = SCORES.assign(pre=[2, 10, 18])  # mean 10, SD 8: a = -6
    result = compare(make(CASE, LOOK), low, criterion="a")
    assert criterion(result) == ("a", "", None)
    assert "recovery cannot be judged: the cut-off by criterion a, -6.00, lies below the " in (
        result.sentence()
    )
    assert "'case' (functional below 10, for a case)" in result.cutoffs.instead
    assert criterion(compare(make(CASE), low)) == ("published", "case", 10)


def test_an_unknown_or_unclear_cutoff_is_asked_for():
    with pytest.raises(ChangeError, match="no published cut-off 'cse'") as error:
        compare(make(CASE), cutoff="cse")
    assert "case" in error.value.hint
    with pytest.raises(ChangeError, match="not clear which") as error:
        compare(make(LOOK, replace(LOOK, id="second")), criterion="published")
    assert "look, second" in error.value.hint
    with pytest.raises(ChangeError, match="another metric"):
        compare(make(T_SCORE), cutoff="t")
    with pytest.raises(ChangeError, match="both criterion a and"):
        ChangeOptions(criterion="a", cutoff="case")
    assert criterion(compare(make(DIAGNOSIS, LOOK), criterion="published"))[1] == "diagnosis"


@pytest.mark.parametrize("preset", ["clinsig-1.2", "jtrci-2019", "rciplot-0.1"])
def test_presets_of_other_programs_keep_their_own_rule(preset):
    scale = make(BETWEEN, change=(ChangeDefaults(cutoff="between", why="By hand."),))
    assert criterion(compare(scale, preset=preset))[0] == "a"
    functional = Population(mean=8, sd=6)
    assert criterion(compare(scale, preset=preset, functional=functional))[0] == "c"
    assert criterion(compare(scale, preset=preset, cutoff="between"))[1] == "between"


# --- everywhere -----------------------------------------------------------------------------


def test_the_sentence_says_which_why_and_what_else():
    assert reason(compare(make(CASE, LOOK))) == (
        "auto: published, because the rule services counts cases by it; other cut-offs: the "
        "published cut-off 'look' (functional below 9, for screening), criterion a (8)"
    )


def test_norms_on_the_wrong_side_do_not_touch_a_published_cutoff():
    worse = Population(mean=38, sd=2)
    result = compare(make(CASE), cutoff="case", functional=worse)
    assert criterion(result) == ("published", "case", 10)
    (finding,) = [f for f in result.findings if f.code == "norms-on-wrong-side"]
    assert finding.severity == "warning"


def test_the_multiverse_varies_published_cutoffs_and_leaves_strata_out():
    young = Norm(
        id="young",
        population="general",
        mean=6,
        sd=3,
        stratum=Stratum.of({"age": {"below": 30}}),
    )
    scale = make(CASE, DIAGNOSIS, LOOK, WOMEN, norms=(PUBLIC, young))
    result = multiverse(
        SCORES, scale, instrument=INSTRUMENT, method_registry=METHODS,
        options=[("call", ChangeOptions(reliability=0.9, functional="public"))],
    )  # fmt: skip
    choices = result.moves.groupby("factor")["choice"].agg(set)
    assert choices["criterion"] == {"c", "a", "b", "case", "diagnosis"}
    assert "young" not in choices["functional"] | choices["sd"]
    assert ("norms", "young") in {entry[:2] for entry in result.choices.left_out}
    by_choice = result.combinations[result.combinations["criterion"] == "diagnosis"]
    assert set(by_choice["cut_off"]) == {12}
    assert set(by_choice["functional"]) == {"not used"}


def test_a_study_and_an_overlay_name_a_cutoff(tmp_path):
    (tmp_path / "totals.csv").write_text(
        "id,when,a\nR1,pre,16\nR2,pre,20\nR3,pre,12\nR1,post,9\nR2,post,10\nR3,post,8\n"
    )
    (tmp_path / "local.yaml").write_text(
        "format: 1\nextends: gad-7\nname: Ours\nsources: {ours: {title: Audit, container: Clinic}}\nscales:\n  - id: total\n    change:\n"
        "      criterion: published\n      cutoff: screening\n      why: Our service.\n"
    )
    study = {
        "format": 1, "title": "Clinic", "columns": {"id": "id", "occasion": "when"}, "occasions": {"pre": "pre", "post": "post"},
        "data": [{"file": "totals.csv"}], "overlays": ["local.yaml"],
        "measures": [
            {"instrument": "phq-9", "totals": {"total": "a"}, "change": {"cutoff": "screening"}},
            {"instrument": "gad-7", "totals": {"total": "a"}},
        ],
    }  # fmt: skip
    path = tmp_path / "study.yaml"
    path.write_text(yaml.safe_dump(study))
    results = scorewell.evaluate(path).changes
    assert [result.cutoffs.entry.id for result in results] == ["screening"] * 2
