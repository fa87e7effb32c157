"""Scores that not everybody gets alike: skips, items that do not apply, criteria, tables.

Every number is worked out by hand in the comment beside it, and every back end must give it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from scorewell.answers.checks.answer_checks import findings
from scorewell.answers.columns.bind import bind
from scorewell.answers.columns.covariate_source import parse_covariate
from scorewell.definitions.model import Instrument
from scorewell.definitions.reading.load import load_instrument
from scorewell.errors import DataError, DefinitionError
from scorewell.registry.contracts import ScoringMethod
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.reliability.items import item_matrix
from scorewell.scores.pipeline import apply_plan
from scorewell.scores.plan import compile_plan
from scorewell.scores.score import score
from scorewell.scores.score_file import score_file

FORMS = load_instrument(Path(__file__).parents[1] / "cases/valid/forms.yaml")
METHODS: Mapping[str, ScoringMethod] = load_plugins(
    entry_points=lambda group: []
).scoring_methods

Table = Mapping[str, Sequence[Any]]


def _pandas(table: Table) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(values, dtype=object) for name, values in table.items()}
    )


def _arrow(table: Table) -> pa.Table:
    return pa.table({name: list(values) for name, values in table.items()})


BACK_ENDS: dict[str, Callable[[Table], Any]] = {
    "pandas": _pandas,
    "Polars": lambda table: pl.DataFrame(dict(table), strict=False),
    "Polars, lazy": lambda table: pl.DataFrame(dict(table), strict=False).lazy(),
    "PyArrow": _arrow,
    "DuckDB": lambda table: duckdb.from_arrow(_arrow(table)),
}
each_back_end = pytest.mark.parametrize("make", BACK_ENDS.values(), ids=BACK_ENDS)


def rows(frame: Any) -> list[dict[str, Any]]:
    """Rows of any frame, None for whatever is missing."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pd.DataFrame):
        rows = frame.to_dict("records")
    elif isinstance(frame, pl.DataFrame):
        rows = frame.to_dicts()
    elif isinstance(frame, pa.Table):
        rows = frame.to_pylist()
    else:
        rows = frame.pl().to_dicts()
    return [
        {key: None if value is None or value != value else value for key, value in row.items()}
        for row in rows
    ]


def score_table(
    table: Table, make: Callable[[Table], Any], **binding: Any
) -> list[dict[str, Any]]:
    frame = make(table)
    columns = bind(list(table), FORMS, **binding)
    return rows(score(frame, columns, methods=METHODS, keep=()))


def sheets(*answers: Sequence[Any], **covariates: Sequence[Any]) -> dict[str, list[Any]]:
    columns = {f"forms_{n}": [sheet[n - 1] for sheet in answers] for n in (1, 2, 3, 4)}
    return columns | {name: list(values) for name, values in covariates.items()}


def column(rows: list[dict[str, Any]], name: str) -> list[Any]:
    return [row[f"forms.{name}"] for row in rows]


# --- items left out ---------------------------------------------------------------------------


@each_back_end
def test_an_item_of_women_is_not_missing_for_a_man(make):
    table = sheets(
        [1, 2, None, 3], [1, 2, None, 3], [1, 2, None, 3], [1, 2, 3, 3],
        sex=["male", "female", None, "male"],
    )  # fmt: skip
    rows = score_table(table, make)
    # 1 + 2 + 3 for a man, whatever he answered to item 3; nobody else can do without it
    assert column(rows, "total") == [6, None, None, 6]
    assert column(rows, "total.left_out") == [1, 0, 0, 1]
    assert column(rows, "total.answered") == [3, 3, 3, 3]
    assert column(rows, "total.prorated") == [False] * 4
    short = "1 of 4 answers missing, all are needed"
    assert column(rows, "total.reason") == [None, short, short, None]


@each_back_end
def test_an_answer_that_does_not_apply_shortens_the_scale_and_is_not_wrong(make):
    table = sheets(["1", "2", "3", "n/a"], ["1", "2", "3", "9"], ["1", None, "3", "n/a"])
    rows = score_table(table, make)
    assert column(rows, "total") == [6, 6, None]
    assert column(rows, "total.left_out") == [1, 1, 1]
    assert column(rows, "invalid") == [0, 0, 0]
    assert column(rows, "total.reason")[2] == "1 of 3 answers missing, all are needed"


