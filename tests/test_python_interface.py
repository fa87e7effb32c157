"""The public functions: kinds of frames, spelled-out options, approaches, names before use."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import scorewell
from scorewell.api.change import ApproachKeywords, ChangeKeywords
from scorewell.change.options.options import ChangeOptions
from scorewell.errors import ChangeError
from scorewell.io.bundled_files import bundled
from scorewell.registry.contracts import Approach
from scorewell.registry.registry import open_registry

ROOT = Path(__file__).parents[1]
INSTRUMENTS = bundled("instruments")
APPROACHES = open_registry().plugins.approaches
KINDS = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": duckdb.from_df,
}
OPTIONS = {
    "sd": 10,
    "reliability": 0.92,
    "clinical": {"mean": 20, "sd": 10, "source": "made up"},
    "functional": {"mean": 45, "sd": 10, "source": "made up"},
}
ANSWERS = pd.DataFrame(
    {"id": ["a", "b", "c", "d"], "who": ["w", "m", "w", "m"]}
    | {f"gad_7_{n}": [n % 4, 2, 9 if n == 4 else n % 3, (3 * n) % 4] for n in range(1, 8)}
)
READING = {"coding": "declared", "covariates": {"sex": "who"}}
PAIRS = pd.DataFrame(
    {
        "id": list("abcdefg"),
        "pre": [20.0, 20.0, 35.0, 41.0, 12.0, 30.0, None],
        "post": [40.0, 21.0, 20.0, 44.0, 33.0, 29.0, 30.0],
        "group": ["x", "x", "x", "y", "y", "y", "y"],
    }
)
SCORES = pd.DataFrame(
    {
        "id": ["a", "a", "a", "b", "b", "b"],
        "occasion": ["pre", "post", "3m"] * 2,
        "time": pd.to_datetime(["2024-01-01", "2024-04-01", "2024-07-01"] * 2),
        "score": [20, 35, 24, 30, 31, None],
    }
)


def to_pandas(result) -> pd.DataFrame:
    if isinstance(result, pl.LazyFrame):
        result = result.collect()
    if isinstance(result, duckdb.DuckDBPyRelation):
        return result.df()
    return result if isinstance(result, pd.DataFrame) else result.to_pandas()


def score(frame):
    norms = ["hinz-2017-men", "hinz-2017-women"]
    return to_pandas(scorewell.score(frame, "gad-7", norms=norms, **READING))


def findings(frame):
    return scorewell.findings(frame, "gad-7", keep=["id"], **READING)


def examine(frame):
    return scorewell.examine(frame, "gad-7", **READING).items


def reliability(frame):
    return scorewell.analyse_reliability(
        frame, "gad-7.total", coding="declared", rows="pairwise"
    ).items


def change(frame):
    return scorewell.analyse_change(frame, "pseq.total", **OPTIONS).cases


def percentage(frame):
    return scorewell.analyse_change(
        frame, "pseq.total", approach="percentage", improvement=30
    ).cases


def course(frame):
    return scorewell.analyse_course(
        frame, "pseq.total", order=["pre", "post", "3m"], post="post", **OPTIONS
    ).respondents


CALLS = [
    (score, ANSWERS), (findings, ANSWERS), (examine, ANSWERS), (reliability, ANSWERS),
    (change, PAIRS), (percentage, PAIRS), (course, SCORES),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("call", "data"), CALLS, ids=[call.__name__ for call, _ in CALLS])
def test_every_kind_of_frame_gives_what_pandas_gives(call, data, kind):
    expected = call(data)
    assert len(expected)
    pd.testing.assert_frame_equal(call(KINDS[kind](data)), expected, check_dtype=False)


@pytest.mark.parametrize("kind", KINDS)
def test_scores_come_back_as_the_kind_of_frame_that_went_in(kind):
    frame = KINDS[kind](ANSWERS)
    assert type(scorewell.score(frame, "gad-7", coding="declared")) is type(frame)


@pytest.mark.parametrize("call", ["score", "findings", "examine", "analyse_change"])
def test_every_function_takes_a_registry(call, tmp_path):
    """A definition of the user's own, which only this registry has."""
    text = (INSTRUMENTS / "gad-7.yaml").read_text(encoding="utf-8")
    text = text.replace("id: gad-7\n", "id: my-gad-7\n", 1).replace("GAD-7", "my GAD-7")
    (tmp_path / "my-gad-7.yaml").write_text(text, encoding="utf-8")
    registry = open_registry([tmp_path])
    if call == "analyse_change":
        pairs = PAIRS.assign(pre=PAIRS["pre"] / 3, post=PAIRS["post"] / 3)
        result = scorewell.analyse_change(
            pairs, "my-gad-7.total", registry=registry, sd=5, reliability=0.9
        )
        assert result.instrument.id == "my-gad-7"
    else:
        getattr(scorewell, call)(ANSWERS, "my-gad-7", registry=registry, **READING)


