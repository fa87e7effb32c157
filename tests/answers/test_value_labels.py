"""Value labels of files, and codes that look like numbers of choices."""

from __future__ import annotations

import polars as pl
import pytest

from scorewell.answers.columns.bind import bind
from scorewell.answers.values.encoding_check import check_labels
from scorewell.answers.values.value_labels import choice_number_findings, label_findings
from scorewell.definitions.model import Answer, Coding, Instrument, Item
from scorewell.errors import DataError

LABELS = ("never", "sometimes", "often", "always")
GERMAN = ("nie", "manchmal", "oft", "immer")
COLUMNS = ("q_1", "q_2", "q_3")


def binding(**options):
    coding = Coding(
        id="how_often",
        answers=tuple(Answer(value=value, label=label) for value, label in enumerate(LABELS)),
    )
    items = tuple(
        Item(id=name, position=place, coding=coding, label=name)
        for place, name in enumerate(COLUMNS, start=1)
    )
    instrument = Instrument(id="x", version="1.0.0", name="X", items=items)
    return bind(COLUMNS, instrument, **options)


def labels(*texts: str, columns=COLUMNS):
    return {column: dict(enumerate(texts)) for column in columns}


@pytest.mark.parametrize(
    "texts", [GERMAN, GERMAN[::-1], ("niemals", "selten", "ab und zu", "stets")]
)
def test_labels_in_no_known_language_are_told(texts):
    (finding,) = label_findings(binding(), labels(*texts))
    assert (finding.code, finding.severity) == ("labels-unknown", "warning")
    assert "3 columns (q_1, q_2, q_3)" in finding.message
    assert "not checked" in finding.message


@pytest.mark.parametrize(
    "texts",
    [
        LABELS,
        ("Never", "rarely", "frequently", "Always"),  # the ends are known
        ("0", "1", "2", "3"),  # numbers say nothing
        ("", "", "", ""),
        (),
    ],
)
def test_labels_that_are_known_or_say_nothing_are_not_told(texts):
    assert label_findings(binding(), labels(*texts)) == ()


def test_codes_of_ones_own_are_not_told():
    with_codes = binding(codes={str(code): code for code in range(4)})
    assert label_findings(with_codes, labels(*GERMAN)) == ()


@pytest.mark.parametrize(
    ("second_labels", "label"),
    [
        (GERMAN[::-1], "immer"),  # 3 and 0
        (("manchmal", "nie", "oft", "immer"), "manchmal"),  # 1 and 0
        (("sehr selten", "nie", "manchmal", "oft"), "nie"),  # begins one later
    ],
)
def test_a_label_on_different_codes_in_columns_of_one_coding_stops(second_labels, label):
    mixed_labels = labels(*GERMAN) | labels(*second_labels, columns=["q_3"])
    with pytest.raises(DataError, match=f"'{label}' stands for .* in the column q_3"):
        check_labels(binding(), mixed_labels)


@pytest.mark.parametrize(
    ("options", "second_labels"),
    [
        ({}, GERMAN),
        ({"codes": {str(code): code for code in range(4)}}, GERMAN[::-1]),
        ({}, ("nie", "nie", "oft", "immer")),  # one label on two codes, one of them the same
        ({}, ("nie", "manchmal", "oft", "immer", "", "", "", "manchmal")),  # 7 is no answer
    ],
)
def test_labels_on_the_same_codes_do_not_stop(options, second_labels):
    check_labels(binding(**options), labels(*GERMAN) | labels(*second_labels, columns=["q_3"]))


@pytest.mark.parametrize(
    ("answers", "outside", "absent"),
    [
        ([0, 2, 8, 9, 8, 9, 0, 2], "8 and 9", "1 and 3"),
        ([4, 5, 6, 7, 4, 5, 6, 7], "4 and 5 and 6 and 7", "0 and 1 and 2 and 3"),
        (["0", "1", "11", "12", "11", "12"], "11 and 12", "2 and 3"),
    ],
)
def test_numbers_of_choices_are_told(answers, outside, absent):
    frame = pl.DataFrame(dict.fromkeys(COLUMNS, answers))
    (finding,) = choice_number_findings(frame, binding())
    assert finding.code == "choice-numbers"
    assert f"{outside} occur" in finding.message
    assert f"{absent}, which are, never do" in finding.message


@pytest.mark.parametrize(
    "answers",
    [
        [0, 1, 2, 3, 8, 9, 8, 9],  # all codes occur
        [0, 2, 0, 2, 99, 0, 2, 2],  # one code for missing answers
        [0, 2, 8, 9] + [0, 2] * 40,  # two typing errors among 84 answers
        [0, 2, -8, -9] * 5,  # negative codes stand for missing answers
        [0, 0, 0, 0],
    ],
)
def test_other_codes_are_not_told_as_numbers_of_choices(answers):
    frame = pl.DataFrame(dict.fromkeys(COLUMNS, answers))
    assert choice_number_findings(frame, binding()) == ()


def test_declared_codes_for_missing_answers_are_not_told_as_numbers_of_choices():
    frame = pl.DataFrame(dict.fromkeys(COLUMNS, [0, 2, 8, 9] * 5))
    assert choice_number_findings(frame, binding(missing_codes=(8, 9))) == ()
