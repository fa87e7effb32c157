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


def test_an_unknown_preset_is_refused_with_the_nearest_name():
    with pytest.raises(ChangeError, match="no preset 'clinsig'") as caught:
        ChangeOptions(preset="clinsig")
    assert "clinsig-1.2" in caught.value.hint