# Approaches


KEYWORDS = {
    "anchor": {"improvement": 8, "deterioration": 4, "cutoff": True},
    "anchor-group": {"improvement": 8, "bayesian": True},
    "anchor-between": {"improvement": 8, "group": "x", "reference": "y"},
    "percentage": {"improvement": 30, "deterioration": 20},
}


@pytest.mark.parametrize("approach", APPROACHES)
def test_every_bundled_approach_is_reached_by_name(approach):
    keywords = KEYWORDS.get(approach, {})
    result = scorewell.analyse_change(
        PAIRS, "pseq.total", approach=approach, **keywords, **OPTIONS
    )
    assert (result.approach, dict(result.parameters)) == (approach, keywords)
    second = scorewell.analyse_change(
        PAIRS, "pseq.total", approach=approach, options=keywords, **OPTIONS
    )
    assert second.to_dict() == result.to_dict()


def test_improvement_is_a_percentage_as_on_the_command_line():
    # 12 to 33 is 175 %, 20 to 40 is 100 %: 150 leaves one of them.
    result = scorewell.analyse_change(
        PAIRS, "pseq.total", approach="percentage", improvement=150
    )
    assert result.cases.set_index("id")["outcome"].eq("improved").sum() == 1


def test_the_level_of_an_interval_goes_in_options():
    result = scorewell.analyse_change(
        PAIRS, "pseq.total", approach="anchor-group", improvement=8, options={"level": 0.8}
    )
    assert result.figures[0].level == 0.8


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"improvement": 8}, "a parameter of an approach, and none is named"),
        ({"options": {"improvement": 8}}, "a parameter of an approach, and none is named"),
        (
            {"approach": "anchor", "improvement": 8, "options": {"improvement": 8}},
            "given as a keyword and in options",
        ),
        ({"approach": "anchor", "improvement": 8, "bayesian": True}, "bayesian"),
        ({"approach": "anchr", "improvement": 8}, "no approach 'anchr'"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(ChangeError) as caught:
        scorewell.analyse_change(PAIRS, "pseq.total", **arguments)
    assert message in str(caught.value)


# Names and signatures


@pytest.mark.parametrize("function", [scorewell.analyse_change, scorewell.analyse_course])
def test_every_option_of_change_is_spelled_out(function):
    names = {field.name for field in fields(ChangeOptions)}
    assert set(ChangeKeywords.__annotations__) == names
    assert names <= set(inspect.signature(function).parameters)


def test_every_parameter_of_a_bundled_approach_is_spelled_out_but_those_of_change():
    """`level` and `cutoff` are options of change too, and stand there."""

    def parameters(approach: Approach) -> set[str]:
        return set(approach.parameters.get("properties", {}))

    names = set().union(*map(parameters, APPROACHES.values())) - {"level", "cutoff"}
    assert set(ApproachKeywords.__annotations__) == names


@pytest.mark.parametrize("name", scorewell.__all__)
def test_public_functions_take_named_options_only(name):
    function = getattr(scorewell, name)
    if not inspect.isfunction(function):
        return
    kinds = {entry.kind for entry in inspect.signature(function).parameters.values()}
    assert inspect.Parameter.VAR_KEYWORD not in kinds
    assert "Any" not in " ".join(map(str, function.__annotations__.values()))


@pytest.mark.parametrize(
    "package", ["scorewell", "scorewell.testing", "scorewell.registry.contracts"]
)
def test_dir_lists_the_public_names_before_first_use(package):
    code = f"import {package} as p; print(sorted(set(p.__all__) - set(dir(p))))"
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert output.stdout.strip() == "[]"


def test_two_public_classes_never_share_a_name():
    """One word means one thing: a reader need not ask which ``Table`` is meant."""
    places: dict[str, list[str]] = {}
    for folder in ("core", "plugins"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places.setdefault(node.name, []).append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


@pytest.mark.parametrize(
    "package", ["scorewell", "scorewell.testing", "scorewell.registry.contracts"]
)
def test_every_public_name_is_there(package):
    module = importlib.import_module(package)
    assert [name for name in module.__all__ if getattr(module, name, None) is None] == []
