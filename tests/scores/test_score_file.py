"""Scoring a file into a file: the same scores, whole or not at all, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from scorewell.answers.checks.answer_checks import findings
from scorewell.answers.columns.bind import bind
from scorewell.answers.files.open import load_table, open_table, scan
from scorewell.definitions.model import (
    Answer,
    Coding,
    Instrument,
    Item,
    MissingRule,
    Scale,
    Translation,
)
from scorewell.errors import DataError
from scorewell.registry.contracts.files import ReadOptions
from scorewell.scores.score import score
from scorewell.scores.score_file import score_file
from scorewell_plugins.scoring.methods import METHODS

METHOD = {method.name: method for method in METHODS}
CODING = Coding(
    id="c",
    answers=tuple(Answer(value=value) for value in range(5)),
    alternatives={"one-based": (1, 2, 3, 4, 5)},
)
ITEMS = tuple(Item(id=f"q_{n}", position=n, coding=CODING, label=str(n)) for n in (1, 2))
TOTAL = Scale(
    id="total",
    name="Total",
    items=("q_1", "q_2"),
    method="sum",
    missing=MissingRule(rule="prorate", max_missing=1),
    low=0,
    high=8,
    better="lower",
)
Q = Instrument(id="q", version="1.0.0", name="Q", items=ITEMS, scales=(TOTAL,))

FORMATS = ["csv", "tsv", "parquet"]


def source(folder: Path, text: str, kind: str = "csv") -> Path:
    path = folder / f"in.{kind}"
    if kind == "parquet":
        csv = folder / "as.csv"
        csv.write_text(text)
        scan(csv).collect().write_parquet(path)
        csv.unlink()
    else:
        path.write_text(text.replace(",", "\t") if kind == "tsv" else text)
    return path


def run(folder: Path, text: str, kind: str = "csv", to: str = "csv", **options):
    target = folder / f"out.{to}"
    report = score_file(source(folder, text, kind), target, Q, methods=METHOD, **options)
    return report, scan(target).collect()


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_same_scores(tmp_path, kind, to):
    text = "id,q_1,q_2,site\na,0,3,x\nb,4,,y\nc,,,y\nd,9,1,x\n"
    report, result = run(tmp_path, text, kind, to)
    assert (report.rows, report.invalid, report.as_text) == (4, 1, False)
    assert result.columns == [
        "id", "site", "q.total", "q.total.answered", "q.total.prorated", "q.total.reason", "q.invalid",
    ]  # fmt: skip
    assert result["id"].to_list() == ["a", "b", "c", "d"]
    assert result["q.total"].to_list() == [
        3,
        8,
        None,
        2,
    ]  # 0+3; 4x2; none; 1x2, the 9 is no answer
    assert result["q.total.answered"].to_list() == [2, 1, 0, 1]
    assert result["q.total.reason"].to_list() == [None, None, "no answers", None]
    assert result["q.invalid"].to_list() == [0, 0, 0, 1]


def test_a_file_gives_what_its_frame_gives(tmp_path):
    rows = "".join(f"{n},{n % 5},{(n * 7) % 6}\n" for n in range(1000))
    report, result = run(tmp_path, "id,q_1,q_2\n" + rows.replace(",5\n", ",\n"), to="parquet")
    frame = scan(tmp_path / "in.csv", items=["q_1", "q_2"]).collect()
    assert result.equals(score(frame, Q, methods=METHOD))
    assert report.rows == 1000


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_nothing_is_lost_when_a_late_value_is_no_number(tmp_path, to):
    text = (
        "id,q_1,q_2\n0,0,0\n" + "1,1,1\n" * 4999 + '2,3 ,2\n3,abc,2\n4,2.5,2\n5,"1",x\n6,NA,2\n'
    )
    report, result = run(tmp_path, text, to=to)
    assert (report.rows, report.invalid, report.as_text) == (5005, 3, True)
    assert result["q.total"].to_list()[-5:] == [5, 4, 4, 2, 4]  # 3+2; 2x2; 2x2; 1x2; 2x2
    table = findings(
        scan(tmp_path / "in.csv", text_columns=True), bind(["id", "q_1", "q_2"], Q)
    )
    assert list(zip(table["row"], table["item"], table["value"], strict=True)) == [
        (5002, "q_1", "abc"), (5003, "q_1", "2.5"), (5004, "q_2", "x"),
    ]  # fmt: skip


def test_decimal_commas_and_identifiers_survive(tmp_path):
    text = "id;q_1;q_2;weight\n007;0;2;70,5\n008;2,5;2;80,0\n"
    report, result = run(tmp_path, text, to="parquet")
    assert result["id"].to_list() == ["007", "008"]
    assert result["weight"].to_list() == ["70,5", "80,0"]
    assert result["q.total"].to_list() == [2, 4]
    assert report.invalid == 1  # 2,5 is a number, and not a whole one


@pytest.mark.parametrize("detail", [True, False])
@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_one_based_file_is_refused_and_leaves_nothing_behind(tmp_path, to, detail):
    text = "id,q_1,q_2\na,1,2\nb,5,3\n"
    with pytest.raises(DataError, match="one-based"):
        run(tmp_path, text, to=to, detail=detail)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_named_encoding_is_used(tmp_path):
    path = source(tmp_path, "id,q_1,q_2\na,1,2\nb,5,3\n")
    one_based = bind(["id", "q_1", "q_2"], Q, coding="one-based")
    report = score_file(path, tmp_path / "out.csv", one_based, methods=METHOD)
    assert report.invalid == 0
    assert scan(tmp_path / "out.csv").collect()["q.total"].to_list() == [1, 6]


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_columns_scales_and_detail_can_be_chosen(tmp_path, to):
    report, result = run(
        tmp_path,
        "id,q_1,q_2,site\na,0,9,x\n",
        to=to,
        keep=["site"],
        scales=["total"],
        detail=False,
    )
    assert result.to_dict(as_series=False) == {"site": ["x"], "q.total": [0]}
    assert (report.rows, report.invalid) == (1, 1)  # counted although not written


def test_the_input_is_never_the_target(tmp_path):
    path = source(tmp_path, "id,q_1,q_2\na,1,2\n")
    with pytest.raises(DataError, match="is the file that is read"):
        score_file(path, path, Q, methods=METHOD, overwrite=True)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    with pytest.raises(DataError, match="is the file that is read"):
        score_file(path, link, Q, methods=METHOD, overwrite=True)
    assert path.read_text() == "id,q_1,q_2\na,1,2\n"


def test_an_existing_target_stays_unless_overwriting_is_allowed_and_works(tmp_path):
    path = source(tmp_path, "id,q_1,q_2\na,0,2\n")
    target = tmp_path / "out.csv"
    target.write_text("before")
    with pytest.raises(DataError, match="exists already"):
        score_file(path, target, Q, methods=METHOD)
    path.write_text("id,q_1,q_2\na,0,2,7\n")
    with pytest.raises(DataError, match=r"in\.csv: the file cannot be read"):
        score_file(path, target, Q, methods=METHOD, overwrite=True)
    assert target.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_text_that_stops_being_utf8_is_read_as_windows_1252_and_named(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes(b"id,q_1,q_2\n" + b"a,0,2\n" * 20_000 + "é,1,2\n".encode("cp1252"))
    report = score_file(path, tmp_path / "out.csv", Q, methods=METHOD)
    assert [finding.code for finding in report.findings] == ["character-set"]
    last = scan(tmp_path / "out.csv").collect().row(-1, named=True)
    assert (report.rows, last["id"], last["q.total"]) == (20_001, "é", 3)


def test_text_of_no_known_character_set_is_refused(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes(b"id,q_1,q_2\n" + b"a,1,2\n" * 20_000 + b"\x8f,1,2\n")
    with pytest.raises(DataError, match="neither UTF-8 nor Windows-1252"):
        score_file(path, tmp_path / "out.csv", Q, methods=METHOD)


def test_damaged_parquet_is_an_error_of_the_data(tmp_path):
    path = tmp_path / "in.parquet"
    pl.DataFrame({"id": ["a"], "q_1": [1], "q_2": [2]}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match=r"in\.parquet"):
        score_file(path, tmp_path / "out.csv", Q, methods=METHOD)


def test_scores_are_in_the_order_of_the_rows(tmp_path):
    rows = 200_000
    path = tmp_path / "in.parquet"
    n = pl.int_range(rows, eager=True)
    pl.DataFrame({"id": n, "q_1": n % 5, "q_2": n % 3}).write_parquet(
        path, row_group_size=10_000
    )
    score_file(path, tmp_path / "out.parquet", Q, methods=METHOD, detail=False)
    parquet = pl.read_parquet(tmp_path / "out.parquet")
    assert parquet["id"].equals(n.alias("id"))
    assert parquet["q.total"].equals((n % 5 + n % 3).cast(pl.Float64).alias("q.total"))


@pytest.mark.parametrize("to", [*FORMATS, "xlsx"])
@pytest.mark.parametrize("detail", [True, False])
def test_separators_at_the_ends_of_lines_become_no_column(tmp_path, to, detail):
    text = "id,q_1,q_2,site,\na,0,3,x,\nb,4,,y,\n"
    target = tmp_path / f"out.{to}"
    score_file(source(tmp_path, text), target, Q, methods=METHOD, detail=detail)
    frame = load_table(target).frame
    assert frame.columns[:3] == ["id", "site", "q.total"]
    assert [float(entry) for entry in frame["q.total"]] == [3, 8]  # 0 + 3; 2 x 4


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("before", [0, 30_000])
def test_a_value_in_a_column_without_a_name_is_kept_wherever_it_stands(tmp_path, to, before):
    text = "id,q_1,q_2,,site,\n" + "a,0,3,,x,\n" * before + "b,0,4,moved,y,\n" + "c,0,4,,x,\n"
    report, result = run(tmp_path, text, to=to)
    assert (report.rows, report.as_text) == (before + 2, False)
    assert result.columns[:4] == ["id", "(column 4)", "site", "q.total"]
    assert result["(column 4)"].to_list()[-2:] == ["moved", None]
    assert result["q.total"].to_list()[-2:] == [4, 4]  # 0 + 4


def test_a_column_without_a_name_or_value_is_kept_where_it_is_named(tmp_path):
    text = "id,q_1,q_2,\na,0,3,\n"
    _, result = run(tmp_path, text, keep=["id", "(column 4)"])
    assert result.columns[:3] == ["id", "(column 4)", "q.total"]


WORDED = Coding(
    id="c",
    answers=tuple(Answer(value=n, label=f"label {n}") for n in range(3)),
    translations=(Translation(language="de", labels=("nie", "manchmal", "oft")),),
)
IN_TWO_LANGUAGES = replace(Q, items=tuple(replace(item, coding=WORDED) for item in ITEMS))


@pytest.mark.parametrize(
    ("last", "read_as_text"),
    [("b,2,1", False), ("b,,", False), ("b,oft,manchmal", True), ("b,2,Manchmal", True)],
    ids=["numbers", "blank", "labels", "one label"],
)
def test_the_language_of_labels_is_looked_for_only_where_there_is_text(
    tmp_path, monkeypatch, last, read_as_text
):
    arguments = []

    def record(path, options=ReadOptions(), **more):
        arguments.append(options.text)
        return open_table(path, options, **more)

    monkeypatch.setattr("scorewell.scores.score_file.open_table", record)
    path = source(tmp_path, f"id,q_1,q_2\na,0,2\n{last}\n")
    report = score_file(path, tmp_path / "out.csv", IN_TWO_LANGUAGES, methods=METHOD)
    assert any(arguments) is read_as_text
    assert [finding.code for finding in report.findings] == ["label-language"] * read_as_text
    frame = scan(tmp_path / "out.csv").collect()
    assert frame["q.total"].to_list() == [2, None if last == "b,," else 3]  # 0 + 2, 2 + 1


def test_labels_that_begin_far_down_the_file_are_read_in_their_language(tmp_path):
    rows = "a,0,2\n" * 20_000
    path = source(tmp_path, f"id,q_1,q_2\n{rows}b,oft,manchmal\n")
    report = score_file(path, tmp_path / "out.csv", IN_TWO_LANGUAGES, methods=METHOD)
    assert [finding.code for finding in report.findings] == ["label-language"]
    assert "de" in report.findings[0].message
    assert scan(tmp_path / "out.csv").collect()["q.total"].to_list()[-1] == 3  # 2 + 1


@pytest.mark.parametrize("late", [-129, 128, 999, 40_000, 3_000_000_000])
def test_a_late_number_that_takes_more_than_a_byte_is_an_answer_like_any_other(tmp_path, late):
    text = "id,q_1,q_2\n" + "a,0,3\n" * 5000 + f"b,4,{late}\nc,1,1\n"
    report, scores = run(tmp_path, text)
    assert (report.rows, report.invalid, report.as_text) == (5002, 1, False)
    # By hand: 0 + 3; 4 scaled up from one of two answers; 1 + 1.
    assert scores["q.total"].to_list() == [3.0] * 5000 + [8.0, 2.0]


def test_a_missing_code_that_takes_more_than_a_byte_is_no_answer(tmp_path):
    text = "id,q_1,q_2\n" + "a,0,3\n" * 5000 + "b,4,-999\n"
    binding = bind(["id", "q_1", "q_2"], Q, missing_codes=(-999,))
    score_file(source(tmp_path, text), tmp_path / "out.csv", binding, methods=METHOD)
    frame = scan(tmp_path / "out.csv").collect()
    assert frame.tail(1).select("q.total", "q.invalid").row(0) == (8.0, 0)


def test_a_method_in_narwhals_alone_scores_files_too(tmp_path):
    def larger(parts):
        return nw.max_horizontal(*parts.values)

    method = replace(METHOD["sum"], name="larger", score=larger, bilingual=False)
    copy = replace(Q, scales=(replace(TOTAL, method="larger"),))
    report = score_file(
        source(tmp_path, "id,q_1,q_2\na,0,3\nb,4,1\n"),
        tmp_path / "out.csv",
        copy,
        methods={"larger": method},
    )
    assert report.rows == 2
    assert scan(tmp_path / "out.csv").collect()["q.total"].to_list() == [3.0, 4.0]


def test_the_first_rows_at_hand_are_those_of_the_file(tmp_path):
    path = source(tmp_path, "id,q_1,q_2\n'=a,'+ a lot,1\nb,0,2\n")
    table = open_table(path)
    assert table.first.collect().equals(table.frame.head(2).collect())
    assert table.first.collect().row(0)[:2] == ("=a", "+ a lot")
