"""Rows of totals, test entries, missing codes and counts: a stream does as memory does.

Each answer of a is 3, of b 6, of c 1, so that the totals are 15, 30 and 5 on five items of the
WSAS; the mean of the three is (3 + 6 + 1) / 3 = 3.33, their sum 10, and their SD the root of
(0.11 + 7.11 + 5.44) / 2, 2.52; the root of a third of that is 2.05, and somebody with the
initials SD may answer 2.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.errors import DataError
from scorewell.registry.registry import open_registry
from scorewell.scores import score_table as module
from scorewell.scores.score_table import ScoreRequest, ScoreTable, score_table

REGISTRY = open_registry()
WSAS = REGISTRY.load("wsas")
HEAD = ["id", "occasion", *(f"wsas_{n}" for n in range(1, 6))]
PEOPLE = [("a", "3"), ("b", "6"), ("c", "1")]
KINDS = {"csv": pl.DataFrame.write_csv, "parquet": pl.DataFrame.write_parquet}


def write(folder: Path, rows: list[tuple[str, str]], kind: str = "csv", **names: str) -> Path:
    lines = [[id_, "pre", *[value] * 5] for id_, value in rows]
    frame = pl.DataFrame(lines, schema=dict.fromkeys(HEAD, pl.String), orient="row")
    path = folder / f"answers.{kind}"
    KINDS[kind](frame.rename(names), path)
    return path


def score(
    monkeypatch: pytest.MonkeyPatch,
    path: Path,
    limit: int,
    *,
    target: str = "csv",
    **options: Any,
) -> tuple[ScoreTable, pl.DataFrame]:
    """Score a file in memory, or in a stream where the limit is 0; the table and the file."""
    monkeypatch.setattr(module, "SMALL", limit)
    layout = DataLayout(
        files=(DataFile(path=path),), rows_stand_alone=True, **options.pop("layout", {})
    )
    columns = {"coding": "declared", **options.pop("columns", {})}
    output = path.parent / f"scores.{target}"
    request = ScoreRequest(
        instrument=WSAS,
        layout=layout,
        columns=columns,
        output=output,
        overwrite=True,
        **options,
    )
    table = score_table(request, REGISTRY)
    read = pl.read_csv if target == "csv" else pl.read_parquet
    return table, read(output)


def findings(table: ScoreTable) -> list[tuple[Any, ...]]:
    if table.findings is None:
        return []
    rows = table.findings.select("row", "id", "value", "problem", "action", "kind")
    return sorted(rows.iter_rows(), key=str)


CASES: dict[str, tuple[list[tuple[str, str]], dict[str, Any], list[str]]] = {
    "a mean": ([*PEOPLE, ("Mean", "3.33")], {}, ["a", "b", "c"]),
    "a sum within": ([*PEOPLE, ("Summe:", "10"), ("d", "2")], {}, ["a", "b", "c", "d"]),
    "two totals": ([*PEOPLE, ("Mean", "3.33"), ("N", "3")], {}, ["a", "b", "c"]),
    "initials": ([*PEOPLE, ("SD", "2")], {}, ["a", "b", "c", "SD"]),
    "an SD": ([*PEOPLE, ("SD", "2.52")], {}, ["a", "b", "c"]),
    "a mean that is none": ([*PEOPLE, ("Mean", "4")], {}, ["a", "b", "c", "Mean"]),
    "a test": ([*PEOPLE, ("test", "4")], {}, ["a", "b", "c", "test"]),
    "a test left out": (
        [("test", "4"), *PEOPLE, ("asdf", "4")], {"exclude_test_entries": True}, ["a", "b", "c"],
    ),
    "a mean with the test": (
        [*PEOPLE, ("test", "4"), ("Mean", "3.5")], {"exclude_test_entries": True},
        ["a", "b", "c"],
    ),
    "nothing odd": (PEOPLE, {}, ["a", "b", "c"]),
}  # fmt: skip


@pytest.mark.parametrize("target", ["csv", "parquet"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("case", CASES)
def test_a_stream_leaves_out_and_says_what_memory_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, case: str, kind: str, target: str
) -> None:
    rows, options, ids = CASES[case]
    path = write(tmp_path, rows, kind)
    memory, in_memory = score(monkeypatch, path, 1 << 23, target=target, layout=options)
    stream, streamed = score(monkeypatch, path, 0, target=target, layout=options)
    assert streamed["id"].to_list() == in_memory["id"].to_list() == ids
    assert streamed["wsas.total"].to_list() == in_memory["wsas.total"].to_list()
    # Answers such as 3.33 are findings, too, where a row of totals stays or is not yet known.
    assert findings(stream) == findings(memory)
    assert stream.rows == memory.rows == len(ids)
    assert memory.data_summary is not None
    assert memory.data_summary.respondents == len(set(ids))
    assert stream.data_summary == replace(memory.data_summary, respondents=None)
    assert stream.data_summary.total == len(rows)


@pytest.mark.parametrize("target", ["csv", "parquet"])
@pytest.mark.parametrize("keep", [None, ["occasion"], ["id"]])
def test_cells_are_counted_and_ids_checked_whatever_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, keep: list[str] | None, target: str
) -> None:
    rows = [*PEOPLE, ("Mean", "3.33"), ("d", "99"), ("e", "-1"), ("f", "99")]
    path = write(tmp_path, rows, wsas_2="WSAS 02")
    options = {"keep": keep, "columns": {"missing_codes": (99, -1)}, "target": target}
    memory, _ = score(monkeypatch, path, 1 << 23, **options)
    stream, streamed = score(monkeypatch, path, 0, **options)
    assert streamed.height == 6
    assert stream.data_summary is not None
    cells = {(e.kind, e.text): e.cells for e in stream.data_summary.replacements}
    assert cells == {
        ("missing-code", "99"): 10, ("missing-code", "-1"): 5, ("column", "WSAS 02"): 6,
    }  # fmt: skip
    assert memory.data_summary is not None
    assert set(stream.data_summary.replacements) == set(memory.data_summary.replacements)


@pytest.mark.parametrize("code", [3, 6, "1"])
def test_a_stream_refuses_a_missing_code_that_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: float | str
) -> None:
    path = write(tmp_path, [*PEOPLE, ("d", "n/a")])
    with pytest.raises(DataError, match=rf"missing code {code} \(5 answers\)"):
        score(monkeypatch, path, 0, columns={"missing_codes": (code,)})
    assert not (tmp_path / "scores.csv").exists()
    options = {"columns": {"missing_codes": (code,)}, "over_answers": True}
    table, scores = score(monkeypatch, path, 0, **options)
    assert table.rows == 4
    assert scores["wsas.total"].null_count() == 2


def test_a_very_large_file_is_not_read_into_memory_for_its_rows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "LARGE", 0)
    path = write(tmp_path, [*PEOPLE, ("Mean", "3.33"), ("test", "9"), ("test", "1")])
    table, scores = score(monkeypatch, path, 0, list_findings=True)
    assert scores["id"].to_list() == ["a", "b", "c", "test", "test"]
    kinds = [(row, kind) for row, *_, kind in findings(table)]
    assert set(kinds) == {
        (4, "summary-row"), (4, "not-whole"), (5, "test-entry"), (6, "test-entry"),
        (5, "outside-coding"),
    }  # fmt: skip
    assert not table.rows_compared


def test_an_id_column_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = write(tmp_path, PEOPLE)
    with pytest.raises(DataError, match="has no column `code`"):
        score(monkeypatch, path, 0, layout={"id_column": "code"})


def test_several_columns_together_are_no_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = write(tmp_path, [*PEOPLE, ("test", "3")])
    layout = {"id_column": "occasion,id", "exclude_test_entries": True}
    table, scores = score(monkeypatch, path, 0, layout=layout)
    assert (table.rows, scores.height, table.findings) == (4, 4, None)
