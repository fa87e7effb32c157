"""Presets: that each gives the classes of the program that it names.

How many count as recovered was counted with the programs themselves (clinsig 1.2,
clinicalsignificance 3.0.0, JTRCI 0.1.0, rciplot 0.1.1, the last with the cut-off given by
hand), on the data sets in data/change with criterion c.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.presets import PRESETS
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError
from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS

DATA = Path(__file__).parents[1] / "data" / "change"
METHODS = {method.name: method for method in CHANGE_METHODS}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")
SETS = {
    "d02": (12, 60, "higher", 0.87, Population(mean=45, sd=7)),
    "d04": (0, 60, "lower", 0.875, Population(mean=8, sd=8)),
}


def compare(name, *voices):
    low, high, better, reliability, functional = SETS[name]
    scale = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=low, high=high, better=better,
    )  # fmt: skip
    figures = ChangeOptions(reliability=reliability, functional=functional)
    return analyse(
        pd.read_csv(DATA / f"{name}.csv"), scale, instrument=INSTRUMENT,
        method_registry=METHODS, options=[*voices, ("study", figures)],
    )  # fmt: skip


def recovered(result):
    return int((result.cases["outcome"] == "recovered").sum())


@pytest.mark.parametrize(
    ("preset", "in_d02", "in_d04"),
    [
        ("clinsig-1.2", 18, 7),
        ("clinicalsignificance-3.0", 18, 6),
        ("jtrci-2019", 23, 12),
        ("rciplot-0.1", 23, 8),
    ],
)
def test_as_many_recover_as_in_the_program_that_the_preset_names(preset, in_d02, in_d04):
    voice = ("call", ChangeOptions(preset=preset, criterion="c"))
    assert recovered(compare("d02", voice)) == in_d02
    assert recovered(compare("d04", voice)) == in_d04


def test_who_may_recover_can_be_anybody_who_ended_functional():
    pairs = pd.DataFrame({"id": [1], "pre": [14.0], "post": [2.0]})
    scale = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=0, high=60, better="lower",
    )  # fmt: skip
    figures = {
        "sd": 8, "reliability": 0.875, "multiplier": 2,
        "clinical": Population(mean=24, sd=8), "functional": Population(mean=8, sd=8),
    }  # fmt: skip
    for respondent, outcome in (("clinical", "improved"), ("any", "recovered")):
        result = analyse(
            pairs, scale, instrument=INSTRUMENT, method_registry=METHODS,
            options=[("call", ChangeOptions(recovered_from=respondent, **figures))],
        )  # fmt: skip
        assert result.cases["outcome"].tolist() == [outcome]
        # The sentence speaks of those who were clinical at baseline, of whom there are none.
        assert "none was in the clinical range at baseline" in result.sentence()


def test_a_preset_is_weaker_than_what_is_said_beside_it_and_stronger_than_the_next_voice():
    study = ("study", ChangeOptions(multiplier=3, on_limit="changed", sd=5))
    result = compare("d04", ("call", ChangeOptions(preset="clinsig-1.2", sd=7)), study)
    inputs = {entry.name: entry for entry in result.inputs}
    assert (inputs["sd"].value, inputs["sd"].origin) == (7, "call")
    assert result.critical_value == 1.96
    assert inputs["on limit"].value == "unchanged"
    assert (inputs["preset"].value, inputs["preset"].origin) == ("clinsig-1.2", "call")


def test_of_two_presets_the_stronger_voice_decides_option_by_option():
    result = compare(
        "d04",
        ("call", ChangeOptions(preset="jtrci-2019")),
        ("study", ChangeOptions(preset="clinicalsignificance-3.0")),
    )
    assert result.critical_value == 1.96
    inputs = {entry.name: entry.value for entry in result.inputs}
    assert inputs["pre on cut-off"] == "clinical"
    assert inputs["on limit"] == "changed"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_runs_and_says_whose_choices_it_holds(name):
    result = compare("d02", ("call", ChangeOptions(preset=name)))
    assert result.n_assessable == 60
    assert PRESETS[name].summary.endswith(".")
    assert not PRESETS[name].differs or PRESETS[name].differs.endswith(".")
    assert ChangeOptions.of_preset(name) == ChangeOptions.from_mapping(PRESETS[name].options)


def test_limits_agree_with_cecpfuns_by_its_preset():
    with (DATA / "cecpfuns_limits.csv").open(encoding="utf-8") as lines:
        row = next(row for row in csv.DictReader(lines) if row["conf"] == "0.95")
    voice = ChangeOptions(
        preset="cecpfuns-0.0", sd=float(row["SD"]), reliability=float(row["rel"])
    )
    assert compare("d02", ("call", voice)).limit == pytest.approx(float(row["RCI"]), rel=1e-9)


OVERLAPS = (
    # clinical range (mean +- 3 SD), functional range, criterion, cut-off by hand
    # 25 to 55; -2 to 22: apart; b = 10 + 2 * 4
    (Population(mean=40, sd=5), Population(mean=10, sd=4), "b", 18),
    # 25 to 55; -5 to 25: they touch; c = (5 * 10 + 5 * 40) / 10
    (Population(mean=40, sd=5), Population(mean=10, sd=5), "c", 25),
    # 24.1 to 49.9; 0 to 24: a tenth apart; b = 12 + 2 * 4
    (Population(mean=37, sd=4.3), Population(mean=12, sd=4), "b", 20),
    # 6 to 54; 3 to 27: its lower end lies in it; c = (8 * 15 + 4 * 30) / 12
    (Population(mean=30, sd=8), Population(mean=15, sd=4), "c", 20),
    # -6 to 66; 8 to 20: it reaches beyond on both sides, no end lies in it; b = 14 + 2 * 2
    (Population(mean=30, sd=12), Population(mean=14, sd=2), "b", 18),
    # without a functional SD the program takes a = 40 - 2 * 5
    (Population(mean=40, sd=5), Population(mean=10), "a", 30),
    (Population(mean=40, sd=5), "none", "a", 30),
)
"""Worked out by hand by the rule of JTRCI 0.1.0, R/JT-RCI.R, lines 120 to 200, in
https://github.com/AWKruijt/JT-RCI (commit 5ce946d of 7 July 2019)."""


