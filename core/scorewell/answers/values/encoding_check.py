"""Which encodings the data fits, and when to stop and ask."""

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

_FIRST = 1000
"""How many rows are looked at before all of them are."""


def fitting_encodings(frame: Any, binding: Binding) -> tuple[str, ...]:
    """Names of the encodings in which every answer of the data is allowed.

    Parameters
    ----------
    frame : frame
        Any frame; a lazy one is read once.
    binding : Binding
        Which column holds which item. Its own coding does not matter here.

    Returns
    -------
    tuple of str
        ``declared`` first, where it fits; then alternatives by name.

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
    return tuple(reading.name for reading in readings if not reading.wrong)


class _Reading(NamedTuple):
    """The answers in one encoding: whether some are not allowed, or count otherwise.

    The latter beside the first encoding that was asked for.
    """

    name: str
    wrong: bool
    otherwise: bool


def _readings(
    sheet: Any, binding: Binding, names: Sequence[str], *, in_memory: bool
) -> list[_Reading]:
    """What each encoding makes of the answers; of frames in memory, of each different one."""
    if in_memory and isinstance(sheet, pl.LazyFrame):
        present = set(sheet.collect_schema()) & set(binding.columns.values())
        distinct, binding = distinct_answers(sheet.select(*present).collect(), binding)
        sheet = distinct.lazy()
    with ex.speaking(sheet):
        sums = list(_sums(sheet, binding, names))
    counts = collect_sheet(sheet.select(*sums)).row(0)
    return list(map(_Reading, names, map(bool, counts[::2]), map(bool, counts[1::2])))


def _sums(sheet: Any, binding: Binding, names: Sequence[str]) -> Iterator[ex.Expr]:
    """By encoding how many answers are not allowed, and how many count otherwise."""
    first: list[AnswerExpressions] = []
    for name in names:
        expressions = list(
            answer_expressions(sheet, replace(binding, coding=name, codes={})).values()
        )
        first = first or expressions
        differing = [
            ex.when(answer.value != first_answer.value).then(1).otherwise(0)
            for answer, first_answer in zip(expressions, first, strict=True)
        ]
        yield (
            add([answer.present - answer.ok for answer in expressions])
            .sum()
            .alias(f"{name} wrong")
        )
        yield add(differing).sum().alias(f"{name} otherwise")


def check_encoding(frame: Any, binding: Binding, *, first: pl.LazyFrame | None = None) -> None:
    """Stop when the data does not tell in which encoding it is written.

    Unless the binding names an encoding, it is the one that a column of the
    data names, or else the declared one; and it stops where that may be
    wrong: where answers lie outside its codes and all fit another, and, where
    no column names it, where all fit both and would be scored differently.
    Blanks and labels mean the same in all of them, and an
    alternative of the same codes (answers that are reversed already) cannot
    be told from the data: it is only ever taken when named.

    The first rows mostly tell, and then no more are read.

    Parameters
    ----------
    frame : frame
        Any frame; a lazy one is read once.
    binding : Binding
        Which column holds which item.
    first : polars.LazyFrame, optional
        Its first rows, if they are at hand.

    Raises
    ------
    DataError
        Naming the encodings that fit, and how to choose.
    """
    instrument = binding.instrument
    if binding.coding or binding.codes:
        return
    current, from_marker = (
        binding.coding_marker.coding or DECLARED_CODING,
        bool(binding.coding_marker.coding),
    )
    names = [
        name
        for name in (DECLARED_CODING, *_alternatives(instrument))
        if name != current and not _same_codes(instrument, name, current)
    ]
    if not names:
        return
    whole = to_sheet(frame, list(binding.columns.values()))
    for sheet, eager in ((_beginning(whole, first), True), (whole, is_in_memory(frame))):
        current_reading, *alternatives = _readings(
            sheet, binding, (current, *names), in_memory=eager
        )
        alternatives = [reading for reading in alternatives if not reading.wrong]
        names = [reading.name for reading in alternatives]
        if not names:
            return
    fitting = [
        reading.name
        for reading in alternatives
        if current_reading.wrong or (not from_marker and reading.otherwise)
    ]
    if fitting:
        raise _doubt(binding, fitting, outside=current_reading.wrong)


def _beginning(whole: Any, first: pl.LazyFrame | None) -> Any:
    """The first rows: those at hand, unless they end within a value."""
    if first is not None:
        with suppress(pl.exceptions.PolarsError):
            return first.collect().lazy()
    return whole.head(_FIRST)


def _doubt(binding: Binding, fitting: Sequence[str], *, outside: bool) -> DataError:
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


def _same_codes(instrument: Instrument, name: str, second: str) -> bool:
    """Whether two encodings use the same codes, perhaps in another order."""
    return all(
        set(encoding(coding, name=name).numbers) == set(encoding(coding, name=second).numbers)
        for coding in codings_by_id(instrument).values()
    )


def check_labels(binding: Binding, labels: Mapping[str, Mapping[float | str, str]]) -> None:
    """Stop when the value labels of a file say that a code means another answer.

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
    against = {name: _against(replace(binding, coding=name), labels) for name in names}
    if not against[current]:
        return
    item, code, label = against[current][0]
    agreeing = [name for name in names if not against[name]]
    mirrored = item in binding.mirrored
    raise DataError(
        f"{instrument.id}: in the file, the value label of {code} in the column of {item} is "
        f"'{label}', which is another answer in the encoding {current}",
        hint=f"the value labels agree with --coding {agreeing[0]}"
        if agreeing and not mirrored
        else "give the codes as a map in a study file, from what is written to the value",
    )


def _against(
    binding: Binding, labels: Mapping[str, Mapping[float | str, str]]
) -> list[tuple[str, str, str]]:
    """Item, code and label wherever a label of the file contradicts the encoding."""
    contradictions = []
    for item, column in binding.columns.items():
        code = binding.encoding(item)
        for written, label in labels.get(column, {}).items():
            number = written if isinstance(written, int | float) else parse_number(written)
            values = code.labels.get(normalize_label(label), frozenset())
            if len(values) != 1 or number is None:
                continue
            value = min(values)
            if code.numbers.get(float(number), value) != value or (
                float(number) not in code.numbers and float(number) not in code.missing_numbers
            ):
                contradictions.append((item, f"{number:g}", label))
    return contradictions


def _alternatives(instrument: Instrument) -> list[str]:
    return sorted({name for item in instrument.items for name in item.coding.alternatives})


def _codes(instrument: Instrument, name: str) -> str:
    concerned = [
        coding
        for coding in codings_by_id(instrument).values()
        if name == DECLARED_CODING or name in coding.alternatives
    ]
    return "; ".join(encoding(coding, name=name).code_list for coding in concerned)