@each_back_end
def test_a_number_can_say_that_an_item_does_not_apply(make):
    rows = score_table(sheets([1, 2, 3, 9], [1, 2, 3, 8]), make)
    assert column(rows, "total") == [6, None]
    assert column(rows, "invalid") == [0, 1]


def test_an_answer_that_does_not_apply_is_no_finding():
    frame = pd.DataFrame(sheets(["1", "2", "3", "n/a"], ["1", "2", "3", "x"]))
    rows = findings(frame, bind(list(frame), FORMS))
    assert rows[["row", "value"]].values.tolist() == [[2, "x"]]


def left_out_scale(method: str, missing: Mapping[str, Any], **more: Any) -> Instrument:
    scale = FORMS.scale("total")
    rule = replace(scale.missing, **missing)
    return replace(FORMS, scales=(replace(scale, method=method, missing=rule, **more),))


@each_back_end
@pytest.mark.parametrize(
    ("method", "missing", "parameters", "expected"),
    [
        # a man answers 1, _, 3 of items 1, 2, 4: (1 + 3) x 3 / 2; a woman 1, _, 3, 3: 7 x 4 / 3
        ("sum", {"rule": "prorate", "max_missing": 1}, {}, [6, 28 / 3]),
        ("mean", {"rule": "prorate", "max_missing": 1}, {}, [2, 7 / 3]),
        # a share of .3 is 1 of 4 and none of 3
        ("sum", {"rule": "prorate", "max_share": 0.3}, {}, [None, 28 / 3]),
        # the gap takes (1 + 3) / 2 = 2: 1 + 2 + 3; and 7 / 3: 7 + 7 / 3
        ("sum", {"rule": "person-mean", "max_missing": 1}, {}, [6, 28 / 3]),
        # 4 of 3 x 2 = 6 points of two items; 7 of 9
        ("rescaled", {"rule": "prorate", "max_missing": 1}, {}, [200 / 3, 700 / 9]),
        # one of two is 2 or more, so 1.5 of 3; two of three, so 8/3 of 4
        ("count", {"rule": "prorate", "max_missing": 1}, {"at_least": 2}, [1.5, 8 / 3]),
        # weights 1, 2, 4, 8: (1 + 24) x (1 + 2 + 8) / (1 + 8); (1 + 12 + 24) x 15 / 13
        (
            "weighted", {"rule": "prorate", "max_missing": 1},
            {"weights": {f"forms_{n}": 2 ** (n - 1) for n in (1, 2, 3, 4)}},
            [25 * 11 / 9, 37 * 15 / 13],
        ),
    ],
)  # fmt: skip
def test_what_is_left_out_is_left_out_of_every_method(
    make, method, missing, parameters, expected
):
    result = left_out_scale(method, missing, parameters=parameters)
    table = sheets([1, None, 3, 3], [1, None, 3, 3], sex=["male", "female"])
    scores = score(make(table), bind(list(table), result), methods=METHODS, keep=())
    assert [row["forms.total"] for row in rows(scores)] == pytest.approx(expected, abs=1e-12)


def test_the_reason_counts_the_items_that_belong_to_the_respondent_on_pandas_itself_too():
    result = left_out_scale("sum", {"rule": "complete"})
    table = pd.DataFrame(
        sheets(
            [1, None, 3, 3], [1, None, None, 3], [1, 2, 3, 3], sex=["male", "female", "female"]
        )
    )
    plan = compile_plan(bind(list(table), result), methods=METHODS)
    rows = apply_plan(plan, nw.from_native(table), keep=()).to_native()
    expected = [
        "1 of 3 answers missing, all are needed",
        "2 of 4 answers missing, all are needed",
        None,
    ]
    assert [
        None if pd.isna(entry) else entry for entry in rows["forms.total.reason"]
    ] == expected
    assert (
        score(table, result, methods=METHODS)["forms.total.reason"].to_list()[:2]
        == expected[:2]
    )


# --- skips ------------------------------------------------------------------------------------


