"""Data of every shape, coding and state on its way in: nothing guessed, nothing silent."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import yaml

from scorewell.answers.checks.policies import read_policies
from scorewell.answers.columns.bind import bind
from scorewell.answers.layout.layout import DataFile, DataLayout
from scorewell.answers.layout.reshape import affixes, by_affix
from scorewell.answers.values.encoding_check import check_labels
from scorewell.cli.main import main
from scorewell.definitions.model import Answer, Coding, Instrument, Item, MissingRule, Scale
from scorewell.errors import DataError
from scorewell.scores.score import score
from scorewell.study.plan import Measure, StudyPlan, read_plan
from scorewell.study.run import run_study
from scorewell_plugins.scoring.methods import METHODS

METHOD = {method.name: method for method in METHODS}
ITEMS = [f"pseq_{n}" for n in range(1, 11)]

# Respondent, occasion, answer to the first item; all others answer 2. Totals by hand: the first
# answer and nine times 2, so 18 and the answer.
FIRST = {("R1", "pre"): 0, ("R1", "post"): 6, ("R2", "pre"): 1, ("R2", "post"): 3}
TOTALS = {key: 18.0 + answer for key, answer in FIRST.items()}


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        captured = capsys.readouterr()
        return error.value.code or 0, captured.out, captured.err

    return call


def answers(first: int) -> list[int]:
    return [first, *[2] * 9]


def write(path: Path, header, rows) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def by_occasion(folder: Path) -> Path:
    rows = [[*key, *answers(first)] for key, first in FIRST.items()]
    return write(folder / "data.csv", ["id", "occasion", *ITEMS], rows)


def side_by_side(folder: Path, name: str) -> Path:
    header = ["id", *(name.format(o=o, i=i) for o in ("pre", "post") for i in ITEMS)]
    rows = [
        [name, *answers(FIRST[name, "pre"]), *answers(FIRST[name, "post"])]
        for name in ("R1", "R2")
    ]
    return write(folder / "data.csv", header, rows)


def by_item(folder: Path) -> Path:
    rows = [
        [*key, item, answer]
        for key, first in FIRST.items()
        for item, answer in zip(ITEMS, answers(first), strict=True)
    ]
    return write(folder / "data.csv", ["id", "occasion", "item", "answer"], rows[::-1])


SHAPES = {
    "a row per occasion": (by_occasion, []),
    "prefixes": (lambda folder: side_by_side(folder, "{o}.{i}"), ["--prefixes", "pre.,post."]),
    "suffixes": (lambda folder: side_by_side(folder, "{i}@{o}"), ["--suffixes", "@pre,@post"]),
    "pattern": (
        lambda folder: side_by_side(folder, "t-{o}_{i}_end"),
        ["--pattern", "t-{occasion}_{item}_end"],
    ),
    "a row per answer": (by_item, ["--answer-rows", "item,answer"]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_gives_the_same_scores(run, tmp_path, name):
    make, options = SHAPES[name]
    occasions = (
        ["--occasions", "pre,post"] if len(options) and "--answer-rows" not in options else []
    )
    code, out, _ = run("score", "pseq", make(tmp_path), *options, *occasions)
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    result = {(row["id"], row["occasion"]): float(row["pseq.total"]) for row in rows}
    assert result == TOTALS


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_gives_the_same_change_and_course(run, tmp_path, name):
    make, options = SHAPES[name]
    path = make(tmp_path)
    code, out, _ = run(
        "change", "pseq.total", path, "--id", "id", *options, "--sd", 10, "--criterion", "a",
        "--clinical", "none", "--format", "csv",
    )  # fmt: skip
    code, out, err = run(
        "course", "pseq.total", path, "--id", "id", *options, "--occasions", "pre,post", "--sd", 10,
        "--format", "csv",
    )  # fmt: skip
    assert code == 0, err
    rows = list(csv.DictReader(io.StringIO(out)))
    result = {(row["id"], row["occasion"]): float(row["score"]) for row in rows}
    assert result == TOTALS


def test_a_pattern_needs_both_places_and_the_occasions():
    with pytest.raises(DataError, match="is no pattern of columns by occasion"):
        affixes(prefixes={}, suffixes={}, pattern="{item}", occasions=["pre"])
    with pytest.raises(DataError, match="needs the occasions"):
        affixes(prefixes={}, suffixes={}, pattern="{occasion}{item}", occasions=[])


def test_the_longest_mark_counts_and_an_occasion_without_columns_is_an_error():
    marks = affixes(prefixes={"1": "t1_", "11": "t1_1_"}, suffixes={}, pattern="", occasions=[])
    assert by_affix(["t1_q", "t1_1_q"], marks, file_name="x") == {
        "1": {"t1_q": "q"}, "11": {"t1_1_q": "q"},
    }  # fmt: skip
    with pytest.raises(DataError, match="no column of x begins with `t1_1_`"):
        by_affix(["t1_q"], marks, file_name="x")


def test_two_answers_to_one_item_are_told_and_none_is_chosen(run, tmp_path):
    path = by_item(tmp_path)
    path.write_text(path.read_text() + "R1,post,pseq_1,5\nR2,pre,pseq_1,1\n")
    code, out, _ = run(
        "score", "pseq", path, "--answer-rows", "item,answer", "--findings", "found.csv"
    )
    assert code == 1  # two answers that could not be used; the scores are whole
    rows = {(r["id"], r["occasion"]): r for r in csv.DictReader(io.StringIO(out))}
    assert rows["R1", "post"]["pseq.total.answered"] == "9"
    assert float(rows["R2", "pre"]["pseq.total"]) == TOTALS["R2", "pre"]
    result = csv.DictReader(io.StringIO(Path("found.csv").read_text()))
    assert [(r["id"], r["item"], r["value"], r["action"], r["kind"]) for r in result] == [
        ("", "", "", "read as such", "encoding-of-part"),
        ("R1", "pseq_1", "5", "both taken as missing", "duplicate-answer"),
        ("R2", "pseq_1", "1", "taken once", "duplicate-answer"),
    ]


# --- codings -----------------------------------------------------------------------------

CODING = Coding(
    id="c",
    answers=tuple(
        Answer(value=value, label=label)
        for value, label in enumerate(("never", "seldom", "often", "mostly", "always"))
    ),
    alternatives={"one-based": (1, 2, 3, 4, 5)},
)
TWO = tuple(Item(id=f"q_{n}", position=n, coding=CODING, label=str(n)) for n in (1, 2))
TOTAL = Scale(
    id="total",
    name="Total",
    items=("q_1", "q_2"),
    reversed=frozenset({"q_2"}),
    method="sum",
    missing=MissingRule(rule="complete"),
    low=0,
    high=8,
    better="lower",
)
Q = Instrument(id="q", version="1.0.0", name="Q", items=TWO, scales=(TOTAL,))


def total(q_1, q_2, **options):
    frame = pl.DataFrame({"q_1": [q_1], "q_2": [q_2]})
    binding = bind(frame.columns, Q, **options)
    return score(frame, binding, methods=METHOD, detail=False)["q.total"].item()


def test_a_free_map_takes_the_place_of_the_declared_codes():
    letters = {"n": 0, "s": 1, "o": 2, "m": 3, "a": 4, "immer": 4}
    assert total("s", "immer", codes=letters) == 1  # 1, and 4 reversed is 0
    assert total(10, 50, codes={"10": 0, "20": 1, "50": 4}) == 0
    assert total("s", "seldom", codes=letters) == 4  # labels of the coding stay: 1 + (4 - 1)
    assert total("s", 1, codes=letters) is None  # a declared code is none any more


def test_a_map_of_codes_must_name_answers_and_codings():
    with pytest.raises(DataError, match="gives 'x' the value 9, which is no answer"):
        total(0, 0, codes={"x": 9})
    with pytest.raises(DataError, match="has no coding 'd'"):
        total(0, 0, codes={"d": {"x": 1}})


@pytest.mark.parametrize("items", [("q_2",), ("all",)])
def test_numbers_that_were_reversed_before_are_turned_back_only_when_told(items):
    assert total(1, 4, coding="declared") == 1  # 1 + (4 - 4)
    mirror = {"coding": "declared", "reversed_already": items}
    assert total(1, 0, **mirror) == 1  # 0 was 4 before somebody reversed it
    assert total(1, "always", **mirror) == 1  # words are never reversed


def test_an_item_that_no_scale_reverses_cannot_be_reversed_already():
    with pytest.raises(DataError, match="no scale reverses the item 'q_1'"):
        total(0, 0, reversed_already=["q_1"])


def test_value_labels_of_the_file_that_contradict_the_encoding_stop():
    labels = {"q_1": {1: "never", 2: "seldom"}}
    with pytest.raises(DataError, match="the value label of 1 in the column of q_1 is 'never'"):
        check_labels(bind(["q_1", "q_2"], Q), labels)
    check_labels(bind(["q_1", "q_2"], Q, coding="one-based"), labels)
    check_labels(bind(["q_1", "q_2"], Q), {"q_1": {0: "never", 9: "no answer"}})


# --- findings and policies ---------------------------------------------------------------


def odd(folder: Path) -> Path:
    path = by_occasion(folder)
    path.write_text(path.read_text().replace("R1,pre,0,2", "R1,pre,0,often"))
    return path


def test_an_answer_that_is_not_allowed_is_taken_as_missing_unless_a_policy_says_more(
    run, tmp_path
):
    path = odd(tmp_path)
    code, out, err = run("score", "pseq", path)
    row = next(csv.DictReader(io.StringIO(out)))
    assert (code, row["pseq.total.answered"]) == (1, "9")
    assert "[text]" in err
    code, out, err = run("score", "pseq", path, "--policy", "text=error")
    assert (code, out) == (1, "")
    code, out, err = run("score", "pseq", path, "--policy", "text=null-score")
    assert code == 0  # the policy decides about such answers
    first, second, *_ = csv.DictReader(io.StringIO(out))
    assert (first["pseq.total"], first["pseq.total.reason"]) == ("", "an answer is not allowed")
    assert first["pseq.total.answered"] == "9"
    assert float(second["pseq.total"]) == TOTALS["R1", "post"]


@pytest.mark.parametrize("to", ["csv", "parquet", "xlsx"])
def test_the_policy_null_score_holds_in_files_too(run, tmp_path, to):
    code, _, _ = run(
        "score", "pseq", odd(tmp_path), "--policy", "text=null-score", "-o", f"out.{to}"
    )
    from scorewell.answers.files.open import scan

    frame = scan(tmp_path / f"out.{to}").collect()
    assert code == 0
    scores = frame["pseq.total"].cast(pl.Float64).to_list()
    assert scores == [None, *list(TOTALS.values())[1:]]


def test_policies_that_there_are_not_are_refused():
    assert read_policies("text=error,duplicate-row=null-score")["text"] == "error"
    for text, message in (
        ("texts=error", "no kind of finding 'texts'"),
        ("text=drop", "the policy for text is 'drop'"),
        ("no-id=null-score", "the policy for no-id"),
        ("text", "is no policy"),
    ):
        with pytest.raises(DataError, match=message):
            read_policies(text)


def studied(folder: Path, rows: str, **layout):
    (folder / "s.csv").write_text(rows)
    plan = StudyPlan(
        title="Study",
        layout=DataLayout(
            files=(DataFile(path=folder / "s.csv"),),
            id_column="id",
            occasion_column="occasion",
            **{"pre": "pre", "post": "post"} | layout,
        ),
        measures=(Measure(instrument="pseq", totals={"total": "score"}),),
    )
    return run_study(plan)


PAIRS = "id,occasion,day,score\na,pre,2024-01-01,10\na,post,2024-03-01,30\nb,pre,2024-01-01,20\nb,post,2024-03-01,22\nc,pre,2024-01-05,12\nc,post,2024-03-01,22\n"


def kinds(result):
    return [tuple(row) for row in result.findings[["kind", "id", "row"]].to_numpy().tolist()]


def test_clean_data_has_no_findings(tmp_path):
    assert len(studied(tmp_path, PAIRS, time_column="day").findings) == 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("b,post,2024-03-01,22\n", ""), [("no-post", "b", 3)]),
        (("b,pre,2024-01-01,20\n", ""), [("no-pre", "b", 3)]),
        (("b,post,2024-03-01", "b,post,2024-02-30"), [("impossible-date", "b", 4)]),
        (("b,post,2024-03-01", "b,post,1824-03-01"),
         [("impossible-date", "b", 4), ("occasions-out-of-order", "b", 4)]),
        (("b,post,2024-03-01", "b,post,2023-12-24"), [("occasions-out-of-order", "b", 4)]),
        (("b,post", ",post"), [("no-id", None, 4), ("no-post", "b", 3)]),
        (("b,post", "b,"), [("no-occasion", "b", 4), ("no-post", "b", 3)]),
        (("b,post", "b,other"), [("other-occasion", "b", 4), ("no-post", "b", 3)]),
        (("b,post", "B ,post"),
         [("id-spelling", "b", 3), ("id-spelling", "B", 4), ("no-pre", "B", 4),
          ("no-post", "b", 3)]),
        ((",post,2024-03-01,30", ",post,2024-03-01,300"), [("total-outside", "a", 2)]),
    ],
)  # fmt: skip
def test_rows_and_respondents_that_look_wrong_have_a_line(tmp_path, change, expected):
    result = kinds(studied(tmp_path, PAIRS.replace(*change), time_column="day"))
    assert [
        (kind, id_ if isinstance(id_, str) else None, row) for kind, id_, row in result
    ] == expected


def test_two_rows_of_one_occasion_stop_unless_their_scores_are_given_up(tmp_path):
    doubled = PAIRS + "b,post,2024-03-02,40\n"
    with pytest.raises(DataError, match="more than one row of the same occasion"):
        studied(tmp_path, doubled)
    result = studied(tmp_path, doubled, policies={"duplicate-row": "null-score"})
    assert set(result.findings["kind"]) == {"duplicate-row"}
    cases = result.changes[0].cases.set_index("id")
    assert cases.loc["b", "assessable"] == False  # noqa: E712 - a numpy bool
    assert cases.loc["a", "change"] == 20


def test_a_policy_in_a_study_file_stops_it(tmp_path, run):
    path = by_occasion(tmp_path)
    text = path.read_text().replace("R1,pre,0", "R1,pre,7.5").replace("R2,post,3", "R2,post,0")
    path.write_text(text)
    study = {
        "format": 1, "title": "x", "data": [{"file": path.name}],
        "columns": {"id": "id", "occasion": "occasion"},
        "occasions": {"pre": "pre", "post": "post"},
        "findings": {"not-whole": "error"},
        "measures": [{"instrument": "pseq"}],
    }  # fmt: skip
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study))
    code, _, err = run("evaluate", "study.yaml")
    assert code == 1
    assert "findings that are errors here (not-whole: 1)" in err
    assert "row 1, id R1, occasion pre, item pseq_1" in err


def test_a_study_file_reads_sheets_patterns_and_maps(tmp_path):
    path = side_by_side(tmp_path, "{o}_{i}")
    frame = pl.read_csv(path).with_columns(
        pl.exclude("id").replace_strict(range(7), list("ABCDEFG"), return_dtype=pl.String)
    )
    frame.write_excel(tmp_path / "book.xlsx", worksheet="Answers")
    study = {
        "format": 1, "title": "x",
        "data": [
            {"file": "book.xlsx", "sheet": "Answers", "pattern": "{occasion}_{item}"}
        ],
        "columns": {"id": "id"},
        "occasions": {"pre": "pre", "post": "post"},
        "change": {"sd": 10},
        "measures": [
            {"instrument": "pseq", "codes": {letter: n for n, letter in enumerate("ABCDEFG")}}
        ],
    }  # fmt: skip
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study))
    scores = run_study(read_plan(tmp_path / "study.yaml")).scores
    result = {(r["id"], r["occasion"]): r["pseq.total"] for _, r in scores.iterrows()}
    assert result == TOTALS


# --- inspect -----------------------------------------------------------------------------


def inspect_file(run, path, *options):
    code, out, err = run("inspect", path, "--format", "json", *options)
    assert code == 0, err
    return json.loads(out)


@pytest.mark.parametrize("name", SHAPES)
def test_inspect_sees_the_shape_and_writes_a_study_that_runs(run, tmp_path, name):
    path = SHAPES[name][0](tmp_path)
    if name == "pattern":  # before and after at once is more than inspect tries
        return
    result = inspect_file(run, path, "--study", "study.yaml")
    assert [instrument["id"] for instrument in result["instruments"]][:1] == ["pseq"]
    assert result["id_columns"][0] == "id"
    text = (tmp_path / "study.yaml").read_text()
    assert yaml.safe_load(text)["occasions"] == {"pre": "pre", "post": "post"}
    code, _, err = run("evaluate", "study.yaml")
    assert code == 0, err


def test_a_sheet_is_asked_for_of_one_of_two_files(run, tmp_path):
    write(tmp_path / "pre.csv", ["id", *ITEMS], [["R1", *answers(0)], ["R2", *answers(1)]])
    post = pl.DataFrame(
        [["R1", *answers(6)], ["R2", *answers(3)]], schema=["id", *ITEMS], orient="row"
    )
    post.write_excel(tmp_path / "post.xlsx", worksheet="Answers")
    call = ("change", "pseq", "pre.csv", "post.xlsx", "--format", "csv")
    code, _, err = run(*call, "--sheet", "Answers")
    assert (code, "pre.csv: the reader csv has no use for --sheet Answers" in err) == (1, True)
    code, out, _ = run(*call, "--sheet", ",Answers")
    pairs = {row["id"]: row for row in csv.DictReader(io.StringIO(out))}
    assert code == 0
    assert float(pairs["R1"]["pre"]) == TOTALS["R1", "pre"]
    assert float(pairs["R1"]["post"]) == TOTALS["R1", "post"]


def test_inspect_names_codes_that_may_be_missing_and_the_encodings_that_fit(run, tmp_path):
    path = by_occasion(tmp_path)
    path.write_text(path.read_text().replace("R2,post,3", "R2,post,99"))
    (first,) = inspect_file(run, path)["instruments"]
    assert (first["missing"], first["invalid"], first["codings"]) == (
        {"99": 1},
        1,
        ["declared"],
    )
    path.write_text(path.read_text().replace("pre,0", "pre,1").replace(",99,", ",3,"))
    (first,) = inspect_file(run, path)["instruments"]
    assert (first["codings"], first["sure"]) == (["declared", "one-based"], "likely")


def test_inspect_leaves_an_undecided_coding_to_a_person(run, tmp_path):
    path = by_occasion(tmp_path)
    path.write_text(path.read_text().replace("pre,0", "pre,1"))
    inspect_file(run, path, "--study", "study.yaml")
    assert "# coding: declared" in (tmp_path / "study.yaml").read_text()
    code, _, err = run("evaluate", "study.yaml")
    assert code == 1
    assert "--coding one-based" in err


def test_inspect_shows_no_answer_of_a_respondent(run, tmp_path):
    path = by_occasion(tmp_path)
    path.write_text(path.read_text().replace("R1,pre,0", "R1,pre,my neighbour hurts me"))
    code, out, err = run("inspect", path, "--format", "table")
    assert code == 0
    assert "neighbour" not in out + err
    assert "1 answers are text" in out


def test_inspect_offers_patterns_for_numbered_columns(run, tmp_path):
    rows = [["a", *answers(0)], ["b", *answers(6)]]
    path = write(tmp_path / "data.csv", ["id", *(f"Q{n}" for n in range(1, 11))], rows)
    (series,) = inspect_file(run, path)["series"]
    assert (series["pattern"], series["count"]) == ("Q{n}", 10)
    assert "pseq" in series["candidates"]


def test_an_instrument_is_told_by_its_acronym_and_the_number_of_the_item(run, tmp_path):
    header = ["id", *(f"PHQ9_{n}" for n in range(1, 10)), "PHQ9_total"]
    path = write(tmp_path / "data.csv", header, [["a", *[0, 3] * 4, 1, 13], ["b", *[1] * 9, 9]])
    (first,) = inspect_file(run, path)["instruments"]
    assert (first["id"], first["sure"]) == ("phq-9", "certain")
    assert list(first["groups"][0]["columns"].values()) == header[1:10]


def test_the_kind_of_every_finding_in_a_row_is_stable(tmp_path):
    from scorewell.answers.checks.answer_checks import findings

    frame = pl.DataFrame({"q_1": ["9", "1.5", "x", "1"], "q_2": ["0", "0", "0", "0"]})
    twice = replace(
        CODING,
        answers=(*CODING.answers[:3], Answer(value=3, label="x"), Answer(value=4, label="x")),
    )
    items = tuple(replace(item, coding=twice) for item in TWO)
    binding = bind(frame.columns, replace(Q, items=items))
    assert findings(frame, binding)["kind"].tolist() == [
        "outside-coding", "not-whole", "unclear-label",
    ]  # fmt: skip
