"""Real files of each format, made by the libraries of those who write them."""

from __future__ import annotations

import json
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pandas as pd
import polars as pl
import pytest

from scorewell.answers.files.open import find_reader, load_table, open_table, scan
from scorewell.answers.files.write import sink
from scorewell.errors import DataError
from scorewell.registry.contracts.files import OPTIONS, Reader, ReadOptions, Table
from scorewell.registry.hookspecs import hookimpl
from scorewell.registry.plugins.discovery import load_plugins

ROWS = {"id": ["a", "b", "c"], "q_1": [0, 4, None], "q_2": [1.5, None, 2.0]}
FRAME = pl.DataFrame(ROWS)


def to_excel(path: Path) -> None:
    pd.DataFrame(ROWS).to_excel(path, index=False, engine="openpyxl")


def to_excel_by_xlsxwriter(path: Path) -> None:
    FRAME.write_excel(path)


def to_open_document(path: Path) -> None:
    pd.DataFrame(ROWS).to_excel(path, index=False, engine="odf")


def to_spss(path: Path) -> None:
    import pyreadstat

    pyreadstat.write_sav(pd.DataFrame(ROWS), str(path))


def to_stata(path: Path) -> None:
    pd.DataFrame(ROWS).to_stata(path, write_index=False)


def to_stata_by_readstat(path: Path) -> None:
    import pyreadstat

    pyreadstat.write_dta(pd.DataFrame(ROWS), str(path))


def to_feather(path: Path) -> None:
    import pyarrow.feather

    pyarrow.feather.write_feather(pd.DataFrame(ROWS), str(path))


def to_parquet(path: Path) -> None:
    pd.DataFrame(ROWS).to_parquet(path, engine="pyarrow")


def to_json_lines(path: Path) -> None:
    pd.DataFrame(ROWS).to_json(path, orient="records", lines=True)


def to_json(path: Path) -> None:
    pd.DataFrame(ROWS).to_json(path, orient="records")


def to_csv(path: Path) -> None:
    pd.DataFrame(ROWS).to_csv(path, index=False)


def to_tsv(path: Path) -> None:
    pd.DataFrame(ROWS).to_csv(path, index=False, sep="\t")


WORKBOOKS = [
    ("a.xlsx", to_excel),
    ("b.xlsx", to_excel_by_xlsxwriter),
    ("a.ods", to_open_document),
    ("a.sav", to_spss),
    ("a.zsav", to_spss),
    ("a.dta", to_stata),
    ("b.dta", to_stata_by_readstat),
    ("a.feather", to_feather),
    ("a.parquet", to_parquet),
    ("a.jsonl", to_json_lines),
    ("a.json", to_json),
    ("a.csv", to_csv),
    ("a.tsv", to_tsv),
]


@pytest.mark.parametrize(("name", "make"), WORKBOOKS, ids=[name for name, _ in WORKBOOKS])
def test_a_file_of_every_format_holds_the_same_answers(tmp_path, name, make):
    make(tmp_path / name)
    frame = scan(tmp_path / name).collect()
    assert frame.columns == ["id", "q_1", "q_2"]
    assert frame["id"].to_list() == ["a", "b", "c"]
    assert frame["q_1"].cast(pl.Float64).fill_nan(None).to_list() == [0, 4, None]
    assert frame["q_2"].cast(pl.Float64).fill_nan(None).to_list() == [1.5, None, 2]


