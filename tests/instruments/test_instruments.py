"""The bundled definitions against keys typed a second time.

The keys, ranges, alphas and edges below were typed from the record of what was
read in the papers and pages that each definition cites, not from the
definitions. The scorer is plain Python and shares no code with the engine.
"""

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
import pytest
import yaml
from jsonschema import Draft202012Validator

from scorewell.answers.columns.bind import bind
from scorewell.definitions.model import Instrument, Scale
from scorewell.definitions.reading.load import load_instrument
from scorewell.io.bundled_files import bundled, schema_text
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.scores.score import score

IDS = ("scs-sf", "fscrs", "pseq", "phq-9", "gad-7")
Sheet = list[int | None]


@dataclass(frozen=True)
class Key:
    """How one scale is scored: positions from 1, the reversed ones, the metric, the range."""

    items: tuple[int, ...]
    low: int
    high: int
    better: str
    reversed: tuple[int, ...] = ()
    mean: bool = False


@dataclass(frozen=True)
class Form:
    """One questionnaire: number of items, lowest and highest answer, its scales."""

    items: int
    lowest: int
    highest: int
    scales: dict[str, Key]


SCS_REVERSED = (1, 4, 8, 9, 11, 12)
FORMS = {
    "scs-sf": Form(
        items=12,
        lowest=1,
        highest=5,
        scales={
            "total_mean": Key(
                tuple(range(1, 13)), 1, 5, "higher", reversed=SCS_REVERSED, mean=True
            ),
            "total_sum": Key(tuple(range(1, 13)), 12, 60, "higher", reversed=SCS_REVERSED),
            "self_kindness": Key((2, 6), 1, 5, "higher", mean=True),
            "self_judgment": Key((11, 12), 1, 5, "lower", mean=True),
            "common_humanity": Key((5, 10), 1, 5, "higher", mean=True),
            "isolation": Key((4, 8), 1, 5, "lower", mean=True),
            "mindfulness": Key((3, 7), 1, 5, "higher", mean=True),
            "over_identification": Key((1, 9), 1, 5, "lower", mean=True),
        },
    ),
    "fscrs": Form(
        items=22,
        lowest=0,
        highest=4,
        scales={
            "inadequate_self": Key((1, 2, 4, 6, 7, 14, 17, 18, 20), 0, 36, "lower"),
            "hated_self": Key((9, 10, 12, 15, 22), 0, 20, "lower"),
            "reassured_self": Key((3, 5, 8, 11, 13, 16, 19, 21), 0, 32, "higher"),
            # The composite as its 14 items, not as the sum of two scores.
            "self_criticism": Key(
                (1, 2, 4, 6, 7, 9, 10, 12, 14, 15, 17, 18, 20, 22), 0, 56, "lower"
            ),
        },
    ),
    "pseq": Form(
        items=10,
        lowest=0,
        highest=6,
        scales={"total": Key(tuple(range(1, 11)), 0, 60, "higher")},
    ),
    "phq-9": Form(
        items=9, lowest=0, highest=3, scales={"total": Key(tuple(range(1, 10)), 0, 27, "lower")}
    ),
    "gad-7": Form(
        items=7, lowest=0, highest=3, scales={"total": Key(tuple(range(1, 8)), 0, 21, "lower")}
    ),
}


def sum_scales(name: str) -> list[Scale]:
    """The scales that are sums or means; verdicts have their key in data/keys."""
    return [scale for scale in instrument(name).scales if scale.method != "criteria"]


def by_hand(form: Form, key: Key, sheet: Sheet) -> float | None:
    """Score one scale of one sheet; None unless every one of its items is answered."""
    answers = [sheet[item - 1] for item in key.items]
    if any(answer is None for answer in answers):
        return None
    total = 0
    for item, answer in zip(key.items, answers, strict=True):
        assert answer is not None
        total += form.lowest + form.highest - answer if item in key.reversed else answer
    return total / len(key.items) if key.mean else total


def random_sheets(form: Form, count: int = 500) -> list[Sheet]:
    """Complete sheets, sheets with some blanks, nearly empty and empty ones."""
    draw = random.Random(20221114)
    sheets: list[Sheet] = []
    for number in range(count):
        blank = (0.0, 0.0, 0.05, 0.2, 0.95)[number % 5]
        sheets.append(
            [
                None if draw.random() < blank else draw.randint(form.lowest, form.highest)
                for _ in range(form.items)
            ]
        )
    return [*sheets, [None] * form.items]


