"""Empty sheets: filled by hand, they come back without options."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

import scorewell
from scorewell.cli.main import main
from scorewell.errors import DataError


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)

    def call(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        return int(error.value.code or 0), capsys.readouterr().out

    return call


def fill(path: Path, answers: dict[str, list[object]]) -> None:
    """Choose answers as a person would, row by row; the first of each list cell is row 2."""
    book = load_workbook(path)
    sheet = book["answers"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for name, values in answers.items():
        for row, value in enumerate(values, start=2):
            sheet.cell(row, columns[name]).value = value
    book.save(path)


def lists(path: Path) -> dict[str, list[str]]:
    """What each column lets one choose from."""
    sheet = load_workbook(path)["answers"]
    result = {}
    for entry in sheet.data_validations.dataValidation:
        if entry.type == "list":
            column = next(iter(entry.sqref.ranges)).min_col
            result[sheet.cell(1, column).value] = entry.formula1.strip('"').split(",")
    return result


def test_a_filled_workbook_with_numbers_is_scored_without_options(run, tmp_path: Path):
    assert run("template", "pseq", "-n", 2, "-o", "sheet.xlsx")[0] == 0
    path = tmp_path / "sheet.xlsx"
    assert lists(path)["pseq_1"] == ["0", "1", "2", "3", "4", "5", "6"]
    assert lists(path)["occasion"] == ["pre", "post"]
    fill(path, {f"pseq_{n}": [1, 5, 0, 6] for n in range(1, 11)})
    code, out = run("score", "pseq", "sheet.xlsx", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    # Ten times 1, 5, 0 and 6.
    assert [(r["respondent"], r["occasion"], float(r["pseq.total"])) for r in rows] == [
        ("R001", "pre", 10), ("R001", "post", 50), ("R002", "pre", 0), ("R002", "post", 60),
    ]  # fmt: skip


def test_labels_chosen_from_the_lists_score_like_their_numbers(run, tmp_path: Path):
    assert run("template", "phq-9", "gad-7", "-n", 1, "--labels", "-o", "two.xlsx")[0] == 0
    path = tmp_path / "two.xlsx"
    choices = lists(path)
    assert choices["phq_9_1"] == [
        a.label for a in scorewell.load("phq-9").items[0].coding.answers
    ]
    answers = {
        f"phq_9_{n}": [choices[f"phq_9_{n}"][2], choices[f"phq_9_{n}"][0]] for n in range(1, 10)
    }
    answers |= {
        f"gad_7_{n}": [choices[f"gad_7_{n}"][3], choices[f"gad_7_{n}"][1]] for n in range(1, 8)
    }
    fill(path, answers)
    # Nine times 2 and 0; seven times 3 and 1.
    for name, expected in (("phq-9", [18, 0]), ("gad-7", [21, 7])):
        code, out = run("score", name, "two.xlsx", "-f", "csv")
        assert code == 0
        rows = csv.DictReader(io.StringIO(out))
        assert [float(row[f"{name}.total"]) for row in rows] == expected


def test_a_filled_workbook_goes_through_a_whole_study(run, tmp_path: Path):
    run("template", "pseq", "-n", 4, "-o", "sheet.xlsx")
    pre, post = [1, 2, 3, 0], [5, 2, 6, 1]
    pair = [value for pair in zip(pre, post, strict=True) for value in pair]
    fill(tmp_path / "sheet.xlsx", {f"pseq_{n}": pair for n in range(1, 11)})
    (tmp_path / "study.yaml").write_text(
        "format: 1\ntitle: Round trip\ndata: [{file: sheet.xlsx}]\n"
        "columns: {id: respondent, occasion: occasion}\noccasions: {pre: pre, post: post}\n"
        "measures: [{instrument: pseq, change: {criterion: a}}]\n",
        encoding="utf-8",
    )
    (change,) = scorewell.evaluate(tmp_path / "study.yaml").changes
    cases = change.cases.set_index("id")
    assert cases["pre"].to_dict() == {"R001": 10, "R002": 20, "R003": 30, "R004": 0}
    assert cases["post"].to_dict() == {"R001": 50, "R002": 20, "R003": 60, "R004": 10}


def test_a_workbook_has_a_frozen_header_a_date_and_instructions(run, tmp_path: Path):
    run("template", "fscrs", "-o", "sheet.xlsx")
    book = load_workbook(tmp_path / "sheet.xlsx")
    assert book.sheetnames == ["answers", "instructions"]
    assert book["answers"].freeze_panes == "C2"
    assert [cell.value for cell in book["answers"][1]][:5] == [
        "respondent",
        "occasion",
        "date",
        "coding_fscrs_declared",
        "fscrs_1",
    ]
    assert book["answers"].column_dimensions["D"].hidden
    text = "\n".join(str(row[1].value) for row in book["instructions"].iter_rows())
    assert "extremely like me" in text
    # No wording: the licence of the FSCRS does not allow it.
    assert "1. " + scorewell.load("fscrs").items[0].label in text


def test_the_csv_has_the_same_columns_and_comes_back(run, tmp_path: Path):
    assert run("template", "gad-2", "-n", 1, "-o", "sheet.csv")[0] == 0
    rows = list(csv.reader((tmp_path / "sheet.csv").read_text(encoding="utf-8").splitlines()))
    marker = "coding_gad_2_declared"
    assert rows[0] == ["respondent", "occasion", "date", marker, "gad_2_1", "gad_2_2"]
    text = "\n".join([",".join(rows[0]), "R001,pre,,,3,0", "R001,post,,,0,1"])
    (tmp_path / "sheet.csv").write_text(text + "\n", encoding="utf-8")
    code, out = run("score", "gad-2", "sheet.csv", "-f", "csv")
    assert code == 0
    assert [float(r["gad-2.total"]) for r in csv.DictReader(io.StringIO(out))] == [3, 1]


def test_another_kind_of_file_is_refused(run):
    assert run("template", "gad-2", "-o", "sheet.pdf")[0] == 1


MIDDLE = {f"pseq_{n}": [1, 5, 2, 4] for n in range(1, 11)}
"""Answers that fit 0 to 6 and 1 to 7, as nobody gives either end."""


def test_answers_that_fit_two_encodings_are_scored_by_what_the_sheet_says(run, tmp_path: Path):
    run("template", "pseq", "-n", 2, "-o", "sheet.xlsx")
    fill(tmp_path / "sheet.xlsx", MIDDLE)
    code, out = run("score", "pseq", "sheet.xlsx", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [float(row["pseq.total"]) for row in rows] == [10, 50, 20, 40]
    # What the sheet says is no result.
    assert "coding_pseq_declared" not in rows[0]
    assert run("score", "pseq", "sheet.xlsx", "-o", "scores.csv")[0] == 0
    output_text = csv.DictReader(io.StringIO((tmp_path / "scores.csv").read_text("utf-8")))
    assert [float(row["pseq.total"]) for row in output_text] == [10, 50, 20, 40]


def test_a_csv_says_it_too_and_goes_through_scoring_change_and_a_study(run, tmp_path: Path):
    run("template", "pseq", "-n", 2, "-o", "sheet.csv")
    path = tmp_path / "sheet.csv"
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    for row, answer in zip(rows, MIDDLE["pseq_1"], strict=True):
        row[head.index("pseq_1") :] = [str(answer)] * 10
    # As a program writes it that has its own way with names.
    head = [name.replace("coding_pseq_declared", "Coding.PSEQ.declared") for name in head]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *rows])
    code, out = run("score", "pseq", "sheet.csv", "-f", "csv")
    assert code == 0
    scores = [float(row["pseq.total"]) for row in csv.DictReader(io.StringIO(out))]
    assert scores == [10, 50, 20, 40]
    change = ("change", "pseq", "sheet.csv", "--criterion", "a", "-f", "csv")
    code, out = run(*change)
    assert code == 0
    cases = {row["id"]: row for row in csv.DictReader(io.StringIO(out))}
    assert (float(cases["R001"]["pre"]), float(cases["R001"]["post"])) == (10, 50)
    (tmp_path / "study.yaml").write_text(
        STUDY.replace("FILES", "{file: sheet.csv}"), encoding="utf-8"
    )
    (change,) = scorewell.evaluate(tmp_path / "study.yaml").changes
    assert change.cases.set_index("id")["post"].to_dict() == {"R001": 50, "R002": 40}


STUDY = (
    "format: 1\ntitle: Round trip\ndata: [FILES]\n"
    "columns: {id: respondent, occasion: occasion}\noccasions: {pre: pre, post: post}\n"
    "measures: [{instrument: pseq, change: {criterion: a}}]\n"
)


def test_one_sheet_does_not_speak_for_another_file_of_the_study(run, tmp_path: Path):
    run("template", "pseq", "-n", 2, "-o", "sheet.xlsx")
    fill(tmp_path / "sheet.xlsx", MIDDLE)
    head = ["respondent", "occasion", *(f"pseq_{n}" for n in range(1, 11))]
    rows = [["X1", "pre", *["2"] * 10], ["X1", "post", *["3"] * 10]]
    with (tmp_path / "other.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    (tmp_path / "study.yaml").write_text(
        STUDY.replace("FILES", "{file: sheet.xlsx}, {file: other.csv}"), encoding="utf-8"
    )
    with pytest.raises(DataError, match="does not tell which"):
        scorewell.evaluate(tmp_path / "study.yaml")


def test_a_sheet_that_was_filled_in_another_encoding_is_stopped_at(run, tmp_path: Path):
    run("template", "pseq", "-n", 2, "-o", "sheet.xlsx")
    fill(tmp_path / "sheet.xlsx", {name: [1, 7, 2, 4] for name in MIDDLE})
    frame = scorewell.answers.files.open.scan(tmp_path / "sheet.xlsx").collect()
    with pytest.raises(DataError, match="which the column 'coding_pseq_declared' names"):
        scorewell.score(frame, "pseq")
    # What the call says goes first: 1 to 7 are 0 to 6.
    scores = scorewell.score(frame, "pseq", coding="one-based", detail=False)
    assert scores["pseq.total"].to_list() == [0, 60, 10, 30]


def test_columns_that_name_two_encodings_are_refused():
    head = [*MIDDLE, "coding_pseq_declared", "coding_pseq_one_based"]
    with pytest.raises(DataError, match="name different encodings"):
        scorewell.answers.columns.bind.bind(head, scorewell.load("pseq"))


def test_an_encoding_can_be_named_by_a_column_of_any_table():
    import pandas as pd

    # From 1 to 7, told by the column: 3 is the answer 2.
    frame = pd.DataFrame({**{entry: [3] for entry in MIDDLE}, "coding_pseq_one-based": [None]})
    assert scorewell.score(frame, "pseq", detail=False)["pseq.total"].item() == 20


def test_categories_are_chosen_from_a_list_and_reach_the_scores(run, tmp_path: Path):
    run("template", "phq-15", "-n", 1, "-o", "sheet.xlsx")
    path = tmp_path / "sheet.xlsx"
    assert lists(path)["sex"] == ["female", "male"]
    fill(path, {"sex": ["male", "female"]} | {f"phq_15_{n}": [2, 1] for n in range(1, 16)})
    code, out = run("score", "phq-15", "sheet.xlsx", "-f", "csv")
    assert code == 0
    # Item 4 is left out for men: 14 times 2; all 15 items at 1 for women.
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [float(row["phq-15.total"]) for row in rows] == [28, 15]


def test_a_number_that_is_asked_for_is_kept_in_its_range(run, tmp_path: Path):
    run("template", "phq-9", "-n", 1, "-o", "sheet.xlsx")
    sheet = load_workbook(tmp_path / "sheet.xlsx")["answers"]
    place = [cell.value for cell in sheet[1]].index("age") + 1
    (rule,) = (
        entry
        for entry in sheet.data_validations.dataValidation
        if next(iter(entry.sqref.ranges)).min_col == place
    )
    assert (rule.type, rule.formula1, rule.formula2) == ("decimal", "0", "120")
    fill(
        tmp_path / "sheet.xlsx",
        {"age": [30, 31]} | {f"phq_9_{n}": [1, 2] for n in range(1, 10)},
    )
    code, out = run("score", "phq-9", "sheet.xlsx", "--norms", "community", "-f", "csv")
    assert code == 0
    assert [row["phq-9.total.norm.community"] for row in csv.DictReader(io.StringIO(out))] == [
        "community-25-34",
        "community-25-34",
    ]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_item_that_does_not_apply_can_be_said_so(run, tmp_path: Path, kind: str):
    path = tmp_path / f"sheet.{kind}"
    run("template", "wsas", "-n", 1, "-o", path.name)
    if kind == "xlsx":
        assert lists(path)["wsas_1"] == [*"012345678", "not applicable"]
        assert lists(path)["wsas_2"] == [*"012345678"]
        answers: dict[str, list[object]] = {f"wsas_{n}": [3, 2] for n in range(2, 6)}
        fill(path, answers | {"wsas_1": ["not applicable", 5]})
    else:
        head = path.read_text(encoding="utf-8").splitlines()[0]
        rows = ["R001,pre,,,not applicable,3,3,3,3", "R001,post,,,5,2,2,2,2"]
        path.write_text("\n".join([head, *rows]), encoding="utf-8")
    code, out = run("score", "wsas", path.name, "-f", "csv")
    assert code == 0
    # Four times 3, without item 1; 5 and four times 2.
    rows = csv.DictReader(io.StringIO(out))
    assert [float(row["wsas.total"]) for row in rows] == [12, 13]


def test_covariates_of_two_meanings_are_refused():
    from dataclasses import replace

    from scorewell_plugins.collection_sheets.sheet_columns import header

    first = scorewell.load("phq-15")
    sex = replace(first.covariates["sex"], values=("woman", "man"))
    second = replace(scorewell.load("phq-9"), covariates={"sex": sex})
    with pytest.raises(DataError, match="different things"):
        header([first, second])


def test_a_study_is_begun_from_a_filled_sheet_with_nothing_to_decide_on_coding(
    run, tmp_path: Path
):
    run("template", "pseq", "-n", 2, "-o", "sheet.xlsx")
    fill(tmp_path / "sheet.xlsx", MIDDLE)
    assert run("inspect", "sheet.xlsx", "--study", "study.yaml")[0] == 0
    study = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    assert "- instrument: pseq" in study
    assert "coding" not in study


def test_the_doctor_believes_the_sheet_unless_the_answers_contradict_it():
    import pandas as pd

    frame = pd.DataFrame({name: [1, 2, 3, 4, 5] * 10 for name in MIDDLE})
    codes = {finding.code for finding in scorewell.examine(frame, "pseq").findings}
    assert "encoding-undecided" in codes
    csv_rows = frame.assign(coding_pseq_declared="")
    codes = {finding.code for finding in scorewell.examine(csv_rows, "pseq").findings}
    assert "encoding-undecided" not in codes
    contrary = csv_rows.assign(**{name: csv_rows[name].replace(5, 7) for name in MIDDLE})
    (result,) = (
        finding
        for finding in scorewell.examine(contrary, "pseq").findings
        if finding.code == "wrong-base"
    )
    assert "which the column coding_pseq_declared names" in result.message


def test_answers_too_many_for_a_list_are_held_to_their_limits(run, tmp_path: Path):
    # Excel takes lists of 255 characters; the 101 marks of a visual scale are longer.
    code, _ = run("template", "eq-5d-5l", "-n", 1, "-o", "sheet.xlsx")
    assert code == 0
    sheet = load_workbook(tmp_path / "sheet.xlsx")["answers"]
    place = [cell.value for cell in sheet[1]].index("eq_5d_5l_6") + 1
    [limits] = [
        entry
        for entry in sheet.data_validations.dataValidation
        if next(iter(entry.sqref.ranges)).min_col == place
    ]
    assert (limits.type, limits.formula1, limits.formula2) == ("whole", "0", "100")
    answers = {f"eq_5d_5l_{n}": [value] for n, value in enumerate([2, 1, 1, 4, 3, 60], start=1)}
    fill(tmp_path / "sheet.xlsx", answers)
    code, out = run("score", "eq-5d-5l", "sheet.xlsx", "-f", "json")
    assert code == 0
    assert '"eq-5d-5l.profile": 21143' in out.replace("21143.0", "21143")


# Labels of a made-up form in two languages that have all words in common and mean other answers.
OVERLAY = """\
format: 1
extends: phq-9
name: Two languages
sources: {form: {title: A form for tests, container: None, year: 2024}}
codings:
  frequency:
    translations:
      de: {labels: [nie, selten, oft, immer], source: form, checked: one-source}
      pt-BR: {labels: [immer, oft, selten, nie], source: form, checked: one-source}
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    return path


