"""Rows of which it is not known whether an item belongs to a scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scorewell.answers.columns.binding import Binding
from scorewell.answers.values.covariates import covariate_columns
from scorewell.answers.values.expressions import answer_expressions
from scorewell.answers.values.frames import collect_sheet, to_sheet
from scorewell.definitions.model import Instrument, Stratum
from scorewell.i18n.messages import Message, plural_words
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex
from scorewell.registry.contracts.strata import CovariateColumn, may_belong


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

    def problem(self, instrument: Instrument, n: int) -> Message:
        """What is not known in ``n`` rows."""
        labels = [instrument.covariates[name].label for name in self.stratum.covariates]
        return plural_words(
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


def omission_problems(
    instrument: Instrument, counts: Sequence[int]
) -> list[tuple[str, Message]]:
    """Items and problem of each omission that is in doubt in some rows."""
    return [
        (", ".join(entry.items), entry.problem(instrument, n))
        for entry, n in zip(omissions(instrument), counts, strict=True)
        if n
    ]


def undecided_flags(
    instrument: Instrument, covariates: Mapping[str, CovariateColumn], given: ex.Expr
) -> list[ex.Expr]:
    """For each omission 1 in the rows with an answer in which it is not known, otherwise 0."""
    return [
        ex.when(may_belong(entry.stratum, covariates) & (given > 0)).then(1).otherwise(0)
        for entry in omissions(instrument)
    ]


def count_undecided(frame: Any, binding: Binding) -> tuple[int, ...]:
    """In how many rows of a frame it is not known, for each omission."""
    import polars as pl

    instrument = binding.instrument
    if not omissions(instrument):
        return ()
    sheet = to_sheet(frame, binding.read_columns)
    rows = sheet if isinstance(sheet, pl.LazyFrame) else collect_sheet(sheet).lazy()
    with ex.expression_backend(rows):
        given = add([answer.present for answer in answer_expressions(rows, binding).values()])
        zero = given * 0
        bound = covariate_columns(rows, instrument, binding.covariates)
        columns = {
            name: CovariateColumn(
                covariate=covariate,
                known=bound[name].known if name in bound else zero,
                value=bound[name].value if name in bound else zero,
            )
            for name, covariate in instrument.covariates.items()
        }
        flags = undecided_flags(instrument, columns, given)
    flag_columns: dict[str, Any] = {
        f"undecided {place}": flag for place, flag in enumerate(flags)
    }
    counts = rows.select(**flag_columns).sum()
    return counts.collect(engine="streaming").row(0)