@cache
def instrument(name: str) -> Instrument:
    return load_instrument(bundled("instruments") / f"{name}.yaml")


@cache
def plain(name: str) -> dict[str, Any]:
    text = (bundled("instruments") / f"{name}.yaml").read_text(encoding="utf-8")
    instrument = yaml.safe_load(text)
    assert isinstance(instrument, dict)
    return instrument


def frame(name: str, sheets: list[Sheet]) -> pl.DataFrame:
    ids = [item.id for item in instrument(name).items]
    return pl.DataFrame(
        {entry: [sheet[at] for sheet in sheets] for at, entry in enumerate(ids)},
        schema=dict.fromkeys(ids, pl.Int64),
    )


def score_sheets(name: str, sheets: list[Sheet]) -> pl.DataFrame:
    result = instrument(name)
    binding = bind([item.id for item in result.items], result, coding="declared")
    return score(frame(name, sheets), binding, methods=load_plugins().scoring_methods)


def example_sheets(name: str) -> list[Sheet]:
    return [
        [None if answer is None else int(answer) for answer in example.answers]
        for example in instrument(name).examples
    ]


def same_score(result: float | None, expected: float | None) -> bool:
    if result is None or expected is None:
        return result is expected
    return math.isclose(result, expected, rel_tol=0, abs_tol=1e-9)


# --- the keys ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", IDS)
def test_definition_is_valid_under_the_schema(name):
    schema = json.loads(schema_text("instrument"))
    assert [
        error.message for error in Draft202012Validator(schema).iter_errors(plain(name))
    ] == []


@pytest.mark.parametrize("name", IDS)
def test_form_has_the_published_items_and_answers(name):
    form, result = FORMS[name], instrument(name)
    assert len(result.items) == form.items
    assert [item.id for item in result.items] == [
        f"{name.replace('-', '_')}_{position}" for position in range(1, form.items + 1)
    ]
    for item in result.items:
        assert item.coding.values == tuple(range(form.lowest, form.highest + 1))


@pytest.mark.parametrize("name", IDS)
def test_scales_have_the_published_ranges_and_directions(name):
    result = {scale.id: (scale.low, scale.high, scale.better) for scale in sum_scales(name)}
    assert result == {
        scale: (key.low, key.high, key.better) for scale, key in FORMS[name].scales.items()
    }


@pytest.mark.parametrize("name", IDS)
def test_published_ranges_follow_from_key_and_answers(name):
    form = FORMS[name]
    for scale in sum_scales(name):
        size = len(form.scales[scale.id].items)
        per_answer = 1 if form.scales[scale.id].mean else size
        assert (scale.low, scale.high) == (form.lowest * per_answer, form.highest * per_answer)


@pytest.mark.parametrize("name", IDS)
def test_engine_agrees_with_an_independent_scorer_on_random_sheets(name):
    form = FORMS[name]
    sheets = random_sheets(form)
    result = score_sheets(name, sheets)
    for scale, key in form.scales.items():
        actual = result[f"{name}.{scale}"].to_list()
        expected = [by_hand(form, key, sheet) for sheet in sheets]
        wrong = [
            (sheet, was, should)
            for sheet, was, should in zip(sheets, actual, expected, strict=True)
            if not same_score(was, should)
        ]
        assert wrong == [], scale
        # Both kinds occur, or the comparison would say little.
        assert sum(entry is None for entry in expected) > 50
        assert len({entry for entry in expected if entry is not None}) >= 8


@pytest.mark.parametrize("name", IDS)
def test_examples_agree_with_the_independent_scorer(name):
    form = FORMS[name]
    for example, sheet in zip(instrument(name).examples, example_sheets(name), strict=True):
        assert set(example.scores) >= set(form.scales), example.name
        for scale, key in form.scales.items():
            assert same_score(example.scores[scale], by_hand(form, key, sheet)), (
                example.name,
                scale,
            )


@pytest.mark.parametrize("name", IDS)
def test_engine_gives_what_the_examples_say(name):
    result = score_sheets(name, example_sheets(name))
    for scale in FORMS[name].scales:
        actual = result[f"{name}.{scale}"].to_list()
        for example, was in zip(instrument(name).examples, actual, strict=True):
            assert same_score(was, example.scores[scale]), (example.name, scale)


