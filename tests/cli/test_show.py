"""``scorewell show``: what a clinician reads first, and that gaps are said."""

from __future__ import annotations

import pytest

import scorewell
from scorewell.cli.output.instrument_page import instrument_page
from scorewell.cli.output.instrument_summary import (
    band_text,
    list_gaps,
    summary_facts,
    threshold_text,
)
from scorewell.definitions.model import Band, Threshold


def lines(name: str) -> list[str]:
    return [f"{part}: {text}" for part, text in summary_facts(scorewell.load(name))]


def test_the_phq_9_at_a_glance():
    assert lines("phq-9") == [
        "total: Depression: 0 to 27, lower is better",
        (
            ": Severity of depression: minimal 0 to 4, mild 5 to 9, moderate 10 to 14, "
            "moderately severe 15 to 19, severe 20 to 27"
        ),
        (
            ": Screening for major depression: below the cut-off 0 to 9, "
            "at or above the cut-off 10 to 27"
        ),
        ": minimal important change 5 points",
        (
            ": cut-off of change by default: talking-therapies: functional below 10, for a case, "
            "for clients of NHS Talking Therapies, clinical, England"
        ),
        (
            "major_depressive_syndrome: Major depressive syndrome, by the algorithm: 0 to 1, "
            "no better end"
        ),
        ": Screening: not met 0, met 1",
        (
            "other_depressive_syndrome: Other depressive syndrome, by the algorithm: 0 to 1, "
            "no better end"
        ),
        ": Screening: not met 0, met 1",
        "look at: phq_9_9 at 1 or more, whatever the total",
        "LOINC: 44249-1 (the whole), 44261-6 (total)",
        "wording: in the public domain",
        "not known: a rule for missing answers",
    ]


def test_gaps_are_named_by_scale_unless_all_scales_have_them():
    assert list_gaps(scorewell.load("bpi-sf")) == [
        "a rule for missing answers for severity",
        "a reliability for average",
        "a norm with mean and SD",
        "a threshold of change for severity, average",
    ]


@pytest.mark.parametrize(
    ("scale", "band", "text"),
    [
        # Whole scores: an edge that does not belong moves to the next whole number.
        ("pcs.total", Band(label="b", low=30, high=52, low_included=False, high_included=True),
         "b 31 to 52"),
        ("pcs.total", Band(label="b", low=0, high=30, high_included=True), "b 0 to 30"),
        ("dast-10.total", Band(label="b", low=0, high=1), "b 0"),
        # Means: the edge is said.
        ("peg.total", Band(label="b", low=5, high=7), "b 5 to below 7"),
        ("peg.total", Band(label="b", low=2, high=10, low_included=False, high_included=True),
         "b above 2 to 10"),
    ],
)  # fmt: skip
def test_bands_in_words(scale: str, band: Band, text: str):
    instrument = scorewell.load(scale.partition(".")[0])
    assert band_text(instrument, instrument.scale(scale.partition(".")[2]), band) == text


@pytest.mark.parametrize(
    ("threshold", "text"),
    [
        (Threshold(id="a", kind="mic", value=1), "minimal important change 1 point"),
        (Threshold(id="a", kind="mdc95", value=11.52),
         "minimal detectable change (95%) 11.52 points"),
        (Threshold(id="a", kind="reliable", between=(6, 7)), "reliable change 6 to 7 points"),
    ],
)  # fmt: skip
def test_amounts_of_change_in_words(threshold: Threshold, text: str):
    assert threshold_text(threshold) == text


def test_the_page_begins_with_the_name_and_the_glance():
    text = instrument_page(scorewell.load("pcs"))
    assert text.startswith("PCS  Pain Catastrophizing Scale\n===")
    assert text.index("At a glance") < text.index("Items (13)") < text.index("Scale total")
    assert "GAP: The abstract gives the mean but no standard deviation" in " ".join(
        text.split()
    )
