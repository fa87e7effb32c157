"""Scores beside those of BioPsyKit, an independent package, on complete answers.

Needs the extra ``compare``, whose dependencies do not go with the newest NumPy; best in an
environment of its own. ``tests/data/comparison/biopsykit.json`` lists what is compared and, where
the two do not agree, what BioPsyKit does instead and who is right; ``docs/comparison.md`` is
written from it.
"""

from __future__ import annotations

import importlib
import json
import random
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import scorewell
from scorewell.definitions.model import Instrument

PLAN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data/comparison/biopsykit.json").read_text(encoding="utf-8")
)
AGREEMENTS = [comparison for comparison in PLAN["comparisons"] if "right" not in comparison]
DIFFERENCES = [comparison for comparison in PLAN["comparisons"] if "right" in comparison]


def name_of(entry: dict[str, Any]) -> str:
    return f"{entry['instrument']}.{entry['scale'] or 'none'}"


@pytest.fixture(scope="module")
def biopsykit() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its dependencies warn of one another on import
        try:
            return importlib.import_module(PLAN["module"])
        except ModuleNotFoundError as error:
            if error.name != "biopsykit":
                raise
            pytest.skip("BioPsyKit is not installed; the extra `compare` brings it")


def complete_sheets(instrument: Instrument) -> pd.DataFrame:
    draw = random.Random(instrument.id)
    rows = [
        [draw.choice(item.coding.values) for item in instrument.items]
        for _ in range(PLAN["sheets"])
    ]
    return pd.DataFrame(rows, columns=[item.id for item in instrument.items])


def score_both(
    package: ModuleType, entry: dict[str, Any]
) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """The answers, our scores and theirs."""
    instrument = scorewell.load(entry["instrument"])
    frame = complete_sheets(instrument)
    scale = entry["scale"]  # asked for by name, since some are steps to another
    ours = scorewell.score(frame, instrument, scales=[scale], detail=False)
    reference = getattr(package, entry["function"])(frame)[entry["column"]]
    return frame, ours[instrument.column(scale)], reference


@pytest.mark.parametrize("entry", AGREEMENTS, ids=name_of)
def test_scores_agree(entry: dict[str, Any], biopsykit: ModuleType):
    _, ours, reference = score_both(biopsykit, entry)
    assert ours.nunique() > 5
    assert reference.tolist() == pytest.approx(ours.tolist(), abs=1e-9)


@pytest.mark.parametrize(
    "entry", [entry for entry in DIFFERENCES if entry["scale"]], ids=name_of
)
def test_disagreements_are_those_that_are_listed(entry: dict[str, Any], biopsykit: ModuleType):
    frame, ours, reference = score_both(biopsykit, entry)
    differ = sum(abs(our - second) > 1e-9 for our, second in zip(ours, reference, strict=True))
    assert differ > len(frame) / 2
    # What they do instead, in plain Python.
    low, high = int(frame.to_numpy().min()), int(frame.to_numpy().max())
    explained = [
        sum(
            low + high - row[n - 1] if n in entry.get("reversed", ()) else row[n - 1]
            for n in entry["items"]
        )
        / entry.get("divide", 1)
        for row in frame.to_numpy().tolist()
    ]
    assert reference.tolist() == pytest.approx(explained, abs=1e-9)


@pytest.mark.parametrize(
    "entry",
    [entry for entry in DIFFERENCES if not entry["scale"]],
    ids=lambda entry: entry["column"],
)
def test_scores_that_only_they_have(entry: dict[str, Any], biopsykit: ModuleType):
    instrument = scorewell.load(entry["instrument"])
    reference = getattr(biopsykit, entry["function"])(complete_sheets(instrument))
    assert entry["column"] in reference
    ours = {frozenset(scale.items) for scale in instrument.scales}
    assert frozenset(item.id for item in instrument.items) not in ours


def test_every_disagreement_says_what_they_do_and_who_is_right():
    for entry in DIFFERENCES:
        assert entry["theirs"].endswith(".")
        assert entry["right"].endswith(".")
        assert not entry["scale"] or entry["items"]


def test_each_compared_instrument_and_scale_is_there():
    for entry in PLAN["comparisons"]:
        instrument = scorewell.load(entry["instrument"])
        assert entry["scale"] is None or instrument.scale(entry["scale"])
