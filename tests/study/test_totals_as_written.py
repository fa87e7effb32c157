"""Totals and times with decimal commas, and options that totals do not have."""

from __future__ import annotations

import csv
import io
import re
import sys

import pandas as pd
import polars as pl
import pytest
import yaml

import scorewell
from scorewell.answers.values.numbers import read_number, read_numbers
from scorewell.cli.main import main

SD = ("--sd", "11", "-f", "csv")


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


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", 12.5), (" 0,25 ", 0.25), ("-1,5", -1.5), ("+3,0", 3), (",5", 0.5), ("7", 7),
        ("7.5", 7.5), ("1.234,5", None), ("1,2,3", None), ("12,5 kg", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_with_a_comma_is_the_one_with_a_point(text, number):
    assert pl.DataFrame({"x": [text]}).select(read_number(pl.col("x"))).item() == number
    for kind in (object, "string", "category"):
        (value,) = read_numbers(pd.Series([text], dtype=kind)).tolist()
        assert (None if pd.isna(value) else value) == number


@pytest.mark.parametrize("name", ["totals.csv", "totals.tsv", "totals.xlsx"])
def test_totals_with_decimal_commas(run, tmp_path, name):
    frame = pl.DataFrame(
        {"id": ["a", "b"], "pre": ["12,5", "8"], "post": ["20,25", "9.5"]}, strict=False
    )
    if name.endswith("xlsx"):
        frame.write_excel(tmp_path / name)
    else:
        separator = "\t" if name.endswith("tsv") else ";"
        frame.write_csv(tmp_path / name, separator=separator)
    code, out, err = run("change", "pseq.total", name, "--id", "id", "--total", "pre,post", *SD)
    assert code == 0
    assert re.findall(r"\[([a-z-]+)\]", err) == ["small-sample"]
    pairs = [(row["id"], row["pre"], row["post"], row["change"]) for row in table(out)]
    assert pairs == [("a", "12.5", "20.25", "7.75"), ("b", "8.0", "9.5", "1.5")]


def test_times_with_decimal_commas(run, tmp_path):
    rows = ["a;0,5;12", "a;1,5;14,5", "a;10;20", "b;0;20", "b;2,25;24", "b;10,5;30"]
    (tmp_path / "long.csv").write_text("id;week;score\n" + "\n".join(rows) + "\n")
    code, out, _ = run(
        "course",
        "pseq.total",
        "long.csv",
        "--id",
        "id",
        "--time",
        "week",
        "--total",
        "score",
        *SD,
    )
    assert code == 0
    times = [
        (row["id"], float(row["time"]), float(row["score"]))
        for row in table(out)
        if row["score"]
    ]
    assert times == [
        ("a", 0.5, 12), ("a", 1.5, 14.5), ("a", 10, 20), ("b", 0, 20), ("b", 2.25, 24),
        ("b", 10.5, 30),
    ]  # fmt: skip


def test_scores_with_decimal_commas_in_a_frame():
    frame = pd.DataFrame({"id": ["a", "b"], "pre": ["12,5", "8,0"], "post": ["20,25", "9"]})
    result = scorewell.analyse_change(frame, "pseq.total", sd=11)
    assert result.cases["change"].tolist() == [7.75, 1.0]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--coding", "declared"), ("--codes", "a=1,b=2"), ("--reversed-already", "all")],
)
@pytest.mark.parametrize("command", ["change", "course"])
def test_how_items_are_written_is_not_said_of_totals(run, tmp_path, command, option, value):
    (tmp_path / "totals.csv").write_text("id,occasion,total\na,pre,12\na,post,20\n")
    call = (
        command,
        "rses.total",
        "totals.csv",
        "--id",
        "id",
        "--total",
        "total",
        option,
        value,
    )
    more = (
        "--reliability",
        "0.9",
        *(("--occasions", "pre,post") if command == "course" else ()),
    )
    code, out, err = run(*call, *more)
    assert (code, out) == (2, "")
    assert f"{option} says how the answers to items are written" in " ".join(err.split())


@pytest.mark.parametrize(
    ("name", "value"),
    [("coding", "one-based"), ("codes", {"a": 1}), ("reversed_already", ["all"])],
)
def test_a_study_does_not_say_it_of_totals_either(run, tmp_path, name, value):
    (tmp_path / "totals.csv").write_text("id,occasion,total\na,pre,12\na,post,20\n")
    study = {
        "format": 1, "title": "x", "data": [{"file": "totals.csv"}],
        "columns": {"id": "id", "occasion": "occasion"},
        "occasions": {"pre": "pre", "post": "post"},
        "measures": [{"instrument": "rses", "totals": {"total": "total"}, name: value}],
    }  # fmt: skip
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study))
    code, _, err = run("evaluate", "study.yaml")
    assert code == 1
    assert f"`{name}` says how the answers to items are written" in " ".join(err.split())