@pytest.mark.parametrize("name", IDS)
def test_no_rule_for_missing_answers_is_claimed(name):
    for scale in sum_scales(name):
        assert scale.missing.rule == "unknown"
        assert scale.missing.provenance.checked == "ours"
        assert scale.missing.provenance.note


def test_fscrs_subscales_partition_the_items_and_reverse_none():
    result = instrument("fscrs")
    parts = [result.scale(name) for name in ("inadequate_self", "hated_self", "reassured_self")]
    items = [item for part in parts for item in part.items]
    assert [len(part.items) for part in parts] == [9, 5, 8]
    assert sorted(items) == sorted(item.id for item in result.items)
    assert all(scale.reversed == frozenset() for scale in result.scales)


def test_fscrs_has_no_total_over_all_items():
    result = instrument("fscrs")
    composite = result.scale("self_criticism")
    assert composite.scales == ("inadequate_self", "hated_self")
    assert (composite.norms, composite.reliability, composite.bands) == ((), (), ())
    assert composite.caution
    assert max(scale.high for scale in result.scales) == 14 * 4


def test_scs_sf_subscales_are_six_pairs_that_partition_the_items():
    result = instrument("scs-sf")
    parts = [scale for scale in result.scales if scale.kind == "subscale"]
    items = [item for part in parts for item in part.items]
    assert [len(part.items) for part in parts] == [2] * 6
    assert sorted(items) == sorted(item.id for item in result.items)
    assert all(part.reversed == frozenset() and part.caution for part in parts)


def test_scs_sf_totals_reverse_exactly_the_items_of_the_negative_subscales():
    result = instrument("scs-sf")
    negative = {
        item
        for name in ("self_judgment", "isolation", "over_identification")
        for item in result.scale(name).items
    }
    for total in ("total_mean", "total_sum"):
        scale = result.scale(total)
        assert scale.reversed == {f"scs_sf_{item}" for item in SCS_REVERSED}
        assert scale.reversed == negative
        assert scale.reversed < set(scale.items)


def test_scs_sf_mean_is_the_mean_of_the_six_subscale_means_after_reversal():
    # The author's way to the total, computed from the subscales that the engine gives.
    sheets = [sheet for sheet in random_sheets(FORMS["scs-sf"]) if None not in sheet]
    result = score_sheets("scs-sf", sheets)
    positive = [
        result[f"scs-sf.{name}"] for name in ("self_kindness", "common_humanity", "mindfulness")
    ]
    negative = [
        result[f"scs-sf.{name}"]
        for name in ("self_judgment", "isolation", "over_identification")
    ]
    for row, total in enumerate(result["scs-sf.total_mean"].to_list()):
        halves = [entry[row] for entry in positive] + [6 - entry[row] for entry in negative]
        assert same_score(total, sum(halves) / 6)


@pytest.mark.parametrize("answer", [1, 2, 3, 4, 5])
def test_scs_sf_gives_the_midpoint_to_anyone_who_answers_every_item_alike(answer):
    # 6 a + 6 (6 - a) = 36 whatever a is.
    result = score_sheets("scs-sf", [[answer] * 12])
    assert result["scs-sf.total_sum"].to_list() == [36]
    assert result["scs-sf.total_mean"].to_list() == [3.0]


# --- bands and alerts -------------------------------------------------------------------


def test_scs_sf_bands_agree_with_the_printed_edges_at_every_reachable_mean():
    # Printed with two decimals: 1.0 to 2.49 low, 2.5 to 3.5 moderate, 3.51 to 5.0 high.
    output_text = {"low": (1.0, 2.49), "moderate": (2.5, 3.5), "high": (3.51, 5.0)}
    (bands,) = instrument("scs-sf").scale("total_mean").bands
    for total in range(12, 61):
        mean = total / 12
        labels = [band.label for band in bands.bands if band.holds(mean)]
        expected = [name for name, (low, high) in output_text.items() if low <= mean <= high]
        assert labels == expected
        assert len(labels) == 1


