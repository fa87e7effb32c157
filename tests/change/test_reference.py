"""The engine against published R packages, case by case; see data/change/README.md."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pandas as pd
import pytest

from scorewell.change.advice import advise
from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

DATA = Path(__file__).parents[1] / "data" / "change"
METHODS = {JACOBSON_TRUAX.name: JACOBSON_TRUAX}
SETS = {"d01": (0, 60, "lower"), "d02": (12, 60, "higher"), "d04": (0, 60, "lower")}
CLINSIG = json.loads((DATA / "clinsig.json").read_text(encoding="utf-8"))
CLINICALSIGNIFICANCE = json.loads(
    (DATA / "clinicalsignificance.json").read_text(encoding="utf-8")
)
EXACT = 1e-9


def runs(answers, *, place=lambda name: True):
    return [
        pytest.param(name, run, id=f"{name}-{run}")
        for name, answer in answers.items()
        for run in answer
        if place(run)
    ]


def make_scale(name, *, better=None):
    low, high, expected = SETS[name]
    return Scale(
        id="total",
        name="Total",
        method="sum",
        missing=MissingRule(rule="complete"),
        low=low,
        high=high,
        better=better or expected,
    )


def compare(name, options, *, better=None):
    scale = make_scale(name, better=better)
    return analyse(
        pd.read_csv(DATA / f"{name}.csv"),
        scale,
        instrument=Instrument(id="synthetic", version="1.0.0", name="Synthetic"),
        method_registry=METHODS,
        options=[("call", options)],
    )


def letters(column, code):
    return "".join(code[word] for word in column)


def test_the_data_set_of_the_examples_is_the_one_that_the_programs_were_run_on():
    from scorewell.change.example_data import SCALE, pairs

    assert pairs().to_numpy().tolist() == pd.read_csv(DATA / "d04.csv").to_numpy().tolist()
    assert (SCALE.low, SCALE.high, SCALE.better) == SETS["d04"]


# clinsig 1.2

RELIABLE = {"improved": "I", "deteriorated": "D", "unchanged": "N"}
SIGNIFICANCE = {"not significant": "-", "okay at baseline": "o", "significant change": "s"}


def clinsig_options(args, **changed):
    """A clinsig call in the engine's words."""
    arguments = {
        "reliability": args.get("coef.alpha"),
        "multiplier": args.get("rc.mult", 1.96),  # fixed in clinsig
        "criterion": args.get("which.crit"),
        "functional": Population(mean=args["func.mct"], sd=args.get("func.disp"))
        if "func.mct" in args
        else None,
        # Figures of a clinical population replace the sample's in the limit, too.
        "clinical": Population(mean=args["dys.mct"], sd=args["dys.disp"])
        if "dys.mct" in args
        else None,
        "sd": args.get("dys.disp"),
        "cutoff_multipliers": tuple(args["disp.mult"]) if "disp.mult" in args else None,
        "quantiles": tuple(args["dys.qnts"]) if "dys.qnts" in args else None,
        "centre": args.get("mct"),
        "spread": args.get("disp"),
    }
    return ChangeOptions(**(arguments | changed))


def clinsig_better(args):
    direction = args.get("dir.effect")
    return None if direction is None else {1: "higher", -1: "lower"}[direction]


@pytest.mark.parametrize(("name", "run"), runs(CLINSIG, place=lambda run: run != "R20"))
def test_limit_cutoffs_and_every_case_agree_with_clinsig(name, run):
    answer = CLINSIG[name][run]
    result = compare(
        name, clinsig_options(answer["args"]), better=clinsig_better(answer["args"])
    )
    assert result.limit == pytest.approx(answer["relchng"], rel=EXACT)
    for letter, value in answer["crit"].items():
        actual = getattr(result.cutoffs, letter)
        assert (actual is None) == (value is None)
        if value is not None:
            assert actual == pytest.approx(value, rel=EXACT)
    assert letters(result.cases["reliable"], RELIABLE) == answer["reliable_change"]
    assert letters(result.cases["significance"], SIGNIFICANCE) == answer["clinical_signif"]


@pytest.mark.parametrize(("name", "run"), runs(CLINSIG, place=lambda run: run != "R20"))
def test_the_table_agrees_with_the_cross_table_of_clinsig(name, run):
    answer = CLINSIG[name][run]
    table = compare(
        name, clinsig_options(answer["args"]), better=clinsig_better(answer["args"])
    ).table()
    columns = {"Deteriorate": "deterioration", "Improve": "improvement", "None": "no change"}
    for row, column, n in answer["cross_table"]:
        assert table.loc[row.lower(), columns[column]] == n
    # clinsig lists no empty cells.
    assert table.to_numpy().sum() == sum(n for _, _, n in answer["cross_table"])


@pytest.mark.parametrize(("name", "run"), runs(CLINSIG))
def test_as_many_later_scores_meet_each_cutoff_as_in_clinsig(name, run):
    answer = CLINSIG[name][run]
    for letter, value in answer["crit"].items():
        if value is None:
            continue
        # R20 gives no reliability; where a score lies does not depend on it.
        arguments = {"criterion": letter, "reliability": 0.8}
        result = compare(
            name,
            clinsig_options(answer["args"], **arguments),
            better=clinsig_better(answer["args"]),
        )
        assert result.cutoffs.value == pytest.approx(value, rel=EXACT)
        assert (result.cases["end_status"] == "functional").sum() == answer["sigsums"][letter]


@pytest.mark.parametrize("name", SETS)
def test_without_a_reliability_there_is_an_error_where_clinsig_gives_no_limit(name):
    answer = CLINSIG[name]["R20"]
    assert answer["relchng"] is None
    with pytest.raises(ChangeError, match="no reliability is given"):
        compare(name, clinsig_options(answer["args"]))


