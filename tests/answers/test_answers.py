"""Columns to items, encodings, findings, and files of answers."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.answers.checks.answer_checks import answer_findings, findings
from scorewell.answers.columns.bind import bind
from scorewell.answers.columns.encoding import encoding
from scorewell.answers.files.open import load_table, open_table, scan
from scorewell.answers.files.write import sink
from scorewell.answers.values.encoding_check import check_encoding, fitting_encodings
from scorewell.answers.values.expressions import answer_expressions
from scorewell.definitions.model import Answer, Coding, Instrument, Item, MissingRule, Scale
from scorewell.errors import DataError
from scorewell.registry.contracts.files import ReadOptions

LABELS = ("not at all", "a little", "somewhat", "quite", "extremely")


def coding(*values: float, labels: tuple[str, ...] = (), **alternatives: Any) -> Coding:
    labels = labels or ("",) * len(values)
    instrument = tuple(Answer(value=v, label=t) for v, t in zip(values, labels, strict=True))
    return Coding(
        id="c",
        answers=instrument,
        alternatives={k.replace("_", "-"): v for k, v in alternatives.items()},
    )


LIKENESS = coding(
    0, 1, 2, 3, 4, labels=LABELS, one_based=(1, 2, 3, 4, 5), turned=(4, 3, 2, 1, 0)
)


def instrument(
    n: int = 3, *, first: Coding = LIKENESS, name: str = "fscrs", prefix: str = "", **more: Any
) -> Instrument:
    items = tuple(
        Item(id=f"{prefix or name}_{place}", position=place, coding=first, label=str(place))
        for place in range(1, n + 1)
    )
    scale = Scale(
        id="hated_self",
        name="Hated self",
        items=tuple(item.id for item in items),
        method="sum",
        missing=MissingRule(rule="complete"),
        low=0,
        high=12,
        better="lower",
    )
    return Instrument(
        id=name, version="1.0.0", name="Test", items=items, scales=(scale,), **more
    )


FSCRS = instrument()


def bind_columns(
    columns: list[str], instrument: Instrument = FSCRS, **options: Any
) -> list[str]:
    return list(bind(columns, instrument, **options).columns.values())


# --- columns to items ------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        ["fscrs_1", "fscrs_2", "fscrs_3"],
        ["FSCRS-1", "FSCRS-2", "FSCRS-3"],
        ["fscrs 1", "Fscrs 2", "FSCRS 3"],
        ["Fscrs_01", "Fscrs_02", "Fscrs_03"],
        ["fscrs1", "fscrs2", "fscrs3"],
        ["FSCRS.q1", "FSCRS.q2", "FSCRS.q3"],
        ["fscrs_item_1", "fscrs_item_2", "fscrs_item_3"],
        ["self_criticism_1", "self_criticism_2", "self_criticism_3"],
    ],
)
def test_case_separators_zeros_and_names_of_the_instrument_are_forgiven(columns):
    instrument = replace(FSCRS, aliases=("Self-criticism",))
    assert bind_columns(["id", *columns, "sex"], instrument) == columns


def test_columns_come_in_the_order_of_the_form():
    assert bind_columns(["fscrs_3", "id", "fscrs_1", "fscrs_2"]) == [
        "fscrs_1",
        "fscrs_2",
        "fscrs_3",
    ]


@given(st.permutations(["fscrs_1", "FSCRS 2", "fscrs-03", "id", "total"]))
def test_the_order_of_columns_does_not_change_the_binding(columns):
    assert bind_columns(columns) == ["fscrs_1", "FSCRS 2", "fscrs-03"]


def test_two_columns_that_fit_one_item_are_an_error_that_names_both():
    with pytest.raises(
        DataError, match="2 columns fit item fscrs_1: fscrs_1, FSCRS-01"
    ) as error:
        bind(["fscrs_1", "FSCRS-01", "fscrs_2", "fscrs_3"], FSCRS)
    assert "map of columns" in error.value.hint
    assert (
        bind_columns(["fscrs_1", "FSCRS-01", "fscrs_2", "fscrs_3"], ignore=["fscrs_1"])[0]
        == "FSCRS-01"
    )
    assert (
        bind_columns(["fscrs_1", "FSCRS-01", "fscrs_2", "fscrs_3"], mapping={"1": "fscrs_1"})[0]
        == "fscrs_1"
    )


def test_total_column_is_never_an_item():
    # a nine-item form called phq-9: the column PHQ9 is its total, not its ninth item
    phq = replace(instrument(9, name="phq"), id="phq-9", acronym="PHQ-9")
    numbers = [f"PHQ_{n}" for n in range(1, 9)]
    with pytest.raises(DataError, match="1 of 9 items have no column: phq_9"):
        bind([*numbers, "PHQ9"], phq)
    assert bind_columns([*numbers, "PHQ_9", "PHQ9", "total"], phq) == [*numbers, "PHQ_9"]
    single = Instrument(
        id="pain",
        version="1.0.0",
        name="Pain",
        items=(replace(FSCRS.items[0], id="hated_self"),),
        scales=FSCRS.scales,
    )
    with pytest.raises(DataError, match="no column: hated_self"):
        bind(["id", "hated_self"], single)
    assert bind_columns(["id", "hated_self"], single, mapping={1: "hated_self"}) == [
        "hated_self"
    ]


def test_the_last_item_of_a_series_is_an_item_though_the_instrument_is_called_like_it():
    phq = replace(instrument(9, name="phq"), id="phq-9", acronym="PHQ-9")
    for stem in ("PHQ", "phq-", "Phq."):
        series = [f"{stem}{n}" for n in range(1, 10)]
        assert bind_columns([*series, "total"], phq) == series


def test_numbers_that_a_separator_holds_apart_are_not_run_together():
    result = instrument(11, name="phq9")
    columns = [f"phq9_{n}" for n in range(1, 12)]
    assert bind_columns(["phq91", *columns], result) == columns  # phq91 is not phq9_1
    with pytest.raises(DataError, match="11 of 11 items"):
        bind([f"phq9{n}" for n in range(1, 12)], result)


def test_items_that_keep_the_numbers_of_a_longer_form_are_not_taken_by_position():
    # the two-item form has items 5 and 9 of the long one: pseq_1 is none of them
    items = tuple(
        replace(FSCRS.items[0], id=f"pseq_{n}", position=p) for p, n in ((1, 5), (2, 9))
    )
    short = Instrument(
        id="pseq-2", version="1.0.0", name="PSEQ-2", aliases=("PSEQ",), items=items
    )
    columns = [f"PSEQ-{n}" for n in range(1, 11)]
    assert bind_columns(columns, short) == ["PSEQ-5", "PSEQ-9"]


@pytest.mark.parametrize(
    ("pattern", "columns"),
    [
        ("Q{n}", ["Q1", "Q2", "Q3"]),
        ("Q{n}", ["q01", "Q-2", "Q 3"]),
        ("v{n:02}_pre", ["v01_pre", "v02_pre", "v03_pre"]),
        ("T1.{id}", ["T1.fscrs_1", "T1.fscrs_2", "T1.fscrs_3"]),
        ("{id}", ["fscrs_1", "fscrs_2", "fscrs_3"]),
    ],
)
def test_a_pattern_names_the_columns(pattern, columns):
    assert bind_columns(["id", *columns], mapping=pattern) == columns


def test_an_exact_name_wins_over_a_similar_one_under_a_pattern():
    assert bind_columns(["Q1", "q1", "Q2", "Q3"], mapping="Q{n}") == ["Q1", "Q2", "Q3"]
    with pytest.raises(DataError, match="2 columns fit item fscrs_1: q1, Q-1"):
        bind(["q1", "Q-1", "Q2", "Q3"], FSCRS, mapping="Q{n}")


@pytest.mark.parametrize("pattern", ["Q", "Q{m}", "Q{n}{x}", "Q{n"])
def test_a_pattern_without_a_place_is_refused(pattern):
    with pytest.raises(DataError, match="no pattern of columns"):
        bind(["Q1"], FSCRS, mapping=pattern)


@pytest.mark.parametrize(
    "mapping",
    [
        {1: "a", 2: "b", 3: "c"},
        {"1": "a", "2": "b", "3": "c"},
        {"fscrs_1": "a", "fscrs_2": "b", "fscrs_3": "c"},
        {"fscrs_1": "a", 2: "b", "3": "c"},
    ],
)
def test_string_and_integer_item_numbers_bind_alike(mapping):
    assert bind_columns(["c", "b", "a"], mapping=mapping) == ["a", "b", "c"]


def test_items_that_a_map_leaves_out_are_found_by_name():
    assert bind_columns(["x", "fscrs_2", "fscrs_3"], mapping={1: "x"}) == [
        "x",
        "fscrs_2",
        "fscrs_3",
    ]


@pytest.mark.parametrize(
    ("mapping", "message", "hint"),
    [
        ({4: "a"}, "names '4', which is no item", "the items are 1, fscrs_1, 2"),
        ({"fscr_1": "a"}, "names 'fscr_1', which is no item", "did you mean fscrs_1"),
        ({1: "aa"}, "item fscrs_1 in column 'aa', which is not there", ""),
        ({1: "a", 2: "a"}, "'a' is given for several items: fscrs_1, fscrs_2", ""),
        ({1: "a", "fscrs_1": "b"}, "2 columns fit item fscrs_1: b, a", ""),
        ({1: "fscrs_2"}, "'fscrs_2' is given for several items: fscrs_1, fscrs_2", ""),
    ],
)
def test_maps_that_do_not_fit_are_refused(mapping, message, hint):
    with pytest.raises(DataError, match=message) as error:
        bind(["a", "b", "fscrs_1", "fscrs_2", "fscrs_3"], FSCRS, mapping=mapping)
    assert hint in error.value.hint


def test_missing_columns_are_listed_with_what_is_there_and_the_nearest():
    with pytest.raises(DataError) as error:
        bind(["id", "fscrs_1", "fsrcs_2", "age"], FSCRS)
    text = str(error.value)
    assert "2 of 3 items have no column: fscrs_2, fscrs_3" in text
    assert "the columns are id, fscrs_1, fsrcs_2, age" in text
    assert "no column for item fscrs_2" in text
    assert "did you mean fsrcs_2" in text


def test_numbered_columns_are_suggested_as_a_pattern():
    with pytest.raises(DataError) as error:
        bind(["id", "Q01", "Q02", "Q03"], FSCRS)
    assert error.value.hint == "if these are the items, give the columns as the pattern Q{n}"
    assert error.value.findings == ()


def test_absent_items_are_an_error_unless_allowed_and_never_all_of_them():
    with pytest.raises(DataError, match="1 of 3 items"):
        bind(["fscrs_1", "fscrs_2"], FSCRS)
    assert bind_columns(["fscrs_1", "fscrs_2"], allow_absent=True) == ["fscrs_1", "fscrs_2"]
    with pytest.raises(DataError, match="3 of 3 items"):
        bind(["id"], FSCRS, allow_absent=True)


def test_an_unknown_encoding_is_refused_with_those_there_are():
    with pytest.raises(DataError, match="has declared, one-based, turned") as error:
        bind(["fscrs_1", "fscrs_2", "fscrs_3"], FSCRS, coding="onebased")
    assert error.value.hint == "did you mean one-based?"


# --- encodings -------------------------------------------------------------------------


def test_texts_stand_for_answers_by_label_or_number():
    texts = encoding(LIKENESS).texts
    write_file = {
        "not at all": 0,
        "0": 0,
        "0.0": 0,
        "1,0": 1,
        "+2": 2,
        "03": 3,
        "003": 3,
        "4.000000": 4,
    }
    assert {text: texts[text] for text in write_file} == write_file
    halves = encoding(coding(0, 0.5)).texts
    assert [halves[t] for t in ("0.5", "0,5", "0.50")] == [0.5, 0.5, 0.5]
    assert "5" not in texts


def test_codes_win_over_labels_and_labels_that_are_numbers_do_not_count():
    # the form prints 1 for what scores 0
    texts = encoding(coding(0, 1, labels=("1", "2"))).texts
    assert (texts["0"], texts["1"]) == (0, 1)
    assert "2" not in texts


def test_a_label_of_two_answers_stands_for_neither():
    code = encoding(coding(0, 1, 2, labels=("no", "yes", "yes")))
    assert "yes" not in code.texts
    assert code.unclear == {"yes"}


def test_the_answer_none_is_not_a_blank_where_it_is_a_label():
    code = encoding(coding(0, 1, labels=("None", "Some")))
    assert code.texts["none"] == 0
    assert "none" not in code.missing_texts
    assert "na" in code.missing_texts


def test_missing_codes_win_over_answers_in_numbers_and_in_text():
    code = encoding(coding(*range(10)), missing=(9, "99", "refused"))
    assert 9 not in code.numbers
    assert {"9", "9.0", "99", "refused"} <= code.missing_texts
    assert "9" not in code.texts


def test_answers_are_expressions_without_nulls():
    frame = pl.DataFrame(
        {
            "fscrs_1": [0, 4, None],
            "fscrs_2": ["a little", "x", ""],
            "fscrs_3": [math.nan, 9.0, 2.0],
        }
    )
    instrument = answer_expressions(frame, bind(frame.columns, FSCRS))
    columns = [
        expr.alias(f"{name} {item}")
        for item, first in instrument.items()
        for name, expr in (("ok", first.ok), ("value", first.value), ("given", first.present))
    ]
    read = nw.from_native(frame).select(*columns).to_native()
    assert read.to_dict(as_series=False) == {
        "ok fscrs_1": [1, 1, 0], "value fscrs_1": [0, 4, 0], "given fscrs_1": [1, 1, 0],
        "ok fscrs_2": [1, 0, 0], "value fscrs_2": [1, 0, 0], "given fscrs_2": [1, 1, 0],
        "ok fscrs_3": [0, 0, 1], "value fscrs_3": [0, 0, 2], "given fscrs_3": [0, 1, 1],
    }  # fmt: skip


def test_a_binding_to_other_columns_is_refused():
    with pytest.raises(DataError, match="no column fscrs_3"):
        answer_expressions(
            pl.DataFrame({"fscrs_1": [1], "fscrs_2": [1]}),
            bind(["fscrs_1", "fscrs_2", "fscrs_3"], FSCRS),
        )


def frame_of(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["fscrs_1", "fscrs_2", "fscrs_3"])


COLUMNS = ["fscrs_1", "fscrs_2", "fscrs_3"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0, 1, 2), (4, None, 3)], ("declared", "turned")),
        ([(1, 2, 3), (4, None, 3)], ("declared", "one-based", "turned")),
        ([(1, 2, 3), (5, None, 3)], ("one-based",)),
        ([(0, 2, 3), (5, None, 3)], ()),
        ([(None, None, None)], ("declared", "one-based", "turned")),
        ([("not at all", "1", "")], ("declared", "one-based", "turned")),
    ],
)
def test_fits_names_the_encodings_in_which_every_answer_is_allowed(rows, expected):
    frame = frame_of(*rows)
    assert fitting_encodings(frame, bind(COLUMNS, FSCRS)) == expected
    assert (
        fitting_encodings(
            pl.DataFrame(
                frame.astype(object).where(frame.notna(), None).to_dict("list"), strict=False
            ),
            bind(COLUMNS, FSCRS),
        )
        == expected
    )


def test_an_encoding_that_only_some_items_have_leaves_the_others_declared():
    yes_no = Coding(
        id="y", answers=(Answer(value=0), Answer(value=1)), alternatives={"one-two": (1, 2)}
    )
    instrument = replace(
        FSCRS, items=(*FSCRS.items[:2], replace(FSCRS.items[2], coding=yes_no))
    )
    assert fitting_encodings(frame_of((0, 4, 2)), bind(COLUMNS, instrument)) == ("one-two",)
    with pytest.raises(
        DataError, match=r"declared coding \(0, 1, 2, 3, 4; 0, 1\).*one-two \(1, 2\)"
    ):
        check_encoding(frame_of((0, 4, 2)), bind(COLUMNS, instrument))


@pytest.mark.parametrize(
    ("rows", "coding_name", "stops"),
    [
        ([(1, 2, 5)], "", True),
        ([(1, 2, 5)], "one-based", False),
        ([(1, 2, 5)], "declared", False),
        ([(1, 2, 4)], "", True),
        ([(1, 2, 4)], "one-based", False),
        ([(1, 2, 4)], "declared", False),
        ([(0, 2, 5)], "", False),
        ([(0, 2, 4)], "", False),
        ([(None, None, None)], "", False),
        ([("not at all", "", None)], "", False),
        ([("not at all", "1", None)], "", True),
        ([("not at all", "1", None), ("0", "", None)], "", False),
    ],
)
def test_the_check_stops_when_the_data_does_not_tell_the_encoding(rows, coding_name, stops):
    binding = bind(COLUMNS, FSCRS, coding=coding_name)
    if stops:
        with pytest.raises(DataError, match="one-based"):
            check_encoding(frame_of(*rows), binding)
    else:
        check_encoding(frame_of(*rows), binding)


TEXT = st.sampled_from([None, "", "0", "1", " 2 ", "3,0", "5", "Extremely", "not at all", "x"])
NUMBER = st.sampled_from([None, 0, 1, 2, 3, 4, 5, 9])


@given(st.lists(st.tuples(TEXT, NUMBER, TEXT), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_each_different_answer_once_tells_what_all_rows_tell(rows):
    """Frames in memory are judged by their different answers, lazy ones row by row."""
    types = {"fscrs_1": pl.String, "fscrs_2": pl.Int64, "fscrs_3": pl.String}
    frame = pl.DataFrame(rows, schema=types, orient="row")
    plain = bind(COLUMNS, FSCRS)
    for binding in (plain, replace(plain, mirrored=frozenset({"fscrs_3"}))):
        assert fitting_encodings(frame, binding) == fitting_encodings(frame.lazy(), binding)
        assert findings(frame, binding).equals(findings(frame.lazy(), binding))


# --- findings --------------------------------------------------------------------------

WRONG = {
    "id": ["a", "b", "c"],
    "fscrs_1": ["0", "abc", "3"],
    "fscrs_2": ["2.5", "3 ", "7"],
    "fscrs_3": ["", "-1", "Quite"],
}
ROWS = [
    (1, "a", "fscrs_2", "2.5", "not a whole number"),
    (2, "b", "fscrs_1", "abc", "text that is no label of the coding"),
    (2, "b", "fscrs_3", "-1", "outside the coding 0, 1, 2, 3, 4"),
    (3, "c", "fscrs_2", "7", "outside the coding 0, 1, 2, 3, 4"),
]


@pytest.mark.parametrize(
    "make",
    [
        pd.DataFrame,
        pl.DataFrame,
        pl.LazyFrame,
        pa.table,
        lambda table: duckdb.from_arrow(pa.table(table)),
    ],
    ids=["pandas", "Polars", "Polars, lazy", "PyArrow", "DuckDB"],
)
def test_findings_name_row_item_value_and_problem(make):
    result = findings(make(WRONG), bind(list(WRONG), FSCRS), keep=["id"])
    assert list(result.columns) == [
        "row",
        "id",
        "item",
        "column",
        "value",
        "problem",
        "action",
        "kind",
    ]
    assert (
        list(
            result[["row", "id", "item", "value", "problem"]].itertuples(index=False, name=None)
        )
        == ROWS
    )
    assert list(result["column"]) == list(result["item"])
    assert set(result["action"]) == {"taken as missing"}


def test_findings_in_numbers():
    frame = pl.DataFrame(
        {
            "fscrs_1": [1.5, 2.0, 9.0],
            "fscrs_2": [0, 44, None],
            "fscrs_3": [math.inf, math.nan, 1.0],
        }
    )
    result = findings(frame, bind(COLUMNS, FSCRS))
    assert list(zip(result["row"], result["item"], result["value"], strict=True)) == [
        (1, "fscrs_1", "1.5"), (1, "fscrs_3", "inf"), (2, "fscrs_2", "44"), (3, "fscrs_1", "9"),
    ]  # fmt: skip
    assert result["problem"].iloc[0] == "not a whole number"


def test_findings_of_clean_data_are_an_empty_table():
    result = findings(frame_of((0, 1, 2), (None, 4, 4)), bind(COLUMNS, FSCRS))
    assert result.empty
    assert list(result.columns) == [
        "row",
        "item",
        "column",
        "value",
        "problem",
        "action",
        "kind",
    ]


def test_findings_know_labels_of_several_answers_and_long_codings():
    sample = instrument(1, first=coding(0, 1, 2, labels=("no", "yes", "yes")))
    result = findings(pd.DataFrame({"fscrs_1": ["yes", "no"]}), bind(["fscrs_1"], sample))
    assert list(result["problem"]) == ["a label of more than one answer"]
    long = instrument(1, first=coding(*range(101)))
    result = findings(pd.DataFrame({"fscrs_1": ["often"]}), bind(["fscrs_1"], long))
    assert list(result["problem"]) == ["text, not a number"]
    result = findings(pd.DataFrame({"fscrs_1": [101]}), bind(["fscrs_1"], long))
    assert list(result["problem"]) == ["outside the coding 0 to 100"]


def test_findings_follow_the_encoding_and_the_missing_codes():
    binding = bind(COLUMNS, FSCRS, coding="one-based", missing_codes=(99,))
    result = findings(frame_of((1, 5, 99), (0, 2, 3)), binding)
    assert list(zip(result["row"], result["problem"], strict=True)) == [
        (2, "outside the coding 1, 2, 3, 4, 5")
    ]


def test_findings_keep_columns_with_their_values_and_refuse_what_is_not_there():
    frame = frame_of((9, 1, 1), (1, 1, 9)).assign(
        when=pd.to_datetime(["2024-01-01", "2024-02-01"]), item=[1, 2]
    )
    binding = bind(list(frame.columns), FSCRS)
    assert list(findings(frame, binding, keep=["when"])["when"]) == list(frame["when"])
    with pytest.raises(DataError, match="no column 'wen'"):
        findings(frame, binding, keep=["wen"])
    with pytest.raises(DataError, match="'item' cannot be kept"):
        findings(frame, binding, keep=["item"])


# --- files -----------------------------------------------------------------------------


def write_file(folder: Path, text: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("id,a,b\n1,2,3.5\n", "data.csv"),
        ("\ufeffid,a,b\r\n1,2,3.5\r\n", "data.csv"),
        ("id;a;b\n1;2;3,5\n", "data.csv"),
        ("id;a;b\n1;2;3.5\n", "data.txt"),
        ("id\ta\tb\n1\t2\t3.5\n", "data.tsv"),
        ("id\ta\tb\n1\t2\t3.5\n", "data.csv"),
        ("id|a|b\n1|2|3.5\n", "DATA.CSV"),
        ('"id","a","b"\n"1","2","3.5"\n', "data.csv"),
    ],
)
def test_text_files_are_read_whatever_separates_their_values(tmp_path, text, name):
    frame = scan(write_file(tmp_path, text, name)).collect()
    assert frame.to_dict(as_series=False) == {"id": [1], "a": [2], "b": [3.5]}


def test_identifiers_stay_what_they_are(tmp_path):
    path = write_file(tmp_path, "id,q_1\n007,1\n12345678901234567890,2\n")
    assert scan(path).collect()["id"].to_list() == ["007", "12345678901234567890"]
    later = write_file(tmp_path, "id,q_1\n1,1\n" + "2,1\n" * 600 + "007,1\n", "later.csv")
    assert scan(later, items=["q_1"]).collect()["id"].to_list()[-1] == "007"


def test_a_later_value_that_is_no_number_is_an_error_and_not_a_null(tmp_path):
    path = write_file(tmp_path, "id,q_1\n" + "1,1\n" * 600 + "2,abc\n")
    with pytest.raises(pl.exceptions.ComputeError):
        scan(path).collect()
    assert scan(path, text_columns=True).collect()["q_1"].to_list()[-1] == "abc"


def test_text_among_the_first_values_makes_a_column_text(tmp_path):
    frame = scan(write_file(tmp_path, "id,q_1,q_2\n1,abc,\n2,3 ,4\n")).collect()
    assert frame["q_1"].to_list() == ["abc", "3 "]
    assert frame["q_2"].to_list() == [None, 4]


def test_columns_are_numbers_only_where_every_value_is_one(tmp_path):
    text = "id,a,b,c,d\n" + "1,1,1,1,\n" * 600 + "2,x,2.5,2,\n"
    result = ReadOptions(numbers=["a", "b", "c", "d"], checked=True)
    frame = open_table(write_file(tmp_path, text), result).frame
    checked_a = ReadOptions(numbers=["a"], checked=True)
    kinds = {"id": pl.String, "a": pl.String, "b": pl.Float64, "c": pl.Int64, "d": pl.Int64}
    assert dict(frame.collect_schema()) == kinds
    assert frame.collect().row(-1) == ("2", "x", 2.5, 2, None)
    commas = open_table(write_file(tmp_path, "id;a\n1;2,5\n"), checked_a).frame.collect()
    assert commas["a"].to_list() == [2.5]


def test_a_character_cut_by_the_end_of_the_sample_is_no_error(tmp_path):
    for pad in range(4):
        rows = "x" * pad + ",1\n" + "é,1\n" * 40_000
        assert (
            scan(write_file(tmp_path, "name,q_1\n" + rows), items=["q_1"]).collect().height
            == 40_001
        )


def test_parquet_is_read_as_it_is(tmp_path):
    frame = pl.DataFrame({"id": ["007"], "q_1": [1]})
    frame.write_parquet(tmp_path / "data.parquet")
    assert scan(tmp_path / "data.parquet").collect().equals(frame)


def test_a_name_with_wildcards_is_a_plain_name(tmp_path):
    write_file(tmp_path, "id,a\n1,2\n", "b.csv")
    path = write_file(tmp_path, "id,a\n3,4\n", "[ab]*.csv")
    assert scan(path).collect()["id"].to_list() == [3]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "data.csv", "the file is empty"),
        (b" \n\n", "data.csv", "the file is empty"),
        (b"id,a\n", "data.csv", "column names and no rows"),
        (b"id\n1\n", "data.csv", "only one column was found"),
        (b"id,a,a\n1,2,3\n", "data.csv", "several columns are called a"),
        (b"PK\x03\x04\x00\x00", "data.csv", "binary, not text"),
        (b"name,a\n\x8fx,2\n", "data.csv", "neither UTF-8 nor Windows-1252"),
        (b"id,a\n1,2\n", "data.xlsx", "no workbook, or a damaged one"),
        (b"id,a\n1,2\n", "data.sav", "no SPSS file, or a damaged one"),
        (b"id,a\n1,2\n", "data.dta", "no Stata file, or a damaged one"),
        (b"id,a\n1,2\n", "data.feather", "no Feather file"),
        (b"id,a\n1,2\n", "data.docx", "are not read here"),
        (b"id,a\n1,2\n", "data.parquet", "no Parquet file"),
    ],
)
def test_files_that_hold_no_answers_are_refused(tmp_path, content, name, message):
    with pytest.raises(DataError, match=message):
        scan(write_file(tmp_path, content, name))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nothing\.csv is not there"):
        scan(tmp_path / "nothing.csv")


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.parquet"])
def test_sink_writes_what_scan_reads(tmp_path, name):
    frame = pl.LazyFrame({"id": ["a", "b"], "x": [1.5, None]})
    sink(frame, tmp_path / name)
    assert scan(tmp_path / name).collect().equals(frame.collect())
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_existing_file_is_replaced_only_when_allowed(tmp_path):
    path = write_file(tmp_path, "before")
    frame = pl.LazyFrame({"id": ["a"], "x": [1]})
    with pytest.raises(DataError, match="exists already"):
        sink(frame, path)
    assert path.read_text() == "before"
    sink(frame, path, overwrite=True)
    assert path.read_text() == "id,x\na,1\n"


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = write_file(tmp_path, "before")
    columns = pl.LazyFrame({"id": ["a", "b"]}).with_columns(x=pl.col("id").cast(pl.Int64))
    with pytest.raises(DataError, match="cannot be written"):
        sink(columns, path, overwrite=True)
    assert path.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["data.csv"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match="no folder"):
        sink(pl.LazyFrame({"a": [1]}), tmp_path / "nowhere" / "out.csv")


_OUTPUT_TEXT = st.sampled_from(
    ["0", "4", "5", "x", "", " 3", "3.5", "-1", "NaN", "quite", None]
)


@settings(max_examples=50)
@given(st.lists(st.lists(_OUTPUT_TEXT, min_size=3, max_size=3), min_size=1, max_size=12))
def test_findings_in_memory_are_those_of_a_stream(rows: list[list[str | None]]):
    """Values in memory are judged once each, those of a stream one by one."""
    fscrs = instrument()
    names = [item.id for item in fscrs.items]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    binding = bind(names, fscrs)
    assert answer_findings(frame, binding).equals(answer_findings(frame.lazy(), binding))


@pytest.mark.parametrize("name", ["q_3", '"q_3"'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_short_rows_are_found_with_and_without_quotes(name: str, end: str, tmp_path: Path):
    """Of six rows the second and the fifth are short; the fourth is empty."""
    lines = [f"q_1,q_2,{name}", "1,2,3", "1,2", "1,2,", "", "1", "3,2,1", ""]
    (tmp_path / "short.csv").write_bytes(end.join(lines).encode())
    table = load_table(tmp_path / "short.csv")
    messages = [
        finding.message for finding in table.table.findings if finding.code == "short-row"
    ]
    assert [text.rpartition(": ")[2] for text in messages] == ["rows 2, 5"]