def test_pseq_bands_are_those_of_the_eppoc_manual_at_every_score():
    # Lower edges 0, 20, 31 and 41; a low score is severe.
    (bands,) = instrument("pseq").scale("total").bands
    expected = ["severe"] * 20 + ["moderate"] * 11 + ["mild"] * 10 + ["minimal"] * 20
    result = [[band.label for band in bands.bands if band.holds(total)] for total in range(61)]
    assert result == [[label] for label in expected]


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        # Printed as 0-4, 5-9, 10-14, 15-19, 20-27: so many scores in each band.
        (
            "phq-9",
            {"minimal": 5, "mild": 5, "moderate": 5, "moderately severe": 5, "severe": 8},
        ),
        # Printed as 0-4, 5-9, 10-14, 15-21.
        ("gad-7", {"minimal": 5, "mild": 5, "moderate": 5, "severe": 7}),
    ],
)
def test_severity_bands_and_the_cut_off_are_those_printed_at_every_score(name, sizes):
    scale = instrument(name).scale("total")
    severity, screening = scale.bands
    value = [label for label, size in sizes.items() for _ in range(size)]
    cut_off = ["below the cut-off"] * 10 + ["at or above the cut-off"] * (len(value) - 10)
    assert len(value) == scale.high + 1
    for bands, labels in ((severity, value), (screening, cut_off)):
        result = [
            [band.label for band in bands.bands if band.holds(total)]
            for total in range(len(labels))
        ]
        assert result == [[label] for label in labels]


@pytest.mark.parametrize("name", IDS)
def test_bands_of_the_examples_are_those_that_hold_the_score(name):
    result = instrument(name)
    for example in result.examples:
        for scale in result.scales:
            expected = example.bands.get(scale.id, {})
            value = example.scores[scale.id]
            if value is None:
                assert expected == {}, example.name
                continue
            bands = {
                bands.id: next(band.label for band in bands.bands if band.holds(value))
                for bands in scale.bands
            }
            assert expected == bands, (example.name, scale.id)


@pytest.mark.parametrize("name", IDS)
def test_engine_gives_the_bands_and_alerts_that_the_examples_say(name):
    actual = instrument(name)
    result = score_sheets(name, example_sheets(name))
    for scale in actual.scales:
        for bands in scale.bands:
            labels = result[f"{name}.{scale.id}.band.{bands.id}"].to_list()
            expected = [
                example.bands.get(scale.id, {}).get(bands.id) for example in actual.examples
            ]
            assert labels == expected
    for alert in actual.alerts:
        error = result[f"{name}.{alert.target}.alert"].to_list()
        assert [bool(entry) for entry in error] == [
            alert.target in example.alerts for example in actual.examples
        ]


def test_only_fscrs_item_9_raises_an_alert_and_at_any_answer_above_the_lowest():
    assert instrument("scs-sf").alerts == ()
    assert instrument("pseq").alerts == ()
    (alert,) = instrument("fscrs").alerts
    assert (alert.item, alert.at_least, alert.at_most) == ("fscrs_9", 1, None)
    assert alert.provenance.checked == "ours"
    for example, sheet in zip(
        instrument("fscrs").examples, example_sheets("fscrs"), strict=True
    ):
        risk = sheet[8]
        error = ("fscrs_9",) if risk is not None and risk > 0 else ()
        assert example.alerts == error, example.name


def test_phq_9_item_9_raises_an_alert_at_any_answer_above_the_lowest_whatever_the_total():
    (alert,) = instrument("phq-9").alerts
    assert (alert.item, alert.at_least, alert.at_most) == ("phq_9_9", 1, None)
    assert instrument("gad-7").alerts == ()
    sheets: list[Sheet] = [[*[3] * 8, 0], [*[0] * 8, 1], [*[None] * 8, 3], [0] * 9]
    result = score_sheets("phq-9", sheets)
    assert [bool(entry) for entry in result["phq-9.phq_9_9.alert"].to_list()] == [
        False, True, True, False,
    ]  # fmt: skip
    assert result["phq-9.total"].to_list() == [24, 1, None, 0]


# --- the figures ------------------------------------------------------------------------