def cutoffs_of(**options):
    pairs = pd.DataFrame({"id": [1, 2, 3], "pre": [30.0, 42, 44], "post": [2.0, 20, 40]})
    scale = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=-10, high=70, better="lower",
    )  # fmt: skip
    return analyse(
        pairs, scale, instrument=INSTRUMENT, method_registry=METHODS,
        options=[("call", ChangeOptions(sd=8, reliability=0.875, **options))],
    ).cutoffs  # fmt: skip


@pytest.mark.parametrize(("clinical", "functional", "criterion", "value"), OVERLAPS)
def test_jtrci_chooses_its_criterion_as_the_program_does(
    clinical, functional, criterion, value
):
    figures = {"clinical": clinical, "functional": functional}
    for more in ({}, {"criterion": "auto"}):
        cutoffs = cutoffs_of(preset="jtrci-2019", **figures, **more)
        assert (cutoffs.criterion, cutoffs.value) == (criterion, pytest.approx(value))


def test_other_presets_and_no_preset_take_c_where_functional_figures_are():
    figures = {
        "clinical": Population(mean=40, sd=5),
        "functional": Population(mean=10, sd=4),
        "criterion": "auto",
    }
    for preset in (None, "jacobson-truax-1991", "clinsig-1.2", "rciplot-0.1"):
        assert cutoffs_of(preset=preset, **figures).criterion == "c"
    assert cutoffs_of(auto_rule="overlap", **figures).criterion == "b"
    assert cutoffs_of(preset="jtrci-2019", auto_rule="functional", **figures).criterion == "c"
    assert cutoffs_of(preset="jtrci-2019", **{**figures, "criterion": "a"}).criterion == "a"


def test_jtrci_compares_the_sample_where_no_clinical_population_is_given():
    # 30, 42, 44: mean 38.67, SD 7.572, from 15.95 to 61.38
    for mean, criterion in ((4, "b"), (10, "c")):  # -5 to 13; 1 to 19
        cutoffs = cutoffs_of(preset="jtrci-2019", functional=Population(mean=mean, sd=3))
        assert cutoffs.criterion == criterion


def test_an_unknown_preset_is_refused_with_the_nearest_name():
    with pytest.raises(ChangeError, match="no preset 'clinsig'") as caught:
        ChangeOptions(preset="clinsig")
    assert "clinsig-1.2" in caught.value.hint
