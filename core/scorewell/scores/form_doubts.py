"""Rows in which an item may not belong to a scale, and answers where it does not.

Both are counted for each omission: first the rows of which it is not known, for all omissions,
then those with an answer, for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

from scorewell.answers.columns.binding import Binding
from scorewell.answers.values.covariates import covariate_columns
from scorewell.answers.values.expressions import answer_expressions, exact_number
from scorewell.answers.values.frames import collect_sheet, to_sheet
from scorewell.definitions.model import Instrument, Stratum
from scorewell.i18n.messages import Message, plural_words, words
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex
from scorewell.registry.contracts.strata import CovariateColumn, belongs, may_belong


@dataclass(frozen=True, kw_only=True)
class Omission:
    """Items that a stratum of respondents does not have, in one scale or several.

    Attributes
    ----------
    items : tuple of str
        Ids of the items.
    stratum : Stratum
        For whom they are left out.
    scales : tuple of str
        Ids of the scales.
    """

    items: tuple[str, ...]
    stratum: Stratum
    scales: tuple[str, ...]

    def unknown(self, instrument: Instrument, n: int) -> Doubt:
        """What is not known in ``n`` rows."""
        labels = [instrument.covariates[name].label for name in self.stratum.covariates]
        problem = plural_words(
            "whether {{ items }} counts in {{ scales }} depends on {{ covariates }}, which is "
            "not known in one row",
            "whether {{ items }} counts in {{ scales }} depends on {{ covariates }}, which is "
            "not known in {{ n }} rows",
            n,
            items=", ".join(self.items),
            scales=", ".join(self.scales),
            covariates=", ".join(labels),
            n=n,
        )
        action = words("counted where answered; name the column of the covariate")
        return Doubt(self.items, problem, action, "covariate-unknown")

    def answered(self, n: int) -> Doubt:
        """What ``n`` respondents answered all the same."""
        problem = plural_words(
            "{{ items }} is left out of {{ scales }} for {{ stratum }}, and one row "
            "has an answer other than the lowest",
            "{{ items }} is left out of {{ scales }} for {{ stratum }}, and {{ n }} "
            "rows have an answer other than the lowest",
            n,
            items=", ".join(self.items),
            scales=", ".join(self.scales),
            stratum=self.stratum.text,
            n=n,
        )
        action = words("left out; check the covariate")
        return Doubt(self.items, problem, action, "left-out-answered")


class Doubt(NamedTuple):
    """What is in doubt in some rows: the items, in words, what becomes of it, and its kind."""

    items: tuple[str, ...]
    problem: Message
    action: Message
    kind: str


def omissions(instrument: Instrument) -> tuple[Omission, ...]:
    """Every stratum for which a scale that is shown has items left out."""
    scales: dict[tuple[tuple[str, ...], Stratum], list[str]] = {}
    for scale in instrument.output_scales:
        for entry in scale.left_out:
            if entry.stratum is not None:
                scales.setdefault((entry.items, entry.stratum), []).append(scale.id)
    return tuple(
        Omission(items=items, stratum=stratum, scales=tuple(ids))
        for (items, stratum), ids in scales.items()
    )


def doubts_about_items(instrument: Instrument, counts: Sequence[int]) -> list[Doubt]:
    """What is in doubt in some rows, by the counts of :func:`doubt_flags`."""
    entries = omissions(instrument)
    unknown, answered = counts[: len(entries)], counts[len(entries) :]
    return [
        *(entry.unknown(instrument, n) for entry, n in zip(entries, unknown, strict=True) if n),
        *(entry.answered(n) for entry, n in zip(entries, answered, strict=True) if n),
    ]


def doubt_flags(
    instrument: Instrument,
    covariates: Mapping[str, CovariateColumn],
    n_answers: ex.Expr,
    answers: Mapping[str, tuple[ex.Expr, ex.Expr]],
) -> list[ex.Expr]:
    """1 in the rows that count, otherwise 0; for all omissions, then for all again.

    Parameters
    ----------
    covariates : mapping of str to CovariateColumn
        The covariates, by id.
    n_answers : expression
        How many items are answered.
    answers : mapping of str to pair of expressions
        Whether an item has an answer that counts, as 1 or 0, and its value.
    """
    entries = omissions(instrument)
    unknown = [may_belong(entry.stratum, covariates) & (n_answers > 0) for entry in entries]
    answered = [
        belongs(entry.stratum, covariates) & _is_above_lowest(instrument, entry.items, answers)
        for entry in entries
    ]
    return [ex.when(flag).then(1).otherwise(0) for flag in (*unknown, *answered)]


def _is_above_lowest(
    instrument: Instrument, items: Sequence[str], answers: Mapping[str, tuple[ex.Expr, ex.Expr]]
) -> ex.Expr:
    """Whether one of the items has an answer other than the lowest."""
    tests = []
    for item_id in items:
        ok, value = answers[item_id]
        lowest = exact_number(instrument.item(item_id).coding.lowest)
        tests.append((ok == 1) & (value != lowest))
    return reduce(lambda first, second: first | second, tests)


def count_doubts(frame: Any, binding: Binding) -> tuple[int, ...]:
    """The sums of :func:`doubt_flags` over the rows of a frame."""
    import polars as pl

    instrument = binding.instrument
    if not omissions(instrument):
        return ()
    sheet = to_sheet(frame, binding.read_columns)
    rows = sheet if isinstance(sheet, pl.LazyFrame) else collect_sheet(sheet).lazy()
    with ex.expression_backend(rows):
        item_answers = answer_expressions(rows, binding)
        n_answers = add([answer.present for answer in item_answers.values()])
        zero = n_answers * 0
        answers = {
            item.id: (zero, zero)
            if item.id not in item_answers
            else (item_answers[item.id].ok, item_answers[item.id].value)
            for item in instrument.items
        }
        covariates = covariate_columns(rows, instrument, binding.covariates)
        columns = {
            name: CovariateColumn(
                covariate=covariate,
                known=covariates[name].known if name in covariates else zero,
                value=covariates[name].value if name in covariates else zero,
            )
            for name, covariate in instrument.covariates.items()
        }
        flags = doubt_flags(instrument, columns, n_answers, answers)
    flag_columns: dict[str, Any] = {f"doubt {place}": flag for place, flag in enumerate(flags)}
    counts = rows.select(**flag_columns).sum()
    return counts.collect(engine="streaming").row(0)