@each_back_end
def test_only_a_blank_after_the_answer_that_leads_past_it_is_filled(make):
    table = sheets(
        [0, None, 1, 1],  # 0 leads past item 2
        [0, 2, 1, 1],  # an answer stays
        [1, None, 1, 1],  # 1 does not lead past it
        [None, None, 1, 1],  # nor does no answer
        [0, 7, 1, 1],  # nor is a wrong answer a blank
        [0, 3, None, 1],  # 3 to item 2 leads past item 3, which counts 3
    )
    rows = score_table(table, make)
    assert column(rows, "total") == [2, 4, None, None, None, 7]
    assert column(rows, "skipped") == [1, 0, 0, 0, 0, 1]
    assert column(rows, "invalid") == [0, 0, 0, 0, 1, 0]
    # the value is filled in before it is recoded: 0 counts 10
    assert column(rows, "recounted")[0] == 10


def test_an_item_without_a_column_can_be_skipped():
    frame = pl.DataFrame({"forms_1": [0, 1], "forms_3": [1, 1], "forms_4": [1, 1]})
    result = rows(score(frame, bind(frame.columns, FORMS, allow_absent=True), methods=METHODS))
    assert column(result, "total") == [2, None]


# --- recoded and rescaled ---------------------------------------------------------------------


@each_back_end
def test_recoded_answers_count_what_the_table_says(make):
    rows = score_table(sheets([0, 1, 0, 0], [2, 3, 0, 0], [3, 3, 0, 0]), make)
    assert column(rows, "recounted") == [7.5, 1, 0]  # (10 + 5) / 2; (2 + 0) / 2


def test_items_are_recoded_where_reliability_is_computed():
    matrix = item_matrix(pd.DataFrame(sheets([0, 1, 0, 0], [2, 3, 0, 0])), FORMS, "recounted")
    assert matrix.values.tolist() == [[10, 5], [2, 0]]


@each_back_end
def test_a_rescaled_score_is_a_share_of_what_the_answered_items_can_reach(make):
    rows = score_table(sheets([3, 3, 0, 0], [1, None, 0, 0], [None, None, 0, 0]), make)
    assert column(rows, "percent") == pytest.approx([100, 100 / 3, None], abs=1e-12)


# --- criteria ---------------------------------------------------------------------------------


def verdicts(sheet: Sequence[float | None]) -> set[bool]:
    """What the criteria of the definition say of every way to fill the blanks."""
    options = [range(4) if answer is None else [answer] for answer in sheet]
    rows = set()
    for first, second, third in itertools.product(*options):
        symptoms = [first >= 2, second >= 2, third >= 1]
        rows.add(any(symptoms[:2]) and sum(symptoms) >= 2)
    return rows


@each_back_end
def test_criteria_are_decided_exactly_where_no_answer_could_change_them(make):
    answers = [None, 0, 1, 2, 3]
    combinations = [
        sheet
        for sheet in itertools.product(answers, repeat=3)
        # Rows on which the form lets items be skipped are filled in before they are judged.
        if not (sheet[0] == 0 and sheet[1] is None) and not (sheet[1] == 3 and sheet[2] is None)
    ]
    rows = column(
        score_table(sheets(*[(*sheet, 0) for sheet in combinations]), make), "syndrome"
    )
    for sheet, result in zip(combinations, rows, strict=True):
        possible = verdicts(sheet)
        blank = all(answer is None for answer in sheet)
        want = None if blank or len(possible) > 1 else float(possible.pop())
        assert result == want, sheet


@each_back_end
def test_an_undecided_syndrome_says_so(make):
    rows = score_table(sheets([2, None, None, 0], [None, None, None, 0], [0, 1, None, 0]), make)
    assert column(rows, "syndrome.reason") == [
        "2 of 3 answers missing, the others do not decide it",
        "no answers",
        None,
    ]


