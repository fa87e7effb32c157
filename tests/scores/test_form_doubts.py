"""Answers that contradict a skip, items that may not belong to a scale, and scores over other items.

Expected values follow by hand from the definitions of AUDIT, PHQ-15 and WSAS, and from
``cases/valid/shorter.yaml``.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import scorewell
from scorewell.answers.checks.skip_checks import contradiction_findings
from scorewell.answers.columns.bind import bind
from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.definitions.model import Instrument
from scorewell.definitions.reading.load import load_instrument
from scorewell.registry.registry import open_registry
from scorewell.scores.form_doubts import count_doubts, omissions
from scorewell.scores.score_table import ScoreRequest, score_table
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

SHORTER = Path(__file__).parents[1] / "cases/valid/shorter.yaml"
REGISTRY = open_registry()


def frame_of(instrument: Instrument, rows: list[list[object]], **columns: list[object]):
    """Rows of answers as texts, one column per item, with further columns before."""
    texts = [[None if answer is None else str(answer) for answer in row] for row in rows]
    answers = {
        item.id: [row[place] for row in texts] for place, item in enumerate(instrument.items)
    }
    return pl.DataFrame(
        {"id": [f"p{n}" for n in range(1, len(rows) + 1)], **columns, **answers}
    )


AUDIT = REGISTRY.load("audit")
NEVER = [0] * 10
AUDIT_ROWS = {
    # Item 1 is never; items 2 and 4 say otherwise.
    "two answers": ([0, 2, 0, 1, 0, 0, 0, 0, 0, 0], ["audit_2", "audit_4"]),
    # 0 drinks in item 2 and 0 in item 3 lead past 4 to 8.
    "the second skip": ([2, 0, 0, 0, 0, 3, 0, 0, 0, 0], ["audit_6"]),
    # Both skips lead past item 8: one line.
    "both skips": ([0, 0, 0, 0, 0, 0, 0, 1, 0, 0], ["audit_8"]),
    # Items 9 and 10 are always asked.
    "always asked": ([0, None, None, None, None, None, None, None, 2, 4], []),
    "as the form leads": (NEVER, []),
    # The first answer is not there, so nothing leads past the others.
    "no first answer": ([None, 2, 1, 0, 0, 0, 0, 0, 0, 0], []),
    "drinks": ([3, 1, 2, 1, 0, 0, 0, 0, 0, 0], []),
}


@pytest.mark.parametrize(("row", "items"), AUDIT_ROWS.values(), ids=AUDIT_ROWS)
def test_answers_that_contradict_a_skip_are_found(row, items):
    frame = frame_of(AUDIT, [NEVER, row])
    table = contradiction_findings(frame, bind(frame.columns, AUDIT), keep=["id"])
    assert table["item"].to_list() == items
    assert set(table["id"]) <= {"p2"}
    assert set(table["row"]) <= {2}
    table = scorewell.findings(frame.to_pandas(), "audit", keep=["id"])
    assert table["item"].tolist() == items
    assert set(table["kind"]) <= {"skip-contradicted"}


def test_the_answer_stays_and_is_counted():
    """0 + 2 + 0 + 1 + 0 x 6 = 3, as the example of the definition has it."""
    frame = frame_of(AUDIT, [AUDIT_ROWS["two answers"][0]])
    assert scorewell.score(frame, "audit")["audit.total"].to_list() == [3]


def test_a_skip_after_a_high_answer():
    """In forms.yaml 3 in item 2 leads past item 3, which counts 3 when it is blank."""
    forms = load_instrument(SHORTER.with_name("forms.yaml"))
    frame = frame_of(forms, [[1, 3, 2, 0], [1, 3, 3, 0], [1, 3, None, 0], [1, 2, 1, 0]])
    table = contradiction_findings(frame, bind(frame.columns, forms))
    assert table.select("row", "item", "value").rows() == [(1, "forms_3", "2")]


def score_csv(
    folder: Path, frame: pl.DataFrame, name: str, *, stream: bool = False, **policies
):
    path = folder / "data.csv"
    frame.write_csv(path)
    layout = DataLayout(files=(DataFile(path=path),), policies=policies, rows_stand_alone=True)
    request = ScoreRequest(
        instrument=REGISTRY.load(name),
        layout=layout,
        columns={"coding": "declared"},
        output=folder / "scores.csv" if stream else None,
        overwrite=True,
    )
    return score_table(request, REGISTRY)


@pytest.mark.parametrize("stream", [False, True])
def test_score_lists_contradictions_in_memory_and_in_a_stream(tmp_path, monkeypatch, stream):
    if stream:
        monkeypatch.setattr("scorewell.scores.score_table.SMALL", 0)
    rows = [NEVER, AUDIT_ROWS["two answers"][0], AUDIT_ROWS["the second skip"][0]]
    findings = score_csv(tmp_path, frame_of(AUDIT, rows), "audit", stream=stream).findings
    findings_of_kind = findings.filter(kind="skip-contradicted").select("row", "item").rows()
    assert findings_of_kind == [(2, "audit_2"), (2, "audit_4"), (3, "audit_6")]


def test_a_policy_takes_the_scores_back_or_stops(tmp_path):
    frame = frame_of(AUDIT, [NEVER, AUDIT_ROWS["two answers"][0]])
    table = score_csv(tmp_path, frame, "audit", **{"skip-contradicted": "null-score"})
    assert table.scores["audit.total"].to_list() == [0, None]
    assert table.scores["audit.harm"].to_list() == [0, 0]  # rests on items 7 to 10
    table = score_csv(tmp_path, frame, "audit", **{"skip-contradicted": "error"})
    assert table.is_refused


PHQ = REGISTRY.load("phq-15")
SEXES = {
    "no column": (None, 3),
    "known": (["female", "male", "f"], 0),
    "one unknown": (["female", None, "m"], 1),
    "a word that means nothing": (["female", "x", "m"], 1),
}


@pytest.mark.parametrize(("sexes", "n"), SEXES.values(), ids=SEXES)
@pytest.mark.parametrize("stream", [False, True])
def test_rows_without_sex_are_counted(tmp_path, monkeypatch, stream, sexes, n):
    if stream:
        monkeypatch.setattr("scorewell.scores.score_table.SMALL", 0)
    frame = frame_of(PHQ, [[1] * 15] * 3, **({"sex": sexes} if sexes else {}))
    table = score_csv(tmp_path, frame, "phq-15", stream=stream)
    kinds = [] if table.findings is None else table.findings.filter(kind="covariate-unknown")
    assert len(kinds) == (1 if n else 0)
    if n:
        rows = "one row" if n == 1 else f"{n} rows"
        assert f"depends on sex, which is not known in {rows}" in kinds["problem"][0]
        assert kinds["item"][0] == "phq_15_4"


def test_blank_rows_do_not_count():
    frame = frame_of(PHQ, [[1] * 15, [None] * 15])
    assert count_doubts(frame, bind(frame.columns, PHQ)) == (1, 0)
    assert [entry.scales for entry in omissions(PHQ)] == [("total", "somatoform")]


def test_a_covariate_that_excludes_a_respondent_is_enough(tmp_path):
    """For men from 50 on: of a woman the age need not be known, of a man it must be."""
    text = SHORTER.read_text(encoding="utf-8")
    text = text.replace("{sex: male}, checked", "{sex: male, age: {from: 50}}, checked")
    text = text.replace(
        "  sex: {label: sex, values: [female, male]}",
        "  sex: {label: sex, values: [female, male]}\n  age: {label: age, range: [18, 99]}",
    )
    path = tmp_path / "shorter.yaml"
    path.write_text(text, encoding="utf-8")
    instrument = load_instrument(path)
    frame = frame_of(
        instrument, [[1, 1, 1]] * 5,
        sex=["female", "male", "male", None, None], age=[None, None, 40, 60, 30],
    )  # fmt: skip
    binding = bind(frame.columns, instrument)
    # The man of unknown age, and the person of 60 whose sex is not known.
    assert count_doubts(frame, binding) == (2, 0)


def test_answers_to_an_item_that_men_do_not_have(tmp_path):
    """Item 4 is for women only: of the men two answer it, and one says 0, as forms may ask."""
    rows = [[1] * 15, [1] * 15, [2] * 15, [1, 1, 1, 0] + [1] * 11, [1, 1, 1, None] + [1] * 11]
    frame = frame_of(PHQ, rows, sex=["female", *["male"] * 4])
    assert count_doubts(frame, bind(frame.columns, PHQ)) == (0, 2)
    table = score_csv(tmp_path, frame, "phq-15")
    (finding,) = table.findings.filter(kind="left-out-answered").rows(named=True)
    assert "left out of total, somatoform for sex male, and 2 rows have" in finding["problem"]
    assert table.scores["phq-15.total"].to_list() == [15, 14, 28, 14, 14]


WSAS = REGISTRY.load("wsas")


def test_there_is_no_band_where_an_item_does_not_apply():
    frame = frame_of(WSAS, [["n/a", 1, 1, 6, 2], [0, 1, 1, 6, 2]])
    scores = scorewell.score(frame, "wsas", coding="declared")
    assert scores["wsas.total"].to_list() == [10, 10]
    assert scores["wsas.total.left_out"].to_list() == [1, 0]
    assert scores["wsas.total.band.mundt-2002"].to_list() == [None, "significant impairment"]


def test_bands_follow_the_definition_on_pandas_and_polars():
    """The sum has bands for everybody and for whole forms; a mean has the same range."""
    shorter = load_instrument(SHORTER)
    frame = frame_of(shorter, [[1, 2, 2], [1, 2, None]], sex=["female", "male"])
    for data in (frame, frame.to_pandas()):
        scores = pl.DataFrame(scorewell.score(data, str(SHORTER)))
        assert scores["shorter.total"].to_list() == [5, 3]
        assert scores["shorter.total.band.whole"].to_list() == ["high", None]
        assert scores["shorter.total.band.anybody"].to_list() == ["high", "high"]
        assert scores["shorter.average.band.level"].to_list() == ["high", "high"]


def test_bands_that_say_nothing_hold_only_where_the_range_stays(tmp_path):
    """The sum of two items ends at 4, that of three at 6; a mean ends at 2 either way."""
    path = tmp_path / "shorter.yaml"
    text = SHORTER.read_text(encoding="utf-8")
    text = text.replace("shorter_form: same, ", "").replace(", anybody: high", "")
    path.write_text(text.replace(", anybody: low", ""), encoding="utf-8")
    shorter = load_instrument(path)
    frame = frame_of(shorter, [[1, 2, 2], [1, 2, None]], sex=["female", "male"])
    scores = scorewell.score(frame, str(path), registry=REGISTRY)
    assert scores["shorter.total.band.anybody"].to_list() == ["high", None]
    assert scores["shorter.average.band.level"].to_list() == ["high", "high"]


def test_a_norm_of_all_items_says_nothing_of_a_shorter_form(tmp_path):
    """Of 5 with mean 3 and sd 2, z is (5 - 3) / 2 = 1; a norm of men holds for their form."""
    path = tmp_path / "shorter.yaml"
    figures = "mean: 3, sd: 2, n: 20, sample: {n: 20}, source: page, checked: one-source}"
    norms = (
        "    norms:\n"
        f"      - {{id: everybody, population: general, {figures}\n"
        f"      - {{id: men, set: town, for: {{sex: male}}, population: general, {figures}\n"
    )
    text = SHORTER.read_text(encoding="utf-8")
    path.write_text(text.replace("    bands:\n", f"{norms}    bands:\n", 1), encoding="utf-8")
    instrument = load_instrument(path)
    frame = frame_of(instrument, [[1, 2, 2], [1, 2, None]], sex=["female", "male"])
    scores = scorewell.score(frame, instrument, norms=["everybody", "town"])
    assert scores["shorter.total"].to_list() == [5, 3]
    assert scores["shorter.total.z.everybody"].to_list() == [1, None]
    assert scores["shorter.total.z.town"].to_list() == [None, 0]


STUDY = """
format: 1
title: Work
data: [{file: pre.csv, occasion: pre}, {file: post.csv, occasion: post}]
columns: {id: id}
occasions: {pre: pre, post: post}
measures:
  - {instrument: wsas, coding: declared, scales: [total]}
