"""Scoring: every method and missing rule on every back end, against numbers worked out by hand."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.answers.columns.bind import bind
from scorewell.definitions.model import (
    Alert,
    Answer,
    Band,
    BandSet,
    Coding,
    Example,
    Instrument,
    Item,
    MissingRule,
    Scale,
)
from scorewell.errors import DataError, DefinitionError
from scorewell.registry.contracts import Parts, ScoringMethod
from scorewell.scores.examples import check_examples, run_example
from scorewell.scores.pipeline import apply_plan
from scorewell.scores.plan import compile_plan
from scorewell.scores.score import score
from scorewell_plugins.scoring.methods import METHODS

METHOD = {method.name: method for method in METHODS}
COMPLETE = MissingRule(rule="complete")
UNKNOWN = MissingRule(rule="unknown")


# --- instruments -----------------------------------------------------------------------


def coding(*values: float, labels: Sequence[str] = (), **alternatives: Any) -> Coding:
    labels = labels or [""] * len(values)
    answers = tuple(Answer(value=v, label=t) for v, t in zip(values, labels, strict=True))
    name = "to".join(f"{value:g}" for value in values[:: len(values) - 1])
    by_name = {key.replace("_", "-"): tuple(codes) for key, codes in alternatives.items()}
    return Coding(id=name, answers=answers, alternatives=by_name)


FOUR = coding(0, 1, 2, 3, 4)
FIVE = coding(1, 2, 3, 4, 5)


def items(*codings: Coding, prefix: str = "t") -> tuple[Item, ...]:
    return tuple(
        Item(id=f"{prefix}_{n}", position=n, coding=first, label=f"item {n}")
        for n, first in enumerate(codings, start=1)
    )


def scale(
    name: str,
    parts: Sequence[int] | Sequence[str],
    method: str = "sum",
    missing: MissingRule = COMPLETE,
    *,
    back: Sequence[int] = (),
    **more: Any,
) -> Scale:
    ids = tuple(f"t_{part}" if isinstance(part, int) else part for part in parts)
    kind = "items" if ids[0].startswith("t_") else "scales"
    more = {"low": 0.0, "high": 99.0, "better": "lower", kind: ids} | more
    back_ids = frozenset(f"t_{part}" for part in back)
    return Scale(id=name, name=name, method=method, missing=missing, reversed=back_ids, **more)


def prorate(most: int | float, rounding: str = "none") -> MissingRule:
    result = {"max_missing": most} if isinstance(most, int) else {"max_share": most}
    return MissingRule(rule="prorate", rounding=rounding, **result)


def person_mean(most: int, rounding: str = "none") -> MissingRule:
    return MissingRule(rule="person-mean", rounding=rounding, max_missing=most)


def instrument(codings: Sequence[Coding], *scales: Scale, **more: Any) -> Instrument:
    instrument = Instrument(
        id="t", version="1.0.0", name="Test", items=items(*codings), scales=scales
    )
    return replace(instrument, **more)


# --- back ends -------------------------------------------------------------------------

Table = Mapping[str, Sequence[Any]]


def _floats(values: Sequence[Any]) -> list[float]:
    return [math.nan if value is None else value for value in values]


def _has_text(values: Sequence[Any]) -> bool:
    return any(isinstance(value, str) for value in values)


def _pandas(kind: str) -> Callable[[Table], pd.DataFrame]:
    def make(table: Table) -> pd.DataFrame:
        columns: dict[str, Any] = {}
        for name, values in table.items():
            whole = all(
                v is None or float(v).is_integer() for v in values if not isinstance(v, str)
            )
            if kind == "object" or _has_text(values):
                columns[name] = pd.Series(values, dtype=object)
            elif kind == "numpy":
                columns[name] = pd.Series(_floats(values), dtype="float64")
            elif kind == "nullable":
                columns[name] = pd.Series(values, dtype="Int64" if whole else "Float64")
            else:
                arrow = pd.ArrowDtype(pa.int64() if whole else pa.float64())
                columns[name] = pd.Series(values, dtype=arrow)
        return pd.DataFrame(columns)

    return make


def _polars(table: Table) -> pl.DataFrame:
    return pl.DataFrame(
        {name: pl.Series(values, strict=False) for name, values in table.items()}
    )


def _arrow(table: Table) -> pa.Table:
    return pa.table({name: list(values) for name, values in table.items()})


def _duckdb(table: Table) -> Any:
    return duckdb.from_arrow(_arrow(table))


BACK_ENDS: dict[str, Callable[[Table], Any]] = {
    "pandas, NumPy": _pandas("numpy"),
    "pandas, nullable": _pandas("nullable"),
    "pandas, Arrow": _pandas("arrow"),
    "pandas, objects": _pandas("object"),
    "Polars": _polars,
    "Polars, lazy": lambda table: _polars(table).lazy(),
    "PyArrow": _arrow,
    "DuckDB": _duckdb,
}
each_back_end = pytest.mark.parametrize("make", BACK_ENDS.values(), ids=BACK_ENDS)


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """Rows of any frame with None for whatever is missing."""
    if isinstance(frame, pd.DataFrame):
        rows = frame.to_dict("records")
    elif isinstance(frame, pl.LazyFrame):
        rows = frame.collect().to_dicts()
    elif isinstance(frame, pl.DataFrame):
        rows = frame.to_dicts()
    elif isinstance(frame, pa.Table):
        rows = frame.to_pylist()
    else:
        rows = frame.pl().to_dicts()
    return [
        {
            key: None if value is None or value is pd.NA or value != value else value
            for key, value in row.items()
        }
        for row in rows
    ]


def column(frame: Any, name: str) -> list[Any]:
    return [row[name] for row in rows_of(frame)]


def on_pandas_itself(instrument: Instrument, frame: pd.DataFrame) -> pd.DataFrame:
    """The plan on narwhals over pandas, which ``score`` leaves to Polars."""
    plan = compile_plan(bind(list(frame), instrument), methods=METHOD)
    return apply_plan(plan, nw.from_native(frame), keep=()).to_native()


# --- every method and every missing rule, by hand --------------------------------------

# Items 1-4 are coded 0-4, items 5 and 6 are coded 1-5. A stroke is a blank; 9 and
# the 0 of item 5 are not allowed.
SHEET = {
    #        full  blank 2  blank 1,2  none  wrong 1,5  highest
    "t_1": [0, 2, None, None, 9, 4],
    "t_2": [1, None, None, None, 1, 4],
    "t_3": [3, 3, 2, None, 1, 4],
    "t_4": [4, 3, 3, None, 0, 4],
    "t_5": [1, 3, 5, None, 0, 5],
    "t_6": [5, None, 5, None, 3, 5],
}

BY_HAND: dict[str, tuple[Scale, list[float | None]]] = {
    # 0+1+3+4; fewer than four answers give nothing; 4x4
    "sum, complete": (scale("s", [1, 2, 3, 4]), [8, None, None, None, None, 16]),
    "sum, no rule published": (
        scale("s", [1, 2, 3, 4], missing=UNKNOWN),
        [8, None, None, None, None, 16],
    ),
    # 8; (2+3+3) x 4/3; two blanks; all blank; (1+1+0) x 4/3; 16
    "sum, prorated, 1 may miss": (
        scale("s", [1, 2, 3, 4], missing=prorate(1)),
        [8, 32 / 3, None, None, 8 / 3, 16],
    ),
    # half of 4 is 2: (2+3) x 4/2 is allowed as well
    "sum, prorated, half may miss": (
        scale("s", [1, 2, 3, 4], missing=prorate(0.5)),
        [8, 32 / 3, 10, None, 8 / 3, 16],
    ),
    # 10.67 -> 11 and 2.67 -> 3
    "sum, prorated, half up": (
        scale("s", [1, 2, 3, 4], missing=prorate(1, "half-up")),
        [8, 11, None, None, 3, 16],
    ),
    # item 4 counts as 4 - x: 0+1+3+0; 8/3 x 0 .. (2+3+1)/3 = 2 fills: 2+2+3+1;
    # (2+1)/2 = 1.5 fills twice: 1.5+1.5+2+1; all blank; (1+1+4)/3 = 2 fills: 2+1+1+4; 4+4+4+0
    "sum, person mean": (
        scale("s", [1, 2, 3, 4], missing=person_mean(2), back=[4]),
        [4, 8, 6, None, 8, 12],
    ),
    # 8/3 is filled in as 3: 2+3+3+3; (2+3)/2 = 2.5 as 3, not as the even 2: 3+3+2+3;
    # 2/3 as 1: 1+1+1+0
    "sum, person mean, half up": (
        scale("s", [1, 2, 3, 4], missing=person_mean(2, "half-up")),
        [8, 11, 11, None, 3, 16],
    ),
    # item 6 counts as 6 - x: (1+1)/2; 3/1; (5+1)/2; none; 6-3; (5+1)/2
    "mean, prorated, reversed": (
        scale("s", [5, 6], "mean", prorate(1), back=[6]),
        [1, 3, 3, None, 3, 3],
    ),
    # weights 1, 2, 1/2: 0+2+1.5; (2+1.5) x 3.5/1.5; two blanks; none; (2+0.5) x 3.5/2.5; 4 x 3.5
    "weighted, prorated": (
        scale(
            "s", [1, 2, 3], "weighted", prorate(1),
            parameters={"weights": {"t_1": 1, "t_2": 2, "t_3": 0.5}},
        ),
        [3.5, 49 / 6, None, None, 3.5, 14],
    ),
    # weights 1 and -1 on items 1 and 4
    "weighted, a difference": (
        scale("s", [1, 4], "weighted", parameters={"weights": {"t_1": 1, "t_4": -1}}),
        [-4, -1, None, None, None, 0],
    ),
    "max, complete": (scale("s", [1, 2, 3, 4], "max"), [4, None, None, None, None, 4]),
    "min, complete": (scale("s", [1, 2, 3, 4], "min"), [0, None, None, None, None, 4]),
    # gaps take (2+3+3)/3 and (1+1+0)/3, which are neither highest nor lowest
    "max, person mean": (
        scale("s", [1, 2, 3, 4], "max", person_mean(1)),
        [4, 3, None, None, 1, 4],
    ),
    "min, person mean": (
        scale("s", [1, 2, 3, 4], "min", person_mean(1)),
        [0, 2, None, None, 0, 4],
    ),
    # 3 and 4; three of three -> 3 x 4/3; none of three; all
    "count, at least 2, prorated": (
        scale("s", [1, 2, 3, 4], "count", prorate(1), parameters={"at_least": 2}),
        [2, 4, None, None, 0, 4],
    ),
    # every answer is at least 0, a blank is none: 4; 3 of 3; two blanks; none; 3 of 3; 4
    "count, a blank does not reach 0": (
        scale("s", [1, 2, 3, 4], "count", prorate(1), parameters={"at_least": 0}),
        [4, 4, None, None, 4, 4],
    ),
    "count, a blank is none of the values": (
        scale("s", [1, 2, 3, 4], "count", prorate(1), parameters={"values": [0]}),
        [1, 0, None, None, 4 / 3, 0],  # one 0; none in three; one in three
    ),
    # (0+1+3)/3 is complete and stays; (2+3)/2 = 2.5 -> 3; one of three; none; (1+1)/2; 4
    "mean, only prorated scores are rounded": (
        scale("s", [1, 2, 3], "mean", prorate(1, "half-up")),
        [4 / 3, 3, None, None, 1, 4],
    ),
    # a blank is no 0: counted are 0 and 4; then all four
    "count, values": (
        scale("s", [1, 2, 3, 4], "count", parameters={"values": [0, 4]}),
        [2, None, None, None, None, 4],
    ),
    # against 1, 1, 4, 4: only items 2 and 4 reach theirs
    "count, by part": (
        scale(
            "s", [1, 2, 3, 4], "count",
            parameters={"at_least": 4, "by_part": {"t_1": 1, "t_2": 1}},
        ),
        [2, None, None, None, None, 4],
    ),
}  # fmt: skip


@each_back_end
@pytest.mark.parametrize("case", BY_HAND.values(), ids=BY_HAND)
def test_method_and_missing_rule_give_the_scores_worked_out_by_hand(case, make):
    first, expected = case
    result = instrument([FOUR] * 4 + [FIVE] * 2, first)
    assert column(score(make(SHEET), result, methods=METHOD), "t.s") == pytest.approx(
        expected, abs=1e-12
    )


PARTS = (
    scale("sum", [1, 2, 3, 4], missing=prorate(1)),
    scale("whole", [1, 2, 3, 4]),
    scale("mean", [5, 6], "mean", prorate(1), back=[6], high=5.0),
)


@each_back_end
def test_composites_and_composites_of_composites(make):
    result = instrument(
        [FOUR] * 4 + [FIVE] * 2,
        scale("both", ["plain", "double"], "composite"),  # before the scales it is made of
        scale("plain", ["sum", "mean"], "composite"),
        scale(
            "double",
            ["whole", "mean"],
            "composite",
            prorate(1),
            parameters={"weights": {"whole": 1, "mean": 2}},
        ),
        *PARTS,
    )
    scores = score(make(SHEET), result, methods=METHOD)
    # sum 8, 32/3, -, -, 8/3, 16; whole 8, -, -, -, -, 16; mean 1, 3, 3, -, 3, 3
    assert column(scores, "t.plain") == pytest.approx([9, 41 / 3, None, None, 17 / 3, 19])
    # 8 + 2x1; only 2x3, which is 2 of 3 weights: 6 x 3/2; likewise; none; likewise; 16 + 2x3
    assert column(scores, "t.double") == pytest.approx([10, 9, 9, None, 9, 22])
    assert column(scores, "t.both") == pytest.approx([19, 68 / 3, None, None, 44 / 3, 41])
    # six items stand behind both; the wrong answers of row 5 are not answered
    assert column(scores, "t.both.answered") == [6, 4, 4, 0, 4, 6]
    assert column(scores, "t.plain.prorated") == [False, True, False, False, True, False]
    assert column(scores, "t.double.prorated") == [False, True, True, False, True, False]


@each_back_end
def test_fractional_and_irregular_codings(make):
    halves, sparse = coding(0, 0.5, 1), coding(0, 2, 4)
    result = instrument(
        [halves, halves, sparse], scale("h", [1, 2], back=[2]), scale("s", [3], back=[3])
    )
    sheet = {"t_1": [0.5, 1.0, 0.7], "t_2": [1.0, 0.5, 1.0], "t_3": [2.0, 4.0, 3.0]}
    scores = score(make(sheet), result, methods=METHOD)
    assert column(scores, "t.h") == [
        0.5,
        1.5,
        None,
    ]  # 0.5 + (1 - 1); 1 + (1 - 0.5); 0.7 is no answer
    assert column(scores, "t.s") == [2, 0, None]  # 4 - 2; 4 - 4; 3 is no answer
    assert column(scores, "t.invalid") == [0, 0, 2]


@each_back_end
def test_details_say_how_a_score_came_about(make):
    result = instrument(
        [FOUR] * 4 + [FIVE] * 2, *PARTS, scale("unknown", [1, 2], missing=UNKNOWN)
    )
    scores = score(make(SHEET), result, methods=METHOD)
    assert column(scores, "t.sum.answered") == [4, 3, 2, 0, 3, 4]
    assert column(scores, "t.sum.prorated") == [False, True, False, False, True, False]
    assert column(scores, "t.sum.reason") == [
        None, None, "2 of 4 answers missing, at most 1 allowed", "no answers", None, None,
    ]  # fmt: skip
    assert column(scores, "t.whole.reason")[1] == "1 of 4 answers missing, all are needed"
    assert column(scores, "t.unknown.reason")[1] == (
        "1 of 2 answers missing, no rule for missing answers is published"
    )
    assert column(scores, "t.invalid") == [0, 0, 0, 0, 2, 0]


# --- missing is never zero -------------------------------------------------------------


@each_back_end
def test_blank_is_not_zero(make):
    result = instrument(
        [FOUR] * 3, scale("sum", [1, 2, 3]), scale("mean", [1, 2, 3], "mean", prorate(1))
    )
    scores = score(make({"t_1": [4], "t_2": [4], "t_3": [None]}), result, methods=METHOD)
    assert column(scores, "t.sum") == [None]
    assert column(scores, "t.mean") == [4]


ANY_RULE = [
    COMPLETE,
    UNKNOWN,
    prorate(1),
    prorate(2),
    prorate(0.99),
    person_mean(2),
    person_mean(2, "half-up"),
]


@each_back_end
@pytest.mark.parametrize("method", ["sum", "mean", "max", "min"])
def test_all_blank_is_null(method, make):
    rules = [rule for rule in ANY_RULE if METHOD[method].prorates or rule.rule != "prorate"]
    scales = [scale(f"s{n}", [1, 2, 3], method, rule) for n, rule in enumerate(rules)]
    result = instrument([FOUR] * 3, *scales)
    frame = make({"t_1": [None, 1], "t_2": [None, 1], "t_3": [None, 1]})
    row = rows_of(score(frame, result, methods=METHOD))[0]
    assert [row[f"t.s{n}"] for n in range(len(rules))] == [None] * len(rules)
    assert {row[f"t.s{n}.reason"] for n in range(len(rules))} == {"no answers"}


def test_a_rule_that_allows_every_answer_to_miss_still_needs_one():
    result = instrument([FOUR] * 2, scale("s", [1, 2], missing=prorate(5)))
    frame = pd.DataFrame({"t_1": [None, 3.0], "t_2": [None, None]})
    assert column(score(frame, result, methods=METHOD), "t.s") == [None, 6]


@pytest.mark.parametrize(
    "make",
    [
        lambda values: pd.DataFrame({"t_1": values, "t_2": [1.0, 1.0]}),
        lambda values: pd.DataFrame({"t_1": values, "t_2": [1.0, 1.0]}).astype("Float64"),
        lambda values: pl.DataFrame({"t_1": values, "t_2": [1.0, 1.0]}),
        lambda values: pl.LazyFrame({"t_1": values, "t_2": [1.0, 1.0]}),
        lambda values: pa.table({"t_1": values, "t_2": [1.0, 1.0]}),
        lambda values: duckdb.from_arrow(pa.table({"t_1": values, "t_2": [1.0, 1.0]})),
    ],
    ids=["pandas", "pandas, nullable", "Polars", "Polars, lazy", "PyArrow", "DuckDB"],
)
def test_nan_is_missing_on_every_back_end(make):
    result = instrument(
        [FOUR] * 2, scale("s", [1, 2]), alerts=(Alert(item="t_1", at_least=2, message="look"),)
    )
    scores = score(make([math.nan, 2.0]), result, methods=METHOD)
    assert column(scores, "t.s") == [None, 3]
    assert column(scores, "t.s.answered") == [1, 2]
    assert column(scores, "t.t_1.alert") == [False, True]
    assert column(scores, "t.invalid") == [0, 0]


@each_back_end
def test_an_infinite_answer_is_not_allowed(make):
    result = instrument([FOUR] * 2, scale("s", [1, 2]))
    scores = score(make({"t_1": [math.inf, 2.5], "t_2": [1.0, 1.0]}), result, methods=METHOD)
    assert column(scores, "t.s") == [None, None]
    assert column(scores, "t.invalid") == [1, 1]


# --- reversal --------------------------------------------------------------------------


@each_back_end
def test_reversal_on_one_to_five_is_six_minus_x(make):
    result = instrument([FIVE], scale("s", [1], back=[1]))
    frame = make({"t_1": [1, 2, 3, 4, 5]})
    assert column(score(frame, result, methods=METHOD), "t.s") == [5, 4, 3, 2, 1]


def test_twelve_neutral_answers_on_one_to_five_sum_to_36_whatever_is_reversed():
    # 12 x 3; maximum minus value would give 7 x 3 + 5 x 2 = 31
    result = instrument([FIVE] * 12, scale("s", list(range(1, 13)), back=[1, 4, 8, 9, 11]))
    frame = pd.DataFrame({f"t_{n}": [3] for n in range(1, 13)})
    assert column(score(frame, result, methods=METHOD), "t.s") == [36]


@each_back_end
def test_unused_extreme_does_not_shift_reversal(make):
    result = instrument([FOUR], scale("s", [1], back=[1]))
    frame = make({"t_1": [1, 2, 3]})  # nobody answers 0 or 4; still 4 - x
    assert column(score(frame, result, methods=METHOD), "t.s") == [3, 2, 1]


def test_each_item_is_reversed_within_its_own_coding():
    result = instrument([FOUR, FIVE], scale("s", [1, 2], back=[1, 2]))
    frame = pd.DataFrame({"t_1": [0], "t_2": [1]})
    assert column(score(frame, result, methods=METHOD), "t.s") == [9]  # (4 - 0) + (6 - 1)


def test_an_item_may_be_reversed_in_one_scale_and_not_in_another():
    result = instrument([FOUR], scale("one", [1], back=[1]), scale("other", [1]))
    row = rows_of(score(pd.DataFrame({"t_1": [1]}), result, methods=METHOD))[0]
    assert (row["t.one"], row["t.other"]) == (3, 1)


# --- bands and alerts ------------------------------------------------------------------


def bands(*edges: tuple[str, float, float], last_included: bool = True) -> BandSet:
    instrument = [Band(label=label, low=low, high=high) for label, low, high in edges]
    instrument[-1] = replace(instrument[-1], high_included=last_included)
    return BandSet(id="severity", name="Severity", bands=tuple(instrument))


SEVERITY = bands(("minimal", 0, 5), ("mild", 5, 10), ("moderate", 10, 15), ("severe", 15, 21))
SEVEN = instrument(
    [coding(0, 1, 2, 3)] * 7,
    scale("total", list(range(1, 8)), missing=prorate(1), bands=(SEVERITY,)),
)


def seven(make, *answers: Sequence[Any]) -> list[dict[str, Any]]:
    table = {f"t_{n}": [row[n - 1] for row in answers] for n in range(1, 8)}
    return rows_of(score(make(table), SEVEN, methods=METHOD))


@each_back_end
def test_prorated_4_67_falls_in_a_band(make):
    # 4 x 7/6 = 4.67, which integer bands 0-4 and 5-9 would both miss
    row = seven(make, [1, 1, 1, 1, 0, 0, None], [0] * 7)[0]
    assert row["t.total"] == pytest.approx(14 / 3)
    assert row["t.total.band.severity"] == "minimal"


@each_back_end
def test_highest_answer_is_never_out_of_a_band(make):
    row = seven(make, [3] * 7, [0] * 7)[0]
    assert (row["t.total"], row["t.total.band.severity"]) == (21, "severe")


@each_back_end
def test_the_edge_belongs_to_the_band_that_the_source_says(make):
    sheets = [
        [0] * 7,
        [1] * 4 + [0] * 3,
        [1] * 5 + [0] * 2,
        [3] * 5 + [0] * 2,
        [2] * 7,
        [None] * 7,
    ]
    rows = seven(make, *sheets)
    assert [(row["t.total"], row["t.total.band.severity"]) for row in rows] == [
        (0, "minimal"), (4, "minimal"), (5, "mild"), (15, "severe"), (14, "moderate"), (None, None),
    ]  # fmt: skip
    above = BandSet(
        id="pain",
        name="Pain",
        bands=(
            Band(label="up to 4", low=0, high=4, high_included=True),
            Band(label="above 4", low=4, high=21, low_included=False, high_included=True),
        ),
    )
    instrument = replace(SEVEN, scales=(replace(SEVEN.scales[0], bands=(above,)),))
    table = {f"t_{n}": [[1, 1, 1, 1, 0, 0, 0][n - 1]] * 2 for n in range(1, 8)} | {
        "t_7": [0, 1]
    }
    assert column(score(make(table), instrument, methods=METHOD), "t.total.band.pain") == [
        "up to 4",
        "above 4",
    ]


@each_back_end
def test_alerts_watch_answers_and_scores(make):
    result = instrument(
        [FOUR, FOUR],
        scale("s", [1, 2], back=[2]),
        alerts=(
            Alert(item="t_2", at_least=1, message="as answered, not as reversed"),
            Alert(scale="s", at_most=2, message="low"),
            Alert(scale="s", at_least=7, message="high"),
        ),
    )
    table = {"t_1": [0, 4, 4, None, 9], "t_2": [4, 0, 2, 1, None]}
    scores = score(make(table), result, methods=METHOD)
    assert column(scores, "t.s") == [0, 8, 6, None, None]
    assert column(scores, "t.t_2.alert") == [True, False, True, True, False]
    assert column(scores, "t.s.alert") == [True, True, False, False, False]


# --- what the columns hold -------------------------------------------------------------

CODING = coding(
    0,
    1,
    2,
    labels=["Never", "Some times", "Always"],
    one_based=(1, 2, 3),
    turned=(2, 1, 0),
    letters=("n", "s", "a"),
)
TEXTS = instrument([CODING] * 2, scale("s", [1, 2], missing=prorate(1)))
each_text_frame = pytest.mark.parametrize(
    "make",
    [
        lambda table: pd.DataFrame(table, dtype=object),
        lambda table: pd.DataFrame(table, dtype="string"),
        lambda table: pd.DataFrame(table).astype("category"),
        lambda table: pl.DataFrame(table, schema=dict.fromkeys(table, pl.String)),
        lambda table: pl.LazyFrame(table, schema=dict.fromkeys(table, pl.Categorical)),
        pa.table,
        lambda table: duckdb.from_arrow(pa.table(table)),
    ],
    ids=["object", "string", "category", "Polars", "Polars, categorical", "PyArrow", "DuckDB"],
)


@each_text_frame
def test_text_columns_hold_labels_or_numbers(make):
    table = {
        "t_1": ["never", " ALWAYS ", "2", "1.0", "", None, "often", "1.5"],
        "t_2": ["Some times", "always", "2", "1", "2", "2", "2", "2"],
    }
    declared_scores = bind(list(table), TEXTS, coding="declared")
    scores = score(make(table), declared_scores, methods=METHOD)
    assert column(scores, "t.s") == [1, 4, 4, 2, 4, 4, 4, 4]  # one blank of two is doubled
    assert column(scores, "t.s.answered") == [2, 2, 2, 2, 1, 1, 1, 1]
    assert column(scores, "t.invalid") == [0, 0, 0, 0, 0, 0, 1, 1]


@each_text_frame
def test_long_codings_in_text_columns(make):
    result = instrument([coding(*range(101))] * 2, scale("s", [1, 2]))
    scores = score(
        make({"t_1": ["100", "7.0", "101"], "t_2": ["0", "50", "1"]}), result, methods=METHOD
    )
    assert column(scores, "t.s") == [100, 57, None]
    assert column(scores, "t.invalid") == [0, 0, 1]


@each_text_frame
def test_empty_string_is_missing(make):
    table = {"t_1": ["", "  ", "NA", "nan", "."], "t_2": ["", "", "", "", ""]}
    scores = score(make(table), TEXTS, methods=METHOD)
    assert column(scores, "t.s") == [None] * 5
    assert column(scores, "t.invalid") == [0] * 5


def test_mixed_columns_of_numbers_and_text_are_read_value_by_value():
    frame = pd.DataFrame(
        {"t_1": [1, "2", 2.0, "always", None, math.nan, True, "x"], "t_2": [0] * 8}
    )
    scores = score(frame, TEXTS, methods=METHOD, detail=True)
    assert column(scores, "t.s.answered") == [2, 2, 2, 2, 1, 1, 2, 1]
    assert column(scores, "t.s") == [1, 2, 2, 2, 0, 0, 1, 0]
    assert column(scores, "t.invalid") == [0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"t_1": [True, False], "t_2": [True, True]}),
        pd.DataFrame({"t_1": [True, False], "t_2": [True, True]}, dtype="boolean"),
        pd.DataFrame({"t_1": [True, False], "t_2": [True, True]}, dtype=object),
        pl.DataFrame({"t_1": [True, False], "t_2": [True, True]}),
        pa.table({"t_1": [True, False], "t_2": [True, True]}),
        duckdb.from_arrow(pa.table({"t_1": [True, False], "t_2": [True, True]})),
    ],
    ids=["pandas", "nullable", "object", "Polars", "PyArrow", "DuckDB"],
)
def test_true_and_false_are_one_and_zero(frame):
    result = instrument([coding(0, 1)] * 2, scale("s", [1, 2]))
    assert column(score(frame, result, methods=METHOD), "t.s") == [2, 1]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"t_1": [None, None], "t_2": [0, 2]}),
        pl.DataFrame({"t_1": [None, None], "t_2": [0, 2]}),
        pa.table({"t_1": [None, None], "t_2": [0, 2]}),
        duckdb.sql("select null as t_1, x as t_2 from (values (0), (2)) as v(x)"),
    ],
    ids=["pandas", "Polars", "PyArrow", "DuckDB"],
)
def test_an_empty_column_without_a_type_is_all_missing(frame):
    assert column(score(frame, TEXTS, methods=METHOD), "t.s") == [0, 4]


@each_back_end
@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("one-based", (1, 2, 3)),
        ("turned", (2, 1, 0)),
        ("letters", ("n", "s", "a")),
        ("", (0, 1, 2)),
    ],
)
def test_an_alternative_encoding_scores_like_the_declared_one(name, codes, make):
    table = {"t_1": [codes[0], codes[2], codes[1]], "t_2": [codes[1], codes[2], None]}
    frame = make(table)
    binding = bind(["t_1", "t_2"], TEXTS, coding=name)
    scores = score(frame, binding, methods=METHOD)
    assert column(scores, "t.s") == [1, 4, 2]  # 0+1; 2+2; 1 doubled
    assert column(scores, "t.invalid") == [0, 0, 0]


@each_back_end
def test_missing_codes_are_no_answers(make):
    result = instrument([coding(*range(10))] * 2, scale("s", [1, 2], missing=prorate(1)))
    frame = make({"t_1": [9, 99, 8], "t_2": [1, 1, -7]})
    binding = bind(["t_1", "t_2"], result, missing_codes=(9, "99"))
    scores = score(frame, binding, methods=METHOD)
    assert column(scores, "t.s") == [
        2,
        2,
        16,
    ]  # 9 would be allowed, were it not declared missing
    assert column(scores, "t.invalid") == [0, 0, 1]


def test_dates_are_no_answers():
    frames = [
        pd.DataFrame({"t_1": pd.to_datetime(["2024-01-01"]), "t_2": [1]}),
        pl.DataFrame({"t_1": [1], "t_2": [1]}).with_columns(t_1=pl.date(2024, 1, 1)),
    ]
    for frame in frames:
        with pytest.raises(DataError, match=r"t_1.*no answers"):
            score(frame, TEXTS, methods=METHOD)


# --- sizes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda table: pd.DataFrame(table, dtype="int8"),
        lambda table: pd.DataFrame(table, dtype="Int8"),
        lambda table: pl.DataFrame(table, schema=dict.fromkeys(table, pl.Int8)),
        lambda table: pa.table(
            {name: pa.array(values, pa.int8()) for name, values in table.items()}
        ),
        lambda table: duckdb.from_arrow(
            pa.table({n: pa.array(v, pa.int8()) for n, v in table.items()})
        ),
        lambda table: pl.DataFrame(table, schema=dict.fromkeys(table, pl.UInt8)),
    ],
    ids=["int8", "Int8", "Polars", "PyArrow", "DuckDB", "unsigned"],
)
def test_small_integers_do_not_overflow(make):
    long = coding(*range(101))
    scales = [
        scale("sum", list(range(1, 31)), missing=prorate(1)),
        scale("back", list(range(1, 31)), back=list(range(1, 31))),
        scale("mean", list(range(1, 31)), "mean"),
    ]
    result = instrument([long] * 30, *scales)
    frame = make({f"t_{n}": [100, 1] for n in range(1, 31)})
    scores = score(frame, result, methods=METHOD)
    assert column(scores, "t.sum") == [3000, 30]
    assert column(scores, "t.back") == [0, 2970]
    assert column(scores, "t.mean") == [100, 1]


@each_back_end
def test_codes_beyond_the_type_of_the_column_and_below_zero(make):
    result = instrument([coding(-2, -1, 0, 1, 2), coding(0, 1000)], scale("s", [1, 2]))
    scores = score(make({"t_1": [-2, 2], "t_2": [0, 1000]}), result, methods=METHOD)
    assert column(scores, "t.s") == [-2, 1002]


def test_narrow_and_unsigned_columns_are_compared_with_wide_codings():
    result = instrument([coding(-2, -1, 0, 1, 2), coding(0, 1000)], scale("s", [1, 2]))
    frame = pl.DataFrame(
        {"t_1": [1, 2], "t_2": [0, 0]}, schema={"t_1": pl.UInt8, "t_2": pl.Int8}
    )
    for first in (frame, frame.to_arrow(), duckdb.from_arrow(frame.to_arrow())):
        assert column(score(first, result, methods=METHOD), "t.s") == [1, 2]


@pytest.mark.parametrize("name", ["pandas, NumPy", "Polars, lazy", "PyArrow", "DuckDB"])
def test_338_items_do_not_hit_the_recursion_limit(name):
    result = instrument(
        [coding(0, 1)] * 338, scale("s", list(range(1, 339)), back=list(range(1, 170)))
    )
    frame = BACK_ENDS[name]({f"t_{n}": [1, 0] for n in range(1, 339)})
    assert column(score(frame, result, methods=METHOD), "t.s") == [
        169,
        169,
    ]  # 338 - 169 ones; 169 turned


def test_a_frame_without_rows_gives_columns_without_rows():
    frame = pl.DataFrame({"t_1": [], "t_2": []}, schema={"t_1": pl.Int64, "t_2": pl.Int64})
    assert score(frame, TEXTS, methods=METHOD).height == 0
    assert len(score(frame.to_pandas(), TEXTS, methods=METHOD)) == 0


# --- frames in, frames out -------------------------------------------------------------


@each_back_end
def test_the_same_kind_of_frame_comes_back(make):
    frame = make(SHEET)
    assert isinstance(
        score(frame, instrument([FOUR] * 4 + [FIVE] * 2, *PARTS), methods=METHOD), type(frame)
    )


@each_back_end
def test_columns_come_in_a_fixed_order_with_fixed_types(make):
    result = instrument(
        [FOUR] * 2,
        scale("s", [1, 2], bands=(bands(("low", 0, 4), ("high", 4, 8)),)),
        alerts=(Alert(item="t_1", at_least=3, message="look"),),
    )
    frame = make({"id": ["a", "b"], "t_1": [1, 4], "t_2": [1, None]})
    scores = score(frame, result, methods=METHOD)
    assert list(nw.from_native(scores).collect_schema().names()) == [
        "id", "t.s", "t.s.answered", "t.s.prorated", "t.s.reason", "t.s.band.severity", "t.t_1.alert", "t.invalid",
    ]  # fmt: skip
    schema = nw.from_native(scores).collect_schema()
    assert schema["t.s"] == nw.Float64
    assert schema["t.s.answered"] == schema["t.invalid"] == nw.Int16
    assert schema["t.s.prorated"] == schema["t.t_1.alert"] == nw.Boolean
    assert schema["t.s.reason"] == schema["t.s.band.severity"] == nw.String


def test_without_detail_only_scores_come_out():
    result = instrument([FOUR] * 4 + [FIVE] * 2, *PARTS)
    for make in BACK_ENDS.values():
        scores = score(make(SHEET), result, methods=METHOD, detail=False)
        assert list(rows_of(scores)[0]) == ["t.sum", "t.whole", "t.mean"]


def test_scales_can_be_chosen_and_bring_along_what_they_are_made_of():
    sample = instrument(
        [FOUR] * 4 + [FIVE] * 2, *PARTS, scale("all", ["sum", "mean"], "composite")
    )
    scores = score(_polars(SHEET), sample, methods=METHOD, scales=["all"], detail=False)
    assert scores.columns == ["t.all"]
    assert column(scores, "t.all")[0] == 9
    result = replace(sample, alerts=(Alert(scale="mean", at_least=1, message="look"),))
    assert (
        "t.mean.alert"
        not in score(_polars(SHEET), result, methods=METHOD, scales=["all"]).columns
    )
    with pytest.raises(DataError, match="no scale to score"):
        score(_polars(SHEET), sample, methods=METHOD, scales=[])
    with pytest.raises(DataError, match="no scale 'al'") as error:
        score(_polars(SHEET), sample, methods=METHOD, scales=["al"])
    assert error.value.hint == "did you mean all?"


def test_the_index_of_a_pandas_frame_is_kept_even_if_it_repeats():
    frame = pd.DataFrame({"t_1": [0, 1, 2], "t_2": [0, 0, 0]}, index=["b", "a", "a"])
    scores = score(frame, TEXTS, methods=METHOD)
    assert list(scores.index) == ["b", "a", "a"]
    assert list(scores["t.s"]) == [0, 1, 2]


def test_kept_columns_keep_their_type_and_their_label():
    frame = pd.DataFrame(
        {
            "t_1": [0],
            "t_2": [1],
            7: pd.Categorical(["x"]),
            "when": pd.to_datetime(["2024-01-01"]),
        }
    )
    scores = score(frame, TEXTS, methods=METHOD)
    assert list(scores.columns)[:2] == [7, "when"]
    assert scores[7].dtype == "category"
    assert column(score(frame, TEXTS, methods=METHOD, keep=["when"]), "when") == [
        pd.Timestamp("2024-01-01")
    ]


def test_a_column_to_keep_must_be_there_and_not_be_called_like_a_result():
    frame = pd.DataFrame({"t_1": [1], "t_2": [1], "ident": [5], "t.s": [0]})
    with pytest.raises(DataError, match="no column 'idnt'") as error:
        score(frame, TEXTS, methods=METHOD, keep=["idnt"])
    assert error.value.hint == "did you mean ident?"
    with pytest.raises(DataError, match=r"called like results: t\.s"):
        score(frame, TEXTS, methods=METHOD)


def test_two_columns_of_one_name_are_refused():
    frame = pd.DataFrame([[1, 2, 3]], columns=["t_1", "t_1", "t_2"])
    with pytest.raises(DataError, match="one name: t_1"):
        score(frame, TEXTS, methods=METHOD)


def test_absent_items_count_as_never_answered():
    result = instrument(
        [FOUR] * 3, scale("s", [1, 2, 3], missing=prorate(1)), scale("third", [3])
    )
    for make in BACK_ENDS.values():
        frame = make({"t_1": [1, 2], "t_2": [2, None]})
        scores = score(frame, bind(["t_1", "t_2"], result, allow_absent=True), methods=METHOD)
        assert column(scores, "t.s") == [4.5, None]  # 3 x 3/2
        assert column(scores, "t.third") == [None, None]
        assert column(scores, "t.invalid") == [0, 0]


# --- one-based files -------------------------------------------------------------------

INSTRUMENT = instrument(
    [coding(0, 1, 2, 3, 4, one_based=(1, 2, 3, 4, 5))] * 2, scale("s", [1, 2])
)


@pytest.mark.parametrize("name", ["pandas, NumPy", "pandas, objects", "Polars", "PyArrow"])
def test_one_based_file_is_not_scored_silently(name):
    frame = BACK_ENDS[name]({"t_1": [1, 5, 2], "t_2": [2, 3, 4]})
    with pytest.raises(
        DataError, match=r"fit the encoding one-based \(1, 2, 3, 4, 5\)"
    ) as error:
        score(frame, INSTRUMENT, methods=METHOD)
    assert "--coding one-based" in error.value.hint
    one_based = bind(["t_1", "t_2"], INSTRUMENT, coding="one-based")
    assert column(score(frame, one_based, methods=METHOD), "t.s") == [1, 6, 4]
    result = bind(["t_1", "t_2"], INSTRUMENT, coding="declared")
    assert column(score(frame, result, methods=METHOD), "t.s") == [3, None, 6]


def test_one_based_file_is_refused_without_detail_as_well():
    frame = pd.DataFrame({"t_1": [1, 5], "t_2": [2, 3]})
    with pytest.raises(DataError, match="one-based"):
        score(frame, INSTRUMENT, methods=METHOD, detail=False)


def test_data_that_fits_no_encoding_is_scored_with_the_wrong_answers_missing():
    frame = pd.DataFrame({"t_1": [0, 5], "t_2": [2, 3]})
    assert column(score(frame, INSTRUMENT, methods=METHOD), "t.s") == [2, None]


def test_data_that_fits_both_encodings_is_scored_only_in_the_one_that_is_named():
    frame = pd.DataFrame({"t_1": [1, 4], "t_2": [2, 3]})
    with pytest.raises(DataError, match="does not tell"):
        score(frame, INSTRUMENT, methods=METHOD)
    binding = bind(["t_1", "t_2"], INSTRUMENT, coding="declared")
    assert column(score(frame, binding, methods=METHOD), "t.s") == [3, 7]


def test_an_answer_after_the_first_rows_can_tell_the_encoding():
    frame = pd.DataFrame({"t_1": [1] * 1500 + [0], "t_2": [2] * 1501})
    assert column(score(frame, INSTRUMENT, methods=METHOD), "t.s")[-1] == 2
    with pytest.raises(DataError, match="does not tell"):
        score(frame.head(1500), INSTRUMENT, methods=METHOD)


def test_answers_that_count_otherwise_are_noticed_though_their_sum_is_the_same():
    # By the alternative 1 counts as 2 and 2 as 1: each respondent's score differs, the sum does not.
    crossed = coding(0, 1, 2, 3, crossed=(4, 2, 1, 3))
    result = instrument([crossed], scale("s", [1]))
    frame = pd.DataFrame({"t_1": [1, 2]})
    with pytest.raises(DataError, match="does not tell"):
        score(frame, result, methods=METHOD)
    scores = score(frame, bind(["t_1"], result, coding="crossed"), methods=METHOD)
    assert column(scores, "t.s") == [2, 1]


# --- definitions that cannot be scored -------------------------------------------------


def test_an_unknown_method_is_named_with_the_nearest():
    with pytest.raises(DefinitionError, match="t: scale s asks for the method 'summ'") as error:
        score(
            _polars({"t_1": [1]}), instrument([FOUR], scale("s", [1], "summ")), methods=METHOD
        )
    assert error.value.hint == "did you mean sum?"


def test_scales_made_of_themselves_are_refused():
    result = instrument([FOUR], scale("a", ["b"], "composite"), scale("b", ["a"], "composite"))
    with pytest.raises(DefinitionError, match="a -> b -> a"):
        score(_polars({"t_1": [1]}), result, methods=METHOD)


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (scale("s", ["nothing"], "composite"), "made of 'nothing', which is not a scale"),
        (scale("s", [1, 9]), "t_9, which are not items"),
        (scale("s", [1], "composite"), "'composite' is not for items"),
        (scale("s", [1], "max", prorate(1)), "'max' cannot be prorated"),
        (scale("s", [1], "weighted", parameters={"weights": {"t_2": 1}}), "weights name t_2"),
        (
            scale("s", [1, 2], "weighted", parameters={"weights": {"t_2": 1}}),
            "weights leave out t_1",
        ),
        (scale("s", [1], "count"), "needs at_least, values or by_part"),
    ],
)
def test_scales_that_contradict_themselves_are_refused(first, message):
    with pytest.raises(DefinitionError, match=message):
        score(_polars({"t_1": [1], "t_2": [1]}), instrument([FOUR] * 2, first), methods=METHOD)


# --- methods ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lows", "highs", "parameters", "expected"),
    [
        ("sum", [0, 1], [4, 5], {}, (1, 9)),
        ("mean", [0, 1], [4, 5], {}, (0.5, 4.5)),
        ("weighted", [0, 1], [4, 5], {"weights": {"a": 2, "b": -1}}, (-5, 7)),  # 0-5; 8-1
        ("composite", [0, 1], [4, 5], {}, (1, 9)),
        ("max", [0, 1], [4, 5], {}, (1, 5)),
        ("min", [0, 1], [4, 5], {}, (0, 4)),
        ("count", [0, 1], [4, 5], {"at_least": 1}, (1, 2)),  # b always counts
        ("count", [0, 1], [4, 5], {"at_least": 5}, (0, 1)),  # a never
        ("count", [0, 1], [4, 5], {"values": [0]}, (0, 1)),
        ("count", [0, 1], [4, 5], {"by_part": {"a": 0, "b": 6}}, (1, 1)),
    ],
)
def test_reach_is_the_lowest_and_highest_possible_score(
    name, lows, highs, parameters, expected
):
    assert METHOD[name].reach(["a", "b"], lows, highs, parameters) == expected


def test_every_method_describes_itself_and_its_parameters():
    for method in METHODS:
        assert method.summary.endswith(".")
        assert method.formula
        assert method.parameters["additionalProperties"] is False


@pytest.mark.parametrize(
    ("name", "parameters", "valid"),
    [
        ("sum", {}, True),
        ("sum", {"weights": {"a": 1}}, False),
        ("weighted", {"weights": {"a": 0.5}}, True),
        ("weighted", {"weights": {"a": 0}}, False),
        ("weighted", {}, False),
        ("composite", {}, True),
        ("count", {"at_least": 2}, True),
        ("count", {"values": [0, 1]}, True),
        ("count", {"by_part": {"a": 2}}, True),
        ("count", {"at_least": 3, "by_part": {"a": 2}}, True),
        ("count", {"at_least": 3, "values": [1]}, False),
        ("count", {}, False),
    ],
)
def test_parameters_are_checked_by_their_schema(name, parameters, valid):
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(METHOD[name].parameters)
    assert Draft202012Validator(METHOD[name].parameters).is_valid(parameters) is valid


@each_back_end
def test_a_method_of_a_plugin_gets_floats_and_may_give_no_score(make):
    def thousandfold(parts: Parts) -> nw.Expr:
        total = parts.values[0] * 1000 + parts.values[1] * 1000
        return nw.when(parts.values[0] > 0).then(total)  # 80 000 would not fit in 16 bits

    big = ScoringMethod(
        name="big",
        summary="s.",
        formula="f",
        score=thousandfold,
        reach=METHOD["sum"].reach,
        partial=True,
    )
    long = coding(*range(51))
    result = instrument([long] * 2, scale("s", [1, 2], "big"))
    scores = score(
        make({"t_1": [40, 0, None], "t_2": [40, 1, 1]}), result, methods=METHOD | {"big": big}
    )
    assert column(scores, "t.s") == [80_000, None, None]
    assert column(scores, "t.s.reason") == [
        None, "the method big gives no score for these answers", "1 of 2 answers missing, all are needed",
    ]  # fmt: skip


# --- examples --------------------------------------------------------------------------


def with_examples(*examples: Example) -> Instrument:
    severity = bands(("low", 0, 4), ("high", 4, 8))
    return instrument(
        [FOUR] * 2,
        scale("s", [1, 2], bands=(severity,)),
        alerts=(Alert(item="t_2", at_least=3, message="look"),),
        examples=examples,
    )


def example(
    *answers: Any, s: float | None, band: str = "", alerts: Sequence[str] = ()
) -> Example:
    labels = {"s": {"severity": band}} if band else {}
    return Example(
        name="case", answers=answers, scores={"s": s}, bands=labels, alerts=tuple(alerts)
    )


def test_examples_that_come_out_right_give_no_findings():
    instrument = with_examples(
        example(0, 0, s=0, band="low"),
        example(4, 4, s=8, band="high", alerts=["t_2"]),
        example(1, None, s=None),
        example(9, 1, s=None),
    )
    assert check_examples(instrument, METHOD) == []


@pytest.mark.parametrize(
    ("first", "path", "message"),
    [
        (example(1, 1, s=3), "examples[1].scores.s", "example 'case': s is 2, not 3"),
        (example(1, 1, s=2 + 1e-6), "examples[1].scores.s", "s is 2, not 2.000001"),
        (
            example(1, None, s=1),
            "examples[1].scores.s",
            r"s is null (1 of 2 answers missing, all are needed), not 1",
        ),
        (example(1, 1, s=None), "examples[1].scores.s", "s is 2, not null"),
        (
            example(1, 1, s=2, band="high"),
            "examples[1].bands.s.severity",
            "in band 'low', not in band 'high'",
        ),
        (example(1, 3, s=4), "examples[1].alerts", "alerts raised: t_2; expected: none"),
        (
            example(1, 1, s=2, alerts=["t_2"]),
            "examples[1].alerts",
            "alerts raised: none; expected: t_2",
        ),
        (example(1, s=1), "examples[1].answers", "1 answers for 2 items"),
    ],
)
def test_examples_that_come_out_wrong_are_findings_at_their_place(first, path, message):
    findings = check_examples(with_examples(example(0, 0, s=0), first), METHOD)
    assert [finding.path for finding in findings] == [path]
    assert message in findings[0].message
    assert findings[0].code == "examples-pass"


def test_examples_of_a_definition_that_cannot_be_scored_are_one_finding():
    instrument = replace(
        with_examples(example(0, 0, s=0)), scales=(scale("s", [1, 2], "summ"),)
    )
    assert "asks for the method 'summ'" in check_examples(instrument, METHOD)[0].message


def test_an_example_is_run_on_its_own():
    instrument = with_examples()
    result = run_example(instrument, example(4, 3, s=7), METHOD)
    assert result.scores == {"s": 7}
    assert result.bands == {"s": {"severity": "high"}}
    assert result.alerts == ("t_2",)
    assert run_example(instrument, example(None, 3, s=None), METHOD).reasons == {
        "s": "1 of 2 answers missing, all are needed"
    }


# --- properties, against a slow scorer -------------------------------------------------


def slow_score(
    instrument: Instrument, first: Scale, sheet: Mapping[str, Any]
) -> tuple[float | None, int]:
    """One scale of one sheet in plain Python: the score and the number of answers."""
    values: list[float | None] = []
    for item_id in first.items:
        coding = instrument.item(item_id).coding
        answer = sheet[item_id]
        if answer not in coding.values:
            values.append(None)
        else:
            mirror = coding.lowest + coding.highest - answer
            values.append(mirror if item_id in first.reversed else answer)
    present = [value for value in values if value is not None]
    missing, n = len(values) - len(present), len(values)
    if not present or missing > first.missing.most_missing(n):
        return None, len(present)
    if first.missing.rule == "person-mean":
        mean = sum(present) / len(present)
        mean = math.floor(mean + 0.5) if first.missing.rounding == "half-up" else mean
        present = [mean if value is None else value for value in values]
    result = {
        "sum": lambda: sum(present) * n / len(present),
        "mean": lambda: sum(present) / len(present),
        "max": lambda: max(present),
        "min": lambda: min(present),
        "count": lambda: (
            sum(v >= first.parameters["at_least"] for v in present) * n / len(present)
        ),
    }[first.method]()
    if first.missing.rule == "prorate" and missing and first.missing.rounding == "half-up":
        result = math.floor(result + 0.5)
    return result, n - missing


@st.composite
def whole_codings(draw) -> Coding:
    low = draw(st.integers(-3, 3))
    if draw(st.booleans()):
        return coding(*range(low, low + draw(st.integers(1, 6)) + 1))
    return coding(*sorted(draw(st.sets(st.integers(low, low + 9), min_size=2, max_size=5))))


@st.composite
def scales(draw, name: str, n_items: int) -> Scale:
    parts = draw(st.lists(st.integers(1, n_items), min_size=1, max_size=n_items, unique=True))
    back = draw(st.sets(st.sampled_from(parts)))
    method = draw(st.sampled_from(["sum", "mean", "max", "min", "count"]))
    rules = [COMPLETE, UNKNOWN, person_mean(1), person_mean(2, "half-up")]
    if METHOD[method].prorates:
        rules += [prorate(1), prorate(3), prorate(0.4), prorate(2, "half-up")]
    parameters = {"at_least": draw(st.integers(-2, 5))} if method == "count" else {}
    return scale(
        name,
        parts,
        method,
        draw(st.sampled_from(rules)),
        back=sorted(back),
        parameters=parameters,
    )


@st.composite
def instruments_and_sheets(draw) -> tuple[Instrument, dict[str, list[Any]]]:
    codings = draw(st.lists(whole_codings(), min_size=1, max_size=7))
    result = instrument(
        codings, *(draw(scales(f"s{n}", len(codings))) for n in range(draw(st.integers(1, 3))))
    )
    n_rows = draw(st.integers(1, 6))

    def answers(first: Coding) -> st.SearchStrategy[Any]:
        usual = st.sampled_from(first.values)
        return st.one_of(usual, usual, usual, st.none(), st.sampled_from([-9, 44, 2.5]))

    sheet = {
        item.id: draw(st.lists(answers(item.coding), min_size=n_rows, max_size=n_rows))
        for item in result.items
    }
    return result, sheet


def expected(
    instrument: Instrument, sheet: Mapping[str, Sequence[Any]]
) -> list[dict[str, Any]]:
    n_rows = len(next(iter(sheet.values())))
    rows = [{item: values[n] for item, values in sheet.items()} for n in range(n_rows)]
    return [
        {entry.id: slow_score(instrument, entry, row) for entry in instrument.scales}
        | {
            "invalid": sum(
                v is not None and v not in instrument.item(item).coding.values
                for item, v in row.items()
            )
        }
        for row in rows
    ]


def floats(sheet: Mapping[str, Sequence[Any]]) -> dict[str, list[float | None]]:
    return {
        item: [None if v is None else float(v) for v in values]
        for item, values in sheet.items()
    }


@settings(max_examples=60, deadline=None)
@given(instruments_and_sheets())
def test_scores_equal_those_of_a_slow_scorer(case):
    instrument, sheet = case
    for make in (_polars, _pandas("numpy")):
        scores = rows_of(score(make(floats(sheet)), instrument, methods=METHOD))
        for row, target in zip(scores, expected(instrument, sheet), strict=True):
            for first in instrument.scales:
                result, answered = target[first.id]
                assert row[f"t.{first.id}"] == pytest.approx(result, abs=1e-12)
                if first.missing.rule != "person-mean" and first.method in {"sum", "mean"}:
                    assert (
                        row[f"t.{first.id}"] == result
                    )  # whole totals, one division: to the bit
                assert row[f"t.{first.id}.answered"] == answered
                assert (row[f"t.{first.id}.reason"] is None) is (result is not None)
                short = result is not None and answered < len(first.items)
                assert row[f"t.{first.id}.prorated"] is short
            assert row["t.invalid"] == target["invalid"]


@pytest.mark.filterwarnings("ignore:Downcasting:FutureWarning")  # narwhals on pandas 2
@settings(max_examples=15, deadline=None)
@given(instruments_and_sheets())
def test_every_engine_gives_the_same_bits(case):
    instrument, sheet = case
    table = floats(sheet)
    table = {item: pa.array(values, pa.float64()) for item, values in table.items()}
    frames = [
        score(pa.table(table), instrument, methods=METHOD),
        score(duckdb.from_arrow(pa.table(table)), instrument, methods=METHOD),
        score(pl.from_arrow(pa.table(table)), instrument, methods=METHOD),
        score(pa.table(table).to_pandas(), instrument, methods=METHOD),
        on_pandas_itself(instrument, pa.table(table).to_pandas()),
    ]
    first, *rest = map(rows_of, frames)
    for second in rest:
        assert second == first


@settings(max_examples=25, deadline=None)
@given(instruments_and_sheets(), st.randoms(use_true_random=False))
def test_the_order_of_columns_changes_nothing(case, random):
    instrument, sheet = case
    frame = _polars(floats(sheet))
    combination = random.sample(frame.columns, frame.width)
    assert score(frame.select(combination), instrument, methods=METHOD).equals(
        score(frame, instrument, methods=METHOD)
    )


@settings(max_examples=25, deadline=None)
@given(whole_codings(), st.data())
def test_reversing_twice_is_the_identity(first, data):
    result = instrument([first], scale("back", [1], back=[1]), scale("plain", [1]))
    answers = data.draw(st.lists(st.sampled_from(first.values), min_size=1, max_size=8))
    t_back = score(pd.DataFrame({"t_1": answers}), result, methods=METHOD)["t.back"]
    sparse = instrument(
        [coding(*sorted({first.lowest + first.highest - v for v in first.values}))],
        *result.scales,
    )
    again = score(pd.DataFrame({"t_1": t_back}), sparse, methods=METHOD)["t.back"]
    assert list(again) == answers


@settings(max_examples=40, deadline=None)
@given(instruments_and_sheets())
def test_scores_of_items_with_one_coding_stay_in_reach(case):
    instrument, sheet = case
    repeat = tuple(
        replace(item, coding=instrument.items[0].coding) for item in instrument.items
    )
    instrument = replace(instrument, items=repeat)
    scores = rows_of(score(_polars(floats(sheet)), instrument, methods=METHOD))
    low, high = repeat[0].coding.lowest, repeat[0].coding.highest
    for first in instrument.scales:
        n = len(first.items)
        least, most = METHOD[first.method].reach(
            first.items, [low] * n, [high] * n, first.parameters
        )
        result = [row[f"t.{first.id}"] for row in scores if row[f"t.{first.id}"] is not None]
        assert all(least - 1e-9 <= value <= most + 1e-9 for value in result)


@each_back_end
def test_the_frame_that_comes_in_is_not_changed(make):
    frame = make(SHEET)
    before = copy.deepcopy(rows_of(frame))
    score(frame, instrument([FOUR] * 4 + [FIVE] * 2, *PARTS), methods=METHOD)
    assert rows_of(frame) == before
