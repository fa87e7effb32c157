"""Text that a spreadsheet program would take for a formula, in the files that are written."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from scorewell.answers.files.open import load_table
from scorewell.answers.files.restore_formulas import FormulaEscaper, restore_texts
from scorewell.answers.files.write import sink
from scorewell.cli.main import build
from scorewell.io.formula_injection import escape_formula, unescape_formula
from scorewell.registry.plugins.discovery import load_plugins

PLUGINS = load_plugins(entry_points=lambda group: [])
# As OWASP lists them, with blanks in front and in full width; and what is no formula.
RISKY = ["=1+1", "+x", "-R1", "@SUM(A1)", "\tx", " =A1", "\uff1dA1", '=HYPERLINK("x")']
TEXTS = st.text(alphabet="'=+-@\uff1da1.e \t\n\x1c\xa0") | st.sampled_from(RISKY) | st.text()
PLAIN = ["R-01", "007", "-3", "+1.5", "a=b", "Ärzte", "'quoted", "A"]


def run(*arguments: object):
    command = [str(argument) for argument in arguments]
    return CliRunner().invoke(build(PLUGINS), command, obj=PLUGINS, prog_name="scorewell")


def rows(path: Path, separator: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """PSEQ answers of respondents with odd ids, six for each item: 60 points."""
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "=note", *(f"pseq_{n}" for n in range(1, 11))])
        writer.writerows([name, "@x", *[6] * 10] for name in (*RISKY, *PLAIN))
    return path


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
@pytest.mark.parametrize("shape", [(), ("--pattern", "{item}{occasion}", "--occasions", "!")])
def test_ids_that_look_like_formulas_get_an_apostrophe_in_text_files(
    tmp_path: Path, answers: Path, suffix: str, shape: tuple[str, ...]
):
    if shape:
        text = answers.read_text(encoding="utf-8")
        for n in range(10, 0, -1):
            text = text.replace(f"pseq_{n},", f"pseq_{n}!,").replace(
                f"pseq_{n}\r", f"pseq_{n}!\r"
            )
        answers.write_text(text, encoding="utf-8", newline="")
    target = tmp_path / f"scores.{suffix}"
    output = run(
        "score", "pseq", answers, "--coding", "declared", "-o", target, "--brief", *shape
    )
    assert output.exit_code == 0, output.output
    header, *result = rows(target, "\t" if suffix == "tsv" else ",")
    place = header.index("id")
    expected = [f"'{entry}" for entry in RISKY] + PLAIN
    if shape:  # ids of a study lose the blanks around them
        expected = [f"'{entry.strip()}" if entry.strip()[0] in "=\uff1d+-@" else entry.strip()
                  for entry in RISKY] + PLAIN  # fmt: skip
    assert [row[place] for row in result] == expected
    assert "'=note" in header
    assert {row[header.index("'=note")] for row in result} == {"'@x"}
    assert {row[header.index("pseq.total")] for row in result} == {"60.0"}
    assert "values that a spreadsheet program would take for formulas" in output.stderr


def test_the_number_of_apostrophes_is_told(tmp_path: Path, answers: Path):
    output = run("score", "pseq", answers, "--coding", "declared", "-o", tmp_path / "s.csv")
    assert f"{len(RISKY) + len(RISKY) + len(PLAIN)} values" in output.stderr


def test_ids_survive_where_the_user_asks_for_it_so_that_files_can_be_joined(
    tmp_path: Path, answers: Path
):
    target = tmp_path / "scores.csv"
    options = ("--coding", "declared", "--keep-formulas", "-o", target)
    output = run("score", "pseq", answers, *options)
    assert output.exit_code == 0, output.output
    assert "apostrophe" not in output.stderr
    remaining, right = (
        pl.read_csv(path, infer_schema=False, quote_char='"') for path in (answers, target)
    )
    assert remaining.join(right, on="id").height == remaining.height == len(RISKY) + len(PLAIN)


@pytest.mark.parametrize("suffix", ["parquet", "feather", "jsonl"])
def test_files_that_no_spreadsheet_opens_as_text_keep_every_id(
    tmp_path: Path, answers: Path, suffix: str
):
    target = tmp_path / f"scores.{suffix}"
    output = run("score", "pseq", answers, "--coding", "declared", "-o", target)
    assert output.exit_code == 0, output.output
    read = {"parquet": pl.read_parquet, "feather": pl.read_ipc, "jsonl": pl.read_ndjson}[suffix]
    assert read(target)["id"].to_list() == [*RISKY, *PLAIN]


def test_a_band_of_a_definition_is_no_formula_either(tmp_path: Path):
    text = (Path(__file__).parents[1] / "cases/valid/base.yaml").read_text(encoding="utf-8")
    (tmp_path / "base.yaml").write_text(text.replace("label: low", 'label: "=low"'), "utf-8")
    data = tmp_path / "answers.csv"
    data.write_text("id,base_1,base_2,base_3,base_4\na,0,0,0,3\nb,1,1,1,2\n")
    target = tmp_path / "scores.csv"
    output = run("score", "base", data, "--instruments", tmp_path, "-o", target)
    assert output.exit_code == 0, output.output
    header, *result = rows(target)
    # 0 + 0 + 0 + (3 - 3) = 0 and 1 + 1 + 1 + (3 - 2) = 4; low is below 4.
    bands = [row[header.index("base.total.band.severity")] for row in result]
    assert bands == ["'=low", "middle"]


def test_a_frame_without_text_is_written_as_it_is(tmp_path: Path):
    frame = pl.DataFrame({"a": [-1, 2], "b": [None, -0.5]})
    assert sink(frame.lazy(), tmp_path / "a.csv") == 0
    assert rows(tmp_path / "a.csv") == [["a", "b"], ["-1", ""], ["2", "-0.5"]]


@given(TEXTS, TEXTS)
def test_what_was_made_harmless_is_told_apart_and_comes_back(text_a: str, text_b: str):
    assert unescape_formula(escape_formula(text_a)) == text_a
    assert (escape_formula(text_a) == escape_formula(text_b)) is (text_a == text_b)


@given(st.lists(TEXTS))
def test_columns_are_made_harmless_and_restored_like_single_texts(texts: list[str]):
    frame = pl.DataFrame({"id": texts}, schema={"id": pl.String})
    text = FormulaEscaper().frame(frame.lazy()).collect()
    assert text["id"].to_list() == [escape_formula(text) for text in texts]
    for entry, expected in ((text, texts), (frame, [unescape_formula(text) for text in texts])):
        assert restore_texts(entry.lazy()).collect()["id"].to_list() == expected


# Not an end of a row, and something to be seen: other texts do not survive a CSV in any case.
CELLS = st.text(alphabet="'=+-@\uff1da1.e \t\xa0", min_size=1).filter(str.strip)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet"])
@settings(max_examples=50)
@given(texts=st.lists(CELLS, min_size=1), name=CELLS.map(lambda text: text.replace("\t", "e")))
def test_a_file_that_was_written_is_read_as_it_was(tmp_path_factory, suffix, texts, name):
    path = tmp_path_factory.mktemp("written") / f"a.{suffix}"
    sink(pl.LazyFrame({name: texts, "score": [1.5] * len(texts)}), path)
    frame = load_table(path).frame
    assert frame.columns == [name, "score"]
    assert frame.to_series(0).to_list() == texts


def test_a_text_file_that_was_saved_as_a_workbook_is_read_as_it_was(tmp_path: Path):
    odd = [entry.strip() for entry in RISKY]
    frame = pl.DataFrame(
        {escape_formula("=id"): [escape_formula(entry) for entry in odd], "score": 1.5}
    )
    frame.write_excel(tmp_path / "a.xlsx")
    table = load_table(tmp_path / "a.xlsx").frame
    assert table.columns == ["=id", "score"]
    assert table["=id"].to_list() == odd


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet"])
def test_scores_that_were_written_belong_to_the_answers_by_their_ids(
    tmp_path: Path, suffix: str
):
    """Scores of the first occasion, read back, and of the second in the same way."""
    odd = [entry for entry in RISKY if entry.strip() == entry]
    for occasion, answer in (("pre", 1), ("post", 3)):
        with (tmp_path / f"{occasion}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["=id", *(f"pseq_{n}" for n in range(1, 11))])
            writer.writerows([name, *[answer] * 10] for name in odd)
    target = tmp_path / f"pre-scores.{suffix}"
    output = run("score", "pseq", tmp_path / "pre.csv", "--coding", "declared", "-o", target)
    assert output.exit_code == 0, output.output
    output = run("score", "pseq", tmp_path / "post.csv", "--coding", "declared", "--keep-formulas",
               "-o", tmp_path / "post-scores.csv")  # fmt: skip
    change = ("change", "pseq", target, tmp_path / "post-scores.csv", "--id", "=id", "--total",
              "pseq.total", "--sd", 11, "--clinical", "20,10", "--criterion", "a", "-f", "csv")  # fmt: skip
    output = run(*change)
    assert output.exit_code == 0, output.output
    cases = list(csv.DictReader(output.stdout.splitlines()))
    assert sorted(case["id"] for case in cases) == sorted(f"'{entry}" for entry in odd)
    # Ten times 1 and ten times 3.
    assert {(float(case["pre"]), float(case["post"])) for case in cases} == {(10, 30)}
