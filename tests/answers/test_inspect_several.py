"""Several files of one study: whom they share, which occasion each is, and a study of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from inspect_cases import ITEMS, PEOPLE, POST, PRE, TOTALS, run, text, totals

from scorewell.answers.detection.inspect_file import FileContent
from scorewell.answers.detection.inspect_files import file_occasions
from scorewell.registry.contracts.files import ReadOptions
from scorewell.registry.registry import open_registry
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

HEAD = ["id", *ITEMS]


def rows(of, *, head=HEAD, ids=str):
    return [head, *([ids(respondent), *arguments] for respondent, arguments in of.items())]


def inspected(folder: Path, *arguments: object):
    """What inspect says, and the study that it writes, run as it is."""
    study = folder / "study.yaml"
    output = run("inspect", *arguments, "--study", study)
    assert output.exit_code == 0, (output.output, output.exception)
    plan = read_plan(study)
    return output.output, run_study(plan, registry=open_registry(plan.instruments))


@pytest.mark.parametrize(
    ("first", "second", "occasions"),
    [
        ("pre.csv", "post.csv", {"pre": "pre", "post": "post"}),
        ("phq9_pre_2024.csv", "phq9_post_2024.csv", {"pre": "pre", "post": "post"}),
        ("answersT1.csv", "answersT2.csv", {"pre": "T1", "post": "T2"}),
        ("pseq wave 1.csv", "pseq wave 2.csv", {"pre": "wave 1", "post": "wave 2"}),
        ("baseline.csv", "follow-up.csv", {"pre": "baseline", "post": "follow-up"}),
        ("pre/answers.csv", "post/answers.csv", {"pre": "pre", "post": "post"}),
    ],
)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_file_for_each_occasion_becomes_a_study_that_runs(
    tmp_path: Path, first: str, second: str, occasions: dict[str, str], is_reversed: bool
):
    for name, of in ((first, PRE), (second, POST)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        text(tmp_path / name, rows(of))
    order = [tmp_path / first, tmp_path / second]
    output_text, result = inspected(tmp_path, *(reversed(order) if is_reversed else order))
    assert "Respondents: 24 in all of the files; 0 only in" in output_text
    assert "is that so?" not in output_text
    study = (tmp_path / "study.yaml").read_text("utf-8")
    actual = yaml.safe_load(study)
    assert actual["occasions"] == occasions
    assert "DECIDE: which" not in study
    assert totals(result) == TOTALS


@pytest.mark.parametrize(
    "names", [("a.csv", "b.csv"), ("north.csv", "south.csv"), ("x1.csv", "x2.csv")]
)
def test_names_that_do_not_say_the_occasion_are_left_to_a_person(
    tmp_path: Path, names: tuple[str, str]
):
    for name, of in zip(names, (PRE, POST), strict=True):
        text(tmp_path / name, rows(of))
    output_text, _ = inspected(tmp_path, *(tmp_path / name for name in names))
    assert "is that so?" in output_text
    study = (tmp_path / "study.yaml").read_text("utf-8")
    assert study.count("# DECIDE: which occasion is this file?") == 2
    assert study.count("# DECIDE: which two are compared?") == 1


def preview(path: str, sheet: str = "") -> FileContent:
    return FileContent(
        path=Path(path), options=ReadOptions(sheet=sheet), format="", encoding="", rows=1,
        width=1, id_columns=(), occasion_column="", occasions=(), item_columns=None, matches=(),
        rivals={}, series=(), findings=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["t1.csv", "t2.csv", "t3.csv"], (("t1", "t2", "t3"), True)),
        (["pre.csv", "post.csv", "followup.csv"], (("pre", "post", "followup"), True)),
        (["PHQ_PRE.csv", "PHQ_POST.csv"], (("PRE", "POST"), True)),
        (["t2.csv", "t1.csv"], (("t2", "t1"), True)),
        (["data.csv", "data_post.csv"], (("data", "data_post"), False)),
        (["2023.csv", "2024.csv"], (("2023", "2024"), False)),
        (["pre_a.csv", "pre_b.csv"], (("a", "b"), False)),
    ],
)
def test_the_occasion_is_what_a_name_has_and_the_others_have_not(paths, expected):
    assert file_occasions([preview(path) for path in paths]) == expected


def test_sheets_of_one_workbook_are_occasions_by_their_names(tmp_path: Path):
    import openpyxl

    sample = openpyxl.Workbook()
    sample.remove(sample.active)
    for name, of in (("Before", PRE), ("After", POST)):
        sheet = sample.create_sheet(name)
        for row in rows(of):
            sheet.append(list(row))
    path = tmp_path / "both.xlsx"
    sample.save(path)
    output_text, result = inspected(tmp_path, path, path, "--sheet", "Before,After")
    assert "both.xlsx (Before) is 'Before', both.xlsx (After) is 'After'\n" in output_text
    assert totals(result) == TOTALS
    assert run("inspect", path, path, "--sheet", "Before").exit_code == 2
    assert run("inspect", path, tmp_path / "." / "both.xlsx").exit_code == 2


def test_ids_that_are_written_otherwise_in_the_other_file_are_named(tmp_path: Path):
    """P01 and P02 are written otherwise, P03 is blank-padded and the same, P24 is missing."""
    second = {"P01": "p01", "P02": "P2", "P03": " P03 "}
    post = {
        respondent: arguments for respondent, arguments in POST.items() if respondent != "P24"
    }
    text(tmp_path / "pre.csv", rows(PRE))
    text(
        tmp_path / "post.csv",
        rows(post, ids=lambda respondent: second.get(respondent, respondent)),
    )
    files = [tmp_path / "pre.csv", tmp_path / "post.csv"]
    output = run("inspect", *files).output
    assert (
        "Respondents: 21 in all of the files; 3 only in pre.csv, 2 only in post.csv" in output
    )
    assert "2 ids differ only in case, blanks, hyphens, leading zeros" in output
    assert "'P01' and 'p01'; 'P02' and 'P2'" in output
    data = json.loads(run("inspect", *files, "--format", "json").output)
    assert [file["file"] for file in data["files"]] == ["pre.csv", "post.csv"]
    assert data["together"] == {
        "id_columns": ["id", "id"],
        "shared": 21,
        "alone": [3, 2],
        "spellings": [["P01", "p01"], ["P02", "P2"]],
        "occasions": ["pre", "post"],
        "occasions_sure": True,
        "instruments": {"pseq": ["pre.csv", "post.csv"]},
    }


def test_ids_that_are_written_otherwise_are_a_line_in_the_study(tmp_path: Path):
    text(tmp_path / "pre.csv", rows(PRE))
    text(tmp_path / "post.csv", rows(POST, ids=str.lower))
    _, result = inspected(tmp_path, tmp_path / "pre.csv", tmp_path / "post.csv")
    study = (tmp_path / "study.yaml").read_text("utf-8")
    assert "# DECIDE: 24 ids differ only in case, blanks, hyphens,\n" in study
    assert 'such as "P01" and "p01"' in study
    assert len(totals(result)) == 48


def test_items_that_are_called_otherwise_in_another_file_are_mapped(tmp_path: Path):
    text(tmp_path / "pre.csv", rows(PRE))
    text(tmp_path / "post.csv", rows(POST, head=["id", *(f"PSEQ - {n}" for n in range(1, 11))]))
    _, result = inspected(tmp_path, tmp_path / "pre.csv", tmp_path / "post.csv")
    study = yaml.safe_load((tmp_path / "study.yaml").read_text("utf-8"))
    numbers = {f"PSEQ - {n}": f"PSEQ{n}" for n in range(1, 11)}
    assert [row.get("columns") for row in study["data"]] == [None, {"post": numbers}]
    assert totals(result) == TOTALS


def test_files_of_other_people_are_told_as_such(tmp_path: Path):
    text(tmp_path / "pre.csv", rows(PRE))
    text(tmp_path / "post.csv", rows(POST, ids=lambda respondent: f"X{respondent}"))
    output = run("inspect", tmp_path / "pre.csv", tmp_path / "post.csv").output
    assert (
        "Respondents: 0 in all of the files; 24 only in pre.csv, 24 only in post.csv" in output
    )
    assert "nobody is in all of them" in output


def test_the_column_of_the_respondent_is_the_one_that_all_files_have(tmp_path: Path):
    of = {respondent: [f"N{respondent}", *arguments] for respondent, arguments in PRE.items()}
    text(tmp_path / "pre.csv", rows(of, head=["client", "ID", *ITEMS]))
    text(tmp_path / "post.csv", rows(POST, ids=lambda respondent: f"N{respondent}"))
    output_text, result = inspected(tmp_path, tmp_path / "pre.csv", tmp_path / "post.csv")
    assert "Respondents: 24 in all of the files" in output_text
    assert {
        respondent.removeprefix("N"): total for respondent, total in totals(result).items()
    } == TOTALS


def test_columns_of_the_respondent_with_two_names_are_a_question(tmp_path: Path):
    text(tmp_path / "pre.csv", rows(PRE))
    text(tmp_path / "post.csv", rows(POST, head=["client", *ITEMS]))
    study = tmp_path / "study.yaml"
    output = run(
        "inspect", tmp_path / "pre.csv", tmp_path / "post.csv", "--study", study
    ).output
    assert "their column has different names: 'id', 'client'" in output
    assert "# 'id', 'client'. Give it one name in all of them.\n" in study.read_text("utf-8")


def test_files_that_hold_their_occasions_need_none_by_name(tmp_path: Path):
    """Two sites, each with both occasions."""
    head = ["id", "occasion", *ITEMS]
    for site, people in (("north", PEOPLE[:12]), ("south", PEOPLE[12:])):
        pair = [
            [respondent, occasion, *of[respondent]]
            for respondent in people
            for occasion, of in (("pre", PRE), ("post", POST))
        ]
        text(tmp_path / f"{site}.csv", [head, *pair])
    output_text, result = inspected(tmp_path, tmp_path / "north.csv", tmp_path / "south.csv")
    assert "Occasions, by the names" not in output_text
    study = yaml.safe_load((tmp_path / "study.yaml").read_text("utf-8"))
    assert all("occasion" not in row for row in study["data"])
    assert totals(result) == TOTALS


def test_an_instrument_that_only_one_file_has_is_left_out_with_a_line(tmp_path: Path):
    phq = [f"PHQ9_{n}" for n in range(1, 10)]
    more = {
        respondent: [*arguments, *[place % 4] * 9]
        for place, (respondent, arguments) in enumerate(POST.items())
    }
    text(tmp_path / "pre.csv", rows(PRE))
    text(tmp_path / "post.csv", rows(more, head=[*HEAD, *phq]))
    output_text, result = inspected(tmp_path, tmp_path / "pre.csv", tmp_path / "post.csv")
    assert "phq-9 is not in pre.csv" in output_text
    study = (tmp_path / "study.yaml").read_text("utf-8")
    assert "# DECIDE: phq-9 is not in pre.csv, and left out here.\n" in study
    assert totals(result) == TOTALS


def test_both_files_are_inputs_that_are_never_written_over(tmp_path: Path):
    text(tmp_path / "pre.csv", rows(PRE))
    text(tmp_path / "post.csv", rows(POST))
    before = (tmp_path / "post.csv").read_bytes()
    call = ("inspect", tmp_path / "pre.csv", tmp_path / "post.csv", "--overwrite", "--study")
    assert run(*call, tmp_path / "post.csv").exit_code == 1
    assert (tmp_path / "post.csv").read_bytes() == before