def totals(out: str, scale: str = "phq-9.total") -> list[float]:
    return [float(row[scale]) for row in csv.DictReader(io.StringIO(out))]


# By hand: nine times the place of "selten" and of "immer", from 0.
@pytest.mark.parametrize(("language", "expected"), [("de", [9, 27]), ("PT_br", [18, 0])])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_labels_in_another_language_come_back_without_options(
    run, tmp_path: Path, overlay: Path, language: str, expected: list[float], kind: str
):
    path = tmp_path / f"sheet.{kind}"
    call = ("template", "phq-9", "--overlay", overlay.name, "-n", 1)
    assert run(*call, "--labels", "--label-language", language, "-o", path.name)[0] == 0
    values = ["selten", "immer"]
    if kind == "xlsx":
        labels = ["nie", "selten", "oft", "immer"]
        assert lists(path)["phq_9_1"] == (labels if language == "de" else labels[::-1])
        fill(path, {f"phq_9_{n}": values for n in range(1, 10)})
    else:
        head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
        for row, label in zip(rows, values, strict=True):
            row[-9:] = [label] * 9
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])
    code, out = run("score", "phq-9", path.name, "--overlay", overlay.name, "-f", "csv")
    assert (code, totals(out)) == (0, expected)
    # What the sheet says is no labels, in a stream either.
    assert not any(name.startswith("labels_") for name in out.splitlines()[0].split(","))
    assert run("score", "phq-9", path.name, "--overlay", overlay.name, "-o", "out.csv")[0] == 0
    assert totals((tmp_path / "out.csv").read_text(encoding="utf-8")) == expected
    change = ("change", "phq-9", path.name, "--overlay", overlay.name, "--sd", 5, "-f", "csv")
    code, out = run(*change)
    (case,) = csv.DictReader(io.StringIO(out))
    assert (code, [float(case["pre"]), float(case["post"])]) == (0, expected)
    code, out = run("inspect", path.name, "--overlay", overlay.name)
    assert f"language of the labels: {'de' if language == 'de' else 'pt-BR'}\n" in out