@pytest.mark.parametrize(
    ("parameters", "sheet", "expected"),
    [
        # at most one of three: two are there already
        ({"at_least": 2, "all_of": [{"name": "n", "most": 1}]}, [2, 2, None], 0),
        ({"at_least": 2, "all_of": [{"name": "n", "most": 1}]}, [2, None, 1], None),
        ({"at_least": 2, "all_of": [{"name": "n", "most": 2}]}, [0, None, 2], 1),
        # one of two criteria is enough
        (
            {"at_least": 2, "any_of": [
                {"name": "first", "parts": ["forms_1"], "fewest": 1},
                {"name": "all", "fewest": 3},
            ]},
            [2, None, None], 1,
        ),
        (
            {"at_least": 2, "any_of": [
                {"name": "first", "parts": ["forms_1"], "fewest": 1},
                {"name": "all", "fewest": 3},
            ]},
            [0, None, 2], 0,
        ),
        (
            {"at_least": 2, "any_of": [
                {"name": "first", "parts": ["forms_1"], "fewest": 1},
                {"name": "all", "fewest": 2},
            ]},
            [1, None, 2], None,
        ),
    ],
)  # fmt: skip
def test_criteria_with_upper_limits_and_alternatives(parameters, sheet, expected):
    copy = replace(
        FORMS, skips=(), scales=(replace(FORMS.scale("syndrome"), parameters=parameters),)
    )
    frame = pl.DataFrame(sheets([*sheet, 0]), strict=False)
    assert rows(score(frame, copy, methods=METHODS))[0]["forms.syndrome"] == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"at_least": 2, "all_of": [{"name": "n", "fewest": 2}]}, (0, 1)),
        ({"at_least": 4, "all_of": [{"name": "n", "fewest": 1}]}, (0, 0)),  # never reached
        ({"at_least": 0, "all_of": [{"name": "n", "fewest": 2}]}, (1, 1)),  # always
        (
            {"at_least": 4, "any_of": [{"name": "n", "fewest": 1}, {"name": "m", "most": 1}]},
            (1, 1),
        ),
    ],
)
def test_the_reach_of_criteria_is_what_they_can_give(parameters, expected):
    assert METHODS["criteria"].reach(["a", "b"], [0, 0], [3, 3], parameters) == expected


# --- tables and covariates --------------------------------------------------------------------


@each_back_end
def test_a_table_is_that_of_sex_and_age_and_its_edges_belong_to_one_stratum(make):
    table = sheets(
        *[[2, 1, 0, 0]] * 8,
        sex=["female", "F", "male", "m", "male", "woman", None, "male"],
        age=[30, 99, 49.5, 50, 17, 40, 40, None],
    )
    rows = score_table(table, make)
    # 3 is 45 for women, 47 for men below 50, 46 from 50; 17 is no age of the definition
    assert column(rows, "metric") == [45, 45, 47, 46, None, None, None, None]
    assert column(rows, "metric.reason")[4:] == [
        "age is not known", "sex is not known", "sex is not known", "age is not known",
    ]  # fmt: skip


@each_back_end
def test_a_score_outside_the_table_is_none_and_says_so(make):
    table = sheets([3, 3, 0, 0], [None, 3, 0, 0], sex=["male", "male"], age=[70, 70])
    rows = score_table(table, make)
    assert column(rows, "metric") == [None, None]
    assert column(rows, "metric.reason") == [
        "the table has no entry for a score of 6",
        "1 of 1 scales without a score, all are needed",
    ]


def test_somebody_between_the_strata_has_no_table():
    scale = FORMS.scale("metric")
    strata = scale.parameters["strata"][:2]  # women, and men below 50
    copy = replace(
        FORMS, scales=(FORMS.scale("pair"), replace(scale, parameters={"strata": strata}))
    )
    frame = pl.DataFrame(sheets([1, 1, 0, 0], sex=["male"], age=[60]))
    assert rows(score(frame, copy, methods=METHODS))[0]["forms.metric.reason"] == (
        "there is no table for this sex and age"
    )


@each_back_end
def test_without_columns_the_covariates_are_not_known(make):
    rows = score_table(sheets([2, 1, 0, 0]), make)
    assert column(rows, "metric.reason") == ["sex is not known"]
    assert column(rows, "total") == [3]


