"""Answers that contradict an earlier one, after which the form leads past their items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorewell.answers.values.expressions import AnswerExpressions, exact_number
from scorewell.i18n.messages import words
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex

if TYPE_CHECKING:
    import polars as pl

    from scorewell.answers.columns.binding import Binding
    from scorewell.definitions.model import Skip

SKIP_CONTRADICTED = "skip-contradicted"
"""The kind of these findings."""

_MARK = "\N{SECTION SIGN}"


def leads_past(skip: Skip, item_answers: Mapping[str, AnswerExpressions]) -> ex.Expr:
    """Whether the answers that a skip depends on are all given and lead past its items."""
    first = [item_answers[item_id] for item_id in skip.after]
    total = add([answer.value for answer in first])
    answered = add([answer.ok for answer in first]) == len(first)
    edge = skip.at_most if skip.at_most is not None else skip.at_least or 0.0
    return answered & (total <= edge if skip.at_most is not None else total >= edge)


def contradictions(
    skips: Sequence[Skip], item_answers: Mapping[str, AnswerExpressions]
) -> list[tuple[str, Skip, ex.Expr]]:
    """Item, skip, and whether the item is answered otherwise than a blank would count.

    Skips of items without a column are left out.
    """
    flags = []
    for skip in skips:
        if not all(item_id in item_answers for item_id in skip.after):
            continue
        beyond = leads_past(skip, item_answers)
        for item_id in skip.skipped:
            if item_id in item_answers:
                answer = item_answers[item_id]
                differs = (answer.ok == 1) & (answer.value != exact_number(skip.counts_as))
                flags.append((item_id, skip, beyond & differs))
    return flags


def contradiction_findings(
    frame: Any, binding: Binding, *, keep: Sequence[str] = ()
) -> pl.DataFrame:
    """Answers that contradict a skip, as a table like that of answers that are not allowed.

    Parameters
    ----------
    frame : frame
        Any frame but one of pandas; a lazy one is read once.
    binding : Binding
        Which column holds which item, with the languages of labels.
    keep : sequence of str, optional
        Columns to carry along.

    Returns
    -------
    polars.DataFrame
        See :func:`~scorewell.answers.checks.answer_checks.findings`; an answer that contradicts
        several skips is there once. Empty, without columns, where nothing can be skipped.
    """
    import polars as pl

    from scorewell.answers.values.expressions import answer_expressions
    from scorewell.answers.values.frames import collect_sheet, to_sheet
    from scorewell.answers.values.numbers import value_text

    skips = binding.instrument.skips
    if not skips:
        return pl.DataFrame()
    columns = list(binding.columns.values())
    sheet = to_sheet(frame, columns).select(*dict.fromkeys([*keep, *columns]))
    native = sheet if isinstance(sheet, pl.LazyFrame) else collect_sheet(sheet).lazy()
    rows = native.with_row_index(f"{_MARK}row", offset=1)
    with ex.expression_backend(rows):
        flags = contradictions(skips, answer_expressions(rows, binding))
    names = [f"{_MARK}{place}" for place in range(len(flags))]
    if not names:
        return pl.DataFrame()
    flag_columns: dict[str, Any] = {
        name: flag for name, (_, _, flag) in zip(names, flags, strict=True)
    }
    rows_with_flags = rows.with_columns(**flag_columns)
    wrong = rows_with_flags.filter(pl.any_horizontal(*names)).collect(engine="streaming")
    parts = []
    for name, (item_id, skip, _) in zip(names, flags, strict=True):
        column = binding.columns[item_id]
        earlier = words(
            "answered, although the answer to {{ items }} leads past this item",
            items=", ".join(skip.after),
        )
        part = wrong.filter(pl.col(name)).select(
            pl.col(f"{_MARK}row").alias("row"), *keep,
            item=pl.lit(item_id), column=pl.lit(column),
            value=value_text(pl.col(column), wrong.schema[column]),
            problem=pl.lit(earlier), action=pl.lit(words("counted as it is answered")),
            kind=pl.lit(SKIP_CONTRADICTED),
        )  # fmt: skip
        parts.append(part)
    table = pl.concat(parts).unique(["row", "item"], keep="first", maintain_order=True)
    return table.sort("row", maintain_order=True)
