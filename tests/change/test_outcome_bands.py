"""Rules that ask about bands and about named amounts of change, in points and in per cent.

Expected values are by hand. The bands of the PSEQ run from severe (0 to 19) over moderate (20 to
30) and mild (31 to 40) to minimal (41 to 60); its rule asks for 7 points and another band.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.outcome_rules.amounts import (
    band_places,
    band_set,
    change_by_amount,
    check_bands,
)
from scorewell.change.outcome_rules.apply import apply_rule
from scorewell.definitions.model import Amount, Band, BandSet, Edge, LeftOut, Scale
from scorewell.definitions.reading.load import load_instrument
from scorewell.definitions.reading.outcome_rule_builder import load_rule
from scorewell.errors import ChangeError, DefinitionError
from scorewell.io.bundled_files import bundled
from scorewell.registry.plugins.discovery import load_plugins
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

RULES = load_plugins(entry_points=lambda group: []).outcome_rules
INSTRUMENTS = {
    name: load_instrument(bundled("instruments") / f"{name}.yaml")
    for name in ("pseq", "bpi-sf", "odi", "rmdq", "phq-9")
}
OPTIONS = ChangeOptions(
    sd=8, reliability=0.875, clinical=Population(mean=20, sd=5, source="made up")
)


def changes(name, rows, *, scale="total", instrument=None):
    pairs = pd.DataFrame(
        {
            "id": list(rows),
            "pre": [a for a, _ in rows.values()],
            "post": [b for _, b in rows.values()],
        }
    ).astype({"pre": float, "post": float})
    instrument = instrument or INSTRUMENTS[name]
    return analyse(
        pairs,
        instrument.scale(scale),
        instrument=instrument,
        method_registry={"jacobson-truax": JACOBSON_TRUAX},
        options=[("call", OPTIONS)],
    )


def apply_to(rule, role, name, rows, **more):
    return apply_rule(RULES[rule], {role: changes(name, rows, **more)})


def outcome_text(result, outcome):
    return dict(zip(result.cases["id"], result.cases[outcome].fillna(""), strict=True))


# --- the rule of the pain services ----------------------------------------------------------

PSEQ = {
    "7, severe both times": (12, 19),
    "7, severe to moderate": (13, 20),
    "6, severe to moderate": (19, 25),
    "7, moderate both times": (20, 27),
    "7, moderate to mild": (25, 32),
    "47, severe to minimal": (0, 47),
    "7 down, mild to moderate": (31, 24),
    "6 down, mild to moderate": (31, 25),
    "7 down, minimal both times": (60, 53),
    "none": (41, 41),
    "no second score": (13, np.nan),
}


def test_the_rule_of_the_pain_services_needs_seven_points_and_another_band():
    result = apply_to("eppoc-self-efficacy", "self_efficacy", "pseq", PSEQ)
    yes = {
        name: {row for row, answer in outcome_text(result, name).items() if answer == "yes"}
        for name in ("severe_before", "improvement", "deterioration", "points_only")
    }
    assert yes == {
        "severe_before": {
            "7, severe both times", "7, severe to moderate", "6, severe to moderate",
            "47, severe to minimal",
        },
        "improvement": {"7, severe to moderate", "7, moderate to mild", "47, severe to minimal"},
        "deterioration": {"7 down, mild to moderate"},
        "points_only": {"7, severe both times", "7, moderate both times"},
    }  # fmt: skip
    assert outcome_text(result, "improvement")["no second score"] == ""
    table = result.summary().set_index("outcome")
    assert table.loc["improvement", ["n", "not_determined", "of"]].tolist() == [3, 0, 10]
    # 10 assessable, 3 improved, 1 deteriorated.
    assert table.loc["no_significant_change", "n"] == 6


def test_each_respondent_is_shown_with_bands_and_amount():
    cases = apply_to("eppoc-self-efficacy", "self_efficacy", "pseq", PSEQ).cases.set_index("id")
    row = cases.loc["7 down, mild to moderate"]
    assert row["self_efficacy.band_pre"] == "mild"
    assert row["self_efficacy.band_post"] == "moderate"
    assert row["self_efficacy.by.clinically_significant"] == "deteriorated"
    # Neither a case nor a reliable change has a threshold in this rule.
    assert pd.isna(row["self_efficacy.baseline_status"])
    assert pd.isna(row["self_efficacy.reliable"])
    assert pd.isna(row["measures_improved"])
    assert pd.isna(cases.loc["no second score", "self_efficacy.band_post"])


def test_bands_and_amounts_leave_a_trail_with_edges_and_sources():
    result = apply_to("eppoc-self-efficacy", "self_efficacy", "pseq", PSEQ)
    inputs = {entry.name: entry for entry in result.inputs}
    bands = inputs["self_efficacy: bands"]
    assert (bands.value, bands.origin) == ("eppoc", "definition")
    assert bands.detail.startswith(
        "severe [0, 20), moderate [20, 31), mild [31, 41), minimal [41, 60]; checked: one-source"
    )
    assert "measurely.com.au" in bands.citation
    amount = inputs["self_efficacy: clinically_significant"]
    assert amount.value == 7
    assert "a change of at least 7 points, on pseq.total" in amount.detail


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=8))
def test_by_a_second_reckoning_the_rule_comes_out_alike(pairs):
    rows = dict(enumerate(pairs))
    result = apply_to("eppoc-self-efficacy", "self_efficacy", "pseq", rows)

    def level(score):  # by counting the lower edges that are reached
        return sum(score >= edge for edge in (20, 31, 41))

    for id_, (pre, post) in rows.items():
        better = post - pre > 6 and level(post) > level(pre)
        worse = pre - post > 6 and level(post) < level(pre)
        assert outcome_text(result, "improvement")[id_] == ("yes" if better else "no")
        assert outcome_text(result, "deterioration")[id_] == ("yes" if worse else "no")


def test_the_bands_of_a_service_take_the_place_of_the_published_ones():
    pseq = INSTRUMENTS["pseq"]
    scale = pseq.scale("total")
    halves = BandSet(
        id="eppoc",
        name="Ours",
        bands=(
            Band(label="severe", low=0, high=30),
            Band(label="minimal", low=30, high=60, high_included=True),
        ),
    )
    copy = replace(pseq, scales=(replace(scale, bands=(halves,)),))
    result = apply_to(
        "eppoc-self-efficacy",
        "self_efficacy",
        "pseq",
        {1: (13, 20), 2: (25, 32)},
        instrument=copy,
    )
    assert outcome_text(result, "improvement") == {1: "no", 2: "yes"}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_bundled_rule_fits_the_definitions_that_it_names(rule):
    for thresholds in (scale for role in rule.roles for scale in role.scales):
        name, _, part = thresholds.scale.partition(".")
        scale = load_instrument(bundled("instruments") / f"{name}.yaml").scale(part)
        assert scale.better == thresholds.better
        assert thresholds.case is None or scale.low < thresholds.case.value < scale.high
        if thresholds.bands:
            check_bands(rule, thresholds, band_set(thresholds, scale.bands))


@given(st.lists(st.floats(0, 60), min_size=1, max_size=20))
def test_every_score_is_in_the_band_that_holds_it(scores):
    (published,) = INSTRUMENTS["pseq"].scale("total").bands
    values = np.array(scores)
    places = band_places(published, better="higher", pre=values, post=values, span=60)
    edges = np.array([20, 31, 41])
    clear = np.abs(values[:, None] - edges).min(axis=1) > 1e-6
    for score, place, far in zip(scores, places.pre, clear, strict=True):
        labels = [band.label for band in published.bands if band.holds(score)]
        assert len(labels) == 1
        assert not far or places.labels[place] == labels[0]


def without_bands(pseq, remainder: tuple[BandSet, ...]):
    scale: Scale = pseq.scale("total")
    return replace(pseq, scales=(replace(scale, bands=remainder),))


def test_a_set_of_bands_that_the_definition_lacks_is_refused():
    expected = without_bands(INSTRUMENTS["pseq"], ())
    with pytest.raises(
        ChangeError, match="the bands `eppoc`, which its definition does not"
    ) as no:
        apply_to("eppoc-self-efficacy", "self_efficacy", "pseq", PSEQ, instrument=expected)
    assert no.value.hint == "it has: no bands; an overlay can add them"


def test_a_band_that_no_band_of_the_set_is_called_is_refused():
    pseq = INSTRUMENTS["pseq"]
    (published,) = pseq.scale("total").bands
    copy = replace(
        published, bands=(replace(published.bands[0], label="sever"), *published.bands[1:])
    )
    with pytest.raises(ChangeError, match="asks for the band `severe`, which is none") as no:
        apply_to(
            "eppoc-self-efficacy", "self_efficacy", "pseq", PSEQ,
            instrument=without_bands(pseq, (copy,)),
        )  # fmt: skip
    assert no.value.hint == "did you mean sever?"


@pytest.mark.parametrize(
    ("shorter_form", "codes"), [("none", ["bands-of-all-items"]), ("same", []), ("", [])]
)
def test_bands_that_are_not_for_everybody_are_a_finding(shorter_form, codes):
    pseq = INSTRUMENTS["pseq"]
    scale = pseq.scale("total")
    bands = replace(scale.bands[0], shorter_form=shorter_form)
    omission = LeftOut(items=(pseq.items[0].id,), not_applicable=True)
    scale = replace(scale, bands=(bands,), left_out=(omission,))
    instrument = replace(pseq, scales=(scale,))
    result = apply_to(
        "eppoc-self-efficacy", "self_efficacy", "pseq", PSEQ, instrument=instrument
    )
    warnings = [finding.code for finding in result.findings if finding.severity == "warning"]
    assert [code for code in warnings if code.startswith("bands")] == codes


# --- percentages of the score at baseline ---------------------------------------------------


def test_the_levels_of_improvement_in_pain_are_nested_percentages_of_the_baseline():
    rows = {
        "10 %": (10, 9), "29 %": (7, 5), "30 %": (10, 7), "50 %": (6, 3), "9 %": (10, 9.1),
        "worse": (2, 8), "none before": (0, 3), "none at all": (0, 0),
    }  # fmt: skip
    result = apply_to("immpact-pain", "pain", "bpi-sf", rows, scale="average")
    value = {
        row: [
            name
            for name in ("minimal", "moderate", "substantial")
            if outcome_text(result, name)[row] == "yes"
        ]
        for row in rows
    }
    assert value == {
        "10 %": ["minimal"],
        "29 %": ["minimal"],
        "30 %": ["minimal", "moderate"],
        "50 %": ["minimal", "moderate", "substantial"],
        "9 %": [],
        "worse": [],
        "none before": [],
        "none at all": [],
    }
    assert outcome_text(result, "minimal")["none before"] == "not determined"
    (zero,) = [finding for finding in result.findings if finding.code == "zero-baseline"]
    assert zero.message.startswith("2 respondents scored 0 on bpi-sf.average")
    table = result.summary().set_index("outcome")
    assert table.loc["moderate", ["n", "not_determined", "of"]].tolist() == [2, 2, 8]
    assert pd.isna(table.loc["moderate", "share"])


@pytest.mark.parametrize(
    ("name", "pre", "post", "points", "share"),
    [
        ("odi", 40, 30, "yes", "no"),  # 10 points, 25 %
        ("odi", 20, 14, "no", "yes"),  # 6 points, 30 %
        ("odi", 30, 20, "yes", "yes"),  # 10 points, a third
        ("odi", 40, 30.5, "no", "no"),
        ("rmdq", 20, 15, "yes", "no"),  # 5 points, 25 %
        ("rmdq", 10, 7, "no", "yes"),  # 3 points, 30 %
        ("rmdq", 24, 20, "no", "no"),
    ],
)
def test_important_change_of_back_disability_in_points_and_as_a_share(
    name, pre, post, points, share
):
    result = apply_to("back-disability", "disability", name, {1: (pre, post)})
    assert outcome_text(result, "important_points") == {1: points}
    assert outcome_text(result, "important_share") == {1: share}
    pair = "yes" if points == share == "yes" else "no"
    assert outcome_text(result, "important_both") == {1: pair}


def test_a_percentage_of_a_scale_that_begins_above_nothing_is_warned_of():
    scale = replace(INSTRUMENTS["odi"].scale("total"), low=10)
    copy = replace(INSTRUMENTS["odi"], scales=(scale,))
    result = apply_to("back-disability", "disability", "odi", {1: (40, 30)}, instrument=copy)
    codes = [finding.code for finding in result.findings]
    assert codes.count("percentage-of-shifted-scale") == 1
    assert "zero-baseline" not in codes


# A step of half a point, so that an edge is met often, and scores that no computer holds exactly.
SCORES = st.integers(0, 300).map(lambda entry: entry * 0.1)


@given(pre=SCORES, post=SCORES, value=st.integers(1, 90), inclusive=st.booleans())
def test_amounts_mirror_and_never_hold_in_both_directions(pre, post, value, inclusive):
    for percent in (False, True):
        amount = Amount(name="a", edge=Edge(value=value, inclusive=inclusive), percent=percent)
        before, gain = np.array([pre]), np.array([post - pre])
        result = change_by_amount(amount, pre=before, gain=gain, span=30)
        back = change_by_amount(amount, pre=before, gain=-gain, span=30)
        assert result.improved[0] == back.deteriorated[0]
        assert result.deteriorated[0] == back.improved[0]
        assert not (result.improved[0] == result.deteriorated[0] == 1)
        assert (result.improved[0] == -1) == (percent and pre == 0)


def test_rounding_never_decides_a_band_or_a_percentage():
    third = Amount(name="a", edge=Edge(value=30, inclusive=True), percent=True)
    # 5.7 - 3.99 is 1.7099999999999995 in floating point, and 30 % of 5.7 is 1.71.
    result = change_by_amount(third, pre=np.array([5.7]), gain=np.array([5.7 - 3.99]), span=10)
    assert result.improved.tolist() == [1]
    bands = BandSet(
        id="b",
        name="B",
        bands=(Band(label="low", low=0, high=0.3), Band(label="high", low=0.3, high=1)),
    )
    # .4 - .1 is .30000000000000004 and .7 - .4 is .29999999999999993: both are on the edge.
    places = band_places(
        bands, better="lower", pre=np.array([0.4 - 0.1]), post=np.array([0.7 - 0.4]), span=1
    )
    assert places.labels == ("high", "low")
    assert places.pre.tolist() == places.post.tolist() == [0]


# --- files ----------------------------------------------------------------------------------

BANDED = """\
format: 1
rule: our-bands
version: "1.0.0"
title: Our bands
summary: Made for a test.
measures:
  - role: mood
    scales:
      - scale: phq-9.total
        better: lower
        amounts:
          large: {at_least: 50, unit: percent, checked: ours}
        bands: severity
