"""Files as services have them: what inspect writes as a study runs unchanged, and is right."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import yaml
from inspect_cases import ITEMS, PEOPLE, POST, PRE, TOTALS, run, text, totals

from scorewell.registry.registry import open_registry
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

LONG = [
    [person, o, *of[person]] for person in PEOPLE for o, of in (("pre", PRE), ("post", POST))
]
PHQ = ["not at all", "several days", "more than half the days", "nearly every day"]


def book(path: Path, rows) -> Path:
    result = openpyxl.Workbook()
    for row in rows:
        result.active.append(list(row))
    result.save(path)
    return path


def evaluated(path: Path, *options: object):
    """The study that inspect writes, run as it is."""
    study = path.with_name("study.yaml")
    output = run("inspect", path, "--study", study, *options)
    assert output.exit_code == 0, output.output
    plan = read_plan(study)
    return output.output, run_study(plan, registry=open_registry(plan.instruments))


def kinds(result) -> dict[str, int]:
    return dict(result.findings["kind"].value_counts())


def wide(names, *, column_name) -> list[list[object]]:
    header = [
        "client_id",
        *(column_name(item, occasion) for occasion in names for item in ITEMS),
    ]
    return [header, *([person, *PRE[person], *POST[person]] for person in PEOPLE)]


def test_an_instrument_whose_last_column_is_called_like_the_instrument(tmp_path: Path):
    # PSEQ10 is also a name of the PSEQ; beside PSEQ1 to PSEQ9 it is the tenth item.
    output_text, result = evaluated(
        text(tmp_path / "a.csv", [["id", "occasion", *ITEMS], *LONG])
    )
    assert "pseq: certain; 10 of 10 items have a column" in output_text
    assert totals(result) == TOTALS


@pytest.mark.parametrize(
    "column_name",
    [
        lambda item, occasion: f"{item}_{occasion}",
        lambda item, occasion: f"{occasion} {item}",
        lambda item, occasion: f"{item}{occasion}",
        lambda item, occasion: f"{occasion}{item}",
        lambda item, occasion: f"{occasion}.{item.replace('PSEQ', 'pseq_')}",
    ],
)
@pytest.mark.parametrize("names", [("pre", "post"), ("T1", "T2")])
def test_occasions_in_the_names_of_columns_with_and_without_a_separator(
    tmp_path: Path, column_name, names
):
    if column_name("I", "T1") == "IT1":
        names = ("pre", "post")  # I1T1 and the like
    _, result = evaluated(book(tmp_path / "a.xlsx", wide(names, column_name=column_name)))
    assert totals(result) == TOTALS


def test_german_headings_semicolons_decimal_commas_and_a_mark(tmp_path: Path):
    rows = [
        ["Kennung", "Zeitpunkt", "Alter", *(f"pseq_{n:02}" for n in range(1, 11))],
        *(
            [respondent, occasion, "45,5", *(f"{a},0" for a in arguments)]
            for respondent, occasion, *arguments in LONG
        ),
    ]
    path = text(tmp_path / "a.csv", rows, separator=";", encoding="utf-8-sig")
    output_text, result = evaluated(path)
    assert "Respondent: 'Kennung' (told by its values, not by its name)" in output_text
    assert "Occasions: in 'Zeitpunkt': pre (24 rows), post (24 rows)" in output_text
    assert totals(result) == TOTALS
    assert kinds(result) == {"byte-order-mark": 1}


def test_blanks_around_the_names_of_columns_do_not_matter(tmp_path: Path):
    """As in ``id, occasion, pseq_1``; PSEQ-10 is also a name of the PSEQ, so pseq_10 is exact."""
    names = ["id", " Occasion ", *(f" pseq_{n} " for n in range(1, 11))]
    output_text, result = evaluated(text(tmp_path / "a.csv", [names, *LONG]))
    assert "pseq: certain; 10 of 10 items have a column\n" in output_text
    assert totals(result) == TOTALS


def test_blank_rows_between_and_a_row_of_totals_at_the_end_are_no_respondents(tmp_path: Path):
    sums = [sum(row[place] for row in LONG) for place in range(2, 12)]
    rows = [["Patient ID", "Occasion", *ITEMS], *LONG[:10], [], *LONG[10:], []]
    rows.append(["Total", None, *sums])
    _, result = evaluated(book(tmp_path / "a.xlsx", rows))
    assert totals(result) == TOTALS
    # The row of sums is left out whole, so neither its occasion nor its values are findings.
    assert kinds(result) == {"no-id": 2, "no-occasion": 2, "summary-row": 1}


def test_a_row_of_means_in_a_wide_file_is_named(tmp_path: Path):
    rows = wide(("pre", "post"), column_name=lambda item, occasion: f"{item}_{occasion}")
    _, result = evaluated(book(tmp_path / "a.xlsx", [*rows, ["Mean:", *[3] * 20]]))
    line = result.findings.query("kind == 'summary-row'")
    assert line["id"].unique().tolist() == ["Mean:"]
    assert line["row"].unique().tolist() == [25]


def test_dirty_ids_answers_and_repeats_each_have_a_line(tmp_path: Path):
    rows = [[*row] for row in LONG]
    rows[3][0] = "p02"
    rows[5][0] = " P03 "
    rows[7][3], rows[9][4], rows[11][2], rows[13][5] = 99, "no idea", 7, 2.5
    rows.append([*rows[0]])
    output_text, result = evaluated(
        book(tmp_path / "a.xlsx", [["Patient ID", "Occasion", *ITEMS], *rows])
    )
    assert "1 rows repeat a respondent on the same occasion" in output_text
    assert "codes for missing answers, perhaps: 99 (1 times)" in output_text
    assert kinds(result) == {
        "duplicate-row": 2, "id-spelling": 2, "no-pre": 1, "no-post": 1,
        "text": 1, "outside-coding": 1, "not-whole": 1,
    }  # fmt: skip
    actual = totals(result)
    assert actual["P03"] == TOTALS["P03"]
    assert pd.isna(actual["P01"][0])


def test_impossible_dates_and_occasions_out_of_order_are_found_without_being_asked_for(
    tmp_path: Path,
):
    days = {("P03", "pre"): "30.02.2024", ("P04", "pre"): "31.12.2024"}
    usual = {"pre": "05.01.2024", "post": "05.04.2024"}
    rows = [
        [respondent, o, days.get((respondent, o), usual[o]), *arguments]
        for respondent, o, *arguments in LONG
    ]
    output_text, result = evaluated(
        text(tmp_path / "a.csv", [["id", "occasion", "Datum", *ITEMS], *rows])
    )
    assert "Date: 'Datum'" in output_text
    assert totals(result) == TOTALS
    lines = result.findings[["kind", "id", "value"]].itertuples(index=False, name=None)
    assert list(lines) == [
        ("impossible-date", "P03", "30.02.2024"),
        ("occasions-out-of-order", "P04", "05.04.2024"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "actual"),
    [
        ("1/31/2024", "2/1/2024", 0),  # the 31st is a day, so the month goes first
        ("31/1/2024", "1/2/2024", 0),
        ("3/1/2024", "1/2/2024", 0),  # nothing tells
        ("12/31/2024", "2/1/2024", 1),
        ("2024/05/01", "2024/04/01", 1),
        ("1.5.24", "1.4.24", 1),
    ],
)
def test_the_order_of_dates_is_judged_only_where_their_form_is_clear(
    tmp_path: Path, first: str, second: str, actual: int
):
    occasion = {"pre": first, "post": second}
    rows = [[respondent, o, occasion[o], *arguments] for respondent, o, *arguments in LONG]
    _, result = evaluated(text(tmp_path / "a.csv", [["id", "occasion", "date", *ITEMS], *rows]))
    expected = {"occasions-out-of-order": actual * len(PEOPLE)} if actual else {}
    assert kinds(result) == expected


def test_a_date_of_birth_is_no_date_of_the_row(tmp_path: Path):
    rows = [
        [respondent, o, "1.1.1950" if o == "post" else "2.2.1960", *g]
        for respondent, o, *g in LONG
    ]
    output_text, result = evaluated(
        text(tmp_path / "a.csv", [["id", "occasion", "Geburtsdatum", *ITEMS], *rows])
    )
    assert "Date:" not in output_text
    assert kinds(result) == {}


def phq_labels(respondents: int) -> list[list[str]]:
    return [[PHQ[(number + n) % 4] for n in range(9)] for number in range(respondents)]


def test_questions_as_names_are_told_by_their_answers_and_by_nothing_else(tmp_path: Path):
    names = [f"How often were you bothered by thing number {n}?" for n in range(1, 10)]
    rows = [
        ["Timestamp", "Email Address", "Which time is it?", *names],
        *(
            [f"2024/01/{n + 1:02} 10:00:00 AM GMT+1", f"u{n // 2}@example.org",
             ("pre", "post")[n % 2], *label]
            for n, label in enumerate(phq_labels(20))
        ),
    ]  # fmt: skip
    output_text, result = evaluated(text(tmp_path / "a.csv", rows))
    assert (
        "phq-9: possible; 9 of 9 items have a column, told by the answers alone" in output_text
    )
    study = yaml.safe_load((tmp_path / "study.yaml").read_text(encoding="utf-8"))
    assert study["columns"] == {"id": "Email Address", "occasion": "Which time is it?"}
    # Item n of respondent r is (r + n) % 4: nine in a row are 12 + r % 4 twice round.
    pre, post = totals(result)["u0@example.org"]
    assert (pre, post) == (sum(n % 4 for n in range(9)), sum((1 + n) % 4 for n in range(9)))


def test_labels_leave_no_doubt_about_the_encoding(tmp_path: Path):
    rows = [["id", *(f"PHQ9_{n}" for n in range(1, 10))]]
    rows += [[f"r{n}", *label] for n, label in enumerate(phq_labels(12))]
    output = run("inspect", text(tmp_path / "a.csv", rows)).output
    assert "phq-9: certain" in output
    assert "encodings that all answers fit: declared\n" in output
    assert "answers are text" not in output


def test_a_longer_run_of_the_same_labels_is_no_instrument(tmp_path: Path):
    rows = [["id", *(f"Question {n}?" for n in range(12))]]
    rows += [[f"r{n}", *label, *PHQ[:3]] for n, label in enumerate(phq_labels(12))]
    assert "Instruments: none is named" in run("inspect", text(tmp_path / "a.csv", rows)).output


def test_numbered_occasions_of_spss_are_found_by_what_their_column_is_called(tmp_path: Path):
    frame = pd.DataFrame(
        [[respondent, 1 + (o == "post"), *arguments] for respondent, o, *arguments in LONG],
        columns=["ID", "Zeit", *ITEMS],
    )
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(
        frame, str(path), variable_value_labels={"Zeit": {1: "Prä", 2: "Post"}}
    )
    output_text, result = evaluated(path)
    assert "Occasions: in 'Zeit': 1 (24 rows), 2 (24 rows)" in output_text
    assert totals(result) == TOTALS


TWO_ROWS = [
    [None, "Before", *[None] * 9, "After", *[None] * 9],
    ["ID", *ITEMS, *ITEMS],
    *([person, *PRE[person], *POST[person]] for person in PEOPLE),
]


def merged_headings(path: Path) -> Path:
    book(path, TWO_ROWS)
    workbook = openpyxl.load_workbook(path)
    workbook.active.merge_cells("B1:K1")
    workbook.active.merge_cells("L1:U1")
    workbook.save(path)
    return path


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: merged_headings(folder / "a.xlsx"),
        lambda folder: book(folder / "a.xlsx", TWO_ROWS),
        lambda folder: text(folder / "a.csv", TWO_ROWS, separator=";"),
        lambda folder: text(folder / "a.csv", TWO_ROWS, encoding="utf-16"),
    ],
)
def test_two_rows_of_names_under_merged_headings_are_taken_together(tmp_path: Path, make):
    path = make(tmp_path)
    output_text, result = evaluated(path, "--header-row", "1-2")
    assert "Occasions: told apart by the columns' names: 'Before_', 'After_'" in output_text
    assert totals(result) == TOTALS
    assert set(kinds(result)) <= {"byte-order-mark"}


def test_without_being_told_two_rows_of_names_are_pointed_at(tmp_path: Path):
    output = run("inspect", merged_headings(tmp_path / "a.xlsx")).output
    assert "--header-row 1-2 makes the names of both" in output
    output = run("inspect", text(tmp_path / "a.csv", TWO_ROWS)).output
    assert "19 columns have values and no name: (column 1), (column 3)" in output
    assert "--header-row 1-2 makes the names of both" in output


def test_a_title_above_the_names_is_told_with_the_row_of_the_names(tmp_path: Path):
    head = ["id", "occasion", *ITEMS]
    path = text(tmp_path / "a.csv", [["Our service"] + [""] * 11, [""] * 12, head, *LONG])
    output = run("inspect", path).output
    assert "row 1 names 1 of 12 columns, as a title does" in output
    assert "--header-row 3\n" in output
    output, result = evaluated(path, "--header-row", 3)
    assert "as a title does" not in output
    assert totals(result) == TOTALS


@pytest.mark.parametrize("more", [1, 3])
def test_separators_at_the_ends_of_lines_are_no_columns(tmp_path: Path, more: int):
    rows = [["id", "occasion", *ITEMS], *LONG]
    path = text(tmp_path / "a.csv", [[*row, *[""] * more] for row in rows], separator=";")
    output_text, result = evaluated(path)
    assert "48 rows, 12 columns" in output_text
    assert totals(result) == TOTALS
    assert kinds(result) == {}


def test_a_value_in_a_column_without_a_name_has_a_line(tmp_path: Path):
    rows = [[*row, ""] for row in (["id", "occasion", *ITEMS], *LONG)]
    rows[7][-1] = "moved away"
    _, result = evaluated(text(tmp_path / "a.csv", rows))
    assert totals(result) == TOTALS
    assert kinds(result) == {"column-without-name": 1}
    assert "(column 13)" in result.findings["problem"].item()


@pytest.mark.parametrize("wrong", ["x", "0-2", "3-1", "1-99", "-1", "1,2"])
def test_a_row_of_names_that_is_none_is_refused(tmp_path: Path, wrong: str):
    output = run("inspect", text(tmp_path / "a.csv", TWO_ROWS), f"--header-row={wrong}")
    assert output.exit_code == 1
    assert "no row of names" in output.exception.message


def test_a_short_row_is_counted_from_below_all_rows_of_names(tmp_path: Path):
    path = text(tmp_path / "a.csv", [["Our service", "", ""], *TWO_ROWS, ["P99", 1, 2]])
    output = run("inspect", path, "--header-row", "2-3").output
    assert f"row {len(PEOPLE) + 1}\n" in output


def test_every_remark_of_a_study_from_inspect_is_on_lines_that_a_person_must_read(
    tmp_path: Path,
):
    run("inspect", book(tmp_path / "a.xlsx", [["x", "y"], [1, 2], [3, 4]]), "--study",
        tmp_path / "study.yaml")  # fmt: skip
    assert "DECIDE" in (tmp_path / "study.yaml").read_text(encoding="utf-8")
    output = run("evaluate", tmp_path / "study.yaml", "-o", tmp_path / "report")
    assert output.exit_code != 0
    assert not (tmp_path / "report").exists()
