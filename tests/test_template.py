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


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)

    def call(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().out

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
    found = {}
    for each in sheet.data_validations.dataValidation:
        if each.type == "list":
            column = next(iter(each.sqref.ranges)).min_col
            found[sheet.cell(1, column).value] = each.formula1.strip('"').split(",")
    return found


def test_a_filled_workbook_with_numbers_is_scored_without_options(run, tmp_path: Path):
    assert run("template", "pseq", "-n", 2, "-o", "sheet.xlsx")[0] == 0
    path = tmp_path / "sheet.xlsx"
    assert lists(path)["pseq_1"] == ["0", "1", "2", "3", "4", "5", "6"]
    assert lists(path)["occasion"] == ["pre", "post"]
    fill(path, {f"pseq_{n}": [1, 5, 0, 6] for n in range(1, 11)})
    code, out = run("score", "pseq", "sheet.xlsx", "--coding", "declared", "-f", "csv")
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
    both = [value for pair in zip(pre, post, strict=True) for value in pair]
    fill(tmp_path / "sheet.xlsx", {f"pseq_{n}": both for n in range(1, 11)})
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
    assert [cell.value for cell in book["answers"][1]][:4] == [
        "respondent",
        "occasion",
        "date",
        "fscrs_1",
    ]
    text = "\n".join(str(row[1].value) for row in book["instructions"].iter_rows())
    assert "extremely like me" in text
    # No wording: the licence of the FSCRS does not allow it.
    assert "1. " + scorewell.load("fscrs").items[0].label in text


def test_the_csv_has_the_same_columns_and_comes_back(run, tmp_path: Path):
    assert run("template", "gad-2", "-n", 1, "-o", "sheet.csv")[0] == 0
    rows = list(csv.reader((tmp_path / "sheet.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["respondent", "occasion", "date", "gad_2_1", "gad_2_2"]
    filled = "\n".join([",".join(rows[0]), "R001,pre,,3,0", "R001,post,,0,1"])
    (tmp_path / "sheet.csv").write_text(filled + "\n", encoding="utf-8")
    code, out = run("score", "gad-2", "sheet.csv", "-f", "csv")
    assert code == 0
    assert [float(r["gad-2.total"]) for r in csv.DictReader(io.StringIO(out))] == [3, 1]


def test_another_kind_of_file_is_refused(run):
    assert run("template", "gad-2", "-o", "sheet.pdf")[0] == 1
