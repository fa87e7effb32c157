"""Codes for missing answers that are answers of the coding."""

from __future__ import annotations

import polars as pl
import pytest

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
