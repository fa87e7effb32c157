"""Where each number of a change analysis comes from, and what happens when it cannot."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import jsonschema
import pandas as pd
import pytest
import yaml
from referencing import Registry, Resource

from scorewell.api.answers import load
from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import (
    ChangeDefaults,
    Instrument,
    MissingRule,
    Norm,
    Origin,
    Provenance,
    Reliability,
    Sample,
    Scale,
    Source,
)
from scorewell.errors import ChangeError
from scorewell.io.bundled_files import schema_text
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

METHODS = {JACOBSON_TRUAX.name: JACOBSON_TRUAX}
LOCAL = Origin(kind="overlay", name="Our service")
PAPER = Source(
    id="paper", authors="Doe J", year=2015, title="Norms: a study", container="J 1:2", doi="10.1000/x"
)  # fmt: skip
FROM_PAPER = Provenance(source="paper", locator="Table 2", checked="one-source")

RELIABILITIES = (
    Reliability(
        id="alpha-study", statistic="alpha", value=0.9, sample=Sample(n=120), provenance=FROM_PAPER
    ),
    Reliability(id="alpha-bound", statistic="alpha", at_least=0.8),
    Reliability(id="alpha-range", statistic="alpha", between=(0.79, 0.95)),
    Reliability(id="alpha-one", statistic="alpha", value=1.0),
    Reliability(
        id="alpha-gap", statistic="retest", gap="only the abstract was read",
        sample=Sample(description="adults"), provenance=Provenance(source="paper"),
    ),
    Reliability(id="alpha-local", statistic="alpha", value=0.8, origin=LOCAL),
)  # fmt: skip
NORMS = (
    Norm(
        id="clinic", population="clinical", mean=32, sd=9.5, n=200,
        sample=Sample(description="pain clinic"), provenance=FROM_PAPER,
    ),
    Norm(id="public", population="non-clinical", mean=8, sd=6, n=900, provenance=FROM_PAPER),
    Norm(id="public-no-sd", population="general", mean=10, gap="no SD in the abstract"),
    Norm(
        id="public-gap", population="non-clinical", gap="only the abstract was read",
        sample=Sample(description="students: first year", n=887, country="Portugal"),
        provenance=Provenance(source="paper"),
    ),
    Norm(id="clinic-gap", population="clinical", mean=30, gap="no SD", provenance=Provenance(source="paper")),
    Norm(id="demo", population="non-clinical", mean=9, sd=5, illustrative=True),
    Norm(id="local", population="non-clinical", mean=7, sd=5, origin=LOCAL),
    Norm(id="worse", population="non-clinical", mean=40, sd=6),
)  # fmt: skip


def make(*defaults, better="lower", **fields):
    scale = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=60, better=better, reliability=RELIABILITIES, norms=NORMS, change=defaults,
    )  # fmt: skip
    scale = replace(scale, **fields)
    instrument = Instrument(
        id="demo", version="1.0.0", name="Demo", scales=(scale,), sources={"paper": PAPER}
    )
    return instrument, scale


# Mean 24 and SD 8: deviations of -8, 0 and 8.
SCORES = pd.DataFrame({"id": ["x", "y", "z"], "pre": [16, 24, 32], "post": [10, 20, 6]})


def compare(*defaults, layers=(), pairs=SCORES, better="lower", **options):
    instrument, scale = make(*defaults, better=better)
    arguments = [("call", ChangeOptions(**options))] if options else []
    return analyse(
        pairs,
        scale,
        instrument=instrument,
        method_registry=METHODS,
        options=[*arguments, *layers],
    )


def inputs(result):
    return {entry.name: entry for entry in result.inputs}


def finding_of(result, code):
    return [finding for finding in result.findings if finding.code == code]


# Precedence


def test_the_call_is_stronger_than_the_study_and_the_study_than_the_definition():
    defaults = ChangeDefaults(reliability="alpha-study")
    call = ("call", ChangeOptions(reliability=0.7))
    study = ("study", ChangeOptions(reliability=0.75, criterion="a"))
    result = compare(defaults, layers=[call, study])
    reliability = inputs(result)["reliability"]
    assert (reliability.value, reliability.origin) == (0.7, "call")
    assert inputs(result)["criterion"].origin == "study"
    reliability = inputs(compare(defaults, layers=[study]))["reliability"]
    assert (reliability.value, reliability.origin) == (0.75, "study")
    reliability = inputs(compare(defaults))["reliability"]
    assert (reliability.value, reliability.origin) == (0.9, "definition")


def test_an_overlay_is_stronger_than_the_definition_entry_by_entry():
    overlay = ChangeDefaults(functional="local", origin=LOCAL)
    definition = ChangeDefaults(
        reliability="alpha-study", functional="public", clinical="clinic"
    )
    choice = inputs(compare(overlay, definition))
    assert (choice["functional mean"].value, choice["functional mean"].origin) == (7, "overlay")
    assert (choice["clinical mean"].value, choice["clinical mean"].origin) == (32, "definition")
    assert choice["reliability"].origin == "definition"


def test_figures_that_an_overlay_brought_are_the_overlays_although_the_definition_names_them():
    result = compare(ChangeDefaults(reliability="alpha-local", functional="local"))
    choice = inputs(result)
    assert choice["reliability"].origin == "overlay"
    assert "from the overlay 'Our service'" in choice["reliability"].detail
    assert choice["functional sd"].origin == "overlay"


def test_with_nothing_said_the_sample_and_the_defaults_are_taken_and_named():
    result = compare(ChangeDefaults(reliability="alpha-study"))
    choice = inputs(result)
    assert (choice["sd"].value, choice["sd"].origin) == (8, "sample")
    assert "all 3 baseline scores" in choice["sd"].detail
    assert (choice["clinical mean"].value, choice["clinical sd"].value) == (24, 8)
    assert (choice["level"].value, choice["level"].origin) == (0.95, "default")
    assert (choice["criterion"].value, choice["criterion"].origin) == ("a", "default")
    assert choice["method"].value == "jacobson-truax"
    assert choice["on limit"].value == "unchanged"
    assert choice["pre on cut-off"].value == choice["post on cut-off"].value == "clinical"
    # 1.959964 x 8 x sqrt(2 x .1), by hand; a = 24 - 2 x 8.
    assert result.limit == pytest.approx(1.959963985 * 8 * math.sqrt(0.2))
    assert result.cutoffs.a == 8


def test_a_registry_entry_tells_who_how_many_how_checked_and_the_paper():
    choice = inputs(compare(reliability="alpha-study", clinical="clinic", sd="clinic"))
    assert choice["clinical mean"].detail == (
        "norm 'clinic', clinical: pain clinic, n = 200, Table 2, read in one source"
    )
    assert (
        choice["clinical mean"].citation == "Doe J (2015). Norms: a study. J 1:2. doi:10.1000/x"
    )
    assert (
        choice["reliability"].detail
        == "alpha 'alpha-study', n = 120, Table 2, read in one source"
    )
    assert (choice["sd"].value, choice["sd"].origin) == (9.5, "call")


def test_an_input_names_its_entry_and_how_many_people_stand_behind_it():
    result = compare(
        reliability="alpha-study", sd="clinic", functional="public-no-sd", criterion="c",
        clinical=Population(mean=30, sd=8, n=55),
    )  # fmt: skip
    assert {
        name: (entry.entry, entry.n) for name, entry in inputs(result).items() if entry.n
    } == {
        "reliability": ("alpha-study", 120),
        "sd": ("clinic", 200),
        "clinical mean": ("", 55),
        "clinical sd": ("", 55),
    }
    assert inputs(result)["functional mean"].entry == "public-no-sd"
    assert inputs(result)["reliability"].statistic == "alpha"
    output_text = {entry["name"]: entry for entry in result.to_dict()["inputs"]}
    assert (output_text["sd"]["entry"], output_text["sd"]["n"]) == ("clinic", 200)


def test_a_figure_of_the_sample_says_which_scores_and_how_it_was_computed():
    frame = pd.DataFrame({"id": [1, 2, 3], "pre": [16, 24, 32], "post": [10, 20, None]})
    result = compare(
        pairs=frame, reliability=0.9, sd="pairs", centre="median", spread="mad", criterion="a"
    )
    sd, mean = inputs(result)["sd"], inputs(result)["clinical mean"]
    assert (sd.entry, sd.n, sd.statistic) == ("pairs", 2, "mad")
    assert (mean.entry, mean.n, mean.statistic) == ("baseline", 3, "median")


def test_an_explanation_tells_how_many_people_stand_behind_an_input():
    text = compare(reliability="alpha-study", sd="clinic", criterion="a").explain("x")
    assert "reliability = 0.9 (call: alpha 'alpha-study', n = 120" in text
    assert text.count("n = 120") == 1


def test_figures_typed_by_a_user_keep_their_source():
    figures = Population(mean=8, sd=6, n=40, source="Audit 2020")
    choice = inputs(compare(reliability=0.9, functional=figures))
    assert choice["functional mean"].citation == "Audit 2020"
    assert choice["functional mean"].detail == "typed figures, n = 40"


# Sample figures


def test_baseline_takes_all_scores_before_and_pairs_only_those_with_one_after():
    pairs = pd.DataFrame(
        {"id": list("wxyz"), "pre": [40, 16, 24, 32], "post": [None, 10, 20, 6]}
    )
    # All four: mean 28, squares 144 + 144 + 16 + 16 = 320, SD sqrt(320 / 3). Pairs: 24 and 8.
    every_value = inputs(compare(pairs=pairs, reliability=0.9))
    assert every_value["sd"].value == pytest.approx(math.sqrt(320 / 3))
    assert every_value["clinical mean"].value == 28
    paired = inputs(compare(pairs=pairs, reliability=0.9, sd="pairs", clinical="pairs"))
    assert (paired["sd"].value, paired["clinical mean"].value) == (8, 24)
    assert "the 3 complete pairs" in paired["sd"].detail


def test_median_and_mad_stand_for_mean_and_sd_in_cutoff_and_limit():
    pairs = pd.DataFrame({"id": list("abcde"), "pre": [20, 21, 22, 23, 50], "post": [1] * 5})
    # Median 22; deviations 2, 1, 0, 1, 28; MAD 1 x 1.4826.
    result = compare(pairs=pairs, reliability=0.5, centre="median", spread="mad", multiplier=1)
    assert result.limit == pytest.approx(1.4826)  # sqrt(2) x sqrt(.5) = 1
    assert result.cutoffs.a == pytest.approx(22 - 2 * 1.4826)


def test_a_quantile_of_the_baseline_stands_for_criterion_a_on_the_improving_side():
    pairs = pd.DataFrame({"id": range(5), "pre": [10, 20, 30, 40, 50], "post": [1] * 5})
    lower = compare(pairs=pairs, reliability=0.9, quantiles=(0.25, 0.75))
    assert (lower.cutoffs.a, lower.cutoffs.criterion) == (20, "a")
    higher = compare(pairs=pairs, reliability=0.9, quantiles=(0.25, 0.75), better="higher")
    assert higher.cutoffs.a == 40


def test_a_quantile_is_of_the_pairs_where_these_are_the_clinical_population():
    pairs = pd.DataFrame({"id": range(3), "pre": [10, 20, 50], "post": [1, 1, None]})
    options = {"reliability": 0.9, "quantiles": (0.25, 0.75)}
    assert compare(pairs=pairs, **options).cutoffs.a == 15  # of 10, 20, 50
    assert compare(pairs=pairs, clinical="pairs", **options).cutoffs.a == 12.5  # of 10, 20


def of_size(n):
    return pd.DataFrame({"id": range(n), "pre": [20, 30] * (n // 2), "post": 25})


@pytest.mark.parametrize(("n", "severity"), [(28, "warning"), (30, "note"), (98, "note")])
def test_sample_figures_from_few_respondents_are_marked(n, severity):
    (finding,) = finding_of(compare(pairs=of_size(n), reliability=0.9), "small-sample")
    assert finding.severity == severity
    assert f"{n} baseline scores" in finding.message


def test_no_mark_from_a_hundred_on_or_where_no_sample_figure_is_used():
    assert not finding_of(compare(pairs=of_size(100), reliability=0.9), "small-sample")
    published = compare(reliability=0.9, sd="clinic", clinical="clinic")
    assert not finding_of(published, "small-sample")


def test_sd_of_zero_is_an_error_and_never_an_infinite_index():
    repeat = SCORES.assign(pre=24)
    with pytest.raises(ChangeError, match="is 0: every change would be reliable") as error:
        compare(pairs=repeat, reliability=0.9)
    assert "clinic (clinical; mean 32, sd 9.5)" in error.value.hint
    # Equal scores whose mean is not exact in floating point have no spread either.
    with pytest.raises(ChangeError, match="which is 0"):
        compare(pairs=SCORES.assign(pre=0.1), reliability=0.9)


def test_fewer_than_two_baseline_scores_are_an_error_where_their_sd_is_needed():
    with pytest.raises(ChangeError, match="needs at least two"):
        compare(pairs=SCORES.iloc[:1], reliability=0.9)


def test_with_a_published_sd_one_respondent_is_judged_without_a_sample_cutoff():
    result = compare(pairs=SCORES.iloc[2:], reliability=0.9, sd="clinic")
    assert result.cases["reliable"].tolist() == ["improved"]
    assert result.cutoffs.value is None
    (finding,) = finding_of(result, "no-cut-off")
    assert finding.severity == "warning"
    assert "fewer than two baseline scores" in finding.message
    result = compare(pairs=SCORES.iloc[2:], reliability=0.9, sd="clinic", criterion="a")
    assert finding_of(result, "no-cut-off")[0].severity == "error"


# Reliability


def test_without_a_reliability_the_error_lists_what_the_definition_has():
    with pytest.raises(ChangeError, match="no reliability is given") as error:
        compare()
    for part in ("alpha-study (alpha: 0.9)", "alpha-bound (alpha: at least 0.8",
                 "alpha-range (alpha: between 0.79 and 0.95", "alpha-gap (retest: no figure)"):  # fmt: skip
        assert part in error.value.hint


@pytest.mark.parametrize(
    ("entry", "form"),
    [("alpha-bound", "a lower bound"), ("alpha-range", "a range over studies")],
)
def test_a_bound_or_a_range_is_no_reliability(entry, form):
    with pytest.raises(ChangeError, match=f"is {form}, not a single figure"):
        compare(reliability=entry)


def test_alpha_of_one_is_refused_from_the_registry_and_typed():
    with pytest.raises(ChangeError, match="at 1 the limit is 0 points"):
        compare(reliability="alpha-one")
    for value in (1, 1.0, 0, -0.2, math.nan, math.inf):
        with pytest.raises(ChangeError, match="reliability is"):
            ChangeOptions(reliability=value)


def test_an_unknown_entry_is_refused_with_the_nearest_name():
    with pytest.raises(ChangeError, match="did you mean alpha-study"):
        compare(reliability="alpha-studi")
    with pytest.raises(ChangeError, match="did you mean clinic"):
        compare(reliability=0.9, clinical="clinik")


# Gaps


def overlay_of(error):
    """The overlay in a hint, as a user would save it."""
    return error.value.hint.split("\n\n", 1)[1]


def check_overlay(text):
    schemas = {name: json.loads(schema_text(name)) for name in ("overlay", "instrument")}
    registry = Registry().with_resources(
        (f"{name}.schema.json", Resource.from_contents(schema))
        for name, schema in schemas.items()
    )
    jsonschema.Draft202012Validator(schemas["overlay"], registry=registry).validate(
        yaml.safe_load(text)
    )


def test_a_gap_that_is_asked_for_names_the_paper_and_shows_the_overlay_to_write():
    with pytest.raises(ChangeError, match="mean and sd are not available here") as error:
        compare(reliability=0.9, functional="public-gap")
    assert "Doe J (2015). Norms: a study" in error.value.message
    text = overlay_of(error)
    with pytest.raises(jsonschema.ValidationError):
        check_overlay(text)  # no figures yet
    copy = text.replace("MEAN", "7.5").replace("SD", "5.25")
    check_overlay(copy)
    entry = yaml.safe_load(copy)["scales"][0]["norms"][0]
    assert (entry["id"], entry["mean"], entry["sd"], entry["n"]) == (
        "public-gap",
        7.5,
        5.25,
        887,
    )
    assert entry["sample"]["description"] == "students: first year"


def test_the_overlay_for_a_gap_keeps_the_figure_that_is_known():
    with pytest.raises(ChangeError, match="sd is not available here") as error:
        compare(reliability=0.9, clinical="clinic-gap")
    entry = yaml.safe_load(overlay_of(error))["scales"][0]["norms"][0]
    assert (entry["mean"], entry["sd"]) == (30, "SD")
    with pytest.raises(
        ChangeError, match="standard deviation of the limit is the norm 'clinic-gap'"
    ):
        compare(reliability=0.9, sd="clinic-gap")


def test_a_reliability_that_is_a_gap_shows_its_overlay():
    with pytest.raises(ChangeError, match="'alpha-gap' is not available here") as error:
        compare(ChangeDefaults(reliability="alpha-gap"))
    check_overlay(overlay_of(error).replace("VALUE", "0.88"))


def test_a_default_that_is_a_gap_leaves_it_to_the_next_and_says_so():
    defaults = ChangeDefaults(
        reliability="alpha-study", sd="clinic-gap", clinical="clinic-gap", functional="public-gap",
        criterion="c",
    )  # fmt: skip
    result = compare(defaults)
    notes = finding_of(result, "default-is-a-gap")
    assert [note.severity for note in notes] == ["note"] * 3
    assert "'public-gap'" in notes[-1].message
    assert "Doe J (2015)" in notes[-1].message
    choice = inputs(result)
    assert choice["sd"].origin == choice["clinical mean"].origin == "sample"
    assert (choice["criterion"].value, choice["criterion"].origin) == ("a", "default")
    assert finding_of(result, "criterion-falls-back")


def test_a_gap_in_an_overlay_leaves_it_to_the_definition():
    overlay = ChangeDefaults(functional="public-gap", reliability="alpha-gap", origin=LOCAL)
    definition = ChangeDefaults(functional="public", reliability="alpha-study")
    choice = inputs(compare(overlay, definition))
    assert (choice["functional mean"].value, choice["functional mean"].origin) == (
        8,
        "definition",
    )
    assert choice["reliability"].value == 0.9


def test_made_up_figures_are_marked_wherever_they_are_used():
    result = compare(reliability=0.9, functional="demo", sd="demo")
    assert inputs(result)["functional mean"].illustrative
    assert inputs(result)["sd"].illustrative
    assert not inputs(result)["clinical mean"].illustrative
    (finding,) = finding_of(result, "illustrative-figures")
    assert finding.severity == "warning"


# Cut-offs


def test_cutoffs_by_hand():
    # a = 32 - 2 x 9.5; b = 8 + 2 x 6; c = (9.5 x 8 + 6 x 32) / 15.5 = 268 / 15.5.
    cutoffs = compare(reliability=0.9, clinical="clinic", functional="public").cutoffs
    assert (cutoffs.a, cutoffs.b) == (13, 20)
    assert cutoffs.c == pytest.approx(268 / 15.5)
    assert (cutoffs.criterion, cutoffs.value) == ("c", cutoffs.c)
    second = compare(
        reliability=0.9, clinical="clinic", functional="public", criterion="b",
        cutoff_multipliers=(1.5, 1),
    ).cutoffs  # fmt: skip
    assert (second.a, second.b, second.value) == (32 - 1.5 * 9.5, 14, 14)


def test_auto_takes_c_with_functional_figures_and_otherwise_a_and_says_so():
    with_norms = inputs(compare(reliability=0.9, functional="public"))["criterion"]
    assert (with_norms.value, with_norms.detail) == (
        "c",
        (
            "auto: c, because functional figures are there; other cut-offs: criterion a (8), "
            "criterion b (20)"
        ),
    )
    result = compare(reliability=0.9, criterion="auto")
    assert inputs(result)["criterion"].value == "a"
    assert "because no functional figures are there" in inputs(result)["criterion"].detail
    (note,) = finding_of(result, "criterion-not-available")
    assert note.message == (
        "criteria b and c are not available: no functional population with figures is given"
    )


def test_without_a_functional_sd_criterion_c_is_the_plain_midpoint_and_says_so():
    result = compare(reliability=0.9, clinical="clinic", functional="public-no-sd")
    assert (result.cutoffs.c, result.cutoffs.b) == (21, None)
    assert finding_of(result, "plain-midpoint")[0].severity == "warning"


@pytest.mark.parametrize("letter", ["b", "c"])
def test_a_criterion_asked_for_without_its_figures_is_an_error_not_a_class(letter):
    # One peer answers "Not significant" for everybody.
    with pytest.raises(
        ChangeError, match=f"criterion {letter} was asked for, and no functional"
    ):
        compare(reliability=0.9, criterion=letter)


def test_a_criterion_asked_for_whose_default_norm_is_a_gap_shows_the_overlay():
    defaults = ChangeDefaults(reliability="alpha-study", functional="public-gap")
    with pytest.raises(ChangeError, match="Doe J") as error:
        compare(defaults, criterion="c")
    check_overlay(overlay_of(error).replace("MEAN", "7").replace("SD", "5"))


@pytest.mark.parametrize("criterion", ["a", "b", "c"])
def test_norms_on_the_wrong_side_are_an_error_found_and_nobody_is_classified(criterion):
    result = compare(
        reliability=0.9, clinical="clinic", functional="worse", criterion=criterion
    )
    (finding,) = finding_of(result, "norms-on-wrong-side")
    assert finding.severity == "error"
    assert "lower is better" in finding.message
    assert result.cutoffs.value is None
    assert (
        result.cases[["baseline_status", "end_status", "significance"]].isna().to_numpy().all()
    )
    # The direction is that of the scale all the same: z fell by 26 and improved.
    assert result.cases["reliable"].tolist()[2] == "improved"
    assert "recovered" not in result.cases["outcome"].tolist()


def test_without_a_cutoff_the_counts_say_so_and_still_add_up():
    result = compare(reliability=0.9, clinical="clinic", functional="worse")
    table = result.table()
    assert table.index.tolist()[-1] == "not judged"
    assert table.loc["not judged"].sum() == table.to_numpy().sum() == result.n_assessable
    assert "recovered" not in result.summary()["outcome"].tolist()
    assert "recovery cannot be judged: the functional mean (40;" in result.sentence()
    json.dumps(result.to_dict(), allow_nan=False)


def test_norms_on_the_wrong_side_can_be_left_out_by_name():
    defaults = ChangeDefaults(reliability="alpha-study", clinical="clinic", functional="worse")
    result = compare(defaults, functional="none")
    assert not finding_of(result, "norms-on-wrong-side")
    assert (result.cutoffs.criterion, result.cutoffs.value) == ("a", 13)


def test_equal_means_are_on_the_wrong_side():
    repeat = Population(mean=32, sd=5)
    assert finding_of(
        compare(reliability=0.9, clinical="clinic", functional=repeat), "norms-on-wrong-side"
    )


def test_an_unreachable_cutoff_is_reported_and_not_clipped():
    # a = 10 - 2 x 8 = -6 on a scale from 0.
    low = SCORES.assign(pre=SCORES["pre"] - 14)
    result = compare(pairs=low, reliability=0.9)
    assert result.cutoffs.a == -6
    (finding,) = finding_of(result, "cut-off-out-of-reach")
    assert finding.severity == "warning"
    assert finding.message == (
        "recovery cannot be judged: the cut-off by criterion a, -6.00, lies below the lowest "
        "score"
    )
    assert result.cutoffs.value is None
    assert result.cases["end_status"].isna().all()
    assert finding.message in result.sentence()


def test_a_cutoff_at_the_best_score_is_out_of_reach_unless_ties_are_functional():
    figures = Population(mean=16, sd=8)
    assert finding_of(compare(reliability=0.9, clinical=figures), "cut-off-out-of-reach")
    inclusive = compare(reliability=0.9, clinical=figures, post_on_cutoff="functional")
    assert not finding_of(inclusive, "cut-off-out-of-reach")


def test_a_cutoff_that_every_score_passes_is_reported():
    result = compare(reliability=0.9, functional=Population(mean=20, sd=25), criterion="b")
    (finding,) = finding_of(result, "cut-off-out-of-reach")
    assert "criterion b, 70.00, lies above the highest score" in finding.message
    assert finding.hint == "it could be judged by criterion a (8), criterion c (23.03)"


def test_figures_in_another_metric_are_noticed():
    result = compare(reliability=0.9, functional=Population(mean=-3, sd=1))
    assert finding_of(result, "norm-outside-range")
    wide = compare(reliability=0.5, sd=40)
    assert "nobody can change reliably" in finding_of(wide, "limit-exceeds-range")[0].message


# By hand: the limit is 1.96 sd sqrt(2 (1 - .5)) = 1.96 sd. The PHQ-9 is a sum of whole numbers,
# the BRS a mean of six items in steps of 1/6 = .167, the ODI a share of 50 in steps of 2.
@pytest.mark.parametrize(
    ("name", "sd", "below"),
    [
        ("phq-9.total", 0.5, True),
        ("phq-9.total", 0.52, False),
        ("brs.total", 0.08, True),
        ("brs.total", 0.09, False),
        ("odi.total", 0.6, True),
        ("odi.total", 1.1, False),
    ],
)
def test_a_limit_below_one_step_of_the_score_is_a_warning(name, sd, below):
    instrument = load(name.partition(".")[0])
    scale = instrument.scale("total")
    pairs = pd.DataFrame(
        {"id": list("abc"), "pre": [scale.low] * 3, "post": [scale.high, scale.low, scale.low]}
    )
    result = analyse(
        pairs, scale, instrument=instrument, method_registry=METHODS,
        options=[("call", ChangeOptions(reliability=0.5, sd=sd, level=0.95))],
    )  # fmt: skip
    findings = finding_of(result, "limit-below-step")
    assert [finding.severity for finding in findings] == (["warning"] if below else [])
    assert result.limit == pytest.approx(1.959964 * sd, abs=1e-4)


# Options


def test_level_and_multiplier_are_one_question_and_the_strongest_voice_counts():
    call, study = ("call", ChangeOptions(level=0.9)), ("study", ChangeOptions(multiplier=3))
    result = compare(reliability=0.9, layers=[call, study])
    # The normal quantile of .95 is 1.644854.
    assert result.critical_value == pytest.approx(1.644854, abs=1e-6)
    assert "multiplier" not in inputs(result)
    result = compare(reliability=0.9, layers=[study, call])
    assert (result.critical_value, "level" in inputs(result)) == (3, False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"level": 95}, "write 0.95"),
        ({"level": 0.5}, "above 0.5"),
        ({"level": 0.9, "multiplier": 2}, "both level"),
        ({"multiplier": 0}, "above 0"),
        ({"sd": 0}, "above 0"),
        ({"sd": -1}, "above 0"),
        ({"sd": True}, "expected a number"),
        ({"sd": ""}, "expected a name"),
        ({"criterion": "d"}, "expected a, b, c, published, auto"),
        ({"on_limit": "change"}, "did you mean changed"),
        ({"cutoff_multipliers": (2,)}, "expected two numbers"),
        ({"quantiles": (0.8, 0.2)}, "the lower one first"),
        ({"quantiles": (0, 0.5)}, "above 0"),
        ({"clinical": 24}, "id of a norm or a Population"),
        ({"method": 3}, "expected a name"),
    ],
)
def test_options_that_mean_nothing_are_refused(options, message):
    with pytest.raises(ChangeError) as error:
        ChangeOptions(**options)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "figures",
    [
        {"mean": math.nan},
        {"mean": 8, "sd": 0},
        {"mean": 8, "sd": math.inf},
        {"mean": 8, "n": 1},
    ],
)
def test_figures_of_a_population_that_mean_nothing_are_refused(figures):
    with pytest.raises(ChangeError, match="of a population is"):
        Population(**figures)


def test_the_options_of_a_study_file_are_read_as_written():
    options = ChangeOptions.from_mapping(
        {
            "reliability": "alpha-study",
            "functional": {"mean": 8, "sd": 6, "n": 50, "source": "Audit"},
            "cutoff_multipliers": [1.5, 1],
            "quantiles": [0.16, 0.84],
            "on_limit": "changed",
        }
    )
    assert options == ChangeOptions(
        reliability="alpha-study",
        functional=Population(mean=8, sd=6, n=50, source="Audit"),
        cutoff_multipliers=(1.5, 1),
        quantiles=(0.16, 0.84),
        on_limit="changed",
    )


def test_every_option_of_the_study_schema_is_known_and_no_other():
    schema = json.loads(schema_text("study"))["$defs"]["change"]["properties"]
    assert set(schema) == set(ChangeOptions.__dataclass_fields__)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"relaibility": 0.9}, "did you mean reliability"),
        ({"functional": {"average": 8}}, "expected mean"),
        ({"functional": {"mean": 8, "se": 1}}, "expected mean"),
    ],
)
def test_a_study_entry_that_is_misspelt_is_refused(mapping, message):
    with pytest.raises(ChangeError) as error:
        ChangeOptions.from_mapping(mapping)
    assert message in str(error.value)
