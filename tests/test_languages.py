"""Answers that are labels in another language of the definition."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from typer.testing import CliRunner

import scorewell
from scorewell.cli.main import build
from scorewell.errors import DataError
from scorewell.loading import load_instrument, load_overlay
from scorewell.loading.overlay import apply_overlay
from scorewell.plugins import load_plugins
from scorewell.responses import bind, in_languages

CASES = Path(__file__).parent / "cases/valid"
PLUGINS = load_plugins(found=lambda group: [])
LABELS = {
    "en": ("never", "sometimes", "often", "always"),
    "de": ("nie", "manchmal", "oft", "immer"),
    "da": ("aldrig", "sjældent", "ofte", "altid"),
    "nb": ("aldri", "ofte", "svært ofte", "alltid"),
}
ANSWERS = [[0, 1, 2, 3], [3, 2, 1, 0]]
# Item 4 is reversed on 0 to 3: 0 + 1 + 2 + (3 - 3) and 3 + 2 + 1 + (3 - 0).
TOTALS = [3.0, 9.0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An instrument called base with labels in English, German, Danish and Norwegian."""
    text = (CASES / "base.yaml").read_text(encoding="utf-8")
    more = "".join(
        f"      {name}: {{labels: [{', '.join(LABELS[name])}], source: author-2001, "
        "checked: one-source, note: As the forms print them.}\n"
        for name in ("de", "da", "nb")
    )
    made = tmp_path / "instruments"
    made.mkdir()
    (made / "base.yaml").write_text(
        text.replace("    alternatives:\n", f"    translations:\n{more}    alternatives:\n", 1),
        encoding="utf-8",
    )
    return made


def words(language: str, answers=ANSWERS) -> pl.DataFrame:
    named = LABELS[language]
    return pl.DataFrame(
        {"id": ["a", "b"]}
        | {f"base_{n}": [named[row[n - 1]] for row in answers] for n in range(1, 5)}
    )


def run(*arguments: object):
    command = [str(each) for each in arguments]
    return CliRunner().invoke(build(PLUGINS), command, obj=PLUGINS, prog_name="scorewell")


@pytest.mark.parametrize("language", LABELS)
def test_labels_in_any_language_of_the_definition_score_without_options(
    tmp_path: Path, folder: Path, language: str
):
    words(language).write_csv(tmp_path / "answers.csv")
    done = run("score", "base", tmp_path / "answers.csv", "--instruments", folder, "-f", "csv")
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [float(row["base.total"]) for row in rows] == TOTALS
    assert f"labels in the language {language}" in done.stderr


def test_a_file_scored_into_a_file_says_the_language_too(tmp_path: Path, folder: Path):
    words("de").write_csv(tmp_path / "answers.csv", separator=";")
    options = (
        "--instruments",
        folder,
        "-o",
        tmp_path / "scores.csv",
        "--findings",
        tmp_path / "f.csv",
    )
    done = run("score", "base", tmp_path / "answers.csv", "--strict", *options)
    assert done.exit_code == 0, done.output
    assert pl.read_csv(tmp_path / "scores.csv")["base.total"].to_list() == TOTALS
    found = pl.read_csv(tmp_path / "f.csv")
    assert found["kind"].to_list() == ["label-language"]
    assert found["problem"].to_list() == ["base: the answers are labels in the language de"]


@pytest.mark.parametrize(
    "changed",
    [
        str.upper,
        lambda text: f" {text}\N{NO-BREAK SPACE}",
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    ],
)
def test_case_blanks_and_the_spelling_of_accents_do_not_matter(folder: Path, changed):
    frame = words("nb").with_columns(
        pl.exclude("id").map_elements(changed, return_dtype=pl.String)
    )
    base = load_instrument(folder / "base.yaml")
    assert scorewell.score(frame, base)["base.total"].to_list() == TOTALS


def test_two_languages_that_mean_different_answers_by_the_labels_are_not_guessed(folder: Path):
    base = load_instrument(folder / "base.yaml")
    # Only "ofte", which is the answer 2 in Danish and 1 in Norwegian.
    frame = pl.DataFrame({f"base_{n}": ["ofte"] for n in range(1, 5)})
    with pytest.raises(DataError, match=r"languages da and nb.*'ofte'") as caught:
        scorewell.score(frame, base)
    assert "--codes" in caught.value.hint
    # What the user says goes: 1 + 1 + 1 + (3 - 1).
    scored = scorewell.score(frame, base, codes={"ofte": 1})
    assert scored["base.total"].to_list() == [5]
    # One more label decides: Danish, 2 + 2 + 2 + (3 - 3).
    frame = frame.with_columns(base_4=pl.lit("altid"))
    assert scorewell.score(frame, base)["base.total"].to_list() == [6]