outcomes:
  - id: better
    title: better
    definition: Half of the score, and another band.
    when:
      - {every: improved, by: large}
      - every: better_band
    checked: ours
  - id: mild
    title: mild
    definition: At the end at most mild.
    when:
      - {every: band_post, bands: [mild]}
    checked: ours
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "message", "hint"),
    [
        ("by: large", "by: larg", 19, "amount-exists", "phq-9.total has no amount `larg`",
         "did you mean large?"),
        ("- {every: improved, by: large}", "- every: improved", 19, "fact-needs-threshold",
         "improved cannot be known of phq-9.total: it has no `reliable`", "give it reliable"),
        ("- every: better_band", "- every: clinical_pre", 20, "fact-needs-threshold",
         "clinical_pre cannot be known of phq-9.total: it has no `case`", "give it case"),
        ("        bands: severity\n", "", 19, "fact-needs-threshold",
         "better_band cannot be known of phq-9.total: it has no `bands`", "give it bands"),
        ("- every: better_band", "- {every: better_band, by: large}", 20, "by-of-change",
         "`by` names an amount of change, and this condition asks about none", "it belongs to"),
        ("- every: better_band", "- {every: better_band, bands: [mild]}", 20, "bands-named",
         "labels of bands belong to band_pre and band_post", "remove bands"),
        (", bands: [mild]}", "}", 26, "bands-named", "`band_post` does not say which bands",
         "list their labels"),
        ("{every: band_post, bands: [mild]}", "{is: better, by: large}", 26, "by-of-change",
         "this condition asks about none", "it belongs to"),
        ("unit: percent", "unit: share", 12, "schema-enum", "found `share`", "percent"),
        ("at_least: 50", "at_least: 0", 12, "schema-exclusive-minimum", "expected more than 0", ""),
        ("bands: [mild]", "bands: []", 26, "schema-min-items", "", ""),
    ],
)  # fmt: skip
def test_a_wrong_rule_about_bands_says_what_where_and_what_to_do(
    tmp_path, old, new, line, code, message, hint
):
    assert BANDED.count(old) == 1
    path = tmp_path / "rule.yaml"
    path.write_text(BANDED.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_rule(path)
    fitting = [finding for finding in caught.value.findings if finding.code == code]
    assert fitting, [finding.code for finding in caught.value.findings]
    assert message in fitting[0].message
    assert hint in fitting[0].hint
    # Without the line of the bands, everything after it stands one line higher.
    assert fitting[0].line == line


def test_bands_need_thresholds_for_every_measure(tmp_path):
    text = (
        BANDED.split("measures:", maxsplit=1)[0]
        + "any_measures: 1\noutcomes:"
        + BANDED.split("outcomes:")[1]
    )
    path = tmp_path / "rule.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_rule(path)
    messages = {finding.message for finding in caught.value.findings}
    assert messages == {
        "the amount `large` needs thresholds for every measure",
        "conditions on bands need a set of bands for every measure",
    }


def test_a_rule_about_bands_is_read_and_judged(tmp_path):
    path = tmp_path / "rule.yaml"
    path.write_text(BANDED, encoding="utf-8")
    rule = load_rule(path)
    # PHQ-9: minimal to 4, mild 5 to 9, moderate 10 to 14, moderately severe 15 to 19, severe.
    rows = {"20 to 10": (20, 10), "20 to 11": (20, 11), "8 to 5": (8, 5), "8 to 4": (8, 4)}
    result = apply_rule(rule, {"mood": changes("phq-9", rows)})
    assert outcome_text(result, "better") == {
        "20 to 10": "yes", "20 to 11": "no", "8 to 5": "no", "8 to 4": "yes",
    }  # fmt: skip
    assert outcome_text(result, "mild") == {
        "20 to 10": "no", "20 to 11": "no", "8 to 5": "yes", "8 to 4": "no",
    }  # fmt: skip