@each_back_end
def test_covariates_are_found_by_mapping_and_codes_have_the_meaning_given(make):
    table = sheets(
        [2, 1, 0, 0], [2, 1, 0, 0], [2, 1, 0, 0], Gender=[1, 2, 3], Alter=[40, 40, 40]
    )
    by_code = {"column": "Gender", "codes": {"1": "male", "2": "female"}}
    rows = score_table(table, make, covariates={"sex": by_code, "age": "Alter"})
    assert column(rows, "metric") == [47, 45, None]


@each_back_end
def test_a_number_is_never_guessed_to_be_a_category(make):
    rows = score_table(sheets([2, 1, 0, 0], [2, 1, 0, 0], sex=[0, 1], age=[40, 40]), make)
    assert column(rows, "metric") == [None, None]


@each_back_end
def test_an_age_in_a_column_of_text_is_read_as_a_number(make):
    table = sheets(*[[2, 1, 0, 0]] * 4, sex=["male"] * 4, age=["40", " 49,5 ", "50.0", "forty"])
    assert column(score_table(table, make), "metric") == [47, 47, 46, None]


@pytest.mark.parametrize(
    ("covariates", "message"),
    [
        ({"sec": "x"}, "forms has no covariate 'sec'"),
        ({"sex": "x"}, "is said to be in column 'x', which is not there"),
        ({"sex": {"column": "sex", "codes": {1: "man"}}}, "is never 'man'; it is female, male"),
        ({"age": {"column": "sex", "codes": {1: "man"}}}, "is a number; it has no codes"),
    ],
)
def test_a_covariate_that_cannot_be_bound_is_refused(covariates, message):
    with pytest.raises(DataError, match=message):
        bind([*sheets([0] * 4), "sex"], FORMS, covariates=covariates)


def test_two_columns_called_like_a_covariate_are_refused():
    with pytest.raises(DataError, match="2 columns are called like the covariate 'sex'"):
        bind([*sheets([0] * 4), "sex", "SEX"], FORMS)


@pytest.mark.parametrize("text", ["sex", "=column", "sex=", "sex=column:1"])
def test_a_covariate_on_the_command_line_is_name_and_column(text):
    if text == "sex=column:1":  # without an equals sign after it, the colon is part of the name
        assert parse_covariate(text)[1].column == "column:1"
        return
    with pytest.raises(DataError, match="names no column for a covariate"):
        parse_covariate(text)


def test_a_file_is_scored_with_its_covariates_as_text(tmp_path: Path):
    source, target = tmp_path / "answers.csv", tmp_path / "scores.csv"
    pl.DataFrame(sheets([2, 1, 0, 0], [2, 1, 0, 0], sex=["m", "f"], age=[60, 60])).write_csv(
        source
    )
    score_file(source, target, FORMS, methods=METHODS)
    assert pl.read_csv(target)["forms.metric"].to_list() == [46, 45]


def test_a_table_for_a_covariate_that_is_not_declared_is_refused():
    copy = replace(FORMS, covariates={}, scales=FORMS.scales[3:])
    with pytest.raises(DefinitionError, match="depends on the covariate 'sex'"):
        score(pl.DataFrame(sheets([0] * 4)), copy, methods=METHODS)


def test_only_a_method_that_decides_can_be_decided():
    result = left_out_scale("sum", {"rule": "decided"})
    with pytest.raises(DefinitionError, match="does not decide from some of the answers"):
        score(pl.DataFrame(sheets([0] * 4)), result, methods=METHODS)


# --- norms by stratum -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"sex": "female"}, "women"),
        ({"sex": "male", "age": 49.9}, "young-men"),
        ({"sex": "male", "age": 50.0}, "older-men"),
        ({"sex": "male"}, None),  # the age is not known
        ({"age": 30.0}, None),
        ({"sex": "male", "age": 17.0}, None),  # nobody so young was measured
    ],
)
def test_the_norm_of_a_respondent_is_that_of_their_stratum(person, expected):
    norm = FORMS.scale("total").norm_for("town", person)
    assert (norm.id if norm else None) == expected


def test_a_single_norm_is_found_by_its_own_name():
    scale = FORMS.scale("total")
    assert [norm.id for norm in scale.norm_set("women")] == ["women"]
    assert len(scale.norm_set("town")) == 3