# clinicalsignificance 3.0.0, Jacobson-Truax

CATEGORY = {"R": "recovered", "I": "improved", "U": "unchanged", "D": "deteriorated"}
# Harmed is Deteriorated from the functional into the clinical range: one class here.
CATEGORY["H"] = "deteriorated"


def peer_options(args, **changed):
    """A call of clinicalsignificance in the engine's words."""
    arguments = {
        "sd": "pairs",
        "clinical": "pairs",
        "reliability": args.get("reliability", 0.8),  # cs_statistical takes none
        "level": 1 - args.get("significance_level", 0.05),
        "criterion": args.get("cutoff_type"),
        "functional": Population(mean=args["m_functional"], sd=args["sd_functional"])
        if "m_functional" in args
        else None,
        "pre_on_cutoff": "functional",
    }
    return ChangeOptions(**(arguments | changed))


def of_b(run):
    return run.split("_")[2:3] == ["b"]


@pytest.mark.parametrize(
    ("name", "run"), runs(CLINICALSIGNIFICANCE, place=lambda run: run.startswith("dist"))
)
def test_index_and_reliable_classes_agree_with_clinicalsignificance(name, run):
    answer = CLINICALSIGNIFICANCE[name][run]
    result = compare(name, peer_options(answer["args"]))
    assert result.critical_value == pytest.approx(answer["critical_value"], rel=EXACT)
    assert result.standard_error == pytest.approx(answer["s_diff"], rel=EXACT)
    assert result.cases["index"].tolist() == pytest.approx(answer["rci"], rel=EXACT)
    expected = [CATEGORY[letter] for letter in answer["category"]]
    assert result.cases["reliable"].tolist() == expected


@pytest.mark.parametrize(
    ("name", "run"),
    runs(CLINICALSIGNIFICANCE, place=lambda run: run.startswith("comb") and not of_b(run)),
)
def test_cutoffs_statuses_and_outcomes_agree_with_clinicalsignificance(name, run):
    answer = CLINICALSIGNIFICANCE[name][run]
    result = compare(name, peer_options(answer["args"]))
    assert result.cutoffs.value == pytest.approx(answer["cutoff"], rel=EXACT)
    assert result.cases["index"].tolist() == pytest.approx(answer["rci"], rel=EXACT)
    status = {"clinical": "T", "functional": "F"}
    assert letters(result.cases["baseline_status"], status) == answer["clinical_pre"]
    status = {"clinical": "F", "functional": "T"}
    assert letters(result.cases["end_status"], status) == answer["functional_post"]
    expected = [CATEGORY[letter] for letter in answer["category"]]
    assert result.cases["outcome"].tolist() == expected


@pytest.mark.parametrize(
    ("name", "run"),
    runs(CLINICALSIGNIFICANCE, place=lambda run: run.startswith("stat") and not of_b(run)),
)
def test_statuses_agree_with_cs_statistical(name, run):
    # Its category is not compared: on the cut-off twice, change 0, is "Deteriorated" there.
    answer = CLINICALSIGNIFICANCE[name][run]
    result = compare(name, peer_options(answer["args"]))
    assert result.cutoffs.value == pytest.approx(answer["cutoff"], rel=EXACT)
    status = {"clinical": "T", "functional": "F"}
    assert letters(result.cases["baseline_status"], status) == answer["clinical_pre"]
    status = {"clinical": "F", "functional": "T"}
    assert letters(result.cases["end_status"], status) == answer["functional_post"]


def test_no_change_exactly_on_the_cutoff_is_no_deterioration():
    # Respondent 16 of d04 scores 16 twice, and c is 16: "Deteriorated" in cs_statistical.
    peer = CLINICALSIGNIFICANCE["d04"]["stat_JT_c"]["category"]
    assert peer[15] == "D"
    result = compare("d04", peer_options({"m_functional": 8, "sd_functional": 8}))
    case = result.cases.set_index("id").loc[16]
    assert (case["pre"], case["post"]) == (16, 16)
    assert case["outcome"] == "unchanged"


@pytest.mark.parametrize(("name", "run"), runs(CLINICALSIGNIFICANCE, place=of_b))
def test_cutoff_b_takes_the_functional_sd_where_the_peer_takes_the_clinical(name, run):
    answer = CLINICALSIGNIFICANCE[name][run]
    result = compare(name, peer_options(answer["args"]))
    away = {"lower": 1, "higher": -1}[answer["args"]["better_is"]]
    mean, sd = answer["args"]["m_functional"], answer["args"]["sd_functional"]
    spread = {entry.name: entry.value for entry in result.inputs}["clinical sd"]
    # By the definition of b, by hand; and what the peer's number is made of.
    assert result.cutoffs.b == pytest.approx(mean + away * 2 * sd, rel=EXACT)
    assert answer["cutoff"] == pytest.approx(mean + away * 2 * spread, rel=EXACT)


# CECPfuns 0.0.0.9066


def test_limits_in_points_agree_with_cecpfuns():
    with (DATA / "cecpfuns_limits.csv").open(encoding="utf-8") as lines:
        rows = [
            {key: float(value) for key, value in row.items()} for row in csv.DictReader(lines)
        ]
    assert len(rows) == 120
    for row in rows:
        options = ChangeOptions(sd=row["SD"], reliability=row["rel"], level=row["conf"])
        advice = advise(
            make_scale("d01"),
            instrument=Instrument(id="synthetic", version="1.0.0", name="Synthetic"),
            method_registry=METHODS,
            options=[("call", options)],
        )
        assert math.isclose(advice.limit, row["RCI"], rel_tol=EXACT)