"""


def test_scores_over_other_items_are_a_finding_in_a_study(tmp_path):
    """p2 works before and not after; p1 never did, and p3 always."""
    pre = [["n/a", 4, 4, 4, 4], [4, 4, 4, 4, 4], [3, 4, 4, 4, 4]]
    post = [["n/a", 2, 2, 2, 2], ["n/a", 4, 4, 4, 4], [3, 2, 2, 2, 2]]
    frame_of(WSAS, pre).write_csv(tmp_path / "pre.csv")
    frame_of(WSAS, post).write_csv(tmp_path / "post.csv")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    result = run_study(read_plan(tmp_path / "study.yaml"))
    findings = pl.DataFrame(result.findings.astype(object).where(result.findings.notna(), None))
    findings_of_kind = findings.filter(pl.col("kind") == "items-differ")
    assert findings_of_kind.select("id", "occasion", "item").rows() == [
        ("p2", "pre", "total"), ("p2", "post", "total"),
    ]  # fmt: skip


def test_a_study_lists_contradictions_and_unknown_sexes(tmp_path):
    frame_of(AUDIT, [NEVER, AUDIT_ROWS["two answers"][0], [1] * 8 + [2, 2]]).write_csv(
        tmp_path / "pre.csv"
    )
    frame_of(AUDIT, [NEVER, NEVER, [1] * 8 + [0, 2]]).write_csv(tmp_path / "post.csv")
    text = STUDY.replace("instrument: wsas", "instrument: audit")
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    findings: pd.DataFrame = run_study(read_plan(tmp_path / "study.yaml")).findings
    findings_of_kind = findings[findings["kind"] == "skip-contradicted"]
    assert findings_of_kind[["id", "occasion", "item"]].values.tolist() == [
        ["p2", "pre", "audit_2"], ["p2", "pre", "audit_4"],
    ]  # fmt: skip