def test_respondents_in_several_languages_are_read_in_all_of_them(folder: Path):
    base = load_instrument(folder / "base.yaml")
    frame = pl.concat([words("en"), words("de")])
    assert in_languages(frame, bind(frame.columns, base)).languages == ("en", "de")
    assert scorewell.score(frame, base)["base.total"].to_list() == [*TOTALS, *TOTALS]


def test_in_a_mixture_a_label_with_two_meanings_is_a_finding_and_no_answer(folder: Path):
    base = load_instrument(folder / "base.yaml")
    frame = pl.concat([words("da"), words("nb")])
    found = scorewell.findings(frame, base)
    # "ofte" stands in item 3 and 2 of the Danish rows, and in 2 and 3 of the Norwegian.
    assert set(found["kind"]) == {"unclear-label"}
    places = list(found[["row", "item"]].itertuples(index=False, name=None))
    assert places == [(1, "base_3"), (2, "base_2"), (3, "base_2"), (4, "base_3")]


def test_numbers_tell_no_language_and_text_that_is_no_label_stays_a_finding(folder: Path):
    base = load_instrument(folder / "base.yaml")
    numbers = pl.DataFrame({f"base_{n}": [0, 3] for n in range(1, 5)})
    assert in_languages(numbers, bind(numbers.columns, base)).languages == ()
    frame = words("de").with_columns(base_2=pl.lit("jamais"))
    assert scorewell.findings(frame, base)["kind"].to_list() == ["text", "text"]


def test_a_coding_without_translations_keeps_its_labels_beside_one_that_has_them(folder: Path):
    path = folder / "base.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "codings:\n",
        "codings:\n  yes_no:\n    values: [{value: 0, label: no way}, {value: 3, label: sure}]\n"
        "    source: author-2001\n    checked: one-source\n",
        1,
    )
    text = text.replace("base_4, coding: often", "base_4, coding: yes_no", 1)
    path.write_text(text, encoding="utf-8")
    frame = words("de").with_columns(base_4=pl.Series(["sure", "no way"]))
    assert scorewell.score(frame, load_instrument(path))["base.total"].to_list() == TOTALS


def test_an_overlay_brings_a_language_that_the_definition_lacks(tmp_path: Path):
    base = load_instrument(CASES / "base.yaml")
    frame = words("de")
    assert len(scorewell.findings(frame, base)) == 8
    local = apply_overlay(base, load_overlay(CASES / "overlays/local.yaml"))
    assert scorewell.score(frame, local)["base.total"].to_list() == TOTALS
    assert local.items[0].coding.translations[0].provenance.source == "letter"
    (tmp_path / "base.yaml").write_text((CASES / "base.yaml").read_text("utf-8"), "utf-8")
    frame.write_csv(tmp_path / "answers.csv")
    overlay = CASES / "overlays/local.yaml"
    told = run(
        "inspect", tmp_path / "answers.csv", "--instruments", tmp_path, "--overlay", overlay
    )
    assert told.exit_code == 0, told.output
    assert "language of the labels: de" in told.output


def test_a_study_says_the_language_among_its_findings(tmp_path: Path, folder: Path):
    both = pl.concat([words("de"), words("de")]).with_columns(
        occasion=pl.Series(["pre", "pre", "post", "post"])
    )
    both.write_csv(tmp_path / "answers.csv")
    (tmp_path / "study.yaml").write_text(
        "format: 1\ntitle: Languages\ninstruments: [instruments]\ndata: [{file: answers.csv}]\n"
        "columns: {id: id, occasion: occasion}\noccasions: {pre: pre, post: post}\n"
        "change: {sd: 3}\nmeasures: [{instrument: base, scales: [total]}]\n",
        encoding="utf-8",
    )
    result = scorewell.evaluate(tmp_path / "study.yaml")
    assert result.scores["base.total"].to_list() == [*TOTALS, *TOTALS]
    told = result.findings.query("kind == 'label-language'")
    assert told["instrument"].to_list() == ["base"]
    assert told["problem"].str.contains("language de").all()


