"""Which encodings the data fits, and the error where that does not decide between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

import polars as pl

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import (
    DECLARED_CODING,
    codings_by_id,
    encoding,
    normalize_label,
    parse_number,
)
from scorewell.answers.values.distinct_values import distinct_answers
from scorewell.answers.values.expressions import AnswerExpressions, answer_expressions
from scorewell.answers.values.frames import collect_sheet, is_in_memory, to_sheet
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex

_FIRST_ROWS = 1000
"""How many rows are read before all of them are."""


def fitting_encodings(frame: Any, binding: Binding) -> tuple[str, ...]:
    """Names of the encodings in which every answer of the data is allowed.

    Examples
    --------
    >>> import pandas as pd
    >>> from scorewell.definitions.model import Answer, Coding, Item
    >>> from scorewell.answers.columns.bind import bind
    >>> coding = Coding(
    ...     id="yes_no",
    ...     answers=(Answer(value=0), Answer(value=1)),
    ...     alternatives={"one-two": (1, 2)},
    ... )
    >>> item = Item(id="scoff_1", position=1, coding=coding, label="first")
    >>> scoff = Instrument(id="scoff", version="1.0.0", name="SCOFF", items=(item,))
    >>> frame = pd.DataFrame({"scoff_1": [1, 2, 1]})
    >>> fitting_encodings(frame, bind(list(frame), scoff))
    ('one-two',)
    """
    sheet = to_sheet(frame, list(binding.columns.values()))
    names = (DECLARED_CODING, *_alternatives(binding.instrument))
    readings = _readings(sheet, binding, names, in_memory=is_in_memory(frame))
    return tuple(reading.name for reading in readings if not reading.invalid)


class _Reading(NamedTuple):
    """The answers in one encoding.

    ``invalid`` says whether some are not allowed, ``different`` whether some
    have another value than in the first of the encodings.
    """

    name: str
    invalid: bool
    different: bool


def _readings(
    sheet: Any, binding: Binding, names: Sequence[str], *, in_memory: bool
) -> list[_Reading]:
    """The reading of the answers in each encoding.

    Of a frame in memory each different answer is read only once.
    """
    if in_memory and isinstance(sheet, pl.LazyFrame):
        present = set(sheet.collect_schema()) & set(binding.columns.values())
        distinct, binding = distinct_answers(sheet.select(*present).collect(), binding)
        sheet = distinct.lazy()
    with ex.expression_backend(sheet):
        sums = list(_sums(sheet, binding, names))
    counts = collect_sheet(sheet.select(*sums)).row(0)
    return list(map(_Reading, names, map(bool, counts[::2]), map(bool, counts[1::2])))


def _sums(sheet: Any, binding: Binding, names: Sequence[str]) -> Iterator[ex.Expr]:
    """By encoding, the number of answers that are not allowed, and that have another value."""
    first: list[AnswerExpressions] = []
    for name in names:
        reading = replace(binding, coding=name, codes={})
        answers = list(answer_expressions(sheet, reading).values())
        first = first or answers
        invalid = [answer.present - answer.ok for answer in answers]
        different = [
            ex.when(answer.value != first_answer.value).then(1).otherwise(0)
            for answer, first_answer in zip(answers, first, strict=True)
        ]
        yield add(invalid).sum().alias(f"{name} invalid")
        yield add(different).sum().alias(f"{name} different")


def check_encoding(frame: Any, binding: Binding, *, first: pl.LazyFrame | None = None) -> None:
    """Refuse data of which it is not clear in which encoding it is written.

    Unless the binding names an encoding, the encoding is the one that a
    column of the data names, or else the declared one. That may be wrong, and
    is an error, where answers lie outside its codes and all fit another
    encoding, and, unless a column names it, where all answers fit both and
    would be scored differently. Blanks and labels mean the same in all
    encodings. An alternative with the same codes (answers that are reversed
    already) cannot be recognised from the data and must be named.

    The first rows mostly decide, and then no more are read.

    Raises
    ------
    DataError
        Naming the encodings that fit, and how to choose.
    """
    instrument = binding.instrument
    if binding.coding or binding.codes:
        return
    from_marker = bool(binding.coding_marker.coding)
    current = binding.coding_marker.coding or DECLARED_CODING
    names = [
        name
        for name in (DECLARED_CODING, *_alternatives(instrument))
        if name != current and not same_codes(instrument, name, current)
    ]
    if not names:
        return
    sheet = to_sheet(frame, list(binding.columns.values()))
    for rows, in_memory in ((_first_rows(sheet, first), True), (sheet, is_in_memory(frame))):
        current_reading, *alternatives = _readings(
            rows, binding, (current, *names), in_memory=in_memory
        )
        alternatives = [reading for reading in alternatives if not reading.invalid]
        names = [reading.name for reading in alternatives]
        if not names:
            return
    fitting = [
        reading.name
        for reading in alternatives
        if current_reading.invalid or (not from_marker and reading.different)
    ]
    if fitting:
        raise _undecided_error(binding, fitting, outside=current_reading.invalid)


def _first_rows(sheet: Any, first: pl.LazyFrame | None) -> Any:
    """The first rows: those that have been read, unless they end within a value."""
    if first is not None:
        with suppress(pl.exceptions.PolarsError):
            return first.collect().lazy()
    return sheet.head(_FIRST_ROWS)


def _undecided_error(binding: Binding, fitting: Sequence[str], *, outside: bool) -> DataError:
    instrument, marker = binding.instrument, binding.coding_marker
    alternatives = " and ".join(f"{name} ({_codes(instrument, name)})" for name in fitting)
    declared_codes = _codes(instrument, DECLARED_CODING)
    if outside:
        current = marker.coding or DECLARED_CODING
        subject = (
            f"the encoding {current}" if current != DECLARED_CODING else "the declared coding"
        )
        source = f", which the column '{marker.column}' names" if marker.coding else ""
        return DataError(
            f"{instrument.id}: some answers are outside {subject} "
            f"({_codes(instrument, current)}){source}, while all fit "
            f"the encoding {alternatives}",
            hint=f"choose: --coding {fitting[0]} (coding='{fitting[0]}') if the file is "
            f"written so, or --coding {current} to take the answers outside the coding as "
            "missing",
        )
    return DataError(
        f"{instrument.id}: all answers fit the declared coding ({declared_codes}), and all fit "
        f"the encoding {alternatives}; the data does not tell which of them it is written in",
        hint=f"look at the form, and choose: --coding {DECLARED_CODING} "
        f"(coding='{DECLARED_CODING}') or --coding {fitting[0]} (coding='{fitting[0]}')",
    )


def same_codes(instrument: Instrument, first: str, second: str) -> bool:
    """Whether two encodings use the same codes, perhaps in another order."""
    return all(
        set(encoding(coding, name=first).numbers) == set(encoding(coding, name=second).numbers)
        for coding in codings_by_id(instrument).values()
    )


def check_labels(binding: Binding, labels: Mapping[str, Mapping[float | str, str]]) -> None:
    """Refuse data whose value labels say that a code means another answer.

    Raises
    ------
    DataError
        Naming the code, its label, and the encodings that agree with it.
    """
    if binding.codes:
        return
    instrument = binding.instrument
    names = (DECLARED_CODING, *_alternatives(instrument))
    current = binding.coding or binding.coding_marker.coding or DECLARED_CODING
    contradictions = {
        name: _contradictions(replace(binding, coding=name), labels) for name in names
    }
    if not contradictions[current]:
        return
    item, code, label = contradictions[current][0]
    agreeing = [name for name in names if not contradictions[name]]
    raise DataError(
        f"{instrument.id}: in the file, the value label of {code} in the column of {item} is "
        f"'{label}', which is another answer in the encoding {current}",
        hint=f"the value labels agree with --coding {agreeing[0]}"
        if agreeing and item not in binding.mirrored
        else "give the codes as a map in a study file, from what is written to the value",
    )


def _contradictions(
    binding: Binding, labels: Mapping[str, Mapping[float | str, str]]
) -> list[tuple[str, str, str]]:
    """Item, code and label of each value label in the file that contradicts the encoding."""
    contradictions = []
    for item, column in binding.columns.items():
        item_encoding = binding.encoding(item)
        numbers = item_encoding.numbers
        for code, label in labels.get(column, {}).items():
            number = code if isinstance(code, int | float) else parse_number(code)
            values = item_encoding.labels.get(normalize_label(label), frozenset())
            if len(values) != 1 or number is None:
                continue
            value = min(values)
            if numbers.get(float(number), value) != value or (
                float(number) not in numbers
                and float(number) not in item_encoding.missing_numbers
            ):
                contradictions.append((item, f"{number:g}", label))
    return contradictions


def _alternatives(instrument: Instrument) -> list[str]:
    return sorted({name for item in instrument.items for name in item.coding.alternatives})


def _codes(instrument: Instrument, name: str) -> str:
    return "; ".join(
        encoding(coding, name=name).code_list
        for coding in codings_by_id(instrument).values()
        if name == DECLARED_CODING or name in coding.alternatives
    )
