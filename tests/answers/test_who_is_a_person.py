"""Columns that number the rows, columns that identify nobody, and rows that are no person."""

from __future__ import annotations

import polars as pl
import pytest

from scorewell.answers.detection.column_roles import id_columns


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
    repeated = frame(id=["1", "2", "1", "2"], occasion=["pre", "pre", "post", "post"])
    assert id_columns(repeated, (), "", "occasion").counters == ()


@pytest.mark.parametrize("constant", [["S1", "S1", "S1"], ["", "", ""], ["7", "7", ""]])
def test_a_column_with_one_value_identifies_nobody(constant: list[str]) -> None:
    ids = id_columns(frame(study_id=constant, code=["a", "b", "c"]), (), "", "")
    assert ids.columns == ("code",)