def test_alphas_of_the_service_evaluation_are_the_defaults():
    # As printed there: SCS-SF .83, PSEQ .88, hated .87, reassured .86, inadequate .89.
    in_use = {
        ("scs-sf", "total_mean"): 0.83,
        ("scs-sf", "total_sum"): 0.83,
        ("pseq", "total"): 0.88,
        ("fscrs", "hated_self"): 0.87,
        ("fscrs", "reassured_self"): 0.86,
        ("fscrs", "inadequate_self"): 0.89,
    }
    result = {}
    for name in IDS:
        for scale in instrument(name).scales:
            for entry in scale.reliability:
                if entry.provenance.checked == "as-used":
                    assert entry.id == "alpha-as-used"
                    assert entry.statistic == "alpha"
                    (change,) = scale.change
                    assert change.reliability == entry.id
                    assert change.why
                    source = instrument(name).sources[entry.provenance.source]
                    assert source.doi == "10.21926/obm.icm.2204050"
                    result[name, scale.id] = entry.value
    assert result == in_use


def test_published_reliabilities_are_those_read():
    def figures(name: str, scale: str) -> dict[str, object]:
        return {
            entry.id: entry.value or entry.at_least or entry.between
            for entry in instrument(name).scale(scale).reliability
            if not entry.gap and entry.id != "alpha-as-used"
        }

    for total in ("total_mean", "total_sum"):
        assert figures("scs-sf", total) == {
            "raes-2011": 0.86,
            "bratt-2020": 0.68,
            "bratt-2020-youngest": 0.76,
        }
        assert instrument("scs-sf").scale(total).reliability_entry("raes-2011").at_least == 0.86
    assert figures("fscrs", "inadequate_self") == {"gilbert-2004": 0.90}
    assert figures("fscrs", "hated_self") == {"gilbert-2004": 0.86}
    assert figures("fscrs", "reassured_self") == {"gilbert-2004": 0.86}
    assert figures("pseq", "total") == {
        "nicholas-2007": 0.92,
        "dube-2021-alpha": (0.79, 0.95),
        "dube-2021-icc": 0.86,
        "dube-2021-icc-range": (0.75, 0.93),
        "shoulder-alpha": 0.89,
        "shoulder-icc": 0.70,
    }


def test_reliabilities_of_the_phq_9_and_the_gad_7_are_those_read():
    def figures(name: str) -> dict[str, tuple[str, float | None]]:
        entries = instrument(name).scale("total").reliability
        return {entry.id: (entry.statistic, entry.value) for entry in entries}

    assert figures("phq-9") == {
        "kroenke-2001": ("alpha", 0.89),
        "kroenke-2001-retest": ("retest", 0.84),
        "lowe-2004-retest": ("retest", 0.81),
        "pinto-meza-2005-retest": ("retest", 0.92),
        # Psychiatry Investigation 16(4):300-305, abstract.
        "korea-2019": ("alpha", 0.876),
    }
    assert figures("gad-7") == {
        "spitzer-2006": ("alpha", 0.92),
        "spitzer-2006-retest": ("retest", 0.83),
        "lowe-2008": ("alpha", 0.89),
    }
    for name in ("phq-9", "gad-7"):
        (change,) = instrument(name).scale("total").change
        selection = instrument(name).scale("total").reliability_entry(change.reliability)
        assert selection is not None
        assert selection.provenance.checked == "two-sources"


def test_thresholds_of_the_talking_therapies_live_in_the_rule_and_not_in_the_definitions():
    for name in ("phq-9", "gad-7"):
        kinds = [entry.kind for entry in instrument(name).scale("total").thresholds]
        assert "reliable" not in kinds
    (mcid,) = instrument("phq-9").scale("total").thresholds
    assert (mcid.kind, mcid.value) == ("mic", 5)


def test_pseq_thresholds_are_those_read():
    thresholds = {
        entry.id: (entry.kind, entry.value or entry.between)
        for entry in instrument("pseq").scale("total").thresholds
    }
    assert thresholds == {
        "chiarotto-2016-mic": ("mic", 5.5),
        "dube-2021-mic": ("mic", (5.5, 8.5)),
        "dube-2021-mdc95": ("mdc95", 11.52),
        "dube-2021-mdc95-range": ("mdc95", (3.41, 11.52)),
        "shoulder-mdc": ("mdc", 18.2),
        "shoulder-mic-global": ("mic", 1.5),
        "shoulder-mic-cpss": ("mic", 5.5),
        "shoulder-mic-spadi": ("mic", 3.5),
        "eppoc-clinically-significant": ("other", 7),
    }
    # 6.56 x 1.96 x sqrt 2: the study's standard error gives its detectable change.
    assert round(6.56 * 1.96 * math.sqrt(2), 1) == 18.2


