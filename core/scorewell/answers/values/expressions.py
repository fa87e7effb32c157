"""The answers in a frame as expressions: which are allowed, and the values that are scored.

This is the first stage of every plan. After it nothing is null or NaN, so that later stages
do not depend on how a back end treats either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scorewell.answers.columns.encoding import Encoding
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError
from scorewell.registry.contracts import expressions as ex

if TYPE_CHECKING:
    from scorewell.answers.columns.binding import Binding


# Up to so many values, texts are compared one by one; more are looked up in a table.
_CHAIN = 25
_LIMITS = {"Int16": 2**15, "Int32": 2**31}


@dataclass(frozen=True, kw_only=True)
class AnswerExpressions:
    """One item as expressions over the columns of the frame.

    Attributes
    ----------
    ok : expression
        1 where the answer is allowed, otherwise 0.
    value : expression
        The value that is scored, not yet reversed; 0 where there is none.
    present : expression
        1 where there is a value that is not declared missing, otherwise 0.
        ``present - ok`` counts the answers that are not allowed.
    absent : expression or None
        1 where the answer is that the item does not apply, which is not
        ``present``; None where the coding has no such answer.
    """

    ok: ex.Expr
    value: ex.Expr
    present: ex.Expr
    absent: ex.Expr | None = None


def answer_expressions(frame: Any, binding: Binding) -> dict[str, AnswerExpressions]:
    """The answers to every bound item, by item id.

    Numbers, texts (codes or labels), booleans and categories are read. A
    null, a NaN, an empty text and a missing code are not an answer; any other
    value that is not in the coding is present but not allowed.

    """
    schema = ex.schema_of(frame)
    _check_columns(binding, schema.names())
    dtype = value_dtype(binding.instrument)
    expressions = {}
    for item_id, column in binding.columns.items():
        expressions[item_id] = read_column(
            column, schema[column], binding.encoding(item_id), dtype
        )
    return expressions


def value_dtype(instrument: Instrument) -> Any:
    """The narrowest type in which sums of answers, scaled up, are safe.

    A sum over all items, times their number, stays below the largest value
    times the square of the number of items. Whole values take 16 or 32 bits
    where that fits; anything else is a float.
    """
    codings = [item.coding for item in instrument.items]
    largest = max(abs(value) for coding in codings for value in coding.values)
    most = max(largest, 1.0) * max(len(codings), 2) ** 2
    if not all(coding.integral for coding in codings):
        return ex.Float64
    kinds = (kind for kind, limit in _LIMITS.items() if most < limit)
    return getattr(ex, next(kinds, "Float64"))


def exact_number(number: float) -> int | float:
    """A whole number as an integer, so that results of integers stay integers."""
    return int(number) if float(number).is_integer() else float(number)


def _check_columns(binding: Binding, available: Sequence[str]) -> None:
    if not binding.columns:
        raise DataError(f"{binding.instrument.id}: no item has a column")
    absent = [column for column in binding.columns.values() if column not in available]
    if absent:
        raise DataError(
            f"{binding.instrument.id}: the data has no column {', '.join(absent[:12])}",
            hint="bind the instrument to the columns of this very frame",
        )


def read_column(column: str, dtype: Any, code: Encoding, out: Any) -> AnswerExpressions:
    """The answers in a column of type ``dtype``, with values of type ``out``."""
    x = ex.col(column)
    if dtype.is_numeric():
        return _number(x, dtype, code, out)
    if dtype == ex.Boolean:
        return _number(
            ex.when(x).then(_lit(1, out)).otherwise(_boolean(x, out)), out, code, out
        )
    if dtype.is_temporal() or dtype.is_nested() or dtype == ex.Binary:
        raise DataError(
            f"column '{column}' holds {dtype}, which are no answers",
            hint="name another column for the item, or read the column as text",
        )
    return _text(x if dtype == ex.String else x.cast(ex.String), code, out)


def _boolean(x: ex.Expr, out: Any) -> ex.Expr:
    return ex.when(~x).then(_lit(0, out))


def _lit(number: float, out: Any) -> ex.Expr:
    return ex.lit(exact_number(number), out)


def _number(x: ex.Expr, dtype: Any, code: Encoding, out: Any) -> AnswerExpressions:
    is_integer = dtype.is_integer()
    blank = x.is_null() if is_integer or dtype.is_decimal() else x.is_null() | x.is_nan()
    for numbers in (code.missing_numbers, code.absent_numbers):
        if numbers:
            blank = blank | x.is_in(_literals(numbers, is_integer=is_integer))
    is_code = _is_code(x, code.numbers, is_integer=is_integer)
    if is_code is None:
        ok = value = ex.when(x.is_null()).then(_lit(0, out)).otherwise(_lit(0, out))
    else:
        ok = _one_where(is_code, out)
        value = _value(x, is_code, code.numbers, out)
    is_given = ex.when(blank).then(_lit(0, out)).otherwise(_lit(1, out))
    absent = None
    if code.coding.not_applicable:
        absent = _one_where(x.is_in(_literals(code.absent_numbers, is_integer=is_integer)), out)
    return AnswerExpressions(ok=ok, value=value, present=is_given, absent=absent)


def _one_where(condition: ex.Expr, out: Any) -> ex.Expr:
    return ex.when(condition).then(_lit(1, out)).otherwise(_lit(0, out))


def _literals(numbers: Sequence[float], *, is_integer: bool) -> list[int] | list[float]:
    if is_integer:
        return [int(number) for number in numbers if float(number).is_integer()]
    return [float(number) for number in numbers]


def _is_code(x: ex.Expr, codes: Mapping[float, float], *, is_integer: bool) -> ex.Expr | None:
    """Whether a number is a code; None if no number of this type can be one."""
    literals = _literals(list(codes), is_integer=is_integer)
    if not literals:
        return None
    low, high = min(literals), max(literals)
    run = sorted(literals) == [low + step for step in range(len(literals))]
    if run and is_integer:
        return x.is_between(low, high)
    if run and float(low).is_integer():
        return x.is_between(low, high) & (x == x.floor())
    return x.is_in(literals)


def _value(x: ex.Expr, is_code: ex.Expr, codes: Mapping[float, float], out: Any) -> ex.Expr:
    """The scored value of an allowed number, 0 elsewhere."""
    shifts = {value - code for code, value in codes.items()}
    mirrors = {value + code for code, value in codes.items()}
    code_value = ex.when(is_code).then(x).otherwise(0).cast(out)
    if shifts == {0.0}:
        return code_value
    ok = _one_where(is_code, out)
    if len(shifts) == 1:
        return code_value + ok * exact_number(shifts.pop())
    if len(mirrors) == 1:
        return ok * exact_number(mirrors.pop()) - code_value
    value = _lit(0, out)
    for code, score in codes.items():
        value = ex.when(x == exact_number(code)).then(_lit(score, out)).otherwise(value)
    return value


def _text(x: ex.Expr, code: Encoding, out: Any) -> AnswerExpressions:
    text = x.str.strip_chars().str.to_lowercase()
    is_answer = text.is_in(sorted(code.texts))
    blank = x.is_null() | text.is_in(sorted(code.missing_texts | code.absent_texts))
    absent = None
    if code.coding.not_applicable:
        absent = _one_where(text.is_in(sorted(code.absent_texts)), out)
    return AnswerExpressions(
        absent=absent,
        ok=_one_where(is_answer, out),
        value=_looked_up(text, code.texts, out),
        present=ex.when(blank).then(_lit(0, out)).otherwise(_lit(1, out)),
    )


def _looked_up(text: ex.Expr, values: Mapping[str, float], out: Any) -> ex.Expr:
    """The value of a text, 0 for other texts."""
    by_value: dict[float, list[str]] = {}
    for text_form, score in values.items():
        by_value.setdefault(float(score), []).append(text_form)
    if len(by_value) > _CHAIN:
        scores = [float(value) for value in values.values()]
        kind = ex.Float64
        value = text.replace_strict(list(values), scores, default=None, return_dtype=kind)
        return ex.when(~value.is_null()).then(value).otherwise(0).cast(out)
    # A replacement would gather the whole column in memory when it streams.
    value = _lit(0, out)
    for number, forms in by_value.items():
        if number or len(by_value) == 1:  # texts without a value score 0, too
            value = ex.when(text.is_in(forms)).then(_lit(number, out)).otherwise(value)
    return value
