"""Answers that cannot be scored, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from scorewell.answers.checks.skip_checks import contradiction_findings
from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import Encoding
from scorewell.answers.values.distinct_values import distinct_answers, items_by_meaning
from scorewell.answers.values.expressions import answer_expressions
from scorewell.answers.values.frames import (
    collect_sheet,
    column_names,
    is_in_memory,
    is_pandas,
    to_sheet,
)
from scorewell.answers.values.label_languages import detect_languages
from scorewell.answers.values.numbers import value_text
from scorewell.errors import DataError, did_you_mean
from scorewell.i18n.messages import Message, words
from scorewell.registry.contracts import expressions as ex

if TYPE_CHECKING:
    import pandas as pd


_MARK = "\N{SECTION SIGN}"
_ROW = f"{_MARK}row"
_COLUMNS = ("item", "column", "value", "problem", "action", "kind")
_ACTION = words("taken as missing")
_NOT_WHOLE = words("not a whole number")
_UNCLEAR = words("a label of more than one answer")


def findings(frame: Any, binding: Binding, *, keep: Sequence[str] = ()) -> pd.DataFrame:
    """A table of the answers that are not allowed or contradict a skip, empty if none are.

    Parameters
    ----------
    frame : frame
        Any frame; a lazy one is read once.
    binding : Binding
        Which column holds which item.
    keep : sequence of str, optional
        Columns to carry along, for example id and occasion.

    Returns
    -------
    pandas.DataFrame
        One row per answer: ``row`` (data row, counted from 1), the kept
        columns, ``item``, ``column``, ``value`` (as text), ``problem``,
        ``action`` and ``kind`` (``outside-coding``, ``not-whole``, ``text``,
        ``unclear-label`` or ``skip-contradicted``); in the order of rows, then items.

    Raises
    ------
    DataError
        If a column to keep is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> from scorewell.definitions.model import Answer, Coding, Instrument, Item
    >>> from scorewell.answers.columns.bind import bind
    >>> coding = Coding(id="yes_no", answers=(Answer(value=0), Answer(value=1)))
    >>> item = Item(id="scoff_1", position=1, coding=coding, label="first")
    >>> scoff = Instrument(id="scoff", version="1.0.0", name="SCOFF", items=(item,))
    >>> frame = pd.DataFrame({"id": ["a", "b"], "scoff_1": [1, 3]})
    >>> found = findings(frame, bind(list(frame), scoff), keep=["id"])
    >>> found[["row", "id", "value", "problem"]].to_dict("records")
    [{'row': 2, 'id': 'b', 'value': '3', 'problem': 'outside the coding 0, 1'}]
    """
    import pandas as pd

    foreign = is_pandas(frame)
    _check_keep(keep, column_names(frame))
    carried = () if foreign else keep
    tables = [answer_findings(frame, binding, keep=carried)]
    if binding.instrument.skips:
        languages = detect_languages(frame, binding)
        tables.append(contradiction_findings(frame, languages, keep=carried))
    table = pl.concat([part for part in tables if part.width]).sort("row", maintain_order=True)
    columns = {name: column.to_list() for name, column in table.to_dict().items()}
    if foreign:
        extra = {name: _select_values(frame, name, columns["row"]) for name in keep}
        columns = {"row": columns.pop("row"), **extra, **columns}
    return pd.DataFrame(columns)


def answer_findings(frame: Any, binding: Binding, *, keep: Sequence[str] = ()) -> pl.DataFrame:
    """The same table of any frame but one of pandas, in Polars.

    Parameters and errors are those of :func:`findings`.
    """
    _check_keep(keep, column_names(frame))
    binding = detect_languages(frame, binding)
    wrong = _wrong_rows(frame, binding, keep)
    concerned = [item for item in binding.columns if wrong[_MARK + item].any()]
    parts = [
        _of_item(wrong, binding, item, keep) for item in concerned or list(binding.columns)[:1]
    ]
    table = pl.concat(parts).sort(_ROW, maintain_order=True)
    return table.rename({_ROW: "row", **{_MARK + name: name for name in _COLUMNS}})


def _check_keep(keep: Sequence[str], columns: Sequence[str]) -> None:
    for name in keep:
        if name not in columns:
            raise DataError(
                f"there is no column '{name}' to keep", hint=did_you_mean(name, columns)
            )
        if name in {"row", *_COLUMNS}:
            raise DataError(
                f"column '{name}' cannot be kept: the table of findings has one of that name",
                hint="rename it",
            )


def _wrong_rows(frame: Any, binding: Binding, carried: Sequence[str]) -> pl.DataFrame:
    """The rows with something wrong, and per item whether it is wrong there."""
    columns = list(binding.columns.values())
    sheet = to_sheet(frame, columns).select(*dict.fromkeys([*carried, *columns]))
    native = sheet if isinstance(sheet, pl.LazyFrame) else collect_sheet(sheet).lazy()
    rows = native.with_row_index(_ROW, offset=1)
    if is_in_memory(frame):
        answers = rows.select(*dict.fromkeys(columns)).collect()
        flags = rows.with_columns(**_wrong_by_value(answers, binding))
    else:
        flags = _with_flags(rows, binding)
    wrong = flags.filter(pl.any_horizontal(*(_MARK + item for item in binding.columns)))
    return wrong.collect(engine="streaming")


def _wrong_by_value(answers: pl.DataFrame, binding: Binding) -> dict[str, pl.Expr]:
    """Whether an answer in memory is not allowed, each different one judged once."""
    different, one_each = distinct_answers(answers, binding)
    flags = _with_flags(different.lazy(), one_each).collect()
    wrong = {
        item: flags.filter(pl.col(_MARK + item))[column].to_list()
        for item, column in one_each.columns.items()
    }
    return {
        _MARK + item: pl.col(binding.columns[item]).is_in(values)
        if values
        else pl.lit(value=False)
        for values, items in zip(
            wrong.values(), items_by_meaning(answers.schema, binding), strict=True
        )
        for item in items
    }


def _with_flags(sheet: pl.LazyFrame, binding: Binding) -> pl.LazyFrame:
    """A sheet and, for each item, whether its answer is not allowed."""
    with ex.expression_backend(sheet):
        flags: dict[str, Any] = {
            _MARK + item: expression.present > expression.ok
            for item, expression in answer_expressions(sheet, binding).items()
        }
    return sheet.with_columns(**flags)


def _of_item(
    wrong: pl.DataFrame, binding: Binding, item: str, carried: Sequence[str]
) -> pl.DataFrame:
    column = binding.columns[item]
    code = binding.encoding(item)
    texts = {
        "item": pl.lit(item),
        "column": pl.lit(column),
        "value": value_text(pl.col(column), wrong.schema[column]),
        "problem": _problem(pl.col(column), wrong.schema[column], code),
        "action": pl.lit(_ACTION),
        "kind": _kind(pl.col(column), wrong.schema[column], code),
    }
    return wrong.filter(pl.col(_MARK + item)).select(
        _ROW, *carried, **{_MARK + name: text for name, text in texts.items()}
    )


def outside_coding(code: Encoding) -> Message:
    """The problem of an answer that is not a code of its coding."""
    return words("outside the coding {{ coding }}", coding=code.code_list)


def _problem(x: pl.Expr, dtype: pl.DataType, code: Encoding) -> pl.Expr:
    outside = pl.lit(outside_coding(code))
    text = x.cast(pl.String).str.strip_chars()
    number = x
    if not dtype.is_numeric():
        number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    problem = outside
    if all(float(number_).is_integer() for number_ in code.numbers):
        problem = pl.when(number % 1 != 0).then(pl.lit(_NOT_WHOLE)).otherwise(problem)
    if dtype.is_numeric():
        return problem
    unclear_text = pl.lit(_UNCLEAR)
    has_labels = any(map(any, code.coding.labels.values()))
    strange = (
        words("text that is no label of the coding")
        if has_labels
        else words("text, not a number")
    )
    unclear = text.str.to_lowercase().is_in(sorted(code.unclear))
    return (
        pl.when(number.is_null() & unclear)
        .then(unclear_text)
        .when(number.is_null())
        .then(pl.lit(strange))
        .otherwise(problem)
    )


def _kind(x: pl.Expr, dtype: pl.DataType, code: Encoding) -> pl.Expr:
    """The kind of a problem: the short, stable name for its text."""
    problem = _problem(x, dtype, code)
    return (
        pl.when(problem == _NOT_WHOLE)
        .then(pl.lit("not-whole"))
        .when(problem == _UNCLEAR)
        .then(pl.lit("unclear-label"))
        .when(problem.str.starts_with("text"))
        .then(pl.lit("text"))
        .otherwise(pl.lit("outside-coding"))
    )


def _select_values(frame: pd.DataFrame, name: str, rows: Sequence[int]) -> Any:
    column = frame.iloc[:, column_names(frame).index(name)]
    return column.iloc[[row - 1 for row in rows]].array
