"""Which encodings the data fits, and the error where that does not decide between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

import polars as pl

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import (
    DECLARED_CODING,
    codings_by_id,
    encoding,
    full_choice,
    normalize_label,
    parse_number,
)
from scorewell.answers.values.distinct_values import distinct_answers
from scorewell.answers.values.expressions import AnswerExpressions, answer_expressions
from scorewell.answers.values.frames import collect_sheet, is_in_memory, to_sheet
from scorewell.answers.values.value_labels import refuse_moved_labels
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex

EVIDENCE = ("current", "alternative", "different")
"""What answers can say of two encodings; see :class:`Evidence`."""

_FIRST_ROWS = 1000
"""How many rows are read before all of them are."""

_SYSTEMATIC = 10
_SYSTEMATIC_SHARE = 0.05
"""So many answers outside a coding, and such a share of all, are not slips."""


def fitting_encodings(frame: Any, binding: Binding) -> tuple[str, ...]:
    """Names of the encodings in which every answer of the data is allowed.

    A value that no encoding allows is not an answer, and does not count.

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
    >>> frame = pd.DataFrame({"scoff_1": [1, 2, 1, 99]})
    >>> fitting_encodings(frame, bind(list(frame), scoff))
    ('one-two',)
    """
    names = (DECLARED_CODING, *alternative_names(binding.instrument))
    counts = count_outside(frame, binding, names, distinct=is_in_memory(frame))
    return tuple(name for name, count in counts.items() if not count)


def count_outside(
    frame: Any, binding: Binding, names: Sequence[str], *, distinct: bool = False
) -> dict[str, int]:
    """By encoding, how many answers it does not allow and another of the encodings does.

    Of data in memory, different answers may be counted once each.
    """
    sheet = to_sheet(frame, list(binding.columns.values()))
    if distinct:
        sheet, binding = _distinct_sheet(sheet, binding)
    with ex.expression_backend(sheet):
        readings = _readings(sheet, binding, names)
        flags = [
            _any_of([answer.ok for answer in answers])
            for answers in zip(*readings, strict=True)
        ]
        sums = [
            add([ok - answer.ok for ok, answer in zip(flags, reading, strict=True)])
            .sum()
            .alias(name)
            for name, reading in zip(names, readings, strict=True)
        ]
    counts = collect_sheet(sheet.select(*sums)).row(0)
    return {name: int(count or 0) for name, count in zip(names, counts, strict=True)}


def _any_of(flags: Sequence[ex.Expr]) -> ex.Expr:
    """1 where any of the flags is 1, otherwise 0."""
    return ex.when(add(list(flags)) > 0).then(1).otherwise(0)


def _readings(
    sheet: Any, binding: Binding, names: Sequence[str]
) -> list[list[AnswerExpressions]]:
    """The answers by encoding, and by item in the order of the binding."""
    bindings = (replace(binding, coding=name, codes={}) for name in names)
    return [list(answer_expressions(sheet, choice).values()) for choice in bindings]


class Evidence(NamedTuple):
    """How many answers of the data speak for which of two encodings.

    Answers that neither allows, blanks among them, do not count.

    Attributes
    ----------
    name : str
        The encoding that is compared with the current one.
    current : int
        Answers that only the current encoding allows.
    alternative : int
        Answers that only the other encoding allows.
    different : int
        Answers that both allow, with different values.
    """

    name: str
    current: int
    alternative: int
    different: int

    @property
    def outside(self) -> bool:
        """Whether the answers outside the current encoding are more than slips.

        A few such answers beside many that only the current encoding allows are slips; more
        than those, or a twentieth of all answers, are not.
        """
        answers = self.current + self.alternative + self.different
        is_systematic = self.alternative >= _SYSTEMATIC and (
            self.alternative >= _SYSTEMATIC_SHARE * answers
        )
        return self.alternative > self.current or is_systematic

    @property
    def undecided(self) -> bool:
        """Whether the answers fit both encodings and would be scored differently."""
        return not self.current and not self.alternative and self.different > 0


def evidence_expressions(
    sheet: Any, binding: Binding, current: str, names: Sequence[str]
) -> list[ex.Expr]:
    """By encoding, how many answers of a row are current, alternative and different.

    The columns are named ``NAME current`` and so on; see :class:`Evidence`.
    """
    current_reading, *readings = _readings(sheet, binding, (current, *names))
    columns = []
    for name, reading in zip(names, readings, strict=True):
        counts: dict[str, list[ex.Expr]] = {kind: [] for kind in EVIDENCE}
        for first, second in zip(current_reading, reading, strict=True):
            in_common = (first.ok > 0) & (second.ok > 0)
            differs = in_common & (first.value != second.value)
            conditions = (first.ok > second.ok, second.ok > first.ok, differs)
            for kind, condition in zip(EVIDENCE, conditions, strict=True):
                counts[kind].append(ex.when(condition).then(1).otherwise(0))
        columns += [add(flags).alias(f"{name} {kind}") for kind, flags in counts.items()]
    return columns


def _evidence(
    sheet: Any, binding: Binding, current: str, names: Sequence[str], *, distinct: bool = False
) -> list[Evidence]:
    """The evidence by encoding; of different answers only, each counted once, if wished."""
    if distinct and isinstance(sheet, pl.LazyFrame):
        sheet, binding = _distinct_sheet(sheet, binding)
    with ex.expression_backend(sheet):
        columns = evidence_expressions(sheet, binding, current, names)
        row = collect_sheet(sheet.select(*(column.sum() for column in columns))).row(0)
    counts = [int(count or 0) for count in row]
    return [
        Evidence(name, *counts[3 * place : 3 * place + 3]) for place, name in enumerate(names)
    ]


def _distinct_sheet(sheet: Any, binding: Binding) -> tuple[Any, Binding]:
    """The different answers of a sheet in memory, which are read faster than all."""
    if not isinstance(sheet, pl.LazyFrame):
        return sheet, binding
    present = set(sheet.collect_schema()) & set(binding.columns.values())
    distinct, binding = distinct_answers(sheet.select(*present).collect(), binding)
    return distinct.lazy(), binding


def rival_encodings(binding: Binding) -> tuple[str, ...]:
    """Encodings that answers can be compared with; none where the user named the encoding.

    An alternative with the same codes (answers that are reversed already) cannot be
    recognised from the data and must be named.
    """
    if binding.coding or binding.codes:
        return ()
    current = current_encoding(binding)
    return tuple(
        name
        for name in (DECLARED_CODING, *alternative_names(binding.instrument))
        if name != current and not same_codes(binding.instrument, name, current)
    )


def current_encoding(binding: Binding) -> str:
    """The encoding that the user names, or else a column of the data, or else the declared."""
    return binding.coding or binding.coding_marker.coding or DECLARED_CODING


def check_encoding(frame: Any, binding: Binding, *, first: pl.LazyFrame | None = None) -> None:
    """Refuse data of which it is not clear in which encoding it is written.

    Unless the binding names an encoding, the encoding is the one that a
    column of the data names, or else the declared one. That may be wrong, and
    is an error, where answers lie outside its codes and fit another encoding
    (more of them than are allowed in the first alone, or a twentieth of all),
    and, unless a column names it, where all answers fit both and would be scored
    differently. What neither encoding allows (99, a blank as people write it) is
    not an answer and decides nothing. Labels mean the same in all encodings.

    The first rows mostly decide, and then no more are read.

    Raises
    ------
    DataError
        Naming the encodings that fit, and how to choose.
    """
    names = rival_encodings(binding)
    if not names:
        return
    current = current_encoding(binding)
    sheet = to_sheet(frame, list(binding.columns.values()))
    head = _evidence(first_rows(sheet, first), binding, current, names, distinct=True)
    names = tuple(entry.name for entry in head if entry.alternative or not entry.current)
    if names and is_in_memory(frame):
        different = _evidence(sheet, binding, current, names, distinct=True)
        names = tuple(
            entry.name for entry in different if entry.alternative or not entry.current
        )
    if not names:
        return
    from_marker = bool(binding.coding_marker.coding)
    evidence = _evidence(sheet, binding, current, names)
    outside = [entry for entry in evidence if entry.outside]
    undecided = [entry.name for entry in evidence if entry.undecided and not from_marker]
    if outside:
        raise _outside_error(binding, outside)
    if undecided:
        raise _undecided_error(binding, undecided)


def first_rows(sheet: Any, first: pl.LazyFrame | None) -> Any:
    """The first rows: those that have been read, unless they end within a value."""
    if first is not None:
        with suppress(pl.exceptions.PolarsError):
            return first.collect().lazy()
    return sheet.head(_FIRST_ROWS)


def _outside_error(binding: Binding, evidence: Sequence[Evidence]) -> DataError:
    instrument, marker = binding.instrument, binding.coding_marker
    current = current_encoding(binding)
    choice = full_choice(instrument, evidence[0].name)
    alternatives = " and ".join(
        f"{entry.name} ({encoding_codes(instrument, entry.name)})" for entry in evidence
    )
    source = f", which the column '{marker.column}' names" if marker.coding else ""
    most = max(evidence, key=lambda entry: entry.alternative)
    rest = f" ({most.current} fit only the first)" if most.current else ""
    return DataError(
        f"{instrument.id}: {most.alternative} answers are outside {encoding_title(current)} "
        f"({encoding_codes(instrument, current)}){source}, while they fit the encoding "
        f"{alternatives}{rest}",
        hint=f"choose: --coding {choice} (coding='{choice}') if the file is "
        f"written so, or --coding {current} to take the answers outside the coding as "
        "missing",
    )


def encoding_title(name: str) -> str:
    """An encoding as a message names it."""
    return f"the encoding {name}" if name != DECLARED_CODING else "the declared coding"


def _undecided_error(binding: Binding, fitting: Sequence[str]) -> DataError:
    instrument = binding.instrument
    alternatives = " and ".join(
        f"{name} ({encoding_codes(instrument, name)})" for name in fitting
    )
    declared_codes = encoding_codes(instrument, DECLARED_CODING)
    choice = full_choice(instrument, fitting[0])
    return DataError(
        f"{instrument.id}: all answers fit the declared coding ({declared_codes}), and all fit "
        f"the encoding {alternatives}; the data does not tell which of them it is written in",
        hint=f"look at the form, and choose: --coding {DECLARED_CODING} "
        f"(coding='{DECLARED_CODING}') or --coding {choice} (coding='{choice}')",
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
        Naming the code, its label, and the encodings that agree with it; or a
        label that stands for different codes in columns of one coding.
    """
    if binding.codes:
        return
    refuse_moved_labels(binding, labels)
    instrument = binding.instrument
    current = current_encoding(binding)
    names = dict.fromkeys((DECLARED_CODING, *alternative_names(instrument), current))
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
        hint=f"the value labels agree with --coding {full_choice(instrument, agreeing[0])}"
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


def alternative_names(instrument: Instrument) -> list[str]:
    """Names of the alternative encodings of an instrument."""
    return sorted({name for item in instrument.items for name in item.coding.alternatives})


def encoding_codes(instrument: Instrument, name: str) -> str:
    """The codes of an encoding as text, of each coding that has it."""
    return "; ".join(
        encoding(coding, name=name).code_list
        for coding in codings_by_id(instrument).values()
        if name == DECLARED_CODING or name in coding.alternatives
    )