def test_value_labels_of_a_file_in_another_language_are_held_against_its_codes(
    tmp_path: Path, folder: Path
):
    base = {f"base_{n}": [row[n - 1] for row in ANSWERS] for n in range(1, 5)}
    frame = pl.DataFrame({"id": ["a", "b"]} | base).to_pandas()
    right = dict(enumerate(LABELS["de"]))
    wrong = dict(zip((3, 2, 1, 0), LABELS["de"], strict=True))
    for labels, code in ((right, 0), (wrong, 1)):
        values = {f"base_{n}": labels for n in range(1, 5)}
        path = tmp_path / f"{code}.sav"
        pyreadstat.write_sav(frame, str(path), variable_value_labels=values)
        done = run("score", "base", path, "--instruments", folder, "--coding", "declared")
        assert done.exit_code == code, done.output
    assert "'nie', which is another answer" in str(done.exception)


def test_show_prints_the_labels_of_every_language(folder: Path):
    done = run("show", "base", "--instruments", folder)
    assert "de: nie, manchmal, oft, immer" in done.output


# --- maps of codes, the same way in every command ---------------------------------------------


def letters(path: Path, respondents: int = 60) -> Path:
    """PSEQ answers as letters, and once more as numbers under numbers.csv."""
    made = scorewell.simulate("pseq", respondents, occasions=("pre",), seed=7).frame
    items = [f"pseq_{n}" for n in range(1, 11)]
    pl.from_pandas(made).write_csv(path.with_name("numbers.csv"))
    words_ = made.assign(**{name: made[name].map(dict(enumerate("ABCDEFG"))) for name in items})
    pl.from_pandas(words_).write_csv(path)
    return path


LETTERS = ",".join(f"{letter}={value}" for value, letter in enumerate("ABCDEFG"))


@pytest.mark.parametrize("command", ["reliability", "doctor", "score"])
def test_a_map_of_codes_gives_what_the_numbers_give(tmp_path: Path, command: str):
    path = letters(tmp_path / "letters.csv")
    name = "pseq.total" if command == "reliability" else "pseq"
    told = [
        run(command, name, path, "--codes", LETTERS, "-f", "json"),
        run(command, name, tmp_path / "numbers.csv", "--coding", "declared", "-f", "json"),
    ]
    assert [each.exit_code for each in told] == [0, 0], told[0].output + told[1].output
    assert told[0].stdout == told[1].stdout


def test_the_reliability_of_answers_in_codes_of_ones_own():
    # Ten items that agree perfectly have alpha 1.
    frame = pl.DataFrame({f"pseq_{n}": ["A", "C", "E", "G"] for n in range(1, 11)})
    codes = {letter: value for value, letter in enumerate("ABCDEFG")}
    found = scorewell.analyse_reliability(frame, "pseq.total", codes=codes)
    assert found.alpha.value == 1
    assert found.items["mean"].tolist() == [3] * 10


def test_the_reliability_of_answers_that_are_reversed_already():
    made = scorewell.simulate("rses", 80, occasions=("pre",), seed=3).frame
    turned = list(scorewell.load("rses").scales[0].reversed)
    before = made.assign(**{name: 3 - made[name] for name in turned})
    given = scorewell.analyse_reliability(before, "rses.total", reversed_already=["all"])
    plain = scorewell.analyse_reliability(made, "rses.total")
    assert given.alpha.value == plain.alpha.value


def test_the_doctor_and_reliability_take_a_sheet_of_a_workbook(tmp_path: Path):
    import pandas as pd

    made = scorewell.simulate("pseq", 40, occasions=("pre",), seed=5).frame
    with pd.ExcelWriter(tmp_path / "book.xlsx", engine="openpyxl") as book:
        pd.DataFrame({"x": [1, 2], "y": [3, 4]}).to_excel(book, sheet_name="Notes", index=False)
        made.to_excel(book, sheet_name="May", index=False)
    for command in (("doctor", "pseq"), ("reliability", "pseq.total")):
        done = run(*command, tmp_path / "book.xlsx", "--sheet", "May", "--coding", "declared")
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize("command", [("doctor", "base"), ("reliability", "base.total")])
def test_value_labels_that_contradict_the_codes_stop_every_command(
    tmp_path: Path, folder: Path, command
):
    frame = pl.DataFrame({f"base_{n}": [0, 1, 2, 3] * 3 for n in range(1, 5)}).to_pandas()
    wrong = dict(zip((3, 2, 1, 0), LABELS["en"], strict=True))
    values = {f"base_{n}": wrong for n in range(1, 5)}
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), variable_value_labels=values)
    done = run(*command, tmp_path / "a.sav", "--instruments", folder, "--coding", "declared")
    assert done.exit_code == 1
    assert "which is another answer" in str(done.exception)
