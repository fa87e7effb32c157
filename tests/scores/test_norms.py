"""Where scores stand in a norm: on every kind of frame, in files, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import scorewell
from scorewell.cli.main import build
from scorewell.definitions.model import Covariate, Instrument, Norm, Stratum
from scorewell.definitions.reading.load import load_overlay
from scorewell.errors import DataError
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.registry import Registry
from scorewell.scores.norms import below, choose_norms
from scorewell.scores.score_file import score_file

PLUGINS = load_plugins(entry_points=lambda group: [])

# Jordan 2017: mean 5.2, SD 5.06. Totals of 9, 27 and none.
ROWS = {
    "id": ["a", "b", "c"],
    **{f"phq_9_{n}": [1, 3, None if n > 1 else 0] for n in range(1, 10)},
}
Z = [(9 - 5.2) / 5.06, (27 - 5.2) / 5.06]
NAMES = [f"phq-9.total.{name}.jordan-2017" for name in ("z", "T", "percentile-normal")]

FRAMES = {
    "pandas": pd.DataFrame,
    "Polars": pl.DataFrame,
    "Polars, lazy": pl.LazyFrame,
    "PyArrow": lambda rows: pl.DataFrame(rows).to_arrow(),
    "DuckDB": lambda rows: duckdb.from_arrow(pl.DataFrame(rows).to_arrow()),
}


def all_columns(frame: Any) -> dict[str, list[Any]]:
    """The columns as lists, by way of Arrow, which every kind of frame has."""
    eager = nw.from_native(frame)
    eager = eager.collect() if isinstance(eager, nw.LazyFrame) else eager
    table = pl.from_arrow(eager.to_arrow())
    assert isinstance(table, pl.DataFrame)
    return {entry.name: entry.to_list() for entry in table}


def columns_of(frame: Any) -> dict[str, list[Any]]:
    return {name: values for name, values in all_columns(frame).items() if name in NAMES}


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_z_t_and_percentile_by_hand_on_every_kind_of_frame(make: Any):
    scores = scorewell.score(make(ROWS), "phq-9", norms=["jordan-2017"])
    result = columns_of(scores)
    z, t, percentile = (result[name] for name in NAMES)
    assert z == [pytest.approx(Z[0]), pytest.approx(Z[1]), None]
    assert t == [pytest.approx(50 + 10 * Z[0]), pytest.approx(50 + 10 * Z[1]), None]
    # The standard library's normal distribution is the other program here.
    expected = [pytest.approx(100 * NormalDist().cdf(entry), abs=1e-9) for entry in Z]
    assert percentile == [*expected, None]


@given(st.lists(st.floats(-38, 38), min_size=1, max_size=50))
def test_the_normal_distribution_is_that_of_the_standard_library(values: list[float]):
    frame = nw.from_native(pl.DataFrame({"z": values}))
    result = frame.select(share=below(nw.col("z")))["share"].to_list()
    assert result == [
        pytest.approx(0.5 * math.erfc(-value / math.sqrt(2)), abs=1e-15) for value in values
    ]


def test_norm_columns_stand_beside_the_scale_and_come_without_detail_too():
    frame = pl.DataFrame(ROWS)
    arguments = ["jordan-2017", "total.community-75", "jordan-2017"]
    brief = scorewell.score(frame, "phq-9", detail=False, norms=arguments, scales=["total"])
    second = [name.replace("jordan-2017", "community-75") for name in NAMES]
    assert brief.columns == ["id", "phq-9.total", *NAMES, *second]
    whole = scorewell.score(frame, "phq-9", norms=arguments, scales=["total"]).columns
    place = whole.index(NAMES[0])
    assert whole[place - 1] == "phq-9.total.band.screening"
    assert whole[place + 6 :] == ["phq-9.phq_9_9.alert", "phq-9.invalid"]


def test_one_id_stands_for_every_scale_that_has_it_and_scale_dot_id_for_one():
    instrument = scorewell.load("dass-21")
    every_value = choose_norms(
        instrument, ["crawford-2009"], scales=["depression", "anxiety", "stress"]
    )
    # Undoubled in the table: 3.18 (4.16), 2.25 (3.34), 5.16 (4.44).
    assert [(entry.scale, entry.norms[0].mean, entry.norms[0].sd) for entry in every_value] == [
        ("depression", 6.36, 8.32),
        ("anxiety", 4.5, 6.68),
        ("stress", 10.32, 8.88),
    ]
    [first] = choose_norms(instrument, ["stress.crawford-2009"], scales=["anxiety", "stress"])
    assert first.scale == "stress"


def test_a_file_is_set_beside_a_norm_in_a_stream(tmp_path: Path):
    pl.DataFrame(ROWS).write_csv(tmp_path / "in.csv")
    score_file(
        tmp_path / "in.csv",
        tmp_path / "out.parquet",
        scorewell.load("phq-9"),
        methods=PLUGINS.scoring_methods,
        norms=["jordan-2017"],
    )
    out = pl.read_parquet(tmp_path / "out.parquet")
    assert out[NAMES[0]].to_list() == [pytest.approx(Z[0]), pytest.approx(Z[1]), None]


def test_a_norm_without_figures_names_the_paper_and_the_overlay_that_fills_it(tmp_path: Path):
    instrument = scorewell.load("pcs")
    with pytest.raises(DataError) as caught:
        choose_norms(instrument, ["rumination.nicholas-2019"], scales=["total", "rumination"])
    message, hint = caught.value.message, caught.value.hint
    assert "pcs.rumination: the sd of the norm 'nicholas-2019' is not available here" in message
    assert "doi:10.1097/j.pain.0000000000001496" in message
    overlay = hint.partition("\n\n")[2]
    assert "extends: pcs" in overlay
    # What the hint shows works once the figure is in: mean 10.0, SD made up as 5.
    path = tmp_path / "nicholas.yaml"
    path.write_text(overlay.replace("sd: SD", "sd: 5").replace("TABLE OR PAGE", "table 2"))
    registry = Registry(
        PLUGINS.instrument_sources, plugins=PLUGINS, overlays=[load_overlay(path)]
    )
    frame = pl.DataFrame({f"pcs_{n}": [n % 5] for n in range(1, 14)})
    scores = scorewell.score(
        frame, "pcs", norms=["rumination.nicholas-2019"], registry=registry
    )
    # Items 8 to 11: 3 + 4 + 0 + 1 = 8, and (8 - 10) / 5 = -0.4.
    assert scores["pcs.rumination.z.nicholas-2019"].item() == pytest.approx(-0.4)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("jordan-2018", "jordan-2017"),
        ("totl.jordan-2017", "total.jordan-2017"),
        ("zzz", "it has: total.gilbody-2015"),
    ],
)
def test_an_unknown_norm_is_refused_with_those_there_are(name: str, hint: str):
    with pytest.raises(DataError) as caught:
        scorewell.score(pl.DataFrame(ROWS), "phq-9", norms=[name])
    assert f"phq-9 has no norm '{name}'" in caught.value.message
    assert hint in caught.value.hint


# --- strata and tables ------------------------------------------------------------------


def with_norms(*norms: Norm) -> Instrument:
    """The PHQ-9 with made-up norms, by sex and age."""
    instrument = scorewell.load("phq-9")
    covariates = {
        "sex": Covariate(id="sex", label="sex", values=("female", "male")),
        "age": Covariate(id="age", label="age", low=0, high=120),
    }
    scale = instrument.scale("total")
    return replace(instrument, covariates=covariates, scales=(replace(scale, norms=norms),))


def by_sex_and_age(norm_id: str, sex: str, low: float, high: float, **figures: Any) -> Norm:
    stratum = Stratum.of({"sex": sex, "age": {"from": low, "below": high}})
    return Norm(id=norm_id, population="general", set="made-up", stratum=stratum, **figures)


STRATIFIED = with_norms(
    by_sex_and_age("women-young", "female", 18, 40, mean=4, sd=2),
    by_sex_and_age("women-old", "female", 40, 80, mean=6, sd=4),
    by_sex_and_age("men", "male", 18, 80, mean=5, sd=2.5),
)
PEOPLE = {
    # 9 points each; the last two have no score and no known sex.
    "sex": ["female", "female", "male", "female", "male", None],
    "age": [39, 40, 50, 17, 30, 30],
    **{f"phq_9_{n}": [1, 1, 1, 1, None, 1] for n in range(1, 10)},
}


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_each_respondent_is_held_against_the_norm_of_their_stratum(make: Any):
    scores = scorewell.score(
        make(PEOPLE),
        STRATIFIED,
        norms=["made-up"],
        covariates={"sex": "sex", "age": "age"},
        coding="declared",
    )
    z, percentile, norm, reason = (
        all_columns(scores)[f"phq-9.total.{name}.made-up"]
        for name in ("z", "percentile-normal", "norm", "norm-reason")
    )
    # By hand: (9 - 4) / 2, (9 - 6) / 4, (9 - 5) / 2.5.
    assert z == [pytest.approx(2.5), pytest.approx(0.75), pytest.approx(1.6), None, None, None]
    assert percentile[1] == pytest.approx(100 * NormalDist().cdf(0.75))
    assert norm == ["women-young", "women-old", "men", None, None, None]
    assert reason == [
        None,
        None,
        None,
        "no norm of made-up describes this respondent",
        None,
        "sex is not known",
    ]


def test_a_norm_of_a_stratum_that_is_named_itself_stands_for_everybody():
    rows = {name: values for name, values in PEOPLE.items() if name not in {"sex", "age"}}
    scores = scorewell.score(
        pl.DataFrame(rows), STRATIFIED, norms=["men"], coding="declared", detail=False
    )
    # (9 - 5) / 2.5 for all but the one without a score.
    assert [entry and round(entry, 9) for entry in scores["phq-9.total.z.men"].to_list()] == [
        1.6, 1.6, 1.6, 1.6, None, 1.6,
    ]  # fmt: skip
    assert "phq-9.total.norm.men" not in scores.columns


def test_strata_need_their_columns():
    frame = pl.DataFrame(PEOPLE).drop("age")
    with pytest.raises(DataError) as caught:
        scorewell.score(frame, STRATIFIED, norms=["made-up"], covariates={"sex": "sex"})
    assert "depends on age, for which there is no column" in caught.value.message
    assert "--covariate age=COLUMN" in caught.value.hint


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_a_published_table_gives_the_percentile_of_its_scores_and_of_no_others(make: Any):
    table = ((0, 20.0), (9, 81.5), (27, 100.0))
    instrument = with_norms(
        Norm(id="table", population="general", percentiles=table),
        Norm(id="both", population="general", mean=5, sd=2, percentiles=table),
    )
    rows = {f"phq_9_{n}": [1, 0, 3, 2, None] for n in range(1, 10)}  # 9, 0, 27, 18 and none
    result = all_columns(scorewell.score(make(rows), instrument, norms=["table", "both"]))
    names = [name for name in result if name.endswith((".table", ".both"))]
    assert names == [
        "phq-9.total.percentile.table",
        "phq-9.total.z.both",
        "phq-9.total.T.both",
        "phq-9.total.percentile.both",
    ]
    assert result["phq-9.total.percentile.table"] == [81.5, 20.0, 100.0, None, None]
    assert result["phq-9.total.T.both"][:2] == [pytest.approx(70), pytest.approx(25)]


def test_a_column_called_like_a_result_is_refused():
    frame = pl.DataFrame(ROWS).with_columns(pl.lit(1).alias(NAMES[0]))
    with pytest.raises(DataError, match="called like results"):
        scorewell.score(frame, "phq-9", norms=["jordan-2017"])


def test_the_command_says_which_sample_and_that_percentiles_are_estimates(tmp_path: Path):
    pl.DataFrame(ROWS).write_csv(tmp_path / "in.csv")
    output = CliRunner().invoke(
        build(PLUGINS),
        [
            "score",
            "phq-9",
            str(tmp_path / "in.csv"),
            "--norms",
            "jordan-2017",
            "--brief",
            "--scales",
            "total",
        ],
    )
    assert output.exit_code == 0, output.output
    first, *rows = output.stdout.splitlines()
    assert first.split(",")[2:] == NAMES
    assert rows[2] == "c,,,,"
    assert "primary care patients (Jordan 2017), n = 3,404, Germany" in output.stderr
    assert "they are estimates" in output.stderr