@pytest.mark.parametrize(
    "name", ["a.csv", "a.tsv", "a.parquet", "a.feather", "a.jsonl", "a.json", "a.xlsx", "a.sav"]
)
def test_what_is_written_comes_back(tmp_path, name):
    scores = pl.DataFrame(
        {"id": ["a", "=1+1"], "phq-9.total": [3.5, None], "phq-9.total.prorated": [True, None]}
    )
    sink(scores.lazy(), tmp_path / name, keep_formulas=True)
    frame = load_table(tmp_path / name).frame
    assert frame["id"].to_list() == ["a", "=1+1"]
    assert frame.to_series(1).cast(pl.Float64).to_list() == [3.5, None]
    assert str(frame.to_series(2)[0]).lower() in {"true", "1.0"}
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_workbook_of_scores_holds_no_formula_and_its_heading_stays_in_view(tmp_path):
    import openpyxl

    sink(pl.LazyFrame({"id": ["=1+1"], "x": [1.0]}), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=1+1")
    assert (sheet.freeze_panes, sheet["A1"].font.bold) == ("A2", True)


def test_names_of_scores_are_made_fit_for_spss_and_kept_as_labels(tmp_path):
    import pyreadstat

    sink(pl.LazyFrame({"phq-9.total": [1.0], "phq_9.total": [2.0]}), tmp_path / "a.sav")
    _, meta = pyreadstat.read_sav(str(tmp_path / "a.sav"))
    assert meta.column_names == ["phq_9.total", "phq_9.total_2"]
    assert meta.column_names_to_labels["phq_9.total"] == "phq-9.total"


def test_a_sheet_is_read_by_its_name(tmp_path):
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        pd.DataFrame({"id": ["x"], "q_1": [1]}).to_excel(book, sheet_name="pre", index=False)
        pd.DataFrame({"id": ["y"], "q_1": [2]}).to_excel(book, sheet_name="post", index=False)
    frame = load_table(tmp_path / "a.xlsx", ReadOptions(sheet="post")).frame
    assert frame["id"].to_list() == ["y"]
    with pytest.raises(DataError, match="has no sheet 'Post'") as caught:
        load_table(tmp_path / "a.xlsx", ReadOptions(sheet="Post"))
    assert caught.value.hint == "did you mean post?"


def test_value_labels_and_tagged_missing_values_of_stata_are_kept_apart(tmp_path):
    import pyreadstat

    frame = pd.DataFrame({"id": ["x", "y", "z"], "q_1": [1, "a", None]})
    pyreadstat.write_dta(
        frame,
        str(tmp_path / "a.dta"),
        variable_value_labels={"q_1": {1: "never", "a": "refused"}},
        missing_user_values={"q_1": ["a"]},
    )
    table = open_table(tmp_path / "a.dta")
    assert table.missing == {"q_1": {".a": "refused"}}
    assert table.labels["q_1"][1] == "never"
    assert table.frame.collect()["q_1"].to_list() == ["1", None, None]
    assert table.raw is not None
    assert table.raw.collect()["q_1"].to_list() == ["1", ".a", None]


def test_of_a_statistics_file_only_the_wanted_columns_are_read(tmp_path, monkeypatch):
    import pyreadstat

    to_spss(tmp_path / "a.sav")
    arguments = []
    read = pyreadstat.read_sav

    def spy(*args, **options):
        arguments.append(options.get("usecols"))
        return read(*args, **options)

    monkeypatch.setattr(pyreadstat, "read_sav", spy)
    scan(tmp_path / "a.sav").select("q_1").collect()
    assert arguments[-1] == ["q_1"]


# --- exports of systems ------------------------------------------------------------------

DICTIONARY = (
    '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label",'
    '"Choices, Calculations, OR Slider Labels"\n'
    "record_id,base,,text,Record ID,\n"
    'q_1,base,,radio,"How <b>often</b>?","0, Never | 1, Sometimes | 2, Always"\n'
    "q_2,base,,yesno,Was it bad?,\n"
)


def redcap(folder: Path, text: str) -> tuple[Path, ReadOptions]:
    (folder / "dictionary.csv").write_text(DICTIONARY)
    (folder / "export.csv").write_text(text)
    return folder / "export.csv", ReadOptions(dictionary=folder / "dictionary.csv")


def test_events_and_repeats_of_redcap_are_occasions(tmp_path):
    path, options = redcap(
        tmp_path,
        "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,q_1,q_2\n"
        "1,baseline_arm_1,,,0,1\n1,weekly_arm_1,base,1,1,0\n1,weekly_arm_1,base,2,2,0\n",
    )
    table = load_table(path, options).table
    assert (table.id_column, table.occasion_column) == ("record_id", "occasion")
    assert load_table(path).frame["occasion"].to_list() == [
        "baseline_arm_1", "weekly_arm_1 1", "weekly_arm_1 2",
    ]  # fmt: skip
    assert table.labels["q_1"] == {"0": "Never", "1": "Sometimes", "2": "Always"}
    assert table.descriptions["q_1"] == "How often?"


def test_a_labelled_export_of_redcap_becomes_the_raw_one(tmp_path):
    path, options = redcap(
        tmp_path,
        "Record ID,Event Name,How often?,Was it bad?\n1,Baseline,Sometimes,Yes\n2,Baseline,,No\n",
    )
    table = load_table(path, options)
    assert table.frame.columns == ["record_id", "Event Name", "q_1", "q_2", "occasion"]
    assert table.frame["q_1"].to_list() == ["1", None]
    assert table.frame["q_2"].to_list() == ["1", "0"]
    assert table.frame["occasion"].to_list() == ["Baseline", "Baseline"]
    assert "labels-to-codes" in {finding.code for finding in table.table.findings}


QUALTRICS = (
    "StartDate,Status,Finished,ResponseId,Q1_1,Q1_2\n"
    'Start Date,Response Type,Finished,Response ID,"How are\nyou? - today","How? - ever"\n'
    + ",".join(
        f'"{{""ImportId"":""{name}""}}"'
        for name in ("startDate", "status", "finished", "_recordId", "QID1_1", "QID1_2")
    )
    + "\n"
    + "2024-01-01 10:00:00,IP Address,True,R_1,0,4\n"
    + "2024-01-02 10:00:00,Survey Preview,False,R_2,Never,\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_three_header_rows_of_qualtrics_are_no_answers(tmp_path, encoding):
    (tmp_path / "a.csv").write_text(QUALTRICS, encoding=encoding)
    table = load_table(tmp_path / "a.csv")
    assert table.frame["Q1_1"].to_list() == ["0", "Never"]
    assert table.frame["Q1_2"].to_list() == ["4", None]
    assert table.table.id_column == "ResponseId"
    assert table.table.descriptions["Q1_1"] == "How are you? - today"
    codes = {finding.code for finding in table.table.findings} - {"byte-order-mark"}
    assert codes == {"preview-rows", "unfinished-rows"}


def test_a_workbook_of_microsoft_forms_has_questions_as_names(tmp_path):
    rows = {
        "ID": [1, 2],
        "Start time": ["1/2/24", "1/3/24"],
        "Completion time": ["1/2/24", "1/3/24"],
        "Email": ["anonymous"] * 2,
        "Name": [None, None],
        "How\xa0often do you worry?": ["Never", "Often"],
        "Points - How often do you worry?": [0, 1],
    }
    pd.DataFrame(rows).to_excel(tmp_path / "a.xlsx", index=False)
    table = load_table(tmp_path / "a.xlsx")
    assert table.table.format == "Microsoft Forms export"
    assert (table.table.id_column, table.table.time_column) == ("ID", "Completion time")
    assert table.frame["How often do you worry?"].to_list() == ["Never", "Often"]
    assert "columns-left-out" in {finding.code for finding in table.table.findings}
    assert not any(name.startswith("Points") for name in table.frame.columns)


def test_a_grid_of_google_forms_gives_its_rows_as_names(tmp_path):
    (tmp_path / "a.csv").write_text(
        "Timestamp,Email address,How often? [I worry a lot],How often? [I sleep badly]\n"
        "2024/01/02 10:00,x@y.z,Never,Often\n"
    )
    table = load_table(tmp_path / "a.csv")
    assert table.table.format == "Google Forms export"
    assert table.frame["I worry a lot"].to_list() == ["Never"]
    assert table.frame["I sleep badly"].to_list() == ["Often"]


# --- which reader, and strangers' readers ------------------------------------------------


def stranger(**fields):
    def read(path, options):
        return Table(frame=pl.LazyFrame({"id": [path.name], "q_1": [1]}), format="own")

    return Reader(
        **({"name": "own", "summary": "Own.", "suffixes": (".own",), "read": read} | fields)
    )


def readers(*value: Reader):
    return {**load_plugins().readers, **{entry.name: entry for entry in value}}


def test_a_plugin_brings_a_format_of_its_own(tmp_path, monkeypatch):
    module = ModuleType("own_formats")
    module.register_readers = hookimpl(lambda register: register(stranger()))
    monkeypatch.setitem(sys.modules, "own_formats", module)
    point = EntryPoint(name="own", value="own_formats", group="scorewell")
    plugins = load_plugins(entry_points=lambda group: [point] if group == "scorewell" else [])
    (tmp_path / "a.own").write_text("x")
    table = load_table(tmp_path / "a.own", readers=plugins.readers)
    assert table.frame["id"].to_list() == ["a.own"]
    assert plugins.owner("register_readers", "own") == "own"


def test_a_reader_that_recognises_a_file_goes_before_the_general_one(tmp_path):
    (tmp_path / "a.csv").write_text("id,q_1\na,1\n")
    value = stranger(suffixes=(".csv",), recognises=lambda path, options: path.stem == "a")
    assert find_reader(tmp_path / "a.csv", readers=readers(value)).name == "own"
    (tmp_path / "b.csv").write_text("id,q_1\na,1\n")
    assert find_reader(tmp_path / "b.csv", readers=readers(value)).name == "csv"
    by_name = ReadOptions(reader="csv")
    assert find_reader(tmp_path / "a.csv", by_name, readers=readers(value)).name == "csv"


def test_two_readers_for_one_file_are_a_question_and_no_choice(tmp_path):
    (tmp_path / "a.csv").write_text("id,q_1\na,1\n")
    with pytest.raises(DataError, match="the readers csv, own take such a file"):
        find_reader(tmp_path / "a.csv", readers=readers(stranger(suffixes=(".csv",))))


def test_a_reader_that_fails_is_an_error_of_the_file_and_no_crash(tmp_path):
    def read(path, options):
        raise KeyError("inside")

    (tmp_path / "a.own").write_text("x")
    with pytest.raises(DataError, match=r"a\.own: the file cannot be read"):
        load_table(tmp_path / "a.own", readers=readers(stranger(read=read)))


def test_every_bundled_reader_says_which_options_it_uses():
    for reader in load_plugins().readers.values():
        assert reader.uses is not None, reader.name
        assert set(reader.uses) <= set(OPTIONS)


# What each format can be told, as its page says: a sheet and rows of names of workbooks, character
# set and rows of names of text, a character set of statistics files, nothing of the others.
MESSAGES = {
    ".csv": {"header_row", "encoding"},
    ".tsv": {"header_row", "encoding"},
    ".xlsx": {"sheet", "header_row"},
    ".ods": {"sheet", "header_row"},
    ".sav": {"encoding"},
    ".dta": {"encoding"},
    ".parquet": set(),
    ".feather": set(),
    ".jsonl": set(),
    ".json": set(),
}
ARGUMENTS = {
    "sheet": "Answers",
    "header_row": 2,
    "encoding": "cp1252",
    "dictionary": Path("d.csv"),
}


@pytest.mark.parametrize(
    ("suffix", "option"),
    [
        (suffix, name)
        for suffix, output_text in MESSAGES.items()
        for name in ARGUMENTS
        if name not in output_text
    ],
)
def test_what_a_format_cannot_be_told_is_refused_and_not_left_out(tmp_path, suffix, option):
    if (suffix, option) == (".csv", "dictionary"):
        arguments = {
            "dictionary": ARGUMENTS["dictionary"],
            "reader": "csv",
        }  # else it is REDCap's
    else:
        arguments = {option: ARGUMENTS[option]}
    make = {Path(name).suffix: make for name, make in WORKBOOKS}[suffix]
    make(tmp_path / f"a{suffix}")
    text = rf"a\{suffix}: the reader \w+ has no use for {OPTIONS[option]} {ARGUMENTS[option]}"
    with pytest.raises(DataError, match=text) as caught:
        open_table(tmp_path / f"a{suffix}", ReadOptions(**arguments))
    assert f"in a study: {option}" in caught.value.hint


def test_what_is_refused_names_the_readers_that_take_it(tmp_path):
    (tmp_path / "a.csv").write_text("id,q_1\na,1\n")
    with pytest.raises(DataError) as caught:
        open_table(tmp_path / "a.csv", ReadOptions(sheet="Answers"))
    assert "readers that use it: excel, forms" in caught.value.hint


def test_each_format_of_one_reader_is_told_what_it_can_use(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Timestamp,First one,Second one,Third one,Fourth one\nx,1,2,3,4\n")
    with pytest.raises(DataError, match="an export in text has no use for --sheet Answers"):
        open_table(path, ReadOptions(sheet="Answers"))
    dict(WORKBOOKS)["a.xlsx"](tmp_path / "a.xlsx")
    request = ReadOptions(reader="forms", encoding="cp1252")
    with pytest.raises(DataError, match="a workbook has no use for --encoding cp1252"):
        open_table(tmp_path / "a.xlsx", request)


def test_a_reader_that_does_not_say_what_it_uses_is_given_everything(tmp_path):
    (tmp_path / "a.own").write_text("x")
    arguments = []

    def read(path, options):
        arguments.append(options)
        return Table(frame=pl.LazyFrame({"id": ["a"]}))

    values = ReadOptions(**ARGUMENTS)
    open_table(tmp_path / "a.own", values, readers=readers(stranger(read=read)))
    assert arguments == [values]


def test_json_lines_that_are_no_utf8_are_told_as_such(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "a", "q_1": 1}\n' * 50_000 + b'{"id": "\xe9", "q_1": 1}\n')
    with pytest.raises(DataError, match=r"a\.jsonl: the file cannot be read"):
        load_table(path)


def test_a_format_without_its_library_says_what_to_install(tmp_path, monkeypatch):
    dict(WORKBOOKS)["a.sav"](tmp_path / "a.sav")
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(DataError, match="which is not installed") as caught:
        load_table(tmp_path / "a.sav")
    assert caught.value.hint == "pip install 'scorewell[spss]'"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"id,q_1\na,1\n", "it looks like text with separators: name it .csv"),
        (b"\xef\xbb\xbf <HTML><table><tr><td>id</td></tr></table>", "it is a web page"),
        (b"\x00\x01\x02,", ""),
    ],
    ids=["text", "web page", "noise"],
)
def test_what_is_called_a_workbook_and_is_none_is_told_as_what_it_is(
    tmp_path, name, content, hint
):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match="no workbook, or a damaged one") as caught:
        load_table(tmp_path / name)
    assert caught.value.hint.startswith(hint)
    assert bool(caught.value.hint) is bool(hint)
    if name == "a.xls" and hint.startswith("it looks"):
        frame = load_table(tmp_path / name, ReadOptions(reader="csv")).frame
        assert frame["q_1"].to_list() == ["1"]


def test_a_folder_is_told_as_one(tmp_path):
    (tmp_path / "data").mkdir()
    with pytest.raises(DataError, match="is a folder, not a file"):
        open_table(tmp_path / "data")


def test_a_record_that_is_no_row_is_refused(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([{"id": "a"}, 3]))
    with pytest.raises(DataError, match="must be a list of objects"):
        load_table(tmp_path / "a.json")
