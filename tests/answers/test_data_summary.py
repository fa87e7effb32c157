"""Where rows and cells went: counts by hand, and counts that add up whatever the data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorewell.answers.checks.data_summary import (
    DataSummary,
    count_replacements,
    data_summary,
    make_replacements,
    replacement_counts,
)
from scorewell.answers.columns.bind import bind
from scorewell.answers.layout.assemble import assemble
from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.definitions.model import Answer, Coding, Instrument, Item, MissingRule, Scale
from scorewell.io.json_values import plain
from scorewell.registry.contracts.files import ReadOptions
from scorewell.registry.registry import open_registry
from scorewell.report.write_report import write_report
from scorewell.scores.score_table import ScoreRequest, score_table
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

CODING = Coding(
    id="rating",
    answers=tuple(Answer(value=value, label=f"word {value}") for value in range(3)),
    alternatives={"one-based": (1, 2, 3)},
)
TRIAL = Instrument(
    id="trial",
    version="1.0.0",
    name="Trial",
    items=tuple(Item(id=f"t_{n}", position=n, coding=CODING, label=str(n)) for n in (1, 2)),
    scales=(
        Scale(
            id="total",
            name="Total",
            items=("t_1", "t_2"),
            reversed=frozenset({"t_1"}),
            method="sum",
            missing=MissingRule(rule="complete"),
            low=0,
            high=4,
            better="lower",
        ),
    ),
)


def summarise(folder: Path, text: str, *, file: dict[str, Any], **layout: Any) -> DataSummary:
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    arranged = DataLayout(files=(DataFile(path=path, **file),), **layout)
    return data_summary(assemble(arranged), arranged)


def check_sums(summary: DataSummary) -> None:
    """Everything that is read is somewhere."""
    for rows in summary.files:
        assert rows.total == rows.included + sum(rows.excluded.values())
    assert summary.sheets == summary.compared + sum(summary.not_compared.values())


def test_rows_of_a_file_with_totals_a_test_entry_and_sheets_without_a_partner(
    tmp_path: Path,
) -> None:
    text = (
        "id,when,x\na,pre,1\na,post,3\nb,pre,2\nc,post,6\nc,mid,2\n,pre,1\nd,,4\na,pre,5\n"
        "asdf,pre,1\nMean,,2.78\n"  # (1 + 3 + 2 + 6 + 2 + 1 + 4 + 5 + 1) / 9 = 2.78
    )
    summary = summarise(
        tmp_path, text, file={}, id_column="id", occasion_column="when", pre="pre",
        post="post", exclude_test_entries=True,
    )  # fmt: skip
    (rows,) = summary.files
    assert (rows.total, rows.included, rows.sheets) == (10, 8, 8)
    assert rows.excluded == {"summary-row": 1, "test-entry": 1}
    assert summary.not_compared == {
        "no-id": 1, "no-occasion": 1, "other-occasion": 1, "duplicate-row": 1, "no-pre": 1,
        "no-post": 1,
    }  # fmt: skip
    assert summary.compared == 2  # a before and after
    assert summary.respondents == 3  # a, b and c
    assert summary.alone == {"no-pre": 1, "no-post": 1}


def test_a_row_with_both_occasions_is_two_sheets(tmp_path: Path) -> None:
    summary = summarise(
        tmp_path, "id,t1_x,t2_x\na,1,2\nb,1,\nMean,1,2\n",
        file={"prefixes": {"t1": "t1_", "t2": "t2_"}}, pre="t1", post="t2",
    )  # fmt: skip
    (rows,) = summary.files
    # One number is not enough for a mean, so that the last row stays.
    assert (rows.total, rows.included, rows.sheets) == (3, 3, 6)
    assert (summary.compared, summary.respondents) == (6, 3)


def test_a_row_for_each_answer_is_part_of_a_sheet(tmp_path: Path) -> None:
    text = "id,when,q,v\na,pre,x,1\na,pre,y,2\na,post,x,1\na,pre,x,3\na,post,,3\nb,pre,x,1\n"
    summary = summarise(
        tmp_path, text, file={"items": ("q", "v")}, id_column="id", occasion_column="when",
        pre="pre", post="post",
    )  # fmt: skip
    (rows,) = summary.files
    assert rows.excluded == {"no-item": 1, "duplicate-answer": 1}
    assert (rows.total, rows.included, rows.sheets) == (6, 4, 3)
    assert summary.not_compared == {"no-post": 1}


def test_columns_that_the_layout_renames_are_counted_by_file(tmp_path: Path) -> None:
    columns = {"t1": {"Q before": "x", "y": "y"}, "t2": {"Q after": "x"}}
    summary = summarise(
        tmp_path, "id,Q before,Q after,y\na,1,,2\nb,1,2,2\nc,,,2\n",
        file={"columns": columns}, pre="t1", post="t2",
    )  # fmt: skip
    cells = [(entry.text, entry.meaning, entry.cells) for entry in summary.replacements]
    assert cells == [("Q after", "x", 1), ("Q before", "x", 2)]
    assert {entry.file for entry in summary.replacements} == {"a.csv"}


def test_two_sheets_of_one_workbook_are_counted_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for sheet, rows in (("before", 2), ("after", 3)):
            pl.DataFrame({"id": ["a", "b", "c"][:rows], "Q": [1, 2, 3][:rows]}).write_excel(
                book, worksheet=sheet
            )
    files = tuple(
        DataFile(path=path, columns={name: {"Q": "x"}}, read=ReadOptions(sheet=name))
        for name in ("before", "after")
    )
    arranged = DataLayout(files=files, id_column="id", pre="before", post="after")
    summary = data_summary(assemble(arranged), arranged)
    assert [(rows.file, rows.total) for rows in summary.files] == [
        ("a.xlsx (before)", 2), ("a.xlsx (after)", 3),
    ]  # fmt: skip
    assert [(entry.file, entry.cells) for entry in summary.replacements] == [
        ("a.xlsx (before)", 2), ("a.xlsx (after)", 3),
    ]  # fmt: skip
    assert summary.not_compared == {"no-pre": 1}


@pytest.mark.parametrize("kind", [pl.String, pl.Int64, pl.Float64])
@pytest.mark.parametrize(
    ("options", "cells"),
    [
        (  # t_1 is 1, 2, 99, 1; Q2 is 99, 3, none, 1
            {"coding": "one-based", "missing_codes": (99, 77)},
            {("column", "Q2", "t_2"): 3, ("missing-code", "99", ""): 2,
             ("missing-code", "77", ""): 0, ("code", "1", "0"): 3, ("code", "2", "1"): 1,
             ("code", "3", "2"): 1},
        ),
        (
            {"codes": {"1": 2, "2": 1, "3": 0}, "missing_codes": ("99",)},
            {("column", "Q2", "t_2"): 3, ("missing-code", "99", ""): 2, ("code", "1", "2"): 3,
             ("code", "2", "1"): 1, ("code", "3", "0"): 1},
        ),
        ({"coding": "declared"}, {("column", "Q2", "t_2"): 3}),
        (  # a code that stands for its own value is not replaced
            {"codes": {"1": 1, "3": 0}},
            {("column", "Q2", "t_2"): 3, ("code", "3", "0"): 1},
        ),
        (
            {"coding": "declared", "reversed_already": ("t_1",)},
            {("column", "Q2", "t_2"): 3, ("reversed", "t_1", "t_1"): 4},
        ),
    ],
)  # fmt: skip
def test_cells_are_counted_by_code(
    kind: Any, options: dict[str, Any], cells: dict[tuple[str, str, str], int]
) -> None:
    frame = pl.DataFrame({"t_1": [1, 2, 99, 1], "Q2": [99, 3, None, 1]}).cast(kind)
    binding = bind(frame.columns, TRIAL, mapping={"t_2": "Q2"}, **options)
    entries = count_replacements(frame, binding)
    counts = {(entry.kind, entry.text, entry.meaning): entry.cells for entry in entries}
    assert counts == cells
    # In a stream, the same.
    keys, expressions = zip(*replacement_counts(frame.schema, binding), strict=True)
    numbers = frame.lazy().select(e.alias(f"{n}") for n, e in enumerate(expressions)).collect()
    stream = make_replacements(zip(keys, numbers.row(0), strict=True), binding)
    assert {*stream} == {*entries}


REGISTRY = open_registry()
WSAS = REGISTRY.load("wsas")
IDS = st.sampled_from(["a", "b", "c", "A1", "test", "asdf", "Mean", "SD", "N", "Sum", ""])
OCCASIONS = st.sampled_from(["pre", "post", "mid", ""])
ROWS = st.lists(
    st.tuples(IDS, OCCASIONS, st.sampled_from(["0", "1", "2", "99", "", "x"])), min_size=1
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS, wide=st.booleans(), tests=st.booleans(), course=st.booleans())
def test_the_counts_add_up(
    tmp_path: Path, first: Any, second: Any, wide: bool, tests: bool, course: bool
) -> None:
    """Rows read are rows used and rows left out, sheets are compared or not, and no row is lost."""
    files = []
    for name, rows in (("a", first), ("b", second)):
        path = tmp_path / f"{name}.csv"
        lines = [",".join(row) for row in [("id", "when", "x"), *rows]]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        columns = {"pre": {"x": "y"}, "post": {"x": "y"}} if wide else {}
        files.append(DataFile(path=path, columns=columns))
    arranged = DataLayout(
        files=tuple(files), id_column="id", occasion_column="when", exclude_test_entries=tests,
        order=("pre", "post") if course else (), course=course,
    )  # fmt: skip
    data = assemble(arranged)
    summary = data_summary(data, arranged)
    check_sums(summary)
    assert [rows.total for rows in summary.files] == [len(first), len(second)]
    assert summary.sheets == data.frame.height
    assert sum(summary.excluded.values()) == sum(rows.height for rows in data.rows_left_out)
    assert summary.respondents <= summary.compared + sum(summary.not_compared.values())
    json.dumps(summary.to_dict())


ANSWERS = st.lists(
    st.tuples(IDS, OCCASIONS, st.sampled_from(["x", "y", ""]), st.sampled_from(["0", "1", ""])),
    min_size=1,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ANSWERS)
def test_the_counts_of_answers_in_rows_add_up(tmp_path: Path, rows: Any) -> None:
    """Each answer is in a sheet, or a further one to its item, or without an item."""
    text = "\n".join(",".join(row) for row in [("id", "when", "q", "v"), *rows]) + "\n"
    summary = summarise(
        tmp_path, text, file={"items": ("q", "v")}, id_column="id", occasion_column="when",
        order=("pre", "post"), course=True,
    )  # fmt: skip
    check_sums(summary)
    (counts,) = summary.files
    cells = {row[:3] for row in rows if row[2]}
    assert (counts.total, counts.included) == (len(rows), len(cells))
    assert counts.excluded.get("no-item", 0) == sum(not row[2] for row in rows)
    assert counts.sheets == len({row[:2] for row in rows})


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, tests=st.booleans())
def test_as_many_rows_are_scored_as_the_summary_says(
    tmp_path: Path, rows: Any, tests: bool
) -> None:
    path = tmp_path / "a.csv"
    heading = ["id", "n", *(f"wsas_{n}" for n in range(1, 6))]
    lines = [[id_, f"{n}", *[value] * 5] for n, (id_, _, value) in enumerate(rows)]
    path.write_text("\n".join(map(",".join, [heading, *lines])) + "\n", encoding="utf-8")
    layout = DataLayout(
        files=(DataFile(path=path),), rows_stand_alone=True, exclude_test_entries=tests
    )
    columns = {"coding": "declared", "missing_codes": (99,)}
    request = ScoreRequest(instrument=WSAS, layout=layout, columns=columns)
    table = score_table(request, REGISTRY)
    assert table.scores is not None
    assert table.data_summary is not None
    check_sums(table.data_summary)
    assert table.data_summary.total == len(rows)
    assert table.data_summary.sheets == table.scores.height
    values = [rows[int(n)][2] for n in table.scores["n"].to_list()]
    (missing,) = [e for e in table.data_summary.replacements if e.kind == "missing-code"]
    assert missing.cells == 5 * values.count("99")


def test_a_study_says_where_rows_and_cells_went(tmp_path: Path) -> None:
    items = ",".join(f"wsas_{n}" for n in range(1, 6))
    rows = ["a,pre,1,1,1,1,99", "a,post,2,2,2,2,2", "b,pre,3,3,3,99,99", "test,pre,3,3,3,3,3"]
    (tmp_path / "a.csv").write_text("\n".join([f"id,when,{items}", *rows]) + "\n")
    (tmp_path / "study.yaml").write_text(
        """format: 1
title: Rows
data: [{file: a.csv}]
columns: {id: id, occasion: when}
occasions: {pre: pre, post: post}
exclude_test_entries: true
missing_codes: [99]
measures:
  - {instrument: wsas, coding: declared, change: {sd: 8, reliability: 0.9}}
"""
    )
    result = run_study(read_plan(tmp_path / "study.yaml"))
    summary = result.data_summary
    assert summary is not None
    check_sums(summary)
    assert summary.excluded == {"test-entry": 1}
    assert (summary.compared, summary.not_compared) == (2, {"no-post": 1})
    assert [(e.text, e.cells) for e in summary.replacements] == [("99", 3)]
    change = result.changes[0]
    assert change.data_summary == summary
    assert change.to_dict()["data_summary"] == plain(summary)
    write_report(result, tmp_path / "report")
    manifest = json.loads((tmp_path / "report" / "manifest.json").read_text("utf-8"))
    assert manifest["rows"] == plain(summary)
    page = (tmp_path / "report" / "summary.html").read_text("utf-8")
    text = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "a.csv: left out, entries that test a form 1" in text
    assert "wsas: 99 taken as missing 3" in text
    assert "Not compared: no row after 1" in text