def test_without_its_column_the_language_of_such_labels_is_a_question(
    run, tmp_path: Path, overlay: Path
):
    head = ["respondent", *(f"phq_9_{n}" for n in range(1, 10))]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, ["R1", *["selten"] * 9], ["R2", *["immer"] * 9]])
    assert run("score", "phq-9", "a.csv", "--overlay", overlay.name)[0] == 1


def test_a_sheet_that_is_filled_in_another_language_after_all_is_read_in_it(
    run, tmp_path: Path, overlay: Path
):
    path = tmp_path / "sheet.xlsx"
    call = ("template", "phq-9", "--overlay", overlay.name, "-n", 1, "--labels")
    run(*call, "--label-language", "de", "-o", path.name)
    answers = {f"phq_9_{n}": ["several days", "nearly every day"] for n in range(1, 10)}
    fill(path, answers)
    code, out = run("score", "phq-9", path.name, "--overlay", overlay.name, "-f", "csv")
    assert (code, totals(out)) == (0, [9, 27])


def test_a_sheet_in_a_language_needs_the_overlay_that_it_was_made_with(
    run, tmp_path: Path, overlay: Path
):
    call = ("template", "phq-9", "--overlay", overlay.name, "-n", 1, "--labels")
    run(*call, "--label-language", "de", "-o", "sheet.xlsx")
    fill(tmp_path / "sheet.xlsx", {f"phq_9_{n}": ["oft", "nie"] for n in range(1, 10)})
    frame = scorewell.answers.files.open.scan(tmp_path / "sheet.xlsx").collect()
    with pytest.raises(DataError, match="says that the answers are labels in 'de'") as caught:
        scorewell.score(frame, "phq-9")
    assert "--overlay FILE" in caught.value.hint