def test_norms_with_figures_are_those_read():
    # Vong et al. 2009 with both; Nicholas et al. 2019 with the mean alone; those of the PHQ-9
    # from one table; those of the GAD-7 from the same kind of table and one abstract.
    ids = {
        (name, scale.id, norm.id): (norm.mean, norm.sd)
        for name in IDS
        for scale in instrument(name).scales
        for norm in scale.norms
        if norm.mean is not None or norm.sd is not None
    }
    assert ids == {
        ("pseq", "total", "vong-2009"): (40.1, 11.0),
        ("pseq", "total", "nicholas-2019"): (20.7, None),
        ("phq-9", "total", "gilbody-2015"): (16.65, 4.25),
        ("phq-9", "total", "german-outpatients"): (16.04, 4.87),
        ("phq-9", "total", "kroenke-2016-pain"): (9.1, 6.3),
        ("phq-9", "total", "jordan-2017"): (5.2, 5.06),
        ("phq-9", "total", "community-14-24"): (2.3, 3.3),
        ("phq-9", "total", "community-25-34"): (2.3, 3.2),
        ("phq-9", "total", "community-35-44"): (2.6, 3.5),
        ("phq-9", "total", "community-45-54"): (2.8, 3.5),
        ("phq-9", "total", "community-55-64"): (3.2, 3.5),
        ("phq-9", "total", "community-65-74"): (3.3, 3.6),
        ("phq-9", "total", "community-75"): (4.4, 3.9),
        ("gad-7", "total", "hinz-2017"): (3.57, 3.38),
        ("gad-7", "total", "hinz-2017-men"): (3.01, 3.12),
        ("gad-7", "total", "hinz-2017-women"): (4.07, 3.53),
        ("gad-7", "total", "lowe-2008-men"): (2.7, 3.2),
        ("gad-7", "total", "lowe-2008-women"): (3.2, 3.5),
        ("gad-7", "total", "primary-care"): (4.75, 4.76),
        ("gad-7", "total", "beard-2014"): (12.81, 4.86),
        ("gad-7", "total", "beard-2014-mixed"): (10.86, 5.62),
    }
    # The two sexes of one sample give its mean: (4615 x 3.01 + 5106 x 4.07) / 9721 = 3.57.
    assert 4615 + 5106 == 9721
    assert round((4615 * 3.01 + 5106 * 4.07) / 9721, 2) == 3.57


@pytest.mark.parametrize(
    ("name", "scale", "norm", "doi", "n"),
    [
        ("scs-sf", "total_mean", "kotera-2020-mean", "10.1007/s42399-020-00309-w", 333),
        ("scs-sf", "total_sum", "kotera-2020-sum", "10.1007/s42399-020-00309-w", 333),
        ("fscrs", "inadequate_self", "baiao-2015-non-clinical", "10.1111/papt.12049", 887),
        ("fscrs", "hated_self", "baiao-2015-non-clinical", "10.1111/papt.12049", 887),
        ("fscrs", "reassured_self", "baiao-2015-non-clinical", "10.1111/papt.12049", 887),
    ],
)
def test_functional_norms_that_could_not_be_read_are_visible_gaps(name, scale, norm, doi, n):
    result = instrument(name)
    entry = result.scale(scale).norm(norm)
    assert entry is not None
    assert entry.gap
    assert entry.mean is None
    assert entry.sd is None
    assert (entry.population, entry.sample.n) == ("non-clinical", n)
    assert result.sources[entry.provenance.source].doi == doi
    (change,) = result.scale(scale).change
    assert (change.functional, change.criterion, change.sd) == (norm, "auto", "baseline")
    # No clinical norm has both figures, so the sample stands for it.
    assert change.clinical == ""


def test_pseq_clinical_sd_is_a_visible_gap_and_criterion_a_the_default():
    scale = instrument("pseq").scale("total")
    entry = scale.norm("nicholas-2019")
    assert entry is not None
    assert (entry.mean, entry.sd, entry.n) == (20.7, None, 13343)
    assert entry.gap
    (change,) = scale.change
    assert (change.criterion, change.functional, change.clinical) == ("a", "", "")
    assert {norm.population for norm in scale.norms} == {"clinical"}


