"""``inspect --id`` decides which column, or which columns together, identify the respondent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from inspect_cases import ITEMS, run, text

from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

HEAD = ["ID", "Site", "number", *ITEMS]


def two_files(folder: Path) -> list[Path]:
    """Six people at two sites in each file; ``ID`` numbers the rows, which are turned after."""
    people = [(site, number) for number in (1, 2, 3) for site in "AB"]
    paths = []
    for name, order in (("pre", people), ("post", people[::-1])):
        rows = [
            [place, site, number, *[number + (site == "B") + (name == "post")] * 10]
            for place, (site, number) in enumerate(order, 1)
        ]
        paths.append(text(folder / f"{name}.csv", [HEAD, *rows]))
    return paths


@pytest.mark.parametrize(
    ("option", "id_column"),
    [
        ("site,number", ["Site", "number"]),
        ("Site, Number", ["Site", "number"]),
        ("id", "ID"),
        ("number", "number"),
    ],
)
def test_the_study_has_the_columns_that_are_named_and_no_question(
    tmp_path: Path, option: str, id_column: object
) -> None:
    target = tmp_path / "study.yaml"
    result = run("inspect", *two_files(tmp_path), "--id", option, "--study", target)
    assert result.exit_code == 0, result.output
    draft = target.read_text("utf-8")
    assert yaml.safe_load(draft)["columns"]["id"] == id_column
    (line,) = [line for line in draft.splitlines() if line.startswith("  id:")]
    assert "DECIDE" not in line


def test_a_study_with_two_columns_compares_the_same_people(tmp_path: Path) -> None:
    target = tmp_path / "study.yaml"
    run("inspect", *two_files(tmp_path), "--id", "site,number", "--study", target)
    target.write_text(
        target.read_text("utf-8").replace("# coding: declared", "coding: declared")
    )
    cases = run_study(read_plan(target)).changes[0].cases.set_index("id")
    # Every answer of A/1 is 1 before and 2 after, of B/3 4 and 5; ten items.
    assert cases.loc["A/1", ["pre", "post"]].tolist() == [10, 20]
    assert cases.loc["B/3", ["pre", "post"]].tolist() == [40, 50]
    assert cases["change"].tolist() == [10] * 6


def test_the_record_names_the_columns_and_counts_their_repetitions(tmp_path: Path) -> None:
    pre, _ = two_files(tmp_path)
    for option, parts, repeated in (
        ("site,number", ["Site", "number"], 0),
        ("number", ["number"], 3),
        ("site", ["Site"], 4),
    ):
        result = run("inspect", pre, "--id", option, "-f", "json")
        record = json.loads(result.stdout)
        assert (record["id_parts"], record["repeated"]) == (parts, repeated)
        assert record["counters"] == []


@pytest.mark.parametrize("option", ["sit", "site,nothing", "ID,site,number,x"])
def test_a_column_that_is_not_there_is_refused(tmp_path: Path, option: str) -> None:
    result = run("inspect", *two_files(tmp_path), "--id", option)
    assert result.exit_code == 1
    assert "pre.csv has no column" in str(result.exception)