def test_a_language_that_nobody_has_is_refused_where_it_is_asked_for_and_else_left(
    run, monkeypatch, tmp_path: Path, overlay: Path
):
    call = ("template", "phq-9", "--overlay", overlay.name, "--labels", "-o")
    assert run(*call, "a.xlsx", "--label-language", "fr")[0] == 1
    assert not (tmp_path / "a.xlsx").exists()
    monkeypatch.setenv("SCOREWELL_LANGUAGE", "fr")
    assert run(*call, "a.xlsx")[0] == 0
    assert lists(tmp_path / "a.xlsx")["phq_9_1"][0] == "not at all"
    monkeypatch.setenv("SCOREWELL_LANGUAGE", "de")
    assert run(*call, "b.xlsx")[0] == 0
    assert lists(tmp_path / "b.xlsx")["phq_9_1"] == ["nie", "selten", "oft", "immer"]
    (tmp_path / "ours.po").write_text(
        'msgid ""\nmsgstr "Language: pt_BR\\n"\n', encoding="utf-8"
    )
    assert run(*call, "c.xlsx", "--label-language", "ours.po")[0] == 0
    assert lists(tmp_path / "c.xlsx")["phq_9_1"] == ["immer", "oft", "selten", "nie"]


def test_a_sheet_of_numbers_says_no_language(run, tmp_path: Path, overlay: Path):
    run(
        "template",
        "phq-9",
        "--overlay",
        overlay.name,
        "--label-language",
        "de",
        "-o",
        "sheet.xlsx",
    )
    sheet = load_workbook(tmp_path / "sheet.xlsx")
    names = [cell.value for cell in sheet["answers"][1]]
    assert not any(name.startswith("labels_") for name in names)
    csv_rows = [row[1].value for row in sheet["instructions"].iter_rows() if row[1].value]
    assert "0 nie; 1 selten; 2 oft; 3 immer" in csv_rows
    run("template", "phq-9", "--labels", "-o", "plain.xlsx")
    names = [cell.value for cell in load_workbook(tmp_path / "plain.xlsx")["answers"][1]]
    assert not any(name.startswith("labels_") for name in names)


def test_one_sheet_in_a_language_does_not_speak_for_another_file_of_the_study(
    run, tmp_path: Path, overlay: Path
):
    call = ("template", "phq-9", "--overlay", overlay.name, "-n", 1, "--labels")
    run(*call, "--label-language", "de", "--occasions", "pre", "-o", "pre.xlsx")
    fill(tmp_path / "pre.xlsx", {f"phq_9_{n}": ["oft"] for n in range(1, 10)})
    post = ["respondent", *(f"phq_9_{n}" for n in range(1, 10))], ["R001", *["nie"] * 9]
    with (tmp_path / "post.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(post)
    change = ("change", "phq-9", "pre.xlsx", "post.csv", "--overlay", overlay.name)
    assert run(*change, "--sd", 5)[0] == 1  # nobody knows which language post.csv is in
    names = ["labels_phq_9_de", *post[0]], ["", *post[1]]
    with (tmp_path / "post.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(names)
    code, out = run(*change, "--sd", 5, "-f", "csv")
    (case,) = csv.DictReader(io.StringIO(out))
    assert (code, float(case["pre"]), float(case["post"])) == (0, 18, 0)
