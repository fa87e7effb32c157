"""Columns that number the rows, columns that identify nobody, and rows that are no person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scorewell.answers.checks.findings import Problems
from scorewell.answers.detection.column_roles import id_columns
from scorewell.answers.layout.assemble import assemble
from scorewell.answers.layout.data_file import ID
from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.errors import DataError
from scorewell.study.plan import StudyPlan
from scorewell.study.select_scores import make_pairs


def frame(**columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(columns)


@pytest.mark.parametrize("name", ["ID", "_id", "Nr", "lfd. Nr."])
def test_a_code_that_people_typed_goes_before_a_number_of_the_rows(name: str) -> None:
    data = pl.DataFrame({name: ["1", "2", "3"], "Ihr Code": ["ab", "cd", "ef"]})
    ids = id_columns(data, (), "", "")
    assert ids.columns[0] == "Ihr Code"
    assert ids.counters == (name,)


def test_a_number_of_the_rows_stays_where_there_is_no_code() -> None:
    ids = id_columns(frame(id=["1", "2", "4"], age=["30", "30", "41"]), (), "", "")
    assert (ids.columns, ids.counters) == (("id",), ("id",))


@pytest.mark.parametrize("values", [["3", "1", "2"], ["101", "102", "107"], ["a", "b", "c"]])
def test_other_ids_are_no_numbers_of_the_rows(values: list[str]) -> None:
    ids = id_columns(frame(id=values), (), "", "")
    assert (ids.columns, ids.counters) == (("id",), ())


def test_a_number_of_the_rows_over_occasions_is_seen() -> None:
    data = frame(id=["1", "2", "3", "4"], occasion=["pre", "pre", "post", "post"])
    assert id_columns(data, (), "", "occasion").counters == ("id",)
    repetition = frame(id=["1", "2", "1", "2"], occasion=["pre", "pre", "post", "post"])
    assert id_columns(repetition, (), "", "occasion").counters == ()


@pytest.mark.parametrize("constant", [["S1", "S1", "S1"], ["", "", ""], ["7", "7", ""]])
def test_a_column_with_one_value_identifies_nobody(constant: list[str]) -> None:
    ids = id_columns(frame(study_id=constant, code=["a", "b", "c"]), (), "", "")
    assert ids.columns == ("code",)


def layout(path: Path, **options: Any) -> DataLayout:
    return DataLayout(files=(DataFile(path=path),), rows_stand_alone=True, **options)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ("a,1,4\nb,2,8\nc,6,3\nMittelwert,3,5\nN,3,3\n", ["a", "b", "c"]),
        ("a,1,4\nb,2,8\nc,6,3\nSumme:,9,15\n", ["a", "b", "c"]),
        ("a,1,4\nb,2,8\nc,6,3\nSD,2.65,2.65\n", ["a", "b", "c"]),
        ("a,1,4\nSD,2,8\nc,6,3\nMean,3,6\n", ["a", "SD", "c", "Mean"]),
        ("a,1,4\nb,2,8\nMM,1.5,6\n", ["a", "b", "MM"]),
    ],
)
def test_a_row_is_a_total_by_its_word_and_its_values(
    tmp_path: Path, rows: str, ids: list[str]
) -> None:
    # (1+2+6)/3 = 3, (4+8+3)/3 = 5; SD of 1, 2, 6: sqrt((4+1+9)/2) = 2.646; of 4, 8, 3:
    # sqrt((1+9+4)/2) = 2.646.
    path = write(tmp_path / "a.csv", f"id,x,y\n{rows}")
    assert assemble(layout(path)).frame[ID].to_list() == ids


def kinds(path: Path, **options: Any) -> list[tuple[str, str]]:
    data = assemble(layout(path, **options))
    problems = Problems()
    problems.add_rows_left_out(data.rows_left_out)
    problems.add_rows(data.frame, layout(path, **options))
    table = problems.frame().filter(pl.col("value").is_not_null())
    return list(table.select("kind", "value").iter_rows())


@pytest.mark.parametrize("id_", ["test", "Test 2", "asdf", "demo1"])
def test_a_test_entry_stays_with_a_finding(tmp_path: Path, id_: str) -> None:
    path = write(tmp_path / "a.csv", f"id,x\np1,1\n{id_},2\n")
    assert kinds(path) == [("test-entry", id_)]
    assert assemble(layout(path)).frame.height == 2
    assert assemble(layout(path, exclude_test_entries=True)).frame[ID].to_list() == ["p1"]
    assert kinds(path, exclude_test_entries=True) == [("test-entry", id_)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("AB12", "ab12"), ("AB 12", "AB12"), ("AB-12", "AB12"), ("007", "7"), ("P-01", "P1"),
        ("01-002", "01002"), ("Zo\u00eb", "Zoe\u0308"), ("a\u201312", "a-12"),
    ],
)  # fmt: skip
def test_ids_that_differ_in_their_spelling_are_a_finding(
    tmp_path: Path, first: str, second: str
) -> None:
    path = write(tmp_path / "a.csv", f"id,x\n{first},1\n{second},2\nother,2\n")
    assert kinds(path) == [("id-spelling", first), ("id-spelling", second)]


@pytest.mark.parametrize(("first", "second"), [("1-12", "11-2"), ("A1", "A10"), ("ab", "ac")])
def test_other_ids_are_not_taken_for_spellings(tmp_path: Path, first: str, second: str) -> None:
    assert kinds(write(tmp_path / "a.csv", f"id,x\n{first},1\n{second},2\n")) == []


@pytest.mark.parametrize("columns", ["site,number", ("site", "number"), "Site, Number"])
def test_several_columns_identify_the_respondent(tmp_path: Path, columns: Any) -> None:
    path = write(tmp_path / "a.csv", "site,number,x\nA,1,1\nA/1,2,1\nB,,2\n")
    data = assemble(layout(path, id_column=columns))
    assert data.frame[ID].to_list() == ["A/1", "A\\/1/2", None]


def test_one_column_whose_name_has_a_comma_is_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", '"your code, please",x\np1,1\n')
    assert assemble(layout(path, id_column="your code, please")).frame[ID].to_list() == ["p1"]


@pytest.mark.parametrize("name", ["id", "ID", "respondent"])
def test_a_number_of_the_rows_of_two_files_is_asked_for(tmp_path: Path, name: str) -> None:
    files = tuple(
        DataFile(
            path=write(tmp_path / f"{occasion}.csv", f"{name},x\n1,3\n2,4\n3,5\n"),
            occasion=occasion,
        )
        for occasion in ("pre", "post")
    )
    with pytest.raises(DataError, match="numbers the rows") as caught:
        assemble(DataLayout(files=files, pre="pre", post="post"))
    assert f"--id {name}" in caught.value.hint
    id_option = assemble(DataLayout(files=files, pre="pre", post="post", id_column=name))
    assert id_option.frame.height == 6


def test_a_respondent_in_two_groups_is_in_none(tmp_path: Path) -> None:
    rows = "a,pre,x,1\na,post,y,2\nb,pre,x,1\nb,post,,2\nc,pre,y,1\nc,post,y,3\n"
    path = write(tmp_path / "a.csv", f"id,occasion,arm,score\n{rows}")
    files = (DataFile(path=path),)
    arranged = DataLayout(files=files, pre="pre", post="post", group_column="arm")
    data = assemble(arranged)
    plan = StudyPlan(title="t", layout=arranged, measures=())
    pairs = make_pairs(data.frame, "score", plan)
    groups = [value if isinstance(value, str) else None for value in pairs["group"]]
    assert groups == [None, "x", "y"]
    problems = Problems()
    problems.add_rows(data.frame, arranged)
    findings = problems.frame().filter(pl.col("kind") == "several-groups")
    assert findings["id"].to_list() == ["a", "a"]


def test_many_rows_with_a_word_of_totals_are_respondents(tmp_path: Path) -> None:
    """Sites called M and F in half a million rows: each row would be compared with all above."""
    rows = "M,1\nF,2\n" * 250_000
    path = write(tmp_path / "a.csv", f"id,score\n{rows}")
    data = assemble(DataLayout(files=(DataFile(path=path),), rows_stand_alone=True))
    assert data.frame.height == 500_000
