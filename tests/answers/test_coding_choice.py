"""Which encodings can be chosen for an instrument with several codings."""

from __future__ import annotations

import polars as pl
import pytest

from scorewell.answers.checks.answer_checks import findings
from scorewell.answers.columns.bind import bind
from scorewell.answers.columns.encoding import full_choice
from scorewell.answers.values.encoding_check import check_encoding
from scorewell.definitions.model import Answer, Coding, Instrument, Item
from scorewell.errors import DataError
from scorewell.registry.registry import open_registry

REGISTRY = open_registry()
EQ = REGISTRY.load("eq-5d-5l")  # level 1 to 5 (zero-based: 0 to 4), and a scale from 0 to 100
EQ_COLUMNS = [item.id for item in EQ.items]


def instrument(*alternatives: dict[str, tuple[float, ...]]) -> Instrument:
    """One item of each coding from 0 to 2 with such alternatives."""
    answers = tuple(Answer(value=value) for value in range(3))
    items = tuple(
        Item(
            id=f"x_{n}",
            position=n,
            label=str(n),
            coding=Coding(id=f"c{n}", answers=answers, alternatives=codes),
        )
        for n, codes in enumerate(alternatives, start=1)
    )
    return Instrument(id="x", version="1.0.0", name="X", items=items)


FIRST_CODING = {"one-based": (1, 2, 3)}


@pytest.mark.parametrize(
    ("target", "choice", "without"),
    [
        (EQ, "zero-based", "the coding vas are"),
        (REGISTRY.load("promis-29"), "zero-based", "the coding intensity are"),
        (instrument(FIRST_CODING, {}, {}), "one-based", "the coding c2, c3 are"),
        (
            instrument(FIRST_CODING, FIRST_CODING, {"two": (2, 3, 4)}),
            "two",
            "the coding c1, c2 are",
        ),
        (EQ, "level=zero-based", "the coding vas are"),
    ],
)
def test_an_encoding_that_not_all_codings_have_is_refused(target, choice, without):
    with pytest.raises(DataError) as error:
        bind([item.id for item in target.items], target, coding=choice)
    assert without in error.value.message
    assert "say it of each: --coding " in error.value.hint


@pytest.mark.parametrize(
    "choice", ["level=zero-based,vas=declared", "vas=declared, level=zero-based"]
)
def test_an_encoding_said_of_each_coding_is_read(choice):
    binding = bind(EQ_COLUMNS, EQ, coding=choice)
    assert dict(binding.encoding(EQ_COLUMNS[0]).numbers) == {0: 1, 1: 2, 2: 3, 3: 4, 4: 5}
    assert binding.encoding(EQ_COLUMNS[-1]).numbers[40.0] == 40
    assert full_choice(EQ, "zero-based") == "level=zero-based,vas=declared"


def test_encodings_that_need_no_more_words():
    assert bind(["x_1", "x_2"], instrument(FIRST_CODING, FIRST_CODING), coding="one-based")
    assert bind(EQ_COLUMNS, EQ, coding="declared")
    assert full_choice(instrument(FIRST_CODING, FIRST_CODING), "one-based") == "one-based"
    assert full_choice(EQ, "declared") == "declared"


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ("levels=zero-based,vas=declared", "has no coding 'levels'"),
        ("level=one-based,vas=declared", "the coding level has no encoding 'one-based'"),
        ("level=zero-based,vas=zero-based", "the coding vas has no encoding 'zero-based'"),
    ],
)
def test_a_coding_or_an_encoding_that_is_not_there_is_refused(choice, message):
    with pytest.raises(DataError, match=message):
        bind(EQ_COLUMNS, EQ, coding=choice)


def test_the_check_of_encodings_suggests_a_choice_that_is_accepted():
    output = instrument(FIRST_CODING, {})
    frame = pl.DataFrame({"x_1": [1, 2, 3], "x_2": [0, 1, 2]})
    with pytest.raises(DataError) as error:
        check_encoding(frame, bind(frame.columns, output))
    assert "--coding c1=one-based,c2=declared" in error.value.hint
    binding = bind(frame.columns, output, coding="c1=one-based,c2=declared")
    check_encoding(frame, binding)
    assert findings(frame, binding).empty