def test_the_two_metrics_of_the_scs_sf_share_no_norm():
    # A mean of 1 to 5 under an id of the sum would be wrong by a factor of 12.
    mean, total = (
        {norm.id for norm in instrument("scs-sf").scale(name).norms}
        for name in ("total_mean", "total_sum")
    )
    assert len(mean) == len(total) == 4
    assert not mean & total
    assert all(entry.endswith("-mean") for entry in mean)
    assert all(entry.endswith("-sum") for entry in total)


def test_figures_that_nobody_could_confirm_are_absent():
    # Means and SDs for 246 students in a public file without a source, and a detectable
    # change of 9 that an application prints.
    unconfirmed = {18.6, 7.2, 5.8, 4.1, 19.4, 5.9, 9.0}
    for name in IDS:
        for scale in instrument(name).scales:
            figures = {
                getattr(entry, figure, None)
                for entry in (*scale.reliability, *scale.norms, *scale.thresholds)
                for figure in ("value", "mean", "sd")
            }
            assert not figures & unconfirmed, (name, scale.id)


# --- where everything comes from --------------------------------------------------------


def numbers(value: Any, parents: tuple[dict[str, Any], ...]) -> Iterator[tuple[Any, ...]]:
    """Every number below ``value`` with the maps around it, innermost last."""
    if isinstance(value, dict):
        for entry in value.values():
            yield from numbers(entry, (*parents, value))
    elif isinstance(value, list):
        for entry in value:
            yield from numbers(entry, parents)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value, parents


@pytest.mark.parametrize("name", IDS)
def test_no_figure_stands_without_a_source(name):
    definition = plain(name)
    values = set(definition["sources"])
    visited = 0
    for part in ("codings", "scales", "alerts"):
        for figure, parents in numbers(definition.get(part, []), ()):
            visited += 1
            result = [parent["source"] for parent in parents if "source" in parent]
            # Positions and range of a scale rest on the source of its key.
            result += [parent["key"]["source"] for parent in parents if "key" in parent]
            assert result, (figure, parents[-1])
            assert set(result) <= values
    assert visited > 20


@pytest.mark.parametrize("name", IDS)
def test_every_entry_with_figures_names_its_own_source_and_how_it_was_checked(name):
    for scale in plain(name)["scales"]:
        for kind in ("reliability", "norms", "thresholds", "bands"):
            for entry in scale.get(kind, []):
                assert "source" in entry
                if {"value", "at_least", "between", "mean", "sd", "bands"} & set(entry):
                    assert entry["checked"] in {"two-sources", "one-source", "as-used"}
                else:
                    assert entry["gap"]


@pytest.mark.parametrize("name", IDS)
def test_sources_are_exactly_those_cited_and_each_can_be_found(name):
    definition = plain(name)
    cited: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("source"), str):
                cited.add(value["source"])
            for name in ("read", "sources"):
                if isinstance(value.get(name), list):
                    cited.update(value[name])
            for entry in value.values():
                collect(entry)
        elif isinstance(value, list):
            for entry in value:
                collect(entry)

    collect({key: value for key, value in definition.items() if key != "sources"})
    assert cited == set(definition["sources"])
    for source in definition["sources"].values():
        assert {"doi", "url", "container"} & set(source)


@pytest.mark.parametrize("name", IDS)
def test_no_wording_of_the_instrument_ships(name):
    assert all(item.text == "" for item in instrument(name).items)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("scs-sf", "free"),
        ("fscrs", "permission-needed"),
        ("pseq", "disputed"),
        ("phq-9", "public-domain"),
        ("gad-7", "public-domain"),
    ],
)
def test_terms_for_the_wording_are_stated_with_evidence(name, status):
    fact = instrument(name).licence.text
    assert fact.status == status
    assert fact.evidence
    assert instrument(name).licence.norms.status == "unknown"


@pytest.mark.parametrize(
    ("name", "encoding", "codes"),
    [
        ("scs-sf", "zero-based", (0, 1, 2, 3, 4)),
        ("fscrs", "one-based", (1, 2, 3, 4, 5)),
        ("pseq", "one-based", (1, 2, 3, 4, 5, 6, 7)),
        ("phq-9", "one-based", (1, 2, 3, 4)),
        ("gad-7", "one-based", (1, 2, 3, 4)),
    ],
)
def test_other_encoding_of_the_answers_is_declared(name, encoding, codes):
    (coding,) = instrument(name).codings.values()
    assert dict(coding.alternatives) == {encoding: codes}
