"""Codes for missing answers that are answers of the coding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from inspect_cases import run

import scorewell
from scorewell.answers.checks.missing_code_check import refuse_answers_as_missing
from scorewell.answers.columns.binding import Binding
from scorewell.definitions.model import Answer, Coding, Instrument, Item
from scorewell.errors import DataError

CODING = Coding(
    id="rating",
    answers=tuple(Answer(value=value) for value in range(4)),
    alternatives={"letters": ("A", "B", "C", "N")},
)
INSTRUMENT = Instrument(
    id="trial",
    version="1.0.0",
    name="Trial",
    items=tuple(Item(id=f"t{n}", position=n, coding=CODING, label=str(n)) for n in (1, 2)),
)
COLUMNS = {"t1": "t1", "t2": "t2"}


@pytest.mark.parametrize(
    ("codes", "rows", "text"),
    [
        ((3.0,), ["3", "3", "0"], "3 (4 answers)"),
        ((0.0, 99.0), ["0,0", "1", "99"], "0 (2 answers)"),
        ((2.0, 1.0), ["2.0", "1", "1"], "2 (2 answers), 1 (4 answers)"),
    ],
)
def test_a_code_that_is_an_answer_is_refused_with_its_count(
    codes: tuple[float, ...], rows: list[str], text: str
) -> None:
    binding = Binding(instrument=INSTRUMENT, columns=COLUMNS, missing_codes=codes)
    with pytest.raises(DataError) as caught:
        refuse_answers_as_missing(pl.DataFrame({"t1": rows, "t2": rows}), binding)
    assert text in caught.value.message


def test_a_text_that_is_a_code_of_the_encoding_is_refused() -> None:
    frame = pl.DataFrame({"t1": ["A", "N"], "t2": ["n", "B"]})
    binding = Binding(
        instrument=INSTRUMENT, columns=COLUMNS, coding="letters", missing_codes=("N",)
    )
    with pytest.raises(DataError) as caught:
        refuse_answers_as_missing(frame, binding)
    assert "N (2 answers)" in caught.value.message


@pytest.mark.parametrize("code", [99.0, -1.0, 9.0, "NA"])
def test_a_code_outside_the_coding_is_taken(code: float | str) -> None:
    binding = Binding(instrument=INSTRUMENT, columns=COLUMNS, missing_codes=(code,))
    refuse_answers_as_missing(pl.DataFrame({"t1": ["9"], "t2": ["1"]}), binding)


@pytest.mark.parametrize("code", ["3", " 3 ", "3.0", "3,0"])
def test_a_number_in_text_is_the_same_code(code: str) -> None:
    binding = Binding(instrument=INSTRUMENT, columns=COLUMNS, missing_codes=(code,))
    with pytest.raises(DataError, match=r"\(2 answers\)"):
        refuse_answers_as_missing(pl.DataFrame({"t1": ["3"], "t2": ["3"]}), binding)


ITEMS = [f"gad7_{n}" for n in range(1, 8)]
ANSWERS = {
    name: [0, 1, 3, 2, place % 4, 9, 2 * place % 3, place % 2]
    for place, name in enumerate(ITEMS)
}
FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": lambda: pd.DataFrame(ANSWERS),
    "text": lambda: pl.DataFrame(ANSWERS).cast(pl.String),
    "lazy": lambda: pl.DataFrame(ANSWERS).lazy(),
    "arrow": lambda: pl.DataFrame(ANSWERS).to_arrow(),
}
# In every column once, and in the columns whose place modulo 4 is 3, which is the fourth.
COUNT = 7 + 1


@pytest.mark.parametrize("kind", FRAMES)
@pytest.mark.parametrize("name", ["score", "findings", "examine", "analyse_reliability"])
def test_functions_refuse_a_missing_code_that_is_an_answer(name: str, kind: str) -> None:
    function = getattr(scorewell, name)
    target = "gad-7.total" if name == "analyse_reliability" else "gad-7"
    options = {"coding": "declared", "missing_codes": (3, 9)}
    with pytest.raises(DataError, match=rf"missing code 3 \({COUNT} answers\)") as caught:
        function(FRAMES[kind](), target, **options)
    assert "missing_codes_over_answers=True" in caught.value.hint
    function(FRAMES[kind](), target, missing_codes_over_answers=True, **options)
    function(FRAMES[kind](), target, coding="declared", missing_codes=(9,))


def test_a_retest_is_looked_at_too() -> None:
    first = pd.DataFrame(ANSWERS).assign(id=range(8))
    second = first.replace(3, 2)
    with pytest.raises(DataError, match=r"3 \(0 answers\)"):
        scorewell.analyse_reliability(
            second, "gad-7.total", coding="declared", missing_codes=(3,), retest=first,
            id_column="id",
        )  # fmt: skip


@pytest.mark.parametrize("command", ["score", "doctor", "reliability"])
def test_commands_refuse_a_missing_code_that_is_an_answer(tmp_path: Path, command: str) -> None:
    path = tmp_path / "a.csv"
    pd.DataFrame(ANSWERS).to_csv(path, index=False)
    options = ("--coding", "declared", "--missing-codes", "3,9")
    result = run(command, "gad-7", path, *options)
    assert f"3 ({COUNT} answers)" in str(result.exception)
    other_result = run(command, "gad-7", path, *options, "--missing-codes-over-answers")
    assert "valid answer" not in str(other_result.exception)
